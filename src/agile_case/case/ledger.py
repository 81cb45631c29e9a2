"""Ledger lines as a finance system exports them: what was booked, when, on which cost centre and account.

Amounts are held in whole pence, so that totals are exact: nothing is lost between the ledger and what is made of it.
"""

from __future__ import annotations

import calendar
import collections
import datetime
import decimal
import math
import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from agile_case.errors import AgileCaseError, InputError, SheetError, UnknownNameError, YearError, did_you_mean
from agile_case.model import fields
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.rounding import round_half_up
from agile_case.quantities.sheets import Purpose, read_cells
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import FinancialYear, as_date

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from agile_case.errors import Fault
    from agile_case.quantities.sheets import Sheet, Spreadsheet

__all__ = ["Ledger", "LedgerLine", "headed", "read_ledger"]

_KEYS: Final = ("date", "year", "period", "cost_centre", "account", "amount", "description")
_NEEDED: Final = ("cost_centre", "account", "amount")
_PURPOSE: Final = Purpose(
    error=SheetError,
    large="This ledger is too large to be read.",
    smaller="export the cost centres of the case alone, or one year at a time",
    columns=60,
    marks=False,
    rows=200_001,
    size=50_000_000,
)
_MONEY: Final = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,2})?")
_TURNED: Final = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
"""A date as spreadsheets in British English write it."""
_MONTHS, _PERIODS = 12, 16
_PENCE: Final = 100
_MOST: Final = 10**15  # pence; above it a float no longer holds every penny
_NOISE: Final = decimal.Decimal("0.000001")


def _code(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        message = "A ledger line says its cost centre and its account."
        raise InputError(message, got=repr(value)[:80], wanted="a code, as the ledger writes it")
    return value.strip()


def _pence(value: object) -> int:
    pence = fields.whole(value)
    if abs(pence) > _MOST:
        message = "This amount is too large for a ledger line."
        raise InputError(message, got=repr(value)[:80], wanted=f"at most {_MOST} pence")
    return pence


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class LedgerLine(Noun):
    """One line of a ledger: pounds and pence of cash, positive where the organisation pays."""

    on: datetime.date = attrs.field(converter=as_date)
    """Day of the posting; the last day of its period where the ledger has periods."""
    cost_centre: str = attrs.field(converter=_code)
    """Code of the cost centre."""
    account: str = attrs.field(converter=_code)
    """Code of the account."""
    pence: int = attrs.field(converter=_pence)
    """Pence: positive for what is paid, negative for a credit, a refund or income."""
    description: str = fields.text()
    """What it is for."""
    row: int = attrs.field(default=0, eq=False, converter=fields.whole)
    """Its row in the file, counted from 1 with the headings; 0 for a line that was not read from one."""
    file: str = attrs.field(default="", eq=False, validator=fields.is_a(str))
    """Name of that file."""

    @property
    def amount(self) -> float:
        """The amount in pounds."""
        return self.pence / _PENCE


def _lines(value: object) -> tuple[LedgerLine, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, LedgerLine) for one in value):
        message = "A ledger is a list of lines."
        raise InputError(message, got=repr(value)[:80], wanted="LedgerLine objects")
    return tuple(value)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Ledger(Noun):
    """The lines of a ledger, with the file that they come from."""

    lines: tuple[LedgerLine, ...] = attrs.field(converter=_lines)
    """Every line."""
    name: str = fields.text()
    """Name of the file, or of the files."""
    sha256: str = fields.text()
    """SHA-256 of its bytes, for the record; of several files, one after the other."""

    @property
    def pence(self) -> int:
        """The sum of all lines in pence, exact."""
        return sum(line.pence for line in self.lines)

    @property
    def repeated(self) -> tuple[LedgerLine, ...]:
        """Lines that say what an earlier line says, word for word: they count, and may have been exported twice."""
        seen: collections.Counter[LedgerLine] = collections.Counter()
        found = []
        for line in self.lines:
            seen[line] += 1
            found += [line] if seen[line] > 1 else []
        return tuple(found)

    @property
    def table(self) -> Table:
        """How much is on each cost centre and account: what a mapping has to be about."""
        held: dict[tuple[str, str], list[LedgerLine]] = {}
        for line in self.lines:
            held.setdefault((line.cost_centre, line.account), []).append(line)
        columns = [
            Column("Cost centre", "cost_centre"),
            Column("Account", "account"),
            Column("Lines", "lines", 0),
            Column("Amount, £", "amount_gbp", 2),
        ]
        rows: list[list[Cell]] = [
            [own, account, len(lines), sum(line.pence for line in lines) / _PENCE]
            for (own, account), lines in sorted(held.items())
        ]
        rows.append(["Total", "", len(self.lines), self.pence / _PENCE])
        return Table("ledger", f"{self.name or 'Ledger'} by cost centre and account (£, as booked)", columns, rows)

    def _repr_html_(self) -> str:
        return self.table.to_html()

    def __repr__(self) -> str:
        """Return what it is, in a line."""
        days = [line.on for line in self.lines]
        held = f"{min(days)} to {max(days)}" if days else "no line"
        return f"<Ledger {self.name!r}: {len(self.lines)} lines, {held}, £{round_half_up(self.pence / _PENCE, 2):,}>"


