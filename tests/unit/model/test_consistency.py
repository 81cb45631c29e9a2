"""How the parts of a model fit together: one wrong model for each fault, and all faults at once."""

import pytest

import agile_case as ac
from agile_case.estimates.curves import SHAPES
from agile_case.model.consistency import faults_of
from tests.unit.model.conftest import facts

COST = "options.digital.costs.c"
BENEFIT = "options.digital.benefits.b"
AMOUNT = {"amount": "1 GBP/year"}


def test_a_sound_model_has_no_faults(case):
    assert faults_of(case.contents()) == ()
    assert case.model().counts == ("application",)


# --- basis, units, options, assumptions ---


def test_a_faulty_thing_counted_leaves_nothing_else_to_check(case):
    fault = case.fault(counts=["day"], options={})
    do = "write workday for a working day, or give weeks, months or years"
    assert fault == (
        "'day' cannot be declared as a thing counted.",
        "units.counts",
        "'day'",
        "a word that is not a unit",
        do,
        "unit",
    )


@pytest.mark.parametrize("n", [1, 10, 12])
def test_there_is_one_discount_factor_for_each_year(case, n):
    factors = ac.DiscountFactors(source="x", values=[1.0] * n)
    assert case.fault(basis={"discount_factors": factors}) == (
        "There is not one discount factor for each year.",
        "case.discount_factors.values",
        f"{n} factors",
        "11, for 2026-27..2036-37",
        "",
        "year",
    )
    assert case.model(basis={"discount_factors": ac.DiscountFactors(source="x", values=[1.0] * 11)})


@pytest.mark.parametrize("growth", [-1, -1.5])
def test_prices_cannot_fall_by_all_they_are_worth(case, growth):
    fault = case.fault(basis={"prices_after": ac.PricesAfter(growth=growth, source="x")})
    what = "Prices cannot fall by all they are worth."
    assert fault == (what, "case.prices_after.growth", repr(float(growth)), "a fraction above -1", "", "input")
    assert case.model(basis={"prices_after": ac.PricesAfter(growth=-0.99, source="x")})


def test_a_case_needs_options(case):
    expected = ("A case needs options.", "options", "none", "at least one [options.key] table", "", "case")
    assert case.fault(options={}) == expected
    assert faults_of(case.contents(options={}), frozenset({"options.lost"})) == ()


def test_only_one_option_is_the_business_as_usual(case):
    usual = ac.Option(roles=["business-as-usual"])
    faults = case.faults(options={"a": usual, "b": usual, "c": usual})
    what = "Only one option can be the business as usual."
    assert [facts(fault) for fault in faults] == [
        (what, "options.b.roles", "b as well as a", "one", "", "case"),
        (what, "options.c.roles", "c as well as a", "one", "", "case"),
    ]


@pytest.mark.parametrize("key", ["hour", "person", "percent", "application", "min", "max"])
def test_reserved_words_name_neither_an_assumption_nor_a_curve(case, key):
    parts = case.parts()
    wanted = "a key that is neither a unit word nor min or max"
    assumptions = dict(parts["assumptions"]) | {key: ac.Assumption(estimate=ac.Fixed(1), unit="1")}
    what = "This word is reserved and cannot name an assumption."
    assert case.fault(assumptions=assumptions) == (what, f"assumptions.{key}", repr(key), wanted, "", "unknown-name")
    curves = dict(parts["curves"]) | {key: parts["curves"]["take_up"]}
    what = "This word is reserved and cannot name a curve."
    assert case.fault(curves=curves) == (what, f"curves.{key}", repr(key), wanted, "", "unknown-name")


def test_an_assumption_and_a_curve_have_different_keys(case):
    assumptions = dict(case.parts()["assumptions"]) | {"take_up": ac.Assumption(estimate=ac.Fixed(1), unit="1")}
    what = "An assumption and a curve have the same key."
    expected = (what, "assumptions.take_up", "curves.take_up as well", "two keys", "", "unknown-name")
    assert case.fault(assumptions=assumptions) == expected


