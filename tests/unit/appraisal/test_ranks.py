"""Rank correlations: against scipy, at the ends, and for what has none."""

import numpy as np
import pytest
from scipy import stats

import agile_case as ac
from agile_case.appraisal.engine import draws_of
from agile_case.appraisal.streams import Streams
from agile_case.errors import InputError
from tests.strategies import small_case

ASSUMPTIONS = {
    "up": {"uniform": [1, 9], "unit": "GBP", "source": "x"},
    "down": {"triangular": [1, 2, 9], "unit": "GBP", "source": "x"},
    "yearly": {"normal": [5, 1], "unit": "GBP", "source": "x", "persistence": "yearly"},
    "sure": {"value": 3, "unit": "GBP", "source": "x"},
}


def simulated(gain, **facts):
    benefit = {"amount": gain, "when": "2026-27", "kind": "non-cash-releasing"}
    options = {"usual": {"roles": ["business-as-usual"]}, "it": {"benefits": {"g": benefit}}}
    return ac.from_plain(small_case(options=options, assumptions=ASSUMPTIONS)).appraise(draws=2_000, seed=5, **facts)


def test_they_are_those_of_scipy():
    result = simulated("up * up / 1 GBP + 30 GBP - down + 0 * yearly")
    table = result.rank_correlations("it", "usual")
    found = {row[0]: row[2] for row in table.rows}
    npsv = result.draws("it", "usual")
    for key in ("up", "down"):
        wanted = stats.spearmanr(npsv, draws_of(result.plan, key, Streams(5), 0, 2_000)).statistic
        assert found[key.capitalize()] == pytest.approx(
            wanted, abs=2e-3
        )  # ranks against the uniform numbers themselves
    assert [row[0] for row in table.rows] == ["Up", "Down"]
    assert found["Up"] > 0 > found["Down"]


def test_what_alone_moves_it_has_a_correlation_of_one():
    (first, *_) = simulated("up + sure + 0 * down").rank_correlations("it").rows
    assert (first[0], first[2]) == ("Up", pytest.approx(1, abs=1e-3))
    assert first[3] < 1e-3


def test_an_npsv_that_never_moves_moves_with_nothing():
    assert simulated("0 * up + sure").rank_correlations("it").rows == ()


def test_without_a_simulation_there_are_none():
    with pytest.raises(InputError, match="no draws"):
        ac.from_plain(small_case()).appraise().rank_correlations("only")


def test_no_draw_is_changed_by_looking():
    result = simulated("up + down")
    before = result.draws("it").copy()
    result.rank_correlations("it")
    assert np.array_equal(result.draws("it"), before)
