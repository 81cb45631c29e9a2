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

__all__ = [
    "BETWEEN",
    "GOMPERTZ_TIMES",
    "HALF_ODDS",
    "LINEAR",
    "MADE_OF",
    "MONTHS",
    "SHAPES",
    "THEN",
    "Curve",
    "logistic_parameters",
]

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
        "waves": (("waves",), ("waves", "follows")),
        "cohorts": (("starts", "values", "every"), ("starts", "values", "every", "follows")),
        "given": (("starts", "values", "every", "then"),),
        "seasonal": (("months",),),
        "learning": (("starts", "progress_ratio", "experience"), ("progress_ratio", "experience", "volume")),
        "delay": (("of", "by"),),
        "scale": (("of",),),
        "complement": (("of",),),
        "sum": (("curves",),),
        "product": (("curves",),),
        "cap": (("of", "at"),),
        "floor": (("of", "at"),),
    }
)
"""The shapes that a curve can have, each with the fields that it is given by."""
MADE_OF = ("of", "curves", "follows", "volume", "at")
"""The fields in which a curve names others; `at` may be a number or an assumption as well."""
LINEAR = ("delay", "scale", "complement", "sum")
"""The shapes whose average is a sum over the averages of what they are made of."""
BETWEEN = ("step", "linear")
"""What a curve does between two of its events or values."""
THEN = ("stays", "stops")
"""What a curve of given values does after the last."""
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
"""The months of a year."""

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


def _waves(value: object) -> FrozenMap[str, float | str]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        message = "The waves of a roll-out are a table."
        wanted = "events with the share that begins at each, as in { north = 0.4, south = 0.6 }"
        raise InputError(message, got=repr(value)[:120], wanted=wanted)
    return FrozenMap({key: _level(item, key, "the share of a wave") for key, item in value.items()})


def _values(value: object) -> tuple[float | str, ...]:
    if not isinstance(value, list | tuple):
        message = "The values of a curve are a list."
        raise InputError(message, got=repr(value)[:120], wanted="for example [0.1, 0.4, 0.8]")
    return tuple(_level(item, str(index), "a value of a curve") for index, item in enumerate(value))


def _months(value: object) -> FrozenMap[str, float]:
    if not isinstance(value, Mapping) or (value and set(value) != set(MONTHS)):
        message = "A season has a level for each of the twelve months."
        missing = [month for month in MONTHS if isinstance(value, Mapping) and month not in value]
        got = repr(value)[:120] if not missing else f"nothing for {', '.join(missing)}"
        raise InputError(message, got=got, wanted="{ january = 1.2, february = 1.1, ... }, all twelve and no other")
    levels = {month: _level(value[month], month, "the level of a month") for month in MONTHS if value}
    if levels and not any(level for level in levels.values() if not isinstance(level, str)):
        message = "A season has some level in some month."
        raise InputError(message, got="0 in every month", wanted="numbers of 0 or more, of which one is not 0")
    for month, level in levels.items():
        if isinstance(level, str):
            message = "This is not the level of a month."
            raise InputError(message, where=month, got=repr(level), wanted="a number of 0 or more")
    return FrozenMap({month: float(level) for month, level in levels.items()})


def _keys(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        message = "The curves that one is made of are a list of keys."
        raise InputError(message, got=repr(value)[:120], wanted='for example ["take_up", "season"]')
    return tuple(value)


def _number_or_key(value: object) -> float | str:
    return _level(value, kind="a limit or a ratio of a curve")


def _time(value: object) -> Quantity:
    return value if isinstance(value, Quantity) else Quantity.parse(value)  # type: ignore[arg-type]  # refused there


def _then(_instance: object, _attribute: object, value: Any) -> None:  # noqa: ANN401 - any input may come
    if value is not None and value not in THEN:
        message = "This is not something that a curve does after its last value."
        do = did_you_mean(value, THEN) if isinstance(value, str) else ""
        raise UnknownNameError(message, where="then", got=repr(value), wanted=" or ".join(THEN), do=do)


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
    """A named curve, used in the `profile` of lines, and in other curves."""

    shape: str = attrs.field(validator=_text)
    """Name of the shape: one of `constant`, `step`, `linear`, `logistic`, `gompertz`, `bass`, `saturation`, `decay`,
    `events`, `waves`, `cohorts`, `given`, `seasonal` and `learning`; or made of other curves, one of `delay`, `scale`,
    `complement`, `sum`, `product`, `cap` and `floor`."""
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
    """What a curve of shape `events` or `given` does between two of them; it jumps unless stated."""
    waves: FrozenMap[str, float | str] = attrs.field(factory=FrozenMap, converter=_waves)
    """Share that begins at each event of a roll-out: numbers that sum to 1 or less, or keys of assumptions."""
    follows: str = attrs.field(default="", validator=_text)
    """Key of the curve that each wave or cohort follows from its own start on; they jump unless stated."""
    values: tuple[float | str, ...] = attrs.field(default=(), converter=_values)
    """Value of each period from the start on, or share of each cohort: numbers, or keys of assumptions."""
    every: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(_time))
    """Time from one value or cohort to the next."""
    then: str | None = attrs.field(default=None, validator=_then)
    """What given values do after the last: it `stays`, or the curve `stops` and is zero."""
    months: FrozenMap[str, float] = attrs.field(factory=FrozenMap, converter=_months)
    """Level of each month by its name; only their proportions matter, and the average of a year is the ceiling."""
    progress_ratio: float | str | None = attrs.field(default=None, converter=attrs.converters.optional(_number_or_key))
    """What is left of the unit cost after each doubling of all that was made, such as 0.85; or an assumption."""
    experience: Quantity | str | None = attrs.field(default=None, converter=_parameter)
    """What was made before the start, as time at full volume; or an assumption."""
    volume: str = attrs.field(default="", validator=_text)
    """Key of the curve that says how much is made; a steady volume from the start on unless stated."""
    of: str = attrs.field(default="", validator=_text)
    """Key of the curve that is delayed, scaled, turned round, capped or held up."""
    by: Quantity | str | None = attrs.field(default=None, converter=_parameter)
    """Time by which a curve is delayed, or the key of an assumption."""
    at: float | str | None = attrs.field(default=None, converter=attrs.converters.optional(_number_or_key))
    """Cap or floor: a number, or the key of an assumption or of a curve."""
    curves: tuple[str, ...] = attrs.field(default=(), converter=_keys)
    """Keys of the curves that are added or multiplied."""
    ceiling: float | str = attrs.field(default=1.0, converter=_ceiling)
    """What the curve tends to, and what one made of others is multiplied by: a number, or the key of an assumption
    without unit."""
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
