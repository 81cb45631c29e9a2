"""What is believed of several quantities after evidence that ties them together: prior draws, weighed by the evidence.

Evidence may be of an expression, and of one of several quantities that correlate; then there is no posterior of each
alone. Rows are drawn from the estimates, with their correlations, and each row is weighed by how likely it makes all
that was seen. They come from named streams of a fixed seed, spread evenly over each estimate, in rounds of 65,536: the
same estimates and evidence give the same posterior, whatever order the evidence came in, and whoever simulates after.

What a row is worth is said by the effective sample size, the squared sum of the weights over the sum of their squares
(Kish, 1965): rows are drawn until it is 16,384, for at most sixteen rounds. A posterior mean is off by about the
standard deviation over its root. Below 1,000 nothing is said at all.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.streams import Streams
from agile_case.errors import EstimateError
from agile_case.estimates.copula import correlate, rank_factor
from agile_case.estimates.distributions import Estimate
from agile_case.estimates.expressions import Node, evaluate
from agile_case.estimates.intervals import bounds
from agile_case.estimates.likelihoods import Evidence
from agile_case.estimates.weighed import Pool, Weighed
from agile_case.quantities.canonical import sha256
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only
from agile_case.quantities.rounding import figure_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Reweighted", "Seen", "Together", "predictive_surprise", "reweighted"]

ROUND: Final = 65_536
"""Rows that are drawn at once."""
ROUNDS: Final = 16
"""Rounds at most."""
ENOUGH: Final = 16_384
"""Effective sample size at which no more rows are drawn."""
LEAST: Final = 1_000
"""Effective sample size below which what is believed is not known well enough to be said."""
_SEED: Final = 0
_GONE: Final = -28.0
"""Logarithm of the weight, as a share of the largest, below which a row does not matter."""
_POINTS: Final = 8_192


@attrs.frozen
class Seen:
    """Evidence of an expression."""

    tree: Node
    """The expression, its literals in base units."""
    unit: float
    """Size of the unit of the evidence in base units."""
    evidence: Evidence
    """What was seen, as numbers in that unit."""
    words: str = attrs.field(default="", eq=False)
    """That unit, for messages."""
    said: str = attrs.field(default="", eq=False)
    """Where it was said, for messages."""


@attrs.frozen(kw_only=True)
class Together:
    """Quantities that hang together, and all that was seen of them."""

    estimates: FrozenMap[str, Estimate]
    """What was believed of each before, in its own unit; sorted by name, which makes the draws."""
    units: FrozenMap[str, float]
    """Size of the unit of each in base units, and of those that are known."""
    known: FrozenMap[str, float]
    """Quantities in the expressions that are certain, in base units."""
    correlated: tuple[tuple[tuple[str, ...], tuple[tuple[float, ...], ...]], ...]
    """Names that correlate, with their rank correlations."""
    seen: tuple[Seen, ...] = ()
    """The evidence, in any order."""

    def values(self, rows: Mapping[str, FloatArray]) -> dict[str, FloatArray | float]:
        """Return some rows in base units, with what is known.

        Args:
            rows: Values of the quantities in their units.
        """
        return {**self.known, **{name: column * self.units[name] for name, column in rows.items()}}


@attrs.frozen(kw_only=True, eq=False)
class Reweighted:
    """What is believed after the evidence."""

    together: Together
    """What it was worked out from."""
    pool: Pool
    """The rows."""
    estimates: FrozenMap[str, Weighed]
    """What is believed of each quantity, in its unit."""
    effective: float
    """Effective sample size."""
    drawn: int
    """Rows that were drawn."""

    def estimate_of(self, tree: Node, unit: float, text: str) -> Weighed:
        """Return what is believed of an expression.

        Args:
            tree: The expression, its literals in base units.
            unit: Size of the unit of the answer in base units.
            text: What it is called.
        """
        return _estimate_of(self, tree, unit, text)


@functools.lru_cache(maxsize=16)
def _estimate_of(held: Reweighted, tree: Node, unit: float, text: str) -> Weighed:
    values = _worked_out(tree, held.together.values(held.pool.columns), held.pool.weights.size) / unit
    return Weighed(held.pool, text, read_only(values))


def reweighted(together: Together) -> Reweighted:
    """Return what is believed of quantities that hang together.

    Args:
        together: The quantities and the evidence.

    Raises:
        EstimateError: The estimates rule out what was seen, or leave so few rows that what is believed is not known; an
            expression has no finite value.
    """
    ordered = tuple(sorted(together.seen, key=repr))  # floating point adds up the same whatever order they come in
    return _reweighted(attrs.evolve(together, seen=ordered))


@functools.lru_cache(maxsize=8)
def _reweighted(together: Together) -> Reweighted:
    for one in together.seen:
        _refuse_impossible(together, one)
    logs: list[FloatArray] = []
    rounds: list[dict[str, FloatArray]] = []
    drawn = 0
    effective = 0.0
    while drawn < ROUNDS * ROUND and effective < ENOUGH:
        rows = _drawn(together, drawn)
        logs.append(_log_likelihood(together, rows))
        rounds.append(rows)
        drawn += ROUND
        effective = _effective(logs)
    if effective < LEAST:
        message = "The estimates make this evidence so unlikely that too little is left to say what is believed."
        got = f"an effective sample size of {effective:,.0f} from {drawn:,} draws"
        do = "revise the estimates towards what was seen, and say why; or give the evidence of fewer things at once"
        raise EstimateError(message, got=got, wanted=f"{LEAST:,} or more", do=do)
    together_logs = np.concatenate(logs)
    kept = together_logs > together_logs.max() + _GONE
    weights = np.exp(together_logs[kept] - together_logs.max())
    weights /= weights.sum()
    columns = {name: read_only(np.concatenate([rows[name] for rows in rounds])[kept]) for name in together.estimates}
    pool = Pool(
        names=tuple(together.estimates),
        sha256=sha256(together),
        columns=FrozenMap(columns),
        weights=read_only(weights),
    )
    return Reweighted(
        together=together,
        pool=pool,
        estimates=FrozenMap({name: Weighed(pool, name, column) for name, column in columns.items()}),
        effective=effective,
        drawn=drawn,
    )


def predictive_surprise(together: Together, one: Seen) -> float:
    """Return the chance, under the estimates, of evidence as far out on its side, twice: small is surprising.

    Args:
        together: The quantities; the evidence that they hold does not count.
        one: What was seen.
    """
    return _predictive_surprise(attrs.evolve(together, seen=()), one)


@functools.lru_cache(maxsize=256)
def _predictive_surprise(together: Together, one: Seen) -> float:
    rows = _drawn(together, 0)
    theta = np.sort(_worked_out(one.tree, together.values(rows), ROUND) / one.unit)
    step = ROUND // _POINTS
    below, above = one.evidence.tails(theta[step // 2 :: step])
    return min(1.0, 2.0 * min(float(below.mean()), float(above.mean())))


def _refuse_impossible(together: Together, one: Seen) -> None:
    ranges = {name: (value, value) for name, value in together.known.items()}
    for name, estimate in together.estimates.items():
        low, high = estimate.support
        ranges[name] = (low * together.units[name], high * together.units[name])
    low, high = (end / one.unit for end in bounds(one.tree, ranges))
    if not low <= one.evidence.centre <= high:
        message = "This was seen, and the estimates rule it out."
        do = "revise the estimates so that it can be, and say why they were too narrow"
        unit = f" {one.words}" if one.words not in ("", "1") else ""
        got = f"{figure_words(one.evidence.centre)}{unit}" + (f", in {one.said}" if one.said else "")
        raise EstimateError(message, got=got, wanted=f"{figure_words(low)} to {figure_words(high)}{unit}", do=do)


def _drawn(together: Together, start: int) -> dict[str, FloatArray]:
    """Draw a round of rows from the estimates: each is spread evenly, and the order is that of its stream."""
    return dict(_drawn_once(attrs.evolve(together, seen=()), start))


@functools.lru_cache(maxsize=16)
def _drawn_once(together: Together, start: int) -> FrozenMap[str, FloatArray]:
    streams = Streams(_SEED)
    places = {}
    for name in together.estimates:
        raw = streams.uniforms(f"pool:{name}", start, start + ROUND)  # a name that no assumption can have
        places[name] = (np.argsort(raw, kind="stable") + 0.5) / ROUND
    for names, ranks in together.correlated:
        moved = correlate(np.stack([places[name] for name in names]), rank_factor(ranks))
        places |= dict(zip(names, moved, strict=True))
    return FrozenMap({name: read_only(together.estimates[name].values(held)) for name, held in places.items()})


def _log_likelihood(together: Together, rows: Mapping[str, FloatArray]) -> FloatArray:
    values = together.values(rows)
    total = np.zeros(ROUND)
    for one in together.seen:
        total += one.evidence.log_likelihood(_worked_out(one.tree, values, ROUND) / one.unit)
    return total


def _worked_out(tree: Node, values: Mapping[str, FloatArray | float], count: int) -> FloatArray:
    with np.errstate(all="ignore"):  # what is not finite is refused here
        found: FloatArray = np.broadcast_to(np.asarray(evaluate(tree, values), dtype=np.float64), (count,))
    if not np.isfinite(found).all():
        message = "This expression has no finite value in some draws."
        do = "look for a division by an assumption that can be zero"
        raise EstimateError(message, got="infinite, or not a number", wanted="a number", do=do)
    return found


def _effective(logs: Iterable[FloatArray]) -> float:
    """Return the squared sum of the weights over the sum of their squares."""
    held = np.concatenate(list(logs))
    top = held.max()
    if not np.isfinite(top):
        return 0.0
    weights = np.exp(held - top)
    return float(weights.sum() ** 2 / np.square(weights).sum())