@pytest.mark.parametrize("unit", ["£/hour", "GBP/day", "applications", ""])
def test_a_faulty_unit_is_given_the_address_of_its_assumption(case, unit):
    assumptions = dict(case.parts()["assumptions"]) | {"other": ac.Assumption(estimate=ac.Fixed(1), unit=unit)}
    fault = case.fault(assumptions=assumptions)
    assert (fault[1], fault[2], fault[5]) == ("assumptions.other.unit", repr(unit), "unit")


# --- curves ---


def curve_fault(case, **fields):
    """Return the one fault of the curve `curves.take_up`."""
    sound = {"shape": "logistic", "starts": "go_live", "t10": "3 month", "t90": "24 month"}
    return case.fault(curves={"take_up": ac.Curve(**(sound | fields))})


def test_a_shape_is_known(case):
    expected = (
        "curves.take_up.shape",
        "'logistics'",
        " or ".join(SHAPES),
        "did you mean logistic?",
        "unknown-name",
    )
    assert curve_fault(case, shape="logistics") == ("'logistics' is not a shape of curve.", *expected)


def test_a_curve_starts_at_an_event(case):
    assert curve_fault(case, starts="golive") == (
        "'golive' is not an event of this case.",
        "curves.take_up.starts",
        "'golive'",
        "the key of an event",
        "did you mean go_live?",
        "unknown-name",
    )


def test_a_ceiling_is_an_assumption_without_unit(case):
    assert curve_fault(case, ceiling="shares")[:2] == (
        "'shares' is not an assumption of this case.",
        "curves.take_up.ceiling",
    )
    assert curve_fault(case, ceiling="rate") == (
        "A pure number is needed here.",
        "curves.take_up.ceiling",
        "rate in GBP/hour",
        'an assumption with unit = "1"',
        "",
        "unit",
    )


def with_assumption(case, estimate, unit="1"):
    """Return the assumptions of the sound model and one more, `figure`."""
    figure = ac.Assumption(estimate=estimate, unit=unit)
    return {"assumptions": dict(case.parts()["assumptions"]) | {"figure": figure}}


def with_ceiling(estimate, unit="1"):
    """Return the change that puts a ceiling over the curve."""

    def change(case):
        ceiling = ac.Curve(shape="logistic", starts="go_live", t10="3 month", t90="24 month", ceiling="figure")
        return with_assumption(case, estimate, unit) | {"curves": {"take_up": ceiling}}

    return change


def with_growth(estimate, unit="1"):
    """Return the change that lets a cost grow."""

    def change(case):
        line = ac.Cost(growth="figure", **AMOUNT)
        return with_assumption(case, estimate, unit) | case.with_lines(costs={"c": line})

    return change


FRACTION = (
    "a fraction up to 1",
    'write 0.02 for 2%, or give an assumption with unit = "percent"; a larger factor belongs into the amount',
    "input",
)
LARGE = "A fraction is larger than 1."


@pytest.mark.parametrize(("number", "got"), [(1.01, "1.01, which is 101%"), (80, "80, which is 8,000%")])
def test_a_fraction_above_1_is_refused(case, number, got):
    """It is nearly always a percentage that lost its sign: 80 for 80%."""
    assert curve_fault(case, ceiling=number) == (LARGE, "curves.take_up.ceiling", got, *FRACTION)
    assert case.cost_fault(growth=number, **AMOUNT) == (LARGE, f"{COST}.growth", got, *FRACTION)
    prices = ac.PricesAfter(growth=number, source="x")
    assert case.fault(basis={"prices_after": prices}) == (LARGE, "case.prices_after.growth", got, *FRACTION)


def test_a_fraction_of_1_is_one(case):
    assert case.model(
        basis={"prices_after": ac.PricesAfter(growth=1, source="x")},
        curves={"take_up": ac.Curve(shape="logistic", starts="go_live", t10="3 month", t90="24 month", ceiling=1)},
        **case.with_lines(costs={"c": ac.Cost(growth=1, **AMOUNT)}),
    )


