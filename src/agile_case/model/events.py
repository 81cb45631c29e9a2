"""Events: dates that lines, curves and stages hang on. Moving an event moves all that hangs on it."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.estimates.expressions import Expression
from agile_case.model import fields
from agile_case.model.bias import OptimismBias
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
    optimism_bias: OptimismBias | None = attrs.field(default=None, validator=fields.none_or(OptimismBias))
    """How much longer the delay is for optimism bias; with `measure = "works-duration"`, or bounds of one's own."""
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
        if self.optimism_bias is not None and self.delay is None:
            message = "Optimism bias stretches a delay, and this event has none."
            raise InputError(message, where="delay", got="none", wanted='the delay as planned, for example "60 week"')
        if self.optimism_bias is not None and self.optimism_bias.forecast_from is not None:
            message = "A delay falls in no year, so its bias has no first year."
            got = str(self.optimism_bias.forecast_from)
            raise InputError(message, where="optimism_bias.forecast_from", got=got, wanted="leave it out")
