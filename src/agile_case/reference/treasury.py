"""HM Treasury's published GDP deflators: the financial years of a release, with its forecasts chained and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.errors import Fault, InputError, ReferenceDataError, YearError
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import round_half_up
from agile_case.quantities.sheets import address
from agile_case.quantities.years import FinancialYear
from agile_case.reference.headers import reference_fault
from agile_case.reference.layouts import Block, Line, find_blocks, read_lines
from agile_case.reference.sheets import read_spreadsheet

if TYPE_CHECKING:
    import os

__all__ = ["PublishedDeflator", "read_deflator"]

_DECIMALS = 4
_TOLERANCE = 0.1  # percentage points between a printed change and the change of the index, both rounded
_BASE_INDEX = 100.0
_SMALLEST, _MOST = 0.0001, 1e9


@attrs.frozen(kw_only=True)
class PublishedDeflator(Noun):
    """The financial-year deflator of a spreadsheet."""

    file: str
    """Name of the file."""
    sha256: str
    """sha256 of the file."""
    place: str
    """Where the block stands, such as `sheet 'Annual', cells B8 to D83`."""
    base: FinancialYear
    """The year in which the index is 100."""
    rows: tuple[tuple[FinancialYear, float, str], ...]
    """Year, index rounded to 4 decimals, and `outturn` or `forecast`."""


def read_deflator(path: str | os.PathLike[str], *, forecast_from: str | None = None) -> PublishedDeflator:
    """Read the financial-year block of HM Treasury's published deflators.

    Args:
        path: The workbook (.xlsx, with the extra `excel`), or the sheet saved as CSV.
        forecast_from: The first forecast year, such as `2025-26`. Unless given, a year is outturn where it has an index
            and no footnote mark, and forecast where it has a percentage only; anything else is refused.

    Raises:
        FileError: The file cannot be read.
        InputError: The kind of file is not read, the library for workbooks is missing, or `forecast_from` is no year.
        LimitError: The file is larger than a published table is.
        ReferenceDataError: The file does not hold one such block, or the block has faults; each is given with its cell.
    """
    first_forecast = None if forecast_from is None else _year_given(forecast_from)
    book = read_spreadsheet(path)
    blocks, unplain = find_blocks(book.sheets)
    if len(blocks) != 1:
        raise _no_single_block(book.name, blocks, unplain)
    block = blocks[0]
    lines, faults = read_lines(block)
    rows = _rows(block, lines, first_forecast, faults)
    if faults:
        raise ReferenceDataError.of(attrs.evolve(fault, where=f"{book.name}, {fault.where}") for fault in faults)
    title = f"sheet {block.sheet.title!r}, " if block.sheet.title else ""
    begin = address(block.first, block.years)
    end = address(lines[-1].row, block.index if block.change is None else block.change)
    place = f"{title}cells {begin} to {end}"
    return PublishedDeflator(file=book.name, sha256=book.sha256, place=place, base=block.base, rows=rows)


def _year_given(text: object) -> FinancialYear:
    try:
        return FinancialYear.parse(text)  # type: ignore[arg-type]  # `parse` refuses what is no text
    except YearError as error:
        where = "forecast_from"
        raise error.at(where) from None


def _no_single_block(name: str, blocks: list[Block], near: list[Fault]) -> ReferenceDataError:
    if not blocks and near:
        return ReferenceDataError.of(attrs.evolve(fault, where=f"{name}, {fault.where}") for fault in near)
    what = "This file does not hold one block of financial years."
    got = "; ".join(block.sheet.place(block.first, block.years) for block in blocks) or "no heading Financial year"
    do = "use HM Treasury's file as published; of several blocks, save the one that is meant by itself"
    wanted = "one heading Financial year, over the years of one index"
    return ReferenceDataError(what, where=name, got=got, wanted=wanted, do=do)


def _rows(
    block: Block, lines: list[Line], first_forecast: FinancialYear | None, faults: list[Fault]
) -> tuple[tuple[FinancialYear, float, str], ...]:
    """Chain the years that have a percentage only, tell outturn from forecast, and check what is printed twice."""
    if faults:
        return ()
    if first_forecast is not None and (first_forecast < lines[0].year or first_forecast - lines[-1].year > 1):
        message, wanted = "No forecast begins in this year.", f"{lines[0].year} to the year after {lines[-1].year}"
        do = "give the first year that is a forecast, or leave it out"
        raise InputError(message, where="forecast_from", got=str(first_forecast), wanted=wanted, do=do)
    levels: list[float] = []
    for before, line in zip([None, *lines], lines, strict=False):
        chained = before is not None and before.index is None
        fault = _line_fault(block, line, levels[-1] if levels else None, first_forecast, chained=chained)
        if fault is not None:
            faults.append(fault)
            break
        levels.append(line.index if line.index is not None else levels[-1] * (1 + (line.change or 0) / 100))
    rounded = [float(round_half_up(level, _DECIMALS)) for level in levels]
    hundred = [str(line.year) for line, level in zip(lines, rounded, strict=False) if level == _BASE_INDEX]
    if not faults and hundred != [str(block.base)]:
        what, wanted = "The index is not 100 in its base year and there only.", f"100 in {block.base} only"
        place = block.sheet.place(block.first, block.index)
        got = f"100 in {', '.join(hundred) or 'no year'}"
        faults.append(reference_fault(what, place, got=got, wanted=wanted, do="use the table as published"))
    return tuple(
        (line.year, level, "forecast" if _is_forecast(line, first_forecast) else "outturn")
        for line, level in zip(lines, rounded, strict=False)
    )


def _is_forecast(line: Line, first_forecast: FinancialYear | None) -> bool:
    return line.index is None if first_forecast is None else line.year >= first_forecast


def _line_fault(
    block: Block, line: Line, before: float | None, first_forecast: FinancialYear | None, *, chained: bool
) -> Fault | None:
    """Return what is wrong with one row, given the index of the year before."""
    index, change, year = line.index, line.change, line.year
    place, do = block.sheet.place(line.row, block.index), "use the table as published"
    if index is None:
        if change is None or before is None:
            what, wanted = "This year has no index and no way to it.", "an index, or a percentage on an earlier index"
            return reference_fault(what, place, got=str(year), wanted=wanted, do=do)
        if not _is_forecast(line, first_forecast):
            what, wanted = "An outturn year has no index.", f"an index in each year before {first_forecast}"
            return reference_fault(what, place, got=str(year), wanted=wanted, do="check forecast_from")
        index = before * (1 + change / 100)
    elif chained:
        what, wanted = "An index stands after a year without one.", "indices first, then years with a percentage only"
        return reference_fault(what, place, got=f"{index:g} in {year}", wanted=wanted, do=do)
    elif line.marked and first_forecast is None:
        what = "It is not plain whether this year is outturn or a forecast."
        got, do = f"{year} with a footnote mark and an index", "name the first forecast year: forecast_from"
        return reference_fault(what, place, got=got, wanted="outturn without a mark", do=f"{do} (--forecast-from)")
    elif before is not None and change is not None and abs((index / before - 1) * 100 - change) > _TOLERANCE:
        what, got = "The printed change is not the change of this index.", f"{change:g} percent in {year}"
        wanted = f"about {(index / before - 1) * 100:.2f} percent"
        return reference_fault(what, place, got=got, wanted=wanted, do="check that both columns are of the deflator")
    if not _SMALLEST <= index < _MOST:
        what, wanted = "An index is outside its range.", f"{_SMALLEST:g} up to {_MOST:g}"
        return reference_fault(what, place, got=f"{index:g} in {year}", wanted=wanted, do=do)
    return None
