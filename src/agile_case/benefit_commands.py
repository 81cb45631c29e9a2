"""The command `agile-case benefits`: register, map and plan, and the questions to owners with their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.case.files import load
from agile_case.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from agile_case.case.case import Case
    from agile_case.quantities.tables import Table

__all__ = ["add_commands"]

_DONE = 0
_SHOWN = ("register", "map", "plan")
_FORMATS = ("text", "csv", "markdown", "html")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], write: Callable[[str], None]) -> None:
    """Add `benefits`, which sets `run`, which returns the exit code.

    Args:
        commands: What `ArgumentParser.add_subparsers` returned.
        write: Writes text to standard output.
    """
    summary = "print the register of benefits, their map, or who does what by when"
    shown = commands.add_parser("benefits", help=summary, description=f"{summary.capitalize()}.")
    shown.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    what = shown.add_mutually_exclusive_group()
    what.add_argument("--show", choices=_SHOWN, default="register", help="what is printed (register unless stated)")
    what.add_argument("--ask", metavar="OWNER", help="print the questions to an owner as CSV, to be filled in")
    what.add_argument("--read", metavar="FILE", help="print what an owner said in such a file, beside the plan")
    shown.add_argument("--option", metavar="KEY", help="one option; all but business as usual unless stated")
    shown.add_argument("--on", metavar="DATE", help="with --show plan: what was due before it is overdue")
    shown.add_argument("--format", choices=_FORMATS, default="text", help="form of the output (text unless stated)")
    shown.set_defaults(run=lambda given: _benefits(given, write))


def _benefits(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    case = load(given.case)
    if given.ask is not None:
        write(case.owners_return(given.ask, given.option).to_csv())
        return _DONE
    table = case.read_owners_return(given.read).table if given.read is not None else _shown(case, given)
    forms = {"text": table.to_text, "csv": table.to_csv, "markdown": table.to_markdown, "html": table.to_html}
    text = forms[given.format]()
    write(text if text.endswith("\n") else f"{text}\n")
    return _DONE


def _shown(case: Case, given: argparse.Namespace) -> Table:
    if given.show == "plan":
        return case.realisation_plan(given.option, on=given.on)
    if given.show == "register":
        table = case.benefits_register(given.option)
        return table if given.format == "csv" else table.brief()
    proposed = [key for key, option in case.model.options.items() if not option.is_business_as_usual]
    chosen = given.option or (proposed[0] if len(proposed) == 1 else "")
    if not chosen:
        message, wanted = "A map is that of one option.", " or ".join(proposed)
        raise InputError(message, where="--option", got="none", wanted=wanted, do="name one with --option")
    return case.benefits_map(chosen).table
