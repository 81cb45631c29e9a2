"""The curves of a case become shapes of its years: known numbers, or values that are worked out in each draw.

A curve that is linear in others is written out before it comes to years: `1 - name` in the place of a complement, a sum
in the place of its name. So an uncertain ceiling stays a ceiling, and costs the simulation nothing more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.appraisal.blends import Fixed, Leaf, Level, Limited, Multiplied, Summed
from agile_case.appraisal.composed import Composed, Learned
from agile_case.appraisal.derived import Curved, Derived
from agile_case.appraisal.profiles import Shape
from agile_case.appraisal.rises import Rises
from agile_case.estimates.curves import LINEAR
from agile_case.estimates.expressions import Binary, Call, Literal, Name, Negate, Node, names_in
from agile_case.quantities.frozen import read_only

if TYPE_CHECKING:
    from agile_case.appraisal.derived import Window
    from agile_case.appraisal.times import Times
    from agile_case.estimates.curves import Curve

__all__ = ["Shapes"]

_Atom = tuple[str, tuple[str, ...]]
"""Key of a curve that is not written out, and keys of the curves that delay it, the outermost first."""


class Shapes:
    """The shapes of the curves of a model, each worked out once.

    Args:
        times: The years of the model.
    """

    def __init__(self, times: Times) -> None:
        """Begin without any; see the class."""
        self.times = times
        self.rises = Rises(times)
        self.curves = times.model.curves
        self._atoms: dict[str, _Atom] = {}
        self._ceilings: dict[str, Shape] = {}
        self._found: dict[tuple[str, str], Shape] = {}

    def of(self, node: Node, address: str, window: Window) -> dict[str, Shape]:
        """Return the shapes of the curves that an expression names, for the part of the years in which a line runs.

        Args:
            node: The expression, written out.
            address: Address of the line.
            window: When the line runs.
        """
        names = dict.fromkeys(found.name for found in names_in(node))
        return {name: self._ceilings.get(name) or self._shape(name, address, window) for name in names}

    def written_out(self, node: Node) -> Node:
        """Return a profile in which no curve is named that is linear in others.

        Args:
            node: The profile.
        """
        if isinstance(node, Name):
            return self._linear(node.name, ())
        if isinstance(node, Negate):
            return Negate(self.written_out(node.operand))
        if isinstance(node, Binary):
            return Binary(node.operator, self.written_out(node.left), self.written_out(node.right))
        if isinstance(node, Call):
            return Call(node.function, tuple(self.written_out(argument) for argument in node.arguments))
        return node

    def _linear(self, key: str, delays: tuple[str, ...]) -> Node:
        """Return a curve as an expression over curves that are not linear in others."""
        curve = self.curves[key]
        if curve.shape not in LINEAR:
            name = ".".join((*delays, key))
            self._atoms[name] = (key, delays)
            return Name(name)
        if curve.shape == "sum":
            first, *others = (self._linear(one, delays) for one in curve.curves)
            inner = first
            for other in others:
                inner = Binary("+", inner, other)
        else:
            inner = self._linear(curve.of, (*delays, key) if curve.shape == "delay" else delays)
            if curve.shape == "complement":
                inner = Binary("-", Literal(1.0), inner)
        return inner if curve.ceiling == 1 else Binary("*", self._ceiling(curve), inner)

    def _ceiling(self, curve: Curve) -> Node:
        if not isinstance(curve.ceiling, str):
            return Literal(curve.ceiling)
        name = f"{curve.ceiling}:ceiling"
        self._ceilings[name] = Shape(curve.ceiling, read_only([1.0] * len(self.times.years)))
        return Name(name)

    def _shape(self, name: str, address: str, window: Window) -> Shape:
        """Return a curve for the years of the case, or for the part of them in which a line runs."""
        windowed = window.begins is not None or window.ends is not None
        place = (name, address if windowed else "")
        if place not in self._found:
            self._found[place] = self._worked_out(name, f"{name}/{address}" if windowed else name, window)
        return self._found[place]

    def _worked_out(self, atom: str, name: str, window: Window) -> Shape:
        key, delays = self._atoms[atom]
        curve, names = self.curves[key], self.times.names(name)
        if curve.shape == "constant":
            return Shape(curve.ceiling, read_only([1.0] * len(self.times.years)))
        derived: Derived
        if curve.volume:
            ratio, experience = self.rises.learning(curve)
            derived = Learned(names, self._level(curve.volume, delays), window, ratio, experience)
        elif curve.shape in {"product", "cap", "floor"}:
            derived = Composed(names, self._made(curve, delays), window)
        else:
            return self._known_or_kept(curve, name, Curved(names, self.rises.of(curve, delays), window))
        return self._known_or_kept(curve, name, derived)

    def _known_or_kept(self, curve: Curve, name: str, derived: Curved | Composed | Learned) -> Shape:
        """Return known numbers where nothing in them is uncertain, and otherwise their names."""
        if not derived.needs:
            return Shape(curve.ceiling, read_only(np.array(derived.values({}), dtype=np.float64)))
        self.times.used |= derived.needs
        self.times.keep(name, derived)
        return Shape(curve.ceiling, read_only([0.0] * len(self.times.years)), derived.names)

    def _level(self, key: str, delays: tuple[str, ...]) -> Level:
        """Return a curve as something with a level at every time, its ceiling in it."""
        curve = self.curves[key]
        held: Level
        if curve.shape == "constant":
            held = Fixed(Literal(1.0))
        elif curve.shape == "delay":
            held = self._level(curve.of, (*delays, key))
        elif curve.shape == "scale":
            held = self._level(curve.of, delays)
        elif curve.shape == "complement":
            held = Summed((Fixed(Literal(1.0)), Multiplied((Fixed(Literal(-1.0)), self._level(curve.of, delays)))))
        elif curve.shape == "sum":
            held = Summed(tuple(self._level(one, delays) for one in curve.curves))
        elif curve.shape in {"product", "cap", "floor"}:
            held = self._made(curve, delays)
        else:
            held = Leaf(self.rises.of(curve, delays))
        if curve.ceiling == 1:
            return held
        ceiling = Name(curve.ceiling) if isinstance(curve.ceiling, str) else Literal(curve.ceiling)
        return Multiplied((Fixed(ceiling), held))

    def _made(self, curve: Curve, delays: tuple[str, ...]) -> Level:
        """Return a product, a cap or a floor, without its ceiling."""
        if curve.shape == "product":
            return Multiplied(tuple(self._level(one, delays) for one in curve.curves))
        at = curve.at
        if isinstance(at, str):
            limit = self._level(at, delays) if at in self.curves else Fixed(Name(at))
        else:
            limit = Fixed(Literal(at or 0.0))
        return Limited(self._level(curve.of, delays), limit, above=curve.shape == "cap")
