"""What tracking found, and its tables: measures by year, targets with the chance that each is met, and money."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.appraisal.summary import largest, money_column
from agile_case.case.tracked_parts import (
    WARNED,
    Baseline,
    TrackedBenefit,
    TrackedCriterion,
    TrackedLine,
    TrackedMeasure,
    UnusedRecord,
)
from agile_case.case.tracked_shares import CAUSES
from agile_case.estimates.posteriors import SURPRISING
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale, money_words
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.quantities.years import Year

__all__ = ["Tracking"]

_SLIP: Final = 10
"""How many times what is expected looks like a slip of the unit."""
_NOTHING: Final = 0.5
"""Pounds that are not worth a row."""


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
    lines: tuple[TrackedLine, ...]
    """The costs, and the benefits without a measure, whose money was recorded."""
    criteria: tuple[TrackedCriterion, ...]
    """The criteria of the gates that are still to come."""
    baselines: tuple[Baseline, ...]
    """Every plan that was approved, in its order."""
    unused: tuple[UnusedRecord, ...]
    """What was recorded and moves nothing here, with the reason."""
    restated: str
    """How the plan was brought to the basis of now; empty where its basis is the same."""

    @property
    def warnings(self) -> tuple[TrackedMeasure, ...]:
        """The measures to look into: more likely missed than met, or with a record that the case does not explain."""
        asked = ("early warning", "contradicts the case", "no forecast")
        return tuple(held for held in self.measures if held.standing in asked)

    @property
    def targets_table(self) -> Table:
        """Each target with the chance that it is met, by the plan and now, and when it is reached."""
        columns = [
            Column("Measure", "measure"),
            Column("Target", "target"),
            Column("By", "by"),
            Column("Chance by plan", "chance_then"),
            Column("Chance now", "chance_now"),
            Column("Reached by plan", "reached_then"),
            Column("Reached now", "reached_now"),
            Column("Years late", "late_by", empty=" "),
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
                    self._due(held),
                    None if held.chance_then is None else f"{held.chance_then:.0%}",
                    None if held.chance_now is None else f"{held.chance_now:.0%}",
                    "not in the plan" if all(one.plan is None for one in held.years) else _reached(then),
                    "no forecast" if now is None and held.withheld else _reached(now),
                    None if held.late_by is None else f"{held.late_by}",
                    held.standing,
                ]
            )
        notes = [f"Early warning: the chance that the target is met is below {WARNED:.0%}."]
        notes += [
            f"{held.title}: the plan's own target was {_unit(held.planned_target, held.unit)}"
            f"{'' if held.planned_target_year is None else f' in {held.planned_target_year}'}."
            for held in self.measures
            if held.planned_target is not None
            and (held.planned_target, held.planned_target_year) != (held.target, held.target_year)
        ]
        if any(held.withheld for held in self.measures):
            notes += [*self._withheld, "Until then no forecast is given, and money is at means."]
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
        totals = [one.totals for one in self.benefits]
        scale, money = _totals_columns(totals, "realised")
        columns = [Column("Benefit", "benefit"), Column("Recorded years", "recorded", empty="none"), *money]
        rows: list[list[Cell]] = [
            [one.title, _years(one.recorded), *values] for one, values in zip(self.benefits, totals, strict=True)
        ]
        if len(rows) > 1:
            rows.append(["All of them", "", *(sum(row[place] for row in totals) for place in range(4))])
        caption = f"Benefits in money ({scale[1]}, {self.price_base}, undiscounted), plan: {self._called}"
        notes = ["A recorded figure is worth what its unit is worth in the case of now, without optimism bias."]
        if self.npsv_then is not None and self.npsv_now is not None:
            kind = "at means" if self.draws is None or self.effective is None else "means of draws"
            kind = "at means" if any(held.withheld for held in self.measures) else kind
            notes.append(
                f"NPSV over the whole life against business as usual: {money_words(self.npsv_then)} by the plan, "
                f"{money_words(self.npsv_now)} now, {kind}."
            )
        notes += [self.restated] if self.restated else []
        return Table("tracked_money", caption, columns, rows, notes)

    @property
    def causes_table(self) -> Table:
        """What made the difference between each benefit as planned and as it is known now; no rows without one."""
        rows: list[list[Cell]] = []
        sums = [(one.title, when, held) for one in self.benefits for when, held in _spans(one)]
        scale = money_scale(largest([value for _, _, held in sums for value in held]))
        columns = [Column("Benefit", "benefit"), Column("Years", "years")]
        columns += [money_column(name.replace(" ", "_").replace("-", "_"), name.capitalize(), scale) for name in CAUSES]
        columns += [money_column("difference", "Difference", scale)]
        rows += [[title, when, *held, sum(held)] for title, when, held in sums]
        notes = [
            "Volume: what is counted for each unit of take-up. Price: what a unit is worth, attribution in it.",
            "Shares by Shapley's rule: the mean over every order in which the causes may have come.",
        ]
        outside = sum(one.planned_outside for one in self.benefits)
        if abs(outside) > _NOTHING:
            notes.append(f"Beside this the plan had {money_words(outside)} in years that the case has not any more.")
        caption = f"What made the difference ({scale[1]}, {self.price_base}, undiscounted), plan: {self._called}"
        return Table("tracked_causes", caption, columns, rows, notes)

    @property
    def lines_table(self) -> Table:
        """Each line whose money was recorded: planned and recorded to date, and over the whole life."""
        totals = [one.totals for one in self.lines]
        scale, money = _totals_columns(totals, "recorded")
        columns = [Column("Line", "line"), Column("Kind", "kind"), Column("Recorded years", "recorded"), *money]
        rows: list[list[Cell]] = [
            [one.title, one.table[:-1], _years(one.recorded), *values]
            for one, values in zip(self.lines, totals, strict=True)
        ]
        caption = f"Money as recorded ({scale[1]}, {self.price_base}, undiscounted), plan: {self._called}"
        notes = [
            "Recorded in cash of each year, without value added tax; by the GDP deflator in the prices of the case."
        ]
        return Table("tracked_lines", caption, columns, rows, notes)

    @property
    def criteria_table(self) -> Table:
        """The criteria of the gates to come, with the chance that each is met."""
        columns = [Column("Gate of stage", "stage"), Column("Criterion", "criterion"), Column("Wanted", "wanted")]
        columns += [Column("Chance by plan", "chance_then"), Column("Chance now", "chance_now")]
        rows: list[list[Cell]] = [
            [
                one.path.split(".")[1],
                one.title,
                one.wanted,
                *(None if held is None else f"{held:.0%}" for held in (one.chance_then, one.chance_now)),
            ]
            for one in self.criteria
        ]
        notes = [f"Below {WARNED:.0%} a criterion is more likely missed than met."]
        return Table("tracked_criteria", f"Criteria of gates, as known on {self.on.isoformat()}", columns, rows, notes)

    @property
    def baselines_table(self) -> Table:
        """Every plan that was approved, what it promised, and by how much it differs from the one before."""
        held = [one.npsv for one in self.baselines if one.npsv is not None]
        scale = money_scale(largest(held))
        measures = [one for one in self.measures if any(one.key in plan.targets for plan in self.baselines)]
        columns = [Column("Plan", "plan"), Column("Approved", "approved"), Column("Reference", "reference")]
        columns += [Column("Because", "because", width=40), money_column("npsv", "NPSV", scale)]
        columns += [money_column("change", "Change", scale)]
        columns += [Column(f"Target: {one.title}", f"target_{one.key}", empty="none") for one in measures]
        rows: list[list[Cell]] = []
        before: float | None = None
        for plan in self.baselines:
            change = None if plan.npsv is None or before is None else plan.npsv - before
            named = [plan.iteration, plan.decided.isoformat(), plan.reference, plan.because]
            rows.append([*named, plan.npsv, change, *(plan.targets.get(one.key, "") for one in measures)])
            before = plan.npsv
        caption = f"Plans that were approved ({scale[1]}, {self.price_base})"
        return Table("tracked_baselines", caption, columns, rows, ["NPSV over the whole life, at means."])

    @property
    def unused_table(self) -> Table:
        """What was recorded and moves nothing here, with the reason."""
        columns = [
            Column("Address", "path"),
            Column("Year", "year"),
            Column("Recorded", "amount"),
            Column("Why", "why"),
        ]
        rows: list[list[Cell]] = [[one.path, str(one.year), one.amount, one.why] for one in self.unused]
        return Table("tracked_unused", "Recorded, and without effect here", columns, rows)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Targets, years, criteria, money, what made the difference, and plans; without those that have no rows."""
        found = (self.targets_table, self.years_table, self.criteria_table, self.money_table, self.causes_table)
        more = (self.lines_table, self.baselines_table, self.unused_table)
        return tuple(held for held in (*found, *more) if held.rows)

    @property
    def _called(self) -> str:
        return self.plan or "the case itself, nothing is approved yet"

    def _due(self, measure: TrackedMeasure) -> str:
        if measure.target_year is not None:
            return str(measure.target_year)
        first = measure.years[0].year
        return "before the case" if measure.target_by and measure.target_by < first.begins else "after the case"

    @property
    def _withheld(self) -> list[str]:
        """Say which record the case does not explain."""
        wrong = [held for held in self.measures if held.withheld == "contradicts the case"]
        if not wrong:
            return ["Too few draws agree with the record: take more draws, or ask which of the two is wrong."]
        named = "; ".join(held.title for held in wrong)
        return [f"Hardly a draw explains what was recorded of: {named}. Ask which is wrong, the case or the record."]

    @property
    def _slips(self) -> list[str]:
        """Ask about figures that may be in another unit."""
        return [
            f"{held.title} in {year.year} is {year.actual / year.plan:,.0f} times what is expected: "
            f"is it in the unit {held.unit}?"
            for held in self.measures
            for year in held.years
            if year.actual is not None and year.plan and year.actual / year.plan >= _SLIP
        ]

    @property
    def _notes(self) -> list[str]:
        if self.draws is None or self.effective is None:
            return [*self._slips, "P50: what the case expects at means; there was no simulation, so no range."]
        weighted = f"weighted by the record; worth {self.effective:,.0f}."
        said = [f"Forecast: {self.draws:,} draws, seed {self.seed}, {weighted}", *self._slips]
        if any(held.withheld for held in self.measures):
            said += self._withheld
        far = [
            f"{held.title} in {year.year} ({_chance(year.as_far_out)})"
            for held in self.measures
            for year in held.years
            if year.as_far_out is not None and year.as_far_out < SURPRISING
        ]
        if far:
            said.append(f"Further out than a chance of {SURPRISING:.0%}, by the case: {'; '.join(far)}.")
        return said

    def __repr__(self) -> str:
        """Return the tables as text."""
        return "\n\n".join(table.to_text() for table in self.tables)

    def _repr_html_(self) -> str:
        return "\n".join(table.to_html() for table in self.tables)


