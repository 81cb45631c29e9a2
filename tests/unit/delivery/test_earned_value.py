"""Earned value and earned schedule: published figures are golden; here are laws, what is refused and what is said."""

import math

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agile_case.delivery import (
    FIXED_TEAM,
    EarnedSchedule,
    EarnedValue,
    Progress,
    Sprint,
    earned_schedule,
    earned_value_of,
    performance_table,
)
from agile_case.errors import InputError, UnknownNameError

STRAIGHT = [0, 10, 20, 30, 40]
AMOUNTS = st.floats(0, 1e9, allow_subnormal=False)
STEPS = st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=1, max_size=12).filter(lambda steps: sum(steps) > 1)


def value(**more):
    return EarnedValue(
        **{"planned_value": 60, "earned_value": 50, "actual_cost": 80, "budget_at_completion": 100, **more}
    )


def test_the_measures_in_arithmetic():
    now = value()
    assert (now.cost_variance, now.schedule_variance) == (50 - 80, 50 - 60)
    assert (now.cost_performance_index, now.schedule_performance_index) == (50 / 80, 50 / 60)
    assert now.to_complete_performance_index == (100 - 50) / (100 - 80)
    assert now.estimate_at_completion() == 100 / (50 / 80)
    assert now.estimate_at_completion("budgeted") == 80 + 50
    assert now.estimate_at_completion("cpi-spi") == pytest.approx(80 + 50 / (50 / 80 * 50 / 60), rel=1e-12)
    assert now.estimate_to_complete() == 160 - 80
    assert now.variance_at_completion("budgeted") == 100 - 130


def test_what_would_divide_by_zero_is_none():
    assert value(actual_cost=0).cost_performance_index is None
    assert value(planned_value=0).schedule_performance_index is None
    assert value(actual_cost=100).to_complete_performance_index is None
    nothing = value(earned_value=0)
    assert nothing.estimate_at_completion() is None
    assert nothing.estimate_to_complete() is None
    assert nothing.variance_at_completion() is None
    assert nothing.estimate_at_completion("budgeted") == 80 + 100
    assert value(planned_value=0).estimate_at_completion("cpi-spi") is None


def test_work_that_is_done_has_cost_what_it_cost():
    done = value(planned_value=100, earned_value=100, actual_cost=140)
    assert {done.estimate_at_completion(method) for method in ("cpi", "budgeted", "cpi-spi")} == {140}


@given(budget=st.floats(1, 1e9), done=st.floats(0.001, 1), cost=st.floats(0.01, 1e9))
def test_estimates_at_completion_agree_with_their_other_forms(budget, done, cost):
    """BAC / CPI is AC + (BAC - EV) / CPI, and TCPI on it is the CPI."""
    now = value(planned_value=0, earned_value=budget * done, actual_cost=cost, budget_at_completion=budget)
    whole = now.estimate_at_completion()
    assert whole == pytest.approx(cost + (budget - budget * done) * cost / (budget * done), rel=1e-9)
    assert now.estimate_to_complete() == pytest.approx(whole - cost, abs=1e-9 * whole)


@pytest.mark.parametrize(
    ("more", "where", "says"),
    [
        ({"earned_value": -1}, "earned_value", "zero or more"),
        ({"actual_cost": math.nan}, "actual_cost", "finite"),
        ({"actual_cost": "80"}, "actual_cost", "finite"),
        ({"planned_value": 101}, "planned_value", "More is planned"),
        ({"earned_value": 101}, "earned_value", "raise the budget"),
        ({"planned_value": 0, "earned_value": 0, "budget_at_completion": 0}, "budget_at_completion", "above zero"),
        ({"fixed_team": "yes"}, "fixed_team", "true or false"),
    ],
)
def test_what_is_no_earned_value_is_refused_by_field(more, where, says):
    with pytest.raises(InputError) as caught:
        value(**more)
    assert caught.value.where == where
    assert says in str(caught.value)


