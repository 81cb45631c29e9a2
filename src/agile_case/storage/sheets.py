"""Read events, assumptions, roles and lines from workbooks and CSV files, with every fault named by its cell."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from agile_case.errors import AgileCaseError, Fault, InputError, SheetError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap, thaw
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.sheets import Purpose, Sheet, read_cells
from agile_case.quantities.tables import Column, Table
from agile_case.storage.sheet_cells import is_blank
from agile_case.storage.sheet_entries import Entry, entry_of
from agile_case.storage.sheet_headings import Page, headings_of
from agile_case.storage.sheet_layout import COLUMNS, LAYOUTS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

__all__ = ["Sheets", "read_sheets"]

_PURPOSE: Final = Purpose(
    error=SheetError,
    large="This spreadsheet is too large to be read into a case.",
    smaller="save the sheets of the layout by themselves",
    columns=COLUMNS + 1,
    marks=True,
)
_STEM: Final = re.compile(rf"(?:.*[-_ .])?({'|'.join(LAYOUTS)})")
_FILES: Final = 30
_SHOWN: Final = 120
_NEAR: Final = 0.7  # "Notes" is no slip for "roles"


@attrs.frozen(repr=False, field_transformer=located)
class Sheets(Noun):
    """What spreadsheets say of a case: events, assumptions, roles and lines, each with the cell it comes from."""

    files: tuple[str, ...] = attrs.field(converter=fields.words)
    """Names of the files."""
    entries: tuple[Entry, ...] = attrs.field()
    """What each row says, in the order of the files."""
    unread: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Sheets that are not part of the layout and were not read."""

    @property
    def tables(self) -> dict[str, Any]:
        """What they say as plain data: tables of the case file, as `Case.of` and `from_plain` take them."""
        found: dict[str, Any] = {}
        for entry in self.entries:
            *above, key = entry.address.split(".")
            table = found
            for part in above:
                table = table.setdefault(part, {})
            table[key] = thaw(entry.plain)
        return found

    @property
    def cells(self) -> FrozenMap[str, str]:
        """The cell of each address."""
        found = {}
        for entry in self.entries:
            found[entry.address] = entry.place
            found.update({f"{entry.address}.{key}": cell for key, cell in entry.cells.items()})
        return FrozenMap(found)

    @property
    def table(self) -> Table:
        """The entries with their cells, one a row."""
        columns = [Column("Address", "address"), Column("Cell", "cell"), Column("Keys", "keys")]
        rows = [[entry.address, entry.place, ", ".join(entry.plain)] for entry in self.entries]
        return Table("sheets", f"Entries of {', '.join(self.files)}", columns, rows)

    def in_cells(self, error: AgileCaseError) -> AgileCaseError:
        """Return an error with the cells that its faults come from, where they come from these sheets.

        Args:
            error: What a case refused.
        """
        cells = self.cells
        return type(error).of(_in_cell(fault, cells) for fault in error.faults)

    def __repr__(self) -> str:
        """Return what was read, in one line."""
        number = len(self.entries)
        return f"<Sheets of {', '.join(self.files)}: {number} {'entry' if number == 1 else 'entries'}>"

    def _rows(self) -> Iterator[tuple[str, object]]:
        for entry in self.entries:
            yield entry.address, entry.place


def _in_cell(fault: Fault, cells: FrozenMap[str, str]) -> Fault:
    address = fault.where
    while address and address not in cells:
        address = address.rpartition(".")[0]
    return attrs.evolve(fault, where=f"{cells[address]} ({fault.where})") if address else fault


