"""Forecasts of the date: against closed forms and exact sums of probabilities, and the laws that any forecast keeps.

Draws are compared with a distribution by the inequality of Dvoretzky, Kiefer, Wolfowitz and Massart: the largest
distance exceeds `NEAR` in at most 1 of 1,000 tests that are right.
"""

import datetime
import math

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from agile_case.appraisal.streams import uniforms
from agile_case.delivery import Forecast, Pace, Progress, Sprint, forecast
from agile_case.errors import InputError, UnknownNameError, YearError
from agile_case.estimates.distributions import Discrete, Fixed, Normal, Triangular

DRAWS = 20_000
NEAR = math.sqrt(math.log(2 / 0.001) / (2 * DRAWS))
HELD = [(7, 2), (9, 0), (4, 3), (8, 1), (6, 0)]


def progress(scope=80.0, held=HELD, **more):
    sprints = [Sprint(done=done, added=added) for done, added in held]
    return Progress(**{"starts": "2027-01-04", "weeks": 2, "scope": scope, "sprints": sprints, **more})


def at_pace(pace, scope=100.0, ahead=60, draws=DRAWS, **more):
    return forecast(progress(scope, []), pace, draws=draws, seed=2026, ahead=ahead, **more)


# Closed forms


def test_a_certain_pace_is_arithmetic():
    found = at_pace(Pace(throughput=Fixed(8)), scope=60, draws=10)
    assert set(found.sprints_to_go.tolist()) == {math.ceil(60 / 8)}
    assert found.date(0.9) == datetime.date(2027, 1, 4) + datetime.timedelta(weeks=16, days=-1)
    growing = at_pace(Pace(throughput=Fixed(8), scope_growth=Fixed(3)), scope=60, draws=10)
    assert set(growing.sprints_to_go.tolist()) == {math.ceil(60 / (8 - 3))}


def test_an_uncertain_pace_and_scope_growth_against_the_closed_form():
    """All is done by sprint k where throughput less growth is at least 100 / k: a difference of two normals."""
    found = at_pace(Pace(throughput=Normal(10, 2), scope_growth=Normal(2, 1)))
    net = stats.norm(10 - 2, math.hypot(2, 1))
    wanted = [0.0] + [net.sf(100 / k) for k in range(1, 61)]
    assert np.abs(found.finished - wanted).max() < NEAR


def test_sprints_that_differ_against_the_density_carried_forward():
    """An independent route: the density of what is left, on a fine grid, through each sprint."""
    found = at_pace(Pace(throughput=Fixed(10), spread=6.0), scope=60, ahead=20)
    step, size = 0.05, 6.0
    left = np.arange(-40, 200, step) + step / 2
    kernel = stats.norm(10, size).pdf(np.arange(-40, 60, step)) * step
    mass = np.zeros_like(left)
    mass[np.argmin(np.abs(left - 60))] = 1.0
    finished = [0.0]
    for _ in range(20):
        moved = np.convolve(mass, kernel[::-1])  # what is left falls by what is done
        offset = len(kernel) - 1 - round(40 / step)
        mass = moved[offset : offset + len(left)]
        ended = left <= 0
        finished.append(finished[-1] + mass[ended].sum())
        mass[ended] = 0.0
    assert np.abs(found.finished - finished).max() < NEAR + 0.003  # the grid is good to a third of a point


def exact_resampling(left, scope_matters, ahead=40):
    """Return the chance of being done by each sprint: a plain sum over what may be left, in whole items."""
    chances, finished = {left: 1.0}, [0.0]
    for _ in range(ahead):
        after = {}
        ended = finished[-1]
        for now, chance in chances.items():
            for done, added in HELD:
                then = now - done + (added if scope_matters else 0)
                if then <= 0:
                    ended += chance / len(HELD)
                else:
                    after[then] = after.get(then, 0.0) + chance / len(HELD)
        chances = after
        finished.append(ended)
    return finished


