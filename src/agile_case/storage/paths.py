"""Paths: what a case holds under each address, and changes to it by address, in the form of the case file."""

from __future__ import annotations

import copy
import datetime
import fnmatch
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from agile_case.errors import Fault, InputError, UnknownNameError, did_you_mean
from agile_case.quantities.tables import Column, Table
from agile_case.storage.writing import plain_of, plain_value

if TYPE_CHECKING:
    from agile_case.model.contents import Contents

__all__ = ["changed", "paths_table", "value_at"]

_NOTHING: Final = object()


def paths_table(contents: Contents, like: str = "") -> Table:
    """Return every address of a case with what it holds, as the file writes it.

    Args:
        contents: The model.
        like: An address, for itself and all below it; or a pattern with `*` and `?`.

    Raises:
        UnknownNameError: Nothing has such an address; the nearest are suggested.
    """
    if not isinstance(like, str):
        message, wanted = "This is not an address.", 'an address, or a pattern as in "*.source"'
        raise InputError(message, where="like", got=repr(like)[:120], wanted=wanted)
    leaves = dict(_leaves(_plain(contents), ""))
    kept = {path: value for path, value in leaves.items() if _is_like(path, like)}
    if not kept:
        raise UnknownNameError.of([_unknown(like, contents, "like")])
    columns = [Column("Address", "address"), Column("Value", "value")]
    caption = f"Addresses of the case like {like}" if like else "Addresses of the case"
    return Table("paths", caption, columns, [[path, _written(value)] for path, value in kept.items()])


def value_at(contents: Contents, path: str) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return what a case holds under an address, as plain data; for a key that is left out, its default.

    Args:
        contents: The model.
        path: The address.

    Raises:
        UnknownNameError: There is no such address; the nearest are suggested.
    """
    for plain in (_plain(contents), _plain(contents, brief=False)):
        value = _find(plain, _parts(path))
        if value is not _NOTHING:
            return value
    raise UnknownNameError.of([_unknown(path, contents)])


def changed(contents: Contents, changes: Mapping[str, object]) -> tuple[dict[str, Any], list[Fault]]:
    """Return a model as plain data with some of it changed, and the faults of the addresses.

    Args:
        contents: The model.
        changes: What each address holds from now on; None takes it out.

    Raises:
        InputError: These are no changes.
    """
    if not isinstance(changes, Mapping) or not all(isinstance(path, str) for path in changes):
        message = "Changes are a table."
        wanted = 'addresses with what they hold from now on, as in {"assumptions.team.unit": "person"}'
        raise InputError(message, where="changes", got=repr(changes)[:120], wanted=wanted)
    plain, full = copy.deepcopy(_plain(contents)), _plain(contents, brief=False)
    faults = []
    for path, value in sorted(changes.items(), key=_removals_last):
        parts = _parts(path)
        above = next((other for other in changes if path.startswith(f"{other}.")), None)
        if above is not None:
            message = "Two changes are about the same thing."
            faults.append(Fault(message, path, got=f"a change of {above} too", wanted="one of the two"))
        elif value is None and _find(plain, parts) is _NOTHING:
            if _find(full, parts) is _NOTHING:
                faults.append(_unknown(path, contents))
        elif not _put(plain, full, parts, plain_value(value)):
            faults.append(_unknown(path, contents))
    return {"format": plain_of(contents)["format"], **plain}, faults


def _plain(contents: Contents, *, brief: bool = True) -> dict[str, Any]:
    plain = plain_of(contents, brief=brief)
    del plain["format"]
    return plain if brief else {"units": {"counts": []}, "events": {}, **plain}


def _parts(path: object) -> list[str]:
    if not isinstance(path, str) or not path:
        message = "This is not an address."
        wanted = 'keys joined by dots, as in "assumptions.team.unit"'
        raise InputError(message, where="path", got=repr(path)[:120], wanted=wanted)
    return path.split(".")


def _removals_last(change: tuple[str, object]) -> tuple[bool, tuple[int, ...]]:
    """Sort changes: what is put in first, then what is taken out, the last place of a list first."""
    path, value = change
    if value is not None:
        return False, ()
    return True, tuple(-int(part) for part in path.split(".") if part.isdecimal())


def _is_like(path: str, like: str) -> bool:
    if any(sign in like for sign in "*?["):
        return fnmatch.fnmatchcase(path, like)
    return not like or path == like or path.startswith(f"{like}.")


def _entries(value: object) -> list[tuple[str, object]]:
    """Return what lies below a value that has addresses of its own below it: tables, and lists of tables."""
    if isinstance(value, Mapping) and all(key and "." not in key for key in value):
        return list(value.items())
    if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
        return [(str(place), item) for place, item in enumerate(value)]
    return []


def _leaves(value: object, where: str) -> Iterator[tuple[str, object]]:
    below = _entries(value)
    if not below and where:
        yield where, value
    for key, item in below:
        yield from _leaves(item, f"{where}.{key}" if where else key)


def _addresses(value: object, where: str) -> Iterator[str]:
    for key, item in _entries(value):
        place = f"{where}.{key}" if where else key
        yield place
        yield from _addresses(item, place)


def _find(value: object, parts: list[str]) -> Any:  # noqa: ANN401 - plain data of any shape
    for part in parts:
        value = dict(_entries(value)).get(part, _NOTHING)
    return value


def _put(plain: Any, full: Any, parts: list[str], value: object) -> bool:  # noqa: ANN401 - plain data of any shape
    """Put a value in its place, or take out what is there; tell whether there is such a place."""
    *above, key = parts
    for part in above:
        full = dict(_entries(full)).get(part, _NOTHING)
        if isinstance(plain, dict) and part not in plain and isinstance(full, dict | list):
            plain[part] = type(full)()  # a table that holds nothing but defaults is not written
        plain = dict(_entries(plain)).get(part, _NOTHING)
    if isinstance(plain, dict):
        plain[key] = value
        if value is None:
            del plain[key]
        return True
    if not isinstance(plain, list) or not key.isdecimal() or int(key) > len(plain):
        return False
    plain[int(key) : int(key) + 1] = [] if value is None else [value]
    return True


def _unknown(path: str, contents: Contents, where: str = "") -> Fault:
    message = f"{path[:200]!r} is not an address of this case."
    near = did_you_mean(path, _addresses(_plain(contents, brief=False), ""))
    wanted = "an address that paths() lists"
    return Fault(message, where or path, got=repr(path)[:200], wanted=wanted, do=near, code="unknown-name")


def _written(value: object) -> str:
    """Return a plain value as a TOML file writes it."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {_written(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_written(item) for item in value)}]"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
