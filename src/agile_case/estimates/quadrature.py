"""Gauss-Legendre quadrature for the moments of a part of a distribution: fixed nodes, all weights positive.

Moments are sums over values and weights, taken around their own mean, so that nothing cancels however narrow the part.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from agile_case.quantities.frozen import FloatArray

__all__ = ["gauss_legendre", "moments", "normal_nodes", "straight_nodes"]

_POINTS: Final = 16
_PANELS: Final = 96
_FAR: Final = 38.0  # no probability above 0 has a normal quantile below it
_THIRD: Final = 1.0 / math.sqrt(3.0)
_SQUARED: Final = 1e150  # the square of a larger number may have no place


@functools.cache
def gauss_legendre() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Find sixteen nodes between -1 and 1 and their weights, by Newton's method on the Legendre polynomial."""
    nodes, weights = [], []
    for k in range(_POINTS):
        x = math.cos(math.pi * (k + 0.75) / (_POINTS + 0.5))
        slope = 1.0
        for _ in range(8):
            before, now = 1.0, x
            for n in range(2, _POINTS + 1):
                before, now = now, ((2 * n - 1) * x * now - (n - 1) * before) / n
            slope = _POINTS * (x * now - before) / (x * x - 1.0)
            x -= now / slope
        nodes.append(x)
        weights.append(2.0 / ((1.0 - x * x) * slope * slope))
    return tuple(nodes), tuple(weights)


def normal_nodes(low: float, high: float) -> tuple[FloatArray, FloatArray]:
    """Give nodes between two ends and weights in proportion to the standard normal density there.

    Args:
        low: Lower end; minus infinity is allowed.
        high: Upper end, above it; infinity is allowed.

    Returns:
        Nodes and weights, each of shape `(1536,)`; the weights do not sum to 1.
    """
    low, high = max(low, -_FAR), min(high, _FAR)
    points, shares = (np.array(part) for part in gauss_legendre())
    half = 0.5 * (high - low) / _PANELS
    centres = low + half * (2.0 * np.arange(_PANELS) + 1.0)
    z = (centres[:, None] + half * points).reshape(-1)
    peak = min(max(0.0, low), high)
    return z, np.tile(shares, _PANELS) * np.exp(-0.5 * (z - peak) * (z + peak))


def straight_nodes(ends: FloatArray, masses: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give two nodes on each of some pieces, exact for every polynomial up to the third degree.

    Args:
        ends: The ends of the pieces, rising, shape `(pieces + 1,)`.
        masses: Weight of each piece, shape `(pieces,)`.

    Returns:
        Nodes and weights, each of shape `(2 * pieces,)`.
    """
    middles, halves = 0.5 * (ends[:-1] + ends[1:]), 0.5 * _THIRD * np.diff(ends)
    return np.concatenate([middles - halves, middles + halves]), 0.5 * np.tile(masses, 2)


def moments(values: FloatArray, weights: FloatArray) -> tuple[float, float]:
    """Give the mean and the standard deviation of weighted values.

    Args:
        values: The values.
        weights: Their weights, in any proportion.
    """
    total = math.fsum(weights)
    mean = math.fsum(weights * values) / total
    apart = values - mean
    largest = float(np.max(np.abs(apart)))
    scale = largest if largest > _SQUARED else 1.0
    return mean, scale * math.sqrt(math.fsum(weights * np.square(apart / scale)) / total)
