"""Share a change out among its causes: Shapley values, exact for few causes and from random orders for many.

What a cause adds depends on what was changed before it. The Shapley value is its mean over all orders, so that no order
is preferred, nothing is counted twice and the parts sum to the whole (Shapley, 1953). Where some rest on others, the
mean is over the orders in which they can follow each other (Faigle and Kern, 1992).
"""

from __future__ import annotations

import functools
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
_WITHIN: Final = 0.0025
_PAIRS: Final = 4
"""Pairs of orders that are drawn at least, so that their error can be told."""


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
    causes: Sequence[str],
    value: Callable[[frozenset[str]], float | None],
    *,
    exact: int = EXACT,
    orders: int = _ORDERS,
    within: float = _WITHIN,
) -> tuple[Share, ...]:
    """Share the change from none of some causes to all of them out among them.

    Args:
        causes: The causes.
        value: What a set of causes comes to; None where it does not stand without others.
        exact: Causes up to which every set is worked out.
        orders: Random orders for more than that, at most. Each is taken forwards and backwards, which leaves no error
            where causes act on each other two by two. Of causes that rest on others the next that stands is taken,
            so that not every order is equally likely then.
        within: Standard error, as a part of the largest share, at which no more orders are drawn.

    Returns:
        One for each cause, in their order; together they are the whole change but for rounding. None at all if there is
        no order in which the causes can follow each other.
    """
    worth = functools.cache(value)
    if len(causes) <= exact:
        return _exact(causes, worth)
    return _sampled(causes, worth, orders, within)


def _sampled(
    causes: Sequence[str], worth: Callable[[frozenset[str]], float | None], orders: int, within: float
) -> tuple[Share, ...]:
    generator = np.random.Generator(np.random.Philox(key=0))  # no seed to choose: the orders are always the same
    found: dict[str, list[float]] = {cause: [] for cause in causes}
    shares: tuple[Share, ...] = ()
    for count in range(1, orders // 2 + 1):
        order = [causes[place] for place in generator.permutation(len(causes)).tolist()]
        one, other = (_one_order(list(way), worth) for way in (order, order[::-1]))
        if not one or not other:
            return ()
        for cause, parts in found.items():
            parts.append((one[cause] + other[cause]) / 2)
        if count < _PAIRS:
            continue
        shares = tuple(_share(cause, parts) for cause, parts in found.items())
        if max(share.error for share in shares) <= within * max(abs(share.value) for share in shares):
            break
    return shares


def _share(cause: str, parts: Sequence[float]) -> Share:
    error = float(np.std(parts, ddof=1)) / math.sqrt(len(parts))
    return Share(cause=cause, value=math.fsum(parts) / len(parts), error=error)


def _one_order(left: list[str], worth: Callable[[frozenset[str]], float | None]) -> dict[str, float]:
    """Return what each cause adds in one order, a cause that does not stand yet coming after the next that does."""
    held: frozenset[str] = frozenset()
    at, found = worth(held), {}
    while left:
        for cause in left:
            more = held | {cause}
            then = worth(more)
            if at is not None and then is not None:
                found[cause] = then - at
                held, at = more, then
                left.remove(cause)
                break
        else:
            return {}
    return found


def _exact(causes: Sequence[str], worth: Callable[[frozenset[str]], float | None]) -> tuple[Share, ...]:
    """Work out the mean over all orders that stand: each step counts by the orders that lead to it and on from it."""
    whole = frozenset(causes)
    layers: list[dict[frozenset[str], int]] = [{frozenset(): 1}]
    for _ in causes:  # how many orders lead to each set that stands
        layer: dict[frozenset[str], int] = {}
        for held, count in layers[-1].items():
            for cause in whole - held:
                more = held | {cause}
                if worth(more) is not None:
                    layer[more] = layer.get(more, 0) + count
        layers.append(layer)
    on: dict[frozenset[str], int] = {whole: 1}
    parts: dict[str, list[float]] = {cause: [] for cause in causes}
    total = layers[-1].get(whole, 0)
    for layer in reversed(layers[:-1]):
        for held, count in layer.items():
            at, going = worth(held), 0
            for cause in whole - held:
                more = held | {cause}
                then, further = worth(more), on.get(more, 0)
                if at is not None and then is not None and further:
                    parts[cause].append((count * further / total) * (then - at))
                    going += further
            on[held] = going
    if not total:
        return ()
    return tuple(Share(cause=cause, value=math.fsum(parts[cause]), error=0.0) for cause in causes)
