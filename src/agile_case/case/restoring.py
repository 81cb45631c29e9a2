"""Put a case back from its record: the case file as the history leads to it, or a copy of the case as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from agile_case.case.case import Case
from agile_case.case.disk import CASE_FILE, file_error, path_of, replace
from agile_case.case.files import load, save
from agile_case.case.folder import recorded_in
from agile_case.case.replay import replay
from agile_case.errors import AgileCaseError, FileError, HistoryError
from agile_case.quantities.nouns import Noun
from agile_case.storage.reading import read_document
from agile_case.storage.writing import to_toml

if TYPE_CHECKING:
    import datetime
    import os

__all__ = ["Restoration", "restore"]


@attrs.frozen(kw_only=True, repr=False)
class Restoration(Noun):
    """What `restore` did."""

    file: Path
    """The file that holds what the record says."""
    kept: Path | None = None
    """Where the case file that was replaced is kept; None where nothing was replaced."""
    changes: tuple[str, ...] = ()
    """Addresses of what it held that no entry told of; none where it could not be read."""
    written: bool = True
    """Whether anything was written."""

    def __str__(self) -> str:
        """Return it as sentences."""
        if not self.written:
            return f"{self.file} is what the record says already."
        done = f"{self.file} is what the record says."
        if self.kept is None:
            return done
        lost = f" No entry told of {', '.join(self.changes)}." if self.changes else ""
        return f"{done}{lost} What it held is kept in {self.kept.name}."


def restore(
    path: str | os.PathLike[str], *, at: str | datetime.date | None = None, to: str | os.PathLike[str] | None = None
) -> Restoration:
    """Put a case back from its record, whether or not its case file can be read.

    Nothing is lost: the record is not touched, and a case file that says something else is kept beside the new one, as
    `case.replaced-` with the first digits of its sha256.

    Args:
        path: The folder of the case.
        at: A point of the history, as for `Case.at`; it needs `to`, because the record goes on from there. What the
            record leads to unless stated.
        to: Where to write it in the place of the folder: a file ending in .toml or .json, which holds no history, or a
            folder. Nothing may be there.

    Returns:
        What was done.

    Raises:
        FileError: Something is there already, the folder is none, or it cannot be read or written.
        HistoryError: The folder has no history, the history does not fit together, or there is no such point.
        StaleFileError: The case file changed while it was written.
        AgileCaseError: The opening or an entry cannot be read.
    """
    folder = path_of(path)
    found = recorded_in(folder) if folder.is_dir() else None
    if found is None:
        message = "There is no history to restore from."
        wanted, do = "a folder with opening.toml and entries", "give the folder, not the file in it"
        raise HistoryError(message, where="path", got=str(folder), wanted=wanted, do=do)
    opening, entries = found
    case = Case(replay(opening, entries).model, opening, entries)
    if to is not None:
        return Restoration(file=_copied(case if at is None else case.at(at), path_of(to, "to")))
    if at is not None:
        message = "The record goes on from there, so that the case file cannot be as it was then."
        do = "say where a copy goes; or revise the case back, with a reason"
        raise HistoryError(message, where="to", got="none", wanted="the path of a file or a folder", do=do)
    return _put_back(case, folder)


def _copied(case: Case, target: Path) -> Path:
    if target.exists():
        message = "Something is there already."
        raise FileError(message, where="to", got=str(target), wanted="a path at which nothing is")
    return save(Case(case.model) if target.suffix else case, target)


def _put_back(case: Case, folder: Path) -> Restoration:
    target = folder / CASE_FILE
    try:
        held = target.read_bytes() if target.exists() else None
        if held is None:
            replace(target, to_toml(case.model).encode())
            return Restoration(file=target)
        changes: tuple[str, ...] = ()
        try:
            there = load(folder)
        except AgileCaseError:  # such as one in which git left its marks
            there = None
        if there is not None:
            if there.model == case.model:
                return Restoration(file=target, written=False)
            changes = tuple(change.path for change in there.unrecorded)
        kept = target.with_name(f"case.replaced-{hashlib.sha256(held).hexdigest()[:12]}.toml")
        replace(kept, held)
        replace(target, _written(case, held).encode(), held)
    except AgileCaseError:
        raise
    except (OSError, RuntimeError) as error:
        raise file_error(target, "restored", error) from None
    return Restoration(file=target, kept=kept, changes=changes)


def _written(case: Case, held: bytes) -> str:
    """Return the text of the case file, into the one that is there if that can be done: comments and order stay."""
    try:
        _, text = read_document(held, "toml")
        return to_toml(case.model, text)
    except AgileCaseError:
        return to_toml(case.model)
