"""Faults of years that are not of the kind that the case is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import Fault
from agile_case.model.addresses import given_weights, lines_of
from agile_case.model.assumptions import YearlyValues
from agile_case.quantities.years import CalendarYear, FinancialYear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.quantities.years import Year

__all__ = ["year_kind_faults"]


def year_kind_faults(contents: Contents) -> Iterator[Fault]:
    """Yield a fault for each year that is financial in a case of calendar years, or the other way round.

    Args:
        contents: The unchecked contents.
    """
    kind = CalendarYear if contents.basis.years == "calendar" else FinancialYear
    for where, year in _years(contents):
        if year is not None and type(year) is not kind:
            message = f"This is not a {kind.kind} year, and the case is in {kind.kind} years."
            other = CalendarYear if kind is FinancialYear else FinancialYear
            do = f'write {kind(year.first)}, or set years = "{other.kind}" under [case]'
            yield Fault(message, where, got=str(year), wanted=f"a {kind.kind} year", do=do, code="year")


def _years(contents: Contents) -> Iterator[tuple[str, Year | None]]:
    basis = contents.basis
    yield "case.start", basis.start
    yield "case.price_base", basis.price_base.year
    for key, assumption in contents.assumptions.items():
        if isinstance(assumption.estimate, YearlyValues):
            yield f"assumptions.{key}.years", assumption.estimate.years.first
    for address, line in lines_of(contents):
        weights = given_weights(line)
        yield f"{address}.profile.years", None if weights is None else weights.years.first
        yield f"{address}.when", None if line.when is None else line.when.first
        yield f"{address}.growth_from", line.growth_from
        yield f"{address}.price_base", None if line.price_base is None else line.price_base.year
