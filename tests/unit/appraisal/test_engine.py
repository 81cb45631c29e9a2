"""The simulation loop: how draws are numbered, cut into blocks and refused."""

import hashlib

import numpy as np
import pytest

import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import check_draws, draws_of, simulate
from agile_case.appraisal.sampling import Sampling
from agile_case.appraisal.streams import Streams
from agile_case.errors import AppraisalError, InputError, LimitError
from tests.strategies import small_case

MINUTES = {"minutes": {"pert": [4, 6, 10], "unit": "minute"}, "rate": {"triangular": [0.0, 0.02, 0.1], "unit": "1"}}
LINE = {"amount": "minutes * 100 GBPk/hour/year", "growth": "rate"}


def plan_of(costs, **case):
    return compile_model(ac.from_plain(small_case(costs, **case)).model)


@pytest.fixture(scope="module")
def plan():
    return plan_of({"it": LINE}, assumptions={**MINUTES, "fixed": {"value": 2, "unit": "1"}}, horizon=5)


@pytest.fixture(scope="module")
def samples(plan):
    return simulate(plan, Sampling(seed=2026, draws=100_000))


def test_the_first_draws_of_many_are_the_draws_of_few(plan, samples):
    assert np.array_equal(simulate(plan, Sampling(seed=2026, draws=10_000)), samples[:, :10_000])


@pytest.mark.parametrize("block", [4096, 16_384, 16_385, 99_999, 100_000, 10**9])
def test_the_size_of_a_block_changes_no_byte(plan, samples, block):
    """16,384 is the default; an odd block begins inside a block of the generator."""
    found = simulate(plan, Sampling(seed=2026, draws=100_000), block=block)
    assert hashlib.sha256(found.tobytes()).hexdigest() == hashlib.sha256(samples.tobytes()).hexdigest()


@pytest.mark.parametrize("block", [1, 3, 7])
def test_a_handful_of_draws_at_a_time_changes_no_byte(plan, samples, block):
    assert np.array_equal(simulate(plan, Sampling(seed=2026, draws=2_500), block=block), samples[:, :2_500])


def test_another_seed_gives_other_draws(plan, samples):
    assert not np.isin(simulate(plan, Sampling(seed=2027, draws=100))[2], samples[2, :100]).any()


def test_samples_cannot_be_written_to(samples):
    assert samples.shape == (4, 100_000)
    assert not samples.flags.writeable


def test_a_certain_assumption_is_a_number_in_base_units():
    plan = plan_of(
        {"it": {"amount": "minutes * 1 GBP/hour/year"}}, assumptions={"minutes": {"value": 6, "unit": "minute"}}
    )
    value = draws_of(plan, "minutes", Streams(2026), 0, 5)
    assert isinstance(value, float)
    assert value == pytest.approx(0.1, rel=1e-15)


def test_draws_of_an_assumption_are_in_base_units(plan):
    drawn = draws_of(plan, "minutes", Streams(2026), 0, 1000)
    assert drawn.shape == (1000,)
    assert 4 / 60 <= drawn.min() < drawn.max() <= 10 / 60


@pytest.mark.parametrize("draws", [2, 10, np.int64(7)])
def test_a_number_of_draws_is_whole(draws):
    assert check_draws(draws, 4) == draws
    assert type(check_draws(draws, 4)) is int


@pytest.mark.parametrize("draws", [1, 0, -5, 10.0, True, "100", None])
def test_anything_else_is_no_number_of_draws(draws):
    """One draw has no standard error."""
    with pytest.raises(InputError) as caught:
        check_draws(draws, 4)
    assert caught.value.where == "draws"


def test_more_draws_than_fit_into_memory_are_refused_before_any_is_drawn(plan):
    """Four outputs of eight bytes: 4 GiB hold 2**27 draws."""
    assert check_draws(2**27, 4) == 2**27
    with pytest.raises(LimitError, match="fit into memory"):
        simulate(plan, Sampling(seed=2026, draws=2**27 + 1))


@pytest.mark.parametrize("block", [0, -1, 2.0, True, None])
def test_a_block_is_a_positive_whole_number(plan, block):
    with pytest.raises(InputError) as caught:
        simulate(plan, Sampling(seed=2026, draws=10), block=block)
    assert caught.value.where == "block"


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, None])
def test_a_seed_that_is_none_is_refused(plan, seed):
    with pytest.raises(InputError) as caught:
        simulate(plan, Sampling(seed=seed, draws=10))
    assert caught.value.where == "seed"


