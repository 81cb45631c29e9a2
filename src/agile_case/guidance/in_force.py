"""Rule sets that a case names and that were not in force: silence of a rule that did not judge is no clean bill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.guidance.rules import Rule, RuleContext

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from agile_case.findings import Finding

__all__ = ["RULES", "none_in_force"]


def _alone(_rule: Rule, _context: RuleContext) -> tuple[Finding, ...]:
    """Find nothing: which sets judge is known to whoever asks for the judgement."""
    return ()


RULE_SETS_NOT_IN_FORCE: Final = Rule(
    code="rule-sets-not-in-force",
    rule_set="own",
    title="None of the rule sets that the case names judged it",
    citation="docs/how-to/find-which-approvals-are-needed",
    evidence="none",
    cause="On the day of the judgement, not one of the rule sets that the case names was in force, so that their rules "
    "were left out.",
    fix="Judge it on a day on which they are in force, or name under case.rules the edition that was.",
    judge=_alone,
)
RULES: tuple[Rule, ...] = (RULE_SETS_NOT_IN_FORCE,)
"""The rule on sets that were not in force."""


def none_in_force(context: RuleContext, named: Sequence[str], held: Collection[str]) -> Iterator[Finding]:
    """Yield a finding where sets are named, and none of them is in force.

    Args:
        context: The context, with the day.
        named: Keys of the sets that the case names.
        held: Keys of the sets that judge.
    """
    if context.on is not None and named and not any(key in held for key in named):
        yield RULE_SETS_NOT_IN_FORCE.warn(
            "case.rules",
            f"none of the rule sets that the case names ({', '.join(named)}) was in force on "
            f"{context.on.isoformat()}: their rules did not judge it.",
        )
