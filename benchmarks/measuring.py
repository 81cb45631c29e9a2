"""Measure time and memory: the best of several rounds, taken in turn so that a slow moment meets every way alike."""

from __future__ import annotations

import gc
import math
import statistics
import subprocess
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OURS: Final = "import agile_case"
EVERY_NAME: Final = "import agile_case\nfor name in agile_case.__all__: getattr(agile_case, name)"
REQUIRED: Final = "import attrs, cattrs, numpy"
"""What a program pays for anyway that uses our required libraries (pint and tomlkit load late)."""
_TIMED: Final = "import time\nstart = time.perf_counter()\n{}\nprint(time.perf_counter() - start)"


def best_seconds(
    ways: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.process_time
) -> dict[str, float]:
    """Return the best time of each way in seconds, of the processor unless another clock is given.

    Args:
        ways: What to time, by name.
        rounds: How often; every round takes each way once.
        clock: Another clock, such as that of the wall where several workers share the work.
    """
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()
            start = clock()
            way()
            best[name] = min(best[name], clock() - start)
    return best


def repeated_seconds(ways: Mapping[str, Callable[[], object]], least: float = 0.2) -> dict[str, float]:
    """Return the best time of ways that take next to no time, each repeated for a while.

    Args:
        ways: What to time, by name.
        least: Seconds to go on for.
    """
    found = {}
    for name, way in ways.items():
        way()
        best, end = math.inf, time.perf_counter() + least
        while time.perf_counter() < end:
            start = time.perf_counter()
            way()
            best = min(best, time.perf_counter() - start)
        found[name] = best
    return found


def peak_bytes(way: Callable[[], object]) -> int:
    """Return the most memory that Python and numpy held at once for a way, what it keeps included.

    Args:
        way: What to run.
    """
    gc.collect()
    tracemalloc.start()
    try:
        way()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def import_seconds(programs: Mapping[str, str], rounds: int) -> dict[str, float]:
    """Return the median time of each import in a fresh process, without the start of Python itself.

    Args:
        programs: Statements to time, by name.
        rounds: Fresh processes for each.
    """
    times: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, program in programs.items():
            words = [sys.executable, "-c", _TIMED.format(program)]
            done = subprocess.run(words, capture_output=True, check=True, text=True)
            times[name].append(float(done.stdout))
    return {name: statistics.median(held) for name, held in times.items()}
