"""Whether an entry may follow those that are there: out of order, twice or after the end is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import HistoryError, did_you_mean
from agile_case.history.entries import Begin, Decide, Entry, Learn, Meet, Recommend, Retract, Revise
from agile_case.history.iterations import Iteration, counted, follow, iterations_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

__all__ = ["refuse_disorder", "refuse_out_of_order"]

_AGAIN = ("pause",)
"""Outcomes after which the same iteration may be decided on once more."""


def refuse_out_of_order(entries: Sequence[Entry], entry: Entry) -> None:
    """Refuse an entry that cannot follow.

    Args:
        entries: All entries that are there, in their order.
        entry: The one that would follow.

    Raises:
        HistoryError: It is there already, or out of order.
    """
    _check_new({held.id for held in entries}, entry)
    if isinstance(entry, Retract):
        _check_retract(entries, entry)
    else:
        _check_follows(iterations_of(entries), entry)


def _check_new(known: AbstractSet[str], entry: Entry) -> None:
    if entry.id in known:
        message = "This entry is in the history already."
        do = "if it happened twice, say what is different about the second"
        raise HistoryError(message, where=entry.kind, got=f"entry {entry.id}", wanted="an entry that is new", do=do)


def _check_follows(iterations: Sequence[Iteration], entry: Entry) -> None:
    """Refuse an entry, which is no retraction, after what iterations came to."""
    stopped = next((held for held in iterations if held.outcome == "stop"), None)
    if stopped is not None and isinstance(entry, Begin | Learn | Revise | Recommend | Decide):
        message = "This case was stopped."
        got = f"{entry.kind} after the decision on {stopped.key}"
        do = "retract that decision if it was wrong"
        raise HistoryError(message, where=entry.kind, got=got, wanted="record, note, meet or retract", do=do)
    if isinstance(entry, Begin):
        _check_begin(iterations, entry)
    elif isinstance(entry, Recommend | Decide):
        _check_gate(iterations, entry)
    elif isinstance(entry, Meet):
        _check_meet(iterations, entry)


def refuse_disorder(entries: Sequence[Entry]) -> None:
    """Refuse entries of which one could not have followed those before it, as two copies of a history may hold.

    What was out of order and was taken back since is out of the way.

    Args:
        entries: All entries, in their order.

    Raises:
        HistoryError: One is out of order; it is named.
    """
    try:
        _check_each(entries)
    except HistoryError:
        if not _retractions_hold(entries):
            raise
        _check_each(counted(entries))


def _retractions_hold(entries: Sequence[Entry]) -> bool:
    """Tell whether there are retractions, and each takes back one entry before it that no other one does."""
    known, gone = set[str](), set[str]()
    for entry in entries:
        if isinstance(entry, Retract):
            if entry.entry not in known - gone:
                return False
            gone.add(entry.entry)
        elif entry.id in known:
            return False
        else:
            known.add(entry.id)
    return bool(gone)


def _check_each(entries: Sequence[Entry]) -> None:
    known, iterations = set[str](), dict[str, Iteration]()
    for place, entry in enumerate(entries):
        try:
            _check_new(known, entry)
            if isinstance(entry, Retract):
                _check_retract(entries[:place], entry)
            else:
                _check_follows(tuple(iterations.values()), entry)
        except HistoryError as error:
            where = f"entry {entry.id}"
            raise error.at(where) from None
        known.add(entry.id)
        if isinstance(entry, Retract):
            iterations = {held.key: held for held in iterations_of(entries[: place + 1])}
        else:
            follow(iterations, entry)


def _check_retract(entries: Sequence[Entry], entry: Retract) -> None:
    counting = [held.id for held in counted(entries)]
    if entry.entry in counting:
        _check_nothing_rests(entries, entry)
        return
    message = "There is no such entry that counts."
    held = next((one for one in entries if one.id == entry.entry), None)
    if held is not None:
        message = "A retraction stays." if isinstance(held, Retract) else "This entry is retracted already."
    do = did_you_mean(entry.entry, counting)
    raise HistoryError(message, where="entry", got=entry.entry, wanted="the id of an entry that counts", do=do)


def _check_nothing_rests(entries: Sequence[Entry], entry: Retract) -> None:
    """Refuse to take back a beginning that was decided on, or a decision whose conditions are met."""
    iterations: dict[str, Iteration] = {}
    for held in counted(entries):
        if held.id == entry.entry:
            continue
        if isinstance(held, Recommend | Decide | Meet):
            try:
                _check_follows(tuple(iterations.values()), held)
            except HistoryError:
                message, got = "Later entries rest on this one.", f"{held.kind} of {held.on.isoformat()} ({held.id})"
                wanted, do = "an entry that nothing rests on", "retract those first, the last one before the others"
                raise HistoryError(message, where=entry.entry, got=got, wanted=wanted, do=do) from None
        follow(iterations, held)


def _check_begin(iterations: Sequence[Iteration], entry: Begin) -> None:
    if any(held.key == entry.iteration for held in iterations):
        message = "There is an iteration of that name already."
        do = "count on: alpha-2 after alpha-1"
        raise HistoryError(message, where="iteration", got=entry.iteration, wanted="a new name", do=do)
    if iterations and entry.on < iterations[-1].began:
        message = "An iteration cannot begin before the one before it."
        wanted = f"{iterations[-1].began.isoformat()} or later"
        raise HistoryError(message, where="on", got=entry.on.isoformat(), wanted=wanted)


def _check_gate(iterations: Sequence[Iteration], entry: Recommend | Decide) -> None:
    held = _named(iterations, entry.iteration)
    if held is not iterations[-1]:
        message = "A later iteration has begun."
        raise HistoryError(message, where="iteration", got=held.key, wanted=iterations[-1].key)
    if held.outcome and held.outcome not in _AGAIN:
        message = "This iteration was decided on already."
        got = f"{held.outcome} on {'' if held.decided is None else held.decided.isoformat()}"
        do = "begin the next iteration, or retract that decision if it was wrong"
        raise HistoryError(message, where="iteration", got=got, wanted="one that is open", do=do)
    earliest = held.decided or held.began
    if entry.on < earliest:
        message = "A gate cannot come before what it is about."
        raise HistoryError(message, where="on", got=entry.on.isoformat(), wanted=f"{earliest.isoformat()} or later")


def _check_meet(iterations: Sequence[Iteration], entry: Meet) -> None:
    held = _named(iterations, entry.iteration)
    if not 1 <= entry.condition <= len(held.conditions):
        message = "The decision has no such condition."
        wanted = f"1 to {len(held.conditions)}" if held.conditions else "a decision with conditions"
        raise HistoryError(message, where="condition", got=str(entry.condition), wanted=wanted)
    if entry.condition in held.met:
        message = "This condition is met already."
        raise HistoryError(message, where="condition", got=str(entry.condition), wanted="one that is open")
    if held.decided is not None and entry.on < held.decided:
        message = "A condition cannot be met before it was made."
        raise HistoryError(message, where="on", got=entry.on.isoformat(), wanted=f"{held.decided.isoformat()} or later")


def _named(iterations: Sequence[Iteration], key: str) -> Iteration:
    for held in iterations:
        if held.key == key:
            return held
    message, known = "There is no such iteration.", [held.key for held in iterations]
    do = did_you_mean(key, known) or "begin it first"
    raise HistoryError(message, where="iteration", got=repr(key), wanted="one that has begun", do=do)
