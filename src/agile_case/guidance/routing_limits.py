"""Rules of routing by limits: delegated authority, spend controls, the pipeline of 2026, mega projects."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING, Final

from agile_case.guidance.facts import (
    CONTROLS,
    WHERE,
    after_reset,
    digital_cost,
    pounds,
    programme_cost,
    straddles,
    unanswered,
)
from agile_case.guidance.figures import highest_yearly_cost
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.model.programme import LEVELS
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding

__all__ = ["RULES"]

_DIGITAL: Final = 10_000_000.0
_PIPELINE: Final = 5_000_000.0
_MEGA: Final = 10_000_000_000.0
_MEGA_YEARS: Final = 10
_RISK_COST: Final = (20_000_000.0, 50_000_000.0)
_RISK_USE: Final = (100_000.0, 1_000_000.0)
_FIRST_YEARLY: Final = (100_000.0, 10_000_000.0)
_FIRST_USE: Final = (10_001.0, 1_000_000.0)
_CHANGED: Final = (datetime.date(2025, 2, 10), datetime.date(2025, 3, 27))


def _delegated(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None:
        return
    if held.delegated_limit is None:
        yield unanswered(rule, "delegated_limit", "it decides who approves the case; limits are bespoke")
        return
    cost, limit = programme_cost(context, held), pounds(context, held.delegated_limit)
    if cost is None:
        yield unanswered(rule, "whole_cost", "the case does not say which option is proposed")
        return
    amount, words, figure = cost
    more = straddles(context, figure, limit)
    if amount > limit:
        yield rule.route(
            WHERE,
            f"HM Treasury approves the case, through the Treasury Approvals Process: {words} is above the delegated "
            f"limit of {money_words(limit)}.{more}",
        )
    else:
        yield rule.passed(WHERE, f"{words} is within the delegated limit of {money_words(limit)}.{more}")


def _delegated_then(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if not after_reset(context):
        yield from _delegated(rule, context)


def _digital_reset(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    found = None if held is None else digital_cost(context, held)
    if found is not None and found[0] > _DIGITAL:
        yield rule.ask(
            WHERE, f"digital spend is {found[1]}. The £10m of 2014 no longer decides; the delegated limit governs."
        )


def _always(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None:
        return
    names = ("novel", "contentious", "repercussive", "required_by_law")
    true = [name.replace("_", " ") for name in names if getattr(held, name) == "yes"]
    if true:
        yield rule.route(WHERE, f"HM Treasury approves it whatever it costs: it is {' and '.join(true)}.")
    for name in names:
        if not getattr(held, name):
            yield unanswered(rule, name, "a yes needs HM Treasury's approval whatever it costs")


def _pipeline(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    cost = None if held is None else programme_cost(context, held)
    if held is None or cost is None:
        return
    amount, words, figure = cost
    if held.spend == "cryptographic":
        yield rule.route(WHERE, "on the shared pipeline: cryptographic products are, whatever they cost.")
    elif amount >= _PIPELINE:
        exactly = " Whether £5m itself counts is not established." if amount == _PIPELINE else ""
        more = straddles(context, figure, _PIPELINE)
        yield rule.route(WHERE, f"on the shared pipeline of coming spend: {words}, £5m or more.{exactly}{more}")
    else:
        yield rule.passed(WHERE, f"{words} is below the £5m of the shared pipeline.")


def _control(rule: Rule, context: RuleContext, version: int) -> Iterator[Finding]:
    limits = CONTROLS[rule.rule_set]
    held = context.programme
    cost = None if held is None else programme_cost(context, held)
    if held is None or cost is None:
        return
    if not held.spend:
        yield unanswered(rule, "spend", "thresholds of the spend controls hang on it")
        return
    amount, words, figure = cost
    limit = 0.0 if held.spend == "cryptographic" else limits.get(held.spend)
    if limit is None:
        return
    more = straddles(context, figure, limit)
    if amount > limit:
        yield rule.route(
            WHERE,
            f"spend approval under version {version} of the controls: {words} is above {money_words(limit)} for "
            f"{held.spend}.{more}",
        )
    else:
        yield rule.passed(WHERE, f"{words} is within {money_words(limit)} for {held.spend}.{more}")


def _control_six(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    yield from _control(rule, context, 6)


def _pipeline_six(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.programme is not None:
        yield rule.route(WHERE, "on the pipeline: all planned spend is, whatever it costs, even unfunded.")


def _pipeline_five(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    cost = None if held is None else programme_cost(context, held)
    limit = None if held is None else CONTROLS["dtsc-v5"].get(held.spend)
    if held is None or cost is None or (limit is None and held.novel != "yes"):
        return
    amount, words, figure = cost
    if held.novel == "yes":
        yield rule.route(WHERE, "on the pipeline of the next 15 months: it is novel, at any value.")
    elif limit is not None and amount > limit:
        more = straddles(context, figure, limit)
        yield rule.route(
            WHERE,
            f"on the pipeline of the next 15 months: {words} is above {money_words(limit)} for {held.spend}.{more}",
        )
    else:
        yield rule.passed(WHERE, f"{words} is within {money_words(limit or 0.0)} for {held.spend}: on no pipeline.")


def _control_five(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    yield from _control(rule, context, 5)
    held = context.programme
    if held is not None and held.novel == "yes":
        yield rule.route(WHERE, "spend approval under version 5 of the controls: it is novel, at any value.")


def _importance(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or held.spend != "public-service":
        return
    day = context.on
    first = day is not None and day < _CHANGED[0]
    answers = list(_first_answers(context) if first else _later_answers(context))
    edition = "the edition of February 2024" if first else "the edition of 27 March 2025"
    if day is not None and _CHANGED[0] <= day < _CHANGED[1]:
        edition += ", whose thresholds may count from that day or from 10 February 2025"
    lowest, why = max(answers, default=(0, ""))
    if held.importance:
        if LEVELS.index(held.importance) < lowest:
            yield rule.warn(
                f"{WHERE}.importance",
                f"risk and importance are rated {held.importance}, and one answer alone is {LEVELS[lowest]}: {why} "
                f"({edition}). The rating is the highest answer.",
            )
        yield rule.route(
            f"{WHERE}.importance", f"risk and importance are rated {held.importance}, which decides who assures."
        )
    elif answers:
        yield rule.ask(
            WHERE,
            f"risk and importance are at least {LEVELS[lowest]} ({why}; {edition}). The rating is the highest answer; "
            "risk to users, capability, novelty, past delivery and political priority are a person's to answer.",
            "Answer every question of the framework, and put the rating into programme.importance.",
        )


def _level(value: float, bounds: tuple[float, float]) -> int:
    return int(value >= bounds[0]) + int(value > bounds[1])


def _later_answers(context: RuleContext) -> Iterator[tuple[int, str]]:
    held = context.programme
    cost = None if held is None else programme_cost(context, held)
    if cost is not None:
        yield _level(cost[0], _RISK_COST), f"whole-life cost {cost[1]}"
    if held is not None and held.transactions is not None:
        yield _level(held.transactions, _RISK_USE), f"{held.transactions:,.0f} transactions a year"


def _first_answers(context: RuleContext) -> Iterator[tuple[int, str]]:
    held = context.programme
    if context.option is not None:
        year, amount = highest_yearly_cost(context.result.plan, context.option)
        yield _level(amount, _FIRST_YEARLY), f"yearly cost {money_words(amount)} in {year}, the highest"
    if held is not None and held.transactions is not None:
        yield _level(held.transactions, _FIRST_USE), f"{held.transactions:,.0f} transactions a year"


def _mega(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    cost = None if held is None else programme_cost(context, held)
    if held is None or cost is None or cost[0] <= _MEGA or context.model.basis.horizon <= _MEGA_YEARS:
        return
    if held.splittable == "no" and (held.departments or 0) > 1:
        yield rule.route(WHERE, f"the route of mega projects: {cost[1]}, over ten years, several departments, in one.")
    elif not held.splittable or held.departments is None:
        yield unanswered(rule, "splittable" if not held.splittable else "departments", "it may be a mega project")


_rule = functools.partial(Rule, when_named=True, evidence="primary")
RULES: tuple[Rule, ...] = (
    _rule(
        code="delegated-limit-2014",
        topic="treasury-approval",
        rule_set="hmt-agile-2014",
        title="Whole programme against the delegated limit",
        citation="Government Service Design Manual, 2014-15, funding",
        cause="A case to HM Treasury is needed where the whole programme exceeds the delegated authority.",
        fix="Plan the approval, and state the limit of the current letter.",
        judge=_delegated_then,
    ),
    _rule(
        code="spend-control-v5",
        topic="spend-approval",
        rule_set="dtsc-v5",
        title="Spend approval, version 5",
        citation="Digital and technology spend controls, version 5, May 2018",
        cause="Digital spend above £100,000, technology above £5m, consultancy above £1m, or anything novel.",
        fix="Put it on the pipeline and ask for approval.",
        judge=_control_five,
    ),
    _rule(
        code="spend-control-v6",
        topic="spend-approval",
        rule_set="dtsc-v6",
        title="Spend approval, version 6",
        citation="Digital and technology spend controls, version 6, 23 February 2024",
        cause="Cryptographic spend above £0, public-facing services above £100,000, all else above £1m.",
        fix="Put it on the pipeline and ask for approval.",
        judge=_control_six,
    ),
    _rule(
        code="pipeline-v5",
        topic="pipeline",
        rule_set="dtsc-v5",
        title="The pipeline of version 5",
        citation="Digital and technology spend controls, version 5, May 2018",
        cause="Spend above the thresholds of the next 15 months, and anything novel, is on the pipeline.",
        fix="Put it on the organisation's pipeline.",
        judge=_pipeline_five,
    ),
    _rule(
        code="pipeline-v6",
        topic="pipeline",
        rule_set="dtsc-v6",
        title="The pipeline of version 6",
        citation="Digital and technology spend controls, version 6, 23 February 2024",
        cause="All planned spend joins the pipeline, even unfunded; its detail grows over time.",
        fix="Put it on the organisation's pipeline.",
        judge=_pipeline_six,
    ),
    _rule(
        code="risk-and-importance",
        rule_set="dtsc-v6",
        title="Risk and importance",
        citation="Risk and Importance framework, 27 March 2025; the day from which its thresholds count needs a check",
        cause="The rating is the highest answer, and decides who assures.",
        fix="Answer every question of the framework.",
        judge=_importance,
    ),
    _rule(
        code="delegated-limit",
        topic="treasury-approval",
        rule_set="reset-2026",
        title="Delegated authority limit",
        citation="HM Treasury, Treasury Approvals Process, 1 April 2026",
        cause="Spend above the delegated limit is approved by HM Treasury, at one point.",
        fix="Plan the approval, and state the limit of the current letter.",
        judge=_delegated,
    ),
    _rule(
        code="always-treasury",
        rule_set="reset-2026",
        title="Novel, contentious, repercussive, or required by law",
        citation="HM Treasury, Treasury Approvals Process, 1 April 2026; Managing Public Money",
        cause="Such spend needs HM Treasury's approval whatever it costs.",
        fix="Answer the questions under [programme].",
        judge=_always,
    ),
    _rule(
        code="pipeline-2026",
        topic="pipeline",
        rule_set="reset-2026",
        title="The shared pipeline",
        citation="Digital Assurance Playbook, 1 April 2026, as quoted",
        evidence="secondary",
        cause="Spend of £5m whole-life cost, and any on cryptographic products, is on the shared pipeline.",
        fix="Put it on the organisation's pipeline, and plan functional assurance before procurement.",
        judge=_pipeline,
    ),
    _rule(
        code="digital-threshold-reset",
        rule_set="reset-2026",
        title="The £10m of 2014",
        citation="Office for Value for Money reform, 26 November 2025, with the agile clarification of 2014",
        cause="Digital spend is above £10m, which sent a case to HM Treasury under the guidance of 2014.",
        fix="Go by the delegated limit, and record the judgement.",
        judge=_digital_reset,
    ),
    _rule(
        code="mega-project",
        rule_set="mega-2025",
        title="Mega project",
        citation="HM Treasury, Office for Value for Money, June 2025",
        evidence="secondary",
        cause="More than £10bn over more than ten years, several departments, and it cannot be split.",
        fix="Take the route of mega projects: a feasibility stage, incremental funding, a panel.",
        judge=_mega,
    ),
)
"""The rules of routing by limits."""
