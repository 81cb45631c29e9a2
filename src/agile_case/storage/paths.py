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
from agile_case.storage.plain import plain_of, plain_value
from agile_case.storage.reading import FORMAT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agile_case.model.contents import Contents

__all__ = [
    "NOTHING",
    "addresses",
    "applied",
    "body_of",
    "changed",
    "changes_checked",
    "differences",
    "found_at",
    "leaves_of",
    "parts_of",
    "paths_table",
    "unknown_at",
    "value_at",
    "written",
]

NOTHING: Final = object()
"""What is found where there is nothing."""


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
    leaves = leaves_of(contents)
    kept = {path: value for path, value in leaves.items() if _is_like(path, like)}
    if not kept:
        raise UnknownNameError.of([unknown_at(like, contents, "like")])
    columns = [Column("Address", "address"), Column("Value", "value")]
    caption = f"Addresses of the case like {like}" if like else "Addresses of the case"
    return Table("paths", caption, columns, [[path, written(value)] for path, value in kept.items()])


def leaves_of(contents: Contents) -> dict[str, object]:
    """Return what a case holds at every address that has none below it.

    Args:
        contents: The model.
    """
    return dict(_leaves(body_of(contents), ""))


def value_at(contents: Contents, path: str) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return what a case holds under an address, as plain data; for a key that is left out, its default.

    Args:
        contents: The model.
        path: The address.

    Raises:
        UnknownNameError: There is no such address; the nearest are suggested.
    """
    for plain in (body_of(contents), body_of(contents, brief=False)):
        value = found_at(plain, parts_of(path))
        if value is not NOTHING:
            return value
    raise UnknownNameError.of([unknown_at(path, contents)])


def changed(contents: Contents, changes: Mapping[str, object]) -> tuple[dict[str, Any], list[Fault]]:
    """Return a model as plain data with some of it changed, and the faults of the addresses.

    Args:
        contents: The model.
        changes: What each address holds from now on; None takes it out.

    Raises:
        InputError: These are no changes.
    """
    held, faults = changes_checked(changes)
    plain, nowhere = applied(body_of(contents), held, lambda: body_of(contents, brief=False))
    faults += [unknown_at(path, contents) for path in nowhere]
    return {"format": FORMAT, **plain}, faults


def applied(
    plain: Mapping[str, Any], changes: Sequence[tuple[str, object]], full: Callable[[], Mapping[str, Any]]
) -> tuple[dict[str, Any], list[str]]:
    """Return plain data with changes made to a copy of what they touch, and the addresses that lead nowhere.

    Args:
        plain: A model as plain data, without what holds its default.
        changes: What each address holds from now on, in their order; None takes it out.
        full: Returns the model with what holds its default, which is asked for where an address leads there.
    """
    found, nowhere = dict(plain), []
    for path, value in changes:
        parts = parts_of(path)
        if value is None and found_at(found, parts) is NOTHING:
            if found_at(full(), parts) is NOTHING:
                nowhere.append(path)
        elif not _put(found, full, parts, plain_value(value)):
            nowhere.append(path)
    return found, nowhere


def changes_checked(changes: Mapping[str, object]) -> tuple[list[tuple[str, object]], list[Fault]]:
    """Return changes in the order in which they are made, and the faults of those that another one covers.

    Args:
        changes: What each address holds from now on; None takes it out.

    Raises:
        InputError: These are no changes.
    """
    if not isinstance(changes, Mapping) or not all(isinstance(path, str) for path in changes):
        message = "Changes are a table."
        wanted = 'addresses with what they hold from now on, as in {"assumptions.team.unit": "person"}'
        raise InputError(message, where="changes", got=repr(changes)[:120], wanted=wanted)
    held, faults = [], []
    for path, value in sorted(changes.items(), key=_removals_last):
        above = next((other for other in changes if path.startswith(f"{other}.")), None)
        if above is None:
            held.append((path, value))
        else:
            message = "Two changes are about the same thing."
            faults.append(Fault(message, path, got=f"a change of {above} too", wanted="one of the two"))
    return held, faults


def body_of(contents: Contents, *, brief: bool = True) -> dict[str, Any]:
    """Return a model as plain data without the name of its format, which has no address.

    Args:
        contents: The model.
        brief: Whether what holds its default is left out.
    """
    plain = plain_of(contents, brief=brief)
    del plain["format"]
    return plain if brief else {"units": {"counts": []}, "events": {}, **plain}


def parts_of(path: object) -> list[str]:
    """Return the keys that an address joins.

    Args:
        path: The address.

    Raises:
        InputError: It is none.
    """
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


def addresses(value: object, where: str) -> Iterator[str]:
    """Yield every address in plain data.

    Args:
        value: The data.
        where: Its own address.
    """
    for key, item in _entries(value):
        place = f"{where}.{key}" if where else key
        yield place
        yield from addresses(item, place)


def differences(before: object, after: object, where: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every address at which plain data differs, with what it holds afterwards; None where nothing is left.

    A table that only one of the two has is one difference, and so is a list that grew or shrank.

    Args:
        before: The data before.
        after: The data after.
        where: Their address.
    """
    one, other = dict(_entries(before)), dict(_entries(after))
    alike = isinstance(before, list) == isinstance(after, list) and (len(one) == len(other) or isinstance(after, dict))
    if where and not (one and other and alike):
        if before != after:
            yield where, after
        return
    for key in (*one, *(key for key in other if key not in one)):
        if one.get(key) != other.get(key):
            yield from differences(one.get(key), other.get(key), f"{where}.{key}" if where else key)


