"""The years of an option draw by draw: they add up to what the simulation holds, and at one value to the tables."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import agile_case as ac
from agile_case.appraisal.yearly_tables import sides
from agile_case.errors import InputError, LimitError, UnknownNameError
from tests.strategies import small_case

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module", params=["licence", "digital-ten-years"])
def result(request):
    return ac.load(EXAMPLES / f"{request.param}.toml").appraise(draws=500, seed=1)


def options_of(result):
    plan = result.plan
    usual = plan.options[plan.business_as_usual].key
    return [(option.key, other) for option in plan.options for other in (None, usual) if option.key != other]


def test_present_values_add_up_to_the_npsv_of_each_draw(result):
    for option, other in options_of(result):
        years = result.simulated_years(option, other)
        npsv = result.draws(option, other)
        gross = np.abs(years.draws("cost")).sum(axis=0) + np.abs(years.draws("benefit")).sum(axis=0)
        assert (np.abs(years.draws("npsv")[-1] - npsv) <= 1e-12 * gross).all()


def test_at_certain_values_they_are_the_tables():
    """Every assumption at its mean: costs, benefits and cash of each year are those of the deterministic tables."""
    case = ac.load(EXAMPLES / "licence.toml")
    plan = case.appraise().plan
    certain = {
        f"assumptions.{held.key}": {"value": plan.assumptions[held.names[0]].mean / held.scale, "unit": held.unit}
        for held in plan.varied
        if len(held.names) == 1
    }
    fixed = case.revise(certain).appraise(draws=2, seed=1)
    for option, _ in options_of(fixed):
        years = fixed.simulated_years(option)
        index = fixed.option_index(option)
        cash = fixed.yearly.cash(index)
        assert set(years.classes) == set(cash)
        costs, benefits = sides(fixed.yearly, fixed.yearly.real, index)
        assert years.draws("cost")[:, 0] == pytest.approx(costs, rel=1e-12, abs=1e-6)
        assert years.draws("benefit")[:, 0] == pytest.approx(benefits, rel=1e-12, abs=1e-6)
        for name, amounts in cash.items():
            assert years.draws(name)[:, 0] == pytest.approx(amounts, rel=1e-12, abs=1e-6)


LINES = {
    "costs": {
        "public": {"amount": "c", "budget": "capital"},
        "private": {"amount": "2 * c", "bearer": "households"},
    },
    "benefits": {
        "cash": {"amount": "d", "kind": "cash-releasing", "budget": "resource"},
        "other": {"amount": "3 * d", "kind": "non-cash-releasing"},
    },
}
ASSUMPTIONS = {"c": {"uniform": [1, 2], "unit": "GBPk/year"}, "d": {"uniform": [5, 9], "unit": "GBPk/year"}}


@pytest.mark.parametrize(("savings", "cost", "benefit"), [("lower-cost", (3, -1), (0, 3)), ("benefit", (3, 0), (0, 4))])
def test_sides_follow_the_savings_convention(savings, cost, benefit):
    plain = small_case(options={"it": LINES}, assumptions=ASSUMPTIONS, savings=savings)
    result = ac.from_plain(plain).appraise(draws=50, seed=2)
    years = result.simulated_years("it")
    c, d = result.drawn("c") * 1e3, result.drawn("d") * 1e3
    for year in (0, 1):
        assert years.draws("cost")[year] == pytest.approx(cost[0] * c + cost[1] * d, rel=1e-12)
        assert years.draws("benefit")[year] == pytest.approx(benefit[0] * c + benefit[1] * d, rel=1e-12)
    assert years.classes == ("capital", "resource")
    assert years.draws("resource")[0] == pytest.approx(-d, rel=1e-12)


def test_the_tables_show_quantiles_of_each_year(result):
    option, other = options_of(result)[-1]
    years = result.simulated_years(option, other)
    wanted = np.quantile(years.draws("cost")[3], (0.1, 0.5, 0.9))
    row = years.table.records()[3]
    assert [row[f"cost_p{share}_gbp"] for share in (10, 50, 90)] == pytest.approx(wanted.tolist(), rel=1e-12)
    for name in years.classes:
        held = years.draws(name)[0]
        cash = years.cash_table.records()[0]
        assert cash[f"{name}_mean_gbp"] == pytest.approx(held.mean(), rel=1e-12)
        assert cash[f"{name}_p90_gbp"] == pytest.approx(np.quantile(held, 0.9), rel=1e-12)
    last = years.cash_table.records()[-1]
    ends = result.plan.cash_until < result.plan.years[-1]  # where the deflator ends before
    assert all((value is None) is ends for key, value in last.items() if key != "year")
    assert "year by year" in repr(years)
    assert years._repr_html_().count("<table>") == 2


def test_executor_and_progress(result):
    option = options_of(result)[0][0]
    told = []
    with ThreadPoolExecutor(2) as pool:
        spread = result.simulated_years(option, executor=pool, progress=lambda *numbers: told.append(numbers))
    assert spread.draws("cost").tobytes() == result.simulated_years(option).draws("cost").tobytes()
    assert told[-1] == (500, 500)


def test_what_cannot_be_asked(result, monkeypatch):
    option = options_of(result)[0][0]
    with pytest.raises(UnknownNameError, match="cost"):
        result.simulated_years(option).draws("costs")
    with pytest.raises(UnknownNameError, match="not an option"):
        result.simulated_years("digitl")
    with pytest.raises(InputError, match="no simulation"):
        ac.load(EXAMPLES / "licence.toml").appraise().simulated_years("digital")
    with pytest.raises(InputError, match="partial"):
        ac.load(EXAMPLES / "council.toml").appraise(draws=2, seed=1).simulated_years("licences")
    monkeypatch.setattr("agile_case.appraisal.engine._MAX_BYTES", 1_000)
    with pytest.raises(LimitError, match="memory"):
        result.simulated_years(option)
