"""What a rule is: a small pure function of a frozen context, with a code, a citation and the evidence for it."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable

import attrs

from agile_case.appraisal.result import Result
from agile_case.findings import Finding, Severity
from agile_case.model.model import Model

__all__ = ["EVIDENCE", "Rule", "RuleContext", "green_book_rule"]

EVIDENCE = ("primary", "secondary", "recomputed", "unverified", "none")
"""How well a rule is known; "none" for this project's own checks, which no publication states."""


@attrs.frozen(eq=False)
class RuleContext:
    """Everything that a rule may look at."""

    model: Model
    """The model."""
    result: Result
    """The appraisal of the model at means."""
    on: datetime.date | None = None
    """Day of the judgement; without it, rules do not look at what has passed."""


@attrs.frozen
class Rule:
    """One rule, with what a reader needs to know about it."""

    code: str
    """Stable code."""
    rule_set: str
    """Rule set that it belongs to; "own" applies to every case."""
    title: str
    """What it looks for."""
    citation: str
    """Publication with paragraph."""
    evidence: str
    """How well it is known."""
    cause: str
    """What brings it about."""
    fix: str
    """What puts it right."""
    judge: Callable[[Rule, RuleContext], Iterable[Finding]]
    """The judgement."""
    when_named: bool = False
    """Whether it applies only to cases that name its rule set; the others of the Green Book apply to every case."""

    def warn(self, path: str, message: str, hint: str = "") -> Finding:
        """Return a warning of this rule.

        Args:
            path: Address of what is judged.
            message: What was found.
            hint: What would put it right; the rule's own fix unless stated.
        """
        return self._finding(Severity.WARN, path, message, hint)

    def ask(self, path: str, message: str, hint: str = "") -> Finding:
        """Return a question of this rule, where guidance leaves the answer to a person.

        Args:
            path: Address of what is judged.
            message: What was found.
            hint: What would answer it; the rule's own fix unless stated.
        """
        return self._finding(Severity.NEEDS_JUDGEMENT, path, message, hint)

    def _finding(self, severity: Severity, path: str, message: str, hint: str) -> Finding:
        source = self.citation if self.rule_set != "own" else f"own check; see {self.citation}"
        return Finding(self.code, severity, path, message, source, hint or self.fix)


green_book_rule = functools.partial(Rule, rule_set="gb-2026", evidence="primary", when_named=True)
"""A rule that was read in The Green Book 2026, for cases that name it, unless it says otherwise."""
