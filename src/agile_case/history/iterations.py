"""Iterations: what each set out to do, how far it came, and what was decided on it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import attrs

from agile_case.history.entries import Begin, Condition, Decide, Entry, Meet, Recommend, Retract
from agile_case.quantities.nouns import Noun
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PROCEEDS", "Iteration", "counted", "follow", "history_table", "iterations_of", "iterations_table"]

PROCEEDS = ("proceed", "proceed-with-conditions")
"""Outcomes by which an iteration is approved."""


@attrs.frozen(kw_only=True)
class Iteration(Noun):
    """One round of a case."""

    key: str
    """What it is called."""
    purpose: str
    """What it was to find out or to do."""
    stage: str
    """Key of the stage that it is part of."""
    began: datetime.date
    """Day on which it began."""
    status: str
    """`working`, `submitted`, `approved`, `decided` or `superseded`."""
    recommended: str
    """What was asked for; empty before."""
    outcome: str
    """What was decided; empty before."""
    decided: datetime.date | None
    """Day of the decision."""
    conditions: tuple[Condition, ...]
    """Conditions of the decision."""
    met: frozenset[int]
    """Which of them are met, counted from 1."""

    @property
    def open_conditions(self) -> tuple[Condition, ...]:
        """Conditions that are not met."""
        return tuple(one for place, one in enumerate(self.conditions, start=1) if place not in self.met)


def counted(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries that count: those that were not retracted, without the retractions.

    Args:
        entries: All entries, in their order.
    """
    gone = {entry.entry for entry in entries if isinstance(entry, Retract)}
    return tuple(entry for entry in entries if entry.id not in gone and not isinstance(entry, Retract))


def iterations_of(entries: Sequence[Entry]) -> tuple[Iteration, ...]:
    """Return the iterations of a case, in their order.

    An iteration is `approved` when its decision was to proceed, `superseded` when a later one was approved or began
    before it was decided, and otherwise `decided`, `submitted` or `working`.

    Args:
        entries: All entries, in their order.
    """
    found: dict[str, Iteration] = {}
    for entry in counted(entries):
        follow(found, entry)
    return tuple(found.values())


def follow(iterations: dict[str, Iteration], entry: Entry) -> None:
    """Bring iterations up to date with an entry that comes after those that they are of.

    Args:
        iterations: The iterations by their keys, in their order; they are changed.
        entry: An entry that counts.
    """
    if isinstance(entry, Begin):
        for key, held in iterations.items():
            if held.status in ("working", "submitted"):
                iterations[key] = attrs.evolve(held, status="superseded")
        iterations[entry.iteration] = Iteration(
            key=entry.iteration,
            purpose=entry.purpose,
            stage=entry.stage,
            began=entry.on,
            status="working",
            recommended="",
            outcome="",
            decided=None,
            conditions=(),
            met=frozenset(),
        )
    elif isinstance(entry, Recommend | Decide | Meet) and entry.iteration in iterations:
        iterations[entry.iteration] = _after(iterations[entry.iteration], entry)
        if isinstance(entry, Decide) and entry.outcome in PROCEEDS:
            for key, held in iterations.items():
                if key != entry.iteration and held.status == "approved":
                    iterations[key] = attrs.evolve(held, status="superseded")


def _after(held: Iteration, entry: Recommend | Decide | Meet) -> Iteration:
    if isinstance(entry, Recommend):
        return attrs.evolve(held, status="submitted", recommended=entry.outcome)
    if isinstance(entry, Meet):
        return attrs.evolve(held, met=held.met | {entry.condition})
    return attrs.evolve(
        held,
        status="approved" if entry.outcome in PROCEEDS else "decided",
        outcome=entry.outcome,
        decided=entry.on,
        conditions=entry.conditions,
        met=frozenset(),
    )


def iterations_table(entries: Sequence[Entry]) -> Table:
    """Return the iterations as a table.

    Args:
        entries: All entries, in their order.
    """
    columns = [
        Column(title, key, width=width)
        for title, key, width in (
            ("Iteration", "iteration", 14),
            ("Stage", "stage", 14),
            ("Purpose", "purpose", 24),
            ("Began", "began", None),
            ("Status", "status", None),
            ("Recommended", "recommended", None),
            ("Decided", "decided", None),
            ("Outcome", "outcome", None),
            ("Open conditions", "open_conditions", 24),
        )
    ]
    rows: list[list[Cell]] = []
    for held in iterations_of(entries):
        opened = "; ".join(f"{one.what} (by {one.due.isoformat()})" for one in held.open_conditions)
        when = "" if held.decided is None else held.decided.isoformat()
        row = [held.key, held.stage, held.purpose, held.began.isoformat(), held.status, held.recommended, when]
        rows.append([*row, held.outcome, opened])
    return Table("iterations", "Iterations", columns, rows)


def history_table(entries: Sequence[Entry]) -> Table:
    """Return every entry, retracted ones included, in its order; people read the first addresses of a long revision.

    Args:
        entries: All entries, in their order.
    """
    gone = {entry.entry for entry in entries if isinstance(entry, Retract)}
    columns = [
        Column(title, key, width=width)
        for title, key, width in (
            ("Entry", "entry", None),
            ("Day", "on", None),
            ("Kind", "kind", None),
            ("What", "what", 52),
            ("By", "by", 18),
            ("Because", "because", 36),
            ("Counts", "counts", None),
        )
    ]
    rows: list[list[Cell]] = [
        [
            entry.id,
            entry.on.isoformat(),
            entry.kind,
            entry.says,
            entry.by or getattr(entry, "approver", ""),
            entry.because,
            "retracted" if entry.id in gone else "yes",
        ]
        for entry in entries
    ]
    short = [(entry.says, entry.briefly) for entry in entries if entry.briefly != entry.says]
    return Table("history", "History", columns, rows, short=tuple(short))
