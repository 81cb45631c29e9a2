"""Curves over time: how take-up grows after an event. Annual values are averages over the year.

No UK publication prescribes a shape; each is a modelling choice and is shown as one.
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Mapping
from typing import Any

import attrs

from agile_case.errors import EstimateError, InputError, UnknownNameError, did_you_mean
from agile_case.quantities.frozen import FrozenMap, freeze
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import event_or_date

__all__ = ["BETWEEN", "GOMPERTZ_TIMES", "HALF_ODDS", "SHAPES", "Curve", "logistic_parameters"]

SHAPES: FrozenMap[str, tuple[tuple[str, ...], ...]] = FrozenMap(
    {
        "constant": ((),),
        "step": (("starts",),),
        "linear": (("starts", "over"),),
        "logistic": (("starts", "t10", "t90"), ("starts", "midpoint", "steepness")),
        "gompertz": (("starts", "t10", "t90"),),
        "bass": (("starts", "innovation", "imitation"),),
        "saturation": (("starts", "half_life"),),
        "decay": (("starts", "half_life"),),
        "events": (("levels",),),
    }
)
"""The shapes that a curve can have, each with the fields that it is given by."""
BETWEEN = ("step", "linear")
"""What a curve given by events does between two of them."""

_KEY = re.compile(r"[a-z][a-z0-9_]*")
HALF_ODDS = 2 * math.log(9.0)
"""Steepness times the time from 10% to 90%: there the log odds are minus and plus the logarithm of 9."""
GOMPERTZ_TIMES = (math.log(math.log(10.0)), math.log(math.log(10.0) / -math.log(0.9)))
"""Steepness of a Gompertz curve times the time from 10% to its bend, and times the time from 10% to 90%."""


def _parameter(value: object) -> Quantity | str | None:
    if value is None or isinstance(value, Quantity) or (isinstance(value, str) and _KEY.fullmatch(value)):
        return value
    return Quantity.parse(value)  # type: ignore[arg-type]  # refused there


def _level(value: object, where: str = "", kind: str = "a level of a curve") -> float | str:
    if isinstance(value, str) and _KEY.fullmatch(value):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        message = f"This is not {kind}."
        wanted = "a number of 0 or more, or the key of an assumption"
        raise InputError(message, where=where, got=repr(value), wanted=wanted)
    return float(value)


def _ceiling(value: object) -> float | str:
    return _level(value, kind="a ceiling")


def _levels(value: object) -> FrozenMap[str, float | str]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        message = "The levels of a curve are a table."
        wanted = "events with the level from each on, as in { private_beta = 0.1, public_beta = 1 }"
        raise InputError(message, got=repr(value)[:120], wanted=wanted)
    return FrozenMap({key: _level(item, key) for key, item in value.items()})


def _between(_instance: object, _attribute: object, value: Any) -> None:  # noqa: ANN401 - any input may come
    if value is not None and value not in BETWEEN:
        message = "This is not something that a curve does between events."
        do = did_you_mean(value, BETWEEN) if isinstance(value, str) else ""
        raise UnknownNameError(message, where="between", got=repr(value), wanted=" or ".join(BETWEEN), do=do)


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


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Curve(Noun):
    """A named curve, used in the `profile` of lines."""

    shape: str = attrs.field(validator=_text)
    """Name of the shape: one of `constant`, `step`, `linear`, `logistic`, `gompertz`, `bass`, `saturation`,
    `decay` and `events`."""
    starts: str | datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(event_or_date))
    """Key of an event, or a date; the curve is zero before it."""
    over: Quantity | str | None = attrs.field(default=None, converter=_parameter)
    """Time that a linear rise takes, or the key of an assumption."""
    t10: Quantity | str | None = attrs.field(default=None, converter=_parameter)
    """Time from the start to one tenth of the ceiling, or the key of an assumption."""
    t90: Quantity | str | None = attrs.field(default=None, converter=_parameter)
    """Time from the start to nine tenths of the ceiling, or the key of an assumption."""
    midpoint: Quantity | str | None = attrs.field(default=None, converter=_parameter)
    """Time from the start to half of the ceiling, or the key of an assumption; goes with `steepness`."""
    steepness: Quantity | str | None = attrs.field(default=None, converter=_parameter)
    """Growth rate of the odds, per year, or the key of an assumption; goes with `midpoint`."""
    innovation: Quantity | str | None = attrs.field(default=None, converter=_parameter)
    """Bass's p: share of those who have not adopted that does so each year unprompted, or the key of an assumption."""
    imitation: Quantity | str | None = attrs.field(default=None, converter=_parameter)
    """Bass's q: what is added to that rate once all others have adopted, per year, or the key of an assumption."""
    half_life: Quantity | str | None = attrs.field(default=None, converter=_parameter)
    """Time in which half of what is left goes (`decay`), or half of the gap closes (`saturation`); or an assumption."""
    levels: FrozenMap[str, float | str] = attrs.field(factory=FrozenMap, converter=_levels)
    """Share of the ceiling from each event on, in the order of the events: numbers, or keys of assumptions."""
    between: str | None = attrs.field(default=None, validator=_between)
    """What a curve of shape `events` does between two of them; it jumps unless stated."""
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
    steepness = HALF_ODDS / between if between > 0 else math.inf
    if not (math.isfinite(t10) and math.isfinite(t90) and math.isfinite(steepness)):
        message = "A logistic curve cannot pass through these times."
        raise EstimateError(message, got=f"t10 = {t10} years, t90 = {t90} years", wanted="t90 later than t10")
    return (t10 + t90) / 2, steepness
