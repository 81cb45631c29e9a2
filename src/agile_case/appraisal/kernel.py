"""Evaluate a plan for one block of draws: present values by option and bucket. The engine and the checks share it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.common import common_parts
from agile_case.appraisal.polynomials import economised
from agile_case.appraisal.streams import LEAST
from agile_case.estimates.expressions import Node, evaluate, names_in

if TYPE_CHECKING:
    from agile_case.appraisal.plan import Plan, Term
    from agile_case.quantities.frozen import FloatArray

__all__ = ["LARGEST", "Kernel"]

LARGEST: Final = 1e100
"""Pounds from which on an amount counts as infinite: below it, sums and squares of amounts stay finite."""


@attrs.frozen(eq=False)
class _Step:
    line: int
    output: int
    amount: int
    growth: str | None
    coefficients: tuple[float, ...]
    yearly: tuple[tuple[Node, int], ...]
    shift: float = 1.0


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
        outputs = [plan.output(line) for line in plan.lines]
        counted = [(term, output) for term in plan.terms if (output := outputs[term.line]) is not None]
        ends = _ends(plan, {term.growth for term, _ in counted if term.growth is not None}) if drawn else {}
        self.steps = tuple(_lowered(_step(plan, term, output), ends) for term, output in counted)
        self.growths = tuple(dict.fromkeys(term.growth for term, _ in counted if term.growth is not None))
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
        scope = _Scope(values, self.shared)
        with np.errstate(all="ignore"):
            for index in steps:
                step = self.steps[index]
                totals[step.output] += evaluate(self.amounts[step.amount], scope) * _factor(step, scope)
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

    def _parts(self, values: Mapping[str, FloatArray | float]) -> Iterator[tuple[_Step, FloatArray | float]]:
        scope = _Scope(values, self.shared)
        amounts: dict[int, FloatArray | float] = {}
        last = {step.amount: index for index, step in enumerate(self.steps)}
        forget = getattr(values, "forget", None)
        for index, step in enumerate(self.steps):
            amount = amounts.get(step.amount)
            if amount is None:
                amount = amounts[step.amount] = evaluate(self.amounts[step.amount], scope)
            yield step, amount * _factor(step, scope)
            if last[step.amount] == index:
                del amounts[step.amount], amount
            if forget is not None:
                scope.forget(self._spent[index])
                forget(self._spent[index])

    def _needs(self, step: _Step) -> Iterator[str]:
        """Yield every name that a step needs, whatever it is made of."""
        waiting = [found.name for found in names_in(self.amounts[step.amount])]
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


class _Scope(Mapping[str, "FloatArray | float"]):
    """Values of the assumptions, and of the parts that amounts have in common, each worked out once."""

    def __init__(self, values: Mapping[str, FloatArray | float], shared: Mapping[str, Node]) -> None:
        self._values, self._shared = values, shared
        self._held: dict[str, FloatArray | float] = {}

    def __getitem__(self, name: str) -> FloatArray | float:
        if name not in self._shared:
            return self._values[name]
        if name not in self._held:
            self._held[name] = evaluate(self._shared[name], self)
        return self._held[name]

    def __iter__(self) -> Iterator[str]:
        yield from (*self._values, *self._shared)

    def __len__(self) -> int:
        return len(self._values) + len(self._shared)

    def forget(self, names: Iterable[str]) -> None:
        for name in names:
            self._held.pop(name, None)


def _factor(step: _Step, values: Mapping[str, FloatArray | float]) -> FloatArray | float:
    if step.yearly:
        base = 1.0 if step.growth is None else 1.0 + values[step.growth]
        total: FloatArray | float = 0.0
        grown: FloatArray | float = 1.0
        compounded = 0
        for (node, power), coefficient in zip(step.yearly, step.coefficients, strict=True):
            for _ in range(power - compounded):  # powers never fall
                grown = grown * base  # overflows to infinity, where ** of two numbers would raise
            compounded = power
            total = total + evaluate(node, values) * coefficient * grown
        return total
    if step.growth is None:
        return step.coefficients[0]
    # Horner: the sum over years is a polynomial in one plus the growth rate, or in the rate from its middle
    base = values[step.growth] + step.shift
    highest, *others = reversed(step.coefficients)
    if isinstance(base, float):
        result = highest
        for coefficient in others:
            result = result * base + coefficient
        return result
    polynomial = np.full_like(base, highest)
    for coefficient in others:  # in place: a block stays in the cache
        polynomial *= base
        polynomial += coefficient
    return polynomial


def _ends(plan: Plan, growths: set[str]) -> dict[str, tuple[float, float]]:
    """Return the ends of what can be drawn of each growth; one that is correlated may go further, and has none."""
    together = {name for group in plan.correlated for name in group.names}
    found = {}
    for name in growths & plan.assumptions.keys() - together:
        estimate = plan.assumptions[name]
        if not estimate.certain:
            low, high = estimate.values(np.array([LEAST, 1.0 - LEAST]))
            found[name] = (float(low), float(high))
    return found


def _lowered(step: _Step, ends: Mapping[str, tuple[float, float]]) -> _Step:
    """Return a step with a polynomial of lower degree, where one says the same over what can be drawn."""
    if step.yearly or step.growth is None or step.growth not in ends:
        return step
    found = economised(step.coefficients, *ends[step.growth])
    return step if found is None else attrs.evolve(step, shift=found[0], coefficients=found[1])


def _step(plan: Plan, term: Term, output: int) -> _Step:
    line = plan.lines[term.line]
    weights = [
        float(weight) * float(real) * float(factor)
        for weight, real, factor in zip(term.weights, line.to_real, plan.factors_of(line), strict=True)
    ]
    at = term.line
    powers = term.powers or (0,) * len(weights)
    if term.yearly:
        falls = [year for year, weight in enumerate(weights) if weight]
        if not falls:
            return _Step(at, output, term.amount, None, (0.0,), ())
        yearly = tuple((term.yearly[year], powers[year]) for year in falls)
        return _Step(at, output, term.amount, term.growth, tuple(weights[year] for year in falls), yearly)
    if term.growth is None:
        return _Step(at, output, term.amount, None, (_sum(weights),), ())
    highest = max((power for power, weight in zip(powers, weights, strict=True) if weight), default=0)
    pairs = list(zip(powers, weights, strict=True))
    coefficients = tuple(_sum(weight for own, weight in pairs if own == power) for power in range(highest + 1))
    return _Step(at, output, term.amount, term.growth, coefficients, ())


def _sum(weights: Iterable[float]) -> float:
    """Add without rounding in between; not a number where the sum leaves the range of floating point."""
    try:
        return math.fsum(weights)
    except (OverflowError, ValueError):
        return math.nan
