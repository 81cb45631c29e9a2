"""Earned schedule: when the plan was to have earned what has been earned, so that lateness is in time, not in money."""

from __future__ import annotations

import bisect
from typing import TYPE_CHECKING

import attrs

from agile_case.delivery.earned_value import FIXED_TEAM, EarnedValue
from agile_case.delivery.inputs import not_negative, numbers_of, planned_curve
from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["EarnedSchedule", "earned_schedule", "performance_table"]


def earned_schedule(planned: Sequence[float], earned: float) -> float:
    """Return ES: the time at which the plan was to have earned so much, straight between the ends of two periods.

    Where nothing is planned for a while, it is the end of that while; all of the work is the planned duration.

    Args:
        planned: Planned value to date at the end of each period; the first is 0, that of the start.
        earned: Earned value to date, in the same unit.

    Returns:
        Periods since the start.

    Raises:
        InputError: The planned value does not begin at zero, falls, or is less than what is earned.

    Source:
        Lipke, 2003, as the test suite of the package pmcontrols quotes it (secondary): ES = C + (EV - PV_C) /
        (PV_C+1 - PV_C).

    Example:
        >>> earned_schedule([0, 20, 50, 90, 140, 200], 70)
        2.5
    """
    held, value = planned_curve(planned), not_negative(earned, "earned")
    _refuse_more(held, value, "earned")
    if value == held[-1]:
        return _duration(held)
    before = bisect.bisect_right(held, value) - 1
    return before + (value - held[before]) / (held[before + 1] - held[before])


def _refuse_more(planned: Sequence[float], earned: float, where: str) -> None:
    if earned > planned[-1]:
        message = "More is earned than is planned in all."
        do = "scope that was added needs a new plan: give its planned value"
        raise InputError(message, where=where, got=f"{earned:g}", wanted=f"at most {planned[-1]:g}", do=do)


def _duration(planned: Sequence[float]) -> float:
    """Return PD: the first period by whose end all is planned to be done."""
    return float(planned.index(planned[-1]))


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class EarnedSchedule(Noun):
    """Earned schedule at one date, in periods of the plan such as sprints or months.

    Source:
        Lipke, 2003, as the test suite of the package pmcontrols quotes it (secondary); TSPI as in common use.
    """

    planned: tuple[float, ...] = attrs.field(converter=planned_curve)
    """Planned value to date at the end of each period; the first is 0, that of the start."""
    earned_value: float = attrs.field(converter=not_negative)
    """Earned value to date, EV."""
    at: float = attrs.field(converter=not_negative)
    """Periods passed since the start, AT."""
    fixed_team: bool = fields.flag()
    """Whether the same team works throughout."""

    def __attrs_post_init__(self) -> None:
        """Refuse no time at all, and more than is planned."""
        if not self.at:
            message = "No time has passed, so nothing can be said of pace."
            raise InputError(message, where="at", got="0", wanted="a number above 0")
        _refuse_more(self.planned, self.earned_value, "earned_value")

    @property
    def planned_duration(self) -> float:
        """Return PD: the first period by whose end all is planned to be done."""
        return _duration(self.planned)

    @property
    def earned_schedule(self) -> float:
        """Return ES in periods; see the function `earned_schedule`."""
        return earned_schedule(self.planned, self.earned_value)

    @property
    def schedule_variance(self) -> float:
        """Return SV(t) = ES - AT in periods; negative is late, and stays so once the work is done."""
        return self.earned_schedule - self.at

    @property
    def schedule_performance_index(self) -> float:
        """Return SPI(t) = ES / AT; below 1 is slower than planned, and stays so once the work is done."""
        return self.earned_schedule / self.at

    @property
    def estimated_duration(self) -> float | None:
        """Return IEAC(t) = PD / SPI(t) in periods: all at the pace so far; None while nothing is earned."""
        pace = self.schedule_performance_index
        return self.planned_duration / pace if pace else None

    @property
    def to_complete_performance_index(self) -> float | None:
        """Return TSPI = (PD - ES) / (PD - AT), the pace that keeps the date; None once the date has passed."""
        left = self.planned_duration - self.at
        return (self.planned_duration - self.earned_schedule) / left if left > 0 else None

    @property
    def table(self) -> Table:
        """Return every measure with what it says, in periods."""
        rows: list[list[Cell]] = [
            ["Planned duration, PD", self.planned_duration, "periods until all is planned to be done"],
            ["Actual time, AT", self.at, "periods passed"],
            ["Earned schedule, ES", self.earned_schedule, "when the plan was to have earned so much"],
            ["Schedule variance, SV(t)", self.schedule_variance, "ES - AT, in periods; negative is late"],
            ["Schedule performance index, SPI(t)", self.schedule_performance_index, "ES / AT; below 1 is slower"],
            ["Estimated duration, IEAC(t)", self.estimated_duration, "PD / SPI(t): all at the pace so far"],
            ["To-complete index, TSPI", self.to_complete_performance_index, "the pace that keeps the planned date"],
        ]
        columns = [Column("Measure", "measure"), Column("Value", "value", 2), Column("What it is", "meaning")]
        note = "IEAC(t) is one number without a range: a forecast from sprints has one."
        notes = [note, FIXED_TEAM] if self.fixed_team else [note]
        return Table("earned_schedule", "Earned schedule (periods of the plan)", columns, rows, notes)


