"""Loader of reference tables: each file is checked against its released sha256, read once and kept.

A table is two files, `<table>/<vintage>.toml` (the header) and `<table>/<vintage>.csv` (the rows). The bundled ones are
listed with their sha256 in `data/registry.toml`. There is no current vintage: whoever loads a table names its vintage.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
import re
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import InputError, ReferenceDataError, UnknownNameError, did_you_mean
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.reference.headers import Header, parse_toml
from agile_case.reference.rows import TABLES, Row, parse_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = [
    "Dataset",
    "available",
    "bundled_folder",
    "check_name",
    "check_table_name",
    "load",
    "load_from",
    "read_pair",
    "read_verified",
    "registered",
]

_REGISTRY = "registry.toml"
_REGISTRY_SCHEMA = "agile-case-registry/1"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_SUM = re.compile(r"[0-9a-f]{64}")
_LARGEST = 1_000_000


@attrs.frozen(kw_only=True)
class Dataset(Noun):
    """A reference table as published: its header, its rows and the sha256 of the file they came from."""

    header: Header
    """What the table is and where it comes from."""
    rows: tuple[Row, ...]
    """The rows in the order of the file, in the units of the file."""
    sha256: str
    """sha256 of the bytes of the CSV, in hexadecimal."""

    @property
    def name(self) -> str:
        """The table and its vintage, such as `discount-rate/green-book-2026`."""
        return self.header.name

    @property
    def citation(self) -> str:
        """The source in one line, with licence, evidence and, where it is not in force, status."""
        return self.header.citation

    def _rows(self) -> Iterator[tuple[str, object]]:
        yield "header", self.header
        yield "sha256", self.sha256
        yield from ((f"row {place}", row) for place, row in enumerate(self.rows, 1))

    def check_table(self, table: str) -> None:
        """Refuse to be read as another table.

        Args:
            table: Name of the table that is wanted.

        Raises:
            InputError: This is another table.
        """
        if self.header.table != table:
            message = "This is another reference table."
            raise InputError(message, where=self.name, got=self.header.table, wanted=table, do=f"load {table}")


def bundled_folder() -> Traversable:
    """Return the folder of the package that holds `registry.toml`, a folder for each table, and `sets`."""
    return importlib.resources.files("agile_case.reference").joinpath("data")


@functools.cache
def registered() -> FrozenMap[str, str]:
    """Return the released files by path in the folder, with the sha256 of each.

    Raises:
        ReferenceDataError: The registry itself is damaged.
    """
    return _parse_registry(read_verified(bundled_folder(), _REGISTRY, None))


def _parse_registry(text: str) -> FrozenMap[str, str]:
    found = parse_toml(text, _REGISTRY)
    sums = found.get("sha256")
    good = (
        set(found) == {"schema", "sha256"}
        and found["schema"] == _REGISTRY_SCHEMA
        and isinstance(sums, dict)
        and all(isinstance(item, str) and _SUM.fullmatch(item) for item in sums.values())
    )
    if not good or not isinstance(sums, dict):
        message = "The registry of released reference files is damaged."
        wanted = f'schema = "{_REGISTRY_SCHEMA}" and a table [sha256] of 64 hexadecimal digits by path'
        raise ReferenceDataError(message, where=_REGISTRY, wanted=wanted, do="install the package again")
    return FrozenMap(sums)


def check_name(name: str, *, where: str) -> None:
    """Refuse a name that no vintage and no set has, such as one that leads out of its folder.

    Args:
        name: Name of a vintage or a set.
        where: The table, or `sets`.

    Raises:
        UnknownNameError: The name has another form.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        message = "This cannot be the name of a vintage or a set."
        wanted = "lower-case letters, digits and single hyphens"
        raise UnknownNameError(message, where=where, got=repr(name), wanted=wanted, do="name it as its file is named")


def read_verified(folder: Traversable | Path, path: str, registry: Mapping[str, str] | None) -> str:
    """Read a text file, after its bytes have been checked.

    Args:
        folder: The folder.
        path: Path of the file in the folder, with `/` between parts.
        registry: sha256 by path; the file must be in it. `None` for files that no registry lists.

    Raises:
        ReferenceDataError: The file is missing, too large, not listed, altered, or not UTF-8.
    """
    return _decode(_read_bytes(folder, path, registry), path)


def _read_bytes(folder: Traversable | Path, path: str, registry: Mapping[str, str] | None) -> bytes:
    try:
        with folder.joinpath(*path.split("/")).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        message = "A reference file cannot be read."
        got = error.strerror or type(error).__name__
        raise ReferenceDataError(
            message, where=path, got=got, wanted="a readable file", do="put the file there"
        ) from None
    if len(data) > _LARGEST:
        message = "A reference file is too large."
        got, wanted = f"more than {_LARGEST} bytes", f"at most {_LARGEST} bytes"
        raise ReferenceDataError(message, where=path, got=got, wanted=wanted, do="check that it is a reference table")
    if registry is None:
        return data
    if path not in registry:
        message = "A reference file is not in the registry."
        do = "release it as a new vintage and add its sha256 to the registry"
        raise ReferenceDataError(message, where=path, got="no sha256 for it", wanted="a registered file", do=do)
    if (got := hashlib.sha256(data).hexdigest()) != registry[path]:
        message = "A reference file is not as it was released."
        do = "restore the released file; a correction is a new vintage"
        raise ReferenceDataError(message, where=path, got=f"sha256 {got}", wanted=f"sha256 {registry[path]}", do=do)
    return data


