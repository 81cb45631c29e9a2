"""The commands `agile-case import` and `agile-case export`: spreadsheets into a case, and out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.case.files import load
from agile_case.case.sheet_files import import_sheets, save_sheets
from agile_case.storage.sheets import read_sheets

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

__all__ = ["add_commands"]

_DONE = 0


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    write: Callable[[str], None],
) -> None:
    """Add `import` and `export`; each command sets `run`, which returns the exit code.

    Args:
        commands: What `ArgumentParser.add_subparsers` returned.
        write: Writes text to standard output.
    """
    bring = commands.add_parser(
        "import",
        help="put assumptions and lines of spreadsheets into a case",
        description="Put the events, assumptions and lines of spreadsheets into a case; its comments stay.",
    )
    bring.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    bring.add_argument(
        "sheets", metavar="SHEETS", nargs="+", help="workbooks (.xlsx) or CSV files (UTF-8) in the documented layout"
    )
    bring.add_argument("-o", "--output", metavar="FILE", help="where the case goes; over CASE unless given")
    bring.add_argument("--dry-run", action="store_true", help="show what would change, and write nothing")
    bring.set_defaults(run=lambda given: _import(given, write))

    out = commands.add_parser(
        "export",
        help="write the assumptions and lines of a case as a workbook",
        description="Write events, assumptions and lines of a case as a workbook that can be imported again.",
    )
    out.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    out.add_argument("workbook", metavar="FILE", help="a new file ending in .xlsx")
    out.add_argument("--logs", action="store_true", help="with the logs of the case, on sheets that are not read back")
    out.set_defaults(run=lambda given: _export(given, write))


def _import(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    sheets = read_sheets(*given.sheets)
    changes, file = import_sheets(given.case, sheets, given.output, write=not given.dry_run)
    write(changes.to_text() + "\n" if changes.rows else f"{', '.join(sheets.files)}: nothing changes.\n")
    if sheets.unread:
        write(f"Not read, because not of the layout: {'; '.join(sheets.unread)}.\n")
    write("Nothing was written.\n" if file is None else f"Wrote {file}.\n")
    return _DONE


def _export(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    write(f"Wrote {save_sheets(load(given.case), given.workbook, logs=given.logs)}.\n")
    return _DONE
