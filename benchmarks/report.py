"""The table: ratios with their limits, and the versions that they were taken with."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING, NamedTuple

import agile_case as ac
from benchmarks import loading, measuring, workload

if TYPE_CHECKING:
    from collections.abc import Callable

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
        return (self.what, self.against, f"{self.ratio:.2f}", wanted, reached)


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
        Row("`simulate` alone, time", "`appraise`", seconds["engine"] / seconds["ours"]),
        Row(f"{by_hand}, time", drawn, seconds["horner"] / seconds["drawing"]),
        Row(f"{by_line}, time", by_hand, seconds["lines"] / seconds["horner"]),
        Row(f"`appraise`, peak memory ({peak['ours'] / 1e6:.0f} MB)", by_hand, peak["ours"] / peak["horner"]),
        Row(f"{by_line}, peak memory ({peak['lines'] / 1e6:.0f} MB)", by_hand, peak["lines"] / peak["horner"]),
    ]


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
        "Peak memory is what Python and numpy held at once, kept samples included.\n"
    )
