"""The one table writer: rows become text, HTML or CSV, each escaped for where it goes."""

from __future__ import annotations

import csv
import html
import io
import itertools
import math
import re
import textwrap
from typing import TYPE_CHECKING, Any

import attrs

from agile_case.errors import InputError
from agile_case.quantities.rounding import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Cell", "Column", "Table"]

Cell = str | float | int | None
"""Text, a number, or None for "not available"."""

_MISSING = "n/a"
_SHORT = 24  # characters of a row heading that should stay on one line
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What makes a spreadsheet run text as a formula; the last four are the wide forms of = + - @."""


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
    figures: int | None = None
    """Significant figures to show at least, in the place of decimals, where the numbers of a column differ in size."""
    empty: str = ""
    """What people read in a cell that says nothing, such as `none stated`; CSV leaves it empty."""
    width: int | None = None
    """Characters after which plain text goes on in the next line of a cell; as wide as it has to be unless set."""

    def lines(self, text: str) -> list[str]:
        """Return the lines that a cell has in plain text.

        Args:
            text: The cell as people read it.
        """
        if self.width is None or len(text) <= self.width:
            return [text]
        return textwrap.wrap(text, self.width, break_on_hyphens=False) or [""]

    def show(self, cell: Cell) -> str:
        """Return a cell as people read it.

        Args:
            cell: The value.
        """
        if cell is None or cell == "":
            return self.empty or ("" if cell == "" else _MISSING)
        if isinstance(cell, str):
            return cell
        number = cell / self.scale
        if self.figures is None or not number:
            return format_number(number, self.decimals or 0)
        shown = format_number(number, max(0, self.figures - 1 - math.floor(math.log10(abs(number)))))
        return shown.rstrip("0").rstrip(".") if "." in shown else shown


def _columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    return tuple(columns)


def _rows(rows: Iterable[Iterable[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(row) for row in rows)


def _notes(notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(notes)


@attrs.frozen
class Table:
    """Rows under headed columns, with a caption and notes; the first column heads its row."""

    key: str
    """Name of its file, without an ending."""
    caption: str
    """What the table shows, in which unit and price base."""
    columns: tuple[Column, ...] = attrs.field(converter=_columns)
    """The columns."""
    rows: tuple[tuple[Cell, ...], ...] = attrs.field(converter=_rows)
    """The rows, each as long as the columns."""
    notes: tuple[str, ...] = attrs.field(default=(), converter=_notes)
    """What a reader must know to read the table rightly."""
    short: tuple[tuple[str, str], ...] = ()
    """Cells that are long, each with what people read in its place; CSV, records and frames have the whole."""

    def shown(self, row: Iterable[Cell]) -> list[str]:
        """Return the cells of a row as people read them.

        Args:
            row: The row.
        """
        short = dict(self.short)
        return [
            column.show(short.get(cell, cell) if isinstance(cell, str) else cell)
            for column, cell in zip(self.columns, row, strict=True)
        ]

    @rows.validator
    def _check_rows(self, _attribute: object, value: tuple[tuple[Cell, ...], ...]) -> None:
        for number, row in enumerate(value):
            if len(row) != len(self.columns):
                message = "A row of a table is not as long as its columns."
                got, wanted = f"{len(row)} cells", str(len(self.columns))
                raise InputError(message, where=f"rows.{number}", got=got, wanted=wanted)

    def brief(self) -> Table:
        """Return the table without the columns in which no row says anything; a note names them."""
        places = range(len(self.columns))
        said = [place for place in places if not place or any(row[place] not in (None, "") for row in self.rows)]
        silent = [column.title for place, column in enumerate(self.columns) if place not in said]
        if not silent:
            return self
        columns = [self.columns[place] for place in said]
        rows = [[row[place] for place in said] for row in self.rows]
        note = f"Columns in which no row says anything are left out: {', '.join(silent)}."
        return attrs.evolve(self, columns=columns, rows=rows, notes=(*self.notes, note))

    def to_text(self) -> str:
        """Return the table as aligned plain text."""
        shown = [[column.title for column in self.columns]]
        for row in self.rows:
            cells = [column.lines(text) for column, text in zip(self.columns, self.shown(row), strict=True)]
            shown += [list(line) for line in itertools.zip_longest(*cells, fillvalue="")]
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
        head = "".join(f'<th scope="col"{_numeric(column)}>{html.escape(column.title)}</th>' for column in self.columns)
        body = "".join(f"<tr>{self._html_row(row)}</tr>\n" for row in self.rows)
        notes = "".join(f"<p>{html.escape(note)}</p>\n" for note in self.notes)
        return (
            f"<table>\n<caption>{html.escape(self.caption)}</caption>\n<thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{body}</tbody>\n</table>\n{notes}"
        )

    def _html_row(self, row: tuple[Cell, ...]) -> str:
        first, *others = (html.escape(text) for text in self.shown(row))
        cells = "".join(
            f"<td{_numeric(column)}>{text}</td>" for column, text in zip(self.columns[1:], others, strict=True)
        )
        short = ' class="short"' if len(first) <= _SHORT else ""
        return f'<th scope="row"{short}>{first}</th>{cells}'

    def records(self) -> list[dict[str, Cell]]:
        """Return the rows as dictionaries with full numbers, under the headings that CSV has."""
        return [dict(zip((column.key for column in self.columns), row, strict=True)) for row in self.rows]

    def to_dict(self) -> dict[str, list[Cell]]:
        """Return the columns with full numbers, under the headings that CSV has."""
        return {column.key: [row[place] for row in self.rows] for place, column in enumerate(self.columns)}

    def to_frame(self, backend: str = "pandas") -> Any:  # noqa: ANN401 - the frame of that library
        """Return the table as a data frame with full numbers; what is not available is null.

        Args:
            backend: The library whose frame it is: `pandas`, `polars` or `pyarrow`.

        Raises:
            InputError: narwhals or that library is not installed, or narwhals makes no frame of it.
        """
        try:
            import narwhals as nw  # noqa: PLC0415 - an extra, imported where it is used

            schema = {column.key: self._kind(place, nw) for place, column in enumerate(self.columns)}
            library: Any = backend
            return nw.from_dict(self._plain_columns(), schema, backend=library).to_native()
        except ImportError as error:
            message, do = "A frame cannot be made without the libraries for it.", 'pip install "agile-case[frames]"'
            raise InputError(
                message, where="backend", got=str(error), wanted=f"narwhals and {backend}", do=do
            ) from None
        except (AttributeError, TypeError, ValueError):
            message, wanted = "This is not a library of frames.", "pandas, polars or pyarrow"
            raise InputError(message, where="backend", got=repr(backend), wanted=wanted) from None

    def _kind(self, place: int, nw: Any) -> Any:  # noqa: ANN401 - an extra
        """Return the type of a column: text as soon as one cell is text."""
        held = [row[place] for row in self.rows if row[place] is not None]
        if any(isinstance(cell, str) for cell in held) or (not held and self.columns[place].decimals is None):
            return nw.String
        whole = len(held) == len(self.rows) and bool(held) and all(isinstance(cell, int) for cell in held)
        return nw.Int64 if whole else nw.Float64  # the integers of pandas know no null

    def _plain_columns(self) -> dict[str, list[Cell]]:
        found = self.to_dict()
        for key, cells in found.items():
            if any(isinstance(cell, str) for cell in cells):
                found[key] = [cell if cell is None or isinstance(cell, str) else repr(cell) for cell in cells]
            elif not all(isinstance(cell, int) for cell in cells):
                found[key] = [None if cell is None else float(cell) for cell in cells]
        return found

    def to_markdown(self) -> str:
        """Return the table as Markdown: the caption in bold, the table, and the notes."""
        rows = [[column.title for column in self.columns]]
        rows += [self.shown(row) for row in self.rows]
        head, *body = (f"| {' | '.join(_markdown(cell) for cell in row)} |" for row in rows)
        rule = f"| {' | '.join('---' if column.decimals is None else '---:' for column in self.columns)} |"
        notes = [line for note in self.notes for line in ("", _markdown(note))]
        return "\n".join([f"**{_markdown(self.caption)}**", "", head, rule, *body, *notes]) + "\n"

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


def _markdown(text: str) -> str:
    """Escape what Markdown would take for a sign of its own; an underscore inside a word is none."""
    signs = r"([\\`*\[\]|]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9]))"
    escaped = re.sub(signs, r"\\\1", html.escape(text, quote=False))
    return "<br>".join(escaped.split("\n"))


def _defuse(cell: str | float) -> str | float:
    if not isinstance(cell, str):
        return repr(float(cell)).removesuffix(".0") if isinstance(cell, float) else cell
    text = cell.replace("\r\n", "\n").replace("\r", "\n")  # the csv module leaves a bare return outside quotation marks
    return "'" + text if text.startswith(_FORMULA_STARTS) else text
