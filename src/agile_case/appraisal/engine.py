"""The one simulation loop: uniforms, values, amounts, outputs, block by block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.appraisal.executors import Executor, check_executor, spans, worked_out
from agile_case.appraisal.kernel import LARGEST, Kernel
from agile_case.appraisal.streams import Streams, check_seed, uniforms
from agile_case.errors import AppraisalError, InputError, LimitError
from agile_case.estimates.copula import correlate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.appraisal.plan import CorrelatedGroup, Plan
    from agile_case.quantities.frozen import FloatArray

__all__ = ["check_draws", "draws_of", "simulate", "uniform_draws", "values_of"]

_BLOCK: Final = 16_384
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


def draws_of(plan: Plan, name: str, seed: int, start: int, stop: int) -> FloatArray | float:
    """Return some draws of one assumption in base units.

    Args:
        plan: The plan.
        name: Key of the assumption.
        seed: The seed.
        start: Number of the first draw, counted from 0.
        stop: Number after the last draw.

    Returns:
        A number where the assumption is certain, otherwise shape `(stop - start,)`.
    """
    estimate = plan.assumptions[name]
    if estimate.certain:
        return estimate.mean
    return estimate.values(uniform_draws(plan, name, seed, start, stop))


def uniform_draws(plan: Plan, name: str, seed: int, start: int, stop: int) -> FloatArray:
    """Return the uniform numbers that some draws of an assumption are made of: its place in its own distribution.

    Args:
        plan: The plan.
        name: Key of the assumption.
        seed: The seed.
        start: Number of the first draw, counted from 0.
        stop: Number after the last draw.

    Returns:
        Shape `(stop - start,)`, each strictly between 0 and 1.
    """
    for group in plan.correlated:
        if name in group.names:
            return _correlated(group, Streams(seed), start, stop)[name]
    return uniforms(seed, name, start, stop)


def _correlated(group: CorrelatedGroup, streams: Streams, start: int, stop: int) -> dict[str, FloatArray]:
    """Return the uniform numbers of a group: the copula takes the place of the streams, and of nothing else."""
    independent = np.stack([streams.uniforms(name, start, stop) for name in group.names])
    return dict(zip(group.names, correlate(independent, group.factor), strict=True))


def values_of(plan: Plan, streams: Streams, start: int, stop: int) -> dict[str, FloatArray | float]:
    """Return some draws of every assumption in base units, and of what follows from them.

    Args:
        plan: The plan.
        streams: The streams of the seed.
        start: Number of the first draw, counted from 0.
        stop: Number after the last draw.
    """
    together: dict[str, FloatArray] = {}
    for group in plan.correlated:
        together |= _correlated(group, streams, start, stop)
    values: dict[str, FloatArray | float] = {}
    for name, estimate in plan.assumptions.items():
        if name in together:
            values[name] = estimate.values(together[name])
        elif estimate.certain:
            values[name] = estimate.mean
        else:
            values[name] = estimate.values(streams.uniforms(name, start, stop))
    with np.errstate(all="ignore"):  # what is not finite is refused where the line is known
        for derived in plan.derived:
            values |= dict(zip(derived.names, derived.values(values), strict=True))
    return values


def simulate(plan: Plan, *, draws: int, seed: int, block: int = _BLOCK, executor: Executor | None = None) -> FloatArray:
    """Simulate a plan.

    Args:
        plan: The plan.
        draws: Number of draws.
        seed: The seed.
        block: Draws worked out at a time; it changes the speed and nothing else.
        executor: Whose workers to use; it changes the speed and nothing else.

    Returns:
        Present values in pounds, shape `(outputs, draws)`, read-only.

    Raises:
        InputError: Draws, seed or block cannot be used.
        AppraisalError: A draw has no finite answer; the line is named.
    """
    n_draws, seed = check_draws(draws, plan.n_outputs), check_seed(seed)
    if isinstance(block, bool) or not isinstance(block, int) or block < 1:
        message = "This is not a block size."
        raise InputError(message, where="block", got=repr(block), wanted="a whole number, 1 or more")
    if executor is None:
        samples = _chunk(plan, seed, 0, n_draws, block)
    else:
        check_executor(executor)
        cut = spans(n_draws, block, executor)
        parts = worked_out(executor, _chunk, [(plan, seed, start, stop, block) for start, stop in cut])
        samples = np.empty((plan.n_outputs, n_draws))
        for (start, stop), part in zip(cut, parts, strict=True):
            samples[:, start:stop] = part
    samples.setflags(write=False)
    return samples


def _chunk(plan: Plan, seed: int, first: int, last: int, block: int) -> FloatArray:
    """Work out some draws, block by block."""
    kernel, streams = Kernel(plan, drawn=True), Streams(seed)
    samples = np.empty((plan.n_outputs, last - first))
    for start in range(first, last, block):
        stop = min(start + block, last)
        values = values_of(plan, streams, start, stop)
        for name in kernel.growths:
            if not np.min(values[name]) > -1:
                raise _shrinks(name, float(np.min(values[name])))
        totals = kernel.run(values, stop - start)
        if not np.abs(totals).max() < LARGEST:  # written so that it holds for NaN too
            raise _not_finite(kernel, values, totals, start)
        samples[:, start - first : stop - first] = totals
    return samples


def _shrinks(name: str, growth: float) -> AppraisalError:
    message = "A draw of growth takes away all there is."
    do = "give the estimate an end, for example truncate = { low = -0.5 }"
    return AppraisalError(message, where=f"assumptions.{name}", got=f"{growth:g}", wanted="draws above -1", do=do)


def _not_finite(
    kernel: Kernel, values: Mapping[str, FloatArray | float], totals: FloatArray, start: int
) -> AppraisalError:
    draw, output = (int(index) for index in np.argwhere(~(np.abs(totals.T) < LARGEST))[0])  # the first draw at fault
    plan = kernel.plan
    one = {name: value if isinstance(value, float) else value[draw : draw + 1] for name, value in values.items()}
    lines = kernel.not_finite(one) or tuple(line.address for line in plan.lines if plan.output(line) == output)
    message = "A draw has no finite answer."
    got = f"{totals[output, draw]} in draw {start + draw}"
    do = "look for a division by an assumption that can be zero, or a growth that is too large"
    return AppraisalError(message, where=", ".join(lines), got=got, wanted=f"a number below {LARGEST:g} in size", do=do)
