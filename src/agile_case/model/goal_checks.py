"""Check that the criteria of stages name what is there, in units that can be compared; and that sums are of money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.errors import AgileCaseError, Fault
from agile_case.model.references import known, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.model.goals import Criterion
    from agile_case.model.stages import TranchePart
    from agile_case.quantities.units import Quantity

__all__ = ["goal_faults"]


def goal_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of the criteria of stages, of their terms of stopping, and of tranches by year and class.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    for key, stage in contents.stages.items():
        for place, criterion in enumerate(stage.criteria):
            yield from _criterion_faults(f"stages.{key}.criteria.{place}", criterion, contents, broken)
        if isinstance(stage.tranche, tuple):
            yield from _tranche_faults(f"stages.{key}.tranche", stage.tranche, contents)
        if stage.on_stop is not None:
            for name in ("cost", "recovered"):
                amount = getattr(stage.on_stop, name)
                if amount is not None:
                    yield from _money_faults(f"stages.{key}.on_stop.{name}", amount, contents)


def _tranche_faults(where: str, parts: tuple[TranchePart, ...], contents: Contents) -> Iterator[Fault]:
    period, seen = contents.basis.period, set()
    for place, part in enumerate(parts):
        what = "The money of a tranche cannot be negative."
        yield from _money_faults(f"{where}.{place}.amount", part.amount, contents, what)
        if part.year not in period:
            message = "A tranche falls in a year that is not one of the appraisal."
            got, wanted = str(part.year), f"a year of {period}"
            yield Fault(message, f"{where}.{place}.year", got=got, wanted=wanted, code="year")
        if (part.year, part.budget) in seen:
            message = "A tranche has one amount for a year and a class."
            got, wanted = f"{part.year}, {part.budget} again", "one entry, with the two added up"
            yield Fault(message, f"{where}.{place}", got=got, wanted=wanted, code="case")
        seen.add((part.year, part.budget))


def _criterion_faults(where: str, criterion: Criterion, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    threshold = f"{where}.{'at_most' if criterion.at_least is None else 'at_least'}"
    options = known(contents.options, "options", broken)
    if criterion.option and criterion.option not in options:
        yield unknown(f"{where}.option", criterion.option, options, "an option")
    if criterion.assumption is None:
        if contents.options and not any(held.is_business_as_usual for held in contents.options.values()):
            message = "A measure is held against business as usual, and there is none."
            wanted, do = "an option with the role business-as-usual", "give an option that role"
            yield Fault(message, f"{where}.measure", got=criterion.measure, wanted=wanted, do=do, code="case")
        yield from _unit_faults(threshold, criterion.threshold, "GBP", contents)
        return
    assumptions = known(contents.assumptions, "assumptions", broken)
    if criterion.assumption not in assumptions:
        yield unknown(f"{where}.assumption", criterion.assumption, assumptions, "an assumption")
    elif criterion.assumption in contents.assumptions:
        yield from _unit_faults(
            threshold, criterion.threshold, contents.assumptions[criterion.assumption].unit, contents
        )


def _unit_faults(where: str, amount: Quantity, unit: str, contents: Contents) -> Iterator[Fault]:
    try:
        wanted = contents.units.unit(unit)
    except AgileCaseError:  # reported where the assumption is
        return
    try:
        amount.to(wanted, contents.units)
    except AgileCaseError as error:
        yield from (attrs.evolve(fault, where=where) for fault in error.faults)


def _money_faults(
    where: str,
    amount: Quantity,
    contents: Contents,
    message: str = "What stopping costs or brings back cannot be negative.",
) -> Iterator[Fault]:
    faults = list(_unit_faults(where, amount, "GBP", contents))
    yield from faults
    if not faults and amount.to(contents.units.unit("GBP"), contents.units) < 0:
        yield Fault(message, where, got=str(amount), wanted="£0 or more", code="case")
