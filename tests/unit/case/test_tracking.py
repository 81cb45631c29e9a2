"""Tracking: plan, record and forecast, against closed forms and plain sums; and how well forecasts are calibrated."""

from statistics import NormalDist

import attrs
import numpy as np
import pytest

import agile_case as ac
from agile_case.case.tracked_shares import CAUSES, Factors, shares_of
from agile_case.case.tracked_weights import Figure, figures_of, quantiles_of, weighed
from agile_case.cli import main
from agile_case.reference import load_set

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
    sd = (1 / precision + (0.05 * 2000) ** 2) ** 0.5  # that of the assumption, and the error of one year
    error = 4.1 * sd * 1.8 / found.effective**0.5  # 1.8: the error of a P10 is wider than that of a mean
    for place in (1, 2, 3):
        year = of(found, "hours").years[place]
        wanted = [SHARES[place] * (mean + sd * score) for score in (-1.2815515655, 0, 1.2815515655)]
        assert [year.low, year.middle, year.high] == pytest.approx(wanted, abs=error * SHARES[place])
    assert of(found, "hours").years[0].low is None
    # P(hours x 0.375 >= 900) under the plan, and under the posterior
    then = 1 - NormalDist(2000, (400**2 + 100**2) ** 0.5).cdf(2400)
    assert of(found, "hours").chance_then == pytest.approx(then, abs=0.004)
    assert of(found, "hours").chance_now == pytest.approx(
        1 - NormalDist(mean, sd).cdf(2400), abs=3.9 * 0.5 / found.effective**0.5
    )
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
    assert hours.standing == "contradicts the case"
    assert "no forecast is given" in str(found)
    # each figure may well be, and yet few draws of so few agree with all of them
    close = recorded(case, amount="230 hour/year", standard_error="1 hour/year").track(
        on="2027-06-01", draws=1000, seed=5
    )
    assert of(close, "hours").standing == "no forecast"
    assert "take more draws" in str(close)


def test_nothing_at_all_contradicts_a_case_that_expected_much(case):
    """The error of a year is relative to what was expected of it, not to what came: a zero has an error too."""
    case = case.revise({"measures.hours.target": "600 hour/year"})
    found = recorded(case, amount="0 hour/year").track(on="2027-06-01", draws=20_000, seed=5)
    hours = of(found, "hours")
    assert hours.years[0].as_far_out < 1e-5
    assert (hours.standing, hours.chance_now) == ("contradicts the case", None)
    assert hours in found.warnings
    assert "Hardly a draw explains what was recorded of: Hours" in found.targets_table.to_text()
    close = recorded(case, amount="120 hour/year").track(on="2027-06-01", draws=20_000, seed=5)
    assert of(close, "hours").standing == "early warning"


def test_a_case_without_a_doubt_is_contradicted_too(case):
    """Nothing can move, so every draw counts in full; the figure still lies where the case cannot be."""
    sure = case.revise({"assumptions.hours.normal": None, "assumptions.hours.value": 2000})
    found = recorded(sure, amount="100 hour/year").track(on="2027-06-01", draws=1000, seed=5)
    assert found.effective == pytest.approx(1000)
    assert of(found, "hours").standing == "contradicts the case"


def test_a_figure_where_nothing_is_expected(case):
    """Nothing is expected before take-up begins; nothing agrees with that, and something does not."""
    late = case.revise({"curves.take_up.starts": "2027-04-01"})
    agrees = recorded(late, amount="0 hour/year").track(on="2027-06-01", draws=1000, seed=5)
    assert of(agrees, "hours").years[0].as_far_out == 1
    assert of(agrees, "hours").withheld == ""
    other = recorded(late, amount="5 hour/year").track(on="2027-06-01", draws=1000, seed=5)
    assert of(other, "hours").standing == "contradicts the case"
    # what was counted before anything was expected is worth what an hour is worth in the nearest year
    assert other.benefits[0].realised == pytest.approx(5 * 20 * 0.5)


