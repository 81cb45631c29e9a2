"""Units and quantities: read once at the door, checked, and turned into plain numbers.

The units are our own short list, held in a pint registry that knows nothing else: no prefixes, no plurals, no physics.
Pint never sees a money string, and no pint object leaves this module.

Two kinds of time do not mix: `hour` and `minute` are working or waiting time, `year`, `month` and `week` are calendar
time. `workday`, `FTE` and `person` are dimensions of their own, because how many hours make one is an assumption.
"""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.errors import UnitError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pint

__all__ = ["DIMENSIONLESS", "MONEY", "MONEY_A_YEAR", "UNIT_WORDS", "Dimension", "Quantity", "Unit", "UnitSystem", "parse_money"]

_DEFINITIONS: Final = {
    "GBP": "GBP = [money]",
    "GBPk": "GBPk = 1e3 * GBP",
    "GBPm": "GBPm = 1e6 * GBP",
    "GBPbn": "GBPbn = 1e9 * GBP",
    "hour": "hour = [clock_time]",
    "minute": "minute = hour / 60",
    "year": "year = [calendar_time]",
    "month": "month = year / 12",
    "week": "week = year / 52",
    "workday": "workday = [working_day]",
    "FTE": "FTE = [full_time_equivalent]",
    "person": "person = [person]",
    "tCO2e": "tCO2e = [emissions]",
    "kWh": "kWh = [energy]",
    "WELLBY": "WELLBY = [wellbeing_year]",
    "QALY": "QALY = [quality_adjusted_life_year]",
    "percent": "percent = 0.01",
}
UNIT_WORDS: Final = frozenset(_DEFINITIONS)
"""Every unit word that is always known; counts declared by a case come on top."""

_REFUSED: Final = {
    "£": "write GBP, as in 5 GBPm for five million pounds",
    "$": "only pounds are known: convert first, at a rate you state as an assumption",
    "€": "only pounds are known: convert first, at a rate you state as an assumption",
    "day": "write workday for a working day, or give weeks, months or years",
    "days": "write workday for a working day, or give weeks, months or years",
    "pound": "write GBP",
    "pounds": "write GBP",
    "mGBP": "write GBPm for millions of pounds",
    "kGBP": "write GBPk for thousands of pounds",
    "MGBP": "write GBPm for millions of pounds",
    "bnGBP": "write GBPbn for billions of pounds",
    "m": "write GBPm for millions of pounds",
    "k": "write GBPk for thousands of pounds",
    "M": "write GBPm for millions of pounds",
    "%": "write percent",
}
_MAX_EXPONENT = 9
_MAX_TEXT = 200
_WORD = r"[A-Za-z_][A-Za-z0-9_]*"
_UNIT_TOKEN = re.compile(rf"\s*(?:({_WORD})(?:\s*\^\s*([0-9]+))?|([0-9]+))\s*")
_NUMBER = r"[+-]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?"
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*(.*)", re.DOTALL)
_MONEY = re.compile(
    r"\s*(?P<sign>-?)\s*(?:£|GBP(?=\s*[0-9.]))\s*(?P<number>[0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)"
    r"\s*(?P<size>k|m|bn|thousand|million|billion)?(?P<rate>(?:\s*/.*)?)\s*"
)
_SIZES: Final = {"": "GBP", "k": "GBPk", "thousand": "GBPk", "m": "GBPm", "million": "GBPm", "bn": "GBPbn", "billion": "GBPbn"}

Dimension = tuple[tuple[str, int], ...]
"""Base unit words with their exponents, sorted, without zeros: `(("GBP", 1), ("year", -1))`."""

DIMENSIONLESS: Final[Dimension] = ()
MONEY: Final[Dimension] = (("GBP", 1),)
MONEY_A_YEAR: Final[Dimension] = (("GBP", 1), ("year", -1))


