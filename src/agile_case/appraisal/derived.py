"""Values that are worked out from the values of assumptions, draw by draw: they have no stream of their own.

A curve whose times are uncertain, a line between two dates of which one may slip, growth that differs from year to
year: each gives one value a year, under a name that no assumption can have. A risk that happens or not gives one value.
"""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, Final, cast

import attrs
import numpy as np

from agile_case.estimates.expressions import Node, evaluate, names_in
from agile_case.estimates.shapes import (
    bass_area,
    cycle_area,
    decay_area,
    gompertz_area,
    learning_area,
    logistic_area,
    ramp_area,
    saturation_area,
    step_area,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from agile_case.quantities.frozen import FloatArray

    Values = Mapping[str, FloatArray | float]

__all__ = ["Compounded", "Curved", "Derived", "Instant", "Occurrence", "Part", "Spanned", "Window"]

_AREAS: Final[Mapping[str, Callable[..., FloatArray]]] = {
    "ramp": ramp_area,
    "logistic": logistic_area,
    "gompertz": gompertz_area,
    "bass": bass_area,
    "saturation": saturation_area,
    "decay": decay_area,
    "learning": learning_area,
    "cycle": cycle_area,
}
"""The area under each shape with parameters."""


def _plain(value: FloatArray | float) -> FloatArray | float:
    """Give a single number as float."""
    return float(value) if np.ndim(value) == 0 else np.asarray(value)


def _needs(thing: object) -> Iterator[str]:
    """Yield the names in every tree that something holds, however deep."""
    if isinstance(thing, Node):
        yield from (found.name for found in names_in(thing))
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _needs(part)
    elif attrs.has(type(thing)):
        for field in attrs.fields(cast("type[attrs.AttrsInstance]", type(thing))):
            yield from _needs(getattr(thing, field.name))


@attrs.frozen(eq=False)
class Derived(abc.ABC):
    """Some values that follow from others."""

    names: tuple[str, ...]
    """Name of each value, as trees name it."""

    @property
    def needs(self) -> frozenset[str]:
        """Names of the values that it is worked out from."""
        return frozenset(_needs(self))

    @abc.abstractmethod
    def values(self, held: Values) -> tuple[FloatArray | float, ...]:
        """Work the values out.

        Args:
            held: Values of the assumptions in base units: numbers, or arrays of one shape.

        Returns:
            One for each name; what has no answer is not finite, which the caller refuses.
        """

    def central(self, held: Values, at: str) -> tuple[FloatArray | float, ...]:  # noqa: ARG002 - one of them needs it
        """Work the values out for central values of the assumptions.

        Args:
            held: One value of each assumption.
            at: Which: `means`, `mode` or `p50`.
        """
        return self.values(held)


@attrs.frozen(eq=False)
class Occurrence(Derived):
    """Whether a risk happens: 1 or 0 in a draw, its probability at means."""

    stream: str
    """Name of the uniform number that decides."""
    probability: Node
    """The probability, from 0 to 1."""

    @property
    def needs(self) -> frozenset[str]:
        """Names of the values that it is worked out from."""
        return frozenset((self.stream, *_needs(self.probability)))

    def values(self, held: Values) -> tuple[FloatArray | float, ...]:
        """Give 1 where the risk happens."""
        certainty = 1.0 - np.asarray(evaluate(self.probability, held))
        return (_plain(np.where(np.asarray(held[self.stream]) > certainty, 1.0, 0.0)),)

    def central(self, held: Values, at: str) -> tuple[FloatArray | float, ...]:
        """Give the probability at means; otherwise the likelier of the two."""
        probability = np.asarray(evaluate(self.probability, held))
        return (_plain(probability if at == "means" else np.where(probability > 0.5, 1.0, 0.0)),)  # noqa: PLR2004 - one half


@attrs.frozen(eq=False)
class Compounded(Derived):
    """Growth that differs from year to year: the product of one plus each year's rate."""

    rates: tuple[Node, ...]
    """The rate of each year; that of a year without growth is zero."""

    def values(self, held: Values) -> tuple[FloatArray | float, ...]:
        """Give the factor of each year."""
        factors: list[FloatArray | float] = []
        total: FloatArray | float = 1.0
        for rate in self.rates:
            total = total * (1.0 + evaluate(rate, held))
            factors.append(total)
        return tuple(factors)


@attrs.frozen(eq=False)
class Instant:
    """A point in time that may slip."""

    at: float
    """Years from the first day of year 0, without the delay."""
    delay: Node | None = None
    """Years that it slips, where that is uncertain."""

    def value(self, held: Values) -> FloatArray | float:
        """Return the years from the first day of year 0.

        Args:
            held: Values of the assumptions.
        """
        if self.delay is None:
            return self.at
        value = np.asarray(self.at + evaluate(self.delay, held))
        return _plain(np.where(np.isfinite(value), value, np.nan))  # a delay without an end is no answer


@attrs.frozen(eq=False)
class Window:
    """A stretch of time; without an end on one side it has none there."""

    begins: Instant | None = None
    """When it begins."""
    ends: Instant | None = None
    """When it ends."""

    @property
    def certain(self) -> bool:
        """Whether both ends are known."""
        return all(end is None or end.delay is None for end in (self.begins, self.ends))

    def part(self, year: int, held: Values) -> tuple[FloatArray, FloatArray]:
        """Return where the window's part of a year begins and ends, in years from year 0; an empty part has length 0.

        Args:
            year: Years after year 0.
            held: Values of the assumptions.
        """
        low, high = np.asarray(float(year)), np.asarray(year + 1.0)
        if self.begins is not None:
            low = np.clip(self.begins.value(held), low, high)
        if self.ends is not None:
            high = np.clip(self.ends.value(held), low, high)
        return low, high


@attrs.frozen(eq=False)
class Spanned(Derived):
    """How much of each year lies in a window; for a total, how much of the window lies in each year."""

    window: Window
    """The window."""
    total: bool
    """Whether the shares are of the window, so that they sum to 1."""
    every: int = 0
    """Years after which a total that falls all at once falls again; 0 where it does not."""

    def values(self, held: Values) -> tuple[FloatArray | float, ...]:
        """Give the share of each year."""
        window = self.window
        if self.total and window.begins is not None and window.ends is None:  # all at once
            at = np.floor(window.begins.value(held))
            missing = np.where(np.isnan(at), np.nan, 0.0)
            falls = [np.where(at == year, 1.0, missing) for year in range(len(self.names))]
            if self.every:
                for year in range(self.every, len(falls)):
                    falls[year] = falls[year] + falls[year - self.every]
            return tuple(_plain(fall) for fall in falls)
        shares = []
        for year in range(len(self.names)):
            low, high = window.part(year, held)
            shares.append(high - low)
        if self.total and window.begins is not None and window.ends is not None:
            length = np.asarray(window.ends.value(held) - window.begins.value(held))
            shares = [np.divide(share, np.where(length > 0, length, np.nan)) for share in shares]
        return tuple(_plain(share) for share in shares)


@attrs.frozen(eq=False)
class Part:
    """One rise of a curve: how much it adds, from when, in which shape."""

    shape: str
    """`step`, `ramp`, `logistic`, `gompertz`, `bass`, `saturation`, `decay`, `learning` or `cycle`."""
    start: Instant
    """When it begins."""
    level: Node
    """What it adds once it is complete."""
    parameters: tuple[Node, ...] = ()
    """Years of the rise for a ramp; midpoint (or bend) in years and steepness per year for a logistic or a Gompertz;
    innovation and imitation per year; half-life in years; progress ratio and experience in years; twelve levels of a
    cycle; for a step, if anything, the years since the step before."""

    def average(self, low: FloatArray, high: FloatArray, held: Values) -> FloatArray:
        """Return the average of what it adds between two times; 0 where the two are the same.

        Args:
            low: The earlier time, in years from the first day of year 0.
            high: The later time.
            held: Values of the assumptions.
        """
        length = high - low
        share = self.area(high, held) - self.area(low, held)
        average = np.divide(share, length, out=np.zeros(np.broadcast(share, length).shape), where=~(length <= 0))
        return np.asarray(np.clip(average, 0.0, 1.0) * evaluate(self.level, held))

    def area(self, time: FloatArray, held: Values) -> FloatArray:
        """Return the area under its shape up to a time, for a level of 1.

        Args:
            time: Years from the first day of year 0.
            held: Values of the assumptions.
        """
        elapsed = time - np.asarray(self.start.value(held))
        numbers = [evaluate(node, held) for node in self.parameters]
        if self.shape == "step":
            area = step_area(elapsed)
            if numbers:  # a step after another event, which has no meaning where it comes before it
                area = np.where(np.asarray(numbers[0]) > 0, area, np.nan)
        else:
            area = _AREAS[self.shape](elapsed, *numbers)
        return area


@attrs.frozen(eq=False)
class Curved(Derived):
    """The average of a curve over each year, or over the part of it that lies in a window."""

    parts: tuple[Part, ...]
    """The rises that it is the sum of."""
    window: Window
    """The window; a year that does not touch it has 0."""

    def values(self, held: Values) -> tuple[FloatArray | float, ...]:
        """Give the average of each year."""
        found = []
        for year in range(len(self.names)):
            low, high = self.window.part(year, held)
            total: FloatArray | float = 0.0
            for part in self.parts:
                total = total + part.average(low, high, held)
            found.append(_plain(total))
        return tuple(found)
