"""Logistic curves: yearly averages against quadrature, the times they pass through, and their refusals."""

import datetime
import math

import numpy as np
import pytest
from scipy import integrate, special

from agile_case.errors import EstimateError, InputError, UnitError, YearError
from agile_case.estimates.curves import SHAPES, Curve, logistic_parameters
from agile_case.estimates.shapes import logistic_area
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.units import Quantity

TIMES = [(0.25, 2.0), (0.0, 1.0), (1.0, 1.01), (0.5, 40.0), (-1.0, 3.0), (5.0, 9.0)]
STARTS = {
    "at the turn of a year": 0.0,
    "in mid-year": -0.5,
    "late in the year": -11.99 / 12,
    "three years ago": 3.0,
    "in the last year": -19.25,
    "after the end": -25.0,
}


def logistic_yearly(elapsed, midpoint, steepness):
    """Average the curve over each year, from years since its start to the first day of each."""
    return logistic_area(elapsed + 1.0, midpoint, steepness) - logistic_area(elapsed, midpoint, steepness)


def quadrature(begin, midpoint, steepness):
    """Average the curve, which is zero before its start, over a year by quadrature."""
    low, high = max(begin, 0.0), max(begin + 1.0, 0.0)
    breaks = [point for point in (midpoint, midpoint - 5 / steepness, midpoint + 5 / steepness) if low < point < high]
    value, _ = integrate.quad(
        lambda time: special.expit(steepness * (time - midpoint)),
        low,
        high,
        points=breaks or None,
        epsabs=1e-13,
        epsrel=1e-13,
        limit=500,
    )
    return value


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("times", TIMES)
def test_yearly_averages_agree_with_quadrature(times, start):
    midpoint, steepness = logistic_parameters(*times)
    elapsed = start + np.arange(20.0)
    expected = [quadrature(begin, midpoint, steepness) for begin in elapsed]
    np.testing.assert_allclose(logistic_yearly(elapsed, midpoint, steepness), expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS)
@pytest.mark.parametrize("times", TIMES)
def test_yearly_averages_lie_between_0_and_1_and_never_fall(times, start):
    average = logistic_yearly(start + np.arange(60.0), *logistic_parameters(*times))
    assert average.min() >= 0
    assert average.max() <= 1 + 1e-13
    assert np.diff(average).min() >= -1e-13


def test_the_curve_is_zero_before_its_event():
    average = logistic_yearly(np.array([-3.0, -2.0, -1.0, -0.5, 0.0]), 0.0, 2.0)
    assert average[:3].tolist() == [0.0, 0.0, 0.0]
    assert average[3] > 0.25


def test_a_start_in_mid_year_counts_the_half_year_after_it():
    """Half way up at the start and very steep, the curve is 1 from the start on: half a year of it is a half."""
    np.testing.assert_allclose(logistic_yearly(np.array([-0.5, 0.5]), 0.0, 1e6), [0.5, 1.0], atol=1e-5)


def test_a_curve_reaches_its_ceiling_in_the_end():
    assert logistic_yearly(np.array([1e4]), 1.0, 2.0).tolist() == [1.0]


@pytest.mark.parametrize("times", TIMES)
def test_t10_and_t90_hit_a_tenth_and_nine_tenths_of_the_ceiling(times):
    midpoint, steepness = logistic_parameters(*times)
    reached = [special.expit(steepness * (time - midpoint)) for time in (*times, midpoint)]
    assert reached == pytest.approx([0.1, 0.9, 0.5], abs=1e-12)


@pytest.mark.parametrize(
    "times", [(1.0, 1.0), (2.0, 1.0), (math.nan, 1.0), (0.0, math.inf), (-math.inf, 1.0), (0.0, 5e-324)]
)
def test_times_that_do_not_follow_each_other_are_refused(times):
    with pytest.raises(EstimateError) as caught:
        logistic_parameters(*times)
    error = caught.value
    assert error.what == "A logistic curve cannot pass through these times."
    assert (error.got, error.wanted) == (f"t10 = {times[0]} years, t90 = {times[1]} years", "t90 later than t10")


# --- the noun ---


def test_a_curve_reads_its_fields():
    curve = Curve(shape="logistic", starts="public_beta", t10="3 month", t90=Quantity(24, "month"), ceiling="share")
    assert (curve.t10, curve.t90) == (Quantity(3, "month"), Quantity(24, "month"))
    assert (curve.starts, curve.ceiling, curve.midpoint) == ("public_beta", "share", None)
    assert Curve(shape="logistic", starts="2027-10-01").starts == datetime.date(2027, 10, 1)
    assert Curve(shape="logistic", starts="x").ceiling == 1.0
    assert " ".join(SHAPES) == (
        "constant step linear logistic gompertz bass saturation decay events "
        "waves cohorts given seasonal learning delay scale complement sum product cap floor"
    )


def test_fields_of_others_are_frozen():
    curve = Curve(shape="logistic", starts="x", x={"a": [1]})
    assert curve.x == FrozenMap({"a": (1,)})
    assert hash(curve)


@pytest.mark.parametrize("ceiling", [math.nan, math.inf, -0.1, True, None, "Not a key", [1]])
def test_a_ceiling_is_a_number_or_a_key(ceiling):
    with pytest.raises(InputError) as caught:
        Curve(shape="logistic", starts="x", ceiling=ceiling)
    error = caught.value
    assert (error.what, error.got) == ("This is not a ceiling.", repr(ceiling))
    assert error.wanted == "a number of 0 or more, or the key of an assumption"


@pytest.mark.parametrize("field", ["t10", "t90", "midpoint", "steepness"])
@pytest.mark.parametrize("given", [5, "soon, perhaps"])
def test_a_time_is_a_quantity(field, given):
    with pytest.raises(UnitError, match=r"This is not a quantity\."):
        Curve(shape="logistic", starts="x", **{field: given})


@pytest.mark.parametrize("field", ["shape", "title", "source", "notes"])
def test_text_is_text(field):
    with pytest.raises(InputError) as caught:
        Curve(**({"shape": "logistic", "starts": "x"} | {field: 5}))
    error = caught.value
    assert error.what == f"This {field} has the wrong type."
    assert (error.where, error.got, error.wanted) == (field, "5", "text")


def test_a_start_is_an_event_or_a_date():
    with pytest.raises(YearError, match=r"This is not a date\."):
        Curve(shape="logistic", starts="Next year")


def test_fields_of_others_are_a_table():
    with pytest.raises(InputError, match=r"A table is needed\."):
        Curve(shape="logistic", starts="x", x=5)
