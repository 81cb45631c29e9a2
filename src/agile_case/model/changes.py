"""Enabling changes: what people have to do before a benefit can come."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import as_date, event_or_date

__all__ = ["FUNDED", "EnablingChange"]

FUNDED = ("yes", "no")
"""Whether a change is paid for; one that says neither is an open question."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class EnablingChange(Noun):
    """Something that has to be done before a benefit can come: an activity of the register. Its key is its address."""

    title: str = fields.text()
    """What is done."""
    owner: str = fields.text()
    """Who sees to it."""
    due: str | datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(event_or_date))
    """Key of an event, or a date, by which it is done."""
    done: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which it was done."""
    costs: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Addresses of the cost lines that pay for it."""
    funded: str = attrs.field(default="", validator=fields.one_of(FUNDED, or_empty=True))
    """Whether the money for it is there; open unless stated."""
    needs: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Keys of the changes that have to come before it."""
    source: str = fields.text()
    """Where it is agreed."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
