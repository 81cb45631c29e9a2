"""Levels that are made of other levels, at a point in time and over a stretch in which none of them bends.

A stretch is taken by the area of the one part that is not flat there, where there is one, and by sixteen Gauss-Legendre
points otherwise. A cap or a floor knows where it is passed.
"""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.chosen import Chosen, Mask
from agile_case.appraisal.derived import Part
from agile_case.estimates.expressions import Node, evaluate
from agile_case.estimates.levels import LEVELS
from agile_case.estimates.quadrature import gauss_legendre

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agile_case.quantities.frozen import FloatArray

    Values = Mapping[str, FloatArray | float]

__all__ = ["Fixed", "Leaf", "Level", "Limited", "Multiplied", "Summed"]

_INSIDE: Final = 1e-9
"""How far inside a stretch its ends are looked at, as a share of its length: a jump at an end belongs to it or not."""
_HALVINGS: Final = 52
_GOLDEN: Final = (5**0.5 - 1) / 2
_NARROWINGS: Final = 45


@attrs.frozen(eq=False)
class Level(abc.ABC):
    """What has a level at every point in time."""

    @property
    @abc.abstractmethod
    def inner(self) -> tuple[Level, ...]:
        """What it is made of."""

    @property
    def flat(self) -> bool:
        """Whether it is constant between its breaks."""
        return all(part.flat for part in self.inner)

    @property
    def one_way(self) -> bool:
        """Whether it turns round at its breaks only."""
        return self.flat

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every rise that it is made of."""
        return tuple(part for level in self.inner for part in level.parts)

    @property
    def trees(self) -> tuple[Node, ...]:
        """Every tree that it is made of, beside those of its rises."""
        return tuple(tree for level in self.inner for tree in level.trees)

    @property
    def limits(self) -> tuple[Limited, ...]:
        """Every cap and floor in it, the innermost first."""
        return tuple(limit for level in self.inner for limit in level.limits)

    @abc.abstractmethod
    def at(self, time: FloatArray, held: Values) -> FloatArray:
        """Return the level at some times.

        Args:
            time: Years from the first day of year 0.
            held: Values of the assumptions.
        """

    def over(self, low: FloatArray, high: FloatArray, held: Values) -> FloatArray:
        """Return the area under it between two times, between which it has no break.

        Args:
            low: The earlier time.
            high: The later time.
            held: Values of the assumptions.
        """
        middle, half = 0.5 * (low + high), 0.5 * (high - low)
        if self.flat:
            return np.asarray(self.at(middle, held) * (high - low))
        points, weights = gauss_legendre()
        total = sum(
            (weight * self.at(middle + point * half, held) for point, weight in zip(points, weights, strict=True)),
            np.zeros(()),
        )
        return np.asarray(total * half)


@attrs.frozen(eq=False)
class Fixed(Level):
    """The same at every time."""

    value: Node
    """How much."""

    @property
    def inner(self) -> tuple[Level, ...]:
        """Nothing."""
        return ()

    @property
    def trees(self) -> tuple[Node, ...]:
        """Its value."""
        return (self.value,)

    def at(self, time: FloatArray, held: Values) -> FloatArray:
        """Return the value, whenever it is."""
        return np.asarray(evaluate(self.value, held) + 0.0 * time)


@attrs.frozen(eq=False)
class Leaf(Level):
    """A curve of one of the basic shapes: a sum of rises."""

    rises: tuple[Part, ...]
    """What it is the sum of."""

    @property
    def inner(self) -> tuple[Level, ...]:
        """Nothing."""
        return ()

    @property
    def flat(self) -> bool:
        """Whether it only jumps."""
        return all(rise.shape in {"step", "cycle"} for rise in self.rises)

    @property
    def one_way(self) -> bool:
        """Whether it is one rise, or only jumps."""
        return len(self.rises) == 1 or self.flat

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its rises."""
        return self.rises

    def at(self, time: FloatArray, held: Values) -> FloatArray:
        """Add the levels of its rises."""
        total: FloatArray = np.zeros(())
        for rise in self.rises:
            numbers = [evaluate(node, held) for node in rise.parameters]
            elapsed = time - np.asarray(rise.start.value(held))
            if rise.shape == "step":
                level = LEVELS["step"](elapsed)
                if numbers:  # after another event; without meaning where it comes before it
                    level = np.where(np.asarray(numbers[0]) > 0, level, np.nan)
            else:
                level = LEVELS[rise.shape](elapsed, *numbers)
            total = total + level * evaluate(rise.level, held)
        return np.asarray(total)

    def over(self, low: FloatArray, high: FloatArray, held: Values) -> FloatArray:
        """Take one area from the other."""
        total: FloatArray = np.zeros(())
        for rise in self.rises:
            total = total + (rise.area(high, held) - rise.area(low, held)) * evaluate(rise.level, held)
        return np.asarray(total)


@attrs.frozen(eq=False)
class Summed(Level):
    """The sum of some levels."""

    terms: tuple[Level, ...]
    """What is added."""

    @property
    def inner(self) -> tuple[Level, ...]:
        """Its terms."""
        return self.terms

    def at(self, time: FloatArray, held: Values) -> FloatArray:
        """Add the levels."""
        return np.asarray(sum((term.at(time, held) for term in self.terms), np.zeros(())))

    def over(self, low: FloatArray, high: FloatArray, held: Values) -> FloatArray:
        """Add the areas."""
        return np.asarray(sum((term.over(low, high, held) for term in self.terms), np.zeros(())))


