"""The preferred option: a decision that people made on a day, and not the top of a sorted list."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import as_date

__all__ = ["VALUE_FACTORS", "Preferred"]

VALUE_FACTORS = FrozenMap(
    {
        "objectives": "performance against objectives and critical success factors",
        "monetised": "costs and benefits that can be monetised",
        "unmonetised": "costs and benefits that cannot",
        "public_finances": "public sector financial impact",
        "distribution": "distribution between groups and places",
        "risk": "risk and uncertainty",
    }
)
"""The six factors of a judgement on value for money (The Green Book 2026, Box 1), by the keys of `factors`."""


def _factors(value: object) -> FrozenMap[str, str]:
    held = fields.mapping(value)
    for key, text in held.items():
        if key not in VALUE_FACTORS:
            message = "This is not a factor of value for money."
            wanted, hint = ", ".join(VALUE_FACTORS), did_you_mean(key, VALUE_FACTORS)
            raise UnknownNameError(message, where=f"factors.{key}", got=repr(key), wanted=wanted, do=hint)
        if not isinstance(text, str):
            message = "What is said on a factor is text."
            raise InputError(message, where=f"factors.{key}", got=repr(text)[:120], wanted="text")
    return held


_SAID = fields.said("A decision says what was decided, by whom and why.")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Preferred(Noun):
    """Which option people prefer, who decided it, on which day and why (The Green Book 2026, 5.20 and Box 1)."""

    option: str = attrs.field(validator=_SAID)
    """Key of the option."""
    by: str = attrs.field(validator=_SAID)
    """Who decided."""
    on: datetime.date = attrs.field(converter=as_date)
    """Day of the decision."""
    because: str = attrs.field(validator=_SAID)
    """Why, in a sentence or two."""
    reference: str = fields.text()
    """Where the decision is recorded."""
    factors: FrozenMap[str, str] = attrs.field(factory=FrozenMap, converter=_factors)
    """What was said on each of the six factors of value for money."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
