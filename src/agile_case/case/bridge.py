"""What moved the NPSV from one point of a history to another: bars that sum to the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.sharing import EXACT, Share, shared_out
from agile_case.appraisal.summary import largest, money_column
from agile_case.case.causes import LABELS, Piece, assembled, pieces_between
from agile_case.case.replay import learned, state_of
from agile_case.case.tracking import track
from agile_case.errors import AgileCaseError, AppraisalError, InputError, UnknownNameError, did_you_mean
from agile_case.history.entries import Record
from agile_case.history.iterations import counted
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from agile_case.case.recorded import Recorded

__all__ = ["Bridge", "bridge"]

_RESIDUAL: Final = 1e-9
_ORDERS, _WITHIN = 20, 0.01
"""Orders that are drawn for more than that at most, and the error of the largest bar at which no more are."""


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
    titles: tuple[str, str] = ("", "")
    """Titles of the option and of the one that it is held against; their keys are shown where they have none."""

    @property
    def shown(self) -> tuple[Share, ...]:
        """The bars that are something: the others moved nothing."""
        least = _RESIDUAL * max(abs(self.start), abs(self.end), 1.0)
        return tuple(bar for bar in self.bars if abs(bar.value) > least or bar.error > least)

    @property
    def of(self) -> str:
        """What is compared, in words."""
        one, other = (
            title or key.replace("_", " ") for title, key in zip(self.titles, (self.option, self.against), strict=True)
        )
        return f"NPSV of {one}{f' against {other}' if other else ''}"

    @property
    def scale(self) -> tuple[float, str, int]:
        """Pounds in the unit of its table and its picture, the name of the unit, and decimals."""
        return money_scale(largest([self.start, self.end, *(bar.value for bar in self.bars)]))

    @property
    def table(self) -> Table:
        """The bridge as a table, from the first NPSV to the second, without what moved nothing."""
        count = len(self.bars) - len(self.shown)
        left_out = (f"Left out: {count} that moved nothing; `whole` has {'them' if count > 1 else 'it'}.",)
        return self._table(self.shown, left_out if count else ())

    @property
    def whole(self) -> Table:
        """The bridge as a table with every bar, what moved nothing included."""
        return self._table(self.bars)

    def _table(self, bars: Sequence[Share], notes: tuple[str, ...] = ()) -> Table:
        scale = self.scale
        columns = [Column("What", "what"), money_column("npsv", "NPSV", scale)]
        sampled = any(bar.error for bar in bars)
        columns += [money_column("error", "Std error", scale)] if sampled else []
        more: list[Cell] = [None] if sampled else []
        rows: list[list[Cell]] = [[f"NPSV, {self.labels[0]}", self.start, *more]]
        rows += [[bar.cause, bar.value, *([bar.error] if sampled else [])] for bar in bars]
        rows.append([f"NPSV, {self.labels[1]}", self.end, *more])
        caption = f"What moved the {self.of} ({scale[1]}, at means)"
        return Table("bridge", caption, columns, rows, (*self.notes, *notes))

    def __str__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()


def bridge(
    before: Recorded,
    after: Recorded,
    option: str,
    against: str | None,
    *,
    by: str = "category",
    labels: tuple[str, str] = ("before", "after"),
    actuals: bool = False,
    exact: int = EXACT,
) -> Bridge:
    """Return what moved the NPSV of an option, at means, from one point of a history to another.

    Args:
        before: The case at the first point.
        after: The case at the second.
        option: Key of the option.
        against: Key of the option to hold it against; None for the absolute NPSV.
        by: Causes: `category`, where lines and options that came or went are named unless that makes more than eight
            bars; or `change` for each change by itself.
        labels: What the two points are called.
        actuals: Whether figures that were recorded take the place of what was expected.
        exact: Causes up to which every order is taken; each set of them is a case that is put together and appraised.

    Raises:
        InputError: The two are not of one history, `by` is none, or there is nothing that actuals could be counted by.
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
    pieces = pieces_between(before, after, by, actuals=actuals)
    causes = tuple(dict.fromkeys(piece.cause for piece in pieces))
    if by == "category" and len(causes) > len(LABELS):  # what came and went is one bar: each doubles the work
        pieces = [attrs.evolve(piece, cause=LABELS[piece.category]) for piece in pieces]
        causes = tuple(dict.fromkeys(piece.cause for piece in pieces))
    mine = {entry.id for entry in counted(before.entries)}
    common = [entry for entry in counted(after.entries) if entry.id in mine]
    broken = False

    def worth(chosen: Iterable[Piece]) -> float:
        kept = assembled(common, chosen)
        return _npsv(attrs.evolve(before, opening=opening, entries=kept), option, against, actuals=actuals)

    def worth_if_it_stands(chosen: Iterable[Piece]) -> float | None:
        nonlocal broken
        try:
            return worth(chosen)
        except AgileCaseError:
            broken = True
            return None

    start, end = (worth(piece for piece in pieces if piece.there == then) for then in (False, True))
    numbers = {piece.cause for piece in pieces if not piece.said}
    bars, count = _shared(causes, numbers, pieces, worth_if_it_stands, exact)
    how = _how(drawn=count > exact, broken=broken)
    if causes and not bars:
        bars, how = _as_they_came(pieces, start, worth_if_it_stands), "Shared out in the order of the changes."
    residual = end - start - sum(bar.value for bar in bars)
    if abs(residual) > _RESIDUAL * max(abs(start), abs(end), 1.0):
        message = "The parts of this change do not sum to it."
        raise AppraisalError(message, got=f"a residual of £{residual:,.2f}", wanted="none")
    if by == "category":
        order = {piece.cause: list(LABELS).index(piece.category) for piece in pieces}
        bars = tuple(bar for bar in bars if bar.value or bar.cause in numbers)
        bars = tuple(sorted(bars, key=lambda bar: order[bar.cause]))
    return Bridge(
        option=option,
        against=against or "",
        start=start,
        end=end,
        bars=bars,
        labels=labels,
        titles=(_title(after, before, option), _title(after, before, against)),
        notes=(how, *_of_actuals(after, actuals=actuals)),
    )


