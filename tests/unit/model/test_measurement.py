"""Units and signs of lines: one wrong model for each fault."""

import pytest

import agile_case as ac
from agile_case.model.measurement import amount_tree, assumption_dimensions, profile_tree
from tests.unit.model.conftest import facts

COST = "options.digital.costs.c"
BENEFIT = "options.digital.benefits.b"
MONEY = "GBP/year, or GBP for a total"
SPREAD = (
    'to spread one total write profile = {{ years = "{}", values = [shares that sum to 1] }}; '
    "write GBP/year only for what is paid in full every year"
)


@pytest.mark.parametrize(
    "line",
    [
        {"amount": "applications * minutes * rate"},
        {"amount": "1 GBP", "when": "2027-28"},
        {"amount": "1 GBPk", "profile": {"years": "2026-27..2027-28", "values": [0.1, 0.9]}},
        {"amount": "1 GBPk/year", "profile": {"years": "2026-27..2027-28", "values": [10, 90]}},
        {"amount": "0 GBP/year"},
    ],
)
def test_money_a_year_or_a_total_is_accepted(case, line):
    model = case.model(**case.with_lines(costs={"c": ac.Cost(**line)}))
    assert model.options["digital"].costs["c"] == ac.Cost(**line)


@pytest.mark.parametrize(
    ("amount", "got"),
    [
        ("applications * minutes", "hour/year"),
        ("5", "a pure number"),
        ("share * 50 percent", "a pure number"),
        ("5 GBP/hour", "GBP/hour"),
        ("5 GBP/workday", "GBP/workday"),
        ("5 GBP * 1 GBP/year", "GBP^2/year"),
        ("5 GBP * 3 person / 1 year", "GBP*person/year"),
    ],
)
def test_an_amount_that_is_not_money_is_refused(case, amount, got):
    what = "This line does not come out in money."
    assert case.cost_fault(amount=amount) == (what, f"{COST}.amount", got, MONEY, "", "unit")


def test_a_benefit_that_does_not_come_out_in_money_is_refused_at_its_unit_value(case):
    fault = case.benefit_fault(kind="non-cash-releasing", measure="applications", unit_value="rate")
    what = "This line does not come out in money."
    assert fault == (what, f"{BENEFIT}.unit_value", "GBP*application/hour/year", MONEY, "", "unit")


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (
            "aplications * rate",
            (
                "'aplications' is not a name of this case.",
                "'aplications * rate'",
                "the key of an assumption",
                "did you mean applications or application?",
                "unknown-name",
            ),
        ),
        (
            "rate + minutes",
            (
                "Cannot add things of different units.",
                "'minutes' in hour/application, in 'rate + minutes'",
                "GBP/hour, as 'rate'",
                "",
                "unit",
            ),
        ),
        (
            "rate *",
            (
                "This expression cannot be read.",
                "'rate *' breaks off",
                "names, numbers and + - * / ( ) min max",
                "",
                "expression",
            ),
        ),
        (
            "5 m",
            (
                "A number is followed by a word that is not a unit.",
                "5 m",
                "a unit, or an operator before the name",
                "write GBPm for millions of pounds",
                "unit",
            ),
        ),
        (
            "(" * 25 + "rate" + ")" * 25,
            (
                "This expression is nested too deeply.",
                "more than 40 levels",
                "at most 40",
                "name a part of it",
                "limit",
            ),
        ),
    ],
)
def test_a_fault_of_the_expression_is_given_the_address_of_the_field(case, amount, expected):
    what, *others = expected
    assert case.cost_fault(amount=amount) == (what, f"{COST}.amount", *others)
    assert case.benefit_fault(kind="cash-releasing", amount=amount) == (what, f"{BENEFIT}.amount", *others)


def test_measure_and_unit_value_are_both_reported(case):
    line = ac.Benefit(kind="non-cash-releasing", measure="nobody * 2", unit_value="nothing")
    faults = case.faults(**case.with_lines(benefits={"b": line}))
    assert [(fault.what, fault.where) for fault in faults] == [
        ("'nobody' is not a name of this case.", f"{BENEFIT}.measure"),
        ("'nothing' is not a name of this case.", f"{BENEFIT}.unit_value"),
    ]


def test_a_measure_alone_has_any_unit_but_must_be_sound(case):
    sound = case.with_lines(benefits={"b": ac.Benefit(kind="quantifiable", measure="applications * minutes")})
    assert case.model(**sound)
    fault = case.benefit_fault(kind="quantifiable", measure="rate + share")
    assert fault[:2] == ("Cannot add things of different units.", f"{BENEFIT}.measure")


# --- totals ---


def test_a_total_over_several_years_is_refused(case):
    assert case.cost_fault(amount="1 GBPm") == (
        "A total needs one year, or weights that spread it.",
        f"{COST}.amount",
        "GBP over 2026-27..2036-37",
        "GBP/year, or a single year, or yearly weights",
        SPREAD.format("2026-27..2036-37"),
        "unit",
    )
    assert case.cost_fault(amount="1 GBPm", when="2027-28..2029-30")[4] == SPREAD.format("2027-28..2029-30")


def test_a_total_with_a_profile_over_curves_is_refused(case):
    fault = case.cost_fault(amount="1 GBPm", when="2027-28", profile="take_up")
    assert fault[:3] == (
        "A total needs one year, or weights that spread it.",
        f"{COST}.amount",
        "GBP with a profile over curves",
    )


