"""Lognormal and beta estimates against scipy, and their refusals."""

import math
import pickle

import numpy as np
import pytest
from scipy import special as oracle
from scipy import stats

from agile_case.errors import EstimateError
from agile_case.estimates.distributions import Beta, Lognormal, LognormalRange
from agile_case.quantities.canonical import sha256

TAILS = np.concatenate([np.geomspace(1e-12, 0.5, 300), 1 - np.geomspace(1e-12, 0.5, 300)])
SHAPES = (0.3, 0.5, 1, 1.5, 2, 5, 20, 100, 300)


def lognormal(mean, sd):
    sigma = math.sqrt(math.log1p((sd / mean) ** 2))
    return stats.lognorm(sigma, scale=mean / math.sqrt(1 + (sd / mean) ** 2))


LOGNORMALS = [(5, 2), (1e6, 1e3), (0.01, 0.05), (3, 300), (1, 1e-4)]


@pytest.mark.parametrize("given", LOGNORMALS, ids=str)
def test_lognormal_agrees_with_scipy(given):
    ours, theirs = Lognormal(*given), lognormal(*given)
    np.testing.assert_allclose(ours.quantile(TAILS), theirs.ppf(TAILS), rtol=1e-10)
    x = theirs.ppf(TAILS)
    np.testing.assert_allclose(ours.cdf(x), theirs.cdf(x), rtol=1e-10)
    assert (ours.mean, ours.sd) == given
    assert ours.median == pytest.approx(theirs.median(), rel=1e-14)
    assert ours.mode == pytest.approx(math.exp(math.log(theirs.median()) - ours.sigma**2), rel=1e-12)
    assert ours.support == theirs.support()
    assert not ours.certain


@pytest.mark.parametrize(("p10", "p90"), [(2, 9), (0.01, 100), (99, 101), (1e5, 2e7)])
def test_a_lognormal_by_percentiles_meets_them(p10, p90):
    ours = LognormalRange(p10, p90)
    assert ours.quantile([0.1, 0.5, 0.9]) == pytest.approx([p10, math.sqrt(p10 * p90), p90], rel=1e-13)
    assert ours.median == pytest.approx(float(ours.quantile(0.5)))
    theirs = stats.lognorm(math.log(p90 / p10) / (2 * stats.norm.ppf(0.9)), scale=math.sqrt(p10 * p90))
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-12)
    assert ours.sd == pytest.approx(theirs.std(), rel=1e-10)
    np.testing.assert_allclose(ours.quantile(TAILS), theirs.ppf(TAILS), rtol=1e-10)
    by_moments = Lognormal(ours.mean, ours.sd)
    np.testing.assert_allclose(by_moments.quantile(TAILS), ours.quantile(TAILS), rtol=1e-10)


def test_what_was_given_is_kept():
    assert Lognormal.from_p10_p90(2, 9) == LognormalRange(2, 9)
    assert LognormalRange(2, 9).file_form() == {"lognormal": {"p10": 2.0, "p90": 9.0}}
    assert Lognormal(5, 2).file_form() == {"lognormal": [5.0, 2.0]}
    assert Lognormal(5, 2).numbers == (5, 2)
    with pytest.raises(EstimateError, match="more than one list") as caught:
        LognormalRange(2, 9).numbers  # noqa: B018 - asking is the test
    assert caught.value.do == "use file_form()"


@pytest.mark.parametrize(
    "estimate", [Lognormal(5, 2), LognormalRange(2, 9), Beta(2, 6), Beta(0.5, 0.5, -3, 4)], ids=str
)
def test_families_print_pickle_hash_and_have_a_canonical_form(estimate):
    assert eval(repr(estimate)) == estimate  # noqa: S307 - our own text
    assert pickle.loads(pickle.dumps(estimate)) == estimate
    assert hash(pickle.loads(pickle.dumps(estimate))) == hash(estimate)
    assert len(sha256(estimate)) == 64