@pytest.mark.parametrize(
    ("estimate", "unit", "got"),
    [
        (ac.Fixed(80), "1", "figure, 80, which is 8,000%"),
        (ac.Fixed(120), "percent", "figure, 1.2, which is 120%"),
        (ac.Uniform(0.5, 2), "1", "figure, 1.25, which is 125%"),
    ],
)
@pytest.mark.parametrize(
    ("change", "where"), [(with_ceiling, "curves.take_up.ceiling"), (with_growth, f"{COST}.growth")]
)
def test_the_mean_of_an_assumption_is_a_fraction_too(case, *, change, where, estimate, unit, got):
    assert case.fault(**change(estimate, unit)(case)) == (LARGE, where, got, *FRACTION)


@pytest.mark.parametrize(("estimate", "unit"), [(ac.Fixed(80), "percent"), (ac.Uniform(0, 2), "1"), (ac.Fixed(1), "1")])
@pytest.mark.parametrize("change", [with_ceiling, with_growth])
def test_a_percentage_with_its_unit_is_a_fraction(case, change, estimate, unit):
    """Single draws may lie above 1 where the mean does not."""
    assert case.model(**change(estimate, unit)(case))


def test_a_ceiling_has_one_value_for_all_years(case):
    assert case.fault(**with_ceiling(ac.YearlyValues(years="2026-27", values=[0.5]))(case)) == (
        "This assumption differs from year to year, and one value for all years is needed here.",
        "curves.take_up.ceiling",
        "figure, a yearly series",
        "an assumption with one value",
        "",
        "estimate",
    )


@pytest.mark.parametrize(
    ("estimate", "low"),
    [(ac.Fixed(-0.1), "-0.1"), (ac.Uniform(-0.2, 0.9), "-0.2"), (ac.Normal(-0.3, 0.1), "-0.3")],
)
def test_a_ceiling_cannot_be_negative_through_an_assumption(case, estimate, low):
    assert case.fault(**with_ceiling(estimate)(case)) == (
        "A ceiling cannot be negative.",
        "curves.take_up.ceiling",
        f"figure, which goes down to {low}",
        "an estimate from 0 upwards",
        "",
        "input",
    )


@pytest.mark.parametrize("estimate", [ac.Fixed(0), ac.Uniform(0, 0.9), ac.Normal(0.3, 0.1)])
def test_a_ceiling_may_be_0_and_draws_without_an_end_are_left_to_the_appraisal(case, estimate):
    assert case.model(**with_ceiling(estimate)(case))


@pytest.mark.parametrize(
    ("fields", "got"),
    [
        ({"t10": None, "t90": None}, "starts"),
        ({"t90": None}, "starts and t10"),
        ({"midpoint": "1 year"}, "starts and t10 and t90 and midpoint"),
        ({"t10": None, "t90": None, "midpoint": "1 year"}, "starts and midpoint"),
        ({"t10": None, "steepness": "1 1/year"}, "starts and t90 and steepness"),
    ],
)
def test_a_logistic_is_given_in_one_of_two_ways(case, fields, got):
    what = "A curve of shape logistic is given in another way."
    wanted = "starts and t10 and t90, or starts and midpoint and steepness"
    assert curve_fault(case, **fields) == (what, "curves.take_up", got, wanted, "", "case")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"t10": "3 hour"}, ("t10", "3 hour", "something in year", "")),
        ({"t90": "5"}, ("t90", "5", "something in year", 'write its unit too, as in "5 year"')),
        (
            {"t10": None, "t90": None, "midpoint": "1 GBP", "steepness": "1 1/year"},
            ("midpoint", "1 GBP", "something in year", ""),
        ),
        (
            {"t10": None, "t90": None, "midpoint": "1 year", "steepness": "1"},
            ("steepness", "1", "something in 1/year", 'write its unit too, as in "1 1/year"'),
        ),
    ],
)
def test_times_of_a_curve_are_in_calendar_time(case, fields, said):
    where, got, wanted, do = said
    assert curve_fault(case, **fields) == (
        "A quantity has the wrong unit.",
        f"curves.take_up.{where}",
        got,
        wanted,
        do,
        "unit",
    )


