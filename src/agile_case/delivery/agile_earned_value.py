"""Earned value of sprints: the share of the scope that is done, at the budget of all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.delivery.earned_value import EarnedValue
from agile_case.errors import InputError
from agile_case.quantities.numbers import above_zero

if TYPE_CHECKING:
    from agile_case.delivery.sprints import Progress

__all__ = ["earned_value_of"]


def earned_value_of(progress: Progress, budget: float, *, planned_sprints: float) -> EarnedValue:
    """Return the earned value of the sprints that were held.

    Earned is the budget times the share of the scope that is done, with the scope as it is now: what was added makes
    what was done a smaller part, and a budget that did not grow with it shows that as cost. Planned is the budget times
    the share of the planned sprints that has passed. Where every sprint had the same capacity, the team is fixed and
    the table says what that means.

    Args:
        progress: The sprints, each with its cost.
        budget: Budget of all the work, in pounds.
        planned_sprints: How many sprints were planned for it.

    Raises:
        InputError: A number is not above zero, no sprint was held, or the cost of one is not known.

    Source:
        Sulaiman, Barton and Blackburn, AgileEVM, 2006 (recalled, and not read: unverified).
    """
    whole, planned = above_zero(budget, "budget"), above_zero(planned_sprints, "planned_sprints")
    held = progress.sprints
    if not held:
        message = "No sprint was held."
        raise InputError(message, where="progress.sprints", got="none", wanted="one or more")
    cost = 0.0
    for place, sprint in enumerate(held):
        if sprint.cost is None:
            message, where = "The cost of this sprint is not known.", f"progress.sprints.{place}.cost"
            raise InputError(message, where=where, got="none", wanted="pounds")
        cost += sprint.cost
    scope = progress.scopes[-1]
    share = min(progress.done[-1] / scope, 1.0) if scope else 1.0
    return EarnedValue(
        planned_value=whole * min(len(held) / planned, 1.0),
        earned_value=whole * share,
        actual_cost=cost,
        budget_at_completion=whole,
        fixed_team=progress.fixed_team,
    )
