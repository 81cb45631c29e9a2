"""What a rule is: a small pure function of a frozen context, with a code, a citation and the evidence for it."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import attrs

from agile_case.appraisal.result import Result
from agile_case.case.case import Case
from agile_case.findings import Finding, Severity
from agile_case.model.model import Model
from agile_case.model.programme import Programme

if TYPE_CHECKING:
    from agile_case.guidance.editions import RuleSet

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
    case: Case | None = None
    """The case with its history."""
    routed: str = ""
    """Key of the option whose approvals are looked for; empty for a check of the case."""
    tail: float | None = None
    """Its cost that nine draws in ten stay below, where there was a simulation."""
    codes: frozenset[str] = frozenset()
    """Codes of all rules, those of the packs that the case names included."""

    def local(self, pack: str) -> Mapping[str, Any]:
        """Return the fields of a department: what the case holds under `[local."pack"]`.

        Args:
            pack: Name of the pack.
        """
        held = self.model.local.get(pack, {})
        return held if isinstance(held, Mapping) else {}

    @property
    def programme(self) -> Programme | None:
        """Facts that approvals hang on; where approvals are looked for, all of them open rather than none."""
        held = self.model.programme
        return Programme() if held is None and self.routed else held

    @property
    def option(self) -> int | None:
        """Place of the option that approvals are about: the one asked for, the preferred one, or the only proposal."""
        keys = [held.key for held in self.result.plan.options]
        if self.routed:
            return keys.index(self.routed)
        preferred = self.model.preferred
        if preferred is not None:
            return keys.index(preferred.option)
        forward = [key for key, held in self.model.options.items() if "preferred-way-forward" in held.roles]
        proposals = [key for key, held in self.model.options.items() if not held.is_business_as_usual]
        chosen = forward if len(forward) == 1 else proposals
        return keys.index(chosen[0]) if len(chosen) == 1 else None


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
    must: bool = False
    """Whether its publication was read and says "must" of it."""
    topic: str = ""
    """What it decides, such as `spend-approval`: two editions that decide the same differently are in conflict."""
    may_block: bool = False
    """Whether it may block here: its source says "must", and the standing of its set is established or adopted."""
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

    def route(self, path: str, message: str, hint: str = "") -> Finding:
        """Return an approval or a panel that is needed by this rule.

        Args:
            path: Address of what is judged.
            message: What is needed, with the figure used.
            hint: What to do; the rule's own fix unless stated.
        """
        return self._finding(Severity.ROUTE, path, message, hint)

    def passed(self, path: str, message: str) -> Finding:
        """Return that the rule was looked at and is met.

        Args:
            path: Address of what is judged.
            message: With which figure.
        """
        return attrs.evolve(self._finding(Severity.PASS, path, message, ""), hint="")

    def block(self, path: str, message: str, hint: str = "") -> Finding:
        """Return what must not go on; as a warning where the standing of the rule does not bear a block.

        Only a rule whose publication was read and says "must", of a set whose standing is established, may block.

        Args:
            path: Address of what is judged.
            message: What was found.
            hint: What would put it right; the rule's own fix unless stated.
        """
        return self._finding(Severity.BLOCK if self.may_block else Severity.WARN, path, message, hint)

    def standing(self, held: RuleSet, *, adopted: bool) -> Rule:
        """Return the rule as it stands in a case: whether it may block.

        Args:
            held: Its rule set.
            adopted: Whether the case says who adopted the sets that it names.
        """
        stands = held.tier != "own" and (adopted or (held.established and held.tier != "elsewhere"))
        return attrs.evolve(self, may_block=self.must and self.evidence == "primary" and stands)

    def _finding(self, severity: Severity, path: str, message: str, hint: str) -> Finding:
        source = self.citation if self.rule_set != "own" else f"own check; see {self.citation}"
        if self.evidence in ("secondary", "unverified"):
            source += f" ({self.evidence} evidence)"
        return Finding(self.code, severity, path, message, source, hint or self.fix)


green_book_rule = functools.partial(Rule, rule_set="gb-2026", evidence="primary", when_named=True)
"""A rule that was read in The Green Book 2026, for cases that name it, unless it says otherwise."""
