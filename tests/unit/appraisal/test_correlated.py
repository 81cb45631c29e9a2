"""Correlated draws: the ranks that were asked for, the same estimates, and nothing else changed."""

import hashlib
import itertools
import math
import pickle

import numpy as np
import pytest
from scipy import stats

import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import draws_of, simulate
from agile_case.appraisal.kernel import Kernel
from agile_case.appraisal.plan import Bucket
from agile_case.appraisal.sampling import Sampling
from agile_case.appraisal.streams import Streams, uniforms
from tests.strategies import small_case

SEED, DRAWS = 2026, 100_000
UNIT = {"unit": "GBPk/year"}
ESTIMATES = {  # in an order that is not that of the keys
    "delta": {"lognormal": {"p10": 2, "p90": 9.5}, **UNIT},
    "alpha": {"pert": [10, 30, 90], **UNIT},
    "gamma": {"normal": [100, 10], **UNIT},
    "beta": {"triangular": [5, 10, 40], **UNIT},
    "other": {"uniform": [3, 7], **UNIT},
}
SPAN = np.array([0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999])


def plan_of(*correlations, used=tuple(ESTIMATES), estimates=None):
    """Compile a case of one year with one option for each assumption used, whose cost is that assumption."""
    options = {name: {"costs": {"it": {"amount": name}}} for name in used}
    extra = {"correlations": [{"assumptions": list(names), "rank": rank} for names, rank in correlations]}
    return compile_model(
        ac.from_plain(small_case(assumptions=estimates or ESTIMATES, options=options, extra=extra, horizon=0)).model
    )


def simulated(plan, draws=DRAWS, **more):
    """Simulate a plan of `plan_of`; return the draws of each assumption used, as the costs that they are."""
    samples = simulate(plan, Sampling(seed=SEED, draws=draws), **more)
    return {
        option.key: samples[number * plan.n_buckets + Bucket.COST_PUBLIC] for number, option in enumerate(plan.options)
    }


def sha256(values):
    return {name: hashlib.sha256(drawn.tobytes()).hexdigest() for name, drawn in values.items()}


def spearman(one, other):
    return float(stats.spearmanr(one, other).statistic)


GROUP = (("gamma", "alpha", "beta"), 0.5)
CHAIN = ((("delta", "beta"), 0.6), (("beta", "alpha"), -0.4))


@pytest.fixture(scope="module")
def apart():
    return simulated(plan_of())


@pytest.fixture(scope="module")
def grouped():
    return simulated(plan_of(GROUP))


# --- the ranks ---


@pytest.mark.parametrize("rank", [-0.95, -0.5, -0.1, 0.0, 0.3, 0.6, 0.9])
def test_the_ranks_of_a_pair_correlate_as_asked(rank):
    """Within 4 standard errors of no correlation, the widest: false alarm at most 6e-5 each, 5e-4 for all seven."""
    drawn = simulated(plan_of((("beta", "delta"), rank), used=("beta", "delta")))
    assert abs(spearman(drawn["beta"], drawn["delta"]) - rank) < 4 / math.sqrt(DRAWS)


def test_every_pair_of_a_group_correlates_alike_and_no_other_pair_does(grouped):
    """Ten pairs, each within 4 standard errors: false alarm at most 6e-4."""
    for pair in itertools.combinations(ESTIMATES, 2):
        wanted = 0.5 if set(pair) <= set(GROUP[0]) else 0.0
        assert abs(spearman(*(grouped[name] for name in pair)) - wanted) < 4 / math.sqrt(DRAWS), pair


def test_the_ends_of_a_chain_do_not_correlate():
    """Three pairs, each within 4 standard errors: false alarm at most 2e-4."""
    drawn = simulated(plan_of(*CHAIN))
    ranks = {("delta", "beta"): 0.6, ("beta", "alpha"): -0.4, ("delta", "alpha"): 0.0}
    for pair, wanted in ranks.items():
        assert abs(spearman(*(drawn[name] for name in pair)) - wanted) < 4 / math.sqrt(DRAWS), pair


def test_full_correlation_is_the_same_rank_in_every_draw():
    same = simulated(plan_of((("alpha", "gamma"), 1)), draws=5000)
    assert np.array_equal(np.argsort(same["alpha"]), np.argsort(same["gamma"]))
    against = simulated(plan_of((("alpha", "gamma"), -1)), draws=5000)
    assert np.array_equal(np.argsort(against["alpha"]), np.argsort(-against["gamma"]))


