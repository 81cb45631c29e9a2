"""Tracking: plan, record and forecast, against closed forms and plain sums; and how well forecasts are calibrated."""

from statistics import NormalDist
from types import SimpleNamespace

import numpy as np
import pytest

import agile_case as ac
from agile_case.case.tracking import _quantiles, _weights
from agile_case.cli import main
from agile_case.quantities.frozen import FrozenMap

GATE = {"approver": "Board", "authority": "Letter", "reference": "B/1", "because": "So it was."}
CASE = """
format = "agile-case/1"
[case]
title = "Small"
start = "2026-27"
horizon = 3
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[units]
counts = ["case"]
[assumptions]
hours = { normal = [2000, 400], unit = "hour/year", source = "invented" }
hourly = { value = 20, unit = "GBP/hour", source = "invented" }
[curves.take_up]
shape = "linear"
starts = "2026-04-01"
over = "4 year"
[measures.hours]
what = "Hours saved in a year"
unit = "hour/year"
target = "900 hour/year"
target_by = 2028-03-31
relative_error = 0.05
[measures.take_up]
what = "Share of cases that come online"
unit = "1"
profile = "take_up"
direction = "increase"
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.staff]
amount = "10 GBPk/year"
[options.new]
roles = ["preferred-way-forward"]
[options.new.costs.staff]
amount = "12 GBPk/year"
[options.new.benefits.time]
measure = "hours"
unit_value = "hourly"
profile = "take_up"
kind = "non-cash-releasing"
measured_by = "hours"
attribution = 0.5
optimism_bias = { reduction = 0.1, source = "invented" }
[stages.alpha]
"""
SHARES = [0.125, 0.375, 0.625, 0.875]


@pytest.fixture
def case():
    return ac.loads(CASE)


def recorded(case, year="2026-27", amount="200 hour/year", on="2027-05-01", **more):
    return case.record("measures.hours", year, amount, on=on, source="Log", **more)


def of(tracking, key):
    return next(held for held in tracking.measures if held.key == key)


def test_without_records_the_outlook_is_the_plan(case):
    found = case.track(on="2027-05-01")
    assert found.npsv_now == pytest.approx(found.npsv_then, rel=1e-12)
    assert found.npsv_then == pytest.approx(case.appraise().against("usual")["new"].npsv, rel=1e-12)
    hours = of(found, "hours")
    assert [held.plan for held in hours.years] == pytest.approx([2000 * share for share in SHARES], rel=1e-12)
    assert [held.plan for held in of(found, "take_up").years] == pytest.approx(SHARES, rel=1e-12)
    (time,) = found.benefits
    assert time.planned == pytest.approx([20 * 0.5 * 0.9 * 2000 * share for share in SHARES], rel=1e-12)
    assert time.outlook == pytest.approx(time.planned, rel=1e-12)
    assert time.recorded == ()


def test_a_record_takes_the_place_of_what_was_expected_in_money_and_in_the_npsv(case):
    held = recorded(recorded(case), "2027-28", "500 hour/year", "2028-05-01", observed=False, provisional=True)
    found = held.track(on="2028-06-01")
    (time,) = found.benefits
    # a recorded hour is worth 20 GBP, half of it due to the case, without optimism bias
    assert time.realised == pytest.approx(20 * 0.5 * (200 + 500), rel=1e-12)
    assert time.due == pytest.approx(20 * 0.5 * 0.9 * 2000 * (SHARES[0] + SHARES[1]), rel=1e-12)
    gap = [10 * 200 - 18_000 * SHARES[0], (10 * 500 - 18_000 * SHARES[1]) / 1.035]
    assert found.npsv_now - found.npsv_then == pytest.approx(sum(gap), rel=1e-9)
    states = [held.state for held in of(found, "hours").years]
    assert states == ["observed", "estimated, provisional", "", ""]
    early = held.track(on="2028-04-30")
    assert [one.actual for one in of(early, "hours").years] == [200, None, None, None]


