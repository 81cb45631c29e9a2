"""Distributions against scipy, against quadrature, and their refusals."""

import math
import pickle

import attrs
import numpy as np
import pytest
from scipy import integrate, stats

from agile_case.errors import EstimateError, InputError, UnknownNameError
from agile_case.estimates.distributions import (
    KINDS,
    Fixed,
    Normal,
    Pert,
    Triangular,
    Uniform,
    estimate_from_key,
)


def pert(low, mode, high):
    """Build the same distribution with scipy."""
    width = high - low
    return stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width, low, width)


def triangular(low, mode, high):
    """Build the same distribution with scipy."""
    return stats.triang((mode - low) / (high - low), low, high - low)


PAIRS = [
    (Uniform(10, 20), stats.uniform(10, 10)),
    (Uniform(-3, 0), stats.uniform(-3, 3)),
    *((Triangular(*n), triangular(*n)) for n in [(520, 600, 760), (0, 0, 1), (0, 1, 1), (-5, -4.999, 3)]),
    *((Pert(*n), pert(*n)) for n in [(4, 6, 10), (0.55, 0.8, 0.9), (-1, -1, 4), (2, 7, 7), (-9, 0.001, 0.002)]),
    (Normal(100, 10), stats.norm(100, 10)),
    (Normal(-1e6, 1), stats.norm(-1e6, 1)),
]
NAMES = [str(ours) for ours, _ in PAIRS]
ALL = [Fixed(3.5), *(ours for ours, _ in PAIRS)]
UNIFORM = np.random.default_rng(1).random(20_011)
P = np.concatenate(
    [UNIFORM, np.geomspace(1e-12, 0.5, 200), 1 - np.geomspace(1e-12, 0.5, 200), [2.0**-53, 1 - 2.0**-53]]
)
BY_KEY = {
    "value": Fixed(520_000),
    "uniform": Uniform(1, 2),
    "triangular": Triangular(520, 600, 760),
    "pert": Pert(4, 6, 10),
    "normal": Normal(100, 10),
}


# --- numbers ---


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=NAMES)
def test_quantiles_agree_with_scipy(ours, theirs):
    expected = theirs.ppf(P)
    np.testing.assert_allclose(ours.quantile(P), expected, rtol=1e-14, atol=1e-12 * theirs.std())


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=NAMES)
def test_cdfs_agree_with_scipy(ours, theirs):
    x = np.concatenate([theirs.ppf(np.linspace(0.001, 0.999, 999)), [-1e9, 1e9, -math.inf, math.inf]])
    np.testing.assert_allclose(ours.cdf(x), theirs.cdf(x), rtol=1e-11, atol=1e-15)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=NAMES)
def test_the_summary_agrees_with_scipy(ours, theirs):
    assert ours.mean == pytest.approx(theirs.mean(), rel=1e-14)
    assert ours.sd == pytest.approx(theirs.std(), rel=1e-12)
    assert ours.median == pytest.approx(theirs.median(), rel=1e-12)
    assert ours.support == pytest.approx(theirs.support(), rel=1e-15)
    assert not ours.certain


@pytest.mark.parametrize("estimate", [ours for ours, _ in PAIRS], ids=str)
def test_mean_and_sd_follow_from_the_quantile(estimate):
    def moment(power):
        def integrand(u):
            return ((float(estimate.quantile(u)) - estimate.mean) / estimate.sd) ** power

        return integrate.quad(integrand, 0, 1, epsabs=1e-9, epsrel=1e-9, limit=200)[0]

    assert moment(1) == pytest.approx(0, abs=1e-7)
    assert moment(2) == pytest.approx(1, abs=1e-6)


def test_means_and_deviations_by_hand():
    assert Pert(4, 6, 10).mean == (4 + 4 * 6 + 10) / 6
    assert Pert(0, 3, 6).sd == pytest.approx(math.sqrt((3 - 0) * (6 - 3) / 7))
    assert Pert(4, 6, 10).shapes == pytest.approx((1 + 4 * 2 / 6, 1 + 4 * 4 / 6))
    assert Triangular(8, 10, 13).mean == (8 + 10 + 13) / 3
    assert Triangular(0, 6, 12).sd == pytest.approx(math.sqrt((0 + 36 + 144 - 0 - 0 - 72) / 18))
    assert Uniform(0, 12).sd == pytest.approx(12 / math.sqrt(12))
    assert (Normal(3, 2).mean, Normal(3, 2).sd) == (3, 2)


