"""The commands `agile-case check` and `agile-case rules`."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from agile_case.case.disk import path_of, read_file
from agile_case.case.files import load, save
from agile_case.errors import UnknownNameError, did_you_mean
from agile_case.guidance.catalogue import all_rules, rule_document, rule_text
from agile_case.guidance.check import check
from agile_case.guidance.packs import installed_packs
from agile_case.reports.lint import FAIL_ON, chosen, fails, lint_json, lint_text
from agile_case.storage.line_numbers import lines_by_address

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["add_commands"]

_DONE, _FAILED = 0, 1
_CODES = """exit codes:
  0  no open finding is as bad as --fail-on says
  1  one is
  2  the input cannot be used; the message is on standard error
A finding that a judgement of the case answers is not open."""


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser], write: Callable[[str], None]) -> None:
    """Add `check` and `rules`; each command sets `run`, which returns the exit code.

    Args:
        commands: What `ArgumentParser.add_subparsers` returned.
        write: Writes text to standard output.
    """
    summary = "judge a case by its rule sets, as a linter does"
    judge = commands.add_parser(
        "check",
        help=summary,
        description=f"{summary.capitalize()}.",
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    judge.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    judge.add_argument("--on", metavar="DATE", help="day of the judgement, as in 2026-04-01")
    judge.add_argument("--select", action="append", default=[], metavar="CODES", help="only these, as in spend-*,a-b")
    judge.add_argument("--ignore", action="append", default=[], metavar="CODES", help="without these; blocks stay")
    judge.add_argument(
        "--fail-on", choices=FAIL_ON, default="block", help="exit with 1 from this severity on (block unless stated)"
    )
    judge.add_argument("--show-ignored", action="store_true", help="print what the case sets aside with a reason too")
    judge.add_argument(
        "--format", choices=("text", "json"), default="text", help="form of the output (text unless stated)"
    )
    judge.set_defaults(run=lambda given: _check(given, write))

    answer = commands.add_parser(
        "judge",
        help="answer a finding, or set it aside",
        description="Record what a person answers to a finding: in [judgements], and in the history if there is one.",
    )
    answer.add_argument("case", metavar="CASE", help="a case file (.toml or .json), or a folder with case.toml")
    answer.add_argument("rule", metavar="CODE", help="code of the rule, as check prints it")
    answer.add_argument("--because", required=True, metavar="TEXT", help="the answer, or why the finding is set aside")
    answer.add_argument("--by", required=True, metavar="NAME", help="who judges")
    answer.add_argument("--on", required=True, metavar="DATE", help="day of the judgement, as in 2026-05-01")
    answer.add_argument("--about", default="", metavar="ADDRESS", help="what is judged; every finding unless given")
    answer.add_argument("--ignore", action="store_true", help="set the finding aside")
    answer.add_argument("--until", metavar="DATE", help="last day on which it holds")
    answer.add_argument("--key", default="", metavar="KEY", help="key of the judgement; made of the code unless given")
    answer.set_defaults(run=lambda given: _judge(given, write))

    summary = "print the catalogue of rules"
    rules = commands.add_parser("rules", help=summary, description=f"{summary.capitalize()}, or one of them in full.")
    rules.add_argument("code", nargs="?", metavar="CODE", help="code of a rule")
    rules.add_argument(
        "--format", choices=("text", "json"), default="text", help="form of the output (text unless stated)"
    )
    rules.set_defaults(run=lambda given: _rules(given, write))


def _check(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    case = load(given.case)
    codes = {rule.code for rule in all_rules(case.model.basis.rules)}
    found, left_out = chosen(check(case, on=given.on), codes, select=given.select, ignore=given.ignore)
    file, data = read_file(path_of(given.case))
    lines = lines_by_address(data.decode()) if file.suffix == ".toml" else {}
    if given.format == "json":
        write(lint_json(found, str(file), lines))
    else:
        write(lint_text(found, str(file), lines, left_out=left_out, show_ignored=given.show_ignored))
    return _FAILED if fails(found, given.fail_on) else _DONE


def _judge(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    before = load(given.case)
    known = {rule.code for rule in all_rules(before.model.basis.rules)}
    if given.rule not in known:
        message, near = "No rule of this case has this code.", did_you_mean(given.rule, known)
        raise UnknownNameError(message, where="CODE", got=repr(given.rule), wanted="the code of a rule", do=near)
    words = {name: getattr(given, name) for name in ("by", "on", "because", "about", "ignore", "until", "key")}
    after = before.judge(given.rule, **words)
    save(after, given.case, if_hash=before.sha256)
    changed = (key for key, held in after.model.judgements.items() if before.model.judgements.get(key) != held)
    write("".join(f"judgements.{key}: {after.model.judgements[key].because}\n" for key in changed))
    return _DONE


def _rules(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    known = {rule.code: rule for rule in all_rules(installed_packs())}
    if given.code is not None and given.code not in known:
        message, near = "No rule has this code.", did_you_mean(given.code, known)
        raise UnknownNameError(message, where="CODE", got=repr(given.code), wanted="the code of a rule", do=near)
    held = list(known.values()) if given.code is None else [known[given.code]]
    if given.format == "json":
        documents: Any = [rule_document(rule) for rule in held]
        write(json.dumps(documents if given.code is None else documents[0], indent=2, ensure_ascii=False) + "\n")
    elif given.code is None:
        width = max(len(rule.code) for rule in held)
        write("".join(f"{rule.code:<{width}}  {rule.rule_set:<21}  {rule.title}\n" for rule in held))
    else:
        write(rule_text(held[0]))
    return _DONE
