"""How likely what was seen is, for each value that a quantity may have: what evidence says, and no more than that.

Three kinds of evidence: a measured value with its error, a count out of so many, a number of events in some exposure.
What was seen in one setting may not hold in another; `transfer` is the standard deviation of that difference.
"""

from __future__ import annotations

import abc
import math
from collections.abc import Callable
from typing import Final

import attrs
import numpy as np

from agile_case.estimates.special import beta_cdf, normal_cdf
from agile_case.quantities.frozen import FloatArray

__all__ = ["Counted", "Events", "Evidence", "Logarithmic", "Measured", "Sampled"]

_Function = Callable[[FloatArray], FloatArray]

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(21)
_SMALL: Final = 1e-300


@attrs.frozen
class Evidence(abc.ABC):
    """Something that was seen."""

    @property
    @abc.abstractmethod
    def centre(self) -> float:
        """The value that it speaks for."""

    @abc.abstractmethod
    def log_likelihood(self, theta: FloatArray) -> FloatArray:
        """Return the logarithm of how likely it is, up to a constant.

        Args:
            theta: Values of the quantity.
        """

    @abc.abstractmethod
    def tails(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return how likely it is to see as little as this, and as much.

        Args:
            theta: Values of the quantity.
        """


@attrs.frozen
class Measured(Evidence):
    """A value with a standard error that is normal."""

    value: float
    """The value."""
    error: float
    """Its standard error, with that of the transfer to the service."""

    @property
    def centre(self) -> float:
        """The value."""
        return self.value

    def log_likelihood(self, theta: FloatArray) -> FloatArray:
        """Return the logarithm of a normal density."""
        return np.asarray(-0.5 * np.square((self.value - theta) / self.error))

    def tails(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return both tails of a normal distribution."""
        below = normal_cdf((self.value - theta) / self.error)
        return below, 1.0 - below


@attrs.frozen
class Logarithmic(Evidence):
    """A value above zero with a relative error: its logarithm is normal."""

    value: float
    """The value."""
    error: float
    """Standard error of its logarithm, with that of the transfer."""

    @property
    def centre(self) -> float:
        """The value."""
        return self.value

    def log_likelihood(self, theta: FloatArray) -> FloatArray:
        """Return the logarithm of a normal density of the logarithm; nothing at or below zero is likely at all."""
        logs = np.log(np.maximum(theta, _SMALL))
        return np.where(theta > 0, -0.5 * np.square((math.log(self.value) - logs) / self.error), -np.inf)

    def tails(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return both tails."""
        below = normal_cdf((math.log(self.value) - np.log(np.maximum(theta, _SMALL))) / self.error)
        return below, 1.0 - below


@attrs.frozen
class Sampled(Evidence):
    """The mean of a sample of which only mean, deviation and size are known: Student's t."""

    value: float
    """The mean."""
    sd: float
    """Standard deviation of the sample."""
    n: int
    """How many there are, two or more."""
    transfer: float
    """Standard deviation of the difference between this setting and the service."""

    @property
    def centre(self) -> float:
        """The mean."""
        return self.value

    def log_likelihood(self, theta: FloatArray) -> FloatArray:
        """Return the logarithm of a t density, averaged over the transfer."""
        return _averaged(self._log_density, theta, self.transfer)

    def _log_density(self, theta: FloatArray) -> FloatArray:
        t = (self.value - theta) / (self.sd / math.sqrt(self.n))
        return np.asarray(-0.5 * self.n * np.log1p(np.square(t) / (self.n - 1)))

    def tails(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return both tails of the t distribution, averaged over the transfer."""
        below = _mean_over(self._below, theta, self.transfer)
        return below, 1.0 - below

    def _below(self, theta: FloatArray) -> FloatArray:
        degrees = self.n - 1
        t = (self.value - theta) / (self.sd / math.sqrt(self.n))
        half = 0.5 * beta_cdf(np.clip(degrees / (degrees + np.square(t)), 0.0, 1.0), degrees / 2, 0.5)
        return np.where(t < 0, half, 1.0 - half)


@attrs.frozen
class Counted(Evidence):
    """So many out of so many: binomial in a proportion."""

    successes: int
    """How many did."""
    n: int
    """Of how many."""
    transfer: float = 0.0
    """Standard deviation of the difference between this setting and the service."""

    @property
    def centre(self) -> float:
        """The share that did."""
        return self.successes / self.n

    def log_likelihood(self, theta: FloatArray) -> FloatArray:
        """Return the logarithm of the binomial probability, averaged over the transfer."""
        return _averaged(self._log_probability, theta, self.transfer)

    def _log_probability(self, theta: FloatArray) -> FloatArray:
        inside = np.clip(theta, 1e-15, 1.0 - 1e-15)
        return np.asarray(self.successes * np.log(inside) + (self.n - self.successes) * np.log1p(-inside))

    def tails(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the chance of as few, and of as many."""
        k, n = self.successes, self.n

        def few(p: FloatArray) -> FloatArray:  # P(X <= k) = 1 - I_p(k + 1, n - k)
            return np.ones_like(p) if k == n else 1.0 - beta_cdf(np.clip(p, 0.0, 1.0), k + 1, n - k)

        def many(p: FloatArray) -> FloatArray:  # P(X >= k) = I_p(k, n - k + 1)
            return np.ones_like(p) if k == 0 else beta_cdf(np.clip(p, 0.0, 1.0), k, n - k + 1)

        return _mean_over(few, theta, self.transfer), _mean_over(many, theta, self.transfer)


@attrs.frozen
class Events(Evidence):
    """So many events in so much exposure: Poisson in a rate."""

    events: int
    """How many there were."""
    exposure: float
    """In how much, in the unit that the rate is per."""
    transfer: float = 0.0
    """Standard deviation of the difference between this setting and the service."""

    @property
    def centre(self) -> float:
        """Events for each unit of exposure."""
        return self.events / self.exposure

    def log_likelihood(self, theta: FloatArray) -> FloatArray:
        """Return the logarithm of the Poisson probability, averaged over the transfer."""
        return _averaged(self._log_probability, theta, self.transfer)

    def _log_probability(self, theta: FloatArray) -> FloatArray:
        mean = np.maximum(theta, 0.0) * self.exposure
        with np.errstate(divide="ignore"):
            log = np.log(mean) if self.events else np.zeros_like(mean)
        return np.asarray((self.events * log if self.events else 0.0) - mean)

    def tails(self, theta: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the chance of as few, and of as many."""

        def few(rate: FloatArray) -> FloatArray:
            return _poisson_cdf(self.events, np.maximum(rate, 0.0) * self.exposure)

        def many(rate: FloatArray) -> FloatArray:
            mean = np.maximum(rate, 0.0) * self.exposure
            return np.ones_like(mean) if self.events == 0 else 1.0 - _poisson_cdf(self.events - 1, mean)

        return _mean_over(few, theta, self.transfer), _mean_over(many, theta, self.transfer)


def _poisson_cdf(k: int, mean: FloatArray) -> FloatArray:
    """Return the chance of at most k events, summed from the largest term down so that nothing overflows."""
    with np.errstate(divide="ignore"):
        logs = np.where(mean > 0, np.log(np.maximum(mean, _SMALL)), -np.inf)
    total = np.zeros_like(mean)
    for count in range(k + 1):
        with np.errstate(invalid="ignore"):
            log_term = (count * logs if count else 0.0) - mean - math.lgamma(count + 1)
        total += np.exp(np.where(np.isnan(log_term), -np.inf, log_term))
    return np.minimum(total, 1.0)


def _averaged(log_density: _Function, theta: FloatArray, transfer: float) -> FloatArray:
    """Return the logarithm of a density, averaged over a normal difference between setting and service."""
    if not transfer:
        return np.asarray(log_density(theta))
    logs = np.stack([log_density(theta + transfer * node) for node in _NODES])
    top = logs.max(axis=0)
    safe = np.where(np.isfinite(top), top, 0.0)
    mean = np.zeros_like(safe)
    for share, row in zip(_WEIGHTS / _WEIGHTS.sum(), logs, strict=True):  # no BLAS on the way to a number that is kept
        mean += share * np.exp(row - safe)
    with np.errstate(divide="ignore"):
        return np.asarray(safe + np.log(mean))


def _mean_over(function: _Function, theta: FloatArray, transfer: float) -> FloatArray:
    """Return the mean of a function over a normal difference between setting and service."""
    if not transfer:
        return np.asarray(function(theta))
    shares = _WEIGHTS / _WEIGHTS.sum()
    return np.asarray(
        sum(share * function(theta + transfer * node) for share, node in zip(shares, _NODES, strict=True))
    )
