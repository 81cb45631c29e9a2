"""Spreadsheets of others, read as plain cells under limits; nothing in them runs and no link is followed.

A workbook is an archive, and a small one can unfold to gigabytes: its parts are counted and measured before any of
them is opened, parts with a document type (the door to entities) are refused, and only the values of the first rows
and columns are read. Formulas give the value that the program which saved them last stored.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import warnings
import zipfile
from pathlib import Path
from typing import Any

import attrs

from agile_case.errors import AgileCaseError, FileError, InputError, LimitError
from agile_case.quantities.sheet_marks import NO_MARKS, Marks, marks_of

__all__ = ["Purpose", "Sheet", "Spreadsheet", "address", "read_cells"]

_LARGEST = 5_000_000  # bytes of a file
_UNFOLDED = 10_000_000  # bytes of all parts of a workbook
_RATIO = 100  # bytes unfolded for each byte of the archive
_PARTS = 500  # parts of a workbook
_SHEETS = 30
_ROWS = 2_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_SAVE_AGAIN = "open it in a spreadsheet and save it again as .xlsx"


@attrs.frozen
class Purpose:
    """What a spreadsheet is read for, in the words of what is refused."""

    error: type[AgileCaseError]
    """What is raised for a file that is not what its name says."""
    large: str
    """What is wrong with one that is too large, as a sentence."""
    smaller: str
    """What to do about it."""
    columns: int
    """Columns that are read; what stands further to the right is not looked at."""
    marks: bool
    """Whether what a value does not show is looked for too: formulas without a value, merged and hidden cells."""
    rows: int = _ROWS
    """Rows of a sheet that are read at most."""
    size: int = _LARGEST
    """Bytes of a file that are read at most."""


@attrs.frozen
class Sheet:
    """The cells of one sheet, row by row."""

    title: str
    """Name of the sheet; empty for CSV."""
    rows: tuple[tuple[object, ...], ...]
    """Values by row and column: text, numbers, whatever else a cell holds, or `None`."""
    lines: tuple[int, ...] = ()
    """Line of the file that each row begins on; for CSV only."""
    marks: Marks = NO_MARKS
    """What the values do not show, where it was looked for."""

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


def read_cells(path: str | os.PathLike[str], purpose: Purpose) -> Spreadsheet:
    """Read the cells of a workbook or of a CSV file.

    Args:
        path: A file ending in .xlsx or .csv.
        purpose: What it is read for; its `error` is raised for a file that is not what its name says.

    Raises:
        FileError: It cannot be read.
        InputError: The name ends in something else, or a workbook is given and the library to read it is missing.
        LimitError: It is too large.
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
            data = opened.read(purpose.size + 1)
    except (OSError, ValueError) as error:
        message = "This file cannot be read."
        raise FileError(message, got=f"{file}: {getattr(error, 'strerror', None) or error}") from None
    if len(data) > purpose.size:
        raise _too_large(purpose, file.name, f"more than {purpose.size} bytes", f"at most {purpose.size} bytes")
    sheets = (_of_csv if kind == ".csv" else _of_workbook)(data, file.name, purpose)
    return Spreadsheet(file.name, hashlib.sha256(data).hexdigest(), sheets)


def _too_large(purpose: Purpose, name: str, got: str, wanted: str) -> LimitError:
    return LimitError(purpose.large, where=name, got=got, wanted=wanted, do=purpose.smaller)


def _not_read(purpose: Purpose, name: str, got: str, wanted: str, do: str) -> AgileCaseError:
    message = "This spreadsheet cannot be read."
    return purpose.error(message, where=name, got=got, wanted=wanted, do=do)


def _of_csv(data: bytes, name: str, purpose: Purpose) -> tuple[Sheet, ...]:
    wanted, do = "CSV with commas in UTF-8", "save it as CSV (UTF-8)"
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        lines.append(1)
        for row in reader:
            rows.append(tuple(row))
            lines.append(reader.line_num + 1)
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        place = f"line {before.count(10) + 1}, byte {error.start - before.rfind(10)}"  # 10 ends a line
        got = f"the byte 0x{error.object[error.start]:02x} at {place}, which is not UTF-8"
        raise _not_read(purpose, name, got, wanted, do) from None
    except csv.Error as error:
        raise _not_read(purpose, name, f"line {lines[-1]}: {error}", wanted, do) from None
    if len(rows) > purpose.rows:
        raise _too_large(purpose, name, f"{len(rows)} rows", f"at most {purpose.rows} rows")
    return (Sheet("", tuple(row[: purpose.columns] for row in rows), tuple(lines[:-1])),)


def _of_workbook(data: bytes, name: str, purpose: Purpose) -> tuple[Sheet, ...]:
    try:
        from openpyxl import load_workbook  # noqa: PLC0415 - an extra, needed here only
    except ImportError:
        message = "A workbook cannot be read without the library openpyxl."
        do = 'pip install "agile-case[excel]", or save the sheet as CSV (UTF-8)'
        raise InputError(message, where=name, got="no openpyxl", wanted="openpyxl", do=do) from None
    try:
        _check_archive(data, name, purpose)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that no value depends on
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            found = book.worksheets[: _SHEETS + 1]
            sheets = tuple(_sheet(sheet, data, purpose) for sheet in found[:_SHEETS])
            book.close()
    except AgileCaseError:
        raise
    except Exception as error:  # noqa: BLE001 - what a foreign library raises on a damaged file is not listed anywhere
        got = f"{type(error).__name__}: {error}"[:200]
        raise _not_read(purpose, name, got, "a workbook", _SAVE_AGAIN) from None
    if len(found) > _SHEETS:
        raise _too_large(purpose, name, f"more than {_SHEETS} sheets", f"at most {_SHEETS} sheets")
    for sheet in sheets:
        if len(sheet.rows) > purpose.rows:
            where = f"{name}, sheet {sheet.title!r}"
            raise _too_large(purpose, where, f"more than {purpose.rows} rows", f"at most {purpose.rows} rows")
    return sheets


def _sheet(sheet: Any, data: bytes, purpose: Purpose) -> Sheet:  # noqa: ANN401 - of a library without types
    """Read the first rows and columns of a sheet, whatever size the sheet says of itself."""
    sheet.reset_dimensions()
    read = sheet.iter_rows(max_row=purpose.rows + 1, max_col=purpose.columns, values_only=True)
    rows = tuple(map(tuple, read))
    if not purpose.marks or len(rows) > purpose.rows:
        return Sheet(sheet.title, rows)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read(sheet._worksheet_path)  # noqa: SLF001 - the library does not say it elsewhere
    return Sheet(sheet.title, rows, marks=marks_of(part, hidden=sheet.sheet_state != "visible"))


def _check_archive(data: bytes, name: str, purpose: Purpose) -> None:
    """Refuse an archive that unfolds beyond bounds, by what it says of itself, before any part of it is opened."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > _PARTS:
            raise _too_large(purpose, name, f"{len(parts)} parts", f"at most {_PARTS} parts")
        unfolded, most = sum(part.file_size for part in parts), min(_UNFOLDED, _RATIO * len(data))
        if unfolded > most:
            raise _too_large(purpose, name, f"{unfolded} bytes unfolded", f"at most {most} bytes unfolded")
        strange = next((part.filename for part in parts if _has_entities(archive.read(part))), None)
    if strange is not None:
        got = f"a document type or UTF-16 text in {strange!r:.80}"
        raise _not_read(purpose, name, got, "parts without a document type", _SAVE_AGAIN)


def _has_entities(part: bytes) -> bool:
    return part.startswith(_UTF16) or b"<!DOCTYPE" in part or b"<!ENTITY" in part
