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
from agile_case.estimates.special import normal_cdf
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["Pool", "Weighed"]

_WRITTEN: Final = 99
_FAR: Final = 4.0
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
    columns: FrozenMap[str, FloatArray] = attrs.field(eq=False, repr=False)
    """Value of each quantity in each row, in its unit."""
    weights: FloatArray = attrs.field(eq=False, repr=False)
    """Weight of each row; they sum to 1."""

    @functools.cached_property
    def sums(self) -> FloatArray:
        """Weight of each row and all before it, the last being 1, shape `(rows,)`."""
        return _summed(self.weights)

    @functools.cached_property
    def places(self) -> FloatArray:
        """Place of each row in the distribution of each quantity, as a probability, shape `(names, rows)`."""
        found = np.empty((len(self.names), self.weights.size))
        for row, name in zip(found, self.names, strict=True):
            order = self.order(self.columns[name])
            sums = _summed(self.weights[order])
            row[order] = 0.5 * (sums + np.concatenate([[0.0], sums[:-1]]))
        return read_only(found)

    @functools.cached_property
    def effective(self) -> float:
        """Effective sample size: as many equal rows would say as much."""
        return 1.0 / float(np.square(self.weights).sum())

    def order(self, values: FloatArray) -> npt.NDArray[np.intp]:
        """Return the rows in the order of some values.

        Args:
            values: A value for each row.
        """
        return np.argsort(values, kind="stable")

    def rows(self, u: FloatArray) -> FloatArray:
        """Draw rows: the places of the quantities in them.

        Args:
            u: Numbers above 0 and below 1, shape `(n,)`.

        Returns:
            Shape `(names, n)`.
        """
        found: FloatArray = self.places[:, _chosen(self.sums, u)]
        return found


@attrs.frozen
class Weighed(Distribution):
    """One quantity of a pool, or an expression of several: a value for each row."""

    key: ClassVar[str] = "tabulated"
    pool: Pool
    """The pool that it belongs to."""
    name: str
    """Its name in the pool, or the expression that it is of."""
    drawn: FloatArray = attrs.field(eq=False, repr=False)
    """Its value in each row of the pool."""
    factor: float = 1.0
    """What the values were multiplied by since they were drawn."""

    def __attrs_post_init__(self) -> None:
        """Take what is given: reweighting makes them, and nobody else."""

    @functools.cached_property
    def ordered(self) -> tuple[FloatArray, FloatArray]:
        """The values, rising, and the weight of each and all before it."""
        order = self.pool.order(self.drawn)
        return read_only(self.drawn[order]), _summed(self.pool.weights[order])

    @functools.cached_property
    def _moments(self) -> tuple[float, float]:
        weights = self.pool.weights
        mean = float((weights * self.drawn).sum())
        return mean, float((weights * np.square(self.drawn - mean)).sum()) ** 0.5

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
        values, sums = self.ordered
        ends = _chosen(sums, sums + _NARROW)
        widths = np.where(sums <= 1.0 - _NARROW, values[ends] - values, np.inf)
        place = int(np.argmin(widths))
        return float(0.5 * (values[place] + values[ends[place]]))

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that was drawn."""
        return float(self.drawn.min()), float(self.drawn.max())

    def _outcomes(self) -> tuple[FloatArray, FloatArray]:
        outcomes, place = np.unique(self.drawn, return_inverse=True)
        shares: FloatArray = np.bincount(place, self.pool.weights).astype(np.float64)
        return np.asarray(outcomes, dtype=np.float64), shares

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        values, sums = self.ordered
        found: FloatArray = values[_chosen(sums, u)]
        return found

    def _cdf(self, x: FloatArray) -> FloatArray:
        values, sums = self.ordered
        found: FloatArray = np.concatenate([[0.0], sums])[np.searchsorted(values, x, side="right")]
        return found

    def _scaled(self, factor: float) -> Weighed:
        return attrs.evolve(self, drawn=read_only(factor * self.drawn), factor=factor * self.factor)

    def alone(self) -> Discrete | Tabulated:
        """Return the estimate by itself, as a file can hold it: its outcomes, or some quantiles joined by lines."""
        outcomes, shares = self._outcomes()
        if outcomes.size <= _FEW:
            return Discrete(outcomes.tolist(), (shares / shares.sum()).tolist())
        p = normal_cdf(np.linspace(-_FAR, _FAR, _WRITTEN))  # closer together where they bend most
        low, high = self.support
        points = np.concatenate([[low], self.values(p), [high]])
        kept = np.concatenate([[True], np.diff(points) > 0]) & (points < high)
        kept[-1] = True
        probabilities = np.concatenate([[0.0], p, [1.0]])
        return Tabulated(probabilities[kept].tolist(), points[kept].tolist())

    def file_form(self) -> dict[str, Any]:
        """Give the form of the estimate by itself: a file cannot hold what it is tied to."""
        return self.alone().file_form()

    @property
    def written(self) -> str:
        """What it is, in a line."""
        return f"reweighted, effective sample size {self.pool.effective:,.0f}"


def _summed(weights: FloatArray) -> FloatArray:
    sums = np.cumsum(weights)
    return read_only(sums / sums[-1])


def _chosen(sums: FloatArray, u: FloatArray) -> npt.NDArray[np.intp]:
    """Return which row each probability falls to."""
    return np.minimum(np.searchsorted(sums, u, side="left"), sums.size - 1)
