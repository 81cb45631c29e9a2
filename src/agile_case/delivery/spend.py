"""Spend against tranches: what was released gate by gate, what was spent by day, and what is still to come."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from agile_case.delivery.completion import CostToComplete
from agile_case.delivery.forecasting import CHANCES
from agile_case.delivery.inputs import not_negative
from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.model import fields
from agile_case.model.stages import tranche_amount
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    from agile_case.delivery.sprints import Progress
    from agile_case.model.model import Model

__all__ = ["Spend", "Tranche", "spent_by_sprint", "tranches_of"]


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Tranche(Noun):
    """Money that was, or is to be, released at a gate."""

    stage: str = attrs.field(validator=fields.is_a(str))
    """The stage that it pays for."""
    released: datetime.date = attrs.field(converter=as_date)
    """Day of its release."""
    amount: float = attrs.field(converter=not_negative)
    """Pounds."""


def _tranches(value: object) -> tuple[Tranche, ...]:
    held: tuple[Any, ...] = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str) else (value,)
    for place, item in enumerate(held):
        if not isinstance(item, Tranche):
            message = "This is not a tranche."
            raise InputError(message, where=str(place), got=f"{item!r:.80}", wanted="a Tranche")
    if not held:
        message = "Spend is held against money that was released."
        raise InputError(message, got="no tranche", wanted="one or more")
    return tuple(sorted(held, key=lambda tranche: tranche.released))


def _spent(value: object) -> tuple[tuple[datetime.date, float], ...]:
    if not isinstance(value, Mapping) or not value:
        message = "Spend is given by day."
        raise InputError(message, got=f"{value!r:.80}", wanted="pounds spent to date by day, one day or more")
    return tuple(sorted((as_date(day), not_negative(amount, str(day))) for day, amount in value.items()))


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Spend(Noun):
    """What was spent to date, against what was released, in one price base: cash, as ledgers and approvals have it."""

    tranches: tuple[Tranche, ...] = attrs.field(converter=_tranches)
    """The tranches; they are put in the order of their days."""
    spent: tuple[tuple[datetime.date, float], ...] = attrs.field(converter=_spent)
    """Pounds spent to date, by day; given as a table of days."""
    to_complete: CostToComplete | None = attrs.field(default=None, validator=fields.none_or(CostToComplete))
    """What the rest costs, where there is a forecast."""
    title: str = fields.text()
    """Title for printing."""
    credits: bool = fields.flag()
    """Whether spend to date may fall, as where accruals are reversed or refunds are booked in a later month."""

    def __attrs_post_init__(self) -> None:
        """Refuse spend to date that falls, unless it may."""
        for (_, before), (day, amount) in itertools.pairwise(self.spent):
            if amount < before and not self.credits:
                message = "Spend to date never falls: it is the sum of all so far."
                got = f"{amount:,.0f} after {before:,.0f}"
                do = "add the periods up; say credits=True where a ledger reverses accruals or has refunds"
                raise InputError(message, where=f"spent.{day}", got=got, wanted=f"{before:,.0f} or more", do=do)

    def released(self, day: datetime.date | str) -> float:
        """Return what was released by the end of a day, in pounds.

        Args:
            day: The day.

        Raises:
            YearError: It is none.
        """
        until = as_date(day)
        return sum(tranche.amount for tranche in self.tranches if tranche.released <= until)

    @property
    def overspent(self) -> tuple[datetime.date, ...]:
        """Return the days on which more was spent than had been released."""
        return tuple(day for day, amount in self.spent if amount > self.released(day))

    @property
    def outturns(self) -> tuple[tuple[float, datetime.date, float], ...]:
        """Return chance, day and pounds of the whole, spent and to come, at P10, P50 and P90; none where none ends."""
        held = self.to_complete
        if held is None:
            return ()
        spent = self.spent[-1][1]
        found = ((chance, held.forecast.sprints(chance)) for chance in CHANCES)
        return tuple(
            (chance, held.forecast.ends(place), spent + held.costs[place])
            for chance, place in found
            if place is not None
        )

    @property
    def table(self) -> Table:
        """Return by day what was released and spent, and where the whole is forecast to end."""
        days = sorted({*(tranche.released for tranche in self.tranches), *(day for day, _ in self.spent)})
        names: dict[datetime.date, list[str]] = {}
        for tranche in self.tranches:
            names.setdefault(tranche.released, []).append(f"{tranche.stage} released")
        spent = dict(self.spent)
        rows: list[list[Cell]] = []
        for day in days:
            amount = spent.get(day)
            released = self.released(day)
            left = "" if amount is None else released - amount
            what = "; ".join(names.get(day, []))
            rows.append([day.isoformat(), what, released, "" if amount is None else amount, left])
        for chance, day, amount in self.outturns:
            released = self.released(day)
            rows.append([day.isoformat(), f"forecast, P{chance * 100:.0f}", released, amount, released - amount])
        scale, unit, decimals = money_scale(max(float(row[2] or 0.0) for row in rows))
        columns = [
            Column("Day", "day"),
            Column("What", "what"),
            Column(f"Released to date, {unit}", "released_gbp", decimals, scale),
            Column(f"Spent to date, {unit}", "spent_gbp", decimals, scale),
            Column(f"Left, {unit}", "left_gbp", decimals, scale),
        ]
        notes = ["Left: released less spent; negative is spent without release. Cash."]
        if self.overspent:
            days_said = ", ".join(day.isoformat() for day in self.overspent)
            notes.append(f"More was spent than had been released on: {days_said}.")
        if self.to_complete is not None and len(self.outturns) < len(CHANCES):
            notes.append("Where a chance is missing, the forecast does not come so far.")
        return Table("spend", f"{self.title or 'Spend'} against tranches ({unit}, cash)", columns, rows, notes)


def spent_by_sprint(progress: Progress) -> dict[datetime.date, float]:
    """Return what was spent to date by the last day of each sprint that was held, in pounds.

    Args:
        progress: The sprints, each with its cost.

    Raises:
        InputError: A sprint has no cost, or there is none.
    """
    total, found = 0.0, {}
    for number, sprint in enumerate(progress.sprints, start=1):
        if sprint.cost is None:
            message = "The cost of this sprint is not known."
            raise InputError(message, where=f"sprints.{number - 1}.cost", got="none", wanted="pounds")
        total += sprint.cost
        found[progress.ends(number)] = total
    if not found:
        message = "No sprint was held."
        raise InputError(message, where="sprints", got="none", wanted="one or more")
    return found


def tranches_of(model: Model, released: Mapping[str, datetime.date | str]) -> tuple[Tranche, ...]:
    """Return the tranches of a case, as far as its stages say them, on the days of their release.

    Args:
        model: The model of the case.
        released: Day of release by the key of the stage; stages that are not named have not been paid for yet.

    Raises:
        UnknownNameError: There is no such stage.
        InputError: A stage has no tranche.
        YearError: A day is none.
    """
    found = []
    for key, day in released.items():
        if key not in model.stages:
            message = "There is no such stage."
            hint = did_you_mean(key, model.stages)
            raise UnknownNameError(message, where=f"released.{key}", got=repr(key), wanted="a stage", do=hint)
        tranche = tranche_amount(model.stages[key], model.units)
        if tranche is None:
            message = "This stage has no tranche."
            raise InputError(message, where=f"stages.{key}.tranche", got="none", wanted="money, such as 240 GBPk")
        title = model.stages[key].title or key.replace("_", " ")
        found.append(Tranche(stage=title, released=as_date(day), amount=tranche))
    return tuple(found)
