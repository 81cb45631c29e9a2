"""Returns of a result, and what flows, rates and lives are refused."""

import datetime
import math

import numpy as np
import pytest

import agile_case as ac
from agile_case.errors import InputError, UnknownNameError, YearError
from tests.strategies import small_case

TIME = {"kind": "non-cash-releasing"}
OPTIONS = {
    "usual": {"roles": ["business-as-usual"], "costs": {"it": {"amount": "100 GBPk/year"}}},
    "new": {
        "costs": {"it": {"amount": "60 GBPk/year"}, "kit": {"amount": "120 GBPk", "when": "2026-27"}},
        "benefits": {"posts": {"amount": "10 GBPk/year", "kind": "cash-releasing"}},
    },
}


def case_of(horizon=4, **case):
    return ac.from_plain(small_case(options=OPTIONS, horizon=horizon, **case))


def test_returns_are_of_the_difference_to_business_as_usual():
    """-70, then 50 a year for four years."""
    found = case_of().appraise().returns()
    assert list(found) == ["new"]
    held = found["new"]
    assert held.rates == ac.internal_rates([-70_000, 50_000, 50_000, 50_000, 50_000])
    assert held.payback == pytest.approx(1.4, rel=1e-12)
    assert held.discounted_payback > held.payback
    result = case_of().appraise()
    factors = sum(1.035**-year for year in range(5))
    assert held.equivalent_annual * factors == pytest.approx(result.against()["new"].npsv, rel=1e-12)
    assert held.modified_rate is None
    assert dict(held.undefined) == {"modified_rate": "no rates of finance and reinvestment were given"}


def test_discounted_payback_is_the_payback_of_present_values():
    flow = [-70_000, *(50_000 / 1.035**year for year in range(1, 5))]
    held = case_of().appraise().returns(payback="whole-years")["new"]
    assert held.discounted_payback == ac.payback(flow, "whole-years")
    assert held.payback == 2


def test_modified_rates_need_rates():
    held = case_of().appraise().returns(rates=(0.035, 0.05))["new"]
    flow = [-70_000, *[50_000] * 4]
    assert held.modified_rate == pytest.approx(ac.modified_internal_rate(flow, finance=0.035, reinvest=0.05), rel=1e-12)


def test_without_business_as_usual_options_stand_alone_and_undefined_says_why():
    options = {"only": {"costs": {"it": {"amount": "1 GBPk/year"}}}}
    result = ac.from_plain(small_case(options=options)).appraise()
    held = result.returns(rates=(0.03, 0.03))["only"]
    assert dict(held.undefined) == {
        "rates": "none: the flow never changes its sign",
        "modified_rate": "nothing goes out, or nothing comes in",
        "payback": "not paid back by 2027-28",
        "discounted_payback": "not paid back by 2027-28",
    }
    table = result.returns_table()
    assert table.caption.startswith("Returns in absolute terms")
    assert list(table.rows[0][3:5]) == ["never", "never"]


def test_an_option_of_one_year_has_no_rates():
    held = case_of(horizon=0).appraise().returns(rates=(0.03, 0.03))["new"]
    assert held.modified_rate is None
    assert held.rates.rates == ()


def test_the_table_names_what_it_is_against():
    table = case_of().appraise().returns_table()
    assert table.caption.startswith("Returns against Usual (")
    assert [row[0] for row in table.rows] == ["New"]
    assert case_of().appraise().returns_table("new").rows[0][0] == "Usual"


def test_a_partial_case_has_no_returns():
    with pytest.raises(InputError, match="A partial case has no NPSV"):
        case_of(partial=True).appraise().returns()


def test_an_unknown_definition_is_refused_with_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        case_of().appraise().returns(payback="whole-year")
    assert caught.value.do == "did you mean whole-years?"


@pytest.mark.parametrize(
    "flow",
    [[], [math.nan], [1, math.inf], "12", b"12", None, 3, [True, 2], ["1"], [None], {}, [[1, 2]], [("2026-01-01",)]],
    ids=repr,
)
def test_what_is_no_flow_is_refused(flow):
    with pytest.raises((InputError, YearError)):
        ac.internal_rates(flow)
    with pytest.raises((InputError, YearError)):
        ac.net_present_value(flow, 0.035)


