"""What tracking found, part by part: years of measures, money of benefits and lines, criteria, and earlier plans."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.quantities.years import Year

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "WARNED",
    "Baseline",
    "TrackedBenefit",
    "TrackedCriterion",
    "TrackedLine",
    "TrackedMeasure",
    "TrackedMoney",
    "TrackedYear",
    "UnusedRecord",
]

WARNED: Final = 0.5
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
    as_far_out: float | None
    """Chance of a figure as far out on its side, twice, by the draws before the record; None without an error."""
    expected: float | None
    """Mean of what is to be expected, to hold beside the plan; None of a year that is recorded, and without a forecast
    where there was a simulation."""
    low: float | None
    """P10 of the figure that is to be expected; None of a year that is recorded, and without a forecast."""
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
    target_by: datetime.date | None
    """Day by which."""
    target_year: Year | None
    """The year in which; None without a target, and where the case does not have it."""
    planned_target: float | None
    """What the plan meant it to reach; that of now where the plan did not have the measure."""
    planned_target_year: Year | None
    """The year in which, by the plan."""
    chance_then: float | None
    """Chance that the target is met by the plan's own draws; None without draws."""
    chance_now: float | None
    """Chance that it is met after what was recorded; 0 or 1 once its year is recorded."""
    withheld: str
    """Why no forecast is given although there was a simulation: `contradicts the case` where it is this measure that no
    draw explains, `no forecast` where it is another one or too few draws agree; empty where there is one."""

    def reached(self, *, planned: bool) -> Year | None:
        """Return the first year that meets the target, at means: by the plan, or by record and forecast.

        None where no year does.

        Args:
            planned: Whether by the plan.
        """
        for held in self.years:
            now = held.actual if held.actual is not None else held.expected
            value, target = (held.plan, self.planned_target) if planned else (now, self.target)
            if target is None or value is None:
                continue
            if value >= target if self.direction == "increase" else value <= target:
                return held.year
        return None

    @property
    def late_by(self) -> int | None:
        """Years by which the target is reached later than planned, negative where earlier; None where one is not."""
        planned, now = self.reached(planned=True), self.reached(planned=False)
        return None if planned is None or now is None else now.first - planned.first

    @property
    def standing(self) -> str:
        """`met`, `missed`, `early warning`, `on course`, `contradicts the case`, `no forecast` or `not known`.

        A figure that may still change is met or missed `provisionally`.
        """
        states = {held.year: held.state for held in self.years if held.actual is not None}
        if self.target is not None and self.target_year in states:
            word = "met" if self.chance_now else "missed"
            return f"provisionally {word}" if "provisional" in states[self.target_year] else word
        if self.withheld:
            return self.withheld
        if self.target is None or self.target_year is None or self.chance_now is None:
            return "not known"
        return "early warning" if self.chance_now < WARNED else "on course"


@attrs.frozen(kw_only=True)
class TrackedMoney(Noun):
    """Money by year, planned and as it is known now: real, in the prices of the case."""

    key: str
    """Its key."""
    title: str
    """What it is called."""
    years: tuple[Year, ...]
    """The years."""
    planned: tuple[float, ...]
    """What the plan expected in each, in pounds, after optimism bias."""
    outlook: tuple[float, ...]
    """What each year that is recorded came to, and what is expected in the others."""
    recorded: tuple[Year, ...]
    """The years that are recorded."""
    present: float
    """What the recorded years do to the NPSV against what was expected of them now, in pounds of present value."""
    planned_outside: float
    """What the plan expected in years that the case does not have any more, in pounds."""

    @property
    def realised(self) -> float:
        """What the recorded years came to, in pounds."""
        return self._recorded_of(self.outlook)

    @property
    def due(self) -> float:
        """What the plan expected of the same years."""
        return self._recorded_of(self.planned)

    @property
    def totals(self) -> tuple[float, float, float, float]:
        """Planned and realised in the recorded years, and planned and looked for over the whole life, in pounds."""
        return self.due, self.realised, sum(self.planned) + self.planned_outside, sum(self.outlook)

    def _recorded_of(self, amounts: Sequence[float]) -> float:
        return sum(amount for year, amount in zip(self.years, amounts, strict=True) if year in self.recorded)


@attrs.frozen(kw_only=True)
class TrackedBenefit(TrackedMoney):
    """A benefit that a measure stands for, in money."""

    shares_to_date: tuple[float, ...]
    """Difference from the plan in the recorded years, shared out among volume, take-up, timing, price and optimism
    bias; empty where the plan did not have it."""
    shares: tuple[float, ...]
    """The same of all years."""


@attrs.frozen(kw_only=True)
class TrackedLine(TrackedMoney):
    """A cost, or a benefit that no measure stands for, whose money was recorded."""

    table: str
    """`costs` or `benefits`."""


@attrs.frozen(kw_only=True)
class TrackedCriterion(Noun):
    """A criterion of a gate that is still to come."""

    path: str
    """Its address."""
    title: str
    """What it is about."""
    wanted: str
    """What has to hold, in words."""
    chance_then: float | None
    """Chance that it is met, by the plan; None where the plan did not ask it, and without a simulation."""
    chance_now: float | None
    """Chance that it is met after what was recorded; None without a forecast."""


@attrs.frozen(kw_only=True)
class UnusedRecord(Noun):
    """Something that was recorded and moves nothing in tracking."""

    path: str
    """Its address."""
    year: Year
    """Its year."""
    amount: str
    """The figure, as it was recorded."""
    why: str
    """Why it moves nothing."""


@attrs.frozen(kw_only=True)
class Baseline(Noun):
    """What was promised at one approval: the trail of the plan."""

    iteration: str
    """The iteration that was approved."""
    decided: datetime.date
    """Day of the decision."""
    reference: str
    """Where the decision is recorded."""
    because: str
    """Why it was decided so."""
    npsv: float | None
    """NPSV over the whole life against business as usual, in pounds, at means."""
    targets: FrozenMap[str, str]
    """Target of each measure that had one then, in words."""
