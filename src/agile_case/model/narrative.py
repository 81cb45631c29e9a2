"""What a case says beside its numbers: objectives, theory of change, claims, dependencies, constraints, duties."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.model import fields
from agile_case.model.criteria import CONSTRAINTS
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import as_date, event_or_date

__all__ = ["DUTIES", "STEPS", "Claim", "Constraint", "Dependency", "Objective", "StatutoryDuty", "TheoryStep"]

STEPS = ("input", "activity", "output", "outcome", "impact")
"""Kinds of step of a theory of change, in their order; The Green Book 2026, 4.10, names inputs, outputs, outcomes."""
DUTIES = ("environmental-principles", "biodiversity", "public-sector-equality", "other")
"""The three statutory duties of The Green Book 2026, 3.18; and others, such as those of devolved governments (3.19)."""


_SAID = fields.said("This says something, or there is no such entry.")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Objective(Noun):
    """A SMART objective: specific, measurable, achievable, realistic, time-limited (The Green Book 2026, 4.21 on)."""

    title: str = fields.text()
    """Title for printing."""
    specific: str = fields.text()
    """What is to change, for whom, how many of them, and where."""
    measure: str = fields.text()
    """How it is measured, or the key of the measure."""
    baseline: str = fields.text()
    """What the measure shows before the change, with its unit and date."""
    target: str = fields.text()
    """What the measure is to show, with its unit."""
    achievable: str = fields.text()
    """Why it can be achieved."""
    realistic: str = fields.text()
    """Why it can be achieved with the money, the people and the time that there are."""
    by: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day by which the target is to be met."""
    owner: str = fields.text()
    """Who answers for it."""
    source: str = fields.text()
    """Who set it, and where."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @property
    def lacks(self) -> tuple[str, ...]:
        """What it lacks to be SMART, in words."""
        wanted = {
            "specific": self.specific,
            "measurable (measure)": self.measure,
            "measurable (target)": self.target,
            "achievable": self.achievable,
            "realistic": self.realistic,
        }
        missing = [words for words, held in wanted.items() if not held.strip()]
        return (*missing, *(["time-limited (by)"] if self.by is None else []))


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Claim(Noun):
    """Something that the case takes to be so, marked as fact or as hypothesis."""

    says: str = attrs.field(validator=_SAID)
    """What is claimed."""
    kind: str = attrs.field(validator=fields.one_of(("fact", "hypothesis")))
    """Whether it is known, or remains to be shown."""
    about: str = fields.text()
    """Address of what it is about, such as `assumptions.digital_share`."""
    source: str = fields.text()
    """What shows it, where it is a fact."""
    test: str = fields.text()
    """What would show it wrong, where it is a hypothesis."""
    stage: str | None = attrs.field(default=None, validator=fields.none_or(str))
    """Key of the stage that tests it."""
    owner: str = fields.text()
    """Who answers for it."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class TheoryStep(Noun):
    """One step of the theory of change; its key is its address."""

    kind: str = attrs.field(validator=fields.one_of(STEPS))
    """What it is."""
    title: str = fields.text()
    """What happens in it."""
    brings_about: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Keys of the steps that follow from it."""
    rests_on: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Addresses of what has to be so for that: `claims.key` or `assumptions.key`."""
    objectives: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Keys of the objectives that it serves."""
    benefits: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Addresses of the benefits by which it counts, such as `options.digital.benefits.waiting`."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Dependency(Noun):
    """Something that has to come from elsewhere."""

    title: str = fields.text()
    """What is needed."""
    provider: str = fields.text()
    """Who provides it."""
    needed_by: str | datetime.date | None = attrs.field(
        default=None, converter=attrs.converters.optional(event_or_date)
    )
    """Key of an event, or a date, by which it is needed."""
    met: bool = fields.flag()
    """Whether it is there."""
    owner: str = fields.text()
    """Who sees to it."""
    source: str = fields.text()
    """Where it is agreed."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Constraint(Noun):
    """A limit that the proposal has to stay within."""

    title: str = fields.text()
    """What it says."""
    kind: str = attrs.field(default="", validator=fields.one_of(CONSTRAINTS, or_empty=True))
    """What kind of limit it is, in the words of The Green Book 2026, 5.6."""
    owner: str = fields.text()
    """Who sees to it."""
    source: str = fields.text()
    """Who set it, and where."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class StatutoryDuty(Noun):
    """How a statutory duty was taken into account, at the longlist and at the shortlist (The Green Book 2026, 3.18)."""

    duty: str = attrs.field(validator=fields.one_of(DUTIES))
    """Which duty it is."""
    at_longlist: str = fields.text()
    """How it was taken into account at the longlist."""
    at_shortlist: str = fields.text()
    """How it was taken into account at the shortlist."""
    title: str = fields.text()
    """Title for printing."""
    owner: str = fields.text()
    """Who answers for it."""
    source: str = fields.text()
    """Where the assessment is."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
