"""The one table writer: rows become text, HTML or CSV, each escaped for where it goes."""

from __future__ import annotations

import csv
import html
import io

import attrs

from agile_case.quantities.rounding import format_number

__all__ = ["Cell", "Column", "Table"]

Cell = str | float | int | None
"""Text, a number, or None for "not available"."""

_MISSING = "n/a"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@attrs.frozen
class Column:
    """One column: how it is headed and how its numbers are shown."""

    title: str
    """Heading as people read it, with its unit."""
    key: str
    """Heading in CSV, with the unit that the full numbers have there."""
    decimals: int | None = None
    """Decimals to show; None for a column of text."""
    scale: float = 1.0
    """Numbers are divided by this where people read; CSV keeps them whole."""

    def show(self, cell: Cell) -> str:
        """Return a cell as people read it.

        Args:
            cell: The value.
        """
        if cell is None:
            return _MISSING
        if isinstance(cell, str):
            return cell
        return format_number(cell / self.scale, self.decimals or 0)


@attrs.frozen
class Table:
    """Rows under headed columns, with a caption and notes; the first column heads its row."""

    key: str
    """Name of its file, without an ending."""
    caption: str
    """What the table shows, in which unit and price base."""
    columns: tuple[Column, ...] = attrs.field(converter=tuple)
    """The columns."""
    rows: tuple[tuple[Cell, ...], ...] = attrs.field(converter=lambda rows: tuple(tuple(row) for row in rows))
    """The rows, each as long as the columns."""
    notes: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    """What a reader must know to read the table rightly."""

    def to_text(self) -> str:
        """Return the table as aligned plain text."""
        shown = [[column.title for column in self.columns]]
        shown += [[column.show(cell) for column, cell in zip(self.columns, row, strict=True)] for row in self.rows]
        widths = [max(len(line[index]) for line in shown) for index in range(len(self.columns))]

        def line(cells: list[str]) -> str:
            padded = (
                cell.ljust(width) if column.decimals is None else cell.rjust(width)
                for column, cell, width in zip(self.columns, cells, widths, strict=True)
            )
            return "  ".join(padded).rstrip()

        rule = "  ".join("-" * width for width in widths)
        body = [line(shown[0]), rule, *(line(cells) for cells in shown[1:])]
        return "\n".join([self.caption, "", *body, *([""] if self.notes else []), *self.notes])

    def to_html(self) -> str:
        """Return the table as accessible HTML: a caption, and headings with their scope."""
        head = "".join(
            f'<th scope="col"{_numeric(column)}>{html.escape(column.title)}</th>' for column in self.columns
        )
        body = "".join(f"<tr>{self._html_row(row)}</tr>\n" for row in self.rows)
        notes = "".join(f"<p>{html.escape(note)}</p>\n" for note in self.notes)
        return (
            f"<table>\n<caption>{html.escape(self.caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{body}</tbody>\n</table>\n{notes}"
        )

    def _html_row(self, row: tuple[Cell, ...]) -> str:
        first, *others = (html.escape(column.show(cell)) for column, cell in zip(self.columns, row, strict=True))
        cells = "".join(
            f"<td{_numeric(column)}>{text}</td>" for column, text in zip(self.columns[1:], others, strict=True)
        )
        return f'<th scope="row">{first}</th>{cells}'

    def to_csv(self) -> str:
        """Return the table as CSV with full numbers; text that a spreadsheet would run as a formula is defused."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow([column.key for column in self.columns])
        for row in self.rows:
            writer.writerow(["" if cell is None else _defuse(cell) for cell in row])
        return buffer.getvalue()

    def __str__(self) -> str:
        """Return the table as text."""
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()


def _numeric(column: Column) -> str:
    return "" if column.decimals is None else ' class="number"'


def _defuse(cell: str | float) -> str | float:
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return "'" + cell
    return repr(cell).removesuffix(".0") if isinstance(cell, float) else cell
