"""The catalogue: every rule with what a reader needs to know about it, as text and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agile_case.guidance import check
from agile_case.guidance.packs import named_packs, named_sets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agile_case.guidance.rules import Rule

__all__ = ["all_rules", "rule_document", "rule_text"]


def all_rules(names: Iterable[str] = ()) -> tuple[Rule, ...]:
    """Return every rule of this version, and those of some packs.

    Args:
        names: Names of rule sets; the packs among them are imported.
    """
    return (*check.RULES, *(rule for held in named_packs(names) for rule in held.rules))


def rule_document(rule: Rule) -> dict[str, Any]:
    """Return a rule as plain data.

    Args:
        rule: The rule.
    """
    name = rule.rule_set
    held = named_sets([name], named_packs([name]))[name]
    return {
        "code": rule.code,
        "title": rule.title,
        "rule_set": rule.rule_set,
        "edition": held.title,
        "in_force_from": None if held.in_force_from is None else held.in_force_from.isoformat(),
        "in_force_to": None if held.in_force_to is None else held.in_force_to.isoformat(),
        "standing": held.notes,
        "applies_to": "cases that name the set" if rule.when_named else "every case",
        "citation": rule.citation,
        "evidence": rule.evidence,
        "says_must": rule.must,
        "cause": rule.cause,
        "fix": rule.fix,
    }


def rule_text(rule: Rule) -> str:
    """Return a rule as text, a fact a line.

    Args:
        rule: The rule.
    """
    words = {key: "not stated" if value is None else value for key, value in rule_document(rule).items()}
    return "".join(f"{key.replace('_', ' '):<14} {value}\n" for key, value in words.items() if value)