@pytest.mark.parametrize("fixed_scope", [True, False])
def test_resampling_against_the_exact_sum(fixed_scope):
    held = progress()
    found = forecast(held, draws=DRAWS, seed=2026, ahead=40, fixed_scope=fixed_scope)
    wanted = exact_resampling(int(held.remaining), not fixed_scope)
    assert np.abs(found.finished - wanted).max() < NEAR


def test_the_normal_forecast_against_students_t():
    """The total of k sprints to come has a closed form; each quantile is held within 4.5 standard errors.

    Nine quantiles, each wrong in fewer than 1 of 100,000 runs: fewer than 1 of 1,000 together.
    """
    held = progress(scope=1e6)
    found = forecast(held, "normal", draws=DRAWS, seed=2026, ahead=12, fixed_scope=True)
    seen = np.array([done for done, _ in HELD])
    n, mean, sd = len(seen), seen.mean(), seen.std(ddof=1)
    for k in (1, 4, 12):
        total = stats.t(n - 1, k * mean, sd * math.sqrt(k + k * k / n))
        for chance, value in zip((0.1, 0.5, 0.9), found.done[:, k] - seen.sum(), strict=True):
            error = math.sqrt(chance * (1 - chance) / DRAWS)
            assert abs(total.cdf(value) - chance) < 4.5 * error, (k, chance)


def test_the_normal_forecast_is_calibrated_over_teams():
    """P10 to P90 of the next six sprints holds the outcome for 8 of 10 of 300 synthetic teams.

    Binomial: 240 in the mean, with a standard error of 6.9; 3.5 of them are exceeded in fewer than 1 of 1,000 runs. It
    proves the coding and says nothing of real teams.
    """
    random = np.random.Generator(np.random.Philox(7))
    within = 0
    for _ in range(300):
        rates = random.normal(10, 3, 11)
        sprints = [Sprint(done=max(float(rate), 0.0)) for rate in rates[:5]]
        held = progress(1e6, [], sprints=sprints)
        found = forecast(held, "normal", draws=1_000, seed=1, ahead=6, fixed_scope=True)
        low, _, high = found.done[:, -1] - held.done[-1]
        within += bool(low <= rates[5:].sum() <= high)
    assert abs(within - 240) < 3.5 * math.sqrt(300 * 0.8 * 0.2)


def by_hand(held, by, draw, ahead, capacity=1.0):
    """Return in which sprint a draw ends, and what it has done and the scope by sprint: one draw in a plain loop."""

    def u(name):
        return float(uniforms(2026, f"delivery.{name}", draw, draw + 1)[0])

    def z(name):
        return stats.norm.ppf(u(name))

    seen = [(sprint.done / sprint.capacity, sprint.added - sprint.removed) for sprint in held.sprints]
    if by == "normal":
        beliefs = []
        for name, values in zip(("throughput", "scope"), zip(*seen, strict=True), strict=True):
            mean, n = sum(values) / len(values), len(values)
            variance = sum((value - mean) ** 2 for value in values) / (n - 1)
            chi2 = sum(z(f"{name}.spread.{place}") ** 2 for place in range(n - 1))
            sd = math.sqrt(variance * (n - 1) / chi2)
            beliefs.append((name, mean + sd / math.sqrt(n) * z(f"{name}.mean"), sd))
    done, scope, path = held.done[-1], held.scopes[-1], []
    for sprint in range(1, ahead + 1):
        if isinstance(by, Pace):
            rate = by.throughput.quantile([u("throughput")])[0] + by.spread * z(f"sprint@{sprint}")
            change = by.scope_growth.quantile([u("scope_growth")])[0]
        elif by == "normal":
            rate, change = (mean + sd * z(f"{name}.sprint@{sprint}") for name, mean, sd in beliefs)
        else:
            rate, change = seen[int(u(f"sprint@{sprint}") * len(seen))]
        scope = max(scope + change, done)
        done = min(done + rate * capacity, scope)
        path.append((done, scope))
        if scope - done <= 1e-7:
            return sprint, path + [(done, scope)] * (ahead - sprint)
    return ahead + 1, path