def test_the_forecast_is_that_of_the_closed_form(case):
    """A normal prior and a normal record: the weights give the conjugate posterior. False alarms: 1 in 10,000."""
    held = recorded(case, amount="200 hour/year", standard_error="25 hour/year")
    found = held.track(on="2027-06-01", draws=200_000, seed=5)
    precision = 1 / 400**2 + (SHARES[0] / 25) ** 2
    mean = (2000 / 400**2 + SHARES[0] * 200 / 25**2) / precision
    sd = precision**-0.5
    error = 4.1 * sd * 1.8 / found.effective**0.5  # 1.8: the error of a P10 is wider than that of a mean
    for place in (1, 2, 3):
        year = of(found, "hours").years[place]
        wanted = [SHARES[place] * (mean + sd * score) for score in (-1.2815515655, 0, 1.2815515655)]
        assert [year.low, year.middle, year.high] == pytest.approx(wanted, abs=error * SHARES[place])
    assert of(found, "hours").years[0].low is None
    # P(hours x 0.375 >= 900) under the plan, and under the posterior
    assert of(found, "hours").chance_then == pytest.approx(0.158655, abs=0.004)
    assert of(found, "hours").chance_now == pytest.approx(1 - NormalDist(mean, sd).cdf(2400), abs=0.001)
    assert of(found, "hours").standing == "early warning"
    assert found.warnings == (of(found, "hours"),)
    assert of(found, "take_up").standing == "not known"


def test_a_record_without_an_error_moves_no_forecast(case):
    loose = case.revise({"measures.hours.relative_error": None})
    moved = recorded(loose).track(on="2027-06-01", draws=2000, seed=5)
    still = loose.track(on="2027-06-01", draws=2000, seed=5)
    assert [held.low for held in of(moved, "hours").years[1:]] == [held.low for held in of(still, "hours").years[1:]]
    assert moved.effective == pytest.approx(2000)


def test_where_hardly_a_draw_agrees_there_is_no_forecast(case):
    found = recorded(case, amount="2_000 hour/year", standard_error="1 hour/year").track(
        on="2027-06-01", draws=2000, seed=5
    )
    assert found.effective < 100
    hours = of(found, "hours")
    assert (hours.chance_now, hours.years[1].low, hours.years[1].middle) == (None, None, None)
    assert "no forecast is given" in str(found)


@pytest.mark.parametrize(("amount", "standing"), [("950 hour/year", "met"), ("700 hour/year", "missed")])
def test_a_target_whose_year_is_recorded_is_met_or_missed(case, amount, standing):
    found = recorded(case, "2027-28", amount, "2028-05-01").track(on="2028-06-01", draws=5000, seed=1)
    assert of(found, "hours").standing == standing
    down = case.revise({"measures.hours.direction": "decrease"})
    found = recorded(down, "2027-28", amount, "2028-05-01").track(on="2028-06-01", draws=5000, seed=1)
    assert of(found, "hours").standing == {"met": "missed", "missed": "met"}[standing]


def test_when_a_target_is_reached_by_plan_and_now(case):
    held = case.revise({"measures.hours.target": "1_200 hour/year", "measures.hours.target_by": "2036-01-01"})
    found = recorded(held, standard_error="20 hour/year").track(on="2027-06-01", draws=20_000, seed=1)
    hours = of(found, "hours")
    assert (str(hours.reached(planned=True)), str(hours.reached(planned=False))) == ("2028-29", "2029-30")
    assert hours.target_year is None
    assert "after the case" in found.targets_table.to_text()


