"""Stages: what is bought between two gates. Stages have no money of their own; lines name their stage."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.model.goals import Criterion, FundingTerms, OnStop
from agile_case.model.lines import BUDGETS
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import Year, event_or_date

if TYPE_CHECKING:
    from agile_case.quantities.units import UnitSystem

__all__ = ["DOCUMENTS", "PHASES", "Stage", "StageTest", "TranchePart", "tranche_amount"]

PHASES = ("discovery", "alpha", "private-beta", "public-beta", "live", "retirement")
"""Phases of a service (GDS, Service Manual); beta is in two parts."""
DOCUMENTS = ("SOC", "OBC", "FBC", "PBC", "BJC")
"""Business cases: strategic outline, outline, full, programme, and business justification case."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class StageTest(Noun):
    """What a stage will measure: which assumption, and on how much."""

    assumption: str = attrs.field(validator=fields.is_a(str))
    """Key of the assumption that is tested."""
    people: int | None = attrs.field(default=None, converter=attrs.converters.optional(fields.whole))
    """Number of people it is tested with."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @people.validator
    def _check_people(self, _attribute: object, value: int | None) -> None:
        if value is not None and value < 1:
            message = "A test needs people."
            raise InputError(message, where="people", got=repr(value), wanted="1 or more")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class TranchePart(Noun):
    """What is asked for in one year and one budget class, in cash."""

    year: Year = attrs.field(converter=fields.year)
    """The year."""
    budget: str = attrs.field(validator=fields.one_of(BUDGETS))
    """Budget class."""
    amount: Quantity = attrs.field(converter=fields.quantity)
    """Money."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


def _tranche(value: object) -> Quantity | tuple[TranchePart, ...]:
    if not isinstance(value, list | tuple):
        return fields.quantity(value)
    if not value or not all(isinstance(item, TranchePart) for item in value):
        message = "A tranche is one amount of money, or money by year and class."
        wanted = '"240 GBPk", or [{ year = "2026-27", budget = "resource", amount = "240 GBPk" }]'
        raise InputError(message, got=repr(value)[:120], wanted=wanted)
    return tuple(value)


def _tests(value: object) -> tuple[StageTest, ...]:
    if not isinstance(value, list | tuple):
        message = "A list of tests is needed."
        wanted = 'for example [{ assumption = "minutes", people = 30 }]'
        raise InputError(message, where="tests", got=repr(value), wanted=wanted)
    for item in value:
        if not isinstance(item, StageTest):
            message = "A list of tests is needed."
            raise InputError(message, where="tests", got=repr(item), wanted="StageTest objects")
    return tuple(value)


def _criteria(value: object) -> tuple[Criterion, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, Criterion) for item in value):
        message = "A list of criteria is needed."
        wanted = 'for example [Criterion(assumption="minutes", at_most="10 minute/application")]'
        raise InputError(message, where="criteria", got=repr(value)[:120], wanted=wanted)
    return tuple(value)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Stage(Noun):
    """A stretch of work between two gates; its key is its address."""

    phase: str = attrs.field(default="", validator=fields.one_of(PHASES, or_empty=True))
    """Phase of the service that it is, or is part of."""
    document: str = attrs.field(default="", validator=fields.one_of(DOCUMENTS, or_empty=True))
    """Business case that the gate after it decides on."""
    starts: str | datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(event_or_date))
    """Key of an event, or a date; after the stage before, in the order of the file, unless stated."""
    weeks: float | None = attrs.field(default=None, converter=attrs.converters.optional(fields.number))
    """How long the work takes."""
    gate_weeks: float = attrs.field(default=0.0, converter=fields.number)
    """How long the decision at its end takes."""
    tranche: Quantity | tuple[TranchePart, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(_tranche)
    )
    """Money asked for at the gate before it: one amount while a case is young, or by year and budget class."""
    tests: tuple[StageTest, ...] = attrs.field(default=(), converter=_tests)
    """What it will measure."""
    criteria: tuple[Criterion, ...] = attrs.field(default=(), converter=_criteria)
    """What has to hold at the gate after it, set before it begins."""
    on_stop: OnStop | None = attrs.field(default=None, validator=fields.none_or(OnStop))
    """What it costs to stop at the gate after it."""
    funding_terms: FundingTerms | None = attrs.field(default=None, validator=fields.none_or(FundingTerms))
    """On which terms it has its money."""
    title: str = fields.text()
    """Title for printing."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @weeks.validator
    @gate_weeks.validator
    def _check_weeks(self, attribute: attrs.Attribute[Any], value: float | None) -> None:
        if value is not None and value < 0:
            message = "Weeks cannot be negative."
            raise InputError(message, where=attribute.name, got=repr(value), wanted="0 or more")


def tranche_amount(stage: Stage, units: UnitSystem) -> float | None:
    """Return what is asked for a stage in all, in pounds; None where nothing is.

    Args:
        stage: The stage.
        units: The units of the case.

    Raises:
        UnitError: An amount is no money.
    """
    pound, held = units.unit("GBP"), stage.tranche
    if held is None or isinstance(held, Quantity):
        return None if held is None else held.to(pound, units)
    return sum(part.amount.to(pound, units) for part in held)
