"""Spreadsheets that others published, read as plain cells under limits; nothing in them runs and no link is followed.

A workbook is an archive, and a small one can unfold to gigabytes: its parts are counted and measured before any of
them is opened, parts with a document type (the door to entities) are refused, and only the values of the first rows
and columns are read. Formulas give the value that the publisher's program last stored.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import warnings
import zipfile
from pathlib import Path

import attrs

from agile_case.errors import AgileCaseError, FileError, InputError, LimitError, ReferenceDataError

__all__ = ["Sheet", "Spreadsheet", "read_spreadsheet"]

_LARGEST = 5_000_000  # bytes of a file
_UNFOLDED = 10_000_000  # bytes of all parts of a workbook
_RATIO = 100  # bytes unfolded for each byte of the archive
_PARTS = 500  # parts of a workbook
_SHEETS = 30
_ROWS, _COLUMNS = 2_000, 100
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SAVE_AGAIN = "open it in a spreadsheet and save it again as .xlsx"
_BIG = "This spreadsheet is too large to be a published table."


@attrs.frozen
class Sheet:
    """The cells of one sheet, row by row."""

    title: str
    """Name of the sheet; empty for CSV."""
    rows: tuple[tuple[object, ...], ...]
    """Values by row and column: text, numbers, whatever else a cell holds, or `None`."""

    def cell(self, row: int, column: int) -> object:
        """Return a value, `None` outside the sheet.

        Args:
            row: Row, counted from 0.
            column: Column, counted from 0.
        """
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column] if inside else None

    def place(self, row: int, column: int) -> str:
        """Name a cell as spreadsheets do: `sheet 'Annual', cell C84`.

        Args:
            row: Row, counted from 0.
            column: Column, counted from 0.
        """
        sheet = f"sheet {self.title!r}, " if self.title else ""
        return f"{sheet}cell {address(row, column)}"


def address(row: int, column: int) -> str:
    """Return the address of a cell, such as `C84`.

    Args:
        row: Row, counted from 0.
        column: Column, counted from 0.
    """
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


@attrs.frozen
class Spreadsheet:
    """The sheets of a file, and what identifies the file."""

    name: str
    """Name of the file, without its folder."""
    sha256: str
    """sha256 of its bytes."""
    sheets: tuple[Sheet, ...]
    """Its sheets in order; one for CSV."""


def read_spreadsheet(path: str | os.PathLike[str]) -> Spreadsheet:
    """Read the cells of a workbook or of a CSV file.

    Args:
        path: A file ending in .xlsx or .csv.

    Raises:
        FileError: It cannot be read.
        InputError: The name ends in something else, or a workbook is given and the library to read it is missing.
        LimitError: It is larger than a published table is.
        ReferenceDataError: It is not what its name says.
    """
    if not isinstance(path, str | os.PathLike):
        message = "This is not the path of a file."
        raise InputError(message, where="path", got=f"{path!r:.120}", wanted="text or a Path")
    file = Path(path)
    if (kind := file.suffix.lower()) not in (".xlsx", ".csv"):
        message = "This kind of file is not read."
        do = "save it as .xlsx or as CSV (UTF-8)"
        raise InputError(message, where=file.name, got=repr(kind), wanted="a name ending in .xlsx or .csv", do=do)
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        message = "This file cannot be read."
        raise FileError(message, got=f"{file}: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > _LARGEST:
        raise _too_large(file.name, f"more than {_LARGEST} bytes", f"at most {_LARGEST} bytes")
    sheets = _of_csv(data, file.name) if kind == ".csv" else _of_workbook(data, file.name)
    return Spreadsheet(file.name, hashlib.sha256(data).hexdigest(), sheets)


def _too_large(name: str, got: str, wanted: str) -> LimitError:
    return LimitError(_BIG, where=name, got=got, wanted=wanted, do="save the one sheet with the table by itself")


def _not_read(name: str, got: str, wanted: str, do: str) -> ReferenceDataError:
    message = "This spreadsheet cannot be read."
    return ReferenceDataError(message, where=name, got=got, wanted=wanted, do=do)


def _of_csv(data: bytes, name: str) -> tuple[Sheet, ...]:
    try:
        rows = tuple(map(tuple, csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _not_read(name, str(error), "CSV with commas in UTF-8", "save it as CSV (UTF-8)") from None
    if len(rows) > _ROWS:
        raise _too_large(name, f"{len(rows)} rows", f"at most {_ROWS} rows")
    return (Sheet("", tuple(row[:_COLUMNS] for row in rows)),)


def _of_workbook(data: bytes, name: str) -> tuple[Sheet, ...]:
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an extra, needed here only
    except ImportError:
        message = "A workbook cannot be read without the library openpyxl."
        do = 'pip install "agile-case[excel]", or save the sheet as CSV (UTF-8)'
        raise InputError(message, where=name, got="no openpyxl", wanted="openpyxl", do=do) from None
    try:
        _check_archive(data, name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that no value depends on
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            found = book.worksheets[: _SHEETS + 1]
            sheets = tuple(Sheet(sheet.title, _rows(sheet)) for sheet in found[:_SHEETS])
            book.close()
    except AgileCaseError:
        raise
    except Exception as error:  # noqa: BLE001 - what a foreign library raises on a damaged file is not listed anywhere
        got = f"{type(error).__name__}: {error}"[:200]
        raise _not_read(name, got, "a workbook", _SAVE_AGAIN) from None
    if len(found) > _SHEETS:
        raise _too_large(name, f"more than {_SHEETS} sheets", f"at most {_SHEETS} sheets")
    for sheet in sheets:
        if len(sheet.rows) > _ROWS:
            where = f"{name}, sheet {sheet.title!r}"
            raise _too_large(where, f"more than {_ROWS} rows", f"at most {_ROWS} rows")
    return sheets


def _rows(sheet: object) -> tuple[tuple[object, ...], ...]:
    """Read the first rows and columns of a sheet, whatever size the sheet says of itself."""
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    rows = sheet.iter_rows(max_row=_ROWS + 1, max_col=_COLUMNS, values_only=True)  # type: ignore[attr-defined]
    return tuple(map(tuple, rows))


def _check_archive(data: bytes, name: str) -> None:
    """Refuse an archive that unfolds beyond bounds, by what it says of itself, before any part of it is opened."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _PARTS:
            raise _too_large(name, f"{len(parts)} parts", f"at most {_PARTS} parts")
        unfolded, most = sum(part.file_size for part in parts), min(_UNFOLDED, _RATIO * len(data))
        if unfolded > most:
            raise _too_large(name, f"{unfolded} bytes unfolded", f"at most {most} bytes unfolded")
        strange = next((part.filename for part in parts if _has_entities(archive.read(part))), None)
    if strange is not None:
        got = f"a document type or UTF-16 text in {strange!r:.80}"
        raise _not_read(name, got, "parts without a document type", _SAVE_AGAIN)


def _has_entities(part: bytes) -> bool:
    return part.startswith(_UTF16) or b"<!DOCTYPE" in part or b"<!ENTITY" in part
