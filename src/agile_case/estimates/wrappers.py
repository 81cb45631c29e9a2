"""Estimates made from another: cut off at one or both ends, or moved along."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs
import numpy as np

from agile_case.errors import EstimateError
from agile_case.estimates.base import Distribution, _estimate_fault, _inside, _number, _shown
from agile_case.estimates.plain import Fixed
from agile_case.estimates.points import Bernoulli, Discrete
from agile_case.estimates.quadrature import moments

if TYPE_CHECKING:
    from agile_case.errors import Fault
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Shifted", "Truncated", "limit_faults", "shift_faults"]

_LEAST_SHARE: Final = 1e-6


def shift_faults(by: object) -> list[Fault]:
    """List what is wrong with the distance of a shift.

    Args:
        by: What was given as the distance.
    """
    number = _number(by)
    if number is not None and math.isfinite(8.0 * number):
        return []
    return [
        _estimate_fault(
            "The shift of an estimate is not a finite number.", "by", _shown(by), "a number below 1e307 in size"
        )
    ]


def limit_faults(low: object, high: object) -> list[Fault]:
    """List what is wrong with the ends of a truncation by themselves.

    Args:
        low: What was given as the lower end; None for none.
        high: What was given as the upper end; None for none.
    """
    given = {name: end for name, end in (("low", low), ("high", high)) if end is not None}
    if not given:
        return [_estimate_fault("A truncation has no end.", "low", "neither low nor high", "low, high or both")]
    numbers = {name: _number(end) for name, end in given.items()}
    wanted, do = "a finite number", "leave out an end where there is none"
    faults = [
        _estimate_fault(f"The {name} of a truncation is not a finite number.", name, _shown(given[name]), wanted, do)
        for name, number in numbers.items()
        if number is None
    ]
    ends = [number for number in numbers.values() if number is not None]
    if not faults and ends != sorted(set(ends)):
        what = "The low of a truncation is not below its high."
        faults.append(_estimate_fault(what, "low", f"low = {ends[0]!r}, high = {ends[1]!r}", "low < high"))
    return faults


def _inner_faults(estimate: object, refused: tuple[type, ...], do: str) -> list[Fault]:
    if isinstance(estimate, Distribution) and not isinstance(estimate, refused):
        return []
    what = "This estimate cannot be shifted or truncated."
    return [_estimate_fault(what, "estimate", _shown(estimate), "an uncertain estimate", do)]


@attrs.frozen
class Shifted(Distribution):
    """An estimate moved along by a fixed distance: `lognormal = [5, 2]` with `shift = 3.0` beside it.

    Example:
        >>> from agile_case.estimates.families import Lognormal
        >>> Shifted(Lognormal(5, 2), 3).mean
        8.0
    """

    key: ClassVar[str] = "shift"
    estimate: Distribution
    """What is moved."""
    by: float
    """How far, in the unit of the numbers; below 0 to the left."""

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be shifted."""
        do = "shift an estimate once, before it is truncated: Truncated(Shifted(estimate, by), low, high)"
        faults = _inner_faults(self.estimate, (Shifted, Truncated, Fixed), do) + shift_faults(self.by)
        if faults:
            raise EstimateError.of(faults)
        object.__setattr__(self, "by", float(self.by) + 0.0)

    def file_form(self) -> dict[str, Any]:
        """Give the keys of the estimate, and the shift."""
        return {**self.estimate.file_form(), self.key: self.by}

    def _scaled(self, factor: float) -> Shifted:
        return Shifted(self.estimate.scaled(factor), factor * self.by)

    @property
    def mean(self) -> float:
        """The mean of the estimate, moved."""
        return self.estimate.mean + self.by

    @property
    def sd(self) -> float:
        """Standard deviation of the estimate."""
        return self.estimate.sd

    @property
    def mode(self) -> float:
        """The likeliest value of the estimate, moved."""
        return self.estimate.mode + self.by

    @property
    def support(self) -> tuple[float, float]:
        """The ends of the estimate, moved."""
        low, high = self.estimate.support
        return (low + self.by, high + self.by)

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        out = self.estimate.values(u)
        out += self.by
        return out

    def _cdf(self, x: FloatArray) -> FloatArray:
        return self.estimate._cdf(x - self.by)  # noqa: SLF001 - of our own base class

    def _nodes(self, low: float, high: float) -> tuple[FloatArray, FloatArray]:
        x, weights = self.estimate._nodes(low - self.by, high - self.by)  # noqa: SLF001 - the same
        return x + self.by, weights

    def _mode_between(self, low: float, high: float) -> float:
        return self.estimate._mode_between(low - self.by, high - self.by) + self.by  # noqa: SLF001 - the same


