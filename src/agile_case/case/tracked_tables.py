"""What tracking found, and its tables: measures by year, targets with the chance that each is met, and money."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.appraisal.summary import largest, money_column
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale, money_words
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import Year

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["TrackedBenefit", "TrackedMeasure", "TrackedYear", "Tracking"]

_WARNED: Final = 0.5
"""Below this chance a target is warned of: it is more likely missed than met."""


@attrs.frozen(kw_only=True)
class TrackedYear(Noun):
    """A year of a measure."""

    year: Year
    """The year."""
    plan: float | None
    """What the plan expected, at means, in the unit of the measure; None where the plan had no such measure."""
    actual: float | None
    """What was recorded; None where nothing was."""
    state: str
    """Whether it was observed or estimated, and whether it may still change."""
    low: float | None
    """P10 of what is to be expected; None of a year that is recorded, and without a forecast."""
    middle: float | None
    """P50 of it; without draws what is expected at means."""
    high: float | None
    """P90 of it."""


@attrs.frozen(kw_only=True)
class TrackedMeasure(Noun):
    """A measure: plan, record and forecast."""

    key: str
    """Its key."""
    title: str
    """What it is called."""
    unit: str
    """Its unit."""
    direction: str
    """Which way it is meant to go."""
    years: tuple[TrackedYear, ...]
    """Its years."""
    target: float | None
    """What it is meant to reach, in its unit."""
    target_year: Year | None
    """The year in which; None without a target, and where the case ends before it."""
    chance_then: float | None
    """Chance that the target is met by the plan's own draws; None without draws."""
    chance_now: float | None
    """Chance that it is met after what was recorded; 0 or 1 once its year is recorded."""

    def reached(self, *, planned: bool) -> Year | None:
        """Return the first year that meets the target: by the plan, or by record and forecast; None where none does.

        Args:
            planned: Whether by the plan.
        """
        for held in self.years:
            now = held.actual if held.actual is not None else held.middle
            value = held.plan if planned else now
            if self.target is None or value is None:
                continue
            if value >= self.target if self.direction == "increase" else value <= self.target:
                return held.year
        return None

    @property
    def standing(self) -> str:
        """`met`, `missed`, `early warning`, `on course`, or `not known`."""
        if self.target is None or self.target_year is None or self.chance_now is None:
            return "not known"
        recorded = {held.year for held in self.years if held.actual is not None}
        if self.target_year in recorded:
            return "met" if self.chance_now else "missed"
        return "early warning" if self.chance_now < _WARNED else "on course"


@attrs.frozen(kw_only=True)
class TrackedBenefit(Noun):
    """A benefit in money, real, in the prices of the case."""

    key: str
    """Its key."""
    title: str
    """What it is called."""
    years: tuple[Year, ...]
    """The years."""
    planned: tuple[float, ...]
    """What the plan expected in each, in pounds, after optimism bias."""
    outlook: tuple[float, ...]
    """What was realised in each year that is recorded, and what is expected in the others."""
    recorded: tuple[Year, ...]
    """The years that are recorded."""
    present: float
    """Present value of what recorded years came to above what was expected of them now."""

    @property
    def realised(self) -> float:
        """What was realised in the recorded years, in pounds."""
        return self._of(self.outlook)

    @property
    def due(self) -> float:
        """What the plan expected of the same years."""
        return self._of(self.planned)

    def _of(self, amounts: Sequence[float]) -> float:
        return sum(amount for year, amount in zip(self.years, amounts, strict=True) if year in self.recorded)


