"""Discount schedules of lines, results under other schedules, and the sensitivity at the lower rate."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.errors import InputError, InvalidCaseError, UnknownNameError
from agile_case.reference import DiscountSchedule
from tests.conftest import WHOLE_CASES
from tests.strategies import small_case

HEALTH = "discount-rate/health-green-book-2026"
TIME = {"kind": "non-cash-releasing"}


def case_of(horizon=60, **fields):
    """Return a case with a cost of £1m in the last year, and health of £1m a year."""
    year = f"{2026 + horizon}-{(27 + horizon) % 100:02d}"
    options = {
        "usual": {"roles": ["business-as-usual"]},
        "new": {
            "costs": {"late": {"amount": "1 GBPm", "when": year}},
            "benefits": {"health": {"amount": "1 GBPm", "when": year, **TIME, **fields}},
        },
    }
    return ac.from_plain(small_case(horizon=horizon, options=options))


def factor(rates):
    return math.prod(1 / (1 + rate) for rate in rates)


STANDARD = [0.035] * 30 + [0.03] * 30
REDUCED = [0.03] * 30 + [0.0257] * 30


def test_effects_on_health_have_their_own_rate_beside_costs_at_the_standard_one():
    """The Green Book 2026, 6.58: 1.5% in every year; factor of year 60 worked out by a loop."""
    found = case_of(discount="health-green-book-2026").appraise().absolute["new"]
    assert found.pvb == pytest.approx(1e6 * factor([0.015] * 60), rel=1e-13)
    assert found.pvc == pytest.approx(1e6 * factor(STANDARD), rel=1e-13)
    assert round(found.pvb / 1e6, 4) == 0.4093
    assert round(found.pvc / 1e6, 4) == 0.1468


def test_the_simulation_discounts_each_line_by_its_own_schedule():
    result = case_of(discount="health-green-book-2026").appraise(draws=10, seed=1)
    held = result.absolute["new"]
    assert held.simulation.p50 == pytest.approx(held.npsv, rel=1e-13)
    assert held.npsv > 0


@pytest.mark.parametrize("kind", ["residual_value", "exit_cost", "transition_cost"])
def test_what_comes_with_a_line_is_discounted_as_it_is(kind):
    kit = {"amount": "1 GBPm", "when": "2026-27", "discount": "health-green-book-2026", kind: "1 GBPk"}
    plan = ac.from_plain(small_case({"kit": kit})).appraise().plan
    assert [line.discount for line in plan.lines] == [HEALTH, HEALTH]


def test_risks_and_transfers_may_have_schedules():
    held = {"probability": 0.5, "impact": "1 GBPm", "within_bias": False, "discount": "six-step"}
    paid = {"amount": "1 GBPm", "when": "2027-28", "payer": "other-public", "recipient": "households"}
    options = {"new": {"risks": {"fire": {**held, "when": "2027-28"}}, "transfers": {"grant": paid}}}
    result = ac.from_plain(small_case(options=options, transfers="excluded")).appraise()
    assert [line.discount for line in result.plan.lines] == ["discount-rate/six-step", ""]
    assert result.absolute["new"].pvc == pytest.approx(0.5e6 / 1.035, rel=1e-14)


def test_the_files_of_the_schedules_are_in_the_provenance():
    result = case_of(discount="health-green-book-2026").appraise()
    assert list(result.provenance.reference_files) == [
        "discount-rate/green-book-2026",
        HEALTH,
        "gdp-deflator/hmt-2026-03",
    ]


def test_a_schedule_that_is_not_bundled_is_named_with_the_nearest():
    with pytest.raises(InvalidCaseError) as caught:
        case_of(discount="health-greenbook-2026")
    (fault,) = caught.value.faults
    assert fault.where == "options.new.benefits.health.discount"
    assert fault.do == "did you mean health-green-book-2026 or green-book-2026?"


def test_under_another_schedule_lines_keep_their_own_unless_told_otherwise():
    result = case_of(discount="health-green-book-2026").appraise()
    found = result.under("discount-rate/six-step")
    assert found.absolute["new"].pvb == result.absolute["new"].pvb
    assert HEALTH in found.plan.files
    other = result.under("discount-rate/six-step", {HEALTH: "discount-rate/health-declining"})
    declining = factor([0.015] * 30 + [0.0129] * 30)
    assert other.absolute["new"].pvb == pytest.approx(1e6 * declining, rel=1e-13)
    assert HEALTH not in other.plan.files
    assert list(other.plan.schedules) == ["discount-rate/health-declining"]
    assert other.plan.files["discount-rate/health-declining"]


def test_schedules_of_lines_are_named_by_what_lines_have():
    result = case_of(discount="health-green-book-2026").appraise()
    with pytest.raises(UnknownNameError, match="No line has this discount schedule") as caught:
        result.under("discount-rate/six-step", {"discount-rate/health-green-book": "discount-rate/six-step"})
    assert caught.value.do == f"did you mean {HEALTH}?"
    with pytest.raises(UnknownNameError, match="no schedule, for no line has one of its own"):
        case_of().appraise().under("discount-rate/six-step", {HEALTH: "discount-rate/six-step"})
    with pytest.raises(InputError, match="which schedule takes the place of which"):
        result.under("discount-rate/six-step", [HEALTH])
    with pytest.raises(InputError) as refused:
        result.under("discount-rate/six-step", {HEALTH: 0.015})
    assert refused.value.where == f"lines['{HEALTH}']"


def test_the_wealth_transfer_of_a_million_in_year_60():
    """£45,648 more at the reduced rates, as the difference of two loops."""
    result = case_of().appraise()
    (table,) = [table for table in result.tables if table.key == "lower_rate"]
    moved = 1e6 * (factor(REDUCED) - factor(STANDARD))
    assert round(moved) == 45_648
    lower = result.lower_rate()
    assert lower.absolute["new"].pvc - result.absolute["new"].pvc == pytest.approx(moved, rel=1e-12)
    only_costs = case_of(amount="0 GBP").appraise()
    (table,) = [table for table in only_costs.tables if table.key == "lower_rate"]
    _, _, difference = table.rows[1][1:]
    assert difference == pytest.approx(-moved, rel=1e-9)


def test_in_that_sensitivity_effects_on_health_go_over_to_the_lower_rate_of_health():
    result = case_of(discount="health-green-book-2026").appraise().lower_rate()
    assert list(result.plan.schedules) == ["discount-rate/health-reduced"]
    assert result.absolute["new"].pvb == pytest.approx(1e6 * factor([0.01] * 30 + [0.0086] * 30), rel=1e-13)


@pytest.mark.parametrize(("horizon", "shown"), [(50, False), (51, True)])
def test_it_is_shown_beyond_50_years(horizon, shown):
    keys = [table.key for table in case_of(horizon).appraise().tables]
    assert ("lower_rate" in keys) is shown


def test_a_partial_case_shows_none():
    plain = small_case({"kit": {"amount": "1 GBP/year"}}, horizon=60, partial=True)
    assert "lower_rate" not in [table.key for table in ac.from_plain(plain).appraise().tables]


def test_schedules_side_by_side():
    result = case_of(discount="health-green-book-2026").appraise()
    flat = DiscountSchedule.flat(0.03, "a what-if")
    table = result.side_by_side("discount-rate/six-step", flat)
    assert table.rows[1][0] == "New"
    expected = [result.absolute["new"].npsv, result.absolute["new"].npsv]  # equal to year 125
    assert table.rows[1][1:3] == pytest.approx(expected, rel=1e-13)
    assert table.rows[1][3] == pytest.approx(1e6 * (factor([0.015] * 60) - 1.03**-60), rel=1e-12)
    assert [column.title for column in table.columns] == [
        "Option",
        "NPSV, discount-rate/green-book-2026",
        "NPSV, discount-rate/six-step",
        "NPSV, discount-rate/flat-3-percent",
    ]
    assert table.notes[-1] == f"Lines with a schedule of their own keep it: {HEALTH}."


def test_a_table_by_year_says_which_lines_have_other_factors():
    result = case_of(discount="health-green-book-2026").appraise()
    (table,) = [table for table in result.tables if table.key == "years_new"]
    assert table.notes == (f"The discount factor is that of the case; other lines have their own: Health ({HEALTH}).",)


@pytest.mark.parametrize("rate", [True, "3%", -1, math.nan, math.inf, None])
def test_what_is_no_rate_is_refused(rate):
    with pytest.raises(InputError) as caught:
        DiscountSchedule.flat(rate, "a what-if")
    assert caught.value.where == "rate"


@pytest.mark.parametrize("source", ["", "  ", None, 3])
def test_a_flat_rate_needs_its_source(source):
    with pytest.raises(InputError) as caught:
        DiscountSchedule.flat(0.03, source)
    assert caught.value.where == "source"


@given(st.floats(-0.5, 0.5), st.integers(0, 150))
def test_factors_of_a_flat_rate_are_a_power(rate, horizon):
    found = DiscountSchedule.flat(rate, "a what-if").factors(horizon)
    assert found[-1] == pytest.approx((1 + rate) ** -horizon, rel=1e-12)


@WHOLE_CASES
@given(st.sampled_from(["health-green-book-2026", "six-step", "health-reduced"]), st.integers(1, 150))
def test_a_schedule_for_every_line_is_that_schedule_for_the_case(vintage, horizon):
    line = {"amount": "1 GBPm/year", "growth": 0.01}
    own = ac.from_plain(small_case({"kit": {**line, "discount": vintage}}, horizon=horizon)).appraise()
    whole = ac.from_plain(small_case({"kit": line}, horizon=horizon)).appraise().under(f"discount-rate/{vintage}")
    assert own.absolute["only"].pvc == pytest.approx(whole.absolute["only"].pvc, rel=1e-13)
