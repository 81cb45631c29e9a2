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
    benefits,
    continuity,
    documents,
    elsewhere,
    evidence,
    five_cases,
    gate_order,
    gates,
    in_force,
    judging,
    learned,
    legacy,
    options,
    phase_ends,
    presentation,
    quality,
    realised,
    reviews,
    routing,
    tranches,
)
from agile_case.guidance import (
    conflicts as conflict_rules,
)
from agile_case.guidance.conflicts import conflicts
from agile_case.guidance.editions import OWN
from agile_case.guidance.in_force import none_in_force
from agile_case.guidance.judging import judged
from agile_case.guidance.packs import findings_of, named_packs, named_sets
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.quantities.years import as_day

if TYPE_CHECKING:
    import datetime

    from agile_case.findings import Findings

__all__ = ["RULES", "check"]

RULES: tuple[Rule, ...] = tuple(
    rule
    for family in (
        in_force,
        continuity,
        evidence,
        assumptions,
        five_cases,
        documents,
        options,
        appraisal,
        presentation,
        benefits,
        realised,
        gate_order,
        gates,
        learned,
        tranches,
        assurance,
        reviews,
        phase_ends,
        quality,
        routing,
        legacy,
        elsewhere,
        judging,
        conflict_rules,
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
            Where that leaves out every set that the case names, a finding says so. Without it, no day counts as today.

    Returns:
        Findings, worst first; within one severity in the order of the rules.

    Raises:
        UnknownNameError: The case names a rule set that neither this version nor an installed pack brings.
        InputError: It is no case, or a pack that it names is broken.
        AgileCaseError: The case cannot be appraised at all.
    """
    if not isinstance(case, Case):
        message = "This is not a case."
        raise InputError(message, where="case", got=type(case).__name__, wanted="a Case")
    day = None if on is None else as_day(on)
    basis = case.model.basis
    packs = named_packs(basis.rules)
    rules = (*RULES, *(rule for held in packs for rule in held.rules))
    named = named_sets(dict.fromkeys((OWN, "gb-2026", *basis.rules)), packs)
    sets = {key: held for key, held in named.items() if day is None or held.in_force(day)}
    codes = frozenset(rule.code for rule in rules)
    context = RuleContext(case.model, appraise(case.believed), day, case, codes=codes)
    adopted = bool(basis.adopted_by.strip())
    chosen = [
        rule.standing(sets[rule.rule_set], adopted=adopted)
        for rule in rules
        if rule.rule_set in sets and (not rule.when_named or rule.rule_set in basis.rules)
    ]
    found = [(rule, finding) for rule in chosen for finding in findings_of(rule, context)]
    left_out = none_in_force(context, basis.rules, sets)
    return judged([*left_out, *(finding for _, finding in found), *conflicts(found, sets)], case.model.judgements, day)
