"""Estimates given point by point: arithmetic, refusals, and the form in a file."""

import math
import pickle

import attrs
import numpy as np
import pytest

from agile_case.errors import EstimateError, InputError
from agile_case.estimates.distributions import Bernoulli, Discrete, Tabulated
from agile_case.quantities.canonical import sha256

DICE = Discrete([1, 2, 3, 4, 5, 6], [1 / 6] * 6)
TABLE = Tabulated([0, 0.1, 0.5, 0.9, 1], [1, 2, 4, 9, 15])
ALL = [Bernoulli(0.3), DICE, Discrete((-1, 4), (0.5, 0.5)), TABLE, Tabulated([0, 1], [-3, 3])]
U = np.concatenate([np.random.default_rng(3).random(2000), [5e-324, 2.0**-53, 1 - 2.0**-53]])


def test_a_bernoulli_by_hand():
    estimate = Bernoulli(0.3)
    assert (estimate.mean, estimate.sd) == (0.3, math.sqrt(0.3 * 0.7))
    assert (estimate.mode, Bernoulli(0.5).mode, Bernoulli(0.51).mode) == (0, 0, 1)
    assert (estimate.median, estimate.support, estimate.certain) == (0, (0, 1), False)
    assert estimate.cdf([-1, 0, 0.5, 1, 2]).tolist() == [0, 0.7, 0.7, 1, 1]
    assert estimate.quantile([0.7, 0.7000001]).tolist() == [0, 1]
    assert estimate.file_form() == {"bernoulli": 0.3}
    assert estimate.numbers == (0.3,)


def test_a_scaled_bernoulli_has_two_points():
    scaled = Bernoulli(0.25).scaled(8)
    assert scaled == Discrete([0, 8], [0.75, 0.25])
    assert np.array_equal(scaled.quantile(U), 8 * Bernoulli(0.25).quantile(U))
    assert (scaled.mean, scaled.sd) == pytest.approx((2, 8 * math.sqrt(0.25 * 0.75)))


def test_a_discrete_by_hand():
    assert DICE.mean == pytest.approx(3.5, rel=1e-15)
    assert DICE.sd == pytest.approx(math.sqrt(35 / 12), rel=1e-15)
    assert (DICE.mode, DICE.median, DICE.support) == (1, 3, (1, 6))
    assert Discrete([1, 2, 3], [0.2, 0.3, 0.5]).quantile([0.2, 0.21, 0.5, 0.51]).tolist() == [1, 2, 2, 3]
    assert Discrete([1, 2], [0.25, 0.75]).cdf([0, 1, 1.5, 2, 9, math.inf]).tolist() == [0, 0.25, 0.25, 1, 1, 1]
    assert DICE.scaled(2).mean == pytest.approx(7)
    assert DICE.scaled(2).support == (2, 12)


def test_a_discrete_is_kept_in_rising_order():
    estimate = Discrete(values=[30, 10, 20], probabilities=[0.5, 0.2, 0.3])
    assert estimate == Discrete([10, 20, 30], [0.2, 0.3, 0.5])
    assert estimate.file_form() == {"discrete": {"values": [10.0, 20.0, 30.0], "probabilities": [0.2, 0.3, 0.5]}}


def test_probabilities_that_sum_to_1_but_for_rounding_are_shared_out():
    estimate = Discrete([0, 3], [0.3333333333, 0.6666666666])
    assert estimate.mean == pytest.approx(2, rel=1e-9)
    assert estimate.cdf(3) == 1
    assert estimate.quantile(1 - 2.0**-53) == 3


def test_a_tabulated_by_hand():
    assert TABLE.quantile([0.1, 0.5, 0.9]).tolist() == [2, 4, 9]
    assert TABLE.quantile([0.05, 0.3, 0.95]) == pytest.approx([1.5, 3, 12])
    assert TABLE.mean == pytest.approx(0.1 * 1.5 + 0.4 * 3 + 0.4 * 6.5 + 0.1 * 12, rel=1e-15)
    pieces = [(0.1, 1, 2), (0.4, 2, 4), (0.4, 4, 9), (0.1, 9, 15)]
    square = sum(p * (a * a + a * b + b * b) / 3 for p, a, b in pieces)
    assert TABLE.sd == pytest.approx(math.sqrt(square - TABLE.mean**2), rel=1e-13)
    assert (TABLE.mode, TABLE.median, TABLE.support) == (3, 4, (1, 15))
    assert TABLE.cdf([0, 1, 3, 15, 16]).tolist() == [0, 0, pytest.approx(0.3), 1, 1]
    assert TABLE.scaled(2) == Tabulated([0, 0.1, 0.5, 0.9, 1], [2, 4, 8, 18, 30])
    assert TABLE.file_form() == {
        "tabulated": {"probabilities": [0.0, 0.1, 0.5, 0.9, 1.0], "values": [1.0, 2.0, 4.0, 9.0, 15.0]}
    }


