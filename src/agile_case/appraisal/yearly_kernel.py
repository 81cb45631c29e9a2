"""Evaluate a plan for one block of draws year by year: what an option costs, gains and pays in each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.appraisal.common import Scope, common_parts
from agile_case.appraisal.plan import Bucket
from agile_case.estimates.expressions import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.appraisal.plan import Plan, PlanLine, Term
    from agile_case.quantities.frozen import FloatArray

__all__ = ["BENEFIT", "COST", "PRESENT", "YearlyKernel"]

COST: Final = "cost"
"""Costs, in the prices of the case."""
BENEFIT: Final = "benefit"
"""Benefits, in the prices of the case."""
PRESENT: Final = "present"
"""Present value of benefits less costs."""


class YearlyKernel:
    """A plan with its years kept, for one option or for the difference between two.

    Its outputs are costs, benefits, present values, and cash of public bodies by budget class, each year by year.

    Args:
        plan: The plan.
        option: Place of the option.
        other: Place of the option that is taken off; None for the option itself.
    """

    def __init__(self, plan: Plan, option: int, other: int | None = None) -> None:
        """Choose the lines; see the class."""
        self.plan = plan
        self._signs = {option: 1.0} | ({} if other is None else {other: -1.0})
        lines = [line for line in plan.lines if line.option in self._signs]
        paid = {line.budget for line in lines if line.pays and line.to_cash is not None}
        self.names = (COST, BENEFIT, PRESENT, *sorted(paid))
        self._terms = tuple(term for term in plan.terms if plan.lines[term.line].option in self._signs)
        self.growths = tuple(dict.fromkeys(term.growth for term in self._terms if term.growth is not None))
        self._amounts, self._shared = common_parts(plan.amounts)
        self._weights = tuple(self._weights_of(term) for term in self._terms)

    @property
    def n_outputs(self) -> int:
        """Number of outputs: what is looked at times years."""
        return len(self.names) * len(self.plan.years)

    def run(self, values: Mapping[str, FloatArray | float], size: int) -> FloatArray:
        """Work out the years of one block.

        Args:
            values: Each assumption's values in base units.
            size: Number of draws in the block.

        Returns:
            Pounds, shape `(outputs, size)`: all years of the first name, then all of the next.
        """
        years = len(self.plan.years)
        totals = np.zeros((len(self.names), years, size))
        scope = Scope(values, self._shared)
        with np.errstate(all="ignore"):
            for term, weights in zip(self._terms, self._weights, strict=True):
                amount = evaluate(self._amounts[term.amount], scope)
                for year in np.flatnonzero(weights.any(axis=0)):
                    falls = amount * self._factor(term, int(year), scope)
                    for place in np.flatnonzero(weights[:, year]):
                        totals[place, year] += falls * weights[place, year]
        return totals.reshape(-1, size)

    def not_finite(self, values: Mapping[str, FloatArray | float]) -> tuple[str, ...]:
        """Name the lines that are not finite in a draw; empty, since the measures refuse such a draw before.

        Args:
            values: Each assumption's value in one draw.
        """
        del values
        return ()

    def _factor(self, term: Term, year: int, scope: Scope) -> FloatArray | float:
        factor: FloatArray | float = 1.0
        if term.growth is not None:
            factor = (1.0 + np.asarray(scope[term.growth])) ** term.powers[year]
        if term.yearly:
            factor = factor * evaluate(term.yearly[year], scope)
        return factor

    def _weights_of(self, term: Term) -> FloatArray:
        """Return what a term adds to each output in each year for an amount of one, shape `(names, years)`."""
        plan, line = self.plan, self.plan.lines[term.line]
        found = np.zeros((len(self.names), len(plan.years)))
        own = self._signs[line.option] * term.weights
        real = own * line.to_real
        cost, benefit = _sides(line, plan.savings)
        found[0], found[1] = cost * real, benefit * real
        found[2] = (benefit - cost) * real * plan.factors_of(line)
        if line.pays and line.to_cash is not None:
            found[self.names.index(line.budget, 3)] = line.pays * own * line.to_cash
        return found


def _sides(line: PlanLine, savings: str) -> tuple[float, float]:
    """Return how a line counts as cost and as benefit under the savings convention."""
    if line.bucket in (Bucket.COST_PUBLIC, Bucket.COST_NONPUBLIC):
        return 1.0, 0.0
    if line.bucket == Bucket.CASH_RELEASED:
        return (-1.0, 0.0) if savings == "lower-cost" else (0.0, 1.0)
    return 0.0, float(line.bucket == Bucket.BENEFIT)
