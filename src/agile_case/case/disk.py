"""Bytes from and to the disk: a file is replaced in one step, and what goes wrong is an error of ours."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from agile_case.errors import (
    DocumentError,
    FileError,
    InputError,
    InvalidCaseError,
    LimitError,
    StaleFileError,
)
from agile_case.storage.migration import STEPS, format_fault
from agile_case.storage.reading import MAX_BYTES, read_toml

__all__ = [
    "CASE_FILE",
    "OPENING_FILE",
    "file_error",
    "kind_of",
    "path_of",
    "read_file",
    "refuse_file",
    "replace",
    "stale",
]

CASE_FILE = "case.toml"
"""The current model of a case that is a folder."""
OPENING_FILE = "opening.toml"
"""The case as it was when its folder began; never written again."""


def path_of(path: object, where: str = "path") -> Path:
    """Accept the path of a file or folder.

    Args:
        path: What the user gave.
        where: Name of the argument.

    Raises:
        InputError: It is none.
    """
    if isinstance(path, str | os.PathLike):
        found = Path(path)
        if "\0" not in str(found):
            return found
    message = "This is not the path of a file or folder."
    raise InputError(message, where=where, got=f"{path!r:.120}", wanted="text or a Path")


def file_error(path: Path, done: str, error: Exception, wanted: str = "") -> FileError:
    """Return the error of a file that the system does not let us use.

    Args:
        path: The file.
        done: What cannot be done with it, such as "read".
        error: What the system said.
        wanted: What would have been right.
    """
    message = f"This file cannot be {done}."
    return FileError(message, got=f"{path}: {getattr(error, 'strerror', None) or error}", wanted=wanted)


def kind_of(file: Path) -> str:
    """Return the form that a case file has by its name.

    Args:
        file: The file.
    """
    return "json" if file.suffix == ".json" else "toml"


def refuse_file(path: str, where: str = "CASE") -> None:
    """Refuse a file where a command works on the folder of a case, with its history.

    Args:
        path: What was typed.
        where: Name of the argument.

    Raises:
        InputError: It is a file.
    """
    file = path_of(path, where)
    if not file.is_file():
        return
    message = "A case with a history is a folder, and is saved to a folder."
    do = f"name the folder: {file.parent}"
    if file.name != CASE_FILE:
        do = f"make it a folder: move the file to {file.with_suffix('') / CASE_FILE}, and name {file.with_suffix('')}"
    raise InputError(message, where=where, got=f"the file {path}", wanted="the folder of a case", do=do)


_CASE: Final = "a case file (.toml or .json) or a folder with case.toml"


def read_file(path: Path, wanted: str = _CASE) -> tuple[Path, bytes]:
    """Read a case file, or the one in a folder.

    Args:
        path: The file or folder.
        wanted: What would have been right.

    Returns:
        The file, and its content; of one that is too large only as much as shows it.

    Raises:
        FileError: It cannot be read.
        AgileCaseError: The folder has an `opening.toml` that is no readable case file.
    """
    try:
        if path.is_dir():
            _check_opening(path / OPENING_FILE)
            path /= CASE_FILE
        return path, _read(path)
    except OSError as error:
        raise file_error(path, "read", error, wanted) from None


def replace(target: Path, data: bytes, expected: bytes | None = None) -> None:
    """Write a file beside the old one and put it in its place, so that there is always a whole one.

    Args:
        target: The file.
        data: Its content from now on.
        expected: What it holds now, where it may only be replaced as long as it does.

    Raises:
        StaleFileError: It holds something else.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        if expected is not None:
            _refuse_changed(target, expected)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _refuse_changed(target: Path, expected: bytes) -> None:
    if not target.exists() or _read(target) != expected:
        raise stale(target, "a file that changed while this was written", "the file that was read")


def stale(target: Path, got: str, wanted: str) -> StaleFileError:
    """Return the error of a file that is no longer the one that was read.

    Args:
        target: The file.
        got: What is there.
        wanted: What should be there.
    """
    message = "This file is not the one that was read: writing it would undo what somebody else did."
    do = "load the file again, make the change in what it holds now, and save that; nothing was written"
    return StaleFileError(message, where=str(target), got=got, wanted=wanted, do=do)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _check_opening(opening: Path) -> None:
    """Refuse an opening that no history could begin from; whether its parts fit together is not asked."""
    if not opening.exists():
        return
    try:
        plain, _ = read_toml(_read(opening))
    except (DocumentError, LimitError) as error:
        raise error.at(OPENING_FILE) from None
    fault = format_fault(plain.get("format"))
    if fault is not None and plain.get("format") not in STEPS:
        raise InvalidCaseError.of([fault.at(OPENING_FILE)])
