"""Faults of names that lead nowhere, worded the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import Fault, did_you_mean
from agile_case.estimates.dimensions import is_dimensionless
from agile_case.model.assumptions import YearlyValues
from agile_case.model.measurement import assumption_dimensions
from agile_case.quantities.units import describe

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from agile_case.model.contents import Contents

__all__ = ["event_faults", "known", "one_value_faults", "scalar_faults", "unknown"]

_PLAIN = 1e6  # above this a percentage is not worth its digits


def known(keys: Iterable[str], table: str, broken: frozenset[str]) -> set[str]:
    """Return the keys of a table, those that could not be read included.

    Args:
        keys: The keys that could be read.
        table: Address of the table, such as `events`.
        broken: Addresses of parts that could not be read.
    """
    prefix = f"{table}."
    return set(keys) | {address.removeprefix(prefix) for address in broken if address.startswith(prefix)}


def unknown(where: str, name: str, names: Iterable[str], kind: str) -> Fault:
    """Return the fault of a name that leads nowhere.

    Args:
        where: Address of the field that holds the name.
        name: The name.
        names: The names that exist.
        kind: What it should name, with its article, such as "an event".
    """
    message = f"{name!r} is not {kind} of this case."
    wanted, hint = f"the key of {kind}", did_you_mean(name, names)
    return Fault(message, where, got=repr(name), wanted=wanted, do=hint, code="unknown-name")


def event_faults(
    where: str, starts: str | datetime.date, contents: Contents, broken: frozenset[str]
) -> Iterator[Fault]:
    """Yield the fault of a start that names no event.

    Args:
        where: Address of the field.
        starts: Key of an event, or a date.
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    if isinstance(starts, str) and starts not in (events := known(contents.events, "events", broken)):
        yield unknown(where, starts, events, "an event")


def one_value_faults(where: str, name: str, contents: Contents) -> Iterator[Fault]:
    """Yield the fault of an assumption that has more than one value where only one can be meant.

    Args:
        where: Address of the field that holds its name.
        name: Key of the assumption.
        contents: The unchecked contents.
    """
    held = contents.assumptions.get(name)
    if held is not None and held.by_year:
        message = "This assumption differs from year to year, and one value for all years is needed here."
        got = f"{name}, a yearly series" if isinstance(held.estimate, YearlyValues) else f"{name}, drawn each year"
        yield Fault(message, where, got=got, wanted="an assumption with one value", code="estimate")


def scalar_faults(
    where: str, value: float | str | None, contents: Contents, broken: frozenset[str], *, by_year: bool = False
) -> Iterator[Fault]:
    """Yield the faults of a field that is a fraction, or the key of an assumption without unit.

    A fraction above 1 is refused: it is nearly always a percentage that lost its sign, and would turn an answer round.

    Args:
        where: Address of the field.
        value: The number or the key.
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
        by_year: Whether it may differ from year to year.
    """
    if not isinstance(value, str):
        if value is not None and value > 1:
            yield _large_fraction(where, value, "")
        return
    dimensions = assumption_dimensions(contents, broken)
    if value not in dimensions:
        yield unknown(where, value, dimensions, "an assumption")
    elif not is_dimensionless(dimensions[value]):
        message = "A pure number is needed here."
        got = f"{value} in {describe(dimensions[value] or ())}"
        yield Fault(message, where, got=got, wanted='an assumption with unit = "1"', code="unit")
    elif value in contents.assumptions and dimensions[value] is not None:  # a faulty unit is reported where it is
        held = contents.assumptions[value]
        if not by_year:
            yield from one_value_faults(where, value, contents)
        largest = max(held.estimate.values) if isinstance(held.estimate, YearlyValues) else held.estimate.mean
        largest *= contents.units.unit(held.unit).scale
        if largest > 1:
            yield _large_fraction(where, largest, f"{value}, ")


def _large_fraction(where: str, value: float, name: str) -> Fault:
    message = "A fraction is larger than 1."
    percent = f"{value:,.0%}" if value < _PLAIN else "far more than 100%"
    got = f"{name}{value:g}, which is {percent}"
    do = 'write 0.02 for 2%, or give an assumption with unit = "percent"; a larger factor belongs into the amount'
    return Fault(message, where, got=got, wanted="a fraction up to 1", do=do, code="input")