def test_money_without_a_forecast_is_at_means(case):
    """Weights that mean nothing move no money: the outlook is what it is without draws."""
    held = recorded(case, amount="2_000 hour/year", standard_error="1 hour/year")
    plain = held.track(on="2027-06-01")
    found = held.track(on="2027-06-01", draws=2000, seed=5)
    assert found.effective < 100
    assert found.benefits == plain.benefits
    assert found.npsv_now == plain.npsv_now
    assert plain.npsv_now - plain.npsv_then == pytest.approx(10 * 2000 - 18_000 * SHARES[0], rel=1e-9)


def test_the_chance_of_a_target_has_the_error_of_its_year(case):
    """A target is held against a figure that is recorded, and that has an error. False alarms: 1 in 10,000."""
    wide = case.revise({"measures.hours.relative_error": 0.3})
    chance = of(wide.track(on="2027-01-01", draws=200_000, seed=3), "hours").chance_then
    sd = ((0.375 * 400) ** 2 + (0.3 * 750) ** 2) ** 0.5
    assert chance == pytest.approx(1 - NormalDist(750, sd).cdf(900), abs=3.9 * (0.25 / 200_000) ** 0.5)


def test_where_a_target_lies_outside_the_case(case):
    early = case.revise({"measures.hours.target_by": "2025-03-31"})
    assert "before the case" in early.track(on="2027-06-01").targets_table.to_text()


def test_what_a_line_came_to_is_out_of_cash_into_the_prices_of_the_case(case):
    held = case.record("options.new.costs.staff", "2027-28", "15_000 GBP", on="2028-05-01", source="Ledger")
    found = held.track(on="2028-06-01")
    (staff,) = found.lines
    deflator = load_set("uk-2026-03").gdp_deflator
    ratio = deflator.ratio(ac.FinancialYear(2027), ac.FinancialYear(2026))
    assert staff.realised == pytest.approx(15_000 * ratio, rel=1e-12)
    assert staff.due == pytest.approx(12_000)
    assert staff.present == pytest.approx(-(15_000 * ratio - 12_000) / 1.035, rel=1e-9)
    assert found.npsv_now - found.npsv_then == pytest.approx(staff.present, rel=1e-9)
    drawn = held.track(on="2028-06-01", draws=2000, seed=1)
    assert drawn.lines[0].present == pytest.approx(staff.present, rel=1e-9)
    assert "Money as recorded" in str(found)


FLAT = np.ones(3)


def factors(volume, take_up, price, bias=FLAT):
    counted = np.asarray(volume) * take_up
    return Factors(counted=counted, take_up=np.asarray(take_up), valued=counted * price, money=counted * price * bias)


@pytest.mark.parametrize(
    ("place", "plan", "dated", "now"),
    [
        (0, factors(100 * FLAT, SHARES[:3], 20), SHARES[:3], factors(70 * FLAT, SHARES[:3], 20)),
        (1, factors(100 * FLAT, SHARES[:3], 20), SHARES[:3], factors(100 * FLAT, np.array([0.1, 0.2, 0.3]), 20)),
        (2, factors(100 * FLAT, SHARES[:3], 20), [0, 0.1, 0.3], factors(100 * FLAT, np.array([0, 0.1, 0.3]), 20)),
        (3, factors(100 * FLAT, SHARES[:3], 20), SHARES[:3], factors(100 * FLAT, SHARES[:3], 17)),
        (4, factors(100 * FLAT, SHARES[:3], 20, 0.9), SHARES[:3], factors(100 * FLAT, SHARES[:3], 20)),
    ],
)
def test_a_single_cause_has_the_whole_difference(place, plan, dated, now):
    shares = shares_of(plan, np.asarray(dated), now, range(3))
    assert shares[place] == pytest.approx(float((now.money - plan.money).sum()), rel=1e-12)
    assert [share for other, share in enumerate(shares) if other != place] == pytest.approx([0, 0, 0, 0], abs=1e-9)


