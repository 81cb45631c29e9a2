"""The table: ratios with their limits, and the versions that they were taken with."""

from __future__ import annotations

import math
import platform
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import simulate
from agile_case.appraisal.sampling import Sampling
from benchmarks import loading, measuring, workload
from benchmarks.peers import PEERS, installed

if TYPE_CHECKING:
    from collections.abc import Callable

_SMALL = 0.1
_LIBRARIES = ("agile-case", "attrs", "cattrs", "numpy", "pint")


class Row(NamedTuple):
    """One ratio."""

    what: str
    against: str
    ratio: float
    wanted: float | None = None
    """The limit or goal, if there is one."""
    kind: str = ""
    """`limit` today; `goal` of a later version."""
    least: bool = False
    """Whether the ratio should be at least `wanted`, and not at most."""

    @property
    def reached(self) -> bool | None:
        """Whether the ratio is on the right side of what is wanted."""
        if self.wanted is None:
            return None
        return self.ratio >= self.wanted if self.least else self.ratio <= self.wanted

    def cells(self) -> tuple[str, ...]:
        """Return the cells of the row as text."""
        wanted = "" if self.wanted is None else f"{self.kind}: at {'least' if self.least else 'most'} {self.wanted:g}"
        reached = {True: "yes", False: "not today", None: ""}[self.reached]
        return (
            self.what,
            self.against,
            f"{self.ratio:.2g}" if self.ratio < _SMALL else f"{self.ratio:.2f}",
            wanted,
            reached,
        )


def import_rows(rounds: int) -> list[Row]:
    """Time importing the package.

    Args:
        rounds: Fresh processes for each import.
    """
    programs = {"ours": measuring.OURS, "every": measuring.EVERY_NAME, "required": measuring.REQUIRED}
    seconds = measuring.import_seconds(programs, rounds)
    against = "`import attrs, cattrs, numpy`"
    return [
        Row("`import agile_case`", against, seconds["ours"] / seconds["required"], 1.3, "limit"),
        Row("`import agile_case` and touch every public name", against, seconds["every"] / seconds["required"]),
    ]


def loading_rows(lines: int, rounds: int) -> list[Row]:
    """Time reading, checking and compiling a long case.

    Args:
        lines: Lines of the case.
        rounds: Rounds to take the best of.
    """
    seconds = measuring.best_seconds(loading.ways(loading.case_text(lines)), rounds)
    against = "`tomllib.loads` of the same text"
    return [
        Row(f"`loads` of {lines:,} lines, all checks", against, seconds["load"] / seconds["toml"]),
        Row(f"the same, and compiled, {lines:,} lines", against, seconds["whole"] / seconds["toml"], 10.0, "limit"),
    ]


def workload_rows(size: workload.Size, rounds: int, seed: int) -> list[Row]:
    """Time the workload and measure its memory, each way in one thread.

    Args:
        size: How large the workload is.
        rounds: Rounds to take the best of.
        seed: The seed.
    """
    workload.check(size._replace(draws=min(size.draws, 2_000)), seed)
    model = workload.model_of(size)
    simulated = ac.appraise(model, draws=size.draws, seed=seed)
    factors = workload.factors_of(size)
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: workload.ours(model, size, seed),
        "information": simulated.information,
        "engine": lambda: workload.engine(model, size, seed),
        "drawing": lambda: workload.drawing(size, seed),
        "horner": lambda: workload.horner(size, factors, seed),
        "lines": lambda: workload.line_by_line(size, factors, seed),
    }
    seconds = measuring.best_seconds(ways, rounds)
    peak = {name: measuring.peak_bytes(ways[name]) for name in ("ours", "horner", "lines")}
    some = [held.key for held in simulated.plan.varied][:11]
    one = simulated.drawn(some[0]).copy()
    quick: dict[str, Callable[[], object]] = {
        "sorting": lambda: np.argsort(one),
        "one": lambda: simulated.information(some[0]),
        "eleven": lambda: simulated.information(*some),
        "central": simulated.plan.central,
        "product": workload.product(size),
    }
    short = measuring.repeated_seconds(quick)
    drawn, by_hand, by_line = "drawing the numbers alone", "numpy Horner in blocks", "numpy line by line"
    return [
        Row("`appraise`, time", drawn, seconds["ours"] / seconds["drawing"], 1.5, "goal"),
        Row("`appraise`, time", by_hand, seconds["ours"] / seconds["horner"], 1.2, "goal"),
        Row(f"{by_line}, time", "`appraise`", seconds["lines"] / seconds["ours"], 4.0, "goal", least=True),
        Row(
            f"value of knowing each of {len(model.assumptions)} assumptions, time",
            "`appraise`",
            seconds["information"] / seconds["ours"],
            1.0,
            "goal",
        ),
        Row(
            "value of knowing one assumption more",
            "`np.argsort` of it",
            (short["eleven"] - short["one"]) / 10 / short["sorting"],
            1.5,
            "goal",
        ),
        Row(
            "`plan.central()`",
            "a matrix of lines x years times a vector",
            short["central"] / short["product"],
            50.0,
            "goal",
        ),
        Row("`simulate` alone, time", "`appraise`", seconds["engine"] / seconds["ours"]),
        Row(f"{by_hand}, time", drawn, seconds["horner"] / seconds["drawing"]),
        Row(f"{by_line}, time", by_hand, seconds["lines"] / seconds["horner"]),
        Row(f"`appraise`, peak memory ({peak['ours'] / 1e6:.0f} MB)", by_hand, peak["ours"] / peak["horner"]),
        Row(f"{by_line}, peak memory ({peak['lines'] / 1e6:.0f} MB)", by_hand, peak["lines"] / peak["horner"]),
    ]


