"""The assumptions log: every assumption with its evidence, who answers for it, and what rests on it."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from agile_case.estimates.curves import MADE_OF, Curve
from agile_case.estimates.distributions import Tabulated
from agile_case.estimates.expressions import Expression, names_in
from agile_case.estimates.grammar import parse
from agile_case.model.addresses import lines_of
from agile_case.model.assumptions import Assumption, YearlyValues
from agile_case.model.goals import Criterion
from agile_case.model.stages import StageTest
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, in_words
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import Year, YearRange

if TYPE_CHECKING:
    from agile_case.model.contents import Contents

__all__ = ["assumptions_log", "name_fields", "uses_of"]

_PLAIN: Final = frozenset({type(None), bool, int, float, Year, YearRange})
_STAND_INS: Final = frozenset({float, Quantity})
_POINTS: Final = 24
"""Points of a tabulated estimate that a log prints; what is believed after evidence has a thousand."""
_COLUMNS: Final = (
    Column("Assumption", "assumption"),
    Column("Title", "title"),
    Column("Estimate", "estimate"),
    Column("Unit", "unit"),
    *(Column(title, title.lower(), 0, figures=5, empty="by year") for title in ("Mean", "P10", "P90")),
    Column("Source", "source", empty="none stated"),
    Column("Owner", "owner", empty="none stated"),
    Column("Date", "date", empty="none stated"),
    Column("Quality", "quality", empty="not rated"),
    Column("Impact", "impact", empty="not rated"),
    Column("Review by", "review_by", empty="none stated"),
    Column("Signed off", "signed_off", empty="not signed off"),
    Column("Used by", "used_by", empty="nothing uses it"),
    Column("Links", "links"),
    Column("Notes", "notes"),
)


def assumptions_log(contents: Contents) -> Table:
    """Return the assumptions log of a case.

    Args:
        contents: A consistent model.

    Source:
        The Aqua Book, 2nd edition 2025, assumptions log.
    """
    uses = uses_of(contents)
    rows = [_row(key, held, uses[key]) for key, held in contents.assumptions.items()]
    return Table("assumptions", "Assumptions", _COLUMNS, rows)


def _row(key: str, held: Assumption, used_by: tuple[str, ...]) -> list[Cell]:
    numbers: list[Cell] = [None, None, None]
    if isinstance(held.estimate, YearlyValues):
        written = f"values {held.estimate.years} [{in_words(held.estimate.values)}]"
    else:
        points = len(held.estimate.probabilities) if isinstance(held.estimate, Tabulated) else 0
        written = f"tabulated, {points} points" if points > _POINTS else held.estimate.written
        numbers = [held.estimate.mean, *held.estimate.quantile([0.1, 0.9]).tolist()]
    signed = f"{held.signed_off_by}, {held.signed_off_on}" if held.signed_off_on is not None else ""
    return [
        key,
        held.title,
        written,
        held.unit,
        *numbers,
        held.source.strip(),
        held.owner.strip(),
        "" if held.date is None else held.date.isoformat(),
        held.quality,
        held.impact,
        "" if held.review_by is None else held.review_by.isoformat(),
        signed,
        ", ".join(used_by),
        ", ".join(held.links),
        held.notes,
    ]


def uses_of(contents: Contents) -> FrozenMap[str, tuple[str, ...]]:
    """Return the addresses of what uses each assumption and each curve: lines, curves, events, stages.

    A correlation is no use: it says how assumptions move, and moves nothing itself.

    Args:
        contents: A consistent model.
    """
    found: dict[str, dict[str, None]] = {key: {} for key in (*contents.assumptions, *contents.curves)}
    tables: dict[str, Mapping[str, object]] = {
        "events": contents.events,
        "curves": contents.curves,
        "roles": contents.roles,
        "measures": contents.measures,
        "stages": contents.stages,
    }
    parts = [(f"{name}.{key}", part) for name, held in tables.items() for key, part in held.items()]
    for key, option in contents.options.items():
        parts += [(f"options.{key}.risks.{name}", risk) for name, risk in option.risks.items()]
        parts += [(f"options.{key}.transfers.{name}", transfer) for name, transfer in option.transfers.items()]
    for address, part in (("case", contents.basis), *lines_of(contents), *parts):
        for name in _names(part, contents):
            found[name][address] = None
    return FrozenMap({key: tuple(addresses) for key, addresses in found.items()})


def _names(part: object, contents: Contents) -> Iterator[str]:
    """Yield every name that a part of a case may mean an assumption by, those inside its own parts included."""
    if not isinstance(part, Noun):
        return
    for field, named in _fields_of(type(part)):  # type: ignore[arg-type]  # a class has a hash
        value = getattr(part, field)
        if type(value) in _PLAIN or (type(value) is str and not named):  # most of what a line holds
            continue
        inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else (value,)
        for item in inner:
            if isinstance(item, Expression):
                yield from (found.name for found in names_in(parse(item, contents.units.words)))
            elif isinstance(item, str) and named:
                yield from (item,) if item else ()
            else:
                yield from _names(item, contents)


@functools.cache
def _fields_of(kind: type[Noun]) -> tuple[tuple[str, bool], ...]:
    """Return the fields of a class, each with whether it may hold the key of an assumption."""
    named = name_fields(kind)  # type: ignore[arg-type]  # a class has a hash
    return tuple((field.name, field.name in named) for field in attrs.fields(kind))  # type: ignore[arg-type]  # every noun is an attrs class


@functools.cache
def name_fields(kind: type) -> frozenset[str]:
    """Return the fields of a class that hold the key of an assumption or a curve, or may hold one for a number.

    Args:
        kind: The class.
    """
    hints: dict[str, Any] = typing.get_type_hints(kind)
    found = {name for name, hint in hints.items() if str in (parts := _parts(hint)) and _STAND_INS.intersection(parts)}
    found -= {"persistence"}  # a number or a word, never a key
    found |= set(MADE_OF) if kind is Curve else set()
    return frozenset(found | ({"assumption"} if kind in (Criterion, StageTest) else set()))


def _parts(hint: Any) -> set[Any]:  # noqa: ANN401 - what a field is annotated with
    if isinstance(hint, types.UnionType):
        return set(typing.get_args(hint))
    inner = [part for part in typing.get_args(hint) if part is not ...]
    return _parts(inner[-1]) if inner else set()
