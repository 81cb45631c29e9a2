"""Plain tables read part by part: a part at fault is remembered, and the others are still read and checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from agile_case.errors import AgileCaseError, Fault, did_you_mean
from agile_case.model import fields
from agile_case.storage.tables import read_table

__all__ = ["SHOWN", "TableReader"]

T = TypeVar("T")
SHOWN: Final = 120
"""Characters of a value in a message."""


class TableReader:
    """What has been read of some plain data, its faults, and the addresses of the parts that are broken.

    Args:
        plain: The plain data.
    """

    def __init__(self, plain: Mapping[str, Any]) -> None:
        """Begin without faults; see the class."""
        self.plain = plain
        self.faults: list[Fault] = []
        self.broken: set[str] = set()

    def fault(self, message: str, where: str, *, got: str, wanted: str, do: str = "", code: str = "document") -> None:
        """Keep a fault.

        Args:
            message: What is wrong, as a sentence.
            where: Address of the part at fault.
            got: What was found.
            wanted: What would have been right.
            do: What the reader should do.
            code: Code of the fault.
        """
        self.faults.append(Fault(message, where, got=got, wanted=wanted, do=do, code=code))

    def take(self, error: AgileCaseError, where: str) -> None:
        """Keep the faults of an error, and remember the part as broken.

        Args:
            error: The error.
            where: Address of the part.
        """
        self.faults.extend(fault.at(where) for fault in error.faults)
        self.broken.add(where)

    def unknown(self, table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        """Keep a fault for each key of a table that is not known.

        Args:
            table: The table.
            known: The keys that it may have.
            where: Its address.
        """
        for key in table:
            if key not in known:
                message = f"{key!r} is not a key of this table."
                place = f"{where}.{key}" if where else str(key)
                hint = did_you_mean(str(key), known) or "put tables of your own under x"
                self.fault(message, place, got=repr(key), wanted="a key of the format", do=hint, code="unknown-key")
                self.broken.update(name for name in known if hint == f"did you mean {name}?" and not where)

    def table(self, raw: object, where: str, wanted: str) -> Mapping[str, Any]:
        """Return a table; an empty one, and a fault, where there is something else.

        Args:
            raw: What should be the table.
            where: Its address.
            wanted: How it is written.
        """
        if isinstance(raw, Mapping):
            return raw
        message = "A table is needed."
        self.fault(message, where, got=repr(raw)[:SHOWN], wanted=wanted)
        self.broken.add(where)
        return {}

    def kept(self, key: str, read: Callable[[object], Any], empty: object) -> Any:  # noqa: ANN401 - what the reader returns
        """Read a part of the whole that is kept as it is.

        Args:
            key: Its key.
            read: How it is read.
            empty: What takes its place.
        """
        try:
            return read(self.plain.get(key, empty))
        except AgileCaseError as error:
            self.take(error, key)
            return empty

    def noun(self, kind: type[T], raw: object, where: str, instead: Mapping[str, Any]) -> T | None:
        """Read a table; after faults, read what is left of it, so that all that hangs on it can still be checked.

        Args:
            kind: Class of what it becomes.
            raw: What should be the table.
            where: Its address.
            instead: Keys that stand in for what is at fault.
        """
        try:
            return read_table(kind, raw)
        except AgileCaseError as error:
            self.take(error, where)
            faulty = {fault.where.partition(".")[0] for fault in error.faults}
        rest = {key: item for key, item in raw.items() if key not in faulty} if isinstance(raw, Mapping) else {}
        try:
            return read_table(kind, {**instead, **rest})
        except AgileCaseError:
            return None

    def entries(self, table: str, read: Callable[[Any], Any]) -> dict[str, Any]:
        """Read the keyed entries of a table of the whole.

        Args:
            table: Its key.
            read: How an entry is read.
        """
        return self.each(self.table(self.plain.get(table, {}), table, f"[{table}]"), table, read)

    def each(self, raw: Mapping[str, Any], where: str, read: Callable[[Any], Any]) -> dict[str, Any]:
        """Read the keyed entries of a table one by one; those with faults are left out and remembered as broken.

        Args:
            raw: The table.
            where: Its address.
            read: How an entry is read.
        """
        found: dict[str, Any] = {}
        for key, item in raw.items():
            place = f"{where}.{key}"
            if not isinstance(key, str) or not fields.KEY.fullmatch(key):
                wanted = "small letters, digits and underscores, beginning with a letter"
                self.fault("This is not a key.", place, got=repr(key), wanted=wanted)
                continue
            try:
                found[key] = read(item)
            except AgileCaseError as error:
                self.take(error, place)
        return found
