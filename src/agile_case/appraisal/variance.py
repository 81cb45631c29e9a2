"""Which assumptions the spread of an NPSV comes from: variance shares, alone and with all that they act together with.

The share of an assumption alone is the variance of the mean NPSV given the assumption, over the variance of the NPSV
(Sobol, 1993). Draws are put in bins by the known distribution of the assumption. The total share is what would be left
if everything but the assumption were known; it is measured by drawing the assumption again with the others held fast
(Jansen, 1999). In a model that only adds, the two are the same and sum to 1.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.draws import Draws
from agile_case.appraisal.engine import uniform_draws
from agile_case.appraisal.kernel import Kernel
from agile_case.appraisal.measures import net_present_social_value
from agile_case.appraisal.sampling import Source
from agile_case.appraisal.streams import Streams
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.appraisal.plan import Plan
    from agile_case.appraisal.sampling import Sampling
    from agile_case.quantities.frozen import FloatArray

__all__ = ["variance_table"]

_BINS: Final = 50
_LEAST: Final = 40
"""Draws that a bin should have at least."""
_APART: Final = 4.0
_BLOCK: Final = 4_096


@attrs.frozen(eq=False)
class _Again:
    """A source in which one assumption is drawn anew and everything else stays."""

    source: Source
    other: Source
    name: str

    def uniforms(self, name: str, start: int, stop: int) -> FloatArray:
        return (self.other if name == self.name else self.source).uniforms(name, start, stop)


def variance_table(
    plan: Plan, sampling: Sampling, options: tuple[int, int | None], samples: FloatArray, words: str, *, total: bool
) -> Table:
    """Return the share of each assumption in the variance of an NPSV, the largest first.

    Args:
        plan: The plan.
        sampling: How it was sampled.
        options: Place of the option, and of the one that is taken off.
        samples: NPSV, draw by draw.
        words: What the draws are of.
        total: Whether total shares are measured too, for which each line that an assumption touches is worked out
            once more.
    """
    draws, source = samples.size, sampling.source(plan.drawn)
    centred = samples - samples.mean()
    variance = float(np.square(centred).mean())
    bins = max(2, min(_BINS, draws // _LEAST))
    noise = math.sqrt(2.0 * (bins - 1)) / draws
    shown = [
        held
        for held in plan.varied
        if len(held.names) == 1 and not plan.assumptions[held.names[0]].certain and variance > 0
    ]
    totals = _totals(plan, sampling, options, [held.names[0] for held in shown], variance) if total else {}
    rows: list[list[Cell]] = []
    for held in shown:
        cells = (uniform_draws(plan, held.names[0], source, 0, draws) * bins).astype(np.int64)
        counts = np.bincount(cells, minlength=bins)
        sums = np.bincount(cells, centred, minlength=bins)
        between = float((np.square(sums) / np.maximum(counts, 1)).sum()) / draws / variance
        alone = (between - (bins - 1) / draws) / (1 - (bins - 1) / draws)  # what bins of nothing give is taken off
        tells = "above noise" if alone > _APART * noise else "not distinguishable from zero"
        whole = totals.get(held.names[0], (None, None))
        rows.append([held.title, held.unit, max(alone, 0.0), *(whole if total else ()), tells])
    columns = [Column("Assumption", "assumption"), Column("Unit", "unit"), Column("Share alone, %", "alone", 1, 0.01)]
    columns += [Column("Total share, %", "total", 1, 0.01), Column("Error, %", "total_error", 1, 0.01)] if total else []
    columns.append(Column("Alone, in words", "words"))
    added = sum(float(row[2] or 0.0) for row in rows)
    notes = [f"Shares alone sum to {added:.0%}; the rest comes from assumptions acting together, or from each year's."]
    if plan.correlated:
        notes.append("The share of a correlated assumption holds that of what moves with it; it has no total share.")
    ordered = sorted(rows, key=lambda row: -float(row[2] or 0.0))
    return Table("variance", f"Where the spread of the {words} comes from ({draws:,} draws)", columns, ordered, notes)


def _totals(
    plan: Plan, sampling: Sampling, options: tuple[int, int | None], names: list[str], variance: float
) -> dict[str, tuple[float, float]]:
    """Return the total share of each assumption with its error; correlated ones have none."""
    kernel, source, other = Kernel(plan, drawn=True), sampling.source(plan.drawn), Streams(sampling.seed)
    free = [name for name in names if name not in plan.groups]
    touched = {name: [place for place, needs in enumerate(kernel.needs) if name in needs] for name in free}
    sums = {name: np.zeros(2) for name in free}
    for start in range(0, sampling.draws, _BLOCK):
        stop = min(start + _BLOCK, sampling.draws)
        for name, steps in touched.items():
            again = _Again(source, _Renamed(other), name)
            moved = kernel.part(Draws(plan, again, start, stop), steps, stop - start)
            moved -= kernel.part(Draws(plan, source, start, stop), steps, stop - start)
            squares = np.square(_npsv(plan, moved, options)) / (2 * variance)
            sums[name] += (squares.sum(), np.square(squares).sum())
    draws = sampling.draws
    means = {name: held / draws for name, held in sums.items()}
    return {
        name: (float(mean), math.sqrt(max(float(square - mean**2), 0.0) / draws))
        for name, (mean, square) in means.items()
    }


@attrs.frozen(eq=False)
class _Renamed:
    """Streams of other names, which no assumption can have."""

    streams: Streams

    def uniforms(self, name: str, start: int, stop: int) -> FloatArray:
        return self.streams.uniforms(f"again:{name}", start, stop)


def _npsv(plan: Plan, totals: FloatArray, options: tuple[int, int | None]) -> FloatArray:
    by_option = totals.reshape(len(plan.options), plan.n_buckets, -1)
    option, other = options
    mine = net_present_social_value(by_option[option])
    return mine if other is None else mine - net_present_social_value(by_option[other])
