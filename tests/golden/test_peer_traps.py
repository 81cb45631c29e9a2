"""Where the nearest peer, the R package `greenbook` 0.1.1, gives another answer: ours, one test for each.

The page on validation lists them by the numbers in the names of the tests.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case import valuation
from agile_case.errors import ReferenceDataError, UnknownNameError
from agile_case.quantities.years import CalendarYear
from agile_case.reference import Deflator, DiscountSchedule, load, load_set
from tests.strategies import small_case


def schedule(vintage):
    return DiscountSchedule.of(load("discount-rate", vintage))


def appraised(costs=None, benefits=None, **facts):
    return ac.from_plain(small_case(costs, benefits, **facts)).appraise()


def test_1_the_lower_schedule_is_named_for_what_it_leaves_out():
    """Pure time preference of 0.5 points is left out; without catastrophic risk of 1 point the rate would be 2.5%."""
    header = schedule("reduced-pure-time-preference-zero").header
    assert "pure time preference" in header.title.lower()
    assert "catastroph" not in header.title.lower()
    assert schedule("reduced-pure-time-preference-zero").factors(1)[1] == 1 / 1.03


@pytest.mark.parametrize("measure", ["capital-cost", "works-duration"])
def test_2_outsourcing_has_a_bound_of_operating_cost_and_no_other(measure):
    table = load_set("uk-2026-03").optimism_bias
    assert table.measures("outsourcing") == ("operating-cost",)
    assert (
        table.bounds("outsourcing", "operating-cost").upper,
        table.bounds("standard-buildings", "capital-cost"),
    ) == (
        0.41,
        table.bounds("standard-buildings", "capital-cost"),
    )
    with pytest.raises(UnknownNameError):
        table.bounds("outsourcing", measure)


def test_2_lower_bounds_and_factors_are_there():
    table = load_set("uk-2026-03").optimism_bias
    assert table.bounds("equipment-development", "capital-cost").lower == 0.10
    assert len(load("optimism-bias-factors", "mott-macdonald-2002").rows) > 20


def test_3_effects_on_health_have_one_and_a_half_percent_in_every_year():
    assert schedule("health-green-book-2026").factors(100)[100] == pytest.approx(1.015**-100, rel=1e-12)
    assert schedule("health-declining").factors(100)[100] != pytest.approx(1.015**-100, rel=0.01)


def test_4_no_excess_burden_is_put_on_costs_and_a_line_named_so_is_asked_about():
    line = {"amount": "1 GBPm", "when": "2026-27", "source": "x"}
    assert appraised({"tax": line}).absolute["only"].pvc == 1_000_000
    case = ac.from_plain(small_case({"excess_burden": line}, rules=["gb-2026"]))
    assert "line-has-no-place" in {finding.code for finding in ac.check(case)}


def test_5_a_wellby_is_uprated_with_gdp_per_head():
    """£6.5m of 2019 is £8,013,957 in 2024 prices by the deflator alone; with real GDP per head it is more."""
    prices = Deflator.of(load("gdp-deflator-calendar", "hmt-2025-12"))
    central = valuation.unit_value("wellby-central", vintage="collected-2026-11")
    alone = 500 * central.in_prices(CalendarYear(2024), prices).value
    assert alone == pytest.approx(8_013_957, abs=1)
    ours = valuation.uprated_wellby(central, CalendarYear(2024), prices, gdp_per_head_ratio=1.013, source="implied")
    assert 500 * ours.value == pytest.approx(alone * 1.013**1.3, rel=1e-12)


def test_6_the_bias_of_a_capital_cost_leaves_running_costs_alone():
    bias = {"type": "equipment-development"}
    build = {"amount": "1 GBPm", "when": "2026-27", "budget": "capital", "optimism_bias": bias}
    run = {"amount": "100 GBPk/year", "when": "2026-27"}
    assert appraised({"build": build, "run": run}).absolute["only"].pvc == 3_100_000


def test_7_the_uplift_that_is_shown_is_the_one_after_mitigation():
    bias = {"type": "equipment-development", "mitigation": 0.4, "prevention": "options.only.costs.pilot"}
    build = {"amount": "1 GBPm", "when": "2026-27", "optimism_bias": bias}
    pilot = {"amount": "0 GBP", "when": "2026-27"}
    result = appraised({"build": build, "pilot": pilot})
    assert result.plan.uplifts["options.only.costs.build"] == pytest.approx(1.2, rel=1e-15)
    (table,) = (table for table in result.tables if table.key == "uplifts")
    assert 1.2 in table.rows[0]


def test_8_an_expected_loss_falls_in_its_year_and_is_discounted():
    risk = {"probability": 0.2, "impact": "1 GBPm", "when": "2031-32", "within_bias": False}
    options = {"only": {"risks": {"it": risk}}}
    result = appraised(options=options, horizon=5)
    assert result.absolute["only"].npsv == pytest.approx(-200_000 / 1.035**5, rel=1e-12)


def test_9_lines_of_one_appraisal_have_schedules_of_their_own():
    benefit = {"amount": "1 GBPm", "when": "2036-37", "kind": "non-cash-releasing"}
    health = benefit | {"discount": "health-green-book-2026"}
    result = appraised(benefits={"lives": health, "time": benefit}, horizon=10)
    assert result.absolute["only"].pvb == pytest.approx(1e6 * (1.015**-10 + 1.035**-10), rel=1e-12)


def test_10_a_vintage_selects_and_an_unknown_one_is_refused():
    six, flat = schedule("six-step").factors(200), schedule("green-book-2026").factors(200)
    assert six[200] > flat[200] * 1.2
    with pytest.raises((UnknownNameError, ReferenceDataError)):
        load("discount-rate", "green-book-2003")


@given(*[st.floats(0, 1)] * 4, st.floats(0, 1e9))
def test_11_a_place_gains_no_more_than_the_gross_effect(deadweight, leakage, displacement, substitution, gross):
    """No uplift for synergy: whatever is stated is taken off."""
    held = valuation.Additionality(
        deadweight=deadweight, leakage=leakage, displacement=displacement, substitution=substitution, evidence="x"
    )
    found = valuation.additional(gross, held)
    assert found <= gross * (1 + 1e-12)
    assert not [name for name in dir(valuation) if "synergy" in name]


def test_12_rpsc_is_one_more_than_npsv_by_public_cost_and_values_and_draws_are_there():
    """A public tool that divides NPSV by net public cost is out by 1."""
    assumptions = {"gain": {"uniform": [1, 5], "unit": "GBPm/year", "source": "x"}}
    cost = {"amount": "2 GBPm/year"}
    benefit = {"amount": "gain", "kind": "non-cash-releasing"}
    options = {
        "usual": {"roles": ["business-as-usual"]},
        "it": {"costs": {"it": cost}, "benefits": {"it": benefit}},
    }
    case = ac.from_plain(small_case(options=options, assumptions=assumptions))
    result = case.appraise(draws=500, seed=1)
    held = result.absolute["it"]
    assert held.rpsc == pytest.approx(1 + held.npsv / held.pvc_public, rel=1e-12)
    assert held.rpsc != pytest.approx(held.npsv / held.pvc_public, abs=0.5)
    (switching,) = result.switching_values("it", against="usual")
    assert switching.value == pytest.approx(2, rel=1e-9)
    assert 0 < held.simulation.probability_negative < 1
    assert np.isfinite(held.simulation.p10)
