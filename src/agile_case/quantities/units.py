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
import sys
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.errors import UnitError
from agile_case.quantities.nouns import Noun
from agile_case.quantities.unit_words import DEFINITIONS, REFUSED, UNIT_WORDS, advice

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pint

__all__ = [
    "DIMENSIONLESS",
    "MONEY",
    "MONEY_A_YEAR",
    "UNIT_WORDS",
    "Dimension",
    "Quantity",
    "Unit",
    "UnitSystem",
    "parse_money",
]

_EXPONENTS: Final = tuple("123456789")
_LARGEST: Final = sys.float_info.max
_MAX_TEXT = 200
_WORD = r"[A-Za-z_][A-Za-z0-9_]*"
_UNIT_PART = re.compile(rf"\s*(?:1|(?P<word>{_WORD})(?:\s*\^\s*(?P<exponent>[0-9]+))?)\s*")
_UNIT_FORM: Final = 'unit words joined by / * ^, as in "GBP/hour", or "1"'
_NUMBER = r"[+-]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?"
_QUANTITY = re.compile(rf"\s*({_NUMBER})\s*(.*)", re.DOTALL)
_MONEY = re.compile(
    r"\s*(?P<sign>-?)\s*(?:£|GBP(?=\s*[0-9.]))\s*(?P<number>[0-9]+(?:\.[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?)"
    r"\s*(?P<size>k|m|bn|thousand|million|billion)?(?P<rate>(?:\s*/.*)?)\s*"
)
_SIZES: Final = {"": "GBP", "k": "GBPk", "t": "GBPk", "m": "GBPm", "b": "GBPbn"}  # by the first letter

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
    return UnitError(message, got=repr(text), wanted=_UNIT_FORM, do=advice(word, known))


@functools.cache
def _registry() -> pint.UnitRegistry[float]:
    import pint  # noqa: PLC0415 - a quarter of a second that only the reading of a case should pay

    registry: pint.UnitRegistry[float] = pint.UnitRegistry(None)
    for definition in DEFINITIONS.values():
        registry.define(definition)
    return registry


@functools.cache
def _fixed(word: str) -> tuple[float, Dimension]:
    """Return size and dimension of one of the words that are always known."""
    base = _registry().Quantity(1.0, word).to_base_units()
    return float(base.magnitude), tuple(sorted((name, 1) for name, _ in base.unit_items()))


