"""The commands `agile-case new`, `completeness` and `log`: a case to begin with, what it lacks, and what it keeps."""

from __future__ import annotations

import json
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from agile_case.case.disk import kind_of, read_file
from agile_case.case.files import load, loads
from agile_case.case.monitoring import monitoring_plan, rounds_table
from agile_case.case.starting import QUESTIONS, Question, discovery_text, read_answer
from agile_case.errors import AgileCaseError, FileError, InputError
from agile_case.guidance.assurance_plan import assurance_plan, evidence_table
from agile_case.guidance.completeness import completeness
from agile_case.storage.reading import read_document

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from agile_case.case.case import Case
    from agile_case.quantities.tables import Table

__all__ = ["add_commands"]

_DONE = 0
_NARROW = ("case", "content", "status", "due", "phase", "address")
"""Columns of completeness that a terminal has room for."""
_TEMPLATES = {"channel-shift": "channel_shift.toml"}
"""Files of the package by the template that they are of."""


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    write: Callable[[str], None],
) -> None:
    """Add `new`, `completeness` and `log`; each command sets `run`, which returns the exit code.

    Args:
        commands: What `ArgumentParser.add_subparsers` returned.
        write: Writes text to standard output.
    """
    new = commands.add_parser(
        "new",
        help="write a commented starter case",
        description="Write a commented starter case that runs; with --phase discovery, one from your own answers.",
    )
    new.add_argument("path", metavar="PATH", help="a file ending in .toml, or a folder, which then holds case.toml")
    new.add_argument("--phase", choices=("discovery",), help=f"ask {len(QUESTIONS)} questions, and begin there")
    new.add_argument("--template", choices=tuple(_TEMPLATES), help="a kind of proposal, with the lines that it has")
    new.add_argument("--answers", metavar="FILE", help="answers from a file (.toml or .json), by the keys of questions")
    new.add_argument("--answer", action="append", default=[], metavar="KEY=TEXT", help="one answer")
    new.set_defaults(run=lambda given: _new(given, write))

    summary = "show what of the five cases is there, and what is due"
    due = commands.add_parser("completeness", help=summary, description=f"{summary.capitalize()}.")
    due.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    due.add_argument(
        "--at", default="", metavar="POINT", help="document, phase or stage; where the case is unless given"
    )
    due.add_argument("--all", action="store_true", help="with what is due later")
    due.add_argument("--format", choices=("text", "csv", "json"), default="text", help="form of the output")
    due.set_defaults(run=lambda given: _completeness(given, write))

    summary = "print a log of a case: assumptions, decisions, data, checks, versions, assurance"
    log = commands.add_parser("log", help=summary, description=f"{summary.capitalize()}.")
    log.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    log.add_argument("which", choices=tuple(_LOGS), help="which log")
    log.add_argument("--on", metavar="DATE", help="day of the assurance plan: what was due before it is overdue")
    log.add_argument("--format", choices=("text", "csv", "html"), default="text", help="form of the output")
    log.set_defaults(run=lambda given: _log(given, write))