def multiply(left: Dimension, right: Dimension, *, power: int = 1) -> Dimension:
    """Multiply two dimensions.

    Args:
        left: The first.
        right: The second.
        power: 1 to multiply, -1 to divide.
    """
    exponents = dict(left)
    for word, exponent in right:
        exponents[word] = exponents.get(word, 0) + power * exponent
    return tuple(sorted((word, exponent) for word, exponent in exponents.items() if exponent))


def describe(dimension: Dimension) -> str:
    """Return a dimension in base units, such as `GBP/year`; `1` when it has none.

    Args:
        dimension: The dimension.
    """

    def word(base: str, exponent: int) -> str:
        return base if exponent == 1 else f"{base}^{exponent}"

    above = "*".join(word(base, exponent) for base, exponent in dimension if exponent > 0)
    below = "".join("/" + word(base, -exponent) for base, exponent in dimension if exponent < 0)
    return (above or "1") + below


@attrs.frozen
class Unit:
    """A unit as written, with its size in base units."""

    text: str
    """The unit as written, such as `GBPm/year`."""
    scale: float
    """How many base units it is: 1,000,000 for `GBPm/year`."""
    dimension: Dimension
    """What it measures."""


def _refuse(text: str, word: str, known: Iterable[str]) -> UnitError:
    message = f"{word!r} is not a unit."
    singular = word.removesuffix("s")
    if word in _REFUSED:
        hint = _REFUSED[word]
    elif singular != word and singular in known:
        hint = f"write {singular}: units have no plural"
    else:
        hint = did_you_mean(word, known) or "declare a thing counted under [units] counts"
    return UnitError(message, got=repr(text), wanted='unit words joined by / * ^, as in "GBP/hour", or "1"', do=hint)


