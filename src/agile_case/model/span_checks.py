"""Faults of when a line runs: between events, within the appraisal, over its series; and of growth in cash."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from agile_case.errors import AgileCaseError, Fault
from agile_case.estimates.expressions import names_in
from agile_case.estimates.intervals import bounds
from agile_case.model.addresses import given_weights, years_of
from agile_case.model.assumptions import YearlyValues
from agile_case.model.measurement import amount_tree, is_total
from agile_case.model.references import event_faults, scalar_faults
from agile_case.model.timing import active_years, mean_of, settled_moment
from agile_case.quantities.years import YearRange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.model.lines import Benefit, Cost
    from agile_case.model.timing import Moment

__all__ = ["span_faults"]


def span_faults(address: str, line: Cost | Benefit, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of when a line runs.

    Args:
        address: Address of the line.
        line: The line.
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    faults = [*_event_faults(address, line, contents, broken), *_cash_growth_faults(address, line, contents, broken)]
    if not faults:
        faults += _conflicts(address, line, contents)
    yield from faults
    if not faults and any(isinstance(held.estimate, YearlyValues) for held in contents.assumptions.values()):
        yield from _series_faults(address, line, contents)


def _event_faults(address: str, line: Cost | Benefit, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    for field in ("starts", "ends"):
        held = getattr(line, field)
        if held is not None:
            yield from event_faults(f"{address}.{field}", held, contents, broken)
            if given_weights(line) is not None:
                message = "This line says twice when it falls."
                got = f"{field}, and a profile of given weights"
                yield Fault(message, f"{address}.{field}", got=got, wanted="one of the two", code="case")


def _conflicts(address: str, line: Cost | Benefit, contents: Contents) -> Iterator[Fault]:
    """Yield the faults of a span that is empty, or that loses part of a total."""
    begins = None if line.starts is None else settled_moment(line.starts, contents)
    ends = None if line.ends is None else settled_moment(line.ends, contents)
    if (line.starts is not None and begins is None) or (line.ends is not None and ends is None):
        return  # reported where the event is
    if line.starts is None and line.ends is None:
        return
    if begins is not None and ends is not None and mean_of(begins, contents) >= mean_of(ends, contents):
        message = "This line ends before it begins."
        got = f"{line.starts} to {line.ends}"
        yield Fault(message, f"{address}.ends", got=got, wanted="an end after the start", code="year")
        return
    try:
        total = is_total(line, contents)
    except AgileCaseError:  # reported with the amount
        return
    if total:
        yield from _total_faults(address, contents, begins, ends)
    elif active_years(line, contents) is None:
        message = "This line never runs within the years that it may fall in."
        got = " to ".join(str(end) for end in (line.starts, line.ends) if end is not None)
        wanted, do = f"some time within {years_of(line, contents.basis.period)}", "change the event, the line, or when"
        yield Fault(message, f"{address}.{'starts' if line.starts is not None else 'ends'}", got=got, wanted=wanted,
                    do=do, code="year")  # fmt: skip


def _total_faults(address: str, contents: Contents, begins: Moment | None, ends: Moment | None) -> Iterator[Fault]:
    if begins is None:
        message = "A total that ends at an event needs a start to be spread from."
        yield Fault(message, f"{address}.ends", got="ends alone", wanted="starts and ends", code="year")
        return
    first, last = _extremes(begins, contents), _extremes(ends or begins, contents)
    inside = first[0] >= 0 and (last[1] <= contents.basis.horizon + 1 if ends else last[1] < contents.basis.horizon + 1)
    if not inside:
        message = "Part of this total can fall outside the years of the appraisal."
        got = f"{first[0]:.4g} to {last[1]:.4g} years after {contents.basis.start} begins"
        do = "move the event or the horizon; give a delay ends, for example truncate = { high = 52 }"
        wanted = f"within {contents.basis.period} in every draw"
        yield Fault(message, f"{address}.starts", got=got, wanted=wanted, do=do, code="year")


def _extremes(moment: Moment, contents: Contents) -> tuple[float, float]:
    """Return the earliest and the latest that a moment can be, in years from year 0."""
    if moment.delay is None:
        return moment.at, moment.at
    ranges = {}
    for found in names_in(moment.delay):
        held = contents.assumptions[found.name]
        scale = contents.units.unit(held.unit).scale
        support = (-math.inf, math.inf) if isinstance(held.estimate, YearlyValues) else held.estimate.support
        ranges[found.name] = (support[0] * scale, support[1] * scale)
    low, high = bounds(moment.delay, ranges)
    return moment.at + low, moment.at + high


def _cash_growth_faults(
    address: str, line: Cost | Benefit, contents: Contents, broken: frozenset[str]
) -> Iterator[Fault]:
    if line.cash_growth is None:
        return
    where = f"{address}.cash_growth"
    yield from scalar_faults(where, line.cash_growth, contents, broken)
    if line.growth is not None:
        message = "This line grows twice: in real terms, and in cash."
        yield Fault(message, where, got="growth and cash_growth", wanted="one of the two", code="case")
    if isinstance(line.cash_growth, float) and line.cash_growth <= -1:
        message = "An amount cannot shrink by all of itself each year."
        yield Fault(message, where, got=repr(line.cash_growth), wanted="a fraction above -1")
    base = line.price_base or contents.basis.price_base
    if base.year is None:
        message = "Growth in cash starts from the prices of a year."
        do = "give the price base that the amount is in; from there it grows"
        yield Fault(message, where, got='price_base = "cash"', wanted="a year", do=do, code="price-base")
    elif isinstance(line.cash_growth, str) and base.year > years_of(line, contents.basis.period).first:
        message = "Uncertain growth in cash cannot be counted back to years before its price base."
        wanted = f"a price base up to {years_of(line, contents.basis.period).first}"
        yield Fault(message, where, got=f"prices of {base.year}", wanted=wanted, code="price-base")


def _series_faults(address: str, line: Cost | Benefit, contents: Contents) -> Iterator[Fault]:
    """Yield a fault for each yearly series that does not reach all the years in which the line needs it."""
    try:
        falls = active_years(line, contents)
        tree = amount_tree(line, contents)
    except (AgileCaseError, KeyError):  # reported with the amount, or with the event
        return
    if falls is None:
        return
    needed = {} if tree is None else {found.name: falls for found in names_in(tree)}
    begin = max(line.growth_from or contents.basis.start, contents.basis.start)
    if isinstance(line.growth, str) and falls.last > begin:
        needed[line.growth] = YearRange(begin + 1, falls.last)
    for name, years in needed.items():
        held = contents.assumptions.get(name)
        if held is None or not isinstance(held.estimate, YearlyValues):
            continue
        series = held.estimate.years
        if years.first not in series or years.last not in series:
            message = (
                "A yearly series does not reach all the years in which this line needs it; nothing is extrapolated."
            )
            do = f"give assumptions.{name} those years, or limit the line with when"
            where = f"{address}.growth" if name == line.growth else address
            yield Fault(message, where, got=f"{name} for {series}", wanted=f"values for {years}", do=do, code="year")
