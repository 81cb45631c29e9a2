"""The command line: `agile-case appraise`, `check`, `route`, `gate`, `new`, `completeness`, `log`, and others.

Exit codes: 0 done; 1 done, and a rule blocks that nobody answered, or a file is of an older format (`migrate --check`);
2 the input cannot be used (the message is on standard error).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agile_case import (
    benefit_commands,
    history_commands,
    reference_commands,
    rule_commands,
    sheet_commands,
    starting_commands,
    tracking_commands,
)
from agile_case.case.disk import refuse_file
from agile_case.case.files import load
from agile_case.case.migrating import migrate
from agile_case.case.stages import OPTION_HELP
from agile_case.errors import AgileCaseError, FileError, InputError
from agile_case.findings import Finding, Findings, Severity
from agile_case.guidance.assurance_plan import assurance_plan, evidence_table
from agile_case.guidance.check import check
from agile_case.guidance.route import route
from agile_case.plotting.benefits_map import benefits_map_picture
from agile_case.plotting.report import can_draw, pictures
from agile_case.plotting.theory import theory_of_change_picture
from agile_case.quantities.provenance import package_version
from agile_case.reports.contract import finding_document, result_json, result_schema
from agile_case.reports.folder import write_report
from agile_case.reports.gate_paper import gate_paper
from agile_case.reports.text import findings_text, report_text
from agile_case.storage.schema import case_schema, schema_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.case.case import Case
    from agile_case.plotting.picture import Picture
    from agile_case.quantities.tables import Table

__all__ = ["main"]

DONE, BLOCKED, BAD_INPUT = 0, 1, 2
_INTERRUPTED = 130
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: Words after the program's name; those of the process unless given.

    Returns:
        The exit code.
    """
    given = _parser().parse_args(arguments)
    try:
        code: int = given.run(given)
        sys.stdout.flush()
    except AgileCaseError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read the output has read enough
        return DONE
    except KeyboardInterrupt:
        return _INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="agile-case", description="Appraise UK agile business cases kept as files.")
    parser.add_argument("--version", action="version", version=f"agile-case {package_version()}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    appraise = commands.add_parser(
        "appraise", help="work out the measures of a case", description="Work out the measures of a case."
    )
    appraise.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    appraise.add_argument("--draws", type=int, metavar="N", help="simulate with this many draws; needs --seed")
    appraise.add_argument("--seed", type=int, metavar="N", help="seed of the simulation; needs --draws")
    appraise.add_argument(
        "--sampling", default="plain", metavar="WAY", help="plain draws (the default), or sobol points; needs --draws"
    )
    appraise.add_argument(
        "--at", default="means", metavar="CENTRE", help="central values: means (the default), mode or p50"
    )
    appraise.add_argument(
        "--format", choices=("text", "json", "csv"), default="text", help="form of the output (text unless stated)"
    )
    appraise.add_argument(
        "--information",
        action="store_true",
        help="say too what it would be worth to know each assumption, the best test first; needs --draws, text only",
    )
    appraise.add_argument(
        "-o", "--output", metavar="DIR", help="write a report folder as well: JSON, CSV tables, one HTML page"
    )
    appraise.set_defaults(run=_appraise)

    approvals = commands.add_parser(
        "route", help="say which approvals are needed", description="Say which approvals a case needs on a day."
    )
    approvals.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    approvals.add_argument("--on", required=True, metavar="DATE", help="the day, as in 2026-04-01")
    approvals.add_argument("--option", metavar="KEY", help="the option that is proposed")
    approvals.add_argument("--draws", type=int, metavar="N", help="simulate P90 with this many draws; needs --seed")
    approvals.add_argument("--seed", type=int, metavar="N", help="seed of the simulation; needs --draws")
    approvals.add_argument(
        "--format", choices=("text", "json"), default="text", help="form of the output (text unless stated)"
    )
    approvals.set_defaults(run=_route)

    gate = commands.add_parser(
        "gate", help="print the paper for a gate", description="Print the paper on which a board decides an iteration."
    )
    gate.add_argument("case", metavar="CASE", help="the folder of the case")
    gate.add_argument("iteration", metavar="ITERATION", help="the iteration that is put to the board")
    gate.add_argument("--year", required=True, metavar="YEAR", help="year of the gate, as in 2027-28")
    gate.add_argument("--option", metavar="KEY", help=OPTION_HELP)
    gate.add_argument("--stopping-cost", type=float, metavar="POUNDS", help="what it costs to stop now")
    gate.add_argument("--committed", action="append", default=[], metavar="ADDRESS", help="a line paid either way")
    gate.add_argument("--draws", type=int, metavar="N", help="simulate the range with this many draws; needs --seed")
    gate.add_argument("--seed", type=int, metavar="N", help="seed of the simulation; needs --draws")
    gate.add_argument("--format", choices=("text", "html"), default="text", help="form of the output")
    gate.set_defaults(run=_gate)

    bring = commands.add_parser(
        "migrate",
        help="bring a case file of an older format up to date",
        description="Bring a case file of an older format up to the current one; its comments stay.",
    )
    bring.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    bring.add_argument("--check", action="store_true", help="change nothing; exit with 1 if the format is older")
    bring.set_defaults(run=_migrate)

    schema = commands.add_parser(
        "schema", help="print the JSON Schema of a file", description="Print the JSON Schema of a file."
    )
    schema.add_argument(
        "--kind", choices=("case", "result"), default="case", help="the case file (unless stated), or the JSON result"
    )
    schema.add_argument(
        "-o", "--output", metavar="FILE", help="write it to this file, in the place of one that is there; else print it"
    )
    schema.set_defaults(run=_schema)

    for more in (
        starting_commands,
        rule_commands,
        benefit_commands,
        history_commands,
        tracking_commands,
        sheet_commands,
        reference_commands,
    ):
        more.add_commands(commands, lambda text: _print(_tame(text)))
    return parser


