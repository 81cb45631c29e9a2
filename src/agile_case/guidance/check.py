"""Judge a case by the rule sets that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.appraise import appraise
from agile_case.case.case import Case
from agile_case.errors import InputError
from agile_case.guidance import (
    appraisal,
    assumptions,
    assurance,
    continuity,
    evidence,
    gates,
    judging,
    options,
    presentation,
    routing,
)
from agile_case.guidance.editions import OWN, rule_set
from agile_case.guidance.judging import judged
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    import datetime

    from agile_case.findings import Findings

__all__ = ["RULES", "check"]

RULES: tuple[Rule, ...] = tuple(
    rule
    for family in (
        continuity,
        evidence,
        assumptions,
        options,
        appraisal,
        presentation,
        gates,
        assurance,
        routing,
        judging,
    )
    for rule in family.RULES
)
"""Every rule of this version."""


def check(case: Case, *, on: datetime.date | str | None = None) -> Findings:
    """Judge a case; judging never raises and never changes a number.

    The project's own checks and the basic requirements of the Green Book apply to every case; the other rules of a set
    apply when the case names the set.

    Args:
        case: The case.
        on: Day of the judgement: rule sets not in force then are left out, and reviews due before it are overdue.
            Without it, no day counts as today.

    Returns:
        Findings, worst first; within one severity in the order of the rules.

    Raises:
        UnknownNameError: The case names a rule set that this version does not know.
        AgileCaseError: The case cannot be appraised at all.
    """
    if not isinstance(case, Case):
        message = "This is not a case."
        raise InputError(message, where="case", got=type(case).__name__, wanted="a Case")
    day = None if on is None else as_date(on)
    named = {OWN, "gb-2026", *(rule_set(key).key for key in case.model.basis.rules)}
    sets = {key for key in named if day is None or rule_set(key).in_force(day)}
    codes = frozenset(rule.code for rule in RULES)
    context = RuleContext(case.model, appraise(case.believed), day, case, codes=codes)
    chosen = [
        rule
        for rule in RULES
        if rule.rule_set in sets and (not rule.when_named or rule.rule_set in case.model.basis.rules)
    ]
    findings = [finding for rule in chosen for finding in rule.judge(rule, context)]
    return judged(findings, case.model.judgements, day)
