"""The history of a case that is a folder: one small file for each entry, written once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from agile_case.case.disk import OPENING_FILE, file_error, read_file, replace
from agile_case.case.drafts import Draft
from agile_case.case.replay import replay
from agile_case.case.running import Running
from agile_case.errors import AgileCaseError, HistoryError, StaleFileError
from agile_case.history.adding import refuse_disorder
from agile_case.history.entries import Retract, Revise
from agile_case.history.iterations import counted
from agile_case.quantities.canonical import sha256
from agile_case.storage.entries import entry_name, entry_text, read_entry
from agile_case.storage.reading import FORMAT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from agile_case.case.case import Case
    from agile_case.history.entries import Entry
    from agile_case.model.model import Model

__all__ = ["read_history", "recorded_in", "with_history", "write_history"]

HISTORY: Final = "history"
"""Folder of the entries."""
_SHOWN: Final = 5


def read_history(folder: Path) -> tuple[Entry, ...]:
    """Return the entries of a folder in their order; none where there is no history.

    Entries that two people made beside each other have one place in the order and come by their ids.

    Args:
        folder: The folder of the case.

    Raises:
        FileError: An entry cannot be read.
        DocumentError: A file is no entry.
        InvalidCaseError: Entries have faults; all of them are listed.
        HistoryError: An entry was altered.
    """
    place = folder / HISTORY
    if not place.is_dir():
        return ()
    found: list[Entry] = []
    faults: dict[type[AgileCaseError], list[AgileCaseError]] = {}
    for file in sorted(place.iterdir()):
        if file.name.startswith("."):
            continue
        try:
            found.append(read_entry(file.read_bytes(), file.name))
        except OSError as error:
            raise file_error(file, "read", error) from None
        except AgileCaseError as error:
            faults.setdefault(type(error), []).append(error)
    for kind, errors in faults.items():
        raise kind.of(fault for error in errors for fault in error.faults)
    return tuple(sorted(found, key=lambda entry: (entry.sequence, entry.id)))


def with_history(case: Case, folder: Path) -> Case:
    """Return a case with the history of its folder.

    Args:
        case: The case in `case.toml`.
        folder: The folder.

    Raises:
        HistoryError: The history does not fit together, an entry of it is missing, or it has no opening to begin from.
        AgileCaseError: The opening or an entry cannot be read.
    """
    found = recorded_in(folder)
    return case if found is None else attrs.evolve(case, opening=found[0], entries=found[1])


def recorded_in(folder: Path) -> tuple[Model, tuple[Entry, ...]] | None:
    """Return the model that the history of a folder began from, and its entries, whatever is in `case.toml`.

    Args:
        folder: The folder.

    Returns:
        None where there is no history.

    Raises:
        HistoryError: The history does not fit together, an entry of it is missing, or it has no opening to begin from.
        AgileCaseError: The opening or an entry cannot be read.
    """
    entries = read_history(folder)
    if not entries:
        return None
    _refuse_missing(entries)
    opening = folder / OPENING_FILE
    if not opening.exists():
        message = "This history has no beginning."
        do = "take opening.toml back from where the folder came from"
        raise HistoryError(message, where=OPENING_FILE, got="no such file", wanted="the case as it began", do=do)
    try:
        _, data = read_file(opening)
        draft = Draft(data, "toml", folder)
        began = draft.case().model
    except AgileCaseError as error:
        raise error.at(OPENING_FILE) from None
    first = entries[0].before
    if first and first != sha256(began) and draft.get("format") == FORMAT:  # an older one is not what was hashed then
        message = "This is not the opening that the history began from."
        do = "take opening.toml back as it was; what changed since belongs into case.toml, with an entry"
        raise HistoryError(message, where=OPENING_FILE, got=f"sha256 {sha256(began)}", wanted=f"sha256 {first}", do=do)
    refuse_disorder(entries)
    _refuse_altered(began, entries)
    return began, entries


def _refuse_missing(entries: Sequence[Entry]) -> None:
    """Refuse numbers that no entry has, and one entry in two files.

    Everybody counts on from the entries that are there. So each copy of a history has every number up to its last one,
    and so have two that were put together, though some numbers twice.
    """
    held = {entry.sequence for entry in entries}
    missing = [f"{number:04}" for number in range(1, max(held)) if number not in held]
    if missing:
        shown = ", ".join(missing[:_SHOWN]) + (f" and {len(missing) - _SHOWN} more" if len(missing) > _SHOWN else "")
        message = f"An entry of this history is missing: the one whose file begins with {shown}."
        if len(missing) > 1:
            message = f"Entries of this history are missing: those whose files begin with {shown}."
        got = f"{len(entries)} entries, numbered up to {max(held):04}"
        do = "take it back from version control; an entry that was wrong is retracted, and its file stays"
        raise HistoryError(message, where=HISTORY, got=got, wanted="every number from 0001 on", do=do)
    names = dict[str, str]()
    for entry in entries:
        if entry.id in names:
            message = "One entry is in two files, as where two people wrote down the same beside each other."
            do = f"take {names[entry.id]} away, and leave the other"
            where = f"{HISTORY}/{entry_name(entry)}"
            raise HistoryError(message, where=where, got=names[entry.id], wanted="one file for each entry", do=do)
        names[entry.id] = entry_name(entry)


def _refuse_altered(opening: Model, entries: tuple[Entry, ...]) -> None:
    """Replay the history; where an entry follows the one that it was written after, its hash must come out again.

    Entries that follow one another vouch for the models between them. What the last of them leads to is worked out, and
    only if that is not what it says is each of them looked at.
    """
    try:
        altered = _is_altered(opening, entries)
    except AgileCaseError:
        altered = True
    if altered:
        replay(opening, entries, each=True)
        _refuse_each(opening, entries)


def _is_altered(opening: Model, entries: Sequence[Entry]) -> bool:
    running, said = Running(opening), sha256(opening)
    for place, entry in enumerate(entries, start=1):
        known = entry.before == said and bool(entry.after)
        if not known and running.sha256 != said:
            return True
        running = _after(running, opening, entries[:place])
        said = entry.after if known else running.sha256
    return running.sha256 != said


def _refuse_each(opening: Model, entries: Sequence[Entry]) -> None:
    """Look at each entry; while two that cannot both stand have not been told apart, nothing is known."""
    running, said = Running(opening), sha256(opening)
    for place, entry in enumerate(entries, start=1):
        before = said
        try:
            running = _after(running, opening, entries[:place])
            said = running.sha256
        except AgileCaseError:
            said = ""
        if before and said and entry.before == before and entry.after and said != entry.after:
            message = "This history does not lead where it led when it was written."
            do = "take opening.toml and the entries back as they were"
            where = f"{HISTORY}/{entry_name(entry)}"
            raise HistoryError(message, where=where, got="another model after it", wanted="the same", do=do)


def _after(running: Running, opening: Model, entries: Sequence[Entry]) -> Running:
    """Return what a model comes to with the last of some entries; with a retraction all are made anew."""
    *_, last = entries
    if isinstance(last, Retract):
        running = Running(opening)
    for entry in counted(entries) if isinstance(last, Retract) else (last,):
        if isinstance(entry, Revise):
            running.revise(entry)
    return running


def write_history(case: Case, folder: Path) -> None:
    """Write the entries that a folder does not have yet.

    Args:
        case: The case.
        folder: The folder.

    Raises:
        StaleFileError: The folder has entries that the case does not know of.
        AgileCaseError: An entry that is there cannot be read.
    """
    held = {entry.id for entry in read_history(folder)}
    unknown = held - {entry.id for entry in case.entries}
    if unknown:
        message = "This folder has entries that the case does not know of."
        do = "load it again and do what you did once more, or merge: case.merged(other)"
        got = ", ".join(sorted(unknown)[:5])
        raise StaleFileError(
            message, where=HISTORY, got=got, wanted="the history that was loaded, or part of it", do=do
        )
    for entry in case.entries:
        if entry.id not in held:
            replace(folder / HISTORY / entry_name(entry), entry_text(entry).encode())
