"""Containers that cannot change: a mapping that hashes and pickles, and read-only arrays."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, cast

import numpy as np

from agile_case.errors import InputError
from agile_case.quantities.nouns import pairs_table

__all__ = ["FloatArray", "FrozenMap", "freeze", "read_only", "thaw"]

K = TypeVar("K")
V = TypeVar("V")

FloatArray = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
"""An array of float64."""


class FrozenMap(Mapping[K, V], Generic[K, V]):
    """A mapping that keeps its order, hashes and pickles, and cannot be changed.

    Two maps are equal when they hold the same items, in whatever order.
    """

    __slots__ = ("_data", "_hash")

    _data: dict[K, V]
    _hash: int | None

    def __init__(self, items: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        """Copy the items.

        Args:
            items: A mapping, or pairs of key and value.
        """
        object.__setattr__(self, "_data", dict(items))
        object.__setattr__(self, "_hash", None)

    def __getitem__(self, key: K) -> V:
        """Return the value under a key."""
        return self._data[key]

    def __iter__(self) -> Iterator[K]:
        """Iterate over the keys in their order."""
        return iter(self._data)

    def __len__(self) -> int:
        """Count the items."""
        return len(self._data)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse every change."""
        message = "A FrozenMap cannot be changed."
        raise InputError(message, got=f"an assignment to {name}", do="build a new one")

    def __delattr__(self, name: str) -> None:
        """Refuse every change."""
        message = "A FrozenMap cannot be changed."
        raise InputError(message, got=f"a deletion of {name}", do="build a new one")

    def __hash__(self) -> int:
        """Hash by content."""
        if self._hash is None:
            object.__setattr__(self, "_hash", hash(frozenset(self._data.items())))
        return cast("int", self._hash)

    def __eq__(self, other: object) -> bool:
        """Compare by content."""
        if isinstance(other, FrozenMap):
            return bool(self._data == other._data)
        return NotImplemented

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"FrozenMap({self._data!r})"

    def _repr_html_(self) -> str:
        return pairs_table(f"Table of {len(self)}", ((str(key), item) for key, item in self.items())).to_html()

    def __reduce__(self) -> tuple[type[FrozenMap[K, V]], tuple[dict[K, V]]]:
        """Pickle by content."""
        return (FrozenMap, (self._data,))


def freeze(value: object) -> Any:  # noqa: ANN401 - the shape of foreign data is not ours to type
    """Copy plain data (as TOML and JSON hold it) into something that cannot change.

    Args:
        value: Mappings, lists, strings, numbers, booleans, dates or None, nested at will.

    Returns:
        The same with `FrozenMap` for mappings and tuples for lists.
    """
    if isinstance(value, Mapping):
        return FrozenMap({key: freeze(item) for key, item in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    if value is None or isinstance(value, str | int | float | bool | datetime.date | datetime.time):
        return value
    message = "This value cannot be kept in a case."
    raise InputError(message, got=type(value).__name__, wanted="text, number, boolean, date, list or table")


def thaw(value: object) -> Any:  # noqa: ANN401 - the shape of foreign data is not ours to type
    """Copy frozen plain data back into dictionaries and lists.

    Args:
        value: What `freeze` returned.
    """
    if isinstance(value, FrozenMap):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [thaw(item) for item in value]
    return value


def read_only(values: Sequence[float] | FloatArray | Iterable[float]) -> FloatArray:
    """Copy numbers into a float64 array that cannot be written to.

    Args:
        values: Numbers of any shape.
    """
    array = np.array(values if isinstance(values, np.ndarray) else list(values), dtype=np.float64, order="C")
    array.setflags(write=False)
    return array
