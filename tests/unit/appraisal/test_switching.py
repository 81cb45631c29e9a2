"""Switching values: against closed forms, and against a case in which the assumption has that value."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.errors import InputError, UnknownNameError
from tests.conftest import WHOLE_CASES
from tests.strategies import small_case

TIME = {"kind": "non-cash-releasing"}
USUAL = {"roles": ["business-as-usual"], "costs": {"it": {"amount": "100 GBPk/year"}}}


def case_of(amount="visits * value", *, assumptions=None, horizon=1, **new):
    """Return a case in which a benefit must outweigh 50,000 a year more than business as usual."""
    held = {
        "visits": {"triangular": [1_000, 6_000, 11_000], "unit": "visit/year"},
        "value": {"value": 10, "unit": "GBP/visit"},
    }
    options = {
        "usual": USUAL,
        "new": {
            "costs": {"it": {"amount": "150 GBPk/year"}},
            "benefits": {"time": {"amount": amount, **TIME}},
            **new,
        },
    }
    plain = small_case(horizon=horizon, options=options, assumptions=held | (assumptions or {}))
    return ac.from_plain({**plain, "units": {"counts": ["visit"]}})


def found(result, key, **arguments):
    return next(held for held in result.switching_values("new", **arguments) if held.assumption == key)


def test_a_benefit_pays_for_its_cost_at_5000_visits():
    """50,000 a year more cost, 10 pounds a visit."""
    held = found(case_of().appraise(), "visits")
    assert held.value == pytest.approx(5_000, rel=1e-12)
    assert held.central == 6_000
    assert held.change == pytest.approx(-1 / 6, rel=1e-12)
    assert (held.option, held.other, held.unit) == ("new", "usual", "visit/year")
    assert (held.low, held.high, held.beyond, held.reason) == (1_000, 11_000, None, "")
    assert held.npsv == pytest.approx(10_000 * (1 + 1 / 1.035), rel=1e-12)


def test_a_certain_value_is_searched_from_nothing_to_twice_itself():
    held = found(case_of().appraise(), "value")
    assert held.value == pytest.approx(50_000 / 6_000, rel=1e-12)
    assert (held.low, held.high) == (0, 20)


def test_none_in_range_is_said_plainly_with_where_the_line_goes_on():
    narrow = {"visits": {"uniform": [5_500, 6_500], "unit": "visit/year"}}
    held = found(case_of(assumptions=narrow).appraise(), "visits")
    assert held.value is held.change is None
    assert held.beyond == pytest.approx(5_000, rel=1e-9)
    assert held.reason == "none in range; on the same line at 5,000"


def test_a_range_of_ones_own_takes_the_place_of_the_estimate():
    narrow = {"visits": {"uniform": [5_500, 6_500], "unit": "visit/year"}}
    result = case_of(assumptions=narrow).appraise()
    held = found(result, "visits", ranges={"visits": (0, 10_000)})
    assert held.value == pytest.approx(5_000, rel=1e-12)
    assert (held.low, held.high) == (0, 10_000)


def test_what_is_no_straight_line_is_not_continued():
    held = found(case_of("min(visits, 4_000 visit/year) * value").appraise(), "visits")
    assert (held.value, held.beyond, held.reason) == (None, None, "none in range")


def test_an_assumption_that_both_options_share_does_not_move_the_difference():
    shared = {"rent": {"uniform": [1, 2], "unit": "GBPk/year"}}
    rent = {"rent": {"amount": "rent"}}
    options = {
        "usual": {"roles": ["business-as-usual"], "costs": rent},
        "new": {"costs": {**rent, "it": {"amount": "1 GBPk/year"}}},
    }
    result = ac.from_plain(small_case(options=options, assumptions=shared)).appraise()
    (held,) = result.switching_values("new")
    assert (held.value, held.reason) == (None, "none: the difference does not move with it")


def test_the_nearest_of_several_is_given():
    """(x - 2)(x - 7) = x * x - 9 x + 14 has two zeros; the mean of 1 and 9 is 5."""
    assumptions = {"x": {"uniform": [1, 9], "unit": "1"}}
    amount = "(x * x - 8.9 * x + 13.3) * 1 GBPk/year + 50 GBPk/year"
    held = found(case_of(amount, assumptions=assumptions).appraise(), "x")
    roots = [(8.9 - math.sqrt(8.9**2 - 4 * 13.3)) / 2, (8.9 + math.sqrt(8.9**2 - 4 * 13.3)) / 2]
    assert held.value == pytest.approx(min(roots, key=lambda root: abs(root - 5)), rel=1e-12)


def test_a_pole_is_no_switching_value():
    """1 / (x - 5) changes its sign where it is not finite."""
    assumptions = {"x": {"uniform": [1, 8.9], "unit": "1"}}
    held = found(case_of("1 GBPk/year / (x - 5) + 50 GBPk/year", assumptions=assumptions).appraise(), "x")
    assert (held.value, held.beyond, held.reason) == (None, None, "none in range")


def test_where_a_part_of_the_range_is_not_finite_that_is_said():
    assumptions = {"x": {"uniform": [0, 8], "unit": "1"}}
    held = found(case_of("80 GBPk/year * max(1, 1 / x)", assumptions=assumptions).appraise(), "x")
    assert (held.value, held.reason) == (None, "none in range, of which a part has no finite NPSV")


def test_a_certain_zero_has_no_range():
    assumptions = {"x": {"value": 0, "unit": "GBPk/year"}}
    held = found(case_of("visits * value + x", assumptions=assumptions).appraise(), "x")
    assert (held.value, held.reason) == (None, "none: the value is certain and zero, so no range was searched")
    assert held.change is None


def test_an_estimate_without_ends_is_searched_between_its_tails():
    assumptions = {"x": {"normal": [20, 5], "unit": "GBPk/year"}}
    held = found(case_of("40 GBPk/year + x", assumptions=assumptions).appraise(), "x")
    assert held.low == pytest.approx(20 - 3.0902323061678132 * 5, rel=1e-12)
    assert held.high == pytest.approx(20 + 3.0902323061678132 * 5, rel=1e-12)
    assert held.value == pytest.approx(10, rel=1e-12)


def test_an_npsv_that_is_nothing_now_switches_here():
    held = found(case_of(assumptions={"value": {"value": 50 / 6, "unit": "GBP/visit"}}).appraise(), "visits")
    assert held.value == pytest.approx(6_000, rel=1e-9)


def test_an_assumption_drawn_anew_each_year_moves_in_all_years():
    yearly = {"visits": {"triangular": [1_000, 6_000, 11_000], "unit": "visit/year", "persistence": "yearly"}}
    held = found(case_of(assumptions=yearly, horizon=4).appraise(), "visits")
    assert held.value == pytest.approx(5_000, rel=1e-12)


def test_a_series_has_no_one_value_and_is_not_in_the_list():
    series = {"visits": {"years": "2026-27..2027-28", "values": [6_000, 6_000], "unit": "visit/year"}}
    result = case_of(assumptions=series).appraise()
    assert [held.assumption for held in result.switching_values("new")] == ["value"]
    with pytest.raises(InputError, match="given year by year"):
        result.switching_values("new", ranges={"visits": (0, 1)})


def test_the_probability_of_a_risk_switches_too():
    """A risk of 20,000 in year 0 beside a gain of 10,000 a year: level at (1 + 1 / 1.035) / 2."""
    assumptions = {"chance": {"uniform": [0, 1], "unit": "1"}}
    risk = {"probability": "chance", "impact": "20 GBPk", "when": "2026-27", "within_bias": False}
    held = found(case_of(assumptions=assumptions, risks={"fire": risk}).appraise(), "chance")
    assert held.value == pytest.approx((1 + 1 / 1.035) / 2, rel=1e-12)


def test_both_questions_are_asked_of_every_other_option():
    options = {
        "usual": USUAL,
        "new": {"benefits": {"time": {"amount": "wage", **TIME}}, "costs": {"it": {"amount": "150 GBPk/year"}}},
        "twin": {
            "costs": {"it": {"amount": "140 GBPk/year"}},
            "benefits": {"time": {"amount": "70 GBPk/year", **TIME}},
        },
    }
    wage = {"wage": {"uniform": [40, 120], "unit": "GBPk/year"}}
    result = ac.from_plain(small_case(options=options, assumptions=wage)).appraise()
    held = {item.other: item.value for item in result.switching_values("new")}
    assert held == {"usual": pytest.approx(50, rel=1e-12), "twin": pytest.approx(80, rel=1e-12)}
    assert [item.other for item in result.switching_values("new")] == ["twin", "usual"]  # both moves equal: 0, then 30
    assert [item.other for item in result.switching_values("new", "twin")] == ["twin"]


def test_an_option_alone_is_held_against_nothing():
    options = {"new": {"benefits": {"time": {"amount": "wage", **TIME}}, "costs": {"it": {"amount": "5 GBPk/year"}}}}
    wage = {"wage": {"uniform": [1, 20], "unit": "GBPk/year"}}
    (held,) = ac.from_plain(small_case(options=options, assumptions=wage)).appraise().switching_values("new")
    assert (held.other, held.value) == ("", pytest.approx(5, rel=1e-12))


def test_the_preferred_option_is_looked_at_unless_another_is_named():
    case = case_of()
    with pytest.raises(InputError, match="no preferred option") as caught:
        case.appraise().switching_values()
    assert (caught.value.where, caught.value.wanted) == ("option", "one of usual, new")
    decision = ac.Preferred(option="new", by="The board", on="2026-05-01", because="It is best.")
    result = case.revise({"preferred": decision}).appraise()
    assert [held.option for held in result.switching_values()] == ["new", "new"]
    keys = [table.key for table in result.tables]
    assert "switching_values" in keys
    assert "sensitivity" in keys
    assert "switching_values" not in [table.key for table in case.appraise().tables]


def test_a_partial_case_has_nothing_to_switch():
    plain = small_case({"it": {"amount": "1 GBP/year"}}, partial=True)
    with pytest.raises(InputError, match="A partial case has no NPSV to look into"):
        ac.from_plain(plain).appraise().switching_values("only")


@pytest.mark.parametrize(
    "given", [(1, 1), (2, 1), (1,), (1, 2, 3), (math.nan, 1), (0, math.inf), (True, 2), "12", None]
)
def test_what_is_no_range_is_refused(given):
    with pytest.raises(InputError) as caught:
        case_of().appraise().switching_values("new", ranges={"visits": given})
    assert caught.value.where == "ranges.visits"


def test_ranges_are_of_assumptions_that_a_line_uses():
    result = case_of().appraise()
    with pytest.raises(UnknownNameError) as caught:
        result.switching_values("new", ranges={"visit": (1, 2)})
    assert caught.value.do == "did you mean visits?"
    with pytest.raises(InputError, match="Ranges are given by assumption"):
        result.switching_values("new", ranges=[(1, 2)])


def test_the_table_holds_what_the_values_say():
    values = case_of().appraise().switching_values("new")
    table = values.table
    assert [row[0] for row in table.rows] == ["Value", "Visits"]
    assert [row[6] for row in table.rows] == [held.value for held in values]
    assert "none in range" not in str(values)
    assert "<caption>" in values._repr_html_()


@WHOLE_CASES
@given(
    low=st.floats(0, 5_000),
    width=st.floats(1, 20_000),
    value=st.floats(1, 20),
    growth=st.floats(-0.1, 0.1),
    horizon=st.integers(0, 30),
)
def test_at_the_switching_value_the_npsv_of_a_case_that_has_it_is_nothing(low, width, value, growth, horizon):
    """The second route compiles the case anew, with the value in the place of the estimate."""
    assumptions = {
        "visits": {"uniform": [low, low + width], "unit": "visit/year"},
        "value": {"value": value, "unit": "GBP/visit"},
    }
    case = case_of(assumptions=assumptions, horizon=horizon)
    case = case.revise({"options.new.benefits.time.growth": growth})
    held = found(case.appraise(), "visits")
    at = held.value if held.value is not None else held.beyond
    assume(at is not None and at >= 0)
    moved = case.revise({"assumptions.visits": ac.assumption(value=at, unit="visit/year")}).appraise()
    difference = moved.against()["new"]
    assert abs(difference.npsv) <= 1e-9 * (abs(difference.pvb) + abs(difference.pvc))
    assert (held.value is not None) == (held.low <= at <= held.high)
