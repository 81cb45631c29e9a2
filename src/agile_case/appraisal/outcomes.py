"""NPSV of every option for other values of some assumptions, many values at a time: what sensitivities are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.appraisal.central import central_values
from agile_case.appraisal.kernel import Kernel
from agile_case.appraisal.measures import net_present_social_value
from agile_case.errors import AppraisalError, InputError, UnknownNameError, did_you_mean
from agile_case.quantities.frozen import read_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.appraisal.plan import Plan, PlanAssumption
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Outcomes", "assumption_of"]


def assumption_of(plan: Plan, key: object) -> PlanAssumption:
    """Return an assumption of a plan that can be varied.

    Args:
        plan: The plan.
        key: Its key.

    Raises:
        UnknownNameError: No line uses an assumption of that key; the nearest are suggested.
        InputError: It is a yearly series, which has no one value.
    """
    for held in plan.varied:
        if held.key == key:
            return held
    if key in plan.series:
        message = "This assumption is given year by year and has no one value to vary."
        do = "multiply it by an assumption of its own, and vary that"
        raise InputError(message, where="assumption", got=repr(key), wanted="an assumption with one value", do=do)
    known = [held.key for held in plan.varied]
    message = f"{key!r} is not an assumption that a line uses."
    raise UnknownNameError(
        message,
        where="assumption",
        got=repr(key),
        wanted="the key of an assumption",
        do=did_you_mean(str(key), known),
    )


class Outcomes:
    """The NPSV of a plan's options as a function of assumptions; those that are not given stay at central values.

    Args:
        plan: The plan.
        at: Which central values.
    """

    def __init__(self, plan: Plan, at: str) -> None:
        """Sum the years of the plan once; see the class."""
        self.plan = plan
        self.at = at
        self._kernel = Kernel(plan)

    def npsv(self, given: Mapping[str, FloatArray], size: int) -> FloatArray:
        """Return the NPSV of every option.

        Args:
            given: Values of some assumptions by key, in base units, each of shape `(size,)`.
            size: How many values.

        Returns:
            Pounds, shape `(options, size)`, absolute; what overflows or divides by zero is not finite.
        """
        plan = self.plan
        values: dict[str, FloatArray | float] = {}
        for held in plan.varied:
            if held.key in given:
                values |= dict.fromkeys(held.names, given[held.key])
        totals = self._kernel.run(central_values(plan, self.at, values), size)
        by_option = totals.reshape(len(plan.options), plan.n_buckets, size)
        with np.errstate(all="ignore"):
            return read_only(np.stack([net_present_social_value(part) for part in by_option]))

    def finite(self, given: Mapping[str, FloatArray], size: int) -> FloatArray:
        """Return the same, and refuse what is not finite.

        Args:
            given: Values of some assumptions by key, in base units, each of shape `(size,)`.
            size: How many values.

        Raises:
            AppraisalError: The NPSV is not finite at one of the values.
        """
        found = self.npsv(given, size)
        wrong = ~np.isfinite(found).all(axis=0)
        if wrong.any():
            place = int(np.flatnonzero(wrong)[0])
            message = "The NPSV is not finite there."
            units = {held.key: held for held in self.plan.varied}
            got = ", ".join(
                f"{key} = {values[place] / units[key].scale:g} {units[key].unit}" for key, values in given.items()
            )
            raise AppraisalError(
                message, got=got, wanted="a finite NPSV", do="look for a division by what is zero there"
            )
        return found
