"""Rules on the terms of a stage's money."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final

from agile_case.case.approvals import spend_against_approval
from agile_case.guidance.assurance import months_on
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.history.entries import Decide, Learn, Record
from agile_case.history.iterations import counted
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from agile_case.findings import Finding
    from agile_case.history.iterations import Iteration
    from agile_case.model.goals import FundingTerms
    from agile_case.model.model import Model

__all__ = ["RULES"]

_REVIEW: Final = (
    "performance review of digital spend, March 2025, as reported: for the idea; the figure is the case's own"
)


def _outcome_review(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, terms, rounds in _running(context):
        months = terms.months("review_every")
        if months is None:
            continue
        last = max(held.decided or held.began for held in rounds)
        yield from _overdue(rule, context, key, "review_every", months, last, "money was last held against outcomes")


def _evidence(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    case = context.case
    for key, terms, rounds in _running(context):
        months = terms.months("evidence_every")
        if months is None or case is None:
            continue
        began = min(held.began for held in rounds)
        seen = [entry.on for entry in counted(case.entries) if isinstance(entry, Learn | Record) and entry.on >= began]
        said = "evidence was last recorded" if seen else "there is no evidence since it began"
        yield from _overdue(rule, context, key, "evidence_every", months, max(seen, default=began), said)


def _running(context: RuleContext) -> Iterator[tuple[str, FundingTerms, list[Iteration]]]:
    """Yield the stage that the case is in, where it has terms: what came before it had its gate."""
    case = context.case
    if case is None or not case.iterations or context.on is None:
        return
    key = case.iterations[-1].stage
    stage = context.model.stages.get(key)
    if stage is not None and stage.funding_terms is not None and case.iterations[-1].outcome != "stop":
        yield key, stage.funding_terms, [held for held in case.iterations if held.stage == key]


def _overdue(  # noqa: PLR0917 - all parts of one sentence
    rule: Rule, context: RuleContext, key: str, term: str, months: int, last: datetime.date, said: str
) -> Iterator[Finding]:
    due, path = months_on(last, months), f"stages.{key}.funding_terms.{term}"
    words = f"{said} on {last.isoformat()}, and its terms ask for it every {months} months: due {due.isoformat()}."
    if context.on is not None and context.on > due:
        yield rule.warn(path, words)
    else:
        yield rule.passed(path, words)


def _approval(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    case, option = context.case, context.option
    approves = case is not None and any(isinstance(entry, Decide) and entry.amount for entry in counted(case.entries))
    if case is None or option is None or not approves:
        return
    day = context.on or case.entries[-1].on
    key = context.result.plan.options[option].key
    held = spend_against_approval(case, on=day, option=key, result=context.result)
    for one in held.stages:
        if one.approved is None or math.isnan(one.forecast):
            continue
        path = f"stages.{one.key}"
        words = (
            f"{money_words(one.approved)} is approved, and {money_words(one.forecast)} is forecast: "
            f"{money_words(one.spent)} recorded and {money_words(one.to_come)} to come"
        )
        if not one.exceeds(held.tolerance):
            yield rule.passed(path, f"{words}; {one.says(held.tolerance)}.")
        elif held.tolerance is None:
            yield rule.ask(
                path,
                f"{words}. No tolerance is stated: does it have to be approved again?",
                "State programme.cost_tolerance.",
            )
        else:
            yield rule.route(
                path, f"investment approval again: {words}, outside the tolerance of {held.tolerance:.0%}."
            )


def _terms(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    for key, stage in context.model.stages.items():
        terms = stage.funding_terms
        missing = "" if terms is None or not terms.model else _missing(context.model, key, terms)
        if terms is not None and missing:
            yield rule.ask(f"stages.{key}.funding_terms.model", f"{terms.model}: {missing}.")


def _missing(model: Model, key: str, terms: FundingTerms) -> str:
    """Return what a model of funding rests on and the case does not say; empty where it is there."""
    if terms.model == "staged-innovation":
        return "" if model.stages[key].criteria else "the next tranche follows progress, and the stage has no criteria"
    if terms.model == "staged-live":
        return "" if terms.review_every else "money follows outcomes by regular review, and no review_every is stated"
    if terms.model == "outcome-portfolio":
        return "" if model.objectives else "money follows outcomes, and no objective is stated"
    risks = any(option.risks for option in model.options.values())
    return "" if risks else "money buys less risk, and no option has a risk"


_own = functools.partial(Rule, rule_set="own", evidence="none")
RULES: tuple[Rule, ...] = (
    _own(
        code="outcome-review-late",
        title="Money of a stage is held against outcomes in time",
        citation=f"docs/how-to/take-a-case-through-a-gate; {_REVIEW}",
        cause="The last decision on an iteration of the current stage, or its beginning, is longer ago than the terms "
        "of its money allow on the day of the judgement.",
        fix="Put what was achieved to those who fund it, and record the decision.",
        judge=_outcome_review,
    ),
    _own(
        code="evidence-overdue",
        title="Money without new evidence",
        citation="docs/how-to/take-a-case-through-a-gate; Digital Restart Fund of New South Wales, where it is 12 "
        "months, for the idea; the figure is the case's own",
        cause="The current stage has had no new evidence for longer than the terms of its money allow.",
        fix="Record what was seen, or give the rest of the money back.",
        judge=_evidence,
    ),
    _own(
        code="approval-exceeded",
        title="A stage that will cost more than was approved",
        citation="docs/how-to/bring-in-the-ledger; the idea as in the Government Service Design Manual, 2014-15, "
        "governance: approval again outside the agreed tolerances; the tolerance is the case's own",
        cause="What was recorded of a stage's lines and what is still to come, in cash and without contingency, is "
        "above the amount of the decisions that approved it by more than the tolerance on cost.",
        fix="Ask for investment approval again, with plan against outturn; or take out scope.",
        judge=_approval,
    ),
    _own(
        code="funding-model-terms",
        title="What a model of funding rests on",
        citation=f"docs/how-to/take-a-case-through-a-gate; {_REVIEW}",
        cause="A stage names one of the four models of funding, and what that model goes by is not in the case.",
        fix="Say it in the case, or name no model.",
        judge=_terms,
    ),
)
"""The rules on the money of stages."""
