"""Faults of what a cost is made of: roles, teams, how it follows a volume, how often it comes again."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from agile_case.errors import AgileCaseError, Fault
from agile_case.estimates.dimensions import dimension_of
from agile_case.estimates.grammar import parse
from agile_case.model.assumptions import YearlyValues
from agile_case.model.measurement import assumption_dimensions, is_total, is_yearly
from agile_case.model.references import known, scalar_faults, unknown
from agile_case.quantities.units import describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.estimates.expressions import Expression
    from agile_case.model.contents import Contents
    from agile_case.model.lines import Cost
    from agile_case.model.roles import Role
    from agile_case.quantities.units import Quantity

__all__ = ["cost_faults"]

_MOST_YEARS = 150


def cost_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of roles, and of the costs that are made of them or follow a volume.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    for key, role in contents.roles.items():
        yield from _role_faults(f"roles.{key}", role, contents, broken)
    for key, option in contents.options.items():
        for name, cost in option.costs.items():
            address = f"options.{key}.costs.{name}"
            yield from _team_faults(f"{address}.team", cost, contents, broken)
            yield from _behaviour_faults(address, cost, contents, broken)
            yield from _refresh_faults(f"{address}.refresh_every", cost, contents)


def _role_faults(where: str, role: Role, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    per_year = {"salary": role.salary, "overheads": role.overheads}
    for field, amount in per_year.items():
        if amount is not None:
            yield from _measured_faults(f"{where}.{field}", amount, "GBP/FTE/year", contents, broken)
    if role.day_rate is not None:
        yield from _measured_faults(f"{where}.day_rate", role.day_rate, "GBP/person/workday", contents, broken)
    if role.days is not None:
        yield from _quantity_faults(f"{where}.days", role.days, "workday/year", contents)
    yield from scalar_faults(f"{where}.on_costs", role.on_costs, contents, broken, by_year=True)
    if isinstance(role.on_costs, float) and role.on_costs < 0:
        message = "On-costs add to a salary."
        yield Fault(message, f"{where}.on_costs", got=repr(role.on_costs), wanted="0 or more")


def _measured_faults(
    where: str, amount: Expression, unit: str, contents: Contents, broken: frozenset[str]
) -> Iterator[Fault]:
    """Yield the faults of an expression that must come out in a unit."""
    names = assumption_dimensions(contents, broken)
    try:
        found = dimension_of(parse(amount, contents.units.words), names, contents.units, amount.text)
    except AgileCaseError as error:
        yield from (fault.at(where) for fault in error.faults)
        return
    if found is not None and found != contents.units.unit(unit).dimension:
        message = "This does not come out in the unit that is needed here."
        yield Fault(message, where, got=describe(found) or "a pure number", wanted=unit, code="unit")


def _quantity_faults(where: str, quantity: Quantity, unit: str, contents: Contents) -> Iterator[Fault]:
    """Yield the faults of a quantity that must be in a unit and positive."""
    try:
        value = quantity.to(contents.units.unit(unit), contents.units)
    except AgileCaseError as error:
        yield from (fault.at(where) for fault in error.faults)
        return
    if value <= 0:
        message = "A positive quantity is needed here."
        yield Fault(message, where, got=str(quantity), wanted=f"more than 0 {unit}")


def _team_faults(where: str, cost: Cost, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    if not cost.team:
        return
    if cost.amount is not None:
        message = "This cost is given twice: as an amount, and as a team."
        yield Fault(message, where, got="amount and team", wanted="one of the two", code="case")
    roles = known(contents.roles, "roles", broken)
    dimensions = assumption_dimensions(contents, broken)
    for key, size in cost.team.items():
        place = f"{where}.{key}"
        if key not in roles:
            yield unknown(place, key, roles, "a role")
            continue
        role = contents.roles.get(key)
        if not isinstance(size, str) or role is None:
            continue
        if size not in dimensions:
            yield unknown(place, size, dimensions, "an assumption")
            continue
        wanted, found = role.counted_in, dimensions[size]
        if found is not None and found != contents.units.unit(wanted).dimension:
            message = "This role is counted in another unit."
            got = f"{size} in {describe(found) or 'a pure number'}"
            yield Fault(message, place, got=got, wanted=f'an assumption with unit = "{wanted}"', code="unit")


def _behaviour_faults(address: str, cost: Cost, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    needs = {"fixed": (), "variable": ("driver",), "step": ("driver", "step")}[cost.behaviour]
    for field in ("driver", "step"):
        given = getattr(cost, field) is not None
        if given and field not in needs:
            message = f"A {cost.behaviour} cost has no {field}."
            got, do = f"{field} with behaviour {cost.behaviour}", "say how the cost follows it: behaviour"
            yield Fault(message, f"{address}.{field}", got=got, wanted="none", do=do, code="case")
        elif field in needs and not given:
            message = f"A {'stepped' if cost.behaviour == 'step' else cost.behaviour} cost needs a {field}."
            wanted = {"driver": "the volume that it follows", "step": "how much of the driver one step covers"}[field]
            yield Fault(message, f"{address}.{field}", got="none", wanted=wanted, code="case")
    if cost.behaviour == "variable" and cost.team:
        message = "A team does not follow a volume bit by bit."
        do = 'use behaviour = "step": the team is then that of one step'
        yield Fault(message, f"{address}.behaviour", got="variable", wanted="fixed or step", do=do, code="case")
    if cost.behaviour == "step":
        yield from _step_faults(address, cost, contents, broken)


def _step_faults(address: str, cost: Cost, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    driver, step = cost.driver, cost.step
    if driver is None or step is None:  # reported above
        return
    try:
        unit = contents.units.unit(step.unit)
    except AgileCaseError as error:
        yield from (fault.at(f"{address}.step") for fault in error.faults)
        return
    if step.magnitude <= 0:
        message = "A positive quantity is needed here."
        yield Fault(message, f"{address}.step", got=str(step), wanted=f"more than 0 {step.unit}")
    yield from _measured_faults(f"{address}.driver", driver, unit.text, contents, broken)
    if isinstance(cost.profile, YearlyValues) and cost.amount is not None:
        try:
            total = is_total(cost, contents)
        except AgileCaseError:  # reported with the amount
            return
        if total:
            message = "A profile says how much of the volume each year has; it does not spread the total of a step."
            wanted = "money a year, or a single year"
            yield Fault(message, f"{address}.profile", got="GBP with yearly weights", wanted=wanted, code="unit")


def _refresh_faults(where: str, cost: Cost, contents: Contents) -> Iterator[Fault]:
    if cost.refresh_every is None:
        return
    try:
        years = cost.refresh_every.to(contents.units.unit("year"), contents.units)
    except AgileCaseError as error:
        yield from (fault.at(where) for fault in error.faults)
        return
    if not 1 <= years <= _MOST_YEARS or not math.isclose(years, round(years), rel_tol=1e-12):
        message = "A replacement comes after whole years."
        yield Fault(message, where, got=str(cost.refresh_every), wanted=f"1 to {_MOST_YEARS} whole years")
    try:
        yearly = is_yearly(cost, contents)
    except AgileCaseError:  # reported with the amount
        return
    if yearly or cost.ends is not None or cost.profile is not None:
        message = "Only a total that falls all at once comes again."
        got = "money a year" if yearly else "ends" if cost.ends is not None else "a profile"
        wanted = "GBP in one year, or from an event that starts it"
        yield Fault(
            message, where, got=got, wanted=wanted, do="give a total each time by a line of its own", code="case"
        )
