"""Curves made of other curves: products, caps and floors, and unit costs that fall with what was made so far.

What is linear in other curves needs none of this: the average of a sum is the sum of the averages, and a profile is
written out before it comes here. A product is the average of the product, not the product of averages: it is added up
over stretches in which no part bends, cut where one does and where a cap or a floor is passed.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal.blends import Level
from agile_case.appraisal.chosen import Chosen
from agile_case.appraisal.derived import Derived, Part, Window
from agile_case.estimates.expressions import Node, evaluate
from agile_case.estimates.levels import BREAKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agile_case.quantities.frozen import FloatArray

    Values = Mapping[str, FloatArray | float]

__all__ = ["Composed", "Learned"]


def _breaks(level: Level, held: Values, begin: FloatArray, end: float) -> Iterator[FloatArray]:
    """Yield the times at which any part of a level breaks."""
    for part in level.parts:
        start = np.asarray(part.start.value(held))
        if part.shape == "cycle":
            first = start + np.floor(12.0 * (begin - start)) / 12.0
            yield from (first + month / 12.0 for month in range(round(12.0 * float(end - np.min(begin))) + 2))
            continue
        yield start
        if part.shape != "step":
            cuts = BREAKS[part.shape](*(evaluate(node, held) for node in part.parameters))
            yield from (start + cut for cut in cuts)


def _areas(level: Level, held: Values, times: Sequence[FloatArray], ends: tuple[FloatArray, float]) -> list[FloatArray]:
    """Return the area under a level from a beginning to each of some times, which lie between it and an end."""
    begin, end = ends
    # The end of a year is most often the beginning of the next one.
    keys = [float(time) if np.ndim(time) == 0 else id(time) for time in times]
    distinct = dict(zip(keys, times, strict=True))
    edges = _sorted([begin, *distinct.values(), *_breaks(level, held, begin, end)], begin, end)
    for limit in level.limits:
        passes = limit.passed(edges, end, held)
        edges = _sorted([*edges, *passes], begin, end) if len(passes) else edges
    sums = [np.zeros(edges.shape[1:])]
    for low, high in itertools.pairwise(edges):
        sums.append(sums[-1] + _over(level, low, high, held))
    held_sums = np.stack(sums)
    found = {}
    for key, time in distinct.items():
        place = np.asarray((edges < time).sum(axis=0))
        found[key] = np.take_along_axis(held_sums, np.minimum(place, len(sums) - 1)[None], axis=0)[0]
    return [found[key] for key in keys]


def _over(level: Level, low: FloatArray, high: FloatArray, held: Values) -> FloatArray:
    """Return the area between two breaks, worked out where there is anything between them."""
    there = high > low
    if there.all():
        return level.over(low, high, held)
    found = np.zeros(there.shape)
    if there.any():
        found[there] = level.over(low[there], high[there], Chosen(held, there))
    return found


def _sorted(times: Iterable[FloatArray], begin: FloatArray, end: float) -> FloatArray:
    return np.sort(np.stack(np.broadcast_arrays(*(np.clip(time, begin, end) for time in times))), axis=0)


@attrs.frozen(eq=False)
class _Averaged(Derived):
    """The average of something over each year, or over the part of it that lies in a window."""

    level: Level
    """What is averaged, or what it follows."""
    window: Window
    """The window; a year that does not touch it has 0."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every rise that it is made of."""
        return self.level.parts

    def _years(self, held: Values, begin: FloatArray) -> tuple[list[tuple[FloatArray, FloatArray]], list[FloatArray]]:
        """Return the part of each year in the window, and the areas from a beginning up to both of its ends."""
        years = [self.window.part(year, held) for year in range(len(self.names))]
        ends = begin, float(len(self.names))
        return years, _areas(self.level, held, [time for pair in years for time in pair], ends)


@attrs.frozen(eq=False)
class Composed(_Averaged):
    """The average of a curve that is made of others."""

    def values(self, held: Values) -> tuple[FloatArray | float, ...]:
        """Give the average of each year."""
        ends, areas = self._years(held, np.zeros(()))
        found: list[FloatArray | float] = []
        for year, (low, high) in enumerate(ends):
            area, length = areas[2 * year + 1] - areas[2 * year], high - low
            average = np.divide(area, length, out=np.zeros(np.broadcast(area, length).shape), where=~(length <= 0))
            found.append(_plain(average))
        return tuple(found)


@attrs.frozen(eq=False)
class Learned(_Averaged):
    """Wright's unit cost that follows the volume of another curve: in each year the average over what is made in it."""

    progress_ratio: Node
    """What is left of the unit cost after a doubling of all that was made."""
    experience: Node
    """What was made before, in years at a level of 1."""

    def values(self, held: Values) -> tuple[FloatArray | float, ...]:
        """Give the unit cost of each year; where nothing is made, that of the next unit."""
        begin = np.zeros(())
        for part in self.parts:
            if part.shape != "cycle":
                begin = np.minimum(begin, part.start.value(held))
        power = np.log2(np.asarray(evaluate(self.progress_ratio, held)))
        before = np.asarray(evaluate(self.experience, held))
        _, areas = self._years(held, begin)
        found: list[FloatArray | float] = []
        for made, later in zip(areas[::2], areas[1::2], strict=True):
            grown = np.log1p(made / before)
            more = np.maximum(later - made, 0.0) / (before + made)  # of all that was made before
            with np.errstate(invalid="ignore", divide="ignore"):
                spread = np.log1p(more)
                exponent = (power + 1.0) * spread
                mean = spread / more * np.where(exponent == 0, 1.0, np.expm1(exponent) / exponent)
            found.append(_plain(np.exp(power * grown) * np.where(more > 0, mean, 1.0)))
        return tuple(found)


def _plain(value: FloatArray) -> FloatArray | float:
    return float(value) if np.ndim(value) == 0 else value
