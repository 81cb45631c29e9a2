"""Faults of the curves of a case."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from agile_case.errors import AgileCaseError, Fault, did_you_mean
from agile_case.estimates.curves import SHAPES, Curve
from agile_case.model.references import event_faults, known, one_value_faults, scalar_faults, unknown
from agile_case.model.timing import mean_of, settled_moment
from agile_case.quantities.units import Quantity, describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents

__all__ = ["curve_faults"]

_GIVEN_BY = ("starts", "over", "t10", "t90", "midpoint", "steepness", "innovation", "imitation", "half_life", "levels")
_TIMES = ("over", "t10", "t90", "midpoint", "half_life")
_RATES = ("steepness", "innovation", "imitation")
_POSITIVE = {"steepness": "A steepness", "innovation": "A rate of innovation", "half_life": "A half-life"}
_TIME, _RATE = "year", "1/year"


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
        if curve.starts is not None:
            yield from event_faults(f"{where}.starts", curve.starts, contents, broken)
        yield from scalar_faults(f"{where}.ceiling", curve.ceiling, contents, broken)
        yield from _not_negative(f"{where}.ceiling", "A ceiling cannot be negative.", curve.ceiling, contents)
        form = list(_form_faults(where, curve))
        yield from form or _parameter_faults(where, curve, contents, broken)
        yield from _level_faults(where, curve, contents, broken)


def _form_faults(where: str, curve: Curve) -> Iterator[Fault]:
    """Yield the fault of a curve that is given in another way than its shape needs."""
    given = tuple(name for name in _GIVEN_BY if getattr(curve, name))
    ways = SHAPES[curve.shape]
    if given not in ways:
        message = f"A curve of shape {curve.shape} is given in another way."
        wanted = ", or ".join(" and ".join(way) or "its ceiling alone" for way in ways)
        do = 'use shape = "step" for what begins at an event' if curve.shape == "constant" and curve.starts else ""
        yield Fault(message, where, got=" and ".join(given) or "its ceiling alone", wanted=wanted, do=do, code="case")
    if curve.between is not None and curve.shape != "events":
        message = "Only a curve given by events does something between them."
        yield Fault(message, f"{where}.between", got=curve.shape, wanted='shape = "events"', code="case")


def _parameter_faults(where: str, curve: Curve, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    ends: dict[str, tuple[float, float]] = {}
    for name in (*_TIMES, *_RATES):
        value = getattr(curve, name)
        if value is not None:
            place, unit = f"{where}.{name}", _RATE if name in _RATES else _TIME
            faults = list(_measured_faults(place, value, unit, contents, broken))
            yield from faults
            held = None if faults else _range_of(value, unit, contents)
            if held is not None:
                ends[name] = held
    if "over" in ends and ends["over"][0] < 0:
        message = "A rise cannot take less than no time."
        yield Fault(message, f"{where}.over", got=f"{ends['over'][0]:g} years", wanted="0 or more", code="estimate")
    if "imitation" in ends and ends["imitation"][0] < 0:
        message = "A rate of imitation is not negative."
        got = str(curve.imitation)
        yield Fault(message, f"{where}.imitation", got=got, wanted="0 or more", code="estimate")
    for name, words in _POSITIVE.items():
        if name in ends and ends[name][0] <= 0:
            value = getattr(curve, name)
            message = f"{words} is positive."
            do = "give the estimate an end, for example truncate = { low = 0.1 }" if isinstance(value, str) else ""
            yield Fault(message, f"{where}.{name}", got=str(value), wanted="a number above 0", do=do, code="estimate")
    if {"t10", "t90"} <= set(ends):
        early, late = ends["t10"], ends["t90"]
        if not early[1] < late[0] or not math.isfinite(1 / (late[0] - early[1])):
            message = f"A {curve.shape.replace('gom', 'Gom')} curve cannot pass through these times."
            got = f"t10 up to {early[1]:g} years, t90 from {late[0]:g} years"
            uncertain = isinstance(curve.t10, str) or isinstance(curve.t90, str)
            other = ", or give midpoint and steepness" if curve.shape == "logistic" else ""
            do = f"keep the two estimates apart{other}" if uncertain else ""
            yield Fault(message, where, got=got, wanted="t90 later than t10 in every draw", do=do, code="estimate")


def _measured_faults(
    where: str, value: Quantity | str, unit: str, contents: Contents, broken: frozenset[str]
) -> Iterator[Fault]:
    """Yield the faults of a parameter that names nothing, measures something else, or differs from year to year."""
    wanted = contents.units.unit(unit)
    if isinstance(value, Quantity):
        try:
            value.to(wanted, contents.units)
        except AgileCaseError as error:
            yield from (fault.at(where) for fault in error.faults)
        return
    names = known(contents.assumptions, "assumptions", broken)
    if value not in names:
        yield unknown(where, value, names, "an assumption")
        return
    held = contents.assumptions.get(value)
    if held is None:
        return
    yield from one_value_faults(where, value, contents)
    try:
        measured = contents.units.unit(held.unit).dimension
    except AgileCaseError:  # reported where the assumption is
        return
    if measured != wanted.dimension:
        message = "This parameter of a curve measures something else."
        got = f"{value} in {describe(measured)}"
        yield Fault(message, where, got=got, wanted=f"something in {describe(wanted.dimension)}", code="unit")


def _range_of(value: Quantity | str, unit: str, contents: Contents) -> tuple[float, float] | None:
    """Return the least and the most that a sound parameter can be; None where the assumption could not be read."""
    wanted = contents.units.unit(unit)
    if isinstance(value, Quantity):
        number = value.to(wanted, contents.units)
        return number, number
    held = contents.assumptions.get(value)
    if held is None or held.by_year:
        return None
    try:
        scale = contents.units.unit(held.unit).scale
    except AgileCaseError:  # reported where the assumption is
        return None
    low, high = held.estimate.support  # type: ignore[union-attr]  # a series is by year
    return low * scale, high * scale


def _not_negative(where: str, message: str, value: float | str, contents: Contents) -> Iterator[Fault]:
    held = contents.assumptions.get(value) if isinstance(value, str) else None
    if held is None or held.by_year:
        return
    low, mean = held.estimate.support[0], held.estimate.mean  # type: ignore[union-attr]  # a series is by year
    if mean < 0 or -math.inf < low < 0:
        got = f"{value}, which goes down to {max(low, mean) if low == -math.inf else low:g}"
        yield Fault(message, where, got=got, wanted="an estimate from 0 upwards")


def _level_faults(where: str, curve: Curve, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    for event, level in curve.levels.items():
        place = f"{where}.levels.{event}"
        yield from event_faults(place, event, contents, broken)
        yield from scalar_faults(place, level, contents, broken)
        yield from _not_negative(place, "A level cannot be negative.", level, contents)
    moments = [(event, settled_moment(event, contents)) for event in curve.levels]
    for (before, first), (after, second) in itertools.pairwise(moments):
        if first is not None and second is not None and mean_of(first, contents) >= mean_of(second, contents):
            message = "The levels of a curve follow their events in time."
            got, wanted = f"{after} at or before {before}", "the earlier event first"
            yield Fault(message, f"{where}.levels.{after}", got=got, wanted=wanted, code="year")
