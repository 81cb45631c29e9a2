"""What measures and benefits come to year by year, by the one appraisal: each is put beside the options as one.

A measure is worth a pound a year for each of its units there, so that years, events, curves and draws are those of
the case, and a draw of a measure belongs to the same draw of every other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal.appraise import appraise
from agile_case.appraisal.result import Result
from agile_case.errors import InputError
from agile_case.estimates.expressions import Expression
from agile_case.model.lines import Benefit, Cost
from agile_case.model.options import Option
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.appraisal.plan import PlanLine
    from agile_case.model.model import Model
    from agile_case.quantities.years import Year

__all__ = ["YearsBeside", "expected_of", "tracked_keys", "years_beside"]


@attrs.frozen(kw_only=True, eq=False)
class YearsBeside:
    """Amounts by year: at means, and draw by draw where there was a simulation."""

    result: Result
    """The appraisal that they come from; its options are those of the case, and one for each that was put beside."""
    central: FrozenMap[str, FloatArray]
    """At means, by name, shape `(years,)`."""
    drawn: FrozenMap[str, FloatArray]
    """By name, shape `(years, draws)`; empty without a simulation."""

    def place_of(self, year: Year) -> int | None:
        """Return the place of a year; None where the appraisal does not have it.

        Args:
            year: The year.
        """
        years = self.result.plan.years
        return years.index(year) if year in years else None

    def line_of(self, name: str) -> PlanLine:
        """Return the line of a name.

        Args:
            name: One of the names.
        """
        return next(held for held in self.result.plan.lines if held.address.startswith(f"options.{name}."))

    def npsv(self, option: str) -> float | None:
        """Return the NPSV of an option against business as usual at means; None where there is none.

        Args:
            option: Its key.
        """
        plan = self.result.plan
        usual = None if plan.business_as_usual is None else plan.options[plan.business_as_usual].key
        if plan.partial or usual in {None, option}:
            return None
        return self.result.against(usual)[option].npsv


def tracked_keys(model: Model, option: str) -> tuple[str, ...]:
    """Return the measures of which the model says what is expected under an option.

    Args:
        model: The model.
        option: Key of the option.
    """
    named = {held.measured_by for held in model.options[option].benefits.values() if held.measure is not None}
    return tuple(
        key
        for key, held in model.measures.items()
        if key in named or held.expected is not None or held.profile is not None
    )


def years_beside(
    model: Model, lines: Mapping[str, Benefit | Cost], *, draws: int | None, seed: int | None
) -> YearsBeside:
    """Return what lines of their own come to in each year.

    Args:
        model: The model.
        lines: The lines by the key of an option that each is given.
        draws: Number of draws; nothing is simulated without it.
        seed: Seed of the simulation.

    Raises:
        InputError: Draws without a seed, or a key that is taken.
        AgileCaseError: The model cannot be appraised.
    """
    taken = sorted(set(lines) & set(model.options))
    if taken:
        message, wanted = "This key is needed for a measure or a benefit.", "another key of this option"
        raise InputError(message, where=f"options.{taken[0]}", got=taken[0], wanted=wanted)
    beside = {key: _alone(key, held) for key, held in lines.items()}
    result = appraise(attrs.evolve(model, options={**model.options, **beside}), draws=draws, seed=seed)
    plan = result.plan
    central = {key: np.zeros(len(plan.years)) for key in lines}
    for line, amounts in zip(plan.lines, result.yearly.real, strict=True):
        if plan.options[line.option].key in central:
            central[plan.options[line.option].key] += amounts
    names = {key: "cost" if isinstance(held, Cost) else "benefit" for key, held in lines.items()}
    drawn = {} if draws is None else {key: result.simulated_years(key).draws(name) for key, name in names.items()}
    return YearsBeside(
        result=result,
        central=FrozenMap({key: read_only(held) for key, held in central.items()}),
        drawn=FrozenMap(drawn),
    )


def _alone(key: str, line: Benefit | Cost) -> Option:
    if isinstance(line, Cost):
        return Option(title=key, costs={"only": line})
    return Option(title=key, benefits={"only": line})


def expected_of(model: Model, option: str, key: str) -> Benefit:
    """Return what is expected of a measure, as a benefit of a pound a year for each unit.

    Args:
        model: The model.
        option: Key of the option.
        key: Key of the measure.
    """
    measure = model.measures[key]
    value = Expression("1 GBP/year") if measure.unit == "1" else Expression(f"1 GBP/year / (1 {measure.unit})")
    for held in model.options[option].benefits.values():
        if held.measured_by == key and held.measure is not None:
            return Benefit(
                measure=held.measure,
                unit_value=value,
                profile=held.profile,
                when=held.when,
                starts=held.starts,
                ends=held.ends,
                kind="non-cash-releasing",
            )
    whole = measure.expected if measure.expected is not None else Expression("1")
    return Benefit(measure=whole, unit_value=value, profile=measure.profile, kind="non-cash-releasing")