class UnitSystem:
    """The units of one case: the fixed list and the things the case counts."""

    def __init__(self, counts: Iterable[str] = ()) -> None:
        """Declare the things counted.

        Args:
            counts: Words for things counted, such as `application`.
        """
        self.counts = tuple(counts)
        for word in self.counts:
            if not isinstance(word, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", word):
                message = "A thing counted needs a plain name."
                wanted = "small letters, digits and underscores, as in application"
                raise UnitError(message, got=repr(word), wanted=wanted)
            if word in UNIT_WORDS or word in REFUSED:
                message = f"{word!r} cannot be declared as a thing counted."
                raise UnitError(message, got=repr(word), wanted="a word that is not a unit", do=REFUSED.get(word, ""))
        self.words = UNIT_WORDS | set(self.counts)
        self._units: dict[str, Unit] = {}

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
        message = "This is not a unit."
        if not isinstance(text, str) or not text.strip() or len(text) > _MAX_TEXT:
            raise UnitError(message, got=repr(text)[:_MAX_TEXT], wanted=_UNIT_FORM)
        for sign in "£$€%":
            if sign in text:
                raise _refuse(text, sign, self.words)
        scale, dimension = 1.0, DIMENSIONLESS
        parts = ["*", *re.split(r"([*/])", text)]
        for place, (operator, part) in enumerate(zip(parts[::2], parts[1::2], strict=True)):
            match = _UNIT_PART.fullmatch(part)
            if re.match(r"\s*[0-9.]", part) and (match is None or place > 0):
                message = "A number has no place inside a unit."
            if match is None or (place > 0 and not match["word"]):
                raise UnitError(message, got=repr(text), wanted=_UNIT_FORM)
            if match["word"]:
                size, measured = self._word(text, match["word"], match["exponent"] or "1")
                scale = scale * size if operator == "*" else scale / size
                dimension = multiply(dimension, measured, power=1 if operator == "*" else -1)
        if not 0 < scale <= _LARGEST:
            message = "This unit is out of range."
            raise UnitError(message, got=repr(text), wanted=_UNIT_FORM)
        return Unit(text, scale, dimension)

    def _word(self, text: str, word: str, exponent: str) -> tuple[float, Dimension]:
        if word not in self.words:
            raise _refuse(text, word, self.words)
        if exponent not in _EXPONENTS:
            message = "This power is out of range."
            raise UnitError(message, got=repr(text), wanted=f"a power from 1 to {_EXPONENTS[-1]}")
        size, dimension = (1.0, ((word, 1),)) if word in self.counts else _fixed(word)
        power = int(exponent)
        return size**power, tuple((name, number * power) for name, number in dimension)


@functools.lru_cache(maxsize=64)
def unit_system(counts: tuple[str, ...] = ()) -> UnitSystem:
    """Return the units for some things counted; built once and shared.

    Args:
        counts: Words for things counted.
    """
    return UnitSystem(counts)


@attrs.frozen(repr=False)
class Quantity(Noun):
    """A number with its unit, as written; the unit is checked where the case is built."""

    magnitude: float = attrs.field()
    """The number."""
    unit: str = "1"
    """The unit as written."""

    @magnitude.validator
    def _check_magnitude(self, _attribute: object, value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not -_LARGEST <= value <= _LARGEST:
            message = "A quantity needs a finite number."
            huge = isinstance(value, int) and not isinstance(value, bool)
            raise UnitError(
                message, got="a whole number too large for arithmetic" if huge else repr(value), wanted="a number"
            )

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
            if match is not None and match.group(2).strip() != "1" and not match.group(2).startswith(","):
                return cls(float(match.group(1).replace("_", "")), match.group(2).strip() or "1")
        message = "This is not a quantity."
        wanted = 'a number and a unit, as in "5.8 minute/application"'
        do = _other_money(text)
        if not do and isinstance(text, str) and re.match(r"\s*[+-]?[0-9]+,", text):
            do = "write it without a comma: 1_000 or 1000, and a point before decimals"
        raise UnitError(message, got=repr(text)[:_MAX_TEXT], wanted=wanted, do=do)

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
            do = f'write its unit too, as in "{self} {unit.text}"' if self.unit == "1" else ""
            raise UnitError(message, got=str(self), wanted=f"something in {unit.text}", do=do)
        number = self.magnitude * own.scale / unit.scale
        if not math.isfinite(number):
            message = "A quantity is out of range."
            raise UnitError(message, got=str(self), wanted=f"a finite number in {unit.text}")
        return number

    def __str__(self) -> str:
        """Return the form that `parse` reads."""
        number = repr(float(self.magnitude)).removesuffix(".0")
        return number if self.unit == "1" else f"{number} {self.unit}"

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"Quantity({self.magnitude!r}, {self.unit!r})"


def _other_money(text: object) -> str:
    signs = [sign for sign in "$€" if isinstance(text, str) and sign in text]
    return REFUSED[signs[0]] if signs else ""


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
        wanted = 'for example "£3.2m", "£400k", "GBP 1bn" or "£1,250,000"'
        raise UnitError(message, got=repr(text)[:_MAX_TEXT], wanted=wanted, do=_other_money(text))
    number = float(match["sign"] + match["number"].replace(",", ""))
    rate = match["rate"].replace(" ", "")
    return Quantity(number, _SIZES[(match["size"] or "")[:1]] + rate)
