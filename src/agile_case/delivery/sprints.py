"""Sprints as they were held: what was done in each, and what was added to the backlog and taken out of it."""

from __future__ import annotations

import datetime
import itertools
import statistics
from collections.abc import Iterable
from typing import Any

import attrs

from agile_case.delivery.inputs import not_negative
from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.numbers import above_zero
from agile_case.quantities.rounding import change_words
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import as_date

__all__ = ["Progress", "Sprint"]


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Sprint(Noun):
    """One sprint that was held; amounts are in the unit of the backlog, such as items or points."""

    done: float = attrs.field(converter=not_negative)
    """What was done in it, by the team's own definition of done."""
    added: float = attrs.field(default=0.0, converter=not_negative)
    """What was added to the backlog in it: new scope, and work that turned out larger."""
    removed: float = attrs.field(default=0.0, converter=not_negative)
    """What was taken out of the backlog undone."""
    capacity: float = attrs.field(default=1.0, converter=not_negative)
    """Who could work in it: people, workdays or shares of the usual team, in one unit; 0 where nobody did."""
    cost: float | None = attrs.field(default=None, converter=attrs.converters.optional(not_negative))
    """What it cost in pounds; None where that is not known."""
    notes: str = fields.text()
    """Anything a reader should know, such as a demonstration that was held."""

    def __attrs_post_init__(self) -> None:
        """Refuse work that nobody could have done."""
        if self.done and not self.capacity:
            message = "Work was done in a sprint in which nobody worked."
            raise InputError(message, where="capacity", got="0", wanted="above 0, or nothing done")


def _weeks(value: object) -> int:
    weeks = fields.whole(value)
    if weeks < 1:
        message = "A sprint lasts a week or longer."
        raise InputError(message, got=str(weeks), wanted="1 or more")
    return weeks


def _scope(value: object) -> float:
    return above_zero(value, "scope")


