"""Rules of an example department: its digital board approves what costs more than its limit."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from agile_case.guidance.editions import RuleSet
from agile_case.guidance.facts import case_figure, pounds
from agile_case.guidance.packs import RulePack
from agile_case.guidance.rules import Rule, RuleContext
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.findings import Finding

__all__ = ["PACK"]

NAME = "example-department"


def _board(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    """Hold the whole-life cost of the proposal against the limit that the case states."""
    where = f"local.{NAME}.board_limit"
    stated = context.local(NAME).get("board_limit")
    if stated is None:
        yield rule.ask(where, "the limit of the digital board is not stated.")
        return
    figure = case_figure(context)
    if figure is None:
        yield rule.ask("preferred", "the case does not say which option is proposed.", "Name the preferred option.")
        return
    limit = pounds(context, stated)
    if figure.amount > limit:
        yield rule.route(where, f"the digital board approves it: {figure} is above {money_words(limit)}.")
    else:
        yield rule.passed(where, f"{figure} is within the {money_words(limit)} of the digital board.")


PACK = RulePack(
    rule_set=RuleSet(
        key=NAME,
        title="Example Department, Digital Governance Manual (invented)",
        in_force_from=datetime.date(2026, 4, 1),
    ),
    rules=[
        Rule(
            code=f"{NAME}-board",
            rule_set=NAME,
            title="Approval of the digital board",
            citation="Example Department, Digital Governance Manual (invented), section 3",
            evidence="primary",
            cause="The digital board approves what costs more than its limit over its whole life.",
            fix=f'State board_limit under [local."{NAME}"], and plan the approval.',
            judge=_board,
            when_named=True,
            topic="department-board",
        )
    ],
)
"""The pack, as the entry point names it."""
