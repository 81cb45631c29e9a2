"""The commands `agile-case reference list`, `reference show` and `reference add`."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import InputError
from agile_case.reference.adding import ADDED_EVIDENCE, OPEN_GOVERNMENT_LICENCE, add_deflator
from agile_case.reference.catalogue import available_table, describe_dataset, rows_table
from agile_case.reference.loader import Dataset, load
from agile_case.reference.sets import available_sets, load_set

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]

_DONE = 0


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    write: Callable[[str], None],
) -> None:
    """Add `reference` and what belongs to it; each command sets `run`, which returns the exit code.

    Args:
        commands: What `ArgumentParser.add_subparsers` returned.
        write: Writes text to standard output.
    """
    summary = "list, show and add published parameters"
    reference = commands.add_parser("reference", help=summary, description=f"{summary.capitalize()}.")
    inner = reference.add_subparsers(required=True, metavar="COMMAND")

    every = inner.add_parser("list", help="list what is bundled", description="List the bundled tables and sets.")
    every.set_defaults(run=lambda _given: _list(write))

    one = inner.add_parser("show", help="show one table", description="Show one bundled table with its citation.")
    one.add_argument("name", metavar="TABLE/VINTAGE", help="as listed, such as discount-rate/green-book-2026")
    one.add_argument(
        "--format",
        choices=("text", "json", "csv"),
        default="text",
        help="text (the default): the header and both ends; json: header and all rows; csv: all rows",
    )
    one.set_defaults(run=lambda given: _show(given, write))

    add = inner.add_parser(
        "add",
        help="make a vintage of the GDP deflator from HM Treasury's file",
        description="Make a vintage of the GDP deflator from HM Treasury's published file (.xlsx, or saved as CSV).",
    )
    add.add_argument("file", metavar="FILE", help="the workbook as published, or its sheet saved as CSV (UTF-8)")
    add.add_argument("--vintage", required=True, metavar="NAME", help="name of the vintage, such as hmt-2026-06")
    add.add_argument(
        "--published", required=True, metavar="DATE", help="date of publication, as in 2026-06-30 or 2026-06"
    )
    add.add_argument("--source", required=True, metavar="TEXT", help="the publication in words, with its release")
    add.add_argument("--licence", default=OPEN_GOVERNMENT_LICENCE, metavar="TEXT", help="%(default)s unless stated")
    add.add_argument(
        "--evidence",
        choices=ADDED_EVIDENCE,
        default="secondary",
        help="primary only if you took the file from the publisher yourself (secondary unless stated)",
    )
    add.add_argument("--forecast-from", metavar="YEAR", help="first forecast year, where the file leaves it open")
    add.add_argument("-o", "--output", default="reference", metavar="DIR", help="folder to write to (%(default)s)")
    add.set_defaults(run=lambda given: _add(given, write))


def _list(write: Callable[[str], None]) -> int:
    sets = [f"  {name}  {load_set(name).title}" for name in available_sets()]
    write("\n".join([available_table().to_text(), "", "Sets that pin vintages:", *sets, ""]))
    return _DONE


def _show(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    table, slash, vintage = given.name.partition("/")
    if not slash:
        message = "This is not the name of a vintage."
        wanted, do = "TABLE/VINTAGE, such as discount-rate/green-book-2026", "see: agile-case reference list"
        raise InputError(message, got=repr(given.name), wanted=wanted, do=do)
    dataset = load(table, vintage)
    if given.format == "json":
        write(json.dumps(_document(dataset), indent=2, ensure_ascii=False) + "\n")
    elif given.format == "csv":
        write(rows_table(dataset).to_csv())
    else:
        write(describe_dataset(dataset).to_text() + "\n")
    return _DONE


def _document(dataset: Dataset) -> dict[str, object]:
    facts = attrs.asdict(dataset.header, recurse=False, filter=lambda field, _: field.name not in ("schema", "columns"))
    plain = {key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in facts.items()}
    table = rows_table(dataset)
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
    return {
        "format": "agile-case-reference-table/1",
        **plain,
        "sha256": dataset.sha256,
        "columns": dict(dataset.header.columns),
        "rows": rows,
    }


def _add(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    added = add_deflator(
        given.file,
        vintage=given.vintage,
        published=given.published,
        source=given.source,
        folder=given.output,
        licence=given.licence,
        evidence=given.evidence,
        forecast_from=given.forecast_from,
    )
    first, last = (added.dataset.rows[end] for end in (0, -1))
    years = f"{first['financial_year']} to {last['financial_year']} ({last['status']})"
    write(
        f"Wrote {added.header}\nWrote {added.rows}\n"
        f"{len(added.dataset.rows)} years, {years}.\n\n"
        f"To use it, write under [reference] of the case (the path is from the folder of the case):\n\n{added.line}\n"
    )
    return _DONE
