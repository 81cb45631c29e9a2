"""Keys that were renamed: found by what they hold, and renamed in the text of a file, so that its comments stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from agile_case.storage.moments import iso

__all__ = ["renamed_text"]

_HEADER: Final = re.compile(r"^\s*\[{1,2}\s*([\w.]+)\s*\]{1,2}")
_KEY: Final = re.compile(r"^\s*([\w.]+)\s*=")


def renamed_text(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return the text of a TOML file with what was renamed under its new key, in its place.

    Only bare keys at the beginning of a line are found. Whoever uses it looks whether it says what it should.

    Args:
        text: The text.
        before: What it holds.
        after: What it should hold.
    """
    for path, key in _renames(before, after, ""):
        text = _with_key(text, path.split("."), key)
    return text


def _renames(before: Mapping[str, Any], after: Mapping[str, Any], where: str) -> Iterator[tuple[str, str]]:
    """Yield the address and the new key of what went, where something came that is the same but for its key."""
    came = [key for key in after if key not in before]
    for key, held in before.items():
        place = f"{where}.{key}" if where else key
        if key in after:
            if isinstance(held, Mapping) and isinstance(after[key], Mapping):
                yield from _renames(held, after[key], place)
            continue
        for new in came:
            if _but_for(held, key, new) == _but_for(after[new], key, new):
                came.remove(new)
                yield place, new
                break


def _but_for(value: object, key: str, new: str) -> str:
    """Return a value as text in which a thing that names itself has its new key."""
    return json.dumps(value, sort_keys=True, default=iso).replace(key, new)


def _with_key(text: str, path: list[str], key: str) -> str:
    lines, table = text.split("\n"), list[str]()
    for place, line in enumerate(lines):
        header = _HEADER.match(line)
        found = header or _KEY.match(line)
        if found is None:
            continue
        above = [] if header else table
        parts = found[1].split(".")
        if [*above, *parts][: len(path)] == path and len(above) < len(path):
            parts[len(path) - 1 - len(above)] = key
            lines[place] = f"{line[: found.start(1)]}{'.'.join(parts)}{line[found.end(1) :]}"
        if header:
            table = found[1].split(".")
    return "\n".join(lines)