def test_the_mode_of_a_tabulated_is_its_first_densest_piece():
    assert Tabulated([0, 0.5, 1], [0, 1, 2]).mode == 0.5


@pytest.mark.parametrize("estimate", ALL, ids=str)
def test_results_do_not_depend_on_the_block(estimate):
    whole = estimate.quantile(U)
    for length in (1, 7, 1000):
        parts = [estimate.quantile(U[start : start + length]) for start in range(0, U.size, length)]
        assert np.concatenate(parts).tobytes() == whole.tobytes()
    assert estimate.quantile(np.full((2, 3), 0.4)).shape == (2, 3)
    assert estimate.quantile([]).shape == (0,)


@pytest.mark.parametrize("estimate", ALL, ids=str)
def test_points_print_pickle_hash_and_have_a_canonical_form(estimate):
    assert eval(repr(estimate)) == estimate  # noqa: S307 - our own text
    assert pickle.loads(pickle.dumps(estimate)) == estimate
    assert hash(pickle.loads(pickle.dumps(estimate))) == hash(estimate)
    assert len(sha256(estimate)) == 64
    assert attrs.evolve(estimate) == estimate


@pytest.mark.parametrize("estimate", [DICE, TABLE], ids=str)
def test_lists_of_numbers_are_not_one_list(estimate):
    with pytest.raises(EstimateError, match="more than one list of numbers"):
        estimate.numbers  # noqa: B018 - asking is the test


def test_arrays_and_lists_are_taken_alike():
    values, probabilities = np.array([1.0, 2.0]), np.array([0.5, 0.5])
    assert Discrete(values, probabilities) == Discrete([1, 2], [0.5, 0.5]) == Discrete((1, 2), (0.5, 0.5))
    values[0] = 7
    assert Discrete([1, 2], [0.5, 0.5]).outcomes == (1, 2)


@pytest.mark.parametrize("probability", [0, 1, -0.1, 1.5, "0.3", math.nan, True])
def test_what_is_not_a_probability_is_refused(probability):
    with pytest.raises(EstimateError, match="The probability of a Bernoulli estimate is not") as caught:
        Bernoulli(probability)
    assert caught.value.where == "probability"


@pytest.mark.parametrize(
    ("build", "where", "match"),
    [
        (lambda: Discrete([1, 2], [0.5]), ["values"], "2 values and 1 probabilities"),
        (lambda: Discrete([1], [1]), ["values"], "give a single number as value"),
        (lambda: Discrete([], []), ["values"], "0 values and 0 probabilities"),
        (lambda: Discrete("ab", 3), ["values", "probabilities"], "not a list of numbers"),
        (lambda: Discrete([1, "2"], [0.5, math.nan]), ["values.1", "probabilities.1"], "finite numbers"),
        (lambda: Discrete([[1, 2]], [[0.5, 0.5]]), ["values.0", "probabilities.0"], "finite numbers"),
        (lambda: Discrete([1, 2, 3], [0.5, 0, 0.5]), ["probabilities.1"], "leave out a value that cannot happen"),
        (lambda: Discrete([1, 2], [1.5, -0.5]), ["probabilities.1"], "not above 0"),
        (lambda: Discrete([1, 2], [0.5, 0.4999]), ["probabilities"], "do not sum to 1"),
        (lambda: Discrete([1, 2], [1e308, 1e308]), ["probabilities"], "do not sum to 1"),
        (lambda: Discrete([1, 1], [0.5, 0.5]), ["values"], "given twice"),
        (lambda: Discrete([1, 2e300], [0.5, 0.5]), ["values.1"], "too large"),
        (lambda: Discrete([2e300, 2e300], [0.5, 0.1]), ["values.0", "values.1", "values"], "given twice"),
        (lambda: Tabulated([0, 0.5, 0.9], [1, 2, 3]), ["probabilities"], "do not go from 0 to 1"),
        (lambda: Tabulated([0.1, 1], [1, 2]), ["probabilities"], "0.1 to 1.0"),
        (lambda: Tabulated([0, 0.5, 0.5, 1], [1, 2, 2, 3]), ["probabilities.2", "values.2"], "do not rise"),
        (lambda: Tabulated([0, 1], [2, 1]), ["values.1"], "do not rise"),
        (lambda: Tabulated([0, 1], [0, 2e300]), ["values.1"], "too large"),
        (lambda: Tabulated([0], [1]), ["values"], "two or more values"),
    ],
)
def test_lists_that_describe_nothing_are_refused_all_at_once(build, where, match):
    with pytest.raises(EstimateError, match=match) as caught:
        build()
    assert [fault.where for fault in caught.value.faults] == where
    assert {fault.code for fault in caught.value.faults} == {"estimate"}


@pytest.mark.parametrize("estimate", ALL, ids=str)
def test_probabilities_outside_are_refused(estimate):
    with pytest.raises(InputError, match="outside its range"):
        estimate.quantile([0.5, 1])
