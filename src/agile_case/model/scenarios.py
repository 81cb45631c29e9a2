"""Scenarios: named sets of values that belong together, without a probability."""

from __future__ import annotations

from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located

__all__ = ["Scenario"]


def _levels(value: object) -> FrozenMap[str, float]:
    found: dict[str, float] = {}
    for key, level in fields.mapping(value).items():
        try:
            found[key] = fields.number(level)
        except InputError as error:
            raise error.at(key) from None
    if not found:
        message = "A scenario gives at least one assumption another value."
        raise InputError(message, got="none", wanted="assumptions with their values, such as { demand = 500_000 }")
    return FrozenMap(found)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Scenario(Noun):
    """Other values of some assumptions, all at once; the others stay at their central values.

    A scenario has no probability: it shows what would be if, such as a climate 2 or 4 degrees warmer.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.14 and 6.60 to 6.77.
    """

    values: FrozenMap[str, float] = attrs.field(converter=_levels)
    """Value of each assumption, in the unit of that assumption."""
    title: str = fields.text()
    """Title for printing."""
    source: str = fields.text()
    """Where the values come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
