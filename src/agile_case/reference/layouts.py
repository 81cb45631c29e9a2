"""The layout of HM Treasury's published GDP deflators: the block of financial years, found by its words.

What is read, as programs in public repositories that parse the releases of September 2019, December 2025, March 2026
and June 2026 take it (secondary: the workbooks themselves were not at hand; the names of the sheets and the words above
the headings are unverified, and nothing here depends on them):

- some title rows, then a row of headings with `Financial year`; a block of calendar years stands to the right of it
- in that row, or just above or below, a column headed with its base, such as `2024-25 = 100`, and straight after it the
  column `per cent change on previous year`
- a row for each year; forecast years carry footnote marks, as in `2025-26 (1), (2)`, a `-` for the index, a percentage
- notes underneath, from `Sources and footnotes:`

The same layout saved as CSV is read too (unverified: the CSV that HM Treasury published until about 2016 was not seen
whole). Where the columns stand does not matter. What does not fit, or fits twice, is refused with its cell.
"""

from __future__ import annotations

import re

import attrs

from agile_case.errors import Fault, YearError
from agile_case.quantities.sheets import Sheet, address
from agile_case.quantities.years import FinancialYear
from agile_case.reference.headers import reference_fault

__all__ = ["Block", "Line", "find_blocks", "read_lines"]

