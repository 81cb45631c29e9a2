"""The commands that keep track of a case: `record` what happened, `track` it, and bring in the `outturn`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.case.disk import refuse_file
from agile_case.case.files import load, save
from agile_case.case.stages import OPTION_HELP

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from agile_case.case.case import Case
    from agile_case.case.outturn import Outturn
    from agile_case.quantities.tables import Table

__all__ = ["add_commands"]

_DONE: Final = 0


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], write: Callable[[str], None]) -> None:
    """Add the commands; each sets `run`, which returns the exit code.

    Args:
        commands: What `ArgumentParser.add_subparsers` returned.
        write: Writes text to standard output.
    """
    record = commands.add_parser(
        "record",
        help="record what a measure or a line came to",
        description="Record what a measure, or the money of a line, really came to in a year.",
    )
    record.add_argument("case", metavar="CASE", help="the folder of the case")
    record.add_argument("path", metavar="ADDRESS", help="the measure, as in measures.hours_saved, or a line")
    record.add_argument("year", metavar="YEAR", help="the year, as in 2027-28")
    record.add_argument("amount", metavar="QUANTITY", help="what it came to, as in '52_000 hour/year'")
    record.add_argument("--source", required=True, metavar="TEXT", help="where the figure comes from")
    record.add_argument("--on", required=True, metavar="DATE", help="day on which it is recorded, as in 2028-05-02")
    record.add_argument("--by", default="", metavar="NAME", help="who records it")
    record.add_argument("--standard-error", metavar="QUANTITY", help="how far it may lie from what the case says")
    record.add_argument("--estimated", action="store_true", help="it was estimated, and not counted")
    record.add_argument("--provisional", action="store_true", help="it may still change")
    record.add_argument("--learned", action="store_true", help="it was learned from too, so it moves no forecast")
    record.set_defaults(run=lambda given: _record(given, write))

    track = commands.add_parser(
        "track",
        help="hold what was recorded against the plan",
        description="Show plan, record and forecast of each measure, the targets that are in danger, and the money.",
    )
    track.add_argument("case", metavar="CASE", help="the folder of the case")
    track.add_argument("--on", required=True, metavar="DATE", help="day up to which records count")
    track.add_argument("--option", metavar="KEY", help=OPTION_HELP)
    track.add_argument("--plan", metavar="ITERATION", help="the iteration whose case is the plan; the approved one")
    track.add_argument("--draws", type=int, metavar="N", help="forecast with this many draws; needs --seed")
    track.add_argument("--seed", type=int, metavar="N", help="seed of the forecast; needs --draws")
    track.add_argument("--format", choices=("text", "csv"), default="text", help="form; CSV has the years alone")
    track.set_defaults(run=lambda given: _track(given, write))

    spent = commands.add_parser(
        "outturn",
        help="say what a ledger comes to by line and year",
        description="Put the lines of a ledger to the lines and stages of a case; what is not mapped is shown.",
    )
    spent.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    spent.add_argument("ledger", nargs="+", metavar="LEDGER", help="the ledger lines, as CSV (UTF-8) or .xlsx")
    spent.add_argument("mapping", metavar="MAPPING", help="where they go, as CSV (UTF-8) or .xlsx")
    spent.add_argument("--until", metavar="DATE", help="day up to which the ledger is complete; that of its last line")
    spent.add_argument(
        "--show",
        choices=("outturn", "unmapped", "plan", "years", "npsv", "approval"),
        default="outturn",
        help="the outturn (unless stated); the lines that are not mapped; plan against outturn, the same by year, or "
        "what it does to the NPSV; spend against approval",
    )
    spent.add_argument("--format", choices=("text", "csv"), default="text", help="form of the output")
    spent.set_defaults(run=lambda given: _outturn(given, write))


def _record(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    refuse_file(given.case)
    after = load(given.case).record(
        given.path,
        given.year,
        given.amount,
        on=given.on,
        source=given.source,
        observed=not given.estimated,
        provisional=given.provisional,
        standard_error=given.standard_error,
        learned=given.learned,
        by=given.by,
    )
    save(after, given.case)
    entry = after.entries[-1]
    write(f"{entry.id}  {entry.on.isoformat()}  {entry.kind}: {entry.says}\n")
    return _DONE


def _track(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    refuse_file(given.case)
    found = load(given.case).track(
        on=given.on, option=given.option, plan=given.plan, draws=given.draws, seed=given.seed
    )
    write(found.years_table.to_csv() if given.format == "csv" else f"{found}\n")
    return _DONE


def _outturn(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    case = load(given.case)
    found = case.outturn(given.ledger, given.mapping, until=given.until)
    table = _shown(case, found, given.show)
    write(table.to_csv() if given.format == "csv" else f"{table.to_text()}\n")
    return _DONE


def _shown(case: Case, outturn: Outturn, what: str) -> Table:
    if what == "approval":
        return case.spend_against_approval(outturn).table
    if what in {"outturn", "unmapped"}:
        return outturn.table if what == "outturn" else outturn.unmapped_table
    held = case.outturn_against_plan(outturn)
    return {"plan": held.table, "years": held.years_table, "npsv": held.npsv_table}[what]
