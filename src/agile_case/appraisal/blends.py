"""Levels that are made of other levels, at a point in time and over a stretch in which none of them bends.

A stretch is taken by the area of the one part that is not flat there, where there is one, and by sixteen Gauss-Legendre
points otherwise. A cap or a floor knows where it is passed.
"""

from __future__ import annotations

import abc
import itertools
import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.chosen import Chosen, Places
from agile_case.appraisal.derived import Part
from agile_case.estimates.expressions import Node, evaluate
from agile_case.estimates.levels import LEVELS
from agile_case.estimates.quadrature import gauss_legendre
from agile_case.quantities.frozen import FloatArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Values = Mapping[str, FloatArray | float]

__all__ = ["Fixed", "Leaf", "Level", "Limited", "Multiplied", "Passes", "Summed"]

_INSIDE: Final = 1e-9
"""How far inside a stretch its ends are looked at, as a share of its length: a jump at an end belongs to it or not."""
_HALVINGS: Final = 52
_GOLDEN: Final = (5**0.5 - 1) / 2
_NARROWINGS: Final = 45


@attrs.frozen(eq=False)
class Passes:
    """Stretches of time in some draws: a draw may be there more than once, or not at all."""

    draws: Places
    """Place of the draw of each."""
    begin: FloatArray
    """Where each begins."""
    end: FloatArray
    """Where each ends."""

    @classmethod
    def together(cls, held: Sequence[Passes]) -> Passes:
        """Return stretches one after the other.

        Args:
            held: The stretches, of one kind or more.
        """
        return cls(*(np.concatenate([getattr(one, name) for one in held]) for name in ("draws", "begin", "end")))

    def rows(self, size: int, filler: float) -> FloatArray:
        """Return where they begin, shape `(most in one draw, size)`, in their order and filled up.

        Args:
            size: Number of draws.
            filler: What stands where a draw has fewer than another.
        """
        order = np.lexsort((self.begin, self.draws))
        draws = self.draws[order]
        counts = np.bincount(draws, minlength=size)
        place = np.arange(len(draws)) - (np.cumsum(counts) - counts)[draws]
        found = np.full((int(counts.max(initial=0)), size), filler)
        found[place, draws] = self.begin[order]
        return found


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

    def passed(self, edges: FloatArray, end: float, held: Values) -> FloatArray:
        """Return the times at which the one passes the other between breaks, shape `(most in one draw, ...)`.

        Args:
            edges: The breaks in their order, shape `(breaks, ...)`.
            end: What stands where a draw has fewer such times than another.
            held: Values of the assumptions.
        """
        shape = edges.shape[1:]
        if self.flat:
            return np.zeros((0, *shape))
        simple = self.limit.flat and self.held_in.one_way
        points = sorted((-1.0 + _INSIDE, *(() if simple else gauss_legendre()[0]), 1.0 - _INSIDE))
        found: list[Passes] = []
        touching: list[Passes] = []
        for low, high in itertools.pairwise(edges):
            draws, half = np.flatnonzero(high > low), 0.5 * (high - low)
            if not len(draws):
                continue
            chosen = held if len(draws) == low.size else Chosen(held, draws)
            begin, half = low.reshape(-1)[draws], half.reshape(-1)[draws]
            times = [begin + half * (1.0 + point) for point in points]
            gaps = [self.gap(time, chosen) for time in times]
            if gaps[0].shape != begin.shape:  # breaks that are the same in all draws, and levels that are not
                draws, shape = np.arange(gaps[0].size), gaps[0].shape
                times = [np.broadcast_to(time, gaps[0].shape) for time in times]
            found += _crossed(draws, times, gaps)
            touching += _nearing(draws, times, gaps)
        if touching:
            found += self._touched(Passes.together(touching), held)
        if not found:
            return np.zeros((0, *shape))
        rows = self._halved(Passes.together(found), held).rows(math.prod(shape), end)
        return rows.reshape(-1, *shape)

    def _touched(self, near: Passes, held: Values) -> list[Passes]:
        """Return stretches in which the one passes the other and comes back between two points, cut where it turns."""
        chosen = Chosen(held, near.draws)
        sign = np.where(self.gap(near.begin, chosen) >= 0, 1.0, -1.0)
        begin, end = near.begin, near.end
        for _ in range(_NARROWINGS):  # golden sections
            width = _GOLDEN * (end - begin)
            left, right = end - width, begin + width
            later = sign * self.gap(left, chosen) > sign * self.gap(right, chosen)
            begin, end = np.where(later, left, begin), np.where(later, end, right)
        turn = 0.5 * (begin + end)
        through = sign * self.gap(turn, chosen) < 0
        draws, turn = near.draws[through], turn[through]
        return [Passes(draws, near.begin[through], turn), Passes(draws, turn, near.end[through])]

    def _halved(self, between: Passes, held: Values) -> Passes:
        """Return the times at which the one passes the other, once between each two times."""
        chosen = Chosen(held, between.draws)
        begin, end = between.begin, between.end
        first = self.gap(begin, chosen) >= 0
        for _ in range(_HALVINGS):
            middle = 0.5 * (begin + end)
            before = (self.gap(middle, chosen) >= 0) == first
            begin, end = np.where(before, middle, begin), np.where(before, end, middle)
        middle = 0.5 * (begin + end)
        return Passes(between.draws, middle, middle)


def _crossed(draws: Places, times: Sequence[FloatArray], gaps: Sequence[FloatArray]) -> Iterator[Passes]:
    """Yield the stretches between two points over which a gap changes its sign."""
    above = [gap >= 0 for gap in gaps]
    for place in range(len(times) - 1):
        passes = above[place] != above[place + 1]
        if passes.any():
            yield Passes(draws[passes], times[place][passes], times[place + 1][passes])


def _nearing(draws: Places, times: Sequence[FloatArray], gaps: Sequence[FloatArray]) -> Iterator[Passes]:
    """Yield the stretches of three points at the middle of which a gap is so small that it may pass 0 and come back."""
    above, sizes = [gap >= 0 for gap in gaps], [np.abs(gap) for gap in gaps]
    for place in range(1, len(times) - 1):
        before, here, after = sizes[place - 1 : place + 2]
        near = (here <= before) & (here <= after) & (2.0 * here < np.maximum(before, after))
        near &= (above[place - 1] == above[place]) & (above[place] == above[place + 1])
        if near.any():
            yield Passes(draws[near], times[place - 1][near], times[place + 1][near])
