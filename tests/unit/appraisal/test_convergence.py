"""Quantiles with their Monte Carlo error, and how figures settle; statistical tests state their false alarms."""

import numpy as np
import pytest

import agile_case as ac
from agile_case.appraisal.convergence import quantiles_table
from agile_case.errors import InputError
from tests.strategies import small_case


@pytest.fixture(scope="module")
def result():
    options = {
        "usual": {"roles": ["business-as-usual"]},
        "it": {"benefits": {"g": {"amount": "z", "when": "2026-27", "kind": "non-cash-releasing"}}},
    }
    assumptions = {"z": {"uniform": [-100, 300], "unit": "GBP", "source": "x"}}
    return ac.from_plain(small_case(options=options, assumptions=assumptions)).appraise(draws=1_000, seed=4)


def test_quantiles_are_those_of_the_draws_and_their_ends_are_draws(result):
    draws = np.sort(result.draws("it", "usual"))
    table = result.quantiles("it", "usual", (0.05, 0.5))
    assert [row[1] for row in table.rows] == np.quantile(draws, (0.05, 0.5)).tolist()
    low, high = table.rows[1][2:]
    assert (low, high) == (draws[468], draws[531])  # 500 less and more 1.96 sqrt(250): ranks 469 and 532
    assert "NPSV of It against Usual" in table.caption


def test_an_interval_holds_the_true_quantile_nineteen_times_in_twenty():
    """1,000 times 200 draws: binomial around 950 with sd 7; outside 920 to 985 fewer than once in 1,000."""
    random = np.random.default_rng(2026)
    held = 0
    for _ in range(1_000):
        (row,) = quantiles_table(random.uniform(size=200), [0.3], "x").rows
        held += row[2] <= 0.3 <= row[3]
    assert 920 <= held <= 985


def test_where_the_draws_are_too_few_an_end_is_not_known():
    (row,) = quantiles_table(np.arange(20.0), [0.01], "x").rows
    assert row[2] is None
    assert row[3] is not None


def test_convergence_doubles_the_draws_and_ends_with_all(result):
    table = result.convergence("it")
    assert [row[0] for row in table.rows] == [128, 256, 512, 1_000]
    draws = result.draws("it")
    assert table.rows[0][1] == draws[:128].mean()
    assert table.rows[-1][2] == pytest.approx(draws.std(ddof=1) / 1_000**0.5)
    assert table.rows[-1][6] == (draws < 0).mean()


@pytest.mark.parametrize("probability", [0, 1, -0.1, True, "0.5", float("nan")])
def test_what_is_no_probability_is_refused(result, probability):
    with pytest.raises(InputError):
        result.quantiles("it", probabilities=[probability])


def test_one_probability_need_not_stand_in_a_list(result):
    assert result.quantiles("it", probabilities=0.5).rows == result.quantiles("it", probabilities=[0.5]).rows


def test_without_draws_there_is_nothing_to_settle():
    with pytest.raises(InputError, match="no draws"):
        ac.from_plain(small_case()).appraise().convergence("only")
