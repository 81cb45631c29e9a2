"""The theory of change of a shift of channels, and the hypotheses that it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agile_case.templates.lines import words_of

if TYPE_CHECKING:
    from agile_case.quantities.frozen import FrozenMap
    from agile_case.templates.channels import Channel, OnlineChannel

__all__ = ["theory_of"]


def theory_of(
    key: str, channels: FrozenMap[str, Channel], online: OnlineChannel, benefits: dict[str, Any], stage: str
) -> dict[str, Any]:
    """Return theory of change and claims, in the form of the case file.

    Args:
        key: Key of the option.
        channels: The channels.
        online: The online service.
        benefits: Benefits of the option.
        stage: Key of the stage that tests the hypotheses; empty for none.
    """
    steps: dict[str, Any] = {
        "money_and_people": {"kind": "input", "title": "Money and a team", "brings_about": ["build"]},
        "build": {"kind": "activity", "title": "Build and improve the service", "brings_about": ["service"]},
        "service": {
            "kind": "output",
            "title": "People can do it online",
            "brings_about": [f"{name}_moves" for name in channels],
        },
    }
    where = {"stage": stage} if stage else {}
    claims: dict[str, Any] = {
        "help_is_enough": {
            "says": "Those who need help to use the service get by with so much of it.",
            "kind": "hypothesis",
            "about": "assumptions.help_minutes",
            "test": "Observed sessions of help take longer.",
            **where,
        },
    }
    rests = ["assumptions.minutes_online", "claims.help_is_enough", "assumptions.help_share"]
    if online.follow_up is not None:
        rests.append("assumptions.follow_up_online")
        claims["few_follow_ups"] = {
            "says": "Few who use the service online have to ask again.",
            "kind": "hypothesis",
            "about": "assumptions.follow_up_online",
            "test": "Contacts after a use of the service, in a sample that is followed up.",
            **where,
        }
    for name, channel in channels.items():
        claims[f"{name}_moves"] = {
            "says": f"So many of those who come by {words_of(name, channel)} move by themselves.",
            "kind": "hypothesis",
            "about": f"assumptions.moves_{name}",
            "test": "Take-up in private and public beta falls short of the curve.",
            **where,
        }
        steps[f"{name}_moves"] = {
            "kind": "outcome",
            "title": f"People move from {words_of(name, channel)}",
            "rests_on": [f"claims.{name}_moves", f"assumptions.moves_{name}"],
            "brings_about": ["less_to_do"],
        }
    steps["less_to_do"] = {
        "kind": "impact",
        "title": "The service takes less time of staff and of users",
        "rests_on": rests,
        "benefits": [f"options.{key}.benefits.{name}" for name, held in benefits.items() if not held.get("disbenefit")],
    }
    return {"claims": claims, "theory_of_change": steps}