def read_sheets(*paths: str | os.PathLike[str]) -> Sheets:
    """Read events, assumptions, roles and lines from workbooks and CSV files in the documented layout.

    Args:
        paths: Files ending in .xlsx, with sheets called `assumptions`, `costs` or another of the layout; or in .csv,
            with that as the end of their names, as in `licence-costs.csv`.

    Returns:
        What they say; `Case.with_sheets` takes it into a case.

    Raises:
        FileError: A file cannot be read.
        InputError: These are no such paths, or the library that reads workbooks is missing.
        LimitError: A file is too large.
        SheetError: There are faults; all of them are listed, each with its cell.
    """
    if not 0 < len(paths) <= _FILES:
        message = "No spreadsheet is named." if not paths else "Too many spreadsheets are named."
        raise InputError(message, where="paths", got=str(len(paths)), wanted=f"1 to {_FILES} paths")
    faults: list[Fault] = []
    pages: list[Page] = []
    unread: list[str] = []
    names: list[str] = []
    for path in paths:
        book = read_cells(path, _PURPOSE)
        names.append(book.name)
        if book.name.lower().endswith(".csv"):
            pages += _csv_page(book.name, book.sheets[0], faults)
        else:
            found = list(_pages(book.name, book.sheets, unread, faults))
            pages += found
            if not found:
                what, wanted = "This workbook has no sheet of the layout.", f"sheets called {' or '.join(LAYOUTS)}"
                got = ", ".join(repr(sheet.title) for sheet in book.sheets)[:_SHOWN]
                faults.append(Fault(what, book.name, got=got, wanted=wanted, code=SheetError.code))
    entries = [entry for page in pages for entry in _entries(page, faults)]
    faults += _duplicates(entries)
    if faults:
        raise SheetError.of(faults)
    return Sheets(tuple(names), tuple(entries), tuple(unread))


def _csv_page(name: str, sheet: Sheet, faults: list[Fault]) -> list[Page]:
    stem = name.rpartition(".")[0].strip().lower()
    match = _STEM.fullmatch(stem)
    if match:
        return [Page(name, sheet, LAYOUTS[match[1]])]
    what, wanted = "The name of this file does not say what it holds.", f"a name that ends in {' or '.join(LAYOUTS)}"
    do = "name it so, as in licence-costs.csv"
    faults.append(Fault(what, name, got=repr(stem)[:_SHOWN], wanted=wanted, do=do, code=SheetError.code))
    return []


def _pages(name: str, sheets: tuple[Sheet, ...], unread: list[str], faults: list[Fault]) -> Iterator[Page]:
    """Yield the sheets of a workbook that are part of the layout; the others are named, and not read."""
    for sheet in sheets:
        title = sheet.title.strip().lower()
        near = difflib.get_close_matches(title, LAYOUTS, n=1, cutoff=_NEAR)
        if title in LAYOUTS:
            yield Page(name, sheet, LAYOUTS[title])
        elif near:
            what, wanted = "The name of this sheet is nearly one of the layout.", " or ".join(LAYOUTS)
            do = f"did you mean {near[0]}? Otherwise give it a name that is further away"
            where, got = f"{name}, {sheet.title}", repr(sheet.title)[:_SHOWN]
            faults.append(Fault(what, where, got=got, wanted=wanted, do=do, code=SheetError.code))
        else:
            unread.append(f"{name}, {sheet.title}")


def _entries(page: Page, faults: list[Fault]) -> Iterator[Entry]:
    """Yield what the rows of a sheet say; rows without anything in them are passed over."""
    headings = headings_of(page, faults)
    odd = {row for row, _ in (*page.sheet.marks.formulas, *page.sheet.marks.errors)}
    places = (*headings.columns.values(), *headings.years)
    for row in range(1, len(page.sheet.rows)):
        if row in odd or not all(is_blank(page.sheet.cell(row, place)) for place in places):
            entry = entry_of(page, row, headings, faults)
            if entry is not None:
                yield entry


def _duplicates(entries: list[Entry]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for entry in entries:
        if entry.address in first:
            what, wanted = f"{entry.address} is given twice.", "one row for each key"
            got = f"the same key as {first[entry.address]}"
            yield Fault(what, entry.place, got=got, wanted=wanted, code=SheetError.code)
        first.setdefault(entry.address, entry.place)
