"""Evaluate a plan for one block of draws: present values by option and bucket. The engine and the checks share it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.estimates.expressions import Node, evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.appraisal.plan import Plan, Term
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Kernel"]


@attrs.frozen(eq=False)
class _Step:
    output: int
    amount: int
    growth: str | None
    coefficients: tuple[float, ...]
    yearly: tuple[tuple[Node, int], ...]


class Kernel:
    """A plan with its years summed away: each term is an amount, a polynomial in its growth, and an output.

    Args:
        plan: The plan; its discount factors are used.
    """

    def __init__(self, plan: Plan) -> None:
        """Sum the years of every term; see the class."""
        self.plan = plan
        self.steps = tuple(_step(plan, term) for term in plan.terms)

    def run(self, values: Mapping[str, FloatArray | float], size: int) -> FloatArray:
        """Work out the present values of one block.

        Args:
            values: Each assumption's values in base units: a number where it is certain, otherwise shape `(size,)`.
            size: Number of draws in the block.

        Returns:
            Present values in pounds, shape `(outputs, size)`; what overflows or divides by zero is not finite.
        """
        totals = np.zeros((self.plan.n_outputs, size))
        with np.errstate(all="ignore"):
            amounts = [evaluate(node, values) for node in self.plan.amounts]
            for step in self.steps:
                totals[step.output] += amounts[step.amount] * _factor(step, values)
        return totals


def _factor(step: _Step, values: Mapping[str, FloatArray | float]) -> FloatArray | float:
    if step.yearly:
        growth = 1.0 if step.growth is None else 1.0 + values[step.growth]
        total: FloatArray | float = 0.0
        for (node, power), coefficient in zip(step.yearly, step.coefficients, strict=True):
            total = total + evaluate(node, values) * coefficient * growth**power
        return total
    if step.growth is None:
        return step.coefficients[0]
    # Horner: the sum over years is a polynomial in one plus the growth rate
    base = 1.0 + values[step.growth]
    result: FloatArray | float = step.coefficients[-1]
    for coefficient in step.coefficients[-2::-1]:
        result = result * base + coefficient
    return result


def _step(plan: Plan, term: Term) -> _Step:
    line = plan.lines[term.line]
    weights = [
        float(weight) * float(real) * float(factor)
        for weight, real, factor in zip(term.weights, line.to_real, plan.discount_factors, strict=True)
    ]
    output = plan.output(line)
    powers = term.powers or (0,) * len(weights)
    if term.yearly:
        present = [year for year, weight in enumerate(weights) if weight]
        yearly = tuple((term.yearly[year], powers[year]) for year in present)
        if yearly:
            return _Step(output, term.amount, term.growth, tuple(weights[year] for year in present), yearly)
        return _Step(output, term.amount, None, (0.0,), ())
    if term.growth is None:
        return _Step(output, term.amount, None, (math.fsum(weights),), ())
    highest = max((power for power, weight in zip(powers, weights, strict=True) if weight), default=0)
    coefficients = tuple(
        math.fsum(weight for at, weight in zip(powers, weights, strict=True) if at == power) for power in range(highest + 1)
    )
    return _Step(output, term.amount, term.growth, coefficients, ())
