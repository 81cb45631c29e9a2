"""How a benefit comes about: who answers for it, what it takes, what is given up for cash, and how it is followed up.

Nothing here changes a number: it is what a register of benefits asks of a line that the appraisal already values.
"""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.estimates.expressions import Expression
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import event_or_date

__all__ = ["EFFICIENCIES", "OUTPUTS", "Realisation", "Release"]

EFFICIENCIES = ("technical", "allocative")
"""Kinds of efficiency: the same for less, or more worth for the same (HM Treasury, Government Efficiency Framework)."""
OUTPUTS = ("rises", "same", "falls")
"""What happens to the output while the cost falls."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Release(Noun):
    """What is given up so that cash is released: whole posts, or a contract. Part of a post pays nobody less."""

    on: str | datetime.date = attrs.field(converter=event_or_date)
    """Key of an event, or a date, from which it is no longer paid."""
    posts: int | None = attrs.field(default=None, converter=attrs.converters.optional(fields.whole))
    """How many whole posts."""
    contract: str = fields.text()
    """The contract that ends, where it is no post."""
    saves: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """Money a year that all of it cost, such as `4 FTE * caseworker`, in the prices of the line."""
    paid_by: str = fields.text()
    """Address of the cost line that pays for leaving: redundancy, or the exit from a contract."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @posts.validator
    def _check_posts(self, _attribute: object, value: int | None) -> None:
        if value is not None and value < 1:
            message = "Cash is released by whole posts."
            raise InputError(message, where="posts", got=repr(value), wanted="1 or more")

    def __attrs_post_init__(self) -> None:
        """Refuse a release of nothing, or of two things."""
        if (self.posts is None) == (not self.contract.strip()):
            message = "A release is one thing: posts, or a contract."
            got = "neither" if self.posts is None else "both"
            raise InputError(message, where="posts", got=got, wanted="posts, or a contract")


def _releases(value: object) -> tuple[Release, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, Release) for item in value):
        message = "A list of releases is needed."
        wanted = 'for example [Release(posts=4, on="live", saves="4 FTE * caseworker")]'
        raise InputError(message, where="releases", got=repr(value)[:120], wanted=wanted)
    return tuple(value)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Realisation(Noun):
    """How a benefit comes about and is followed up; what the guidance asks for beside its amount.

    Source:
        HM Treasury, The Green Book, 2018 to 2022, Box 9 (fields of a register); Infrastructure and Projects Authority,
        Guide for Effective Benefits Management in Major Projects, October 2017 (secondary evidence).
    """

    owner: str = fields.text()
    """Who answers for it: the responsible officer."""
    description: str = fields.text()
    """What improves, in a sentence."""
    recipient: str = fields.text()
    """Who enjoys it, more closely than `bearer` says."""
    feature: str = fields.text()
    """Feature of the service that brings it about."""
    enabling_changes: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Keys of the changes that have to be made before it comes: its activities, which say what they cost."""
    dependencies: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Keys of what it hangs on that others do, under `[dependencies]`."""
    leads_to: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Addresses of the benefits of its option that it leads to; it is then intermediate and counts in no money."""
    objectives: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Keys of the objectives that it serves, under `[objectives]`."""
    indicator: str = fields.text()
    """What is measured to see it, and where that comes from: the performance measure, where it is not `measure`."""
    baseline: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """What is measured, before the change."""
    target: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """What is measured, as it is aimed at."""
    target_by: str | datetime.date | None = attrs.field(
        default=None, converter=attrs.converters.optional(event_or_date)
    )
    """Key of an event, or a date, by which the target is to be reached."""
    budget_line: str = fields.text()
    """Budget or cost centre from which the money is taken, where the benefit releases cash."""
    releases: tuple[Release, ...] = attrs.field(default=(), converter=_releases)
    """Posts and contracts that are given up, with dates, where the benefit releases cash."""
    efficiency: str = attrs.field(default="", validator=fields.one_of(EFFICIENCIES, or_empty=True))
    """Kind of efficiency that it is claimed to be."""
    output: str = attrs.field(default="", validator=fields.one_of(OUTPUTS, or_empty=True))
    """What happens to the output: an efficiency keeps it, or lets it rise."""
    review_every: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """How often it is looked at, such as `6 month`."""
    reviewed_until: str | datetime.date | None = attrs.field(
        default=None, converter=attrs.converters.optional(event_or_date)
    )
    """Key of an event, or a date, of the last review."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
