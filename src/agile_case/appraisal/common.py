"""What several trees have in common is worked out once: `applications * minutes` of every line that has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from agile_case.estimates.expressions import Binary, Call, Literal, Name, Negate, Node, children, evaluate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agile_case.quantities.frozen import FloatArray

__all__ = ["Scope", "common_parts"]


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


class Scope(Mapping[str, "FloatArray | float"]):
    """Values of the assumptions, and of the parts that amounts have in common, each worked out once.

    Args:
        values: Values by name in base units.
        shared: The parts by name.
    """

    def __init__(self, values: Mapping[str, FloatArray | float], shared: Mapping[str, Node]) -> None:
        """Work nothing out yet; see the class."""
        self._values, self._shared = values, shared
        self._held: dict[str, FloatArray | float] = {}

    def __getitem__(self, name: str) -> FloatArray | float:
        """Return the value of an assumption or of a part.

        Args:
            name: Its name.
        """
        if name not in self._shared:
            return self._values[name]
        if name not in self._held:
            self._held[name] = evaluate(self._shared[name], self)
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        """Go through all names."""
        yield from (*self._values, *self._shared)

    def __len__(self) -> int:
        """Count them."""
        return len(self._values) + len(self._shared)

    def forget(self, names: Iterable[str]) -> None:
        """Let go of parts that nothing needs any more.

        Args:
            names: Names of parts, and of whatever else.
        """
        for name in names:
            self._held.pop(name, None)
