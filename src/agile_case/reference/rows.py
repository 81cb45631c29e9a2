"""Rows of reference tables: the columns of each table, and the rules that its rows must keep."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import attrs

from agile_case.errors import Fault, ReferenceDataError, YearError
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.years import FinancialYear
from agile_case.reference.headers import EVIDENCE, reference_fault

__all__ = ["TABLES", "Cell", "Row", "parse_rows"]

Cell: TypeAlias = "str | float | int | FinancialYear | None"
"""A value of a table; `None` is a blank, which means open-ended and never zero."""

Row: TypeAlias = "FrozenMap[str, Cell]"
"""A row of a table by column."""

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_WHOLE = re.compile(r"[0-9]{1,6}")
_CALENDAR_YEAR = re.compile(r"(19|2[0-9])[0-9]{2}")
_WORD = re.compile(r"[a-z][a-z0-9-]*")
_BASE_INDEX = 100.0
_NOT_READ = "A cell of a reference table cannot be read."


class _CellError(Exception):
    """A cell cannot be read; an inner signal that becomes a fault at once."""

    def __init__(self, wanted: str) -> None:
        """Keep what was wanted."""
        super().__init__(wanted)
        self.wanted = wanted


def _number(text: str) -> float:
    if _NUMBER.fullmatch(text) and math.isfinite(value := float(text)):
        return value
    raise _CellError(wanted="a finite number in plain digits")


def _whole(text: str) -> int:
    if _WHOLE.fullmatch(text):
        return int(text)
    raise _CellError(wanted="a whole number of up to six digits")


def _whole_or_blank(text: str) -> int | None:
    return _whole(text) if text else None


def _word(text: str) -> str:
    if _WORD.fullmatch(text):
        return text
    raise _CellError(wanted="a word of lower-case letters, digits and hyphens")


def _year(text: str) -> FinancialYear:
    try:
        return FinancialYear.parse(text)
    except YearError:
        raise _CellError(wanted="a financial year such as 2026-27") from None


def _calendar_year(text: str) -> int:
    if _CALENDAR_YEAR.fullmatch(text):
        return int(text)
    raise _CellError(wanted="a calendar year such as 2024")


def _calendar_year_or_blank(text: str) -> int | None:
    return _calendar_year(text) if text else None


def _number_or_blank(text: str) -> float | None:
    return _number(text) if text else None


def _text(text: str) -> str:
    if text == text.strip() and text.isprintable():
        return text
    raise _CellError(wanted="text on one line, without blanks around it")


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text in words:
            return text
        raise _CellError(wanted=" or ".join(words))

    return read


@attrs.frozen
class _Table:
    columns: FrozenMap[str, Callable[[str], Cell]]
    key: tuple[str, ...]
    rule: Callable[[Sequence[Row], str], Iterator[Fault]]


def parse_rows(text: str, *, table: str, columns: Sequence[str], where: str) -> tuple[Row, ...]:
    """Read and check the CSV text of a table.

    Args:
        text: The text of the file.
        table: Name of the table, one of `TABLES`.
        columns: Columns that the header describes, in order.
        where: Name of the file, for messages.

    Raises:
        ReferenceDataError: The file has faults; all of one kind are listed.
    """
    shape = _SHAPES[table]
    lines = _lines(text, where)
    for found, what in (
        (lines[0], "The columns of a reference file are wrong."),
        (columns, "A header describes other columns."),
    ):
        if tuple(found) != tuple(shape.columns):
            wanted = ", ".join(shape.columns)
            do = f"give the columns of {table} in this order"
            raise ReferenceDataError(what, where=where, got=", ".join(found), wanted=wanted, do=do)
    if len(lines) == 1:
        message = "A reference file has no rows."
        raise ReferenceDataError(
            message, where=where, got="a header row only", wanted="rows", do="add the published rows"
        )
    rows: list[Row] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines[1:], start=2):
        rows.append(_row(line, shape, f"{where}, row {number}", faults))
    _raise(faults)
    _raise(_duplicates(rows, shape.key, where))
    _raise(list(shape.rule(rows, where)))
    return tuple(rows)


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise ReferenceDataError.of(faults)


def _lines(text: str, where: str) -> list[list[str]]:
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        message = "This reference file is not CSV."
        raise ReferenceDataError(
            message, where=where, got=str(error), wanted="CSV with commas", do="correct it"
        ) from None
    return lines or [[]]


def _row(line: list[str], shape: _Table, where: str, faults: list[Fault]) -> Row:
    if len(line) != len(shape.columns):
        what, do = (
            "A row of a reference table has the wrong number of cells.",
            "correct the row; blank lines and comments are refused",
        )
        faults.append(reference_fault(what, where, got=str(len(line)), wanted=str(len(shape.columns)), do=do))
        return FrozenMap()
    cells: dict[str, Cell] = {}
    for (column, read), text in zip(shape.columns.items(), line, strict=True):
        try:
            cells[column] = read(text)
        except _CellError as error:
            do = "write the value as published"
            faults.append(reference_fault(_NOT_READ, f"{where}, {column}", got=repr(text), wanted=error.wanted, do=do))
    return FrozenMap(cells)


def _duplicates(rows: Sequence[Row], key: tuple[str, ...], where: str) -> list[Fault]:
    seen: dict[tuple[Cell, ...], int] = {}
    faults = []
    for number, row in enumerate(rows, start=2):
        name = tuple(row[column] for column in key)
        if name in seen:
            got = f"{', '.join(map(str, name))} in rows {seen[name]} and {number}"
            what, do = "A reference table has the same row twice.", "keep the published one"
            faults.append(reference_fault(what, where, got=got, wanted=f"one row for each {' and '.join(key)}", do=do))
        seen.setdefault(name, number)
    return faults


def _band_rule(rows: Sequence[Row], where: str) -> Iterator[Fault]:
    if len(schedules := sorted({str(row["schedule"]) for row in rows})) > 1:
        what, do = "A discount-rate file holds more than one schedule.", "keep one schedule in a file"
        yield reference_fault(what, where, got=", ".join(schedules), wanted="one schedule", do=do)
    expected: int | None = 1
    for number, row in enumerate(rows, start=2):
        place, begin, end, rate = f"{where}, row {number}", row["from_year"], row["to_year"], row["rate"]
        if begin != expected:
            what, do = (
                "The bands of a discount schedule leave a gap or overlap.",
                "let each band begin the year after the last",
            )
            wanted = f"from_year {expected}" if expected else "no band after an open-ended one"
            yield reference_fault(what, place, got=f"from_year {begin}", wanted=wanted, do=do)
        if isinstance(end, int) and isinstance(begin, int) and end < begin:
            what, do = "A band of a discount schedule ends before it begins.", "correct the band"
            yield reference_fault(what, place, got=f"to_year {end}", wanted=f"{begin} or later, or blank", do=do)
        if isinstance(rate, float) and not 0 <= rate < _BASE_INDEX:
            what, do = "A discount rate is outside its range.", "give percent a year, not a fraction of one"
            yield reference_fault(
                what, place, got=f"{rate:g}", wanted="0 up to, not including, 100 percent a year", do=do
            )
        expected = end + 1 if isinstance(end, int) else None


def _deflator_rule(rows: Sequence[Row], where: str) -> Iterator[Fault]:
    previous: FinancialYear | int | None = None
    column = next(iter(rows[0]))
    base: list[str] = []
    for number, row in enumerate(rows, start=2):
        place, year, index = f"{where}, row {number}", row[column], row["index"]
        if previous is not None and year != previous + 1:
            what, do = "The years of a deflator do not follow each other.", "give every year once, in order"
            yield reference_fault(what, place, got=str(year), wanted=str(previous + 1), do=do)
        if isinstance(index, float) and index <= 0:
            what, do = "An index is not above zero.", "write the index as published"
            yield reference_fault(what, place, got=f"{index:g}", wanted="a number above 0", do=do)
        if index == _BASE_INDEX:
            base.append(str(year))
        previous = year if isinstance(year, FinancialYear | int) else previous
    if len(base) != 1:
        what, do = "A deflator must have one base year.", "give the series with index 100 in its base year and no other"
        yield reference_fault(what, where, got=", ".join(base) or "none", wanted="one year with index 100", do=do)


def _bounds_rule(rows: Sequence[Row], where: str) -> Iterator[Fault]:
    for number, row in enumerate(rows, start=2):
        upper, lower = row["upper_percent"], row["lower_percent"]
        if isinstance(upper, float) and isinstance(lower, float) and not 0 <= lower <= upper:
            what, do = (
                "The bounds of optimism bias are out of order.",
                "check which is the upper and which the lower bound",
            )
            got = f"lower {lower:g}, upper {upper:g}"
            yield reference_fault(what, f"{where}, row {number}", got=got, wanted="0 <= lower <= upper", do=do)


def _value_rule(rows: Sequence[Row], where: str) -> Iterator[Fault]:
    for number, row in enumerate(rows, start=2):
        for column, value in row.items():
            if isinstance(value, float) and value <= 0:
                what, do = "A value of a reference table is not above zero.", "write the value as published"
                place = f"{where}, row {number}, {column}"
                yield reference_fault(what, place, got=f"{value:g}", wanted="a number above 0", do=do)


_EVIDENCE = _one_of(*EVIDENCE)
_Readers: TypeAlias = "dict[str, Callable[[str], Cell]]"

_BANDS: _Readers = {
    "schedule": _word,
    "from_year": _whole,
    "to_year": _whole_or_blank,
    "rate": _number,
    "evidence": _EVIDENCE,
}
_INDEX: _Readers = {
    "financial_year": _year,
    "index": _number,
    "status": _one_of("outturn", "forecast"),
    "evidence": _EVIDENCE,
}
_CALENDAR_INDEX: _Readers = {"calendar_year": _calendar_year, **{name: _INDEX[name] for name in list(_INDEX)[1:]}}
_BIAS: _Readers = {
    "project_type": _word,
    "measure": _one_of("works-duration", "capital-cost", "operating-cost"),
    "upper_percent": _number,
    "lower_percent": _number,
    "evidence": _EVIDENCE,
}

_CARBON: _Readers = {
    "year": _calendar_year,
    "low": _number,
    "central": _number,
    "high": _number,
    "evidence": _EVIDENCE,
    "note": _text,
}
_VALUES: _Readers = {
    "key": _word,
    "title": _text,
    "value": _number,
    "unit": _text,
    "price_base": _calendar_year_or_blank,
    "real_growth_per_year": _number_or_blank,
    "publication": _text,
    "evidence": _EVIDENCE,
    "note": _text,
}
_WEIGHTS: _Readers = {"member": _word, "weight": _number, "evidence": _EVIDENCE}
_FACTORS: _Readers = {
    "project_type": _word,
    "measure": _BIAS["measure"],
    "factor": _word,
    "contribution_percent": _number,
    "evidence": _EVIDENCE,
}

_SHAPES: FrozenMap[str, _Table] = FrozenMap(
    {
        "discount-rate": _Table(FrozenMap(_BANDS), ("from_year",), _band_rule),
        "gdp-deflator": _Table(FrozenMap(_INDEX), ("financial_year",), _deflator_rule),
        "gdp-deflator-calendar": _Table(FrozenMap(_CALENDAR_INDEX), ("calendar_year",), _deflator_rule),
        "optimism-bias": _Table(FrozenMap(_BIAS), ("project_type", "measure"), _bounds_rule),
        "optimism-bias-factors": _Table(FrozenMap(_FACTORS), ("project_type", "measure", "factor"), _value_rule),
        "carbon-values": _Table(FrozenMap(_CARBON), ("year",), _value_rule),
        "unit-values": _Table(FrozenMap(_VALUES), ("key",), _value_rule),
        "equivalisation": _Table(FrozenMap(_WEIGHTS), ("member",), _value_rule),
    }
)

TABLES = tuple(_SHAPES)
"""Names of the tables that can be read."""