def test_two_causes_share_what_both_did_together():
    """Volume and price both fall: by hand, each has its own part and half of what they did together."""
    plan, now = factors(100 * FLAT, FLAT, 20), factors(80 * FLAT, FLAT, 15)
    volume, _, _, price, _ = shares_of(plan, FLAT, now, [0])
    assert (volume, price) == pytest.approx((-20 * 17.5, -5 * 90))


def test_years_that_cannot_be_told_apart_are_volume():
    plan = factors(100 * FLAT, np.array([0.0, 0.5, 1.0]), 20)
    now = Factors(
        counted=np.array([5.0, 0.0, 0.0]),
        take_up=np.array([0, 0.2, 0]),
        valued=np.array([100.0, 0, 0]),
        money=np.array([100.0, 0, 0]),
    )
    shares = shares_of(plan, plan.take_up, now, range(3))
    assert sum(shares) == pytest.approx(100 - 20 * 150)
    assert shares_of(plan, plan.take_up, now, [0]) == pytest.approx((100, 0, 0, 0, 0))
    assert shares_of(plan, plan.take_up, now, [2])[1] == pytest.approx(-2000)
    assert shares_of(plan, plan.take_up, now, []) == (0, 0, 0, 0, 0)


def test_what_made_the_difference(case):
    """The plan was approved; then go-live slips a year, and an hour is worth less. The two are told apart."""
    held = case.begin("alpha-1", "See", stage="alpha", on="2026-05-01")
    held = held.decide("alpha-1", "proceed", on="2026-06-01", **GATE)
    late = held.revise({"curves.take_up.starts": "2027-04-01"}, because="Slipped", on="2026-07-01")
    found = late.track(on="2027-06-01").benefits[0]
    lost = 18_000 * (sum(SHARES[:3]) - sum(SHARES)) + 0
    assert sum(found.outlook) - sum(found.planned) == pytest.approx(lost)
    assert dict(zip(CAUSES, found.shares, strict=True)) == pytest.approx(
        {"volume": 0, "take-up": 0, "timing": lost, "price": 0, "optimism bias": 0}, abs=1e-6
    )
    cheap = held.revise({"assumptions.hourly.value": 15}, because="Survey", on="2026-07-01")
    found = cheap.track(on="2027-06-01")
    assert found.benefits[0].shares[3] == pytest.approx(-18_000 * sum(SHARES) / 4)
    assert "What made the difference" in str(found)
    # take-up was recorded below the plan, and the hours in proportion: volume had no part in it
    low = held.record("measures.take_up", "2026-27", "0.1", on="2027-05-01", source="Log")
    found = recorded(low, amount="200 hour/year").track(on="2027-06-01").benefits[0]
    volume, take_up, timing, price, bias = found.shares_to_date
    assert (volume, timing, price) == pytest.approx((0, 0, 0), abs=1e-6)
    assert take_up + bias == pytest.approx(10 * 200 - 18_000 * SHARES[0])
    assert take_up == pytest.approx((200 - 250) * 10 * 0.95)


def test_the_trail_of_plans(case):
    held = case.begin("alpha-1", "See", stage="alpha", on="2026-05-01")
    held = held.decide("alpha-1", "proceed", on="2026-06-01", **GATE)
    held = held.revise({"assumptions.hours.normal": [1000, 400]}, because="Fewer", on="2026-07-01")
    held = held.revise({"measures.hours.target": "400 hour/year"}, because="Fewer", on="2026-07-02")
    held = held.begin("alpha-2", "Again", stage="alpha", on="2026-08-01")
    held = held.decide("alpha-2", "proceed", on="2026-09-01", **GATE)
    found = held.track(on="2027-06-01")
    assert [one.iteration for one in found.baselines] == ["alpha-1", "alpha-2"]
    rows = found.baselines_table.records()
    assert rows[1]["change_gbp"] == pytest.approx(found.baselines[1].npsv - found.baselines[0].npsv)
    assert rows[0]["target_hours"] == "900 hour/year by 2028-03-31"
    assert found.npsv_then == pytest.approx(found.baselines[1].npsv)
    assert held.track(on="2027-06-01", option="usual").baselines[0].npsv is None


