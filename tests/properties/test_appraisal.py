"""Laws of an appraisal, for all small cases."""

import attrs
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.appraisal.central import central_values, yearly_amounts
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.discounting import present_value
from agile_case.appraisal.engine import draws_of, simulate
from agile_case.appraisal.kernel import Kernel
from agile_case.appraisal.measures import compare, measure
from agile_case.appraisal.sampling import Sampling
from agile_case.appraisal.streams import Streams
from tests.conftest import WHOLE_CASES
from tests.strategies import UNITS, cases, estimates, small_case

AMOUNTS = st.floats(-1e9, 1e9, allow_subnormal=False)
POSITIVE = st.floats(1.0, 1e9)
SAVINGS = st.sampled_from(("lower-cost", "benefit"))


def plan_of(plain):
    return compile_model(ac.from_plain(plain).model)


def of_option(plan, samples, key):
    index = [option.key for option in plan.options].index(key)
    return samples[4 * index : 4 * index + 4]


def gross_of(yearly):
    return max(float(np.abs(yearly.present).sum()), 1e-300)


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS, st.floats(0.01, 1)), min_size=1, max_size=40), st.floats(-10, 10))
def test_present_value_is_linear_in_the_amounts(years, scale):
    one, other, factors = (np.array(column) for column in zip(*years, strict=True))
    error = present_value(one + scale * other, factors) - (
        present_value(one, factors) + scale * present_value(other, factors)
    )
    assert abs(error) <= 1e-12 * float((np.abs(one) + abs(scale) * np.abs(other)).sum())


@WHOLE_CASES
@given(plain=cases(), order=st.randoms(use_true_random=False))
def test_the_order_of_options_changes_no_byte_of_any_option(plain, order):
    keys = list(plain["options"])
    order.shuffle(keys)
    plan, other = plan_of(plain), plan_of({**plain, "options": {key: plain["options"][key] for key in keys}})
    samples, others = simulate(plan, Sampling(seed=2026, draws=20)), simulate(other, Sampling(seed=2026, draws=20))
    assert all(of_option(plan, samples, key).tobytes() == of_option(other, others, key).tobytes() for key in keys)


@WHOLE_CASES
@given(plain=cases())
def test_a_line_of_zero_changes_nothing(plain):
    first = next(iter(plain["options"]))
    held = plain["options"][first]
    nothing = {"amount": "0 GBPk/year", "growth": 0.02}
    changed = {**held, "costs": {"nothing": nothing, **held["costs"], "nothing_more": nothing}}
    one, other = (
        ac.from_plain(some).appraise(draws=20, seed=2026)
        for some in (plain, {**plain, "options": {**plain["options"], first: changed}})
    )
    assert np.array_equal(one.samples, other.samples)
    assert one.absolute == other.absolute


@WHOLE_CASES
@given(plain=cases(), data=st.data())
def test_another_estimate_of_one_assumption_leaves_every_other_draw_alone(plain, data):
    plan = plan_of(plain)
    assume(plan.assumptions)
    name = data.draw(st.sampled_from(sorted(plan.assumptions)))
    old = plain["assumptions"][name]
    new = {**data.draw(estimates(UNITS[name][1])), "unit": old["unit"]}
    other = plan_of({**plain, "assumptions": {**plain["assumptions"], name: new}})
    for key in set(plan.assumptions) & set(other.assumptions) - {name}:
        assert np.array_equal(draws_of(plan, key, Streams(2026), 0, 50), draws_of(other, key, Streams(2026), 0, 50))


@WHOLE_CASES
@given(plain=cases(), block=st.integers(1, 45))
def test_blocks_and_the_number_of_draws_change_no_byte(plain, block):
    plan = plan_of(plain)
    samples = simulate(plan, Sampling(seed=2026, draws=40))
    assert simulate(plan, Sampling(seed=2026, draws=40), block=block).tobytes() == samples.tobytes()
    assert np.array_equal(simulate(plan, Sampling(seed=2026, draws=13), block=block), samples[:, :13])


@WHOLE_CASES
@given(plain=cases(), at=st.sampled_from(("means", "mode", "p50")))
def test_the_engine_at_central_values_is_the_sum_of_the_yearly_amounts(plain, at):
    """To 1e-12 of the largest amount that a line's terms have; `1 - take_up` is two terms that may cancel."""
    plan = plan_of(plain)
    values = central_values(plan, at)
    yearly = yearly_amounts(plan, values)
    apart = attrs.evolve(plan, terms=tuple(attrs.evolve(term, weights=np.abs(term.weights)) for term in plan.terms))
    error = np.abs(Kernel(plan).run(values, 1)[:, 0] - yearly.present_values())
    assert error.max() <= 1e-12 * gross_of(yearly_amounts(apart, values))


