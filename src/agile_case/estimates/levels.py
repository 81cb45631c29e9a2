"""The basic shapes of curves as levels at a point in time, and the times between which each is smooth.

Each function takes the years since the curve's start and gives the level then, for a ceiling of 1; before the start
there is nothing. `shapes` holds the areas under them. What is made of several curves is worked out from levels, stretch
by stretch: between two neighbouring breaks a shape neither bends nor turns round, and sixteen points say all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.estimates.shapes import step_area

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy.typing as npt

    from agile_case.quantities.frozen import FloatArray

__all__ = ["BREAKS", "LEVELS"]

_SIGMOID: Final = (-38.0, -14.0, -5.0, 0.0, 5.0, 14.0, 38.0)
"""Where a logistic is cut, in units of one over its steepness from its midpoint: its poles are pi above and below."""
_DOUBLE: Final = (-4.5, -3.0, -2.0, -1.0, 0.0, 1.0, 2.5, 5.0, 10.0, 20.0, 38.0)
"""Where a Gompertz curve is cut, from its bend."""
_EXPONENTIAL: Final = (8.0, 18.0, 38.0)
"""Where an exponential is cut, in units of one over its rate from the start."""
_DOUBLINGS: Final = (0.5, 1.5, 4.0, 10.0, 24.0, 56.0, 128.0)
"""Where a learning curve is cut, in units of what was made before the start."""


def step_level(elapsed: npt.ArrayLike) -> FloatArray:
    """Return 1 from the start on.

    Args:
        elapsed: Years since the start.
    """
    time = np.asarray(elapsed, dtype=np.float64)
    return np.where(time >= 0, 1.0, np.where(np.isnan(time), np.nan, 0.0))


def ramp_level(elapsed: npt.ArrayLike, over: npt.ArrayLike) -> FloatArray:
    """Return the level of a straight rise.

    Args:
        elapsed: Years since the start.
        over: Years that the rise takes; with 0 it is a jump.
    """
    given = np.asarray(over, dtype=np.float64)
    time, length = np.broadcast_arrays(step_area(elapsed), np.where(given >= 0, given, np.nan))
    jump = np.array(step_level(elapsed) + np.zeros(time.shape))  # an array, also for a single time
    rising = np.divide(np.minimum(time, length), length, out=jump, where=length > 0)
    return np.where(np.isnan(length), np.nan, rising)


def logistic_level(elapsed: npt.ArrayLike, midpoint: npt.ArrayLike, steepness: npt.ArrayLike) -> FloatArray:
    """Return the level of a logistic.

    Args:
        elapsed: Years since the start.
        midpoint: Years from the start to one half.
        steepness: Growth rate of the odds, per year.
    """
    time = np.asarray(elapsed, dtype=np.float64)
    odds = np.asarray(steepness, dtype=np.float64) * (time - np.asarray(midpoint, dtype=np.float64))
    return np.asarray(step_level(time) * 0.5 * (1.0 + np.tanh(0.5 * odds)))


def gompertz_level(elapsed: npt.ArrayLike, bend: npt.ArrayLike, steepness: npt.ArrayLike) -> FloatArray:
    """Return the level of a Gompertz curve.

    Args:
        elapsed: Years since the start.
        bend: Years from the start to where it rises fastest.
        steepness: Rate at which the logarithm of the gap falls, per year.
    """
    time = np.asarray(elapsed, dtype=np.float64)
    gap = np.asarray(steepness, dtype=np.float64) * (time - np.asarray(bend, dtype=np.float64))
    return np.asarray(step_level(time) * np.exp(-np.exp(np.minimum(-gap, 700.0))))


def bass_level(elapsed: npt.ArrayLike, innovation: npt.ArrayLike, imitation: npt.ArrayLike) -> FloatArray:
    """Return Bass's share of adopters so far.

    Args:
        elapsed: Years since the start.
        innovation: p, per year.
        imitation: q, per year.
    """
    p, q = np.asarray(innovation, dtype=np.float64), np.asarray(imitation, dtype=np.float64)
    left = -(p + q) * step_area(elapsed)
    return np.asarray(-p * np.expm1(left) / (p + q * np.exp(left)))


def decay_level(elapsed: npt.ArrayLike, half_life: npt.ArrayLike) -> FloatArray:
    """Return what is left of what jumps to 1 at the start and then halves in each half-life.

    Args:
        elapsed: Years since the start.
        half_life: In years.
    """
    time = np.asarray(elapsed, dtype=np.float64)
    rate = np.log(2.0) / np.asarray(half_life, dtype=np.float64)
    return np.asarray(step_level(time) * np.exp(-rate * step_area(time)))


def saturation_level(elapsed: npt.ArrayLike, half_life: npt.ArrayLike) -> FloatArray:
    """Return the level of a rise of which the gap halves in each half-life.

    Args:
        elapsed: Years since the start.
        half_life: In years.
    """
    return np.asarray(-np.expm1(-np.log(2.0) / np.asarray(half_life, dtype=np.float64) * step_area(elapsed)))


def learning_level(elapsed: npt.ArrayLike, progress_ratio: npt.ArrayLike, experience: npt.ArrayLike) -> FloatArray:
    """Return the unit cost of a learning curve at a steady volume, as a share of what it is at the start.

    Args:
        elapsed: Years since the start, at full volume.
        progress_ratio: What is left of the unit cost after a doubling.
        experience: Years at full volume that what was made before the start comes to.
    """
    power = np.log2(np.asarray(progress_ratio, dtype=np.float64))
    grown = np.log1p(step_area(elapsed) / np.asarray(experience, dtype=np.float64))
    return np.asarray(step_level(elapsed) * np.exp(power * grown))


def cycle_level(elapsed: npt.ArrayLike, *levels: float) -> FloatArray:
    """Return the level of the month.

    Args:
        elapsed: Years since the start of a cycle.
        levels: Level of each of the twelve parts of the year.
    """
    time = np.asarray(elapsed, dtype=np.float64)
    months = np.floor(12.0 * (time - np.floor(time)))
    known = np.where(np.isfinite(months), np.clip(months, 0.0, 11.0), 0.0).astype(np.int64)
    return np.where(np.isfinite(months), np.array(levels)[known], np.nan)


def _scaled(cuts: tuple[float, ...], rate: npt.ArrayLike, around: npt.ArrayLike = 0.0) -> tuple[FloatArray, ...]:
    one, middle = 1.0 / np.asarray(rate, dtype=np.float64), np.asarray(around, dtype=np.float64)
    return tuple(np.asarray(middle + cut * one) for cut in cuts)


def _bass_breaks(innovation: npt.ArrayLike, imitation: npt.ArrayLike) -> tuple[FloatArray, ...]:
    p, q = np.asarray(innovation, dtype=np.float64), np.asarray(imitation, dtype=np.float64)
    middle = np.where(q > p, np.log(np.where(q > p, q / p, 1.0)) / (p + q), 0.0)
    return _scaled(_SIGMOID, p + q, middle)


LEVELS: Final[Mapping[str, Callable[..., FloatArray]]] = {
    "step": step_level,
    "ramp": ramp_level,
    "logistic": logistic_level,
    "gompertz": gompertz_level,
    "bass": bass_level,
    "saturation": saturation_level,
    "decay": decay_level,
    "learning": learning_level,
    "cycle": cycle_level,
}
"""The level of each shape, by years since the start and its parameters."""
BREAKS: Final[Mapping[str, Callable[..., tuple[FloatArray, ...]]]] = {
    "step": lambda: (),
    "ramp": lambda over: (np.asarray(over, dtype=np.float64),),
    "logistic": lambda midpoint, steepness: _scaled(_SIGMOID, steepness, midpoint),
    "gompertz": lambda bend, steepness: _scaled(_DOUBLE, steepness, bend),
    "bass": _bass_breaks,
    "saturation": lambda half_life: _scaled(_EXPONENTIAL, np.log(2.0) / np.asarray(half_life, dtype=np.float64)),
    "decay": lambda half_life: _scaled(_EXPONENTIAL, np.log(2.0) / np.asarray(half_life, dtype=np.float64)),
    "learning": lambda _ratio, experience: _scaled(_DOUBLINGS, 1.0 / np.asarray(experience, dtype=np.float64)),
}
"""Years since the start at which each shape has a corner or is cut, by its parameters; a cycle breaks every month."""
