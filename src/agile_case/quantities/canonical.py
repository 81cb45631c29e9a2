"""One canonical byte form and one SHA-256 for any frozen object.

Fields that hold their default are left out, so a release that adds an optional field does not change the hash of a case
that does not use it. Mappings are sorted by key, except in fields marked `ordered`, where the order means something.
"""

from __future__ import annotations

import datetime
import enum
import functools
import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import attrs
import numpy as np

from agile_case.errors import InputError

__all__ = ["canonical_bytes", "sha256"]


def canonical_bytes(value: object) -> bytes:
    """Return the canonical form of a frozen object as UTF-8 JSON.

    Args:
        value: An attrs instance, mapping, sequence, array, enum member, date, text, number, boolean or None.

    Raises:
        InputError: It holds a number that is not finite or a type that has no canonical form.
    """
    text = json.dumps(_plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode()


def sha256(value: object) -> str:
    """Return the SHA-256 of the canonical form, in hexadecimal.

    Args:
        value: As for `canonical_bytes`.
    """
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def _plain(value: object, *, ordered: bool = False) -> object:
    if isinstance(value, np.ndarray):
        return {"array": [list(value.shape), [_number(float(item)) for item in value.ravel()]]}
    if value is None or (isinstance(value, str | bool) and not isinstance(value, enum.Enum)):
        return value
    if isinstance(value, enum.Enum):
        return {type(value).__name__: value.value}
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime.date | datetime.time):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        items = [[_plain(key), _plain(item)] for key, item in value.items()]
        return {"map": items if ordered else sorted(items, key=lambda item: json.dumps(item[0]))}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    kind = type(value)
    if attrs.has(kind):
        return {kind.__name__: _fields(value, kind)}
    message = "This value has no canonical form."
    raise InputError(message, got=type(value).__name__)


def _fields(value: object, kind: type[attrs.AttrsInstance]) -> dict[str, object]:
    held: dict[str, object] = {}
    for name, default, ordered in _compared(kind):
        content = getattr(value, name)
        if content is not default and (default is attrs.NOTHING or content != default):
            held[name] = _plain(content, ordered=ordered)
    return held


@functools.cache
def _compared(kind: type[attrs.AttrsInstance]) -> tuple[tuple[str, object, bool], ...]:
    """Return name, default and whether the order counts, of each field that makes objects of a class differ."""
    found = []
    for field in attrs.fields(kind):
        default: Any = field.default
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # attrs types Factory as a function
            default = default.factory()
        if field.eq:
            found.append((field.name, default, bool(field.metadata.get("ordered"))))
    return tuple(found)


def _number(value: float) -> float | int:
    if isinstance(value, float):
        if not math.isfinite(value):
            message = "A number that is not finite has no canonical form."
            raise InputError(message, got=repr(value))
        if value.is_integer() and abs(value) < 2**53:
            return int(value)
    return value