@WHOLE_CASES
@given(plain=cases())
def test_lower_factors_never_raise_the_cost_of_an_option(plain):
    """Costs are positive, so present costs fall in the rate."""
    result = ac.from_plain({**plain, "case": {**plain["case"], "savings": "benefit"}}).appraise()
    halved = attrs.evolve(
        result.plan, discount_factors=result.plan.discount_factors * 0.5 ** np.arange(len(result.plan.years))
    )
    lower = yearly_amounts(halved, central_values(halved, "means")).present_values()
    costs = [2, 3]
    assert all(
        lower[4 * i + bucket] <= result.yearly.present_values()[4 * i + bucket]
        for i in range(len(result.plan.options))
        for bucket in costs
    )


@WHOLE_CASES
@given(plain=cases(), factor=st.floats(0.1, 10))
def test_measures_scale_with_the_amounts(plain, factor):
    """All amounts times a factor: money scales, and the ratios stay."""
    result = ac.from_plain(plain).appraise()
    present = result.yearly.present_values().reshape(-1, 4)
    for buckets in present:
        one, other = (measure(some, plain["case"]["savings"], partial=False) for some in (buckets, factor * buckets))
        assert other.npsv == pytest.approx(factor * one.npsv, rel=1e-9, abs=1e-9 * np.abs(buckets).sum())
        assert (one.bcr is None) == (other.bcr is None)
        if one.bcr is not None and one.pvc > 1e-6 * np.abs(buckets).sum():
            assert other.bcr == pytest.approx(one.bcr, rel=1e-6)


@given(st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS), SAVINGS)
def test_a_measure_is_finite_or_says_why_not(buckets, savings):
    found = attrs.asdict(compare(np.array(buckets), np.zeros(4), savings, partial=False), recurse=False)
    reasons = found.pop("undefined")
    assert found.pop("quadrant")
    assert found.pop("simulation") is None
    assert all(np.isfinite(value) if value is not None else reasons[name] for name, value in found.items())
    assert set(reasons) == {name for name, value in found.items() if value is None}


@given(st.tuples(AMOUNTS, AMOUNTS, POSITIVE, AMOUNTS), SAVINGS)
def test_rpsc_is_one_plus_npsv_over_public_cost(buckets, savings):
    """The identity of Table 10 (Green Book 2026) where there are neither transfers nor non-cash public cost."""
    found = measure(np.array(buckets), savings, partial=False)
    assume(found.rpsc is not None)
    error = abs(found.rpsc - (1 + found.npsv / found.rpsc_denominator))
    assert error <= 1e-12 * (1 + sum(map(abs, buckets)) / found.rpsc_denominator)


@given(st.tuples(POSITIVE, st.floats(0, 1e8), POSITIVE, st.floats(0, 1e9)), POSITIVE, SAVINGS)
def test_a_non_public_effect_is_a_cost_or_a_negative_benefit_all_the_same(buckets, effect, savings):
    """NPSV and RPSC do not move, the BCR does (Green Book 2026, 6.95), unless it is 1."""
    benefit, released, public, nonpublic = buckets
    public += released  # so that both conventions leave a positive public cost
    as_cost = measure(np.array([benefit, released, public, nonpublic + effect]), savings, partial=False)
    as_loss = measure(np.array([benefit - effect, released, public, nonpublic]), savings, partial=False)
    gross = sum(buckets) + released + effect
    assert abs(as_cost.npsv - as_loss.npsv) <= 1e-12 * gross
    assert abs(as_cost.rpsc_numerator - as_loss.rpsc_numerator) <= 1e-12 * gross
    assert as_cost.rpsc_denominator == as_loss.rpsc_denominator
    if abs(as_cost.npsv) > 1e-3 * gross and effect > 1e-3 * gross:
        assert as_cost.bcr != pytest.approx(as_loss.bcr, rel=1e-9)


@given(estimates(100.0))
def test_the_sample_mean_of_a_linear_case_is_its_central_value(estimate):
    """2,000 draws within 6 standard errors: false alarm 2e-9 an example, below 1e-6 for a run of the fast tier."""
    case = ac.from_plain(
        small_case({"it": {"amount": "3 * cost"}}, assumptions={"cost": {**estimate, "unit": "GBPk/year"}})
    )
    found = case.appraise(draws=2_000, seed=2026).absolute["only"]
    assert abs(found.simulation.mean - found.npsv) <= 6 * found.simulation.standard_error + 1e-12 * abs(found.npsv)
