"""What made the difference between a benefit as planned and as it turned out: volume, take-up, timing and price.

A benefit is volume x take-up x price, less optimism bias, and take-up hangs on dates. Each year is written so, as
planned and as it is known now, and the difference is shared out among the causes by their Shapley values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.sharing import shared_out
from agile_case.quantities.frozen import FloatArray

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["CAUSES", "Factors", "shares_of"]

CAUSES: Final = ("volume", "take-up", "timing", "price", "optimism bias")
"""What a difference is shared out among."""


@attrs.frozen(kw_only=True, eq=False)
class Factors:
    """A benefit by year and what it is made of; every array has the shape `(years,)`."""

    counted: FloatArray
    """What its measure comes to."""
    take_up: FloatArray
    """Share of the whole that is reached: the profile of the benefit, 1 where it has none."""
    valued: FloatArray
    """Pounds that this is worth before optimism bias."""
    money: FloatArray
    """Pounds after it."""


def shares_of(plan: Factors, dated: FloatArray, now: Factors, places: Sequence[int]) -> tuple[float, ...]:
    """Share the difference in money of some years out among its causes.

    Volume is what the measure comes to for each unit of take-up. Timing is what the plan's own take-up comes to on the
    dates of now; take-up is what is left of the change in it. A year in which something was counted although nothing
    was taken up is told apart no further than volume.

    Args:
        plan: The benefit as planned.
        dated: Take-up of the plan on the dates of now, shape `(years,)`.
        now: The benefit as it turned out, and is expected.
        places: Places of the years.

    Returns:
        Pounds for each of `CAUSES`; together they are the difference but for rounding.
    """
    chosen = list(places)
    sides = [[held[chosen] for held in (one.counted, one.take_up, one.valued, one.money)] for one in (plan, now)]
    nothing = np.all([one[1] == 0 for one in sides], axis=0)
    untold = nothing | np.any([(one[1] == 0) & (one[0] != 0) for one in sides], axis=0)
    before, after = (np.where(untold, 1.0, one[1]) for one in sides)
    late = np.where(untold, 1.0, dated[chosen])
    volume = _both([_ratio(one[0], share) for one, share in zip(sides, (before, after), strict=True)])
    price = _both([_ratio(one[2], one[0]) for one in sides])
    bias = _both([_ratio(one[3], one[2]) for one in sides])
    take_up = ((before, before + after - late), (late, after))

    def money(causes: frozenset[str]) -> float:
        share = take_up["timing" in causes]["take-up" in causes]
        parts = (held[name in causes] for name, held in (("volume", volume), ("price", price), ("optimism bias", bias)))
        return float(np.prod([share, *parts], axis=0).sum())

    return tuple(share.value for share in shared_out(CAUSES, money))


def _ratio(upper: FloatArray, lower: FloatArray) -> FloatArray:
    """Return a ratio; not a number where there is none."""
    found: FloatArray = np.divide(upper, lower, out=np.full(upper.shape, np.nan), where=lower != 0)
    return found


def _both(sides: Sequence[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Return a factor on both sides; where one has none it is that of the other, so that it makes no difference."""
    plan, now = (np.where(np.isnan(one), other, one) for one, other in (sides, sides[::-1]))
    return np.nan_to_num(plan, nan=1.0), np.nan_to_num(now, nan=1.0)
