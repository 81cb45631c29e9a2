"""What lines measure: units are checked when the case is built, so that nothing is checked while it is computed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import numpy as np

from agile_case.errors import AgileCaseError, Fault
from agile_case.estimates.dimensions import dimension_of, normalise
from agile_case.estimates.expressions import Binary, Expression, Literal, Name, Node, evaluate, names_in
from agile_case.estimates.grammar import parse
from agile_case.model.addresses import given_weights, years_of
from agile_case.model.assumptions import YearlyValues
from agile_case.model.lines import Benefit, Cost
from agile_case.model.parts import Part, parts_of
from agile_case.quantities.units import MONEY, MONEY_A_YEAR, Dimension, describe, multiply

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agile_case.model.contents import Contents
    from agile_case.model.roles import Role

__all__ = [
    "amount_faults",
    "amount_tree",
    "assumption_dimensions",
    "full_cost_tree",
    "is_total",
    "is_yearly",
    "mean_amount",
    "mean_of_tree",
    "profile_tree",
    "steps_tree",
]

_WEIGHT_TOLERANCE = 1e-9


def assumption_dimensions(contents: Contents, broken: frozenset[str] = frozenset()) -> dict[str, Dimension | None]:
    """Return what each assumption measures; None for one whose own fault is reported elsewhere.

    Args:
        contents: The model, or its unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    found: dict[str, Dimension | None] = {}
    for key, assumption in contents.assumptions.items():
        try:
            found[key] = contents.units.unit(assumption.unit).dimension
        except AgileCaseError:
            found[key] = None
    prefix = "assumptions."
    found.update({address.removeprefix(prefix): None for address in broken if address.startswith(prefix)})
    return found


def amount_tree(line: Cost | Benefit, contents: Contents) -> Node | None:
    """Return a line's amount as a tree with units as written: its `amount`, or measure x unit value x attribution.

    Args:
        line: The line.
        contents: The model it belongs to, whose units it is written in.
    """
    words = contents.units.words
    if isinstance(line, Cost) and line.team:
        return _team_tree(line, contents)
    if isinstance(line, Cost) and line.amount is not None and line.behaviour == "variable" and line.driver is not None:
        return Binary("*", parse(line.amount, words), parse(line.driver, words))
    if line.amount is not None:
        return _attributed(parse(line.amount, words), line)
    if isinstance(line, Benefit) and line.measure is not None and line.unit_value is not None:
        return _attributed(Binary("*", parse(line.measure, words), parse(line.unit_value, words)), line)
    return None


def _attributed(tree: Node, line: Cost | Benefit) -> Node:
    """Return the share of an amount that is due to the case."""
    share = line.attribution if isinstance(line, Benefit) else None
    if share is None:
        return tree
    return Binary("*", tree, Name(share) if isinstance(share, str) else Literal(share))


def steps_tree(cost: Cost, contents: Contents) -> Node | None:
    """Return how many steps the driver of a stepped cost comes to before rounding up, with units as written.

    Args:
        cost: The cost.
        contents: The model it belongs to.
    """
    if cost.behaviour != "step" or cost.driver is None or cost.step is None:
        return None
    step = Literal(cost.step.magnitude, cost.step.unit)
    return Binary("/", parse(cost.driver, contents.units.words), step)


def _team_tree(line: Cost, contents: Contents) -> Node | None:
    """Return the sum over the roles of a team of its size times the full cost of one."""
    total: Node | None = None
    for key, size in line.team.items():
        role = contents.roles[key]
        people = Name(size) if isinstance(size, str) else Literal(size, role.counted_in)
        member = Binary("*", people, full_cost_tree(role, contents))
        total = member if total is None else Binary("+", total, member)
    return total


