"""Check that the parts of a model fit together; every fault is collected, none stops the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import AgileCaseError, Fault
from agile_case.estimates.expressions import FUNCTIONS
from agile_case.model.benefit_links import link_faults
from agile_case.model.correlation_checks import correlation_faults
from agile_case.model.cost_checks import cost_faults
from agile_case.model.curve_checks import curve_faults
from agile_case.model.funding_checks import funding_faults
from agile_case.model.goal_checks import goal_faults
from agile_case.model.line_checks import line_faults
from agile_case.model.measure_checks import measure_faults
from agile_case.model.measurement import amount_faults, assumption_dimensions
from agile_case.model.narrative_checks import narrative_faults
from agile_case.model.option_checks import choice_faults, longlist_faults, multicriteria_faults, preferred_faults
from agile_case.model.programme_checks import programme_faults
from agile_case.model.published import published_faults
from agile_case.model.realisation_checks import realisation_faults
from agile_case.model.references import event_faults, scalar_faults, unknown
from agile_case.model.risk_checks import risk_faults
from agile_case.model.scenario_checks import scenario_faults
from agile_case.model.timing import event_table_faults
from agile_case.model.year_checks import year_kind_faults
from agile_case.quantities.units import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents

__all__ = ["faults_of"]


def faults_of(contents: Contents, broken: frozenset[str] = frozenset()) -> tuple[Fault, ...]:
    """Return every fault in the way the parts of a model fit together.

    Args:
        contents: The parts.
        broken: Addresses of parts that could not be read; names that lead to them are not reported again.
    """
    try:
        contents.units  # noqa: B018 - a faulty unit list leaves nothing else to check
    except AgileCaseError as error:
        return tuple(fault.at("units.counts") for fault in error.faults)
    kinds = tuple(year_kind_faults(contents))
    if kinds:
        return kinds  # years of different kinds cannot even be compared
    checks = (
        _basis_faults,
        _option_faults,
        _assumption_faults,
        _curve_key_faults,
        event_table_faults,
        curve_faults,
        line_faults,
        amount_faults,
        measure_faults,
        cost_faults,
        realisation_faults,
        link_faults,
        risk_faults,
        published_faults,
        correlation_faults,
        scenario_faults,
        funding_faults,
        _stage_faults,
        goal_faults,
        longlist_faults,
        choice_faults,
        multicriteria_faults,
        preferred_faults,
        programme_faults,
        narrative_faults,
    )
    return tuple(fault for check in checks for fault in check(contents, broken))


def _basis_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    factors = contents.basis.discount_factors
    wanted = contents.basis.horizon + 1
    if factors is not None and len(factors.values) != wanted:
        message = "There is not one discount factor for each year."
        got, years = f"{len(factors.values)} factors", f"{wanted}, for {contents.basis.period}"
        yield Fault(message, "case.discount_factors.values", got=got, wanted=years, code="year")
    prices = contents.basis.prices_after
    if prices is not None and prices.growth <= -1:
        message = "Prices cannot fall by all they are worth."
        yield Fault(message, "case.prices_after.growth", got=repr(prices.growth), wanted="a fraction above -1")
    if prices is not None:
        yield from scalar_faults("case.prices_after.growth", prices.growth, contents, broken)


def _option_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    if not contents.options and not any(address.startswith("options.") for address in broken):
        message = "A case needs options."
        yield Fault(message, "options", got="none", wanted="at least one [options.key] table", code="case")
    usual = [key for key, option in contents.options.items() if option.is_business_as_usual]
    for key in usual[1:]:
        message = "Only one option can be the business as usual."
        yield Fault(message, f"options.{key}.roles", got=f"{key} as well as {usual[0]}", wanted="one", code="case")


def _assumption_faults(contents: Contents, _broken: frozenset[str]) -> Iterator[Fault]:
    for key, assumption in contents.assumptions.items():
        where = f"assumptions.{key}"
        yield from _reserved_faults(key, where, "an assumption", contents)
        if key in contents.curves:
            message = "An assumption and a curve have the same key."
            yield Fault(message, where, got=f"curves.{key} as well", wanted="two keys", code="unknown-name")
        try:
            contents.units.unit(assumption.unit)
        except AgileCaseError as error:
            yield from (fault.at(f"{where}.unit") for fault in error.faults)


def _curve_key_faults(contents: Contents, _broken: frozenset[str]) -> Iterator[Fault]:
    for key in contents.curves:
        yield from _reserved_faults(key, f"curves.{key}", "a curve", contents)


def _reserved_faults(key: str, where: str, kind: str, contents: Contents) -> Iterator[Fault]:
    if key in contents.units.words | FUNCTIONS:
        message = f"This word is reserved and cannot name {kind}."
        wanted = "a key that is neither a unit word nor min or max"
        yield Fault(message, where, got=repr(key), wanted=wanted, code="unknown-name")


def _stage_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    assumptions = assumption_dimensions(contents, broken)
    money = contents.units.unit("GBP")
    for key, stage in contents.stages.items():
        where = f"stages.{key}"
        if stage.starts is not None:
            yield from event_faults(f"{where}.starts", stage.starts, contents, broken)
        for number, test in enumerate(stage.tests):
            if test.assumption not in assumptions:
                yield unknown(f"{where}.tests.{number}.assumption", test.assumption, assumptions, "an assumption")
        if isinstance(stage.tranche, Quantity):
            try:
                stage.tranche.to(money, contents.units)
            except AgileCaseError as error:
                yield from (fault.at(f"{where}.tranche") for fault in error.faults)
