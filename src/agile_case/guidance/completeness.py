"""How complete the five cases are: what is there, what is due now, and how much is due later."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.guidance.contents_due import (
    CASES,
    CONTENTS,
    LEVELS,
    PHASE_OF,
    POINTS,
    Content,
    point_of,
    point_of_stage,
)
from agile_case.model.stages import PHASES, Stage
from agile_case.quantities.nouns import Noun
from agile_case.quantities.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.case.case import Case

__all__ = ["STATUSES", "Completeness", "ContentStatus", "completeness"]

STATUSES = ("there", "overdue", "due now", "due next", "later")
"""How it stands with a part: it is there, was due by an earlier document, is due by this one, the next, or later."""

_CAUTION = (
    "That a part is there says nothing of how good it is. Evidence: how well it is known that guidance asks for it by "
    "then; which phase goes with which document is this project's own reading."
)


@attrs.frozen
class ContentStatus(Noun):
    """How it stands with one part of the content of a case."""

    content: Content
    """The part."""
    said: str
    """What the case says on it, in brief; empty where it says nothing."""
    status: str
    """`there`, `overdue`, `due now`, `due next` or `later`."""
    level: str
    """How far it is to go by the document that it is due for, or by the one that the case works towards."""


@attrs.frozen(repr=False)
class Completeness(Noun):
    """How complete the five cases are for a document."""

    at: str
    """Document that the case works towards: `SOC`, `OBC` or `FBC`."""
    parts: tuple[ContentStatus, ...]
    """Every part, in the order of the five cases."""

    @property
    def missing(self) -> tuple[ContentStatus, ...]:
        """The parts that are due now or overdue, and not there."""
        return tuple(part for part in self.parts if part.status in ("overdue", "due now"))

    @property
    def counts(self) -> dict[str, int]:
        """How many parts have each status."""
        found = Counter(part.status for part in self.parts)
        return {status: found[status] for status in STATUSES}

    @property
    def table(self) -> Table:
        """What is there and what is due now; what is due later is counted."""
        return self._table([part for part in self.parts if part.status not in ("due next", "later")])

    @property
    def full_table(self) -> Table:
        """Every part, what is due later included."""
        return self._table(self.parts)

    def _table(self, parts: list[ContentStatus] | tuple[ContentStatus, ...]) -> Table:
        columns = [
            Column("Case", "case"),
            Column("Content", "content"),
            Column("Status", "status"),
            Column("Said", "said"),
            Column("Due by", "due"),
            Column("End of", "phase"),
            Column("Level", "level"),
            Column("Address", "address"),
            Column("Source", "source"),
            Column("Evidence", "evidence"),
        ]
        rows = [
            [
                part.content.case,
                part.content.title,
                part.status,
                part.said,
                part.content.due,
                PHASE_OF[part.content.due],
                part.level,
                part.content.address,
                part.content.citation,
                part.content.evidence,
            ]
            for part in parts
        ]
        counts = self.counts
        missing = counts["overdue"] + counts["due now"]
        said = (
            f"{counts['there']} of {len(self.parts)} parts are there. Missing and due by the {self.at}: {missing}; by "
            f"the next document: {counts['due next']}; later: {counts['later']}."
        )
        return Table("completeness", f"The five cases, for the {self.at}", columns, rows, (said, _CAUTION))

    def __repr__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return self.table.to_html()


def completeness(case: Case, *, at: str = "") -> Completeness:
    """Return how complete the five cases are: what is there, what is due now, and how much is due later.

    Args:
        case: The case.
        at: Document, phase or key of a stage that the case works towards; that of the stage of its last iteration, or
            else of its first stage, unless stated.

    Raises:
        InputError: The case has no stages with a phase or a document, and `at` is not stated.
        UnknownNameError: There is no such document, phase or stage; the nearest are suggested.

    Source:
        HM Treasury, The Green Book 2026, Tables 2 and 3; what else asks for a part is in its row.
    """
    stages = case.model.stages
    point = point_of(stages, case.iterations) if not at else _point(at, stages)
    if not point:
        message = "The case does not say how far it is."
        wanted = "a stage with a phase or a document, or at"
        raise InputError(message, where="at", got="none", wanted=wanted, do='say at="SOC", or phase = "discovery"')
    place = POINTS.index(point)
    ordered = sorted(CONTENTS, key=lambda content: CASES.index(content.case))
    return Completeness(point, tuple(_status(content, case, place) for content in ordered))


def _point(at: str, stages: Mapping[str, Stage]) -> str:
    if at in stages:
        return point_of_stage(stages[at])
    if at in PHASES:
        return point_of_stage(Stage(phase=at))
    known = (*POINTS, "BJC")
    if at in known:
        return point_of_stage(Stage(document=at))
    names = (*known, *PHASES, *stages)
    message, near = "This is no document, phase or stage.", did_you_mean(at, names)
    raise UnknownNameError(message, where="at", got=repr(at), wanted=" or ".join(names), do=near)


def _status(content: Content, case: Case, place: int) -> ContentStatus:
    said = content.held(case.model)
    due = POINTS.index(content.due)
    if said:
        status = "there"
    elif due <= place:
        status = "due now" if due == place else "overdue"
    else:
        status = "due next" if due == place + 1 else "later"
    return ContentStatus(content, said, status, LEVELS[content.case][max(due, place)])
