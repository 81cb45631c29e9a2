"""The commands that read a history and add to it: `history`, `compare`, `begin`, `learn`, `decide` and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from agile_case.appraisal.sharing import EXACT
from agile_case.case.disk import refuse_file
from agile_case.case.files import load, save
from agile_case.case.restoring import restore
from agile_case.case.stages import OPTION_HELP
from agile_case.errors import InputError
from agile_case.history.entries import OUTCOMES

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from agile_case.case.case import Case

__all__ = ["add_commands"]

_DONE: Final = 0
_SHOWN: Final = 5
_SEEN: Final = (
    ("--estimate", "QUANTITY", "a measured value, as in '5.8 minute/application'"),
    ("--standard-error", "QUANTITY", "its standard error"),
    ("--relative-error", "NUMBER", "standard error of its logarithm, in the place of --standard-error"),
    ("--successes", "N", "how many did, of --n"),
    ("--n", "N", "how many there were"),
    ("--mean", "QUANTITY", "mean of a sample of --n"),
    ("--sd", "QUANTITY", "standard deviation of that sample"),
    ("--events", "N", "how many events there were"),
    ("--exposure", "QUANTITY", "in how much, as in '6 month'"),
)
_WHOLE: Final = ("successes", "n", "events")


def add_commands(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    write: Callable[[str], None],
) -> None:
    """Add the commands; each sets `run`, which returns the exit code.

    Args:
        commands: What `ArgumentParser.add_subparsers` returned.
        write: Writes text to standard output.
    """
    _add_reading(commands, write)
    _add_gates(commands, write)
    learn = _verb(commands, "learn", "learn from something that was seen of an assumption, or of several")
    learn.add_argument(
        "about", metavar="ABOUT", help="key of the assumption, or an expression such as 'cases * minutes'"
    )
    for name, metavar, help_ in _SEEN:
        learn.add_argument(name, metavar=metavar, help=help_)
    learn.add_argument("--setting", required=True, metavar="WHERE", help="lab, pilot or live")
    learn.add_argument(
        "--transfer-sd",
        required=True,
        metavar="QUANTITY",
        help="how far the service may be from it, in the unit of what was seen; with --relative-error a fraction such "
        "as 0.02; 0 needs a reason",
    )
    learn.add_argument("--transfer-reason", default="", metavar="TEXT", help="why nothing stands between the two")
    learn.add_argument("--source", required=True, metavar="TEXT", help="where it is written down")
    learn.set_defaults(run=lambda given: _changed(given, write, _learn))

    note = _verb(commands, "note", "keep a note")
    note.add_argument("text", metavar="TEXT", help="what it says")
    note.add_argument("--about", default="", metavar="ADDRESS", help="what it is about, as in stages.alpha")
    note.set_defaults(
        run=lambda given: _changed(
            given, write, lambda case, held: case.note(held.text, on=held.on, about=held.about, by=held.by)
        )
    )
    retract = _verb(commands, "retract", "take an entry back; it stays in the record")
    retract.add_argument(
        "entry", metavar="ENTRY", help="id of the entry, as `history` shows it, or its first 4 digits or more"
    )
    retract.add_argument("--because", required=True, metavar="TEXT", help="why")
    retract.set_defaults(
        run=lambda given: _changed(
            given, write, lambda case, held: case.retract(held.entry, on=held.on, because=held.because, by=held.by)
        )
    )
    adopt = _verb(commands, "adopt", "record changes that were made in the file by hand")
    adopt.add_argument("--because", required=True, metavar="TEXT", help="why they were made")
    adopt.add_argument("--category", default="", metavar="WORD", help="what they are changes of, such as scope")
    adopt.set_defaults(
        run=lambda given: _changed(
            given,
            write,
            lambda case, held: case.adopt(because=held.because, on=held.on, by=held.by, category=held.category),
        )
    )


def _add_reading(commands: argparse._SubParsersAction[argparse.ArgumentParser], write: Callable[[str], None]) -> None:
    history = commands.add_parser("history", help="show the history of a case", description="Show every entry.")
    history.add_argument("case", metavar="CASE", help="the folder of the case")
    history.add_argument("--iterations", action="store_true", help="the iterations and what was decided on each")
    history.add_argument("--format", choices=("text", "csv"), default="text", help="form of the output")
    history.set_defaults(run=lambda given: _history(given, write))

    merge = commands.add_parser(
        "merge",
        help="put another copy of a case into this one",
        description="Put the entries of another copy of a case into this one; what the two changed alike is named.",
    )
    merge.add_argument("case", metavar="CASE", help="the folder of the case, which gets the entries of the other")
    merge.add_argument("other", metavar="OTHER", help="the folder of the other copy, which stays as it is")
    merge.set_defaults(run=lambda given: _merge(given, write))

    restore_ = commands.add_parser(
        "restore",
        help="put a case file back from the record",
        description="Put case.toml back as the record leads to it, keeping what it held; or write the case as it was.",
    )
    restore_.add_argument("case", metavar="CASE", help="the folder of the case; its case.toml need not be readable")
    restore_.add_argument("--at", metavar="POINT", help="an iteration, the id of an entry, or a day; needs --to")
    restore_.add_argument("--to", metavar="PATH", help="a new file or folder to write it to, in the place of CASE")
    restore_.set_defaults(run=lambda given: _restore(given, write))

    compare = commands.add_parser(
        "compare",
        help="show what moved the NPSV between two points",
        description="Show what moved the NPSV between two points of the history: bars that sum to the change.",
    )
    compare.add_argument("case", metavar="CASE", help="the folder of the case")
    compare.add_argument(
        "before", metavar="BEFORE", help="an iteration, the id of an entry, a day, or opening: the case as it began"
    )
    compare.add_argument("after", metavar="AFTER", nargs="?", help="the same; the case as it is now unless given")
    compare.add_argument("--option", metavar="KEY", help=OPTION_HELP)
    compare.add_argument(
        "--against", metavar="KEY", help="the option to hold it against; business as usual unless given"
    )
    compare.add_argument("--by", choices=("category", "change"), default="category", help="what shares the change")
    compare.add_argument("--all", action="store_true", help="show what moved nothing too")
    compare.add_argument("--actuals", action="store_true", help="put what was recorded in the place of forecasts")
    compare.add_argument(
        "--exact",
        type=int,
        default=EXACT,
        metavar="N",
        help=f"take every order of up to N causes, not {EXACT}",
    )
    compare.add_argument("--format", choices=("text", "csv"), default="text", help="form of the output")
    compare.set_defaults(run=lambda given: _compare(given, write))


def _add_gates(commands: argparse._SubParsersAction[argparse.ArgumentParser], write: Callable[[str], None]) -> None:
    begin = _verb(commands, "begin", "begin an iteration")
    begin.add_argument("iteration", metavar="ITERATION", help="what it is called, such as alpha-1")
    begin.add_argument("--purpose", required=True, metavar="TEXT", help="what it is to find out or to do")
    begin.add_argument("--stage", default="", metavar="KEY", help="the stage that it is part of")
    begin.set_defaults(
        run=lambda given: _changed(
            given,
            write,
            lambda case, held: case.begin(held.iteration, held.purpose, on=held.on, stage=held.stage, by=held.by),
        )
    )
    recommend = _verb(commands, "recommend", "recommend an outcome to those who decide", by="who recommends it")
    recommend.add_argument("iteration", metavar="ITERATION", help="the iteration that is put to the board")
    recommend.add_argument("outcome", metavar="OUTCOME", help=" or ".join(OUTCOMES))
    recommend.add_argument("--because", required=True, metavar="TEXT", help="why")
    recommend.set_defaults(
        run=lambda given: _changed(
            given,
            write,
            lambda case, held: case.recommend(
                held.iteration, held.outcome, by=held.by, on=held.on, because=held.because
            ),
        )
    )
    decide = _verb(commands, "decide", "record what was decided at a gate")
    decide.add_argument("iteration", metavar="ITERATION", help="the iteration that was decided on")
    decide.add_argument("outcome", metavar="OUTCOME", help=" or ".join(OUTCOMES))
    for name, help_ in (
        ("--approver", "who decided"),
        ("--authority", "by which authority"),
        ("--reference", "where the decision is recorded"),
        ("--because", "why"),
    ):
        decide.add_argument(name, required=True, metavar="TEXT", help=help_)
    decide.add_argument(
        "--condition",
        action="append",
        default=[],
        nargs=2,
        metavar=("TEXT", "DATE"),
        help="what has to be done, and by when; may be given again",
    )
    decide.add_argument(
        "--owner",
        action="append",
        default=[],
        dest="condition",
        metavar="NAME",
        help="who answers for the condition before it",
    )
    decide.add_argument("--amount", metavar="MONEY", help="money that is approved, as in £240k")
    decide.set_defaults(run=lambda given: _changed(given, write, _decide))
    meet = _verb(commands, "meet", "record that a condition of a decision is met")
    meet.add_argument("iteration", metavar="ITERATION", help="the iteration whose decision had it")
    meet.add_argument("condition", type=int, metavar="N", help="which of its conditions, counted from 1")
    meet.add_argument("--because", required=True, metavar="TEXT", help="what shows it")
    meet.set_defaults(
        run=lambda given: _changed(
            given,
            write,
            lambda case, held: case.meet(held.iteration, held.condition, on=held.on, because=held.because, by=held.by),
        )
    )


def _verb(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str, *, by: str = ""
) -> argparse.ArgumentParser:
    """Add a command that adds an entry; it has to say who did it where `by` says what that person did."""
    parser = commands.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")
    parser.add_argument("case", metavar="CASE", help="the folder of the case")
    parser.add_argument("--on", required=True, metavar="DATE", help="day on which it happened, as in 2026-11-05")
    parser.add_argument("--by", default="", required=bool(by), metavar="NAME", help=by or "who did it")
    return parser


def _changed(
    given: argparse.Namespace, write: Callable[[str], None], verb: Callable[[Case, argparse.Namespace], Case]
) -> int:
    refuse_file(given.case)
    before = load(given.case)
    after = verb(before, given)
    save(after, given.case)
    entry = after.entries[-1]
    write(f"{entry.id}  {entry.on.isoformat()}  {entry.kind}: {entry.briefly}\n")
    return _DONE


def _learn(case: Case, given: argparse.Namespace) -> Case:
    seen: dict[str, Any] = {
        name: getattr(given, name)
        for flag, _, _ in _SEEN
        if getattr(given, name := flag.removeprefix("--").replace("-", "_")) is not None
    }
    for name in (*_WHOLE, "relative_error"):
        if name in seen:
            seen[name] = _number(name, seen[name], whole=name in _WHOLE)
    seen |= {"setting": given.setting, "transfer_sd": given.transfer_sd, "transfer_reason": given.transfer_reason}
    return case.learn(given.about, seen, on=given.on, source=given.source, by=given.by)


def _number(name: str, text: str, *, whole: bool) -> float | int:
    try:
        return int(text) if whole else float(text)
    except ValueError:
        message, wanted = "This is not a number.", "a whole number" if whole else "a number"
        raise InputError(message, where=f"--{name.replace('_', '-')}", got=repr(text)[:80], wanted=wanted) from None


def _decide(case: Case, given: argparse.Namespace) -> Case:
    return case.decide(
        given.iteration,
        given.outcome,
        approver=given.approver,
        authority=given.authority,
        reference=given.reference,
        on=given.on,
        because=given.because,
        conditions=_conditions(given.condition),
        amount=given.amount,
    )


def _conditions(words: Sequence[list[str] | str]) -> list[dict[str, str]]:
    """Return the conditions of a decision: each is what and when, and a name after it is that of its owner."""
    found: list[dict[str, str]] = []
    for held in words:
        if isinstance(held, list):
            what, due = held
            found.append({"what": what, "due": due})
        elif found and "owner" not in found[-1]:
            found[-1]["owner"] = held
        else:
            message, wanted = "An owner is that of a condition.", "--condition before each --owner"
            raise InputError(message, where="--owner", got=repr(held)[:80], wanted=wanted)
    return found


def _history(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    refuse_file(given.case)
    case = load(given.case)
    table = case.iterations_table() if given.iterations else case.history()
    write(table.to_csv() if given.format == "csv" else f"{table.to_text()}\n")
    if given.format == "text":
        _say_unrecorded(case, write)
    return _DONE


def _say_unrecorded(case: Case, write: Callable[[str], None]) -> None:
    loose = case.unrecorded
    if loose:
        paths = ", ".join(change.path for change in loose[:_SHOWN])
        write(f"\nNot recorded: {paths}{' and more' if len(loose) > _SHOWN else ''}. See: agile-case adopt\n")


def _merge(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    refuse_file(given.case)
    refuse_file(given.other, "OTHER")
    before = load(given.case)
    after = before.merged(load(given.other))
    save(after, given.case)
    known = {entry.id for entry in before.entries}
    new = [entry for entry in after.entries if entry.id not in known]
    for entry in new:
        write(f"{entry.id}  {entry.on.isoformat()}  {entry.kind}: {entry.briefly}\n")
    if not new:
        write("Nothing new.\n")
    _say_unrecorded(after, write)
    return _DONE


def _restore(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    write(f"{restore(given.case, at=given.at, to=given.to)}\n")
    return _DONE


def _compare(given: argparse.Namespace, write: Callable[[str], None]) -> int:
    refuse_file(given.case)
    found = load(given.case).compare(
        given.before,
        given.after,
        given.option,
        given.against,
        by=given.by,
        actuals=given.actuals,
        exact=given.exact,
    )
    table = found.whole if given.all else found.table
    write(table.to_csv() if given.format == "csv" else f"{table}\n")
    return _DONE