def test_measures_of_the_whole_need_the_budget_and_a_known_method():
    with pytest.raises(InputError, match="needs the budget at completion"):
        value(budget_at_completion=None).estimate_at_completion()
    with pytest.raises(UnknownNameError, match="cpi-spi"):
        value().estimate_at_completion("cpi_spi")
    with pytest.raises(UnknownNameError):
        value().estimate_at_completion(3)
    short = value(budget_at_completion=None).table
    assert short.rows[0][0] == "Planned value, PV"
    assert len(short.rows) == 7


def test_the_table_says_what_each_measure_is_and_cautions_for_a_fixed_team():
    assert value().table.notes == ()
    table = value(fixed_team=True).table
    assert table.notes == (FIXED_TEAM,)
    assert "near 1 by construction" in FIXED_TEAM
    assert table.records()[-1] == {
        "measure": "To-complete performance index, TCPI",
        "amount_gbp": "",
        "index": 2.5,
        "meaning": "(BAC - EV) / (BAC - AC); the index that keeps the budget",
    }
    assert [row[1] for row in table.rows[:4]] == [100, 60, 50, 80]


def test_with_a_fixed_team_the_two_indices_are_one():
    """The plan and the actual cost are both the calendar times the burn: the CPI says nothing that the SPI does not."""
    burn, sprint = 80_000, 4
    now = EarnedValue(
        planned_value=burn * sprint, earned_value=0.75 * burn * sprint, actual_cost=burn * sprint, fixed_team=True
    )
    assert now.cost_performance_index == now.schedule_performance_index == 0.75


def test_of_sprints_it_is_the_share_of_the_scope_as_it_is_now():
    sprints = [Sprint(done=10, added=10, cost=90), Sprint(done=12, cost=110, removed=2)]
    held = Progress(starts="2027-01-04", weeks=2, scope=80, sprints=sprints)
    now = earned_value_of(held, 1_000, planned_sprints=8)
    assert (now.planned_value, now.earned_value, now.actual_cost) == (250, 1_000 * 22 / 88, 200)
    assert now.budget_at_completion == 1_000
    assert now.fixed_team
    late = earned_value_of(held, 1_000, planned_sprints=1)
    assert late.planned_value == 1_000
    empty = Progress(starts="2027-01-04", weeks=2, scope=8, sprints=[Sprint(done=0, removed=8, cost=1)])
    assert earned_value_of(empty, 1_000, planned_sprints=1).earned_value == 1_000
    mixed = attrs.evolve(held, sprints=[Sprint(done=1, cost=1), Sprint(done=1, cost=1, capacity=2)])
    assert not earned_value_of(mixed, 1_000, planned_sprints=8).fixed_team


def test_sprints_without_cost_or_none_at_all_have_no_earned_value():
    bare = Progress(starts="2027-01-04", weeks=2, scope=80)
    with pytest.raises(InputError, match="No sprint was held"):
        earned_value_of(bare, 1_000, planned_sprints=8)
    with pytest.raises(InputError) as caught:
        earned_value_of(attrs.evolve(bare, sprints=[Sprint(done=1)]), 1_000, planned_sprints=8)
    assert caught.value.where == "progress.sprints.0.cost"
    with pytest.raises(InputError, match="above zero"):
        earned_value_of(attrs.evolve(bare, sprints=[Sprint(done=1, cost=1)]), 0, planned_sprints=8)


# Earned schedule


@given(steps=STEPS, at=st.floats(0, 1))
def test_earned_schedule_goes_back_to_the_planned_value(steps, at):
    """An independent route: the plan read at ES is what is earned."""
    curve = [0.0]
    for step in steps:
        curve.append(curve[-1] + step)
    earned = min(curve[-1], at * curve[-1])
    found = earned_schedule(curve, earned)
    assert 0 <= found <= curve.index(curve[-1])
    before = min(int(found), len(curve) - 2)
    back = curve[before] + (found - before) * (curve[before + 1] - curve[before])
    assert back == pytest.approx(earned, abs=1e-9 * curve[-1])


