"""Rules of assurance: assessments, reviews, the pack of a request, the accounting officer, publication."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, Final

from agile_case.guidance.facts import unanswered
from agile_case.guidance.gates import moved
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.history.entries import Revise
from agile_case.history.iterations import counted
from agile_case.model.programme import PACK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding
    from agile_case.model.programme import Programme

__all__ = ["RULES", "months_on", "panel_of"]

_WHERE: Final = "programme"
_PANEL: Final = 100_000.0
_AMBER_MONTHS: Final = 3
_PUBLISH_MONTHS: Final = 4


def months_on(day: datetime.date, months: int) -> datetime.date:
    """Return the day some months later; the last of that month where it has no such day.

    Args:
        day: The day.
        months: How many.
    """
    year, month = divmod(day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return datetime.date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


def panel_of(facts: Programme | None) -> str:
    """Return who assesses a service; empty where the facts leave it open.

    Args:
        facts: Facts of the programme.
    """
    if facts is None or (facts.transactions is None and facts.organisations is None):
        return ""
    across = (facts.transactions or 0) > _PANEL or (facts.organisations or 0) > 1
    return "a cross-government panel" if across else "the department"


def _panel(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or held.transactional != "yes" or held.new_or_rebuilt == "no":
        return
    if held.transactions is None and held.organisations is None:
        yield rule.ask(
            f"{_WHERE}.transactions",
            "transactions a year decide who assesses the service.",
            "State programme.transactions, and programme.organisations where there is more than one.",
        )
    else:
        yield rule.route(_WHERE, f"{panel_of(held)} assesses the service.")


def _rating(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or not held.assessment:
        return
    if held.assessment == "red":
        yield rule.block(f"{_WHERE}.assessment", "the last service assessment was red: pause, fix, be assessed again.")
    elif held.assessment == "amber":
        due = "" if held.assessed_on is None else f" by {months_on(held.assessed_on, _AMBER_MONTHS).isoformat()}"
        yield rule.warn(f"{_WHERE}.assessment", f"the last service assessment was amber: its actions are done{due}.")
    else:
        yield rule.passed(f"{_WHERE}.assessment", "the last service assessment was green.")


def _confidence(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is not None and held.delivery_confidence == "red" and not held.response_to_red.strip():
        yield rule.block(
            f"{_WHERE}.delivery_confidence", "delivery confidence is red and there is no response to it. It is no stop."
        )


def _assurance_first(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or held.assurance_planned_for is None or held.approval_requested_on is None:
        return
    if held.approval_requested_on < held.assurance_planned_for:
        yield rule.block(
            f"{_WHERE}.approval_requested_on",
            f"approval is asked for on {held.approval_requested_on.isoformat()}, before the assurance planned for "
            f"{held.assurance_planned_for.isoformat()}.",
        )


def _commitment(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or held.committed_publicly_on is None:
        return
    approved = held.outline_approved_on
    if approved is None or approved > held.committed_publicly_on:
        yield rule.block(
            f"{_WHERE}.committed_publicly_on",
            f"a public commitment was made on {held.committed_publicly_on.isoformat()}, before the outline's approval.",
        )


def _pack(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or held.approval_requested_on is None:
        return
    missing = [item.replace("-", " ") for item in PACK if item not in held.pack]
    if missing:
        yield rule.block(f"{_WHERE}.pack", f"the request for approval lacks: {', '.join(missing)}.")


def _validate_again(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None:
        return
    days = [day for day, _ in _plan_changes(context)] if held.plan_validated_on is not None else []
    days += [held.plan_changed_on] if held.plan_changed_on is not None else []
    if days and (held.plan_validated_on is None or held.plan_validated_on < max(days)):
        yield rule.warn(
            f"{_WHERE}.plan_validated_on" if held.plan_changed_on is None else f"{_WHERE}.plan_changed_on",
            f"the assurance plan was changed on {max(days).isoformat()} and not validated since.",
        )


def _plan_changes(context: RuleContext) -> Iterator[tuple[datetime.date, str]]:
    """Yield each change of the plan that the history tells of: what is planned, not what a review came to."""
    for entry in () if context.case is None else counted(context.case.entries):
        for change in entry.changes if isinstance(entry, Revise) else ():
            table, _, rest = change.path.partition(".")
            field = rest.partition(".")[2]
            if table in ("reviews", "approvals") and field in ("", "kind", "stage", "planned", "asked", "assured_by"):
                yield entry.on, change.path


def _accounting_officer(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None:
        return
    if not held.major and context.routed:
        yield unanswered(rule, "major", "projects of the portfolio need an assessment")
    if held.major != "yes":
        return
    where, asked = f"{_WHERE}.accounting_officer_assessed_on", _outline_asked(context)
    assessed = held.accounting_officer_assessed_on
    if assessed is None:
        day = "" if asked is None else f" That is asked for on {asked.isoformat()}."
        yield rule.route(
            where,
            "an accounting officer assessment, with a published summary: with the request to approve the outline "
            f"business case, on joining the portfolio if later, and when the project departs from plan.{day}",
        )
        return
    named = f"the accounting officer assessment of {assessed.isoformat()}"
    if asked is not None and assessed > asked:
        yield rule.warn(
            where, f"{named} came after the request of {asked.isoformat()} to approve the outline business case."
        )
    departed = [said for said, _, outside in moved(context) if outside]
    if departed:
        yield rule.route(where, f"such an assessment again, as the project departs from plan: {departed[0]}.")
    if held.accounting_officer_published_on is None:
        yield rule.route(f"{_WHERE}.accounting_officer_published_on", f"a summary of {named} is published.")
    else:
        yield rule.passed(where, f"{named} is done, and its summary is published.")


def _outline_asked(context: RuleContext) -> datetime.date | None:
    """Return the day on which approval of the outline business case is asked for, where the plan has one."""
    days = [one.asked for one in context.model.approvals.values() if one.document == "OBC" and one.asked is not None]
    return min(days, default=None)


def _publication(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or held.major != "yes" or held.treasury_approved_on is None:
        return
    if held.treasury_approved_on < datetime.date(2025, 6, 11):
        return
    due = months_on(held.treasury_approved_on, _PUBLISH_MONTHS)
    if held.published_on is not None and held.published_on > due:
        yield rule.warn(
            f"{_WHERE}.published_on",
            f"the business case was published on {held.published_on.isoformat()}, and was due by {due.isoformat()}, "
            "four months after HM Treasury's approval.",
        )
    elif held.published_on is None:
        late = context.on is not None and context.on > due
        said = f"the business case is published by {due.isoformat()}, four months after HM Treasury's approval."
        yield rule.warn(f"{_WHERE}.published_on", f"overdue: {said}") if late else rule.route(_WHERE, said)


_rule = functools.partial(Rule, when_named=True, evidence="primary")
_IAAP: Final = "HM Treasury and Cabinet Office, integrated assurance and approval guidance, 2011"
RULES: tuple[Rule, ...] = (
    _rule(
        code="assessment-panel",
        rule_set="service-standard",
        title="Who assesses the service",
        citation="Government Digital Service, service assessment guidance",
        cause="Transactional services, new or rebuilt: a cross-government panel above 100,000 transactions a year or "
        "where civil servants of more than one organisation use it; otherwise the department.",
        fix="Book the assessment at least five weeks ahead.",
        judge=_panel,
    ),
    _rule(
        code="assessment-rating",
        rule_set="service-standard",
        title="Rating of the last service assessment",
        citation="Department for Education, service assessment guidance",
        evidence="secondary",
        cause="Red: pause. Amber: actions within three months. Green: go on.",
        fix="Do what the report asks, and record the next assessment.",
        judge=_rating,
    ),
    _rule(
        code="delivery-confidence-red",
        rule_set="reset-2026",
        title="Red delivery confidence without a response",
        citation="Commentary on NISTA reports",
        evidence="secondary",
        cause="Delivery confidence is red. It asks for a response, and is never an automatic stop.",
        fix="Say in programme.response_to_red where the response is.",
        judge=_confidence,
    ),
    _rule(
        code="assurance-first",
        rule_set="iaap-2011",
        title="Assurance comes before approval",
        citation=_IAAP,
        cause="Approval is asked for before the assurance that is planned for it.",
        fix="Have the review first.",
        judge=_assurance_first,
    ),
    _rule(
        code="public-commitment",
        rule_set="iaap-2011",
        title="Public commitment before the outline case",
        citation=_IAAP,
        cause="A public commitment was made before the strategic outline case was approved.",
        fix="Tell HM Treasury.",
        must=True,
        judge=_commitment,
    ),
    _rule(
        code="submission-pack",
        rule_set="iaap-2011",
        title="What goes with a request for approval",
        citation=_IAAP,
        cause="One of the five is missing: signed-off case, assurance plan, latest assurance report, risk register, "
        "commercial strategy.",
        fix="Complete the pack, and list it in programme.pack.",
        judge=_pack,
    ),
    _rule(
        code="plan-validated-again",
        rule_set="iaap-2011",
        title="A changed assurance plan",
        citation=_IAAP,
        cause="The integrated assurance and approval plan was changed and not validated since: plan_changed_on says "
        "so, or the history tells of a change of what is planned under [reviews] or [approvals].",
        fix="Have it validated again.",
        judge=_validate_again,
    ),
    _rule(
        code="accounting-officer-assessment",
        rule_set="ao-assessment",
        title="Accounting officer assessment",
        citation="HM Treasury, Managing Public Money, and accounting officer assessment guidance",
        cause="A project of the Government Major Projects Portfolio has no assessment yet, departs from plan since, or "
        "has published no summary of it.",
        fix="Have it assessed by regularity, propriety, value for money and feasibility, and record the days under "
        "accounting_officer_assessed_on and accounting_officer_published_on of [programme].",
        judge=_accounting_officer,
    ),
    _rule(
        code="publication-due",
        rule_set="gmpp-publication-2025",
        title="Publication of the business case",
        citation="HM Treasury, 11 June 2025; DAO 04/25; The Green Book 2026, 10.12",
        cause="A major project's case is published within four months of HM Treasury's approval.",
        fix="Publish it, and record the day in programme.published_on.",
        judge=_publication,
    ),
)
"""The rules of assurance."""
