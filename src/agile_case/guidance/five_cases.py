"""Rules on what a case says in words: contents that are due, SMART objectives, theory of change, duties, claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.guidance.contents_due import CASES, CONTENTS, POINTS, point_of
from agile_case.guidance.rules import Rule, RuleContext, green_book_rule
from agile_case.model.events import Event
from agile_case.model.narrative import DUTIES

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from agile_case.findings import Finding
    from agile_case.model.narrative import Claim

__all__ = ["RULES"]


def _point(context: RuleContext) -> str:
    return point_of(context.model.stages, () if context.case is None else context.case.iterations)


def _content_due(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    point = _point(context)
    if not point:
        return
    reached = POINTS[: POINTS.index(point) + 1]
    for name in CASES:
        missing = [
            one.title
            for one in CONTENTS
            if one.case == name
            and one.due in reached
            and one.evidence == "primary"
            and one.citation.startswith("The Green Book")
            and one.address != "statutory_duties"  # a rule of its own
            and not one.held(context.model)
        ]
        if missing:
            yield rule.warn(name, f"the {name} case does not say yet what is due by the {point}: {', '.join(missing)}.")


def _not_smart(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, held in context.model.objectives.items():
        if held.lacks:
            yield rule.block(f"objectives.{key}", f"this objective is not SMART: it lacks {', '.join(held.lacks)}.")


def _duties(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    model, point = context.model, _point(context)
    looked = {"at_longlist": bool(model.longlist) or bool(point), "at_shortlist": point in POINTS[1:]}
    for field, due in looked.items():
        said = {one.duty for one in model.statutory_duties.values() if getattr(one, field).strip()}
        missing = [duty.replace("-", " ") for duty in DUTIES[:-1] if duty not in said]
        if due and missing:
            where = field.removeprefix("at_")
            said_so = f"the case does not show at the {where} how it meets: {', '.join(missing)}."
            there = bool(model.longlist) if field == "at_longlist" else model.preferred is not None
            yield (rule.block if there else rule.warn)("statutory_duties", said_so)


def _theory_unfounded(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    steps = context.model.theory_of_change
    if steps and not any(step.rests_on for step in steps.values()):
        yield rule.warn("theory_of_change", "the theory of change does not say what it assumes.")


def _theory_open(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    steps = context.model.theory_of_change
    reached = {name for step in steps.values() for name in step.brings_about}
    for key, step in steps.items():
        ends = step.kind in ("outcome", "impact")
        if not ends and not step.brings_about:
            yield rule.warn(f"theory_of_change.{key}", f"this {step.kind} brings nothing about.")
        if ends and key not in reached:
            yield rule.warn(f"theory_of_change.{key}", f"nothing brings this {step.kind} about.")


def _unserved(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    model = context.model
    served = {key for step in model.theory_of_change.values() for key in step.objectives}
    for key in model.objectives:
        if model.theory_of_change and key not in served:
            yield rule.warn(f"objectives.{key}", "no step of the theory of change serves this objective.")


def _hypothesis_untested(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, claim in context.model.claims.items():
        if claim.kind == "hypothesis" and not _tested(claim, context):
            yield rule.warn(f"claims.{key}", "this hypothesis has no test.")
        if claim.kind == "fact" and not claim.source.strip():
            yield rule.warn(f"claims.{key}", "this is called a fact, and nothing is named that shows it.")


def _tested(claim: Claim, context: RuleContext) -> bool:
    if claim.test.strip():
        return True
    tested = {f"assumptions.{test.assumption}" for stage in context.model.stages.values() for test in stage.tests}
    return claim.about in tested


def _dependency_late(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, held in context.model.dependencies.items():
        due = held.needed_by
        day = _day(context, due) if isinstance(due, str) else due
        if not held.met and day is not None and context.on is not None and day < context.on:
            yield rule.warn(f"dependencies.{key}", f"this was needed by {day.isoformat()}, and is not there.")


def _day(context: RuleContext, event: str) -> datetime.date | None:
    """Return the day of an event that stands in the file; those that follow others, or may slip, have none yet."""
    held = context.model.events[event]
    return held.date if isinstance(held, Event) else held


RULES: tuple[Rule, ...] = (
    green_book_rule(
        code="content-due",
        title="Content that is due and not there",
        citation="The Green Book 2026, Table 2 and Table 3",
        cause="The stage that the case is in has a document or a phase, and parts of a case that are due by then are "
        "missing. Only what the Green Book itself asks for is found; `completeness` lists the rest.",
        fix="Write it, or where it is, under the table of that case; agile-case completeness lists the addresses.",
        judge=_content_due,
    ),
    green_book_rule(
        code="objective-not-smart",
        title="An objective that is not SMART",
        citation="The Green Book 2026, paragraphs 4.21 to 4.25",
        cause="Objectives must be specific, measurable, achievable, realistic and time-limited, and one of these is "
        "missing.",
        fix="Complete the objective.",
        must=True,
        judge=_not_smart,
    ),
    green_book_rule(
        code="statutory-duties-missing",
        title="Statutory duties are not shown",
        citation="The Green Book 2026, paragraphs 3.18 and 3.19",
        cause="Environmental principles, biodiversity and the public sector equality duty must be explicit at the "
        "longlist and at the shortlist. It blocks once there is a longlist, or a preferred option; before, it warns of "
        "what is due. Devolved governments may have others: then a judgement answers this.",
        fix="Say under [statutory_duties.key] how each was taken into account, at the longlist and at the shortlist.",
        must=True,
        judge=_duties,
    ),
    green_book_rule(
        code="theory-of-change-unfounded",
        title="A theory of change without its assumptions",
        citation="The Green Book 2026, paragraph 4.12",
        cause="No step says what has to be so for it to work.",
        fix="Name the claims and assumptions of each step under rests_on.",
        judge=_theory_unfounded,
    ),
    Rule(
        code="theory-of-change-open",
        rule_set="own",
        title="A step of the theory of change that leads nowhere",
        citation="how-to/write-the-five-cases",
        evidence="none",
        cause="An input, an activity or an output brings nothing about, or nothing brings an outcome about.",
        fix="Say what it brings about, or take it out.",
        judge=_theory_open,
    ),
    Rule(
        code="objective-unserved",
        rule_set="own",
        title="An objective that no step serves",
        citation="how-to/write-the-five-cases",
        evidence="none",
        cause="The case has a theory of change, and none of its steps names the objective.",
        fix="Name it in the step that serves it, or take the objective out.",
        judge=_unserved,
    ),
    Rule(
        code="hypothesis-untested",
        rule_set="own",
        title="A hypothesis without a test",
        citation="New South Wales, lean business case: fact apart from hypothesis",
        evidence="none",
        cause="A hypothesis has no test and is about no assumption that a stage tests; or a fact has no source.",
        fix="Plan a test and name it, or name what shows the fact.",
        judge=_hypothesis_untested,
    ),
    Rule(
        code="dependency-late",
        rule_set="own",
        title="A dependency that is late",
        citation="how-to/write-the-five-cases",
        evidence="none",
        cause="The day of the check is after the day by which it was needed, and it is not met.",
        fix="Say that it is met, or move what hangs on it.",
        judge=_dependency_late,
    ),
)
"""The rules on what a case says in words."""
