"""A plan explains itself, and works out its central case again as the whole appraisal does."""

import pickle
from pathlib import Path

import pytest
from hypothesis import given

import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.errors import AppraisalError, InputError, UnknownNameError
from tests.strategies import cases, small_case

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="module")
def result():
    return ac.load(EXAMPLES / "licence.toml").appraise()


@pytest.mark.parametrize("name", ["licence", "digital-ten-years"])
@pytest.mark.parametrize("at", ["means", "mode", "p50"])
def test_the_central_npsv_is_that_of_the_appraisal(name, at):
    result = ac.load(EXAMPLES / f"{name}.toml").appraise(at=at)
    found = result.plan.central(at=at)
    assert found == pytest.approx({key: held.npsv for key, held in result.absolute.items()}, rel=1e-12)


def test_another_value_of_an_assumption_is_in_its_own_unit(result):
    case = ac.load(EXAMPLES / "licence.toml").revise({"assumptions.team": {"value": 12, "unit": "person"}})
    found = result.plan.central({"team": 12})
    assert found["digital"] == pytest.approx(case.appraise().absolute["digital"].npsv, rel=1e-12)
    assert result.plan.central() != found  # and nothing is left behind
    assert result.plan.central()["digital"] == pytest.approx(result.absolute["digital"].npsv, rel=1e-12)


def test_growth_curves_and_delays_move_with_their_assumptions():
    text = {
        "curves": {"c": {"shape": "logistic", "starts": "go", "midpoint": "mid", "steepness": "2 1/year"}},
        "events": {"go": {"date": "2026-06-01", "delay": "late"}},
    }
    assumptions = {
        "mid": {"uniform": [1, 3], "unit": "year"},
        "late": {"uniform": [0, 12], "unit": "month"},
        "rate": {"uniform": [0, 0.1], "unit": "1"},
    }
    costs = {"it": {"amount": "1 GBPm/year", "profile": "c", "growth": "rate"}, "run": {"amount": "2 GBPm/year"}}
    costs["more"] = {"amount": "3 GBPm/year", "growth": "rate"}
    plain = small_case(costs, assumptions=assumptions, extra=text, horizon=9)
    plan = compile_model(ac.from_plain(plain).model)
    given_values = {"mid": 1.5, "late": 7, "rate": 0.04}
    for key, value in given_values.items():
        plain["assumptions"][key] = {"value": value, "unit": assumptions[key]["unit"]}
    wanted = ac.from_plain(plain).appraise().absolute["only"].npsv
    assert plan.central(given_values)["only"] == pytest.approx(wanted, rel=1e-12)


@given(cases())
def test_any_case_has_the_central_npsv_of_its_appraisal(plain):
    try:
        result = ac.from_plain(plain).appraise()
    except ac.AgileCaseError:
        return
    if result.plan.partial:
        return
    gross = max(result.yearly.gross(place) for place in range(len(result.plan.options)))
    wanted = {key: held.npsv for key, held in result.absolute.items()}
    assert result.plan.central() == pytest.approx(wanted, rel=1e-12, abs=1e-11 * gross)


def test_it_travels(result):
    result.plan.central()
    assert pickle.loads(pickle.dumps(result.plan)).central() == result.plan.central()


def test_a_plan_under_another_schedule_has_its_own(result):
    other = result.under("discount-rate/reduced-pure-time-preference-zero")
    assert other.plan.central()["digital"] == pytest.approx(other.absolute["digital"].npsv, rel=1e-12)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), True, "12", None, 1e300])
def test_a_value_that_is_none_is_refused(result, value):
    with pytest.raises(InputError, match="not a value"):
        result.plan.central({"team": value})


def test_a_name_that_is_none_is_refused(result):
    with pytest.raises(UnknownNameError, match="team"):
        result.plan.central({"teem": 3})
    with pytest.raises(UnknownNameError, match="means"):
        result.plan.central(at="mean")


def test_what_is_not_finite_there_is_refused():
    assumptions = {"share": {"uniform": [0.2, 2], "unit": "1"}}
    plan = compile_model(
        ac.from_plain(small_case({"it": {"amount": "1 GBP/year / share"}}, assumptions=assumptions)).model
    )
    with pytest.raises(AppraisalError, match="not finite"):
        plan.central({"share": 0})


def test_a_partial_case_has_none():
    plan = compile_model(ac.load(EXAMPLES / "council.toml").model)
    with pytest.raises(InputError, match="partial"):
        plan.central()


class TestExplain:
    def test_it_says_how_each_line_is_worked_out(self, result):
        rows = {row["line"].rpartition(".")[2]: row for row in result.plan.explain().records()}
        assert rows["beta_team"]["worked_out_as"] == "one weight"
        assert rows["beta_team"]["from"] == "day_rate, team"
        assert rows["live_service"]["from"] == "nothing uncertain"

    def test_growth_is_a_polynomial_and_a_listed_risk_is_said_to_be_listed(self):
        assumptions = {"rate": {"uniform": [0, 0.1], "unit": "1"}}
        costs = {"it": {"amount": "1 GBP/year", "growth": "rate"}}
        risk = {"impact": "5 GBP", "probability": 0.1, "when": "2026-27", "within_bias": True}
        costs["it"]["optimism_bias"] = {"type": "equipment-development"}
        options = {"only": {"costs": costs, "risks": {"late": risk}}}
        plan = compile_model(ac.from_plain(small_case(options=options, assumptions=assumptions, horizon=3)).model)
        ways = [row["worked_out_as"] for row in plan.explain().records()]
        assert ways == ["a polynomial of degree 3 in rate", "listed only"]

    def test_every_line_has_a_row(self, result):
        assert [row["line"] for row in result.plan.explain().records()] == [line.address for line in result.plan.lines]