def full_cost_tree(role: Role, contents: Contents) -> Node:
    """Return what one person in a role costs a year, with units as written.

    Args:
        role: The role.
        contents: The model it belongs to.
    """
    words = contents.units.words
    if role.day_rate is not None and role.days is not None:
        return Binary("*", parse(role.day_rate, words), Literal(role.days.magnitude, role.days.unit))
    share = Name(role.on_costs) if isinstance(role.on_costs, str) else Literal(role.on_costs)
    salary = parse(cast("Expression", role.salary), words)  # a role has one of the two
    cost: Node = Binary("*", salary, Binary("+", Literal(1.0), share))
    return cost if role.overheads is None else Binary("+", cost, parse(role.overheads, words))


def is_total(line: Cost | Benefit, contents: Contents) -> bool:
    """Tell whether a line's amount is money, a total, and not money a year.

    Args:
        line: The line.
        contents: The model it belongs to.
    """
    return _dimension(line, contents) == MONEY


def is_yearly(line: Cost | Benefit, contents: Contents) -> bool:
    """Tell whether a line's amount is money a year; an amount in a wrong unit is neither this nor a total.

    Args:
        line: The line.
        contents: The model it belongs to.
    """
    return _dimension(line, contents) == MONEY_A_YEAR


def _dimension(line: Cost | Benefit, contents: Contents) -> Dimension | None:
    """Return what a line's amount measures; None where it has none, or where that cannot be told."""
    if isinstance(line, Cost) and line.team:
        return MONEY_A_YEAR  # people are paid by the year; whether their roles are there is checked elsewhere
    tree = amount_tree(line, contents)
    if tree is None:
        return None
    return dimension_of(tree, assumption_dimensions(contents), contents.units, str(line.amount))


def profile_tree(line: Cost | Benefit, contents: Contents) -> Node | None:
    """Return a line's profile as a tree, if it is an expression.

    Args:
        line: The line.
        contents: The model it belongs to.
    """
    if not isinstance(line.profile, Expression):
        return None
    return normalise(parse(line.profile, contents.units.words), contents.units)


def amount_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield every fault of units and of sign in the lines.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    names = assumption_dimensions(contents, broken)
    for part in parts_of(contents):
        address, line, where = part.address, part.line, part.written
        found, factor = line.amount, None
        if isinstance(line, Cost) and line.team:
            yield from _team_sign_faults(f"{address}.team", line, contents)
            continue
        if found is None and isinstance(line, Benefit):
            where, found, factor = f"{address}.measure", line.measure, line.unit_value
        elif isinstance(line, Cost) and line.behaviour == "variable":
            factor = line.driver
        if found is None:
            continue
        faults: list[Fault] = []
        dimension = _measured(found, where, contents, names, faults)
        if factor is not None:
            beside = f"{address}.driver" if isinstance(line, Cost) else f"{address}.unit_value"
            valued = _measured(factor, beside, contents, names, faults)
            dimension = None if dimension is None or valued is None else multiply(dimension, valued)
            where = where if isinstance(line, Cost) else beside
        yield from faults
        if dimension is not None and where != f"{address}.measure":  # one alone is reported with the form of the line
            yield from _money_faults(part, where, dimension, contents)


def _team_sign_faults(where: str, line: Cost, contents: Contents) -> Iterator[Fault]:
    names = assumption_dimensions(contents)
    try:
        tree = cast("Node", amount_tree(line, contents))
        sound = dimension_of(tree, names, contents.units, "") == MONEY_A_YEAR
    except (AgileCaseError, KeyError):  # reported with the role, or with the size
        return
    if sound:
        yield from _sign_faults(where, line, contents)


def _measured(
    expression: Expression,
    where: str,
    contents: Contents,
    names: Mapping[str, Dimension | None],
    faults: list[Fault],
) -> Dimension | None:
    try:
        return dimension_of(parse(expression, contents.units.words), names, contents.units, expression.text)
    except AgileCaseError as error:
        faults.extend(fault.at(where) for fault in error.faults)
        return None


