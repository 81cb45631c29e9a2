"""Normal and beta functions against scipy and against arithmetic of fifty digits."""

import pickle
from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy import special as oracle

from agile_case.errors import InputError
from agile_case.estimates.beta_series import BetaQuantile, beta_quantile_series
from agile_case.estimates.special import beta_cdf, beta_quantile, normal_cdf, normal_quantile

ENDS = np.concatenate([np.geomspace(1e-12, 0.5, 300), 1 - np.geomspace(1e-12, 0.5, 300)])
UNIFORM = np.random.default_rng(1).random(20_011)
SHAPES = (0.3, 0.5, 1, 1.5, 2, 5, 20, 100, 300)
PAIRS = [(a, b) for a in SHAPES for b in SHAPES]
PERT = [(1.0, 5.0), (1.01, 4.99), (1.5, 4.5), (7 / 3, 11 / 3), (3.0, 3.0), (4.2, 1.8), (5.0, 1.0)]


def deep(u):
    """Raise to the power 64 by squares alone, which are rounded alike in any block."""
    for _ in range(6):
        u = np.square(u)
    return u


FUNCTIONS = {
    "normal_cdf": lambda u: normal_cdf(76 * u - 38),
    "normal_quantile": normal_quantile,
    "normal_quantile, tails": lambda u: normal_quantile(deep(u)),
    "beta_cdf": lambda u: beta_cdf(u, 2.5, 3.5),
    "beta_quantile": lambda u: beta_quantile(u, 2.5, 3.5),
    "beta_quantile, small shapes": lambda u: beta_quantile(u, 0.4, 0.7),
    "series": beta_quantile_series(2.5, 3.5),
    "series, mode at an end": beta_quantile_series(1.0, 5.0),
    "series, fallen back": beta_quantile_series(300.0, 0.5),
}


def apart(actual, expected):
    """Largest relative difference."""
    return np.max(np.abs(actual - expected) / np.where(expected == 0, 1, np.abs(expected)))


def lower_tail(x):
    """Standard normal probability below -x by Laplace's continued fraction, in fifty digits."""
    with localcontext() as context:
        context.prec = 50
        x = Decimal(x)
        fraction = x
        for k in range(400, 0, -1):
            fraction = x + k / fraction
        two_pi = 2 * Decimal("3.14159265358979323846264338327950288419716939937510582")
        return float((-x * x / 2).exp() / two_pi.sqrt() / fraction)


# --- normal ---


def test_normal_cdf_agrees_with_scipy_between_minus_eight_and_eight():
    x = np.linspace(-8, 8, 100_001)
    assert apart(normal_cdf(x), oracle.ndtr(x)) < 2e-14  # scipy's own error grows as the square of x


def test_normal_cdf_agrees_with_fifty_digits_in_the_tail():
    x = np.arange(3.0, 37.5, 0.171875)
    assert apart(normal_cdf(-x), np.array([lower_tail(v) for v in x])) < 2e-15


def test_normal_cdf_has_limits():
    assert normal_cdf([-np.inf, -41.0, 0.0, 9.0, np.inf]).tolist() == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_normal_cdf_joins_its_ranges():
    for limit in (0.66291, np.sqrt(32.0)):
        for sign in (-1, 1):
            below, above = normal_cdf(sign * np.array([np.nextafter(limit, 0), np.nextafter(limit, 9)]))
            assert below == pytest.approx(above, rel=4e-15)


@pytest.mark.parametrize(
    "p",
    [
        np.random.default_rng(2).random(200_000),
        np.geomspace(1e-300, 0.5, 100_001)[:-1],
        1 - np.geomspace(2.0**-53, 0.5, 100_001)[:-1],
        np.array([5e-324, 0.075, np.nextafter(0.075, 0), 0.925, np.nextafter(0.925, 1), np.nextafter(0.5, 0)]),
    ],
    ids=["middle", "lower tail", "upper tail", "joins"],
)
def test_normal_quantile_agrees_with_scipy(p):
    assert apart(normal_quantile(p), oracle.ndtri(p)) < 2e-15