def memory_rows(size: workload.Size, seed: int) -> list[Row]:
    """Measure the memory of a simulation with every value of information, apart from the draws that are kept.

    Args:
        size: How large the workload is.
        seed: The seed.
    """
    rows = []
    for times in (1, 10):
        model = workload.model_of(size)
        held = measuring.peak_bytes(lambda: workload.informed(model, size.draws * times, seed))  # noqa: B023 - run at once
        kept = workload.kept_bytes(model, size.draws * times)
        what = f"simulation and value of information, {size.draws * times:,} draws: MB besides the draws kept"
        rows.append(Row(what, "nothing", (held - kept) / 1e6, 60.0, "goal"))
    return rows


def executor_rows(size: workload.Size, rounds: int, seed: int) -> list[Row]:
    """Time the simulation by two workers against one thread, by the clock.

    Args:
        size: How large the workload is.
        rounds: Rounds to take the best of.
        seed: The seed.
    """
    plan = compile_model(workload.model_of(size))
    how = Sampling(seed=seed, draws=size.draws)
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2) as processes:
        ways: dict[str, Callable[[], object]] = {
            "alone": lambda: simulate(plan, how),
            "threads": lambda: simulate(plan, how, executor=threads),
            "processes": lambda: simulate(plan, how, executor=processes),
        }
        for way in ways.values():  # workers start
            way()
        seconds = measuring.best_seconds(ways, rounds, time.perf_counter)
    return [
        Row("two threads, by the clock", "one thread", seconds["threads"] / seconds["alone"], 0.65, "goal"),
        Row("two processes, by the clock", "one thread", seconds["processes"] / seconds["alone"], 0.65, "goal"),
    ]


def sampling_rows(size: workload.Size, seed: int) -> list[Row]:
    """Compare the draws that Sobol points and independent draws need for the same error of the mean NPSV.

    The errors are those that the results state; with a true error that falls as one over the root of independent
    draws, the ratio is that of the draws times that of the squared errors.

    Args:
        size: How large the workload is.
        seed: The seed.
    """
    rows = []
    draws = 2 ** max(8, int(math.log2(size.draws)))
    for name, case in (("this workload", workload.model_of(size)), ("the licence example", workload.licence())):
        sobol = ac.appraise(case, draws=draws, seed=seed, sampling="sobol")
        plain = ac.appraise(case, draws=draws, seed=seed)
        option = list(sobol.absolute)[-1]
        for what, error in (("mean", _mean_error), ("P10", _tenth_error), ("chance of being best", _best_error)):
            ratio = (error(sobol, option, 16) / error(plain, option, 16)) ** 2
            wanted = (1 / 50, "goal") if what == "mean" else (None, "")
            rows.append(
                Row(f"Sobol draws for the same error of the {what}, {name}", "independent draws", ratio, *wanted)
            )
    return rows


def _mean_error(result: ac.Result, option: str, parts: int) -> float:
    return _error([float(part.mean()) for part in np.split(result.draws(option), parts)])


def _tenth_error(result: ac.Result, option: str, parts: int) -> float:
    return _error([float(np.quantile(part, 0.1)) for part in np.split(result.draws(option), parts)])


def _best_error(result: ac.Result, option: str, parts: int) -> float:
    all_of_them = np.array([result.draws(key) for key in result.absolute])
    best = result.draws(option) == all_of_them.max(axis=0)
    return _error([float(part.mean()) for part in np.split(best, parts)])


def _error(values: list[float]) -> float:
    return float(np.std(values, ddof=1)) / math.sqrt(len(values))


def peer_rows(size: workload.Size, seed: int) -> list[Row]:
    """Time other libraries that are installed, draw by draw.

    Args:
        size: How large the workload is.
        seed: The seed.
    """
    model, factors = workload.model_of(size), workload.factors_of(size)
    ours = measuring.best_seconds({"ours": lambda: workload.ours(model, size, seed)}, 2)["ours"] / size.draws
    rows = []
    for peer in PEERS:
        if installed(peer):
            small = size._replace(draws=min(size.draws, peer.draws))
            seconds = measuring.best_seconds({"peer": lambda: peer.run(small, factors, seed)}, 1)["peer"]  # noqa: B023 - run at once
            each = seconds / small.draws
            version = metadata.version(peer.distribution)
            what = f"{peer.what} ({version}), time for a draw"
            rows.append(Row(what, "`appraise`", each / ours, peer.least, "goal" if peer.least else "", least=True))
    return rows


def markdown(rows: list[Row], size: workload.Size) -> str:
    """Return the table with the versions that it was taken with.

    Args:
        rows: The ratios.
        size: How large the workload was.
    """
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _LIBRARIES)
    head = ("What", "Against", "Ratio", "Wanted", "Reached")
    lines = [head, ("---", "---", "---:", "---", "---"), *(row.cells() for row in rows)]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    return (
        f"{table}\n\n"
        f"Taken in one run, processor time of one thread, best of several rounds: {size}; "
        "a triangular level and normal growth for each line.\n"
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}; {versions}.\n"
        "A limit holds today; a goal is that of a later version.\n"
        "Peak memory is what Python and numpy held at once, kept samples included where it does not say otherwise.\n"
        "A slow peer is timed with fewer draws, and compared draw by draw.\n"
    )
