"""The figure that a threshold is held against: gross whole-life cost in cash, undiscounted, as an approval means it.

Cash that is paid for costs and risks, optimism bias included; savings, income and benefits are not taken off. Where the
deflator ends before the case does, the figure is in real terms and says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.central import central_values, yearly_amounts
from agile_case.appraisal.engine import simulate
from agile_case.appraisal.plan import Bucket
from agile_case.quantities.frozen import read_only
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from agile_case.appraisal.plan import Plan
    from agile_case.appraisal.sampling import Sampling
    from agile_case.model.model import Model

__all__ = [
    "CostFigure",
    "cost_of_stages",
    "cost_without_stage",
    "highest_yearly_cost",
    "simulated_cost",
    "whole_life_cost",
]

_TAIL: Final = 0.9


@attrs.frozen(kw_only=True)
class CostFigure:
    """A cost with what it is made of."""

    amount: float
    """Pounds."""
    bias: float
    """How much of it is uplift for optimism bias."""
    risk: float
    """How much of it is expected cost of risks."""
    words: str
    """What it is: cash or real terms, of which option."""

    @property
    def bare(self) -> float:
        """The cost without uplift and risks, in pounds."""
        return self.amount - self.bias - self.risk

    def __str__(self) -> str:
        """Return it with what it is."""
        return f"{money_words(self.amount)} ({self.words})"


def highest_yearly_cost(plan: Plan, option: int) -> tuple[str, float]:
    """Return the year in which an option costs public bodies most, and that cost in pounds, made up as the whole is.

    Args:
        plan: The plan.
        option: Place of the option.
    """
    yearly = yearly_amounts(plan, central_values(plan, "means"))
    in_cash = _in_cash(plan)
    total = np.zeros(len(plan.years))
    for line, own, real in zip(plan.lines, yearly.own, yearly.real, strict=True):
        if line.option == option and line.bucket == Bucket.COST_PUBLIC:
            total += own * line.to_cash if in_cash and line.to_cash is not None else real
    place = int(np.argmax(total))
    return str(plan.years[place]), float(total[place])


def whole_life_cost(plan: Plan, option: int, *, lines: frozenset[str] | None = None) -> CostFigure:
    """Return the gross whole-life cost that public bodies pay for an option, at means.

    Args:
        plan: The plan.
        option: Place of the option.
        lines: Addresses of the lines to count; all lines unless given.
    """
    yearly = yearly_amounts(plan, central_values(plan, "means"))
    in_cash = _in_cash(plan)
    total = bias = risk = 0.0
    for line, own, real in zip(plan.lines, yearly.own, yearly.real, strict=True):
        counts = lines is None or line.address in lines
        if line.option != option or line.bucket != Bucket.COST_PUBLIC or not counts:
            continue
        paid = own * line.to_cash if in_cash and line.to_cash is not None else real
        amount = float(np.sum(paid))
        total += amount
        bias += float(np.sum(paid * line.finance.uplift / (1.0 + line.finance.uplift)))
        risk += amount if line.finance.kind == "risk" else 0.0
    prices = "cash" if in_cash else f"{plan.price_base.describe()}, since the deflator ends before the case"
    words = f"gross, undiscounted, {prices}"
    return CostFigure(amount=total, bias=bias, risk=risk, words=words)


def _in_cash(plan: Plan) -> bool:
    return plan.cash_until is not None and plan.cash_until >= plan.years[-1]


def cost_of_stages(plan: Plan, model: Model, option: int, begins: tuple[str, ...]) -> CostFigure | None:
    """Return the cost of the stages whose keys begin with some words; None where no line names such a stage.

    Args:
        plan: The plan.
        model: The model.
        option: Place of the option.
        begins: Words such as `discovery` and `alpha`.
    """
    key = plan.options[option].key
    costs = model.options[key].costs.items()
    named = frozenset(f"options.{key}.costs.{name}" for name, cost in costs if cost.stage.startswith(begins))
    return whole_life_cost(plan, option, lines=named) if named else None


def cost_without_stage(plan: Plan, model: Model, option: int) -> CostFigure | None:
    """Return the cost of new lines that name no stage, over all years; None where every line names one.

    Args:
        plan: The plan.
        model: The model.
        option: Place of the option.
    """
    key = plan.options[option].key
    costs = model.options[key].costs.items()
    unnamed = frozenset(f"options.{key}.costs.{name}" for name, cost in costs if not (cost.stage or cost.replaces))
    return whole_life_cost(plan, option, lines=unnamed) if unnamed else None


def simulated_cost(plan: Plan, option: int, sampling: Sampling) -> float:
    """Return the cost that nine draws in ten stay below, in pounds, made up as `whole_life_cost` is.

    Args:
        plan: The plan.
        option: Place of the option.
        sampling: How to sample.
    """
    in_cash = _in_cash(plan)
    lines = tuple(
        attrs.evolve(line, discount="", to_real=line.to_cash if in_cash and line.to_cash is not None else line.to_real)
        for line in plan.lines
    )
    flat = attrs.evolve(plan, lines=lines, discount_factors=read_only(np.ones(len(plan.years))))
    samples = simulate(flat, sampling)
    return float(np.quantile(samples[option * plan.n_buckets + Bucket.COST_PUBLIC], _TAIL))