def test_a_bare_day_is_refused_in_a_curve(case):
    fault = curve_fault(case, t10="90 day")
    assert fault[:2] == ("'day' is not a unit.", "curves.take_up.t10")


def test_times_of_a_curve_follow_each_other(case):
    assert curve_fault(case, t10="24 month", t90="1 year") == (
        "A logistic curve cannot pass through these times.",
        "curves.take_up",
        "t10 up to 2 years, t90 from 1 years",
        "t90 later than t10 in every draw",
        "",
        "estimate",
    )


@pytest.mark.parametrize("steepness", ["0 1/year", "-1 1/year"])
def test_a_steepness_is_positive(case, steepness):
    fault = curve_fault(case, t10=None, t90=None, midpoint="1 year", steepness=steepness)
    assert fault == (
        "A steepness is positive.",
        "curves.take_up.steepness",
        steepness,
        "a number above 0",
        "",
        "estimate",
    )


# --- lines ---


def test_a_cost_needs_an_amount(case):
    wanted = "money a year, money for a total, or a team"
    assert case.cost_fault() == ("A cost needs an amount.", f"{COST}.amount", "none", wanted, "", "case")


MEASURED = {"measure": "applications", "unit_value": "2 GBP/application"}


@pytest.mark.parametrize(
    ("kind", "fields", "got", "wanted"),
    [
        ("cash-releasing", {}, "neither amount nor measure", "amount or measure and unit_value"),
        ("cash-releasing", {"measure": "applications"}, "measure", "amount or measure and unit_value"),
        ("non-cash-releasing", {"unit_value": "1 GBP"}, "unit_value", "amount or measure and unit_value"),
        (
            "non-cash-releasing",
            AMOUNT | MEASURED,
            "amount and measure and unit_value",
            "amount or measure and unit_value",
        ),
        ("quantifiable", {}, "neither amount nor measure", "measure"),
        ("quantifiable", AMOUNT, "amount", "measure"),
        ("quantifiable", MEASURED, "measure and unit_value", "measure"),
        ("qualitative", AMOUNT, "amount", "none of amount, measure and unit_value"),
        ("qualitative", {"measure": "applications"}, "measure", "none of amount, measure and unit_value"),
    ],
)
def test_a_benefit_is_given_as_its_kind_asks(case, kind, fields, got, wanted):
    what = f"A {kind} benefit is given in another way."
    assert case.benefit_fault(kind=kind, **fields) == (what, BENEFIT, got, wanted, "", "case")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("cash-releasing", AMOUNT),
        ("cash-releasing", MEASURED),
        ("non-cash-releasing", AMOUNT | {"bearer": "households"}),
        ("quantifiable", {"measure": "applications"}),
        ("qualitative", {}),
    ],
)
def test_a_benefit_given_as_its_kind_asks_is_accepted(case, kind, fields):
    assert case.model(**case.with_lines(benefits={"b": ac.Benefit(kind=kind, **fields)}))


def test_only_a_public_body_releases_cash(case):
    fault = case.benefit_fault(kind="cash-releasing", bearer="households", **AMOUNT)
    what, wanted = (
        "Only a public body can release cash to the public purse.",
        "a public body, or another kind of benefit",
    )
    assert fault == (what, f"{BENEFIT}.bearer", "households", wanted, "", "case")


@pytest.mark.parametrize("when", ["2025-26", "2025-26..2027-28", "2036-37..2037-38", "2040-41"])
def test_a_line_falls_within_the_years_of_the_appraisal(case, when):
    assert case.cost_fault(when=when, **AMOUNT) == (
        "This line falls outside the years of the appraisal.",
        f"{COST}.when",
        when,
        "years within 2026-27..2036-37",
        "change the line, or start and horizon under [case]",
        "year",
    )


