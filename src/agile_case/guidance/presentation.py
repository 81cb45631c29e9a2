"""Rules about what is presented: the appraisal summary table, distribution, funding, evaluation.

They apply to a case that names the rule set of the Green Book.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.guidance.rules import Rule, RuleContext, green_book_rule
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding

__all__ = ["RULES"]

_PENNY: Final = 0.005


def _summary_texts_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.model.preferred is None:
        return
    for key, option in context.model.options.items():
        missing = [name for name in ("description", "because") if not getattr(option, name).strip()]
        if missing:
            yield rule.warn(f"options.{key}", f"the appraisal summary table has no {' and no '.join(missing)} for it.")


def _distribution_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    held = context.model.preferred
    if held is not None and not context.model.options[held.option].distribution.strip():
        where = f"options.{held.option}.distribution"
        yield rule.ask(where, "nothing is said on what the preferred option does to groups and places.")


def _unmonetised_without_notes(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, option in context.model.options.items():
        for name, benefit in option.benefits.items():
            if not benefit.monetised and not benefit.notes.strip():
                yield rule.warn(
                    f"options.{key}.benefits.{name}", f"this {benefit.kind} benefit is listed and not described."
                )


def _evaluation_cost_missing(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    if context.model.preferred is None:
        return
    key = context.model.preferred.option
    names = (f"{name} {cost.title}".lower() for name, cost in context.model.options[key].costs.items())
    if not any("evaluation" in name for name in names):
        yield rule.ask(f"options.{key}.costs", "no cost of the preferred option is named an evaluation.")


def _funding_gap(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    plan = context.result.plan
    if not plan.funding or not plan.preferred or plan.cash_until is None or plan.partial:
        return
    case = context.result.financial_case(plan.preferred)
    for budget in case.classes:
        gap = np.where(case.reaches, case.gap(budget), 0.0)
        short = [place for place in range(len(gap)) if gap[place] > _PENNY]
        if short:
            total = money_words(float(gap[short].sum()))
            years = ", ".join(str(case.years[place]) for place in short)
            yield rule.warn(f"options.{plan.preferred}", f"{total} of {budget} is not funded, in {years}.")


SUMMARY_TEXTS_MISSING = green_book_rule(
    code="summary-texts-missing",
    title="The appraisal summary table has no words for an option",
    citation="The Green Book 2026, paragraphs 9.3 to 9.6 and Table 12",
    cause="There is a preferred option, and an option has no description or no reason why it is preferred or inferior.",
    fix="Write description and because on the option.",
    judge=_summary_texts_missing,
)
DISTRIBUTION_MISSING = green_book_rule(
    code="distribution-missing",
    title="Nothing is said on groups and places",
    citation="The Green Book 2026, paragraph 7.3 and Table 12",
    cause="The preferred option says nothing on what it does to groups and places; where that is insignificant, a "
    "description is enough.",
    fix="Write distribution on the option.",
    judge=_distribution_missing,
)
UNMONETISED_WITHOUT_NOTES = green_book_rule(
    code="unmonetised-without-notes",
    title="An unmonetised benefit is not described",
    citation="The Green Book 2026, paragraphs 6.23 to 6.30 and Table 12",
    cause="A quantifiable or qualitative benefit has no notes, so that the summary table holds its name only.",
    fix="Say in its notes what it is, for whom, and how well it is known.",
    judge=_unmonetised_without_notes,
)
EVALUATION_COST_MISSING = green_book_rule(
    code="evaluation-cost-missing",
    title="Evaluation has no cost",
    citation="The Green Book 2026, paragraphs 10.7 to 10.9",
    cause="No cost of the preferred option is named an evaluation. Its costs belong into the economic and the "
    "financial case; no fixed share is set.",
    fix="Add the cost of evaluation as a line of its own.",
    judge=_evaluation_cost_missing,
)
FUNDING_GAP = green_book_rule(
    code="funding-gap",
    title="The preferred option is not funded",
    citation="The Green Book 2026, Table 2 (affordability and funding) and Table 9",
    cause="The net call of the preferred option is above what is in the baseline or settled, in some class and year.",
    fix="Settle the funding, change the option, or take the gap to those who decide.",
    judge=_funding_gap,
)

RULES: tuple[Rule, ...] = (
    SUMMARY_TEXTS_MISSING,
    DISTRIBUTION_MISSING,
    UNMONETISED_WITHOUT_NOTES,
    EVALUATION_COST_MISSING,
    FUNDING_GAP,
)
"""The rules about what is presented."""
