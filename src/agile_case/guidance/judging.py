"""What people judged, put beside the findings: answered questions, and findings set aside with a reason.

A judgement changes no finding and no number. A finding that is set aside is counted and kept; a block that is set aside
stays where it is, with who set it aside and why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.errors import did_you_mean
from agile_case.findings import Finding, Findings, Severity
from agile_case.guidance.rules import Rule, RuleContext

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator, Mapping

    from agile_case.model.judgements import Judgement

__all__ = ["RULES", "judged"]


def judged(
    findings: Iterable[Finding], judgements: Mapping[str, Judgement], on: datetime.date | None = None
) -> Findings:
    """Return findings, worst first, with what people judged of them.

    Args:
        findings: The findings.
        judgements: Judgements by key; of several on one finding the last one counts.
        on: Day on which they have to hold; without it, every judgement holds.
    """
    held = [one for one in judgements.values() if on is None or _holds(one, on)]
    found: list[Finding] = []
    ignored: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: finding.severity.rank):
        own = [one for one in held if one.rule == finding.code and _covers(one.about, finding.path)]
        if not own:
            found.append(finding)
            continue
        last = max(own, key=lambda one: one.on)
        words = f"{'ignored' if last.ignore else 'answered'} by {last.by} on {last.on.isoformat()}: {last.because}"
        answered = attrs.evolve(finding, judged=words)
        aside = last.ignore and finding.severity is not Severity.BLOCK
        (ignored if aside else found).append(answered)
    return Findings(found, ignored)


def _holds(judgement: Judgement, on: datetime.date) -> bool:
    return judgement.on <= on and (judgement.until is None or on <= judgement.until)


def _covers(about: str, path: str) -> bool:
    return not about or path == about or path.startswith(f"{about}.")


def _unknown(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, held in context.model.judgements.items():
        if held.rule not in context.codes:
            near = did_you_mean(held.rule, context.codes)
            yield rule.warn(
                f"judgements.{key}.rule",
                f"no rule has the code {held.rule!r}, so this judgement answers nothing.",
                near,
            )


def _ended(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, held in context.model.judgements.items():
        if context.on is not None and held.until is not None and held.until < context.on:
            yield rule.warn(
                f"judgements.{key}.until",
                f"the judgement of {held.by} on {held.rule} held until {held.until.isoformat()}, and counts no more.",
            )


RULES: tuple[Rule, ...] = (
    Rule(
        code="judgement-of-nothing",
        rule_set="own",
        title="A judgement on a rule that is none",
        citation="how-to/check-a-case",
        evidence="none",
        cause="The code under `rule` is that of no rule of this version, and of no pack that the case names.",
        fix="Write the code as the finding prints it, or take the judgement out.",
        judge=_unknown,
    ),
    Rule(
        code="judgement-ended",
        rule_set="own",
        title="A judgement that holds no more",
        citation="how-to/check-a-case",
        evidence="none",
        cause="The day of the check is after the `until` of a judgement.",
        fix="Judge again, or do what the finding asks.",
        judge=_ended,
    ),
)
"""The rules on judgements."""
