"""What functions of a yearly or a dated flow have in common: numbers checked at the door."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from agile_case.errors import InputError
from agile_case.quantities.frozen import FloatArray, read_only
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

__all__ = ["dated_flow", "rate_of", "whole_years", "yearly_flow"]

_DAYS = 365


def yearly_flow(values: object) -> FloatArray:
    """Return a yearly flow as an array.

    Args:
        values: Pounds of each year, year 0 first; what comes in is positive.

    Raises:
        InputError: It is empty, or something in it is not a finite number.
    """
    message, wanted = "This is not a yearly flow.", "finite numbers, one a year, year 0 first"
    if isinstance(values, str | bytes | Mapping) or not hasattr(values, "__len__") or not hasattr(values, "__iter__"):
        raise InputError(message, where="flow", got=f"{values!r:.80}", wanted=wanted)
    held: Sequence[object] = list(values)
    for place, value in enumerate(held):
        if not _is_number(value):
            raise InputError(message, where=f"flow.{place}", got=f"{value!r:.80}", wanted=wanted)
    if not held:
        raise InputError(message, where="flow", got="no years", wanted=wanted)
    return read_only(np.array(held, dtype=np.float64))


def dated_flow(flow: object) -> tuple[FloatArray, FloatArray]:
    """Return a dated flow as years since its first day and amounts, in the order of the days.

    Args:
        flow: Amounts by date, or pairs of a date and an amount; several may fall on one day.

    Returns:
        Years of 365 days since the first day, and pounds.

    Raises:
        InputError: It is empty, or an amount is not a finite number.
        YearError: A date is none.
    """
    pairs = list(flow.items()) if isinstance(flow, Mapping) else flow
    message, wanted = "This is not a dated flow.", "pairs of a date and a finite number"
    if not isinstance(pairs, list | tuple) or not pairs:
        raise InputError(message, where="flow", got=f"{flow!r:.80}", wanted=wanted)
    totals: dict[datetime.date, float] = {}
    for place, pair in enumerate(pairs):
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not _is_number(pair[1]):  # noqa: PLR2004 - a pair
            raise InputError(message, where=f"flow.{place}", got=f"{pair!r:.80}", wanted=wanted)
        day = as_date(pair[0])
        totals[day] = totals.get(day, 0.0) + float(pair[1])
    days = sorted(totals)
    years = np.array([(day - days[0]).days / _DAYS for day in days])
    return read_only(years), read_only(np.array([totals[day] for day in days]))


def rate_of(value: object, where: str = "rate") -> float:
    """Return a rate if it can be one.

    Args:
        value: The rate, as a fraction a year.
        where: Name of the argument, for the message.

    Raises:
        InputError: It is not a finite number above -1.
    """
    if not _is_number(value) or not float(value) > -1:  # type: ignore[arg-type]  # a number
        message, do = "This is not a rate.", "write 0.035 for 3.5%"
        raise InputError(message, where=where, got=f"{value!r:.80}", wanted="a finite number above -1", do=do)
    return float(value)  # type: ignore[arg-type]  # a number


def whole_years(value: object, where: str, *, least: int) -> int:
    """Return a number of years if it can be one.

    Args:
        value: The number.
        where: Name of the argument, for the message.
        least: The smallest that has a meaning.

    Raises:
        InputError: It is not a whole number from `least` to 1000.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not least <= value <= 1000:  # noqa: PLR2004 - as schedules
        message = "This is not a number of years."
        raise InputError(message, where=where, got=f"{value!r:.80}", wanted=f"a whole number from {least} to 1000")
    return int(value)


def _is_number(value: object) -> bool:
    number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return number and math.isfinite(value)  # type: ignore[arg-type]  # a number
