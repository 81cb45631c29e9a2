"""The basic shapes of curves as integrals over time, from which the average over any stretch of time follows exactly.

Each function takes the years since the curve's start and gives the area under the curve up to then, for a ceiling of 1.
Before the start there is nothing. Numbers and arrays of draws may stand together; they are broadcast.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from agile_case.quantities.frozen import FloatArray

__all__ = [
    "bass_area",
    "cycle_area",
    "decay_area",
    "gompertz_area",
    "learning_area",
    "logistic_area",
    "ramp_area",
    "saturation_area",
    "step_area",
]

_SERIES = tuple((-1.0) ** (k + 1) / (k * math.factorial(k)) for k in range(32, 0, -1))
"""Coefficients of the power series of the exponential integral, the highest first."""
_FRACTION, _MEET = 18, 4.0
"""Terms of its continued fraction, and where the two meet."""


def step_area(elapsed: npt.ArrayLike) -> FloatArray:
    """Return the area under a jump from 0 to 1 at the start.

    Args:
        elapsed: Years since the start; negative before it.

    Example:
        >>> step_area([-1.0, 0.0, 2.5]).tolist()
        [0.0, 0.0, 2.5]
    """
    return np.maximum(np.asarray(elapsed, dtype=np.float64), 0.0)


def ramp_area(elapsed: npt.ArrayLike, over: npt.ArrayLike) -> FloatArray:
    """Return the area under a straight rise from 0 to 1, which then stays.

    Args:
        elapsed: Years since the start; negative before it.
        over: Years that the rise takes; with 0 it is a jump, and below 0 there is no number.

    Example:
        >>> ramp_area([1.0, 2.0, 3.0], 2.0).tolist()
        [0.25, 1.0, 2.0]
    """
    given = np.asarray(over, dtype=np.float64)
    time, length = np.broadcast_arrays(step_area(elapsed), np.where(given >= 0, given, np.nan))
    rising = np.minimum(time, length)
    share = np.divide(rising, length, out=np.zeros(time.shape), where=length > 0)
    return np.asarray(0.5 * rising * share + (time - rising))


def logistic_area(elapsed: npt.ArrayLike, midpoint: npt.ArrayLike, steepness: npt.ArrayLike) -> FloatArray:
    """Return the area under a logistic that begins at the start, at the value that its two numbers imply.

    Args:
        elapsed: Years since the start; negative before it.
        midpoint: Years from the start to one half.
        steepness: Growth rate of the odds, per year; positive.

    Example:
        >>> round(float(logistic_area(2.0, 1.0, 3.0)), 12)
        1.0
    """
    middle, rate = np.asarray(midpoint, dtype=np.float64), np.asarray(steepness, dtype=np.float64)

    def area(time: FloatArray) -> FloatArray:
        odds = rate * (time - middle)
        return np.asarray((np.maximum(odds, 0.0) + np.log1p(np.exp(-np.abs(odds)))) / rate)

    return area(step_area(elapsed)) - area(np.zeros(()))


def gompertz_area(elapsed: npt.ArrayLike, bend: npt.ArrayLike, steepness: npt.ArrayLike) -> FloatArray:
    """Return the area under a Gompertz curve, exp(-exp(-steepness (t - bend))), that begins at the start.

    Args:
        elapsed: Years since the start; negative before it.
        bend: Years from the start to where it rises fastest, at 1/e of the ceiling.
        steepness: Rate at which the logarithm of the gap falls, per year; positive.

    Example:
        >>> round(float(gompertz_area(2.0, 1.0, 3.0)), 6)
        0.823986
    """
    middle, rate = np.asarray(bend, dtype=np.float64), np.asarray(steepness, dtype=np.float64)
    time = step_area(elapsed)
    return np.asarray((_exponential_integral(rate * (middle - time)) - _exponential_integral(rate * middle)) / rate)


def bass_area(elapsed: npt.ArrayLike, innovation: npt.ArrayLike, imitation: npt.ArrayLike) -> FloatArray:
    """Return the area under Bass's share of adopters so far (Bass 1969).

    The share is (1 - e) / (1 + (q/p) e) with e = exp(-(p + q) t); its area is t - log(1 + q g) / q with
    g = (1 - e) / (p + q e).

    Args:
        elapsed: Years since the start; negative before it.
        innovation: p, per year; positive.
        imitation: q, per year; 0 or more.

    Example:
        >>> round(float(bass_area(10.0, 0.03, 0.4)), 6)
        3.759252
    """
    p, q = np.asarray(innovation, dtype=np.float64), np.asarray(imitation, dtype=np.float64)
    time = step_area(elapsed)
    left = -(p + q) * time
    gone = -np.expm1(left) / (p + q * np.exp(left))
    followed = q * gone  # may be so small that it has hardly a digit, which the ratio does not feel
    ratio = np.where(followed > 0, np.log1p(followed) / np.where(followed > 0, followed, 1.0), 1.0)
    return np.asarray(time - gone * ratio)


def decay_area(elapsed: npt.ArrayLike, half_life: npt.ArrayLike) -> FloatArray:
    """Return the area under what jumps to 1 at the start and then halves in each half-life.

    Args:
        elapsed: Years since the start; negative before it.
        half_life: In years; positive.

    Example:
        >>> round(float(decay_area(2.0, 1.0) / decay_area(1.0, 1.0)), 12)
        1.5
    """
    rate = np.log(2.0) / np.asarray(half_life, dtype=np.float64)
    return np.asarray(-np.expm1(-rate * step_area(elapsed)) / rate)


def saturation_area(elapsed: npt.ArrayLike, half_life: npt.ArrayLike) -> FloatArray:
    """Return the area under a rise from 0 towards 1, of which the gap halves in each half-life.

    Args:
        elapsed: Years since the start; negative before it.
        half_life: In years; positive.

    Example:
        >>> round(float(saturation_area(2.0, 1.0) + decay_area(2.0, 1.0)), 12)
        2.0
    """
    return np.asarray(step_area(elapsed) - decay_area(elapsed, half_life))


def learning_area(elapsed: npt.ArrayLike, progress_ratio: npt.ArrayLike, experience: npt.ArrayLike) -> FloatArray:
    """Return the area under Wright's learning curve at a steady volume (Wright 1936).

    The unit cost is (1 + t / experience) to the power of log2(progress ratio): 1 at the start, and times the progress
    ratio with each doubling of all that was made, what was made before the start included.

    Args:
        elapsed: Years since the start, at full volume; negative before it.
        progress_ratio: What is left of the unit cost after a doubling; above 0, at most 1.
        experience: Years at full volume that what was made before the start comes to; positive.

    Example:
        >>> round(float(learning_area(1.0, 0.5, 1.0) - np.log(2.0)), 12)
        0.0
    """
    power = np.log2(np.asarray(progress_ratio, dtype=np.float64)) + 1.0
    before = np.asarray(experience, dtype=np.float64)
    grown = np.log1p(step_area(elapsed) / before)
    exponent = power * grown
    steady = np.where(exponent == 0, 1.0, exponent)
    return np.asarray(before * grown * np.where(exponent == 0, 1.0, np.expm1(steady) / steady))


def cycle_area(elapsed: npt.ArrayLike, *levels: float) -> FloatArray:
    """Return the area under what has a level for each twelfth of a year, the same every year.

    Args:
        elapsed: Years since the start of a cycle, which has neither beginning nor end.
        levels: Level of each of the twelve parts of the year.

    Example:
        >>> round(float(cycle_area(1.5, *[2.0] * 6, *[0.0] * 6)), 12)
        2.0
    """
    months = 12.0 * np.asarray(elapsed, dtype=np.float64)
    sums = np.concatenate([[0.0], np.cumsum(levels)])
    years = np.floor(months / 12.0)
    within = months - 12.0 * years
    whole = np.where(np.isfinite(within), np.clip(np.floor(within), 0.0, 11.0), 0.0).astype(np.int64)
    return np.asarray((years * sums[12] + sums[whole] + np.array(levels)[whole] * (within - whole)) / 12.0)


def _exponential_integral(logarithm: npt.ArrayLike) -> FloatArray:
    """Return E1 of a positive number, given its logarithm; to some 1e-14 of absolute error."""
    log = np.asarray(logarithm, dtype=np.float64)
    size = np.exp(np.minimum(log, 700.0))
    small, large = np.minimum(size, _MEET), np.maximum(size, _MEET)
    series = np.full_like(small, _SERIES[0])
    for coefficient in _SERIES[1:]:
        series *= small
        series += coefficient
    series *= small
    series -= np.euler_gamma + log
    tail = np.zeros_like(large)
    for k in range(_FRACTION, 0, -1):
        tail = k * k / (large + (2 * k + 1) - tail)
    fraction = np.exp(-large) / (large + 1 - tail)
    return np.asarray(np.where(size < _MEET, series, fraction))
