"""Check that what a benefit says of its realisation fits the rest of the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import AgileCaseError, Fault
from agile_case.estimates.dimensions import dimension_of
from agile_case.estimates.grammar import parse
from agile_case.model.contents import Contents
from agile_case.model.measured import TOLD_TWICE
from agile_case.model.measurement import assumption_dimensions
from agile_case.model.references import event_faults, known, unknown
from agile_case.quantities.units import MONEY_A_YEAR, Dimension, describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.estimates.expressions import Expression
    from agile_case.model.lines import Benefit
    from agile_case.model.realisation import Realisation, Release

__all__ = ["realisation_faults"]


@attrs.frozen(eq=False)
class _Scope:
    """What the realisation of a benefit is held against."""

    contents: Contents
    broken: frozenset[str]
    costs: set[str]
    names: Mapping[str, Dimension | None]

    def measured(self, expression: Expression) -> Dimension | None:
        """Return what an expression measures; None where an assumption in it is at fault elsewhere."""
        units = self.contents.units
        return dimension_of(parse(expression, units.words), self.names, units, expression.text)


def realisation_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of what benefits say of their realisation.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    names = assumption_dimensions(contents, broken)
    for key, option in contents.options.items():
        table = f"options.{key}.costs"
        costs = {f"{table}.{name}" for name in known(option.costs, table, broken)}
        scope = _Scope(contents, broken, costs, names)
        for name, benefit in option.benefits.items():
            if benefit.realisation is None:
                continue
            where = f"options.{key}.benefits.{name}.realisation"
            yield from _twice_faults(where, benefit, benefit.realisation)
            yield from _name_faults(where, benefit.realisation, scope)
            yield from _review_faults(f"{where}.review_every", benefit.realisation, contents)
            yield from _indicator_faults(where, benefit, benefit.realisation, scope)
            yield from _budget_faults(where, benefit, benefit.realisation)
            for place, release in enumerate(benefit.realisation.releases):
                yield from _release_faults(f"{where}.releases.{place}", release, scope)


def _twice_faults(where: str, benefit: Benefit, held: Realisation) -> Iterator[Fault]:
    for name in TOLD_TWICE:
        if benefit.measured_by and getattr(held, name):
            message = "What is measured is said twice."
            got = f"measures.{benefit.measured_by} as well"
            do = f"leave {name} to the measure, or take measured_by out"
            yield Fault(message, f"{where}.{name}", got=got, wanted="one of the two", do=do, code="case")


def _name_faults(where: str, held: Realisation, scope: _Scope) -> Iterator[Fault]:
    for name in ("target_by", "reviewed_until"):
        moment = getattr(held, name)
        if moment is not None:
            yield from event_faults(f"{where}.{name}", moment, scope.contents, scope.broken)


def _review_faults(where: str, held: Realisation, contents: Contents) -> Iterator[Fault]:
    if held.review_every is None:
        return
    try:
        years = held.review_every.to(contents.units.unit("year"), contents.units)
    except AgileCaseError as error:
        yield from (attrs.evolve(fault, where=where) for fault in error.faults)
        return
    if years <= 0:
        message, wanted = "Reviews come after a stretch of time.", 'for example "6 month"'
        yield Fault(message, where, got=str(held.review_every), wanted=wanted, code="case")


def _indicator_faults(where: str, benefit: Benefit, held: Realisation, scope: _Scope) -> Iterator[Fault]:
    wanted, of_what = None, "measure of the benefit"
    if benefit.measure is not None and not held.indicator.strip():  # the measure itself is what is measured
        try:
            wanted = scope.measured(benefit.measure)
        except AgileCaseError:  # reported with the line
            return
    for name in ("baseline", "target"):
        quantity = getattr(held, name)
        if quantity is None:
            continue
        try:
            found = scope.contents.units.unit(quantity.unit).dimension
        except AgileCaseError as error:
            yield from (attrs.evolve(fault, where=f"{where}.{name}") for fault in error.faults)
            continue
        if wanted is None:
            wanted, of_what = found, "baseline"
        elif found != wanted:
            message = f"The {name} is in another unit than the {of_what}."
            got, need = describe(found) or "a pure number", describe(wanted) or "a pure number"
            yield Fault(message, f"{where}.{name}", got=got, wanted=need, code="unit")


def _budget_faults(where: str, benefit: Benefit, held: Realisation) -> Iterator[Fault]:
    for name in ("budget_line", "releases"):
        if getattr(held, name) and benefit.kind != "cash-releasing":
            message = "Only a benefit that releases cash takes it from a budget."
            do = f"make it cash-releasing, or take {name} out"
            yield Fault(message, f"{where}.{name}", got=benefit.kind, wanted="cash-releasing", do=do, code="case")


def _release_faults(where: str, release: Release, scope: _Scope) -> Iterator[Fault]:
    yield from event_faults(f"{where}.on", release.on, scope.contents, scope.broken)
    if release.paid_by and release.paid_by not in scope.costs:
        yield unknown(f"{where}.paid_by", release.paid_by, scope.costs, "a cost line of its option")
    if release.saves is None:
        return
    try:
        found = scope.measured(release.saves)
    except AgileCaseError as error:
        yield from (fault.at(f"{where}.saves") for fault in error.faults)
        return
    if found is not None and found != MONEY_A_YEAR:
        message, got = "What a release saves is money a year.", describe(found) or "a pure number"
        yield Fault(message, f"{where}.saves", got=got, wanted="GBP/year", code="unit")