def test_the_spread_of_a_sum_is_that_of_correlated_normals():
    """Two normals of sigma 3 and 4 with rank 0.6: variance 25 + 24 x 2 sin(0.1 pi). The sample's standard deviation
    lies within 4 of its standard errors: false alarm 6e-5."""
    assumptions = {"x": {"normal": [50, 3], **UNIT}, "y": {"normal": [50, 4], **UNIT}}
    together = {"correlations": [{"assumptions": ["x", "y"], "rank": 0.6}]}
    found = {}
    for name, extra in (("apart", {}), ("together", together)):
        case = ac.from_plain(small_case({"it": {"amount": "x + y"}}, assumptions=assumptions, extra=extra, horizon=0))
        simulation = case.appraise(draws=DRAWS, seed=SEED).absolute["only"].simulation
        found[name] = simulation.standard_error * math.sqrt(DRAWS) / 1000
    for name, variance in (("apart", 25), ("together", 25 + 24 * 2 * math.sin(0.1 * math.pi))):
        assert abs(found[name] - math.sqrt(variance)) < 4 * math.sqrt(variance / (2 * DRAWS)), name


def test_central_values_do_not_change():
    """A correlation changes how numbers vary together and no number by itself."""
    extra = {"correlations": [{"assumptions": ["alpha", "beta"], "rank": 0.8}]}
    one, other = (
        ac.from_plain(small_case({"it": {"amount": "alpha + beta"}}, assumptions=ESTIMATES, extra=held)).appraise()
        for held in ({}, extra)
    )
    assert one.absolute["only"].pvc == other.absolute["only"].pvc
    assert one.provenance.model_sha256 != other.provenance.model_sha256


# --- an independent route ---


def test_draws_are_those_of_correlated_normals_worked_out_with_numpy_and_scipy():
    """The same uniform numbers through scipy's normal and LAPACK's Cholesky factor, to 1e-9."""
    ranks = [(("one", "two"), 0.7), (("two", "three"), -0.3), (("one", "three"), 0.2), (("four", "two"), 0.1)]
    estimates = {
        "one": {"uniform": [3, 7], "unit": "GBP/year"},
        "two": {"normal": [100, 10], "unit": "GBP/year"},
        "three": {"triangular": [5, 10, 40], "unit": "GBP/year"},
        "four": {"lognormal": [10, 5], "unit": "GBP/year"},
    }
    names = sorted(estimates)
    matrix = np.eye(4)
    for pair, rank in ranks:
        i, j = (names.index(name) for name in pair)
        matrix[i, j] = matrix[j, i] = 2 * np.sin(np.pi * rank / 6)
    normals = stats.norm.ppf([uniforms(SEED, name, 0, 20_000) for name in names])
    held = dict(zip(names, np.linalg.cholesky(matrix) @ normals, strict=True))
    expected = {
        "one": 3 + 4 * stats.norm.cdf(held["one"]),
        "two": 100 + 10 * held["two"],
        "three": stats.triang.ppf(stats.norm.cdf(held["three"]), 5 / 35, 5, 35),
        "four": 10 / math.sqrt(1.25) * np.exp(math.sqrt(math.log(1.25)) * held["four"]),
    }
    drawn = simulated(plan_of(*ranks, used=names, estimates=estimates), draws=20_000)
    for name in names:
        np.testing.assert_allclose(drawn[name], expected[name], rtol=1e-9, atol=0, err_msg=name)


# --- what stays as it is ---


def test_each_estimate_stays_as_it_is(grouped):
    """The share of draws below a quantile, within 4 standard errors: 45 shares, false alarm 3e-3 at most."""
    plan = plan_of(GROUP)
    allowed = 4 * np.sqrt(SPAN * (1 - SPAN) / DRAWS)
    for name, drawn in grouped.items():
        quantiles = plan.assumptions[name].values(SPAN)
        below = (drawn[:, None] <= quantiles).mean(axis=0)
        assert (np.abs(below - SPAN) < allowed).all(), name


def test_the_first_of_a_group_keeps_its_draws_and_the_others_do_not(apart, grouped):
    assert sha256(grouped)["alpha"] == sha256(apart)["alpha"]
    for name in ("beta", "gamma"):
        assert not np.isin(grouped[name][:1000], apart[name][:1000]).any()


def test_assumptions_outside_every_group_keep_their_draws(apart, grouped):
    kept = ("delta", "other")
    assert [sha256(grouped)[name] for name in kept] == [sha256(apart)[name] for name in kept]


def test_a_second_group_changes_no_draw_of_the_first(grouped):
    both = simulated(plan_of(GROUP, (("delta", "other"), -0.7)))
    changed = {name for name in ESTIMATES if sha256(both)[name] != sha256(grouped)[name]}
    assert changed == {"other"}


@pytest.mark.parametrize("used", [("gamma",), ("beta", "delta"), ("gamma", "other", "alpha")])
def test_what_no_line_uses_changes_no_draw_of_what_a_line_uses(grouped, used):
    """`alpha`, which leads the group, or `beta` in its middle may be out of use."""
    drawn = simulated(plan_of(GROUP, used=used))
    assert sha256(drawn) == {name: sha256(grouped)[name] for name in used}


