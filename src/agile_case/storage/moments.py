"""Dates and times in JSON, which has none: a table of one key that says so, and reads back as what it was.

In the fields of the format a date is text, as people write it. In tables of others the library cannot know what a
text means: there a date is `{"$date": "2026-07-01"}`, and a table that looks like one gets one more dollar sign.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

from agile_case.errors import DocumentError

__all__ = ["has_moment_form", "iso", "json_form", "moments_read"]

FOREIGN: Final = ("x", "local", "risks", "transfers")
"""Keys of tables that belong to others."""
_TAG: Final = "$date"
_LIKE_TAG: Final = re.compile(r"\$+date")
_WRITTEN: Final = re.compile(r"[0-9][0-9T:.Z+-]{7,39}")


def has_moment_form(value: datetime.date | datetime.time) -> bool:
    """Tell whether a file can hold a date or time: TOML has no time with an offset, and no offset with seconds.

    Args:
        value: The date or time.
    """
    if isinstance(value, datetime.time):
        return value.tzinfo is None
    offset = value.utcoffset() if isinstance(value, datetime.datetime) else None
    return offset is None or offset % datetime.timedelta(minutes=1) == datetime.timedelta(0)


def iso(value: Any) -> str:  # noqa: ANN401 - json calls it for what it cannot write: of what a case holds, dates and times
    """Return a date or time as text.

    Args:
        value: The date or time.
    """
    return str(value.isoformat())


def json_form(value: Any, *, foreign: bool = False) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return plain data as JSON holds it.

    Args:
        value: Plain data.
        foreign: Whether it belongs to others.
    """
    if isinstance(value, datetime.date | datetime.time):
        return {_TAG: iso(value)} if foreign else iso(value)
    if isinstance(value, Mapping):
        held = {key: json_form(item, foreign=foreign or key in FOREIGN) for key, item in value.items()}
        return {f"${key}": item for key, item in held.items()} if _is_tagged(held) else held
    return [json_form(item, foreign=foreign) for item in value] if isinstance(value, list | tuple) else value


def moments_read(value: Any, where: str = "") -> Any:  # noqa: ANN401 - plain data of any shape
    """Return what JSON holds with the dates and times that it means.

    Args:
        value: What JSON holds.
        where: Its address.

    Raises:
        DocumentError: What says that it is a date is none.
    """
    if isinstance(value, dict):
        if _is_tagged(value):
            ((key, item),) = value.items()
            return _moment(item, where) if key == _TAG else {key[1:]: moments_read(item, where)}
        return {key: moments_read(item, f"{where}.{key}" if where else key) for key, item in value.items()}
    if isinstance(value, list):
        return [moments_read(item, f"{where}.{place}") for place, item in enumerate(value)]
    return value


def _is_tagged(table: Mapping[str, Any]) -> bool:
    return len(table) == 1 and all(_LIKE_TAG.fullmatch(key) for key in table)


def _moment(text: object, where: str) -> object:
    try:
        if isinstance(text, str) and _WRITTEN.fullmatch(text):
            found = tomllib.loads(f"moment = {text}")["moment"]
            if isinstance(found, datetime.date | datetime.time):
                return found
    except ValueError:
        pass
    message = "This is not a date or time."
    wanted = "for example 2026-07-01, 10:30:00 or 2026-07-01T10:30:00"
    raise DocumentError(message, where=where, got=repr(text)[:120], wanted=wanted, do="call the key something else")
