"""Rules on the assurance plan: assessments, delivery confidence, approvals that come too soon, what a stage showed."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, Final

from agile_case.guidance.assurance import months_on
from agile_case.guidance.assurance_plan import due_of, missing_exhibits, name_of, open_actions, rating_of, state_of
from agile_case.guidance.rules import Rule, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agile_case.findings import Finding
    from agile_case.model.assurance import Exhibit, Review

__all__ = ["RULES", "SUGGESTED"]

SUGGESTED: Final = {
    "discovery": (("gate-0", "starting-gate"),),
    "alpha": (("gate-1", "gate-2", "project-assessment-review"), ("service-assessment",)),
    "private-beta": (("gate-3", "gate-4", "project-assessment-review"), ("service-assessment",)),
    "public-beta": (("gate-4", "project-assessment-review"), ("service-assessment",)),
    "live": (("gate-5",),),
}
"""What comes at the end of each phase, one of each group: this project's own mapping, after the manual of GDS; the
annexes of 2015 were not read."""
_AMBER_MONTHS: Final = 3


def _latest(reviews: Iterable[tuple[str, Review]]) -> tuple[str, Review] | None:
    held = [(key, one) for key, one in reviews if one.held is not None]
    return max(held, key=lambda pair: pair[1].held.toordinal()) if held else None  # type: ignore[union-attr]  # it was held


def _assessed(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    own = (
        (key, one) for key, one in context.model.reviews.items() if one.kind == "service-assessment" and rating_of(one)
    )
    last = _latest(own)
    if last is None:
        return
    key, review = last
    where, said = f"reviews.{key}", f"the service assessment of {review.held}"
    rating = rating_of(review)
    if rating == "red":
        yield rule.block(where, f"{said} was red: pause, fix, be assessed again.")
    elif rating == "amber":
        left = open_actions(review)
        due = months_on(review.held, _AMBER_MONTHS).isoformat() if review.held is not None else ""
        if left or not review.actions:
            count = f"{len(left)} of {len(review.actions)} actions are open" if left else "no action is recorded"
            yield rule.warn(where, f"{said} was amber, and {count}; they are done by {due} and before the next one.")
        else:
            yield rule.passed(where, f"{said} was amber, and its actions are done.")
    else:
        yield rule.passed(where, f"{said} was green.")


def _action_overdue(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, review in context.model.reviews.items():
        following = _next_assessment(context, review)
        for place, action in enumerate(review.actions):
            where, due = f"reviews.{key}.actions.{place}", due_of(review, action)
            if following is not None and (action.done is None or action.done > following):
                yield rule.warn(where, f"this was to be done before the assessment of {following}: {action.what}")
            elif action.done is None and due is not None and context.on is not None and due < context.on:
                yield rule.warn(where, f"this was to be done by {due.isoformat()}: {action.what}")


def _next_assessment(context: RuleContext, review: Review) -> datetime.date | None:
    """Return the day of the service assessment after another, before which the actions of that are done."""
    if review.kind != "service-assessment" or review.held is None:
        return None
    days = [one.held for one in context.model.reviews.values() if one.kind == review.kind and one.held is not None]
    return min((day for day in days if day > review.held), default=None)


def _points_unlike(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, review in context.model.reviews.items():
        worst = "red" if review.red_points else "amber" if review.amber_points else ""
        if worst and review.rating and review.rating != worst and (worst == "red" or review.rating == "green"):
            message = f"the overall rating is {review.rating}, and a point is {worst}."
            yield rule.ask(f"reviews.{key}.rating", message)


def _confidence(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    last = _latest((key, one) for key, one in context.model.reviews.items() if one.confidence)
    if last is not None and last[1].confidence == "red" and not last[1].response.strip():
        message = f"delivery confidence of {last[1].held} is red and there is no response to it. It is no stop."
        yield rule.block(f"reviews.{last[0]}", message)


def _assured_first(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, approval in context.model.approvals.items():
        for name in approval.assured_by if approval.asked is not None else ():
            review = context.model.reviews[name]
            day = review.held or review.planned
            if day is None or (approval.asked is not None and day > approval.asked):
                when = "has no day" if day is None else f"comes on {day.isoformat()}"
                message = f"approval is asked for on {approval.asked}, and {name_of(review.kind)} ({name}) {when}."
                yield rule.block(f"approvals.{key}", message)


def _overdue(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, held in context.model.reviews.items():
        if state_of(held.held, held.planned, "held", context.on) == "overdue":
            yield rule.warn(f"reviews.{key}", f"this was planned for {held.planned}, and was not held.")


def _not_planned(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    model = context.model
    if not model.reviews:
        return
    for key, stage in model.stages.items():
        own = {held.kind for held in model.reviews.values() if held.stage == key}
        for group in SUGGESTED.get(stage.phase, ()):
            if own.isdisjoint(group):
                names = " or ".join(name_of(kind) for kind in group)
                yield rule.ask(f"stages.{key}", f"for its end no review is planned of: {names}. Is none needed?")


def _not_shown(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    begun = [] if context.case is None else [held.stage for held in context.case.iterations]
    if not begun or begun[-1] not in context.model.stages or context.model.stages[begun[-1]].phase == "discovery":
        return
    missing = [kind.replace("-", " ") for kind in missing_exhibits(context.model, begun[-1])]
    if missing:
        yield rule.warn(f"stages.{begun[-1]}", f"this stage has shown no {', no '.join(missing)}.")


def _last_exhibits(context: RuleContext, kind: str) -> dict[str, tuple[str, Exhibit]]:
    """Return the last exhibit of a kind for each stage, by its day; one without a day counts as earlier."""
    found: dict[str, tuple[str, Exhibit]] = {}
    for key, one in context.model.exhibits.items():
        if one.kind != kind:
            continue
        before = found.get(one.stage or "")
        if before is None or (one.on or datetime.date.min) >= (before[1].on or datetime.date.min):
            found[one.stage or ""] = (key, one)
    return found


def _outruns_money(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, one in _last_exhibits(context, "burn-chart").values():
        if one.funded_until is None or (one.done_by_p10 is None and one.done_by_p90 is None):
            continue
        money = f"the money lasts to {one.funded_until}"
        early = "" if one.done_by_p10 is None else f"P10 {one.done_by_p10}, "
        if one.done_by_p90 is None:
            yield rule.warn(f"exhibits.{key}", f"the forecast ({early}no P90) does not end, and {money}.")
        elif one.done_by_p90 > one.funded_until:
            all_late = one.done_by_p10 is not None and one.done_by_p10 > one.funded_until
            said = "all of the forecast is" if all_late else "part of the forecast is"
            yield rule.warn(
                f"exhibits.{key}", f"{said} after {money.removeprefix('the ')}: {early}P90 {one.done_by_p90}."
            )
        else:
            yield rule.passed(f"exhibits.{key}", f"all is done by {one.done_by_p90} (P90), and {money}.")


def _without_benefit(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, one in _last_exhibits(context, "backlog").values():
        if one.without_benefit:
            yield rule.warn(f"exhibits.{key}", f"{one.without_benefit:.0%} of the backlog is for no benefit.")
        elif one.without_benefit == 0:
            yield rule.passed(f"exhibits.{key}", "all of the backlog is for a benefit.")


_own = functools.partial(Rule, rule_set="own", evidence="none")
RULES: tuple[Rule, ...] = (
    Rule(
        code="service-assessment",
        rule_set="service-standard",
        title="The last service assessment",
        citation="Department for Education, service assessment guidance",
        evidence="secondary",
        cause="The last service assessment that was held. Red: pause. Amber: actions within three months, and before "
        "the next one. Green: go on.",
        fix="Do what the report asks, and say under actions when it was done.",
        judge=_assessed,
        when_named=True,
    ),
    Rule(
        code="review-confidence-red",
        rule_set="reset-2026",
        title="Red delivery confidence of a review without a response",
        citation="Commentary on NISTA reports",
        evidence="secondary",
        cause="The last review that gives a delivery confidence gives red. It asks for a response, and is never an "
        "automatic stop.",
        fix="Say in response what it is, or where.",
        judge=_confidence,
        when_named=True,
    ),
    Rule(
        code="approval-before-assurance",
        rule_set="iaap-2011",
        title="An approval before the review that it hangs on",
        citation="HM Treasury and Cabinet Office, integrated assurance and approval guidance, 2011",
        evidence="primary",
        cause="An approval is asked for before one of the reviews under assured_by. HM Treasury normally refuses where "
        "planned assurance was skipped.",
        fix="Have the review first, or move the request.",
        judge=_assured_first,
        when_named=True,
    ),
    Rule(
        code="evidence-not-shown",
        rule_set="hmt-agile-2014",
        title="A stage without demonstration, burn chart or backlog",
        citation="David Wilks, Getting approval for agile spending, GDS blog, 11 April 2014",
        evidence="primary",
        cause="The stage of the last iteration has not shown one of the three by which progress against the case is "
        "shown. Nothing is built in a discovery, so nothing is asked of one.",
        fix="Add what was shown under [exhibits.key], with its stage and its day.",
        judge=_not_shown,
        when_named=True,
    ),
    _own(
        code="delivery-outruns-funding",
        title="A forecast of delivery that reaches beyond the money",
        citation="how-to/forecast-delivery; it follows from the burn charts and the re-approval that the guidance of "
        "2014 asks for",
        cause="P90 of the last burn chart of a stage is after the day that its money lasts to, or there is no P90.",
        fix="Take out scope, ask for money by the range, or stop; outside the tolerances ask for approval again.",
        judge=_outruns_money,
    ),
    _own(
        code="backlog-without-benefit",
        title="A backlog of which a part is for no benefit",
        citation="how-to/forecast-delivery",
        cause="The last backlog of a stage has items that name no benefit of the case.",
        fix="Say which benefit they are for, or take them out.",
        judge=_without_benefit,
    ),
    _own(
        code="review-action-overdue",
        title="An action of a review that is overdue",
        citation="how-to/plan-assurance",
        cause="The day of the check is after the day by which it was due, or the next service assessment was held "
        "before it was done.",
        fix="Do it, and say when under done.",
        judge=_action_overdue,
    ),
    _own(
        code="review-overdue",
        title="A review that is overdue",
        citation="how-to/plan-assurance",
        cause="The day of the check is after the day for which it was planned.",
        fix="Say when it was held, or plan it anew and have the plan validated again.",
        judge=_overdue,
    ),
    _own(
        code="rating-unlike-points",
        title="A rating that its points do not bear out",
        citation="how-to/plan-assurance",
        cause="The overall rating of a service assessment is better than its worst point.",
        fix="Correct the rating or the points, or record why the panel rated so.",
        judge=_points_unlike,
    ),
    _own(
        code="assurance-not-planned",
        title="The end of a phase without a review",
        citation="how-to/plan-assurance",
        cause="The case has reviews, and none of the kind that usually comes at the end of a phase is planned for a "
        "stage. Which kind that is is this project's own mapping.",
        fix="Plan one and name the stage, or record why none is needed.",
        judge=_not_planned,
    ),
)
"""The rules on the assurance plan."""
