"""The curves that are made of no others, as sums of rises: how much each adds, from when, in which shape."""

from __future__ import annotations

import itertools
from operator import add, mul, sub, truediv
from typing import TYPE_CHECKING

from agile_case.appraisal.amounts import ONE
from agile_case.appraisal.derived import Instant, Part
from agile_case.estimates.curves import GOMPERTZ_TIMES, HALF_ODDS, MONTHS
from agile_case.estimates.expressions import Binary, Literal, Name, Node
from agile_case.quantities.units import Quantity

if TYPE_CHECKING:
    from agile_case.appraisal.times import Times
    from agile_case.estimates.curves import Curve

__all__ = ["Rises"]


class Rises:
    """The rises of the curves of a model.

    Args:
        times: The years of the model.
    """

    def __init__(self, times: Times) -> None:
        """Look at no curve yet; see the class."""
        self.times = times

    def of(self, curve: Curve, delays: tuple[str, ...] = ()) -> tuple[Part, ...]:
        """Return the rises of a curve that is made of no others.

        Args:
            curve: The curve.
            delays: Keys of the curves that delay it.
        """
        late = tuple(self._parameter(self.times.model.curves[key].by, "year") for key in delays)
        if curve.shape == "events":
            return self._events(curve, late)
        if curve.shape == "seasonal":
            january = -(self.times.model.basis.start.begins.month - 1) / 12
            mean, most = sum(curve.months.values()) / len(MONTHS), max(curve.months.values())
            levels = tuple(Literal(curve.months[month] / most) for month in MONTHS)
            return (Part("cycle", _later(Instant(january), late), Literal(most / mean), levels),)
        if curve.shape == "waves":
            starts = [self.times.instant(event) for event in curve.waves]
            return self._following(curve, [_later(start, late) for start in starts], tuple(curve.waves.values()))
        start = _later(self.times.instant(curve.starts or self.times.model.basis.start.begins), late)
        if curve.shape not in {"given", "cohorts"}:
            return (self._simple(curve, start),)
        every = self._parameter(curve.every, "year")
        starts = [_later(start, (_folded("*", Literal(float(n)), every),)) for n in range(len(curve.values) + 1)]
        if curve.shape == "cohorts":
            return self._following(curve, starts[:-1], curve.values)
        return self._given(curve, starts, every)

    def learning(self, curve: Curve) -> tuple[Node, Node]:
        """Return the progress ratio of a learning curve, and its experience in years.

        Args:
            curve: The curve.
        """
        ratio = curve.progress_ratio
        named = Name(ratio) if isinstance(ratio, str) else Literal(ratio or 1.0)
        return named, self._parameter(curve.experience, "year")

    def _simple(self, curve: Curve, start: Instant) -> Part:
        """Return a curve that is one rise from its start on."""
        if curve.shape == "step":
            return Part("step", start, ONE)
        if curve.shape == "linear":
            return Part("ramp", start, ONE, (self._parameter(curve.over, "year"),))
        if curve.shape in {"saturation", "decay"}:
            return Part(curve.shape, start, ONE, (self._parameter(curve.half_life, "year"),))
        if curve.shape == "learning":
            return Part("learning", start, ONE, self.learning(curve))
        if curve.shape == "bass":
            rates = self._parameter(curve.innovation, "1/year"), self._parameter(curve.imitation, "1/year")
            return Part("bass", start, ONE, rates)
        if curve.shape == "gompertz":
            early, late = self._parameter(curve.t10, "year"), self._parameter(curve.t90, "year")
            to_bend, to_ninety = GOMPERTZ_TIMES
            between = _folded("-", late, early)
            bend = _folded("+", early, _folded("*", Literal(to_bend / to_ninety), between))
            return Part("gompertz", start, ONE, (bend, _folded("/", Literal(to_ninety), between)))
        if curve.t10 is not None:
            early, late = self._parameter(curve.t10, "year"), self._parameter(curve.t90, "year")
            middle = _folded("/", _folded("+", early, late), Literal(2.0))
            steepness = _folded("/", Literal(HALF_ODDS), _folded("-", late, early))
        else:
            middle, steepness = self._parameter(curve.midpoint, "year"), self._parameter(curve.steepness, "1/year")
        return Part("logistic", start, ONE, (middle, steepness))

    def _following(self, curve: Curve, starts: list[Instant], shares: tuple[float | str, ...]) -> tuple[Part, ...]:
        """Return one rise for each wave or cohort."""
        if not curve.follows:
            return tuple(Part("step", start, _level(share)) for start, share in zip(starts, shares, strict=True))
        followed = self.times.model.curves[curve.follows]
        ceiling = _level(followed.ceiling)
        found = []
        for start, share in zip(starts, shares, strict=True):
            rise = self._simple(followed, start)
            found.append(Part(rise.shape, start, _folded("*", _level(share), ceiling), rise.parameters))
        return tuple(found)

    def _given(self, curve: Curve, starts: list[Instant], every: Node) -> tuple[Part, ...]:
        levels = [_level(value) for value in curve.values]
        parts = [Part("step", starts[0], levels[0])]
        for at, (low, high) in enumerate(itertools.pairwise(levels)):
            rise = _folded("-", high, low)
            if curve.between == "linear":
                parts.append(Part("ramp", starts[at], rise, (every,)))
            else:
                parts.append(Part("step", starts[at + 1], rise))
        if curve.then == "stops":
            last = starts[-2] if curve.between == "linear" else starts[-1]
            parts.append(Part("step", last, _folded("-", Literal(0.0), levels[-1])))
        return tuple(parts)

    def _events(self, curve: Curve, late: tuple[Node, ...]) -> tuple[Part, ...]:
        starts = [_later(self.times.instant(event), late) for event in curve.levels]
        levels = [_level(level) for level in curve.levels.values()]
        parts = [Part("step", starts[0], levels[0])]
        for (first, second), (low, high) in zip(itertools.pairwise(starts), itertools.pairwise(levels), strict=True):
            rise = _folded("-", high, low)
            if curve.between == "linear":
                parts.append(Part("ramp", first, rise, (_apart(first, second),)))
            else:
                parts.append(Part("step", second, rise, (_apart(first, second),)))
        return tuple(parts)

    def _parameter(self, value: Quantity | str | None, unit: str) -> Node:
        if isinstance(value, Quantity):
            return Literal(value.to(self.times.model.units.unit(unit), self.times.model.units))
        return Name(str(value))


def _level(level: float | str) -> Node:
    return Name(level) if isinstance(level, str) else Literal(level)


def _later(start: Instant, delays: tuple[Node, ...]) -> Instant:
    """Return a point in time after some delays."""
    for delay in delays:
        if isinstance(delay, Literal):
            start = Instant(start.at + delay.value, start.delay)
        else:
            start = Instant(start.at, delay if start.delay is None else Binary("+", start.delay, delay))
    return start


def _folded(operator: str, left: Node, right: Node) -> Node:
    """Join two trees, worked out where both are numbers."""
    if isinstance(left, Literal) and isinstance(right, Literal):
        a, b = left.value, right.value
        return Literal({"+": add, "-": sub, "*": mul, "/": truediv}[operator](a, b))
    return Binary(operator, left, right)


def _apart(first: Instant, second: Instant) -> Node:
    """Return the years between two points in time."""
    between: Node = Literal(second.at - first.at)
    if second.delay is not None:
        between = Binary("+", between, second.delay)
    return between if first.delay is None else Binary("-", between, first.delay)
