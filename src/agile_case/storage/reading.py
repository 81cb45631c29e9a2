"""Read bytes into plain data, under limits that hold before anything is built."""

from __future__ import annotations

import datetime
import json
import math
import re
import tomllib
from typing import Any, Final, NoReturn

from agile_case.errors import DocumentError, LimitError

__all__ = ["FORMAT", "read_json", "read_toml"]

FORMAT: Final = "agile-case/1"
"""Format of the case file."""
MAX_BYTES: Final = 8 * 2**20
MAX_DEPTH: Final = 24
MAX_ITEMS: Final = 400_000
MAX_TEXT: Final = 50_000


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
        match = re.search(r"^(.*?)\s*\(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
        got = match.group(1) if match else str(error)[:200]
        line = int(match.group(2)) if match and match.group(2) else None
        message = "This file is not TOML."
        raise DocumentError(message, line=line, got=got, wanted="TOML 1.0") from None
    _check(plain, "", 0, [0])
    return plain, text


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
        plain = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        message = "This file is not JSON."
        raise DocumentError(message, line=error.lineno, got=error.msg, wanted="JSON") from None
    except ValueError as error:
        if isinstance(error, DocumentError):
            raise
        message = "This file is not JSON."
        raise DocumentError(message, got=str(error)[:200], wanted="JSON") from None
    if not isinstance(plain, dict):
        message = "This file does not hold a case."
        raise DocumentError(message, got=type(plain).__name__, wanted="a JSON object")
    _check(plain, "", 0, [0])
    return plain


def _refuse_constant(name: str) -> NoReturn:
    message = "A number must be finite."
    raise DocumentError(message, got=name, wanted="a finite number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        keys = [key for key, _ in pairs]
        repeated = next(key for key in keys if keys.count(key) > 1)
        message = "A key is given twice."
        raise DocumentError(message, got=repr(repeated), wanted="each key once in a table")
    return table


def _too_deep() -> LimitError:
    message = "This file is nested too deeply."
    return LimitError(message, wanted=f"at most {MAX_DEPTH} levels")


def _check(value: object, where: str, depth: int, count: list[int]) -> None:
    count[0] += 1
    if count[0] > MAX_ITEMS:
        message = "This file holds too many items."
        raise LimitError(message, wanted=f"at most {MAX_ITEMS:,}")
    if depth > MAX_DEPTH:
        raise _too_deep()
    if isinstance(value, dict):
        for key, item in value.items():
            _check(item, f"{where}.{key}" if where else str(key), depth + 1, count)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, f"{where}.{index}", depth + 1, count)
    elif isinstance(value, float) and not math.isfinite(value):
        message = "A number must be finite."
        raise DocumentError(message, where=where, got=repr(value), wanted="a finite number")
    elif isinstance(value, str) and len(value) > MAX_TEXT:
        message = "This text is too long."
        raise LimitError(message, where=where, got=f"{len(value):,} characters", wanted=f"at most {MAX_TEXT:,}")
    elif not isinstance(value, str | int | float | bool | datetime.date | datetime.time | None):
        message = "This value has no place in a case file."
        raise DocumentError(message, where=where, got=type(value).__name__)
