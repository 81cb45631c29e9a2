"""Measures: from four present values to NPSV, BCR and RPSC, or the reason why there is none."""

import math

import attrs
import numpy as np
import pytest

from agile_case.appraisal.measures import compare, measure, quadrant, spread_of

NUMBERS = ("pvb", "pvc", "pvc_public", "pvc_nonpublic", "npsv", "bcr", "rpsc", "rpsc_numerator", "rpsc_denominator")

NOTHING = np.zeros(4)


def present(benefit=0.0, released=0.0, public=0.0, nonpublic=0.0):
    return np.array([benefit, released, public, nonpublic])


def test_the_measures_of_an_option_by_hand():
    """Benefits 90, cash released 10, public cost 40, cost of others 20: Green Book 2026, Table 10."""
    lower = measure(present(90, 10, 40, 20), "lower-cost", partial=False)
    assert (lower.pvb, lower.pvc, lower.pvc_public, lower.pvc_nonpublic, lower.npsv) == (90, 50, 30, 20, 40)
    assert (lower.bcr, lower.rpsc) == (90 / 50, 70 / 30)
    assert (lower.rpsc_numerator, lower.rpsc_denominator) == (70, 30)
    assert not lower.undefined
    assert lower.simulation is None
    benefit = measure(present(90, 10, 40, 20), "benefit", partial=False)
    assert (benefit.pvb, benefit.pvc, benefit.pvc_public, benefit.pvc_nonpublic, benefit.npsv) == (100, 60, 40, 20, 40)
    assert (benefit.bcr, benefit.rpsc) == (100 / 60, 80 / 40)


@pytest.mark.parametrize(("savings", "other"), [("lower-cost", "benefit"), ("benefit", "lower-cost")])
def test_a_comparison_shows_the_ratio_under_the_other_convention(savings, other):
    """Green Book 2026, 6.94."""
    found = compare(present(90, 10, 40, 20), NOTHING, savings, partial=False)
    assert found.bcr_other_convention == measure(present(90, 10, 40, 20), other, partial=False).bcr
    assert found.bcr == measure(present(90, 10, 40, 20), savings, partial=False).bcr


@pytest.mark.parametrize(
    ("benefits", "costs", "words"),
    [
        (1, 1, "costs more and gains benefit"),
        (-1, -1, "saves cost but loses benefit"),
        (1, -1, "dominates"),
        (1, 0, "dominates"),
        (0, -1, "dominates"),
        (-1, 1, "dominated"),
        (-1, 0, "dominated"),
        (0, 1, "dominated"),
        (0, 0, "no difference"),
    ],
)
def test_every_quadrant_has_its_words(benefits, costs, words):
    assert quadrant(benefits, costs) == words
    assert compare(present(benefits, 0, costs), NOTHING, "lower-cost", partial=False).quadrant == words


@pytest.mark.parametrize(
    ("buckets", "name", "reason"),
    [
        (present(5), "bcr", "PVC is zero, so the ratio has no meaning"),
        (present(5, 8, 2), "bcr", "PVC is negative, so the ratio has no meaning"),
        (present(5), "rpsc", "PVC public is zero, so the ratio has no meaning"),
        (present(5, 8, 2), "rpsc", "PVC public is negative, so the ratio has no meaning"),
        (present(5, 0, 1e-320), "bcr", "PVC is next to nothing, so the ratio has no meaning"),
        (present(0, 0, -0.0), "bcr", "PVC is zero, so the ratio has no meaning"),
    ],
)
def test_a_ratio_without_meaning_says_why(buckets, name, reason):
    """No infinity and no NaN: None, with the reason."""
    found = measure(buckets, "lower-cost", partial=False)
    assert getattr(found, name) is None
    assert found.undefined[name] == reason
    assert all(value is None or math.isfinite(value) for value in (getattr(found, name) for name in NUMBERS))


def test_only_the_undefined_measures_have_reasons():
    found = compare(present(10, 30, 20, 5), NOTHING, "lower-cost", partial=False)
    assert set(found.undefined) == {"bcr", "rpsc"}
    assert found.bcr_other_convention == 40 / 25
    other_way = compare(present(10, 30, 20, 5), NOTHING, "benefit", partial=False)
    assert set(other_way.undefined) == {"bcr_other_convention"}
    assert 'savings = "lower-cost"' in other_way.undefined["bcr_other_convention"]


@pytest.mark.parametrize("savings", ["lower-cost", "benefit"])
def test_a_partial_case_has_no_measure(savings):
    samples = np.ones((4, 10))
    for found in (
        measure(present(9, 1, 4, 2), savings, partial=True, samples=samples),
        compare(present(9, 1, 4, 2), NOTHING, savings, partial=True, samples=samples),
    ):
        held = attrs.asdict(found, recurse=False)
        reasons = held.pop("undefined")
        assert set(held.values()) == {None}
        assert set(reasons) == {*set(NUMBERS), *(name for name in held if name not in ("simulation", *NUMBERS))}
        assert all("partial" in reason for reason in reasons.values())