def test_the_plan_is_what_was_approved(case):
    held = case.begin("alpha-1", "See", stage="alpha", on="2026-05-01")
    held = held.decide("alpha-1", "proceed", on="2026-06-01", **GATE)
    held = held.revise({"assumptions.hours.normal": [1000, 400]}, because="Fewer", on="2026-07-01")
    found = held.track(on="2027-06-01")
    assert found.plan == "alpha-1"
    assert of(found, "hours").years[1].plan == pytest.approx(750)
    assert of(found, "hours").years[1].middle == pytest.approx(375)
    assert found.npsv_then > found.npsv_now
    new = {"what": "Share on time", "unit": "1", "profile": "take_up"}
    more = held.revise({"measures.on_time": new}, because="Asked for", on="2026-08-01")
    assert of(more.track(on="2027-06-01"), "on_time").years[0].plan is None
    assert held.track(on="2027-06-01", plan="alpha-1") == found


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        ({"option": "nwe"}, ac.UnknownNameError, "did you mean new"),
        ({"plan": "alpha-9"}, ac.HistoryError, "no such iteration"),
        ({"draws": 100}, ac.InputError, "draws without a seed"),
        ({"option": "usual"}, None, ""),
    ],
)
def test_what_is_refused(case, call, error, words):
    if error is None:  # business as usual has no benefit, but its measures may have an expectation of their own
        assert [held.key for held in case.track(on="2027-01-01", **call).measures] == ["take_up"]
        return
    with pytest.raises(error, match=words):
        case.track(on="2027-01-01", **call)


def test_a_case_without_measures_or_without_a_choice(case):
    bare = case.revise({"options.new.benefits.time.measured_by": None, "measures": None})
    with pytest.raises(ac.InputError, match="no measure to track"):
        bare.track(on="2027-01-01")
    with pytest.raises(ac.InputError, match="which option is carried out"):
        case.revise({"options.new.roles": None}).track(on="2027-01-01")


def test_every_table_says_what_it_is(case):
    found = recorded(case).track(on="2027-06-01", draws=2000, seed=1)
    assert [table.key for table in found.tables] == ["targets", "tracked_years", "tracked_money"]
    assert "early warning" in repr(found)
    assert found._repr_html_().count("<table") == 3
    row = found.years_table.records()[0]
    assert (row["plan"], row["actual"], row["difference"]) == pytest.approx((250, 200, -50))


def test_forecasts_hold_what_they_say():
    """5,000 services: the stated P10 to P90 holds the outcome in 78 to 82 of 100. False alarms: 1 in 2,000.

    It shows that the weights are coded right, where the assumptions are right; not that anybody forecasts well.
    """
    random = np.random.default_rng(20261128)
    prior = NormalDist(2000, 400)
    drawn = np.array([prior.inv_cdf((place + 0.5) / 5000) for place in range(5000)])  # no error of their own
    share = np.array([0.125, 0.375])
    held = SimpleNamespace(drawn=FrozenMap({"measure_of_hours": share[:, np.newaxis] * drawn}))
    inside = 0
    for truth in random.normal(2000, 400, 5000):
        seen = share[0] * truth + random.normal(0, 25)
        weights, _ = _weights(held, {"hours": {0: (seen, 25.0, "observed")}}, 5000)
        low, _, high = _quantiles(share[1] * drawn, weights)
        inside += low <= share[1] * truth <= high
    assert 3900 <= inside <= 4100


def test_record_and_track_from_a_terminal(case, tmp_path, capsys):
    folder = str(tmp_path / "small")
    ac.save(case, folder)
    words = ["measures.hours", "2026-27", "200 hour/year", "--source", "Log", "--on", "2027-05-01", "--provisional"]
    assert main(["record", folder, *words]) == 0
    assert "measures.hours 2026-27: 200 hour/year (provisional)" in capsys.readouterr().out
    assert main(["track", folder, "--on", "2027-06-01", "--draws", "2000", "--seed", "1"]) == 0
    expected = ac.load(folder).track(on="2027-06-01", draws=2000, seed=1)
    assert capsys.readouterr().out == f"{expected}\n"
    assert main(["track", folder, "--on", "2027-06-01", "--format", "csv"]) == 0
    assert capsys.readouterr().out == ac.load(folder).track(on="2027-06-01").years_table.to_csv()
