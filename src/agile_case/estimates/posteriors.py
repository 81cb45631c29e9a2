"""From a prior and all that was seen to a posterior, in one step: the order of independent evidence has no effect.

Where the posterior is known in closed form it is that: normal, lognormal and beta. Otherwise the prior is laid out over
a grid of its own probabilities, weighed by how likely the evidence is there, and read off as quantiles joined by
straight lines. The grid closes in on where the weight lies, so that sharp evidence on a wide prior is no trouble. It is
not random: the same prior and evidence give the same posterior.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.errors import EstimateError
from agile_case.estimates.distributions import (
    Bernoulli,
    Beta,
    Discrete,
    Estimate,
    Lognormal,
    LognormalRange,
    Normal,
    Tabulated,
)
from agile_case.estimates.likelihoods import Counted, Logarithmic, Measured
from agile_case.estimates.special import normal_cdf, normal_quantile
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import figure_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.estimates.likelihoods import Evidence
    from agile_case.quantities.frozen import FloatArray

__all__ = ["SURPRISING", "Posterior", "posterior", "refuse_ruled_out", "surprise"]

SURPRISING: Final = 0.01
"""Chance of evidence that is as far from the prior, below which the two contradict each other."""
_POINTS: Final = 8_192
_NODES: Final = 1_023
_GONE: Final = 1e-15
"""Weight, as a share of the largest, below which a point of the grid does not matter."""
_ROUNDS: Final = 60
_SHAPES: Final = 300.0
_OVER: Final = 0.5


@attrs.frozen(kw_only=True)
class Posterior(Noun):
    """What is believed after some evidence."""

    estimate: Estimate
    """The posterior, in the unit of the prior."""
    surprises: tuple[float, ...]
    """For each piece of evidence the chance, under the prior, of something as far out; small is surprising."""
    effective: float | None = None
    """Effective sample size, where the posterior is one of draws that evidence has weighed: its mean is off by about
    its standard deviation over the root of that. None where it is not a matter of draws."""


def posterior(prior: Estimate, evidence: Sequence[Evidence]) -> Posterior:
    """Return what is believed after some independent evidence.

    Args:
        prior: What was believed before.
        evidence: What was seen, in any order, in the unit of the prior.

    Raises:
        EstimateError: The prior is a single number, or evidence speaks for a value that the prior rules out.
    """
    return _posterior(prior, tuple(evidence))


@functools.lru_cache(maxsize=256)
def _posterior(prior: Estimate, evidence: tuple[Evidence, ...]) -> Posterior:
    """Work it out; a history is replayed with every entry, and asks for the same one again and again."""
    if prior.certain:
        message, do = "There is nothing to learn about a single number.", "give the assumption a spread first"
        raise EstimateError(message, got=prior.written, wanted="an uncertain estimate", do=do)
    for one in evidence:
        refuse_ruled_out(prior, one)
    ordered = sorted(evidence, key=repr)  # floating point adds up the same whatever order they come in
    found = _closed(prior, ordered) or _weighed(prior, ordered)
    return Posterior(estimate=found, surprises=tuple(surprise(prior, one) for one in evidence))


def refuse_ruled_out(prior: Estimate, one: Evidence, unit: str = "", said: str = "") -> None:
    """Refuse evidence for a value that the prior rules out.

    Args:
        prior: What was believed before.
        one: What was seen, in the unit of the prior.
        unit: That unit, for the message.
        said: Where it was said, for the message.

    Raises:
        EstimateError: The value is outside the support of the prior.
    """
    low, high = prior.support
    if not low <= one.centre <= high:
        message = "This was seen, and the estimate rules it out."
        do = "revise the estimate so that it can be, and say why it was too narrow"
        got, wanted = f"{figure_words(one.centre)}{_after(unit)}", f"{figure_words(low)} to {figure_words(high)}"
        got += f", in {said}" if said else ""
        raise EstimateError(message, got=got, wanted=f"{wanted}{_after(unit)}", do=do)


def _after(unit: str) -> str:
    return f" {unit}" if unit not in ("", "1") else ""


def surprise(prior: Estimate, evidence: Evidence) -> float:
    """Return the chance, under a prior, of evidence as far out on its side, twice: small is surprising.

    Args:
        prior: What was believed before.
        evidence: What was seen.
    """
    return _surprise(prior, evidence)


@functools.lru_cache(maxsize=1024)
def _surprise(prior: Estimate, evidence: Evidence) -> float:
    theta, weights = _prior_grid(prior)
    below, above = evidence.tails(theta)
    return min(1.0, 2.0 * min(float((weights * below).sum()), float((weights * above).sum())))


def _prior_grid(prior: Estimate) -> tuple[FloatArray, FloatArray]:
    if isinstance(prior, Discrete | Bernoulli):
        values, shares = _outcomes(prior)
        return values, shares
    u = (np.arange(_POINTS) + 0.5) / _POINTS
    return prior.values(u), np.full(_POINTS, 1.0 / _POINTS)


def _outcomes(prior: Discrete | Bernoulli) -> tuple[FloatArray, FloatArray]:
    if isinstance(prior, Bernoulli):
        return np.array([0.0, 1.0]), np.array([1.0 - prior.mean, prior.mean])
    shares = np.array(prior.probabilities)
    return np.array(prior.outcomes), shares / shares.sum()


def _closed(prior: Estimate, evidence: Sequence[Evidence]) -> Estimate | None:
    """Return the posterior where it is of the family of the prior; otherwise None."""
    measured = [(one.value, one.error) for one in evidence if isinstance(one, Measured)]
    if isinstance(prior, Normal) and len(measured) == len(evidence):
        return Normal(*_normal(prior.mean, prior.sd, measured))
    seen = [(math.log(one.value), one.error) for one in evidence if isinstance(one, Logarithmic)]
    if isinstance(prior, Lognormal | LognormalRange) and len(seen) == len(evidence):
        mean, sd = _normal(math.log(prior.median), prior.sigma, seen)
        out = sd * float(normal_quantile([0.9])[0])
        return LognormalRange(math.exp(mean - out), math.exp(mean + out))
    if isinstance(prior, Beta) and prior.support == (0.0, 1.0):
        counted = [one for one in evidence if isinstance(one, Counted) and not one.transfer]
        alpha = prior.alpha + sum(one.successes for one in counted)
        beta = prior.beta + sum(one.n - one.successes for one in counted)
        if len(counted) == len(evidence) and max(alpha, beta) <= _SHAPES:
            return Beta(alpha, beta)
    return None


def _normal(mean: float, sd: float, seen: Sequence[tuple[float, float]]) -> tuple[float, float]:
    precision = math.fsum([sd**-2, *(error**-2 for _, error in seen)])
    return math.fsum([mean * sd**-2, *(value * error**-2 for value, error in seen)]) / precision, precision**-0.5


def _weighed(prior: Estimate, evidence: Sequence[Evidence]) -> Estimate:
    """Weigh the prior by the evidence, point by point."""
    if isinstance(prior, Discrete | Bernoulli):
        values, shares = _outcomes(prior)
        weights = shares * _likelihood(values, evidence)
        kept = weights > 0
        if kept.sum() == 1:
            message = "This evidence leaves one value only."
            do = "revise the estimate: give that value"
            raise EstimateError(message, got=f"{values[kept][0]:g}", wanted="two or more that can be", do=do)
        return Discrete(values[kept].tolist(), (weights[kept] / weights[kept].sum()).tolist())
    low, high = 0.0, 1.0
    for _ in range(_ROUNDS):
        u = low + (high - low) * (np.arange(_POINTS) + 0.5) / _POINTS
        weights = _likelihood(prior.values(np.clip(u, 5e-324, 1 - 2.0**-53)), evidence)
        there = np.flatnonzero(weights > _GONE)
        step = (high - low) / _POINTS
        before = high - low
        low, high = max(0.0, float(u[there[0]]) - 1.5 * step), min(1.0, float(u[there[-1]]) + 1.5 * step)
        if high - low > _OVER * before:
            break
    return _tabulated(prior, u, weights)


def _likelihood(theta: FloatArray, evidence: Sequence[Evidence]) -> FloatArray:
    """Return how likely the evidence is at each value, the largest being 1."""
    logs = sum((one.log_likelihood(theta) for one in evidence), np.zeros_like(theta))
    top = logs.max()
    if not np.isfinite(top):
        message = "No value that the estimate allows makes this evidence possible."
        raise EstimateError(message, got="a likelihood of nothing", do="revise the estimate")
    return np.asarray(np.exp(logs - top))


def _tabulated(prior: Estimate, u: FloatArray, weights: FloatArray) -> Tabulated:
    """Return the quantiles of points with weights, joined by straight lines."""
    edges = np.concatenate([[u[0] - (u[1] - u[0]) / 2], (u[1:] + u[:-1]) / 2, [u[-1] + (u[1] - u[0]) / 2]])
    sums = np.concatenate([[0.0], np.cumsum(weights)])
    sums /= sums[-1]
    kept = np.flatnonzero(np.diff(sums, prepend=-1.0) > 0)
    asked = normal_cdf(np.linspace(-5.5, 5.5, _NODES))
    places = np.interp(np.concatenate([[0.0], asked, [1.0]]), sums[kept], edges[kept])
    values = prior.values(np.clip(places, 5e-324, 1 - 2.0**-53))
    probabilities = np.concatenate([[0.0], asked, [1.0]])
    rising = np.concatenate([[True], np.diff(np.maximum.accumulate(values)) > 0])
    rising[-1] = True
    values, probabilities = values[rising], probabilities[rising]
    if len(values) > 1 and values[-1] <= values[-2]:
        values, probabilities = np.delete(values, -2), np.delete(probabilities, -2)
    return Tabulated(probabilities.tolist(), values.tolist())