_YEARS_HEADING = re.compile(r"(financial|calendar) years?")
_LABEL = re.compile(r"([0-9]{4}-[0-9]{2})((?:\s*,?\s*\([0-9]+\))*)")
_LIKE_A_LABEL = re.compile(r"[0-9]{4}\s*[-/\u2013]\s*[0-9]{2,4}\b.{0,20}")
_BASE = re.compile(r"\b([0-9]{4}-[0-9]{2})\s*=\s*100(?![0-9.])")
_CHANGE = re.compile(r"(per ?cent(age)?|%) change", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NONE = (None, "", "-")
_ABOVE, _BELOW = 3, 3  # rows around the headings where their parts may stand
_MOST = 1e300  # a whole number above it may be no float
_AS_PUBLISHED = "use the table as published"


@attrs.frozen
class Block:
    """Where the financial years stand on a sheet; rows and columns are counted from 0."""

    sheet: Sheet
    """The sheet."""
    first: int
    """Row of the first year."""
    years: int
    """Column of the years."""
    index: int
    """Column of the index."""
    change: int | None
    """Column of the percentage change on the year before, if there is one."""
    base: FinancialYear
    """The year in which the heading says that the index is 100."""


@attrs.frozen
class Line:
    """One row of the block as it is printed."""

    row: int
    """Row on the sheet, counted from 0."""
    year: FinancialYear
    """The year."""
    marked: bool
    """Whether the year carries footnote marks."""
    index: float | None
    """The index, where one is printed."""
    change: float | None
    """Percentage change on the year before, where one is printed."""


def find_blocks(sheets: tuple[Sheet, ...]) -> tuple[list[Block], list[Fault]]:
    """Find the blocks of financial years in a file.

    Args:
        sheets: Its sheets.

    Returns:
        The blocks, and a fault for each heading `Financial year` that has no plain block under it.
    """
    blocks: list[Block] = []
    faults: list[Fault] = []
    for sheet in sheets:
        for row, cells in enumerate(sheet.rows):
            for column, value in enumerate(cells):
                if isinstance(value, str) and _words(value) in ("financial year", "financial years"):
                    found = _block(sheet, row, column)
                    if isinstance(found, Block):
                        blocks.append(found)
                    else:
                        faults.append(found)
    return blocks, faults


def _words(value: object) -> str:
    """Return the text of a heading in lower case, without footnote marks and doubled blanks."""
    text = re.sub(r"\([0-9]+\)", "", value) if isinstance(value, str) else ""
    return " ".join(text.casefold().split()).strip(" ,")


def _label(value: object) -> re.Match[str] | None:
    return _LABEL.fullmatch(value.strip()) if isinstance(value, str) else None


def _block(sheet: Sheet, row: int, column: int) -> Block | Fault:
    """Find the columns that belong to a heading `Financial year`, or say what is missing."""
    heading = sheet.place(row, column)
    first = next((at for at in range(row + 1, row + 1 + _BELOW) if _label(sheet.cell(at, column))), None)
    if first is None:
        what, wanted = "No financial years stand under this heading.", "years such as 2024-25 straight below"
        got = f"{sheet.cell(row + 1, column)!r:.80}"
        return reference_fault(what, heading, got=got, wanted=wanted, do=_AS_PUBLISHED)
    width = len(sheet.rows[row])
    others = (at for at in range(column + 1, width) if _YEARS_HEADING.fullmatch(_words(sheet.cell(row, at))))
    stop = next(others, max(width, *(len(sheet.rows[at]) for at in range(row, first + 1))))
    bases = [(at, base) for at in range(column + 1, stop) for base in _bases(sheet, range(row - _ABOVE, first), at)]
    if len(bases) != 1:
        what = "The column of the index is not plain."
        got = ", ".join(f"{base} = 100 in column {address(0, at)[:-1]}" for at, base in bases) or "no such column"
        wanted = "one column of this block headed with its base year, such as 2024-25 = 100"
        return reference_fault(what, heading, got=got, wanted=wanted, do=_AS_PUBLISHED)
    index, text = bases[0]
    try:
        base = FinancialYear.parse(text)
    except YearError:
        what, wanted = "The base year of the index is no financial year.", "a base such as 2024-25 = 100"
        return reference_fault(what, heading, got=text, wanted=wanted, do="correct the heading")
    parts = [sheet.cell(at, index + 1) for at in range(row - _ABOVE, first)]
    has_change = index + 1 < stop and any(isinstance(part, str) and _CHANGE.search(part) for part in parts)
    return Block(sheet, first, column, index, index + 1 if has_change else None, base)


def _bases(sheet: Sheet, rows: range, column: int) -> list[str]:
    texts = (sheet.cell(row, column) for row in rows)
    return sorted({base for text in texts if isinstance(text, str) for base in _BASE.findall(text)})


def read_lines(block: Block) -> tuple[list[Line], list[Fault]]:
    """Read the rows down to the first that has no year; a year after that would be a second block, or a hole."""
    sheet = block.sheet
    lines: list[Line] = []
    faults: list[Fault] = []
    row = block.first
    while (match := _label(sheet.cell(row, block.years))) is not None:
        before = len(faults)
        year = _year(block, row, match[1], lines, faults)
        index = _number(block, row, block.index, faults)
        change = None if block.change is None else _number(block, row, block.change, faults)
        if len(faults) == before and year is not None:
            lines.append(Line(row, year, bool(match[2]), index, change))
        row += 1
    below = next((at for at in range(row + 1, len(sheet.rows)) if _label(sheet.cell(at, block.years))), None)
    value = sheet.cell(row, block.years)
    like = isinstance(value, str) and _LIKE_A_LABEL.fullmatch(value.strip())
    if like or below is not None or (isinstance(value, int | float) and not isinstance(value, bool)):
        what, wanted = "A year of this block cannot be read.", "a year such as 2024-25"
        wanted += "" if below is None else f", for more years stand below, from {address(below, block.years)}"
        place, do = sheet.place(row, block.years), "write the year as published, and no row between years"
        faults.append(reference_fault(what, place, got=f"{value!r:.80}", wanted=wanted, do=do))
    return lines, faults


def _year(block: Block, row: int, text: str, lines: list[Line], faults: list[Fault]) -> FinancialYear | None:
    place, do = block.sheet.place(row, block.years), "correct the year"
    try:
        year = FinancialYear.parse(text)
    except YearError as error:
        faults.append(reference_fault("This is no financial year.", place, got=repr(text), wanted=error.wanted, do=do))
        return None
    if lines and not faults and year - lines[-1].year != 1:
        what, wanted = "The years of this block do not follow each other.", f"the year after {lines[-1].year}"
        faults.append(reference_fault(what, place, got=str(year), wanted=wanted, do=do))
    return year


def _number(block: Block, row: int, column: int, faults: list[Fault]) -> float | None:
    value = block.sheet.cell(row, column)
    text = value.strip() if isinstance(value, str) else value
    if text in _NONE:
        return None
    if isinstance(text, str) and _NUMBER.fullmatch(text):
        text = float(text)
    if isinstance(text, int | float) and not isinstance(text, bool) and abs(text) < _MOST:
        return float(text)
    what, wanted = "This cell is no number.", "a number in plain digits, or - where there is none"
    place = block.sheet.place(row, column)
    faults.append(reference_fault(what, place, got=f"{value!r:.80}", wanted=wanted, do="write the value as published"))
    return None
