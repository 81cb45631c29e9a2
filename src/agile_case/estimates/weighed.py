"""Estimates held as draws with weights: what is believed of quantities that evidence has tied together.

A pool is a set of draws of several quantities, a row each, with a weight each. The estimate of one quantity is its
column: a value for each row, as likely as the weight says. Whoever draws the quantities together draws rows.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs
import numpy as np

from agile_case.estimates.base import Distribution
from agile_case.estimates.points import Discrete, Tabulated
from agile_case.quantities.frozen import FloatArray, read_only

if TYPE_CHECKING:
    from agile_case.quantities.frozen import FloatArray as Floats

__all__ = ["Pool", "Weighed", "in_order"]

_WRITTEN: Final = 99
_FEW: Final = 256
"""Different values up to which a quantity counts as one of a few outcomes."""
_NARROW: Final = 0.1
"""Share of the weight whose narrowest span is where a quantity is likeliest."""


@attrs.frozen
class Pool:
    """Draws of several quantities together, each with its weight."""

    names: tuple[str, ...]
    """The quantities, sorted."""
    sha256: str
    """SHA-256 of all that the draws follow from: the estimates, the correlations and the evidence."""
    sums: FloatArray = attrs.field(eq=False, repr=False)
    """Weight of each row and all before it, the last being 1, shape `(rows,)`."""
    places: FloatArray = attrs.field(eq=False, repr=False)
    """Place of each row in the distribution of each quantity, as a probability, shape `(names, rows)`."""

    def rows(self, u: FloatArray) -> FloatArray:
        """Draw rows: the places of the quantities in them.

        Args:
            u: Numbers above 0 and below 1, shape `(n,)`.

        Returns:
            Shape `(names, n)`.
        """
        found: Floats = self.places[:, np.minimum(np.searchsorted(self.sums, u, side="left"), self.sums.size - 1)]
        return found


@attrs.frozen
class Weighed(Distribution):
    """One quantity of a pool: a value for each of its rows."""

    key: ClassVar[str] = "tabulated"
    pool: Pool
    """The pool that it belongs to."""
    name: str
    """Its name in the pool, or the expression that it is of."""
    ordered: FloatArray = attrs.field(eq=False, repr=False)
    """The values, rising, shape `(rows,)`."""
    sums: FloatArray = attrs.field(eq=False, repr=False)
    """Weight of each value and all before it, the last being 1, shape `(rows,)`."""
    factor: float = 1.0
    """What the values were multiplied by since they were drawn."""

    def __attrs_post_init__(self) -> None:
        """Take what is given: reweighting makes them, and nobody else."""

    @property
    def _weights(self) -> FloatArray:
        return np.diff(self.sums, prepend=0.0)

    @functools.cached_property
    def _moments(self) -> tuple[float, float]:
        weights = self._weights
        mean = float((weights * self.ordered).sum())
        return mean, float((weights * np.square(self.ordered - mean)).sum()) ** 0.5

    @property
    def mean(self) -> float:
        """The values weighted by their weights."""
        return self._moments[0]

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return self._moments[1]

    @property
    def mode(self) -> float:
        """The likeliest of a few outcomes; otherwise the middle of the narrowest span that holds a tenth of all."""
        outcomes, shares = self._outcomes()
        if outcomes.size <= _FEW:
            return float(outcomes[np.argmax(shares)])
        ends = np.minimum(np.searchsorted(self.sums, self.sums + _NARROW), self.sums.size - 1)
        widths = np.where(self.sums <= 1.0 - _NARROW, self.ordered[ends] - self.ordered, np.inf)
        place = int(np.argmin(widths))
        return float(0.5 * (self.ordered[place] + self.ordered[ends[place]]))

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that was drawn."""
        return float(self.ordered[0]), float(self.ordered[-1])

    def _outcomes(self) -> tuple[FloatArray, FloatArray]:
        outcomes, place = np.unique(self.ordered, return_inverse=True)
        shares: Floats = np.bincount(place, self._weights).astype(np.float64)
        return np.asarray(outcomes, dtype=np.float64), shares

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        found: Floats = self.ordered[np.minimum(np.searchsorted(self.sums, u, side="left"), self.sums.size - 1)]
        return found

    def _cdf(self, x: FloatArray) -> FloatArray:
        found: Floats = np.concatenate([[0.0], self.sums])[np.searchsorted(self.ordered, x, side="right")]
        return found

    def _scaled(self, factor: float) -> Weighed:
        return attrs.evolve(self, ordered=read_only(factor * self.ordered), factor=factor * self.factor)

    def alone(self) -> Discrete | Tabulated:
        """Return the estimate by itself, as a file can hold it: its outcomes, or its percentiles joined by lines."""
        outcomes, shares = self._outcomes()
        if outcomes.size <= _FEW:
            return Discrete(outcomes.tolist(), (shares / shares.sum()).tolist())
        p = np.arange(1, _WRITTEN + 1) / (_WRITTEN + 1)
        points = np.concatenate([[self.ordered[0]], self.values(p), [self.ordered[-1]]])
        kept = np.concatenate([[True], np.diff(points) > 0])
        kept[-1] = True
        probabilities = np.concatenate([[0.0], p, [1.0]])
        return Tabulated(probabilities[kept].tolist(), points[kept].tolist())

    def file_form(self) -> dict[str, Any]:
        """Give the form of the estimate by itself: a file cannot hold what it is tied to."""
        return self.alone().file_form()

    @property
    def written(self) -> str:
        """What it is, in a line."""
        return f"reweighted, {self.sums.size} draws"


def in_order(values: FloatArray, weights: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Put the rows of a quantity in order.

    Args:
        values: Value of each row.
        weights: Weight of each row.

    Returns:
        The values, rising; the sums of their weights, the last being 1; and for each row, as it was given, its place in
        the distribution as a probability.
    """
    order = np.argsort(values, kind="stable")
    sums = np.cumsum(weights[order])
    sums /= sums[-1]
    places = np.empty_like(sums)
    places[order] = 0.5 * (sums + np.concatenate([[0.0], sums[:-1]]))
    return read_only(values[order]), read_only(sums), places
