"""Teams over time, what it costs to complete, and the delay that goes into the case."""

import datetime
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.delivery import (
    Member,
    Pace,
    Progress,
    Sprint,
    Team,
    cost_to_complete,
    delay_of,
    forecast,
    team_of,
)
from agile_case.errors import InputError, UnknownNameError, YearError

MONDAY = datetime.date(2027, 1, 4)
BARE = Progress(starts=MONDAY, weeks=2, scope=40)


def days(number):
    return MONDAY + datetime.timedelta(days=number)


# Members


@given(
    joins=st.integers(-60, 60),
    stays=st.integers(0, 90),
    learning=st.tuples(st.floats(0, 20), st.floats(0, 1)),
    first=st.integers(0, 30),
    length=st.integers(1, 28),
)
def test_productivity_against_a_sum_over_small_steps(joins, stays, learning, first, length):
    """An independent route: the rise read at the middle of each of many steps."""
    weeks, begins = learning
    member = Member(
        people=1, cost=1, joins=days(joins), leaves=days(joins + stays), learning_weeks=weeks, starts_at=begins
    )
    steps = 20_000
    at = first + (np.arange(steps) + 0.5) * length / steps
    since = at - joins
    there = (since >= 0) & (since < stays + 1)
    rise = np.minimum(since / (7 * weeks), 1.0) if weeks > 1e-9 else np.ones(steps)
    wanted = np.where(there, begins + (1 - begins) * rise, 0.0).mean()
    span = (days(first), days(first + length - 1))
    assert member.productive(*span) == pytest.approx(wanted, abs=2e-4)
    assert member.present(*span) == pytest.approx(there.mean(), abs=2e-4)
    assert member.productive(*span) <= member.present(*span) + 1e-12


def test_those_who_are_there_from_the_beginning_are_productive():
    member = Member(people=2, cost=1)
    assert member.productive(days(0), days(13)) == member.present(days(0), days(13)) == 1


def test_those_who_leave_are_gone():
    member = Member(people=2, cost=1, leaves=days(6))
    assert member.present(days(0), days(13)) == member.productive(days(0), days(13)) == 0.5
    assert member.present(days(14), days(27)) == member.productive(days(14), days(27)) == 0


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"people": -1}, "people"),
        ({"cost": math.nan}, "cost"),
        ({"joins": days(3), "leaves": days(2)}, "leaves"),
        ({"learning_weeks": 2}, "joins"),
        ({"starts_at": 2}, "starts_at"),
        ({"contract": "yes"}, "contract"),
        ({"joins": "soon"}, "joins"),
    ],
)
def test_what_is_no_member_is_refused(fields, where):
    with pytest.raises((InputError, YearError)) as caught:
        Member(**{"people": 1, "cost": 1, **fields})
    assert caught.value.where == where


@pytest.mark.parametrize("members", [{}, [Member(people=1, cost=1)], {1: Member(people=1, cost=1)}, {"a": 3}])
def test_what_is_no_team_is_refused(members):
    with pytest.raises(InputError):
        Team(members=members)


# Teams


TEAM = Team(
    title="Beta team",
    members={
        "developer": Member(people=3, cost=78_000),
        "new_developer": Member(people=2, cost=78_000, joins=days(14), learning_weeks=4),
        "contractor": Member(people=1, cost=156_000, contract=True, leaves=days(27), source="Rate card"),
    },
)


def test_capacity_and_cost_in_arithmetic():
    assert TEAM.capacities(BARE, 4) == pytest.approx([3 + 1, 3 + 1 + 2 * 0.25, 3 + 2 * 0.75, 3 + 2])
    week = 1 / 52
    assert TEAM.cost(BARE, 1) == pytest.approx(2 * week * (3 * 78_000 + 156_000))
    assert TEAM.costs(BARE, 2) == pytest.approx((2 * week * 5 * 78_000, 2 * week * 156_000))
    assert TEAM.costs(BARE, 3)[1] == 0


