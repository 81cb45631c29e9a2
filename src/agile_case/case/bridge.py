"""What moved the NPSV from one point of a history to another: bars that sum to the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.sharing import EXACT, Share, shared_out
from agile_case.appraisal.summary import largest, money_column
from agile_case.case.replay import learned, replay
from agile_case.errors import AgileCaseError, AppraisalError, InputError, UnknownNameError, did_you_mean
from agile_case.history.entries import Change, Entry, Learn, Revise
from agile_case.history.iterations import counted
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agile_case.case.recorded import Recorded
    from agile_case.model.model import Model

__all__ = ["Bridge", "bridge", "category_of"]

_RESIDUAL: Final = 1e-9
_SAID: Final = frozenset(
    {
        *("strategic", "commercial", "financial", "management", "objectives", "theory_of_change", "claims"),
        *("dependencies", "constraints", "statutory_duties", "reviews", "approvals", "exhibits"),
        *("analysis", "data", "quality_assurance", "programme", "judgements"),
    }
)
"""Tables that no number rests on: what one entry changes in them is one cause."""
_TIMES: Final = (
    "when",
    "starts",
    "ends",
    "growth_from",
    "refresh_every",
    "t10",
    "t90",
    "midpoint",
    "over",
    "half_life",
    "by",
    "every",
    "delay",
)
_LINE: Final = 4
_WORDS: Final = {
    "method": "Method",
    "basis": "Basis",
    "scope": "Scope",
    "optimism-bias": "Optimism bias",
    "evidence": "Evidence",
    "judgement": "Judgement",
    "actuals": "Actuals",
    "timing": "Timing",
}


@attrs.frozen(kw_only=True)
class Bridge(Noun):
    """The change of an NPSV, shared out among what changed."""

    option: str
    """Key of the option."""
    against: str
    """Key of the option that it is held against; empty for an absolute NPSV."""
    start: float
    """NPSV at the first point, in pounds."""
    end: float
    """NPSV at the second."""
    bars: tuple[Share, ...]
    """What each cause did, in pounds; they sum to the change."""
    labels: tuple[str, str]
    """What the two points are called."""
    notes: tuple[str, ...] = ()
    """How it was shared out."""

    @property
    def table(self) -> Table:
        """The bridge as a table: from the first NPSV to the second."""
        scale = money_scale(largest([self.start, self.end, *(bar.value for bar in self.bars)]))
        columns = [Column("What", "what"), money_column("npsv", "NPSV", scale)]
        sampled = any(bar.error for bar in self.bars)
        columns += [money_column("error", "Std error", scale)] if sampled else []
        more: list[Cell] = [None] if sampled else []
        rows: list[list[Cell]] = [[f"NPSV, {self.labels[0]}", self.start, *more]]
        rows += [[bar.cause, bar.value, *([bar.error] if sampled else [])] for bar in self.bars]
        rows.append([f"NPSV, {self.labels[1]}", self.end, *more])
        against = f" against {self.against.replace('_', ' ')}" if self.against else ""
        caption = f"What moved the NPSV of {self.option.replace('_', ' ')}{against} ({scale[1]}, at means)"
        return Table("bridge", caption, columns, rows, self.notes)

    def __str__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()


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
        return "basis"
    if "optimism_bias" in parts:
        return "optimism-bias"
    if parts[0] in ("events", "stages") or parts[-1] in _TIMES:
        return "timing"
    if parts[0] == "options" and (len(parts) <= _LINE):
        return "scope"  # a line or an option that comes or goes
    return "judgement"


def bridge(
    before: Recorded,
    after: Recorded,
    option: str,
    against: str | None,
    *,
    by: str = "category",
    labels: tuple[str, str] = ("before", "after"),
) -> Bridge:
    """Return what moved the NPSV of an option, at means, from one point of a history to another.

    Args:
        before: The case at the first point.
        after: The case at the second.
        option: Key of the option.
        against: Key of the option to hold it against; None for the absolute NPSV.
        by: Causes: `category`, or `change` for each change by itself.
        labels: What the two points are called.

    Raises:
        InputError: The two are not of one history, or `by` is none.
        UnknownNameError: There is no such option at one of the points.
        AppraisalError: The parts do not sum to the whole.
    """
    if by not in ("category", "change"):
        message = "Causes are categories or single changes."
        raise InputError(message, where="by", got=repr(by), wanted="category or change")
    opening = before.opening or before.model
    if (after.opening or after.model) != opening:
        message = "These are not two points of one history."
        do = "compare points of one case: case.compare(first, second)"
        raise InputError(message, got="two openings", wanted="one", do=do)
    pieces = _pieces(before, after, by)
    causes = tuple(dict.fromkeys(piece.cause for piece in pieces))
    mine = {entry.id for entry in counted(before.entries)}
    common = [entry for entry in counted(after.entries) if entry.id in mine]

    def value(chosen: frozenset[str]) -> float:
        kept = _assembled(common, [piece for piece in pieces if piece.there == (piece.cause in chosen)])
        state = replay(opening, kept)
        return _npsv(learned(state.model, state.evidence)[0], option, against)

    start, end = value(frozenset()), value(frozenset(causes))
    notes = [_how(len(causes))]
    try:
        bars = shared_out(causes, value)
    except AgileCaseError:
        bars = _in_order(causes, value)
        notes = ["Shared out in the order of the changes: some do not stand without others before them."]
    residual = end - start - sum(bar.value for bar in bars)
    if abs(residual) > _RESIDUAL * max(abs(start), abs(end), 1.0):
        message = "The parts of this change do not sum to it."
        raise AppraisalError(message, got=f"a residual of £{residual:,.2f}", wanted="none")
    order = list(_WORDS.values())
    if by == "category":
        bars = tuple(sorted(bars, key=lambda bar: order.index(bar.cause)))
    return Bridge(
        option=option, against=against or "", start=start, end=end, bars=bars, labels=labels, notes=tuple(notes)
    )


@attrs.frozen
class _Piece:
    """Part of an entry that only one of the two points has."""

    cause: str
    entry: Entry
    origin: str
    """Id of the whole entry."""
    there: bool
    """Whether the second point has it; the first has those that were retracted since."""


def _pieces(before: Recorded, after: Recorded, by: str) -> list[_Piece]:
    first, second = counted(before.entries), counted(after.entries)
    one, two = {entry.id for entry in first}, {entry.id for entry in second}
    found = [piece for entry in first if entry.id not in two for piece in _parts(entry, by, there=False)]
    found += [piece for entry in second if entry.id not in one for piece in _parts(entry, by, there=True)]
    for case, there in ((before, False), (after, True)):
        changes = case.unrecorded
        if changes:
            last = max((entry.sequence for entry in case.entries), default=0) + 1
            day = max(entry.on for entry in case.entries)
            loose = Revise(changes=changes, on=day, sequence=last, because="not recorded")
            found += _parts(loose, by, there=there)
    return found


def _parts(entry: Entry, by: str, *, there: bool) -> list[_Piece]:
    if isinstance(entry, Learn):
        cause = _WORDS["evidence"] if by == "category" else f"Evidence on {entry.about}, {entry.on.isoformat()}"
        return [_Piece(cause, entry, entry.id, there)]
    if isinstance(entry, Revise):
        groups: dict[str, list[Change]] = {}
        for change in entry.changes:
            said = "Words" if change.path.partition(".")[0] in _SAID else change.path
            cause = _WORDS[category_of(change)] if by == "category" else f"{said}, {entry.on.isoformat()}"
            groups.setdefault(cause, []).append(change)
        return [_Piece(cause, attrs.evolve(entry, changes=held), entry.id, there) for cause, held in groups.items()]
    return []


def _assembled(common: Iterable[Entry], chosen: Iterable[_Piece]) -> list[Entry]:
    """Put entries in their order, the parts of one entry together again."""
    found = {entry.id: entry for entry in common}
    for piece in chosen:
        held = found.get(piece.origin)
        if isinstance(held, Revise) and isinstance(piece.entry, Revise):
            found[piece.origin] = attrs.evolve(held, changes=(*held.changes, *piece.entry.changes))
        else:
            found[piece.origin] = piece.entry
    return [found[origin] for origin in sorted(found, key=lambda origin: (found[origin].sequence, origin))]


def _npsv(model: Model, option: str, against: str | None) -> float:
    values = compile_model(model).central()
    for key in (option, against):
        if key is not None and key not in values:
            message, near = f"{key!r} is not an option at both points.", did_you_mean(key, values)
            raise UnknownNameError(message, got=repr(key), wanted="an option that both have", do=near)
    return values[option] - (0.0 if against is None else values[against])


def _how(count: int) -> str:
    if count > EXACT:
        return "Shared out over 400 random orders of the changes, the same each time (Shapley values)."
    return "Each bar is its mean over every order in which the changes could have been made (Shapley values)."


def _in_order(causes: tuple[str, ...], value: Callable[[frozenset[str]], float]) -> tuple[Share, ...]:
    found, held = [], frozenset[str]()
    for cause in causes:
        more = held | {cause}
        found.append(Share(cause=cause, value=value(more) - value(held), error=0.0))
        held = more
    return tuple(found)
