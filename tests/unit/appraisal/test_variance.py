"""Variance shares against closed forms; statistical tests state their false alarms."""

import numpy as np
import pytest

import agile_case as ac
from tests.strategies import small_case

GAIN = {"when": "2026-27", "kind": "non-cash-releasing"}


def case_of(amount, assumptions, **extra):
    options = {
        "usual": {"roles": ["business-as-usual"]},
        "it": {"benefits": {"gain": GAIN | {"amount": amount}}},
    }
    return ac.from_plain(small_case(options=options, assumptions=assumptions, extra=extra))


def money(**estimate):
    return estimate | {"unit": "GBP", "source": "x"}


ADDED = {"a": money(uniform=[0, 6]), "b": money(uniform=[0, 3]), "c": money(uniform=[5, 6])}


@pytest.fixture(scope="module")
def added():
    return case_of("a + b + c", ADDED).appraise(draws=20_000, seed=3)


def shares(table, key="alone"):
    return {row["assumption"]: row[key] for row in table.records()}


def test_what_only_adds_shares_its_variance_out(added):
    """Variances 36, 9 and 1 of 46. Errors of the shares are below 0.007; 0.035 is five of them: once in a million."""
    table = added.variance_shares("it", "usual", total=True)
    wanted = {"A": 36 / 46, "B": 9 / 46, "C": 1 / 46}
    assert list(shares(table)) == ["A", "B", "C"]
    assert shares(table) == pytest.approx(wanted, abs=0.035)
    assert shares(table, "total") == pytest.approx(wanted, abs=0.035)
    for row in table.records():
        assert abs(row["total"] - wanted[row["assumption"]]) < 4 * row["total_error"]


def test_a_product_has_a_share_of_acting_together():
    """z1 z2 of means 1 and variances 1/3: alone 3/7 each, total 4/7. Tolerances are five errors and more."""
    table = case_of("x * y", {"x": money(uniform=[0, 2]), "y": {"uniform": [0, 2], "unit": "1"}}).appraise(
        draws=40_000, seed=1
    )
    table = table.variance_shares("it", "usual", total=True)
    assert shares(table) == pytest.approx({"X": 3 / 7, "Y": 3 / 7}, abs=0.03)
    assert shares(table, "total") == pytest.approx({"X": 4 / 7, "Y": 4 / 7}, abs=0.03)
    assert "sum to 8" in table.notes[0]


def test_an_assumption_of_another_option_is_not_distinguishable_from_zero(added):
    assumptions = ADDED | {"other": money(uniform=[0, 100])}
    options = {
        "usual": {"roles": ["business-as-usual"]},
        "it": {"benefits": {"gain": GAIN | {"amount": "a + b + c"}}},
        "that": {"benefits": {"gain": GAIN | {"amount": "other"}}},
    }
    result = ac.from_plain(small_case(options=options, assumptions=assumptions)).appraise(draws=20_000, seed=3)
    rows = {row["assumption"]: row for row in result.variance_shares("it", "usual", total=True).records()}
    assert rows["Other"]["words"] == "not distinguishable from zero"
    assert rows["Other"]["total"] == 0.0
    assert rows["C"]["words"] == "above noise"
    assert result.draws("it").tobytes() == added.draws("it").tobytes()


def test_nothing_is_told_from_noise_hardly_ever():
    """40 assumptions that tell nothing: the limit of four deviations has a false alarm rate of about 2 in 10,000 each
    (chi-squared with 49 degrees of freedom), so that one of 40 stands out fewer than 8 times in 1,000; two never."""
    assumptions = {"z": money(uniform=[0, 1])} | {f"n{number}": money(uniform=[0, 1]) for number in range(40)}
    options = {
        "usual": {"roles": ["business-as-usual"]},
        "it": {"benefits": {"gain": GAIN | {"amount": "z"}}},
        "that": {"benefits": {"gain": GAIN | {"amount": " + ".join(f"n{number}" for number in range(40))}}},
    }
    result = ac.from_plain(small_case(options=options, assumptions=assumptions)).appraise(draws=5_000, seed=12)
    words = [row["words"] for row in result.variance_shares("it", "usual").records()]
    assert words.count("above noise") <= 2


def test_correlated_assumptions_have_no_total_share():
    result = case_of("a + b + c", ADDED, correlations=[{"assumptions": ["a", "b"], "rank": 0.8}]).appraise(
        draws=4_000, seed=3
    )
    table = result.variance_shares("it", "usual", total=True)
    totals = shares(table, "total")
    assert totals["A"] is totals["B"] is None
    assert totals["C"] is not None
    assert any("correlated" in note for note in table.notes)


def test_sobol_points_serve_too():
    result = case_of("a + b + c", ADDED).appraise(draws=2**14, seed=3, sampling="sobol")
    table = result.variance_shares("it", "usual", total=True)
    assert shares(table) == pytest.approx({"A": 36 / 46, "B": 9 / 46, "C": 1 / 46}, abs=0.02)


def test_what_does_not_vary_has_no_shares():
    result = case_of("3 GBP", {}).appraise(draws=100, seed=1)
    assert result.variance_shares("it", "usual").rows == ()


def test_the_draws_of_total_shares_are_others():
    """Were they the same, nothing would move and every total share would be zero."""
    result = case_of("a", {"a": money(uniform=[0, 6])}).appraise(draws=2_000, seed=3)
    (row,) = result.variance_shares("it", "usual", total=True).records()
    assert row["total"] == pytest.approx(1, abs=0.1)
    assert np.isfinite(row["total_error"])
