"""Everything a model holds, before it has been checked for consistency."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import AgileCaseError, InputError, UnknownNameError, YearError, did_you_mean
from agile_case.estimates.curves import Curve
from agile_case.model import fields
from agile_case.model.assumptions import Assumption
from agile_case.model.assurance import Approval, Exhibit, Review
from agile_case.model.basis import Basis, ReferenceChoice
from agile_case.model.changes import EnablingChange
from agile_case.model.correlation import Correlation
from agile_case.model.criteria import CriticalSuccessFactor
from agile_case.model.decision import Preferred
from agile_case.model.elsewhere import Elsewhere
from agile_case.model.events import Event
from agile_case.model.five_cases import CommercialContent, FinancialContent, ManagementContent, StrategicContent
from agile_case.model.funding import Funding
from agile_case.model.judgements import Judgement
from agile_case.model.longlist import CATEGORIES, Choice
from agile_case.model.measures import Measure
from agile_case.model.multicriteria import Multicriteria
from agile_case.model.narrative import Claim, Constraint, Dependency, Objective, StatutoryDuty, TheoryStep
from agile_case.model.options import Option
from agile_case.model.programme import Programme
from agile_case.model.quality import Analysis, DataSource, QualityCheck
from agile_case.model.roles import Role
from agile_case.model.scenarios import Scenario
from agile_case.model.stages import Stage
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import UnitSystem, unit_system
from agile_case.quantities.years import as_date

__all__ = ["Contents"]


def _events(value: object) -> FrozenMap[str, datetime.date | Event]:
    return FrozenMap({key: _event(key, item) for key, item in fields.mapping(value).items()})


def _event(key: str, value: object) -> datetime.date | Event:
    where = f"events.{key}"
    if isinstance(value, Event):
        return value
    try:
        return as_date(value)
    except YearError as error:
        raise error.at(where) from None


def _reference(value: object) -> ReferenceChoice:
    if isinstance(value, ReferenceChoice):
        return value
    if isinstance(value, str):
        return ReferenceChoice(set=value)
    message = "A reference set is named by text."
    raise InputError(message, got=repr(value), wanted='for example "uk-2026-03"')


def _correlations(value: object) -> tuple[Correlation, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, Correlation) for item in value):
        message = "A list of correlations is needed."
        raise InputError(message, where="correlations", got=repr(value)[:120], wanted="Correlation objects")
    return tuple(value)


def _longlist(value: object) -> FrozenMap[str, FrozenMap[str, Choice]]:
    held = fields.mapping(value)
    for category, choices in held.items():
        where = f"longlist.{category}"
        if category not in CATEGORIES:
            message, hint = "This is not a category of the longlist.", did_you_mean(category, CATEGORIES)
            raise UnknownNameError(message, where=where, got=repr(category), wanted=" or ".join(CATEGORIES), do=hint)
        try:
            rated = fields.mapping(choices)
        except AgileCaseError as error:
            raise type(error).of(fault.at(where) for fault in error.faults) from None
        for key, choice in rated.items():
            if not isinstance(choice, Choice):
                message = "An entry of the longlist has the wrong type."
                raise InputError(message, where=f"{where}.{key}", got=repr(choice)[:120], wanted="Choice")
    return FrozenMap({category: fields.mapping(held[category]) for category in CATEGORIES if held.get(category)})


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Contents(Noun):
    """The parts of a model, under the names that the case file gives them."""

    basis: Basis = attrs.field(validator=fields.is_a(Basis))
    """What the numbers are measured against; `[case]` in the file."""
    reference: ReferenceChoice = attrs.field(converter=_reference)
    """Which published parameters are used."""
    counts: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Words for the things counted; `[units] counts` in the file."""
    events: FrozenMap[str, datetime.date | Event] = attrs.field(factory=FrozenMap, converter=_events)
    """Events by key: dates, and events that may slip or follow others."""
    assumptions: FrozenMap[str, Assumption] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Assumption)
    )
    """Assumptions by key."""
    curves: FrozenMap[str, Curve] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Curve)
    )
    """Curves by key."""
    roles: FrozenMap[str, Role] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Role)
    )
    """What people cost, by key; teams are made of them."""
    measures: FrozenMap[str, Measure] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Measure)
    )
    """Measures by key: what is counted in the service."""
    options: FrozenMap[str, Option] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Option)
    )
    """Options by key."""
    stages: FrozenMap[str, Stage] = attrs.field(
        factory=FrozenMap,
        converter=fields.mapping,
        validator=fields.entries_are(Stage),
        metadata={"ordered": True},
        eq=lambda stages: tuple(stages.items()),  # a stage without a start begins after the one before
    )
    """Stages by key, in their order."""
    correlations: tuple[Correlation, ...] = attrs.field(default=(), converter=_correlations)
    """Which assumptions move together; `[[correlations]]` in the file."""
    funding: FrozenMap[str, Funding] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Funding)
    )
    """Funding by key: money that is there, asked for or missing."""
    scenarios: FrozenMap[str, Scenario] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Scenario)
    )
    """Scenarios by key: other values of some assumptions, without a probability."""
    critical_success_factors: FrozenMap[str, CriticalSuccessFactor] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(CriticalSuccessFactor)
    )
    """Critical success factors by key."""
    longlist: FrozenMap[str, FrozenMap[str, Choice]] = attrs.field(factory=FrozenMap, converter=_longlist)
    """Choices by key in each category, the categories in the order in which they are rated."""
    multicriteria: Multicriteria | None = attrs.field(default=None, validator=fields.none_or(Multicriteria))
    """Multi-criteria decision analysis of the options."""
    preferred: Preferred | None = attrs.field(default=None, validator=fields.none_or(Preferred))
    """The decision on the preferred option."""
    programme: Programme | None = attrs.field(default=None, validator=fields.none_or(Programme))
    """Facts that approvals and assurance hang on."""
    elsewhere: Elsewhere | None = attrs.field(default=None, validator=fields.none_or(Elsewhere))
    """Facts that guidance of other places asks for."""
    enabling_changes: FrozenMap[str, EnablingChange] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(EnablingChange)
    )
    """Enabling changes by key: what people have to do before benefits can come."""
    judgements: FrozenMap[str, Judgement] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Judgement)
    )
    """Judgements by key: what people answered to findings, and what they set aside."""
    strategic: StrategicContent | None = attrs.field(default=None, validator=fields.none_or(StrategicContent))
    """The strategic case in words."""
    commercial: CommercialContent | None = attrs.field(default=None, validator=fields.none_or(CommercialContent))
    """The commercial case in words."""
    financial: FinancialContent | None = attrs.field(default=None, validator=fields.none_or(FinancialContent))
    """The financial case in words."""
    management: ManagementContent | None = attrs.field(default=None, validator=fields.none_or(ManagementContent))
    """The management case in words."""
    objectives: FrozenMap[str, Objective] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Objective)
    )
    """SMART objectives by key."""
    theory_of_change: FrozenMap[str, TheoryStep] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(TheoryStep)
    )
    """Steps of the theory of change by key."""
    claims: FrozenMap[str, Claim] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Claim)
    )
    """What the case takes to be so, by key: facts and hypotheses."""
    dependencies: FrozenMap[str, Dependency] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Dependency)
    )
    """What has to come from elsewhere, by key."""
    constraints: FrozenMap[str, Constraint] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Constraint)
    )
    """Limits to stay within, by key."""
    statutory_duties: FrozenMap[str, StatutoryDuty] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(StatutoryDuty)
    )
    """How statutory duties were taken into account, by key."""
    reviews: FrozenMap[str, Review] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Review)
    )
    """Reviews by others, by key: planned, and held."""
    approvals: FrozenMap[str, Approval] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Approval)
    )
    """Approvals by key: planned, asked for, given."""
    exhibits: FrozenMap[str, Exhibit] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Exhibit)
    )
    """What stages showed, by key: demonstrations, burn charts, backlogs."""
    data: FrozenMap[str, DataSource] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(DataSource)
    )
    """Sources of data by key."""
    quality_assurance: FrozenMap[str, QualityCheck] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(QualityCheck)
    )
    """Checks of the analysis by key."""
    analysis: Analysis | None = attrs.field(default=None, validator=fields.none_or(Analysis))
    """The analysis: who is who, its risk, and the assurance statement."""
    local: FrozenMap[str, Any] = fields.foreign()
    """Fields of departments, kept untouched."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @property
    def units(self) -> UnitSystem:
        """The units that the case knows."""
        return unit_system(self.counts)
