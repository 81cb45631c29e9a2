"""When the backlog will be done: a date with its range, from the pace of the sprints so far or from estimates of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import numpy as np

from agile_case.appraisal.streams import Streams, check_seed
from agile_case.delivery.inputs import numbers_of
from agile_case.delivery.pace import Pace, known_sprints, normal_run, pace_run, resampled_run
from agile_case.delivery.sprints import Progress
from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.quantities.frozen import FloatArray
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import format_number
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from agile_case.delivery.pace import Run

__all__ = ["CHANCES", "Forecast", "forecast"]

CHANCES: Final = (0.1, 0.5, 0.9)
"""P10, P50 and P90: the chances at which dates are read."""
_KINDS: Final = ("resampling", "normal")
_MOST: Final = 10_000_000
_FURTHEST: Final = 1_000
_EXACT: Final = 1e-9


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Forecast(Noun):
    """How sprints to come may go. Work is done at the end of the sprint in which the last of it is done."""

    progress: Progress
    """What it starts from."""
    words: str
    """How it was made."""
    seed: int
    """The seed."""
    draws: int
    """Number of draws."""
    finished: FloatArray
    """Chance that all is done by the end of each sprint: now, and after each sprint ahead; shape `(ahead + 1,)`."""
    done: FloatArray
    """P10, P50 and P90 of what is done to date, now and after each sprint ahead; shape `(3, ahead + 1)`."""
    scope: FloatArray
    """P10, P50 and P90 of the scope, alike; once all is done it stays."""
    left: FloatArray
    """P10, P50 and P90 of what is left, alike."""
    sprints_to_go: np.ndarray[tuple[int], np.dtype[np.int64]]
    """Sprints until all is done, by draw; one more than were looked at where it never is."""
    caution: str = ""
    """What the way it was made cannot know."""

    def __repr__(self) -> str:
        """Return the dates as text."""
        return self.dates_table.to_text()

    def _repr_html_(self) -> str:
        return self.dates_table.to_html()

    @property
    def ahead(self) -> int:
        """Return how many sprints ahead it looks."""
        return len(self.finished) - 1

    def ends(self, ahead: int) -> datetime.date:
        """Return the last day of a sprint to come.

        Args:
            ahead: Number of the sprint, 1 is the next; 0 is the last that was held.
        """
        return self.progress.ends(len(self.progress.sprints) + ahead)

    def sprints(self, chance: float) -> int | None:
        """Return by the end of how many sprints ahead all is done with at least some chance.

        Args:
            chance: Above 0 and below 1, such as 0.9 for nine chances in ten.

        Returns:
            The sprints; None where it is more than the forecast looks at.

        Raises:
            InputError: The chance is none.
        """
        if isinstance(chance, bool) or not isinstance(chance, int | float) or not 0 < chance < 1:
            message = "This is not a chance."
            raise InputError(message, where="chance", got=f"{chance!r:.40}", wanted="above 0 and below 1")
        reached = np.flatnonzero(self.finished >= chance)
        return int(reached[0]) if reached.size else None

    def date(self, chance: float) -> datetime.date | None:
        """Return the date by which all is done with at least some chance: 0.9 is the P90, late and fairly sure.

        Args:
            chance: Above 0 and below 1.

        Returns:
            The last day of a sprint; None where it is later than the forecast looks.

        Raises:
            InputError: The chance is none.
        """
        found = self.sprints(chance)
        return None if found is None else self.ends(found)

    def chance_by(self, date: datetime.date | str) -> float:
        """Return the chance that all is done by the end of a day.

        Args:
            date: The day. A sprint counts once it has ended.

        Raises:
            YearError: It is no date.
            InputError: It is later than the forecast looks, while more could still be done by then.
        """
        place = self._place(as_date(date))
        return 0.0 if place is None else float(self.finished[place])

    def done_by(self, date: datetime.date | str) -> tuple[float, float, float]:
        """Return how much is done to date by the end of a day: P10, P50 and P90.

        Args:
            date: The day. A sprint counts once it has ended.

        Raises:
            YearError: It is no date.
            InputError: It is before the last sprint that was held, or later than the forecast looks.
        """
        day = as_date(date)
        place = self._place(day)
        if place is None:
            message = "What was done before is not forecast."
            wanted = f"{self.ends(0)} or later"
            raise InputError(message, where="date", got=str(day), wanted=wanted, do="look at progress.table")
        low, middle, high = (float(value) for value in self.done[:, place])
        return low, middle, high

    def _place(self, day: datetime.date) -> int | None:
        """Return the sprint ahead that has ended last by a day; None before the forecast begins."""
        place = (day - self.ends(0)).days // (7 * self.progress.weeks)
        if place > self.ahead:
            if self.finished[-1] == 1.0:
                return self.ahead
            message = "The forecast does not look so far."
            wanted, do = f"{self.ends(self.ahead)} or earlier", "forecast with a larger ahead"
            raise InputError(message, where="date", got=str(day), wanted=wanted, do=do)
        return place if place >= 0 else None

    @property
    def dates_table(self) -> Table:
        """Return P10, P50 and P90 of the date, in words that say their direction."""
        said = (
            "1 chance in 10 of being done by then",
            "as likely before as after",
            "9 chances in 10 of being done by then",
        )
        rows: list[list[Cell]] = []
        for chance, words in zip(CHANCES, said, strict=True):
            found = self.sprints(chance)
            date = "" if found is None else self.ends(found).isoformat()
            rows.append([f"P{chance * 100:.0f}", date or f"not within {self.ahead} sprints", found, words])
        columns = [
            Column("Chance", "chance"),
            Column("All done by", "date"),
            Column("Sprints from now", "sprints", 0),
            Column("What it says", "meaning"),
        ]
        return Table("completion", f"When all is done: {self.words}", columns, rows, self._notes())

    @property
    def table(self) -> Table:
        """Return the chance of being done, and P10 to P90 of work done and of scope, by sprint."""
        unit = self.progress.unit
        columns = [
            Column("Sprints from now", "sprints"),
            Column("Ends", "ends"),
            Column("Chance that all is done, %", "chance", 1, 0.01),
            *(Column(f"Done, P{chance * 100:.0f}", f"done_p{chance * 100:.0f}", 1) for chance in CHANCES),
            *(Column(f"Scope, P{chance * 100:.0f}", f"scope_p{chance * 100:.0f}", 1) for chance in CHANCES),
            *(Column(f"Left, P{chance * 100:.0f}", f"left_p{chance * 100:.0f}", 1) for chance in CHANCES),
        ]
        rows: list[list[Cell]] = [
            [
                str(place),
                self.ends(place).isoformat(),
                float(self.finished[place]),
                *map(float, self.done[:, place]),
                *map(float, self.scope[:, place]),
                *map(float, self.left[:, place]),
            ]
            for place in range(self.shown + 1)
        ]
        return Table("burn_forecast", f"Sprints to come ({unit}): {self.words}", columns, rows, self._notes())

    @property
    def shown(self) -> int:
        """Return how many sprints ahead tables and pictures show: until 99 draws of 100 are done, or to the end."""
        nearly = np.flatnonzero(self.finished >= 0.99)  # noqa: PLR2004 - what the line above says
        return int(nearly[0]) if nearly.size else self.ahead

    def _notes(self) -> list[str]:
        never = 1.0 - float(self.finished[-1])
        near = format_number(100 / self.draws**0.5, 1)
        notes = [f"{self.draws:,} draws, seed {self.seed}: a chance is within {near} points in 19 of 20 runs or more."]
        if never:
            last = self.ends(self.ahead)
            notes.append(
                f"In {format_number(100 * never, 1)}% of draws all is not done by {last}, {self.ahead} sprints on."
            )
        return [*notes, self.caution] if self.caution else notes


def forecast(
    progress: Progress,
    by: str | Pace = "resampling",
    *,
    draws: int,
    seed: int,
    ahead: int = 104,
    last: int | None = None,
    capacity: float | Sequence[float] | None = None,
    fixed_scope: bool = False,
) -> Forecast:
    """Forecast when the backlog will be done.

    Draw i of sprint j ahead depends on the seed, i and j only, by the named streams of the simulation of cases.

    Args:
        progress: Scope and sprints so far.
        by: `resampling`, each sprint to come is one of those that were held; `normal`, with mean and spread as
            uncertain as so few sprints leave them; or a `Pace`, estimates that need no sprint.
        draws: Number of draws.
        seed: The seed.
        ahead: How many sprints to look ahead.
        last: Learn from so many of the latest sprints only; None for all.
        capacity: Capacity of sprints to come, in the unit of theirs: one number, or one for each with the last for all
            after; None for that of the last sprint that was held, 1 where none was.
        fixed_scope: Leave out what is added and removed, in sprints and in estimates alike.

    Raises:
        InputError: There are too few sprints to learn from, or an argument is none.
        UnknownNameError: There is no such way to forecast.
    """
    count, far = _count(draws, "draws", _MOST), _count(ahead, "ahead", _FURTHEST)
    streams = Streams(check_seed(seed))
    run, words, caution = _run(progress, by, streams, count, last)
    sizes = _capacities(progress, capacity, far)
    left_over = _EXACT * max(progress.scope, 1.0)  # sums of sizes such as 0.1 are not exact
    done: FloatArray = np.full(count, progress.done[-1])
    scope: FloatArray = np.full(count, progress.scopes[-1])
    to_go = np.full(count, far + 1, dtype=np.int64)
    to_go[scope - done <= left_over] = 0
    bands = np.empty((3, 3, far + 1))
    for place in range(far + 1):
        open_ = to_go > place
        if place and open_.any():
            rate, change = run(place)
            # what is done is not taken out again, and nothing is done beyond the scope
            grown = scope if fixed_scope else np.maximum(scope + change, done)
            more = np.minimum(done + rate * sizes[place - 1], grown)
            scope, done = np.where(open_, grown, scope), np.where(open_, more, done)
            to_go[open_ & (scope - done <= left_over)] = place
        bands[:, :, place] = np.quantile([done, scope, scope - done], CHANCES, axis=1).T
    finished = np.cumsum(np.bincount(to_go, minlength=far + 2)[: far + 1]) / count
    for array in (finished, bands, to_go):
        array.setflags(write=False)
    words += ", scope held fixed" if fixed_scope else ""
    return Forecast(
        progress=progress,
        words=words,
        seed=streams.seed,
        draws=count,
        finished=finished,
        done=bands[0],
        scope=bands[1],
        left=bands[2],
        sprints_to_go=to_go,
        caution=caution,
    )


_RESAMPLED: Final = (
    "Only what happened in the sprints so far can happen again, each of them as likely; with few sprints, or a team or "
    "work that changes, the range is too narrow."
)
_FROM_NORMAL: Final = (
    "Sprints to come are like those so far, normal and independent; a sprint may come out below zero, as where work is "
    "done again, since cutting it off there would make the forecast too hopeful."
)
_ESTIMATED: Final = "The range is that of the estimates; no sprint was looked at."


def _run(progress: Progress, by: object, streams: Streams, draws: int, last: int | None) -> tuple[Run, str, str]:
    """Return how sprints to come are drawn, what that is called, and what it cannot know."""
    if isinstance(by, Pace):
        if last is not None:
            message = "Estimates of a pace learn from no sprint."
            raise InputError(message, where="last", got=repr(last), wanted="None, or by = resampling or normal")
        return pace_run(by, streams, draws), "by estimates of the pace", _ESTIMATED
    if by not in _KINDS:
        message = "This way to forecast is not known."
        hint = did_you_mean(by, _KINDS) if isinstance(by, str) else ""
        wanted = " or ".join((*_KINDS, "a Pace"))
        raise UnknownNameError(message, where="by", got=f"{by!r:.80}", wanted=wanted, do=hint)
    held = known_sprints(progress.sprints, last)
    if by == "resampling":
        return resampled_run(held, streams, draws), f"{len(held)} sprints resampled", _RESAMPLED
    return normal_run(held, streams, draws), f"mean and spread of {len(held)} sprints", _FROM_NORMAL


def _count(value: object, where: str, most: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        message = f"This is not a number of {'draws' if where == 'draws' else 'sprints'}."
        raise InputError(message, where=where, got=f"{value!r:.40}", wanted=f"a whole number from 1 to {most:,}")
    return value


def _capacities(progress: Progress, given: Any, ahead: int) -> list[float]:  # noqa: ANN401 - any input may come
    if given is None:
        given = next((sprint.capacity for sprint in reversed(progress.sprints) if sprint.capacity), 1.0)
    held = numbers_of([given] if isinstance(given, int | float) else given, "capacity")
    return [held[min(place, len(held) - 1)] for place in range(ahead)]
