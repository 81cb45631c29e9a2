"""Events: dates that lines, curves and stages hang on. Moving an event moves all that hangs on it."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.estimates.expressions import Expression
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import as_date

__all__ = ["Event"]


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Event(Noun):
    """An event that may slip, or that follows another; an event that does neither is written as its date alone."""

    date: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """The planned day; instead of `after`."""
    after: str = fields.text()
    """Key of the event that it follows; instead of `date`."""
    delay: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """Time from there, such as `12 week`, or an expression over assumptions in calendar time."""
    title: str = fields.text()
    """Title for printing."""
    source: str = fields.text()
    """Where the date or the delay comes from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    def __attrs_post_init__(self) -> None:
        """Refuse an event that hangs on nothing, or on two things."""
        if (self.date is None) != bool(self.after):
            message = "An event has a date, or follows another event."
            got = "both" if self.after else "neither"
            raise InputError(message, where="date", got=got, wanted="date, or after; and delay where it may slip")
