"""Options: the ways of meeting the objectives, each with its lines."""

from __future__ import annotations

from typing import Any

import attrs

from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.model import fields
from agile_case.model.lines import Benefit, Cost
from agile_case.model.longlist import CATEGORIES
from agile_case.model.risks import Risk, Transfer
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located

__all__ = ["BUSINESS_AS_USUAL", "ROLES", "Option"]

BUSINESS_AS_USUAL = "business-as-usual"
ROLES = (BUSINESS_AS_USUAL, "do-minimum", "preferred-way-forward", "more-ambitious", "less-ambitious")
"""Roles on the shortlist (The Green Book 2026, paragraphs 5.17 and 5.18); an option may have several."""


def _choices(value: object) -> FrozenMap[str, str]:
    held = fields.mapping(value)
    for category, key in held.items():
        where = f"choices.{category}"
        if category not in CATEGORIES:
            message, hint = "This is not a category of the longlist.", did_you_mean(category, CATEGORIES)
            raise UnknownNameError(message, where=where, got=repr(category), wanted=" or ".join(CATEGORIES), do=hint)
        if not isinstance(key, str):
            message = "A choice is named by its key."
            raise InputError(message, where=where, got=repr(key)[:120], wanted="text")
    return FrozenMap({category: held[category] for category in CATEGORIES if category in held})


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Option(Noun):
    """One way of meeting the objectives; its key is its address."""

    title: str = fields.text()
    """Title for printing."""
    roles: tuple[str, ...] = attrs.field(
        default=(), converter=fields.words, validator=fields.one_of(ROLES, or_empty=True)
    )
    """Roles on the shortlist."""
    choices: FrozenMap[str, str] = attrs.field(factory=FrozenMap, converter=_choices)
    """The choice of the longlist that it makes in each category."""
    description: str = fields.text()
    """What it is, in a sentence or two, for the appraisal summary table."""
    distribution: str = fields.text()
    """What it does to groups and places, with key uncertainties, where that matters."""
    because: str = fields.text()
    """Why it is the preferred option, or inferior to it."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    costs: FrozenMap[str, Cost] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Cost)
    )
    """Cost lines by key."""
    benefits: FrozenMap[str, Benefit] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Benefit)
    )
    """Benefit lines by key."""
    risks: FrozenMap[str, Risk] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Risk)
    )
    """Risks by key; the same key in two options is the same event."""
    transfers: FrozenMap[str, Transfer] = attrs.field(
        factory=FrozenMap, converter=fields.mapping, validator=fields.entries_are(Transfer)
    )
    """Transfers by key."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @property
    def is_business_as_usual(self) -> bool:
        """Whether this is what happens without the proposal."""
        return BUSINESS_AS_USUAL in self.roles
