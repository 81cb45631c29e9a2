"""When things happen: events with what they hang on, and the years that a line falls in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import AgileCaseError, Fault
from agile_case.estimates.dimensions import dimension_of, normalise
from agile_case.estimates.expressions import Binary, Literal, Node, evaluate, names_in
from agile_case.estimates.grammar import parse
from agile_case.model.addresses import years_of
from agile_case.model.assumptions import YearlyValues
from agile_case.model.events import Event
from agile_case.model.lines import Cost
from agile_case.model.measurement import assumption_dimensions, is_total
from agile_case.model.references import known, one_value_faults, unknown
from agile_case.model.uplifts import number_faults, stretch_of
from agile_case.quantities.units import describe
from agile_case.quantities.years import YearRange, years_into

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from agile_case.estimates.expressions import Expression
    from agile_case.model.bias import OptimismBias
    from agile_case.model.contents import Contents
    from agile_case.model.lines import Benefit

__all__ = [
    "CALENDAR_TIME",
    "Moment",
    "active_years",
    "event_table_faults",
    "mean_of",
    "moment_of",
    "settled_moment",
]

CALENDAR_TIME = (("year", 1),)
"""What a delay measures."""


@attrs.frozen
class Moment:
    """A point in time: so many years from the first day of year 0, and a delay on top where that is uncertain."""

    at: float
    """Years from the first day of year 0, counted in months; what is certain of the delay is in it."""
    delay: Node | None
    """Years on top, over uncertain assumptions in base units."""


def moment_of(starts: str | datetime.date, contents: Contents) -> Moment:
    """Return when an event happens.

    Args:
        starts: Key of an event, or a date.
        contents: The model, whose events lead somewhere and not in a circle.
    """
    at, delays = 0.0, []
    place: datetime.date | Event = contents.events[starts] if isinstance(starts, str) else starts
    while isinstance(place, Event):
        if place.delay is not None:
            delay = normalise(parse(place.delay, contents.units.words), contents.units)
            longer, _ = stretch_of(place, contents)
            delays.append(Binary("*", delay, Literal(1.0 + longer)) if longer else delay)
        place = contents.events[place.after] if place.date is None else place.date
    uncertain: Node | None = None
    for tree in delays:
        means = _certain_values(tree, contents)
        if means is not None:
            at += float(evaluate(tree, means))
        else:
            uncertain = tree if uncertain is None else Binary("+", uncertain, tree)
    return Moment(at - years_into(contents.basis.start, place), uncertain)


def settled_moment(starts: str | datetime.date, contents: Contents) -> Moment | None:
    """Return when an event happens, or None where something on the way there is at fault.

    Args:
        starts: Key of an event, or a date.
        contents: The unchecked contents.
    """
    place: datetime.date | Event | None = contents.events.get(starts) if isinstance(starts, str) else starts
    seen = 0
    while isinstance(place, Event) and place.date is None and seen < len(contents.events):
        place, seen = contents.events.get(place.after), seen + 1
    if place is None or (isinstance(place, Event) and place.date is None):
        return None
    try:
        moment = moment_of(starts, contents)
        mean_of(moment, contents)
    except (AgileCaseError, KeyError):  # a delay that is at fault, or names what could not be read
        return None
    return moment


def mean_of(moment: Moment, contents: Contents) -> float:
    """Return the years from the first day of year 0 to a moment, with its uncertain delay at the means.

    Args:
        moment: The moment.
        contents: The model.
    """
    if moment.delay is None:
        return moment.at
    means = {}
    for found in names_in(moment.delay):
        held = contents.assumptions[found.name]
        if isinstance(held.estimate, YearlyValues):  # refused where the event is
            return math.nan
        means[found.name] = held.estimate.mean * contents.units.unit(held.unit).scale
    return moment.at + float(evaluate(moment.delay, means))


def _certain_values(tree: Node, contents: Contents) -> dict[str, float] | None:
    """Return the values of the assumptions in a tree, or None where one of them is uncertain."""
    values = {}
    for found in names_in(tree):
        held = contents.assumptions[found.name]
        certain = held.certain_value
        if certain is None:
            return None
        values[found.name] = certain * contents.units.unit(held.unit).scale
    return values


def active_years(line: Cost | Benefit, contents: Contents) -> YearRange | None:
    """Return the years of the appraisal in which a line can have an amount; None where there is none.

    Args:
        line: The line, whose events lead somewhere.
        contents: The model.
    """
    years = years_of(line, contents.basis.period)
    again = isinstance(line, Cost) and line.refresh_every is not None
    if line.starts is None and line.ends is None:
        return YearRange(years.first, contents.basis.period.last) if again else years
    first, last = 0, contents.basis.horizon
    if line.starts is not None:
        begins = moment_of(line.starts, contents)
        if begins.delay is None:
            first = max(first, math.floor(begins.at))
            if line.ends is None and not again and is_total(line, contents):
                last = min(last, first)
    if line.ends is not None:
        ends = moment_of(line.ends, contents)
        if ends.delay is None:
            last = min(last, math.ceil(ends.at) - 1)
    start = contents.basis.start
    low, high = max(years.first - start, first), min(years.last - start, last)
    return YearRange(start + low, start + high) if low <= high else None


def event_table_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of the table of events: names that lead nowhere, circles, delays that are no time.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    names = known(contents.events, "events", broken)
    dimensions = assumption_dimensions(contents, broken)
    for key, event in contents.events.items():
        if not isinstance(event, Event):
            continue
        where = f"events.{key}"
        if event.after and event.after not in names:
            yield unknown(f"{where}.after", event.after, names, "an event")
        elif _turns_round(key, contents):
            message = "This event follows itself, by way of the events that it hangs on."
            yield Fault(message, f"{where}.after", got=event.after, wanted="a chain that ends in a date", code="case")
        if event.delay is not None:
            yield from _delay_faults(f"{where}.delay", event.delay, contents, dimensions)
        if event.optimism_bias is not None:
            yield from _bias_faults(f"{where}.optimism_bias", event.optimism_bias, contents)


def _bias_faults(where: str, bias: OptimismBias, contents: Contents) -> Iterator[Fault]:
    yield from number_faults(where, bias)
    costs = {f"options.{key}.costs.{name}" for key, option in contents.options.items() for name in option.costs}
    if bias.prevention and bias.prevention not in costs:
        yield unknown(f"{where}.prevention", bias.prevention, costs, "a cost line")


def _turns_round(key: str, contents: Contents) -> bool:
    place, seen = contents.events.get(key), {key}
    while isinstance(place, Event) and place.after:
        if place.after in seen:
            return place.after == key  # an event that only leads into a circle is not at fault itself
        seen.add(place.after)
        place = contents.events.get(place.after)
    return False


def _delay_faults(
    where: str, delay: Expression, contents: Contents, dimensions: dict[str, tuple[tuple[str, int], ...] | None]
) -> Iterator[Fault]:
    try:
        tree = parse(delay, contents.units.words)
        measured = dimension_of(tree, dimensions, contents.units, delay.text)
    except AgileCaseError as error:
        yield from (fault.at(where) for fault in error.faults)
        return
    if measured is not None and measured != CALENDAR_TIME:
        message = "A delay is a stretch of calendar time."
        got = describe(measured) if measured else "a pure number"
        yield Fault(message, where, got=got, wanted='for example "12 week"', code="unit")
    for name in dict.fromkeys(found.name for found in names_in(tree)):
        yield from one_value_faults(where, name, contents)