def _money_faults(part: Part, where: str, dimension: Dimension, contents: Contents) -> Iterator[Fault]:
    line = part.line
    allowed = (MONEY,) if part.comes_with else (MONEY, MONEY_A_YEAR)
    if dimension not in allowed:
        message = "This line does not come out in money."
        wanted = "GBP, a total" if part.comes_with else "GBP/year, or GBP for a total"
        got = describe(dimension) if dimension else "a pure number"
        yield Fault(message, where, got=got, wanted=wanted, code="unit")
        return
    if dimension == MONEY and not part.comes_with:
        yield from _total_faults(part.address, where, line, contents)
    if not part.either_sign:
        yield from _sign_faults(where, line, contents)


def _total_faults(address: str, where: str, line: Cost | Benefit, contents: Contents) -> Iterator[Fault]:
    weights = given_weights(line)
    years = years_of(line, contents.basis.period)
    if line.starts is not None or line.ends is not None:
        if line.when is not None or line.profile is not None:
            message = "A total that hangs on events is spread by them alone."
            field = "when" if line.when is not None else "profile"
            got, wanted = f"starts or ends, and {field}", "money a year, or no other say in when it falls"
            yield Fault(message, f"{address}.{field}", got=got, wanted=wanted, code="unit")
    elif weights is not None:
        total = math.fsum(weights.values)
        if abs(total - 1) > _WEIGHT_TOLERANCE:
            message = "A total is spread by weights that do not sum to 1."
            do = "give the amount in money a year if the values are yearly amounts"
            yield Fault(message, f"{address}.profile", got=f"a sum of {total:.12g}", wanted="1", do=do, code="unit")
    elif len(years) > 1 or line.profile is not None:
        message = "A total needs one year, or weights that spread it."
        wanted = "GBP/year, or a single year, or yearly weights"
        spread = f'profile = {{ years = "{years}", values = [shares that sum to 1] }}'
        do = f"to spread one total write {spread}; write GBP/year only for what is paid in full every year"
        got = "GBP with a profile over curves" if line.profile is not None else f"GBP over {years}"
        yield Fault(message, where, got=got, wanted=wanted, do=do, code="unit")


def _sign_faults(place: str, line: Cost | Benefit, contents: Contents) -> Iterator[Fault]:
    mean = mean_amount(line, contents)
    if mean is None:
        return
    disbenefit = isinstance(line, Benefit) and line.disbenefit
    got = f"{mean:,.2f} at the mean"
    if not math.isfinite(mean):
        message = "This amount is not a finite number when every assumption is at its mean."
        yield Fault(message, place, got=repr(mean), wanted="a finite number", do="look for a division by zero")
    elif isinstance(line, Cost) and mean < 0:
        message = "A cost is a positive amount."
        do = "write a saving as a benefit of kind cash-releasing"
        yield Fault(message, place, got=got, wanted="0 or more", do=do)
    elif mean < 0 and not disbenefit:
        message = "A benefit with a negative amount is a disbenefit and must say so."
        yield Fault(message, place, got=got, wanted="0 or more", do="add disbenefit = true")
    elif mean > 0 and disbenefit:
        message = "A disbenefit is a negative amount."
        yield Fault(message, place, got=got, wanted="0 or less", do="put a minus sign before it")


def mean_amount(line: Cost | Benefit, contents: Contents) -> float | None:
    """Return the amount of a line that comes out in money, with every assumption at its mean, in pounds of its prices.

    It is that of a whole year before profile, growth and optimism bias; None where an assumption in it differs from
    year to year.

    Args:
        line: The line.
        contents: The model it belongs to.
    """
    return mean_of_tree(cast("Node", amount_tree(line, contents)), contents)  # what comes out in money has a tree


def mean_of_tree(tree: Node, contents: Contents) -> float | None:
    """Return the value of arithmetic with every assumption at its mean, in base units; None where one is a series.

    Args:
        tree: The arithmetic, with units as written.
        contents: The model it belongs to.
    """
    means: dict[str, float] = {}
    for name in {found.name for found in names_in(tree)}:
        assumption = contents.assumptions.get(name)
        if assumption is None or isinstance(assumption.estimate, YearlyValues):
            return None
        means[name] = assumption.estimate.mean * contents.units.unit(assumption.unit).scale
    with np.errstate(all="ignore"):
        return float(evaluate(normalise(tree, contents.units), means))
