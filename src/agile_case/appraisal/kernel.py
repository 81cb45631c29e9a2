"""Evaluate a plan for one block of draws: present values by option and bucket. The engine and the checks share it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.appraisal.common import Scope, common_parts
from agile_case.appraisal.steps import Step, factor_of, steps_of
from agile_case.estimates.expressions import evaluate, names_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from agile_case.appraisal.plan import Plan
    from agile_case.quantities.frozen import FloatArray

__all__ = ["LARGEST", "Kernel"]

LARGEST: Final = 1e100
"""Pounds from which on an amount counts as infinite: below it, sums and squares of amounts stay finite."""


class Kernel:
    """A plan with its years summed away: each term is an amount, a polynomial in its growth, and an output.

    Args:
        plan: The plan; its discount factors are used.
        drawn: Whether every value is one that a simulation can draw. Polynomials are then of as low a degree as says
            the same, to the last digits, over what can be drawn.
    """

    def __init__(self, plan: Plan, *, drawn: bool = False) -> None:
        """Sum the years of every term; see the class."""
        self.plan = plan
        self.steps = steps_of(plan, drawn=drawn)
        self.growths = tuple(dict.fromkeys(step.growth for step in self.steps if step.growth is not None))
        self.amounts, self.shared = common_parts(plan.amounts)
        self.needs = tuple(frozenset(self._needs(step)) for step in self.steps)
        last = {name: index for index, names in enumerate(self.needs) for name in names}
        self._spent: list[list[str]] = [[] for _ in self.steps]
        for name, index in last.items():
            self._spent[index].append(name)

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
            for step, part in self._parts(values):
                totals[step.output] += part
        return totals

    def part(self, values: Mapping[str, FloatArray | float], steps: Iterable[int], size: int) -> FloatArray:
        """Work out some of the steps only.

        Args:
            values: Each assumption's values in base units.
            steps: Their places.
            size: Number of draws.

        Returns:
            Present values in pounds, shape `(outputs, size)`.
        """
        totals = np.zeros((self.plan.n_outputs, size))
        scope = Scope(values, self.shared)
        with np.errstate(all="ignore"):
            for index in steps:
                step = self.steps[index]
                totals[step.output] += evaluate(self.amounts[step.amount], scope) * factor_of(step, scope)
        return totals

    def not_finite(self, values: Mapping[str, FloatArray | float]) -> tuple[str, ...]:
        """Name the lines whose present value is not finite, or not below `LARGEST`.

        Args:
            values: Each assumption's value in one draw, in base units.

        Returns:
            Their addresses, each once; empty when only their sum is too large.
        """
        with np.errstate(all="ignore"):
            lines = [step.line for step, part in self._parts(values) if not np.all(np.abs(part) < LARGEST)]
        return tuple(dict.fromkeys(self.plan.lines[line].address for line in lines))

    def _parts(self, values: Mapping[str, FloatArray | float]) -> Iterator[tuple[Step, FloatArray | float]]:
        scope = Scope(values, self.shared)
        amounts: dict[int, FloatArray | float] = {}
        last = {step.amount: index for index, step in enumerate(self.steps)}
        forget = getattr(values, "forget", None)
        for index, step in enumerate(self.steps):
            amount = amounts.get(step.amount)
            if amount is None:
                amount = amounts[step.amount] = evaluate(self.amounts[step.amount], scope)
            yield step, amount * factor_of(step, scope)
            if last[step.amount] == index:
                del amounts[step.amount], amount
            if forget is not None:
                scope.forget(self._spent[index])
                forget(self._spent[index])

    def _needs(self, step: Step) -> Iterator[str]:
        """Yield every name that a step needs, whatever it is made of."""
        waiting = [found.name for found in names_in(self.amounts[step.amount])]
        if step.bend is not None:
            waiting.append(step.bend.name)
        else:
            waiting += [found.name for node, _ in step.yearly for found in names_in(node)]
            waiting += [] if step.growth is None else [step.growth]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            yield name
            if name in self.shared:
                waiting += [found.name for found in names_in(self.shared[name])]
            elif name in self.plan.derivations:
                waiting += self.plan.derivations[name].needs
