"""The published parameters that a case names: found when the model is built, so that nothing is missing later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.errors import AgileCaseError, Fault
from agile_case.model.addresses import years_of
from agile_case.model.events import Event
from agile_case.model.lines import Cost
from agile_case.model.parts import parts_of
from agile_case.model.timing import active_years
from agile_case.model.uplifts import DURATION, reference_of
from agile_case.reference import CALENDAR_DEFLATOR, Deflator, DiscountSchedule, ReferenceSet, load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.basis import Basis
    from agile_case.model.bias import OptimismBias
    from agile_case.model.contents import Contents
    from agile_case.model.lines import Benefit
    from agile_case.quantities.years import YearRange

__all__ = ["deflator_of", "own_schedule", "published_faults"]

_NOT_FOR_A_CASE = ("health-", "reduced-")  # effects on health, and a sensitivity (The Green Book 2026, 6.58)
_MONEY_MEASURES = ("capital-cost", "operating-cost")


def deflator_of(basis: Basis, reference: ReferenceSet) -> Deflator:
    """Return the deflator of a case, continued after its end where the case says how.

    Args:
        basis: The basis of the case.
        reference: Its reference set.
    """
    after = basis.prices_after
    published = reference.gdp_deflator_calendar if basis.years == "calendar" else reference.gdp_deflator
    if after is None:
        return published
    return published.extended(after.growth, basis.period.last, after.source)


def own_schedule(vintage: str) -> DiscountSchedule:
    """Return the schedule that a line has of its own.

    Args:
        vintage: What the line names.

    Raises:
        UnknownNameError: No such schedule is bundled; the nearest are suggested.
    """
    return DiscountSchedule.of(load("discount-rate", vintage))


def published_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of what a case asks of published tables: unknown names, and years that they do not reach.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    after = contents.basis.prices_after
    if "reference" in broken or (after is not None and after.growth <= -1):  # reported elsewhere
        return
    if contents.basis.years == "calendar" and CALENDAR_DEFLATOR not in contents.reference.replaced:
        message = "A case in calendar years names its deflator by calendar year."
        wanted = f'{CALENDAR_DEFLATOR} = "hmt-2025-12", or a later vintage of your own'
        yield Fault(
            message, "reference", got="none", wanted=wanted, do="write it under [reference]", code="reference-data"
        )
        return
    if contents.basis.years == "financial" and CALENDAR_DEFLATOR in contents.reference.replaced:
        message = "A case in financial years has no use for a deflator by calendar year."
        do = 'take it out, or set years = "calendar" under [case]'
        where = f"reference.{CALENDAR_DEFLATOR}"
        yield Fault(message, where, got=CALENDAR_DEFLATOR, wanted="gdp-deflator", do=do, code="reference-data")
    try:
        reference = reference_of(contents.reference)
        deflator = deflator_of(contents.basis, reference)
    except AgileCaseError as error:
        yield from (fault.at("case") if fault.where.startswith("prices_after") else fault for fault in error.faults)
        return
    vintage = reference.discount_rate.header.vintage
    if vintage.startswith(_NOT_FOR_A_CASE):
        message = "This discount schedule is not one for a whole case."
        do = "keep the standard schedule, and see the other side by side with result.under(...)"
        yield Fault(
            message, "reference.discount-rate", got=vintage, wanted="a standard schedule", do=do, code="reference-data"
        )
    yield from _faults_of_lines(contents, deflator, reference)
    for key, event in contents.events.items():
        if isinstance(event, Event) and event.optimism_bias is not None and event.optimism_bias.upper is None:
            yield from _bias_faults(f"events.{key}.optimism_bias", event.optimism_bias, reference, (DURATION,))


def _faults_of_lines(contents: Contents, deflator: Deflator, reference: ReferenceSet) -> Iterator[Fault]:
    for part in parts_of(contents):
        address, line = part.address, part.line
        faults = tuple(_price_faults(address, line, contents, deflator))
        if part.comes_with:  # it falls in other years than its line, whose bias is looked at there
            yield from (attrs.evolve(fault, where=address) for fault in faults)
            continue
        yield from faults
        if line.discount is not None:
            yield from _schedule_faults(f"{address}.discount", line.discount)
        if isinstance(line, Cost) and line.optimism_bias is not None:
            yield from _bias_faults(f"{address}.optimism_bias", line.optimism_bias, reference, _MONEY_MEASURES)


def _price_faults(address: str, line: Cost | Benefit, contents: Contents, deflator: Deflator) -> Iterator[Fault]:
    base = contents.basis.price_base.year
    in_cash = line.cash_growth is not None
    if base is None or (not in_cash and (line.price_base is None or line.price_base.year == base)):
        return
    try:
        if line.price_base is not None and line.price_base.year is not None and not in_cash:
            deflator.ratio(line.price_base.year, base)
        else:
            for year in _falls(line, contents):
                deflator.ratio(year, base)
    except AgileCaseError as error:
        for fault in error.faults:
            yield attrs.evolve(fault, where=f"{address}.{'cash_growth' if in_cash else 'price_base'}")


def _schedule_faults(where: str, vintage: str) -> Iterator[Fault]:
    try:
        own_schedule(vintage)
    except AgileCaseError as error:
        for fault in error.faults:
            yield attrs.evolve(fault, where=where)


def _falls(line: Cost | Benefit, contents: Contents) -> YearRange:
    try:
        falls = active_years(line, contents)
    except (AgileCaseError, KeyError):  # reported where the event or the amount is
        falls = None
    return falls or years_of(line, contents.basis.period)


def _bias_faults(where: str, bias: OptimismBias, reference: ReferenceSet, measures: tuple[str, ...]) -> Iterator[Fault]:
    if bias.measure not in measures:
        message = "Only a bias of cost uplifts a cost, and only a bias of duration stretches a delay."
        wanted = " or ".join(f'measure = "{measure}"' for measure in measures)
        do = f'write measure = "{measures[0]}"'
        yield Fault(message, f"{where}.measure", got=repr(bias.measure), wanted=wanted, do=do)
        return
    try:
        for project_type in bias.shares:
            reference.optimism_bias.bounds(project_type, bias.measure)
    except AgileCaseError as error:
        yield from (attrs.evolve(fault, where=where) for fault in error.faults)
