"""Whether an entry may follow those that are there: out of order, twice or after the end is an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar

import attrs

from agile_case.errors import HistoryError, did_you_mean
from agile_case.history.entries import Begin, Decide, Entry, Learn, Meet, Recommend, Retract, Revise
from agile_case.history.iterations import Iteration, counted, follow, iterations_of

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

__all__ = ["entry_called", "refuse_disorder", "refuse_out_of_order", "said_again"]

_AGAIN = ("pause",)
"""Outcomes after which the same iteration may be decided on once more."""
_DIGITS: Final = re.compile(r"[0-9a-f]{4,12}")
"""The first digits of an id, enough of them to mean one."""
T = TypeVar("T")


def entry_called(entries: Sequence[Entry], given: T) -> T | str:
    """Return the id of the one entry whose id begins with some digits; anything else as it is.

    Args:
        entries: All entries.
        given: At least four digits of an id, or something else.

    Raises:
        HistoryError: The ids of several entries begin so; they are listed.
    """
    if not isinstance(given, str) or not _DIGITS.fullmatch(given):
        return given
    found = [entry for entry in entries if entry.id.startswith(given)]
    if len(found) <= 1:
        return found[0].id if found else given
    message = "The ids of several entries begin so."
    do = "give more digits: " + "; ".join(f"{entry.id} ({entry.kind} of {entry.on.isoformat()})" for entry in found[:5])
    raise HistoryError(message, where="entry", got=given, wanted="the digits that one id begins with", do=do)


def said_again(entries: Sequence[Entry], entry: Entry) -> Entry:
    """Return an entry as it may be added where the same was said before and taken back: with a count of that.

    Args:
        entries: All entries that are there, in their order.
        entry: The one that would follow.
    """
    gone = {held.entry for held in entries if isinstance(held, Retract)}
    while entry.id in gone:
        entry = attrs.evolve(entry, again=entry.again + 1)
    return entry


def refuse_out_of_order(entries: Sequence[Entry], entry: Entry) -> None:
    """Refuse an entry that cannot follow.

    Args:
        entries: All entries that are there, in their order.
        entry: The one that would follow.

    Raises:
        HistoryError: It is there already, or out of order.
    """
    if isinstance(entry, Retract):
        _check_retract(entries, entry)
    else:
        _check_new({held.id for held in entries}, entry)
        _check_follows(iterations_of(entries), entry)
    _check_days(entries, entry)


def _check_days(entries: Sequence[Entry], entry: Entry) -> None:
    """Refuse an entry dated before what it answers, and a condition that is due before it is made.

    A history that was merged or written before this was asked is read all the same.
    """
    if isinstance(entry, Retract):
        found = next((held.on for held in entries if held.id == entry.entry), entry.on)
        message = "An entry cannot be taken back before it was made."
        _refuse_earlier(entry, found, message, "give the day on which it is taken back")
    if not isinstance(entry, Recommend | Decide):
        return
    asked = [held.on for held in counted(entries) if isinstance(held, Recommend) and held.iteration == entry.iteration]
    message = "A decision cannot come before what was recommended for it."
    if isinstance(entry, Recommend):
        message = "A recommendation cannot come before the one that it takes the place of."
    do = "give the day of this one, or retract the recommendation if its day is wrong"
    _refuse_earlier(entry, max(asked, default=entry.on), message, do)
    for place, one in enumerate(entry.conditions if isinstance(entry, Decide) else (), start=1):
        if one.due < entry.on:
            message = "A condition cannot be due before the day of its decision."
            do = "give the day by which it has to be done; what was done before is no condition"
            wanted = f"{entry.on.isoformat()} or later"
            where = f"conditions.{place}.due"
            raise HistoryError(message, where=where, got=f"{one.due.isoformat()}: {one.what}", wanted=wanted, do=do)


def _refuse_earlier(entry: Entry, first: datetime.date, message: str, do: str) -> None:
    if entry.on < first:
        wanted = f"{first.isoformat()} or later"
        raise HistoryError(message, where="on", got=entry.on.isoformat(), wanted=wanted, do=do)


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
            if isinstance(entry, Retract):
                _check_retract(entries[:place], entry)
            else:
                _check_new(known, entry)
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
        since = "began" if held.decided is None else "was paused"
        do = f"{held.key} {since} on {earliest.isoformat()}: give that day or a later one"
        wanted = f"{earliest.isoformat()} or later"
        raise HistoryError(message, where="on", got=entry.on.isoformat(), wanted=wanted, do=do)


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