CRITERIA = [
    {"assumption": "hours", "at_least": "2_100 hour/year"},
    {"assumption": "hourly", "at_most": "25 GBP/hour"},
    {"measure": "npsv", "at_least": "0 GBP"},
]


def test_the_chance_that_a_criterion_of_a_gate_is_met(case):
    """Closed form for the assumption: a normal prior and a normal record. False alarms: 1 in 10,000."""
    asked = case.revise({"stages.alpha.criteria": CRITERIA})
    held = recorded(asked, amount="200 hour/year", standard_error="25 hour/year")
    found = held.track(on="2027-06-01", draws=200_000, seed=5)
    precision = 1 / 400**2 + (SHARES[0] / 25) ** 2
    mean = (2000 / 400**2 + SHARES[0] * 200 / 25**2) / precision
    error = 3.9 * 0.5 / found.effective**0.5
    hours, hourly, npsv = found.criteria
    assert hours.chance_then == pytest.approx(1 - NormalDist(2000, 400).cdf(2100), abs=1e-6)
    assert hours.chance_now == pytest.approx(1 - NormalDist(mean, precision**-0.5).cdf(2100), abs=error)
    assert (hourly.chance_then, hourly.chance_now) == (1, 1)
    factor = sum(share / 1.035**place for place, share in enumerate(SHARES) if place)
    costs = sum(2000 / 1.035**place for place in range(4))
    needed = (costs - 10 * 200) / (9 * factor)
    assert npsv.chance_now == pytest.approx(1 - NormalDist(mean, precision**-0.5).cdf(needed), abs=error)
    assert "Criteria of gates" in str(found)
    assert [one.chance_now for one in held.track(on="2027-06-01").criteria] == [None, None, None]


def approved(case):
    held = case.begin("alpha-1", "See", stage="alpha", on="2026-05-01")
    return held.decide("alpha-1", "proceed", on="2026-06-01", **GATE)


def shares(benefit):
    return dict(zip(CAUSES, benefit.shares, strict=True))


@pytest.mark.parametrize("day", ["2026-10-01", "2027-03-31"])
def test_a_late_start_that_leaves_next_to_nothing_of_a_year_explodes_nothing(case, day):
    held = approved(case).revise({"curves.take_up.starts": day}, because="Slipped", on="2026-07-01")
    held = held.record("measures.take_up", "2026-27", "0.1", on="2027-05-01", source="Log")
    found = recorded(held).track(on="2027-06-01").benefits[0]
    assert sum(found.shares_to_date) == pytest.approx(found.realised - found.due)
    assert max(map(abs, found.shares_to_date)) < found.due + found.realised


def test_the_chance_of_an_npsv_knows_which_years_are_certain(case):
    """Every year is recorded, so the NPSV is one number, whatever moved the draws."""
    held = case.revise({"stages.alpha.criteria": [{"measure": "npsv", "at_least": f"{limit} GBP"} for limit in LIMITS]})
    held = held.revise({"measures.hours.relative_error": None})
    for place, year in enumerate(("2026-27", "2027-28", "2028-29", "2029-30")):
        held = recorded(held, year, f"{400 + 400 * place} hour/year", on=f"{2027 + place}-05-01")
    found = held.track(on="2030-06-01", draws=1000, seed=1)
    npsv = sum((10 * (400 + 400 * place) - 2000) / 1.035**place for place in range(4))
    assert found.npsv_now == pytest.approx(npsv, rel=1e-9)
    assert [one.chance_now for one in found.criteria] == [float(limit <= npsv) for limit in LIMITS]


