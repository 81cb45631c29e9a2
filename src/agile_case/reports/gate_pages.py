"""A gate paper as text and as a page: the parts that a board reads, printed on two sheets of A4."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.quantities.nouns import Noun
from agile_case.quantities.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["GatePaper", "Section", "few", "shortened"]

_STYLE: Final = """
:root { color-scheme: light; }
@page { size: A4; margin: 12mm 14mm; }
body { font-family: system-ui, "Segoe UI", Arial, sans-serif; line-height: 1.35; color: #1a1a1a; background: #fff;
  max-width: 52rem; margin: 0 auto; padding: 1rem; font-size: .95rem; }
h1 { font-size: 1.4rem; margin: 0 0 .2rem; } h2 { font-size: 1.05rem; margin: .9rem 0 .2rem; color: #12436d; }
p, ul { margin: .2rem 0; } ul { padding-left: 1.2rem; }
.scroll { overflow-x: auto; } .scroll:focus-visible { outline: 3px solid #12436d; outline-offset: 2px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .88rem; margin: .2rem 0;
  min-width: min(100%, 30rem); }
caption { text-align: left; font-weight: 600; padding: .15rem 0; }
th, td { padding: .12rem .6rem .12rem 0; border-bottom: 1px solid #767676; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #1a1a1a; } th.number, td.number { text-align: right; white-space: nowrap; }
tbody th { font-weight: 400; }
@media print { body { max-width: none; padding: 0; font-size: 8.6pt; line-height: 1.18; } table { font-size: 8pt; }
  .scroll { overflow: visible; } h2 { break-after: avoid; margin-top: .45rem; } th, td { padding-block: .09rem; }
  tr, li, p, thead { break-inside: avoid; }
  :is(p, ul):has(+ ul, + .scroll), ul:has(+ .scroll) > li:last-child, caption, thead { break-after: avoid; }
  tbody tr:first-child { break-before: avoid; } }
"""


def few(lines: Iterable[str], most: int, what: str) -> tuple[str, ...]:
    """Return the first of some lines, with how many more there are: a paper of two pages names what counts most.

    Args:
        lines: The lines, the one that counts most first.
        most: How many are shown.
        what: What they are, such as `conditions`.
    """
    held = tuple(lines)
    more = (f"and {len(held) - most} more {what}.",) if len(held) > most else ()
    return (*held[:most], *more)


def shortened(table: Table, keep: Iterable[int], where: str) -> Table:
    """Return a table with some of its rows, and a note that says where the others are.

    Args:
        table: The table.
        keep: Places of the rows that stay.
        where: Where all of them are, such as `case.history()`.
    """
    kept = sorted(set(keep))
    left = len(table.rows) - len(kept)
    if not left:
        return table
    note = f"{left} more row{'s are' if left > 1 else ' is'} in {where}."
    return attrs.evolve(table, rows=[table.rows[place] for place in kept], notes=[*table.notes, note])


@attrs.frozen(kw_only=True)
class Section(Noun):
    """One part of the paper."""

    title: str
    """Its heading."""
    lead: str = ""
    """What its lines belong to, where it says so."""
    lines: tuple[str, ...] = ()
    """What it says, a line each."""
    table: Table | None = None
    """Its table, where it has one."""


@attrs.frozen(kw_only=True, repr=False)
class GatePaper(Noun):
    """A gate paper."""

    title: str
    """Title of the case, and what is decided on."""
    lead: str
    """On which basis the figures stand."""
    sections: tuple[Section, ...]
    """Its parts, in the order in which a board reads them."""

    def to_text(self) -> str:
        """Return it as plain text."""
        parts = [self.title, "=" * len(self.title), self.lead]
        for section in self.sections:
            mark = "- " if section.lead else ""
            parts += ["", section.title, "-" * len(section.title), *([section.lead] if section.lead else [])]
            parts += [f"{mark}{line}" for line in section.lines]
            parts += [] if section.table is None else ["", section.table.to_text()]
        return "\n".join(parts) + "\n"

    def to_html(self) -> str:
        """Return it as one page without script or anything fetched; printed, it takes two sheets of A4."""
        body = "".join(_section_html(section) for section in self.sections)
        title = html.escape(self.title)
        return (
            f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
            f"<style>{_STYLE}</style>\n</head>\n<body>\n<header><h1>{title}</h1>\n"
            f"<p>{html.escape(self.lead)}</p></header>\n"
            f"<main>\n{body}</main>\n</body>\n</html>\n"
        )

    def __str__(self) -> str:
        """Return it as plain text."""
        return self.to_text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<h2>{html.escape(self.title)}</h2>" + "".join(_section_html(section) for section in self.sections)


def _section_html(section: Section) -> str:
    lines = "".join(f"<li>{html.escape(line)}</li>" for line in section.lines)
    said = f"<p>{html.escape(section.lead)}</p>\n" if section.lead else ""
    if len(section.lines) > 1 or (lines and section.lead):
        said += f"<ul>{lines}</ul>\n"
    elif section.lines:
        said = f"<p>{html.escape(section.lines[0])}</p>\n"
    table = ""
    if section.table is not None:
        label = html.escape(section.table.caption)
        table = f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">{section.table.to_html()}</div>\n'
    return f"<section><h2>{html.escape(section.title)}</h2>\n{said}{table}</section>\n"