def found_at(value: object, parts: list[str]) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return what plain data holds under an address, or `NOTHING`.

    Args:
        value: The data.
        parts: The keys of the address.
    """
    for part in parts:
        if isinstance(value, Mapping):
            value = value.get(part, NOTHING) if part else NOTHING
        else:
            value = dict(_entries(value)).get(part, NOTHING)
    return value


def _put(plain: Any, full: Callable[[], Any], parts: list[str], value: object) -> bool:  # noqa: ANN401 - as above
    """Put a value in its place, or take out what is there; tell whether there is such a place."""
    *above, key = parts
    for place, part in enumerate(above, start=1):
        held = dict(_entries(plain)).get(part, NOTHING)
        if isinstance(plain, dict) and part not in plain:
            default = found_at(full(), parts[:place])
            if isinstance(default, dict | list):
                held = type(default)()  # a table that holds nothing but defaults is not written
        if isinstance(held, dict | list):
            held = copy.copy(held)  # what others hold stays as it is
            plain[part if isinstance(plain, dict) else int(part)] = held
        plain = held
    if isinstance(plain, dict):
        plain[key] = value
        if value is None:
            del plain[key]
        return True
    if not isinstance(plain, list) or not key.isdecimal() or int(key) > len(plain):
        return False
    plain[int(key) : int(key) + 1] = [] if value is None else [value]
    return True


def unknown_at(path: str, contents: Contents, where: str = "") -> Fault:
    """Return the fault of an address that leads nowhere, with the nearest that do.

    Args:
        path: The address.
        contents: The model.
        where: Name of the argument that it was given in, in the place of the address.
    """
    message = f"{path[:200]!r} is not an address of this case."
    full = body_of(contents, brief=False)
    near = did_you_mean(path, addresses(full, ""))
    *above, _ = path.split(".")
    if len(above) > 1 and found_at(full, above) is NOTHING and isinstance(found_at(full, above[:-1]), dict):
        near += f"{'; ' if near else ''}what is new is added whole: {{{'.'.join(above)!r:.120}: {{...}}}}"
    wanted = "an address that paths() lists"
    return Fault(message, where or path, got=repr(path)[:200], wanted=wanted, do=near, code="unknown-name")


def written(value: object) -> str:
    """Return a plain value as a TOML file writes it.

    Args:
        value: The value.
    """
    if isinstance(value, Mapping):
        inner = ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {written(item)}" for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(written(item) for item in value)}]"
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)
