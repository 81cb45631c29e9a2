"""How plain values become the fields of the model: converters and validators that every noun shares."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from agile_case.errors import ExpressionError, InputError, UnknownNameError, did_you_mean
from agile_case.estimates.expressions import Expression, expression_of
from agile_case.quantities.frozen import FrozenMap, freeze
from agile_case.quantities.prices import PriceBase
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import Year, YearRange

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["KEY"]

KEY = re.compile(r"[a-z][a-z0-9_]*")
"""What a key looks like: small letters, digits and underscores."""


def expression(value: object) -> Expression:
    """Accept an expression, its text or a quantity; a bare number has no unit and is refused.

    Args:
        value: What the user gave.
    """
    if isinstance(value, Expression | Quantity):
        return expression_of(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        message = "An amount is text, because it needs a unit."
        raise ExpressionError(
            message,
            got=repr(value),
            wanted="a number and a unit",
            do=f'write "{value} GBP/year", or "{value} GBP" for a total',
        )
    return Expression(value)  # type: ignore[arg-type]  # Expression refuses what is not text, in our words


def quantity(value: object) -> Quantity:
    """Accept a quantity or its text.

    Args:
        value: What the user gave.
    """
    return value if isinstance(value, Quantity) else Quantity.parse(value)  # type: ignore[arg-type]  # refused there


def year(value: object) -> Year:
    """Accept a year or its text.

    Args:
        value: What the user gave.
    """
    if isinstance(value, Year):
        return value
    return Year.parse(value)  # type: ignore[arg-type]  # refused there


def years(value: object) -> YearRange:
    """Accept a range of years, one year, or its text.

    Args:
        value: What the user gave.
    """
    if isinstance(value, Year):
        return YearRange(value, value)
    return value if isinstance(value, YearRange) else YearRange.parse(value)  # type: ignore[arg-type]  # refused there


def price_base(value: object) -> PriceBase:
    """Accept a price base or its text.

    Args:
        value: What the user gave.
    """
    return value if isinstance(value, PriceBase) else PriceBase.parse(value)  # type: ignore[arg-type]  # refused there


def number(value: object) -> float:
    """Accept a finite number; text and truth values are refused.

    Args:
        value: What the user gave.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = "A number is needed."
        do = "leave out the quotation marks" if isinstance(value, str) else ""
        raise InputError(message, got=repr(value), wanted="a number", do=do)
    if not -sys.float_info.max <= value <= sys.float_info.max:
        message = "A number must be finite."
        got = repr(value) if isinstance(value, float) else "a whole number that is too large"
        raise InputError(message, got=got, wanted="a finite number")
    return float(value)


def number_or_key(value: object) -> float | str:
    """Accept a finite number, or the key of an assumption.

    Args:
        value: What the user gave.
    """
    if not isinstance(value, str):
        return number(value)
    if not KEY.fullmatch(value):
        message = "A number is needed, or the key of an assumption."
        do = "give the assumption that holds it by its key, or write a number without quotation marks"
        raise InputError(message, got=f"{value!r:.80}", wanted="a number or a key", do=do)
    return value


def numbers(value: object) -> tuple[float, ...]:
    """Accept a list of finite numbers.

    Args:
        value: What the user gave.
    """
    if not isinstance(value, list | tuple):
        message = "A list of numbers is needed."
        raise InputError(message, got=repr(value), wanted="for example [1.0, 0.9662]")
    return tuple(number(item) for item in value)


