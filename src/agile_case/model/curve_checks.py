"""Faults of the curves of a case."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

from agile_case.errors import AgileCaseError, Fault, did_you_mean
from agile_case.estimates.curves import SHAPES, Curve
from agile_case.model.curve_links import link_faults
from agile_case.model.references import event_faults, known, one_value_faults, scalar_faults, unknown
from agile_case.model.timing import mean_of, settled_moment
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.units import Quantity, describe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents

__all__ = ["curve_faults"]

_GIVEN_BY = (
    "starts",
    "over",
    "t10",
    "t90",
    "midpoint",
    "steepness",
    "innovation",
    "imitation",
    "half_life",
    "levels",
    "waves",
    "values",
    "every",
    "then",
    "months",
    "progress_ratio",
    "experience",
    "volume",
    "follows",
    "of",
    "by",
    "at",
    "curves",
)
_TIMES = ("over", "t10", "t90", "midpoint", "half_life", "experience", "every", "by")
_RATES = ("steepness", "innovation", "imitation")
_POSITIVE = {
    "steepness": "A steepness",
    "innovation": "A rate of innovation",
    "half_life": "A half-life",
    "experience": "What was made before",
    "every": "The time from one value to the next",
}
_NOT_BELOW = {
    "over": "A rise cannot take less than no time.",
    "imitation": "A rate of imitation is not negative.",
    "by": "A delay of a curve is not negative.",
}
_TIME, _RATE, _WHOLE = "year", "1/year", 1 + 1e-9


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
        yield from _share_faults(where, curve, contents, broken)
        yield from _ratio_faults(where, curve, contents, broken)
        yield from link_faults(key, curve, contents, broken)


def _form_faults(where: str, curve: Curve) -> Iterator[Fault]:
    """Yield the fault of a curve that is given in another way than its shape needs."""
    given = tuple(name for name in _GIVEN_BY if getattr(curve, name) not in (None, "", (), FrozenMap()))
    ways = SHAPES[curve.shape]
    if given not in ways:
        message = f"A curve of shape {curve.shape} is given in another way."
        wanted = ", or ".join(" and ".join(way) or "its ceiling alone" for way in ways)
        do = 'use shape = "step" for what begins at an event' if curve.shape == "constant" and curve.starts else ""
        yield Fault(message, where, got=" and ".join(given) or "its ceiling alone", wanted=wanted, do=do, code="case")
    if curve.between is not None and curve.shape not in {"events", "given"}:
        message = "Only a curve given by events or by values does something between them."
        wanted = 'shape = "events" or shape = "given"'
        yield Fault(message, f"{where}.between", got=curve.shape, wanted=wanted, code="case")


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
    for name, message in _NOT_BELOW.items():
        if name in ends and ends[name][0] < 0:
            value = getattr(curve, name)
            got = f"{value}, which goes down to {ends[name][0]:g}" if isinstance(value, str) else str(value)
            yield Fault(message, f"{where}.{name}", got=got, wanted="0 or more", code="estimate")
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


def _share_faults(where: str, curve: Curve, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of waves, cohorts and given values."""
    held = [(f"{where}.waves.{event}", share) for event, share in curve.waves.items()]
    held += [(f"{where}.values[{at}]", value) for at, value in enumerate(curve.values)]
    for event in curve.waves:
        yield from event_faults(f"{where}.waves.{event}", event, contents, broken)
    for place, share in held:
        yield from scalar_faults(place, share, contents, broken)
        yield from _not_negative(place, "A level cannot be negative.", share, contents)
    total = math.fsum(share for _, share in held if not isinstance(share, str))
    if curve.shape in {"waves", "cohorts"} and total > _WHOLE:
        message = "The shares of a roll-out come to more than the whole."
        do = "write shares of the whole, and the size of the whole in the amount of the line"
        yield Fault(message, where, got=f"{total:g}", wanted="shares that sum to 1 or less", do=do, code="estimate")


def _ratio_faults(where: str, curve: Curve, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of a progress ratio, and of a limit that is no curve."""
    if curve.at is not None and curve.at not in known(contents.curves, "curves", broken):
        yield from scalar_faults(f"{where}.at", curve.at, contents, broken)
        yield from _not_negative(f"{where}.at", "A limit of a curve cannot be negative.", curve.at, contents)
    ratio, place = curve.progress_ratio, f"{where}.progress_ratio"
    if ratio is None:
        return
    faults = list(scalar_faults(place, ratio, contents, broken))
    yield from faults
    if faults:
        return
    low, high = (ratio, ratio) if not isinstance(ratio, str) else (1.0, 1.0)
    held = contents.assumptions.get(ratio) if isinstance(ratio, str) else None
    if held is not None:
        scale = contents.units.unit(held.unit).scale
        low, high = (end * scale for end in held.estimate.support)  # type: ignore[union-attr]  # a series is refused above
    if not (low > 0 and high <= 1):
        message = "A progress ratio is what is left of a unit cost after a doubling."
        do = "give the estimate ends, for example truncate = { low = 0.5, high = 1 }" if held is not None else ""
        got = str(ratio) if held is None else f"{ratio}, from {low:g} to {high:g}"
        yield Fault(message, place, got=got, wanted="above 0 and up to 1, such as 0.85", do=do, code="estimate")
