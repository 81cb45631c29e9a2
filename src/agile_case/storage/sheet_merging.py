"""Put what spreadsheets say into a case, and tell what that changes."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from agile_case.errors import AgileCaseError, Fault, InvalidCaseError, SheetError, did_you_mean
from agile_case.quantities.frozen import thaw
from agile_case.quantities.tables import Column, Table
from agile_case.storage.building import plain_tables
from agile_case.storage.document import build
from agile_case.storage.paths import leaves_of, written
from agile_case.storage.plain import plain_of

if TYPE_CHECKING:
    from agile_case.model.contents import Contents
    from agile_case.model.model import Model
    from agile_case.storage.sheet_entries import Entry
    from agile_case.storage.sheets import Sheets

__all__ = ["changes_table", "with_sheets"]

_DATE: Final = "date"


def with_sheets(contents: Contents, sheets: Sheets) -> Model:
    """Return a model with what spreadsheets say put into it.

    Of an entry that is there already, keys that its sheet has no column for stay as they are.

    Args:
        contents: The model.
        sheets: What the spreadsheets say.

    Raises:
        InvalidCaseError: There are faults; all of them are listed, those of the sheets with their cells.
    """
    plain = copy.deepcopy(plain_of(contents))
    faults = []
    for entry in sheets.entries:
        _, option, *rest = entry.address.split(".")
        if rest and option not in plain["options"]:
            what, wanted = f"There is no option {option!r} in this case.", "an option of the case"
            do = did_you_mean(option, plain["options"]) or f"add [options.{option}] to the case file first"
            where = f"{entry.option} ({entry.address})"
            faults.append(Fault(what, where, got=repr(option), wanted=wanted, do=do, code=SheetError.code))
            continue
        _put(plain, entry)
    try:
        model = build(plain_tables(plain), folder=contents.reference.folder)
    except AgileCaseError as error:
        raise InvalidCaseError.of((*faults, *sheets.in_cells(error).faults)) from None
    if faults:
        raise InvalidCaseError.of(faults)
    return model


def _put(plain: dict[str, Any], entry: Entry) -> None:
    *above, key = entry.address.split(".")
    for part in above:
        plain = plain.setdefault(part, {})
    held = plain.get(key, {})
    if not isinstance(held, Mapping):
        held = {_DATE: held}  # an event that is its date alone
    merged = _merged(held, thaw(entry.plain), entry.governed)
    plain[key] = merged[_DATE] if above == ["events"] and set(merged) == {_DATE} else merged


def _merged(held: Mapping[str, Any], new: dict[str, Any], governed: frozenset[str]) -> dict[str, Any]:
    """Return an entry in which the columns of a sheet have their word, and all else stays."""
    merged: dict[str, Any] = {}
    for key, value in held.items():
        inner = frozenset(name.partition(".")[2] for name in governed if name.startswith(f"{key}."))
        if inner and isinstance(value, Mapping):
            kept = _merged(value, new.pop(key, {}), inner)
            merged |= {key: kept} if kept else {}
        elif key in new:
            merged[key] = new.pop(key)
        elif key not in governed and not inner:
            merged[key] = value
    return merged | new


def _in_order(addresses: Iterable[str], sheets: Sheets) -> list[str]:
    """Return addresses in the order of the rows that they belong to, and all others after them."""
    places = {entry.address: number for number, entry in enumerate(sheets.entries)}

    def place(address: str) -> int:
        parts = address.split(".")
        return next((places[held] for end in (2, 4) if (held := ".".join(parts[:end])) in places), len(places))

    return sorted(addresses, key=place)


def changes_table(before: Contents, after: Contents, sheets: Sheets) -> Table:
    """Return what spreadsheets change in a case, address by address.

    Args:
        before: The model as it was.
        after: The model with them.
        sheets: What they say.
    """
    old, new = leaves_of(before), leaves_of(after)
    cells = sheets.cells
    rows = []
    for address in _in_order(dict.fromkeys((*new, *old)), sheets):
        if address in old and address in new and old[address] == new[address]:
            continue
        what = "added" if address not in old else "taken out" if address not in new else "changed"
        cell = address
        while cell and cell not in cells:
            cell = cell.rpartition(".")[0]
        texts = [written(held[address]) if address in held else "" for held in (old, new)]
        rows.append([what, address, *texts, cells.get(cell, "")])
    titles = ("Change", "Address", "Before", "After", "Cell")
    columns = [Column(title, title.lower()) for title in titles]
    return Table("changes", f"What {', '.join(sheets.files)} changes", columns, rows)