def _shared(
    causes: Sequence[str],
    numbers: AbstractSet[str],
    pieces: Sequence[Piece],
    worth: Callable[[Iterable[Piece]], float | None],
    exact: int,
) -> tuple[tuple[Share, ...], int]:
    """Share out among the causes that numbers rest on; among all of them where some of those rest on words.

    Returns:
        One share for each cause, or none where no order stands; and among how many it was shared out.
    """

    def value(chosen: frozenset[str]) -> float | None:
        return worth(piece for piece in pieces if piece.there == (piece.cause in chosen))

    moving = [cause for cause in causes if cause in numbers]
    found = {share.cause: share for share in shared_out(moving, value, exact=exact, orders=_ORDERS, within=_WITHIN)}
    if found or not moving:
        every = (found.get(cause, Share(cause=cause, value=0.0, error=0.0)) for cause in causes)
        return tuple(every), len(moving)
    if len(moving) == len(causes):
        return (), len(moving)
    return shared_out(causes, value, exact=exact, orders=_ORDERS, within=_WITHIN), len(causes)


def _npsv(case: Recorded, option: str, against: str | None, *, actuals: bool) -> float:
    """Return the NPSV at means of the model that the entries of a case lead to."""
    state = state_of(case.opening or case.model, case.entries)
    model = learned(state.model, state.evidence)[0]
    values = compile_model(model).central()
    for key in (option, against):
        if key is not None and key not in values:
            message, near = f"{key!r} is not an option at both points.", did_you_mean(key, values)
            raise UnknownNameError(message, got=repr(key), wanted="an option that both have", do=near)
    found = values[option] - (0.0 if against is None else values[against])
    if not actuals or not any(isinstance(entry, Record) for entry in case.entries):
        return found
    usual, day = model.business_as_usual, max(entry.on for entry in case.entries)
    tracked = track(attrs.evolve(case, model=state.model), on=day, option=option).npsv_now
    if usual is None or tracked is None:
        message = "Actuals count in the NPSV against the business as usual, and this case has none."
        raise InputError(message, where="actuals", got="no business as usual", wanted="an option with that role")
    return found + tracked - (values[option] - values[usual])


def _title(after: Recorded, before: Recorded, option: str | None) -> str:
    key = option or ""
    held = next((case.model.options[key] for case in (after, before) if key in case.model.options), None)
    return "" if held is None else held.title


def _how(*, drawn: bool, broken: bool) -> str:
    which = "could have been made"
    if broken:
        which = "can follow each other: some rest on others"
    if drawn:
        return f"Shared out over random orders in which the changes {which}, the same each time (Shapley values)."
    return f"Each bar is its mean over every order in which the changes {which} (Shapley values)."


def _of_actuals(after: Recorded, *, actuals: bool) -> tuple[str, ...]:
    if actuals:
        return ("Over the whole life, with what was recorded in the place of what was expected.",)
    if any(isinstance(entry, Record) for entry in counted(after.entries)):
        return ("What was recorded of measures and lines is left out; actuals=True puts it in.",)
    return ()


def _as_they_came(
    pieces: Sequence[Piece], start: float, worth: Callable[[Iterable[Piece]], float | None]
) -> tuple[Share, ...]:
    """Give each cause what its changes did when they were made: first those that were taken back, the last one first.

    What does not stand without the change after it counts with that one.
    """
    found: dict[str, float] = dict.fromkeys((piece.cause for piece in pieces), 0.0)
    held, at = [piece for piece in pieces if not piece.there], start
    steps = sorted(pieces, key=lambda piece: piece.entry.sequence)
    for piece in (*(one for one in reversed(steps) if not one.there), *(one for one in steps if one.there)):
        held = [*held, piece] if piece.there else [one for one in held if one is not piece]
        then = worth(held)
        if then is not None:
            found[piece.cause] += then - at
            at = then
    return tuple(Share(cause=cause, value=value, error=0.0) for cause, value in found.items())
