"""One row of a sheet becomes one entry of the case file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import attrs

from agile_case.errors import Fault, did_you_mean
from agile_case.estimates.distributions import ESTIMATE_KEYS, Shifted, Truncated
from agile_case.model.assumptions import Assumption
from agile_case.model.fields import KEY
from agile_case.quantities.frozen import FrozenMap, freeze
from agile_case.storage.sheet_cells import CellError, is_blank, read_cell
from agile_case.storage.sheet_layout import BY_YEAR, ENDS, ESTIMATE, NUMBERS_OF, Form

if TYPE_CHECKING:
    from agile_case.storage.sheet_headings import Headings, Page

__all__ = ["Entry", "entry_of"]

_SERIES: Final = ("years", "values")
_ONE_NUMBER: Final = "value"
_NUMBERS: Final = tuple(dict.fromkeys(name for forms in NUMBERS_OF.values() for form in forms for name, _ in form))
_PARTS: Final = (ESTIMATE, *_NUMBERS, Shifted.key, *ENDS)
"""Columns that together give an estimate."""
_SHOWN: Final = 80


@attrs.frozen
class Entry:
    """What a row says."""

    address: str
    """Address of the entry, such as `options.digital.costs.team`."""
    plain: FrozenMap[str, Any]
    """Its keys as the case file has them."""
    governed: frozenset[str]
    """Keys that the sheet has a word on, also where this row leaves them empty; `a.b` is key b of table a."""
    place: str
    """Cell of its key."""
    option: str
    """Cell of its option, where it belongs to one."""
    cells: FrozenMap[str, str]
    """Cell of each of its keys."""


def entry_of(page: Page, row: int, headings: Headings, faults: list[Fault]) -> Entry | None:
    """Read a row; None if it cannot be said where it belongs.

    Args:
        page: The sheet.
        row: The row, counted from 0.
        headings: Its columns.
        faults: Where its faults go.
    """
    reading = _Row(page, row, headings, faults)
    where = {name: reading.key(name) for name in page.layout.needed}
    reading.read()
    if page.layout.kind is Assumption:
        reading.estimate()
    elif page.layout.by_option:
        reading.amounts()
    if not reading.broken:
        reading.refuse_bare_amounts()
    if not all(where.values()) or len(faults) > reading.faults_before:
        return None
    address = page.layout.address(where.get("option", ""), where["key"])
    place = reading.place("key")
    option = reading.place("option") if page.layout.by_option else ""
    return Entry(address, freeze(reading.nested()), reading.governed(), place, option, FrozenMap(reading.cells))


class _Row:
    """A row while it is read: what its columns hold, and the cell of each key of the case file."""

    def __init__(self, page: Page, row: int, headings: Headings, faults: list[Fault]) -> None:
        self.page, self.row, self.headings, self.faults = page, row, headings, faults
        self.faults_before = len(faults)
        self.held: dict[str, Any] = {}
        self.years: dict[int, float] = {}
        self.cells: dict[str, str] = {}
        self.broken: set[str] = set()

    def place(self, column: str) -> str:
        """Name the cell of a column; that of the key where the sheet has no such column."""
        columns = self.headings.columns
        return self.page.place(self.row, columns.get(column, columns.get("key", 0)))

    def fault(self, what: str, place: str, *, got: str, wanted: str, do: str = "") -> None:
        self.faults.append(self.page.fault(what, place, got=got, wanted=wanted, do=do))

    def cell(self, column: int, form: Form) -> Any:  # noqa: ANN401 - plain data of any shape
        """Read one cell; None where it is blank, or where it is at fault."""
        at, sheet, place = (self.row, column), self.page.sheet, self.page.place(self.row, column)
        value = sheet.cell(*at)
        if at in sheet.marks.errors:
            what, do = "This cell holds an error.", "correct the formula in the spreadsheet"
            self.fault(what, place, got=f"{value!r:.{_SHOWN}}", wanted="a value", do=do)
        elif at in sheet.marks.formulas:
            what, do = "This formula has no value yet.", "open the file in the spreadsheet program and save it there"
            self.fault(what, place, got="a formula that no program has worked out", wanted="a value", do=do)
        elif not is_blank(value):
            try:
                return read_cell(value, form, typed=self.page.typed)
            except CellError as error:
                self.fault(error.what, place, got=error.got, wanted=error.wanted, do=error.do)
        return None

    def key(self, column: str) -> str:
        """Read a key that says where the row belongs; empty where there is none."""
        if column not in self.headings.columns:
            return ""  # a fault of the headings
        before = len(self.faults)
        found = self.cell(self.headings.columns[column], Form.TEXT)
        if len(self.faults) > before:
            return ""
        if found is None:
            what, do = f"This row has no {column}.", "fill the cell, or clear the whole row"
            wanted = "the key of an option of the case" if column == "option" else "a key for what the row holds"
            self.fault(what, self.place(column), got="an empty cell", wanted=wanted, do=do)
            return ""
        if not KEY.fullmatch(found):
            wanted = "small letters, digits and underscores, beginning with a letter"
            near = re.sub(r"[^a-z0-9]+", "_", found.lower()[:_SHOWN]).strip("_")
            do = f"write {near}" if KEY.fullmatch(near) else ""
            self.fault("This is not a key.", self.place(column), got=repr(found)[:_SHOWN], wanted=wanted, do=do)
            return ""
        return str(found)

    def read(self) -> None:
        """Read every other cell of the row."""
        for name, column in self.headings.columns.items():
            if name not in self.page.layout.needed:
                value = self.sound(name, column, self.page.layout.columns[name])
                if value is not None:
                    self.held[name] = value
                    self.cells[name] = self.page.place(self.row, column)
        for column in self.headings.years:
            value = self.sound("years", column, Form.NUMBER)
            if value is not None:
                self.years[column] = value
        if "years" not in self.broken:
            self._check_gaps()

    def sound(self, name: str, column: int, form: Form) -> Any:  # noqa: ANN401 - plain data of any shape
        """Read one cell, and remember a column at fault, so that nothing is said of what only follows from it."""
        before = len(self.faults)
        value = self.cell(column, form)
        if len(self.faults) > before:
            self.broken.add(name)
        return value

    def _check_gaps(self) -> None:
        """Refuse an empty cell between two years: it is neither a nought nor the end."""
        given = list(self.years)
        for column in self.headings.years:
            if given and given[0] < column < given[-1] and column not in self.years:
                what, do = "A year between two others has no number.", "write 0 if that is meant"
                place = self.page.place(self.row, column)
                self.fault(what, place, got="an empty cell", wanted="a number", do=do)

    def series(self) -> dict[str, Any]:
        """Return the numbers by year as the case file has them."""
        years = [str(self.headings.years[column]) for column in self.years]
        span = years[0] if len(years) == 1 else f"{years[0]}..{years[-1]}"
        return {"years": span, "values": list(self.years.values())}

    def amounts(self) -> None:
        """Turn amounts that are numbers, or years, into text with the unit of the row."""
        if self.broken & {"amount", "unit", "years", "profile"}:
            return
        unit = self.held.pop("unit", None)
        where = self.cells.pop("unit", "")
        amount = self.held.get("amount")
        number = isinstance(amount, int | float)
        if self.years:
            self._by_year(unit, where)
        elif unit is not None and number:
            self.held["amount"] = f"{amount!r} {unit}"
        elif unit is not None:
            what, got = "A unit stands by itself.", "text in 'amount'" if amount else "no amount"
            wanted = "a number in 'amount', or numbers in columns of years"
            self.fault(what, where, got=got, wanted=wanted, do="clear it, or write the amount as a number")

    def _by_year(self, unit: str | None, where: str) -> None:
        first = self.page.place(self.row, next(iter(self.years)))
        if unit is None:
            what, wanted = "Numbers by year have no unit.", "a unit such as GBPk/year in the column 'unit'"
            self.fault(what, first, got="no unit", wanted=wanted)
        for name in ("amount", "profile"):
            if name in self.held:
                what, wanted = "An amount is given twice.", f"numbers by year, or {name!r}"
                self.fault(what, self.cells[name], got=f"{name!r}, and numbers by year", wanted=wanted)
        self.held |= {"amount": f"1 {unit}", "profile": self.series()}
        self.cells |= {"amount": where or first, "profile": first}
        if not {"when", "starts", "ends"} & set(self.held):
            self.held["when"] = self.series()["years"]
            self.cells["when"] = first

    def refuse_bare_amounts(self) -> None:
        """Refuse amounts that are still numbers without a unit."""
        for name, form in self.page.layout.columns.items():
            if form is Form.AMOUNT and isinstance(self.held.get(name), int | float):
                what, number = "A number stands here without a unit.", f"{self.held[name]!r}"
                unit = self.page.layout.by_option and name == "amount"
                do = "write it with its unit" + (", or give a unit in the column 'unit'" if unit else "")
                self.fault(what, self.cells[name], got=number, wanted="text with a unit", do=do)

    def estimate(self) -> None:
        """Turn the numbers of an estimate into the key of its kind."""
        if self.broken & {*_PARTS, "years"}:
            return
        given = {name: self.held.pop(name) for name in _PARTS if name in self.held}
        places = {name: self.cells.pop(name) for name in given}
        kind = given.pop(ESTIMATE, _ONE_NUMBER if _ONE_NUMBER in given else None)
        if self.years:
            for name, place in places.items():
                what, wanted = "An estimate is given twice.", f"numbers by year, or {name!r}"
                self.fault(what, place, got=f"{name!r}, and numbers by year", wanted=wanted)
            first = self.page.place(self.row, next(iter(self.years)))
            self.held |= self.series()
            self.cells |= dict.fromkeys(_SERIES, first)
        elif kind is not None and kind not in NUMBERS_OF:
            what, wanted = "There is no such kind of estimate.", " or ".join(NUMBERS_OF)
            do = did_you_mean(kind, NUMBERS_OF)
            self.fault(what, places[ESTIMATE], got=repr(kind)[:_SHOWN], wanted=wanted, do=do)
        elif kind is None and given:
            name = next(iter(given))
            what, wanted = "These numbers have no kind.", f"one of {', '.join(NUMBERS_OF)} in the column 'estimate'"
            self.fault(what, places[name], got=f"{name!r} without 'estimate'", wanted=wanted)
        elif kind is not None:
            self._numbers_of(kind, given, places)

    def _numbers_of(self, kind: str, given: dict[str, Any], places: dict[str, str]) -> None:
        """Put the numbers of a kind in their order, and the shift and the truncation beside them."""
        place = places.get(ESTIMATE, places.get(_ONE_NUMBER, self.place("key")))
        forms = NUMBERS_OF[kind]
        form = next((form for form in reversed(forms) if any(name in given for name, _ in form)), forms[0])
        names = [name for name, _ in form]
        whole = any(name in given for name, needed in form if not needed)
        for name in [name for name, needed in form if (needed or whole) and name not in given]:
            what, wanted = f"The {name!r} of this estimate is missing.", f"{kind}: {', '.join(names)}"
            self.fault(what, place, got=", ".join(part for part in names if part in given) or "none", wanted=wanted)
        for name in [name for name in given if name in _NUMBERS and name not in names]:
            what, wanted = f"{name!r} is no number of this estimate.", f"{kind}: {', '.join(names)}"
            self.fault(what, places[name], got=repr(given[name])[:_SHOWN], wanted=wanted, do="clear the cell")
        numbers = [given[name] for name in names if name in given]
        as_table = form is not forms[0] or any(isinstance(number, list) for number in numbers)
        self.held[kind] = dict(zip(names, numbers, strict=False)) if as_table else numbers
        if len(names) == 1:
            self.held[kind] = numbers[0] if numbers else None
        self.cells[kind] = place
        if Shifted.key in given:
            self.held[Shifted.key], self.cells[Shifted.key] = given[Shifted.key], places[Shifted.key]
        ends = {end: given[column] for column, end in ENDS.items() if column in given}
        if ends:
            self.held[Truncated.key] = ends
            self.cells[Truncated.key] = next(places[column] for column in ENDS if column in given)

    def governed(self) -> frozenset[str]:
        """Return the keys that the sheet has a word on."""
        layout, columns = self.page.layout, self.headings.columns
        names = {name for name in columns if name not in layout.needed}
        years = bool(self.headings.years)
        if layout.kind is Assumption:
            parts = names.intersection(_PARTS)
            return frozenset((names - parts) | ({*ESTIMATE_KEYS, *_SERIES} if parts or years else set()))
        if layout.by_option:
            names = (names - {"unit"}) | set(BY_YEAR[:2] if years else ()) | set(BY_YEAR if self.years else ())
        return frozenset(names)

    def nested(self) -> dict[str, Any]:
        """Return what the row holds, with tables in the place of dotted names."""
        found: dict[str, Any] = {}
        for name, value in self.held.items():
            table, dot, key = name.partition(".")
            if dot:
                found.setdefault(table, {})[key] = value
            else:
                found[name] = value
        return found
