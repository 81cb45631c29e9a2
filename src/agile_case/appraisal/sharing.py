"""Share a change out among its causes: Shapley values, exact for few causes and from random orders for many.

What a cause adds depends on what was changed before it. The Shapley value is its mean over all orders, so that no order
is preferred, nothing is counted twice and the parts sum to the whole (Shapley, 1953).
"""

from __future__ import annotations

import functools
import itertools
import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.quantities.nouns import Noun

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["EXACT", "Share", "shared_out"]

EXACT: Final = 14
"""Causes up to which every set of them is worked out."""
_ORDERS: Final = 400


@attrs.frozen(kw_only=True)
class Share(Noun):
    """What one cause did."""

    cause: str
    """The cause."""
    value: float
    """Its part of the change."""
    error: float
    """Standard error where orders were drawn; 0 where all were taken."""


def shared_out(
    causes: Sequence[str], value: Callable[[frozenset[str]], float], *, exact: int = EXACT, orders: int = _ORDERS
) -> tuple[Share, ...]:
    """Share the change from none of some causes to all of them out among them.

    Args:
        causes: The causes.
        value: What a set of causes comes to.
        exact: Causes up to which every set is worked out.
        orders: Random orders for more than that.

    Returns:
        One for each cause, in their order; together they are the whole change but for rounding.
    """
    worth = functools.cache(value)
    if len(causes) <= exact:
        return tuple(Share(cause=cause, value=_exact(cause, causes, worth), error=0.0) for cause in causes)
    generator = np.random.Generator(np.random.Philox(key=0))  # no seed to choose: the orders are always the same
    found: dict[str, list[float]] = {cause: [] for cause in causes}
    for _ in range(orders):
        held: frozenset[str] = frozenset()
        for place in generator.permutation(len(causes)).tolist():
            more = held | {causes[place]}
            found[causes[place]].append(worth(more) - worth(held))
            held = more
    return tuple(
        Share(
            cause=cause,
            value=math.fsum(parts) / len(parts),
            error=float(np.std(parts, ddof=1)) / math.sqrt(len(parts)),
        )
        for cause, parts in found.items()
    )


def _exact(cause: str, causes: Sequence[str], worth: Callable[[frozenset[str]], float]) -> float:
    others = [other for other in causes if other != cause]
    total = []
    for size in range(len(others) + 1):
        weight = 1.0 / (len(causes) * math.comb(len(others), size))
        for held in itertools.combinations(others, size):
            before = frozenset(held)
            total.append(weight * (worth(before | {cause}) - worth(before)))
    return math.fsum(total)