def test_a_group_that_no_line_uses_is_left_out(apart):
    plan = plan_of(GROUP, used=("delta", "other"))
    assert plan.correlated == ()
    assert sha256(simulated(plan)) == {name: sha256(apart)[name] for name in ("delta", "other")}


def test_the_order_in_which_correlations_and_keys_are_given_changes_no_byte(grouped):
    (names, rank), pairs = GROUP, list(itertools.combinations(GROUP[0], 2))
    for given in (
        [(names[::-1], rank)],
        [(pair, rank) for pair in pairs],
        [(pair[::-1], rank) for pair in pairs[::-1]],
    ):
        assert sha256(simulated(plan_of(*given))) == sha256(grouped)


def test_a_case_without_correlations_draws_every_stream_by_itself(apart):
    """The bytes are those of the kernel over each estimate's own stream, as before there were correlations."""
    plan = plan_of()
    assert plan.correlated == ()
    values = {name: held.values(uniforms(SEED, name, 0, DRAWS)) for name, held in plan.assumptions.items()}
    assert (
        Kernel(plan).run(values, DRAWS).tobytes()
        == simulate(plan, Sampling(seed=SEED, draws=DRAWS), block=DRAWS).tobytes()
    )
    assert sha256(values) == sha256(apart)


def test_a_correlation_of_nothing_changes_no_byte(apart):
    assert sha256(simulated(plan_of((("alpha", "beta", "gamma", "delta"), 0)))) == sha256(apart)


# --- blocks and numbers of draws ---


@pytest.mark.parametrize("block", [4096, 16_385, 99_999, 10**9])
def test_the_size_of_a_block_changes_no_byte(grouped, block):
    assert sha256(simulated(plan_of(GROUP), block=block)) == sha256(grouped)


@pytest.mark.parametrize("block", [1, 3, 7])
def test_a_handful_of_draws_at_a_time_changes_no_byte(grouped, block):
    few = simulated(plan_of(GROUP), draws=1000, block=block)
    assert all(np.array_equal(few[name], grouped[name][:1000]) for name in ESTIMATES)


def test_the_first_draws_of_many_are_the_draws_of_few(grouped):
    few = simulated(plan_of(GROUP), draws=10_000)
    assert all(np.array_equal(few[name], grouped[name][:10_000]) for name in ESTIMATES)


@pytest.mark.parametrize("name", ESTIMATES)
@pytest.mark.parametrize("given", [(), (GROUP,), CHAIN], ids=["apart", "group", "chain"])
def test_the_draws_of_one_assumption_are_those_of_the_simulation(name, given):
    plan = plan_of(*given)
    drawn = simulated(plan, draws=3000)[name]
    assert np.array_equal(draws_of(plan, name, Streams(SEED), 0, 3000), drawn)
    assert np.array_equal(draws_of(plan, name, Streams(SEED), 1001, 1500), drawn[1001:1500])


# --- the plan ---


def test_a_plan_holds_each_group_that_is_used_with_its_factor():
    plan = plan_of(*CHAIN, (("gamma", "other"), 0.1), used=("alpha", "other"))
    chain, pair = plan.correlated
    assert (chain.names, pair.names) == (("alpha", "beta", "delta"), ("gamma", "other"))
    gaussian = [[1, -0.4, 0], [-0.4, 1, 0.6], [0, 0.6, 1]]
    expected = 2 * np.sin(np.pi / 6 * np.array(gaussian))
    np.testing.assert_allclose(chain.factor @ chain.factor.T, expected, rtol=0, atol=1e-14)
    assert not np.triu(chain.factor, 1).any()
    assert not chain.factor.flags.writeable


def test_a_plan_with_groups_pickles_and_draws_the_same(grouped):
    plan = pickle.loads(pickle.dumps(plan_of(GROUP)))
    assert sha256(simulated(plan)) == sha256(grouped)


def test_units_of_a_group_do_not_matter_to_its_ranks():
    """The same estimates in minutes and in hours, in percent and as shares."""
    numbers = {"a": {"pert": [6, 12, 30], "unit": "minute"}, "b": {"uniform": [20, 60], "unit": "percent"}}
    scaled = {"a": {"pert": [0.1, 0.2, 0.5], "unit": "hour"}, "b": {"uniform": [0.2, 0.6], "unit": "1"}}
    extra = {"correlations": [{"assumptions": ["a", "b"], "rank": 0.6}]}
    found = []
    for assumptions in (numbers, scaled):
        case = small_case({"it": {"amount": "a * b * 1 GBP/hour/year"}}, assumptions=assumptions, extra=extra)
        plan = compile_model(ac.from_plain(case).model)
        found.append([draws_of(plan, name, Streams(SEED), 0, 1000) for name in "ab"])
    np.testing.assert_allclose(found[0], found[1], rtol=1e-12)
