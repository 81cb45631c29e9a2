"""Work spread over the workers of somebody's executor, with the same answer as without one."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from agile_case.errors import AgileCaseError, InputError
from agile_case.quantities.provenance import cpu_features

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["Executor", "check_executor", "spans", "worked_out"]

T = TypeVar("T")
_CHUNKS: Final = 2
"""Chunks for each worker, so that one that is late holds the others up for half as long."""
_UNKNOWN: Final = 8
"""Chunks where it is not known how many workers there are."""


class Executor(Protocol):
    """Anything that takes work and gives it back: threads or processes of Python, Dask's client, joblib's."""

    def submit(self, fn: Callable[..., Any], /, *args: Any) -> Any:  # noqa: ANN401 - each library has its own future
        """Take a function with its arguments, and return something with `result()`."""


def check_executor(given: object) -> None:
    """Refuse what takes no work.

    Args:
        given: What the user gave.

    Raises:
        InputError: It has no `submit`.
    """
    if not callable(getattr(given, "submit", None)):
        message, wanted = "This is not an executor.", "something with submit(function, ...).result()"
        do = "for example concurrent.futures.ThreadPoolExecutor(2)"
        raise InputError(message, where="executor", got=f"{given!r:.80}", wanted=wanted, do=do)


def spans(total: int, least: int, executor: Executor) -> tuple[tuple[int, int], ...]:
    """Return how a number of draws is cut up for an executor; it is of no effect on any number.

    Args:
        total: How many draws there are.
        least: The fewest that are worth a chunk.
        executor: The executor.
    """
    workers = getattr(executor, "_max_workers", None)
    chunks = _CHUNKS * workers if isinstance(workers, int) and workers > 0 else _UNKNOWN
    size = max(least, -(-total // chunks))
    return tuple((start, min(start + size, total)) for start in range(0, total, size))


def worked_out(executor: Executor, work: Callable[..., T], tasks: Sequence[tuple[Any, ...]]) -> Iterator[T]:
    """Yield the answer of each task, in their order. A task whose worker is lost is worked out here.

    Args:
        executor: The executor.
        work: The function, which a worker must be able to import.
        tasks: Its arguments, one tuple for each call.

    Raises:
        AgileCaseError: The work itself refuses; that of the first task that does.
    """
    waiting = [_submitted(executor, work, task) for task in tasks]
    try:
        yield from _taken(work, tasks, waiting)
    finally:  # where the caller stops before the end, nobody needs the rest
        for future in waiting:
            cancel = getattr(future, "cancel", None)
            if cancel is not None:
                cancel()


def _taken(work: Callable[..., T], tasks: Sequence[tuple[Any, ...]], waiting: Sequence[Any]) -> Iterator[T]:
    for task, future in zip(tasks, waiting, strict=True):
        try:
            features, answer = future.result()
        except AgileCaseError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever befell the worker, the answer can be had here
            _warn(f"A worker was lost ({type(error).__name__}: {error}), and its part was worked out again here.")
            answer = work(*task)
        else:
            if features != cpu_features():
                _warn("A worker has other instructions than this machine: the last digits may differ from a run here.")
        yield answer


def _submitted(executor: Executor, work: Callable[..., T], task: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a future
    try:
        return executor.submit(_with_features, work, task)
    except Exception as error:  # noqa: BLE001 - an executor that is broken or shut takes nothing
        return _Lost(error)


def _with_features(work: Callable[..., T], task: tuple[Any, ...]) -> tuple[tuple[str, ...], T]:
    return cpu_features(), work(*task)


class _Lost:
    """A task that no worker took."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def result(self) -> Any:  # noqa: ANN401 - there is none
        raise self.error


def _warn(message: str) -> None:
    warnings.warn(message, RuntimeWarning, stacklevel=2)