def performance_table(
    planned: Sequence[float], earned: Sequence[float], actual: Sequence[float], *, fixed_team: bool = False
) -> Table:
    """Return earned value and earned schedule period by period.

    Args:
        planned: Planned value to date in pounds at the end of each period; the first is 0, that of the start. Its last
            is the budget at completion.
        earned: Earned value to date at the end of each period that has passed, from the first.
        actual: Actual cost to date, as long as `earned`.
        fixed_team: Whether the same team works throughout; the table then carries the caution.

    Raises:
        InputError: The lists differ in length, a value is negative, or more is earned than planned.
    """
    curve, done, paid = planned_curve(planned), numbers_of(earned, "earned"), numbers_of(actual, "actual")
    if len(done) != len(paid):
        message = "Earned value and actual cost are of the same periods."
        raise InputError(message, where="actual", got=f"{len(paid)} periods", wanted=f"{len(done)}, as earned")
    rows: list[list[Cell]] = []
    for place, (value, cost) in enumerate(zip(done, paid, strict=True), start=1):
        budgeted = curve[min(place, len(curve) - 1)]
        now = EarnedValue(planned_value=budgeted, earned_value=value, actual_cost=cost, budget_at_completion=curve[-1])
        when = EarnedSchedule(planned=curve, earned_value=value, at=place)
        indices = (now.cost_performance_index, now.schedule_performance_index, when.schedule_performance_index)
        dates = (when.schedule_variance, when.estimated_duration)
        rows.append([str(place), budgeted, value, cost, *indices, *dates, now.estimate_at_completion()])
    scale, unit, decimals = money_scale(max(curve[-1], *paid))
    columns = [
        Column("Period", "period"),
        Column(f"Planned, {unit}", "planned_gbp", decimals, scale),
        Column(f"Earned, {unit}", "earned_gbp", decimals, scale),
        Column(f"Actual, {unit}", "actual_gbp", decimals, scale),
        Column("CPI", "cost_performance_index", 2),
        Column("SPI", "schedule_performance_index", 2),
        Column("SPI(t)", "schedule_performance_index_time", 2),
        Column("SV(t), periods", "schedule_variance_periods", 1),
        Column("IEAC(t), periods", "estimated_duration_periods", 1),
        Column(f"EAC, {unit}", "estimate_at_completion_gbp", decimals, scale),
    ]
    notes = ["SPI ends at 1 however late the work is; SPI(t) does not. EAC is BAC / CPI."]
    return Table(
        "performance",
        "Earned value and earned schedule to date, by period",
        columns,
        rows,
        notes + [FIXED_TEAM] * fixed_team,
    )
