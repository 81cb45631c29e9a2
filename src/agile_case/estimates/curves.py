"""Curves over time: how take-up grows after an event. Annual values are averages over the financial year.

No UK publication prescribes a shape; each is a modelling choice and is shown as one.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from agile_case.errors import EstimateError, InputError
from agile_case.quantities.frozen import FloatArray, FrozenMap, freeze
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import event_or_date

__all__ = ["SHAPES", "Curve", "logistic_parameters", "logistic_yearly"]

SHAPES = ("logistic",)
"""The shapes that a curve can have."""

_ODDS = math.log(9.0)  # a logistic passes 10% and 90% of its ceiling where the log odds are minus and plus this


def _quantity(value: object) -> Quantity | None:
    return value if value is None or isinstance(value, Quantity) else Quantity.parse(value)  # type: ignore[arg-type]  # refused there


def _ceiling(value: object) -> float | str:
    if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]*", value):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        message = "This is not a ceiling."
        raise InputError(message, got=repr(value), wanted="a number of 0 or more, or the key of an assumption")
    return float(value)


def _foreign(value: object) -> FrozenMap[str, Any]:
    if not isinstance(value, Mapping):
        message = "A table is needed."
        raise InputError(message, got=repr(value), wanted="keys with their values")
    kept: FrozenMap[str, Any] = freeze(value)
    return kept


def _text(_instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:  # noqa: ANN401 - any input may come
    if not isinstance(value, str):
        message = f"This {attribute.name} has the wrong type."
        raise InputError(message, where=attribute.name, got=repr(value), wanted="text")


@attrs.frozen(kw_only=True)
class Curve:
    """A named curve, used in the `profile` of lines."""

    shape: str = attrs.field(validator=_text)
    """Name of the shape: `logistic`."""
    starts: str | datetime.date = attrs.field(converter=event_or_date)
    """Key of an event, or a date; the curve is zero before it."""
    t10: Quantity | None = attrs.field(default=None, converter=_quantity)
    """Time from the start to one tenth of the ceiling."""
    t90: Quantity | None = attrs.field(default=None, converter=_quantity)
    """Time from the start to nine tenths of the ceiling."""
    midpoint: Quantity | None = attrs.field(default=None, converter=_quantity)
    """Time from the start to half of the ceiling; goes with `steepness`, instead of `t10` and `t90`."""
    steepness: Quantity | None = attrs.field(default=None, converter=_quantity)
    """Growth rate of the odds, per year; goes with `midpoint`."""
    ceiling: float | str = attrs.field(default=1.0, converter=_ceiling)
    """What the curve tends to: a number, or the key of an assumption without unit."""
    title: str = attrs.field(default="", validator=_text)
    """Title for printing."""
    source: str = attrs.field(default="", validator=_text)
    """Where the shape and its times come from."""
    notes: str = attrs.field(default="", validator=_text)
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = attrs.field(factory=FrozenMap, converter=_foreign)
    """Fields of others, kept untouched."""


def logistic_parameters(t10: float, t90: float) -> tuple[float, float]:
    """Return midpoint and steepness of the logistic through two times.

    Args:
        t10: Years from the start to one tenth of the ceiling.
        t90: Years from the start to nine tenths of the ceiling.

    Returns:
        Midpoint in years from the start, and steepness per year.

    Raises:
        EstimateError: The times do not follow each other.
    """
    between = t90 - t10
    steepness = 2 * _ODDS / between if between > 0 else math.inf
    if not (math.isfinite(t10) and math.isfinite(t90) and math.isfinite(steepness)):
        message = "A logistic curve cannot pass through these times."
        raise EstimateError(message, got=f"t10 = {t10} years, t90 = {t90} years", wanted="t90 later than t10")
    return (t10 + t90) / 2, steepness


def logistic_yearly(elapsed: FloatArray, midpoint: float, steepness: float) -> FloatArray:
    """Average a logistic with ceiling 1 over each year; before its start it is zero.

    The average is the exact integral over the part of the year after the start, so a start in mid-year counts half.

    Args:
        elapsed: Years from the start to the first day of each year, shape `(years,)`; negative before it.
        midpoint: Years from the start to half of the ceiling.
        steepness: Growth rate of the odds, per year; positive.

    Returns:
        Shape `(years,)`, between 0 and 1.

    Raises:
        InputError: The steepness is not positive, or a number is not finite.
    """
    if not (math.isfinite(midpoint) and math.isfinite(steepness) and steepness > 0):
        message = "A logistic curve needs a finite midpoint and a positive steepness."
        raise InputError(message, got=f"midpoint {midpoint}, steepness {steepness}")

    def integral(time: FloatArray) -> FloatArray:
        odds = steepness * (time - midpoint)
        return np.asarray((np.maximum(odds, 0.0) + np.log1p(np.exp(-np.abs(odds)))) / steepness)

    begin, end = np.maximum(elapsed, 0.0), np.maximum(elapsed + 1.0, 0.0)
    return np.clip(integral(end) - integral(begin), 0.0, 1.0)
