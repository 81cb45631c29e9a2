"""Truncated and shifted estimates against scipy, and their refusals."""

import itertools
import math
import pickle

import numpy as np
import pytest
from scipy import integrate, stats

from agile_case.errors import EstimateError
from agile_case.estimates.distributions import (
    Bernoulli,
    Beta,
    Discrete,
    Fixed,
    Lognormal,
    LognormalRange,
    Normal,
    Pert,
    Shifted,
    Tabulated,
    Triangular,
    Truncated,
    Uniform,
)
from agile_case.quantities.canonical import sha256

P = np.concatenate([np.linspace(0.0005, 0.9995, 999), np.geomspace(1e-12, 0.1, 50), 1 - np.geomspace(1e-12, 0.1, 50)])
TABLE = Tabulated([0, 0.1, 0.5, 0.9, 1], [1, 2, 4, 9, 15])


def frozen(estimate):
    """Build the distribution that is cut with scipy."""
    if isinstance(estimate, Normal):
        return stats.norm(estimate.mean, estimate.sd)
    if isinstance(estimate, Triangular):
        width = estimate.high - estimate.low
        return stats.triang((estimate.mode - estimate.low) / width, estimate.low, width)
    if isinstance(estimate, Pert):
        return stats.beta(*estimate.shapes, estimate.low, estimate.high - estimate.low)
    if isinstance(estimate, Beta):
        return stats.beta(estimate.alpha, estimate.beta, estimate.low, estimate.high - estimate.low)
    if isinstance(estimate, Uniform):
        return stats.uniform(estimate.low, estimate.high - estimate.low)
    return stats.lognorm(estimate.sigma, scale=estimate.median)


CUT = [
    (Uniform(0, 10), 2, 6),
    (Uniform(0, 10), -5, 6),
    (Triangular(0, 3, 10), 1, 7),
    (Triangular(0, 3, 10), 4, 9),
    (Triangular(0, 3, 10), 0.5, 2),
    (Triangular(0, 0, 10), None, 7),
    (Triangular(0, 10, 10), 3, None),
    (Normal(100, 10), 80, 115),
    (Normal(1, 2), 0, None),
    (Normal(1, 2), None, -3),
    (Normal(5, 1), 8, None),
    (Normal(5, 1), 4.99, 5.01),
    (Pert(4, 6, 10), 5, 8),
    (Pert(0, 0, 1), None, 0.4),
    (Pert(0, 1, 1), 0.1, None),
    (Beta(2, 6), 0.1, 0.9),
    (Beta(0.3, 0.5), 0.01, None),
    (Beta(0.3, 0.3), None, 0.5),
    (Beta(300, 300, 10, 20), 14.9, 15.1),
    (Beta(0.3, 300), 1e-6, 0.01),
    (Lognormal(5, 2), 3, None),
    (Lognormal(5, 2), None, 8),
    (Lognormal(5, 2), -1, 20),
    (Lognormal(3, 9), 1, None),
    (LognormalRange(2, 9), 1, 12),
]


@pytest.mark.parametrize(("estimate", "low", "high"), CUT, ids=str)
def test_a_cut_agrees_with_scipy(estimate, low, high):
    ours, theirs = Truncated(estimate, low, high), frozen(estimate)
    least, most = ours.support
    below, up_to = theirs.cdf([least, most])
    kept = up_to - below
    expected = np.clip(theirs.ppf(below + P * kept), least, most)
    size = min(most, 1e3) - max(least, -1e3)
    reached = np.less(P, 1 - 1e-9 * (most == math.inf))  # nearer to 1 nothing is left of the digits of p
    np.testing.assert_allclose(ours.quantile(P)[reached], expected[reached], rtol=1e-10, atol=1e-10 * size)
    x = expected[20:-20]
    np.testing.assert_allclose(ours.cdf(x), np.clip((theirs.cdf(x) - below) / kept, 0, 1), rtol=1e-10, atol=1e-12)
    assert ours.cdf([least, most]).tolist() == pytest.approx([0, 1], abs=1e-15)
    assert ours.quantile([5e-324, 1 - 2.0**-53]).min() >= least
    assert ours.quantile([5e-324, 1 - 2.0**-53]).max() <= most