def test_a_lognormal_has_nothing_below_zero():
    assert Lognormal(5, 2).cdf([-math.inf, -3, 0, math.inf]).tolist() == [0, 0, 0, 1]
    p = [5e-324, 1 - 2.0**-53]
    expected = lognormal(5, 2).median() * np.exp(Lognormal(5, 2).sigma * stats.norm.ppf(p))
    assert Lognormal(5, 2).quantile(p) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("estimate", [Lognormal(5, 2), LognormalRange(2, 9), Beta(2, 6), Beta(2, 6, 5, 9)], ids=str)
def test_scaling_keeps_the_family(estimate):
    scaled = estimate.scaled(1000)
    assert type(scaled) is type(estimate)
    np.testing.assert_allclose(scaled.quantile(TAILS), 1000 * estimate.quantile(TAILS), rtol=1e-12)
    assert (scaled.mean, scaled.sd) == pytest.approx((1000 * estimate.mean, 1000 * estimate.sd))


@pytest.mark.parametrize(
    ("kind", "numbers", "where", "match"),
    [
        (Lognormal, (0, -1), ["mean", "sd"], "not above 0"),
        (Lognormal, (1, 0), ["sd"], "not above 0"),
        (Lognormal, (1, 2e6), ["sd"], "too large to work with"),
        (Lognormal, (1e-300, 1e300), ["sd"], "too large to work with"),
        (Lognormal, (1e291, 1), ["sd"], "too large to work with"),
        (Lognormal, ("a", math.nan), ["mean", "sd"], "not a finite number"),
        (LognormalRange, (0, 3), ["p10"], "not above 0"),
        (LognormalRange, (3, 3), ["p10"], "not below its p90"),
        (LognormalRange, (1e-300, 1e200), ["p90"], "too large to work with"),
        (Beta, (0.29, 301), ["alpha", "beta"], "outside the shapes"),
        (Beta, (2, 3, 1, 1), ["low"], "not below its high"),
        (Beta, (2, 3, -1.7e308, 1.7e308), ["low"], "too large"),
        (Beta, (2, 3, 0, 1.7e308), ["low"], "too large"),
        (Beta, (2, None, 0, 1), ["beta"], "not a finite number"),
    ],
)
def test_numbers_that_describe_nothing_are_refused(kind, numbers, where, match):
    with pytest.raises(EstimateError, match=match) as caught:
        kind(*numbers)
    assert [fault.where for fault in caught.value.faults] == where


@pytest.mark.parametrize("a", SHAPES)
@pytest.mark.parametrize("b", SHAPES)
def test_beta_agrees_with_scipy(a, b):
    ours, theirs = Beta(a, b), stats.beta(a, b)
    expected = oracle.betaincinv(a, b, TAILS)
    np.testing.assert_allclose(ours.quantile(TAILS), expected, rtol=1e-10, atol=1e-12)
    x = expected[(expected > 1e-300) & (expected < 1)]
    np.testing.assert_allclose(ours.cdf(x), oracle.betainc(a, b, x), rtol=1e-10)
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-14)
    assert ours.sd == pytest.approx(theirs.std(), rel=1e-12)
    wide = Beta(a, b, -10, 30)
    np.testing.assert_allclose(wide.quantile(TAILS), 40 * expected - 10, rtol=1e-10, atol=1e-10)
    assert wide.support == (-10, 30)


@pytest.mark.parametrize(
    ("estimate", "mode"),
    [
        (Beta(2, 6), 1 / 6),
        (Beta(2, 6, 10, 70), 20),
        (Beta(1, 1), 0.5),
        (Beta(1, 3), 0),
        (Beta(3, 1), 1),
        (Beta(0.5, 3), 0),
        (Beta(3, 0.5), 1),
        (Beta(1, 0.5), 1),
        (Beta(0.5, 1), 0),
        (Beta(0.5, 0.5), 0),
        (Beta(0.6, 0.5), 1),
        (Beta(0.5, 0.6), 0),
    ],
    ids=str,
)
def test_modes(estimate, mode):
    assert estimate.mode == pytest.approx(mode, abs=1e-15)


def test_a_beta_from_0_to_1_is_written_without_its_ends():
    assert Beta(2, 3).file_form() == {"beta": [2.0, 3.0]}
    assert Beta(2, 3, 0, 2).file_form() == {"beta": [2.0, 3.0, 0.0, 2.0]}
