"""The five cases in words as tables: one for each case, and one for each kind of thing that is named in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from agile_case.quantities.nouns import in_words, pairs_table
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.model.contents import Contents

__all__ = ["narrative_tables"]

_CASES: Final = ("strategic", "commercial", "financial", "management")
_TABLES: Final = {
    "objectives": ("Objectives", "title", ("specific", "measure", "baseline", "target", "by", "owner")),
    "theory_of_change": ("Theory of change", "title", ("kind", "brings_about", "rests_on", "objectives", "benefits")),
    "claims": ("Facts and hypotheses", "says", ("kind", "about", "source", "test", "stage", "owner")),
    "dependencies": ("Dependencies", "title", ("provider", "needed_by", "met", "owner", "source")),
    "constraints": ("Constraints", "title", ("kind", "owner", "source")),
    "statutory_duties": ("Statutory duties", "title", ("duty", "at_longlist", "at_shortlist", "source")),
}
"""Of each table its caption, the field that heads a row, and those beside it."""


def narrative_tables(contents: Contents) -> tuple[Table, ...]:
    """Return what a case says in words as tables, those without anything left out.

    Args:
        contents: A consistent model.
    """
    found = [_words(name, contents) for name in _CASES]
    found[1:1] = [_entries(name, contents) for name in _TABLES]  # they belong to the strategic case
    return tuple(table for table in found if table.rows)


def _words(name: str, contents: Contents) -> Table:
    noun: Any = getattr(contents, name)
    said = [] if noun is None else [field.name for field in attrs.fields(type(noun)) if field.name != "x"]
    pairs = ((_titled(field), getattr(noun, field)) for field in said if getattr(noun, field).strip())
    table = pairs_table(f"The {name} case", iter(pairs), titles=("Part", "Said"))
    return attrs.evolve(table, key=f"{name}_case")


def _entries(name: str, contents: Contents) -> Table:
    caption, head, fields = _TABLES[name]
    columns = [Column("Key", "key"), Column(_titled(head), head), *(Column(_titled(field), field) for field in fields)]
    rows: list[list[Cell]] = [
        [key, _said(getattr(held, head)), *(_said(getattr(held, field)) for field in fields)]
        for key, held in getattr(contents, name).items()
    ]
    return Table(name, caption, columns, rows).brief()


def _titled(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _said(value: Any) -> str:  # noqa: ANN401 - what a field holds
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None or value == () else in_words(value)
