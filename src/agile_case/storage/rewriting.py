"""Change the document of a file and keep the rest of it: comments, order, line endings."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from agile_case.errors import Fault, InvalidCaseError, UnknownNameError, did_you_mean
from agile_case.storage.paths import NOTHING, addresses, changes_checked, found_at, parts_of
from agile_case.storage.plain import plain_value
from agile_case.storage.reading import check_plain, read_document
from agile_case.storage.writing import cannot_change, json_text, merge, refuse_null, same

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

__all__ = ["document_value", "revised", "rewritten"]

_BOM: Final = b"\xef\xbb\xbf"


def document_value(plain: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return what a document holds under an address, as plain data.

    Args:
        plain: The document.
        path: The address.

    Raises:
        UnknownNameError: It holds nothing there; the nearest addresses are suggested.
    """
    value = found_at(plain, parts_of(path))
    if value is NOTHING:
        raise UnknownNameError.of([_unknown(path, plain)])
    return copy.deepcopy(value)


def rewritten(data: bytes, kind: str, change: Callable[[MutableMapping[str, Any]], None]) -> bytes:
    """Return the content of a file with its document changed; where nothing changes, every byte stays.

    Args:
        data: Content of the file.
        kind: `toml` or `json`.
        change: Changes a document in place, by the operations of dictionaries and lists.

    Raises:
        InputError: The document would hold what such a file cannot hold.
        FileError: The file is laid out in a way that cannot be changed in place.
    """
    plain, text = read_document(data, kind)
    wanted = copy.deepcopy(plain)
    change(wanted)
    check_plain(wanted)
    if _unchanged(plain, wanted):
        return data
    if kind == "json":
        return json_text(wanted).encode()
    refuse_null(wanted)
    unix = text.replace("\r\n", "\n")
    windows = text.count("\r\n") == unix.count("\n") > 0
    changed = _changed_toml(unix if windows else text, change, wanted)
    return (_BOM if data.startswith(_BOM) else b"") + (changed.replace("\n", "\r\n") if windows else changed).encode()


def _changed_toml(text: str, change: Callable[[MutableMapping[str, Any]], None], wanted: Mapping[str, Any]) -> str:
    import tomlkit  # noqa: PLC0415 - needed to save only, and slow to import

    try:
        document = tomlkit.parse(text)
        change(document)
        changed = tomlkit.dumps(document)
        held = _unchanged(tomllib.loads(changed), wanted)
    except (ValueError, TypeError, LookupError, AttributeError, tomlkit.exceptions.TOMLKitError):
        held = False
    if not held:
        raise cannot_change()
    return changed


def _unchanged(held: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Tell whether two documents say the same; of what they hold, the order of stages means something."""
    return same(held, wanted) and _stages(held) == _stages(wanted)


def _stages(document: Mapping[str, Any]) -> list[str]:
    held = document.get("stages")
    return list(held) if isinstance(held, Mapping) else []


def revised(data: bytes, kind: str, changes: Mapping[str, object]) -> bytes:
    """Return the content of a file with its document changed by address.

    Args:
        data: Content of the file.
        kind: `toml` or `json`.
        changes: What each address holds from now on; None takes it out.

    Raises:
        InvalidCaseError: Addresses lead nowhere; all of them are listed.
        InputError: These are no changes, or values that such a file cannot hold.
        FileError: The file is laid out in a way that cannot be changed in place.
    """
    sorted_changes, faults = changes_checked(changes)
    plain, _ = read_document(data, kind)
    held = [(path, parts_of(path), plain_value(value)) for path, value in sorted_changes]
    for path, parts, value in held:
        check_plain({path: value})
        if not _put(plain, parts, value):
            listed = isinstance(found_at(plain, parts[:-1]), list) and found_at(plain, parts) is not NOTHING
            faults.append(_no_table(path, value) if listed and value is not None else _unknown(path, plain))
    if faults:
        raise InvalidCaseError.of(faults)

    def change(document: MutableMapping[str, Any]) -> None:
        for _, parts, value in held:
            _put(document, parts, copy.deepcopy(value))

    return rewritten(data, kind, change)


def _put(document: Any, parts: list[str], value: Any) -> bool:  # noqa: ANN401 - a document of any shape
    """Put a value in its place, making the tables above it, or take out what is there; tell whether it could."""
    *above, key = parts
    for part in above:
        if isinstance(document, dict) and part not in document and part and value is not None:
            document[part] = {}
        document = found_at(document, [part])
    if isinstance(document, dict) and key:
        if value is None:
            return document.pop(key, NOTHING) is not NOTHING
        if isinstance(value, dict) and isinstance(document.get(key), dict) and key != "stages":
            merge(document[key], value, value, {})
        else:
            document[key] = value
        return True
    if not isinstance(document, list) or not key.isdecimal() or int(key) > len(document) - (value is None):
        return False
    if not isinstance(value, dict | None):  # only a list of tables has places; with anything else in it, it has none
        return False
    if value is None:
        del document[int(key)]
    elif int(key) == len(document):
        document.append(value)
    else:
        document[int(key)] = value
    return True


def _no_table(path: str, value: object) -> Fault:
    message = "A place in a list of tables holds a table."
    return Fault(message, path[:200], got=f"{value!r:.80}", wanted="a table with its keys", code="input")


def _unknown(path: str, plain: Mapping[str, Any]) -> Fault:
    message = f"{path[:200]!r} is not an address of this draft."
    near = did_you_mean(path, addresses(plain, ""))
    wanted = "an address of something that it holds"
    return Fault(message, path[:200], got=repr(path)[:200], wanted=wanted, do=near, code="unknown-name")