def test_modes():
    assert [estimate.mode for estimate in BY_KEY.values()] == [520_000, 1.5, 600, 6, 100]


def test_a_fixed_estimate_is_one_number():
    fixed = Fixed(7)
    assert (fixed.mean, fixed.sd, fixed.median, fixed.support) == (7, 0, 7, (7, 7))
    assert fixed.certain
    assert fixed.quantile([[0.1, 0.9]]).tolist() == [[7, 7]]
    assert fixed.cdf([6.999, 7, 8]).tolist() == [0, 1, 1]


def test_triangular_quantiles_lose_nothing_at_either_end():
    u = np.geomspace(1e-300, 1e-12, 50)
    np.testing.assert_allclose(Triangular(0, 1, 4).quantile(u), np.sqrt(4 * u), rtol=1e-15)
    np.testing.assert_allclose(-Triangular(-4, -1, 0).quantile(1 - 2.0**-53), math.sqrt(4 * 2.0**-53), rtol=1e-15)


@pytest.mark.parametrize(
    "estimate",
    [Triangular(0.105, 0.105, 0.64), Pert(-535.6693731611109, 1.049001171530397, 1.049001171530397)],
    ids=str,
)
def test_rounding_does_not_leave_the_support(estimate):
    values = estimate.quantile([1e-300, 2.0**-53, 1 - 2.0**-53])
    assert estimate.low <= values.min()
    assert values.max() <= estimate.high


def test_a_mode_a_hair_from_an_end_is_as_good_as_at_the_end():
    assert Triangular(0, 5e-324, 1).cdf([0.25, 0.5]).tolist() == [1 - 0.75**2, 1 - 0.5**2]
    assert Triangular(0, 5e-324, 1).quantile([0.75]).tolist() == [0.5]
    assert Pert(0, 5e-324, 1).quantile([0.75]).tolist() == Pert(0, 0, 1).quantile([0.75]).tolist()


@pytest.mark.parametrize("estimate", ALL, ids=str)
def test_results_do_not_depend_on_the_block(estimate):
    whole = estimate.quantile(P)
    for length in (1, 7, 1000):
        u = P[: 200 * length]
        parts = [estimate.quantile(u[start : start + length]) for start in range(0, u.size, length)]
        assert np.concatenate(parts).tobytes() == whole[: u.size].tobytes()
    assert np.array_equal(estimate.values(P), whole)


@pytest.mark.parametrize("estimate", ALL, ids=str)
@pytest.mark.parametrize("shape", [(), (0,), (2, 3)])
def test_arrays_come_back_new_and_in_shape(estimate, shape):
    u = np.full(shape, 0.25)
    out = estimate.quantile(u)
    assert isinstance(out, np.ndarray)
    assert out.shape == estimate.cdf(out).shape == shape
    assert not np.shares_memory(u, out)
    assert np.array_equal(u, np.full(shape, 0.25))


@pytest.mark.parametrize("estimate", ALL, ids=str)
def test_scaling_keeps_the_family(estimate):
    scaled = estimate.scaled(1000)
    assert type(scaled) is type(estimate)
    assert scaled.numbers == tuple(1000 * number for number in estimate.numbers)
    np.testing.assert_allclose(scaled.quantile(P), 1000 * estimate.quantile(P), rtol=1e-14, atol=1e-9 * estimate.sd)
    assert scaled.mean == pytest.approx(1000 * estimate.mean)
    assert scaled.sd == pytest.approx(1000 * estimate.sd)


# --- refusals ---


BAD = [True, "4", None, math.nan, math.inf, -math.inf, 10**400, 10**5000, [1], 1j, np.bool_(1)]


@pytest.mark.parametrize("bad", BAD, ids=[f"bad {i}" for i in range(len(BAD))])
@pytest.mark.parametrize("estimate", BY_KEY.values(), ids=BY_KEY)
def test_what_is_not_a_finite_number_is_refused_by_the_name_of_its_field(estimate, bad):
    for field in attrs.fields(type(estimate)):
        with pytest.raises(EstimateError, match=f"The {field.name} of a .* is not a finite number") as caught:
            attrs.evolve(estimate, **{field.name: bad})
        assert caught.value.where == field.name
        assert len(caught.value.got) < 70
        assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults


