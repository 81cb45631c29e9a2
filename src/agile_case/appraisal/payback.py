"""Payback: when a flow has come back, under a definition that is always named, for publications differ."""

from __future__ import annotations

import itertools
import math
from typing import Final

import numpy as np

from agile_case.appraisal.flows import yearly_flow
from agile_case.errors import UnknownNameError, did_you_mean
from agile_case.quantities.frozen import FrozenMap

__all__ = ["PAYBACKS", "payback"]

PAYBACKS: Final = FrozenMap(
    {
        "interpolated": "years from year 0 until the sum of the flow first reaches nothing, in a straight line between "
        "the end of one year and the next",
        "whole-years": "the first whole year at whose end the sum of the flow is nothing or more",
        "for-good": "years from year 0 until the sum of the flow reaches nothing for the last time, in a straight line "
        "between the end of one year and the next",
    }
)
"""The definitions, by name."""


def payback(flow: object, definition: str) -> float | None:
    """Return after how many years a flow has paid back.

    For discounted payback give the flow times the discount factors.

    Args:
        flow: Pounds of each year, year 0 first; what comes in is positive.
        definition: A key of `PAYBACKS`; there is no default.

    Returns:
        Years from year 0; 0 for a flow whose sum is never negative; None where it does not pay back.

    Raises:
        UnknownNameError: There is no such definition; the nearest are suggested.
        InputError: The flow is none.

    Example:
        >>> payback([-100, 40, 40, 40], "interpolated"), payback([-100, 40, 40, 40], "whole-years")
        (2.5, 3.0)
    """
    if definition not in PAYBACKS:
        message = "There is no such definition of payback."
        do = did_you_mean(str(definition), PAYBACKS)
        raise UnknownNameError(
            message, where="definition", got=f"{definition!r:.80}", wanted=" or ".join(PAYBACKS), do=do
        )
    amounts = yearly_flow(flow)
    sums = np.array([math.fsum(amounts[: year + 1]) for year in range(len(amounts))])
    crossings = [
        (year, before, after) for year, (before, after) in enumerate(itertools.pairwise(sums)) if before < 0 <= after
    ]
    if definition == "for-good" and sums[-1] < 0:
        return None
    if sums[0] >= 0 and (definition != "for-good" or not crossings):
        return 0.0
    if not crossings:
        return None
    year, before, after = crossings[-1 if definition == "for-good" else 0]
    return float(year + 1) if definition == "whole-years" else float(year - before / (after - before))
