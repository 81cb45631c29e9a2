"""The catalogue of published parameters as tables for people: what is bundled, and what one table says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.quantities.tables import Column, Table
from agile_case.reference.loader import Dataset, available, load

if TYPE_CHECKING:
    from agile_case.quantities.tables import Cell
    from agile_case.reference.rows import Row

__all__ = ["available_table", "describe", "describe_dataset", "rows_table"]

_ENDS = 2  # rows shown from each end of a table


def available_table() -> Table:
    """List the bundled tables: table, vintage, status and title of each."""
    columns = [Column("Table", "table"), Column("Vintage", "vintage"), Column("Status", "status")]
    notes = ["A case names its vintages or a set that pins them; nothing is defaulted to the latest."]
    caption = "Published parameters that come with the package"
    return Table("reference", caption, [*columns, Column("Title", "title")], available(), notes)


def describe(table: str, vintage: str) -> Table:
    """Show what a bundled table says of itself: its header, and the rows at both ends.

    Args:
        table: Name of the table, such as `discount-rate`.
        vintage: Name of the vintage, such as `green-book-2026`; there is no default.

    Raises:
        UnknownNameError: No such table or vintage is bundled; the nearest names are suggested.
        ReferenceDataError: A file of the package is missing or not as it was released.
    """
    return describe_dataset(load(table, vintage))


def describe_dataset(dataset: Dataset) -> Table:
    """Show what a table says of itself: its header, and the rows at both ends.

    Args:
        dataset: A bundled table, or one's own.
    """
    header, rows = dataset.header, dataset.rows
    facts: list[tuple[str, str]] = [
        ("publisher", header.publisher),
        ("published", header.published),
        ("in force from", str(header.in_force_from or "not stated")),
        ("in force to", str(header.in_force_to or "not stated")),
        ("status", header.status),
        ("evidence", header.evidence),
        ("source", header.source),
        ("licence", header.licence),
        ("price base", header.price_base),
        ("unit", header.unit),
        ("sha256 of the rows", dataset.sha256),
        *((f"column {name}", text) for name, text in header.columns.items()),
        ("rows", str(len(rows))),
    ]
    places = range(len(rows))
    shown = places if len(rows) <= 2 * _ENDS else (*places[:_ENDS], *places[-_ENDS:])
    facts += [(f"row {place + 1}", _in_words(rows[place])) for place in shown]
    columns = (Column("Fact", "fact"), Column("Value", "value"))
    return Table(_key(dataset), f"{header.name}: {header.title}", columns, facts, header.notes.splitlines())


def rows_table(dataset: Dataset) -> Table:
    """Show every row of a table, in the units of the publication.

    Args:
        dataset: A bundled table, or one's own.
    """
    columns = [Column(name, name, 4 if _numeric(dataset, name) else None) for name in dataset.header.columns]
    rows = [[_plain(row[column.key]) for column in columns] for row in dataset.rows]
    return Table(_key(dataset), f"{dataset.name}: {dataset.header.title}", columns, rows, [dataset.citation])


def _key(dataset: Dataset) -> str:
    return dataset.name.replace("/", "-")


def _numeric(dataset: Dataset, column: str) -> bool:
    return any(isinstance(row[column], float) for row in dataset.rows)


def _plain(value: object) -> Cell:
    return value if value is None or isinstance(value, str | float | int) else str(value)


def _in_words(row: Row) -> str:
    return ", ".join(f"{name} {'blank' if value is None else value}" for name, value in row.items())
