"""Families with a shape of their own: lognormal, by its moments or by two quantiles, and beta."""

from __future__ import annotations

import abc
import math
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs
import numpy as np

from agile_case.estimates.base import Bounded, Distribution
from agile_case.estimates.beta_series import beta_quantile_series
from agile_case.estimates.quadrature import normal_nodes
from agile_case.estimates.special import beta_cdf, normal_cdf, normal_quantile

if TYPE_CHECKING:
    from agile_case.errors import Fault
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Beta", "Lognormal", "LognormalRange"]

_Z90: Final = 1.2815515655446004
_WIDEST: Final = 5.25  # of sigma; beyond it the standard deviation is a million times the mean
_LARGEST: Final = 1e290
_SHAPES: Final = (0.3, 300.0)


@attrs.frozen
class _Logarithmic(Distribution):
    """What the two ways to give a lognormal have in common: its logarithm is normal."""

    key: ClassVar[str] = "lognormal"

    @property
    @abc.abstractmethod
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""

    @property
    def mode(self) -> float:
        """The likeliest value, below the median."""
        return self.median * math.exp(-(self.sigma**2))

    @property
    def support(self) -> tuple[float, float]:
        """Every number above 0."""
        return (0.0, math.inf)

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        return self._at(normal_quantile(u))

    def _at(self, z: FloatArray) -> FloatArray:
        z *= self.sigma
        np.exp(z, out=z)
        z *= self.median
        return z

    def _normal(self, x: FloatArray) -> FloatArray:
        with np.errstate(divide="ignore", over="ignore"):
            found: FloatArray = np.log(np.maximum(x, 0.0) / self.median) / self.sigma
        return found

    def _cdf(self, x: FloatArray) -> FloatArray:
        return normal_cdf(self._normal(x))

    def _nodes(self, low: float, high: float) -> tuple[FloatArray, FloatArray]:
        ends = self._normal(np.array([low, high]))
        z, weights = normal_nodes(float(ends[0]), float(ends[1]))
        return self._at(z), weights

    def _width_faults(self, name: str, sigma: float, largest: float) -> list[Fault]:
        if sigma <= _WIDEST and largest <= _LARGEST:
            return []
        got = ", ".join(f"{field.name} = {getattr(self, field.name)!r}" for field in attrs.fields(type(self)))
        wanted = "a standard deviation below a million times the mean, and numbers below 1e290"
        return [self._fault(name, "is too large to work with", got, wanted)]


@attrs.frozen
class Lognormal(_Logarithmic):
    """Above 0 and skewed to the right: `lognormal = [mean, sd]`, the mean and deviation of the quantity itself.

    Example:
        >>> estimate = Lognormal(5, 2)
        >>> round(estimate.median, 4), round(estimate.mode, 4)
        (4.6424, 4.0021)
    """

    mean: float
    """The mean of the quantity, not of its logarithm; above 0."""
    sd: float
    """Standard deviation of the quantity, above 0."""

    @staticmethod
    def from_p10_p90(p10: float, p90: float) -> LognormalRange:
        """Give the lognormal estimate that lies below `p10` with probability 0.1 and below `p90` with 0.9.

        Args:
            p10: The tenth percentile, above 0.
            p90: The ninetieth percentile, above it.

        Raises:
            EstimateError: They cannot be such percentiles.
        """
        return LognormalRange(p10, p90)

    def _check(self) -> list[Fault]:
        faults = [
            self._fault(name, "is not above 0", repr(value), "a number above 0")
            for name, value in (("mean", self.mean), ("sd", self.sd))
            if value <= 0.0
        ]
        return faults or self._width_faults("sd", self.sigma, max(self.mean, self.sd))

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        ratio = min(self.sd / self.mean, _LARGEST**0.5)
        return math.sqrt(math.log1p(ratio * ratio))

    @property
    def median(self) -> float:
        """The value that the quantity is as likely to exceed as not."""
        return self.mean / math.hypot(1.0, self.sd / self.mean)


