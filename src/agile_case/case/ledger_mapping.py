"""The mapping from a ledger to a case: which cost centre and account are which line or stage, in which class."""

from __future__ import annotations

import collections
import fnmatch
import functools
import re
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.case.ledger import headed
from agile_case.errors import AgileCaseError, Fault, InputError, SheetError
from agile_case.model import fields
from agile_case.model.lines import BUDGETS
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.sheets import Purpose, read_cells

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from agile_case.case.ledger import LedgerLine

__all__ = ["OUTSIDE", "LedgerMapping", "MappingRow", "read_mapping"]

OUTSIDE: Final = "outside"
"""What the target of a mapping says where ledger lines are none of the case."""
_KEYS: Final = ("cost_centre", "account", "to", "budget")
_NEEDED: Final = ("cost_centre", "to")
_PURPOSE: Final = Purpose(
    error=SheetError,
    large="This mapping is too large to be read.",
    smaller="use patterns such as 51* for accounts that go the same way",
    columns=20,
    marks=False,
)
_SHORT: Final = 40


def _pattern(value: object) -> str:
    text = str(value).strip() if isinstance(value, str) else ""
    if not text or len(text) > _SHORT:
        message = "This matches no code of a ledger."
        wanted = f"a code of at most {_SHORT} characters; * stands for any characters, ? for one"
        raise InputError(message, got=repr(value)[:80], wanted=wanted)
    return text


def _target(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        message = "A mapping says where its ledger lines go."
        wanted = f"the address of a cost, a risk or a stage, or {OUTSIDE!r} for what is none of the case"
        raise InputError(message, got=repr(value)[:80], wanted=wanted)
    return value.strip()


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class MappingRow(Noun):
    """One row of a mapping. In its codes `*` stands for any characters and `?` for one."""

    cost_centre: str = attrs.field(default="*", converter=_pattern)
    """Cost centres that it is about."""
    account: str = attrs.field(default="*", converter=_pattern)
    """Accounts that it is about."""
    to: str = attrs.field(converter=_target)
    """Address of a cost, a risk or a stage; or `outside` for what is none of the case."""
    budget: str = attrs.field(default="", validator=fields.one_of(BUDGETS, or_empty=True))
    """Budget class; that of the line, or of the lines of the stage where they have one, unless stated."""
    row: int = attrs.field(default=0, eq=False, converter=fields.whole)
    """Its row in the file, counted from 1 with the headings; 0 for one that was not read from a file."""

    def matches(self, line: LedgerLine) -> bool:
        """Tell whether it is about a ledger line; large and small letters are the same.

        Args:
            line: The ledger line.
        """
        own, account = _compiled(self.cost_centre), _compiled(self.account)
        return bool(own.fullmatch(line.cost_centre) and account.fullmatch(line.account))

    @property
    def words(self) -> str:
        """What it is about, in words."""
        place = f"row {self.row}, " if self.row else ""
        return f"{place}{self.cost_centre} / {self.account} to {self.to}"


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")), re.IGNORECASE)


def _rows(value: object) -> tuple[MappingRow, ...]:
    if not isinstance(value, list | tuple) or not value or not all(isinstance(one, MappingRow) for one in value):
        message = "A mapping is a list of rows."
        raise InputError(message, got=repr(value)[:80], wanted="one MappingRow or more")
    return tuple(value)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class LedgerMapping(Noun):
    """Where ledger lines go. A line that two rows are about is a fault, whichever is the narrower."""

    rows: tuple[MappingRow, ...] = attrs.field(converter=_rows)
    """Its rows."""
    name: str = fields.text()
    """Name of the file."""
    sha256: str = fields.text()
    """SHA-256 of its bytes, for the record."""

    def places(self, lines: Iterable[LedgerLine]) -> tuple[int | None, ...]:
        """Return for each ledger line the place of the row that is about it; None where none is.

        Args:
            lines: The ledger lines.

        Raises:
            SheetError: Two rows are about the same line; every such pair is listed, with the first line and how many.
        """
        known: dict[tuple[str, str], tuple[int, ...]] = {}
        twice: collections.Counter[tuple[int, int]] = collections.Counter()
        first: dict[tuple[int, int], LedgerLine] = {}
        found: list[int | None] = []
        for line in lines:
            key = line.cost_centre, line.account
            if key not in known:
                known[key] = tuple(place for place, row in enumerate(self.rows) if row.matches(line))
            held = known[key]
            found.append(held[0] if held else None)
            for other in held[1:]:
                twice[held[0], other] += 1
                first.setdefault((held[0], other), line)
        if twice:
            raise SheetError.of(
                self._fault(one, other, first[one, other], count) for (one, other), count in twice.items()
            )
        return tuple(found)

    def _fault(self, one: int, other: int, line: LedgerLine, count: int) -> Fault:
        message = "Two rows of the mapping are about the same ledger lines, which would count twice."
        where = f"row {line.row}, " if line.row else ""
        lines = "ledger line" if count == 1 else "ledger lines"
        got = f"{count} {lines}, the first: {where}cost centre {line.cost_centre}, account {line.account}"
        return Fault(
            message,
            f"{self.name or 'mapping'}: {self.rows[one].words}; {self.rows[other].words}",
            got=got,
            wanted="one row for each ledger line",
            do="narrow one of the two, or take it out",
            code="sheet",
        )


def read_mapping(path: str | os.PathLike[str]) -> LedgerMapping:
    """Read a mapping from a CSV file or the first sheet of a workbook.

    Args:
        path: The file, with the columns `cost_centre`, `account`, `to` and `budget`; an empty account is any account.

    Raises:
        SheetError: It is no mapping, or rows have faults; all of them are listed, each with its row.
        FileError: It cannot be read.
        LimitError: It is too large.
    """
    book = read_cells(path, _PURPOSE)
    places = headed(book, _KEYS, _NEEDED)
    sheet = book.sheets[0]
    faults: list[Fault] = []
    found: list[MappingRow] = []
    for row in range(1, len(sheet.rows)):
        cells = {key: _text(sheet.cell(row, column)) for key, column in places.items()}
        if not any(cells.values()):
            continue
        number = sheet.lines[row] if row < len(sheet.lines) else row + 1
        held = cells | {"account": cells.get("account") or "*"}
        held_faults: list[Fault] = []
        for field in attrs.fields(MappingRow):
            if field.name in held:
                try:
                    MappingRow(**{"to": OUTSIDE, field.name: held[field.name]})
                except AgileCaseError as error:
                    held_faults += (fault.at(f"{book.name}, row {number}") for fault in error.faults)
        faults += held_faults
        if not held_faults:
            found.append(MappingRow(row=number, **held))
    if faults:
        raise SheetError.of(faults)
    if not found:
        message = "This mapping has no row."
        raise SheetError(message, where=book.name, got="headings alone", wanted="one row or more")
    return LedgerMapping(rows=tuple(found), name=book.name, sha256=book.sha256)


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
