"""Check that measures have units that fit what is expected of them, and that benefits name measures that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.errors import AgileCaseError, Fault
from agile_case.estimates.dimensions import dimension_of
from agile_case.estimates.expressions import Expression
from agile_case.estimates.grammar import parse
from agile_case.model.line_checks import profile_faults
from agile_case.model.measurement import assumption_dimensions
from agile_case.model.references import known, scalar_faults, unknown
from agile_case.quantities.units import DIMENSIONLESS, Dimension, describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.model.lines import Benefit
    from agile_case.model.measures import Measure

__all__ = ["measure_faults"]

_PLAN = ("measure", "profile", "when", "starts", "ends")
"""Fields of a benefit that say what is expected of its measure."""


def measure_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of measures, and of the benefits that name them.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    named = {
        benefit.measured_by: f"options.{key}.benefits.{name}"
        for key, option in contents.options.items()
        for name, benefit in option.benefits.items()
    }
    dimensions: dict[str, Dimension] = {}
    for key, measure in contents.measures.items():
        where = f"measures.{key}"
        try:
            dimensions[key] = contents.units.unit(measure.unit).dimension
        except AgileCaseError as error:
            yield from (fault.at(f"{where}.unit") for fault in error.faults)
            continue
        yield from _own_faults(where, measure, dimensions[key], contents, broken)
        if key in named and (measure.expected is not None or measure.profile is not None):
            message = "What is expected of this measure is said twice."
            field = "expected" if measure.expected is not None else "profile"
            do = f"leave it to {named[key]}, or take measured_by out of it"
            yield Fault(
                message, f"{where}.{field}", got=f"{named[key]} names it", wanted="one of the two", do=do, code="case"
            )
    for key, option in contents.options.items():
        first: dict[str, tuple[str, Benefit]] = {}
        for name, benefit in option.benefits.items():
            address = f"options.{key}.benefits.{name}"
            yield from scalar_faults(f"{address}.attribution", benefit.attribution, contents, broken)
            yield from _naming_faults(address, benefit, dimensions, contents, broken)
            if benefit.measured_by and benefit.measure is not None:
                other, held = first.setdefault(benefit.measured_by, (address, benefit))
                if any(getattr(held, field) != getattr(benefit, field) for field in _PLAN):
                    message = "Two benefits of one option expect different things of one measure."
                    wanted = f"the same {', '.join(_PLAN[:-1])} and {_PLAN[-1]}, or two measures"
                    yield Fault(message, f"{address}.measured_by", got=other, wanted=wanted, code="case")


def _own_faults(
    where: str, measure: Measure, dimension: Dimension, contents: Contents, broken: frozenset[str]
) -> Iterator[Fault]:
    unit = contents.units.unit(measure.unit)
    for field in ("baseline", "target"):
        held = getattr(measure, field)
        if held is not None:
            try:
                held.to(unit, contents.units)
            except AgileCaseError as error:
                yield from (attrs.evolve(fault, where=f"{where}.{field}") for fault in error.faults)
    if isinstance(measure.profile, Expression):
        yield from profile_faults(where, measure.profile, contents, broken)
    if measure.expected is not None:
        yield from _unit_faults(f"{where}.expected", measure.expected, dimension, contents, broken)
    elif measure.profile is not None and dimension != DIMENSIONLESS:
        message = "A profile alone is what is expected of a share."
        do = "say in expected what is expected in a year"
        yield Fault(
            message, f"{where}.profile", got=f"a measure in {measure.unit}", wanted='unit = "1"', do=do, code="case"
        )


def _naming_faults(
    address: str, benefit: Benefit, dimensions: dict[str, Dimension], contents: Contents, broken: frozenset[str]
) -> Iterator[Fault]:
    key = benefit.measured_by
    measures = known(contents.measures, "measures", broken)
    if key and key not in measures:
        yield unknown(f"{address}.measured_by", key, measures, "a measure")
    elif key in dimensions and benefit.measure is not None:
        yield from _unit_faults(f"{address}.measure", benefit.measure, dimensions[key], contents, broken)


def _unit_faults(
    where: str, expression: Expression, wanted: Dimension, contents: Contents, broken: frozenset[str]
) -> Iterator[Fault]:
    names = assumption_dimensions(contents, broken)
    try:
        found = dimension_of(parse(expression, contents.units.words), names, contents.units, expression.text)
    except AgileCaseError as error:
        if where.startswith("measures."):  # those of a line are reported with the line
            yield from (fault.at(where) for fault in error.faults)
        return
    if found is not None and found != wanted:
        message = "What is expected is not in the unit of the measure."
        yield Fault(message, where, got=describe(found), wanted=describe(wanted), code="unit")
