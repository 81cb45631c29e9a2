"""Faults of the curves of a case, and the numbers that a curve's shape comes down to."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from agile_case.errors import AgileCaseError, EstimateError, Fault, did_you_mean
from agile_case.estimates.curves import SHAPES, Curve, logistic_parameters
from agile_case.model.assumptions import YearlyValues
from agile_case.model.references import event_faults, scalar_faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.quantities.units import Quantity

__all__ = ["curve_faults", "logistic_of"]


def curve_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield every fault of the curves.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    for key, curve in contents.curves.items():
        where = f"curves.{key}"
        if curve.shape not in SHAPES:
            message = f"{curve.shape!r} is not a shape of curve."
            hint, wanted = did_you_mean(curve.shape, SHAPES), " or ".join(SHAPES)
            yield Fault(message, f"{where}.shape", got=repr(curve.shape), wanted=wanted, do=hint, code="unknown-name")
            continue
        yield from event_faults(f"{where}.starts", curve.starts, contents, broken)
        yield from scalar_faults(f"{where}.ceiling", curve.ceiling, contents, broken)
        yield from _negative_ceiling(f"{where}.ceiling", curve.ceiling, contents)
        try:
            logistic_of(curve, contents)
        except AgileCaseError as error:
            yield from (fault.at(where) for fault in error.faults)


def _negative_ceiling(where: str, ceiling: float | str, contents: Contents) -> Iterator[Fault]:
    held = contents.assumptions.get(ceiling) if isinstance(ceiling, str) else None
    if held is None or isinstance(held.estimate, YearlyValues):
        return
    low = held.estimate.support[0]
    if held.estimate.mean < 0 or -math.inf < low < 0:
        message = "A ceiling cannot be negative."
        got = f"{ceiling}, which goes down to {max(low, held.estimate.mean) if low == -math.inf else low:g}"
        yield Fault(message, where, got=got, wanted="an estimate from 0 upwards")


def logistic_of(curve: Curve, contents: Contents) -> tuple[float, float]:
    """Return midpoint in years from the start, and steepness per year, of a logistic curve.

    Args:
        curve: The curve.
        contents: The model it belongs to, in whose units it is written.

    Raises:
        UnitError: A time is not in calendar time.
        EstimateError: The times do not follow each other, or the curve is given in neither or both ways.
    """

    def in_unit(quantity: Quantity, field: str, unit: str) -> float:
        try:
            return quantity.to(contents.units.unit(unit), contents.units)
        except AgileCaseError as error:
            raise error.at(field) from None

    fields = {name: getattr(curve, name) for name in ("t10", "t90", "midpoint", "steepness")}
    given = tuple(name for name, value in fields.items() if value is not None)
    if given == ("t10", "t90"):
        return logistic_parameters(*(in_unit(fields[name], name, "year") for name in given))
    if given == ("midpoint", "steepness"):
        steepness = in_unit(fields["steepness"], "steepness", "1/year")
        if steepness <= 0:
            message = "A steepness is positive."
            raise EstimateError(message, where="steepness", got=str(fields["steepness"]), wanted="a number above 0")
        return in_unit(fields["midpoint"], "midpoint", "year"), steepness
    message = "A logistic curve is given by two times, or by its midpoint and steepness."
    raise EstimateError(message, got=" and ".join(given) or "neither", wanted="t10 and t90, or midpoint and steepness")
