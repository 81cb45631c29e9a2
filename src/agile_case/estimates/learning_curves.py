"""Unit costs that fall with experience, counted in whole units: what a unit costs, what a lot does, and its midpoint.

Two readings are in use. By units, it is the cost of a unit that falls to the progress ratio with each doubling; by the
cumulative average, it is the average of all units so far. The shape `learning` of a curve is the first in continuous
time, for a case that does not count each unit.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from agile_case.errors import InputError, LimitError, UnknownNameError, did_you_mean

__all__ = ["READINGS", "lot_cost", "lot_midpoint", "unit_cost"]

READINGS: Final = ("unit", "cumulative-average")
"""What falls to the progress ratio with each doubling: the cost of a unit, or the average of all units so far."""
_MOST: Final = 10_000_000
_RATIO: Final = "above 0, at most 1, such as 0.85"


def unit_cost(
    unit: int, first_cost: float, progress_ratio: float, *, known_unit: int = 1, reading: str = "unit"
) -> float:
    """Return what one unit costs.

    Args:
        unit: Number of the unit; the first is 1.
        first_cost: What the first unit costs, or the unit that is named in `known_unit`; in any unit, as the answer.
        progress_ratio: What is left after each doubling of the number of units, such as 0.85.
        known_unit: Number of the unit whose cost is known.
        reading: `unit`, or `cumulative-average`.

    Raises:
        InputError: A number cannot be one.
        UnknownNameError: There is no such reading.

    Source:
        Wright, Factors Affecting the Cost of Airplanes, 1936, for the average; Crawford 1944 for the unit; both as
        recalled. Formulas and printed answers of the R package learningCurve 1.0, `unit_curve`.

    Example:
        >>> round(unit_cost(125, 100, 0.85), 3)
        32.236
    """
    power = _power(progress_ratio, reading)
    cost, place, known = _cost(first_cost), _unit(unit, "unit"), _unit(known_unit, "known_unit")
    return cost * _relative(place, power, reading) / _relative(known, power, reading)


def lot_cost(
    first_unit: int, last_unit: int, first_cost: float, progress_ratio: float, *, reading: str = "unit"
) -> float:
    """Return what all units from one to another cost together.

    Args:
        first_unit: Number of the first unit of the lot; 1 for all that was made.
        last_unit: Number of the last unit of the lot.
        first_cost: What unit 1 costs.
        progress_ratio: What is left after each doubling.
        reading: `unit`, or `cumulative-average`.

    Raises:
        InputError: A number cannot be one, or the lot ends before it begins.
        LimitError: The lot has more than ten million units.
        UnknownNameError: There is no such reading.

    Source:
        As `unit_cost`: `unit_cum_exact` and, by the average, `agg_curve` of one department.

    Example:
        >>> round(lot_cost(1, 125, 100, 0.85), 3)
        5201.085
        >>> round(lot_cost(1, 300, 70, 0.85, reading="cumulative-average"), 2)
        5513.41
    """
    power = _power(progress_ratio, reading)
    first, last = _lot(first_unit, last_unit)
    cost = _cost(first_cost)
    if reading == "unit":
        return cost * float(np.power(np.arange(first, last + 1, dtype=np.float64), power).sum())
    return cost * (_average_total(last, power) - _average_total(first - 1, power))


def lot_midpoint(first_unit: int, last_unit: int, progress_ratio: float) -> float:
    """Return the unit, seldom a whole one, whose cost is the average of a lot.

    Args:
        first_unit: Number of the first unit of the lot.
        last_unit: Number of the last unit of the lot.
        progress_ratio: What is left of the cost of a unit after each doubling; below 1, for otherwise any unit is.

    Raises:
        InputError: A number cannot be one, or the lot ends before it begins.
        LimitError: The lot has more than ten million units.

    Source:
        As `unit_cost`: `unit_midpoint`, which takes an integral for the sum and agrees to some 0.001 of a unit.

    Example:
        >>> round(lot_midpoint(201, 500, 0.75), 2)
        334.61
    """
    first, last = _lot(first_unit, last_unit)
    if progress_ratio == 1:
        message = "Where nothing is learnt every unit costs the same, and a lot has no midpoint."
        raise InputError(message, where="progress_ratio", got="1", wanted="above 0, below 1")
    average = lot_cost(first, last, 1.0, progress_ratio) / (last - first + 1)
    return float(average ** (1.0 / math.log2(progress_ratio)))


def _relative(unit: int, power: float, reading: str) -> float:
    """Return the cost of a unit as a share of that of the first."""
    if reading == "unit":
        return float(unit**power)
    return _average_total(unit, power) - _average_total(unit - 1, power)


def _average_total(units: int, power: float) -> float:
    return float(units ** (power + 1.0)) if units else 0.0


def _power(progress_ratio: float, reading: str) -> float:
    if reading not in READINGS:
        message, do = "There is no such reading of a learning curve.", did_you_mean(str(reading), READINGS)
        raise UnknownNameError(message, where="reading", got=repr(reading)[:80], wanted=" or ".join(READINGS), do=do)
    numeric = isinstance(progress_ratio, int | float) and not isinstance(progress_ratio, bool)
    least = 0.0 if reading == "unit" else 0.5
    if not numeric or not least < progress_ratio <= 1:
        message = "This is not a progress ratio."
        wanted = _RATIO if reading == "unit" else "above 0.5, at most 1: below it, more units would cost less in all"
        raise InputError(message, where="progress_ratio", got=repr(progress_ratio)[:80], wanted=wanted)
    return math.log2(progress_ratio)


def _cost(cost: float) -> float:
    if isinstance(cost, bool) or not isinstance(cost, int | float) or not 0 <= cost < math.inf:
        message = "This is not a cost."
        raise InputError(message, where="first_cost", got=repr(cost)[:80], wanted="a finite number, 0 or more")
    return float(cost)


def _unit(unit: int, where: str) -> int:
    if isinstance(unit, bool) or not isinstance(unit, int) or unit < 1:
        message = "This is not the number of a unit."
        raise InputError(message, where=where, got=repr(unit)[:80], wanted="a whole number, 1 or more")
    return unit


def _lot(first: int, last: int) -> tuple[int, int]:
    first, last = _unit(first, "first_unit"), _unit(last, "last_unit")
    if last < first:
        message = "This lot ends before it begins."
        raise InputError(message, where="last_unit", got=f"{first} to {last}", wanted=f"{first} or more")
    if last - first >= _MOST:
        message, wanted = "This lot has too many units to add up one by one.", f"at most {_MOST:,}"
        do = "use a curve of shape learning, which takes them as a stream"
        raise LimitError(message, where="last_unit", got=f"{last - first + 1:,}", wanted=wanted, do=do)
    return first, last
