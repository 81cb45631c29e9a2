"""The longlist: choices by category, rated by the options framework filter (The Green Book 2026, 5.21 to 5.32)."""

from __future__ import annotations

import sys
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity

__all__ = ["CATEGORIES", "FARTHEST", "RATINGS", "Choice"]

FARTHEST = 1000
"""Largest place of a choice in its category, in size."""

CATEGORIES = ("scope", "solution", "delivery", "implementation", "funding")
"""The categories of the filter, in the order in which they are rated."""
RATINGS = ("green", "amber", "red")
"""Green best meets the critical success factors in its category, amber meets them less well, red fails them."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Choice(Noun):
    """One choice in one category; its key is its address within the category."""

    title: str = fields.text()
    """Title for printing."""
    rating: str = attrs.field(default="", validator=fields.one_of(RATINGS, or_empty=True))
    """How well it meets the critical success factors, given the green choices of the categories before."""
    reason: str = fields.text()
    """Why it is rated so, in a brief paragraph."""
    business_as_usual: bool = fields.flag()
    """Whether this is what happens without the proposal: it has no rating and always goes forward."""
    ambition: int | None = attrs.field(default=None, converter=attrs.converters.optional(fields.whole))
    """Its place in its category from the least ambitious, which has the lowest number."""
    cost: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """Rough whole cost, which only finds the choice of lowest cost in its category."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @ambition.validator
    def _check_ambition(self, _attribute: object, value: int | None) -> None:
        if value is not None and abs(value) > FARTHEST:
            message = "An ambition is a place in a category."
            got = "a number far out of range" if abs(value) > sys.maxsize else repr(value)
            raise InputError(message, where="ambition", got=got, wanted=f"-{FARTHEST} to {FARTHEST}")

    def __attrs_post_init__(self) -> None:
        """Refuse a choice without a rating, and a rating of the business as usual."""
        if self.business_as_usual == bool(self.rating):
            message = "A choice is rated, or is the business as usual."
            got = "both" if self.rating else "neither"
            wanted = "rating, or business_as_usual = true, which goes forward without a rating"
            raise InputError(message, where="rating", got=got, wanted=wanted)

    @property
    def carried_forward(self) -> bool:
        """Whether it goes forward from the filter as amber or green."""
        return self.rating in ("green", "amber")