@pytest.mark.parametrize("block", [7, 16_384])
def test_a_division_by_zero_in_a_draw_names_the_line_and_the_draw(block):
    """`max(x, 0)` is zero in one draw of a hundred; its mean is not, so the case itself is sound."""
    costs = {
        "sound": {"amount": "1 GBPk/year"},
        "unsound": {"amount": "1 GBPk/year / max(x, 0)"},
        "sound_too": {"amount": "x * 0 GBPk/year"},
    }
    plan = plan_of(costs, assumptions={"x": {"uniform": [-0.02, 1.98], "unit": "1"}})
    wrong = draws_of(plan, "x", Streams(2026), 0, 1000) <= 0
    first = int(np.argmax(wrong))
    assert wrong.any()
    assert first > 7
    with pytest.raises(AppraisalError) as caught:
        simulate(plan, Sampling(seed=2026, draws=1000), block=block)
    assert caught.value.where == "options.only.costs.unsound"
    assert caught.value.got == f"inf in draw {first}"
    assert "zero" in caught.value.do


@pytest.mark.parametrize("block", [7, 16_384])
def test_growth_that_takes_away_all_there_is_names_the_assumption(block):
    """With a standard deviation of 0.8, one draw in ten falls below -1; an even power of it would look sound."""
    assumptions = {"pay_growth": {"normal": [0.02, 0.8], "unit": "1"}, "rate": MINUTES["rate"]}
    costs = {
        "it": {"amount": "1 GBPk/year", "growth": "pay_growth"},
        "sound": {"amount": "1 GBPk/year", "growth": "rate"},
    }
    plan = plan_of(costs, assumptions=assumptions, horizon=2)
    with pytest.raises(AppraisalError) as caught:
        simulate(plan, Sampling(seed=2026, draws=1000), block=block)
    lowest = float(draws_of(plan, "pay_growth", Streams(2026), 0, 1000).min())
    assert lowest < -1
    assert caught.value.what == "A draw of growth takes away all there is."
    assert caught.value.where == "assumptions.pay_growth"
    assert caught.value.wanted == "draws above -1"
    assert "truncate" in caught.value.do
    if block > 1000:
        assert caught.value.got == f"{lowest:g}"


def test_growth_above_minus_one_is_drawn():
    assumptions = {"rate": {"uniform": [-0.999, 0.1], "unit": "1"}}
    plan = plan_of({"it": {"amount": "1 GBPk/year", "growth": "rate"}}, assumptions=assumptions, horizon=2)
    assert (simulate(plan, Sampling(seed=2026, draws=1000))[2] > 0).all()


def test_zero_by_zero_is_found_too():
    """0 / 0 is NaN, which no comparison notices by itself."""
    costs = {"unsound": {"amount": "max(x, 0) * 1 GBPk/year / max(x, 0)"}}
    plan = plan_of(costs, assumptions={"x": {"uniform": [-1, 1.5], "unit": "1"}})
    with pytest.raises(AppraisalError, match=r"options\.only\.costs\.unsound"):
        simulate(plan, Sampling(seed=2026, draws=100))


def test_lines_that_are_too_large_only_together_are_all_named():
    """Each line is below 1e100 pounds, their sum is not."""
    line = {"amount": "x * 1e60 GBP/year", "when": "2026-27"}
    plan = plan_of({"one": line, "two": line}, assumptions={"x": {"uniform": [6e39, 9e39], "unit": "1"}})
    with pytest.raises(AppraisalError) as caught:
        simulate(plan, Sampling(seed=2026, draws=10))
    assert caught.value.where == "options.only.costs.one, options.only.costs.two"


def test_the_sample_mean_of_a_linear_case_is_its_central_value():
    """A sum of assumptions, 100,000 draws, within 4 standard errors: false alarm 6e-5."""
    assumptions = {
        "one": {"pert": [10, 30, 90], "unit": "GBPk/year"},
        "two": {"triangular": [5, 10, 40], "unit": "GBPk/year"},
        "three": {"normal": [100, 10], "unit": "GBPk/year"},
        "four": {"uniform": [3, 7], "unit": "GBPk/month"},
    }
    case = ac.from_plain(small_case({"it": {"amount": "one + 2 * two + three - four / 2"}}, assumptions=assumptions))
    found = case.appraise(draws=100_000, seed=2026).absolute["only"]
    assert abs(found.simulation.mean - found.npsv) < 4 * found.simulation.standard_error
    assert found.simulation.standard_error < 1e-3 * abs(found.npsv)
