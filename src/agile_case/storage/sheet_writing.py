"""Write what a sheet can hold of a case as a workbook in the layout, to be filled in and read back."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from agile_case.errors import InputError
from agile_case.estimates.distributions import KINDS, Fixed, Shifted, Truncated
from agile_case.model.assumptions import Assumption
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.years import Year, YearRange
from agile_case.storage.plain import plain_of
from agile_case.storage.sheet_layout import ENDS, ESTIMATE, LAYOUTS, NUMBERS_OF, Form, Layout

if TYPE_CHECKING:
    from agile_case.model.contents import Contents
    from agile_case.quantities.tables import Table

__all__ = ["workbook_of"]

_UNIT_OF_ONE: Final = re.compile(r"1 ([A-Za-z][^\s]*)")
_ALWAYS: Final = FrozenMap(
    {
        "events": ("date", "after", "delay", "source"),
        "assumptions": ("title", "unit", "estimate", "value", "low", "mode", "high", "source"),
        "roles": ("title", "salary", "on_costs", "overheads", "day_rate", "days", "source"),
        "costs": ("title", "amount", "unit", "when", "profile", "budget", "bearer", "source"),
        "benefits": ("title", "kind", "amount", "unit", "when", "profile", "bearer", "source"),
        "risks": ("title", "probability", "impact", "within_bias", "when", "mitigation", "owner", "source"),
        "transfers": ("title", "amount", "payer", "recipient", "when", "source"),
    }
)
"""Columns that come first, and are there though no row needs them."""
_WIDTH: Final = 18
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")
_UNHELD: Final = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_LONGEST: Final = 32_767
"""Characters that a cell of a workbook holds."""


@attrs.frozen
class _Row:
    cells: dict[str, Any]
    years: dict[Year, float]


def workbook_of(contents: Contents, more: Sequence[Table] = ()) -> bytes:
    """Return a workbook with what a sheet can hold of a case; text in it never runs as a formula.

    Args:
        contents: The model.
        more: Tables that go with it, each on a sheet of its own that is not read back.

    Raises:
        InputError: There is a text in it that a cell cannot hold, or the library that writes workbooks is missing.
    """
    try:
        from openpyxl import Workbook  # noqa: PLC0415 - an extra, needed here only
    except ImportError:
        message = "A workbook cannot be written without the library openpyxl."
        do = 'pip install "agile-case[excel]"'
        raise InputError(message, got="no openpyxl", wanted="openpyxl", do=do) from None
    plain = plain_of(contents)
    book = Workbook()
    book.remove(book.active)
    for layout in LAYOUTS.values():
        rows = [_row_of(layout, *held) for held in _entries(layout, plain)]
        used = {name for row in rows for name in row.cells}
        first = (*layout.needed, *_ALWAYS.get(layout.name, ()))
        columns = [*first, *(name for name in layout.columns if name in used and name not in first)]
        given = [year for row in rows for year in row.years]
        years = list(YearRange(min(given), max(given))) if given else []
        sheet = book.create_sheet(layout.name)
        sheet.freeze_panes = "A2"
        for place, heading in enumerate((*columns, *map(str, years)), start=1):
            _write(sheet.cell(1, place), heading, f"{layout.name}.{heading}")
            sheet.column_dimensions[sheet.cell(1, place).column_letter].width = _WIDTH
        for number, row in enumerate(rows, start=2):
            where = ".".join(str(row.cells[name]) for name in layout.needed)
            values = (*(row.cells.get(name) for name in columns), *(row.years.get(year) for year in years))
            for place, value in enumerate(values, start=1):
                _write(sheet.cell(number, place), value, f"{layout.name}.{where}")
    for table in more:
        sheet = book.create_sheet(table.key)
        sheet.freeze_panes = "A2"
        for place, column in enumerate(table.columns, start=1):
            _write(sheet.cell(1, place), column.title, table.key)
            sheet.column_dimensions[sheet.cell(1, place).column_letter].width = _WIDTH
        for number, cells in enumerate(table.rows, start=2):
            for place, value in enumerate(cells, start=1):
                _write(sheet.cell(number, place), value, f"{table.key}.{number}")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _write(cell: Any, value: Any, where: str) -> None:  # noqa: ANN401 - of a library without types
    """Write a value as what it is: text as text though it begins with =, and a number with all of its digits."""
    fits = not isinstance(value, str) or (len(value) <= _LONGEST and not _UNHELD.search(value))
    if not fits:
        message = "A cell of a workbook cannot hold this text."
        wanted = f"text without control characters, of at most {_LONGEST:,} characters"
        raise InputError(message, where=where, got=repr(value)[:120], wanted=wanted)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
    elif isinstance(value, float):
        cell._value = repr(value)  # noqa: SLF001 - the library keeps 16 digits of the 17 that a number may need


def _entries(layout: Layout, plain: Mapping[str, Any]) -> Iterator[tuple[dict[str, str], Mapping[str, Any]]]:
    if layout.by_option:
        for option, held in plain["options"].items():
            for key, entry in held.get(layout.name, {}).items():
                yield {"option": option, "key": key}, entry
    else:
        for key, entry in plain.get(layout.name, {}).items():
            yield {"key": key}, entry if isinstance(entry, Mapping) else {"date": entry}


def _row_of(layout: Layout, where: dict[str, str], plain: Mapping[str, Any]) -> _Row:
    held = dict(plain)
    years: dict[Year, float] = {}
    if layout.kind is Assumption:
        years, cells = _estimate(held)
    else:
        cells = {}
        if layout.by_option:
            years, cells = _amounts(held)
    for name, value in held.items():
        inner = {f"{name}.{key}": item for key, item in value.items()} if isinstance(value, Mapping) else {}
        for column, item in {name: value, **inner}.items():
            if column in layout.columns:
                address = f"{layout.name}.{'.'.join(where.values())}.{column}"
                cells[column] = _cell(item, layout.columns[column], address)
    return _Row({**where, **cells}, years)


def _cell(value: Any, form: Form, where: str) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return a plain value as a cell holds it."""
    if form is Form.TEXTS:
        items = [value] if isinstance(value, str) else value
        if any(";" in item or item.strip() != item or not item for item in items):
            message = "A list in a cell cannot hold this text."
            wanted = "texts without semicolons, and without blanks at their ends"
            raise InputError(message, where=where, got=repr(items)[:120], wanted=wanted)
        return "; ".join(items)
    if form is Form.TEAM:
        return "; ".join(f"{role}: {size}" for role, size in value.items())
    if isinstance(value, Mapping):
        return f"{value['years']}: {_numbers(value['values'])}"
    if form is Form.PROFILE and isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value) if set(value) & set(".eE") else int(value)  # an expression that is a number alone
    if form in (Form.DATE, Form.DATE_OR_TEXT) and not isinstance(value, datetime.date):
        return str(value)
    return value