class UnitSystem:
    """The units of one case: the fixed list and the things the case counts.

    Args:
        counts: Words for things counted, such as `application`.
    """

    def __init__(self, counts: Iterable[str] = ()) -> None:
        """Declare the things counted; see the class."""
        self.counts = tuple(counts)
        for word in self.counts:
            if not isinstance(word, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", word):
                message = "A thing counted needs a plain name."
                raise UnitError(message, got=repr(word), wanted="small letters, digits and underscores, as in application")
            if word in UNIT_WORDS or word in _REFUSED:
                message = f"{word!r} cannot be declared as a thing counted."
                raise UnitError(message, got=repr(word), wanted="a word that is not a unit", do=_REFUSED.get(word, ""))
        self.words = UNIT_WORDS | set(self.counts)
        self._units: dict[str, Unit] = {}

    @functools.cached_property
    def _registry(self) -> pint.UnitRegistry[float]:
        import pint  # noqa: PLC0415 - a quarter of a second that only the reading of a case should pay

        registry: pint.UnitRegistry[float] = pint.UnitRegistry(None)
        for definition in _DEFINITIONS.values():
            registry.define(definition)
        for word in self.counts:
            registry.define(f"{word} = [{word}_count]")
        return registry

    def unit(self, text: str) -> Unit:
        """Read a unit such as `GBP/person/workday`, or `1` for none.

        Args:
            text: Unit words joined by `/`, `*` and `^`.

        Raises:
            UnitError: A word is unknown or refused, or the text has another form.
        """
        if isinstance(text, str) and text in self._units:
            return self._units[text]
        unit = self._read(text)
        self._units[text] = unit
        return unit

    def _read(self, text: str) -> Unit:
        wanted = 'unit words joined by / * ^, as in "GBP/hour", or "1"'
        if not isinstance(text, str) or not text.strip() or len(text) > _MAX_TEXT:
            message = "This is not a unit."
            raise UnitError(message, got=repr(text)[:_MAX_TEXT], wanted=wanted)
        for sign in "£$€%":
            if sign in text:
                raise _refuse(text, sign, self.words)
        position = 0
        for number in range(len(text)):
            match = _UNIT_TOKEN.match(text, position)
            if match is None:
                message = "This is not a unit."
                raise UnitError(message, got=repr(text), wanted=wanted)
            word, exponent, digits = match.groups()
            if digits is not None and (digits != "1" or number > 0):
                message = "A number has no place inside a unit."
                raise UnitError(message, got=repr(text), wanted=wanted)
            if word is not None and word not in self.words:
                raise _refuse(text, word, self.words)
            if exponent is not None and not 1 <= int(exponent[:3]) <= _MAX_EXPONENT:
                message = "This power is out of range."
                raise UnitError(message, got=repr(text), wanted=f"a power from 1 to {_MAX_EXPONENT}")
            position = match.end()
            if position == len(text):
                return self._convert(text)
            if text[position] not in "*/":
                break
            position += 1
        message = "This is not a unit."
        raise UnitError(message, got=repr(text), wanted=wanted)

    def _convert(self, text: str) -> Unit:
        registry = self._registry
        size = registry.Quantity(1.0, registry.parse_units(text.replace("1", "dimensionless", 1) if text.strip()[0] == "1" else text))
        base = size.to_base_units()
        dimension = tuple(sorted((word, int(exponent)) for word, exponent in base.unit_items()))
        return Unit(text, float(base.magnitude), dimension)


@functools.lru_cache(maxsize=64)
def unit_system(counts: tuple[str, ...] = ()) -> UnitSystem:
    """Return the units for some things counted; built once and shared.

    Args:
        counts: Words for things counted.
    """
    return UnitSystem(counts)


@attrs.frozen(repr=False)
class Quantity:
    """A number with its unit, as written; the unit is checked where the case is built."""

    magnitude: float = attrs.field()
    """The number."""
    unit: str = "1"
    """The unit as written."""

    @magnitude.validator
    def _check_magnitude(self, _attribute: object, value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            message = "A quantity needs a finite number."
            raise UnitError(message, got=repr(value), wanted="a number")

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read a quantity such as `5.8 minute/application`, or money such as `£3.2m`.

        Args:
            text: A number followed by a unit, or a money string.

        Raises:
            UnitError: The text is neither.
        """
        if isinstance(text, str) and len(text) <= _MAX_TEXT:
            if "£" in text or re.match(r"\s*-?\s*GBP\s*[0-9.]", text):
                return parse_money(text)
            match = _QUANTITY.fullmatch(text)
            if match is not None:
                return cls(float(match.group(1).replace("_", "")), match.group(2).strip() or "1")
        message = "This is not a quantity."
        raise UnitError(message, got=repr(text)[:_MAX_TEXT], wanted='a number and a unit, as in "5.8 minute/application"')

    def to(self, unit: Unit, system: UnitSystem) -> float:
        """Return the number in another unit.

        Args:
            unit: The unit to express it in.
            system: The units of the case.

        Raises:
            UnitError: The two units measure different things.
        """
        own = system.unit(self.unit)
        if own.dimension != unit.dimension:
            message = "A quantity has the wrong unit."
            raise UnitError(message, got=str(self), wanted=f"something in {unit.text}")
        return self.magnitude * own.scale / unit.scale

    def __str__(self) -> str:
        """Return the form that `parse` reads."""
        number = repr(float(self.magnitude)).removesuffix(".0")
        return number if self.unit == "1" else f"{number} {self.unit}"

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"Quantity({self.magnitude!r}, {self.unit!r})"


def parse_money(text: str) -> Quantity:
    """Read money as people write it: `£3.2m`, `£400k`, `GBP 1bn`, `£1,250,000`, `£1.2m/year`.

    Args:
        text: A pound sign or GBP, a number, and perhaps k, m, bn, or a rate.

    Returns:
        The quantity in `GBP`, `GBPk`, `GBPm` or `GBPbn`.

    Raises:
        UnitError: The text has another form.
    """
    match = _MONEY.fullmatch(text) if isinstance(text, str) and len(text) <= _MAX_TEXT else None
    if match is None:
        message = "This is not an amount of money."
        raise UnitError(message, got=repr(text)[:_MAX_TEXT], wanted='for example "£3.2m", "£400k", "GBP 1bn" or "£1,250,000"')
    number = float(match["sign"] + match["number"].replace(",", ""))
    rate = match["rate"].replace(" ", "")
    return Quantity(number, _SIZES[match["size"] or ""] + rate)
