"""A plan that can say how it is worked out, and that works out its central case again in no time."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.central import central_values
from agile_case.appraisal.kernel import LARGEST, Kernel
from agile_case.appraisal.measures import net_present_social_value
from agile_case.appraisal.outcomes import assumption_of
from agile_case.appraisal.plan import Plan
from agile_case.appraisal.steps import factor_of
from agile_case.errors import AppraisalError, InputError
from agile_case.estimates.expressions import Name, evaluate
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.appraisal.steps import Step
    from agile_case.quantities.frozen import FloatArray

__all__ = ["CompiledPlan"]

_LISTED: Final = "listed only"


@attrs.frozen(eq=False, kw_only=True)
class CompiledPlan(Plan):
    """What a model is compiled into."""

    def explain(self) -> Table:
        """Return how each line is worked out in a simulation.

        A line whose amount does not change with the year costs one step for each draw, however many years there are;
        one that grows by an uncertain rate costs a polynomial; what bends in any other way is worked out year by year.
        """
        kernel = Kernel(self, drawn=True)
        by_line: dict[int, list[Step]] = {}
        for step in kernel.steps:
            by_line.setdefault(step.line, []).append(step)
        rows: list[list[Cell]] = []
        for place, line in enumerate(self.lines):
            steps = by_line.get(place, [])
            ways = "; ".join(dict.fromkeys(_way(step) for step in steps)) or _LISTED
            needs = sorted({name for step in steps for name in kernel.needs[kernel.steps.index(step)]})
            uses = ", ".join(name for name in needs if name in self.assumptions)
            rows.append([line.address, len(steps), ways, uses or "nothing uncertain"])
        columns = [
            Column("Line", "line"),
            Column("Terms", "terms", 0),
            Column("Worked out as", "worked_out_as"),
            Column("From", "from"),
        ]
        certain = sum(estimate.certain for estimate in self.assumptions.values())
        notes = [
            (
                f"{len(self.terms)} terms x {self.n_outputs} outputs; {len(self.amounts)} different amounts, "
                f"{len(kernel.shared)} parts of them worked out once for several."
            ),
            f"Drawn: {len(self.drawn)} of {len(self.assumptions)} assumptions that lines use; {certain} are certain.",
        ]
        return Table("plan", f"How {self.title} is worked out", columns, rows, notes)

    def central(self, given: Mapping[str, float] | None = None, at: str = "means") -> dict[str, float]:
        """Return the NPSV of every option at central values, in pounds, with some assumptions at other values.

        It is meant for tools that ask again and again, such as a slider: it makes no tables and keeps nothing.

        Args:
            given: Values of some assumptions by key, each in its own unit.
            at: Central values of the others: `means`, `mode` or `p50`.

        Returns:
            NPSV by option, absolute.

        Raises:
            UnknownNameError: No line uses such an assumption, or `at` is none.
            InputError: A value is no finite number, or the case is partial.
            AppraisalError: The NPSV is not finite there.
        """
        held = self._centres.get(at)
        if held is None:
            central_values(self, at)  # refuses what is none
            held = self._centres[at] = _Central(self, at)
        found = held.npsv(given or {})
        return dict(zip(held.options, found.tolist(), strict=True))

    @functools.cached_property
    def _centres(self) -> dict[str, _Central]:
        return {}


class _Central:
    """A plan laid out for one draw: steps side by side instead of draws."""

    def __init__(self, plan: Plan, at: str) -> None:
        if plan.partial:
            message = "A partial case has no NPSV."
            raise InputError(message, got="a partial case", wanted="a case with all its lines")
        self.plan, self.at = plan, at
        self.options = [option.key for option in plan.options]
        self.kernel = Kernel(plan)
        self.values = central_values(plan, at)
        steps = self.kernel.steps
        self.grown = [place for place, step in enumerate(steps) if step.growth is not None and not step.yearly]
        self.bent = [place for place, step in enumerate(steps) if step.yearly]
        self.factors = np.array([0.0 if step.growth or step.yearly else step.coefficients[0] for step in steps])
        self.amounts = np.array([step.amount for step in steps], dtype=np.intp)
        self.growths = [str(steps[place].growth) for place in self.grown]
        highest = max((len(steps[place].coefficients) for place in self.grown), default=0)
        self.coefficients = np.zeros((highest, len(self.grown)))
        for column, place in enumerate(self.grown):
            own = steps[place].coefficients
            self.coefficients[: len(own), column] = own
        self.outputs = np.zeros((len(plan.options), len(steps)))
        for place, step in enumerate(steps):
            unit = np.zeros((plan.n_outputs,))
            unit[step.output] = 1.0
            by_option = unit.reshape(len(plan.options), plan.n_buckets)
            self.outputs[:, place] = [float(net_present_social_value(part)) for part in by_option]

    def npsv(self, given: Mapping[str, float]) -> FloatArray:
        values = self.values
        if given:
            values = {**values, **self._checked(given)}
            if self.plan.derived:
                values = central_values(self.plan, self.at, self._checked(given))
        with np.errstate(all="ignore"):
            amounts = np.array(
                [values[node.name] if type(node) is Name else evaluate(node, values) for node in self.plan.amounts]
            )
            factors = self.factors.copy()
            if self.grown:
                base = np.array([values[name] for name in self.growths])
                base += 1.0
                total = self.coefficients[-1].copy()
                for row in self.coefficients[-2::-1]:
                    total *= base
                    total += row
                factors[self.grown] = total
            for place in self.bent:
                factors[place] = factor_of(self.kernel.steps[place], values)
            found = (self.outputs * (amounts[self.amounts] * factors)).sum(axis=1)
        if not (np.abs(found) < LARGEST).all():
            message, do = "The NPSV is not finite there.", "look for a division by what is zero there"
            raise AppraisalError(message, got=str(dict(given)), wanted="a finite NPSV", do=do)
        return np.asarray(found)

    def _checked(self, given: Mapping[str, float]) -> dict[str, float]:
        found: dict[str, float] = {}
        for key, value in given.items():
            held = assumption_of(self.plan, key)
            if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LARGEST:
                message = "This is not a value of an assumption."
                raise InputError(message, where=key, got=repr(value), wanted=f"a finite number in {held.unit}")
            found |= dict.fromkeys(held.names, value * held.scale)
        return found


def _way(step: Step) -> str:
    if step.bend is not None:
        return f"a polynomial of degree {len(step.bend.coefficients) - 1} in {step.bend.name}"
    if step.yearly:
        return f"{len(step.yearly)} years, one by one"
    if step.growth is None:
        return "one weight"
    return f"a polynomial of degree {len(step.coefficients) - 1} in {step.growth}"
