"""Load a case from a file or folder, and save it."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, overload

from agile_case.case.case import Case
from agile_case.case.companions import companions, write_companions
from agile_case.case.disk import (
    CASE_FILE,
    OPENING_FILE,
    file_error,
    kind_of,
    path_of,
    read_file,
    replace,
    stale,
)
from agile_case.case.drafts import Draft
from agile_case.case.folder import read_history, with_history, write_history
from agile_case.errors import AgileCaseError, DocumentError, FileError, InputError, LimitError, UnknownNameError
from agile_case.storage.document import build
from agile_case.storage.plain import plain_of, plain_value
from agile_case.storage.reading import check_plain, read_document
from agile_case.storage.writing import to_json, to_toml

if TYPE_CHECKING:
    import os
    from pathlib import Path

__all__ = ["from_plain", "load", "loads", "save"]

_SUM: Final = re.compile(r"[0-9a-fA-F]{64}")


@overload
def load(path: str | os.PathLike[str], *, draft: Literal[False] = ...) -> Case: ...
@overload
def load(path: str | os.PathLike[str], *, draft: Literal[True]) -> Draft: ...
def load(path: str | os.PathLike[str], *, draft: bool = False) -> Case | Draft:
    """Load a case from a TOML or JSON file, or from a folder that holds `case.toml`.

    Args:
        path: The file or folder. An `opening.toml` in a folder must be a readable case file.
        draft: Whether to return a draft, which may have faults.

    Raises:
        FileError: It cannot be read.
        DocumentError: It is not TOML or JSON.
        LimitError: It is too large, too deep or too long.
        InvalidCaseError: The case has faults; all of them are listed, each with its address and line. A draft has them.
        HistoryError: The folder has a history that does not fit together. A draft is of `case.toml` alone.
    """
    given = path_of(path)
    file, data = read_file(given)
    try:
        held = Draft(data, kind_of(file), file.parent)
    except (DocumentError, LimitError) as error:
        raise error if error.where else error.at(file.name) from None
    if _is_true(draft):
        return held
    case = held.case()
    return with_history(case, given) if given.is_dir() else case


@overload
def loads(
    data: bytes | str,
    *,
    kind: str = ...,
    folder: str | os.PathLike[str] | None = ...,
    draft: Literal[False] = ...,
) -> Case: ...
@overload
def loads(
    data: bytes | str, *, kind: str = ..., folder: str | os.PathLike[str] | None = ..., draft: Literal[True]
) -> Draft: ...
def loads(
    data: bytes | str,
    *,
    kind: str = "toml",
    folder: str | os.PathLike[str] | None = None,
    draft: bool = False,
) -> Case | Draft:
    """Read a case from the content of a file.

    Args:
        data: The content.
        kind: `toml` or `json`.
        folder: Folder that files named under `[reference]` are given from; without it such files are refused.
        draft: Whether to return a draft, which may have faults.

    Raises:
        InputError: The kind is neither, or the folder is no path.
        DocumentError: It is not of that kind.
        LimitError: It is too large, too deep or too long.
        InvalidCaseError: The case has faults; all of them are listed. A draft has them.
    """
    held = Draft(data, kind, None if folder is None else path_of(folder, "folder"))
    return held if _is_true(draft) else held.case()


def from_plain(plain: Mapping[str, Any]) -> Case:
    """Build a case from plain data in the form of the case file.

    Args:
        plain: What TOML or JSON holds; objects of the model may stand in the place of their tables.

    Raises:
        DocumentError: It is no table, or holds something that neither TOML nor JSON holds.
        LimitError: It is too deep or too long.
        InvalidCaseError: The case has faults; all of them are listed.
    """
    if not isinstance(plain, Mapping):
        message = "This is not a table."
        raise DocumentError(message, got=type(plain).__name__, wanted="keys with their values")
    held = plain_value(plain)
    check_plain(held)
    return Case(build(held))


def save(case: Case | Draft, path: str | os.PathLike[str], *, if_hash: str | None = None) -> Path:
    """Save a case or a draft; the file is replaced in one step.

    A case is written into an existing TOML file so that comments and order stay. A draft is written byte for byte.
    Files that the case names under `[reference]` go along when it goes to another folder.

    Args:
        case: The case or draft.
        path: A file ending in .toml or .json; or a folder, which then holds `case.toml`, the case as it began in
            `opening.toml`, and each entry of its history in a file of its own, which is never written again.
        if_hash: The `sha256` that the case had when it was loaded: the file is written only if the case in it still has
            that one. For a draft, which also replaces comments, it is that of the draft: not a byte may have changed.
            Another process that writes in the moment between the last look and the replacing is not seen.

    Returns:
        The file that was written.

    Raises:
        FileError: It cannot be written, or another file is there: one that is no case file, or in the place of a
            reference file that goes along.
        StaleFileError: The file is not as it was, or is not there any more; or the folder has entries that the case
            does not know of.
        InputError: The name ends in something else, the case holds what such a file cannot hold, or it has a history
            and is not saved to a folder.
    """
    target = path_of(path)
    try:
        folder = target.is_dir() or not target.suffix
        target = (target / CASE_FILE if folder else target).resolve()
        if target.suffix not in (".toml", ".json"):
            message = "A case is saved as TOML or JSON."
            wanted = "a name ending in .toml or .json, or a folder"
            raise InputError(message, where="path", got=target.name, wanted=wanted)
        if not isinstance(case, Case | Draft):
            message = "This is not a case."
            raise InputError(message, where="case", got=type(case).__name__, wanted="a Case or a Draft")
        held = target.read_bytes() if target.exists() else None
        if if_hash is not None:
            _refuse_stale(target, held, case, if_hash)
        data = _content_of(case, target, held, known=if_hash is not None)
        opening = target.with_name(OPENING_FILE) if folder else None
        taken = _taken(case, target, opening)
        began = _began(case, opening, data)
        with _opened(opening if isinstance(case, Case) else None, began):
            write_companions(taken)
            if opening is not None and isinstance(case, Case):
                write_history(case, target.parent)
            replace(target, data, None if if_hash is None else held)
    except AgileCaseError:
        raise
    except (OSError, RuntimeError) as error:  # before Python 3.13 a link to itself is a RuntimeError
        raise file_error(target, "written", error) from None
    return target


def _began(case: Case | Draft, opening: Path | None, data: bytes) -> bytes:
    """Return the case as it began; one with a history is saved to a folder."""
    if isinstance(case, Draft) or case.opening is None:
        return data
    if opening is None:
        message = "A case with a history is saved to a folder."
        do = "save to a folder; or Case(case.model), for the model without its history"
        raise InputError(message, where="path", got="a file", wanted="the path of a folder", do=do)
    began = to_toml(case.opening).encode()
    if opening.exists() and not read_history(opening.parent):  # nothing was built on the one that is there
        replace(opening, began)
    return began


def _is_true(draft: object) -> bool:
    if isinstance(draft, bool):
        return draft
    message = "This is neither true nor false."
    raise InputError(message, where="draft", got=repr(draft)[:120], wanted="True or False")


def _refuse_stale(target: Path, held: bytes | None, case: Case | Draft, if_hash: object) -> None:
    """Refuse to write over a file whose content, and for a case also what it says, has another hash."""
    if not isinstance(if_hash, str) or not _SUM.fullmatch(if_hash):
        message = "This is not a sha256."
        do = "give the sha256 that the case or draft had when it was loaded"
        raise InputError(message, where="if_hash", got=repr(if_hash)[:120], wanted="64 hexadecimal digits", do=do)
    wanted, found = if_hash.lower(), "no file"
    if held is not None:
        found = hashlib.sha256(held).hexdigest()
        if found == wanted:
            return
        if isinstance(case, Case):
            try:
                found = loads(held, kind=kind_of(target), folder=target.parent).sha256
            except AgileCaseError:
                found = "a file that is no whole case"
    if found != wanted:
        raise stale(target, f"sha256 {found}" if _SUM.fullmatch(found) else found, f"sha256 {wanted}")


def _content_of(case: Case | Draft, target: Path, held: bytes | None, *, known: bool) -> bytes:
    """Return what will be written; what it replaces must be a case file, or known to be the file that was read."""
    kind = kind_of(target)
    if isinstance(case, Draft):
        if case.kind != kind:
            message = "A draft is saved in the form that it has."
            do = "save the whole case instead: draft.case()"
            raise InputError(message, where="path", got=target.name, wanted=f"a name ending in .{case.kind}", do=do)
        if not known and held != case.data:
            _existing(target, held)
        return case.data
    check_plain(plain_of(case.model))
    existing = _existing(target, held)
    return (to_json(case.model) if kind == "json" else to_toml(case.model, existing)).encode()


def _existing(target: Path, held: bytes | None) -> str | None:
    """Return the text of the file that will be replaced, if there is one; it must be a case file."""
    if held is None:
        return None
    try:
        plain, text = read_document(held, kind_of(target))
    except AgileCaseError:
        plain, text = {}, ""
    if not str(plain.get("format", "")).startswith("agile-case/"):
        message = "There is a file of that name that is not a case file."
        raise FileError(message, got=str(target), do="save under another name")
    return text


def _taken(case: Case | Draft, target: Path, opening: Path | None) -> dict[Path, bytes]:
    """Return the reference files that go along."""
    reserved = (target,) if opening is None else (target, opening)
    if isinstance(case, Case):
        chosen = case.model.reference
        return companions(chosen.replaced, chosen.folder, target.parent, reserved=reserved)
    try:
        choices = case.get("reference")
    except UnknownNameError:
        return {}
    held = choices if isinstance(choices, Mapping) else {}
    return companions(held, case.folder, target.parent, reserved=reserved, faulty=not case.is_whole)


@contextlib.contextmanager
def _opened(opening: Path | None, data: bytes) -> Iterator[None]:
    """Write the opening of a folder that has none; it goes again when what follows fails."""
    if opening is None or opening.exists():
        yield
        return
    replace(opening, data)
    try:
        yield
    except BaseException:
        opening.unlink(missing_ok=True)
        raise
