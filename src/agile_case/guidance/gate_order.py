"""Rules on the order of gates: stages that began without one, and conditions that the next one found open."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from agile_case.guidance.rules import Rule, RuleContext
from agile_case.history.iterations import PROCEEDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agile_case.findings import Finding
    from agile_case.history.entries import Condition
    from agile_case.history.iterations import Iteration

__all__ = ["RULES", "open_conditions"]


def open_conditions(iterations: Sequence[Iteration]) -> Iterator[tuple[Iteration, Condition]]:
    """Yield every condition that is open, of whichever decision to proceed it is, with the iteration decided on.

    Args:
        iterations: The iterations, in their order.
    """
    for held in iterations:
        if held.outcome in PROCEEDS:
            for condition in held.open_conditions:
                yield held, condition


def _passed_over(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    iterations = () if context.case is None else context.case.iterations
    keys = list(context.model.stages)
    last: dict[str, Iteration] = {}
    for held in iterations:
        if held.stage in keys and held.stage not in last:
            place = keys.index(held.stage)
            begun = [key for key in keys[:place] if key in last]
            if begun:
                yield from _before(rule, held, last[begun[-1]], keys[keys.index(begun[-1]) + 1 : place])
        last[held.stage] = held


def _before(rule: Rule, held: Iteration, earlier: Iteration, skipped: Sequence[str]) -> Iterator[Finding]:
    where, begins = f"stages.{held.stage}", f"{held.key} began on {held.began.isoformat()}"
    if skipped:
        yield rule.ask(where, f"{begins} without any iteration of {', '.join(skipped)} before it.")
    if earlier.outcome not in PROCEEDS:
        found = (
            f"the decision on {earlier.key} was to {earlier.outcome}"
            if earlier.outcome
            else f"{earlier.key} has no decision"
        )
        yield rule.warn(where, f"{begins}, and {found}.")
    elif earlier.decided is not None and held.began < earlier.decided:
        yield rule.warn(where, f"{begins}, before the decision on {earlier.key} of {earlier.decided.isoformat()}.")


def _open_at_gate(rule: Rule, context: RuleContext) -> Iterator[Finding]:
    iterations = () if context.case is None else context.case.iterations
    keys = [held.key for held in iterations]
    for held, condition in open_conditions(iterations):
        later = [one for one in iterations[keys.index(held.key) + 1 :] if one.recommended or one.outcome]
        if later:
            yield rule.warn(
                f"history.{held.key}",
                f'the condition "{condition.what}" of the decision on {held.key} is open, and {later[0].key} is put to '
                "the board.",
            )


_own = functools.partial(Rule, rule_set="own", evidence="none")
RULES: tuple[Rule, ...] = (
    _own(
        code="gate-passed-over",
        title="A stage that began without a gate before it",
        citation="docs/how-to/take-a-case-through-a-gate",
        cause="The first iteration of a stage began before a decision to proceed on the stage before it, after another "
        "decision, or with a stage left out between the two.",
        fix="Decide on the stage before, take the stage out of the plan, or record why it was passed over.",
        judge=_passed_over,
    ),
    _own(
        code="condition-open-at-gate",
        title="A condition of an earlier gate is open at a later one",
        citation="Scottish major project reviews, for the idea: conditions are met first; docs/how-to/keep-a-history",
        cause="A later iteration is recommended or decided on while a condition of an earlier decision is not met.",
        fix="Record what shows that it is met, or put to the board why it is open.",
        judge=_open_at_gate,
    ),
)
"""The rules on the order of gates."""
