"""Rules about what a case rests on: a business as usual, its years, sources, and an adjustment for optimism."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.estimates.expressions import names_in
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.model.lines import Cost
from agile_case.model.measurement import amount_tree, full_cost_tree
from agile_case.model.parts import parts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding

__all__ = ["RULES"]

_HORIZONS = (10, 30, 60)


def _business_as_usual_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.model.business_as_usual is None:
        yield rule.warn("options", "no option has the role business-as-usual, so nothing can be shown against it.")


def _horizon_reason_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    basis = context.model.basis
    if basis.horizon not in _HORIZONS and not basis.horizon_reason.strip():
        years = f"{basis.horizon} year{'' if basis.horizon == 1 else 's'}"
        yield rule.ask("case.horizon", f"the horizon is {years} after year 0, and no reason is given.")


def _source_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    model = context.model
    for key, assumption in model.assumptions.items():
        if not assumption.source.strip():
            yield rule.warn(f"assumptions.{key}", "this assumption has no source.")
    for key, role in model.roles.items():
        if not role.source.strip() and not any(names_in(full_cost_tree(role, model))):
            yield rule.warn(f"roles.{key}", "this role states its own figures and has no source.")
    for part in parts_of(model):
        line, tree = part.line, amount_tree(part.line, model)
        if part.comes_with or (isinstance(line, Cost) and line.team):
            continue
        if tree is not None and not line.source.strip() and not any(names_in(tree)):
            yield rule.warn(
                part.address,
                "this line states its own figure and has no source.",
                "Give the line a source, or move the figure into an assumption that has one.",
            )


def _optimism_bias_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, option in context.model.options.items():
        if option.is_business_as_usual or not option.costs:
            continue
        bare = {name for name, cost in option.costs.items() if _bare(cost)}
        if bare == set(option.costs):
            yield rule.warn(
                f"options.{key}.costs",
                "no cost of this option is adjusted for optimism bias, and none says that its "
                "range covers the outturn.",
            )
            continue
        for name in sorted(bare):
            if option.costs[name].budget == "capital":
                yield rule.warn(f"options.{key}.costs.{name}", "this capital cost is not adjusted for optimism bias.")


def _bare(cost: Cost) -> bool:
    return cost.optimism_bias is None and cost.covers == "estimate-error"


BUSINESS_AS_USUAL_MISSING = Rule(
    code="business-as-usual-missing",
    rule_set="gb-2026",
    title="There is no business as usual",
    citation="The Green Book 2026, paragraphs 4.14 to 4.19 and 5.17 to 5.18",
    evidence="primary",
    cause="No option of the case has the role business-as-usual. "
    "It always goes forward, even if it fails the objectives.",
    fix='Add the option that happens without the proposal, with roles = ["business-as-usual"].',
    judge=_business_as_usual_missing,
)
HORIZON_REASON_MISSING = Rule(
    code="horizon-reason-missing",
    rule_set="gb-2026",
    title="An unusual horizon has no reason",
    citation="The Green Book 2026, paragraphs 6.9 to 6.13",
    evidence="primary",
    cause="The horizon is not 60 years (infrastructure), 30 (refurbishment of buildings) or 10 (regulations and all "
    "else), and the case does not say why. Beyond 60 it is agreed with HM Treasury.",
    fix="Say in horizon_reason why the horizon is this long, or take the one that the guidance sets.",
    judge=_horizon_reason_missing,
)
SOURCE_MISSING = Rule(
    code="source-missing",
    rule_set="own",
    title="A figure has no source",
    citation="The Aqua Book, 2nd edition 2025 (assumptions log)",
    evidence="none",
    cause="An assumption, or a line that states its own figure, does not say where the figure comes from.",
    fix="Say where the figure comes from.",
    judge=_source_missing,
)
OPTIMISM_BIAS_MISSING = Rule(
    code="optimism-bias-missing",
    rule_set="gb-2026",
    title="Costs are not adjusted for optimism bias",
    citation="The Green Book 2026, paragraphs 6.78 to 6.82",
    evidence="primary",
    cause="No cost of an option other than business as usual has optimism bias or an estimate that covers the range of "
    "outturns; or one of its capital costs has neither.",
    fix='Add optimism_bias to the lines, or covers = "outturn-range" where the estimate already covers it.',
    judge=_optimism_bias_missing,
)

RULES: tuple[Rule, ...] = (
    BUSINESS_AS_USUAL_MISSING,
    OPTIMISM_BIAS_MISSING,
    SOURCE_MISSING,
    HORIZON_REASON_MISSING,
)
"""The rules about the evidence."""
