"""Lines, options, stages: what they accept and refuse on their own, and where their years and weights lie."""

import datetime
import functools
import math

import pytest

import agile_case as ac
from agile_case.errors import (
    AgileCaseError,
    ExpressionError,
    InputError,
    PriceBaseError,
    UnitError,
    UnknownNameError,
    YearError,
)
from agile_case.model.addresses import given_weights, lines_of, weight_in, years_of
from agile_case.quantities.frozen import FrozenMap

PERIOD = ac.YearRange.parse("2026-27..2036-37")
WEIGHTS = {"years": "2026-27..2027-28", "values": [0.25, 0.75]}


def test_a_line_reads_text():
    line = ac.Cost(
        amount="team * day_rate",
        when="2026-27..2028-29",
        growth=0.01,
        growth_from="2026-27",
        price_base="cash",
        replaces="a.b",
    )
    assert line.amount == ac.Expression("team * day_rate")
    assert len(line.when) == 3
    assert line.growth_from == ac.FinancialYear(2026)
    assert line.price_base.is_cash
    assert line.replaces == ("a.b",)
    assert (line.bearer, line.covers, line.budget) == ("originating-organisation", "estimate-error", None)


def test_an_amount_may_be_a_quantity():
    assert ac.Cost(amount=ac.Quantity(5, "GBPm/year")).amount == ac.Expression("5 GBPm/year")
    assert ac.Cost(amount=ac.Expression("a")).amount == ac.Expression("a")


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (0.5, ac.Expression("0.5")),
        (2, ac.Expression("2")),
        ("1 - take_up", ac.Expression("1 - take_up")),
        (WEIGHTS, ac.YearlyValues(**WEIGHTS)),
        (ac.YearlyValues(**WEIGHTS), ac.YearlyValues(**WEIGHTS)),
    ],
)
def test_a_profile_is_an_expression_a_number_or_weights(profile, expected):
    assert ac.Cost(profile=profile).profile == expected


@pytest.mark.parametrize(
    ("changes", "kind", "what"),
    [
        ({"amount": 5}, ExpressionError, "An amount is text, because it needs a unit."),
        ({"amount": True}, ExpressionError, "An expression is text."),
        ({"amount": ""}, ExpressionError, "An expression is text."),
        ({"when": "26"}, YearError, "This is not a financial year."),
        ({"profile": True}, ExpressionError, "An expression is text."),
        ({"profile": math.nan}, ExpressionError, "An expression holds finite numbers only."),
        ({"profile": {"years": "2026-27"}}, InputError, "Yearly weights have other keys."),
        ({"profile": WEIGHTS | {"a": 1}}, InputError, "Yearly weights have other keys."),
        ({"growth": "Not a key"}, InputError, "A number is needed, or the key of an assumption."),
        ({"growth": math.inf}, InputError, "A number must be finite."),
        ({"growth_from": "26"}, YearError, "This is not a financial year."),
        ({"price_base": "real"}, PriceBaseError, "This is not a price base."),
        ({"budget": "revenue"}, UnknownNameError, "This budget is not known."),
        ({"bearer": "public"}, UnknownNameError, "This bearer is not known."),
        ({"bearer": ["households"]}, UnknownNameError, "This bearer is not known."),
        ({"covers": "all"}, UnknownNameError, "This covers is not known."),
        ({"stage": None}, InputError, "This stage has the wrong type."),
        ({"replaces": 5}, InputError, "A list of texts is needed."),
        ({"discount": 5}, InputError, "This discount has the wrong type."),
        ({"optimism_bias": 0.4}, InputError, "This optimism bias has the wrong type."),
    ],
)
def test_a_faulty_field_of_a_cost_is_refused(changes, kind, what):
    with pytest.raises(AgileCaseError) as caught:
        ac.Cost(**changes)
    assert type(caught.value) is kind
    assert caught.value.what == what


@pytest.mark.parametrize("amount", [900_000, 2.5])
@pytest.mark.parametrize(
    ("field", "build"),
    [
        ("amount", ac.Cost),
        ("amount", functools.partial(ac.Benefit, kind="cash-releasing")),
        ("measure", functools.partial(ac.Benefit, kind="quantifiable")),
        ("unit_value", functools.partial(ac.Benefit, kind="cash-releasing")),
    ],
)
def test_an_amount_given_as_a_number_says_how_to_write_it(field, build, amount):
    with pytest.raises(ExpressionError) as caught:
        build(**{field: amount})
    error = caught.value
    assert (error.what, error.got, error.wanted) == (
        "An amount is text, because it needs a unit.",
        repr(amount),
        "a number and a unit",
    )
    assert error.do == f'write "{amount} GBP/year", or "{amount} GBP" for a total'


def test_yearly_weights_name_the_keys_that_they_need():
    with pytest.raises(InputError) as caught:
        ac.Cost(profile=WEIGHTS | {"a": 1})
    error = caught.value
    assert (error.where, error.got, error.wanted) == ("profile", "years, values, a", "years and values")


@pytest.mark.parametrize("kind", ["cash", "", None])
def test_a_benefit_has_a_kind(kind):
    with pytest.raises(UnknownNameError, match=r"This kind is not known\."):
        ac.Benefit(kind=kind)


def test_a_disbenefit_is_true_or_false():
    with pytest.raises(InputError, match=r"This disbenefit has the wrong type\."):
        ac.Benefit(kind="qualitative", disbenefit="yes")


