"""Check the longlist, the choices of options, the multi-criteria analysis and the preferred option against the case."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import AgileCaseError, Fault
from agile_case.model.multicriteria import MOST_SWING
from agile_case.model.references import known, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.model.multicriteria import Multicriteria

__all__ = ["choice_faults", "longlist_faults", "multicriteria_faults", "preferred_faults"]

_FEWEST = 2
_FACTOR = "a critical success factor"


def longlist_faults(contents: Contents, _broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of the longlist: costs that are not money, and more than one business as usual.

    Args:
        contents: The unchecked contents.
        _broken: Addresses of parts that could not be read.
    """
    money = contents.units.unit("GBP")
    for category, choices in contents.longlist.items():
        where = f"longlist.{category}"
        usual = [key for key, choice in choices.items() if choice.business_as_usual]
        for key in usual[1:]:
            message = "Only one choice of a category can be the business as usual."
            got = f"{key} as well as {usual[0]}"
            yield Fault(message, f"{where}.{key}.business_as_usual", got=got, wanted="one", code="case")
        for key, choice in choices.items():
            if choice.cost is None:
                continue
            place = f"{where}.{key}.cost"
            try:
                amount = choice.cost.to(money, contents.units)
            except AgileCaseError as error:
                yield from (fault.at(place) for fault in error.faults)
                continue
            if amount < 0:
                message = "The cost of a choice cannot be negative."
                yield Fault(message, place, got=str(choice.cost), wanted="0 GBP or more")


def choice_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of options that make choices which the longlist does not have.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    for key, option in contents.options.items():
        for category, choice in option.choices.items():
            table = f"longlist.{category}"
            choices = known(contents.longlist.get(category, ()), table, broken)
            if choice not in choices and table not in broken:
                yield unknown(f"options.{key}.choices.{category}", choice, choices, f"a choice of {table}")


def multicriteria_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of the multi-criteria analysis: its swings, the options it scores, the factors it names.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    held = contents.multicriteria
    if held is None:
        return
    where = "multicriteria.criteria"
    whole = not any(address.startswith("multicriteria") for address in broken)
    if whole:
        yield from _swing_faults(held)
    options = known(contents.options, "options", broken)
    factors = known(contents.critical_success_factors, "critical_success_factors", broken)
    scored = list(dict.fromkeys(key for criterion in held.criteria.values() for key in criterion.scores))
    for key, criterion in held.criteria.items():
        if criterion.factor and criterion.factor not in factors:
            yield unknown(f"{where}.{key}.factor", criterion.factor, factors, _FACTOR)
        for option in criterion.scores:
            if option not in options:
                yield unknown(f"{where}.{key}.scores.{option}", option, options, "an option")
        missing = [option for option in scored if option not in criterion.scores]
        if missing:
            message = "This criterion does not score every option that another one scores."
            wanted = f"a level for {', '.join(missing)}"
            yield Fault(message, f"{where}.{key}.scores", got=", ".join(criterion.scores), wanted=wanted, code="case")
    if whole and held.criteria and len(scored) < _FEWEST:
        message = "A multi-criteria analysis compares options."
        yield Fault(message, where, got=", ".join(scored) or "none", wanted="levels of two or more", code="case")


def _swing_faults(held: Multicriteria) -> Iterator[Fault]:
    swings = [criterion.swing for criterion in held.criteria.values()]
    if not swings:
        message = "A multi-criteria analysis needs criteria."
        wanted = "at least one [multicriteria.criteria.key] table"
        yield Fault(message, "multicriteria.criteria", got="none", wanted=wanted, code="case")
    elif max(swings) != MOST_SWING:
        message = "The largest swing is the measure of the others."
        got, do = f"{max(swings):g}", "give 100 to the criterion whose way from worst to best matters most"
        yield Fault(message, "multicriteria.criteria", got=got, wanted="100 for one of them", do=do, code="case")


def preferred_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the fault of a decision for an option that the case does not have.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    held = contents.preferred
    if held is not None and held.option not in (options := known(contents.options, "options", broken)):
        yield unknown("preferred.option", held.option, options, "an option")
