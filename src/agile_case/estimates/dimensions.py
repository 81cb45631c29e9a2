"""Check what an expression measures, and turn its literals into base units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.errors import UnitError, UnknownNameError, did_you_mean
from agile_case.estimates.expressions import Binary, Call, Literal, Name, Negate, Node, evaluate
from agile_case.quantities.units import DIMENSIONLESS, Dimension, UnitSystem, describe, multiply

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["dimension_of", "normalise"]

_VERBS = {"+": "add", "-": "subtract"}


def dimension_of(node: Node, names: Mapping[str, Dimension | None], system: UnitSystem, text: str) -> Dimension | None:
    """Work out what an expression measures.

    Args:
        node: The tree.
        names: What each name measures; None for a name that exists but is itself faulty.
        system: The units of the case.
        text: The text of the expression, for the message.

    Returns:
        The dimension, or None when it hangs on a faulty name.

    Raises:
        UnknownNameError: A name does not exist; the nearest are suggested.
        UnitError: Two parts that are added, subtracted or compared measure different things.
    """
    if isinstance(node, Literal):
        return system.unit(node.unit).dimension
    if isinstance(node, Name):
        if node.name not in names:
            message = f"{node.name!r} is not a name of this case."
            hint = did_you_mean(node.name, [*names, *system.words] if names else names)
            raise UnknownNameError(message, got=repr(text), wanted="the key of an assumption", do=hint)
        return names[node.name]
    if isinstance(node, Negate):
        return dimension_of(node.operand, names, system, text)
    if isinstance(node, Call):
        parts = [(argument, dimension_of(argument, names, system, text)) for argument in node.arguments]
        return _same(node, parts, "compare", text)
    left = dimension_of(node.left, names, system, text)
    right = dimension_of(node.right, names, system, text)
    if node.operator in _VERBS:
        return _same(node, [(node.left, left), (node.right, right)], _VERBS[node.operator], text)
    if left is None or right is None:
        return None
    return multiply(left, right, power=1 if node.operator == "*" else -1)


def _same(node: Node, parts: list[tuple[Node, Dimension | None]], verb: str, text: str) -> Dimension | None:
    known = [(part, dimension) for part, dimension in parts if dimension is not None]
    for part, dimension in known[1:]:
        first, wanted = known[0]
        if dimension != wanted:
            message = f"Cannot {verb} things of different units."
            raise UnitError(
                message,
                got=f"{_part(part, text)!r} in {describe(dimension)}, in {_part(node, text)!r}",
                wanted=f"{describe(wanted)}, as {_part(first, text)!r}",
            )
    return known[0][1] if len(known) == len(parts) else None


def _part(node: Node, text: str) -> str:
    return text[slice(*node.span)] or text


def normalise(node: Node, system: UnitSystem) -> Node:
    """Return the tree with every literal in base units and constant parts worked out.

    Args:
        node: A tree whose dimensions have been checked.
        system: The units of the case.
    """
    if isinstance(node, Literal):
        unit = system.unit(node.unit)
        return Literal(node.value * unit.scale, "1", span=node.span)
    if isinstance(node, Name):
        return node
    if isinstance(node, Negate):
        folded: Node = Negate(normalise(node.operand, system), span=node.span)
    elif isinstance(node, Binary):
        left, right = normalise(node.left, system), normalise(node.right, system)
        folded = Binary(node.operator, left, right, span=node.span)
    else:
        arguments = tuple(normalise(argument, system) for argument in node.arguments)
        folded = Call(node.function, arguments, span=node.span)
    return _fold(folded)


def _fold(node: Node) -> Node:
    if isinstance(node, Negate):
        constant = isinstance(node.operand, Literal)
    elif isinstance(node, Binary):
        divides_by_zero = node.operator == "/" and isinstance(node.right, Literal) and node.right.value == 0
        constant = isinstance(node.left, Literal) and isinstance(node.right, Literal) and not divides_by_zero
    else:
        constant = isinstance(node, Call) and all(isinstance(argument, Literal) for argument in node.arguments)
    if not constant:
        return node
    with np.errstate(all="ignore"):  # what is not finite is refused where the whole amount is known
        return Literal(float(evaluate(node, {})), "1", span=node.span)


def is_dimensionless(dimension: Dimension | None) -> bool:
    """Tell whether a dimension is none at all; a faulty name counts as such, since it is reported elsewhere.

    Args:
        dimension: The dimension, or None when it hangs on a faulty name.
    """
    return dimension is None or dimension == DIMENSIONLESS