def _decode(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = "A reference file is not UTF-8 text."
        raise ReferenceDataError(message, where=path, got=str(error), wanted="UTF-8", do="save it as UTF-8") from None


def load_from(
    folder: Traversable | Path, table: str, vintage: str, registry: Mapping[str, str] | None = None
) -> Dataset:
    """Load a table from any folder; nothing is kept.

    Args:
        folder: Folder that holds `<table>/<vintage>.toml` and `<table>/<vintage>.csv`.
        table: Name of the table, such as `discount-rate`.
        vintage: Name of the vintage, such as `green-book-2026`.
        registry: sha256 of each file by path in the folder; `None` takes the files as they are.

    Returns:
        The table; its `sha256` is worked out from the bytes that were read.

    Raises:
        UnknownNameError: No such table is known, or a name has a form that no table or vintage has.
        ReferenceDataError: A file is missing, altered, or breaks a rule of headers or rows.
    """
    check_table_name(table)
    check_name(vintage, where=table)
    return read_pair(folder, f"{table}/{vintage}", table=table, vintage=vintage, registry=registry)


def check_table_name(table: str) -> None:
    """Refuse a table that no version of a reference file holds.

    Args:
        table: Name of the table.

    Raises:
        UnknownNameError: No such table is known; the nearest names are suggested.
    """
    if table not in TABLES:
        message = "This reference table is not known."
        raise UnknownNameError(message, got=repr(table), wanted="a known table", do=did_you_mean(str(table), TABLES))


def read_pair(
    folder: Traversable | Path,
    stem: str,
    *,
    table: str,
    vintage: str,
    registry: Mapping[str, str] | None = None,
    pinned: str | None = None,
) -> Dataset:
    """Read the two files of a table, wherever they stand; nothing is kept.

    Args:
        folder: The folder.
        stem: Path in the folder of both files, with `/` between parts and without `.toml` and `.csv`.
        table: Table that the header must name.
        vintage: Vintage that the header must name.
        registry: sha256 of each file by path in the folder; `None` takes the files as they are.
        pinned: sha256 that the CSV must have, in lower-case hexadecimal; `None` takes it as it is.

    Raises:
        ReferenceDataError: A file is missing, altered, or breaks a rule of headers or rows.
    """
    toml, rows = f"{stem}.toml", f"{stem}.csv"
    text = read_verified(folder, toml, registry)
    data = _read_bytes(folder, rows, registry)
    found = hashlib.sha256(data).hexdigest()
    if pinned is not None and found != pinned:
        message = "A reference file is not the one that was pinned."
        do = "take the file that was meant, or pin this one; git may have changed its line endings"
        raise ReferenceDataError(message, where=rows, got=f"sha256 {found}", wanted=f"sha256 {pinned}", do=do)
    header = Header.parse(text, table=table, vintage=vintage, where=toml)
    parsed = parse_rows(_decode(data, rows), table=table, columns=tuple(header.columns), where=rows)
    return Dataset(header=header, rows=parsed, sha256=found)


def _names() -> tuple[tuple[str, str], ...]:
    paths = (path.split("/") for path in registered() if path.endswith(".csv"))
    return tuple(sorted((table, name.removesuffix(".csv")) for table, name in paths))


@functools.cache
def load(table: str, vintage: str) -> Dataset:
    """Load a bundled table; its files are read and checked once.

    Args:
        table: Name of the table, such as `discount-rate`.
        vintage: Name of the vintage, such as `green-book-2026`; there is no default.

    Raises:
        UnknownNameError: No such table or vintage is bundled; the nearest names are suggested.
        ReferenceDataError: A file of the package is missing or not as it was released.
    """
    names = _names()
    tables = sorted({name for name, _ in names})
    if table not in tables:
        message = "This reference table is not known."
        do = did_you_mean(str(table), tables)
        raise UnknownNameError(message, got=repr(table), wanted="a bundled table", do=do)
    if (table, vintage) not in names:
        message = "This vintage of the reference table is not known."
        vintages = [name for owner, name in names if owner == table]
        do = did_you_mean(str(vintage), vintages)
        raise UnknownNameError(message, where=table, got=repr(vintage), wanted="a bundled vintage", do=do)
    return load_from(bundled_folder(), table, vintage, registered())


def available() -> tuple[tuple[str, str, str, str], ...]:
    """List the bundled tables in order of name: table, vintage, status and title of each."""
    headers = (load(table, vintage).header for table, vintage in _names())
    return tuple((header.table, header.vintage, header.status, header.title) for header in headers)
