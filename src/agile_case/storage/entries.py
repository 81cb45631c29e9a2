"""Entries of a history as small TOML files, one each, so that the histories of two people merge without a conflict."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from agile_case.errors import DocumentError, HistoryError, InvalidCaseError, LimitError, did_you_mean
from agile_case.history.entries import KINDS, Entry
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import Year
from agile_case.storage.document import placed
from agile_case.storage.line_numbers import lines_by_address
from agile_case.storage.reading import read_toml
from agile_case.storage.tables import read_table

__all__ = ["ENTRY_FORMAT", "entry_name", "entry_text", "read_entry"]

ENTRY_FORMAT: Final = "agile-case-entry/1"
"""Format of the file of an entry."""
_NAME: Final = re.compile(rf"\d{{4,}}-\d{{4}}-\d\d-\d\d-(?:{'|'.join(KINDS)})-[0-9a-f]{{12}}\.toml")
"""What the name of such a file looks like."""


def entry_name(entry: Entry) -> str:
    """Return the name of an entry's file: sorted by name, entries are in their order.

    Args:
        entry: The entry.
    """
    return f"{entry.sequence:04}-{entry.on.isoformat()}-{entry.kind}-{entry.id}.toml"


def entry_text(entry: Entry) -> str:
    """Return an entry as the text of its file.

    Args:
        entry: The entry.
    """
    import tomlkit  # noqa: PLC0415 - needed to save only, and slow to import

    document = tomlkit.document()
    document.add("format", ENTRY_FORMAT)
    document.add("kind", entry.kind)
    for key, value in _fields(entry).items():
        document.add(key, value)
    return tomlkit.dumps(document)


def read_entry(data: bytes, name: str) -> Entry:
    """Read an entry, and hold what it says against the id in its name.

    Args:
        data: Content of its file.
        name: Name of the file.

    Raises:
        DocumentError: It is not TOML, or of another format.
        LimitError: It is too large, too deep or too long.
        InvalidCaseError: It has faults; all of them are listed, each with its line.
        HistoryError: It does not say what it said when it was written, or its file has another name.
    """
    place = f"history/{name}"
    try:
        plain, text = read_toml(data)
    except (DocumentError, LimitError) as error:
        raise error.at(place) from None
    if plain.get("format") != ENTRY_FORMAT:
        message, got = "This is not an entry of a history.", repr(plain.get("format"))[:80]
        raise DocumentError(message, where=place, got=got, wanted=f'format = "{ENTRY_FORMAT}"')
    kind = plain.get("kind")
    if kind not in KINDS:
        message, hint = "This is not a kind of entry.", did_you_mean(str(kind), KINDS)
        where = f"{place}.kind"
        raise DocumentError(message, where=where, got=repr(kind)[:80], wanted=" or ".join(KINDS), do=hint)
    body = {key: value for key, value in plain.items() if key not in ("format", "kind")}
    try:
        entry = read_table(KINDS[str(kind)], body)
    except InvalidCaseError as error:
        faults = placed(error.faults, lines_by_address(text))
        raise InvalidCaseError.of(fault.at(place) for fault in faults) from None
    if name != entry_name(entry) and (name.endswith(f"-{entry.id}.toml") or not _NAME.fullmatch(name)):
        message, wanted = "The file of this entry has another name than it was written under.", entry_name(entry)
        do = "give it that name back; where there is a file of that name already, this one is a copy: take it away"
        raise HistoryError(message, where=place, got=name, wanted=wanted, do=do)
    if name != entry_name(entry):
        message = "This entry does not say what it said when it was written."
        do = "take the file back as it was, and add an entry that puts it right; an entry is never changed"
        raise HistoryError(message, where=place, got=f"id {entry.id}", wanted="the id in its name", do=do)
    return entry


def _fields(noun: Any) -> dict[str, Any]:  # noqa: ANN401 - any noun of a history
    """Return the fields of a noun as plain data, without those that hold their default."""
    found = {}
    for field in attrs.fields(type(noun)):
        value = getattr(noun, field.name)
        default: Any = field.default
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # attrs types Factory as a function
            default = default.factory()
        if value is not None and value != default:
            found[field.name] = _plain(value)
    return found


def _plain(value: object) -> Any:  # noqa: ANN401 - plain data of any shape
    if isinstance(value, Quantity | Year):
        return str(value)
    if isinstance(value, Noun):
        return _fields(value)
    if isinstance(value, Mapping | FrozenMap):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime.date | datetime.time):
        return value
    return value
