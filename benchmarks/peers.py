"""The same workload with other libraries, each written as its users would, and timed for as many draws as it takes.

A peer that is not installed is left out. Times are taken for few draws where a peer is slow, and compared draw by draw.
"""

from __future__ import annotations

import importlib.util
import logging
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from benchmarks.workload import SIDES, lines_of, native, summary_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.workload import Array, Size, Summary

__all__ = ["PEERS", "Peer", "installed"]


class Peer(NamedTuple):
    """A way to do it with another library."""

    what: str
    library: str
    """Name of the import; empty for numpy alone."""
    distribution: str
    """Name of what is installed."""
    draws: int
    """Draws that it is timed with, at most."""
    run: Callable[[Size, Array, int], object]
    least: float | None = None
    """The ratio to ours, draw by draw, that is wanted at least."""


def installed(peer: Peer) -> bool:
    """Tell whether a peer can be run.

    Args:
        peer: The peer.
    """
    return not peer.library or importlib.util.find_spec(peer.library) is not None


def full_tensor(size: Size, factors: Array, seed: int) -> Summary:
    """Hold every line, year and draw at once, as a notebook does: short to write, and large.

    Args:
        size: How large the workload is.
        factors: Discount factor of each year.
        seed: The seed.
    """
    draw, lines = native(size, seed), lines_of(size)
    drawn = [draw(line, 0, size.draws) for line in lines]
    levels, growths = (np.array([pair[place] for pair in drawn]) for place in (0, 1))
    years = np.arange(size.years)
    amounts = levels[:, :, np.newaxis] * (1.0 + growths[:, :, np.newaxis]) ** years
    values = (amounts * factors).sum(axis=2)
    return summary_of(_by_side(size, values))


def squiggle(size: Size, factors: Array, seed: int) -> Summary:
    """Squigglepy: distributions are sampled as arrays, and the sums are numpy's.

    Args:
        size: How large the workload is.
        factors: Discount factor of each year.
        seed: The seed.
    """
    import squigglepy as sq  # noqa: PLC0415 - a peer, imported where it is used

    sq.set_seed(seed)
    values = []
    for line in lines_of(size):
        level = sq.sample(sq.triangular(*line.level), n=size.draws)
        growth = sq.sample(sq.norm(mean=line.growth[0], sd=line.growth[1]), n=size.draws)
        values.append(sum(level * (1.0 + growth) ** year * factor for year, factor in enumerate(factors)))
    return summary_of(_by_side(size, np.array(values)))


def chaos(size: Size, factors: Array, seed: int) -> Summary:
    """Chaospy: one joint distribution, sampled at once.

    Args:
        size: How large the workload is.
        factors: Discount factor of each year.
        seed: The seed.
    """
    import chaospy as cp  # noqa: PLC0415 - a peer, imported where it is used

    lines = lines_of(size)
    joint = cp.J(
        *(cp.Triangle(*line.level) for line in lines),
        *(cp.Normal(line.growth[0], line.growth[1]) for line in lines),
    )
    drawn = joint.sample(size.draws, rule="random", seed=seed)
    values = [
        sum(level * (1.0 + growth) ** year * factor for year, factor in enumerate(factors))
        for level, growth in zip(drawn[: len(lines)], drawn[len(lines) :], strict=True)
    ]
    return summary_of(_by_side(size, np.array(values)))


def financial(size: Size, factors: Array, seed: int) -> Array:
    """numpy-financial: flows by option, draw and year, then its `npv` of each draw.

    Args:
        size: How large the workload is.
        factors: Discount factor of each year.
        seed: The seed.
    """
    import numpy_financial as npf  # noqa: PLC0415 - a peer, imported where it is used

    rate = 1.0 / float(factors[1]) - 1.0
    return np.array([[npf.npv(rate, flow) for flow in flows] for flows in _flows(size, seed)])


