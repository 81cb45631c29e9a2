"""Numbers checked at the door of a function."""

from __future__ import annotations

import math

import numpy as np

from agile_case.errors import InputError

__all__ = ["above_zero", "amount", "growth", "share", "sourced"]


def amount(value: object, where: str) -> float:
    """Return a finite number.

    Args:
        value: What the user gave.
        where: Name of the argument, for the message.

    Raises:
        InputError: It is none.
    """
    known = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not known or not math.isfinite(value):  # type: ignore[arg-type]  # a number
        message = "A finite number is needed."
        raise InputError(message, where=where, got=f"{value!r:.80}", wanted="a finite number")
    return float(value)  # type: ignore[arg-type]  # a number


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


def growth(value: object, where: str) -> float:
    """Return a growth a year above -100%, as a fraction.

    Args:
        value: What the user gave.
        where: Name of the argument, for the message.

    Raises:
        InputError: It is none.
    """
    number = amount(value, where)
    if number <= -1:
        message = "Nothing grows by -100% or less."
        raise InputError(message, where=where, got=repr(value), wanted="a fraction above -1", do="write 0.02 for 2%")
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