def read_ledger(*paths: str | os.PathLike[str], columns: Mapping[str, str] | None = None) -> Ledger:
    """Read ledger lines from CSV files or the first sheets of workbooks, such as one for each year; none is left out.

    Args:
        paths: The files; the first row of each has the headings.
        columns: Heading of `date`, `year`, `period`, `cost_centre`, `account`, `amount` and `description`; the word
            itself where none is given. A line has a date, as in 2027-10-01 or 01/10/2027, or a financial year and a
            period: 1 is April, and what is booked after period 12 belongs to March. Amounts are pounds with at most two
            decimals: `1,234.50`, and `-1,234.50`, `(1,234.50)` or `1,234.50-` for a credit. Other columns are left
            alone.

    Returns:
        The lines, in the order of the files.

    Raises:
        SheetError: A file is no ledger, or is given twice, or lines have faults; those of a file are all listed, each
            with its row.
        InputError: No file is given.
        UnknownNameError: There is no such thing to give a heading for.
        FileError: A file cannot be read.
        LimitError: A file is too large.
    """
    if not paths:
        message = "There is no ledger without a file."
        raise InputError(message, where="paths", got="none", wanted="one file or more")
    books = [read_cells(path, _PURPOSE) for path in paths]
    for place, book in enumerate(books):
        if book.sha256 in {other.sha256 for other in books[:place]}:
            message = "This file is given twice, and its lines would count twice."
            raise SheetError(message, where=book.name, got="the bytes of another file", wanted="each file once")
    lines = tuple(line for book in books for line in _read(book, columns))
    names, digests = ", ".join(book.name for book in books), ", ".join(book.sha256 for book in books)
    return Ledger(lines=lines, name=names, sha256=digests)


def _read(book: Spreadsheet, columns: Mapping[str, str] | None) -> list[LedgerLine]:
    places = headed(book, _KEYS, _NEEDED, columns)
    if "date" not in places and not {"year", "period"} <= places.keys():
        message, got = "A ledger says when each line was booked.", ", ".join(places)
        raise SheetError(message, where=book.name, got=got, wanted="a column date, or the columns year and period")
    sheet = book.sheets[0]
    faults: list[Fault] = []
    found: list[LedgerLine] = []
    for row in range(1, len(sheet.rows)):
        cells = {key: sheet.cell(row, column) for key, column in places.items()}
        if all(cell is None or not str(cell).strip() for cell in cells.values()):
            continue
        where = f"{book.name}, row {_number(sheet, row)}"
        try:
            found.append(_line(cells, _number(sheet, row), book.name))
        except AgileCaseError as error:
            faults += (fault.at(where) for fault in error.faults)
    if faults:
        raise SheetError.of(faults)
    if not found:
        message = "This ledger has no line."
        raise SheetError(message, where=book.name, got="headings alone", wanted="one line or more")
    return found


def _number(sheet: Sheet, row: int) -> int:
    """Return the row as a person counts it: the line of the file for CSV, where a cell may go over several."""
    return sheet.lines[row] if row < len(sheet.lines) else row + 1


