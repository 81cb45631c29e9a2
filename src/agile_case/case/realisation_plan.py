"""The realisation plan: who does what by when, from the first enabling change to the last review."""

from __future__ import annotations

import calendar
import datetime
import math
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.case.benefits import chosen_options, released
from agile_case.model.measured import measured
from agile_case.model.timing import mean_of, moment_of
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.model import Model
    from agile_case.model.options import Option
    from agile_case.quantities.years import Year

__all__ = ["realisation_plan"]

_MONTHS: Final = 12
_NEAR: Final = 1e-9
_COLUMNS: Final = (
    Column("By when", "by_when", empty="no date"),
    Column("Event", "event"),
    Column("Who", "who", empty="nobody"),
    Column("Does what", "what"),
    Column("For", "benefits"),
    Column("State", "state"),
)


@attrs.frozen
class _Step:
    """One line of the plan."""

    moment: str | datetime.date | None
    who: str
    what: str
    benefits: tuple[str, ...]
    state: str = ""
    closed: bool = False


def realisation_plan(model: Model, option: str | None = None, on: datetime.date | None = None) -> Table:
    """Return who does what by when so that the benefits come: changes, dependencies, releases, targets, last reviews.

    Args:
        model: The model.
        option: Key of the option; every option but business as usual unless stated.
        on: Day on which open steps that were due before it are overdue; none is without it.

    Raises:
        UnknownNameError: There is no such option; the nearest are suggested.
    """
    rows: list[tuple[float, list[Cell]]] = []
    chosen = chosen_options(model, option)
    for key, held in chosen.items():
        prefix = f"{key}." if len(chosen) > 1 else ""
        for step in (*_before(model, held), *_after(held, model)):
            at = math.inf if step.moment is None else mean_of(moment_of(step.moment, model), model)
            day = None if step.moment is None else _date_of(step.moment, at, model)
            state = "overdue" if day is not None and on is not None and day < on and not step.closed else step.state
            event = step.moment if isinstance(step.moment, str) else ""
            when = "" if day is None else day.isoformat()
            rows.append(
                (
                    at,
                    [
                        when,
                        event,
                        step.who.strip(),
                        step.what,
                        ", ".join(f"{prefix}{name}" for name in step.benefits),
                        state,
                    ],
                )
            )
    ordered = [row for _, row in sorted(rows, key=lambda row: row[0])]
    notes = ["The date of an event that may slip is the expected one."]
    return Table("realisation_plan", "Realisation plan: who does what by when", _COLUMNS, ordered, notes)


def _before(model: Model, option: Option) -> Iterator[_Step]:
    """Yield the changes and dependencies that the benefits of an option hang on, and what those need."""
    served: dict[str, list[str]] = {}
    for name, benefit in option.benefits.items():
        held = benefit.realisation
        if held is None:
            continue
        pending = [f"enabling_changes.{one}" for one in held.enabling_changes]
        pending += [f"dependencies.{one}" for one in held.dependencies]
        while pending:
            place = pending.pop(0)
            served.setdefault(place, [])
            if name not in served[place]:
                served[place].append(name)
                table, _, one = place.partition(".")
                if table == "enabling_changes":
                    pending += [f"enabling_changes.{other}" for other in model.enabling_changes[one].needs]
    for place, benefits in served.items():
        table, _, one = place.partition(".")
        if table == "dependencies":
            there = model.dependencies[one]
            who = there.owner or there.provider
            provided = f", from {there.provider}" if there.provider else ""
            state = "met" if there.met else "open"
            yield _Step(
                there.needed_by, who, f"{there.title or one}{provided}", tuple(benefits), state, closed=there.met
            )
            continue
        change = model.enabling_changes[one]
        done = change.done is not None
        state = f"done on {change.done}" if done else "not funded" if change.funded == "no" else "open"
        yield _Step(change.due, change.owner, change.title or one, tuple(benefits), state, closed=done)


def _after(option: Option, model: Model) -> Iterator[_Step]:
    """Yield what the owners of the benefits of an option do: give up, reach, review."""
    for name, benefit in option.benefits.items():
        held = benefit.realisation
        if held is None:
            continue
        benefits = (name,)
        for release in held.releases:
            budget = f", from {held.budget_line}" if held.budget_line else ""
            what = released(release).partition(" from ")[0]
            yield _Step(release.on, held.owner, f"Gives up {what}{budget}", benefits, closed=True)
        how = measured(benefit, model.measures)
        if how.target is not None:
            before = "" if how.baseline is None else f"from {how.baseline} "
            what = f"Reaches the target, {before}to {how.target}: {how.what or 'what the benefit measures'}"
            yield _Step(how.target_by, held.owner, what, benefits, closed=True)
        if held.reviewed_until is not None:
            every = "" if held.review_every is None else f", every {held.review_every}"
            yield _Step(held.reviewed_until, held.owner, f"Reviews it for the last time{every}", benefits, closed=True)


def _date_of(moment: str | datetime.date, at: float, model: Model) -> datetime.date:
    return moment if isinstance(moment, datetime.date) else date_after(model.basis.start, at)


def date_after(start: Year, years: float) -> datetime.date:
    """Return the day that lies so many years after the first day of a year, counted in months as events are.

    Args:
        start: The year.
        years: Years after its first day.
    """
    months = years * _MONTHS + start.first_month - 1 + start.first * _MONTHS
    whole = math.floor(months + _NEAR)
    year, month = divmod(whole, _MONTHS)
    days = calendar.monthrange(year, month + 1)[1]
    day = 1 + math.floor(max(0.0, months - whole) * days + _NEAR)
    return datetime.date(year, month + 1, min(day, days))
