"""Load a case from a file or folder, and save it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agile_case.case.case import Case
from agile_case.errors import AgileCaseError, FileError, InputError, NotBuiltError
from agile_case.storage.document import build
from agile_case.storage.line_numbers import lines_by_address
from agile_case.storage.reading import read_json, read_toml
from agile_case.storage.writing import to_json, to_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["load", "loads", "save"]

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
    file = _case_file(Path(path))
    try:
        data = file.read_bytes()
    except OSError as error:
        message = "This file cannot be read."
        raise FileError(message, got=f"{file}: {error.strerror or error}", wanted="a case file (.toml or .json) or a folder with case.toml") from None
    return loads(data, kind="json" if file.suffix == ".json" else "toml")


def loads(data: bytes | str, *, kind: str = "toml") -> Case:
    """Read a case from the content of a file.

    Args:
        data: The content.
        kind: `toml` or `json`.

    Raises:
        InputError: The kind is neither.
        DocumentError: It is not of that kind.
        LimitError: It is too large, too deep or too long.
        InvalidCaseError: The case has faults; all of them are listed.
    """
    content = data.encode() if isinstance(data, str) else data
    if kind == "json":
        return from_plain(read_json(content))
    if kind != "toml":
        message = "This is not a kind of case file."
        raise InputError(message, where="kind", got=repr(kind), wanted="toml or json")
    plain, text = read_toml(content)
    return Case(build(plain, lines_by_address(text)))


def from_plain(plain: Mapping[str, Any]) -> Case:
    """Build a case from plain data in the form of the case file.

    Args:
        plain: What TOML or JSON holds.

    Raises:
        InvalidCaseError: The case has faults; all of them are listed.
    """
    return Case(build(plain))


def save(case: Case, path: str | os.PathLike[str]) -> Path:
    """Save a case; comments and order of an existing TOML file stay, and the file is replaced in one step.

    Args:
        case: The case.
        path: A file ending in .toml or .json, or a folder, which then holds `case.toml`.

    Returns:
        The file that was written.

    Raises:
        FileError: It cannot be written, or the file there is no case file.
        InputError: The name ends in something else.
    """
    target = Path(path)
    if target.is_dir() or not target.suffix:
        target = target / _CASE_FILE
    if target.suffix == ".json":
        text = to_json(case.model)
    elif target.suffix == ".toml":
        text = to_toml(case.model, _existing(target))
    else:
        message = "A case is saved as TOML or JSON."
        raise InputError(message, where="path", got=target.name, wanted="a name ending in .toml or .json, or a folder")
    try:
        _replace(target, text)
    except OSError as error:
        message = "This file cannot be written."
        raise FileError(message, got=f"{target}: {error.strerror or error}") from None
    return target


def _case_file(path: Path) -> Path:
    if not path.is_dir():
        return path
    history = path / _HISTORY
    if history.is_dir() and any(history.iterdir()):
        message = "This case has a history, which this version does not read."
        raise NotBuiltError(message, where=_HISTORY, got=str(history), do="load the file case.toml in it for the current model alone")
    return path / _CASE_FILE


def _existing(target: Path) -> str | None:
    try:
        plain, text = read_toml(target.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, AgileCaseError):
        plain, text = {}, ""
    if not str(plain.get("format", "")).startswith("agile-case/"):
        message = "There is a file of that name that is not a case file."
        raise FileError(message, got=str(target), do="save under another name")
    return text


def _replace(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
