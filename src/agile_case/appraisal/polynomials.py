"""Polynomials of lower degree that agree with one to the last digits over the range that its argument can have.

A line that grows for thirty years is a polynomial of degree thirty in its growth. Over the values that the growth takes
in a simulation a dozen terms around the middle say the same, and each term that is left out is two passes over a block.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.polynomial import chebyshev

if TYPE_CHECKING:
    from agile_case.quantities.frozen import FloatArray

__all__ = ["economised"]

_ERROR: Final = 1e-15
"""Largest error, as a share of the gross amount at the lower end of the range."""
_CHECKED: Final = 4
"""Points looked at for each term that is left."""


@functools.lru_cache(maxsize=4096)
def economised(coefficients: tuple[float, ...], low: float, high: float) -> tuple[float, tuple[float, ...]] | None:
    """Return a polynomial of lower degree in the same argument, counted from another place.

    Args:
        coefficients: Of the powers of one plus the argument, lowest first.
        low: The smallest argument.
        high: The largest one.

    Returns:
        What is added to the argument, and the coefficients of the powers of that, lowest first; None where no
        polynomial of lower degree is as good.
    """
    degree = len(coefficients) - 1
    half = (high - low) / 2
    if degree < 6 or not -1 < low < high or not all(map(math.isfinite, coefficients)):  # noqa: PLR2004 - not worth it
        return None
    middle = low + half
    try:
        around = [
            math.fsum(math.comb(k, j) * coefficients[k] * (1 + middle) ** (k - j) for k in range(j, degree + 1))
            * half**j
            for j in range(degree + 1)
        ]
        gross = math.fsum(abs(value) * (1 + low) ** k for k, value in enumerate(coefficients))
    except OverflowError:
        return None
    if not all(map(math.isfinite, around)) or not 0 < gross < math.inf:
        return None
    series = np.zeros(degree + 1)
    trimmed = chebyshev.poly2cheb(around)  # without zeros at the end
    series[: len(trimmed)] = trimmed
    left_out, kept = 0.0, degree
    while kept and left_out + abs(series[kept]) <= _ERROR * gross / 4:
        left_out += abs(series[kept])
        kept -= 1
    if kept + 2 > degree:
        return None
    lower = chebyshev.cheb2poly(series[: kept + 1])
    found = tuple(float(value) / half**j for j, value in enumerate(lower))
    points = middle + half * np.cos(np.pi * np.arange(_CHECKED * kept + 1) / (_CHECKED * kept or 1))
    error = np.abs(_horner(found, points - middle) - _horner(coefficients, 1 + points))
    there = _horner(tuple(map(abs, coefficients)), 1 + points)
    return (-middle, found) if (error <= _allowed(degree) * there).all() else None


def _allowed(degree: int) -> float:
    """Return the error that is allowed where two ways of adding up are compared: that of either in floating point."""
    return _ERROR + 2 * degree * np.finfo(float).eps


def _horner(coefficients: tuple[float, ...], x: FloatArray) -> FloatArray:
    total = np.full_like(x, coefficients[-1])
    for value in coefficients[-2::-1]:
        total = total * x + value
    return total