def test_normal_quantile_is_odd_around_one_half():
    p = np.arange(1, 512) / 1024
    assert np.array_equal(normal_quantile(1 - p), -normal_quantile(p))
    assert normal_quantile(0.5) == 0.0


def test_normal_quantile_undoes_normal_cdf():
    x = np.linspace(-37, 5, 10_001)
    np.testing.assert_allclose(normal_quantile(normal_cdf(x)), x, rtol=0, atol=2e-10)  # near 5 the CDF is nearly 1
    x = np.linspace(-37, 0, 10_001)
    np.testing.assert_allclose(normal_quantile(normal_cdf(x)), x, rtol=3e-15, atol=1e-15)


# --- beta ---


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_beta_functions_agree_with_scipy(a, b):
    expected = oracle.betaincinv(a, b, ENDS)
    assert apart(beta_quantile(ENDS, a, b), expected) < 1e-12
    x = expected[(expected > 1e-300) & (expected < 1)]
    assert apart(beta_cdf(x, a, b), oracle.betainc(a, b, x)) < 1e-12


@pytest.mark.parametrize(("a", "b"), [(p, q) for p, q in PAIRS if min(p, q) >= 1])
def test_beta_quantile_undoes_beta_cdf(a, b):
    assert apart(beta_cdf(beta_quantile(ENDS, a, b), a, b), ENDS) < 1e-12


@pytest.mark.parametrize(("a", "b"), [(2.0, 4.0), (0.3, 300.0), (300.0, 300.0), (30.0, 2.0)])
def test_beta_quantile_is_right_far_out(a, b):
    p = np.geomspace(1e-100, 1e-12, 200)
    x = beta_quantile(p, a, b)
    assert apart(oracle.betainc(a, b, x[x > 1e-290]), p[x > 1e-290]) < 1e-11


@pytest.mark.parametrize(("a", "b"), [(1e4, 1e4), (1e-3, 1e-3), (1e5, 3.0), (0.05, 300.0)])
def test_beta_functions_stay_within_bounds_outside_the_tested_shapes(a, b):
    x = beta_quantile(ENDS, a, b)
    assert x.min() >= 0
    assert x.max() <= 1
    assert apart(beta_cdf(np.linspace(0, 1, 1001), a, b), oracle.betainc(a, b, np.linspace(0, 1, 1001))) < 1e-8


def test_beta_functions_in_closed_form():
    u = UNIFORM
    np.testing.assert_allclose(beta_quantile(u, 1, 1), u, rtol=1e-14)
    np.testing.assert_allclose(beta_quantile(u, 3, 1), u ** (1 / 3), rtol=1e-14)
    np.testing.assert_allclose(1 - beta_quantile(u, 1, 4), (1 - u) ** (1 / 4), rtol=1e-14)
    np.testing.assert_allclose(beta_quantile(u, 0.5, 0.5), np.sin(np.pi * u / 2) ** 2, rtol=1e-13)
    assert beta_cdf([0.0, 1.0], 0.3, 7).tolist() == [0.0, 1.0]


# --- series ---


@pytest.mark.parametrize(("a", "b"), PERT)
def test_a_series_agrees_with_scipy_and_is_in_use(a, b):
    quantile = beta_quantile_series(a, b)
    p = np.concatenate([UNIFORM, ENDS, np.linspace(0, 1, 4097)[1:-1], [2.0**-53, 1 - 2.0**-53]])
    assert quantile.fitted
    assert len(quantile.low) + len(quantile.centre) + len(quantile.high) < 80
    np.testing.assert_allclose(quantile(p), oracle.betaincinv(a, b, p), rtol=0, atol=1e-13)


def test_every_shape_of_a_pert_estimate_has_a_series():
    for a in np.linspace(1, 5, 81):
        assert BetaQuantile.fit(a, 6 - a).fitted


def test_a_series_keeps_relative_accuracy_near_its_ends():
    p = np.geomspace(1e-290, 0.2, 400)
    assert apart(beta_quantile_series(2.0, 4.0)(p), beta_quantile(p, 2, 4)) < 1e-12