def _numbers(values: list[float]) -> str:
    return "; ".join(map(repr, values))


def _series(held: Mapping[str, Any]) -> dict[Year, float]:
    return dict(zip(YearRange.parse(held["years"]), held["values"], strict=True))


def _amounts(held: dict[str, Any]) -> tuple[dict[Year, float], dict[str, Any]]:
    """Take amounts by year out of a line, where they are what its columns of years would say."""
    match, profile = _UNIT_OF_ONE.fullmatch(str(held.get("amount"))), held.get("profile")
    if not match or not isinstance(profile, Mapping) or held.get("when") != profile["years"]:
        return {}, {}
    for name in ("amount", "profile", "when"):
        del held[name]
    return _series(profile), {"unit": match[1]}


def _estimate(held: dict[str, Any]) -> tuple[dict[Year, float], dict[str, Any]]:
    """Take the numbers of an estimate out of an assumption, each for a column of its own."""
    if "years" in held:
        return _series({"years": held.pop("years"), "values": held.pop("values")}), {}
    kind = next(key for key in held if key in KINDS)
    given = held.pop(kind)
    cells: dict[str, Any] = {} if kind == Fixed.key else {ESTIMATE: kind}
    if isinstance(given, Mapping):
        numbers = dict(given)
    else:
        names = [name for name, _ in NUMBERS_OF[kind][0]]
        numbers = dict(zip(names, given if isinstance(given, list) else [given], strict=False))
    cells |= {name: _numbers(value) if isinstance(value, list) else value for name, value in numbers.items()}
    if Shifted.key in held:
        cells[Shifted.key] = held.pop(Shifted.key)
    if Truncated.key in held:
        ends = held.pop(Truncated.key)
        ends = ends if isinstance(ends, Mapping) else dict(zip(ENDS.values(), ends, strict=True))
        cells |= {column: ends[end] for column, end in ENDS.items() if end in ends}
    return {}, cells
