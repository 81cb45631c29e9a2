"""What the values of a sheet do not show: formulas that were never worked out, errors, merged and hidden cells."""

from __future__ import annotations

import io
import re
from typing import Final
from xml.etree import ElementTree

import attrs

__all__ = ["NO_MARKS", "Marks", "marks_of"]

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_COLUMNS: Final = 300  # as many as are ever read, and some more


@attrs.frozen
class Marks:
    """What is said of the cells of a sheet, by row and column counted from 0."""

    formulas: frozenset[tuple[int, int]] = frozenset()
    """Formulas without a stored value."""
    errors: frozenset[tuple[int, int]] = frozenset()
    """Cells that hold an error such as `#REF!`."""
    hidden_rows: frozenset[int] = frozenset()
    """Rows that are hidden."""
    hidden_columns: frozenset[int] = frozenset()
    """Columns that are hidden."""
    merged: tuple[str, ...] = ()
    """Ranges of merged cells, such as `A1:C1`."""
    hidden: bool = False
    """Whether the whole sheet is hidden."""


NO_MARKS: Final = Marks()
"""Nothing out of the ordinary."""


def marks_of(part: bytes, *, hidden: bool) -> Marks:
    """Read the marks from the part of a workbook that holds a sheet.

    Args:
        part: The XML, without a document type.
        hidden: Whether the workbook says that the sheet is hidden.
    """
    found = _Marks()
    for event, element in ElementTree.iterparse(io.BytesIO(part), events=("start", "end")):  # noqa: S314 - as above
        found.take(event, element.tag.rpartition("}")[2], element)
    return Marks(
        frozenset(found.formulas),
        frozenset(found.errors),
        frozenset(found.rows),
        frozenset(found.columns),
        tuple(found.merged),
        hidden,
    )


class _Marks:
    """Where the reading of a sheet has got to, and what it found."""

    def __init__(self) -> None:
        self.formulas: set[tuple[int, int]] = set()
        self.errors: set[tuple[int, int]] = set()
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self.merged: list[str] = []
        self.row, self.column = -1, -1

    def take(self, event: str, tag: str, element: ElementTree.Element) -> None:
        if (event, tag) == ("start", "row"):
            self.row = int(element.get("r", self.row + 2)) - 1
            self.column = -1
            if _is_on(element.get("hidden")):
                self.rows.add(self.row)
        elif (event, tag) == ("end", "c"):
            self.cell(element)
        elif (event, tag) == ("end", "row"):
            element.clear()
        elif (event, tag) == ("start", "col") and _is_on(element.get("hidden")):
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            self.columns.update(range(first - 1, min(last, _COLUMNS)))
        elif (event, tag) == ("start", "mergeCell"):
            self.merged.append(element.get("ref", ""))

    def cell(self, element: ElementTree.Element) -> None:
        self.column += 1
        match = _REFERENCE.fullmatch(element.get("r", ""))
        if match:
            self.row, self.column = int(match[2]) - 1, _column_of(match[1])
        kind = element.get("t", "n")
        held = {child.tag.rpartition("}")[2]: child.text for child in element}
        if kind == "e":
            self.errors.add((self.row, self.column))
        elif "f" in held and not held.get("v") and "is" not in held and kind != "str":
            self.formulas.add((self.row, self.column))


def _is_on(value: str | None) -> bool:
    return value in ("1", "true", "on")


def _column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1