@pytest.mark.parametrize(
    "by", ["resampling", "normal", Pace(throughput=Triangular(4, 7, 9), scope_growth=Normal(1, 1), spread=3)]
)
def test_each_draw_against_a_plain_loop(by):
    held, draws, ahead = progress(), 40, 25
    found = forecast(held, by, draws=draws, seed=2026, ahead=ahead, capacity=1.5)
    ends, paths = zip(*(by_hand(held, by, draw, ahead, 1.5) for draw in range(draws)), strict=True)
    assert found.sprints_to_go.tolist() == list(ends)
    whole = np.array(paths)
    for place, band in ((0, found.done), (1, found.scope)):
        wanted = np.quantile(whole[:, :, place], (0.1, 0.5, 0.9), axis=0)
        assert band[:, 1:] == pytest.approx(wanted, abs=1e-9)


# Laws


@given(
    scope=st.integers(40, 120),
    more=st.integers(0, 50),
    by=st.sampled_from(["resampling", "normal"]),
    seed=st.integers(0, 2**64 - 1),
)
def test_laws_of_any_forecast(scope, more, by, seed):
    """Chances rise, quantiles are in order, more scope is earlier in no draw, fewer draws are the first of more."""
    first = forecast(progress(scope), by, draws=300, seed=seed, ahead=30)
    assert (np.diff(first.finished) >= 0).all()
    assert (np.diff(first.done, axis=0) >= 0).all()
    assert (np.diff(first.scope, axis=0) >= 0).all()
    larger = forecast(progress(scope + more), by, draws=300, seed=seed, ahead=30)
    assert (larger.sprints_to_go >= first.sprints_to_go).all()
    fewer = forecast(progress(scope), by, draws=100, seed=seed, ahead=30)
    assert (fewer.sprints_to_go == first.sprints_to_go[:100]).all()


def test_a_further_look_changes_nothing_nearer():
    near, far = (forecast(progress(), draws=500, seed=3, ahead=ahead) for ahead in (8, 16))
    assert (near.finished == far.finished[:9]).all()
    assert (near.done == far.done[:, :9]).all()


def test_work_done_never_passes_the_scope_and_stays():
    found = forecast(progress(), draws=500, seed=3, ahead=40)
    assert (found.done[:, -1] <= found.scope[:, -1]).all()
    assert found.left[:, 0].tolist() == [found.progress.remaining] * 3
    assert found.left[:, -1].tolist() == [0, 0, 0]
    assert found.finished[-1] == 1.0


def test_twice_the_team_is_twice_the_pace():
    slow = at_pace(Pace(throughput=Triangular(4, 6, 10)), draws=500)
    fast = at_pace(Pace(throughput=Triangular(8, 12, 20)), draws=500)
    doubled = at_pace(Pace(throughput=Triangular(4, 6, 10)), draws=500, capacity=2)
    assert (doubled.sprints_to_go == fast.sprints_to_go).all()
    assert (slow.sprints_to_go >= fast.sprints_to_go).all()


def test_capacity_by_sprint_goes_on_with_the_last_and_rates_are_for_each_unit():
    built = at_pace(Pace(throughput=Fixed(2)), scope=20, draws=1, capacity=[1, 2, 4])
    assert built.sprints_to_go.tolist() == [4]  # 2 + 4 + 8 + 8
    held = progress(
        40, [], sprints=[Sprint(done=6, capacity=3), Sprint(done=4, capacity=2), Sprint(done=0, capacity=0)]
    )
    found = forecast(held, draws=50, seed=1)
    assert set(found.sprints_to_go.tolist()) == {math.ceil(30 / 4)}  # two for each of the two of the last that had any
    assert set(forecast(held, draws=50, seed=1, capacity=5).sprints_to_go.tolist()) == {3}


def test_only_the_latest_sprints_where_asked():
    held = progress(100, [(1, 0), (10, 0), (10, 0)])
    assert set(forecast(held, draws=50, seed=1, last=2).sprints_to_go.tolist()) == {8}
    assert len(set(forecast(held, draws=50, seed=1).sprints_to_go.tolist())) > 1