@pytest.mark.parametrize(
    ("kind", "numbers", "where"),
    [
        (Uniform, (2, 1), ["low"]),
        (Uniform, (1, 1), ["low"]),
        (Triangular, (1, 1, 1), ["low"]),
        (Triangular, (2, 1, 3), ["low"]),
        (Triangular, (1, 4, 3), ["mode"]),
        (Pert, (3, 2, 1), ["low", "mode"]),
        (Pert, ("a", 2, math.nan), ["low", "high"]),
        (Normal, (1, 0), ["sd"]),
        (Normal, (1, -2), ["sd"]),
        (Normal, (1, 1e308), ["sd"]),
        (Uniform, (-1.7e308, 1.7e308), ["low"]),
        (Fixed, (1.7e308,), ["value"]),
    ],
)
def test_numbers_that_describe_nothing_are_refused_all_at_once(kind, numbers, where):
    with pytest.raises(EstimateError) as caught:
        kind(*numbers)
    assert [fault.where for fault in caught.value.faults] == where
    assert {fault.code for fault in caught.value.faults} == {"estimate"}


def test_the_message_says_what_to_do():
    with pytest.raises(EstimateError) as caught:
        Pert(5, 5, 5)
    assert str(caught.value) == (
        "The low of a Pert estimate is equal to its high.\n"
        "  where:  low\n"
        "  got:    low = 5.0, mode = 5.0, high = 5.0\n"
        "  wanted: low <= mode <= high and low < high\n"
        "  do:     give a single number as value\n"
        "  see:    reference/errors#estimate"
    )


@pytest.mark.parametrize("factor", [0, -1, math.nan, math.inf, "2", True])
def test_only_positive_factors_scale(factor):
    with pytest.raises(EstimateError, match="positive factor"):
        Pert(4, 6, 10).scaled(factor)


def test_scaling_out_of_range_is_refused():
    with pytest.raises(EstimateError, match="not a finite number"):
        Fixed(1e300).scaled(1e300)
    with pytest.raises(EstimateError, match="is equal to its high"):
        Uniform(1e-300, 2e-300).scaled(1e-300)


@pytest.mark.parametrize("p", [0, 1, -0.5, math.nan])
@pytest.mark.parametrize("estimate", ALL, ids=str)
def test_probabilities_outside_are_refused(estimate, p):
    with pytest.raises(InputError, match="outside its range"):
        estimate.quantile([0.5, p])


@pytest.mark.parametrize("estimate", ALL, ids=str)
def test_a_missing_value_has_no_probability(estimate):
    with pytest.raises(InputError, match="missing"):
        estimate.cdf([1.0, math.nan])


# --- keys ---


@pytest.mark.parametrize(("key", "estimate"), BY_KEY.items(), ids=BY_KEY)
def test_key_and_numbers_build_the_same_again(key, estimate):
    assert estimate.key == key
    assert KINDS[key] is type(estimate)
    assert estimate_from_key(key, estimate.numbers) == estimate
    assert estimate_from_key(key, list(estimate.numbers)) == estimate
    assert eval(repr(estimate)) == estimate  # noqa: S307 - our own text
    assert pickle.loads(pickle.dumps(estimate)) == estimate
    assert hash(estimate_from_key(key, estimate.numbers)) == hash(estimate)


def test_keys_are_those_of_the_file():
    plain = ["value", "uniform", "triangular", "pert", "normal"]
    assert list(KINDS) == [*plain, "lognormal", "beta", "bernoulli", "discrete", "tabulated"]
    assert estimate_from_key("value", 14) == Fixed(14.0)


@pytest.mark.parametrize(
    ("key", "numbers", "wanted"),
    [
        ("pert", [1, 2], "3: low, mode, high"),
        ("pert", 4, "3: low, mode, high"),
        ("normal", [1, 2, 3], "2: mean, sd"),
        ("value", [], "1: value"),
        ("uniform", "12", "2: low, high"),
    ],
)
def test_a_wrong_count_says_what_is_wanted(key, numbers, wanted):
    with pytest.raises(EstimateError, match="wrong count of numbers") as caught:
        estimate_from_key(key, numbers)
    assert (caught.value.where, caught.value.wanted) == (key, wanted)


def test_an_unknown_kind_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean triangular") as caught:
        estimate_from_key("triangle", [1, 2, 3])
    assert caught.value.got == "'triangle'"


def test_numbers_become_floats_and_minus_zero_is_zero():
    estimate = Uniform(np.int64(-1), np.float32(0.5))
    assert [type(number) for number in estimate.numbers] == [float, float]
    assert math.copysign(1, Fixed(-0.0).value) == 1


def test_nothing_can_be_changed():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Fixed(1).value = 2
