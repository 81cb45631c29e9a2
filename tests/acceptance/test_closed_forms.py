"""Simulations against distributions that are known: the whole distribution, not its mean alone.

Each test compares by Kolmogorov and Smirnov's statistic at a level of 1 in 10,000, so that one of the three gives a
false alarm fewer than once in 3,000 seeds; the seeds are fixed and were not chosen.
"""

import math

from scipy import stats

import agile_case as ac
from tests.strategies import small_case

DRAWS, LEVEL = 20_000, 1e-4
FACTOR = 1 / 1.035


def simulated(amounts, assumptions, **how):
    costs = {f"c{place}": line for place, line in enumerate(amounts)}
    plain = small_case(options={"it": {"costs": costs}}, assumptions=assumptions)
    return -ac.from_plain(plain).appraise(draws=DRAWS, seed=2026, **how).draws("it")


def test_a_sum_of_normals_is_normal():
    assumptions = {
        "a": {"normal": [100, 10], "unit": "GBP/year"},
        "b": {"normal": [50, 20], "unit": "GBP"},
        "c": {"normal": [30, 5], "unit": "GBP"},
    }
    lines = [{"amount": "a"}, {"amount": "b", "when": "2026-27"}, {"amount": "c", "when": "2027-28"}]
    found = simulated(lines, assumptions)
    both = 1 + FACTOR
    mean = 100 * both + 50 + 30 * FACTOR
    sd = math.sqrt((10 * both) ** 2 + 20**2 + (5 * FACTOR) ** 2)
    assert stats.kstest(found, stats.norm(mean, sd).cdf).pvalue > LEVEL


def test_a_product_of_lognormals_is_lognormal():
    assumptions = {
        "a": {"lognormal": [5, 2], "unit": "GBP"},
        "b": {"lognormal": [3, 1], "unit": "1"},
        "c": {"lognormal": [2, 1.5], "unit": "1"},
    }
    found = simulated([{"amount": "a * b / c", "when": "2026-27"}], assumptions)
    parts = [ac.Lognormal(*assumptions[key]["lognormal"]) for key in "abc"]
    middle = math.log(parts[0].median) + math.log(parts[1].median) - math.log(parts[2].median)
    sigma = math.sqrt(sum(part.sigma**2 for part in parts))
    assert stats.kstest(found, stats.lognorm(sigma, scale=math.exp(middle)).cdf).pvalue > LEVEL


def test_correlated_normals_add_up_with_their_correlation():
    assumptions = {
        "a": {"normal": [100, 10], "unit": "GBP"},
        "b": {"normal": [50, 20], "unit": "GBP"},
    }
    costs = {key: {"amount": key, "when": "2026-27"} for key in "ab"}
    plain = small_case(options={"it": {"costs": costs}}, assumptions=assumptions)
    plain["correlations"] = [{"assumptions": ["a", "b"], "rank": 0.6}]
    found = -ac.from_plain(plain).appraise(draws=DRAWS, seed=2026).draws("it")
    together = 2 * math.sin(math.pi / 6 * 0.6)  # the correlation of normals whose rank correlation is 0.6
    sd = math.sqrt(10**2 + 20**2 + 2 * together * 10 * 20)
    assert stats.kstest(found, stats.norm(150, sd).cdf).pvalue > LEVEL


def test_the_comparison_can_fail():
    """A spread that is 5% off is found by so many draws."""
    found = simulated([{"amount": "a", "when": "2026-27"}], {"a": {"normal": [100, 10], "unit": "GBP"}})
    assert stats.kstest(found, stats.norm(100, 10).cdf).pvalue > LEVEL
    assert stats.kstest(found, stats.norm(100, 10.5).cdf).pvalue < LEVEL
