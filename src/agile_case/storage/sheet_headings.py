"""The first row of a sheet: which column holds what."""

from __future__ import annotations

import re
from typing import Any, Final

import attrs

from agile_case.errors import AgileCaseError, Fault, SheetError, did_you_mean
from agile_case.quantities.sheets import Sheet, address
from agile_case.quantities.years import Year
from agile_case.storage.sheet_cells import is_blank
from agile_case.storage.sheet_layout import COLUMNS, Layout

__all__ = ["Headings", "Page", "headings_of"]

_LIKE_A_YEAR: Final = re.compile(r"[0-9]{4}(\s*[-/\u2013]\s*[0-9]{2,4})?")
_SHOWN: Final = 80
_LISTED: Final = 10


@attrs.frozen
class Page:
    """A sheet of a file that is read by the layout."""

    file: str
    """Name of the file."""
    sheet: Sheet
    """Its cells."""
    layout: Layout
    """Its layout."""

    @property
    def typed(self) -> bool:
        """Whether cells have kinds; in CSV all is text."""
        return not self.file.lower().endswith(".csv")

    @property
    def name(self) -> str:
        """Name of the sheet for messages."""
        return f"{self.file}, {self.sheet.title}" if self.typed else self.file

    def place(self, row: int, column: int) -> str:
        """Name a cell: `inputs.xlsx, costs!C7`, or `costs.csv line 7 column 3 (C)`.

        Args:
            row: Row, counted from 0.
            column: Column, counted from 0.
        """
        name = address(row, column)
        if self.typed:
            return f"{self.name}!{name}"
        return f"{self.file} line {self.sheet.lines[row]} column {column + 1} ({name.rstrip('0123456789')})"

    def fault(self, what: str, where: str, *, got: str, wanted: str, do: str = "") -> Fault:
        """Return a fault of a cell.

        Args:
            what: What is wrong, as a sentence.
            where: The cell.
            got: What was found.
            wanted: What would have been right.
            do: What the reader should do.
        """
        return Fault(what, where, got=got, wanted=wanted, do=do, code=SheetError.code)


@attrs.frozen
class Headings:
    """The columns of a sheet."""

    columns: dict[str, int]
    """Place of each column that has a name, counted from 0."""
    years: dict[int, Year]
    """The years by the places of their columns."""


def headings_of(page: Page, faults: list[Fault]) -> Headings:
    """Read the first row of a sheet.

    Args:
        page: The sheet.
        faults: Where its faults go.
    """
    columns: dict[str, int] = {}
    years: dict[int, Year] = {}
    width = max(map(len, page.sheet.rows), default=0)
    for column in range(width):
        value = page.sheet.cell(0, column)
        if is_blank(value):
            _check_empty(page, column, faults)
        elif column >= COLUMNS:
            what, wanted = "This sheet has too many columns.", f"at most {COLUMNS}"
            faults.append(page.fault(what, page.place(0, column), got="another heading", wanted=wanted))
        elif page.layout.yearly and _LIKE_A_YEAR.fullmatch(str(value).strip()):
            _add_year(page, column, str(value).strip(), years, faults)
        else:
            _add_column(page, column, value, columns, faults)
    for name in page.layout.needed:
        if name not in columns:
            what, wanted = f"The column {name!r} is missing.", f"a heading {name!r} in the first row"
            got = "no such heading" if page.sheet.rows else "an empty sheet"
            faults.append(page.fault(what, page.name, got=got, wanted=wanted))
    _check_shown(page, faults)
    return Headings(columns, years)


def _check_empty(page: Page, column: int, faults: list[Fault]) -> None:
    """Refuse cells under no heading, for nobody could tell what they are."""
    rows = range(len(page.sheet.rows))
    row = next((row for row in rows if not is_blank(page.sheet.cell(row, column))), None)
    if row is not None:
        what, do = (
            "This cell stands under no heading.",
            "write a heading into the first row, or clear the column",
        )
        got = f"{page.sheet.cell(row, column)!r:.{_SHOWN}}"
        faults.append(page.fault(what, page.place(row, column), got=got, wanted="a heading", do=do))


def _add_year(page: Page, column: int, text: str, years: dict[int, Year], faults: list[Fault]) -> None:
    try:
        year = Year.parse(text)
    except AgileCaseError as error:
        faults += [
            page.fault(fault.what, page.place(0, column), got=fault.got, wanted=fault.wanted, do=fault.do)
            for fault in error.faults
        ]
        return
    before = next(reversed(years.values()), None)
    if before is not None and year != before + 1:
        what, do = "The years of a sheet follow each other.", "give every year once, in order"
        faults.append(page.fault(what, page.place(0, column), got=str(year), wanted=str(before + 1), do=do))
    years[column] = year


def _add_column(page: Page, column: int, value: object, columns: dict[str, int], faults: list[Fault]) -> None:
    place, layout = page.place(0, column), page.layout
    name = value.strip().lower() if isinstance(value, str) else ""
    if name in columns:
        what, wanted = f"The column {name!r} is there twice.", "each heading once"
        got = f"the same heading as {page.place(0, columns[name])}"
        faults.append(page.fault(what, place, got=got, wanted=wanted))
    elif name in layout.columns:
        columns[name] = column
    elif any(name == held or name.startswith(f"{held}.") for held in layout.kept_out):
        what, wanted = f"{name[:_SHOWN]!r} cannot be given in a sheet.", "a column of the layout"
        faults.append(page.fault(what, place, got=repr(name)[:_SHOWN], wanted=wanted, do="keep it in the case file"))
    else:
        what = f"This is not a column of {layout.name}."
        near = did_you_mean(name, layout.columns)
        got = f"{value!r:.{_SHOWN}}"
        wanted = "a column of the layout" + (", or a year such as 2026-27" if layout.yearly else "")
        do = near or "take it out of the sheet, or keep workings on a sheet of another name"
        faults.append(page.fault(what, place, got=got, wanted=wanted, do=do))


def _check_shown(page: Page, faults: list[Fault]) -> None:
    """Refuse what a person who looks at the sheet does not see, or sees elsewhere than it stands."""
    marks, rows = page.sheet.marks, page.sheet.rows
    held = [number for number, row in enumerate(rows) if not all(map(is_blank, row))]
    columns = {number for row in rows for number, value in enumerate(row) if not is_blank(value)}
    hidden: tuple[tuple[str, list[Any]], ...] = (
        ("This sheet is hidden.", [page.sheet.title] if marks.hidden else []),
        ("Rows of this sheet are hidden.", [row + 1 for row in held if row in marks.hidden_rows]),
        (
            "Columns of this sheet are hidden.",
            [address(0, column)[:-1] for column in sorted(columns & marks.hidden_columns)],
        ),
        ("Cells of this sheet are merged.", list(marks.merged)),
    )
    for what, found in hidden:
        if found:
            shown = ", ".join(map(str, found[:_LISTED]))
            got = shown + (f" and {len(found) - _LISTED} more" if len(found) > _LISTED else "")
            merged = found is hidden[-1][1]
            do = "take the cells apart, and write into each what it holds" if merged else "show or delete it"
            wanted = "no merged cells" if merged else "nothing hidden that counts"
            faults.append(page.fault(what, page.name, got=got, wanted=wanted, do=do))
