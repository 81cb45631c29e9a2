"""Faults of lines that are not about units: which fields go together, years, names and addresses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import AgileCaseError, Fault
from agile_case.estimates.dimensions import dimension_of
from agile_case.estimates.expressions import Expression, names_in
from agile_case.estimates.grammar import parse
from agile_case.model.addresses import given_weights, lines_of, years_of
from agile_case.model.assumptions import YearlyValues
from agile_case.model.bias import OptimismBias
from agile_case.model.lines import Benefit, Cost
from agile_case.model.parts import parts_of
from agile_case.model.references import known, scalar_faults, unknown
from agile_case.model.span_checks import span_faults
from agile_case.model.uplifts import number_faults
from agile_case.quantities.units import DIMENSIONLESS, describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents

__all__ = ["line_faults"]


def line_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield every fault of the lines, units apart.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    lines = {address for address, _ in lines_of(contents)}
    everything = lines | {address for address in broken if address.startswith("options.")}
    stages = known(contents.stages, "stages", broken)
    unsound: set[str] = set()
    for part in parts_of(contents):
        address, line = part.address, part.line
        spans = tuple(span_faults(address, line, contents, broken))
        if part.comes_with:  # when it falls hangs on its line; where that has faults of its own they are enough
            if part.comes_with not in unsound:
                yield from (attrs.evolve(fault, where=address) for fault in spans)
            continue
        if spans:
            unsound.add(address)
        if address in lines:
            yield from _form(address, line)
        yield from _time(address, line, contents)
        yield from spans
        yield from scalar_faults(f"{address}.growth", line.growth, contents, broken, by_year=True)
        yield from _shrinking(f"{address}.growth", line.growth, contents)
        yield from _shrinking(f"{address}.cash_growth", line.cash_growth, contents)
        if isinstance(line.profile, Expression):
            yield from profile_faults(address, line.profile, contents, broken)
        if line.stage and line.stage not in stages:
            yield unknown(f"{address}.stage", line.stage, stages, "a stage")
        yield from _replaces(address, line, everything)
        if line.optimism_bias is not None:
            yield from _bias(address, line, everything)


def _replaces(address: str, line: Cost | Benefit, everything: set[str]) -> Iterator[Fault]:
    if len(set(line.replaces)) < len(line.replaces):
        message = "A line is replaced twice by the same line."
        yield Fault(
            message, f"{address}.replaces", got=", ".join(line.replaces), wanted="each address once", code="case"
        )
    for target in line.replaces:
        if target not in everything or target == address:
            yield unknown(f"{address}.replaces", target, everything - {address}, "another line")


def _form(address: str, line: Cost | Benefit) -> Iterator[Fault]:
    if isinstance(line, Cost):
        if line.amount is None and not line.team:
            message = "A cost needs an amount."
            wanted = "money a year, money for a total, or a team"
            yield Fault(message, f"{address}.amount", got="none", wanted=wanted, code="case")
        return
    given = [name for name in ("amount", "measure", "unit_value") if getattr(line, name) is not None]
    allowed = {
        "cash-releasing": (["amount"], ["measure", "unit_value"]),
        "non-cash-releasing": (["amount"], ["measure", "unit_value"]),
        "quantifiable": (["measure"],),
        "qualitative": ([],),
    }[line.kind]
    if given not in allowed:
        message = f"A {line.kind} benefit is given in another way."
        wanted = " or ".join(" and ".join(fields) or "none of amount, measure and unit_value" for fields in allowed)
        got = " and ".join(given) or "neither amount nor measure"
        yield Fault(message, address, got=got, wanted=wanted, code="case")
    if line.kind == "cash-releasing" and not line.public:
        message = "Only a public body can release cash to the public purse."
        wanted = "a public body, or another kind of benefit"
        yield Fault(message, f"{address}.bearer", got=line.bearer, wanted=wanted, code="case")


def _time(address: str, line: Cost | Benefit, contents: Contents) -> Iterator[Fault]:
    period = contents.basis.period
    weights = given_weights(line)
    years = years_of(line, period)
    field = "when" if line.when is not None else "profile"
    if years.first not in period or years.last not in period:
        message = "This line falls outside the years of the appraisal."
        wanted, do = f"years within {period}", "change the line, or start and horizon under [case]"
        yield Fault(message, f"{address}.{field}", got=str(years), wanted=wanted, do=do, code="year")
    if weights is not None and weights.years != years:
        message = "The yearly weights do not cover the years of the line."
        got, do = str(weights.years), "leave out when: the weights say the years"
        yield Fault(message, f"{address}.profile", got=got, wanted=str(years), do=do, code="year")
    if isinstance(line.growth, float) and line.growth <= -1:
        message = "An amount cannot shrink by all of itself each year."
        yield Fault(message, f"{address}.growth", got=repr(line.growth), wanted="a fraction above -1")
    if line.growth_from is not None and line.growth is None:
        message = "There is no growth to begin."
        got = str(line.growth_from)
        yield Fault(message, f"{address}.growth_from", got=got, wanted="growth beside it", code="case")


def _shrinking(where: str, growth: float | str | None, contents: Contents) -> Iterator[Fault]:
    """Refuse uncertain growth that can take away all there is; draws without an end are looked at as they come."""
    held = contents.assumptions.get(growth) if isinstance(growth, str) else None
    if held is None:
        return
    if isinstance(held.estimate, YearlyValues):
        worst = min(held.estimate.values)
    else:
        low = held.estimate.support[0]
        worst = held.estimate.mean if low == -math.inf else low
    try:
        scale = contents.units.unit(held.unit).scale
    except AgileCaseError:  # reported where the assumption is
        return
    if worst * scale <= -1:
        message = "An amount cannot shrink by all of itself each year."
        yield Fault(message, where, got=f"{growth}, which goes down to {worst * scale:g}", wanted="fractions above -1")


def profile_faults(address: str, profile: Expression, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of a profile that is an expression.

    Args:
        address: Address of what has the profile.
        profile: The profile.
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    curves = known(contents.curves, "curves", broken)
    where = f"{address}.profile"
    try:
        tree = parse(profile, contents.units.words)
        strangers = [name for name in dict.fromkeys(found.name for found in names_in(tree)) if name not in curves]
        dimensions = dict.fromkeys((*curves, *strangers), DIMENSIONLESS)
        measured = dimension_of(tree, dimensions, contents.units, profile.text)
    except AgileCaseError as error:
        yield from (fault.at(where) for fault in error.faults)
        return
    yield from (unknown(where, name, curves, "a curve") for name in strangers)
    if measured != DIMENSIONLESS:
        message = "A profile is a pure number."
        wanted = "curves and plain numbers, without a unit"
        yield Fault(message, where, got=describe(measured or DIMENSIONLESS), wanted=wanted, code="unit")


def _bias(address: str, line: Cost | Benefit, everything: set[str]) -> Iterator[Fault]:
    if line.covers == "outturn-range":
        message = "One source of spread is charged twice: the estimate covers the range of outturns and bias is added."
        yield Fault(
            message,
            f"{address}.optimism_bias",
            got='covers = "outturn-range" with optimism_bias',
            wanted="one of the two",
            do="leave out optimism_bias, or say that the estimate covers estimate-error",
            code="bias-counted-twice",
        )
    bias = line.optimism_bias
    if isinstance(line, Benefit) and (line.disbenefit or not line.monetised):
        message = "Only a benefit that counts in money as a gain is lowered for optimism bias."
        got = "a disbenefit" if line.disbenefit else f"a {line.kind} benefit"
        do = "give a loss its own higher estimate; take optimism_bias out"
        yield Fault(message, f"{address}.optimism_bias", got=got, wanted="a monetised gain", do=do, code="case")
    if not isinstance(bias, OptimismBias):
        return
    yield from number_faults(f"{address}.optimism_bias", bias)
    costs = {held for held in everything if held.startswith(f"{address.rpartition('.')[0]}.") and held != address}
    if bias.prevention and bias.prevention not in costs:
        kind = "another cost line of the option"
        yield unknown(f"{address}.optimism_bias.prevention", bias.prevention, costs, kind)
