"""The basic shapes of curves as integrals over time, from which the average over any stretch of time follows exactly.

Each function takes the years since the curve's start and gives the area under the curve up to then, for a ceiling of 1.
Before the start there is nothing. Numbers and arrays of draws may stand together; they are broadcast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from agile_case.quantities.frozen import FloatArray

__all__ = ["logistic_area", "ramp_area", "step_area"]


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
