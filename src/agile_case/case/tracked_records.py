"""What of a record tracking can use: figures of measures, money of lines; and what it cannot, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.appraisal.parameters import parameters_of
from agile_case.case.actuals import actuals_of
from agile_case.case.tracked_parts import UnusedRecord
from agile_case.history.entries import Record
from agile_case.model.lines import Cost
from agile_case.model.model import Model
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.years import Year

if TYPE_CHECKING:
    import datetime
    from collections.abc import Collection, Mapping

    from agile_case.case.recorded import Recorded
    from agile_case.model.lines import Benefit

__all__ = ["Known", "known_of", "monetised", "recorded_lines", "unused"]


@attrs.frozen(kw_only=True, eq=False)
class Known:
    """What was recorded, as it stands: of several figures for one year the last one."""

    model: Model
    """The case as it is believed."""
    option: str
    """Key of the option that is carried out."""
    records: FrozenMap[tuple[str, Year], Record]
    """The entries by address and year."""

    def of(self, path: str, year: Year) -> Record | None:
        """Return what was recorded under an address for a year, if anything was.

        Args:
            path: The address.
            year: The year.
        """
        return self.records.get((path, year))

    def money(self, table: str, name: str) -> dict[Year, float]:
        """Return the money of a line by year, out of cash into the prices of the case.

        Args:
            table: `costs` or `benefits`.
            name: Key of the line.
        """
        path, units = f"options.{self.option}.{table}.{name}", self.model.units
        prices = parameters_of(self.model).prices
        return {
            year: entry.amount.magnitude
            * units.unit(entry.amount.unit).scale
            * prices.deflator.ratio(year, prices.base)
            for (address, year), entry in self.records.items()
            if address == path and prices.reaches(year)
        }


def known_of(case: Recorded, model: Model, option: str, on: datetime.date) -> Known:
    """Return what was recorded up to a day.

    Args:
        case: The case, with its history.
        model: The case as it is believed.
        option: Key of the option that is carried out.
        on: The day.
    """
    return Known(model=model, option=option, records=FrozenMap(actuals_of(case.entries, on)))


def monetised(model: Model, option: str, keys: Collection[str]) -> dict[str, Benefit]:
    """Return the benefits that a tracked measure stands for.

    Args:
        model: The case as it is believed.
        option: Key of the option that is carried out.
        keys: Keys of the tracked measures.
    """
    return {
        name: held
        for name, held in model.options[option].benefits.items()
        if held.measured_by in keys and held.measure is not None and held.unit_value is not None
    }


def recorded_lines(
    model: Model, option: str, keys: Collection[str], known: Known
) -> dict[tuple[str, str], Benefit | Cost]:
    """Return the lines whose money was recorded; of a benefit with a measure it is the measure that counts.

    Args:
        model: The case as it is believed.
        option: Key of the option that is carried out.
        keys: Keys of the tracked measures.
        known: What was recorded.
    """
    held, counted = model.options[option], monetised(model, option, keys)
    tables: dict[str, Mapping[str, Cost] | Mapping[str, Benefit]] = {"costs": held.costs, "benefits": held.benefits}
    return {
        (table, name): line
        for table, lines in tables.items()
        for name, line in lines.items()
        if known.money(table, name)
        and not (table == "benefits" and name in counted)
        and (isinstance(line, Cost) or line.monetised)
    }


def unused(known: Known, keys: Collection[str], lines: Collection[tuple[str, str]]) -> tuple[UnusedRecord, ...]:
    """Return what was recorded and moves nothing here, with the reason.

    Args:
        known: What was recorded.
        keys: Keys of the tracked measures.
        lines: Tables and keys of the lines whose money counts.
    """
    found = []
    for (path, year), entry in known.records.items():
        why = _why(known, keys, lines, path, year)
        if why:
            found.append(UnusedRecord(path=path, year=year, amount=str(entry.amount), why=why))
    return tuple(found)


def _why(known: Known, keys: Collection[str], lines: Collection[tuple[str, str]], path: str, year: Year) -> str:
    model, parts = known.model, path.split(".")
    if year not in model.basis.period:
        return "the case does not have this year"
    if parts[0] == "measures":
        if parts[1] not in model.measures:
            return "the case does not have this measure any more"
        return "" if parts[1] in keys else "nothing is expected of this measure under the option"
    _, option, table, name = parts
    if option not in model.options or name not in getattr(model.options[option], table):
        return "the case does not have this line any more"
    if option != known.option:
        return "it is of an option that is not carried out"
    if table in {"risks", "transfers"}:
        return "money of a risk or a transfer takes the place of nothing here: record it under the cost that paid it"
    if table == "benefits" and (table, name) not in lines and year in known.money(table, name):
        return "a measure stands for this benefit, and it counts"
    return "" if year in known.money(table, name) else "the deflator does not hold this year"