def _completeness(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    held = completeness(load(given.case), at=given.at)
    table = held.full_table if given.all else held.table
    if given.format == "json":
        document = {"at": held.at, "counts": held.counts, "parts": table.records()}
        write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    else:
        write(table.to_csv() if given.format == "csv" else f"{_narrow(table).to_text()}\n")
    return _DONE


def _narrow(table: Table) -> Table:
    """Return a table with the columns that a terminal has room for; CSV and JSON have them all."""
    kept = [place for place, column in enumerate(table.columns) if column.key in _NARROW]
    rows = [[row[place] for place in kept] for row in table.rows]
    return attrs.evolve(table, columns=[table.columns[place] for place in kept], rows=rows)


def _log(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    if given.on is not None and given.which != "plan":
        message = "Only the assurance plan has a day."
        raise InputError(message, where="--on", got=given.which, wanted="plan, or no --on")
    table = _LOGS[given.which](load(given.case), given.on)
    if given.format == "text":
        write(f"{table.brief().to_text()}\n")
    else:
        write(table.to_csv() if given.format == "csv" else table.to_html())
    return _DONE


_LOGS: dict[str, Callable[[Case, str | None], Table]] = {
    "assumptions": lambda case, _: case.assumptions_log(),
    "decisions": lambda case, _: case.decisions_log(),
    "data": lambda case, _: case.data_log(),
    "quality": lambda case, _: case.quality_log(),
    "versions": lambda case, _: case.version_log(),
    "statement": lambda case, _: case.assurance_statement(),
    "plan": lambda case, on: assurance_plan(case, on=on),
    "evidence": lambda case, _: evidence_table(case),
    "monitoring": lambda case, _: monitoring_plan(case),
    "rounds": lambda case, _: rounds_table(case),
    "write-off": lambda case, _: case.write_off_table(),
}


def _new(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    target = Path(given.path)
    if target.suffix != ".toml":
        target = target / "case.toml"
    if given.phase is None and (given.answers is not None or given.answer):
        message = "Answers belong to a phase."
        raise InputError(message, where="--answers", got="no --phase", wanted="--phase discovery")
    if given.phase is not None and given.template is not None:
        message = "A case begins in one way."
        raise InputError(message, where="--template", got="--phase too", wanted="--phase or --template")
    _refuse_taken(target)
    if given.phase is None:
        name = _TEMPLATES.get(given.template, "starter.toml")
        text = resources.files("agile_case").joinpath(name).read_text(encoding="utf-8")
    else:
        text = discovery_text(_asked(_answers(given)))
        loads(text)  # what the answers say together may still be at fault
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise _taken(str(error.filename or target)) from None
    except OSError as error:
        message = "This file cannot be written."
        raise FileError(message, got=f"{target}: {error.strerror or error}") from None
    write(f"Wrote {target}. Try: agile-case appraise {target}\n")
    return _DONE


def _refuse_taken(target: Path) -> None:
    """Refuse a name that is taken before anything is asked."""
    try:
        taken = target.exists()
    except (OSError, ValueError):  # said when it is written
        return
    if taken:
        raise _taken(str(target))


def _taken(name: str) -> FileError:
    message = "There is a file of that name already."
    return FileError(message, got=name, do="choose another name; nothing was overwritten")


def _answers(given: argparse.Namespace) -> dict[str, Any]:
    """Return the answers of the file and of the command line, the latter before the former."""
    found: dict[str, Any] = {}
    if given.answers is not None:
        file, data = read_file(Path(given.answers), "a file of answers (.toml or .json), by the keys of the questions")
        found |= read_document(data, kind_of(file))[0]
    for pair in given.answer:
        key, sign, text = pair.partition("=")
        if not sign:
            message = "This is not an answer."
            raise InputError(
                message, where="--answer", got=repr(pair)[:80], wanted="KEY=TEXT, such as thing=application"
            )
        found[key] = text
    return found


def _asked(answers: dict[str, Any]) -> dict[str, Any]:
    """Ask at a terminal for the answers that are missing; elsewhere they are left to be reported."""
    if not sys.stdin.isatty():
        return answers
    for number, question in enumerate(QUESTIONS, start=1):
        if question.key not in answers:
            answers[question.key] = _ask(number, question)
    return answers


def _ask(number: int, question: Question) -> str:
    """Ask a question until it has an answer."""
    while True:
        optional = ", or nothing" if question.optional else ""
        sys.stderr.write(f"{number}/{len(QUESTIONS)}  {question.words}\n      such as {question.example}{optional}\n")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            message = "The questions were not answered to the end."
            raise InputError(message, where=question.key, got="the end of the input", wanted="an answer")
        try:
            read_answer(question, line.strip())
        except AgileCaseError as error:
            sys.stderr.write(f"      {error.faults[0].what} Wanted: {error.faults[0].wanted}.\n")
        else:
            return line.strip()