@pytest.mark.parametrize(("estimate", "low", "high"), CUT, ids=str)
def test_the_moments_of_a_cut_agree_with_quadrature_by_scipy(estimate, low, high):
    """Over the normal quantile, where every one of these quantile functions is smooth; pieces meet at the mode."""
    ours, theirs = Truncated(estimate, low, high), frozen(estimate)
    ends = stats.norm.ppf(theirs.cdf(ours.support))
    middle = [stats.norm.ppf(theirs.cdf(estimate.mode))] if isinstance(estimate, Triangular) else [0.0]
    points = [max(ends[0], -12), *(z for z in middle if max(ends[0], -12) < z < ends[1]), min(ends[1], 12)]

    def at(z):
        return theirs.isf(stats.norm.sf(z)) if z > 0 else theirs.ppf(stats.norm.cdf(z))

    def total(function):
        return math.fsum(
            integrate.quad(lambda z: function(at(z)) * stats.norm.pdf(z), a, b, epsabs=0, epsrel=1e-12, limit=400)[0]
            for a, b in itertools.pairwise(points)
        )

    kept = total(lambda _: 1.0)
    mean = total(lambda x: x) / kept
    sd = math.sqrt(total(lambda x: (x - mean) ** 2) / kept)
    assert ours.mean == pytest.approx(mean, rel=1e-10)
    assert ours.sd == pytest.approx(sd, rel=1e-9 if sd < 1e-2 * mean else 1e-10)


@pytest.mark.parametrize(("low", "high"), [(80, 115), (105, None), (None, 70), (-1e9, 1e9)])
def test_the_moments_of_a_cut_normal_are_those_of_the_closed_form(low, high):
    a = -math.inf if low is None else (low - 100) / 10
    b = math.inf if high is None else (high - 100) / 10
    phi, mass = stats.norm.pdf, stats.norm.cdf(b) - stats.norm.cdf(a)
    edge = [0.0 if math.isinf(x) else x * phi(x) for x in (a, b)]
    tilt = (phi(a) - phi(b)) / mass
    ours = Truncated(Normal(100, 10), low, high)
    assert ours.mean == pytest.approx(100 + 10 * tilt, rel=1e-12)
    assert ours.sd == pytest.approx(10 * math.sqrt(1 + (edge[0] - edge[1]) / mass - tilt**2), rel=1e-10)


def test_cuts_in_closed_form():
    assert Truncated(Uniform(0, 10), 2, 6).mean == pytest.approx(4, rel=1e-15)
    assert Truncated(Uniform(0, 10), 2, 6).sd == pytest.approx(4 / math.sqrt(12), rel=1e-14)
    rising = Truncated(Triangular(0, 10, 10), 0, 6)  # the corner of a triangle is a triangle
    assert (rising.mean, rising.sd) == pytest.approx((Triangular(0, 6, 6).mean, Triangular(0, 6, 6).sd), rel=1e-14)
    falling = Truncated(Triangular(0, 3, 10), 5, 12)
    assert (falling.mean, falling.sd) == pytest.approx((Triangular(5, 5, 10).mean, Triangular(5, 5, 10).sd), rel=1e-14)
    table = Truncated(TABLE, 3, 9)
    same = Tabulated([0, 1 / 3, 1], [3, 4, 9])
    assert (table.mean, table.sd, table.mode) == pytest.approx((same.mean, same.sd, same.mode), rel=1e-14)
    np.testing.assert_allclose(table.quantile(P), same.quantile(P), rtol=1e-13)


def test_a_narrow_cut_loses_no_digits():
    narrow = Truncated(Normal(1e6, 10), 1e6, 1e6 + 1e-3)
    assert narrow.sd == pytest.approx(1e-3 / math.sqrt(12), rel=1e-6)


def test_modes_of_cuts():
    assert [Truncated(Triangular(0, 3, 10), *ends).mode for ends in ((1, 7), (4, 9), (0.5, 2))] == [3, 4, 2]
    assert Truncated(Uniform(0, 10), 2, 6).mode == 4
    assert Truncated(Beta(0.5, 0.5), 0.2, 0.9).mode == 0.9
    assert Truncated(Beta(0.5, 0.5), 0.1, 0.8).mode == 0.1
    assert Truncated(Beta(1, 1), 0.2, 0.4).mode == pytest.approx(0.3)
    assert Truncated(Shifted(Beta(0.5, 0.5), 10), 10.2, 10.9).mode == pytest.approx(10.9)


def test_a_shift_moves_everything_but_the_deviation():
    plain, moved = Lognormal(5, 2), Shifted(Lognormal(5, 2), -3)
    np.testing.assert_array_equal(moved.quantile(P), plain.quantile(P) - 3)
    assert moved.cdf([0.5, 4]).tolist() == plain.cdf([3.5, 7]).tolist()
    assert (moved.mean, moved.sd, moved.mode) == (2, 2, plain.mode - 3)
    assert (moved.support, moved.median) == ((-3, math.inf), plain.median - 3)
    assert moved.scaled(2) == Shifted(Lognormal(10, 4), -6)
    assert Shifted(Bernoulli(0.25), 1).scaled(2) == Shifted(Discrete([0, 2], [0.75, 0.25]), 2)


