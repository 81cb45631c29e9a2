"""The shortlist that the options framework filter gives (The Green Book 2026, paragraph 5.35); nothing is guessed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import InputError
from agile_case.model.longlist import CATEGORIES
from agile_case.model.options import BUSINESS_AS_USUAL
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agile_case.model.contents import Contents
    from agile_case.model.longlist import Choice

__all__ = ["Shortlist", "ShortlistEntry", "shortlist_of"]


@attrs.frozen
class ShortlistEntry(Noun):
    """One option of the shortlist as the filter gives it."""

    role: str
    """Its role, such as `do-minimum`."""
    choices: FrozenMap[str, str]
    """Key of its choice in each category in which the filter gives one; empty where there is no such option."""
    reasons: tuple[str, ...]
    """Why a choice is not given, or there is no such option."""


@attrs.frozen
class Shortlist(Noun):
    """The five options that the filter gives, and what else was carried forward."""

    entries: FrozenMap[str, ShortlistEntry]
    """The options by role, business as usual first."""
    carried_forward: FrozenMap[str, tuple[str, ...]]
    """Keys of the amber and green choices of each category."""
    made: FrozenMap[str, tuple[str, ...]]
    """Keys of the options of the case that make exactly the choices of a role."""

    @property
    def combinations(self) -> int:
        """How many options the amber and green choices make, one of each category; business as usual not counted."""
        return math.prod(len(keys) for keys in self.carried_forward.values())


def shortlist_of(model: Contents) -> Shortlist:
    """Derive the shortlist from the longlist.

    Business as usual makes its own choices. The do minimum makes the choices of lowest cost among amber and green, the
    preferred way forward the green ones. The more and the less ambitious option are the preferred way forward with the
    green choice replaced by the next amber one above, or below, in every category that has one. Where the longlist does
    not say which choice that is, none is given, and the reason is.

    Args:
        model: The model.

    Raises:
        InputError: The case has no longlist.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 5.17, 5.18 and 5.35.
    """
    if not model.longlist:
        message = "This case has no longlist."
        raise InputError(
            message, where="longlist", got="none", wanted="choices under [longlist.scope.key] and the others"
        )
    money = model.units.unit("GBP")

    def cost(choice: Choice) -> float | None:
        return None if choice.cost is None else choice.cost.to(money, model.units)

    longlist = model.longlist
    entries = [
        _business_as_usual(longlist),
        _each("do-minimum", longlist, lambda choices: _cheapest(choices, cost)),
        _each("preferred-way-forward", longlist, _green),
        _ambitious("more-ambitious", longlist, 1),
        _ambitious("less-ambitious", longlist, -1),
    ]
    by_role = FrozenMap({entry.role: _alike(entry, entries) for entry in entries})
    carried = {
        category: tuple(key for key, choice in choices.items() if choice.carried_forward)
        for category, choices in longlist.items()
    }
    made = {
        role: tuple(key for key, option in model.options.items() if option.choices == entry.choices)
        for role, entry in by_role.items()
        if entry.choices
    }
    return Shortlist(by_role, FrozenMap(carried), FrozenMap(made))


def _alike(entry: ShortlistEntry, entries: list[ShortlistEntry]) -> ShortlistEntry:
    """Say of the less ambitious option that it may be left out where paragraph 5.18 says so."""
    _, minimum, preferred, *_ = entries
    same = minimum.choices == preferred.choices and len(minimum.choices) == len(CATEGORIES)
    if entry.role == "less-ambitious" and same:
        reason = "may be left out: the preferred way forward is the do minimum"
        return attrs.evolve(entry, reasons=(*entry.reasons, reason))
    return entry


def _business_as_usual(longlist: Mapping[str, Mapping[str, Choice]]) -> ShortlistEntry:
    found = {
        category: key
        for category, choices in longlist.items()
        for key, choice in choices.items()
        if choice.business_as_usual
    }
    reasons = () if found else ("no choice of the longlist is the business as usual",)
    return ShortlistEntry(BUSINESS_AS_USUAL, FrozenMap(found), reasons)


def _each(
    role: str,
    longlist: Mapping[str, Mapping[str, Choice]],
    pick: Callable[[Mapping[str, Choice]], tuple[str | None, str]],
) -> ShortlistEntry:
    """Pick a choice in every category; a category without a clear one gives its reason."""
    found, reasons = {}, []
    for category in CATEGORIES:
        key, reason = pick(longlist[category]) if category in longlist else (None, "there are no choices")
        if key is None:
            reasons.append(f"{category}: {reason}")
        else:
            found[category] = key
    return ShortlistEntry(role, FrozenMap(found), tuple(reasons))


def _green(choices: Mapping[str, Choice]) -> tuple[str | None, str]:
    greens = [key for key, choice in choices.items() if choice.rating == "green"]
    if len(greens) == 1:
        return greens[0], ""
    return None, f"{', '.join(greens)} are all green" if greens else "no choice is green"


def _cheapest(choices: Mapping[str, Choice], cost: Callable[[Choice], float | None]) -> tuple[str | None, str]:
    costs = {key: cost(choice) for key, choice in choices.items() if choice.carried_forward}
    if len(costs) == 1:
        return next(iter(costs)), ""
    unknown = [key for key, amount in costs.items() if amount is None]
    if unknown or not costs:
        return None, f"{_have(unknown)} no cost" if unknown else "no choice is amber or green"
    lowest = min(amount for amount in costs.values() if amount is not None)
    least = [key for key, amount in costs.items() if amount == lowest]
    return (least[0], "") if len(least) == 1 else (None, f"{', '.join(least)} have the same lowest cost")


def _have(keys: list[str]) -> str:
    return f"{', '.join(keys)} {'has' if len(keys) == 1 else 'have'}"


def _ambitious(role: str, longlist: Mapping[str, Mapping[str, Choice]], direction: int) -> ShortlistEntry:
    """Replace the green choices by the next amber ones above (direction 1) or below (-1)."""
    entry = _each(role, longlist, lambda choices: _next(choices, direction))
    if any(longlist[category][key].rating == "amber" for category, key in entry.choices.items()):
        return entry
    word = "more" if direction > 0 else "less"
    reason = f"there is no such option: no amber choice is known to be {word} ambitious than the green one"
    return attrs.evolve(entry, choices=FrozenMap(), reasons=(*entry.reasons, reason))


def _next(choices: Mapping[str, Choice], direction: int) -> tuple[str | None, str]:
    green, reason = _green(choices)
    if green is None:
        return None, reason
    ambers = {key: choice.ambition for key, choice in choices.items() if choice.rating == "amber"}
    here = choices[green].ambition
    unknown = [key for key, place in {green: here, **ambers}.items() if place is None]
    if ambers and unknown:
        return None, f"{_have(unknown)} no ambition"
    beyond = {
        key: (place - here) * direction
        for key, place in ambers.items()
        if place is not None and here is not None and (place - here) * direction > 0
    }
    nearest = [key for key, distance in beyond.items() if distance == min(beyond.values())]
    if len(nearest) > 1:
        return None, f"{', '.join(nearest)} are equally ambitious"
    return (nearest[0] if nearest else green), ""