@attrs.frozen
class LognormalRange(_Logarithmic):
    """A lognormal estimate given by two percentiles: `lognormal = { p10 = 2.0, p90 = 9.0 }`.

    Example:
        >>> LognormalRange(2, 9).quantile([0.1, 0.9]).round(12).tolist()
        [2.0, 9.0]
    """

    p10: float
    """The quantity lies below this with probability 0.1; above 0."""
    p90: float
    """The quantity lies below this with probability 0.9."""

    def _check(self) -> list[Fault]:
        if self.p10 <= 0.0:
            return [self._fault("p10", "is not above 0", repr(self.p10), "a number above 0")]
        if self.p10 >= self.p90:
            got = f"p10 = {self.p10!r}, p90 = {self.p90!r}"
            return [self._fault("p10", "is not below its p90", got, "p10 < p90")]
        return self._width_faults("p90", self.sigma, self.p90)

    def file_form(self) -> dict[str, Any]:
        """Give the two percentiles by name."""
        return {self.key: {"p10": self.p10, "p90": self.p90}}

    @property
    def sigma(self) -> float:
        """Standard deviation of the logarithm."""
        return (math.log(self.p90) - math.log(self.p10)) / (2.0 * _Z90)

    @property
    def median(self) -> float:
        """The value that the quantity is as likely to exceed as not: the geometric mean of the two."""
        return math.sqrt(self.p10) * math.sqrt(self.p90)

    @property
    def mean(self) -> float:
        """The mean of the quantity."""
        return self.median * math.exp(0.5 * self.sigma**2)

    @property
    def sd(self) -> float:
        """Standard deviation of the quantity."""
        return self.mean * math.sqrt(math.expm1(self.sigma**2))


@attrs.frozen
class Beta(Bounded):
    """A beta distribution between two ends: `beta = [alpha, beta]` from 0 to 1, or `[alpha, beta, low, high]`.

    Example:
        >>> Beta(2, 6).mean, Beta(2, 6, 10, 50).mean
        (0.25, 20.0)
    """

    key: ClassVar[str] = "beta"
    alpha: float
    """First shape, from 0.3 to 300."""
    beta: float
    """Second shape, likewise."""
    low: float = 0.0
    """The least that the quantity can be."""
    high: float = 1.0
    """The most that the quantity can be."""

    def _check(self) -> list[Fault]:
        least, most = _SHAPES
        faults = [
            self._fault(name, "is outside the shapes that can be worked with", repr(shape), f"{least} to {most}")
            for name, shape in (("alpha", self.alpha), ("beta", self.beta))
            if not least <= shape <= most
        ]
        got = f"low = {self.low!r}, high = {self.high!r}"
        if self.low >= self.high:
            faults.append(self._fault("low", "is not below its high", got, "low < high"))
        if not math.isfinite(8.0 * self.low) or not math.isfinite(8.0 * self.high):
            faults.append(self._fault("low", "is too large to work with", got, "numbers below 1e307 in size"))
        return faults

    def file_form(self) -> dict[str, Any]:
        """Give the shapes, and the ends unless they are 0 and 1."""
        ends = [] if self.support == (0.0, 1.0) else [self.low, self.high]
        return {self.key: [self.alpha, self.beta, *ends]}

    def _scaled(self, factor: float) -> Beta:
        return Beta(self.alpha, self.beta, factor * self.low, factor * self.high)

    @property
    def support(self) -> tuple[float, float]:
        """The least and the most that the quantity can be."""
        return (self.low, self.high)

    @property
    def mean(self) -> float:
        """The first shape over the sum of both, between the ends."""
        return self.low + (self.high - self.low) * (self.alpha / (self.alpha + self.beta))

    @property
    def sd(self) -> float:
        """Standard deviation."""
        total = self.alpha + self.beta
        return (self.high - self.low) * math.sqrt(self.alpha * self.beta / (total + 1.0)) / total

    @property
    def mode(self) -> float:
        """The likeliest value; the middle where none is likelier, the likelier end where the density has no peak."""
        return self._mode_between(self.low, self.high)

    def _mode_between(self, low: float, high: float) -> float:
        rise, fall = self.alpha - 1.0, self.beta - 1.0
        width = self.high - self.low
        if rise >= 0.0 and fall >= 0.0:
            peak = self.low + width * (rise / (rise + fall)) if rise + fall else 0.5 * (low + high)
            return min(max(peak, low), high)
        if rise * fall >= 0.0:  # two peaks, one at either end; infinite at the ends of the support
            below, above = ((low - self.low) / width, (high - self.low) / width)
            return high if self._log_density(above) > self._log_density(below) else low
        return high if rise >= 0.0 else low

    def _log_density(self, share: float) -> float:
        """Give the logarithm of the density up to a constant; at an end the order in which it grows."""
        if share in (0.0, 1.0):
            return 1e300 * (1.0 - (self.beta if share else self.alpha))
        return (self.alpha - 1.0) * math.log(share) + (self.beta - 1.0) * math.log1p(-share)

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check of their order; the first call fits the series, in some milliseconds."""
        out = beta_quantile_series(self.alpha, self.beta)(u)
        out *= self.high - self.low
        out += self.low
        return self._clipped(out)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return beta_cdf(self._share(x), self.alpha, self.beta)
