"""Rules on the logs of an analysis: independent assurance, data with risk, sign-off and sunset, the statement."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from agile_case.guidance.contents_due import POINTS, point_of
from agile_case.guidance.rules import Rule, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding

__all__ = ["RULES"]


def _alike(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split() != []


def _not_independent(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    analysis = context.model.analysis
    if analysis is not None and _alike(analysis.analyst, analysis.assurer):
        yield rule.warn("analysis.assurer", f"{analysis.assurer} is the analyst and the assurer.")
    for key, held in context.model.quality_assurance.items():
        analyst = held.analyst or ("" if analysis is None else analysis.analyst)
        if _alike(analyst, held.assurer):
            yield rule.warn(f"quality_assurance.{key}", f"{held.assurer} checked work of their own.")
        elif not held.assurer.strip():
            yield rule.warn(f"quality_assurance.{key}", "nobody is named as the one who checked.")


def _issue_open(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, held in context.model.quality_assurance.items():
        if held.outcome in ("issues", "failed") and not held.resolved.strip():
            did = "failed" if held.outcome == "failed" else "found issues"
            message = f"this check {did}, and nothing was done about it."
            yield rule.warn(f"quality_assurance.{key}", message)


def _data_incomplete(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, held in context.model.data.items():
        missing = [
            words
            for words, there in (
                ("its source", bool(held.source.strip())),
                ("its risk", bool(held.risk)),
                ("a sign-off", held.signed_off_on is not None),
                ("a day until which it may be used", held.use_until is not None),
            )
            if not there
        ]
        if missing:
            yield rule.warn(f"data.{key}", f"this source of data lacks {', '.join(missing)}.")


def _data_old(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, held in context.model.data.items():
        if context.on is not None and held.use_until is not None and held.use_until < context.on:
            yield rule.warn(f"data.{key}", f"it was to be used until {held.use_until}, and this is {context.on}.")


def _risk(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    analysis = context.model.analysis
    if analysis is None:
        return
    if analysis.risk == "high":
        yield rule.warn("analysis.risk", "the risk of the analysis is high, which is not tolerated.")
    if analysis.risk == "medium" and not analysis.risk_agreed_by.strip():
        yield rule.warn("analysis.risk", "the risk of the analysis is medium, and nobody is named who agreed to it.")


def _no_statement(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    analysis = context.model.analysis
    iterations = () if context.case is None else context.case.iterations
    if analysis is None or point_of(context.model.stages, iterations) not in POINTS[1:]:
        return
    missing = [name for name in ("assurance_done", "limitations") if not getattr(analysis, name).strip()]
    if missing:
        words = " and ".join(name.replace("_", " ") for name in missing)
        yield rule.warn("analysis", f"the assurance statement does not say yet: {words}.")


_rule = functools.partial(Rule, rule_set="own", evidence="none", citation="The Aqua Book, 2nd edition 2025")
RULES: tuple[Rule, ...] = (
    _rule(
        code="assurance-not-independent",
        title="Somebody assured their own analysis",
        cause="The analyst and the assurer are the same, or a check names nobody who checked. Of a check that names no "
        "analyst, the analyst is that of [analysis].",
        fix="Have it checked by somebody else, and name them under assurer.",
        judge=_not_independent,
    ),
    _rule(
        code="quality-issue-open",
        title="A check that found something, with nothing done about it",
        cause="The outcome of a check is issues or failed, and resolved is empty.",
        fix="Put it right, or say why not, under resolved.",
        judge=_issue_open,
    ),
    _rule(
        code="data-log-incomplete",
        title="A source of data without risk, sign-off or sunset",
        cause="The data log asks for the source, its risk, who signed it off, and until when it may be used.",
        fix="Complete the entry under [data.key].",
        judge=_data_incomplete,
    ),
    _rule(
        code="data-past-use",
        title="Data used after its sunset",
        cause="The day of the check is after use_until.",
        fix="Look at the source again, and bring use_until up to date; or replace it.",
        judge=_data_old,
    ),
    _rule(
        code="analysis-risk",
        title="An analysis of medium or high risk",
        cause="High risk is not tolerated; medium risk only where the commissioner agreed to it.",
        fix="Bring the risk down, or say in risk_agreed_by who agreed.",
        judge=_risk,
    ),
    _rule(
        code="assurance-statement-missing",
        title="No assurance statement",
        cause="The case works towards an outline or a full business case, and [analysis] does not say what assurance "
        "was done, or what the limitations are.",
        fix="Write assurance_done and limitations.",
        judge=_no_statement,
    ),
)
"""The rules on the logs of an analysis."""