def _sprints(value: object) -> tuple[Sprint, ...]:
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        message = "The sprints are a list."
        raise InputError(message, got=f"{value!r:.80}", wanted="Sprint objects in their order")
    held: tuple[Any, ...] = tuple(value)
    for place, sprint in enumerate(held):
        if not isinstance(sprint, Sprint):
            message = "This is not a sprint."
            raise InputError(message, where=str(place), got=f"{sprint!r:.80}", wanted="a Sprint")
    return held


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Progress(Noun):
    """A release or a stage: its scope at the start, and the sprints so far, one after the other and equally long.

    A week in which nobody works is a sprint with no capacity, or part of one.
    """

    starts: datetime.date = attrs.field(converter=as_date)
    """First day of the first sprint."""
    weeks: int = attrs.field(converter=_weeks)
    """Weeks of one sprint."""
    scope: float = attrs.field(converter=_scope)
    """Size of the backlog at the start, as far as it is part of this release."""
    sprints: tuple[Sprint, ...] = attrs.field(default=(), converter=_sprints)
    """The sprints that were held, in their order."""
    unit: str = attrs.field(default="item", validator=fields.is_a(str))
    """What the backlog is counted in. Points compare a team with itself only: they are no measure of success."""
    title: str = fields.text()
    """What is delivered."""

    def __attrs_post_init__(self) -> None:
        """Refuse more done than there was."""
        for place, (done, scope) in enumerate(zip(self.done[1:], self.scopes[1:], strict=True)):
            if done > scope + 1e-9 * max(scope, 1.0):
                message = "More is done than the backlog held."
                do = "count what turned out larger as added"
                raise InputError(
                    message, where=f"sprints.{place}", got=f"{done:g} to date", wanted=f"at most {scope:g}", do=do
                )

    @property
    def done(self) -> tuple[float, ...]:
        """Return what was done to date: at the start, which is 0, and at the end of each sprint."""
        return tuple(itertools.accumulate((sprint.done for sprint in self.sprints), initial=0.0))

    @property
    def scopes(self) -> tuple[float, ...]:
        """Return the scope, done and not done: at the start, and at the end of each sprint."""
        changes = (sprint.added - sprint.removed for sprint in self.sprints)
        return tuple(itertools.accumulate(changes, initial=self.scope))

    @property
    def remaining(self) -> float:
        """Return what is left to do."""
        return max(self.scopes[-1] - self.done[-1], 0.0)

    def ends(self, number: int) -> datetime.date:
        """Return the last day of a sprint, the day before the next one begins.

        Args:
            number: Number of the sprint, held or still to come, counted from 1; 0 is the day before the first.

        Raises:
            InputError: The date is beyond the calendar.
        """
        try:
            return self.starts + datetime.timedelta(weeks=self.weeks * number, days=-1)
        except OverflowError:
            message = "This sprint ends beyond the calendar."
            raise InputError(message, where="starts", got=f"sprint {number} from {self.starts}") from None

    @property
    def fixed_team(self) -> bool:
        """Return whether every sprint had the same capacity, so that cost follows the calendar."""
        return len({sprint.capacity for sprint in self.sprints}) <= 1

    @property
    def table(self) -> Table:
        """Return the burn-up, done to date and scope, and the burn-down, what is left, at the end of each sprint."""
        columns = [
            Column("Sprint", "sprint"),
            Column("Ends", "ends"),
            Column("Capacity", "capacity", 1),
            Column("Done", "done", 1),
            Column("Added", "added", 1),
            Column("Removed", "removed", 1),
            Column("Done to date", "done_to_date", 1),
            Column("Scope", "scope", 1),
            Column("Left", "left", 1),
            Column("Notes", "notes"),
        ]
        rows: list[list[Cell]] = [["Start", self.ends(0).isoformat(), *[""] * 4, 0.0, self.scope, self.scope, ""]]
        held = zip(self.sprints, self.done[1:], self.scopes[1:], strict=True)
        for number, (sprint, done, scope) in enumerate(held, start=1):
            changes = (sprint.capacity, sprint.done, sprint.added, sprint.removed)
            when = self.ends(number).isoformat()
            rows.append([str(number), when, *changes, done, scope, scope - done, sprint.notes])
        caption = f"{self.title or 'Delivery'}: burn-up and burn-down ({self.unit})"
        return Table("burn", caption, columns, rows).brief()

    @property
    def pace_table(self) -> Table:
        """Return throughput and scope change of a sprint: mean, standard deviation, least and most.

        Sprints without capacity are left out. Throughput is for each unit of capacity too, as a forecast learns it.
        """
        held = [sprint for sprint in self.sprints if sprint.capacity]
        parts = {
            "Throughput": [sprint.done for sprint in held],
            "Throughput for each unit of capacity": [sprint.done / sprint.capacity for sprint in held],
            "Added": [sprint.added for sprint in held],
            "Removed": [sprint.removed for sprint in held],
            "Net progress": [sprint.done - sprint.added + sprint.removed for sprint in held],
        }
        rows: list[list[Cell]] = [
            [
                name,
                statistics.fmean(values) if values else None,
                statistics.stdev(values) if len(values) > 1 else None,
                min(values, default=None),
                max(values, default=None),
            ]
            for name, values in parts.items()
        ]
        columns = [
            Column("Of a sprint", "what"),
            Column("Mean", "mean", 2),
            Column("Standard deviation", "sd", 2),
            Column("Least", "least", 1),
            Column("Most", "most", 1),
        ]
        grown = self.scopes[-1] - self.scope
        by = f"{grown:+.1f}, {change_words(grown / self.scope)} of that at the start"
        changed = f"The scope has changed by {by}." if round(grown, 1) else "The scope has not changed."
        notes = [f"{len(held)} sprints with capacity. {changed}"]
        return Table(
            "pace", f"{self.title or 'Delivery'}: throughput and scope change ({self.unit})", columns, rows, notes
        )
