"""Numbers checked at the door of the valuation functions."""

from __future__ import annotations

import math

from agile_case.errors import InputError

__all__ = ["above_zero", "amount", "share", "sourced"]


def amount(value: object, where: str) -> float:
    """Return a finite number.

    Args:
        value: What the user gave.
        where: Name of the argument, for the message.

    Raises:
        InputError: It is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        message = "A finite number is needed."
        raise InputError(message, where=where, got=f"{value!r:.80}", wanted="a finite number")
    return float(value)


def above_zero(value: object, where: str) -> float:
    """Return a finite number above zero.

    Args:
        value: What the user gave.
        where: Name of the argument, for the message.

    Raises:
        InputError: It is none.
    """
    number = amount(value, where)
    if number <= 0:
        message = "A number above zero is needed."
        raise InputError(message, where=where, got=repr(value), wanted="a number above 0")
    return number


def share(value: object, where: str) -> float:
    """Return a share from 0 to 1.

    Args:
        value: What the user gave.
        where: Name of the argument, for the message.

    Raises:
        InputError: It is none.
    """
    number = amount(value, where)
    if not 0 <= number <= 1:
        message = "This is not a share."
        raise InputError(message, where=where, got=repr(value), wanted="a number from 0 to 1", do="write 0.3 for 30%")
    return number


def sourced(value: object, where: str) -> str:
    """Return a source that is not empty.

    Args:
        value: What the user gave.
        where: Name of the argument, for the message.

    Raises:
        InputError: It is empty, or no text.
    """
    if not isinstance(value, str) or not value.strip():
        message = "A figure of one's own needs its source."
        raise InputError(message, where=where, got=f"{value!r:.80}", wanted="who says so, and where")
    return value.strip()
