"""The value of information: closed forms, laws, and what is refused.

Statistical tests allow four standard errors of what they look at (false alarms: fewer than 1 in 10,000 each); their
seeds are the first that came to mind.
"""

import math

import numpy as np
import pytest

import agile_case as ac
from agile_case.errors import InputError, UnknownNameError
from tests.strategies import small_case

DRAWS = 60_000
PHI = math.exp(-0.5) / math.sqrt(2 * math.pi)
BELOW_ONE = 0.5 * (1 + math.erf(1 / math.sqrt(2)))


def normal(mean, sd):
    return {"normal": [mean, sd], "unit": "GBP", "source": "x"}


def simulated(gain, assumptions, *, draws=DRAWS, seed=1, more=None, extra=None, paid="0 GBP"):
    """Simulate business as usual against an option that gains something once, in year 0."""
    benefit = {"amount": gain, "when": "2026-27", "kind": "non-cash-releasing"}
    options = {"usual": {"roles": ["business-as-usual"]}, "it": {"benefits": {"gain": benefit}}, **(more or {})}
    options["it"]["costs"] = {"paid": {"amount": paid, "when": "2026-27"}}
    plain = small_case(options=options, assumptions=assumptions, extra=extra)
    return ac.from_plain(plain).appraise(draws=draws, seed=seed)


def close(found, exact, error):
    return abs(found - exact) <= 4 * error


TWO = {"p1": normal(1, 1), "p2": normal(0, 2)}


@pytest.fixture(scope="module")
def two_normals():
    """The published example of the R package voi: y = p1 - p2 against nothing."""
    return simulated("p1 - p2", TWO).information()


def test_evpi_of_two_normals_is_its_closed_form(two_normals):
    """E max(0, y) less max(0, E y) for y ~ N(1, sqrt 5): 0.4798107, as published."""
    sd = math.sqrt(5)
    exact = sd * math.exp(-0.5 / 5) / math.sqrt(2 * math.pi) - 0.5 * (1 - math.erf(1 / sd / math.sqrt(2)))
    assert exact == pytest.approx(0.4798107, abs=5e-8)
    assert close(two_normals.evpi, exact, two_normals.evpi_error)


def test_evppi_of_one_normal_is_its_closed_form(two_normals):
    """E max(0, p1) less 1, for p1 ~ N(1, 1): 0.0833, and for p2 ~ N(0, 2): E max(0, 1 - p2) less 1 = 0.3956."""
    values = {held.assumptions: held for held in two_normals.values}
    exact = {("p1",): PHI - (1 - BELOW_ONE)}
    half = 0.5 * (1 + math.erf(0.5 / math.sqrt(2)))
    exact["p2",] = 2 * math.exp(-0.125) / math.sqrt(2 * math.pi) - (1 - half)
    for key, wanted in exact.items():
        assert close(values[key].value, wanted, values[key].standard_error + 0.002)  # bins lose about a hundredth
        assert values[key].distinguishable
    assert two_normals.values[0].assumptions == ("p2",)


def test_knowing_both_is_knowing_everything():
    result = simulated("p1 - p2", TWO)
    found = result.information(("p1", "p2"))
    (both,) = found.values
    assert both.title == "P1 and P2"
    assert both.value <= found.evpi + 4 * found.evpi_error
    assert both.value >= 0.9 * found.evpi
    alone = {held.assumptions[0]: held.value for held in result.information("p1", "p2").values}
    assert both.value > max(alone.values())


def test_a_bend_that_a_straight_line_does_not_see():
    """z squared less 1 has no slope at all; its value is 2 phi(1) = 0.4839."""
    found = simulated("z * z / 1 GBP", {"z": normal(0, 1)}, paid="1 GBP").information("z")
    (held,) = found.values
    assert close(held.value, 2 * PHI, held.standard_error + 0.005)
    assert held.value == pytest.approx(found.evpi, rel=0.05)


@pytest.mark.parametrize("seed", range(8))
def test_what_tells_nothing_is_not_distinguishable_from_zero(seed):
    """By 20 copies that know nothing, four of their standard deviations away: at most 1 in 1,000 each time."""
    assumptions = {"z": normal(0, 1), "idle": normal(0, 1)}
    result = simulated("z + 0 * idle", assumptions, draws=20_000, seed=seed)
    values = {held.assumptions[0]: held for held in result.information("z", "idle").values}
    assert values["z"].distinguishable
    assert not values["idle"].distinguishable
    assert values["idle"].value < 0.1 * values["z"].value


