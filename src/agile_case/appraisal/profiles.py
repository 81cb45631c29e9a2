"""Profiles over curves, expanded at compile time so that the engine never sees a year that it need not.

Most profiles are polynomials in the curves' ceilings, such as `1 - take_up` with an uncertain final take-up. Expanded
into monomials, each becomes an ordinary term: an amount times a known weight for each year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.estimates.expressions import Binary, Call, Literal, Name, Negate, Node
from agile_case.quantities.frozen import FloatArray

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Shape", "expand", "in_year"]

_MAX_MONOMIALS = 32
Monomial = tuple[str, ...]


@attrs.frozen(eq=False)
class Shape:
    """A curve worked out for the years of a case."""

    ceiling: float | str
    """What the curve tends to: a number, or the key of an assumption."""
    yearly: FloatArray
    """Average of the curve over each year for a ceiling of 1, shape `(years,)`; of no use where there are names."""
    names: tuple[str, ...] = ()
    """Name of its average in each year, where that depends on the draw; empty otherwise."""


def expand(tree: Node, shapes: Mapping[str, Shape], n_years: int) -> dict[Monomial, FloatArray] | None:
    """Expand a profile into monomials of the uncertain ceilings.

    Args:
        tree: The profile.
        shapes: Each curve's shape, by key.
        n_years: Number of years.

    Returns:
        For each product of ceilings, by their sorted keys, its coefficient in each year; None when the profile is no
        polynomial (a curve whose times are uncertain, a division by a curve, or `min` or `max` of one with an uncertain
        ceiling).
    """
    if isinstance(tree, Literal):
        return {(): np.full(n_years, tree.value)}
    if isinstance(tree, Name):
        shape = shapes[tree.name]
        if shape.names:
            return None
        if isinstance(shape.ceiling, str):
            return {(shape.ceiling,): shape.yearly}
        return {(): shape.yearly * shape.ceiling}
    if isinstance(tree, Negate):
        inner = expand(tree.operand, shapes, n_years)
        return None if inner is None else {key: -weights for key, weights in inner.items()}
    if isinstance(tree, Call):
        parts = [expand(argument, shapes, n_years) for argument in tree.arguments]
        known = [part[()] for part in parts if part is not None and set(part) == {()}]
        if len(known) < len(parts):
            return None
        return {(): np.minimum.reduce(known) if tree.function == "min" else np.maximum.reduce(known)}
    left, right = expand(tree.left, shapes, n_years), expand(tree.right, shapes, n_years)
    return None if left is None or right is None else _combine(tree.operator, left, right)


@np.errstate(all="ignore")  # what is not finite is refused where the line is known
def _combine(
    operator: str, left: dict[Monomial, FloatArray], right: dict[Monomial, FloatArray]
) -> dict[Monomial, FloatArray] | None:
    if operator in "+-":
        sign = 1.0 if operator == "+" else -1.0
        total = dict(left)
        for key, weights in right.items():
            total[key] = total[key] + sign * weights if key in total else sign * weights
        return total
    if operator == "/":
        if set(right) != {()}:
            return None
        return {key: weights / right[()] for key, weights in left.items()}
    product: dict[Monomial, FloatArray] = {}
    for key, weights in left.items():
        for other, others in right.items():
            joint = tuple(sorted(key + other))
            product[joint] = product[joint] + weights * others if joint in product else weights * others
    return product if len(product) <= _MAX_MONOMIALS else None


def in_year(tree: Node, shapes: Mapping[str, Shape], year: int) -> Node:
    """Return a profile as an expression over assumptions for one year.

    Args:
        tree: The profile.
        shapes: Each curve's shape, by key.
        year: Years after year 0.
    """
    if isinstance(tree, Name):
        shape = shapes[tree.name]
        if isinstance(shape.ceiling, str) or shape.names:
            ceiling = Name(shape.ceiling) if isinstance(shape.ceiling, str) else Literal(shape.ceiling)
            return Binary("*", ceiling, Name(shape.names[year]) if shape.names else Literal(float(shape.yearly[year])))
        return Literal(float(shape.yearly[year]) * shape.ceiling)
    if isinstance(tree, Negate):
        return Negate(in_year(tree.operand, shapes, year))
    if isinstance(tree, Binary):
        return Binary(tree.operator, in_year(tree.left, shapes, year), in_year(tree.right, shapes, year))
    if isinstance(tree, Call):
        return Call(tree.function, tuple(in_year(argument, shapes, year) for argument in tree.arguments))
    return tree