def _spans(benefit: TrackedBenefit) -> list[tuple[str, tuple[float, ...]]]:
    """Return the sums that are worth a row: to date where anything was recorded, and of all years."""
    held = [("recorded", benefit.shares_to_date if benefit.recorded else ()), ("all", benefit.shares)]
    return [(when, shares) for when, shares in held if any(abs(share) > _NOTHING for share in shares)]


def _totals_columns(totals: Sequence[tuple[float, ...]], word: str) -> tuple[tuple[float, str, int], list[Column]]:
    """Return the unit and the columns of totals: to date and over the whole life, planned and as it is known."""
    scale = money_scale(largest([value for row in totals for value in row]))
    names = (
        ("planned_to_date", "Planned to date"),
        (f"{word}_to_date", f"{word.capitalize()} to date"),
        ("planned_whole_life", "Planned, all years"),
        ("outlook_whole_life", f"{word.capitalize()} and expected, all years"),
    )
    return scale, [money_column(key, title, scale) for key, title in names]


def _chance(value: float) -> str:
    return "below 0.1%" if value < 0.001 else f"{value:.1%}"  # noqa: PLR2004 - as it is printed


def _reached(year: Year | None) -> str:
    return "not within the case" if year is None else str(year)


def _unit(value: float, unit: str) -> str:
    return f"{value:,.6g}" if unit == "1" else f"{value:,.6g} {unit}"


def _years(years: Sequence[Year]) -> str:
    return ", ".join(str(year) for year in years)
