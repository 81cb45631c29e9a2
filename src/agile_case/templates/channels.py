"""Channels of a service: who comes by each, what a contact takes, and what is given up when people move."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.estimates.distributions import ESTIMATE_KEYS, estimate_from_keys
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap, freeze, thaw
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import as_date

__all__ = ["Channel", "Figure", "OnlineChannel", "Posts", "figure", "some_figure", "volume", "volume_of"]

Figure = FrozenMap[str, Any]
"""A figure in the form of an assumption of the case file, such as `{"pert": [8, 10, 14], "source": "..."}`."""


def figure(value: object) -> Figure:
    """Accept a figure: an assumption in the form of the file, without its unit, or a plain number.

    Args:
        value: What the user gave.
    """
    if isinstance(value, Mapping):
        held: Figure = freeze(value)
        return held
    return FrozenMap({"value": fields.number(value)})


def volume(value: object) -> Figure:
    """Accept a figure of contacts a year, whose unit is that of the template.

    Args:
        value: What the user gave.
    """
    held = figure(value)
    if "unit" in held:
        message = "The template has the unit of this figure."
        raise InputError(message, got=repr(held["unit"]), wanted="no unit: contacts a year")
    return held


def volume_of(held: Figure) -> float:
    """Return the mean of a volume; its first year, where it is given year by year.

    Args:
        held: The figure.
    """
    if "years" in held:
        return float(held["values"][0])
    return estimate_from_keys({key: thaw(held[key]) for key in held if key in ESTIMATE_KEYS}).mean


def some_figure() -> Any:  # noqa: ANN401 - attrs types its fields this way
    """Return a field for a figure that may be left out."""
    return attrs.field(default=None, converter=attrs.converters.optional(figure))


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Posts(Noun):
    """Whole posts that are given up on a day. Part of a post pays nobody less."""

    posts: int = attrs.field(converter=fields.whole)
    """How many."""
    on: datetime.date = attrs.field(converter=as_date)
    """Day from which they are no longer paid."""

    @posts.validator
    def _check_posts(self, _attribute: object, value: int) -> None:
        if value < 1:
            message = "Cash is released by whole posts."
            raise InputError(message, where="posts", got=repr(value), wanted="1 or more")


def _releases(value: object) -> tuple[Posts, ...]:
    held = tuple(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else (value,)
    for place, item in enumerate(held):
        if not isinstance(item, Posts):
            message = "Releases are posts with their days."
            raise InputError(message, where=str(place), got=f"{item!r:.80}", wanted='Posts(posts=4, on="2029-04-01")')
    return held


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Channel(Noun):
    """A channel that people may leave for the online service, such as the telephone, the post or a counter."""

    volume: Figure = attrs.field(converter=volume)
    """Contacts a year that come by it today."""
    minutes: Figure = attrs.field(converter=figure)
    """Minutes of staff that each takes."""
    follow_up: Figure | None = some_figure()
    """Failure demand: contacts that each causes because something was not done right, or not understood."""
    other: Figure | None = some_figure()
    """What else each costs, in pounds: postage, printing, payment to a supplier for each."""
    fixed: Figure | None = some_figure()
    """What the channel costs in pounds a year whatever comes by it, such as a contract or a counter."""
    exit_cost: Figure | None = some_figure()
    """What it costs in pounds to leave that, when the channel is switched off."""
    moves: Figure = attrs.field(converter=figure)
    """Share of its contacts that moves online by itself in the end."""
    t10: str = attrs.field(validator=fields.is_a(str))
    """Time from the opening of the service until a tenth of them has moved, such as `3 month`."""
    t90: str = attrs.field(validator=fields.is_a(str))
    """Time until nine tenths of them have."""
    switch_off: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which it closes; whoever has not moved is then helped to use the service. None where it stays."""
    releases: tuple[Posts, ...] = attrs.field(default=(), converter=_releases)
    """Posts that are given up, with their days: what releases cash. All other time that is freed stays non-cash."""
    budget_line: str = fields.text()
    """Budget or cost centre that its posts are paid from."""
    user_saving: Figure | None = some_figure()
    """Minutes that a user saves who moves online."""
    title: str = fields.text()
    """Title for printing."""

    def __attrs_post_init__(self) -> None:
        """Refuse leaving what is not left."""
        if self.exit_cost is not None and (self.fixed is None or self.switch_off is None):
            message = "A cost of leaving belongs to a fixed cost that ends."
            got = "no fixed cost" if self.fixed is None else "no switch-off"
            raise InputError(message, where="exit_cost", got=got, wanted="fixed and switch_off")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class OnlineChannel(Noun):
    """The online service: what a contact by it takes, and who has to be helped."""

    minutes: Figure = attrs.field(converter=figure)
    """Minutes of staff that each takes all the same."""
    follow_up: Figure | None = some_figure()
    """Failure demand: contacts that each causes because something was not done right, or not understood."""
    other: Figure | None = some_figure()
    """What else each costs, in pounds, such as text messages and payment charges."""
    volume: Figure | None = attrs.field(default=None, converter=attrs.converters.optional(volume))
    """Contacts a year that come online already today, in whatever form."""
    help_share: Figure = attrs.field(converter=figure)
    """Assisted digital: share of those who move by themselves that needs help."""
    help_minutes: Figure = attrs.field(converter=figure)
    """Minutes of staff that help takes."""
