"""From judged quantiles to an estimate: what fits exactly, what is nearest, and what cannot fit."""

import math

import numpy as np
import pytest

from agile_case.errors import EstimateError, UnknownNameError
from agile_case.estimates.distributions import (
    Lognormal,
    LognormalRange,
    Normal,
    Pert,
    Shifted,
    Tabulated,
    Triangular,
)
from agile_case.estimates.elicitation import FAMILIES, fit, fits

THREE = (0.1, 0.5, 0.9)


def judged(estimate, probabilities=THREE):
    return dict(zip(probabilities, estimate.quantile(probabilities).tolist(), strict=True))


def test_two_judgements_settle_a_normal():
    one = fit({0.1: 90, 0.9: 110}, "normal")
    assert one.exact
    assert (one.estimate.mean, one.estimate.sd) == pytest.approx((100, 10 / 1.2815515655446004))
    assert one.notes == ()


def test_p10_and_p90_of_a_lognormal_are_kept_as_given():
    assert fit({0.1: 2, 0.9: 9}, "lognormal").estimate == LognormalRange(2, 9)
    one = fit({0.05: 2, 0.9: 9}, "lognormal")
    assert isinstance(one.estimate, Lognormal)
    assert one.achieved == pytest.approx((2, 9), rel=1e-12)


def test_a_table_meets_everything_and_says_what_it_added():
    one = fit({0.1: 2, 0.5: 4, 0.9: 9}, "tabulated")
    assert one.estimate == Tabulated([0, 0.1, 0.5, 0.9, 1], [1.5, 2, 4, 9, 10.25])
    assert one.residuals == (0, 0, 0)
    assert one.notes == ("Not judged, and carried on in a straight line: the lowest value, the highest value.",)
    ends = fit({0: 1, 0.5: 4, 1: 9}, "tabulated")
    assert (ends.estimate, ends.notes) == (Tabulated([0, 0.5, 1], [1, 4, 9]), ())
    assert ends.achieved == (1, 4, 9)
    assert fit({0.1: 2, 1: 9}, "tabulated").notes[0].endswith("line: the lowest value.")
    assert fit({0: 2, 0.9: 9}, "tabulated").notes[0].endswith("line: the highest value.")


@pytest.mark.parametrize(
    "estimate",
    [Triangular(1, 4, 11), Triangular(0, 0, 1), Triangular(-5, 3, 3), Pert(4, 6, 10), Pert(0, 1, 1), Pert(-9, -9, 1)],
    ids=str,
)
@pytest.mark.parametrize("probabilities", [THREE, (0.05, 0.5, 0.95), (0.2, 0.3, 0.9)])
def test_three_judgements_find_the_three_numbers(estimate, probabilities):
    one = fit(judged(estimate, probabilities), estimate.key)
    assert one.exact
    numbers = np.array(one.estimate.numbers)
    assert numbers == pytest.approx(estimate.numbers, abs=1e-6 * (estimate.high - estimate.low))


@pytest.mark.parametrize(("estimate", "end"), [(Triangular(0, 0.05, 1), "low"), (Triangular(0, 0.96, 1), "high")])
def test_a_mode_beyond_the_judgements_cannot_be_told_and_is_taken_as_the_end(estimate, end):
    one = fit(judged(estimate), "triangular")
    assert one.exact
    assert one.estimate.mode == getattr(one.estimate, end)
    assert one.notes == ("The judgements do not tell where beyond them the mode lies: the end is taken.",)


@pytest.mark.parametrize(("mean", "sd", "by"), [(5, 2, 3), (5, 2, -40), (1e5, 3e5, 1e3), (10, 0.5, 0)])
@pytest.mark.parametrize("probabilities", [THREE, (0.01, 0.6, 0.8)])
def test_three_judgements_find_a_shifted_lognormal(mean, sd, by, probabilities):
    given = Shifted(Lognormal(mean, sd), by) if by else Lognormal(mean, sd)
    one = fit(judged(given, probabilities), "shifted-lognormal")
    assert one.exact
    assert one.estimate.mean == pytest.approx(given.mean, rel=1e-6)
    assert type(one.estimate) is type(given)