def test_rpsc_moves_when_a_public_effect_changes_sides_and_npsv_does_not():
    """The counter-example: 10 of public saving as a benefit, or as lower public cost."""
    above, below = (
        measure(present(50, 0, 40), "lower-cost", partial=False),
        measure(present(40, 0, 30), "lower-cost", partial=False),
    )
    assert above.npsv == below.npsv == 10
    assert (above.rpsc, below.rpsc) == (1.25, 40 / 30)


def test_a_simulation_summarises_the_npsv():
    """NPSV of 0 to 100 in steps of 1: ten draws below 10, the middle at 50, none negative."""
    samples = np.zeros((4, 101))
    samples[0] = np.arange(101)
    spread = measure(present(50), "lower-cost", partial=False, samples=samples).simulation
    assert (spread.mean, spread.p10, spread.p50, spread.p90) == (50, 10, 50, 90)
    assert spread.standard_error == pytest.approx(np.arange(101).std(ddof=1) / math.sqrt(101), rel=1e-14)
    assert spread.probability_negative == 0


def test_the_chance_of_a_loss_counts_the_draws_below_zero():
    assert spread_of(np.array([-1.0, -0.5, 0.0, 2.0])).probability_negative == 0.5


def test_quantiles_lie_between_the_draws_by_hand():
    """Draws 0, 10, 20 and 40, in any order: the p-quantile lies 3 p of the way from the first to the last."""
    spread = spread_of(np.array([20.0, 0.0, 40.0, 10.0]))
    assert spread.p10 == pytest.approx(3, rel=1e-14)
    assert spread.p50 == pytest.approx(15, rel=1e-14)
    assert spread.p90 == pytest.approx(20 + 0.7 * 20, rel=1e-14)


@pytest.mark.parametrize("value", [-27807978.265433, 0.1, 0.0, 1e15 + 0.3])
def test_draws_that_are_all_the_same_have_no_error(value):
    """A certain option: its mean is its value to the last bit, or the report would explain a gap that is not there."""
    spread = spread_of(np.full(9_999, value))
    assert spread.mean == spread.p10 == spread.p50 == spread.p90 == value
    assert spread.standard_error == 0


def test_what_rounding_leaves_of_equal_options_counts_as_nothing():
    """Costs that cancel but for a last bit: no cost, no ratio, and no quadrant of their own."""
    mine, theirs = present(public=0.1 + 0.2), present(nonpublic=0.3)
    assert (mine - theirs).sum() > 0
    found = compare(mine, theirs, "lower-cost", partial=False)
    assert (found.pvb, found.pvc, found.npsv, found.bcr, found.quadrant) == (0, 0, 0, None, "no difference")
    assert found.pvc_public == 0.1 + 0.2


@pytest.mark.parametrize("left", [1.8e-9, -1.8e-9, 2.9e-6])
def test_what_rounding_leaves_is_judged_by_the_gross_flows_of_the_lines(left):
    """Public costs of 14.8 million less as much released: the buckets alone do not tell a difference from nothing."""
    buckets = present(public=left)
    kept = measure(buckets, "lower-cost", partial=False)
    assert (kept.pvc, kept.pvc_public, kept.npsv) == (left, left, -left)
    found = measure(buckets, "lower-cost", partial=False, gross=29.6e6)
    assert (found.pvc, found.pvc_public, found.npsv, found.bcr, found.rpsc) == (0, 0, 0, None, None)
    assert found.undefined["bcr"] == "PVC is zero, so the ratio has no meaning"
    assert found.undefined["rpsc"] == "PVC public is zero, so the ratio has no meaning"
    compared = compare(buckets, NOTHING, "benefit", partial=False, gross=29.6e6)
    assert (compared.bcr, compared.bcr_other_convention, compared.quadrant) == (None, None, "no difference")


def test_a_million_millionth_of_the_gross_flows_is_where_nothing_ends():
    """A difference a little above is kept, so that no small option becomes nothing beside a large one."""
    for savings in ("lower-cost", "benefit"):
        for found in (
            measure(present(9, 0, 1.1), savings, partial=False, gross=1e12),
            compare(present(9, 0, 1.1), NOTHING, savings, partial=False, gross=1e12),
        ):
            assert (found.pvb, found.pvc, found.npsv) == (9, 1.1, pytest.approx(7.9))
            assert found.bcr == pytest.approx(9 / 1.1)
        below = compare(present(0.9, 0, 0.9), NOTHING, savings, partial=False, gross=1e12)
        assert (below.pvb, below.pvc, below.npsv, below.quadrant) == (0, 0, 0, "no difference")


def test_gross_flows_below_those_of_the_buckets_count_no_less():
    """The buckets themselves are the least that gross flows can be."""
    mine, theirs = present(public=0.1 + 0.2), present(nonpublic=0.3)
    assert compare(mine, theirs, "lower-cost", partial=False, gross=1e-9).quadrant == "no difference"


def test_draws_that_rounding_leaves_of_nothing_are_no_loss():
    samples = np.zeros((4, 4))
    samples[2] = [1e-9, 2e-9, -1e-9, 0]
    found = measure(present(), "lower-cost", partial=False, samples=samples, gross=29.6e6).simulation
    assert (found.mean, found.standard_error, found.probability_negative) == (0, 0, 0)
