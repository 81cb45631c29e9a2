"""What a gate paper says of assurance: assessments, delivery confidence, what the stage showed, what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.guidance.assurance_plan import due_of, missing_exhibits, name_of, open_actions, points_of, rating_of
from agile_case.guidance.completeness import completeness
from agile_case.guidance.contents_due import point_of
from agile_case.model.assurance import EXHIBITS
from agile_case.reports.gate_pages import Section, few

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.case.case import Case
    from agile_case.history.iterations import Iteration
    from agile_case.model.assurance import Review

__all__ = ["assessments"]

_NAMED: Final = 4
"""Parts that are named; more are counted."""


def assessments(case: Case, held: Iteration) -> Section:
    """Return the part of a gate paper on assurance.

    Args:
        case: The case as it is put to the board.
        held: The iteration.
    """
    reviews = few(_reviews(case, held), _NAMED, "reviews")
    approvals = few(_approvals(case, held), _NAMED - 1, "approvals")
    lines = (*_facts(case), *reviews, *approvals, *_officer(case), *_shown(case, held), *_due(case))
    return Section(title="Assessments", lines=lines or ("Not stated.",))


def _facts(case: Case) -> Iterator[str]:
    """Yield what the programme says, where no review says more."""
    facts = case.model.programme
    if facts is None:
        return
    reviews = case.model.reviews.values()
    if facts.assessment and not any(rating_of(review) for review in reviews):
        when = "" if facts.assessed_on is None else f", {facts.assessed_on.isoformat()}"
        yield f"Service assessment: {facts.assessment}{when}."
    if facts.delivery_confidence and not any(review.confidence for review in reviews):
        response = f" Response: {facts.response_to_red}." if facts.response_to_red else ""
        yield f"Delivery confidence: {facts.delivery_confidence}.{response}"


def _approvals(case: Case, held: Iteration) -> Iterator[str]:
    """Yield the approvals that the stage asks for."""
    reviews = case.model.reviews
    for approval in case.model.approvals.values():
        if approval.stage != held.stage:
            continue
        name = approval.title or f"Approval of the {approval.document or 'case'}"
        by = f" by {approval.by}" if approval.by else ""
        before = [reviews[key] for key in approval.assured_by]
        open_ = [review.title or name_of(review.kind) for review in before if review.held is None]
        waits = f", after {' and '.join(open_)}, not held yet" if open_ else ""
        if approval.approved is not None:
            reference = f" ({approval.reference})" if approval.reference else ""
            yield f"{name}{by}: given on {approval.approved.isoformat()}{reference}."
        else:
            asked = "no day is set" if approval.asked is None else f"asked for on {approval.asked.isoformat()}"
            yield f"{name}{by}: {asked}{waits}."


def _officer(case: Case) -> Iterator[str]:
    """Yield how it stands with the accounting officer assessment of a major project."""
    facts = case.model.programme
    if facts is None or facts.major != "yes":
        return
    assessed, summary = facts.accounting_officer_assessed_on, facts.accounting_officer_published_on
    if assessed is None:
        yield "Accounting officer assessment: none is recorded."
    else:
        said = "not published" if summary is None else f"published on {summary.isoformat()}"
        yield f"Accounting officer assessment: {assessed.isoformat()}; its summary is {said}."


def _reviews(case: Case, held: Iteration) -> Iterator[str]:
    for review in case.model.reviews.values():
        if review.stage == held.stage or open_actions(review):
            yield _said(review)


def _said(review: Review) -> str:
    name = review.title or name_of(review.kind)
    if review.held is None:
        planned = "not planned for a day" if review.planned is None else f"planned for {review.planned.isoformat()}"
        return f"{name}: {planned}, not held."
    rating = rating_of(review)
    points = points_of(review)
    about = f" ({points})" if points else ""
    said = [f"{name}, {review.held.isoformat()}{f': {rating}{about}' if rating else ''}."]
    if review.confidence:
        response = f" Response: {review.response.rstrip('.')}." if review.response else ""
        none = " No response is recorded." if review.confidence == "red" and not response else ""
        said.append(f"Delivery confidence: {review.confidence}.{response}{none}")
    actions = []
    for action in open_actions(review):
        due = due_of(review, action)
        actions.append(f"To do{'' if due is None else f' by {due.isoformat()}'}: {action.what.rstrip('.')}.")
    said += few(actions, 1, "actions")
    return " ".join(said)


def _shown(case: Case, held: Iteration) -> Iterator[str]:
    own = [one for one in case.model.exhibits.values() if one.stage == held.stage]
    if not own:
        return
    missing = missing_exhibits(case.model, held.stage)
    counts = ", ".join(
        f"{kind.replace('-', ' ')} {sum(one.kind == kind for one in own) or 'none'}" for kind in EXHIBITS
    )
    yield f"Shown by this stage: {counts}." + ("" if not missing else " Progress is shown by all three.")


def _due(case: Case) -> Iterator[str]:
    """Yield how much of the five cases is missing, for a case that has begun to say any of it."""
    model = case.model
    said = (model.strategic, model.commercial, model.financial, model.management, model.objectives or None)
    if point_of(model.stages, case.iterations) and any(one is not None for one in said):
        found = completeness(case)
        count = len(found.missing)
        if not count:
            yield f"Everything that is due by the {found.at} of the five cases is there."
            return
        named = f": {', '.join(part.content.title for part in found.missing)}" if count <= _NAMED else ""
        part = "part of the five cases is" if count == 1 else "parts of the five cases are"
        yield f"{count} {part} due by the {found.at} and not there{named}."
