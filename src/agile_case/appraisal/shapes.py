"""The curves of a case become shapes of its years: known numbers, or values that are worked out in each draw."""

from __future__ import annotations

import itertools
from operator import add, mul, sub, truediv
from typing import TYPE_CHECKING

import numpy as np

from agile_case.appraisal.amounts import ONE
from agile_case.appraisal.derived import Curved, Instant, Part, Window
from agile_case.appraisal.profiles import Shape
from agile_case.estimates.curves import GOMPERTZ_TIMES, HALF_ODDS
from agile_case.estimates.expressions import Binary, Literal, Name, Node, names_in
from agile_case.quantities.frozen import read_only
from agile_case.quantities.units import Quantity

if TYPE_CHECKING:
    from agile_case.appraisal.times import Times
    from agile_case.estimates.curves import Curve

__all__ = ["Shapes"]


class Shapes:
    """The shapes of the curves of a model, each worked out once.

    Args:
        times: The years of the model.
    """

    def __init__(self, times: Times) -> None:
        """Begin without any; see the class."""
        self.times = times
        self._found: dict[tuple[str, str], Shape] = {}

    def of(self, node: Node, address: str, window: Window) -> dict[str, Shape]:
        """Return the shapes of the curves that an expression names, for the part of the years in which a line runs.

        Args:
            node: The expression.
            address: Address of the line.
            window: When the line runs.
        """
        keys = dict.fromkeys(found.name for found in names_in(node))
        return {key: self._shape(key, address, window) for key in keys}

    def _shape(self, key: str, address: str, window: Window) -> Shape:
        """Return a curve for the years of the case, or for the part of them in which a line runs."""
        windowed = window.begins is not None or window.ends is not None
        place = (key, address if windowed else "")
        if place not in self._found:
            name = f"{key}/{address}" if windowed else key
            self._found[place] = self._worked_out(self.times.model.curves[key], name, window)
        return self._found[place]

    def _worked_out(self, curve: Curve, name: str, window: Window) -> Shape:
        if curve.shape == "constant":
            return Shape(curve.ceiling, read_only([1.0] * len(self.times.years)))
        parts = self._parts(curve)
        curved = Curved(self.times.names(name), parts, window)
        nodes = [node for part in parts for node in (part.level, *part.parameters)]
        delays = [part.start.delay for part in parts]
        if window.certain and not any(delays) and not any(True for node in nodes for _ in names_in(node)):
            return Shape(curve.ceiling, read_only(np.array(curved.values({}), dtype=np.float64)))
        self.times.use(*nodes, *(delay for delay in delays if delay is not None))
        self.times.keep(name, curved)
        return Shape(curve.ceiling, read_only([0.0] * len(self.times.years)), curved.names)

    def _parts(self, curve: Curve) -> tuple[Part, ...]:
        if curve.shape == "events":
            return self._between(curve)
        start = self.times.instant(curve.starts or self.times.model.basis.start.begins)
        if curve.shape == "step":
            return (Part("step", start, ONE),)
        if curve.shape == "linear":
            return (Part("ramp", start, ONE, (self._parameter(curve.over, "year"),)),)
        if curve.shape in {"saturation", "decay"}:
            return (Part(curve.shape, start, ONE, (self._parameter(curve.half_life, "year"),)),)
        if curve.shape == "bass":
            rates = self._parameter(curve.innovation, "1/year"), self._parameter(curve.imitation, "1/year")
            return (Part("bass", start, ONE, rates),)
        if curve.shape == "gompertz":
            early, late = self._parameter(curve.t10, "year"), self._parameter(curve.t90, "year")
            to_bend, to_ninety = GOMPERTZ_TIMES
            between = _folded("-", late, early)
            bend = _folded("+", early, _folded("*", Literal(to_bend / to_ninety), between))
            return (Part("gompertz", start, ONE, (bend, _folded("/", Literal(to_ninety), between))),)
        if curve.t10 is not None:
            early, late = self._parameter(curve.t10, "year"), self._parameter(curve.t90, "year")
            middle = _folded("/", _folded("+", early, late), Literal(2.0))
            steepness = _folded("/", Literal(HALF_ODDS), _folded("-", late, early))
        else:
            middle, steepness = self._parameter(curve.midpoint, "year"), self._parameter(curve.steepness, "1/year")
        return (Part("logistic", start, ONE, (middle, steepness)),)

    def _between(self, curve: Curve) -> tuple[Part, ...]:
        starts = [self.times.instant(event) for event in curve.levels]
        levels = [Name(level) if isinstance(level, str) else Literal(level) for level in curve.levels.values()]
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