def test_flows_may_be_arrays_and_dates_may_be_in_any_order():
    assert ac.internal_rates(np.array([-100, 110])).rates == ac.internal_rates([-100, 110]).rates
    first, last = datetime.date(2026, 1, 1), datetime.date(2027, 1, 1)
    flow = {last: 60, first: -100}
    assert ac.internal_rates(flow).rate == ac.internal_rates([(first, -100), (last, 40), (last, 20)]).rate
    assert ac.internal_rates(flow).rate == pytest.approx(-0.4, rel=1e-12)


@pytest.mark.parametrize(
    ("flow", "words"),
    [
        ([0, 0], "none: the flow is nothing in every year"),
        ([1, 2], "none: the flow never changes its sign"),
        ([1, -1, 1], "none: the flow changes its sign 2 times, and is worth nothing at no rate"),
        ([-100, 110], "one rate: 10.00%"),
        ([-1, 2, -1], "one rate: 0.00%"),
        ([-100, 230, -132], "two rates: 10.00% and 20.00%; neither of them ranks options"),
        ([-1000, 3600, -4310, 1716], "three rates: 10.00%, 20.00% and 30.00%; none of them ranks options"),
    ],
)
def test_rates_are_said_plainly(flow, words):
    found = ac.internal_rates(flow)
    assert found.words == str(found) == words
    assert found.rate == (found.rates[0] if len(found.rates) == 1 else None)


@pytest.mark.parametrize("rate", [-1, -2, math.nan, math.inf, True, "3%", None], ids=repr)
def test_what_is_no_rate_is_refused(rate):
    for refused in (
        lambda: ac.net_present_value([1, 2], rate),
        lambda: ac.annuity_factor(rate, 3, first_year=1),
        lambda: ac.modified_internal_rate([-1, 2], finance=rate, reinvest=0.1),
        lambda: ac.unequal_lives({"a": (1, 2)}, rate),
    ):
        with pytest.raises(InputError):
            refused()


def test_what_leaves_floating_point_is_refused():
    with pytest.raises(InputError, match="no finite value"):
        ac.net_present_value([1] * 1000, -0.999_999)
    with pytest.raises(InputError, match="no finite value"):
        ac.annuity_factor(-0.999_999, 1000, first_year=1)


@pytest.mark.parametrize("years", [0, -1, 1.5, True, "3", 1001, None], ids=repr)
def test_what_is_no_number_of_years_is_refused(years):
    with pytest.raises(InputError):
        ac.annuity_factor(0.035, years, first_year=1)
    with pytest.raises(InputError):
        ac.unequal_lives({"a": (1.0, years)}, 0.035)


@pytest.mark.parametrize("present", [math.nan, True, "1", None], ids=repr)
def test_what_is_no_present_value_is_refused(present):
    with pytest.raises(InputError):
        ac.equivalent_annual_value(present, 0.035, 3, first_year=1)
    with pytest.raises(InputError):
        ac.unequal_lives({"a": (present, 2)}, 0.035)


@pytest.mark.parametrize(
    "options",
    [{}, [("a", (1, 2))], None, {"a": 3}, {"a": (1,)}, {"a": (1, 997), "b": (1, 2)}],
    ids=["empty", "a list", "none", "a number", "one number", "a span of 1994 years"],
)
def test_options_of_unequal_lives_are_given_by_name(options):
    with pytest.raises(InputError):
        ac.unequal_lives(options, 0.035)


def test_a_lease_of_three_years_beside_a_purchase_of_seven():
    found, table = ac.unequal_lives({"lease": (70_000, 3), "buy": (140_000, 7)}, 0.035)
    assert found["lease"].annual == pytest.approx(70_000 * 0.035 / (1 - 1.035**-3), rel=1e-12)
    assert found["buy"].annual < found["lease"].annual
    assert found["buy"].repeated < found["lease"].repeated
    assert table.columns[-1].title == "PV over 21 years, £"
    assert [row[0] for row in table.rows] == ["lease", "buy"]


def test_a_single_year_has_no_modified_rate():
    with pytest.raises(InputError, match="one year"):
        ac.modified_internal_rate([1], finance=0.03, reinvest=0.03)
