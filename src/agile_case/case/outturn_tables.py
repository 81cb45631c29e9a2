"""What plan against outturn found, and its tables."""

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.summary import largest, money_column
from agile_case.quantities.frozen import FloatArray
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale, money_words
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import Year

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["OutturnAgainstPlan", "OutturnLine"]

_PENNY: Final = 0.005
_SHARES: Final = (0.1, 0.5, 0.9)


@attrs.frozen(kw_only=True, repr=False)
class OutturnLine(Noun):
    """A line, or a stage with all its lines, in pounds of cash; what cannot be worked out is not a number."""

    address: str
    """Its address."""
    title: str
    """Title for printing."""
    members: tuple[str, ...]
    """Addresses of the lines that it holds."""
    planned: tuple[float, ...]
    """Plan by year: core cost with tax that is not recovered."""
    planned_to_date: float
    """How much of it was to be spent by the day."""
    planned_contingency: float
    """Contingency of the plan: optimism bias, and the expected cost of a risk."""
    spent: tuple[float, ...]
    """Outturn by year, up to the day."""
    to_come: tuple[float, ...]
    """What is still to come by year, by the case of now, contingency left out."""
    contingency_to_come: float
    """Contingency on what is still to come."""
    present: float | None
    """What outturn in the place of what was expected by the day does to the NPSV; None where that is not known."""
    reason: str
    """Why it is not known; empty where it is."""

    @property
    def spent_to_date(self) -> float:
        """Outturn up to the day."""
        return sum(self.spent)

    @property
    def variance(self) -> float:
        """Outturn less plan, up to the day: more was spent where it is above zero."""
        return self.spent_to_date - self.planned_to_date

    @property
    def forecast(self) -> tuple[float, ...]:
        """Forecast outturn by year: what was spent and what is still to come, without contingency."""
        return tuple(paid + more for paid, more in zip(self.spent, self.to_come, strict=True))


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OutturnAgainstPlan(Noun):
    """Outturn against the plan, and the forecast of the whole."""

    option: str
    """Key of the option that is carried out."""
    until: datetime.date
    """Day up to which the ledger is complete."""
    plan: str
    """Iteration whose case is the plan; empty where it is the case itself."""
    years: tuple[Year, ...]
    """The years of the case."""
    price_base: str
    """Prices of the NPSV, in words."""
    lines: tuple[OutturnLine, ...]
    """The lines that the mapping names."""
    not_mapped: tuple[str, ...]
    """Addresses of the costs of the option that the mapping does not name."""
    unmapped: float
    """Pounds of the ledger that no row of the mapping is about."""
    drawn: FloatArray | None
    """Forecast outturn of the whole with contingency in each draw; None without a simulation."""
    silent: tuple[Year, ...]
    """Years that are over in which money was to be spent and of which the ledger has no line: is a file missing?"""
    outside_years: float
    """Pounds that were booked in years that the case does not have; no column has them."""
    npsv_plan: float | None
    """NPSV of the plan over its whole life, against business as usual; None where there is none."""
    npsv_now: float | None
    """The same of the case as it is believed now, before outturn."""

    @property
    def spent(self) -> float:
        """Outturn of the lines, in pounds."""
        return sum(line.spent_to_date for line in self.lines)

    @property
    def variance(self) -> float:
        """Outturn less plan up to the day, in pounds."""
        return sum(line.variance for line in self.lines)

    @property
    def forecast(self) -> float | None:
        """Forecast outturn of the whole without contingency, in pounds; None where cash cannot be worked out."""
        return _known(sum(sum(line.forecast) for line in self.lines))

    @property
    def forecast_with_contingency(self) -> float | None:
        """The same with the contingency on what is still to come."""
        return _known(sum(sum(line.forecast) + line.contingency_to_come for line in self.lines))

    @property
    def spread(self) -> tuple[float, float, float] | None:
        """P10, P50 and P90 of the forecast outturn with contingency, in pounds; None without a simulation."""
        if self.drawn is None:
            return None
        low, middle, high = np.quantile(self.drawn, _SHARES).tolist()
        return low, middle, high

    def chance_within(self, amount: float) -> float | None:
        """Return the chance that the forecast outturn with contingency is no more than an amount.

        Args:
            amount: Pounds of cash.

        Returns:
            From 0 to 1; None without a simulation.
        """
        return None if self.drawn is None else float(np.mean(self.drawn <= amount))

    @property
    def npsv_outturn(self) -> float | None:
        """NPSV over the whole life with outturn in the place of what was expected by the day; None where not known."""
        parts = [line.present for line in self.lines]
        known = [part for part in parts if part is not None]
        return None if self.npsv_now is None or len(known) < len(parts) else self.npsv_now + sum(known)

    @property
    def table(self) -> Table:
        """Plan and outturn up to the day, what is still to come, and the whole, by line."""
        rows: list[list[Cell]] = [
            [
                line.title,
                _known(line.planned_to_date),
                line.spent_to_date,
                _known(line.variance),
                _known(sum(line.to_come)),
                _known(sum(line.forecast)),
                _known(sum(line.planned)),
                _known(sum(line.forecast) - sum(line.planned)),
            ]
            for line in self.lines
        ]
        rows.append(["Total", *(_total(row[place] for row in rows) for place in range(1, 8))])
        reserve, before = (
            _known(sum(line.contingency_to_come for line in self.lines)),
            _known(sum(line.planned_contingency for line in self.lines)),
        )
        rows.append(["Contingency", None, None, None, reserve, reserve, before, _less(reserve, before)])
        whole = [_total(row[place] for row in rows[-2:]) for place in range(4, 8)]
        rows.append(["Total with contingency", None, None, None, *whole])
        for row in rows[-2:]:
            row[1:4] = ["", "", ""]
        scale = money_scale(largest(cell for row in rows for cell in row[1:] if isinstance(cell, float)))
        columns = [
            Column("Line", "line"),
            money_column("plan_to_date", "Plan to date", scale),
            money_column("outturn_to_date", "Outturn to date", scale),
            money_column("variance", "Variance", scale),
            money_column("to_come", "Still to come", scale),
            money_column("forecast", "Forecast outturn", scale),
            money_column("plan", "Plan, whole", scale),
            money_column("variance_at_end", "Variance at the end", scale),
        ]
        caption = f"Outturn to {self.until} against {self._called} ({scale[1]}, cash)"
        return Table(f"outturn_{self.option}", caption, columns, rows, self._notes())

    @property
    def years_table(self) -> Table:
        """Plan, outturn, what is still to come and the forecast by line and year; years without any are left out."""
        rows: list[list[Cell]] = []
        for line in self.lines:
            for place, year in enumerate(self.years):
                cells = [line.planned[place], line.spent[place], line.to_come[place], line.forecast[place]]
                if any(cells):
                    rows.append([line.address, str(year), *map(_known, cells)])
        scale = money_scale(largest(cell for row in rows for cell in row[2:] if isinstance(cell, float)))
        columns = [Column("Line", "line"), Column("Year", "year")]
        columns += [
            money_column(key, title, scale)
            for key, title in (
                ("plan", "Plan"),
                ("outturn", "Outturn"),
                ("to_come", "Still to come"),
                ("forecast", "Forecast outturn"),
            )
        ]
        caption = f"Plan and outturn by year ({scale[1]}, cash; contingency left out)"
        return Table(f"outturn_years_{self.option}", caption, columns, rows, [f"Outturn to {self.until}."])

    @property
    def npsv_table(self) -> Table:
        """What outturn does to the NPSV over the whole life, line by line, from the case of now."""
        rows: list[list[Cell]] = [["NPSV as planned", self.npsv_plan], ["NPSV as believed now", self.npsv_now]]
        rows += [[f"{line.title}: outturn in the place of what was expected", line.present] for line in self.lines]
        rows.append(["NPSV with outturn", self.npsv_outturn])
        scale = money_scale(largest(cell for _, cell in rows if isinstance(cell, float)))
        columns = [Column("What", "what"), money_column("amount", "Amount", scale)]
        notes = [
            "Outturn is deflated, and tax that is not recovered is taken off.",
            "What was expected by the day is core cost and optimism bias: bias stays on what is still to come.",
            *(f"Not available for {line.title}: {line.reason}." for line in self.lines if line.reason),
        ]
        caption = f"NPSV over the whole life ({scale[1]}, present value, {self.price_base})"
        return Table(f"outturn_npsv_{self.option}", caption, columns, rows, notes)

    @property
    def _called(self) -> str:
        return f"the plan of {self.plan}" if self.plan else "the case as it is"

    def _notes(self) -> tuple[str, ...]:
        found = [
            "Plan: core cost with value added tax that is not recovered; optimism bias and risks are contingency.",
            "Variance: outturn less plan; above zero more was spent. Still to come: the case as it is believed now.",
            "Within a year a plan is spread evenly over the months in which the line runs.",
            "What was not spent is not carried forward: revise the case where work moved.",
        ]
        if self.spread is not None and self.drawn is not None:
            low, middle, high = map(money_words, self.spread)
            found.append(
                f"Forecast outturn with contingency, {self.drawn.size:,} draws: P10 {low}, P50 {middle}, P90 {high}."
            )
        if abs(self.unmapped) >= _PENNY:
            found.append(f"{money_words(self.unmapped)} of the ledger is not mapped and in none of these figures.")
        if self.silent:
            said = ", ".join(str(year) for year in self.silent)
            found.append(f"The ledger has no line of {said}, so nothing counts as spent then. Is a file missing?")
        if abs(self.outside_years) >= _PENNY:
            found.append(f"{money_words(self.outside_years)} was booked in years that the case does not have.")
        if self.not_mapped:
            names = ", ".join(address.rpartition(".")[2] for address in self.not_mapped)
            found.append(f"Not in the mapping, so not compared: {names}.")
        return tuple(found)

    def __repr__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()

    def _repr_html_(self) -> str:
        return self.table.to_html()


def _known(amount: float) -> float | None:
    return None if math.isnan(amount) else amount


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _total(cells: Iterable[Cell]) -> float | None:
    held = list(cells)
    known = [float(cell) for cell in held if isinstance(cell, int | float)]
    return sum(known) if len(known) == len(held) else None