@attrs.frozen
class Truncated(Distribution):
    """An estimate of which only the part between two ends is kept: `normal = [5, 2]` with `truncate = { low = 0 }`.

    Its quantile function is Q(F(low) + u (F(high) - F(low))): nothing is thrown away and drawn again.

    Example:
        >>> from agile_case.estimates.plain import Uniform
        >>> Truncated(Uniform(0, 10), low=2, high=6).quantile([0.25]).round(12).tolist()
        [3.0]
    """

    key: ClassVar[str] = "truncate"
    estimate: Distribution
    """What is cut."""
    low: float | None = None
    """The least that is kept; None for no cut there."""
    high: float | None = None
    """The most that is kept; None for no cut there."""

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot be truncated, or keeps next to nothing."""
        inner = self.estimate.estimate if isinstance(self.estimate, Shifted) else self.estimate
        do = "give what is left of a list of values as a discrete estimate of its own; truncate once"
        faults = _inner_faults(inner, (Truncated, Fixed, Bernoulli, Discrete), do) + limit_faults(self.low, self.high)
        if not faults:
            for name in ("low", "high"):
                end = _number(getattr(self, name))
                object.__setattr__(self, name, end)
            faults = self._share_faults()
        if faults:
            raise EstimateError.of(faults)

    def _share_faults(self) -> list[Fault]:
        below, share = _shares(self)
        if share >= _LEAST_SHARE:
            return []
        what = "Next to nothing of an estimate lies between the ends of its truncation."
        got = f"a probability of {share:.3g}, after {below:.3g} below"
        return [_estimate_fault(what, "low", got, "one in a million or more", "check the ends and their unit")]

    def file_form(self) -> dict[str, Any]:
        """Give the keys of the estimate, and the ends: both in a list, one by name."""
        ends = {name: end for name, end in (("low", self.low), ("high", self.high)) if end is not None}
        return {**self.estimate.file_form(), self.key: ends if len(ends) == 1 else list(ends.values())}

    def _scaled(self, factor: float) -> Truncated:
        low, high = (end if end is None else factor * end for end in (self.low, self.high))
        return Truncated(self.estimate.scaled(factor), low, high)

    @property
    def mean(self) -> float:
        """The mean of the part that is kept."""
        return _moments(self)[0]

    @property
    def sd(self) -> float:
        """Standard deviation of the part that is kept."""
        return _moments(self)[1]

    @property
    def mode(self) -> float:
        """The likeliest value of the part that is kept."""
        return self.estimate._mode_between(*self.support)  # noqa: SLF001 - of our own base class

    @property
    def support(self) -> tuple[float, float]:
        """The ends of the truncation, or of the estimate where they are closer."""
        low, high = self.estimate.support
        return (low if self.low is None else max(low, self.low), high if self.high is None else min(high, self.high))

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        below, share = _shares(self)
        out = self.estimate.values(_inside(below + u * share))
        low, high = self.support
        np.maximum(out, low, out=out)
        return np.minimum(out, high, out=out)

    def _cdf(self, x: FloatArray) -> FloatArray:
        below, share = _shares(self)
        found = (self.estimate._cdf(np.clip(x, *self.support)) - below) / share  # noqa: SLF001 - of our own base class
        clipped: FloatArray = np.clip(found, 0.0, 1.0)
        return clipped


@functools.lru_cache(maxsize=1024)
def _shares(truncated: Truncated) -> tuple[float, float]:
    """Give the probability below the part that is kept, and that of the part itself."""
    low, high = truncated.support
    if low >= high:
        return 0.0, 0.0
    below, up_to = truncated.estimate.cdf([low, high]).tolist()
    return below, up_to - below


@functools.lru_cache(maxsize=1024)
def _moments(truncated: Truncated) -> tuple[float, float]:
    return moments(*truncated.estimate._nodes(*truncated.support))  # noqa: SLF001 - of our own base class
