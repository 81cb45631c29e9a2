"""The forward basis against the sums written out: sunk and committed out, factors from the gate's year on."""

from pathlib import Path

import numpy as np
import pytest

import agile_case as ac
from agile_case.errors import InputError, UnknownNameError, YearError
from agile_case.reports.contract import result_document
from tests.strategies import small_case

EXAMPLES = Path(__file__).parents[3] / "examples"
OPTIONS = {
    "usual": {"roles": ["business-as-usual"], "costs": {"run": {"amount": "100 GBP/year"}}},
    "new": {
        "costs": {
            "build": {"amount": "300 GBP", "when": "2026-27"},
            "contract": {"amount": "20 GBP/year"},
            "run": {"amount": "price"},
        },
        "benefits": {"help": {"amount": "30 GBP/year", "kind": "non-cash-releasing"}},
    },
}
ASSUMPTIONS = {"price": {"uniform": [20, 60], "unit": "GBP/year"}}


@pytest.fixture(scope="module")
def result():
    plain = small_case(horizon=4, options=OPTIONS, assumptions=ASSUMPTIONS)
    return ac.from_plain(plain).appraise(draws=200, seed=1)


def test_present_values_are_of_the_gate_s_year_and_sunk_cost_is_out(result):
    found, choices = result.forward("2028-29", stopping_cost=15)
    factors = 1.035 ** -np.arange(3.0)
    new, usual = (30 - 20 - 40) * factors.sum(), -100 * factors.sum()
    assert choices.npsv == pytest.approx({"usual": usual, "new": new}, rel=1e-12)
    assert choices.against_stopping == pytest.approx({"usual": 15, "new": new - (usual - 15)}, rel=1e-12)
    assert found.absolute["new"].npsv == pytest.approx(new, rel=1e-12)
    assert str(choices.year) == "2028-29"


def test_stopping_may_bring_money_in(result):
    _, choices = result.forward("2028-29", stopping_cost=-15)
    _, free = result.forward("2028-29")
    assert choices.against_stopping["new"] == pytest.approx(free.against_stopping["new"] - 15, rel=1e-12)
    assert choices.table.notes[1].endswith("and £15 that stopping brings in.")


def test_what_is_committed_is_paid_either_way_and_left_out(result):
    _, choices = result.forward("2028-29", committed=["options.new.costs.contract"])
    assert choices.npsv["new"] == pytest.approx((30 - 40) * (1.035 ** -np.arange(3.0)).sum(), rel=1e-12)
    assert "options.new.costs.contract" in choices.table.notes[0]


def test_the_spread_is_that_of_the_same_draws(result):
    found, choices = result.forward("2028-29", stopping_cost=15)
    draws = (30 - 20 - result.drawn("price") + 100) * (1.035 ** -np.arange(3.0)).sum() + 15
    assert found.draws("new", "usual") + 15 == pytest.approx(draws, rel=1e-12)
    assert choices.p10["new"] == pytest.approx(np.quantile(draws, 0.1), rel=1e-12)
    assert choices.p90["new"] == pytest.approx(np.quantile(draws, 0.9), rel=1e-12)
    assert [row[0] for row in choices.table.rows] == ["Stop now", "Usual", "New"]
    assert "Stop now" in str(choices)


def test_in_year_0_it_is_the_whole_life(result):
    found, choices = result.forward("2026-27")
    assert found.absolute == result.absolute
    assert choices.against_stopping["new"] == pytest.approx(result.against()["new"].npsv, rel=1e-12)


def test_factors_of_the_case_itself_are_rebased():
    plain = small_case(horizon=2, options=OPTIONS, assumptions=ASSUMPTIONS)
    plain["case"]["discount_factors"] = {"source": "x", "values": [1, 0.9, 0.72]}
    _, choices = ac.from_plain(plain).appraise().forward("2027-28")
    assert choices.npsv["usual"] == pytest.approx(-100 * (1 + 0.8), rel=1e-12)
    assert "P10" not in str(choices.table)


def test_a_whole_case_goes_forward_with_every_table_and_its_own_schedules():
    result = ac.load(EXAMPLES / "digital-ten-years.toml").appraise(draws=50, seed=1)
    found, choices = result.forward("2029-30")
    document = result_document(found)
    assert (document["basis"], document["present_value_year"]) == ("forward", "2029-30")
    assert result_document(result)["basis"] == "whole-life"
    for key, option in document["options"].items():
        present = sum(year["pv_benefit"] - year["pv_cost"] for year in option["years"].values())
        assert present == pytest.approx(choices.npsv[key], rel=1e-9)
        assert all(year["cost"] == 0 for name, year in option["years"].items() if name < "2029-30")
    lower = found.lower_rate()
    assert lower.plan.present == 3
    assert lower.plan.discount_factors[3] == 1


@pytest.mark.parametrize(
    ("year", "more", "error"),
    [
        ("2031-32", {}, YearError),
        ("soon", {}, YearError),
        ("2028-29", {"committed": ["options.new.costs.x"]}, UnknownNameError),
        ("2028-29", {"stopping_cost": True}, InputError),
        ("2028-29", {"stopping_cost": float("nan")}, InputError),
        ("2028-29", {"stopping_cost": "5"}, InputError),
    ],
)
def test_what_cannot_be_a_gate_is_refused(result, year, more, error):
    with pytest.raises(error):
        result.forward(year, **more)


def test_bases_are_never_mixed(result):
    with pytest.raises(InputError, match="forward basis already"):
        result.forward("2028-29")[0].forward("2029-30")
    with pytest.raises(InputError, match="partial"):
        ac.load(EXAMPLES / "council.toml").appraise().forward("2027-28")


def test_without_business_as_usual_there_is_nothing_to_stop_for():
    options = {"new": OPTIONS["new"]}
    _, choices = ac.from_plain(small_case(options=options, assumptions=ASSUMPTIONS)).appraise().forward("2026-27")
    assert choices.against_stopping == ac.FrozenMap()
    assert [row[0] for row in choices.table.rows] == ["New"]