@given(pace=st.floats(0.05, 1), at=st.floats(0.5, 20))
def test_on_a_straight_plan_spi_in_time_is_spi_in_money_while_the_plan_runs(pace, at):
    curve = [10.0 * period for period in range(21)]
    earned = pace * 10 * at
    found = EarnedSchedule(planned=curve, earned_value=earned, at=at)
    money = EarnedValue(planned_value=10 * at, earned_value=earned, actual_cost=1)
    assert found.schedule_performance_index == pytest.approx(money.schedule_performance_index, rel=1e-9)
    assert found.estimated_duration == pytest.approx(20 / pace, rel=1e-9)


def test_late_work_stays_late_in_time_when_it_is_done():
    done = EarnedSchedule(planned=STRAIGHT, earned_value=40, at=8)
    assert (done.earned_schedule, done.schedule_performance_index, done.schedule_variance) == (4, 0.5, -4)
    assert done.estimated_duration == 8
    assert done.to_complete_performance_index is None
    assert EarnedValue(planned_value=40, earned_value=40, actual_cost=1).schedule_performance_index == 1


def test_a_plan_that_stands_still():
    """What was planned by the end of period 1 counts as period 3 while nothing is planned between; the end does not."""
    assert earned_schedule([0, 10, 10, 10, 20, 20], 10) == 3
    assert earned_schedule([0, 10, 10, 10, 20, 20], 20) == 4
    assert earned_schedule([0, 0, 10], 0) == 1
    assert EarnedSchedule(planned=[0, 10, 10], earned_value=5, at=1).planned_duration == 1


def test_nothing_earned_has_no_forecast():
    none = EarnedSchedule(planned=STRAIGHT, earned_value=0, at=2)
    assert (none.earned_schedule, none.estimated_duration) == (0, None)
    assert none.to_complete_performance_index == 2


@pytest.mark.parametrize(
    ("planned", "earned", "where"),
    [
        ([], 0, "planned"),
        ("0, 10", 0, "planned"),
        (10, 0, "planned"),
        ([5, 10], 0, "planned.0"),
        ([0, 10, 9], 0, "planned.2"),
        ([0, 0], 0, "planned"),
        ([0, math.inf], 0, "planned.1"),
        ([0, 10], 11, "earned"),
        ([0, 10], -1, "earned"),
    ],
)
def test_what_is_no_plan_is_refused_with_its_place(planned, earned, where):
    with pytest.raises(InputError) as caught:
        earned_schedule(planned, earned)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("more", "where"),
    [({"at": 0}, "at"), ({"earned_value": 41}, "earned_value"), ({"planned": [0, 10, 9]}, "planned.2")],
)
def test_what_is_no_earned_schedule_is_refused_by_field(more, where):
    with pytest.raises(InputError) as caught:
        EarnedSchedule(**{"planned": STRAIGHT, "earned_value": 20, "at": 3, **more})
    assert caught.value.where == where


def test_the_tables_have_every_measure():
    table = EarnedSchedule(planned=STRAIGHT, earned_value=20, at=3, fixed_team=True).table
    assert [row[1] for row in table.rows] == pytest.approx([4, 3, 2, -1, 2 / 3, 6, 2])
    assert table.notes[-1] == FIXED_TEAM
    assert len(EarnedSchedule(planned=STRAIGHT, earned_value=20, at=3).table.notes) == 1


def test_performance_by_period_goes_on_after_the_plan_has_ended():
    table = performance_table([0, 10, 20], [5, 10, 20], [10, 20, 40], fixed_team=True)
    assert table.to_dict()["planned_gbp"] == [10, 20, 20]
    assert table.to_dict()["schedule_performance_index"] == [0.5, 0.5, 1]
    assert table.to_dict()["schedule_performance_index_time"] == pytest.approx([0.5, 0.5, 2 / 3])
    assert table.to_dict()["estimate_at_completion_gbp"] == [40, 40, 40]
    assert table.notes[-1] == FIXED_TEAM
    assert len(performance_table([0, 10], [5], [5]).notes) == 1
    with pytest.raises(InputError, match="same periods"):
        performance_table([0, 10], [5], [5, 6])
