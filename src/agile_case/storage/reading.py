"""Read bytes into plain data, under limits that hold before anything is built."""

from __future__ import annotations

import datetime
import json
import math
import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NoReturn

import attrs

from agile_case.errors import AgileCaseError, DocumentError, LimitError
from agile_case.storage.line_numbers import line_of, lines_by_address
from agile_case.storage.moments import has_moment_form, moments_read

__all__ = ["FORMAT", "MAX_BYTES", "check_plain", "read_document", "read_json", "read_toml"]

FORMAT: Final = "agile-case/1"
"""Format of the case file."""
MAX_BYTES: Final = 8 * 2**20
"""Largest file that is read."""
MAX_DEPTH: Final = 24
MAX_ITEMS: Final = 400_000
MAX_TEXT: Final = 50_000
MAX_KEY: Final = 1_000
MAX_BITS: Final = 1023
_BARE: Final = re.compile(r"([A-Za-z0-9_.-]+)\s*=\s*([^\W\d_][^\"'#=\[\]{}]*)")
"""A key with a value that begins like text, without quotation marks."""
_CONFLICT: Final = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)
"""A line by which git marks a conflict."""
_PLACE: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        message = "This file is too large."
        raise LimitError(message, got=f"{len(data):,} bytes", wanted=f"at most {MAX_BYTES:,}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "This file is not text in UTF-8."
        raise DocumentError(message, got=f"byte {error.start + 1}", do="save the file as UTF-8") from None


def read_toml(data: bytes) -> tuple[dict[str, Any], str]:
    """Read TOML.

    Args:
        data: Content of the file.

    Returns:
        The plain data, and the text it came from.

    Raises:
        DocumentError: It is not TOML, or holds a number that is not finite.
        LimitError: It is too large, too deep or too long.
    """
    text = _text(data)
    try:
        plain = tomllib.loads(text)
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise _not_toml(text, error) from None
    try:
        check_plain(plain)
    except AgileCaseError as error:
        line = line_of(error.where, lines_by_address(text))
        raise type(error).of(attrs.evolve(fault, line=line) for fault in error.faults) from None
    return plain, text


def _not_toml(text: str, error: ValueError) -> DocumentError:
    """Return the error of text that is not TOML, with what is most likely wrong in the line at which it ends."""
    conflict = _CONFLICT.search(text)
    if conflict is not None:
        message = "This looks like a git conflict: the file has two versions of some lines."
        do = "keep one of the two, take out the lines that begin with <<<<<<<, ======= and >>>>>>>, and save"
        place = text.count("\n", 0, conflict.start()) + 1
        return DocumentError(message, line=place, got=conflict[0][:80], wanted="one version of each line", do=do)
    match = _PLACE.search(str(error))
    got = str(error)[: match.start() if match else None][:200]
    line = None if match is None else int(match[1] or text.count("\n") + 1)
    lines = text.splitlines()
    written = lines[line - 1].strip()[:120] if line is not None and line <= len(lines) else ""
    bare = _BARE.fullmatch(written)
    do = "look at this line and the one before: text stands in quotation marks, and each mark and bracket is closed"
    if "overwrite" in got or "twice" in got:
        do = "keep one of the two; a table is opened once, and has each key once"
    elif bare is not None:
        do = f'put text in quotation marks: {bare[1]} = "{bare[2]}"'
    message = "This file is not TOML."
    return DocumentError(message, line=line, got=f"{got}: {written}" if written else got, wanted="TOML 1.0", do=do)


def read_json(data: bytes) -> dict[str, Any]:
    """Read JSON.

    Args:
        data: Content of the file.

    Raises:
        DocumentError: It is not a JSON object, repeats a key, or holds a number that is not finite.
        LimitError: It is too large, too deep or too long.
    """
    text = _text(data)
    try:
        plain = moments_read(json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique))
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        message = "This file is not JSON."
        raise DocumentError(message, line=error.lineno, got=error.msg, wanted="JSON") from None
    except DocumentError:
        raise
    except ValueError as error:  # a whole number of thousands of digits
        message = "This file is not JSON."
        raise DocumentError(message, got=str(error)[:200], wanted="JSON") from None
    if not isinstance(plain, dict):
        message = "This file does not hold a case."
        raise DocumentError(message, got=type(plain).__name__, wanted="a JSON object")
    check_plain(plain)
    return plain


