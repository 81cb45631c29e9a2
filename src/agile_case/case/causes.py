"""What changed between two points of a history, and the bar of a bridge that each change belongs to."""

from __future__ import annotations

import collections
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.history.entries import CATEGORIES, Change, Entry, Learn, Record, Revise
from agile_case.history.iterations import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agile_case.case.recorded import Recorded

__all__ = ["Piece", "assembled", "category_of", "pieces_between"]

_SAID: Final = frozenset(
    {
        *("strategic", "commercial", "financial", "management", "objectives", "theory_of_change", "claims"),
        *("dependencies", "constraints", "statutory_duties", "reviews", "approvals", "exhibits"),
        *("analysis", "data", "quality_assurance", "programme", "judgements", "enabling_changes", "local", "x"),
    }
)
"""Tables that no number rests on: what one entry changes in them is one cause."""
_WORDS: Final = frozenset(
    {
        *("title", "notes", "source", "owner", "date", "quality", "impact", "review_by", "links", "organisation"),
        *("horizon_reason", "signed_off_by", "signed_off_on", "adopted_by", "rules", "criteria", "tests", "x"),
    }
)
"""Keys that no number rests on."""
_METHODS: Final = frozenset({"savings", "transfers", "discount_factors", "prices_after", "rules", "adopted_by"})
"""Keys of `[case]` that say how it is worked out; the others say what it is measured against."""
_TIMES: Final = frozenset(
    {
        *("when", "starts", "ends", "growth_from", "refresh_every", "t10", "t90", "midpoint", "over", "half_life"),
        *("by", "every", "delay", "life"),
    }
)
_LINE: Final = 4
"""Keys in the address of a line."""
LABELS: Final = {category: category.replace("-", " ").capitalize() for category in CATEGORIES}
"""The bars by their categories, in their order."""


@attrs.frozen
class Piece:
    """Part of an entry that only one of two points has, or that counts at only one of them."""

    category: str
    """What it is of."""
    cause: str
    """The bar that it belongs to."""
    entry: Entry
    """The entry, with that part of its changes."""
    origin: str
    """Id of the whole entry."""
    there: bool
    """Whether the second point has it; the first has those that were retracted since."""
    said: bool = False
    """Whether no number rests on it."""


def category_of(change: Change) -> str:
    """Return what a change is of: what it says itself, or else what its address says.

    Args:
        change: The change.
    """
    if change.category:
        return change.category
    parts = change.path.split(".")
    if parts[0] == "reference":
        return "method"
    if parts[0] == "case":
        return "method" if parts[1:] and parts[1] in _METHODS else "basis"
    if "optimism_bias" in parts:
        return "optimism-bias"
    if parts[0] in ("events", "stages") or parts[-1] in _TIMES:
        return "timing"
    if parts[0] == "options":
        if (len(parts) <= _LINE and not _is_said(change)) or parts[-1] in ("roles", "replaces"):
            return "scope"  # a line or an option that comes or goes, or takes the place of another
        if parts[-1] in ("discount", "covers"):
            return "method"
        if parts[-1] == "price_base":
            return "basis"
    return "judgement"


def _is_said(change: Change) -> bool:
    parts = change.path.split(".")
    return parts[0] in _SAID or (len(parts) > 1 and parts[-1] in _WORDS) or "x" in parts[1:-1]


def pieces_between(before: Recorded, after: Recorded, by: str, *, actuals: bool) -> list[Piece]:
    """Return what only one of two points has, retractions and changes that no entry tells of included.

    Args:
        before: The case at the first point.
        after: The case at the second.
        by: Causes: `category`, or `change` for each change by itself.
        actuals: Whether figures that were recorded are causes too.
    """
    first, second = counted(before.entries), counted(after.entries)
    one, two = {entry.id for entry in first}, {entry.id for entry in second}
    names = _names(before, after)
    found = [piece for entry in first if entry.id not in two for piece in _parts(entry, by, names, there=False)]
    found += [piece for entry in second if entry.id not in one for piece in _parts(entry, by, names, there=True)]
    for case, there in ((before, False), (after, True)):
        changes = case.unrecorded
        if changes:
            last = max((entry.sequence for entry in case.entries), default=0) + 1
            day = max(entry.on for entry in case.entries)
            loose = Revise(changes=changes, on=day, sequence=last, because="not recorded")
            found += _parts(loose, by, names, there=there)
    return [piece for piece in found if actuals or not isinstance(piece.entry, Record)]


