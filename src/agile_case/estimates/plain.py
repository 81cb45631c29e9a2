"""The plain estimates: a single number, uniform, triangular, PERT and normal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import numpy as np

from agile_case.estimates.base import Bounded, Distribution
from agile_case.estimates.beta_series import beta_quantile_series
from agile_case.estimates.quadrature import normal_nodes, straight_nodes
from agile_case.estimates.special import _blockwise, beta_cdf, normal_cdf, normal_quantile

if TYPE_CHECKING:
    from agile_case.errors import Fault
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Fixed", "Normal", "Pert", "Triangular", "Uniform"]


@attrs.frozen
class Fixed(Distribution):
    """A single number, taken as certain: `value = 520_000`."""

    key: ClassVar[str] = "value"
    value: float
    """The number."""

    @property
    def mean(self) -> float:
        """The number itself."""
        return self.value

    @property
    def sd(self) -> float:
        """Nothing."""
        return 0.0

    @property
    def mode(self) -> float:
        """The number itself."""
        return self.value

    @property
    def support(self) -> tuple[float, float]:
        """The number, twice."""
        return (self.value, self.value)

    @property
    def certain(self) -> bool:
        """True."""
        return True

    def file_form(self) -> dict[str, Any]:
        """Give the number alone, not in a list."""
        return {self.key: self.value}

    def values(self, u: FloatArray) -> FloatArray:
        """Give the number for each u."""
        return np.full(u.shape, self.value)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return np.where(x >= self.value, 1.0, 0.0)


@attrs.frozen
class Uniform(Bounded):
    """Any value between two ends is as likely as any other: `uniform = [low, high]`.

    Example:
        >>> Uniform(10, 20).quantile([0.25]).tolist()
        [12.5]
    """

    key: ClassVar[str] = "uniform"
    low: float
    """The least that the quantity can be."""
    high: float
    """The most that the quantity can be."""

    @property
    def mean(self) -> float:
        """The middle."""
        return 0.5 * (self.low + self.high)

    @property
    def sd(self) -> float:
        """The width over the root of 12."""
        return (self.high - self.low) / math.sqrt(12.0)

    @property
    def mode(self) -> float:
        """The middle, by convention: no value is likelier than another."""
        return self.mean

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that the quantity can be."""
        return (self.low, self.high)

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        return self._clipped(u * (self.high - self.low) + self.low)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return self._share(x)

    def _nodes(self, low: float, high: float) -> tuple[FloatArray, FloatArray]:
        return straight_nodes(np.array([low, high]), np.ones(1))

    def _mode_between(self, low: float, high: float) -> float:
        return 0.5 * (low + high)