def test_a_shifted_estimate_can_be_cut():
    ours, same = Truncated(Shifted(Normal(0, 1), 5), 5), Truncated(Normal(5, 1), 5)
    np.testing.assert_allclose(ours.quantile(P), same.quantile(P), rtol=1e-13)
    assert (ours.mean, ours.sd, ours.mode) == pytest.approx((same.mean, same.sd, same.mode))


def test_a_scaled_cut_is_the_cut_of_the_scaled():
    ours = Truncated(Normal(5, 2), low=0).scaled(60)
    assert ours == Truncated(Normal(300, 120), low=0)
    assert ours.mean == pytest.approx(60 * Truncated(Normal(5, 2), low=0).mean)
    assert Truncated(Normal(5, 2), high=6).scaled(60).high == 360


@pytest.mark.parametrize(
    ("estimate", "form"),
    [
        (Shifted(Lognormal(5, 2), 3), {"lognormal": [5.0, 2.0], "shift": 3.0}),
        (Truncated(Pert(4, 6, 10), 5, 9), {"pert": [4.0, 6.0, 10.0], "truncate": [5.0, 9.0]}),
        (Truncated(Normal(5, 2), low=0), {"normal": [5.0, 2.0], "truncate": {"low": 0.0}}),
        (Truncated(Normal(5, 2), high=9), {"normal": [5.0, 2.0], "truncate": {"high": 9.0}}),
        (
            Truncated(Shifted(LognormalRange(2, 9), 1), 2, 20),
            {"lognormal": {"p10": 2.0, "p90": 9.0}, "shift": 1.0, "truncate": [2.0, 20.0]},
        ),
    ],
    ids=str,
)
def test_file_forms(estimate, form):
    assert estimate.file_form() == form
    assert eval(repr(estimate)) == estimate  # noqa: S307 - our own text
    assert pickle.loads(pickle.dumps(estimate)) == estimate
    assert hash(pickle.loads(pickle.dumps(estimate))) == hash(estimate)
    assert len(sha256(estimate)) == 64
    with pytest.raises(EstimateError, match="more than one list"):
        estimate.numbers  # noqa: B018 - asking is the test


@pytest.mark.parametrize("estimate", [Truncated(e, low, high) for e, low, high in CUT], ids=str)
def test_results_do_not_depend_on_the_block(estimate):
    whole = estimate.quantile(P)
    for length in (1, 7, 500):
        u = P[: 60 * length]
        parts = [estimate.quantile(u[start : start + length]) for start in range(0, u.size, length)]
        assert np.concatenate(parts).tobytes() == whole[: u.size].tobytes()


@pytest.mark.parametrize(
    ("build", "where", "match"),
    [
        (lambda: Shifted(Fixed(3), 1), ["estimate"], "cannot be shifted or truncated"),
        (lambda: Shifted(Shifted(Normal(0, 1), 1), 1), ["estimate"], "before it is truncated"),
        (lambda: Shifted(Truncated(Normal(0, 1), 1), 1), ["estimate"], "before it is truncated"),
        (lambda: Shifted("normal", math.nan), ["estimate", "by"], "not a finite number"),
        (lambda: Shifted(Normal(0, 1), 1e308), ["by"], "below 1e307"),
        (lambda: Truncated(Normal(0, 1)), ["low"], "no end"),
        (lambda: Truncated(Normal(0, 1), 2, 1), ["low"], "not below its high"),
        (lambda: Truncated(Normal(0, 1), 1, 1), ["low"], "not below its high"),
        (lambda: Truncated(Normal(0, 1), "a", math.inf), ["low", "high"], "leave out an end"),
        (lambda: Truncated(Fixed(1), 0, 2), ["estimate"], "cannot be shifted or truncated"),
        (lambda: Truncated(Discrete([1, 2], [0.5, 0.5]), 0, 1), ["estimate"], "as a discrete estimate of its own"),
        (lambda: Truncated(Shifted(Bernoulli(0.5), 1), 0, 1), ["estimate"], "as a discrete estimate"),
        (lambda: Truncated(Truncated(Normal(0, 1), 0), high=1), ["estimate"], "truncate once"),
        (lambda: Truncated(None, True), ["estimate", "low"], "finite number"),
        (lambda: Truncated(Normal(0, 1), 6), ["low"], "Next to nothing"),
        (lambda: Truncated(Uniform(0, 1), 2, 3), ["low"], "Next to nothing"),
        (lambda: Truncated(Uniform(0, 1), high=0), ["low"], "Next to nothing"),
    ],
)
def test_what_cannot_be_made_is_refused_all_at_once(build, where, match):
    with pytest.raises(EstimateError, match=match) as caught:
        build()
    assert [fault.where for fault in caught.value.faults] == where
    assert {fault.code for fault in caught.value.faults} == {"estimate"}
