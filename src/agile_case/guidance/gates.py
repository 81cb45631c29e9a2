"""Rules of gates: what a history shows, and what has to be there before the next step."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from agile_case.case.criteria import assessed
from agile_case.case.replay import learned
from agile_case.estimates.posteriors import SURPRISING
from agile_case.guidance.figures import whole_life_cost
from agile_case.guidance.gate_order import open_conditions
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.history.entries import Begin, Decide, Learn, Revise
from agile_case.history.iterations import counted
from agile_case.quantities.rounding import change_words, money_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding

__all__ = ["RULES", "moved"]

_WHERE: Final = "programme"
_GOAL_FIELDS: Final = ("tests", "criteria", "on_stop")


def _unrecorded(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for change in () if context.case is None else context.case.unrecorded:
        yield rule.warn(change.path, "this differs from what the history leads to, and no entry says why.")


def _contradicts(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.case is None or not context.case.entries:
        return
    evidence = context.case.state.evidence
    for key, found in learned(context.model, evidence)[1].items():
        single = key in context.model.assumptions
        for entry, chance in zip(evidence.get(key, ()), found.surprises, strict=True):
            if chance < SURPRISING:
                where, of = (f"assumptions.{key}", "") if single else ("assumptions", f" of {key}")
                yield rule.ask(
                    where,
                    f"what was seen{of} on {entry.on.isoformat()} ({entry.source}) is far from the estimate: under "
                    f"it something as far out has a chance of {chance:.2g}.",
                )


def _moved_goalposts(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.case is None:
        return
    stage, seen = "", False
    for entry in counted(context.case.entries):
        if isinstance(entry, Begin):
            stage, seen = entry.stage, False
        elif isinstance(entry, Learn):
            seen = True
        elif isinstance(entry, Revise) and stage and seen:
            for change in entry.changes:
                parts = change.path.split(".")
                if parts[:2] == ["stages", stage] and (parts[2:3] or ["tests"])[0] in _GOAL_FIELDS:
                    yield rule.ask(
                        change.path,
                        f"this was changed on {entry.on.isoformat()}, after evidence of the stage had been seen.",
                    )


def _criteria(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    case = context.case
    held = case.iterations[-1] if case is not None and case.iterations else None
    if case is None or held is None or held.stage not in context.model.stages:
        return
    keys = list(context.model.stages)
    following = keys[keys.index(held.stage) + 1 :][:1]
    asked = [key for key in following if context.model.stages[key].tranche is not None]
    option = "" if context.option is None else context.result.plan.options[context.option].key
    for one in assessed(case.believed, context.result, held.stage, option):
        said = f"{one.title}: wanted {one.wanted}, now {one.now}"
        said += "" if one.chance is None else f"; the chance that it is met is {one.chance:.0%}"
        if one.met:
            yield rule.passed(one.path, f"{said}.")
        else:
            more = f" The tranche of {asked[0]} is asked for without it." if asked else ""
            yield rule.warn(one.path, f"{said}.{more}")


def _conditions(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    iterations = () if context.case is None else context.case.iterations
    for held, condition in open_conditions(iterations):
        if context.on is not None and condition.due < context.on:
            yield rule.warn(
                f"history.{held.key}",
                f'the condition "{condition.what}" of the decision on {held.key} was due on '
                f"{condition.due.isoformat()} and is open.",
            )


def _beta_before_approval(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.case is None:
        return
    stage_of = {held.key: held.stage for held in context.case.iterations}
    for entry in counted(context.case.entries):
        if isinstance(entry, Decide) and entry.outcome.startswith("proceed"):
            if "discovery" not in _phase(context, stage_of[entry.iteration]):
                return  # what discovery and alpha found feeds the case that is approved
        elif isinstance(entry, Begin) and "beta" in _phase(context, entry.stage):
            yield rule.block(f"stages.{entry.stage}", f"{entry.iteration} began beta before any approval of the case.")


def _phase(context: RuleContext, stage: str) -> str:
    held = context.model.stages.get(stage)
    return (held.phase if held else "") or stage


def _tolerance(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    programme, held = context.programme, None if context.case is None else context.case.approved
    if programme is None or held is None or context.option is None:
        return
    if programme.cost_tolerance is None and programme.benefit_tolerance is None:
        yield rule.ask(
            f"{_WHERE}.cost_tolerance",
            "no tolerance is stated, so nothing can be held against the approval.",
            "State programme.cost_tolerance, programme.benefit_tolerance, or both.",
        )
    for said, tolerance, outside in moved(context):
        if outside:
            yield rule.route(_WHERE, f"investment approval again: {said}, outside the tolerance of {tolerance:.0%}.")
        else:
            yield rule.passed(_WHERE, f"{said}, within the tolerance of {tolerance:.0%}.")


def moved(context: RuleContext) -> Iterator[tuple[str, float, bool]]:
    """Yield how far cost and benefit moved from the approved iteration, each that has a tolerance.

    Args:
        context: The context.

    Yields:
        It in words, the tolerance, and whether it is outside.
    """
    programme, case, option = context.programme, context.case, context.option
    held = None if case is None else case.approved
    if programme is None or held is None or option is None:
        return
    sides = (("cost", programme.cost_tolerance), ("benefit", programme.benefit_tolerance))
    then = None if all(tolerance is None for _, tolerance in sides) else _appraised(context, held.key)
    if then is None:
        return
    now = (_cost(context, option), _benefit(context, option))
    for (name, tolerance), before, after in zip(sides, then, now, strict=True):
        if tolerance is None or not before:
            continue
        share = (after - before) / abs(before)
        moved = f"is {money_words(after)}: {change_words(share)}"
        said = f"{name} was {money_words(before)} when {held.key} was approved and {moved}"
        yield said, tolerance, share > tolerance if name == "cost" else share < -tolerance


def _appraised(context: RuleContext, key: str) -> tuple[float, float] | None:
    """Return cost and benefit of the option at the approval; None where it had no such option."""
    case = context.case
    if case is None or context.option is None:
        return None
    chosen = context.result.plan.options[context.option].key
    then = case.at(key).appraise()
    keys = [held.key for held in then.plan.options]
    if chosen not in keys:
        return None
    place = keys.index(chosen)
    return whole_life_cost(then.plan, place).amount, then.absolute[chosen].pvb or 0.0


def _cost(context: RuleContext, option: int) -> float:
    return whole_life_cost(context.result.plan, option).amount


def _benefit(context: RuleContext, option: int) -> float:
    return context.result.absolute[context.result.plan.options[option].key].pvb or 0.0


_own = functools.partial(Rule, rule_set="own", evidence="none")
_rule = functools.partial(Rule, when_named=True, evidence="primary")
RULES: tuple[Rule, ...] = (
    _own(
        code="unrecorded-change",
        title="A change that no entry tells of",
        citation="docs/how-to/keep-a-history",
        cause="The case file differs from what its history leads to.",
        fix="Adopt the change with its reason: agile-case adopt; or go back to what the history says.",
        judge=_unrecorded,
    ),
    _own(
        code="evidence-contradicts-prior",
        title="Evidence contradicts the estimate",
        citation="docs/how-to/keep-a-history",
        cause="Under the estimate, something as far out as what was seen has a chance below 1 in 100.",
        fix="Ask which of the two is wrong; revise the estimate, or retract the evidence, and say why.",
        judge=_contradicts,
    ),
    _own(
        code="moved-goalposts",
        title="Tests or criteria were changed after the evidence",
        citation="docs/how-to/keep-a-history",
        cause="Tests, criteria or the terms of stopping of a stage were changed after evidence of that stage was seen.",
        fix="Say why to those who decide, and show the gate by the old terms too.",
        judge=_moved_goalposts,
    ),
    _own(
        code="criterion-not-met",
        title="A criterion of the gate is not met",
        citation="docs/how-to/take-a-case-through-a-gate; the idea as in the performance review of digital spend, "
        "March 2025, model 1: money for the next stage on the evidence of this one",
        cause="What is believed at the gate of the current iteration's stage misses a criterion set for that gate.",
        fix="Put it to the board with the criterion as it was set: repeat, pivot or stop, or proceed and say why.",
        judge=_criteria,
    ),
    _own(
        code="condition-overdue",
        title="A condition of a decision is overdue",
        citation="Scottish major project reviews, for the idea; docs/how-to/keep-a-history",
        cause="A condition of a decision to proceed, the last one or an earlier one, was due before the day of the "
        "judgement and is not met.",
        fix="Record what shows that it is met, or put it to the board.",
        judge=_conditions,
    ),
    _rule(
        code="beta-before-approval",
        rule_set="hmt-agile-2014",
        title="Beta before the case is approved",
        citation="Government Service Design Manual, 2014-15, governing alpha",
        cause="An iteration of beta began before a decision to proceed.",
        fix="Decide on alpha first.",
        must=True,
        judge=_beta_before_approval,
    ),
    _rule(
        code="tolerance-breached",
        rule_set="hmt-agile-2014",
        title="Outside the agreed tolerances",
        citation="Government Service Design Manual, 2014-15, governance",
        cause="Cost or benefit moved from the approved iteration by more than the tolerance that the user set.",
        fix="Ask for investment approval again, with the bridge from the approved iteration.",
        judge=_tolerance,
    ),
)
"""The rules of gates."""