def read_document(data: bytes, kind: str) -> tuple[dict[str, Any], str]:
    """Read TOML or JSON.

    Args:
        data: Content of the file.
        kind: `toml` or `json`.

    Returns:
        The plain data, and the text that lines are counted in; for JSON it is empty.

    Raises:
        DocumentError: It is not of that kind, or holds a number that is not finite.
        LimitError: It is too large, too deep or too long.
    """
    return (read_json(data), "") if kind == "json" else read_toml(data)


def check_plain(plain: Mapping[str, Any]) -> None:
    """Hold plain data to the limits, before anything is built of it.

    Args:
        plain: What TOML or JSON holds.

    Raises:
        DocumentError: It holds a number that is not finite, or something that neither TOML nor JSON holds.
        LimitError: It is too deep or too long.
    """
    _check(plain, "", 0, [0])


def _refuse_constant(name: str) -> NoReturn:
    message = "A number must be finite."
    raise DocumentError(message, got=name, wanted="a finite number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        repeated = Counter(key for key, _ in pairs).most_common(1)[0][0]
        message = "A key is given twice."
        raise DocumentError(message, got=repr(repeated)[:200], wanted="each key once in a table")
    return table


def _too_deep() -> LimitError:
    message = "This file is nested too deeply."
    return LimitError(message, wanted=f"at most {MAX_DEPTH} levels")


def _check(value: object, where: str, depth: int, count: list[int]) -> None:
    count[0] += 1
    if count[0] > MAX_ITEMS:
        message = "This file holds too many items."
        raise LimitError(message, wanted=f"at most {MAX_ITEMS:,}")
    if isinstance(value, str):
        _check_text(value, where, MAX_TEXT)
    elif isinstance(value, int | float):
        _check_number(value, where)
    elif isinstance(value, Mapping | list | tuple):
        if depth == MAX_DEPTH:
            raise _too_deep()
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            place = f"{where}.{_key(key, value, where)}" if where else str(_key(key, value, where))
            _check(item, place, depth + 1, count)
    elif value is not None and not (isinstance(value, datetime.date | datetime.time) and has_moment_form(value)):
        message = "This value has no place in a case file."
        raise DocumentError(message, where=where, got=type(value).__name__)


def _key(key: object, holder: object, where: str) -> object:
    if isinstance(key, str):
        _check_text(key, where, MAX_KEY)
    elif isinstance(holder, Mapping):
        message = "A key is text."
        raise DocumentError(message, where=where, got=f"{key!r:.60}", wanted="text")
    return key


def _check_number(value: float, where: str) -> None:
    if isinstance(value, int):
        if value.bit_length() > MAX_BITS:
            message = "This number is too large."
            got = f"a whole number of {value.bit_length():,} bits"
            raise LimitError(message, where=where, got=got, wanted="a number below 1e307 in size")
    elif not math.isfinite(value):
        message = "A number must be finite."
        raise DocumentError(message, where=where, got=repr(value), wanted="a finite number")


def _check_text(value: str, where: str, most: int) -> None:
    if len(value) > most:
        message = "This text is too long."
        raise LimitError(message, where=where, got=f"{len(value):,} characters", wanted=f"at most {most:,}")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError as error:
            message = "This text holds half a character."
            got = f"{value[error.start]!a} at character {error.start + 1}"
            raise DocumentError(message, where=where, got=got, wanted="text that UTF-8 can hold") from None
