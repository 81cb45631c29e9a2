"""Appraise many cases, one after the other or by the workers of an executor, and go on after a stop."""

from __future__ import annotations

import collections
import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.appraisal.executors import Executor, check_executor, worked_out
from agile_case.case.case import Case
from agile_case.case.files import load
from agile_case.errors import AgileCaseError, InputError
from agile_case.portfolio.journal import Journal
from agile_case.portfolio.parquet import write_parquet
from agile_case.quantities.nouns import Noun
from agile_case.quantities.provenance import package_version
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Batch", "appraise_many"]

RESULTS: Final = "results.csv"
FAULTS: Final = "faults.csv"
_AHEAD: Final = 64
"""Cases that are on their way at once, so that memory does not grow with the batch."""
_FAULTS: Final = Table(
    "faults", "Faults", [Column(name, name) for name in ("case", "where", "what", "got", "wanted")], []
)
_RESULTS: Final = Table(
    "results",
    "Measures",
    [
        Column(name, name)
        for name in ("case", "option", "against", "measure", "value", "unit", "price_base", "undefined")
    ],
    [],
)


@attrs.frozen(kw_only=True)
class Batch(Noun):
    """What a batch came to."""

    folder: str
    """Folder with `results.csv`, `faults.csv` and the journal."""
    appraised: int
    """Cases appraised in this run."""
    kept: int
    """Cases that an earlier run had done."""
    refused: int
    """Cases with faults, in this run; they stand in `faults.csv`."""

    def to_parquet(self) -> str:
        """Write `results.csv` as Parquet too, and return the path of that file, `results.parquet`.

        A measure that is a number stands under `value`, one that is a word, such as the quadrant, under `text`.

        Raises:
            InputError: pyarrow is not installed.
            FileError: The files cannot be read or written.
        """
        return write_parquet(Path(self.folder) / RESULTS)


def appraise_many(
    cases: Mapping[str, Case | str | os.PathLike[str]] | Iterable[str | os.PathLike[str]],
    folder: str | os.PathLike[str],
    *,
    draws: int | None = None,
    seed: int | None = None,
    at: str = "means",
    executor: Executor | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Batch:
    """Appraise many cases into a folder, every measure of each as a row of `results.csv`.

    Rows come in the order of the cases. A case with faults is reported in `faults.csv` and stops nothing. A run that
    was killed goes on where it stood when it is called again with the same folder and settings, and leaves the same
    files as one that was not.

    Args:
        cases: Cases or paths by name; or paths, which are their own names.
        folder: The folder.
        draws: Number of draws of each; without it nothing is simulated.
        seed: Seed of the simulations.
        at: Central values: `means`, `mode` or `p50`.
        executor: Whose workers to use; a worker must be able to read the paths.
        progress: Called with the cases that are done and all there are, as the run goes on.

    Returns:
        How many were appraised, kept and refused.

    Raises:
        InputError: Cases are given by no name, a case has changed since it was done, or the settings have.
        FileError: The folder holds something else, or cannot be written.
    """
    if executor is not None:
        check_executor(executor)
    named = _named(cases)
    settings = {"draws": draws, "seed": seed, "at": at, "version": package_version()}
    heads = {RESULTS: _RESULTS.to_csv(), FAULTS: _FAULTS.to_csv()}
    appraised = refused = kept = 0
    with Journal(Path(folder), settings, heads) as journal:
        waiting: list[_Task] = []
        for name, given in named.items():
            if name in journal.done:
                _same(name, given, journal.done[name])
                kept += 1
            else:
                waiting.append((name, given, draws, seed, at))
        for name, digest, results, faults in _answers(executor, waiting):
            journal.add(name, digest, {RESULTS: results, FAULTS: faults})
            appraised, refused = appraised + (not faults), refused + bool(faults)
            if progress is not None:
                progress(kept + appraised + refused, len(named))
    return Batch(folder=str(folder), appraised=appraised, kept=kept, refused=refused)


_Task = tuple[str, Case | str | os.PathLike[str], int | None, int | None, str]
_Answer = tuple[str, str, str, str]


def _answers(executor: Executor | None, tasks: list[_Task]) -> Iterator[_Answer]:
    if executor is None:
        yield from (_work(*task) for task in tasks)
        return
    rest = collections.deque(tasks)
    while rest:  # a window at a time: answers wait for their turn, and never for the whole batch
        window = [rest.popleft() for _ in range(min(_AHEAD, len(rest)))]
        yield from worked_out(executor, _work, window)


def _work(name: str, given: Case | str | os.PathLike[str], draws: int | None, seed: int | None, at: str) -> _Answer:
    """Appraise one case, and return its rows; or the rows of its faults."""
    digest = _digest(given)
    try:
        case = given if isinstance(given, Case) else load(given)
        table = case.appraise(draws=draws, seed=seed, at=at).measures
    except AgileCaseError as error:
        rows: list[list[Cell]] = [[name, fault.where, fault.what, fault.got, fault.wanted] for fault in error.faults]
        return name, digest, "", _rows(_FAULTS, rows)
    return name, digest, _rows(_RESULTS, [[name, *row] for row in table.rows]), ""


def _rows(table: Table, rows: Iterable[Iterable[Cell]]) -> str:
    """Return rows as CSV without the heading."""
    return attrs.evolve(table, rows=rows).to_csv().partition("\n")[2]


def _digest(given: Case | str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a case, or of the bytes of its file; empty where it cannot be read."""
    if isinstance(given, Case):
        return given.sha256
    path = Path(given)
    try:
        found = path / "case.toml" if path.is_dir() else path
        return hashlib.sha256(found.read_bytes()).hexdigest()
    except OSError:
        return ""


def _same(name: str, given: Case | str | os.PathLike[str], digest: str) -> None:
    if _digest(given) != digest:
        message = "This case has changed since it was appraised in this batch."
        do = "choose another folder for the changed cases"
        raise InputError(message, where=name, got="another SHA-256", wanted="the case as it was", do=do)


def _named(cases: object) -> dict[str, Case | str | os.PathLike[str]]:
    if isinstance(cases, str | bytes | Case) or not isinstance(cases, Iterable):
        message, wanted = (
            "Cases are given by name, or as paths.",
            'a mapping, or for example Path("cases").glob("*.toml")',
        )
        do = "put one path in a list"
        raise InputError(message, where="cases", got=f"{cases!r:.80}", wanted=wanted, do=do)
    if isinstance(cases, Mapping):
        named = {str(name): given for name, given in cases.items()}
        pairs = list(named.items())
    else:
        pairs = [(os.fspath(given) if isinstance(given, str | os.PathLike) else "", given) for given in cases]
        named = dict(pairs)
    for name, given in pairs:
        if not name or not isinstance(given, Case | str | os.PathLike):
            message = "This is neither a case nor a path."
            raise InputError(
                message, where=name or "cases", got=f"{given!r:.80}", wanted="a Case with a name, or a path"
            )
    if len(named) < len(pairs):
        message = "A case is given twice."
        raise InputError(message, where="cases", got=f"{len(pairs)} paths", wanted="each once")
    return named
