"""Find the line of a TOML file on which each key stands, so that a fault can say where it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["line_of", "lines_by_address"]

_PART: Final = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_KEYS: Final = rf"[ \t]*((?:{_PART.pattern})(?:[ \t]*\.[ \t]*(?:{_PART.pattern}))*)[ \t]*"
_HEADER: Final = re.compile(rf"[ \t]*(\[\[?){_KEYS}\]")
_KEY: Final = re.compile(rf"{_KEYS}=")
_IN_VALUE: Final = re.compile(
    r"""[^"'#\[\]{}\n]*(?:"{3}(?:\\.|[^\\])*?"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\])*"|'[^']*'|\#[^\n]*|([\[{])|([\]}])|(\n))""",
    re.DOTALL,
)


def lines_by_address(text: str) -> dict[str, int]:
    """Return the line of every key and table, by its address.

    Args:
        text: Text of a file that is TOML.

    Returns:
        Lines counted from 1; a table without a header of its own stands where it is first named. Keys inside inline
        tables and arrays are not listed; the key that holds them is.
    """
    named: dict[str, int] = {}
    implied: dict[str, int] = {}
    counts: dict[str, int] = {}
    table, line, position = "", 1, 0
    while position < len(text):
        end = position
        if header := _HEADER.match(text, position):
            table = _address("", header[2], counts, implied, line)
            named.setdefault(table, line)
            if header[1] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = f"{table}.{counts[table]}"
                named[table] = line
            end = header.end()
        elif key := _KEY.match(text, position):
            named.setdefault(_address(table, key[1], counts, implied, line), line)
            end = key.end()
        end = _end_of_value(text, end)
        line += text.count("\n", position, end)
        position = end
    return {**implied, **named}


def line_of(address: str, lines: Mapping[str, int]) -> int | None:
    """Return the line of an address, or of the nearest key that holds it.

    Args:
        address: Address of a part of the case.
        lines: What `lines_by_address` returned.
    """
    while address:
        if address in lines:
            return lines[address]
        address = address.rpartition(".")[0]
    return None


def _address(table: str, keys: str, counts: Mapping[str, int], implied: dict[str, int], line: int) -> str:
    """Join keys to an address; where one names an array of tables, its last table is meant."""
    address = table
    *outer, last = [part.strip("\"'") for part in _PART.findall(keys)]
    for part in outer:
        address = f"{address}.{part}" if address else part
        implied.setdefault(address, line)
        if address in counts:
            address = f"{address}.{counts[address]}"
    return f"{address}.{last}" if address else last


def _end_of_value(text: str, position: int) -> int:
    """Return where the next line begins that is no part of the value at a position."""
    depth = 0
    while match := _IN_VALUE.match(text, position):
        position = match.end()
        if match[1]:
            depth += 1
        elif match[2]:
            depth -= 1
        elif match[3] and depth <= 0:
            return position
    return len(text)
