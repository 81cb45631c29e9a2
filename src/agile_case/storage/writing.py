"""From a model to the text of a file: JSON, or TOML in which the comments and the order of an existing file stay."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from agile_case.errors import FileError, InputError
from agile_case.storage.document import contents_of
from agile_case.storage.moments import iso, json_form
from agile_case.storage.plain import plain_of
from agile_case.storage.renamed_text import renamed_text

if TYPE_CHECKING:
    from agile_case.model.contents import Contents

__all__ = [
    "cannot_change",
    "json_text",
    "merge",
    "refuse_null",
    "same",
    "to_json",
    "to_toml",
]


def to_json(contents: Contents) -> str:
    """Return a model as JSON; dates in tables of others are marked as such, for JSON has none.

    Args:
        contents: The model.
    """
    return json_text(plain_of(contents))


def json_text(plain: Mapping[str, Any]) -> str:
    """Return plain data as the text of a JSON file.

    Args:
        plain: The plain data.
    """
    return json.dumps(json_form(plain), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_toml(contents: Contents, existing: str | None = None) -> str:
    """Return a model as TOML.

    Args:
        contents: The model.
        existing: Text of a file to change, which is TOML; its comments, its order and everything that still holds stay
            as they are.

    Raises:
        InputError: A table of others holds null, for which TOML has no value.
        FileError: The file cannot be changed so that it holds the model.
    """
    import tomlkit  # noqa: PLC0415 - needed to save only, and slow to import

    brief = plain_of(contents)
    refuse_null(brief)
    if existing is None:
        document = tomlkit.document()
        for key, value in brief.items():
            document.add(key, _inline(tomlkit, value) if key == "assumptions" else value)
        return tomlkit.dumps(document)
    text = existing.replace("\r\n", "\n")
    before, _ = contents_of(tomllib.loads(text))
    renamed = text if before is None else renamed_text(text, plain_of(before), brief)
    for basis in dict.fromkeys((renamed, text)):
        merged = _merged(tomlkit, basis, contents)
        if merged is not None:
            return merged.replace("\n", "\r\n") if existing.count("\r\n") == text.count("\n") > 0 else merged
    raise cannot_change()


def _merged(tomlkit: Any, text: str, contents: Contents) -> str | None:  # noqa: ANN401 - the module
    """Return the text of a file with a model brought into it; None where that cannot be done."""
    brief = plain_of(contents)
    try:
        before, _ = contents_of(tomllib.loads(text))
        document = tomlkit.parse(text)
        merge(document, brief, plain_of(contents, brief=False), {} if before is None else plain_of(before, brief=False))
        if list(document.get("stages", ())) != list(brief.get("stages", ())):  # their order means something
            del document["stages"]
            document["stages"] = brief["stages"]
        merged: str = tomlkit.dumps(document)
        after, _ = contents_of(tomllib.loads(merged))
    except (ValueError, TypeError, KeyError, tomlkit.exceptions.TOMLKitError):
        return None
    return merged if after is not None and plain_of(after) == brief else None


def cannot_change() -> FileError:
    """Return the error of a file that tomlkit reads in another way than TOML means it."""
    message = "This file is laid out in a way that cannot be changed in place."
    return FileError(message, got="dotted keys that hold tables", do="save under another name")


def refuse_null(plain: Mapping[str, Any]) -> None:
    """Refuse what TOML has no value for.

    Args:
        plain: Plain data.

    Raises:
        InputError: There is a null in it.
    """
    for address in _nulls(plain, ""):
        message = "TOML has no null."
        raise InputError(message, where=address, got="None", wanted="a value", do="save the case as JSON")


def _nulls(value: object, where: str) -> Iterator[str]:
    if value is None:
        yield where
    elif isinstance(value, Mapping | list):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _nulls(item, f"{where}.{key}" if where else str(key))


def _inline(tomlkit: Any, assumptions: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the module and its items
    table = tomlkit.table()
    for key, held in assumptions.items():
        row = tomlkit.inline_table()
        row.update(held)
        table.add(key, row)
    return table


def merge(target: Any, brief: Mapping[str, Any], full: Mapping[str, Any], before: Any) -> None:  # noqa: ANN401 - a table of tomlkit, and what it was read as
    """Bring a table of a file up to date.

    Args:
        target: The table.
        brief: What it should hold, without what holds its default.
        full: All that it should hold.
        before: What the file was read as; empty where it could not be read.
    """
    for key in list(target):
        held = before[key] if key in before else _as_read(target[key])
        if full.get(key) is None or (full[key] == {} and key not in brief):
            del target[key]
        elif held is not None and same(held, full[key]):
            continue
        elif isinstance(target[key], Mapping) and isinstance(full[key], Mapping):
            merge(target[key], brief.get(key, {}), full[key], held if isinstance(held, Mapping) else {})
            if not target[key]:  # what is left of a table without a header of its own would vanish with its last key
                target[key] = {}
        elif not _merged_rows(target[key], brief.get(key), full[key]):
            target[key] = brief.get(key, full[key])
    for key, value in brief.items():
        if key not in target:
            target[key] = value


def _as_read(item: Any) -> Any:  # noqa: ANN401 - a value of tomlkit
    """Return a value as it is written, where the file could not be read."""
    return item.unwrap() if hasattr(item, "unwrap") else item


def _merged_rows(target: Any, brief: Any, full: Any) -> bool:  # noqa: ANN401 - a value of tomlkit, and what it should be
    """Bring a list of tables up to date row by row, so that it stays as it is written; tell whether it is one."""
    if not (isinstance(target, list) and isinstance(brief, list) and brief):
        return False
    if not all(isinstance(row, Mapping) for row in (*target, *brief)):
        return False
    for row, wanted, whole in zip(target, brief, full, strict=False):
        merge(row, wanted, whole, {})
    del target[len(brief) :]
    for row in brief[len(target) :]:
        target.append(row)
    return True


def same(held: object, wanted: object) -> bool:
    """Tell whether two plain values are the same; true is not 1.

    Args:
        held: One value.
        wanted: The other.
    """
    return held == wanted and json.dumps(held, sort_keys=True, default=iso) == json.dumps(
        wanted, sort_keys=True, default=iso
    )
