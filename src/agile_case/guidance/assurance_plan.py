"""The integrated assurance and approval plan as a table, and what each stage showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.guidance.assurance import months_on, panel_of
from agile_case.model.assurance import EXHIBITS, POINT_NAMES
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import as_day

if TYPE_CHECKING:
    import datetime

    from agile_case.case.case import Case
    from agile_case.model.assurance import Approval, Review, ReviewAction
    from agile_case.model.model import Model

__all__ = [
    "assurance_plan",
    "due_of",
    "evidence_table",
    "missing_exhibits",
    "name_of",
    "open_actions",
    "points_of",
    "rating_of",
    "state_of",
]

_AMBER_MONTHS: Final = 3
_NAMES: Final = {"project-assessment-review": "PAR"}


def name_of(kind: str) -> str:
    """Return a kind of review in words.

    Args:
        kind: The kind.
    """
    return _NAMES.get(kind, kind.replace("-", " ").capitalize() if not kind.startswith("gate") else f"Gate {kind[-1]}")


def due_of(review: Review, action: ReviewAction) -> datetime.date | None:
    """Return the day by which an action is due; of an amber service assessment three months after it unless stated.

    Args:
        review: The review.
        action: One of its actions.
    """
    if action.due is not None or review.kind != "service-assessment" or review.held is None:
        return action.due
    return months_on(review.held, _AMBER_MONTHS) if rating_of(review) == "amber" else None


def rating_of(review: Review) -> str:
    """Return the overall rating of a service assessment: as stated, or the worst of its points; empty without any.

    Args:
        review: The review.
    """
    return review.rating or ("red" if review.red_points else "amber" if review.amber_points else "")


def points_of(review: Review) -> str:
    """Return the points of the Service Standard that were red or amber, by number and name.

    Args:
        review: The review.
    """
    held = [
        (colour, ", ".join(f"{point:.0f} {POINT_NAMES[int(point) - 1]}" for point in points))
        for colour, points in (("red", review.red_points), ("amber", review.amber_points))
        if points
    ]
    if [colour for colour, _ in held] == [rating_of(review)]:
        return held[0][1]  # the colour is said already
    return "; ".join(f"{colour}: {names}" for colour, names in held)


def open_actions(review: Review) -> tuple[ReviewAction, ...]:
    """Return the actions of a review that are not done.

    Args:
        review: The review.
    """
    return tuple(action for action in review.actions if action.done is None)


def assurance_plan(case: Case, *, on: datetime.date | str | None = None) -> Table:
    """Return the integrated assurance and approval plan: reviews and approvals on one time line.

    Args:
        case: The case.
        on: Day of the plan: what was planned for an earlier day, and has not taken place, is overdue.

    Source:
        HM Treasury and Cabinet Office, integrated assurance and approval guidance, 2011.
    """
    model, day = case.model, None if on is None else as_day(on)
    columns = [
        Column("What", "what"),
        Column("Day", "day", empty="no day"),
        Column("State", "state"),
        Column("Stage", "stage"),
        Column("Who", "who", empty="not said"),
        Column("Rating", "rating"),
        Column("Delivery confidence", "confidence"),
        Column("Open actions", "open_actions"),
        Column("Comes after", "comes_after"),
        Column("Where", "where"),
        Column("Key", "key"),
    ]
    rows = [_review_row(key, held, model, day) for key, held in model.reviews.items()]
    rows += [_approval_row(key, held, model, day) for key, held in model.approvals.items()]
    order = {key: str(place) for place, key in enumerate(model.stages)}
    rows.sort(key=lambda row: (row[1] or "9999", order.get(str(row[3]), "")))
    facts = model.programme
    validated = None if facts is None else facts.plan_validated_on
    notes = [
        "No validation of the plan is recorded." if validated is None else f"Validated on {validated.isoformat()}.",
        "Delivery confidence is a snapshot, not a probability; red asks for a response and is no stop by itself.",
    ]
    return Table("assurance_plan", "Integrated assurance and approval plan", columns, rows, notes)


def state_of(done: datetime.date | None, planned: datetime.date | None, words: str, on: datetime.date | None) -> str:
    """Return how far a review or an approval is: done, planned, or overdue on a day.

    Args:
        done: Day on which it was done.
        planned: Day for which it is planned.
        words: What it is called when it is done.
        on: The day; without it nothing is overdue.
    """
    if done is not None:
        return words
    return "overdue" if planned is not None and on is not None and planned < on else "planned"


def _review_row(key: str, held: Review, model: Model, on: datetime.date | None) -> list[Cell]:
    day = held.held or held.planned
    actions = []
    for action in open_actions(held):
        due = due_of(held, action)
        actions.append(action.what if due is None else f"{action.what} (by {due.isoformat()})")
    who = held.by or (panel_of(model.programme) if held.kind == "service-assessment" else "")
    confidence = held.confidence + (f"; response: {held.response}" if held.response else "")
    return [
        held.title or name_of(held.kind),
        "" if day is None else day.isoformat(),
        state_of(held.held, held.planned, "held", on),
        held.stage or "",
        who,
        rating_of(held) + (f" ({points})" if (points := points_of(held)) else ""),
        confidence,
        "; ".join(actions),
        "",
        held.report,
        f"reviews.{key}",
    ]


def _approval_row(key: str, held: Approval, model: Model, on: datetime.date | None) -> list[Cell]:
    day = held.approved or held.asked
    return [
        held.title or f"Approval of the {held.document or 'case'}",
        "" if day is None else day.isoformat(),
        state_of(held.approved, held.asked, "approved", on),
        held.stage or "",
        held.by,
        "",
        "",
        "",
        ", ".join(model.reviews[name].title or name_of(model.reviews[name].kind) for name in held.assured_by),
        held.reference,
        f"approvals.{key}",
    ]


def evidence_table(case: Case) -> Table:
    """Return what each stage showed: demonstrations, burn charts, backlogs, with the last day of each.

    Args:
        case: The case.

    Source:
        GDS, "Getting approval for agile spending", 11 April 2014.
    """
    model = case.model
    columns = [Column("Stage", "stage"), Column("Phase", "phase")]
    columns += [Column(f"{kind.replace('-', ' ').capitalize()}s", kind.replace("-", "_")) for kind in EXHIBITS]
    columns += [Column("What it showed", "says")]
    rows: list[list[Cell]] = []
    for key, stage in model.stages.items():
        own = [held for held in model.exhibits.values() if held.stage == key]
        row: list[Cell] = [stage.title or key, stage.phase]
        for kind in EXHIBITS:
            of_kind = [held for held in own if held.kind == kind]
            days = [held.on for held in of_kind if held.on is not None]
            last = f", last {max(days).isoformat()}" if days else ""
            row.append(f"{len(of_kind)}{last}" if of_kind else "none")
        rows.append([*row, "; ".join(held.says for held in own if held.says)])
    return Table("evidence", "What each stage showed", columns, rows)


def missing_exhibits(model: Model, stage: str) -> tuple[str, ...]:
    """Return the kinds of evidence that a stage has not shown.

    Args:
        model: The model.
        stage: Key of the stage.
    """
    shown = {held.kind for held in model.exhibits.values() if held.stage == stage}
    return tuple(kind for kind in EXHIBITS if kind not in shown)