def headed(
    book: Spreadsheet, keys: tuple[str, ...], needed: tuple[str, ...], columns: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Return the column of each key by the headings in the first row.

    Args:
        book: The file.
        keys: What there may be columns of.
        needed: What there must be columns of.
        columns: Headings of some keys, where they differ from the key.

    Raises:
        UnknownNameError: A heading is given for something else.
        SheetError: A column is missing or there twice; every such fault at once.
    """
    named = dict(zip(keys, keys, strict=True))
    for key, heading in (columns or {}).items():
        if key not in named:
            message, hint = "There is no such column.", did_you_mean(str(key), keys)
            raise UnknownNameError(message, where=f"columns.{key}", got=repr(key), wanted=", ".join(keys), do=hint)
        named[key] = heading
    first = book.sheets[0].rows[0] if book.sheets and book.sheets[0].rows else ()
    headings = [str(cell or "").strip().casefold() for cell in first]
    faults: list[Fault] = []
    found: dict[str, int] = {}
    for key, heading in named.items():
        count = headings.count(heading.strip().casefold())
        if count == 1:
            found[key] = headings.index(heading.strip().casefold())
        elif count or key in needed or key in (columns or {}):
            message = "A column is there twice." if count else "A column is missing."
            do = did_you_mean(heading, [str(cell) for cell in first if cell]) or "name its heading under columns"
            error = SheetError(message, where=book.name, got=", ".join(headings), wanted=f"one {heading!r}", do=do)
            faults += error.faults
    if faults:
        raise SheetError.of(faults)
    return found


def _line(cells: Mapping[str, object], row: int, file: str) -> LedgerLine:
    """Return a line; every fault of its cells at once."""
    faults: list[Fault] = []
    held: dict[str, Any] = {"row": row, "file": file}
    for name, read in (
        ("on", lambda: _day(cells)),
        ("cost_centre", lambda: _code(_text(cells.get("cost_centre")))),
        ("account", lambda: _code(_text(cells.get("account")))),
        ("pence", lambda: _pence_of(cells.get("amount"))),
    ):
        try:
            held[name] = read()
        except AgileCaseError as error:
            named = {"on": "date", "pence": "amount"}.get(name, name)
            faults += (fault if fault.where else fault.at(named) for fault in error.faults)
    if faults:
        raise SheetError.of(faults)
    return LedgerLine(description=_text(cells.get("description")), **held)


def _text(cell: object) -> str:
    """Return a cell as text; a number that a workbook made of a code is written without decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def _day(cells: Mapping[str, object]) -> datetime.date:
    given = cells.get("date")
    if isinstance(given, datetime.datetime):
        given = given.date()
    said = _text(given)
    if said:
        turned = _TURNED.fullmatch(said)
        text = f"{turned[3]}-{int(turned[2]):02}-{int(turned[1]):02}" if turned else said
        try:
            return as_date(given if isinstance(given, datetime.date) else text)
        except YearError as error:
            raise error.at("date") from None  # noqa: EM101 - a place, not a message
    year, period = _text(cells.get("year")), _text(cells.get("period"))
    if not year or not period:
        message = "This line does not say when it was booked."
        wanted, do = "a date, or a financial year and a period", "take the row out if it is a total of others"
        raise SheetError(message, where="date", got="nothing", wanted=wanted, do=do)
    try:
        held = FinancialYear.parse(year)
    except YearError as error:
        raise error.at("year") from None  # noqa: EM101 - a place, not a message
    if not period.isascii() or not period.isdigit() or not 1 <= int(period) <= _PERIODS:
        message = "This is not a period of a financial year."
        wanted = f"1 for April to {_MONTHS} for March, or up to {_PERIODS} for what is booked after it"
        raise SheetError(message, where="period", got=repr(period)[:80], wanted=wanted)
    months = held.begins.month - 1 + min(int(period), _MONTHS) - 1
    first = datetime.date(held.first + months // _MONTHS, months % _MONTHS + 1, 1)
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _pence_of(cell: object) -> int:
    """Return an amount in pence, exactly."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _of_number(cell)
    text = _text(cell).replace("\u2212", "-")
    bare = text.replace("£", "", 1).replace(" ", "")
    credit = bare.startswith("-") or bare.endswith("-") or (bare.startswith("(") and bare.endswith(")"))
    digits = bare.strip("()") if bare.startswith("(") and bare.endswith(")") else bare.removeprefix("-")
    digits = digits.removesuffix("-") if not bare.startswith("-") else digits
    if not _MONEY.fullmatch(digits):
        message = "This is not an amount of a ledger."
        wanted = "pounds with at most two decimals, as in 1,234.50, or -1,234.50 for a credit"
        raise SheetError(message, got=repr(text)[:80] if text else "nothing", wanted=wanted)
    pence = int(decimal.Decimal(digits.replace(",", "")).scaleb(2))
    return _pence(-pence if credit else pence)


def _of_number(number: float) -> int:
    """Return a number of a workbook in pence: what binary fractions add to it is taken off, and nothing else."""
    wanted = "pounds with at most two decimals"
    if not math.isfinite(number) or abs(number) > _MOST / _PENCE:
        message = "This is not an amount of a ledger."
        raise SheetError(message, got=repr(number), wanted=wanted)
    exact = decimal.Decimal(repr(number)) * _PENCE
    pence = exact.to_integral_value()
    if abs(exact - pence) > _NOISE:
        message = "This amount has more than two decimals."
        raise SheetError(message, got=repr(number), wanted=wanted, do="round it where it is booked")
    return int(pence)
