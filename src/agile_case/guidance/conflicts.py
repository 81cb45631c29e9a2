"""Conflicts between editions: two sets that a case is judged by decide the same thing differently."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.findings import Finding, Severity
from agile_case.guidance.editions import precedence
from agile_case.guidance.facts import WHERE
from agile_case.guidance.rules import Rule, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from agile_case.guidance.editions import RuleSet

__all__ = ["RULES", "conflicts"]

_NEEDED: Final = (Severity.BLOCK, Severity.ROUTE)


def _alone(_rule: Rule, _context: RuleContext) -> tuple[Finding, ...]:
    """Find nothing: what editions say is held against each other once all rules have judged."""
    return ()


EDITIONS_CONFLICT: Final = Rule(
    code="editions-conflict",
    rule_set="own",
    title="Two editions decide the same differently",
    citation="docs/how-to/find-which-approvals-are-needed",
    evidence="none",
    cause="Two sets that judge the case answer one question differently. Central sets go before those of a department, "
    "and these before rules from elsewhere; of one kind, the later edition goes first.",
    fix="Name one of the two under case.rules, or record who decided under [judgements].",
    judge=_alone,
)
RULES: tuple[Rule, ...] = (EDITIONS_CONFLICT,)
"""The rule on conflicts."""


def conflicts(found: Iterable[tuple[Rule, Finding]], sets: Mapping[str, RuleSet]) -> Iterator[Finding]:
    """Yield a finding for each topic on which editions disagree.

    A set of a department that asks for more than a central one is in no conflict with it: both hold.

    Args:
        found: What was found, with the rule of each.
        sets: The rule sets by key.
    """
    topics: dict[str, dict[str, Finding]] = {}
    for rule, finding in found:
        if not rule.topic or finding.severity not in (*_NEEDED, Severity.PASS):
            continue
        own = topics.setdefault(rule.topic, {})
        held = own.get(rule.rule_set)
        if held is None or held.severity is Severity.PASS:
            own[rule.rule_set] = finding
    for topic, said in topics.items():
        ordered = sorted(said, key=lambda key: precedence(sets[key]))
        first = said[ordered[0]] if ordered else None
        for other in ordered[1:]:
            needed = said[other].severity in _NEEDED
            stricter = needed and sets[other].tier != sets[ordered[0]].tier
            if first is None or needed is (first.severity in _NEEDED) or stricter:
                continue
            yield EDITIONS_CONFLICT.ask(
                WHERE,
                f"on {topic.replace('-', ' ')}, {ordered[0]} and {other} disagree. {ordered[0]} goes first: "
                f'"{first.message}" {other} says: "{said[other].message}"',
            )
