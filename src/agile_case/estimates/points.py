"""Estimates given point by point: two values, several values, or a table of quantiles."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Any, ClassVar, Final

import attrs
import numpy as np

from agile_case.errors import EstimateError
from agile_case.estimates.base import Bounded, Distribution, _estimate_fault, _numbers
from agile_case.estimates.quadrature import moments, straight_nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agile_case.errors import Fault
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Bernoulli", "Discrete", "Tabulated"]

_NEAR: Final = 1e-9
_LARGEST: Final = 1e300


def _listed(given: Sequence[float] | FloatArray) -> tuple[float, ...]:
    """Turn a list or an array into a tuple; anything else is refused later, with every other fault."""
    return tuple(given) if isinstance(given, list | np.ndarray) else given  # type: ignore[return-value]  # as it says above


@attrs.frozen
class Bernoulli(Distribution):
    """One with a probability, otherwise nothing: `bernoulli = 0.3`. Times an amount it is a risk that happens or not.

    Example:
        >>> Bernoulli(0.25).quantile([0.5, 0.74, 0.76]).tolist()
        [0.0, 0.0, 1.0]
    """

    key: ClassVar[str] = "bernoulli"
    probability: float
    """Probability of 1, above 0 and below 1."""

    def _check(self) -> list[Fault]:
        if 0.0 < self.probability < 1.0:
            return []
        what, wanted = "is not between 0 and 1", "above 0 and below 1"
        fault = self._fault("probability", what, repr(self.probability), wanted)
        return [attrs.evolve(fault, do="for what is certain give a single number as value")]

    def file_form(self) -> dict[str, Any]:
        """Give the probability alone, not in a list."""
        return {self.key: self.probability}

    def _scaled(self, factor: float) -> Discrete:
        return Discrete((0.0, factor), (1.0 - self.probability, self.probability))

    @property
    def mean(self) -> float:
        """The probability."""
        return self.probability

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.probability * (1.0 - self.probability))

    @property
    def mode(self) -> float:
        """The likelier of the two; 0 where they are alike."""
        return 1.0 if self.probability > 0.5 else 0.0  # noqa: PLR2004 - one half

    @property
    def support(self) -> tuple[float, float]:
        """Zero and one."""
        return (0.0, 1.0)

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        return np.where(u > 1.0 - self.probability, 1.0, 0.0)

    def _cdf(self, x: FloatArray) -> FloatArray:
        return np.where(x >= 1.0, 1.0, np.where(x >= 0.0, 1.0 - self.probability, 0.0))


@attrs.frozen(repr=False)
class _Pairs(Distribution):
    """What the estimates given by two lists have in common."""

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        inner = ", ".join(f"{field.alias}={getattr(self, field.name)!r}" for field in attrs.fields(type(self)))
        return f"{type(self).__name__}({inner})"

    def __attrs_post_init__(self) -> None:
        """Turn the lists into tuples of float and refuse what cannot describe a quantity, every fault at once."""
        faults = []
        for field in attrs.fields(type(self)):
            numbers, wrong = _numbers(str(field.alias), getattr(self, field.name))
            faults += wrong
            object.__setattr__(self, field.name, numbers)
        faults = faults or self._length_faults() or self._check()
        if faults:
            raise EstimateError.of(faults)

    def _length_faults(self) -> list[Fault]:
        counts = {str(field.alias): len(getattr(self, field.name)) for field in attrs.fields(type(self))}
        least, most = min(counts.values()), max(counts.values())
        if least == most > 1:
            return []
        got = " and ".join(f"{count} {name}" for name, count in counts.items())
        what = f"A {type(self).__name__} estimate does not have two or more values, each with a probability."
        do = "give a single number as value" if most == 1 else ""
        return [_estimate_fault(what, "values", got, "as many of each, 2 or more", do)]

    def file_form(self) -> dict[str, Any]:
        """Give the two lists by name."""
        held = {str(field.alias): list(getattr(self, field.name)) for field in attrs.fields(type(self))}
        return {self.key: held}

    def _size_faults(self, values: tuple[float, ...]) -> list[Fault]:
        what, wanted = "A value is too large to work with.", "a number below 1e300 in size"
        return [
            _estimate_fault(what, f"values.{place}", repr(value), wanted)
            for place, value in enumerate(values)
            if abs(value) > _LARGEST
        ]

    def _rising_faults(self, name: str, numbers: Iterable[float]) -> list[Fault]:
        what = f"The {name} of a {type(self).__name__} estimate do not rise."
        return [
            _estimate_fault(what, f"{name}.{place}", f"{first!r}, {second!r}", "each above the one before")
            for place, (first, second) in enumerate(itertools.pairwise(numbers), start=1)
            if first >= second
        ]


@attrs.frozen(repr=False)
class Discrete(_Pairs):
    """Some values, each with its probability: `discrete = { values = [45, 50, 55], probabilities = [0.1, 0.6, 0.3] }`.

    They are kept in rising order. The probabilities sum to 1 within 1e-9, and the rest is shared out in proportion.

    Example:
        >>> Discrete([45, 50, 55], [0.1, 0.6, 0.3]).mean
        51.0
    """

    key: ClassVar[str] = "discrete"
    outcomes: tuple[float, ...] = attrs.field(alias="values", converter=_listed)
    """The values, rising."""
    probabilities: tuple[float, ...] = attrs.field(converter=_listed)
    """The probability of each value."""

    def _check(self) -> list[Fault]:
        faults = self._size_faults(self.outcomes)
        what, wanted = "A probability of a Discrete estimate is not above 0.", "above 0"
        do = "leave out a value that cannot happen"
        faults += [
            _estimate_fault(what, f"probabilities.{place}", repr(probability), wanted, do)
            for place, probability in enumerate(self.probabilities)
            if probability <= 0.0
        ]
        total = sum(self.probabilities)
        if not faults and not abs(total - 1.0) <= _NEAR:
            what = "The probabilities of a Discrete estimate do not sum to 1."
            faults.append(_estimate_fault(what, "probabilities", repr(total), "1, within 1e-9"))
        pairs = sorted(zip(self.outcomes, self.probabilities, strict=True))
        object.__setattr__(self, "outcomes", tuple(value for value, _ in pairs))
        object.__setattr__(self, "probabilities", tuple(probability for _, probability in pairs))
        what, do = "A value of a Discrete estimate is given twice.", "give it once, with its whole probability"
        twice = [first for first, second in itertools.pairwise(self.outcomes) if first == second]
        return faults + [_estimate_fault(what, "values", repr(value), "each value once", do) for value in twice]

    def _scaled(self, factor: float) -> Discrete:
        return Discrete([factor * value for value in self.outcomes], self.probabilities)

    def _sums(self) -> FloatArray:
        """Give the probability of each value or one below it."""
        total = math.fsum(self.probabilities)
        ends = range(1, len(self.probabilities))
        return np.array([*(math.fsum(self.probabilities[:end]) / total for end in ends), 1.0])

    @property
    def mean(self) -> float:
        """The values weighted by their probabilities."""
        weighted = math.fsum(v * p for v, p in zip(self.outcomes, self.probabilities, strict=True))
        return weighted / math.fsum(self.probabilities)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return moments(np.array(self.outcomes), np.array(self.probabilities))[1]

    @property
    def mode(self) -> float:
        """The likeliest value; the least of them where several are."""
        return self.outcomes[self.probabilities.index(max(self.probabilities))]

    @property
    def support(self) -> tuple[float, float]:
        """The least and the greatest value."""
        return (self.outcomes[0], self.outcomes[-1])

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        found: FloatArray = np.array(self.outcomes)[np.searchsorted(self._sums()[:-1], u, side="left")]
        return found

    def _cdf(self, x: FloatArray) -> FloatArray:
        below = np.searchsorted(np.array(self.outcomes), x, side="right")
        found: FloatArray = np.concatenate([[0.0], self._sums()])[below]
        return found


@attrs.frozen(repr=False)
class Tabulated(_Pairs, Bounded):
    """Quantiles joined by straight lines: `tabulated = { probabilities = [0, 0.5, 1], values = [2, 5, 12] }`.

    Between two quantiles every value is as likely as any other.

    Example:
        >>> Tabulated([0, 0.5, 1], [2, 5, 12]).quantile([0.25, 0.75]).tolist()
        [3.5, 8.5]
    """

    key: ClassVar[str] = "tabulated"
    probabilities: tuple[float, ...] = attrs.field(converter=_listed)
    """Probabilities from 0 to 1, rising."""
    points: tuple[float, ...] = attrs.field(alias="values", converter=_listed)
    """The value below which the quantity lies with each probability, rising."""

    def _check(self) -> list[Fault]:
        faults = self._rising_faults("probabilities", self.probabilities)
        if (self.probabilities[0], self.probabilities[-1]) != (0.0, 1.0):
            what = "The probabilities of a Tabulated estimate do not go from 0 to 1."
            got = f"{self.probabilities[0]!r} to {self.probabilities[-1]!r}"
            do = "say what the quantity can be at the least and at the most"
            faults.append(_estimate_fault(what, "probabilities", got, "0 to 1", do))
        return faults + self._rising_faults("values", self.points) + self._size_faults(self.points)

    def _scaled(self, factor: float) -> Tabulated:
        return Tabulated(self.probabilities, [factor * value for value in self.points])

    @property
    def mean(self) -> float:
        """The mean of each piece, weighted by its probability."""
        return moments(*self._nodes(*self.support))[0]

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return moments(*self._nodes(*self.support))[1]

    @property
    def mode(self) -> float:
        """The middle of the piece where values are likeliest; the lowest of them where several are."""
        return self._mode_between(*self.support)

    @property
    def support(self) -> tuple[float, float]:
        """The first and the last value."""
        return (self.points[0], self.points[-1])

    def values(self, u: FloatArray) -> FloatArray:
        """Give quantiles without a check, as `quantile` does with one."""
        return _joined(u, np.array(self.probabilities), np.array(self.points))

    def _cdf(self, x: FloatArray) -> FloatArray:
        return _joined(np.clip(x, *self.support), np.array(self.points), np.array(self.probabilities))

    def _cut(self, low: float, high: float) -> tuple[FloatArray, FloatArray]:
        """Give the ends of the pieces between two values, and the probability of each piece."""
        ends = np.array([low, *(value for value in self.points if low < value < high), high])
        return ends, np.diff(self._cdf(ends))

    def _nodes(self, low: float, high: float) -> tuple[FloatArray, FloatArray]:
        return straight_nodes(*self._cut(low, high))

    def _mode_between(self, low: float, high: float) -> float:
        ends, masses = self._cut(low, high)
        place = int(np.argmax(masses / np.diff(ends)))
        return float(0.5 * (ends[place] + ends[place + 1]))


def _joined(x: FloatArray, xs: FloatArray, ys: FloatArray) -> FloatArray:
    """Follow the straight lines through some points; nothing leaves its piece by rounding."""
    piece = np.minimum(np.searchsorted(xs, x, side="right") - 1, xs.size - 2)
    found = ys[piece] + (x - xs[piece]) * (np.diff(ys) / np.diff(xs))[piece]
    limited: FloatArray = np.clip(found, ys[piece], ys[piece + 1])
    return limited
