"""The least and the most that an expression can be, from those of its names: bounds that hold in every draw."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from agile_case.estimates.expressions import Binary, Call, Literal, Name, Negate, Node

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["bounds"]

_EVERYTHING = (-math.inf, math.inf)


def bounds(node: Node, ranges: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Return two numbers between which an expression lies whatever its names are.

    A name that stands in it twice counts as two, so that the bounds can be wider than what is possible.

    Args:
        node: A tree whose literals are in base units.
        ranges: The least and the most that each name can be.

    Example:
        >>> from agile_case.estimates.expressions import Binary, Literal, Name
        >>> bounds(Binary("-", Literal(5.0), Name("a")), {"a": (1.0, 2.0)})
        (3.0, 4.0)
    """
    if isinstance(node, Literal):
        return node.value, node.value
    if isinstance(node, Name):
        return ranges[node.name]
    if isinstance(node, Negate):
        low, high = bounds(node.operand, ranges)
        return -high, -low
    if isinstance(node, Call):
        choose = min if node.function == "min" else max
        parts = [bounds(argument, ranges) for argument in node.arguments]
        return choose(low for low, _ in parts), choose(high for _, high in parts)
    return _binary(node, bounds(node.left, ranges), bounds(node.right, ranges))


def _binary(node: Binary, left: tuple[float, float], right: tuple[float, float]) -> tuple[float, float]:
    if node.operator == "+":
        return left[0] + right[0], left[1] + right[1]
    if node.operator == "-":
        return left[0] - right[1], left[1] - right[0]
    if node.operator == "/":
        if right[0] <= 0 <= right[1]:
            return _EVERYTHING
        right = (1 / right[1], 1 / right[0])
    corners = [a * b for a, b in itertools.product(left, right)]
    return _EVERYTHING if any(map(math.isnan, corners)) else (min(corners), max(corners))
