"""How what is known of delivery is checked at the door."""

from __future__ import annotations

from collections.abc import Iterable

from agile_case.errors import InputError
from agile_case.quantities.numbers import amount

__all__ = ["not_negative", "numbers_of", "planned_curve"]


def not_negative(value: object, where: str = "") -> float:
    """Return a finite number, zero or more.

    Args:
        value: What the user gave.
        where: Name of the argument, for the message.

    Raises:
        InputError: It is none.
    """
    number = amount(value, where)
    if number < 0:
        message = "A number of zero or more is needed."
        raise InputError(message, where=where, got=repr(value), wanted="0 or more")
    return number


def numbers_of(values: object, where: str = "") -> tuple[float, ...]:
    """Return finite numbers, each zero or more, and at least one.

    Args:
        values: What the user gave.
        where: Name of the argument, for the message.

    Raises:
        InputError: One is none, there are none, or it is no list.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        message = "A list of numbers is needed."
        raise InputError(message, where=where, got=f"{values!r:.80}", wanted="for example [12, 9, 15]")
    held = tuple(not_negative(value, f"{where}.{place}" if where else str(place)) for place, value in enumerate(values))
    if not held:
        message = "A list of numbers is empty."
        raise InputError(message, where=where, got="no number", wanted="one or more")
    return held


def planned_curve(values: object, where: str = "planned") -> tuple[float, ...]:
    """Return a planned value to date by period: it begins at zero, never falls and ends above zero.

    Args:
        values: What the user gave; the first is that of the start, before the first period.
        where: Name of the argument, for the message.

    Raises:
        InputError: It is none.
    """
    held = numbers_of(values, where)
    if held[0] != 0:
        message = "Planned value to date begins with zero, the value at the start."
        raise InputError(message, where=f"{where}.0", got=repr(held[0]), wanted="0", do="put 0 before the first period")
    for place in range(1, len(held)):
        if held[place] < held[place - 1]:
            message = "Planned value to date never falls: it is the sum of all periods so far."
            got = f"{held[place]:g} after {held[place - 1]:g}"
            do = "add the periods up before you give them"
            raise InputError(message, where=f"{where}.{place}", got=got, wanted="the same or more", do=do)
    if held[-1] == 0:
        message = "Nothing is planned."
        raise InputError(message, where=where, got="zero in each period", wanted="a last value above 0")
    return held