def test_weights_outside_the_years_are_refused_at_the_profile(case):
    fault = case.cost_fault(profile={"years": "2037-38", "values": [1]}, **AMOUNT)
    assert fault[:3] == ("This line falls outside the years of the appraisal.", f"{COST}.profile", "2037-38")


def test_weights_cover_the_years_of_the_line(case):
    fault = case.cost_fault(when="2026-27..2027-28", profile={"years": "2026-27", "values": [1]}, **AMOUNT)
    what, do = "The yearly weights do not cover the years of the line.", "leave out when: the weights say the years"
    assert fault == (what, f"{COST}.profile", "2026-27", "2026-27..2027-28", do, "year")


@pytest.mark.parametrize("growth", [-1, -2.5])
def test_an_amount_cannot_shrink_by_all_of_itself(case, growth):
    what = "An amount cannot shrink by all of itself each year."
    expected = (what, f"{COST}.growth", repr(float(growth)), "a fraction above -1", "", "input")
    assert case.cost_fault(growth=growth, **AMOUNT) == expected


@pytest.mark.parametrize(
    ("estimate", "unit", "low"),
    [
        (ac.Fixed(-1), "1", "-1"),
        (ac.Uniform(-1, 0.5), "1", "-1"),
        (ac.Uniform(-1.5, 0.5), "1", "-1.5"),
        (ac.Uniform(-100, 1), "percent", "-1"),
        (ac.Normal(-1, 0.1), "1", "-1"),
    ],
)
def test_an_uncertain_amount_cannot_shrink_by_all_of_itself(case, estimate, unit, low):
    assert case.fault(**with_growth(estimate, unit)(case)) == (
        "An amount cannot shrink by all of itself each year.",
        f"{COST}.growth",
        f"figure, which goes down to {low}",
        "fractions above -1",
        "",
        "input",
    )


@pytest.mark.parametrize(
    ("estimate", "unit"),
    [(ac.Uniform(-0.99, 0.5), "1"), (ac.Uniform(-99, 1), "percent"), (ac.Normal(-0.9, 0.1), "1")],
)
def test_an_uncertain_amount_may_shrink_by_less(case, estimate, unit):
    assert case.model(**with_growth(estimate, unit)(case))


@pytest.mark.parametrize("change", [with_ceiling, with_growth])
def test_a_fraction_of_a_faulty_unit_is_reported_once(case, change):
    assert case.fault(**change(ac.Fixed(0.5), "prcent")(case))[1] == "assumptions.figure.unit"


def test_growth_is_an_assumption_without_unit(case):
    assert case.cost_fault(growth="rate", **AMOUNT) == (
        "A pure number is needed here.",
        f"{COST}.growth",
        "rate in GBP/hour",
        'an assumption with unit = "1"',
        "",
        "unit",
    )
    assert case.cost_fault(growth="grwth", **AMOUNT) == (
        "'grwth' is not an assumption of this case.",
        f"{COST}.growth",
        "'grwth'",
        "the key of an assumption",
        "did you mean growth?",
        "unknown-name",
    )
    assert case.model(**case.with_lines(costs={"c": ac.Cost(growth="growth", growth_from="2027-28", **AMOUNT)}))


def test_growth_begins_only_where_there_is_growth(case):
    expected = ("There is no growth to begin.", f"{COST}.growth_from", "2027-28", "growth beside it", "", "case")
    assert case.cost_fault(growth_from="2027-28", **AMOUNT) == expected


def test_a_profile_names_curves(case):
    line = ac.Cost(profile="takeup * (1 - takeup) * share", **AMOUNT)
    faults = case.faults(**case.with_lines(costs={"c": line}))
    wanted = ("the key of a curve", "unknown-name")
    assert [(fault.what, fault.where, fault.do, fault.wanted, fault.code) for fault in faults] == [
        ("'takeup' is not a curve of this case.", f"{COST}.profile", "did you mean take_up?", *wanted),
        ("'share' is not a curve of this case.", f"{COST}.profile", "use one of: take_up", *wanted),
    ]