def _appraise(given: argparse.Namespace) -> int:
    case = load(given.case)
    if given.information and given.format != "text":
        message = "What information is worth is printed as text."
        raise InputError(message, where="--information", got=f"--format {given.format}", wanted="--format text")
    result = case.appraise(draws=given.draws, seed=given.seed, at=given.at, sampling=given.sampling)
    known = result.information() if given.information else None
    findings = check(case)
    if given.format == "json":
        _print(result_json(result, findings))
    elif given.format == "csv":
        _print(result.measures.to_csv())
    else:
        _print(_tame(report_text(result, findings)))
        if known is not None:
            _print(_tame(f"\n{known.table.to_text()}\n\n{known.values_table.to_text()}\n"))
    if given.output is not None:
        drawn = (*pictures(result), *_maps(case)) if can_draw() else ()
        written = write_report(result, findings, given.output, drawn, _beside(case))
        print(
            f"\nReport: {len(written)} files in {given.output}; open {Path(given.output) / 'report.html'}.",
            file=sys.stderr,
        )
    return _code(findings)


def _beside(case: Case) -> dict[str, tuple[Table, ...]]:
    """Return what goes with a report beside its result: the cases in words, the assurance plan, and the logs."""
    model = case.model
    told = {"versions": bool(case.entries), "assurance_statement": model.analysis is not None}
    assured = (assurance_plan(case), *((evidence_table(case),) if model.exhibits else ()))
    logs = (log for log in case.logs() if told.get(log.key, True))
    return {
        "The five cases in words": case.narrative_tables(),
        "Benefits": case.benefit_tables(),
        "Assurance and logs": (*assured, *logs),
    }


def _maps(case: Case) -> tuple[Picture, ...]:
    """Return the theory of change, and the benefits maps of the options that say how their benefits come about."""
    theory = (theory_of_change_picture(case),) if case.model.theory_of_change else ()
    return (*theory, *(benefits_map_picture(case.benefits_map(key)) for key in case.mapped_options))


def _route(given: argparse.Namespace) -> int:
    case = load(given.case)
    return _show(route(case, on=given.on, option=given.option, draws=given.draws, seed=given.seed), given)


def _gate(given: argparse.Namespace) -> int:
    refuse_file(given.case)
    paper = gate_paper(
        load(given.case),
        given.iteration,
        year=given.year,
        option=given.option,
        stopping_cost=given.stopping_cost,
        committed=given.committed,
        draws=given.draws,
        seed=given.seed,
    )
    _print(paper.to_html() if given.format == "html" else _tame(paper.to_text()))
    return DONE


def _show(findings: Findings, given: argparse.Namespace) -> int:
    if given.format == "json":
        _print(json.dumps([finding_document(finding) for finding in findings], indent=2, ensure_ascii=False) + "\n")
    else:
        _print(_tame(findings_text(findings)) + "\n")
    return _code(findings)


def _migrate(given: argparse.Namespace) -> int:
    done = migrate(given.case, check=given.check)
    _print(_tame(f"{done}\n"))
    return BLOCKED if done.needed and not done.written else DONE


def _schema(given: argparse.Namespace) -> int:
    text = schema_text(case_schema() if given.kind == "case" else result_schema())
    if given.output is None:
        _print(text)
        return DONE
    try:
        Path(given.output).write_text(text, encoding="utf-8", newline="\n")
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        message = "This file cannot be written."
        got = f"{given.output}: {getattr(error, 'strerror', None) or error}"
        raise FileError(message, got=got) from None
    print(f"Wrote {given.output}.")
    return DONE


def _tame(text: str) -> str:
    """Take the power over a terminal from the words of a case: its control characters print as a question mark."""
    return _CONTROL.sub("\ufffd", text)


def _print(text: str) -> None:
    """Print text; as UTF-8 where the encoding of standard output does not hold it, so that nothing is lost."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())


def _code(findings: Sequence[Finding]) -> int:
    open_blocks = (held for held in findings if held.severity is Severity.BLOCK and not held.judged)
    return BLOCKED if any(open_blocks) else DONE