def test_an_assumption_that_cannot_turn_the_choice_is_worth_nothing():
    found = simulated("z + 100 GBP", {"z": normal(0, 1)}).information("z")
    assert (found.evpi, found.values[0].value, found.values[0].distinguishable) == (0, 0, False)
    assert found.probability_best == ac.FrozenMap({"usual": 0.0, "it": 1.0})


def test_knowing_one_of_a_correlated_pair_tells_of_the_other():
    """With rank correlation 0.9 the value of p1 is not that of p1 by itself."""
    pair = {"correlations": [{"assumptions": ["p1", "p2"], "rank": 0.9, "source": "x"}]}
    tied = simulated("p1 + 0 * p2", {"p1": normal(0, 1), "p2": normal(0, 1)}, extra=pair)
    values = {held.assumptions[0]: held for held in tied.information("p1", "p2").values}
    assert values["p2"].distinguishable
    assert 0.7 * values["p1"].value < values["p2"].value < values["p1"].value


def test_regret_and_shares_are_plain_arithmetic_of_the_draws():
    more = {"third": {"costs": {"c": {"amount": "0.2 GBP", "when": "2026-27"}}}}
    result = simulated("p1 - p2", TWO, draws=500, more=more)
    found = result.information("p1")
    draws = np.array([result.draws(key) for key in ("usual", "it", "third")])
    best = draws.max(axis=0)
    assert list(found.regret.values()) == pytest.approx([(best - held).mean() for held in draws], rel=1e-12)
    assert list(found.probability_best.values()) == [float((held == best).mean()) for held in draws]
    assert found.evpi == pytest.approx(found.regret[found.highest], rel=1e-12)
    assert sum(found.probability_best.values()) == pytest.approx(1)


def test_equal_options_share_their_wins():
    found = simulated("0 * z", {"z": normal(0, 1)}, draws=400).information()
    assert list(found.probability_best.values()) == [0.5, 0.5]


def test_the_choice_set_may_be_narrowed():
    more = {"sure": {"benefits": {"g": {"amount": "50 GBP", "when": "2026-27", "kind": "non-cash-releasing"}}}}
    result = simulated("p1 - p2", TWO, draws=400, more=more)
    assert result.information("p1").evpi == 0
    assert result.information("p1", options=["usual", "it"]).evpi > 0


def test_the_tables_say_what_was_found_in_words(two_normals):
    text = str(two_normals)
    assert "EVPI £0 (standard error £0): no research is worth more than this." in text
    assert "above noise" in text
    assert [row[0] for row in two_normals.table.rows] == ["Usual", "It"]


@pytest.mark.parametrize(
    ("groups", "facts", "error"),
    [
        (("p3",), {}, UnknownNameError),
        ((("p1", "p1"),), {}, InputError),
        ((("p1", "p2", "a", "b"),), {}, UnknownNameError),
        ((3,), {}, UnknownNameError),
        ((), {"options": ["it"]}, InputError),
        ((), {"options": "it"}, InputError),
        ((), {"options": ["it", "nothing"]}, UnknownNameError),
    ],
    ids=["unknown", "twice", "too many", "no key", "no choice", "one word", "no option"],
)
def test_what_cannot_be_asked_is_refused(groups, facts, error):
    with pytest.raises(error):
        simulated("p1 - p2", TWO, draws=300).information(*groups, **facts)


def test_without_a_simulation_there_is_nothing_to_ask():
    options = {"usual": {"roles": ["business-as-usual"]}, "it": {}}
    with pytest.raises(InputError, match="no draws"):
        ac.from_plain(small_case(options=options)).appraise().information()


def test_an_assumption_drawn_each_year_is_no_one_thing():
    yearly = {"z": normal(0, 1) | {"persistence": "yearly"}}
    result = simulated("z", yearly, draws=300)
    assert result.information().values == ()
    with pytest.raises(InputError, match="in each year"):
        result.information("z")
