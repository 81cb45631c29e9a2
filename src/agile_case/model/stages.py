"""Stages: what is bought between two gates. Stages have no money of their own; lines name their stage."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.model.goals import Criterion, FundingTerms, OnStop
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import event_or_date

__all__ = ["DOCUMENTS", "PHASES", "Stage", "StageTest"]

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
    tranche: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """Money asked for at the gate before it."""
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