LIMITS = (27_000, 32_000)


def test_the_record_of_one_option_moves_no_other(case):
    other = {"roles": ["do-minimum"], "costs": {"staff": {"amount": "9 GBPk/year"}}}
    asked = [{"measure": "npsv", "option": "other", "at_least": "5 GBPk"}]
    held = case.revise({"options.other": other, "stages.alpha.criteria": asked})
    found = recorded(held, amount="900 hour/year", standard_error="500 hour/year").track(
        on="2027-06-01", draws=1000, seed=1
    )
    assert (found.criteria[0].chance_then, found.criteria[0].chance_now) == (0, 0)  # it saves £1,000 a year, no more


def test_a_criterion_of_the_business_as_usual_is_none(case):
    held = case.revise({"stages.alpha.criteria": [{"measure": "npsv", "at_least": "0 GBP"}]})
    found = held.track(on="2027-06-01", option="usual", draws=1000, seed=1)
    assert found.criteria[0].chance_now is None
    assert (found.npsv_then, found.npsv_now) == (None, None)


def test_a_criterion_of_yearly_values(case):
    rates = {"years": "2026-27..2029-30", "values": [1, 2, 3, 4], "unit": "GBP/hour", "source": "invented"}
    held = case.revise({"assumptions.rates": rates})
    held = held.revise({"stages.alpha.criteria": [{"assumption": "rates", "at_least": "1 GBP/hour"}]})
    assert held.track(on="2027-06-01", draws=1000, seed=1).criteria[0].chance_now == 1


def test_what_goes_together_with_a_measure_but_is_used_by_no_line_is_not_known(case):
    held = case.revise(
        {
            "assumptions.satisfied": {"normal": [50, 10], "unit": "1", "source": "invented"},
            "stages.alpha.criteria": [{"assumption": "satisfied", "at_least": "50"}],
        }
    )
    assert held.track(on="2027-06-01", draws=1000, seed=1).criteria[0].chance_now == pytest.approx(0.5)
    tied = [ac.Correlation(assumptions=["hours", "satisfied"], rank=0.9)]
    assert correlated(held, tied).track(on="2027-06-01", draws=1000, seed=1).criteria[0].chance_now is None


def correlated(case, correlations):
    return ac.Case(attrs.evolve(case.model, correlations=correlations))


def test_a_measure_named_after_the_approval_is_held_against_the_plan_of_the_benefit(case):
    held = approved(case.revise({"options.new.benefits.time.measured_by": None, "measures.hours": None}))
    new = ac.loads(CASE).model.measures["hours"]
    held = held.revise({"measures.hours": as_plain(new)}, because="Counted now", on="2026-07-01")
    held = held.revise({"options.new.benefits.time.measured_by": "hours"}, because="Counted now", on="2026-07-01")
    found = recorded(held).track(on="2027-06-01")
    assert of(found, "hours").years[1].plan == pytest.approx(750)
    assert sum(found.benefits[0].shares) == pytest.approx(-250)
    assert shares(found.benefits[0])["volume"] == pytest.approx(-500 * 0.95)


def as_plain(measure):
    return {
        "what": measure.what,
        "unit": measure.unit,
        "target": str(measure.target),
        "target_by": measure.target_by.isoformat(),
        "relative_error": measure.relative_error,
    }


def test_a_plan_in_money_alone_is_compared_in_money_alone(case):
    bare = {"amount": "900 GBP/year", "kind": "non-cash-releasing"}
    counted = ac.loads(CASE).model.options["new"].benefits["time"]
    held = approved(case.revise({"options.new.benefits.time": bare}))
    held = held.revise(
        {
            "options.new.benefits.time": {
                "measure": "hours",
                "unit_value": "hourly",
                "profile": "take_up",
                "kind": counted.kind,
                "measured_by": "hours",
            }
        },
        because="Counted now",
        on="2026-07-01",
    )
    (found,) = recorded(held).track(on="2027-06-01").benefits
    assert found.planned == pytest.approx((900, 900, 900, 900))
    assert (found.shares, found.shares_to_date) == ((), ())