def xirr(size: Size, factors: Array, seed: int) -> list[list[float | None]]:
    """Pyxirr: flows by option, draw and year, then its `npv` of each draw.

    Args:
        size: How large the workload is.
        factors: Discount factor of each year.
        seed: The seed.
    """
    import pyxirr  # noqa: PLC0415 - a peer, imported where it is used

    rate = 1.0 / float(factors[1]) - 1.0
    return [[pyxirr.npv(rate, flow) for flow in flows] for flows in _flows(size, seed)]


def monaco_sim(size: Size, factors: Array, seed: int) -> Any:  # noqa: ANN401 - a peer
    """Monaco: one Python call for each draw.

    Args:
        size: How large the workload is.
        factors: Discount factor of each year.
        seed: The seed.
    """
    import monaco as mc  # noqa: PLC0415 - a peer, imported where it is used
    from scipy import stats  # noqa: PLC0415 - the distributions that monaco takes

    lines, weights = lines_of(size), [float(factor) for factor in factors]

    def preprocess(case: Any) -> tuple[Any]:  # noqa: ANN401 - a peer
        return ({line.key: (case.invals[line.key].val, case.invals[f"{line.key}_g"].val) for line in lines},)

    def run(values: dict[str, tuple[float, float]]) -> tuple[list[float]]:
        npsv = [0.0] * size.options
        for line in lines:
            level, growth = values[line.key]
            total = sum(level * (1.0 + growth) ** year * weight for year, weight in enumerate(weights))
            npsv[line.option] += total if line.benefit else -total
        return (npsv,)

    def postprocess(case: Any, npsv: list[float]) -> None:  # noqa: ANN401 - a peer
        for option, value in enumerate(npsv):
            case.addOutVal(f"npsv_{option}", value)

    functions = {"preprocess": preprocess, "run": run, "postprocess": postprocess}
    sim = mc.Sim(name="benchmark", ndraws=size.draws, fcns=functions, seed=seed, verbose=False)
    for line in lines:
        low, mode, high = line.level
        shape = {"c": (mode - low) / (high - low), "loc": low, "scale": high - low}
        sim.addInVar(name=line.key, dist=stats.triang, distkwargs=shape)
        spread = {"loc": line.growth[0], "scale": line.growth[1]}
        sim.addInVar(name=f"{line.key}_g", dist=stats.norm, distkwargs=spread)
    logging.disable(logging.WARNING)
    try:
        sim.runSim()
    finally:
        logging.disable(logging.NOTSET)
    return sim


PEERS: Final = (
    Peer("full tensor in numpy", "", "numpy", 20_000, full_tensor, 35.0),
    Peer("squigglepy, vectorised", "squigglepy", "squigglepy", 20_000, squiggle, 4.0),
    Peer("chaospy, vectorised", "chaospy", "chaospy", 20_000, chaos),
    Peer("numpy-financial, draw by draw", "numpy_financial", "numpy-financial", 1_000, financial),
    Peer("pyxirr, draw by draw", "pyxirr", "pyxirr", 1_000, xirr),
    Peer("monaco", "monaco", "monaco", 200, monaco_sim, 250.0),
)


def _by_side(size: Size, values: Array) -> Array:
    """Add up lines by option and side, shape `(options, sides, draws)`."""
    present = np.zeros((size.options, SIDES, values.shape[1]))
    for line, value in zip(lines_of(size), values, strict=True):
        present[line.option, 0 if line.benefit else 1] += value
    return present


def _flows(size: Size, seed: int) -> Array:
    """Return net flows, shape `(options, draws, years)`."""
    draw, years = native(size, seed), np.arange(size.years)
    flows = np.zeros((size.options, size.draws, size.years))
    for line in lines_of(size):
        level, growth = draw(line, 0, size.draws)
        amounts = level[:, np.newaxis] * (1.0 + growth)[:, np.newaxis] ** years
        flows[line.option] += amounts if line.benefit else -amounts
    return flows
