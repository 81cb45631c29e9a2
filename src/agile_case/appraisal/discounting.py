"""Discounting: real amounts times a factor for each year; year 0 is undiscounted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.errors import YearError

if TYPE_CHECKING:
    from agile_case.quantities.frozen import FloatArray

__all__ = ["present_value"]


def present_value(amounts: FloatArray, factors: FloatArray) -> FloatArray:
    """Value a yearly profile at year 0.

    Args:
        amounts: Real amounts in pounds, shape `(years,)` or `(draws, years)`; column 0 is year 0.
        factors: Discount factors, shape `(years,)`; the first is 1.

    Returns:
        Present value in pounds of the same price year, shape `()` or `(draws,)`.

    Raises:
        YearError: The two year axes differ in length.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.54 to 6.57 and Table 8.

    Example:
        >>> round(float(present_value(np.array([0.0, 1035.0]), np.array([1.0, 1 / 1.035]))), 2)
        1000.0
    """
    amounts, factors = np.asarray(amounts, dtype=np.float64), np.asarray(factors, dtype=np.float64)
    if factors.ndim != 1 or amounts.ndim < 1 or amounts.shape[-1] != len(factors):
        message = "Amounts and discount factors cover different years."
        got = f"amounts of shape {amounts.shape}, factors of shape {factors.shape}"
        raise YearError(message, got=got, wanted="one factor for each year of the amounts")
    return np.asarray((amounts * factors).sum(axis=-1))