def whole(value: object) -> int:
    """Accept a whole number.

    Args:
        value: What the user gave.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        message = "A whole number is needed."
        do = "leave out the quotation marks" if isinstance(value, str) else ""
        raise InputError(message, got=repr(value), wanted="a whole number", do=do)
    return value


def words(value: object) -> tuple[str, ...]:
    """Accept one text or a list of texts.

    Args:
        value: What the user gave.
    """
    items = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list | tuple) else None
    if items is None or not all(isinstance(item, str) for item in items):
        message = "A list of texts is needed."
        raise InputError(message, got=repr(value), wanted='for example ["a", "b"]')
    return items


def mapping(value: object) -> FrozenMap[str, Any]:
    """Accept a mapping with keys of the form that addresses are made of.

    Args:
        value: What the user gave.
    """
    if not isinstance(value, Mapping):
        message = "A table is needed."
        raise InputError(message, got=repr(value), wanted="keys with their values")
    for key in value:
        if not isinstance(key, str) or not KEY.fullmatch(key):
            message = "This is not a key."
            wanted = "small letters, digits and underscores, beginning with a letter"
            raise InputError(message, where=str(key), got=repr(key), wanted=wanted)
    return value if isinstance(value, FrozenMap) else FrozenMap(value)


def table(value: object) -> FrozenMap[str, Any]:
    """Accept a table of somebody else's data, kept untouched.

    Args:
        value: What the user gave.
    """
    if not isinstance(value, Mapping):
        message = "A table is needed."
        raise InputError(message, got=repr(value), wanted="keys with their values")
    frozen: FrozenMap[str, Any] = freeze(value)
    return frozen


def one_of(allowed: Iterable[str], *, or_empty: bool = False) -> Callable[[object, attrs.Attribute[Any], Any], None]:
    """Return a validator that accepts the listed words only.

    Args:
        allowed: The words.
        or_empty: Whether empty text, None or no item at all is accepted too.
    """
    known = tuple(allowed)

    def check(_instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:  # noqa: ANN401 - any input may come
        for item in value if isinstance(value, tuple) else (value,):
            if (or_empty and (item is None or item == "")) or (isinstance(item, str) and item in known):
                continue
            message = f"This {attribute.name.replace('_', ' ')} is not known."
            hint = did_you_mean(item, known) if isinstance(item, str) else ""
            raise UnknownNameError(message, where=attribute.name, got=repr(item), wanted=" or ".join(known), do=hint)

    return check


def is_a(kind: type) -> Callable[[object, attrs.Attribute[Any], Any], None]:
    """Return a validator that accepts one type only.

    Args:
        kind: The type.
    """
    names = {str: "text", bool: "true or false"}

    def check(_instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:  # noqa: ANN401 - any input may come
        if not isinstance(value, kind):
            message = f"This {attribute.name.replace('_', ' ')} has the wrong type."
            raise InputError(message, where=attribute.name, got=repr(value), wanted=names.get(kind, kind.__name__))

    return check


def said(message: str) -> Callable[[object, attrs.Attribute[Any], object], None]:
    """Return a validator that accepts text that says something only.

    Args:
        message: What is wrong where it says nothing.
    """

    def check(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, str) or not value.strip():
            raise InputError(message, where=attribute.name, got=repr(value)[:120], wanted="text that is not empty")

    return check


def none_or(kind: type) -> Callable[[object, attrs.Attribute[Any], Any], None]:
    """Return a validator that accepts one type, or None.

    Args:
        kind: The type.
    """
    return attrs.validators.optional(is_a(kind))


def entries_are(kind: type) -> Callable[[object, attrs.Attribute[Any], Any], None]:
    """Return a validator of a table whose entries are all of one type.

    Args:
        kind: The type.
    """

    def check(_instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:  # noqa: ANN401 - any input may come
        for key, item in value.items():
            if not isinstance(item, kind):
                message = f"An entry of {attribute.name} has the wrong type."
                where = f"{attribute.name}.{key}"
                raise InputError(message, where=where, got=repr(item)[:120], wanted=kind.__name__)

    return check


def text() -> Any:  # noqa: ANN401 - attrs types its fields this way
    """Return an optional field of text."""
    return attrs.field(default="", validator=is_a(str))


def flag() -> Any:  # noqa: ANN401 - attrs types its fields this way
    """Return an optional field that is true or false."""
    return attrs.field(default=False, validator=is_a(bool))


def foreign() -> Any:  # noqa: ANN401 - attrs types its fields this way
    """Return an optional table whose content is kept and not read."""
    return attrs.field(factory=FrozenMap, converter=table)