def test_a_plan_in_another_unit_is_brought_to_that_of_now(case):
    held = approved(case)
    held = held.revise(
        {"measures.hours.unit": "hour/month", "measures.hours.target": "75 hour/month"}, because="x", on="2026-07-01"
    )
    held = recorded(held, amount="20 hour/month")
    found = held.track(on="2027-06-01", draws=20_000, seed=1)
    hours = of(found, "hours")
    assert hours.years[0].plan == pytest.approx(250 / 12)
    assert hours.chance_then == pytest.approx(0.1659, abs=0.012)  # of the target, which is the same in another unit
    assert sum(held.track(on="2027-06-01").benefits[0].shares) == pytest.approx(10 * 240 - 18_000 * SHARES[0])


def test_a_plan_in_other_prices_and_years_is_restated(case):
    held = approved(case).revise(
        {"case.price_base": "2028-29", "case.horizon": 2, "options.new.costs.staff.price_base": "2026-27"},
        because="New base",
        on="2026-07-01",
    )
    held = held.record("options.new.costs.staff", "2026-27", "12_000 GBP", on="2027-05-01", source="Ledger")
    found = held.track(on="2027-06-01")
    ratio = load_set("uk-2026-03").gdp_deflator.ratio(ac.FinancialYear(2026), ac.FinancialYear(2028))
    assert found.lines[0].planned[0] == pytest.approx(12_000 * ratio)
    assert found.lines[0].outlook[0] == pytest.approx(12_000 * ratio)
    assert "its 2026-27 prices are restated, its years are 2026-27 to 2029-30" in found.restated
    (time,) = found.benefits
    assert time.planned_outside == pytest.approx(18_000 * SHARES[3] * ratio)
    assert "in years that the case has not any more" in found.causes_table.to_text()
    assert found.baselines[0].npsv == pytest.approx(approved(case).appraise().against("usual")["new"].npsv * ratio)


def test_an_event_that_may_come_late_is_no_contradiction(case):
    """At means the year is empty; in some draws it is not, and the error is relative to their mean."""
    held = case.revise(
        {
            "assumptions.slip": {"normal": [6, 3], "unit": "month", "source": "invented"},
            "events.live": {"date": "2026-10-01", "delay": "slip"},
            "curves.take_up.starts": "live",
            "measures.hours.relative_error": 2.0,
        }
    )
    found = recorded(held, amount="20 hour/year").track(on="2027-06-01", draws=20_000, seed=1)
    assert of(found, "hours").years[0].as_far_out > 0.05
    assert of(found, "hours").withheld == ""


def test_a_total_is_spread_as_its_benefit_is(case):
    held = case.revise(
        {
            "assumptions.hours": {"normal": [2000, 400], "unit": "hour", "source": "invented"},
            "measures.hours.unit": "hour",
            "measures.hours.target": "900 hour",
            "options.new.benefits.time": {
                "measure": "hours",
                "unit_value": "hourly",
                "kind": "non-cash-releasing",
                "measured_by": "hours",
                "starts": "2026-04-01",
                "ends": "2028-04-01",
            },
        }
    )
    found = recorded(held, amount="1_000 hour").track(on="2027-06-01")
    assert [one.plan for one in of(found, "hours").years] == pytest.approx([1000, 1000, 0, 0], abs=2)
    assert found.benefits[0].realised == pytest.approx(20_000)


def test_take_up_in_percent(case):
    held = case.revise({"measures.take_up.unit": "percent"})
    held = held.record("measures.take_up", "2026-27", "12.5 percent", on="2027-05-01", source="Log")
    found = recorded(held, amount="250 hour/year").track(on="2027-06-01").benefits[0]
    assert found.shares_to_date == pytest.approx((0, 0, 0, 0, 250), abs=1e-6)


