"""Questions at the end of discovery and of alpha, which a person answers; the case says what it knows of them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from agile_case.guidance.rules import Rule, RuleContext
from agile_case.model.stages import tranche_amount
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding

__all__ = ["RULES"]


def _open_stage(context: RuleContext, phase: str) -> str:
    """Return the stage of the last iteration where it is of a phase and nothing is decided yet; empty otherwise."""
    held = () if context.case is None else context.case.iterations
    stages = context.model.stages
    last = held[-1] if held else None
    if last is None or last.outcome or last.stage not in stages or stages[last.stage].phase != phase:
        return ""
    return last.stage


def _looking_further(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    key = _open_stage(context, "discovery")
    if not key:
        return
    keys = list(context.model.stages)
    after = keys[keys.index(key) + 1] if keys[-1] != key else ""
    tranche = tranche_amount(context.model.stages[after], context.model.units) if after else None
    asked = "what it costs" if tranche is None else f"the {money_words(tranche)} of {after}"
    yield rule.ask(f"stages.{key}", f"before going on to alpha: is looking further worth more than {asked}?")


def _alpha_end(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    key = _open_stage(context, "alpha")
    if not key:
        return
    model = context.model
    settled = ", ".join(name for name, line in model.funding.items() if line.status in ("baseline", "settled"))
    people = "" if model.management is None else model.management.team.strip()
    questions = (
        "can it meet user needs",
        f"is it cost-effective ({_worth(context)})",
        f"is the budget there ({f'settled: {settled}' if settled else 'no funding is settled'})",
        f"are the people there ({people.rstrip('.') or 'management.team does not say'})",
    )
    yield rule.ask(f"stages.{key}", f"before beta: {'; '.join(questions)}? Otherwise stop, or repeat.")


def _worth(context: RuleContext) -> str:
    usual, place = context.model.business_as_usual, context.option
    if usual is None or place is None or context.model.basis.partial:
        return "no measure of one proposal against business as usual"
    key = context.result.plan.options[place].key
    npsv = None if key == usual else context.result.against(usual)[key].npsv
    return "no measure" if npsv is None else f"NPSV {money_words(npsv)} against business as usual"


_rule = functools.partial(Rule, rule_set="service-standard", when_named=True)
RULES: tuple[Rule, ...] = (
    _rule(
        code="discovery-end",
        title="Whether looking further is worth its cost",
        citation="Government Digital Service, guidance of the Service Manual, discovery",
        evidence="primary",
        cause="An iteration of discovery is open. Going on to alpha is right only if looking further is worth more "
        "than it costs; otherwise discovery recommends to stop.",
        fix="Hold the value of information (result.information()) against the cost of alpha, and record the judgement.",
        judge=_looking_further,
    ),
    _rule(
        code="alpha-end",
        title="Needs, value, budget and people at the end of alpha",
        citation="Government Digital Service, guidance of the Service Manual, alpha, as reproduced by others",
        evidence="secondary",
        cause="An iteration of alpha is open. Going on to beta is right only if it can meet user needs and be "
        "cost-effective, and if budget and people, research included, are there.",
        fix="Answer the four questions, and record the judgement; otherwise stop, or repeat discovery or alpha.",
        judge=_alpha_end,
    ),
)
"""The rules on the ends of phases."""
