"""The lines of a shift from one channel to the online service, in the form of the case file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agile_case.templates.channels import Channel, OnlineChannel

__all__ = ["USUAL", "Lines", "lines_of_channel", "online_contact", "words_of"]

USUAL = "as_today"
"""Key of business as usual."""
_OPENS = "public_beta"


class Lines:
    """Lines gathered for the two options, and what else the case needs for them."""

    def __init__(self, key: str) -> None:
        """Gather nothing yet.

        Args:
            key: Key of the option that moves people online.
        """
        self.key = key
        self.usual: dict[str, Any] = {}
        self.costs: dict[str, Any] = {}
        self.benefits: dict[str, Any] = {}
        self.events: dict[str, Any] = {}
        self.curves: dict[str, Any] = {}

    def today(self, name: str, amount: str, title: str, growth: dict[str, str], *, goes_on: bool = True) -> None:
        """Add a cost of business as usual; where it goes on, the option pays it in full too.

        Args:
            name: Key of the line.
            amount: Its amount.
            title: Its title.
            growth: Its growth with demand.
            goes_on: Whether the option pays it in full.
        """
        self.usual[name] = {"amount": amount, "budget": "resource", "title": title, **growth}
        if goes_on:
            self.instead(name, amount, title, growth)

    def instead(self, name: str, amount: str, title: str, more: dict[str, Any]) -> None:
        """Add what the option pays in the place of a line of business as usual.

        Args:
            name: Key of both lines.
            amount: Its amount.
            title: Its title.
            more: Further keys.
        """
        line = {"amount": amount, "budget": "resource", "title": title, **more}
        self.costs[name] = {**line, "replaces": f"options.{USUAL}.costs.{name}"}


def words_of(key: str, channel: Channel) -> str:
    """Return a channel as a title names it.

    Args:
        key: Its key.
        channel: The channel.
    """
    return channel.title or key.replace("_", " ")


def _contact(key: str, held: Channel | OnlineChannel) -> str:
    return f"minutes_{key}" if held.follow_up is None else f"(minutes_{key} + follow_up_{key} * minutes_follow_up)"


def online_contact(online: OnlineChannel, helped: str = "") -> str:
    """Return what one contact online costs, as an expression.

    Args:
        online: The online service.
        helped: Minutes of help in it, as an expression.
    """
    minutes = _contact("online", online)
    whole = f"({minutes} + {helped})" if helped else minutes
    return f"{whole} * staff_hour" if online.other is None else f"({whole} * staff_hour + other_online)"


def lines_of_channel(lines: Lines, key: str, channel: Channel, online: OnlineChannel, growth: dict[str, str]) -> None:
    """Add the lines of one channel to both options.

    Staff are paid in full in both options. The time that people who moved no longer take is a benefit that releases no
    cash; posts that are given up release cash, and take their time out of that benefit again.

    Args:
        lines: Where they go.
        key: Key of the channel.
        channel: The channel.
        online: The online service.
        growth: Growth of what follows demand.
    """
    name, volume, moved, curve = words_of(key, channel), f"volume_{key}", f"shift_{key}", channel.switch_off
    lines.curves[moved] = {
        "shape": "logistic",
        "starts": _OPENS,
        "t10": channel.t10,
        "t90": channel.t90,
        "ceiling": f"moves_{key}",
        "title": f"Moved from {name}",
    }
    off = f"{key}_ends"
    ends = {"ends": off} if curve is not None else {}
    if curve is not None:
        lines.events[off] = curve.isoformat()
    contact = _contact(key, channel)
    lines.today(f"{key}_staff", f"{volume} * {contact} * staff_hour", f"Staff, {name}", growth)
    if channel.other is not None:
        amount, title = f"{volume} * other_{key}", f"Other cost of contacts, {name}"
        lines.today(f"{key}_other", amount, title, growth, goes_on=False)
        lines.instead(f"{key}_other", amount, title, {"profile": f"1 - {moved}", **ends, **growth})
    if channel.fixed is not None:
        amount, title = f"fixed_{key}", f"Fixed cost, {name}"
        lines.today(f"{key}_fixed", amount, title, {}, goes_on=False)
        leaving = {} if channel.exit_cost is None else {"exit_cost": f"exit_{key}"}
        lines.instead(f"{key}_fixed", amount, title, {**ends, **leaving})
    _moved(lines, key, name, online_contact(online, "help_share * help_minutes"), growth)
    _freed(lines, key, channel, contact, growth)
    if curve is not None:
        lines.costs[f"{key}_helped"] = {
            "amount": f"{volume} * {online_contact(online, 'help_minutes')}",
            "profile": f"1 - {moved}",
            "starts": off,
            "budget": "resource",
            "title": f"Helped online once {name} has closed",
            **growth,
        }
    for number in range(1, len(channel.releases) + 1):
        _release(lines, key, channel, number)


def _moved(lines: Lines, key: str, name: str, each: str, growth: dict[str, str]) -> None:
    lines.costs[f"{key}_online"] = {
        "amount": f"volume_{key} * {each}",
        "profile": f"shift_{key}",
        "budget": "resource",
        "title": f"Online, moved from {name}",
        **growth,
    }


def _freed(lines: Lines, key: str, channel: Channel, contact: str, growth: dict[str, str]) -> None:
    """Add the time that is freed as people move; all of what is left is freed when the channel closes."""
    name, moved = words_of(key, channel), f"shift_{key}"
    line = {"measure": f"volume_{key} * {contact}", "unit_value": "staff_hour", "kind": "non-cash-releasing", **growth}
    seen = {"realisation": {"indicator": f"Contacts by {name} each month, and minutes of each in a sample"}}
    lines.benefits[f"{key}_time"] = {**line, **seen, "profile": moved, "title": f"Time of staff freed, {name}"}
    after = {"profile": f"1 - {moved}", "starts": f"{key}_ends", "title": f"Time of staff freed when {name} closes"}
    if channel.switch_off is not None:
        lines.benefits[f"{key}_time_after"] = {**line, **after}
    if channel.user_saving is not None:
        lines.benefits[f"{key}_users"] = {
            "measure": f"volume_{key} * user_saving_{key}",
            "unit_value": "user_hour",
            "profile": moved,
            "kind": "non-cash-releasing",
            "bearer": "households",
            "title": f"Time of users who move from {name}",
            "realisation": {"indicator": "Minutes that users take by either way, in a sample"},
            **growth,
        }


def _release(lines: Lines, key: str, channel: Channel, number: int) -> None:
    release, name = channel.releases[number - 1], words_of(key, channel)
    posts, event, paid = release.posts, f"{key}_posts_{number}", f"{key}_redundancy_{number}"
    lines.events[event] = release.on.isoformat()
    lines.costs[paid] = {
        "amount": f"{posts} FTE * redundancy",
        "starts": event,
        "budget": "resource",
        "title": f"Redundancy, {name}",
        "notes": "A payment to people: a transfer, where the transfer policy of the case counts it as one.",
    }
    saves = f"{posts} FTE * post"
    lines.benefits[event] = {
        "amount": saves,
        "starts": event,
        "kind": "cash-releasing",
        "budget": "resource",
        "title": f"Posts given up, {name}",
        "realisation": {
            **({"budget_line": channel.budget_line} if channel.budget_line else {}),
            "releases": [{"posts": posts, "on": event, "saves": saves, "paid_by": f"options.{lines.key}.costs.{paid}"}],
        },
    }
    lines.benefits[f"{key}_time_of_posts_{number}"] = {
        "amount": f"-({saves})",
        "starts": event,
        "kind": "non-cash-releasing",
        "disbenefit": True,
        "title": f"Time that leaves with the posts, {name}",
        "notes": "Freed time that was counted as such, and is counted as cash from this day on.",
    }