@attrs.frozen(eq=False)
class Multiplied(Level):
    """The product of some levels."""

    factors: tuple[Level, ...]
    """What is multiplied."""

    @property
    def inner(self) -> tuple[Level, ...]:
        """Its factors."""
        return self.factors

    @property
    def one_way(self) -> bool:
        """Whether at most one of its factors moves between breaks, and that one does not turn round."""
        moving = [factor for factor in self.factors if not factor.flat]
        return len(moving) <= 1 and all(factor.one_way for factor in moving)

    def at(self, time: FloatArray, held: Values) -> FloatArray:
        """Multiply the levels."""
        total: FloatArray = np.ones(())
        for factor in self.factors:
            total = total * factor.at(time, held)
        return total

    def over(self, low: FloatArray, high: FloatArray, held: Values) -> FloatArray:
        """Take the flat factors times the area of the other, where there is one; otherwise points."""
        moving = [factor for factor in self.factors if not factor.flat]
        if len(moving) != 1:
            return super().over(low, high, held)
        still = Multiplied(tuple(factor for factor in self.factors if factor.flat))
        return np.asarray(still.at(0.5 * (low + high), held) * moving[0].over(low, high, held))


@attrs.frozen(eq=False)
class Limited(Level):
    """A level that another caps, or holds up."""

    held_in: Level
    """What is capped or held up."""
    limit: Level
    """By what."""
    above: bool
    """Whether it is a cap; otherwise a floor."""

    @property
    def inner(self) -> tuple[Level, ...]:
        """The two."""
        return (self.held_in, self.limit)

    @property
    def limits(self) -> tuple[Limited, ...]:
        """Those within it, and then itself."""
        return (*super().limits, self)

    def at(self, time: FloatArray, held: Values) -> FloatArray:
        """Return the smaller or the larger of the two."""
        return (np.minimum if self.above else np.maximum)(self.held_in.at(time, held), self.limit.at(time, held))

    def gap(self, time: FloatArray, held: Values) -> FloatArray:
        """Return how far the one is above the other.

        Args:
            time: The times.
            held: Values of the assumptions.
        """
        return np.asarray(self.held_in.at(time, held) - self.limit.at(time, held))

    def passed(self, low: FloatArray, high: FloatArray, held: Values) -> Iterator[FloatArray]:
        """Yield the times between two breaks at which the one passes the other; NaN in a draw in which it does not.

        Args:
            low: The earlier break.
            high: The later one.
            held: Values of the assumptions.
        """
        if self.flat:
            return
        simple = self.limit.flat and self.held_in.one_way
        points = sorted((-1.0 + _INSIDE, *(() if simple else gauss_legendre()[0]), 1.0 - _INSIDE))
        half = 0.5 * (high - low)
        times = [np.asarray(low + half * (1.0 + point)) for point in points]
        gaps = [self.gap(time, held) for time in times]
        shape = np.broadcast_shapes(*(part.shape for part in (*times, *gaps)))
        times, gaps = ([np.broadcast_to(part, shape) for part in parts] for parts in (times, gaps))
        there = np.broadcast_to(half > 0, shape)
        above = [gap >= 0 for gap in gaps]
        for place in range(len(points) - 1):
            passes = (above[place] != above[place + 1]) & there
            if passes.any():
                yield _put(passes, self._halved(times[place][passes], times[place + 1][passes], Chosen(held, passes)))
        sizes = [np.abs(gap) for gap in gaps]
        for place in range(1, len(points) - 1):
            before, here, after = sizes[place - 1], sizes[place], sizes[place + 1]
            near = (here <= before) & (here <= after) & (here < np.maximum(before, after) - here) & there
            near &= (above[place - 1] == above[place]) & (above[place] == above[place + 1])
            if near.any():
                yield from self._touched(times[place - 1 : place + 2], near, held)

    def _touched(self, times: Sequence[FloatArray], near: Mask, held: Values) -> Iterator[FloatArray]:
        """Yield the two times at which the one passes the other and comes back between two points, if it does."""
        chosen = Chosen(held, near)
        begin, middle, end = (time[near] for time in times)
        sign = np.where(self.gap(middle, chosen) >= 0, 1.0, -1.0)
        turn = self._nearest(begin, end, sign, chosen)
        through = sign * self.gap(turn, chosen) < 0
        if through.any():
            passes = near.copy()
            passes[near] = through
            within = Chosen(held, passes)
            yield _put(passes, self._halved(begin[through], turn[through], within))
            yield _put(passes, self._halved(turn[through], end[through], within))

    def _halved(self, begin: FloatArray, end: FloatArray, held: Values) -> FloatArray:
        first = self.gap(begin, held) >= 0
        for _ in range(_HALVINGS):
            middle = 0.5 * (begin + end)
            before = (self.gap(middle, held) >= 0) == first
            begin, end = np.where(before, middle, begin), np.where(before, end, middle)
        return np.asarray(0.5 * (begin + end))

    def _nearest(self, begin: FloatArray, end: FloatArray, sign: FloatArray, held: Values) -> FloatArray:
        """Find where the one comes nearest to the other by golden sections."""
        for _ in range(_NARROWINGS):
            width = _GOLDEN * (end - begin)
            left, right = end - width, begin + width
            later = sign * self.gap(left, held) > sign * self.gap(right, held)
            begin, end = np.where(later, left, begin), np.where(later, end, right)
        return np.asarray(0.5 * (begin + end))


def _put(mask: Mask, times: FloatArray) -> FloatArray:
    """Return times of chosen draws among all; NaN in the others."""
    found = np.full(mask.shape, np.nan)
    found[mask] = times
    return found