def test_sprints_that_were_all_alike_have_no_spread():
    found = forecast(progress(50, [(5, 0), (5, 0), (5, 0)]), "normal", draws=50, seed=1)
    assert set(found.sprints_to_go.tolist()) == {7}


# What it says


def test_a_backlog_that_is_done_is_done_now():
    found = forecast(progress(10, [(4, 0), (6, 0)]), draws=10, seed=1, ahead=3)
    assert found.sprints(0.9) == 0
    assert found.date(0.1) == datetime.date(2027, 1, 31)
    assert found.chance_by("2027-01-31") == 1
    assert found.chance_by("2030-01-01") == 1
    assert found.done_by("2030-01-01") == (10, 10, 10)


def test_a_backlog_that_grows_as_fast_as_it_is_done_has_no_date():
    found = at_pace(Pace(throughput=Discrete([5, 20], [0.5, 0.5]), scope_growth=Fixed(5)), draws=4_000, ahead=20)
    assert found.date(0.1) == found.ends(7)
    assert found.date(0.9) is None
    assert found.shown == 20
    assert "not within 20 sprints" in str(found.dates_table)
    assert "% of draws all is not done by" in str(found)


def test_a_chance_that_is_reached_exactly_counts():
    exact = attrs.evolve(at_pace(Pace(throughput=Fixed(50)), draws=10, ahead=3), finished=np.array([0, 0.5, 0.9, 1]))
    assert [exact.sprints(chance) for chance in (0.1, 0.5, 0.51, 0.9, 0.91)] == [1, 1, 2, 2, 3]


def test_chances_and_amounts_by_a_day():
    found = at_pace(Pace(throughput=Discrete([10, 20], [0.4, 0.6])), draws=4_000, ahead=20)
    five, ten = found.ends(5), found.ends(10)
    assert found.chance_by(five) == found.chance_by(five + datetime.timedelta(days=13)) == found.finished[5]
    assert found.chance_by(five - datetime.timedelta(days=1)) == 0
    assert found.chance_by(str(ten)) == 1
    assert found.chance_by("2020-01-01") == 0
    assert found.done_by(five) == (50, 100, 100)
    assert found.done_by(found.ends(0)) == (0, 0, 0)


def test_tables_and_what_a_notebook_shows():
    found = forecast(progress(), draws=2_000, seed=2026, ahead=40)
    table = found.table
    assert len(table.rows) == found.shown + 1
    assert table.to_dict()["chance"][-1] >= 0.99
    assert table.to_dict()["done_p50"][0] == 34
    assert found._repr_html_().startswith("<table>")
    assert "can happen again" in found.dates_table.notes[-1]
    assert "2,000 draws, seed 2026: a chance is within 2.2 points" in found.dates_table.notes[0]
    assert [row[2] for row in found.dates_table.rows] == [found.sprints(chance) for chance in (0.1, 0.5, 0.9)]
    plain = Forecast(
        **{
            name: getattr(found, name)
            for name in ("progress", "words", "seed", "draws", "finished", "done", "scope", "left", "sprints_to_go")
        }
    )
    assert len(plain.table.notes) == 1


# What is refused


@pytest.mark.parametrize(
    ("arguments", "error", "where"),
    [
        ({"by": "guess"}, UnknownNameError, "by"),
        ({"by": 3}, UnknownNameError, "by"),
        ({"by": Pace(throughput=Fixed(3)), "last": 2}, InputError, "last"),
        ({"draws": 0}, InputError, "draws"),
        ({"draws": 1.5}, InputError, "draws"),
        ({"seed": -1}, InputError, "seed"),
        ({"ahead": 5_000}, InputError, "ahead"),
        ({"last": 1}, InputError, "last"),
        ({"capacity": -1}, InputError, "capacity.0"),
        ({"capacity": []}, InputError, "capacity"),
        ({"capacity": "many"}, InputError, "capacity"),
    ],
)
def test_arguments_that_are_none_are_refused(arguments, error, where):
    with pytest.raises(error) as caught:
        forecast(progress(), **{"draws": 10, "seed": 1, **arguments})
    assert caught.value.where == where


