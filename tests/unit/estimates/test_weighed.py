"""Estimates held as weighted draws: by hand over a few rows, and as what they are drawn from over many."""

import pickle

import numpy as np
import pytest

import agile_case as ac
from agile_case.estimates.distributions import estimate_from_keys
from agile_case.estimates.weighed import Pool, Weighed
from agile_case.quantities.canonical import sha256
from agile_case.quantities.frozen import FrozenMap, read_only

U = np.array([0.05, 0.1, 0.15, 0.3, 0.31, 0.6, 0.61, 1 - 2.0**-53])


def weighed(values, weights, name="a"):
    weights = np.array(weights) / np.sum(weights)
    pool = Pool(
        names=("a",),
        sha256="0" * 64,
        columns=FrozenMap({"a": read_only(np.array(values, dtype=float))}),
        weights=read_only(weights),
    )
    return Weighed(pool, name, pool.columns["a"])


@pytest.fixture(scope="module")
def few():
    """Rows 7, 1, 4, 2 with weights 4, 1, 3, 2: a tenth at 1, two at 2, three at 4, four at 7."""
    return weighed([7, 1, 4, 2], [4, 1, 3, 2])


@pytest.fixture(scope="module")
def many():
    p = (np.arange(20_000) + 0.5) / 20_000
    return weighed(ac.Normal(10, 2).values(np.random.default_rng(1).permutation(p)), np.ones(20_000))


def test_numbers_by_hand(few):
    assert few.mean == pytest.approx(0.1 * 1 + 0.2 * 2 + 0.3 * 4 + 0.4 * 7)
    assert few.sd == pytest.approx((0.1 * 3.5**2 + 0.2 * 2.5**2 + 0.3 * 0.5**2 + 0.4 * 2.5**2) ** 0.5)
    assert (few.mode, few.median, few.support, few.certain) == (7, 4, (1, 7), False)
    assert few.values(U).tolist() == [1, 1, 2, 2, 4, 4, 7, 7]
    assert few.cdf([0, 1, 3, 4, 7, 9]) == pytest.approx([0, 0.1, 0.3, 0.6, 1, 1])


def test_rows_are_drawn_by_their_weights_in_their_order(few):
    """Row 7 has the first four tenths; its place is in the middle of its own span of the distribution, 0.6 to 1."""
    places = few.pool.rows(np.array([0.2, 0.41, 0.6, 0.9]))
    assert places[0] == pytest.approx([0.8, 0.05, 0.45, 0.2])
    assert few.values(places[0]).tolist() == [7, 1, 4, 2]


def test_as_a_file_it_is_its_outcomes_where_they_are_few(few):
    assert few.file_form() == {
        "discrete": {"values": [1, 2, 4, 7], "probabilities": pytest.approx([0.1, 0.2, 0.3, 0.4])}
    }
    assert estimate_from_keys(few.file_form()) == few.alone()
    assert few.pool.effective == pytest.approx(1 / (0.4**2 + 0.1**2 + 0.3**2 + 0.2**2))
    assert few.written == "reweighted, effective sample size 3"


def test_as_a_file_it_is_its_quantiles_where_they_are_many(many):
    alone = estimate_from_keys(many.file_form())
    assert 90 < len(alone.probabilities) <= 101
    assert (alone.mean, alone.sd) == pytest.approx((10, 2), rel=2e-3)
    assert alone.support == many.support


def test_many_rows_are_what_they_were_drawn_from(many):
    """An even spread over a normal: the mode is that of its middle, within the width of a tenth of it."""
    assert (many.mean, many.sd) == pytest.approx((10, 2), rel=1e-3)
    assert many.mode == pytest.approx(10, abs=0.3)
    assert many.quantile([0.1, 0.9]) == pytest.approx(ac.Normal(10, 2).quantile([0.1, 0.9]), rel=1e-4)
    assert many.cdf(many.quantile(U[:-1])) == pytest.approx(U[:-1], abs=1e-4)


def test_values_that_lie_close_are_one_span_with_some_apart():
    """Quantiles that are one value are written once: two thirds at 5, the rest between 6 and 7."""
    values = np.concatenate([np.full(600, 5.0), np.linspace(6, 7, 300)])
    alone = weighed(values, np.ones(900)).alone()
    assert alone.points[0] == 5
    assert np.all(np.diff(alone.points) > 0)
    assert alone.cdf(7) == 1


def test_scaled_it_keeps_its_rows(few):
    scaled = few.scaled(10)
    assert (scaled.mean, scaled.support, scaled.factor) == (pytest.approx(45), (10, 70), 10)
    assert scaled.pool is few.pool
    assert scaled.values(U).tolist() == (10 * few.values(U)).tolist()
    assert scaled != few
    assert sha256(scaled) != sha256(few)


def test_what_it_is_called_and_drawn_from_tells_it_apart(few):
    other = weighed([7, 1, 4, 2], [4, 1, 3, 2], name="a * 1")
    assert other != few
    assert weighed([7, 1, 4, 2], [4, 1, 3, 2]) == few  # the checksum stands for the draws
    assert "0" * 64 in repr(few)
    assert "array" not in repr(few)


def test_pickles_with_what_was_worked_out_and_without(few):
    for _ in range(2):
        again = pickle.loads(pickle.dumps(few))
        assert again == few
        assert again.values(U).tolist() == few.values(U).tolist()
        assert again.pool.rows(U).tolist() == few.pool.rows(U).tolist()
