"""Channel shift: a case in which people move from channels of today to an online service."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap, thaw
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import as_date
from agile_case.templates.channels import Channel, Figure, OnlineChannel, figure, some_figure
from agile_case.templates.lines import USUAL, Lines, lines_of_channel, online_contact
from agile_case.templates.theory import theory_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["ChannelShift"]

_OWN = ("online", "follow_up")
"""Names that the template itself uses in its assumptions."""


def _channels(value: object) -> FrozenMap[str, Channel]:
    held = fields.mapping(value)
    for key, channel in held.items():
        if not isinstance(channel, Channel):
            message = "This is not a channel."
            raise InputError(message, where=key, got=f"{channel!r:.80}", wanted="a Channel")
        if key in _OWN:
            message = "The template has this name for something else."
            raise InputError(message, where=key, got=repr(key), wanted=f"another key than {' or '.join(_OWN)}")
    if not held:
        message = "People move from somewhere."
        raise InputError(message, got="no channel", wanted="one channel or more")
    return held


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class ChannelShift(Noun):
    """A shift of channels: who comes by which today, what a contact costs there and online, and what is given up.

    Staff of a channel are paid until whole posts are given up, on a day and with redundancy: only then is cash
    released. Time that is freed otherwise is a benefit without cash. A channel with a day of switch-off runs beside
    the new service until then, and whoever has not moved by itself is then helped to.

    Figures are in the form of assumptions of the case file, without units: the template knows them.
    """

    thing: str = attrs.field(validator=fields.is_a(str))
    """What a contact is about, one word: `application`."""
    opens: datetime.date = attrs.field(converter=as_date)
    """Day on which the service opens to all: public beta."""
    channels: FrozenMap[str, Channel] = attrs.field(converter=_channels)
    """The channels of today by key."""
    online: OnlineChannel = attrs.field(validator=fields.is_a(OnlineChannel))
    """The online service."""
    staff_hour: Figure = attrs.field(converter=figure)
    """What an hour of staff costs in full, in pounds."""
    follow_up_minutes: Figure | None = some_figure()
    """Minutes of staff that a contact takes which failure demand causes."""
    post: Figure | None = some_figure()
    """What a post costs in full, in pounds a year; where posts are given up."""
    redundancy: Figure | None = some_figure()
    """What giving up a post costs, in pounds."""
    user_hour: Figure | None = some_figure()
    """What an hour of users is worth, in pounds; where they save time."""
    growth: Figure | None = some_figure()
    """Growth of demand a year, as a fraction; none unless given."""
    platform: Figure = attrs.field(converter=figure)
    """What the service costs to build or buy, in pounds, on the day on which it opens."""
    optimism_bias: Figure | None = attrs.field(default=None, converter=attrs.converters.optional(figure))
    """Optimism bias of that cost, in the form of the case file, such as `{"type": "equipment-development"}`."""
    refresh_every: str = attrs.field(validator=fields.is_a(str))
    """How often that is spent again, such as `5 year`: digital assets do not last."""
    transition: Figure | None = some_figure()
    """What moving over to it costs, in pounds."""
    running: Figure = attrs.field(converter=figure)
    """What running and improving it costs, in pounds a year."""
    option: str = attrs.field(default="online", validator=fields.is_a(str))
    """Key of the option that moves people online."""
    stage: str = fields.text()
    """Key of the stage that tests its hypotheses, where the case has one."""

    def __attrs_post_init__(self) -> None:
        """Refuse lines that lack the figure that they are made of."""
        held: list[Channel | OnlineChannel] = [*self.channels.values(), self.online]
        wanted = {
            "follow_up_minutes": any(channel.follow_up is not None for channel in held),
            "post": any(channel.releases for channel in self.channels.values()),
            "redundancy": any(channel.releases for channel in self.channels.values()),
            "user_hour": any(channel.user_saving is not None for channel in self.channels.values()),
        }
        for name, needed in wanted.items():
            if needed and getattr(self, name) is None:
                message = "A channel needs this figure."
                raise InputError(message, where=name, got="none", wanted="a figure, since a channel counts by it")

    def tables(self) -> dict[str, Any]:
        """Return the tables of the case file that the template fills: units, events, assumptions, curves and options.

        Add `[case]`, `[reference]`, teams and stages, and give it all to `from_plain`.
        """
        growth = {} if self.growth is None else {"growth": "demand_growth"}
        lines = Lines(self.option)
        lines.events["public_beta"] = self.opens.isoformat()
        for key, channel in self.channels.items():
            lines_of_channel(lines, key, channel, self.online, growth)
        if self.online.volume is not None:
            amount = f"volume_online * {online_contact(self.online)}"
            lines.today("online_today", amount, "Online already today", growth)
        platform: dict[str, Any] = {
            "amount": "platform",
            "starts": "public_beta",
            "refresh_every": self.refresh_every,
            "budget": "capital",
            "title": "Build or buy the service, and again",
        }
        if self.transition is not None:
            platform["transition_cost"] = "transition"
        if self.optimism_bias is not None:
            platform["optimism_bias"] = thaw(self.optimism_bias)
        lines.costs["platform"] = platform
        running = {"amount": "running", "starts": "public_beta", "budget": "resource", "title": "Run and improve it"}
        lines.costs["running"] = running
        return {
            "units": {"counts": [self.thing]},
            "events": lines.events,
            "assumptions": dict(self._assumptions()),
            "curves": lines.curves,
            "options": {
                USUAL: {"title": "As today", "roles": ["business-as-usual"], "costs": lines.usual},
                self.option: {
                    "title": "Online first",
                    "roles": ["preferred-way-forward"],
                    "costs": lines.costs,
                    "benefits": lines.benefits,
                },
            },
            **theory_of(self.option, self.channels, self.online, lines.benefits, self.stage),
        }

    def _assumptions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        thing = self.thing
        for name, held, unit in (
            ("staff_hour", self.staff_hour, "GBP/hour"),
            ("minutes_follow_up", self.follow_up_minutes, f"minute/{thing}"),
            ("post", self.post, "GBP/FTE/year"),
            ("redundancy", self.redundancy, "GBP/FTE"),
            ("user_hour", self.user_hour, "GBP/hour"),
            ("demand_growth", self.growth, "1"),
            ("platform", self.platform, "GBP"),
            ("transition", self.transition, "GBP"),
            ("running", self.running, "GBP/year"),
            ("help_share", self.online.help_share, "1"),
            ("help_minutes", self.online.help_minutes, f"minute/{thing}"),
        ):
            yield from _with_unit(name, held, unit)
        by_channel: dict[str, Channel | OnlineChannel] = {**self.channels, "online": self.online}
        for key, channel in by_channel.items():
            yield from _with_unit(f"volume_{key}", channel.volume, f"{thing}/year")
            yield from _with_unit(f"minutes_{key}", channel.minutes, f"minute/{thing}")
            yield from _with_unit(f"follow_up_{key}", channel.follow_up, "1")
            yield from _with_unit(f"other_{key}", channel.other, f"GBP/{thing}")
            if isinstance(channel, Channel):
                yield from _with_unit(f"moves_{key}", channel.moves, "1")
                yield from _with_unit(f"fixed_{key}", channel.fixed, "GBP/year")
                yield from _with_unit(f"exit_{key}", channel.exit_cost, "GBP")
                yield from _with_unit(f"user_saving_{key}", channel.user_saving, f"minute/{thing}")


def _with_unit(name: str, held: Mapping[str, Any] | None, unit: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield an assumption where there is a figure; a unit that the user gave stays and is checked with the case."""
    if held is not None:
        plain: dict[str, Any] = thaw(held)
        yield name, {"unit": unit, **plain}