def test_a_figure_that_was_learned_from_moves_no_forecast(case):
    still = case.track(on="2027-06-01", draws=2000, seed=5)
    moved = recorded(case, learned=True).track(on="2027-06-01", draws=2000, seed=5)
    assert moved.effective == pytest.approx(2000)
    assert of(moved, "hours").years[1].low == pytest.approx(of(still, "hours").years[1].low)
    assert of(moved, "hours").years[0].state == "observed, learned from"


def test_what_was_recorded_and_moves_nothing_is_listed(case):
    """A case may change after something was recorded; nothing that was is left out in silence."""
    held = case.revise({"options.new.risks.late": {"probability": 0.5, "impact": "2 GBPk/year", "within_bias": False}})
    held = held.revise(
        {"measures.seen": {"what": "Seen", "unit": "1"}, "options.new.costs.extra": {"amount": "1 GBPk/year"}}
    )
    held = held.revise({"measures.gone": {"what": "Gone", "unit": "1"}})
    for path, year, amount in (
        ("options.new.risks.late", "2026-27", "2 GBPk"),
        ("options.usual.costs.staff", "2026-27", "9 GBPk"),
        ("options.new.benefits.time", "2026-27", "4 GBPk"),
        ("measures.seen", "2026-27", "3"),
        ("measures.gone", "2026-27", "3"),
        ("options.new.costs.extra", "2026-27", "3 GBPk"),
        ("options.new.costs.staff", "2029-30", "12 GBPk"),
    ):
        held = held.record(path, year, amount, on="2030-05-01", source="Log")
    held = held.revise(
        {"measures.gone": None, "options.new.costs.extra": None, "case.horizon": 2}, because="x", on="2030-05-02"
    )
    found = held.track(on="2030-06-01")
    assert {one.path: one.why.split(",")[0].split(":")[0] for one in found.unused} == {
        "options.new.risks.late": "money of a risk or a transfer takes the place of nothing here",
        "options.usual.costs.staff": "it is of an option that is not carried out",
        "options.new.benefits.time": "a measure stands for this benefit",
        "measures.seen": "nothing is expected of this measure under the option",
        "measures.gone": "the case does not have this measure any more",
        "options.new.costs.extra": "the case does not have this line any more",
        "options.new.costs.staff": "the case does not have this year",
    }
    assert found.npsv_now == pytest.approx(found.npsv_then, rel=1e-12)
    assert "Recorded, and without effect here" in str(found)


def test_the_case_is_taken_as_it_was_known_on_the_day(case):
    held = approved(case)
    held = recorded(held)
    later = held.revise({"assumptions.hours.normal": [1000, 400]}, because="Fewer", on="2028-07-01")
    later = later.begin("alpha-2", "Again", stage="alpha", on="2028-08-01")
    later = later.decide("alpha-2", "proceed", on="2028-09-01", **GATE)
    assert later.track(on="2027-06-01") == held.track(on="2027-06-01")
    assert later.track(on="2028-10-01").plan == "alpha-2"


def test_a_lower_target_is_not_what_the_plan_promised(case):
    held = approved(case).revise({"measures.hours.target": "100 hour/year"}, because="Easier", on="2026-07-01")
    found = held.track(on="2027-06-01", draws=20_000, seed=1)
    hours = of(found, "hours")
    assert hours.chance_then == pytest.approx(0.1659, abs=0.012)
    assert hours.chance_now > 0.99
    assert hours.reached(planned=True) == ac.FinancialYear(2028)
    assert "the plan's own target was 900 hour/year in 2027-28" in found.targets_table.to_text()


