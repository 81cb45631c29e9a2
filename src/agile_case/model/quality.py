"""What the Aqua Book asks to be kept of an analysis: its people and risk, its data, and who checked what."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import as_date

__all__ = ["OUTCOMES", "RISKS", "Analysis", "DataSource", "QualityCheck"]

RISKS = ("very-low", "low", "medium", "high")
"""Risk of an analysis, and of a source of data (The Aqua Book, 2nd edition 2025)."""
OUTCOMES = ("passed", "issues", "failed")
"""How a check came out."""


_SAID = fields.said("A check says what was checked.")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Analysis(Noun):
    """The analysis itself: who is who, how much hangs on it, and the assurance statement."""

    commissioner: str = fields.text()
    """Who asked for it."""
    analyst: str = fields.text()
    """Who did it."""
    assurer: str = fields.text()
    """Who assures it, independently of the analyst."""
    approver: str = fields.text()
    """Who signs it off."""
    risk: str = attrs.field(default="", validator=fields.one_of(RISKS, or_empty=True))
    """Its risk."""
    risk_agreed_by: str = fields.text()
    """Who agreed to a medium risk, for the commissioner."""
    specification: str = fields.text()
    """Where the specification is, or what was asked."""
    plan: str = fields.text()
    """Where the analytical plan is."""
    documentation: str = fields.text()
    """Where user and technical documentation is."""
    assurance_done: str = fields.text()
    """What assurance was done: the first half of the assurance statement."""
    limitations: str = fields.text()
    """What the analysis must not be used for, and what was not assured: the other half."""
    stated_by: str = fields.text()
    """Who makes the statement."""
    stated_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Its day."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class DataSource(Noun):
    """A source of data that the case rests on."""

    title: str = fields.text()
    """Title for printing."""
    source: str = fields.text()
    """Whose it is, and what it is called there."""
    link: str = fields.text()
    """Where it is kept."""
    as_of: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day up to which it is good."""
    use_until: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Its sunset date: after it, it is not used without another look."""
    risk: str = attrs.field(default="", validator=fields.one_of(RISKS, or_empty=True))
    """Risk of using it."""
    limitations: str = fields.text()
    """What is wrong with it, or missing in it."""
    assumptions: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Keys of the assumptions that rest on it."""
    owner: str = fields.text()
    """Who keeps it up to date."""
    signed_off_by: str = fields.text()
    """Who signed it off for this use."""
    signed_off_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """When."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    def __attrs_post_init__(self) -> None:
        """Refuse a sign-off without its day, and a day without a sign-off."""
        if bool(self.signed_off_by.strip()) != (self.signed_off_on is not None):
            message = "A sign-off says who and when."
            missing = "signed_off_on" if self.signed_off_on is None else "signed_off_by"
            raise InputError(message, where=missing, got="none", wanted="signed_off_by and signed_off_on together")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class QualityCheck(Noun):
    """A check of the analysis: what, by whom, and how it came out."""

    what: str = attrs.field(validator=_SAID)
    """What was checked, and how."""
    about: str = fields.text()
    """Address of what was checked; all of the case unless stated."""
    analyst: str = fields.text()
    """Who did what was checked."""
    assurer: str = fields.text()
    """Who checked it."""
    on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Its day."""
    version: str = fields.text()
    """Version that was checked, such as the SHA-256 of the case, or an iteration."""
    outcome: str = attrs.field(default="", validator=fields.one_of(OUTCOMES, or_empty=True))
    """How it came out."""
    found: str = fields.text()
    """What was found."""
    resolved: str = fields.text()
    """What was done about it."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
