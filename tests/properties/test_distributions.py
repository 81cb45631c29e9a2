"""Laws of distributions: for all numbers that a person could write down."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agile_case.errors import EstimateError
from agile_case.estimates.distributions import Fixed, Normal, Pert, Triangular, Uniform, estimate_from_key

NUMBERS = st.floats(-1e9, 1e9).map(lambda x: round(x, 6))
SHARES = st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(0, 1))
MIDPOINTS = (np.arange(4096) + 0.5) / 4096


@st.composite
def estimates(draw):
    """Any estimate whose width is not lost beside its size."""
    low, width, share = draw(NUMBERS), draw(st.floats(0.01, 1e9)), draw(SHARES)
    high = low + width
    mode = min(max(low + share * width, low), high)
    return draw(
        st.sampled_from(
            [Fixed(low), Uniform(low, high), Triangular(low, mode, high), Pert(low, mode, high), Normal(low, width)]
        )
    )


def slack(estimate):
    """Rounding that a quantile may carry: a part of the width, and the last digits of the numbers themselves."""
    return 1e-12 * estimate.sd + 1e-15 * max(abs(number) for number in estimate.numbers)


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


@given(estimates(), st.floats(1e-6, 1 - 1e-6))
def test_the_cdf_undoes_the_quantile(estimate, p):
    assume(not estimate.certain)
    x = estimate.quantile(p)
    step = slack(estimate) + 1e-9 * estimate.sd
    below, above = estimate.cdf(x - step), estimate.cdf(x + step)
    assert below <= p + 1e-12
    assert p - 1e-12 <= above


@given(estimates(), st.floats(1e-3, 1e3), PROBABILITIES)
def test_scaling_is_linear(estimate, factor, p):
    scaled = estimate.scaled(factor)
    tolerance = 1e-11 * factor * estimate.sd + 4e-15 * max(abs(number) for number in scaled.numbers)
    np.testing.assert_allclose(scaled.quantile(p), factor * estimate.quantile(p), rtol=1e-9, atol=tolerance)
    assert scaled.mean == pytest.approx(factor * estimate.mean, rel=1e-12, abs=tolerance)
    assert scaled.sd == pytest.approx(factor * estimate.sd, rel=1e-9, abs=tolerance)


@given(estimates())
def test_mean_and_deviation_of_an_even_sample_are_those_stated(estimate):
    values = estimate.quantile(MIDPOINTS)
    assert values.mean() == pytest.approx(estimate.mean, abs=1e-3 * estimate.sd + slack(estimate))
    assert values.std() == pytest.approx(estimate.sd, rel=5e-3, abs=slack(estimate))


@given(estimates())
def test_mean_mode_and_median_lie_within_the_support(estimate):
    low, high = estimate.support
    for value in (estimate.mean, estimate.mode, estimate.median):
        assert low - slack(estimate) <= value <= high + slack(estimate)


@given(estimates())
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
