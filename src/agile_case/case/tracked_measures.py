"""One measure over the years: plan, record and forecast, and the chance that its target is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.case.tracked_parts import TrackedMeasure, TrackedYear
from agile_case.case.tracked_weights import chance_of, figures_of, quantiles_of
from agile_case.errors import AgileCaseError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agile_case.case.tracked_draws import YearsBeside
    from agile_case.case.tracked_now import Now
    from agile_case.case.tracked_weights import Figure, Weighed
    from agile_case.model.measures import Measure
    from agile_case.quantities.frozen import FloatArray
    from agile_case.quantities.years import Year

__all__ = ["measure_of"]


def measure_of(now: Now, key: str, figures: Sequence[Figure], weight: Weighed, seed: int | None) -> TrackedMeasure:
    """Return a measure over the years.

    Args:
        now: What is believed, and what was promised.
        key: Key of the measure.
        figures: What was recorded of it.
        weight: The draws, weighed.
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
    target, due = _target(now, measure, measure)
    planned = now.then.measures.get(key, measure)
    planned_target, planned_due = _target(now, planned, measure)
    withheld = "contradicts the case" if key in weight.contradicted else "no forecast"
    return TrackedMeasure(
        key=key,
        title=measure.title or key.replace("_", " ").capitalize(),
        unit=measure.unit,
        direction=measure.direction,
        years=tuple(years),
        target=target,
        target_by=measure.target_by,
        target_year=due,
        planned_target=planned_target,
        planned_target_year=planned_due,
        chance_then=_chance_then(now, name, planned, planned_target, planned_due, seed),
        chance_now=_chance_now(now, name, measure, target, due, recorded, seed),
        withheld=withheld if simulated and now.weights is None else "",
    )


def _chance_then(  # noqa: PLR0917 - what the plan said of one target
    now: Now, name: str, measure: Measure, target: float | None, due: Year | None, seed: int | None
) -> float | None:
    held = now.before
    if target is None or due is None or held is None or seed is None or name not in held.drawn:
        return None
    if held.place_of(due) is None:
        return None
    drawn = _figures(held, measure, name, due, seed)
    level = np.full(drawn.size, 1.0 / drawn.size)
    return chance_of(drawn, target, level, at_least=measure.direction == "increase")


def _chance_now(  # noqa: PLR0917 - what is known of one target
    now: Now,
    name: str,
    measure: Measure,
    target: float | None,
    due: Year | None,
    recorded: Mapping[int, Figure],
    seed: int | None,
) -> float | None:
    if target is None or due is None:
        return None
    rising, place = measure.direction == "increase", now.years.index(due)
    if place in recorded:
        return float(recorded[place].value >= target if rising else recorded[place].value <= target)
    if now.weights is None or seed is None:
        return None
    return chance_of(_figures(now.held, measure, name, due, seed), target, now.weights, at_least=rising)


def _figures(held: YearsBeside, measure: Measure, name: str, year: Year, seed: int) -> FloatArray:
    """Return draws of the figure that is recorded of a year: what the assumptions say, and the error of one year."""
    place = held.result.plan.years.index(year)
    error = (measure.relative_error or 0.0) * held.size(name, place)
    return figures_of(held.drawn[name][place], error, seed, f"{name}:{year}")


def _planned(now: Now, name: str, year: Year) -> float | None:
    """Return what the plan expected in a year, at means; None where it had no such year or nothing of that name."""
    held = now.before
    place = None if held is None or name not in held.central else held.place_of(year)
    return None if held is None or place is None else float(held.central[name][place])


def _target(now: Now, measure: Measure, unit_of: Measure) -> tuple[float | None, Year | None]:
    """Return a target in the unit of now, and its year; None where the case does not have that."""
    if measure.target is None or measure.target_by is None:
        return None, None
    try:
        target = measure.target.to(now.model.units.unit(unit_of.unit), now.model.units)
    except AgileCaseError:  # the plan counted it in something else
        return None, None
    due = [year for year in now.years if year.begins <= measure.target_by < (year + 1).begins]
    return target, due[0] if due else None