@pytest.mark.parametrize(("a", "b"), [(100.0, 100.0), (300.0, 0.3), (25.0, 2.0), (0.01, 1.0)])
def test_where_no_series_is_good_enough_the_quantile_itself_is_used(a, b):
    quantile = beta_quantile_series(a, b)
    assert not quantile.fitted
    assert np.array_equal(quantile(UNIFORM[:99]), beta_quantile(UNIFORM[:99], a, b))


def test_a_bad_fit_is_noticed(monkeypatch):
    monkeypatch.setattr("agile_case.estimates.beta_series._NEGLIGIBLE", 1e-9)
    assert not BetaQuantile.fit(2.0, 4.0).fitted


@pytest.mark.parametrize(("a", "b"), [(a, b) for a, b in PAIRS if max(a, b) <= 20])
def test_a_series_stays_within_its_promise(a, b):
    p = np.concatenate([ENDS, UNIFORM[:2000], [5e-324, 2.0**-53, 1 - 2.0**-53]])
    x = beta_quantile_series(a, b)(p)
    assert np.max(np.abs(x - beta_quantile(p, a, b))) < 1e-12
    assert x.min() >= 0
    assert x.max() <= 1


def test_a_series_pickles_and_is_kept():
    quantile = beta_quantile_series(2.0, 4.0)
    assert pickle.loads(pickle.dumps(quantile)) == quantile
    assert beta_quantile_series(2.0, 4.0) is quantile


# --- all ---


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize("length", [1, 7, 1000, 16_385])
def test_results_do_not_depend_on_the_block(function, length):
    u = UNIFORM[: 200 * length]
    whole = function(u)
    parts = np.concatenate([function(u[start : start + length]) for start in range(0, u.size, length)])
    assert whole.tobytes() == parts.tobytes()
    assert function(u[::-1])[::-1].tobytes() == whole.tobytes()
    assert function(u[::3]).tobytes() == np.ascontiguousarray(whole[::3]).tobytes()


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
@pytest.mark.parametrize("shape", [(), (0,), (3, 0), (2, 3, 5)])
def test_shapes_are_kept_and_arguments_left_alone(function, shape):
    u = np.full(shape, 0.3)
    out = function(u)
    assert out.shape == shape
    assert out.dtype == np.float64
    assert np.array_equal(out, np.full(shape, float(function(0.3))))
    assert np.array_equal(u, np.full(shape, 0.3))


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, 1.5, np.nan, np.inf])
@pytest.mark.parametrize(
    "function",
    [normal_quantile, lambda p: beta_quantile(p, 2, 3), beta_quantile_series(2.0, 3.0)],
    ids=["normal", "beta", "series"],
)
def test_probabilities_outside_are_refused(function, p):
    with pytest.raises(InputError, match="missing or outside its range") as caught:
        function([0.5, p])
    assert caught.value.wanted == "above 0 and below 1"


@pytest.mark.parametrize("x", [-1e-9, 1.000001, np.nan])
def test_beta_cdf_refuses_what_lies_outside(x):
    with pytest.raises(InputError, match="missing or outside its range"):
        beta_cdf([0.5, x], 2, 3)


def test_normal_cdf_refuses_what_is_missing():
    with pytest.raises(InputError, match="missing or outside its range"):
        normal_cdf([0.5, np.nan])


@pytest.mark.parametrize("shapes", [(0, 1), (1, 0), (-1, 2), (np.nan, 1), (1, np.nan), (np.inf, 1), (1, np.inf)])
@pytest.mark.parametrize(
    "function",
    [lambda a, b: beta_cdf(0.5, a, b), lambda a, b: beta_quantile(0.5, a, b), beta_quantile_series],
    ids=["cdf", "quantile", "series"],
)
def test_shapes_must_be_positive_and_finite(function, shapes):
    with pytest.raises(InputError, match="shapes of a beta distribution"):
        function(*shapes)