@pytest.mark.parametrize(
    ("profile", "got"), [("2 GBPk * take_up", "GBP"), ("5 year", "year"), ("1 - take_up * 1 hour / 1 hour", None)]
)
def test_a_profile_is_a_pure_number(case, profile, got):
    if got is None:
        assert case.model(**case.with_lines(costs={"c": ac.Cost(profile=profile, **AMOUNT)}))
        return
    wanted = "curves and plain numbers, without a unit"
    assert case.cost_fault(profile=profile, **AMOUNT) == (
        "A profile is a pure number.",
        f"{COST}.profile",
        got,
        wanted,
        "",
        "unit",
    )


@pytest.mark.parametrize(
    ("profile", "what"),
    [
        ("take_up +", "This expression cannot be read."),
        ("take_up + 5 GBP", "Cannot add things of different units."),
        ("take_up * 5 m", "A number is followed by a word that is not a unit."),
    ],
)
def test_a_fault_of_a_profile_is_given_its_address(case, profile, what):
    assert case.cost_fault(profile=profile, **AMOUNT)[:2] == (what, f"{COST}.profile")


def test_a_line_names_a_stage(case):
    assert case.cost_fault(stage="alfa", **AMOUNT) == (
        "'alfa' is not a stage of this case.",
        f"{COST}.stage",
        "'alfa'",
        "the key of a stage",
        "did you mean alpha?",
        "unknown-name",
    )


@pytest.mark.parametrize(
    ("target", "do"), [("options.usual.costs.rn", "did you mean"), (COST, "did you mean"), ("run", "use one")]
)
def test_a_line_replaces_another_line(case, target, do):
    fault = case.cost_fault(replaces=target, **AMOUNT)
    assert fault[:4] == (
        f"{target!r} is not another line of this case.",
        f"{COST}.replaces",
        repr(target),
        "the key of another line",
    )
    assert fault[4].startswith(do)
    assert case.model(**case.with_lines(costs={"c": ac.Cost(replaces="options.usual.costs.run", **AMOUNT)}))


def test_a_line_replaces_another_once(case):
    twice = ["options.usual.costs.run", "options.usual.costs.run"]
    assert case.cost_fault(replaces=twice, **AMOUNT) == (
        "A line is replaced twice by the same line.",
        f"{COST}.replaces",
        ", ".join(twice),
        "each address once",
        "",
        "case",
    )


def test_one_source_of_spread_is_charged_once(case):
    bias = ac.OptimismBias(type="equipment-development")
    assert case.cost_fault(covers="outturn-range", optimism_bias=bias, **AMOUNT) == (
        "One source of spread is charged twice: the estimate covers the range of outturns and bias is added.",
        f"{COST}.optimism_bias",
        'covers = "outturn-range" with optimism_bias',
        "one of the two",
        "leave out optimism_bias, or say that the estimate covers estimate-error",
        "bias-counted-twice",
    )


def prevented(case, prevention):
    """Return the change that gives the option two costs and a benefit, the first cost with a line that prevents it."""
    bias = ac.OptimismBias(type="equipment-development", prevention=prevention)
    return case.with_lines(
        costs={"c": ac.Cost(optimism_bias=bias, **AMOUNT), "alpha": ac.Cost(**AMOUNT)},
        benefits={"b": ac.Benefit(kind="qualitative")},
    )


@pytest.mark.parametrize(
    "prevention", ["options.digital.costs.alfa", "options.usual.costs.run", COST, BENEFIT, "alpha"]
)
def test_prevention_names_another_cost_line_of_the_option(case, prevention):
    """What another option pays, or the line itself, or a benefit, mitigates nothing here."""
    fault = case.fault(**prevented(case, prevention))
    assert fault[:4] == (
        f"{prevention!r} is not another cost line of the option of this case.",
        f"{COST}.optimism_bias.prevention",
        repr(prevention),
        "the key of another cost line of the option",
    )
    assert fault[4].endswith("options.digital.costs.alpha?" if "." in prevention else "options.digital.costs.alpha")
    assert fault[5] == "unknown-name"