def test_a_total_as_measure_and_value_is_refused_at_its_unit_value(case):
    fault = case.benefit_fault(kind="non-cash-releasing", measure="5 application", unit_value="2 GBP/application")
    assert fault[:2] == ("A total needs one year, or weights that spread it.", f"{BENEFIT}.unit_value")


@pytest.mark.parametrize(("values", "total"), [([0.5, 0.4], "0.9"), ([10.0, 20.0], "30"), ([0.5, 0.50001], "1.00001")])
def test_a_total_is_spread_by_weights_that_sum_to_1(case, values, total):
    fault = case.cost_fault(amount="1 GBPm", profile={"years": "2026-27..2027-28", "values": values})
    assert fault == (
        "A total is spread by weights that do not sum to 1.",
        f"{COST}.profile",
        f"a sum of {total}",
        "1",
        "give the amount in money a year if the values are yearly amounts",
        "unit",
    )


def test_weights_may_miss_1_by_rounding(case):
    third = {"years": "2026-27..2028-29", "values": [1 / 3, 1 / 3, 1 / 3]}
    assert case.model(**case.with_lines(costs={"c": ac.Cost(amount="1 GBPm", profile=third)}))


# --- signs ---


@pytest.mark.parametrize(
    ("amount", "got"), [("-5 GBP/year", "-5.00"), ("rate * (1 hour/year - 3 hour/year)", "-48.00")]
)
def test_a_cost_is_positive(case, amount, got):
    assert case.cost_fault(amount=amount) == (
        "A cost is a positive amount.",
        f"{COST}.amount",
        f"{got} at the mean",
        "0 or more",
        "write a saving as a benefit of kind cash-releasing",
        "input",
    )


def test_a_negative_benefit_says_that_it_is_a_disbenefit(case):
    fault = case.benefit_fault(kind="non-cash-releasing", measure="-applications", unit_value="2 GBP/application")
    assert fault == (
        "A benefit with a negative amount is a disbenefit and must say so.",
        f"{BENEFIT}.unit_value",
        "-2,000.00 at the mean",
        "0 or more",
        "add disbenefit = true",
        "input",
    )


def test_a_disbenefit_is_negative(case):
    fault = case.benefit_fault(kind="cash-releasing", amount="5 GBP/year", disbenefit=True)
    what, got, do = "A disbenefit is a negative amount.", "5.00 at the mean", "put a minus sign before it"
    assert fault == (what, f"{BENEFIT}.amount", got, "0 or less", do, "input")
    sound = ac.Benefit(kind="cash-releasing", amount="-5 GBP/year", disbenefit=True)
    assert case.model(**case.with_lines(benefits={"b": sound}))


@pytest.mark.parametrize(
    ("amount", "got"), [("1 GBP/year / 0", "inf"), ("0 GBP/year / (1 - 1)", "nan"), ("1e308 GBPk/year", "inf")]
)
def test_an_amount_is_finite_at_the_means(case, amount, got):
    what = "This amount is not a finite number when every assumption is at its mean."
    do = "look for a division by zero"
    assert case.cost_fault(amount=amount) == (what, f"{COST}.amount", got, "a finite number", do, "input")


def test_the_sign_is_judged_at_the_means_of_the_assumptions_in_their_units(case):
    """4, 6 and 10 minutes have a mean of (4 + 4 x 6 + 10) / 6 minutes."""
    mean = (4 + 4 * 6 + 10) / 6 / 60 * 1000 * 24
    fault = case.benefit_fault(kind="cash-releasing", amount="applications * minutes * rate", disbenefit=True)
    assert fault[2] == f"{mean:,.2f} at the mean"


def test_the_sign_of_a_series_of_yearly_values_is_left_open(case):
    series = ac.Assumption(
        estimate=ac.YearlyValues(years=case.model().basis.period, values=[-5] * len(case.model().basis.period)),
        unit="GBP/year",
    )
    assumptions = dict(case.parts()["assumptions"]) | {"series": series}
    assert case.model(assumptions=assumptions, **case.with_lines(costs={"c": ac.Cost(amount="series")}))


# --- what hangs on a broken part ---


def test_lines_over_a_faulty_assumption_are_not_reported_again(case):
    assumptions = dict(case.parts()["assumptions"]) | {"rate": ac.Assumption(estimate=ac.Fixed(1), unit="GBP/day")}
    lines = case.with_lines(
        costs={"c": ac.Cost(amount="applications * minutes * rate")},
        benefits={"b": ac.Benefit(kind="non-cash-releasing", measure="applications * minutes", unit_value="rate")},
    )
    (fault,) = case.faults(assumptions=assumptions, **lines)
    assert facts(fault)[:2] == ("'day' is not a unit.", "assumptions.rate.unit")


def test_assumptions_that_could_not_be_read_count_as_faulty(case):
    found = assumption_dimensions(case.contents(), frozenset({"assumptions.lost", "options.x"}))
    assert found["lost"] is None
    assert "x" not in found
    assert found["share"] == ()


def test_trees_of_a_line(case):
    model = case.model()
    line = ac.Benefit(kind="non-cash-releasing", measure="applications", unit_value="2 GBP/application")
    product = amount_tree(ac.Cost(amount="applications * 2 GBP/application"), model)
    assert amount_tree(line, model) == product
    assert amount_tree(ac.Benefit(kind="quantifiable", measure="applications"), model) is None
    assert amount_tree(ac.Cost(), model) is None
    assert profile_tree(ac.Cost(profile="1 - 50 percent"), model).value == 0.5
    assert profile_tree(ac.Cost(), model) is None
