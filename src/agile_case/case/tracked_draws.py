"""What measures and benefits come to year by year, by the one appraisal: each is put beside the options as one.

A measure is worth a pound a year for each of its units there, so that years, events, curves and draws are those of
the case, and a draw of a measure belongs to the same draw of every other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal.appraise import appraise
from agile_case.appraisal.plan import Bucket
from agile_case.appraisal.result import Result
from agile_case.appraisal.simulated_years import simulated_years
from agile_case.errors import InputError
from agile_case.estimates.expressions import Expression
from agile_case.model.lines import Benefit, Cost
from agile_case.model.measurement import is_total
from agile_case.model.options import Option
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.model.model import Model
    from agile_case.quantities.years import Year

__all__ = ["YearsBeside", "alone", "expected_of", "profile_of", "tracked_keys", "worth_of", "years_beside"]

_UNCASHED = "non-cash-releasing"
_COSTS = (Bucket.COST_PUBLIC, Bucket.COST_NONPUBLIC)


@attrs.frozen(kw_only=True, eq=False)
class YearsBeside:
    """Amounts by year: at means, and draw by draw where there was a simulation."""

    result: Result
    """The appraisal that they come from; its options are those of the case, and one for each that was put beside."""
    central: FrozenMap[str, FloatArray]
    """At means, by name, shape `(years,)`."""
    drawn: FrozenMap[str, FloatArray]
    """By name, shape `(years, draws)`; empty without a simulation."""

    def mean(self, name: str, weights: FloatArray | None = None) -> FloatArray:
        """Return the mean of the draws in each year; at means without a simulation.

        Args:
            name: One of the names.
            weights: Weights of the draws, together 1; all the same unless given.
        """
        if name not in self.drawn:
            return self.central[name]
        return np.asarray(self.drawn[name].mean(axis=1) if weights is None else self.drawn[name] @ weights)

    def size(self, name: str, place: int) -> float:
        """Return how large something is in a year, whichever its sign: the mean of the draws without their signs.

        Args:
            name: One of the names.
            place: Place of the year.
        """
        held = self.drawn[name] if name in self.drawn else self.central[name]
        return float(np.abs(held[place]).mean())

    def place_of(self, year: Year) -> int | None:
        """Return the place of a year; None where the appraisal does not have it.

        Args:
            year: The year.
        """
        years = self.result.plan.years
        return years.index(year) if year in years else None

    def factors_of(self, name: str) -> FloatArray:
        """Return what amounts of each year are multiplied by to be present values.

        Args:
            name: One of the names.
        """
        plan = self.result.plan
        return plan.factors_of(next(held for held in plan.lines if held.address.startswith(f"options.{name}.")))

    @property
    def usual(self) -> str | None:
        """Key of the business as usual; None where there is none, or the case is partial."""
        plan = self.result.plan
        return None if plan.partial or plan.business_as_usual is None else plan.options[plan.business_as_usual].key

    def npsv(self, option: str) -> float | None:
        """Return the NPSV of an option against business as usual: the mean of the draws, or at means without.

        Args:
            option: Its key.
        """
        if self.usual in {None, option}:
            return None
        if self.drawn:
            return float(self.result.draws(option, self.usual).mean())
        return self.result.against(self.usual)[option].npsv


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
    beside = {key: _option(key, held) for key, held in lines.items()}
    result = appraise(attrs.evolve(model, options={**model.options, **beside}), draws=draws, seed=seed)
    plan = result.plan
    central = {key: np.zeros(len(plan.years)) for key in lines}
    for line, amounts in zip(plan.lines, result.yearly.real, strict=True):
        key = plan.options[line.option].key
        if key in central and (isinstance(lines[key], Benefit) or line.bucket in _COSTS):
            central[key] += amounts
    drawn: dict[str, FloatArray] = {}
    for key, held in lines.items() if draws is not None else ():
        found = simulated_years(plan, result.sampling, (result.option_index(key), None), key)
        drawn[key] = found.draws("cost" if isinstance(held, Cost) else "benefit")
    return YearsBeside(
        result=result,
        central=FrozenMap({key: read_only(held) for key, held in central.items()}),
        drawn=FrozenMap(drawn),
    )


def _option(key: str, line: Benefit | Cost) -> Option:
    if isinstance(line, Cost):
        return Option(title=key, costs={"only": line})
    return Option(title=key, benefits={"only": line})


def expected_of(model: Model, option: str, key: str, unit: str, benefit: str = "") -> Benefit:
    """Return what is expected of a measure, as a benefit of a pound for each unit.

    Args:
        model: The model.
        option: Key of the option.
        key: Key of the measure.
        unit: Unit in which it is counted.
        benefit: Key of the benefit that it is of; the one that names the measure unless given.
    """
    named = model.options[option].benefits
    held = named.get(benefit) or next(
        (one for one in named.values() if one.measured_by == key and one.measure is not None), None
    )
    counted = "1" if unit == "1" else f"(1 {unit})"
    if held is None:
        measure = model.measures[key]
        whole = measure.expected if measure.expected is not None else Expression("1")
        value = Expression(f"1 GBP/year / {counted}")
        return Benefit(measure=whole, unit_value=value, profile=measure.profile, kind=_UNCASHED)
    pounds = "1 GBP" if is_total(held, model) else "1 GBP/year"
    return Benefit(
        measure=held.measure,
        unit_value=Expression(f"{pounds} / {counted}"),
        profile=held.profile,
        when=held.when,
        starts=held.starts,
        ends=held.ends,
        kind=_UNCASHED,
    )


def alone(held: Benefit) -> Benefit:
    """Return a benefit without what ties it to other parts of the case; its amounts stay.

    Args:
        held: The benefit.
    """
    return attrs.evolve(held, measured_by="", realisation=None, replaces=(), kind=_UNCASHED)


def worth_of(model: Model, held: Benefit, unit: str) -> Benefit:
    """Return what one unit of a benefit's measure is worth in each year, before optimism bias.

    Args:
        model: The model.
        held: The benefit.
        unit: Unit in which it is counted.
    """
    one = "1" if unit == "1" else f"1 {unit}"
    measure = Expression(f"{one} / (1 year)" if is_total(held, model) else one)
    return attrs.evolve(
        alone(held), measure=measure, profile=None, when=None, starts=None, ends=None, optimism_bias=None
    )


def profile_of(held: Benefit, dated: Benefit | None = None) -> Benefit:
    """Return the take-up of a benefit: a pound a year for all of it.

    Args:
        held: The benefit.
        dated: The benefit whose dates it has; its own unless given.
    """
    when = dated or held
    return Benefit(
        amount=Expression("1 GBP/year"),
        profile=held.profile,
        when=when.when,
        starts=when.starts,
        ends=when.ends,
        kind=_UNCASHED,
    )
