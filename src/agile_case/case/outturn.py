"""Outturn: what ledger lines come to by line or stage of a case, year and budget class, with what is not mapped.

Every ledger line is in exactly one of four heaps: mapped, outside the case, unmapped, or later than the day up to which
the ledger is complete. The heaps are summed in whole pence and come to the ledger.
"""

from __future__ import annotations

import calendar
import collections
import datetime
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.case.ledger import Ledger, LedgerLine
from agile_case.case.ledger_mapping import OUTSIDE, LedgerMapping, MappingRow
from agile_case.errors import Fault, InputError, UnknownNameError, YearError, did_you_mean
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import format_number
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import CalendarYear, FinancialYear, Year, as_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agile_case.model.model import Model

__all__ = ["Outturn", "outturn_of", "year_of"]

_PENCE: Final = 100
_UNCLASSIFIED: Final = "unclassified"
_SHOWN: Final = 20
_SIGNS: Final = "£, cash as booked; what is paid is positive"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Outturn(Noun):
    """What was spent, by line or stage, year and class, and what of the ledger that is not."""

    ledger: Ledger
    """The ledger."""
    mapping: LedgerMapping
    """The mapping."""
    until: datetime.date
    """Day up to which the ledger is complete; later lines are kept apart."""
    start: Year
    """Year 0 of the case, which says of which kind its years are."""
    pence: FrozenMap[tuple[str, Year, str], int]
    """Pence by address, year and budget class; sums of whole pence are exact."""
    mapped: tuple[tuple[LedgerLine, str], ...]
    """The lines that count, each with its address."""
    outside: tuple[LedgerLine, ...]
    """Lines that the mapping says are none of the case."""
    unmapped: tuple[LedgerLine, ...]
    """Lines that no row of the mapping is about."""
    later: tuple[LedgerLine, ...]
    """Lines after the day up to which the ledger is complete."""
    unused: tuple[MappingRow, ...]
    """Rows of the mapping that no line of the ledger is about."""

    @property
    def years(self) -> tuple[Year, ...]:
        """The years in which something was booked on the case, from the first to the last."""
        held = sorted({year for _, year, _ in self.pence}, key=lambda year: year.first)
        return tuple(held[0] + place for place in range(held[-1] - held[0] + 1)) if held else ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Addresses of the lines and stages that something was booked on."""
        return tuple(dict.fromkeys(address for address, _, _ in self.pence))

    def amount(self, address: str = "", year: Year | str | None = None, budget: str = "") -> float:
        """Return what was booked, in pounds of cash.

        Args:
            address: Address of a line or stage; all of them unless stated.
            year: The year; all of them unless stated.
            budget: The budget class; all of them unless stated.

        Raises:
            YearError: The year is none.
        """
        held = Year.parse(year) if isinstance(year, str) else year
        return (
            sum(
                pence
                for (where, when, what), pence in self.pence.items()
                if address in {"", where} and held in {None, when} and budget in {"", what}
            )
            / _PENCE
        )

    def closed(self) -> dict[tuple[str, Year], float]:
        """Return what was booked in the years that are over, in pounds by address and year: what `record` keeps."""
        found: collections.Counter[tuple[str, Year]] = collections.Counter()
        for (address, year, _), pence in self.pence.items():
            if (year + 1).begins <= self.until + datetime.timedelta(days=1):
                found[address, year] += pence
        return {place: pence / _PENCE for place, pence in found.items()}

    @property
    def unmapped_amount(self) -> float:
        """What no row of the mapping is about, in pounds."""
        return _pounds(self.unmapped)

    def spent(self, address: str = "") -> dict[datetime.date, float]:
        """Return what was spent to date by the end of each month, in pounds: what `delivery.Spend` takes.

        Args:
            address: Address of a line or stage; all of them unless stated.
        """
        monthly: collections.Counter[datetime.date] = collections.Counter()
        for line, where in self.mapped:
            if address in {"", where}:
                last = line.on.replace(day=calendar.monthrange(line.on.year, line.on.month)[1])
                monthly[min(last, self.until)] += line.pence
        total, found = 0, {}
        for day in sorted(monthly):
            total += monthly[day]
            found[day] = total / _PENCE
        return found

    @property
    def table(self) -> Table:
        """Outturn by line or stage and class, year by year, and the other heaps, down to the total of the ledger."""
        heaps = (
            ("Mapped to the case", tuple(line for line, _ in self.mapped)),
            ("Outside the case", self.outside),
            ("Unmapped", self.unmapped),
            (f"Later than {self.until}", self.later),
        )
        every = sorted({*self.years, *(self._year(line) for line in self.ledger.lines)}, key=lambda year: year.first)
        columns = [Column("What", "what"), Column("Class", "budget")]
        columns += [Column(str(year), f"{year}_gbp", 2) for year in every]
        columns.append(Column("Total", "total_gbp", 2))
        rows: list[list[Cell]] = []
        for address, budget in dict.fromkeys((address, budget) for address, _, budget in self.pence):
            cells = [self.pence.get((address, year, budget), 0) for year in every]
            rows.append([address, budget, *(cell / _PENCE for cell in cells), sum(cells) / _PENCE])
        for name, lines in heaps:
            cells = [sum(line.pence for line in lines if self._year(line) == year) for year in every]
            rows.append([name, "", *(cell / _PENCE for cell in cells), sum(cells) / _PENCE])
        cells = [sum(line.pence for line in self.ledger.lines if self._year(line) == year) for year in every]
        rows.append(["The ledger", "", *(cell / _PENCE for cell in cells), self.ledger.pence / _PENCE])
        return Table("outturn", f"Outturn to {self.until} ({_SIGNS})", columns, rows, self._notes())

    @property
    def unmapped_table(self) -> Table:
        """Every line that is not mapped, with its row in the ledger."""
        columns = [
            Column("File", "file"),
            Column("Row", "row", 0),
            Column("Day", "on"),
            Column("Cost centre", "cost_centre"),
            Column("Account", "account"),
            Column("Amount", "amount_gbp", 2),
            Column("Description", "description"),
        ]
        rows: list[list[Cell]] = [
            [line.file, line.row, line.on.isoformat(), line.cost_centre, line.account, line.amount, line.description]
            for line in self.unmapped
        ]
        caption = f"Ledger lines that are not mapped: £{format_number(self.unmapped_amount, 2)} ({_SIGNS})"
        return Table("unmapped", caption, columns, rows)

    def _year(self, line: LedgerLine) -> Year:
        return year_of(line.on, self.start)

    def _notes(self) -> tuple[str, ...]:
        files = (
            f"{name}: {held.name or 'given in Python'}{_hash(held.sha256)}"
            for name, held in (("Ledger", self.ledger), ("mapping", self.mapping))
        )
        found = ["Mapped, outside, unmapped and later come to the ledger, to the penny.", f"{'; '.join(files)}."]
        if sum(self.pence.values()) < 0:
            found.append("What is mapped comes to less than nothing: does this ledger write what is paid with a minus?")
        if self.unmapped:
            found.append(f"{len(self.unmapped)} lines are not mapped: no total of the case has them.")
        again = self.ledger.repeated
        if again:
            found.append(
                f"{len(again)} lines say what another line says, £{format_number(_pounds(again), 2)} in all; they "
                f"count. Were they exported twice? {_rows_of(again)}"
            )
        if self.unused:
            said = "; ".join(row.words for row in self.unused[:_SHOWN])
            found.append(f"Rows of the mapping that no line is about: {said}.")
        return tuple(found)

    def __repr__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()

    def _repr_html_(self) -> str:
        return self.table.to_html()


def _hash(digest: str) -> str:
    return f" (sha256 {digest[:12]})" if digest else ""


def _rows_of(lines: Iterable[LedgerLine]) -> str:
    held = [str(line.row) for line in lines if line.row]
    more = f" and {len(held) - _SHOWN} more" if len(held) > _SHOWN else ""
    return f"Rows {', '.join(held[:_SHOWN])}{more}." if held else ""


def _pounds(lines: Iterable[LedgerLine]) -> float:
    return sum(line.pence for line in lines) / _PENCE


def year_of(day: datetime.date, like: Year) -> Year:
    """Return the year that holds a day, of the same kind as another.

    Args:
        day: The day.
        like: A year of the kind that is wanted.
    """
    return CalendarYear(day.year) if isinstance(like, CalendarYear) else FinancialYear.holding(day)


def outturn_of(
    model: Model, ledger: Ledger, mapping: LedgerMapping, *, until: datetime.date | str | None = None
) -> Outturn:
    """Put the lines of a ledger to the lines and stages of a case; none is dropped and none counts twice.

    Args:
        model: The model of the case.
        ledger: The ledger lines.
        mapping: Where they go.
        until: Day up to which the ledger is complete; the day of its last line unless stated.

    Raises:
        UnknownNameError: A row of the mapping goes to nothing of the case; all such rows are listed.
        InputError: A row goes to a stage whose lines have no one class, and names none.
        SheetError: Two rows of the mapping are about the same ledger line; all such pairs are listed.
        YearError: The day is none.
    """
    classes = _classes(model, mapping)
    if until is None and not ledger.lines:
        message = "A ledger without lines does not say up to which day it is complete."
        raise YearError(message, where="until", got="none", wanted="a day")
    last = max(line.on for line in ledger.lines) if until is None else as_day(until, "until")
    pence: collections.Counter[tuple[str, Year, str]] = collections.Counter()
    mapped: list[tuple[LedgerLine, str]] = []
    heaps: dict[str, list[LedgerLine]] = {"outside": [], "unmapped": [], "later": []}
    places = mapping.places(ledger.lines)
    for line, place in zip(ledger.lines, places, strict=True):
        if place is None:
            heaps["later" if line.on > last else "unmapped"].append(line)
            continue
        row = mapping.rows[place]
        if row.to == OUTSIDE:
            heaps["outside"].append(line)
        elif line.on > last:
            heaps["later"].append(line)
        else:
            pence[row.to, year_of(line.on, model.basis.start), classes[place]] += line.pence
            mapped.append((line, row.to))
    order = {row.to: place for place, row in reversed(list(enumerate(mapping.rows)))}
    held = sorted(pence.items(), key=lambda item: (order[item[0][0]], item[0][2], item[0][1].first))
    return Outturn(
        ledger=ledger,
        mapping=mapping,
        until=last,
        start=model.basis.start,
        pence=FrozenMap(held),
        mapped=tuple(mapped),
        outside=tuple(heaps["outside"]),
        unmapped=tuple(heaps["unmapped"]),
        later=tuple(heaps["later"]),
        unused=tuple(row for place, row in enumerate(mapping.rows) if place not in set(places)),
    )


def _classes(model: Model, mapping: LedgerMapping) -> tuple[str, ...]:
    """Return the class of each row of the mapping; every row that goes to nothing is a fault."""
    lines = {
        f"options.{key}.{table}.{name}": line
        for key, option in model.options.items()
        for table in ("costs", "risks")
        for name, line in getattr(option, table).items()
    }
    stages = {f"stages.{key}": key for key in model.stages}
    faults: list[Fault] = []
    found: list[str] = []
    for row in mapping.rows:
        where = f"{mapping.name or 'mapping'}, row {row.row}" if row.row else mapping.name or "mapping"
        if row.to == OUTSIDE or row.budget:
            own = {row.budget}
        elif row.to in lines:
            own = {lines[row.to].budget or _UNCLASSIFIED}
        else:
            stage = stages.get(row.to, "")
            own = {line.budget or _UNCLASSIFIED for line in lines.values() if stage and line.stage == stage}
        if row.to != OUTSIDE and row.to not in lines and row.to not in stages:
            message = "There is no such cost, risk or stage."
            wanted = f"an address, as in options.digital.costs.beta_team or stages.alpha, or {OUTSIDE!r}"
            hint = did_you_mean(row.to, (*lines, *stages, OUTSIDE))
            error = UnknownNameError(message, where=f"{where}.to", got=repr(row.to)[:80], wanted=wanted, do=hint)
            faults += error.faults
        elif len(own) != 1:
            message = "The lines of this stage have no one budget class."
            got, do = ", ".join(sorted(own)) or "no line", "name the class in the mapping"
            faults += InputError(message, where=f"{where}.budget", got=got, wanted="one class", do=do).faults
        found.append(next(iter(own), ""))
    if faults:
        kind = UnknownNameError if all(fault.code == UnknownNameError.code for fault in faults) else InputError
        raise kind.of(faults)
    return tuple(found)
