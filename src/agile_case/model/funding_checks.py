"""Check what the financial case rests on: funding lines, value added tax, and lives of assets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import AgileCaseError, Fault
from agile_case.model.lines import CAPITAL_BUDGETS
from agile_case.model.references import known, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.model.funding import Funding
    from agile_case.model.lines import Cost

__all__ = ["funding_faults"]

_TOLERANCE = 1e-9


def funding_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of funding and of what costs say of tax and depreciation.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    options = known(contents.options, "options", broken)
    for key, funding in contents.funding.items():
        yield from _line_faults(f"funding.{key}", funding, contents, options)
    for key, option in contents.options.items():
        for name, cost in option.costs.items():
            yield from _cost_faults(f"options.{key}.costs.{name}", cost, contents)


def _line_faults(where: str, funding: Funding, contents: Contents, options: set[str]) -> Iterator[Fault]:
    try:
        unit = contents.units.unit(funding.unit)
    except AgileCaseError as error:
        yield from (fault.at(f"{where}.unit") for fault in error.faults)
    else:
        if unit.dimension != contents.units.unit("GBP").dimension:
            message = "Funding is money."
            yield Fault(message, f"{where}.unit", got=funding.unit, wanted="for example GBPm", code="unit")
    period = contents.basis.period
    if any(year not in period for year in funding.amounts.years):
        message = "Funding falls in a year that is not one of the appraisal."
        got, wanted = str(funding.amounts.years), f"years of {period}"
        yield Fault(message, f"{where}.amounts.years", got=got, wanted=wanted, code="year")
    for option in funding.options:
        if option not in options:
            yield unknown(f"{where}.options", option, options, "an option")


def _cost_faults(where: str, cost: Cost, contents: Contents) -> Iterator[Fault]:
    if (cost.vat is None) != (cost.vat_recoverable is None):
        message = "Value added tax is said with how much of it is recovered."
        missing = "vat" if cost.vat is None else "vat_recoverable"
        yield Fault(message, f"{where}.{missing}", got="none", wanted="vat and vat_recoverable together", code="case")
    capital = cost.budget in CAPITAL_BUDGETS
    for field, held in (("life", cost.life), ("capitalised", cost.capitalised)):
        if held is not None and not capital:
            message = "Only capital is capitalised and depreciated."
            got, wanted = cost.budget or "no budget", " or ".join(CAPITAL_BUDGETS)
            yield Fault(message, f"{where}.{field}", got=got, wanted=f"budget = {wanted}", code="case")
    if cost.life is not None:
        try:
            years = cost.life.to(contents.units.unit("year"), contents.units)
        except AgileCaseError as error:
            yield from (fault.at(f"{where}.life") for fault in error.faults)
            return
        if years < 1 or abs(years - round(years)) > _TOLERANCE:
            message = "An asset lives for whole years."
            wanted = '1 year or more, such as "7 year"'
            yield Fault(message, f"{where}.life", got=str(cost.life), wanted=wanted, code="case")
