"""One measure over the years: plan, record and forecast, and the chance that its target is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.case.tracked_parts import TrackedMeasure, TrackedYear
from agile_case.case.tracked_weights import chance_of, figures_of, quantiles_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.case.tracked_draws import YearsBeside
    from agile_case.case.tracked_money import Now
    from agile_case.case.tracked_weights import Figure, Weighed
    from agile_case.model.measures import Measure
    from agile_case.model.model import Model
    from agile_case.quantities.frozen import FloatArray
    from agile_case.quantities.years import Year

__all__ = ["measure_of"]


def measure_of(  # noqa: PLR0917 - what is known of one measure
    now: Now, key: str, figures: Sequence[Figure], weight: Weighed, then: Model, seed: int | None
) -> TrackedMeasure:
    """Return a measure over the years.

    Args:
        now: What is believed, and what was promised.
        key: Key of the measure.
        figures: What was recorded of it.
        weight: The draws, weighed.
        then: The model of the plan.
        seed: Seed of the simulation.
    """
    name, measure = f"measure_of_{key}", now.model.measures[key]
    simulated = bool(now.held.drawn)
    recorded = {one.place: one for one in figures}
    expected = None if simulated and now.weights is None else now.expected(name)
    years = []
    for place, year in enumerate(now.years):
        seen = recorded.get(place)
        spread: tuple[float | None, ...] = (None, None, None)
        if seen is None and now.weights is not None and seed is not None:
            spread = quantiles_of(_figures(now.held, measure, name, year, seed), now.weights)
        elif seen is None and not simulated:
            spread = (None, float(now.held.central[name][place]), None)
        years.append(
            TrackedYear(
                year=year,
                plan=_planned(now, name, year),
                actual=None if seen is None else seen.value,
                state="" if seen is None else seen.state,
                as_far_out=weight.chances.get(key, {}).get(place),
                expected=None if seen is not None or expected is None else float(expected[place]),
                low=spread[0],
                middle=spread[1],
                high=spread[2],
            )
        )
    target, due = _target(now, measure)
    chance_then, chance_now = None, None
    if target is not None and due is not None:
        rising, year = measure.direction == "increase", now.years[due]
        before = now.before
        if before is not None and seed is not None and name in before.drawn and before.place_of(year) is not None:
            drawn = _figures(before, then.measures[key], name, year, seed)
            chance_then = chance_of(drawn, target, np.full(drawn.size, 1.0 / drawn.size), at_least=rising)
        if due in recorded:
            chance_now = float(recorded[due].value >= target if rising else recorded[due].value <= target)
        elif now.weights is not None and seed is not None:
            chance_now = chance_of(_figures(now.held, measure, name, year, seed), target, now.weights, at_least=rising)
    withheld = "contradicts the case" if key in weight.contradicted else "no forecast"
    return TrackedMeasure(
        key=key,
        title=measure.title or key.replace("_", " ").capitalize(),
        unit=measure.unit,
        direction=measure.direction,
        years=tuple(years),
        target=target,
        target_by=measure.target_by,
        target_year=None if due is None else years[due].year,
        chance_then=chance_then,
        chance_now=chance_now,
        withheld=withheld if simulated and now.weights is None else "",
    )


def _figures(held: YearsBeside, measure: Measure, name: str, year: Year, seed: int) -> FloatArray:
    """Return draws of the figure that is recorded of a year: what the assumptions say, and the error of one year."""
    place = held.result.plan.years.index(year)
    error = (measure.relative_error or 0.0) * abs(float(held.central[name][place]))
    return figures_of(held.drawn[name][place], error, seed, f"{name}:{year}")


def _planned(now: Now, name: str, year: Year) -> float | None:
    """Return what the plan expected in a year, at means; None where it had no such year or nothing of that name."""
    held = now.before
    if held is None or name not in held.central:
        return None
    place = held.place_of(year)
    return None if place is None else float(held.central[name][place])


def _target(now: Now, measure: Measure) -> tuple[float | None, int | None]:
    """Return the target in the unit of the measure, and the place of its year; None where the case does not have it."""
    if measure.target is None or measure.target_by is None:
        return None, None
    target = measure.target.to(now.model.units.unit(measure.unit), now.model.units)
    for place, year in enumerate(now.years):
        if year.begins <= measure.target_by < (year + 1).begins:
            return target, place
    return target, None
