"""Find the line of a TOML file on which each key stands, so that a fault can say where it is."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["line_of", "lines_by_address"]

_HEADER: Final = re.compile(r"\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_\-]+(?:\s*\.\s*[A-Za-z0-9_\-]+)*)\s*=")
_QUOTES: Final = ('"""', "'''")


def lines_by_address(text: str) -> dict[str, int]:
    """Return the line of every bare key, by its address.

    Args:
        text: Text of the file.

    Returns:
        Lines counted from 1. Keys inside inline tables and arrays are not listed; the key that holds them is.
    """
    found: dict[str, int] = {}
    table, quote = "", ""
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            if quote in line:
                quote = ""
            continue
        if header := _HEADER.match(line):
            table = _address(header.group(1))
            found.setdefault(table, number)
            continue
        if key := _KEY.match(line):
            name = _address(key.group(1))
            found.setdefault(f"{table}.{name}" if table else name, number)
        quote = next((mark for mark in _QUOTES if line.count(mark) % 2), "")
    return found


def line_of(address: str, lines: dict[str, int]) -> int | None:
    """Return the line of an address, or of the nearest key that holds it.

    Args:
        address: Address of a part of the case.
        lines: What `lines_by_address` returned.
    """
    parts = address.split(".")
    for length in range(len(parts), 0, -1):
        if (line := lines.get(".".join(parts[:length]))) is not None:
            return line
    return None


def _address(keys: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in keys.split("."))
