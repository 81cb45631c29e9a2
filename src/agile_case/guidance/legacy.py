"""Rules on a legacy system: its score by the Legacy IT Risk Assessment Framework, and what follows from it."""

from __future__ import annotations

import functools
import statistics
from typing import TYPE_CHECKING, Final

from agile_case.guidance.facts import WHERE
from agile_case.guidance.rules import Rule, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agile_case.findings import Finding

__all__ = ["RULES", "legacy_score"]

_LEGACY: Final = 3
_MEDIUM, _HIGH, _RED = 4.0, 8.0, 16.0


def legacy_score(likelihood: Sequence[float], impact: Sequence[float]) -> float:
    """Return the score of a legacy system: the mean of mean and maximum of each group, multiplied; 1 to 30.

    Args:
        likelihood: Scores of likelihood, each 1 to 6.
        impact: Scores of impact, each 1 to 5.

    Source:
        Central Digital and Data Office, Guidance on the Legacy IT Risk Assessment Framework, 13 March 2025, as a third
        party implements it (secondary evidence).

    Example:
        >>> legacy_score([6] * 7, [5] * 6)
        30.0
    """
    groups = [(statistics.fmean(held) + max(held)) / 2 for held in (likelihood, impact)]
    return float(groups[0] * groups[1])


def _scored(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or bool(held.legacy_likelihood) is bool(held.legacy_impact):
        if held is not None and held.legacy_impact:
            score = legacy_score(held.legacy_likelihood, held.legacy_impact)
            yield rule.passed(f"{WHERE}.legacy_impact", f"the legacy system scores {score:.1f} of 30.")
        return
    missing = "legacy_impact" if held.legacy_likelihood else "legacy_likelihood"
    yield rule.ask(
        f"{WHERE}.{missing}",
        "one group of scores of the legacy system is given and the other is not.",
        f"Give programme.{missing}.",
    )


def _legacy(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is not None and any(score >= _LEGACY for score in held.legacy_likelihood):
        yield rule.route(f"{WHERE}.legacy_likelihood", "it is a legacy system: a score of likelihood is 3 or more.")


def _band(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or not held.legacy_likelihood or not held.legacy_impact:
        return
    score = legacy_score(held.legacy_likelihood, held.legacy_impact)
    where = f"{WHERE}.legacy_plan"
    if score >= _RED:
        plan = f"; it is there: {held.legacy_plan}" if held.legacy_plan.strip() else ""
        yield rule.route(where, f"red, {score:.1f}: onto the legacy register with plan, funding and date{plan}.")
    elif score >= _MEDIUM:
        yield rule.warn(
            where, f"the risk of the legacy system is {'high' if score >= _HIGH else 'medium'}, {score:.1f}."
        )


_rule = functools.partial(
    Rule,
    rule_set="litraf-2025",
    when_named=True,
    evidence="secondary",
    citation="Central Digital and Data Office, Guidance on the Legacy IT Risk Assessment Framework, 13 March 2025",
)
RULES: tuple[Rule, ...] = (
    _rule(
        code="legacy-score",
        title="Score of a legacy system",
        cause="The mean of mean and maximum of each group of scores, multiplied: 1 to 30.",
        fix="Give programme.legacy_likelihood and programme.legacy_impact.",
        judge=_scored,
    ),
    _rule(
        code="legacy-system",
        title="A legacy system",
        cause="A score of likelihood is 3 or more.",
        fix="Treat it as legacy: assess it by the framework.",
        judge=_legacy,
    ),
    _rule(
        code="legacy-band",
        title="Band of a legacy system",
        cause="Medium from 4, high from 8, red from 16; a red one goes onto the legacy register.",
        fix="Put it onto the register with plan, funding and date, and say where in programme.legacy_plan.",
        judge=_band,
    ),
)
"""The rules on legacy systems."""