def test_sprints_to_come_begin_after_those_that_were_held():
    held = Progress(starts=MONDAY, weeks=2, scope=40, sprints=[Sprint(done=1), Sprint(done=1)])
    assert TEAM.capacity(held, 1) == TEAM.capacity(BARE, 3)


def test_tables_of_the_team():
    table = TEAM.build_up_table(BARE, 4)
    assert table.to_dict()["people"] == [4, 6, 5, 5]
    assert table.to_dict()["contract_share"] == [1 / 4, 1 / 6, 0, 0]
    assert table.to_dict()["productivity"] == pytest.approx([1, 4.5 / 6, 4.5 / 5, 1])
    assert TEAM.table.to_dict()["kind"] == ["permanent", "permanent", "contract"]
    assert TEAM.table.to_dict()["total_gbp"] == [234_000, 156_000, 156_000]
    gone = Team(members={"a": Member(people=1, cost=1, leaves=days(-1))})
    assert gone.build_up_table(BARE, 1).rows[0][2:6] == (0, 0, None, None)
    assert gone.build_up_table(BARE, 0).rows == ()


CASE = """
format = "agile-case/1"
[case]
title = "A team"
start = "2026-27"
horizon = 3
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[events]
public_beta = "2027-06-01"
[assumptions]
developers = { triangular = [3, 4, 8], unit = "FTE", source = "x" }
growing = { years = "2026-27..2029-30", values = [1, 2, 3, 4], unit = "FTE", source = "x" }
pay = { years = "2026-27..2029-30", values = [50, 51, 52, 53], unit = "GBPk/FTE/year", source = "x" }
[roles.developer]
salary = "50 GBPk/FTE/year"
on_costs = 0.3
overheads = "5 GBPk/FTE/year"
title = "Developer"
source = "Pay plan"
[roles.researcher]
day_rate = "600 GBP/person/workday"
days = "200 workday/year"
source = "Rate card"
[roles.rising]
salary = "pay"
[options.build.costs.beta]
team = { developer = "developers", researcher = 1 }
ends = "public_beta"
title = "Beta"
[options.build.costs.more]
team = { developer = "growing" }
[options.build.costs.dear]
team = { rising = 1 }
[options.build.costs.live]
amount = "1 GBPm/year"
starts = "public_beta"
"""


def test_the_team_of_a_case():
    case = ac.loads(CASE)
    team = team_of(case.model, "options.build.costs.beta")
    assert team.members["developer"] == Member(people=5, cost=70_000, title="Developer", source="Pay plan")
    assert team.members["researcher"] == Member(people=1, cost=120_000, contract=True, source="Rate card")
    with pytest.raises(UnknownNameError, match=r"options\.build\.costs\.beta"):
        team_of(case.model, "options.build.costs.betta")
    with pytest.raises(UnknownNameError):
        team_of(case.model, 3)
    for address, says in (("live", "no team"), ("more", "year to year"), ("dear", "year to year")):
        with pytest.raises(InputError, match=says):
            team_of(case.model, f"options.build.costs.{address}")


def test_a_team_of_the_case_costs_what_the_case_says():
    """Fifty-two weeks of sprints are the year of the case."""
    case = ac.loads(CASE)
    team = team_of(case.model, "options.build.costs.beta")
    assert sum(team.cost(BARE, place) for place in range(1, 27)) == pytest.approx(5 * 70_000 + 120_000, rel=1e-12)


# Cost to complete


@pytest.fixture(scope="module")
def found():
    return forecast(BARE, Pace(throughput=ac.Discrete([4, 8, 20], [0.2, 0.5, 0.3])), draws=2_000, seed=1, ahead=30)


