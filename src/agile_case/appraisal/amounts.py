"""Amounts that differ from year to year: what is known of a year goes into weights, only the rest is left to the draws.

An amount such as `applications * minutes * rate`, with a yearly series of applications, is `minutes * rate` times known
weights: one ordinary term. Sums of such products are several terms. Only what is drawn anew each year, and what is no
sum of products, is worked out year by year within the draws.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.estimates.expressions import Binary, Call, Literal, Name, Negate, Node, evaluate, names_in
from agile_case.quantities.frozen import FloatArray

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["ONE", "Product", "product_of", "split", "with_names"]

ONE: Final = Literal(1.0)
_MAX_PARTS = 32


@attrs.frozen(eq=False)
class Product:
    """A part of an amount: what has no year, times a known number for each year, times what is drawn each year."""

    constant: Node
    """The factor that has no year."""
    weights: FloatArray
    """The known factor of each year, shape `(years,)`."""
    varying: Node | None = None
    """The factor that differs from year to year and is not known; None where there is none."""


def product_of(*factors: Node) -> Node:
    """Return the product of some trees; a factor of 1 is left out.

    Args:
        factors: The trees.
    """
    held = [factor for factor in factors if factor != ONE]
    if not held:
        return ONE
    first, *others = held
    for other in others:
        first = Binary("*", first, other)
    return first


def split(tree: Node, series: Mapping[str, FloatArray], drawn: frozenset[str], n_years: int) -> tuple[Product, ...]:
    """Split an amount into parts of which as much as possible is known by year.

    Args:
        tree: The amount, over assumptions in base units.
        series: The yearly series by key, in base units; years that a series does not cover hold 0.
        drawn: Keys of the assumptions that are drawn anew each year.
        n_years: Number of years.

    Returns:
        Parts whose sum is the amount in every year.
    """
    names = {found.name for found in names_in(tree)}
    ones = np.ones(n_years)
    if not names & drawn:
        parts = _expand(tree, series, n_years)
        if parts is not None and len(parts) <= _MAX_PARTS:
            return tuple(Product(node, weights) for node, weights in parts)
    by_year = drawn | set(series)
    constant: list[Node] = []
    varying: list[Node] = []
    for factor, inverse in _factors(tree):
        place = varying if {found.name for found in names_in(factor)} & by_year else constant
        place.append(Binary("/", ONE, factor) if inverse else factor)
    return (Product(product_of(*constant), ones, product_of(*varying)),)


def _factors(tree: Node) -> list[tuple[Node, bool]]:
    """Return the factors of a product, and whether each is divided by."""
    if isinstance(tree, Binary) and tree.operator in "*/":
        divides = tree.operator == "/"
        right = [(factor, inverse != divides) for factor, inverse in _factors(tree.right)]
        return [*_factors(tree.left), *right]
    if isinstance(tree, Negate):
        return [(Literal(-1.0), False), *_factors(tree.operand)]
    return [(tree, False)]


@np.errstate(all="ignore")  # what is not finite in a year of the line is refused where the line is known
def _expand(tree: Node, series: Mapping[str, FloatArray], n_years: int) -> list[tuple[Node, FloatArray]] | None:
    """Write a tree as a sum of what has no year times known weights, or None where it is no such sum."""
    names = {found.name for found in names_in(tree)}
    if not names & set(series):
        return [(tree, np.ones(n_years))]
    if names <= set(series):
        known = evaluate(tree, {name: series[name] for name in names})
        return [(ONE, np.asarray(known))]
    if isinstance(tree, Negate):
        inner = _expand(tree.operand, series, n_years)
        return None if inner is None else [(node, -weights) for node, weights in inner]
    if not isinstance(tree, Binary):
        return None
    left, right = _expand(tree.left, series, n_years), _expand(tree.right, series, n_years)
    if left is None or right is None or len(left) * len(right) > _MAX_PARTS:
        return None
    if tree.operator in "+-":
        sign = 1.0 if tree.operator == "+" else -1.0
        return [*left, *((node, sign * weights) for node, weights in right)]
    if tree.operator == "*":
        return [(product_of(node, other), weights * more) for node, weights in left for other, more in right]
    if len(right) > 1:
        return None
    below, divisors = right[0]
    return [(node if below == ONE else Binary("/", node, below), weights / divisors) for node, weights in left]


def with_names(tree: Node, replace: Callable[[str], Node]) -> Node:
    """Return a tree with each name replaced.

    Args:
        tree: The tree.
        replace: Gives what takes the place of a name.
    """
    if isinstance(tree, Name):
        return replace(tree.name)
    if isinstance(tree, Negate):
        return Negate(with_names(tree.operand, replace))
    if isinstance(tree, Binary):
        return Binary(tree.operator, with_names(tree.left, replace), with_names(tree.right, replace))
    if isinstance(tree, Call):
        return Call(tree.function, tuple(with_names(argument, replace) for argument in tree.arguments))
    return tree