@attrs.frozen
class Triangular(Bounded):
    """Likeliest at the mode, falling straight to nothing at both ends: `triangular = [low, mode, high]`.

    Source:
        S. Kotz and J. R. van Dorp (2004), Beyond Beta, chapter 1.

    Example:
        >>> Triangular(0, 1, 4).quantile([0.0625, 0.25]).tolist()
        [0.5, 1.0]
    """

    key: ClassVar[str] = "triangular"
    low: float
    """The least that the quantity can be."""
    mode: float
    """The likeliest value; it may be an end."""
    high: float
    """The most that the quantity can be."""

    @property
    def mean(self) -> float:
        """The average of the three numbers."""
        return (self.low + self.mode + self.high) / 3.0

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return (self.high - self.low) * math.sqrt((1.0 - self._peak * (1.0 - self._peak)) / 18.0)

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that the quantity can be."""
        return (self.low, self.high)

    @property
    def _peak(self) -> float:
        """Where the mode lies between the ends, which is also the probability below it."""
        return (self.mode - self.low) / (self.high - self.low)

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        return _blockwise(self._values, u)

    def _values(self, u: FloatArray) -> FloatArray:
        # Each side is counted from its own end, so that nothing cancels there.
        below = u <= self._peak
        out = np.sqrt(np.where(below, u * self._peak, (1.0 - u) * (1.0 - self._peak)))
        out *= self.high - self.low
        return self._clipped(np.where(below, self.low + out, self.high - out))

    def _cdf(self, x: FloatArray) -> FloatArray:
        share, peak = self._share(x), self._peak
        rest, above = 1.0 - share, 1.0 - peak
        left = np.minimum(share, peak) / (peak or 1.0) * share
        right = np.minimum(rest, above) / (above or 1.0) * rest
        return np.where(share < peak, left, 1.0 - right)

    def _nodes(self, low: float, high: float) -> tuple[FloatArray, FloatArray]:
        middle = self._mode_between(low, high)
        x, weights = straight_nodes(np.array([low, middle, high]), np.array([middle - low, high - middle]))
        peak = self._peak
        share = (x - self.low) / (self.high - self.low)
        density = np.where(x < self.mode, share / (peak or 1.0), (1.0 - share) / (1.0 - peak or 1.0))
        return x, weights * density


@attrs.frozen
class Pert(Bounded):
    """A beta distribution stretched between two ends, with weight 4 on the mode: `pert = [low, mode, high]`.

    Its shapes are 1 + 4 (mode - low)/(high - low) and 1 + 4 (high - mode)/(high - low).

    Source:
        D. G. Malcolm, J. H. Roseboom, C. E. Clark and W. Fazar (1959), Operations Research 7, for the mean; the shapes
        as in D. Vose (2008), Risk Analysis, 3rd edition, where the standard deviation follows from them.

    Example:
        >>> Pert(4, 6, 10).mean == (4 + 4 * 6 + 10) / 6
        True
    """

    key: ClassVar[str] = "pert"
    low: float
    """The least that the quantity can be."""
    mode: float
    """The likeliest value; it may be an end."""
    high: float
    """The most that the quantity can be."""

    @property
    def shapes(self) -> tuple[float, float]:
        """The two shapes of the beta distribution; they sum to 6."""
        width = self.high - self.low
        return (1.0 + 4.0 * ((self.mode - self.low) / width), 1.0 + 4.0 * ((self.high - self.mode) / width))

    @property
    def mean(self) -> float:
        """A sixth of low, four times the mode, and high."""
        return (self.low + 4.0 * self.mode + self.high) / 6.0

    @property
    def sd(self) -> float:
        """Standard deviation of the beta distribution; not the sixth of the width of the early texts."""
        return math.sqrt(self.mean - self.low) * math.sqrt((self.high - self.mean) / 7.0)

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that the quantity can be."""
        return (self.low, self.high)

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check of their order; the first call fits the series, in some milliseconds."""
        out = beta_quantile_series(*self.shapes)(u)
        out *= self.high - self.low
        out += self.low
        return self._clipped(out)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return beta_cdf(self._share(x), *self.shapes)


@attrs.frozen
class Normal(Distribution):
    """The normal distribution: `normal = [mean, sd]`. It has no ends: mind quantities that cannot be negative.

    Example:
        >>> Normal(100, 10).quantile([0.5]).tolist()
        [100.0]
    """

    key: ClassVar[str] = "normal"
    mean: float
    """The mean."""
    sd: float
    """Standard deviation, above 0."""

    def _check(self) -> list[Fault]:
        if self.sd <= 0.0 or not math.isfinite(abs(self.mean) + 40.0 * self.sd):
            return [self._fault("sd", "is not above 0 or is too large", repr(self.sd), "a number above 0, below 1e306")]
        return []

    @property
    def mode(self) -> float:
        """The mean."""
        return self.mean

    @property
    def support(self) -> tuple[float, float]:
        """Every number."""
        return (-math.inf, math.inf)

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        out = normal_quantile(u)
        out *= self.sd
        out += self.mean
        return out

    def _cdf(self, x: FloatArray) -> FloatArray:
        return normal_cdf((x - self.mean) / self.sd)

    def _nodes(self, low: float, high: float) -> tuple[FloatArray, FloatArray]:
        z, weights = normal_nodes((low - self.mean) / self.sd, (high - self.mean) / self.sd)
        return self.mean + self.sd * z, weights