def test_cost_follows_the_date(found):
    cost = cost_to_complete(found, 50_000)
    assert [cost.quantile(chance) for chance in (0.1, 0.5, 0.9)] == [2 * 50_000, 5 * 50_000, 10 * 50_000]
    assert cost.chance_within(99_999) == 0
    assert cost.chance_within(100_000) == found.finished[2]
    assert cost.chance_within(1e9) == 1
    assert cost.estimate.mean == pytest.approx(50_000 * found.sprints_to_go.mean())
    assert cost.table.to_dict()["cost_gbp"] == [100_000, 250_000, 500_000]
    assert "contract_share" not in cost.table.to_dict()


def test_cost_of_a_team_has_its_mix(found):
    cost = cost_to_complete(found, TEAM)
    by_hand = [sum(TEAM.cost(BARE, place) for place in range(1, n + 1)) for n in (2, 5, 10)]
    assert cost.table.to_dict()["cost_gbp"] == pytest.approx(by_hand)
    contract = 2 * 2 / 52 * 156_000
    assert cost.table.to_dict()["contract_share"] == pytest.approx([contract / whole for whole in by_hand])


def test_cost_by_sprint_goes_on_with_the_last(found):
    assert cost_to_complete(found, [10, 20]).costs[:5] == (0, 10, 30, 50, 70)
    free = cost_to_complete(found, 0)
    assert free.chance_within(0) == 1
    with pytest.raises(InputError, match="zero or more"):
        cost_to_complete(found, -5)


def test_where_the_work_may_never_end_there_is_no_estimate():
    endless = forecast(BARE, Pace(throughput=ac.Discrete([0.1, 20], [0.5, 0.5])), draws=200, seed=1, ahead=5)
    cost = cost_to_complete(endless, TEAM)
    assert cost.quantile(0.9) is None
    assert cost.table.rows[2][1] == "not within 5 sprints"
    with pytest.raises(InputError, match="never done"):
        cost.estimate  # noqa: B018 - asking for it is the test
    with pytest.raises(InputError, match="larger ahead"):
        cost.chance_within(1e9)
    with pytest.raises(InputError, match="never done"):
        delay_of(endless, "2027-04-01")


# Delay


def test_the_delay_has_the_chances_of_the_forecast(found):
    """Done after 2, 5 and 10 sprints: on 1 February, 15 March and 24 May."""
    delay = delay_of(found, "2027-02-01")
    assert delay.estimate.file_form() == {
        "discrete": {
            "values": [0.0, 6.0, 16.0],
            "probabilities": pytest.approx([np.mean(found.sprints_to_go == n) for n in (2, 5, 10)]),
        }
    }
    assert "2,000 draws, seed 1" in delay.source
    early = delay_of(found, "2027-03-15", after=1, source="Burn-up of the board")
    assert early.estimate.support == (-5, 11)
    assert early.source == "Burn-up of the board"
    assert delay_of(found, "2027-03-15", no_earlier=True).estimate.support == (0, 10)
    assert delay_of(found, "2028-03-15", no_earlier=True).estimate == ac.Fixed(0)


def test_the_case_takes_the_delay_and_what_hangs_on_the_event_moves(found):
    """A line that runs from the event, four years less fourteen months as planned, runs shorter by the mean delay."""
    case = ac.loads(CASE)
    delay = delay_of(found, "2027-06-01", after=20)
    moved = case.revise(delay.changes("public_beta"))
    plain, slipped = (sum(held.appraise().yearly.own[3]) for held in (case, moved))
    assert plain == pytest.approx(1e6 * (4 - 14 / 12))
    assert slipped == pytest.approx(1e6 * (4 - 14 / 12 - delay.estimate.mean / 52))
    drawn = moved.appraise(draws=2_000, seed=1).absolute["build"].simulation
    assert drawn.p10 < drawn.p90


def test_changes_need_a_key(found):
    with pytest.raises(InputError, match="not a key"):
        delay_of(found, "2027-06-01").changes("Public beta")
    with pytest.raises(YearError):
        delay_of(found, "June")