def test_prevention_may_be_any_other_cost_line_of_the_option(case):
    assert case.model(**prevented(case, "options.digital.costs.alpha"))


# --- stages ---


@pytest.mark.parametrize(
    ("fields", "what", "where"),
    [
        ({"starts": "golive"}, "'golive' is not an event of this case.", "starts"),
        ({"tests": [ac.StageTest(assumption="share"), ac.StageTest(assumption="shore")]},
         "'shore' is not an assumption of this case.", "tests.1.assumption"),
        ({"tranche": "5 hour"}, "A quantity has the wrong unit.", "tranche"),
        ({"tranche": "£5m/year"}, "A quantity has the wrong unit.", "tranche"),
        ({"tranche": "5 m"}, "'m' is not a unit.", "tranche"),
    ],
)  # fmt: skip
def test_a_stage_names_what_there_is(case, fields, what, where):
    assert case.fault(stages={"alpha": ac.Stage(**fields)})[:2] == (what, f"stages.alpha.{where}")


def test_a_stage_without_start_or_money_is_sound(case):
    assert case.model(stages={"alpha": ac.Stage(), "beta": ac.Stage(starts="2027-10-01")})


# --- all at once ---


def test_every_fault_of_a_model_is_reported_in_one_error(case):
    lines = case.with_lines(
        costs={
            "a": ac.Cost(),
            "b": ac.Cost(amount="5 GBP/hour", stage="lost", growth=-2, profile="lost"),
            "c": ac.Cost(amount="nobody", when="2020-21"),
        },
        benefits={"d": ac.Benefit(kind="qualitative", amount="-1 GBP/year")},
    )
    faults = case.faults(
        basis={"prices_after": ac.PricesAfter(growth=-1, source="x")},
        assumptions={"rate": ac.Assumption(estimate=ac.Fixed(1), unit="GBP/day")},
        curves={"take_up": ac.Curve(shape="cubic", starts="go_live")},
        stages={"alpha": ac.Stage(starts="lost", tranche="5 hour")},
        **lines,
    )
    assert [fault.where for fault in faults] == [
        "case.prices_after.growth",
        "assumptions.rate.unit",
        "curves.take_up.shape",
        "options.digital.costs.a.amount",
        "options.digital.costs.b.growth",
        "options.digital.costs.b.profile",
        "options.digital.costs.b.stage",
        "options.digital.costs.c.when",
        "options.digital.benefits.d",
        "options.digital.costs.b.amount",
        "options.digital.costs.c.amount",
        "options.digital.benefits.d.amount",
        "stages.alpha.starts",
        "stages.alpha.tranche",
    ]


def test_names_of_parts_that_could_not_be_read_are_not_reported_again(case):
    lines = case.with_lines(
        costs={
            "c": ac.Cost(
                amount="lost_one",
                growth="lost_one",
                profile="lost_curve",
                stage="lost_stage",
                replaces="options.lost.costs.x",
                optimism_bias=ac.OptimismBias(type="equipment-development", prevention="options.digital.costs.x"),
            )
        }
    )
    contents = case.contents(
        curves={
            "take_up": ac.Curve(shape="logistic", starts="lost_event", t10="1 month", t90="1 year", ceiling="lost_one")
        },
        stages={"alpha": ac.Stage(starts="lost_event", tests=[ac.StageTest(assumption="lost_one")])},
        **lines,
    )
    broken = (
        "assumptions.lost_one",
        "curves.lost_curve",
        "stages.lost_stage",
        "events.lost_event",
        "options.lost.costs.x",
        "options.digital.costs.x",
    )
    assert faults_of(contents, frozenset(broken)) == ()
    assert len(faults_of(contents)) == 10