@attrs.frozen(kw_only=True, repr=False)
class Tracking(Noun):
    """What was promised, what was recorded, and what is to be expected now."""

    option: str
    """Key of the option that is carried out."""
    on: datetime.date
    """The day up to which records count."""
    plan: str
    """Iteration whose case is the plan; empty before one is approved."""
    price_base: str
    """Prices of the money, in words."""
    measures: tuple[TrackedMeasure, ...]
    """The measures."""
    benefits: tuple[TrackedBenefit, ...]
    """The benefits that a measure stands for."""
    npsv_then: float | None
    """NPSV of the plan over the whole life against business as usual, in pounds, at means."""
    npsv_now: float | None
    """The same with records in the place of forecasts; the mean of the weighted draws where there was a forecast."""
    draws: int | None
    """Number of draws of the forecast."""
    seed: int | None
    """Their seed."""
    effective: float | None
    """How many draws of full weight the record leaves; below 100 no forecast is given."""

    @property
    def warnings(self) -> tuple[TrackedMeasure, ...]:
        """The measures whose target is more likely missed than met, before its year is there."""
        return tuple(held for held in self.measures if held.standing == "early warning")

    @property
    def targets_table(self) -> Table:
        """Each target with the chance that it is met, by the plan and now, and when it is reached."""
        columns = [
            Column("Measure", "measure"),
            Column("Target", "target"),
            Column("By", "by"),
            Column("Chance by plan", "chance_then"),
            Column("Chance now", "chance_now"),
            Column("Reached by plan", "reached_then", empty="not within the case"),
            Column("Reached now", "reached_now", empty="not within the case"),
            Column("Standing", "standing"),
        ]
        rows: list[list[Cell]] = []
        for held in self.measures:
            if held.target is None:
                continue
            then, now = held.reached(planned=True), held.reached(planned=False)
            rows.append(
                [
                    held.title,
                    f"{'at least' if held.direction == 'increase' else 'at most'} {_unit(held.target, held.unit)}",
                    "after the case" if held.target_year is None else str(held.target_year),
                    None if held.chance_then is None else f"{held.chance_then:.0%}",
                    None if held.chance_now is None else f"{held.chance_now:.0%}",
                    "" if then is None else str(then),
                    "" if now is None else str(now),
                    held.standing,
                ]
            )
        notes = [f"Early warning: the chance that the target is met is below {_WARNED:.0%}."]
        return Table("targets", f"Targets, as known on {self.on.isoformat()}", columns, rows, notes)

    @property
    def years_table(self) -> Table:
        """Plan, record and forecast of each measure by year."""
        names = [("plan", "Plan"), ("actual", "Recorded"), ("difference", "Difference")]
        names += [("p10", "P10"), ("p50", "P50"), ("p90", "P90")]
        columns = [Column("Measure", "measure"), Column("Unit", "unit"), Column("Year", "year")]
        columns += [Column(title, key, figures=3, empty=" ") for key, title in names]
        columns += [Column("Standing", "standing")]
        rows: list[list[Cell]] = []
        for measure in self.measures:
            for held in measure.years:
                gap = None if held.actual is None or held.plan is None else held.actual - held.plan
                numbers = (held.plan, held.actual, gap, held.low, held.middle, held.high)
                rows.append([measure.title, measure.unit, str(held.year), *numbers, held.state])
        return Table("tracked_years", f"Measures by year, plan: {self._called}", columns, rows, self._notes)

    @property
    def money_table(self) -> Table:
        """Each benefit in money: planned and realised to date, and over the whole life."""
        totals = [(one.due, one.realised, sum(one.planned), sum(one.outlook)) for one in self.benefits]
        scale = money_scale(largest([value for row in totals for value in row]))
        columns = [Column("Benefit", "benefit"), Column("Recorded years", "recorded", empty="none")]
        columns += [
            money_column(key, title, scale)
            for key, title in (
                ("planned_to_date", "Planned to date"),
                ("realised_to_date", "Realised to date"),
                ("planned_whole_life", "Planned, all years"),
                ("outlook_whole_life", "Realised and expected, all years"),
            )
        ]
        rows: list[list[Cell]] = [
            [one.title, _years(one.recorded), *values] for one, values in zip(self.benefits, totals, strict=True)
        ]
        if len(rows) > 1:
            rows.append(["All of them", "", *(sum(row[place] for row in totals) for place in range(4))])
        caption = f"Benefits in money ({scale[1]}, {self.price_base}, undiscounted), plan: {self._called}"
        notes = ["A recorded figure is worth what its unit is worth in the case of now, without optimism bias."]
        if self.npsv_then is not None and self.npsv_now is not None:
            notes.append(
                f"NPSV over the whole life against business as usual: {money_words(self.npsv_then)} by the plan, "
                f"{money_words(self.npsv_now)} now."
            )
        return Table("tracked_money", caption, columns, rows, notes)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Targets, years and money; without those that have nothing to say."""
        return tuple(held for held in (self.targets_table, self.years_table, self.money_table) if held.rows)

    @property
    def _called(self) -> str:
        return self.plan or "the case itself, nothing is approved yet"

    @property
    def _notes(self) -> list[str]:
        if self.draws is None or self.effective is None:
            return ["P50: what the case expects at means; there was no simulation, so no range."]
        said = f"Forecast: {self.draws:,} draws, seed {self.seed}, weighted by the record; worth {self.effective:,.0f}."
        few = self.effective < 100  # noqa: PLR2004 - as the module that weighs them has it
        more = "Too few draws agree with the record, so no forecast is given: ask which of the two is wrong."
        return [said, more] if few else [said]

    def __repr__(self) -> str:
        """Return the tables as text."""
        return "\n\n".join(table.to_text() for table in self.tables)

    def _repr_html_(self) -> str:
        return "\n".join(table.to_html() for table in self.tables)


def _unit(value: float, unit: str) -> str:
    return f"{value:,.6g}" if unit == "1" else f"{value:,.6g} {unit}"


def _years(years: Sequence[Year]) -> str:
    return ", ".join(str(year) for year in years)
