"""The record weighed against what was believed: how well each draw agrees with it, and whether any draw does.

A figure of one year lies about what the assumptions say with a normal error. Draws that say much the same as the record
weigh much, the others little. Where none says what was seen, weights mean nothing, and no forecast is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np
import numpy.typing as npt

from agile_case.appraisal.streams import uniforms
from agile_case.estimates.posteriors import SURPRISING
from agile_case.estimates.special import normal_cdf, normal_quantile
from agile_case.quantities.frozen import FloatArray
from agile_case.quantities.nouns import Noun

if TYPE_CHECKING:
    from collections.abc import Sequence


__all__ = ["CONTRADICTS", "FEW", "SHARES", "Figure", "Weighed", "chance_of", "figures_of", "quantiles_of", "weighed"]

FEW: Final = 100.0
"""Draws that have to count in full before a forecast is given."""
CONTRADICTS: Final = 0.001
"""A figure as far out as this, even by the draws that agree best, contradicts the case."""
_FAR: Final = 1e3
SHARES: Final = (0.1, 0.5, 0.9)
"""Quantiles that a forecast gives."""


@attrs.frozen(kw_only=True)
class Figure(Noun):
    """What was recorded of a measure in one year, in its unit."""

    place: int
    """Place of the year in the case."""
    value: float
    """The figure."""
    error: float | None
    """Standard deviation about what the assumptions say; None where the figure is to move no forecast."""
    state: str
    """Whether it was observed or estimated, and whether it may still change."""


@attrs.frozen(kw_only=True, eq=False)
class Weighed:
    """The draws, weighed by the record."""

    weights: FloatArray | None
    """Weight of each draw, together 1; None without draws, and where no forecast is to be given."""
    effective: float | None
    """How many draws of full weight that is; None without draws."""
    chances: Mapping[str, Mapping[int, float]]
    """Chance of a figure as far out on its side, twice, by the draws before the record: by measure and place."""
    contradicted: tuple[str, ...]
    """Measures with a figure that no draw explains, or too few do."""


def weighed(drawn: Mapping[str, FloatArray], figures: Mapping[str, Sequence[Figure]]) -> Weighed:
    """Weigh draws by how well each agrees with the record.

    Args:
        drawn: Draws of each measure, shape `(years, draws)`; none without a simulation.
        figures: What was recorded of each measure.
    """
    if not drawn:
        return Weighed(weights=None, effective=None, chances={}, contradicted=())
    count = next(iter(drawn.values())).shape[1]
    total = np.zeros(count)
    seen = [(key, one) for key, held in figures.items() for one in held if one.error is not None]
    for key, one in seen:
        if one.error:
            with np.errstate(over="ignore"):  # so far out that no number says how far
                total -= 0.5 * ((drawn[key][one.place] - one.value) / one.error) ** 2
    weights = np.exp(total - total.max()) if np.isfinite(total.max()) else np.ones(count)
    weights /= weights.sum()
    level = np.full(count, 1.0 / count)
    effective = float(1 / (weights**2).sum())
    chances: dict[str, dict[int, float]] = {}
    contradicted = []
    for key, one in seen:
        before, after = (_as_far_out(drawn[key][one.place], one, held) for held in (level, weights))
        chances.setdefault(key, {})[one.place] = before
        wrong = after < CONTRADICTS or (effective < FEW and before < SURPRISING)
        if wrong and key not in contradicted:
            contradicted.append(key)
    given = effective >= FEW and not contradicted
    return Weighed(
        weights=weights if given else None,
        effective=effective,
        chances=chances,
        contradicted=tuple(contradicted),
    )


def _as_far_out(drawn: FloatArray, figure: Figure, weights: FloatArray) -> float:
    if not figure.error:  # nothing is expected there, so there is nothing that an error could be relative to
        return _share(np.isclose(drawn, figure.value, rtol=1e-9, atol=0.0), weights)
    with np.errstate(over="ignore"):
        scores = np.clip((figure.value - drawn) / figure.error, -_FAR, _FAR)
    below = float(normal_cdf(scores) @ weights)
    return min(1.0, 2.0 * min(below, 1.0 - below))


def figures_of(drawn: FloatArray, error: float, seed: int, name: str) -> FloatArray:
    """Return the figures that may be recorded of a year: what the draws say, and the error of one year about it.

    Args:
        drawn: What the assumptions say, shape `(draws,)`.
        error: Standard deviation of that error.
        seed: Seed of the simulation.
        name: Name of the stream of the errors.
    """
    if not error:
        return drawn
    return np.asarray(drawn + error * normal_quantile(uniforms(seed, name, 0, drawn.size)))


def quantiles_of(drawn: FloatArray, weights: FloatArray) -> tuple[float, float, float]:
    """Return P10, P50 and P90 of weighted draws: the smallest draw that so much weight lies at or below.

    Args:
        drawn: The draws.
        weights: Their weights, together 1.
    """
    order = np.argsort(drawn, kind="stable")
    share = np.cumsum(weights[order])
    low, middle, high = np.minimum(np.searchsorted(share, SHARES), drawn.size - 1)
    return float(drawn[order[low]]), float(drawn[order[middle]]), float(drawn[order[high]])


def chance_of(drawn: FloatArray, threshold: float, weights: FloatArray, *, at_least: bool) -> float:
    """Return the chance that something comes to a threshold, by weighted draws.

    Args:
        drawn: The draws.
        threshold: The threshold.
        weights: Their weights, together 1.
        at_least: Whether it is met from the threshold on upwards, and otherwise downwards.
    """
    met = drawn >= threshold if at_least else drawn <= threshold
    return _share(met, weights)


def _share(met: npt.NDArray[np.bool_], weights: FloatArray) -> float:
    """Return the weight of some draws; exactly 1 of all of them."""
    return 1.0 if met.all() else min(1.0, float(met @ weights))
