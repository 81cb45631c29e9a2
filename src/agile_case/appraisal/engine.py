"""The one simulation loop: uniforms, values, amounts, outputs, block by block."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.appraisal.draws import Draws, group_draws
from agile_case.appraisal.executors import Executor, check_executor, spans, worked_out
from agile_case.appraisal.kernel import LARGEST, Kernel
from agile_case.appraisal.yearly_kernel import YearlyKernel
from agile_case.errors import AppraisalError, InputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.appraisal.plan import Plan
    from agile_case.appraisal.sampling import Sampling, Source
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Progress", "check_draws", "draws_of", "kept_draws", "simulate", "uniform_draws", "values_of"]

_BLOCK: Final = 32_768
_SMALL_BLOCK: Final = 4_096
_ENOUGH: Final = 2
_MAX_BYTES: Final = 4 * 2**30


def check_draws(draws: object, n_outputs: int) -> int:
    """Return the number of draws if it can be one.

    Args:
        draws: The number asked for.
        n_outputs: Outputs that are kept for each draw.

    Raises:
        InputError: It is not a whole number of at least 2.
        LimitError: The kept outputs would take more than 4 GiB.
    """
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 2:  # noqa: PLR2004 - an error needs two
        message = "This is not a number of draws."
        raise InputError(message, where="draws", got=repr(draws), wanted="a whole number, 2 or more")
    size = int(draws) * n_outputs * 8
    if size > _MAX_BYTES:
        message = "So many draws do not fit into memory."
        got, wanted = f"{size / 2**30:,.1f} GiB", f"at most {_MAX_BYTES / 2**30:.0f} GiB"
        do = "ask for fewer draws: the error falls with their square root"
        raise LimitError(message, where="draws", got=got, wanted=wanted, do=do)
    return int(draws)


def kept_draws(sampling: Sampling, done: int) -> int:
    """Return how many draws of an interrupted run are worth keeping; 0 where an error cannot be told from them.

    Args:
        sampling: How the run samples.
        done: Draws that were worked out.
    """
    if sampling.scramblings is not None:
        each = sampling.draws // sampling.scramblings
        return done // each * each if done // each >= _ENOUGH else 0
    return done if done >= _ENOUGH else 0


def draws_of(plan: Plan, name: str, source: Source, start: int, stop: int) -> FloatArray | float:
    """Return some draws of one assumption in base units.

    Args:
        plan: The plan.
        name: Key of the assumption.
        source: Where uniform numbers come from.
        start: Number of the first draw, counted from 0.
        stop: Number after the last draw.

    Returns:
        A number where the assumption is certain, otherwise shape `(stop - start,)`.
    """
    return Draws(plan, source, start, stop)[name]


def uniform_draws(plan: Plan, name: str, source: Source, start: int, stop: int) -> FloatArray:
    """Return the uniform numbers that some draws of an assumption are made of: its place in its own distribution.

    Args:
        plan: The plan.
        name: Key of the assumption.
        source: Where uniform numbers come from.
        start: Number of the first draw, counted from 0.
        stop: Number after the last draw.

    Returns:
        Shape `(stop - start,)`, each strictly between 0 and 1.
    """
    group = plan.groups.get(name)
    return source.uniforms(name, start, stop) if group is None else group_draws(group, source, start, stop)[name]


def values_of(plan: Plan, source: Source, start: int, stop: int) -> dict[str, FloatArray | float]:
    """Return some draws of every assumption in base units, and of what follows from them.

    Args:
        plan: The plan.
        source: Where uniform numbers come from.
        start: Number of the first draw, counted from 0.
        stop: Number after the last draw.
    """
    return dict(Draws(plan, source, start, stop))


Progress = Callable[[int, int], object]
"""Called with the draws that are done and those that were asked for, as a simulation goes on."""


def simulate(
    plan: Plan,
    sampling: Sampling,
    *,
    block: int = _BLOCK,
    executor: Executor | None = None,
    progress: Progress | None = None,
    years_of: tuple[int, int | None] | None = None,
) -> FloatArray:
    """Simulate a plan.

    Args:
        plan: The plan.
        sampling: How to sample.
        block: Draws worked out at a time; it changes the speed and nothing else.
        executor: Whose workers to use; it changes the speed and nothing else.
        progress: Called with the draws that are done and those asked for.
        years_of: Place of an option, and of one that is taken off or None, for what `YearlyKernel` gives of them.

    Returns:
        Present values in pounds, shape `(outputs, draws)`, read-only. A run that is interrupted keeps the draws that
        are done, if any error can be told from them; with Sobol points, those of whole scramblings.

    Raises:
        InputError: Draws or block cannot be used.
        AppraisalError: A draw has no finite answer; the line is named.
        KeyboardInterrupt: The run was interrupted before it had come to anything.
    """
    outputs = plan.n_outputs if years_of is None else YearlyKernel(plan, *years_of).n_outputs
    n_draws = check_draws(sampling.draws, outputs)
    if isinstance(block, bool) or not isinstance(block, int) or block < 1:
        message = "This is not a block size."
        raise InputError(message, where="block", got=repr(block), wanted="a whole number, 1 or more")
    if executor is not None:
        check_executor(executor)
    samples = np.empty((outputs, n_draws))
    done = 0
    try:
        for start, stop, part in _parts(plan, sampling, block, executor, years_of):
            samples[:, start:stop] = part
            done = stop
            if progress is not None:
                progress(done, n_draws)
    except KeyboardInterrupt:
        done = kept_draws(sampling, done)
        if not done:
            raise
        samples = samples[:, :done].copy()
    samples.setflags(write=False)
    return samples


_Years = tuple[int, int | None] | None


def _parts(
    plan: Plan, sampling: Sampling, block: int, executor: Executor | None, years_of: _Years
) -> Iterator[tuple[int, int, FloatArray]]:
    """Work out the draws, some at a time and in their order."""
    if executor is None:
        yield from _blocks(plan, sampling, (0, sampling.draws), block, years_of)
        return
    cut = spans(sampling.draws, block, executor)
    answers = worked_out(executor, _chunk, [(plan, sampling, span, block, years_of) for span in cut])
    yield from ((start, stop, part) for (start, stop), part in zip(cut, answers, strict=True))


def _chunk(plan: Plan, sampling: Sampling, span: tuple[int, int], block: int, years_of: _Years) -> FloatArray:
    """Work out some draws in a worker."""
    return np.concatenate([part for _, _, part in _blocks(plan, sampling, span, block, years_of)], axis=1)


def _blocks(
    plan: Plan, sampling: Sampling, span: tuple[int, int], block: int, years_of: _Years
) -> Iterator[tuple[int, int, FloatArray]]:
    kernel = Kernel(plan, drawn=True) if years_of is None else YearlyKernel(plan, *years_of)
    source = sampling.source(plan.drawn)
    first, last = span
    if sampling.scramblings is not None or years_of is not None:  # which hold far more at once
        block = min(block, _SMALL_BLOCK)
    for start in range(first, last, block):
        stop = min(start + block, last)
        totals = kernel.run(Draws(plan, source, start, stop, kernel.growths), stop - start)
        if not np.abs(totals).max() < LARGEST:  # written so that it holds for NaN too
            draw, output = (int(index) for index in np.argwhere(~(np.abs(totals.T) < LARGEST))[0])
            one = Draws(plan, sampling.source(plan.drawn), start + draw, start + draw + 1)
            raise _not_finite(kernel, one, output, float(totals[output, draw]))
        yield start, stop, totals


def _not_finite(kernel: Kernel | YearlyKernel, one: Draws, output: int, got: float) -> AppraisalError:
    """Name the lines that are to blame for the first draw at fault."""
    plan = kernel.plan
    lines = kernel.not_finite(one) or tuple(line.address for line in plan.lines if plan.output(line) == output)
    message = "A draw has no finite answer."
    do = "look for a division by an assumption that can be zero, or a growth that is too large"
    shown, wanted = f"{got} in draw {one.start}", f"a number below {LARGEST:g} in size"
    return AppraisalError(message, where=", ".join(lines), got=shown, wanted=wanted, do=do)