def test_a_figure_of_a_year_that_goes_on_is_provisional(case):
    found = recorded(case, "2027-28", "950 hour/year", "2027-12-01").track(on="2028-06-01")
    assert of(found, "hours").years[1].state == "observed, provisional"
    with pytest.raises(ac.InputError, match="This year has not begun"):
        recorded(case, "2027-28", "950 hour/year", "2027-03-31")


def test_a_figure_ten_times_as_large_is_asked_about(case):
    """A percentage in the place of a share is the usual slip."""
    held = case.record("measures.take_up", "2026-27", "12.5", on="2027-05-01", source="Log")
    assert "Take up in 2026-27 is 100 times what is expected: is it in the unit 1?" in str(held.track(on="2027-06-01"))
    assert "times what is expected" not in str(recorded(case).track(on="2027-06-01"))


def test_provisional_figures_meet_a_target_provisionally(case):
    held = recorded(case, "2027-28", "950 hour/year", "2028-05-01", provisional=True)
    assert of(held.track(on="2028-06-01"), "hours").standing == "provisionally met"


def test_what_no_number_holds_contradicts_the_case(case):
    found = recorded(case, amount="1e200 hour/year", standard_error="1e-170 hour/year").track(
        on="2027-06-01", draws=1000, seed=1
    )
    assert of(found, "hours").standing == "contradicts the case"


def test_a_partial_case_is_tracked_too(case):
    held = recorded(case.revise({"case.partial": True}), standard_error="20 hour/year")
    assert held.appraise().plan.partial
    found = held.track(on="2027-06-01", draws=1000, seed=1)
    assert found.npsv_now is None
    assert of(found, "hours").years[1].low is not None


def test_too_few_draws_are_refused(case):
    with pytest.raises(ac.InputError, match="So few draws make no forecast"):
        case.track(on="2027-06-01", draws=99, seed=1)


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
    with pytest.raises(ac.InputError, match="nothing to track"):
        bare.track(on="2027-01-01")
    spent = bare.record("options.new.costs.staff", "2026-27", "15_000 GBP", on="2027-05-01", source="Ledger")
    found = spent.track(on="2027-06-01")
    assert found.npsv_now - found.npsv_then == pytest.approx(-3000)
    assert [table.key for table in found.tables] == ["tracked_lines"]
    with pytest.raises(ac.InputError, match="which option is carried out"):
        case.revise({"options.new.roles": None}).track(on="2027-01-01")


def test_every_table_says_what_it_is(case):
    found = recorded(case).track(on="2027-06-01", draws=2000, seed=1)
    assert [table.key for table in found.tables] == ["targets", "tracked_years", "tracked_money", "tracked_causes"]
    assert "early warning" in repr(found)
    assert found._repr_html_().count("<table") == 4
    row = found.years_table.records()[0]
    assert (row["plan"], row["actual"], row["difference"]) == pytest.approx((250, 200, -50))


def test_forecasts_hold_what_they_say():
    """5,000 services: the stated P10 to P90 holds the figure that came in 78 to 82 of 100. False alarms: 1 in 2,500.

    It shows that the weights are coded right, where the assumptions are right; not that anybody forecasts well.
    """
    random = np.random.default_rng(20261128)
    prior = NormalDist(2000, 400)
    level = np.array([prior.inv_cdf((place + 0.5) / 5000) for place in range(5000)])  # no error of their own
    share, error = np.array([0.125, 0.375]), 0.1 * 2000 * np.array([0.125, 0.375])
    drawn = {"hours": share[:, np.newaxis] * level}
    inside = 0
    for place, truth in enumerate(random.normal(2000, 400, 5000)):
        seen, came = share * truth + random.normal(0, error)
        weight = weighed(drawn, {"hours": [Figure(place=0, value=seen, error=error[0], state="observed")]})
        if weight.weights is None:
            continue  # counts as outside
        low, _, high = quantiles_of(figures_of(drawn["hours"][1], error[1], place, "hours"), weight.weights)
        inside += low <= came <= high
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
