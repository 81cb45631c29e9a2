"""What several trees have in common is worked out once: `applications * minutes` of every line that has it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from agile_case.estimates.expressions import Binary, Call, Literal, Name, Negate, Node, children

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["common_parts"]


def common_parts(trees: Iterable[Node]) -> tuple[tuple[Node, ...], dict[str, Node]]:
    """Find the parts that occur more than once.

    Args:
        trees: The trees.

    Returns:
        The trees with a name in the place of each such part; and the parts by that name, each after those that it
        needs. No assumption can have such a name.
    """
    kept = tuple(trees)
    seen: Counter[Node] = Counter()
    for tree in kept:
        _count(tree, seen)
    parts: dict[Node, Name] = {}
    definitions: dict[str, Node] = {}

    def rewritten(node: Node) -> Node:
        if isinstance(node, Literal | Name):
            return node
        if node not in parts:
            inner = _with_children(node, tuple(rewritten(child) for child in children(node)))
            if seen[node] == 1:
                return inner
            parts[node] = Name(f"part {len(parts)}")
            definitions[parts[node].name] = inner
        return parts[node]

    return tuple(rewritten(tree) for tree in kept), definitions


def _count(node: Node, seen: Counter[Node]) -> None:
    if isinstance(node, Literal | Name):
        return
    seen[node] += 1
    if seen[node] == 1:  # what lies below a part that was seen is part of it
        for child in children(node):
            _count(child, seen)


def _with_children(node: Negate | Binary | Call, inner: tuple[Node, ...]) -> Node:
    if isinstance(node, Negate):
        return attrs.evolve(node, operand=inner[0])
    if isinstance(node, Binary):
        return attrs.evolve(node, left=inner[0], right=inner[1])
    return attrs.evolve(node, arguments=inner)
