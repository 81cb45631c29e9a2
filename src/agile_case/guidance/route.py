"""Which approvals a case needs on a day: the same case on two days may need different ones, and each says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from agile_case.appraisal.appraise import appraise
from agile_case.appraisal.sampling import Sampling
from agile_case.case.case import Case
from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.guidance import assurance, elsewhere, gates
from agile_case.guidance.conflicts import conflicts
from agile_case.guidance.figures import simulated_cost
from agile_case.guidance.in_force import none_in_force
from agile_case.guidance.judging import judged
from agile_case.guidance.packs import findings_of, named_packs, named_sets
from agile_case.guidance.routing import ROUTING_SETS, RULES
from agile_case.guidance.rules import RuleContext
from agile_case.quantities.years import as_day

if TYPE_CHECKING:
    import datetime

    from agile_case.appraisal.plan import Plan
    from agile_case.findings import Findings

__all__ = ["route"]

_APPROVALS: Final = (*("assessment-panel", "accounting-officer-assessment", "publication-due", "tolerance-breached"),)
"""Rules of gates that say who has to look at the case."""
_ALWAYS: Final = ("service-standard", "ao-assessment", "gmpp-publication-2025")
"""Sets that say so whatever route a case takes."""


def route(
    case: Case,
    *,
    on: datetime.date | str,
    option: str | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> Findings:
    """Return which approvals a case needs on a day, by which rule, on which figure.

    The rule sets are those of the case that say where it goes and were in force that day; where it names none, all such
    sets of the United Kingdom. Those of other places judge only where the case names them. Facts of the programme come
    from `[programme]`; what is not answered there is asked for. The figure is the gross whole-life cost in cash,
    undiscounted, with optimism bias and risks, unless the programme states one; where contingency or P90 lies on the
    other side of a limit, the finding says so. Rules of packs that say what they decide judge with them. Where two sets
    decide the same differently, that is a finding.

    Args:
        case: The case.
        on: The day.
        option: Key of the option; the preferred one, the preferred way forward or the only proposal unless stated.
        draws: Number of draws for P90; without it there is none.
        seed: Seed of the simulation; needed with draws.

    Returns:
        Findings, worst first: approvals to get, questions to answer, rules that are met.

    Raises:
        UnknownNameError: There is no such option, or the case names a rule set that this version does not know.
        InputError: Draws without a seed, or it is no case.
        AgileCaseError: The case cannot be appraised at all.
    """
    if not isinstance(case, Case):
        message = "This is not a case."
        raise InputError(message, where="case", got=type(case).__name__, wanted="a Case")
    if (draws is None) != (seed is None):
        message = "A simulation needs both a number of draws and a seed."
        raise InputError(message, where="draws", got="one of the two", wanted="both, or neither")
    day, model = as_day(on), case.model
    result = appraise(case.believed)
    chosen = _chosen(result.plan, option) or RuleContext(model, result, day, case).option
    if chosen is None:
        message, keys = "The case does not say which option is proposed.", ", ".join(model.options)
        do = "name an option, or record the decision under [preferred]"
        raise InputError(message, where="option", got="none", wanted=f"one of {keys}", do=do)
    tail = None
    if draws is not None and seed is not None:
        tail = simulated_cost(result.plan, chosen, Sampling(seed=seed, draws=draws))
    context = RuleContext(model, result, day, case, result.plan.options[chosen].key, tail)
    packs = named_packs(model.basis.rules)
    named = [key for key in model.basis.rules if key in ROUTING_SETS]
    abroad = [key for key in model.basis.rules if key in elsewhere.SETS]
    judging = (*(named or ROUTING_SETS), *_ALWAYS, *abroad, *(held.rule_set.key for held in packs))
    sets = {
        key: held
        for key, held in named_sets(judging, packs).items()
        if held.in_force(day, named=key in model.basis.rules)
    }
    adopted = bool(model.basis.adopted_by.strip())
    chosen_rules = [
        *RULES,
        *elsewhere.RULES,
        *(rule for rule in (*gates.RULES, *assurance.RULES) if rule.code in _APPROVALS),
        *(rule for held in packs for rule in held.rules if rule.topic),
    ]
    found = [
        (rule, attrs.evolve(finding, source=f"{finding.source}; {sets[rule.rule_set].said}"))
        for rule in chosen_rules
        if rule.rule_set in sets
        for finding in findings_of(rule.standing(sets[rule.rule_set], adopted=adopted), context)
    ]
    left_out = none_in_force(context, named, sets)
    return judged([*left_out, *(finding for _, finding in found), *conflicts(found, sets)], model.judgements, day)


def _chosen(plan: Plan, option: str | None) -> int | None:
    keys = [held.key for held in plan.options]
    if option is None:
        return None
    if option not in keys:
        message, near = f"{option!r} is not an option of this case.", did_you_mean(option, keys)
        raise UnknownNameError(message, where="option", got=repr(option), wanted="the key of an option", do=near)
    return keys.index(option)