@pytest.mark.parametrize(("mitigation", "ok"), [(0, True), (1, True), (0.4, True), (-0.01, False), (1.01, False)])
def test_a_mitigation_is_a_share(mitigation, ok):
    if ok:
        assert ac.OptimismBias(type="x", mitigation=mitigation).mitigation == mitigation
        return
    with pytest.raises(InputError) as caught:
        ac.OptimismBias(type="x", mitigation=mitigation)
    error = caught.value
    assert (error.what, error.where, error.wanted) == ("A mitigation is a share.", "mitigation", "a number from 0 to 1")


@pytest.mark.parametrize(
    ("bearer", "public"),
    [
        ("originating-organisation", True),
        ("other-public", True),
        ("households", False),
        ("businesses", False),
        ("civil-society", False),
    ],
)
def test_public_bodies_are_told_from_others(bearer, public):
    assert ac.Cost(bearer=bearer).public is public


@pytest.mark.parametrize(
    ("kind", "monetised"),
    [("cash-releasing", True), ("non-cash-releasing", True), ("quantifiable", False), ("qualitative", False)],
)
def test_only_releasing_kinds_count_in_money(kind, monetised):
    assert ac.Benefit(kind=kind).monetised is monetised


# --- options and stages ---


def test_an_option_may_have_several_roles():
    assert ac.Option(roles=["do-minimum", "preferred-way-forward"]).roles == ("do-minimum", "preferred-way-forward")
    assert ac.Option(roles="business-as-usual").is_business_as_usual
    assert not ac.Option().is_business_as_usual


@pytest.mark.parametrize(
    ("changes", "kind", "what", "where"),
    [
        ({"roles": ["business as usual"]}, UnknownNameError, "This roles is not known.", "roles"),
        ({"costs": {"a": 5}}, InputError, "An entry of costs has the wrong type.", "costs.a"),
        ({"benefits": {"a": ac.Cost()}}, InputError, "An entry of benefits has the wrong type.", "benefits.a"),
        ({"costs": {"A": ac.Cost()}}, InputError, "This is not a key.", "costs.A"),
        ({"risks": 5}, InputError, "A table is needed.", "risks"),
        ({"title": 5}, InputError, "This title has the wrong type.", "title"),
    ],
)
def test_a_faulty_option_is_refused(changes, kind, what, where):
    with pytest.raises(AgileCaseError) as caught:
        ac.Option(**changes)
    assert type(caught.value) is kind
    assert (caught.value.what, caught.value.where) == (what, where)


def test_a_stage_reads_text():
    stage = ac.Stage(
        starts="2027-10-01", weeks=12, tranche="£240k", tests=[ac.StageTest(assumption="minutes", people=30)]
    )
    assert stage.starts == datetime.date(2027, 10, 1)
    assert (stage.weeks, stage.gate_weeks, stage.tranche) == (12.0, 0.0, ac.Quantity(240, "GBPk"))
    assert stage.tests[0].people == 30


@pytest.mark.parametrize(
    ("changes", "kind", "what", "where"),
    [
        ({"starts": "Next year"}, YearError, "This is not a date.", "starts"),
        ({"weeks": -1}, InputError, "Weeks cannot be negative.", "weeks"),
        ({"gate_weeks": -0.5}, InputError, "Weeks cannot be negative.", "gate_weeks"),
        ({"weeks": "12"}, InputError, "A number is needed.", "weeks"),
        ({"tranche": "lots"}, UnitError, "This is not a quantity.", "tranche"),
        ({"tests": "minutes"}, InputError, "A list of tests is needed.", "tests"),
        ({"tests": [{"assumption": "minutes"}]}, InputError, "A list of tests is needed.", "tests"),
    ],
)
def test_a_faulty_stage_is_refused(changes, kind, what, where):
    with pytest.raises(AgileCaseError) as caught:
        ac.Stage(**changes)
    assert type(caught.value) is kind
    assert (caught.value.what, caught.value.where) == (what, where)


@pytest.mark.parametrize("people", [0, -1])
def test_a_test_needs_people(people):
    with pytest.raises(InputError) as caught:
        ac.StageTest(assumption="minutes", people=people)
    assert (caught.value.what, caught.value.where, caught.value.wanted) == (
        "A test needs people.",
        "people",
        "1 or more",
    )


# --- addresses, years and weights ---


def test_lines_come_with_their_addresses_costs_first(case):
    benefit = ac.Benefit(kind="qualitative")
    change = case.with_lines(costs={"z": ac.Cost(amount="1 GBP/year")}, benefits={"a": benefit})
    assert [address for address, _ in lines_of(case.model(**change))] == [
        "options.usual.costs.run",
        "options.digital.costs.z",
        "options.digital.benefits.a",
    ]


def test_the_years_of_a_line_are_those_it_says_or_its_weights_say_or_all():
    assert years_of(ac.Cost(when="2027-28"), PERIOD) == ac.YearRange.parse("2027-28")
    assert years_of(ac.Cost(profile=WEIGHTS), PERIOD) == ac.YearRange.parse("2026-27..2027-28")
    assert years_of(ac.Cost(profile="take_up"), PERIOD) == PERIOD


def test_weights_are_zero_outside_their_years():
    assert given_weights(ac.Cost(profile="take_up")) is None
    weights = given_weights(ac.Cost(profile=WEIGHTS))
    assert [weight_in(weights, ac.FinancialYear(year)) for year in (2025, 2026, 2027, 2028)] == [0.0, 0.25, 0.75, 0.0]


def test_fields_of_others_are_kept():
    assert ac.Cost(x={"a": [1]}).x == FrozenMap({"a": (1,)})
