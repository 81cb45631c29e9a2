"""What was approved for the stages of a case, what was spent of it, and the table of that."""

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.appraisal.summary import largest, money_column
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale, money_words
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ApprovedStage", "SpendAgainstApproval"]

_PENNY: Final = 0.005


@attrs.frozen(kw_only=True, repr=False)
class ApprovedAmount(Noun):
    """What a decision approved."""

    stage: str
    """Key of the stage that it is for; empty where there is none after that of the iteration."""
    on: datetime.date
    """Day of the decision."""
    amount: float
    """Pounds of cash."""
    iteration: str
    """The iteration that was decided on."""
    reference: str
    """Where the decision is recorded."""


@attrs.frozen(kw_only=True, repr=False)
class ApprovedStage(Noun):
    """A stage in pounds of cash; what cannot be worked out is not a number."""

    key: str
    """Its key."""
    title: str
    """Title for printing."""
    asked: float | None
    """Its tranche; None where it has none."""
    approved: float | None
    """What was approved for it; None where no decision names an amount."""
    references: tuple[str, ...]
    """Where the decisions are recorded."""
    spent: float
    """What was spent on it."""
    to_come: float
    """What its lines still cost: core cost with tax that is not recovered."""
    contingency: float
    """Contingency on what is still to come."""
    as_planned: tuple[str, ...]
    """Addresses of its lines of which nothing is known, so that they count as they are planned."""
    chance: float | None
    """Chance that it stays within what was approved, contingency included; None without a simulation."""

    @property
    def forecast(self) -> float:
        """What was spent and what is still to come, without contingency."""
        return self.spent + self.to_come

    def exceeds(self, tolerance: float | None) -> bool:
        """Tell whether the forecast is above what was approved by more than a tolerance.

        Args:
            tolerance: As a fraction of what was approved; none at all where it is None.
        """
        if self.approved is None or math.isnan(self.forecast):
            return self.approved is not None and self.spent > self.approved * (1.0 + (tolerance or 0.0)) + _PENNY
        return self.forecast > self.approved * (1.0 + (tolerance or 0.0)) + _PENNY

    def says(self, tolerance: float | None) -> str:
        """Return how it stands, in words.

        Args:
            tolerance: As for `exceeds`.
        """
        if self.approved is None:
            return "no amount is approved"
        if self.exceeds(tolerance):
            return "above it, and no tolerance is stated" if tolerance is None else "outside the tolerance"
        if math.isnan(self.forecast):
            return "not available"
        return "within the tolerance" if self.forecast > self.approved + _PENNY else "within it"


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SpendAgainstApproval(Noun):
    """Every stage with what was approved for it."""

    option: str
    """Key of the option that is carried out."""
    on: datetime.date
    """Day up to which decisions count."""
    source: str
    """Where what was spent comes from."""
    tolerance: float | None
    """The tolerance of the programme on cost, as a fraction; None where none is stated."""
    stages: tuple[ApprovedStage, ...]
    """The stages, in their order."""
    amounts: tuple[ApprovedAmount, ...]
    """What decisions approved, in their order."""
    without_stage: float
    """Pounds that were spent on lines that name no stage."""
    unmapped: float
    """Pounds of the ledger that are not mapped."""

    @property
    def unplaced(self) -> float:
        """Pounds that were approved on iterations after whose stage there is none."""
        return sum(one.amount for one in self.amounts if not one.stage)

    @property
    def outside(self) -> tuple[ApprovedStage, ...]:
        """Stages whose forecast is above what was approved, and its tolerance: approval is asked for again."""
        return tuple(one for one in self.stages if one.exceeds(self.tolerance))

    @property
    def table(self) -> Table:
        """What was asked for, approved and spent, what is still to come, and how that stands."""
        rows: list[list[Cell]] = []
        for one in self.stages:
            left = None if one.approved is None else one.approved - one.spent
            cells = (one.spent, one.to_come, one.forecast, one.contingency)
            known: list[Cell] = [None if math.isnan(cell) else cell for cell in cells]
            rows.append([one.title, one.asked, one.approved, *known, left, one.says(self.tolerance)])
            rows[-1] += [one.chance, "; ".join(one.references)]
        named = [row for row, one in zip(rows, self.stages, strict=True) if one.approved is not None]
        whole = [_sum(row[place] for row in named) for place in range(2, 8)]
        rows.append(["Stages with an approval", _sum(row[1] for row in named), *whole, "", "", ""])
        scale = money_scale(largest(cell for row in rows for cell in row[1:8] if isinstance(cell, float)))
        columns = [
            Column("Stage", "stage"),
            attrs.evolve(money_column("asked", "Asked", scale), empty="none"),
            attrs.evolve(money_column("approved", "Approved", scale), empty="none"),
            money_column("spent", "Spent", scale),
            money_column("to_come", "Still to come", scale),
            money_column("forecast", "Forecast", scale),
            money_column("contingency", "Contingency on it", scale),
            attrs.evolve(money_column("left", "Approved, not spent", scale), empty="none approved"),
            Column("Forecast against approval", "state"),
            Column("Chance within it, %", "chance", 0, 0.01, empty="no draws"),
            Column("Decisions", "decisions", empty="none"),
        ]
        caption = f"Spend against approval on {self.on} ({scale[1]}, cash)"
        if all(one.chance is None for one in self.stages):
            rows, columns = [[*row[:9], row[10]] for row in rows], [*columns[:9], columns[10]]
        return Table(f"approval_{self.option}", caption, columns, rows, self._notes())

    def _notes(self) -> tuple[str, ...]:
        tolerance = "no tolerance is stated" if self.tolerance is None else f"tolerance {self.tolerance:.0%}"
        found = [
            f"Spent: {self.source}. Forecast: spent and still to come, without contingency; {tolerance}.",
            "A decision approves money for the stage that follows, or for the same one again where it is repeated.",
        ]
        planned = [address.rpartition(".")[2] for one in self.stages for address in one.as_planned]
        if planned:
            found.append(f"Nothing is known of these lines, which count as they are planned: {', '.join(planned)}.")
        for amount, said in (
            (self.without_stage, "was spent on lines that name no stage, and is in no row"),
            (self.unplaced, "was approved on iterations after whose stage there is none, and is in no row"),
            (self.unmapped, "of the ledger is not mapped, and is in no row"),
        ):
            if abs(amount) >= _PENNY:
                found.append(f"{money_words(amount)} {said}.")
        return tuple(found)

    def __repr__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()

    def _repr_html_(self) -> str:
        return self.table.to_html()


def _sum(cells: Iterable[Cell]) -> float | None:
    """Return a sum; None where a part of it is not known."""
    held = list(cells)
    known = [float(cell) for cell in held if isinstance(cell, int | float)]
    return sum(known) if len(known) == len(held) else None
