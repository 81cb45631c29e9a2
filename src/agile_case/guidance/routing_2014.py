"""Rules of routing of 2014: discovery and alpha as research, digital spend, and which cases are needed at all."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from agile_case.guidance.editions import rule_set
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
from agile_case.guidance.figures import cost_of_stages, cost_without_stage
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding
    from agile_case.guidance.figures import CostFigure
    from agile_case.model.programme import Programme

__all__ = ["RULES"]

_RESEARCH: Final = 750_000.0
_DIGITAL: Final = 10_000_000.0
_NAME_STAGES: Final = (
    "Name the stage of each line that is for discovery or alpha, or state what both cost under "
    "programme.discovery_and_alpha_cost."
)


def _research(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None:
        return
    if held.discovery_and_alpha_cost is not None:
        amount, figure = pounds(context, held.discovery_and_alpha_cost), None
        words = f"{money_words(amount)} (programme.discovery_and_alpha_cost)"
    else:
        figure = (
            None
            if context.option is None
            else cost_of_stages(context.result.plan, context.model, context.option, ("discovery", "alpha"))
        )
        if figure is None:
            yield unanswered(rule, "discovery_and_alpha_cost", "no line names a stage of discovery or alpha")
            return
        amount, words = figure.amount, str(figure)
    more = _without(figure, _RESEARCH) + _uncounted(context, figure, _RESEARCH)
    if amount <= _RESEARCH:
        yield rule.route(
            WHERE,
            f"discovery and alpha together cost {words}, within £750,000: in most cases the department approves "
            f"them as research, without a business case to HM Treasury.{more}",
            _NAME_STAGES if "name no stage" in more else "",
        )
        return
    yield rule.ask(
        WHERE,
        f"discovery and alpha together cost {words}, above £750,000: a detailed business case is needed before they "
        f"begin. First ask whether they are sized rightly.{more}",
        "Size discovery and alpha for what they must find out, or plan the detailed business case.",
    )


def _digital_threshold(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = None if after_reset(context) else context.programme
    found = None if held is None else digital_cost(context, held)
    if held is None or found is None:
        return
    amount, words, figure = found
    more = straddles(context, figure, _DIGITAL)
    if amount > _DIGITAL:
        yield rule.route(
            WHERE, f"a business case to HM Treasury for beta and live: digital spend is above £10m, {words}.{more}"
        )
    elif amount == _DIGITAL:
        yield rule.ask(WHERE, "digital spend is exactly £10m, which the guidance covers on neither side.")
    elif held.delegated_limit is not None:
        cost = programme_cost(context, held)
        if cost is not None and cost[0] > pounds(context, held.delegated_limit):
            yield rule.route(
                WHERE, f"the digital part goes concisely inside the programme's case: {words} is below £10m.{more}"
            )


def _outline(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or held.discovery_complete != "yes":
        return
    if not held.most_significant:
        yield unanswered(rule, "most_significant", "it decides whether discovery stands for the outline case")
    elif held.most_significant == "yes":
        yield rule.route(WHERE, "a strategic outline case to HM Treasury: it is one of the most significant projects.")
    else:
        yield rule.passed(WHERE, "discovery stands for the strategic outline case, in most cases.")


def _pre_competed(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or held.pre_competed != "yes":
        return
    expires = held.arrangement_expires
    if expires is not None and context.on is not None and expires < context.on:
        yield rule.warn(
            f"{WHERE}.arrangement_expires", f"the arrangement that was competed before ended on {expires.isoformat()}."
        )
    else:
        yield rule.passed(WHERE, "no separate full business case: it is bought through a pre-competed arrangement.")


def _full_route(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None:
        return
    if held.large == "yes" and held.lengthy_procurement == "yes":
        yield rule.route(
            WHERE, "outline, strategic and full business cases: a large investment, a lengthy procurement."
        )
    elif not held.large or not held.lengthy_procurement:
        name = "large" if not held.large else "lengthy_procurement"
        yield unanswered(rule, name, "guidance leaves the word to a person")


def _without(figure: CostFigure | None, limit: float) -> str:
    """Say what the cost of the stages is without optimism bias, where that lies on the other side of a limit."""
    if figure is None or (figure.bare > limit) is (figure.amount > limit):
        return ""
    return f" Without optimism bias it is {money_words(figure.bare)}, on the other side of the limit."


def _uncounted(context: RuleContext, figure: CostFigure | None, limit: float) -> str:
    """Say what money names no stage and is in no figure, and whether it might change the side of a limit."""
    option = context.option
    rest = None if figure is None or option is None else cost_without_stage(context.result.plan, context.model, option)
    if figure is None or rest is None or rest.amount <= 0:
        return ""
    turns = figure.amount <= limit < figure.amount + rest.amount
    least = f": if enough of it falls in these stages, they are above {money_words(limit)}" if turns else ""
    return f" New lines that name no stage cost {money_words(rest.amount)} over all years and are not counted{least}."


def _parts(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.programme
    if held is None or not held.parts:
        return
    parts = [pounds(context, part) for part in held.parts]
    for limit, name in _limits(context, held):
        if max(parts) > limit or sum(parts) <= limit:
            continue
        message = (
            f"each of {len(parts)} parts is within {name} of {money_words(limit)} and their sum of "
            f"{money_words(sum(parts))} is above it: thresholds apply to the whole."
        )
        where = f"{WHERE}.parts"
        yield rule.ask(where, message) if after_reset(context) else rule.block(where, message)


def _limits(context: RuleContext, held: Programme) -> Iterator[tuple[float, str]]:
    """Yield the limits that a programme in pieces might stay below, those of the spend controls while they were."""
    if held.delegated_limit is not None:
        yield pounds(context, held.delegated_limit), "the delegated limit"
    for key, limits in CONTROLS.items():
        edition = rule_set(key)
        named = key in context.model.basis.rules
        applies = named if context.on is None else edition.in_force(context.on, named=named)
        if applies and limits.get(held.spend, 0.0):
            yield limits[held.spend], f"the threshold of {key}"


_AGILE: Final = "HM Treasury and Government Digital Service, agile clarification, 2014"
_rule = functools.partial(Rule, rule_set="hmt-agile-2014", when_named=True, evidence="primary")
RULES: tuple[Rule, ...] = (
    _rule(
        code="research-cap",
        title="Discovery and alpha as research",
        citation=f"{_AGILE}, with the Government Service Design Manual, 2014-15, funding",
        cause="Discovery and alpha together are treated as research up to £750,000.",
        fix="Size discovery and alpha for what they must find out.",
        judge=_research,
    ),
    _rule(
        code="digital-threshold",
        topic="treasury-approval",
        title="Digital spend against £10m",
        citation="Government Service Design Manual, 2014-15, funding",
        cause="Digital spend above £10m needs a case to HM Treasury; below it, a part of the programme's case.",
        fix="State programme.digital_cost, and plan the approval.",
        judge=_digital_threshold,
    ),
    _rule(
        code="discovery-for-outline",
        title="Discovery in the place of the outline case",
        citation="David Wilks, Getting approval for agile spending, GDS blog, 11 April 2014; TAP, April 2024",
        cause="In most cases discovery stands for the strategic outline case; not for the most significant projects.",
        fix="Answer programme.most_significant.",
        judge=_outline,
    ),
    _rule(
        code="pre-competed",
        title="No full case where competition was before",
        citation="David Wilks, Getting approval for agile spending, GDS blog, 11 April 2014",
        cause="A purchase through a pre-competed arrangement needs no separate full business case.",
        fix="Say when the arrangement ends in programme.arrangement_expires.",
        judge=_pre_competed,
    ),
    _rule(
        code="full-route",
        title="Large investments with lengthy procurement",
        citation="Government Service Design Manual, 2014-15, funding",
        cause="Strategic, outline and full cases still apply to large investments with lengthy procurements.",
        fix="Answer programme.large and programme.lengthy_procurement.",
        judge=_full_route,
    ),
    _rule(
        code="disaggregation",
        must=True,
        title="A programme in pieces",
        citation="Government Service Design Manual, 2014-15, spending controls",
        cause="Parts that are each within a limit sum to more than it: thresholds apply to the whole.",
        fix="Put the whole forward.",
        judge=_parts,
    ),
)
"""The rules of routing of 2014."""