def test_more_judgements_than_numbers_are_met_as_nearly_as_can_be():
    one = fit({0.1: 2, 0.5: 4, 0.9: 9}, "normal")
    assert not one.exact
    assert "least squares of the values" in one.notes[0]
    assert isinstance(one.estimate, Normal)
    z = 1.2815515655446004
    assert one.estimate.sd == pytest.approx((9 - 2) / (2 * z))
    assert one.estimate.mean == pytest.approx(5)
    assert "logarithms" in fit({0.1: 2, 0.5: 4, 0.9: 9}, "lognormal").notes[0]


def test_the_fit_is_shown():
    one = fit({0.1: 2, 0.5: 4, 0.9: 9}, "normal")
    text = str(one)
    assert text.startswith("Fit of a normal estimate: Normal(mean=5.0, sd=2.73")
    assert [row[0] for row in one.table().rows] == ["P10", "P50", "P90"]
    assert one.table().rows[1][1:] == (4, pytest.approx(5), pytest.approx(1))
    assert "Mean 5, standard deviation 2.73" in text
    assert "<table>" in one._repr_html_()
    assert one.table().columns[1].decimals == 3


def test_all_families_side_by_side_the_nearest_first():
    all_of_them = fits({0.1: 2, 0.5: 4, 0.9: 9})
    names = [one.family for one in all_of_them.found]
    assert names[0] == "tabulated"
    assert names[-1] == "normal"
    assert set(names) | set(all_of_them.refused) == set(FAMILIES)
    assert str(all_of_them).startswith("Estimates fitted to the same judgements")
    assert "<table>" in all_of_them._repr_html_()


def test_families_that_cannot_say_why():
    left = fits({0.1: 1, 0.5: 9, 0.9: 11})
    assert "steps up by" in left.refused["shifted-lognormal"]
    assert "and these judgements by 0.25" in left.refused["triangular"]
    assert "n/a" in str(left)
    two = fits({0.1: -1, 0.9: 9})
    assert two.refused["pert"] == "A pert estimate needs exactly three judgements."
    assert two.refused["lognormal"] == "A lognormal estimate cannot be 0 or below."
    ends = fits({0: 1, 0.5: 3, 1: 9})
    assert [one.family for one in ends.found] == ["tabulated"]
    assert "between 0 and 1 only" in ends.refused["normal"]
    with pytest.raises(EstimateError, match="would be too wide") as caught:
        fit({0.1: 1e-200, 0.2: 1, 0.9: 1e200}, "lognormal")
    assert caught.value.got == "P10 = 1e-200, P20 = 1, P90 = 1e+200"


@pytest.mark.parametrize(
    ("given", "match"),
    [
        ({0.1: 4, 0.9: 4}, "P10 = 4 and P90 = 4"),
        ({0.1: 4, 0.5: 3, 0.9: 9}, "do not rise with their probabilities"),
        ({0.5: 4}, "two or more probabilities"),
        ({}, "two or more probabilities"),
        ({10: 4, 90: 9}, "probabilities from 0 to 1"),
        ({0.1: "4", 0.9: 9}, "not judged quantiles"),
        ({"p10": 4, 0.9: 9}, "not judged quantiles"),
        ({0.1: math.nan, 0.9: 9}, "not judged quantiles"),
        ({0.1: 1, 0.9: 1e300}, "below 1e290"),
        ([2, 9], "not judged quantiles"),
    ],
)
def test_judgements_that_are_none_are_refused(given, match):
    for function in (lambda it: fit(it, "normal"), fits):
        with pytest.raises(EstimateError, match=match) as caught:
            function(given)
        assert caught.value.where == "judged"


def test_an_unknown_family_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean lognormal"):
        fit({0.1: 2, 0.9: 9}, "log-normal")
