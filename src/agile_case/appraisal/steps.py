"""A plan with its years summed away: steps, one for each term, each as cheap as what it depends on allows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.bends import clenshaw, fitted, smooth
from agile_case.appraisal.polynomials import economised
from agile_case.appraisal.streams import LEAST
from agile_case.estimates.expressions import Node, evaluate, names_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agile_case.appraisal.plan import Plan, Term
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Bend", "Step", "factor_of", "steps_of"]

_DEAR: Final = 4
"""Terms of a polynomial for each year from which on the years are no dearer."""


@attrs.frozen(eq=False)
class Bend:
    """What the years of a step come to as a polynomial of one uncertain number."""

    name: str
    """Name of that number."""
    low: float
    """The smallest that can be drawn."""
    high: float
    """The largest one."""
    coefficients: tuple[float, ...]
    """Of the Chebyshev polynomials over that range."""


@attrs.frozen(eq=False)
class Step:
    """A term with its years summed away."""

    line: int
    """Index of its line."""
    output: int
    """The output that it goes to."""
    amount: int
    """Index of its amount."""
    growth: str | None
    """Name of the growth, if it grows by an uncertain rate."""
    coefficients: tuple[float, ...]
    """One weight; or those of a polynomial, lowest first; or those of the years."""
    yearly: tuple[tuple[Node, int], ...]
    """A factor and a power of growth for each year, where the years are worked out one by one."""
    shift: float = 1.0
    """What is added to the growth before the polynomial."""
    bend: Bend | None = None
    """A polynomial that says the same as the years."""


def steps_of(plan: Plan, *, drawn: bool) -> tuple[Step, ...]:
    """Return the steps of a plan, a term each.

    Args:
        plan: The plan.
        drawn: Whether every value is one that a simulation can draw, so that polynomials may be fitted to those.
    """
    outputs = [plan.output(line) for line in plan.lines]
    counted = [(term, output) for term in plan.terms if (output := outputs[term.line]) is not None]
    if not drawn:
        return tuple(_step(plan, term, output) for term, output in counted)
    ends = _ends(plan, {term.growth for term, _ in counted if term.growth is not None})
    return tuple(_bent(plan, _lowered(_step(plan, term, output), ends)) for term, output in counted)


def factor_of(step: Step, values: Mapping[str, FloatArray | float]) -> FloatArray | float:
    """Return what the amount of a step is multiplied by: its years, summed.

    Args:
        step: The step.
        values: Each assumption's values in base units.
    """
    if step.bend is not None:
        bend = step.bend
        place = np.asarray(values[bend.name]) * (2.0 / (bend.high - bend.low))
        place -= (bend.high + bend.low) / (bend.high - bend.low)
        return clenshaw(bend.coefficients, place)
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


def _bent(plan: Plan, step: Step) -> Step:
    """Return a step whose years are a polynomial of one uncertain number, where they are and a polynomial says it."""
    if not step.yearly:
        return step
    names = {found.name for node, _ in step.yearly for found in names_in(node)}
    names |= set() if step.growth is None else {step.growth}
    for name in tuple(names & plan.derivations.keys()):
        names |= plan.derivations[name].needs
    free = [name for name in names & plan.assumptions.keys() if not plan.assumptions[name].certain]
    if len(free) != 1 or free[0] in plan.groups:
        return step
    values: dict[str, FloatArray | float] = {
        name: plan.assumptions[name].mean for name in names & plan.assumptions.keys() if name != free[0]
    }
    low, high = (float(end) for end in plan.assumptions[free[0]].values(np.array([LEAST, 1.0 - LEAST])))

    def held(points: FloatArray | float) -> dict[str, FloatArray | float]:
        found = values | {free[0]: points}
        for name in names & plan.derivations.keys():
            derived = plan.derivations[name]
            if name not in found:
                found |= dict(zip(derived.names, derived.values(found), strict=True))
        return found

    nodes = [node for node, _ in step.yearly]
    if not smooth(nodes, plan.derivations, (held(low), held(high))):
        return step
    with np.errstate(all="ignore"):
        found = fitted(lambda points: np.asarray(factor_of(step, held(points)) + 0.0 * points), low, high)
    if found is None or len(found) < 2 or len(found) > _DEAR * len(nodes):  # noqa: PLR2004 - a constant bends in nothing
        return step
    return attrs.evolve(step, bend=Bend(free[0], low, high, found))


def _lowered(step: Step, ends: Mapping[str, tuple[float, float]]) -> Step:
    """Return a step with a polynomial of lower degree, where one says the same over what can be drawn."""
    if step.yearly or step.growth is None or step.growth not in ends:
        return step
    found = economised(step.coefficients, *ends[step.growth])
    return step if found is None else attrs.evolve(step, shift=found[0], coefficients=found[1])


def _step(plan: Plan, term: Term, output: int) -> Step:
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
            return Step(at, output, term.amount, None, (0.0,), ())
        yearly = tuple((term.yearly[year], powers[year]) for year in falls)
        return Step(at, output, term.amount, term.growth, tuple(weights[year] for year in falls), yearly)
    if term.growth is None:
        return Step(at, output, term.amount, None, (_sum(weights),), ())
    highest = max((power for power, weight in zip(powers, weights, strict=True) if weight), default=0)
    pairs = list(zip(powers, weights, strict=True))
    coefficients = tuple(_sum(weight for own, weight in pairs if own == power) for power in range(highest + 1))
    return Step(at, output, term.amount, term.growth, coefficients, ())


def _sum(weights: Iterable[float]) -> float:
    """Add without rounding in between; not a number where the sum leaves the range of floating point."""
    try:
        return math.fsum(weights)
    except (OverflowError, ValueError):
        return math.nan
