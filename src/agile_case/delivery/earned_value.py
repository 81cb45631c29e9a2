"""Earned value: what was planned by now, what has been done of it, and what that cost."""

from __future__ import annotations

from typing import Final

import attrs

from agile_case.delivery.inputs import not_negative
from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.model import fields
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.numbers import above_zero
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

__all__ = ["FIXED_TEAM", "METHODS", "EarnedValue"]

FIXED_TEAM: Final = (
    "The team is fixed, so its cost follows the calendar whatever is built. Where earned value counts sprints held or "
    "hours worked, the cost performance index is near 1 by construction; where it counts work done, it repeats the "
    "schedule performance index. Judge by working software against the scope, and by the forecast of its date."
)
"""The caution that goes with earned value of a fixed team."""
METHODS: Final = {
    "cpi": "BAC / CPI: the rest costs as much for its value as what is done",
    "budgeted": "AC + BAC - EV: the rest costs what was planned for it",
    "cpi-spi": "AC + (BAC - EV) / (CPI x SPI): the rest also pays for being late",
}
"""Ways to estimate the cost at completion, and what each supposes."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class EarnedValue(Noun):
    """Earned value at one date; every amount is a total to date, all in one unit and one price base.

    Work of a fixed team needs `fixed_team = True`: its indices then carry a caution.
    A measure is None where it would divide by zero.

    Source:
        Definitions in common use; published worked examples are reproduced on the page on validation.
    """

    planned_value: float = attrs.field(converter=not_negative)
    """Planned value to date, PV: the budget of the work that was to be done by now."""
    earned_value: float = attrs.field(converter=not_negative)
    """Earned value to date, EV: the budget of the work that is done."""
    actual_cost: float = attrs.field(converter=not_negative)
    """Actual cost to date, AC."""
    budget_at_completion: float | None = attrs.field(default=None, converter=attrs.converters.optional(not_negative))
    """Budget at completion, BAC: the budget of all the work; None where only variances are wanted."""
    fixed_team: bool = fields.flag()
    """Whether the same team works throughout, so that cost follows the calendar."""

    def __attrs_post_init__(self) -> None:
        """Refuse more done, or planned, than there is to do."""
        budget = self.budget_at_completion
        if budget is None:
            return
        above_zero(budget, "budget_at_completion")
        for name, value in (("planned_value", self.planned_value), ("earned_value", self.earned_value)):
            if value > budget:
                message = "More is planned or earned than the budget at completion."
                do = "scope that was added needs a new plan: raise the budget at completion with it"
                raise InputError(message, where=name, got=f"{value:g}", wanted=f"at most {budget:g}", do=do)

    @property
    def cost_variance(self) -> float:
        """Return CV = EV - AC; negative is over budget."""
        return self.earned_value - self.actual_cost

    @property
    def schedule_variance(self) -> float:
        """Return SV = EV - PV, in money; negative is behind the plan. It ends at zero however late the work is."""
        return self.earned_value - self.planned_value

    @property
    def cost_performance_index(self) -> float | None:
        """Return CPI = EV / AC; None while nothing is spent."""
        return _ratio(self.earned_value, self.actual_cost)

    @property
    def schedule_performance_index(self) -> float | None:
        """Return SPI = EV / PV; None while nothing was planned. It ends at 1 however late the work is."""
        return _ratio(self.earned_value, self.planned_value)

    @property
    def to_complete_performance_index(self) -> float | None:
        """Return TCPI = (BAC - EV) / (BAC - AC), the index that keeps the budget; None once the budget is spent."""
        budget = self._budget()
        left = budget - self.actual_cost
        return (budget - self.earned_value) / left if left > 0 else None

    def estimate_at_completion(self, method: str = "cpi") -> float | None:
        """Return EAC, the cost of all the work.

        Args:
            method: `cpi`, `budgeted` or `cpi-spi`; see `METHODS`. There is no right one: say which, and why.

        Returns:
            The estimate in the unit of the amounts; None where the index is zero or not known.

        Raises:
            UnknownNameError: There is no such method.
            InputError: There is no budget at completion.
        """
        if method not in METHODS:
            message = "This way to estimate the cost at completion is not known."
            hint = did_you_mean(method, METHODS) if isinstance(method, str) else ""
            raise UnknownNameError(message, where="method", got=f"{method!r:.80}", wanted=" or ".join(METHODS), do=hint)
        budget, index = self._budget(), self.cost_performance_index
        left = budget - self.earned_value
        if method == "budgeted" or not left:
            return self.actual_cost + left
        if not index:
            return None
        if method == "cpi":
            return budget / index
        pace = self.schedule_performance_index
        return self.actual_cost + left / (index * pace) if pace else None

    def estimate_to_complete(self, method: str = "cpi") -> float | None:
        """Return ETC = EAC - AC, what the rest of the work costs.

        Args:
            method: As in `estimate_at_completion`.

        Raises:
            UnknownNameError: There is no such method.
            InputError: There is no budget at completion.
        """
        whole = self.estimate_at_completion(method)
        return None if whole is None else whole - self.actual_cost

    def variance_at_completion(self, method: str = "cpi") -> float | None:
        """Return VAC = BAC - EAC; negative is over budget.

        Args:
            method: As in `estimate_at_completion`.

        Raises:
            UnknownNameError: There is no such method.
            InputError: There is no budget at completion.
        """
        whole = self.estimate_at_completion(method)
        return None if whole is None else self._budget() - whole

    @property
    def table(self) -> Table:
        """Return every measure with what it says, in pounds; with a fixed team, the caution is a note."""
        pounds: list[tuple[str, float | None, str]] = [
            ("Planned value, PV", self.planned_value, "work to be done by now, at its budget"),
            ("Earned value, EV", self.earned_value, "work done, at its budget"),
            ("Actual cost, AC", self.actual_cost, "what that cost"),
            ("Cost variance, CV", self.cost_variance, "EV - AC; negative is over budget"),
            ("Schedule variance, SV", self.schedule_variance, "EV - PV; negative is behind the plan"),
        ]
        indices: list[tuple[str, float | None, str]] = [
            ("Cost performance index, CPI", self.cost_performance_index, "EV / AC; below 1 is over budget"),
            ("Schedule performance index, SPI", self.schedule_performance_index, "EV / PV; ends at 1 however late"),
        ]
        if self.budget_at_completion is not None:
            pounds.insert(0, ("Budget at completion, BAC", self.budget_at_completion, "budget of all the work"))
            pounds += [
                (f"Estimate at completion, EAC, {method}", self.estimate_at_completion(method), said)
                for method, said in METHODS.items()
            ]
            said = "(BAC - EV) / (BAC - AC); the index that keeps the budget"
            indices.append(("To-complete performance index, TCPI", self.to_complete_performance_index, said))
        scale, unit, decimals = money_scale(max(abs(value) for _, value, _ in pounds if value is not None))
        columns = [
            Column("Measure", "measure"),
            Column(f"Amount, {unit}", "amount_gbp", decimals, scale),
            Column("Index", "index", 3),
            Column("What it is", "meaning"),
        ]
        rows: list[list[Cell]] = [[name, value, "", said] for name, value, said in pounds]
        rows += [[name, "", value, said] for name, value, said in indices]
        return Table("earned_value", "Earned value to date", columns, rows, [FIXED_TEAM] if self.fixed_team else [])

    def _budget(self) -> float:
        if self.budget_at_completion is None:
            message = "This measure needs the budget at completion."
            raise InputError(message, where="budget_at_completion", got="none", wanted="the budget of all the work")
        return self.budget_at_completion


def _ratio(above: float, below: float) -> float | None:
    return above / below if below else None
