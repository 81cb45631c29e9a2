"""Which assumptions an NPSV moves with over the whole simulation: rank correlations, whatever the relation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from agile_case.appraisal.engine import uniform_draws
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.appraisal.plan import Plan
    from agile_case.appraisal.sampling import Sampling
    from agile_case.quantities.frozen import FloatArray

__all__ = ["rank_correlations"]


def rank_correlations(plan: Plan, sampling: Sampling, samples: FloatArray, words: str) -> Table:
    """Return the rank correlation of draws of an NPSV with those of each uncertain assumption.

    Draws of an assumption rank as the uniform numbers that they are made of, which are known, so that only the NPSV is
    sorted. Assumptions with a draw of their own in each year have no one rank and are left out.

    Args:
        plan: The plan.
        sampling: How it was sampled.
        samples: NPSV, draw by draw.
        words: What the draws are of.
    """
    draws, source = samples.size, sampling.source(plan.drawn)
    ranks = np.empty(draws)
    ranks[np.argsort(samples, kind="stable")] = np.arange(draws)
    ranks -= (draws - 1) / 2
    spread = float(np.square(ranks).sum())
    rows: list[list[Cell]] = []
    for held in plan.varied:
        if len(held.names) > 1 or plan.assumptions[held.names[0]].certain or not float(np.ptp(samples)):
            continue
        uniform = uniform_draws(plan, held.key, source, 0, draws)
        uniform -= uniform.mean()
        found = float((ranks * uniform).sum()) / math.sqrt(spread * float(np.square(uniform).sum()))
        rows.append([held.title, held.unit, found, (1 - found**2) / math.sqrt(draws - 1)])
    columns = [
        Column("Assumption", "assumption"),
        Column("Unit", "unit"),
        Column("Rank correlation", "rank_correlation", 3),
        Column("Error", "error", 3),
    ]
    notes = [
        "From -1 to 1: how far the NPSV rises with the assumption, all others being drawn as well.",
        "Error: one standard error; what lies within two of zero may be nothing.",
    ]
    ordered = sorted(rows, key=lambda row: -abs(float(row[2] or 0.0)))
    return Table("rank_correlations", f"What the {words} moves with ({draws:,} draws)", columns, ordered, notes)
