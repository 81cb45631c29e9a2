"""Whether enough draws were taken: quantiles with their Monte Carlo error, and how the figures settle."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.appraisal.measures import mean_error
from agile_case.appraisal.summary import largest, money_column
from agile_case.errors import InputError
from agile_case.estimates.special import normal_quantile
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.quantities.frozen import FloatArray

__all__ = ["convergence_table", "quantiles_table"]

_FIRST: Final = 128
_CONFIDENCE: Final = 0.95


def quantiles_table(
    samples: FloatArray, probabilities: Sequence[float], words: str, scramblings: int | None = None
) -> Table:
    """Return quantiles of draws, each with an interval that holds the true one 19 times in 20.

    The ends are order statistics, so that nothing is assumed of the distribution. Sobol points are not independent:
    their interval comes from the quantiles of the scramblings, by Student's t.

    Args:
        samples: The draws.
        probabilities: Of the quantiles, above 0 and below 1.
        words: What the draws are of.
        scramblings: Scramblings that the draws come in; None for independent draws.

    Raises:
        InputError: A probability is none.
    """
    given = probabilities if isinstance(probabilities, Iterable) else [probabilities]
    asked = [_probability(value) for value in given]
    ordered, draws = np.sort(samples), samples.size
    z = float(normal_quantile([0.5 + _CONFIDENCE / 2])[0])
    rows: list[list[Cell]] = []
    for share in asked:
        if scramblings is not None:
            rows.append([share, *_between(samples.reshape(scramblings, -1), share, float(np.quantile(ordered, share)))])
            continue
        half = z * math.sqrt(draws * share * (1 - share))
        low, high = math.floor(draws * share - half), math.ceil(draws * share + half)
        ends: list[Cell] = [
            float(ordered[low - 1]) if low >= 1 else None,
            float(ordered[high]) if high < draws else None,
        ]
        rows.append([share, float(np.quantile(ordered, share)), *ends])
    scale = money_scale(largest([float(ordered[0]), float(ordered[-1])]))
    columns = [
        Column("Below, %", "probability", 1, 0.01),
        money_column("quantile", "NPSV", scale),
        money_column("low", "From", scale),
        money_column("high", "To", scale),
    ]
    notes = ["From, to: hold the true quantile 19 times in 20; n/a where the draws are too few to tell."]
    return Table("quantiles", f"Quantiles of {words} ({scale[1]}, {draws:,} draws)", columns, rows, notes)


def _between(scrambled: FloatArray, share: float, whole: float) -> list[Cell]:
    """Return a quantile with the interval that follows from those of the scramblings."""
    from scipy.stats import t  # noqa: PLC0415 - an extra, without which there are no Sobol points

    apart = np.quantile(scrambled, share, axis=1)
    half = float(t.ppf(0.5 + _CONFIDENCE / 2, len(apart) - 1)) * mean_error(apart)
    return [whole, whole - half, whole + half]


def convergence_table(samples: FloatArray, words: str, scramblings: int | None = None) -> Table:
    """Return mean, error and quantiles after more and more draws, twice as many in each row.

    Args:
        samples: The draws, in their order.
        words: What the draws are of.
        scramblings: Scramblings that the draws come in, two of which are the fewest; None for independent draws.
    """
    first = _FIRST if scramblings is None else 2 * (samples.size // scramblings)
    sizes = [first * 2**step for step in range(64) if first * 2**step < samples.size]
    rows: list[list[Cell]] = []
    for size in [*sizes, samples.size]:
        part = samples[:size]
        error = mean_error(part, None if scramblings is None else size * scramblings // samples.size)
        low, middle, high = (float(value) for value in np.quantile(part, (0.1, 0.5, 0.9)))
        rows.append([size, float(part.mean()), error, low, middle, high, float((part < 0).mean())])
    scale = money_scale(largest(value for row in rows for value in row[1:6] if isinstance(value, float)))
    columns = [
        Column("Draws", "draws", 0),
        money_column("mean", "Mean", scale),
        money_column("standard_error", "Std error", scale),
        *(money_column(f"p{share}", f"P{share}", scale) for share in (10, 50, 90)),
        Column("Chance < 0, %", "probability_negative", 1, 0.01),
    ]
    notes = ["The first draws are the same however many are taken; the error halves with four times as many."]
    if scramblings is not None:
        notes = ["Each row has twice the scramblings of the one before; the error is that between them."]
    return Table("convergence", f"{words[0].upper()}{words[1:]} as the draws grow ({scale[1]})", columns, rows, notes)


def _probability(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1:
        message = "This is not a probability of a quantile."
        wanted, do = "a number above 0 and below 1", "write 0.1 for 10%"
        raise InputError(message, where="probabilities", got=repr(value), wanted=wanted, do=do)
    return float(value)