def _parts(entry: Entry, by: str, names: Mapping[str, str], *, there: bool) -> list[Piece]:
    single, day = by == "change", entry.on.isoformat()
    if isinstance(entry, Learn):
        cause = f"Evidence on {entry.about}, {day}" if single else LABELS["evidence"]
        return [Piece("evidence", cause, entry, entry.id, there)]
    if isinstance(entry, Record):
        cause = f"Actual of {entry.path} in {entry.year}, {day}" if single else LABELS["actuals"]
        return [Piece("actuals", cause, entry, entry.id, there)]
    if not isinstance(entry, Revise):
        return []
    groups: dict[tuple[str, str], list[Change]] = {}
    paths = {change.path for change in entry.changes}
    for change in entry.changes:
        category, path = category_of(change), change.path
        path = (
            path.removesuffix("_on") if path.removesuffix("_on") in paths else path
        )  # neither stands without the other
        words = "Words" if path.partition(".")[0] in _SAID else path
        cause = f"{words}, {day}" if single else _bar(category, change.path, names)
        groups.setdefault((category, cause), []).append(change)
    return [
        Piece(category, cause, attrs.evolve(entry, changes=held), entry.id, there, all(map(_is_said, held)))
        for (category, cause), held in groups.items()
    ]


def _bar(category: str, path: str, names: Mapping[str, str]) -> str:
    """Return the bar of a change; what came into the scope or went out of it is named."""
    parts = path.split(".")
    if category != "scope" or parts[0] != "options" or len(parts) == 1:
        return LABELS[category]
    option, *more = (names.get(".".join(parts[:length]), "") for length in (2, _LINE) if length <= len(parts))
    option = option or parts[1].replace("_", " ")
    if len(parts) == _LINE - 1:
        return f"{LABELS['scope']}: {option}"
    line = more[0] if more and more[0] else parts[3].replace("_", " ") if more else ""
    return (
        f"{LABELS['scope']}: {line} of {option} ({parts[2].removesuffix('s')})"
        if line
        else f"{LABELS['scope']}: {option}"
    )


def _names(*points: Recorded) -> dict[str, str]:
    """Return the titles of options and lines by their addresses; a title that several have names none of them."""
    found: dict[str, str] = {}
    for case in points:
        for key, option in case.model.options.items():
            at = f"options.{key}"
            held = {at: option.title}
            for table in ("costs", "benefits", "risks", "transfers"):
                held |= {f"{at}.{table}.{line}": one.title for line, one in getattr(option, table, {}).items()}
            found |= {address: title for address, title in held.items() if title}
    counts = collections.Counter((address.rpartition(".")[0], title) for address, title in found.items())
    return {address: title for address, title in found.items() if counts[address.rpartition(".")[0], title] == 1}


def assembled(common: Iterable[Entry], chosen: Iterable[Piece]) -> list[Entry]:
    """Put entries in their order, the parts of one entry together again.

    Args:
        common: Entries that both points have.
        chosen: Parts of others.
    """
    found = {entry.id: entry for entry in common}
    for piece in chosen:
        held = found.get(piece.origin)
        if isinstance(held, Revise) and isinstance(piece.entry, Revise):
            found[piece.origin] = attrs.evolve(held, changes=(*held.changes, *piece.entry.changes))
        else:
            found[piece.origin] = piece.entry
    return [found[origin] for origin in sorted(found, key=lambda origin: (found[origin].sequence, origin))]
