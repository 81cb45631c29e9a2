"""Run the benchmarks as `python -m benchmarks`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.report import (
    executor_rows,
    import_rows,
    loading_rows,
    markdown,
    memory_rows,
    peer_rows,
    sampling_rows,
    workload_rows,
)
from benchmarks.workload import Size

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE = Path(__file__).parents[1] / "docs" / "explanation" / "benchmarks-table.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the ratios and print them.

    Args:
        arguments: Words after the program's name; those of the process unless given.

    Returns:
        The exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Print ratios of time and memory.")
    parser.add_argument("--write", action="store_true", help=f"write {TABLE.name} for the documentation as well")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="rounds of the workload (3 unless stated)")
    parser.add_argument("--imports", type=int, default=15, metavar="N", help="processes per import (15 unless stated)")
    parser.add_argument("--draws", type=int, default=Size().draws, metavar="N", help="draws of the workload")
    parser.add_argument("--lines", type=int, default=1_000, metavar="N", help="lines of the long case (1,000)")
    given = parser.parse_args(arguments)
    size = Size(draws=given.draws)
    rows = [*import_rows(given.imports), *loading_rows(given.lines, given.rounds)]
    rows += workload_rows(size, given.rounds, seed=2026)
    rows += [*executor_rows(size, given.rounds, seed=2026), *memory_rows(size, seed=2026)]
    rows += [*sampling_rows(size, seed=2026), *peer_rows(size, seed=2026)]
    text = markdown(rows, size)
    print(text, end="")
    if given.write:
        TABLE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
