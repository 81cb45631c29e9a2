"""Laws of distributions: for all numbers that a person could write down."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agile_case.errors import EstimateError
from agile_case.estimates.copula import correlate, rank_factor
from agile_case.estimates.correlations import (
    CorrelationError,
    check_correlations,
    check_rank_correlations,
    nearest_correlations,
)
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
    estimate_from_key,
    estimate_from_keys,
)
from agile_case.estimates.elicitation import FAMILIES, fits
from agile_case.estimates.special import normal_cdf

NUMBERS = st.floats(-1e9, 1e9).map(lambda x: round(x, 6))
SHARES = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1))


@st.composite
def plain_estimates(draw):
    """Any plain estimate whose width is not lost beside its size."""
    low, width, share = draw(NUMBERS), draw(st.floats(0.01, 1e9)), draw(SHARES)
    high = low + width
    mode = min(max(low + share * width, low), high)
    return draw(
        st.sampled_from(
            [Fixed(low), Uniform(low, high), Triangular(low, mode, high), Pert(low, mode, high), Normal(low, width)]
        )
    )


@st.composite
def families(draw):
    """Lognormal and beta estimates."""
    low, size = draw(NUMBERS), draw(st.floats(0.01, 1e6))
    shapes = draw(st.tuples(SHAPES, SHAPES))
    ratio = draw(st.floats(0.01, 3))
    return draw(
        st.sampled_from(
            [
                Lognormal(size, ratio * size),
                LognormalRange(size, size * (1 + ratio)),
                Beta(*shapes),
                Beta(*shapes, low, low + size),
            ]
        )
    )


@st.composite
def steps(draw):
    """Estimates of which some single values have a probability."""
    values = draw(st.lists(NUMBERS, min_size=2, max_size=6, unique=True))
    weights = draw(st.lists(st.floats(0.01, 1), min_size=len(values), max_size=len(values)))
    probabilities = [weight / math.fsum(weights) for weight in weights]
    return draw(st.sampled_from([Discrete(values, probabilities), Bernoulli(min(weights[0], 0.99))]))


@st.composite
def tables(draw):
    """Quantiles joined by lines, with rises that are not lost beside the values."""
    count = draw(st.integers(2, 6))
    rises = draw(st.lists(st.floats(0.01, 100), min_size=count - 1, max_size=count - 1))
    shares = draw(st.lists(st.floats(0.01, 1), min_size=count - 1, max_size=count - 1))
    first = draw(st.floats(-1e4, 1e4))
    inner = [math.fsum(shares[:place]) / math.fsum(shares) for place in range(1, count - 1)]
    values = [first + math.fsum(rises[:place]) for place in range(count)]
    return Tabulated([0, *inner, 1], values)


@st.composite
def wrapped(draw):
    """Shifted and truncated estimates; a tenth or more of the estimate is kept."""
    inner = draw(st.one_of(plain_estimates(), families(), tables()).filter(lambda estimate: not estimate.certain))
    if draw(st.booleans()):
        inner = Shifted(inner, draw(st.floats(-10, 10)) * inner.sd)
        if draw(st.booleans()):
            return inner
    p = draw(st.floats(0.001, 0.85))
    low, high = inner.quantile([p, draw(st.floats(p + 0.1, 0.999))]).tolist()
    assume(low < high and high - low > 1e-9 * inner.sd)
    return Truncated(inner, *draw(st.sampled_from([(low, high), (low, None), (None, high)])))


SHAPES = st.one_of(st.sampled_from([0.3, 0.5, 1.0, 2.0, 300.0]), st.floats(0.3, 300))


def continuous():
    """Any uncertain estimate of which no single value has a probability."""
    return st.one_of(plain_estimates().filter(lambda estimate: not estimate.certain), families(), tables(), wrapped())


def estimates():
    """Any estimate whose width is not lost beside its size."""
    return st.one_of(plain_estimates(), families(), tables(), wrapped(), steps())


def size_of(estimate):
    """The largest number that goes into an estimate."""
    form = estimate.file_form()
    flat = [form]
    largest = 0.0
    while flat:
        item = flat.pop()
        if isinstance(item, dict):
            flat += item.values()
        elif isinstance(item, list):
            flat += item
        else:
            largest = max(largest, abs(item))
    return max(largest, *(abs(end) for end in estimate.support if math.isfinite(end)), 0.0)


def slack(estimate):
    """Rounding that a quantile may carry: a part of the width, and the last digits of the numbers themselves."""
    return 2e-12 * width_of(estimate) + 4e-15 * size_of(estimate)


def width_of(estimate):
    """The width of what is believed, before anything is cut off."""
    return estimate.estimate.sd if isinstance(estimate, Truncated) else estimate.sd


PROBABILITIES = st.lists(st.floats(0, 1, exclude_min=True, exclude_max=True), min_size=1, max_size=40)


@given(estimates(), PROBABILITIES)
def test_quantiles_rise_with_the_probability(estimate, p):
    values = estimate.quantile(np.sort(p))
    assert np.all(np.diff(values) >= -slack(estimate))


@given(estimates(), PROBABILITIES)
def test_quantiles_lie_within_the_support(estimate, p):
    low, high = estimate.support
    values = estimate.quantile(p)
    assert np.all(np.isfinite(values))
    assert np.all((low <= values) & (values <= high))


@given(estimates(), PROBABILITIES)
def test_each_quantile_depends_on_its_own_probability_only(estimate, p):
    together = estimate.quantile(p)
    alone = [float(estimate.quantile(value)) for value in p]
    assert together.tolist() == alone


@given(continuous(), st.floats(1e-6, 1 - 1e-6))
def test_the_cdf_undoes_the_quantile(estimate, p):
    x = estimate.quantile(p)
    step = slack(estimate) + 1e-9 * width_of(estimate)
    below, above = estimate.cdf(x - step), estimate.cdf(x + step)
    assert below <= p + 1e-11
    assert p - 1e-11 <= above


@given(steps(), st.floats(1e-6, 1 - 1e-6))
def test_a_quantile_is_the_first_value_that_reaches_the_probability(estimate, p):
    x = estimate.quantile(p)
    assert estimate.cdf(x) >= p
    assert estimate.cdf(np.nextafter(x, -math.inf)) < p + 1e-15


@given(estimates(), st.floats(1e-3, 1e3), PROBABILITIES)
def test_scaling_is_linear(estimate, factor, p):
    scaled = estimate.scaled(factor)
    p = np.clip(p, 1e-9, 1 - 1e-9)
    tolerance = 1e-10 * width_of(scaled) + 1e-13 * size_of(scaled)
    if isinstance(estimate, Discrete | Bernoulli):
        tolerance = 1e-12 * factor * size_of(estimate)
    np.testing.assert_allclose(scaled.quantile(p), factor * estimate.quantile(p), rtol=1e-8, atol=tolerance)
    assert scaled.mean == pytest.approx(factor * estimate.mean, rel=1e-10, abs=tolerance)
    assert scaled.sd == pytest.approx(factor * estimate.sd, rel=1e-7, abs=tolerance)


@given(estimates())
def test_mean_and_deviation_are_those_of_quadrature(estimate):
    """Over the normal quantile z, by the trapezium rule on 40,001 points, good to the width of a step at a jump."""
    assume(not estimate.certain)
    z = np.linspace(-8.2, 8.2, 40_001)
    weights = np.exp(-np.square(z) / 2)
    weights /= weights.sum()
    x = estimate.quantile(normal_cdf(z))
    mean = (weights * x).sum()
    assert mean == pytest.approx(estimate.mean, abs=1e-3 * estimate.sd + slack(estimate))
    assert math.sqrt((weights * np.square(x - mean)).sum()) == pytest.approx(estimate.sd, rel=2e-3, abs=slack(estimate))


@given(families())
def test_the_moments_of_what_is_cut_by_a_hair_are_those_of_the_whole(estimate):
    """The same quadrature as for any cut, here against the moments in closed form."""
    low, high = estimate.support
    cut = Truncated(estimate, low - 1, None)
    assert cut.mean == pytest.approx(estimate.mean, rel=1e-10, abs=1e-10 * estimate.sd)
    assert cut.sd == pytest.approx(estimate.sd, rel=1e-9, abs=slack(estimate))
    assert cut.support == (low, high)


@given(estimates())
def test_mean_mode_and_median_lie_within_the_support(estimate):
    low, high = estimate.support
    for value in (estimate.mean, estimate.mode, estimate.median):
        assert low - slack(estimate) <= value <= high + slack(estimate)


@given(estimates())
def test_the_file_form_gives_the_same_estimate(estimate):
    assert estimate_from_keys(estimate.file_form()) == estimate


@given(plain_estimates())
def test_key_and_numbers_give_the_same_estimate(estimate):
    assert estimate_from_key(estimate.key, estimate.numbers) == estimate


@given(st.sampled_from([Uniform, Triangular, Pert]), st.lists(NUMBERS, min_size=3, max_size=3))
def test_numbers_out_of_order_are_refused_and_others_accepted(kind, numbers):
    numbers = numbers[: 2 if kind is Uniform else 3]
    if numbers == sorted(numbers) and numbers[0] < numbers[-1]:
        assert kind(*numbers).numbers == tuple(numbers)
    else:
        with pytest.raises(EstimateError, match=r"The (low|mode) of a") as caught:
            kind(*numbers)
        assert all(fault.where in {"low", "mode"} for fault in caught.value.faults)


@given(
    st.sampled_from([Fixed, Uniform, Triangular, Pert, Normal]),
    st.one_of(st.sampled_from([math.nan, math.inf, -math.inf, None]), st.booleans(), st.text(), st.binary()),
    st.integers(0, 2),
)
def test_anything_but_a_number_is_refused(kind, bad, place):
    numbers = [1.0, 2.0, 3.0][: {Fixed: 1, Uniform: 2, Normal: 2}.get(kind, 3)]
    numbers[place % len(numbers)] = bad
    with pytest.raises(EstimateError, match="is not a finite number"):
        kind(*numbers)


# --- correlations ---


@st.composite
def symmetric(draw):
    """Symmetric numbers with ones on the diagonal; seldom a correlation matrix."""
    n = draw(st.integers(1, 6))
    matrix = np.eye(n)
    for i, j in zip(*np.triu_indices(n, 1), strict=True):
        matrix[i, j] = matrix[j, i] = round(draw(st.floats(-1, 1)), 3)
    return matrix


def clipped(matrix):
    """The simple repair: negative eigenvalues away, and the diagonal scaled back to one."""
    values, vectors = np.linalg.eigh(matrix)
    found = (vectors * np.maximum(values, 0)) @ vectors.T
    sizes = np.sqrt(np.diagonal(found))
    return found / np.outer(sizes, sizes)


@given(symmetric())
def test_the_nearest_is_a_correlation_matrix_and_no_farther_than_clipping(matrix):
    nearest = nearest_correlations(matrix)
    check_correlations(nearest)
    assert np.linalg.norm(nearest - matrix) <= np.linalg.norm(clipped(matrix) - matrix) + 1e-6


@given(symmetric())
def test_ranks_have_a_factor_or_an_offer_that_has_one(ranks):
    try:
        factor = rank_factor(ranks)
    except CorrelationError as error:
        factor = rank_factor(error.nearest)
        ranks = error.nearest
    np.testing.assert_allclose(factor @ factor.T, check_rank_correlations(ranks), rtol=0, atol=1e-8)


@given(symmetric(), st.integers(0, 2**32), st.integers(1, 50))
def test_each_correlated_column_depends_on_its_own_column_only(matrix, seed, n):
    factor = rank_factor(np.round(0.9 * nearest_correlations(matrix) + 0.1 * np.eye(len(matrix)), 12))
    uniforms = np.random.default_rng(seed).random((len(matrix), n)) * 0.999 + 0.0005
    whole = correlate(uniforms, factor)
    alone = np.concatenate([correlate(uniforms[:, i : i + 1], factor) for i in range(n)], axis=1)
    assert whole.tobytes() == alone.tobytes()
    assert np.all((whole > 0) & (whole < 1))
    assert np.array_equal(whole[0], uniforms[0])


# --- elicitation ---


@given(
    st.lists(st.integers(1, 99), min_size=2, max_size=4, unique=True),
    st.lists(st.floats(0.01, 100), min_size=4, max_size=4),
    st.floats(-1000, 1000),
)
def test_every_fit_meets_its_judgements_or_says_that_it_is_the_nearest(percents, rises, first):
    values = [first + math.fsum(rises[:place]) for place in range(len(percents))]
    judged = dict(zip([p / 100 for p in sorted(percents)], values, strict=True))
    tried = fits(judged)
    assert {one.family for one in tried.found} | set(tried.refused) == set(FAMILIES)
    assert tried.found[0].exact
    for one in tried.found:
        assert one.exact or "least squares" in one.notes[0], str(one)
        assert one.achieved == tuple(sorted(one.achieved))
    assert all(tried.refused.values())
    assert str(tried)