def test_too_little_to_learn_from_is_refused_with_a_way_out():
    with pytest.raises(InputError, match="by = Pace"):
        forecast(progress(held=HELD[:1]), draws=10, seed=1)
    with pytest.raises(InputError, match="no pace can be learned"):
        forecast(progress(held=[(0, 1), (0, 0)]), draws=10, seed=1)


def test_questions_that_have_no_answer_are_refused():
    found = forecast(progress(), draws=10, seed=1, ahead=2)
    for chance in (0, 1, True, "0.9"):
        with pytest.raises(InputError, match="not a chance"):
            found.date(chance)
    with pytest.raises(InputError, match="larger ahead"):
        found.chance_by("2040-01-01")
    with pytest.raises(InputError, match=r"look at progress\.table"):
        found.done_by("2027-01-05")
    with pytest.raises(YearError):
        found.chance_by("soon")


@pytest.mark.parametrize(
    ("fields", "where", "says"),
    [
        ({"done": -1}, "done", "zero or more"),
        ({"done": 1, "capacity": 0}, "capacity", "nobody worked"),
        ({"done": 1, "cost": math.inf}, "cost", "finite"),
        ({"done": 1, "notes": 3}, "notes", "text"),
    ],
)
def test_what_is_no_sprint_is_refused(fields, where, says):
    with pytest.raises(InputError) as caught:
        Sprint(**fields)
    assert caught.value.where == where
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"starts": "soon"}, "starts"),
        ({"weeks": 0}, "weeks"),
        ({"weeks": 1.5}, "weeks"),
        ({"scope": 0}, "scope"),
        ({"sprints": "none"}, "sprints"),
        ({"sprints": [3]}, "sprints.0"),
        ({"scope": 5}, "sprints.1"),
        ({"unit": 3}, "unit"),
    ],
)
def test_what_is_no_progress_is_refused(fields, where):
    with pytest.raises((InputError, YearError)) as caught:
        progress(**fields)
    assert caught.value.where == where


def test_a_sprint_beyond_the_calendar_is_refused():
    with pytest.raises(InputError, match="beyond the calendar"):
        progress(starts="9998-01-04").ends(200)


def test_throughput_and_scope_change_in_arithmetic():
    sprints = [Sprint(done=4, added=3, removed=1), Sprint(done=6, capacity=2), Sprint(done=0, capacity=0, added=1)]
    table = progress(20, [], sprints=sprints).pace_table
    assert [list(row) for row in table.rows] == [
        ["Throughput", 5, pytest.approx(math.sqrt(2)), 4, 6],
        ["Throughput for each unit of capacity", 3.5, pytest.approx(math.sqrt(0.5)), 3, 4],
        ["Added", 1.5, pytest.approx(1.5 * math.sqrt(2)), 0, 3],
        ["Removed", 0.5, pytest.approx(math.sqrt(0.5)), 0, 1],
        ["Net progress", 4, pytest.approx(2 * math.sqrt(2)), 2, 6],
    ]
    assert "The scope has changed by +3.0, +15.0% of that at the start." in table.notes[0]
    one = progress(20, [(4, 0)]).pace_table
    assert list(one.rows[0]) == ["Throughput", 4, None, 4, 4]
    assert list(progress(20, []).pace_table.rows[0]) == ["Throughput", None, None, None, None]


def test_burn_up_and_burn_down_in_arithmetic():
    held = progress(
        20, [], sprints=[Sprint(done=4, added=3, removed=1), Sprint(done=6, capacity=2, notes="Demonstration")]
    )
    assert (held.done, held.scopes, held.remaining) == ((0, 4, 10), (20, 22, 22), 12)
    assert not held.fixed_team
    assert progress().fixed_team
    assert held.ends(1) == datetime.date(2027, 1, 17)
    table = held.table
    assert table.to_dict()["left"] == [20, 18, 12]
    assert table.records()[2]["notes"] == "Demonstration"
    known = {"Progress": Progress, "Sprint": Sprint, "datetime": datetime}
    assert eval(repr(held), known) == held  # noqa: S307 - our own text
