"""The results of a batch as Parquet, by pyarrow (extra `frames`): read some thousand rows at a time, typed."""

from __future__ import annotations

import csv
import itertools
import os
from typing import TYPE_CHECKING, Any, Final

from agile_case.errors import FileError, InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["write_parquet"]

_ROWS: Final = 50_000
"""Rows held at once."""
_VALUE: Final = "value"


def write_parquet(results: Path) -> str:
    """Write a table of measures as Parquet beside its CSV, all of it or nothing, and return the path.

    Args:
        results: The CSV file.

    Raises:
        InputError: pyarrow is not installed.
        FileError: The files cannot be read or written.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra, imported where it is used
        from pyarrow import parquet  # noqa: PLC0415 - the same
    except ImportError:
        message, do = "Parquet cannot be written without the library pyarrow.", 'pip install "agile-case[frames]"'
        raise InputError(message, got="no pyarrow", wanted="pyarrow", do=do) from None
    path, part = results.with_suffix(".parquet"), results.with_suffix(".parquet-part")
    try:
        with results.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            names = next(reader)
            schema = pa.schema([(name, pa.float64() if name == _VALUE else pa.string()) for name in (*names, "text")])
            with parquet.ParquetWriter(part, schema) as writer:
                while rows := list(itertools.islice(reader, _ROWS)):
                    writer.write_table(pa.table(_columns(names, rows), schema=schema))
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        message = "The results cannot be written as Parquet."
        raise FileError(message, where=os.fspath(results), got=error.strerror or str(error)) from None
    return os.fspath(path)


def _columns(names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    numbers: list[float | None] = []
    words: list[str | None] = []
    for cell in found[_VALUE]:
        try:
            number: float | None = float(cell) if cell else None
        except ValueError:
            number = None
        numbers.append(number)
        words.append(cell if cell and number is None else None)
    found[_VALUE] = numbers
    found["text"] = words
    return found
