"""Work out a plan year by year for one value of each assumption: the numbers that tables show and people check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal.discounting import present_value
from agile_case.appraisal.kernel import LARGEST
from agile_case.appraisal.plan import Bucket, Plan
from agile_case.errors import AppraisalError, Fault, UnknownNameError, did_you_mean
from agile_case.estimates.expressions import evaluate
from agile_case.quantities.frozen import FloatArray, read_only

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CENTRES", "Yearly", "central_values", "refuse_wrong_signs", "yearly_amounts"]

_ROUNDING = 1e-12
CENTRES = ("means", "mode", "p50")
"""What "deterministic" can mean: every assumption at its mean, at its mode or at its median."""


@attrs.frozen(eq=False)
class Yearly:
    """Amounts of every line in every year, for one value of each assumption."""

    plan: Plan
    """The plan they come from."""
    own: FloatArray
    """Pounds in the prices of each line, shape `(lines, years)`; uplifts included."""
    real: FloatArray
    """Pounds in the prices of the case, shape `(lines, years)`."""
    present: FloatArray
    """Present values in pounds, shape `(lines, years)`."""

    def bucket(self, amounts: FloatArray, option: int, bucket: Bucket) -> FloatArray:
        """Sum the lines of one option that go to one bucket.

        Args:
            amounts: Amounts by line and year, such as `real`.
            option: Index of the option.
            bucket: The bucket.

        Returns:
            Shape `(years,)`.
        """
        chosen = [
            index for index, line in enumerate(self.plan.lines) if line.option == option and line.bucket == bucket
        ]
        return np.asarray(amounts[chosen].sum(axis=0))

    def present_values(self) -> FloatArray:
        """Return the present value of every output, shape `(outputs,)`."""
        totals = np.zeros(self.plan.n_outputs)
        for line, amounts in zip(self.plan.lines, self.real, strict=True):
            output = self.plan.output(line)
            if output is not None:
                totals[output] += present_value(amounts, self.plan.factors_of(line))
        return totals

    def gross(self, option: int) -> float:
        """Return the sum of an option's present values without their signs: the scale that rounding is judged by.

        Args:
            option: Index of the option.
        """
        counted = enumerate(self.plan.lines)
        chosen = [index for index, line in counted if line.option == option and line.bucket != Bucket.LISTED]
        return float(np.abs(self.present[chosen]).sum())

    def cash(self, option: int) -> dict[str, FloatArray]:
        """Return the cash that public bodies pay, less what they save, by budget class.

        Args:
            option: Index of the option.

        Returns:
            Pounds of each year by class, shape `(years,)`; years after `plan.cash_until` mean nothing.
        """
        totals: dict[str, FloatArray] = {}
        for line, own in zip(self.plan.lines, self.own, strict=True):
            if line.option == option and line.pays and line.to_cash is not None:
                before = totals.get(line.budget, np.zeros(len(own)))
                totals[line.budget] = before + line.pays * own * line.to_cash
        return dict(sorted(totals.items()))


def central_values(
    plan: Plan, at: str, given: Mapping[str, FloatArray | float] | None = None
) -> dict[str, FloatArray | float]:
    """Return one value of each assumption in base units, and of what follows from them.

    Args:
        plan: The plan.
        at: `means`, `mode` or `p50`.
        given: Other values of some assumptions, by their name in the plan: numbers, or arrays of one shape.

    Raises:
        UnknownNameError: `at` is something else.
    """
    if at not in CENTRES:
        message = "This is not a way to choose central values."
        hint = did_you_mean(at, CENTRES) if isinstance(at, str) else ""
        raise UnknownNameError(message, where="at", got=repr(at), wanted=" or ".join(CENTRES), do=hint)
    number = {"means": "mean", "mode": "mode", "p50": "median"}[at]
    values: dict[str, FloatArray | float] = {
        name: float(getattr(estimate, number)) for name, estimate in plan.assumptions.items()
    }
    values |= given or {}
    with np.errstate(all="ignore"):  # what is not finite is refused where the line is known
        for derived in plan.derived:
            values |= dict(zip(derived.names, derived.central(values, at), strict=True))
    return values


def yearly_amounts(plan: Plan, values: Mapping[str, FloatArray | float]) -> Yearly:
    """Work out every line in every year.

    Args:
        plan: The plan.
        values: One value of each assumption in base units.

    Raises:
        AppraisalError: A line has no finite amount; it is named.
    """
    own = np.zeros((len(plan.lines), len(plan.years)))
    with np.errstate(all="ignore"):
        amounts = [float(evaluate(node, values)) for node in plan.amounts]
        for term in plan.terms:
            spread = amounts[term.amount] * term.weights
            if term.growth is not None:
                spread = spread * (1.0 + values[term.growth]) ** np.array(term.powers, dtype=np.float64)
            if term.yearly:
                falls = term.weights != 0
                factors = [
                    float(evaluate(node, values)) if use else 0.0 for node, use in zip(term.yearly, falls, strict=True)
                ]
                spread = spread * np.array(factors)
            own[term.line] += spread
        real = own * np.array([line.to_real for line in plan.lines]).reshape(own.shape)
        present = real * np.array([plan.factors_of(line) for line in plan.lines]).reshape(own.shape)
    for line, years in zip(plan.lines, present, strict=True):
        wrong = ~(np.abs(years) < LARGEST)
        if wrong.any():
            message = "A line has no finite amount."
            got = repr(float(years[wrong][0]))
            do = "look for a division by an assumption that is zero"
            raise AppraisalError(
                message, where=line.address, got=got, wanted=f"a number below {LARGEST:g} in size", do=do
            )
    return Yearly(plan, read_only(own), read_only(real), read_only(present))


def refuse_wrong_signs(yearly: Yearly, at: str) -> None:
    """Refuse lines whose amount turns round in some year, which no cost or benefit does by itself.

    Args:
        yearly: Yearly amounts.
        at: Which central values they stand on.

    Raises:
        AppraisalError: A line has the wrong sign in a year; all such lines are listed.
    """
    faults = []
    for line, own in zip(yearly.plan.lines, yearly.own, strict=True):
        wrong = own * line.sign < -_ROUNDING * np.abs(own).max(initial=0.0)
        if wrong.any():
            year = int(np.flatnonzero(wrong)[0])
            message = "This line turns round: its amount has the wrong sign in a year."
            got = f"{own[year]:,.2f} in {yearly.plan.years[year]}, assumptions at {at}"
            wanted = "0 or more in every year" if line.sign > 0 else "0 or less in every year"
            do = 'look at the profile and the growth: 35% is written 0.35, or 35 with unit = "percent"'
            faults.append(Fault(message, line.address, got=got, wanted=wanted, do=do, code="appraisal"))
    if faults:
        raise AppraisalError.of(faults)
