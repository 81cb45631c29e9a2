"""Load a case from a file or folder, and save it."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agile_case.case.case import Case
from agile_case.errors import AgileCaseError, DocumentError, FileError, InputError, InvalidCaseError, NotBuiltError
from agile_case.storage.document import build
from agile_case.storage.line_numbers import lines_by_address
from agile_case.storage.reading import MAX_BYTES, check_plain, read_json, read_toml
from agile_case.storage.writing import plain_of, plain_value, to_json, to_toml

__all__ = ["from_plain", "load", "loads", "save"]

_CASE_FILE = "case.toml"
_HISTORY = "history"


def load(path: str | os.PathLike[str]) -> Case:
    """Load a case from a TOML or JSON file, or from a folder that holds `case.toml`.

    Args:
        path: The file or folder.

    Raises:
        FileError: It cannot be read.
        DocumentError: It is not TOML or JSON.
        LimitError: It is too large, too deep or too long.
        InvalidCaseError: The case has faults; all of them are listed, each with its address and line.
        NotBuiltError: The folder has a history, which this version does not read.
    """
    file, data = _read(_path(path))
    return loads(data, kind="json" if file.suffix == ".json" else "toml", folder=file.parent)


def loads(data: bytes | str, *, kind: str = "toml", folder: str | os.PathLike[str] | None = None) -> Case:
    """Read a case from the content of a file.

    Args:
        data: The content.
        kind: `toml` or `json`.
        folder: Folder that files named under `[reference]` are given from; without it such files are refused.

    Raises:
        InputError: The kind is neither, or the folder is no path.
        DocumentError: It is not of that kind.
        LimitError: It is too large, too deep or too long.
        InvalidCaseError: The case has faults; all of them are listed.
    """
    if not isinstance(data, str | bytes):
        message = "This is not the content of a case file."
        raise InputError(
            message,
            where="data",
            got=type(data).__name__,
            wanted="text or bytes",
            do="load a file by its path with load",
        )
    base = None if folder is None else _path(folder, "folder")
    content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if kind == "json":
        return Case(build(read_json(content), folder=base))
    if kind != "toml":
        message = "This is not a kind of case file."
        raise InputError(message, where="kind", got=repr(kind), wanted="toml or json")
    plain, text = read_toml(content)
    with contextlib.suppress(InvalidCaseError):
        return Case(build(plain, folder=base))
    lines = lines_by_address(text)  # looked for only where there are faults to place
    return Case(build(plain, lines, folder=base))


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


def save(case: Case, path: str | os.PathLike[str]) -> Path:
    """Save a case; comments and order of an existing TOML file stay, and the file is replaced in one step.

    Args:
        case: The case.
        path: A file ending in .toml or .json, or a folder, which then holds `case.toml`.

    Returns:
        The file that was written.

    Raises:
        FileError: It cannot be written, or the file there is no case file.
        InputError: The name ends in something else, or the case holds what such a file cannot hold.
    """
    target = _path(path)
    try:
        folder = target.is_dir() or not target.suffix
        target = (target / _CASE_FILE if folder else target).resolve()
        if target.suffix not in (".toml", ".json"):
            message = "A case is saved as TOML or JSON."
            wanted = "a name ending in .toml or .json, or a folder"
            raise InputError(message, where="path", got=target.name, wanted=wanted)
        if not isinstance(case, Case):
            message = "This is not a case."
            raise InputError(message, where="case", got=type(case).__name__, wanted="a Case")
        check_plain(plain_of(case.model))
        existing = _existing(target)
        text = to_json(case.model) if target.suffix == ".json" else to_toml(case.model, existing)
        _replace(target, text)
    except AgileCaseError:
        raise
    except (OSError, RuntimeError) as error:  # before Python 3.13 a link to itself is a RuntimeError
        raise _file_error(target, "written", error) from None
    return target


def _path(path: object, where: str = "path") -> Path:
    if isinstance(path, str | os.PathLike):
        found = Path(path)
        if "\0" not in str(found):
            return found
    message = "This is not the path of a file or folder."
    raise InputError(message, where=where, got=f"{path!r:.120}", wanted="text or a Path")


def _file_error(path: Path, done: str, error: Exception, wanted: str = "") -> FileError:
    message = f"This file cannot be {done}."
    return FileError(message, got=f"{path}: {getattr(error, 'strerror', None) or error}", wanted=wanted)


def _read(path: Path) -> tuple[Path, bytes]:
    try:
        if path.is_dir():
            history = path / _HISTORY
            if history.is_dir() and any(history.iterdir()):
                message = "This case has a history, which this version does not read."
                do = "load the file case.toml in it for the current model alone"
                raise NotBuiltError(message, where=_HISTORY, got=str(history), do=do)
            path /= _CASE_FILE
        with path.open("rb") as file:
            return path, file.read(MAX_BYTES + 1)
    except OSError as error:
        wanted = "a case file (.toml or .json) or a folder with case.toml"
        raise _file_error(path, "read", error, wanted) from None


def _existing(target: Path) -> str | None:
    """Return the text of the file that will be replaced, if there is one; it must be a case file."""
    if not target.exists():
        return None
    data = target.read_bytes()
    try:
        plain, text = (read_json(data), "") if target.suffix == ".json" else read_toml(data)
    except AgileCaseError:
        plain, text = {}, ""
    if not str(plain.get("format", "")).startswith("agile-case/"):
        message = "There is a file of that name that is not a case file."
        raise FileError(message, got=str(target), do="save under another name")
    return text


def _replace(target: Path, text: str) -> None:
    """Write a file beside the old one and put it in its place, so that there is always a whole one."""
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        message = "A text of this case holds half a character."
        raise InputError(message, got=f"{text[error.start]!a}", wanted="text that UTF-8 can hold") from None
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
