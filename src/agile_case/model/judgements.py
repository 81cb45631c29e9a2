"""Judgements that people made on findings: answers to questions, and findings set aside with a reason."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import as_date

__all__ = ["Judgement"]


_SAID = fields.said("A judgement says on which rule, by whom and why.")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Judgement(Noun):
    """What a person answered to a finding. It changes no number, and the finding is never lost."""

    rule: str = attrs.field(validator=_SAID)
    """Code of the rule, such as `funding-gap`."""
    by: str = attrs.field(validator=_SAID)
    """Who judged."""
    on: datetime.date = attrs.field(converter=as_date)
    """Day of the judgement."""
    because: str = attrs.field(validator=_SAID)
    """The answer, or the reason why the finding is set aside."""
    about: str = fields.text()
    """Address of what is judged, for it and all below it; every finding of the rule unless stated."""
    ignore: bool = fields.flag()
    """Whether the finding is set aside: counted and shown on request; a block is shown all the same."""
    until: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Last day on which it holds; without it, it holds on."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
