"""The beta quantile as a few polynomials, fitted once for each pair of shapes: fast enough to draw with.

Below the lower quartile the quantile is an analytic function of p^(1/a), above the upper one of (1 - p)^(1/b), and
between them of p itself, so that a Chebyshev series of some twenty terms gives each part to nearly the last digit.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.estimates.special import _blockwise, _horner, _within, beta_quantile

if TYPE_CHECKING:
    import numpy.typing as npt

    from agile_case.quantities.frozen import FloatArray

__all__ = ["BetaQuantile", "beta_quantile_series"]

_CUT: Final = 0.25  # the parts meet at this probability from either end; half of the draws then need no power
_NODES: Final = 48
_CHECKS: Final = 193  # points of the check of each part; they are not the nodes of the fit
_WANTED: Final = 1e-12  # absolute, on a scale from 0 to 1
_NEGLIGIBLE: Final = 4e-14  # terms whose sum is smaller, relative to all, are noise
_LARGEST_SHAPE: Final = 24.0  # above it p^(1/a) is all but a step, and a series would be longer than it is worth


@attrs.frozen
class BetaQuantile:
    """A fast quantile function of one beta distribution, within 1e-12 of `beta_quantile`.

    Build it with `beta_quantile_series`, which keeps it. A result depends on its own element only.
    """

    a: float
    """First shape."""
    b: float
    """Second shape."""
    low: tuple[float, ...] = ()
    """Polynomial of the part below the lower quartile, highest power first; empty where no series is good enough."""
    centre: tuple[float, ...] = ()
    """Polynomial of the part between the quartiles, highest power first."""
    high: tuple[float, ...] = ()
    """Polynomial of the part above the upper quartile, highest power first."""

    @classmethod
    def fit(cls, a: float, b: float) -> BetaQuantile:
        """Fit the three series and check them on a dense grid; where they fail, keep `beta_quantile` itself.

        Args:
            a: First shape, positive.
            b: Second shape, positive.

        Raises:
            InputError: A shape is not positive.
        """
        if max(a, b) > _LARGEST_SHAPE or min(a, b) < 1.0 / _LARGEST_SHAPE:
            beta_quantile([], a, b)  # refuses what is not a shape
            return cls(a, b)
        r = np.concatenate([_nodes(), np.linspace(-1.0, 1.0, _CHECKS + 1)[1:]])
        lows, highs = _tail(r, a, b), _tail(r, b, a)
        centres = beta_quantile(0.5 + (0.5 - _CUT) * r, a, b)
        found = cls(a, b, *(_series(values[:_NODES]) for values in (lows, centres, highs)))
        gaps = [np.abs(_horner(found.centre, r) - centres).max()]
        for part, values, first in ((found.low, lows, a), (found.high, highs, b)):
            gaps.append(np.abs((_horner(part, r) - values) * _power(r, first)).max())
        return found if max(gaps) <= _WANTED else cls(a, b)

    @property
    def fitted(self) -> bool:
        """Whether the series are in use; otherwise each value is worked out by `beta_quantile`."""
        return bool(self.centre)

    def __call__(self, p: npt.ArrayLike) -> FloatArray:
        """Give the values below which the quantity lies with probability p.

        Args:
            p: Probabilities above 0 and below 1, of any shape.

        Returns:
            Values from 0 to 1 of the same shape.

        Raises:
            InputError: A probability is not strictly between 0 and 1.
        """
        if not self.fitted:
            return beta_quantile(p, self.a, self.b)
        return _blockwise(self._evaluate, _within(p, 0, 1, ends=False))

    def _evaluate(self, p: FloatArray) -> FloatArray:
        out = np.empty_like(p)
        below, above = p < _CUT, p > 1.0 - _CUT
        at = np.flatnonzero(~(below | above))
        r = p[at]
        r -= 0.5
        r *= 1.0 / (0.5 - _CUT)
        out[at] = _horner(self.centre, r)
        at = np.flatnonzero(below)
        out[at] = _from_end(p[at], self.a, self.low)
        at = np.flatnonzero(above)
        out[at] = 1.0 - _from_end(1.0 - p[at], self.b, self.high)
        return out


@functools.lru_cache(maxsize=1024)
def beta_quantile_series(a: float, b: float) -> BetaQuantile:
    """Give the fast quantile function for two shapes, fitted at the first call and kept.

    Args:
        a: First shape, positive.
        b: Second shape, positive.

    Raises:
        InputError: A shape is not positive.

    Example:
        >>> quantile = beta_quantile_series(2.0, 4.0)
        >>> quantile.fitted, quantile([0.5]).round(9).tolist()
        (True, [0.313810170])
    """
    return BetaQuantile.fit(float(a), float(b))


def _from_end(p: FloatArray, a: float, part: tuple[float, ...]) -> FloatArray:
    t = p if a == 1.0 else np.power(p, 1.0 / a)
    out = _horner(part, t * (2.0 / _CUT ** (1.0 / a)) - 1.0)
    out *= t
    return out


def _nodes() -> FloatArray:
    nodes: FloatArray = np.cos(np.pi * (np.arange(_NODES) + 0.5) / _NODES)
    return nodes


def _power(r: FloatArray, a: float) -> FloatArray:
    """Give t = p^(1/a) for r = -1 (p = 0) to r = 1 (the quartile)."""
    return 0.5 * (r + 1.0) * float(_CUT ** (1.0 / a))


def _tail(r: FloatArray, a: float, b: float) -> FloatArray:
    """Quantile divided by t."""
    t = _power(r, a)
    return beta_quantile(np.power(t, a), a, b) / t


def _series(values: FloatArray) -> tuple[float, ...]:
    """Interpolate values at the nodes and return the polynomial by powers, highest first, less its negligible terms.

    Horner's rule needs two thirds of the work of Clenshaw's. These series converge faster than the powers of a
    Chebyshev polynomial grow, so nothing is lost; the check of the fit would show it.
    """
    k = np.arange(_NODES)
    waves = np.cos(np.outer(k, np.pi * (k + 0.5) / _NODES))
    terms = np.add.reduce(waves * values, axis=1) * (2.0 / _NODES)
    terms[0] /= 2.0
    rest = np.cumsum(np.abs(terms[::-1]))[::-1]
    kept = max(int(np.count_nonzero(rest > _NEGLIGIBLE * rest[0])), 2)
    powers: list[list[int]] = [[1], [0, 1]]
    while len(powers) < kept:
        doubled = [0, *(2 * c for c in powers[-1])]
        powers.append([c - (powers[-2][i] if i < len(powers[-2]) else 0) for i, c in enumerate(doubled)])
    sums = [math.fsum(float(terms[n]) * powers[n][i] for n in range(i, kept)) for i in range(kept)]
    return tuple(reversed(sums))
