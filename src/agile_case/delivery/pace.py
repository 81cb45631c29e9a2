"""How fast sprints to come may go: by those that were held, by their mean and spread, or by estimates."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import attrs
import numpy as np

from agile_case.delivery.inputs import not_negative
from agile_case.errors import InputError
from agile_case.estimates.base import Distribution
from agile_case.estimates.special import normal_quantile
from agile_case.model import fields
from agile_case.quantities.nouns import Noun, located

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.appraisal.streams import Streams
    from agile_case.delivery.sprints import Sprint
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Pace", "Run", "known_sprints", "normal_run", "pace_run", "resampled_run"]

_LEAST = 2


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Pace(Noun):
    """Estimates of how fast a team works and how fast scope grows, where no sprint, or none of its like, was held.

    Each is drawn once and holds for all sprints of a draw; `spread` is what sprints differ by on top.
    """

    throughput: Distribution = attrs.field(validator=fields.is_a(Distribution))
    """What is done in a sprint, for each unit of capacity."""
    scope_growth: Distribution | None = attrs.field(default=None, validator=fields.none_or(Distribution))
    """What is added in a sprint less what is removed; None where the scope is fixed."""
    spread: float = attrs.field(default=0.0, converter=not_negative)
    """Standard deviation of what is done from sprint to sprint, around the throughput of the draw; normal."""


class Run(Protocol):
    """Gives, sprint by sprint, what every draw does for each unit of capacity, and what its scope changes by."""

    def __call__(self, ahead: int) -> tuple[FloatArray, FloatArray]:
        """Return what is done for each unit of capacity, and what scope changes by, in one sprint.

        Args:
            ahead: Number of the sprint, 1 is the next.
        """


def known_sprints(sprints: Sequence[Sprint], last: int | None) -> list[Sprint]:
    """Return the sprints that a forecast learns from: those with capacity, the last of them where so asked.

    Args:
        sprints: The sprints that were held.
        last: How many of the latest; None for all.

    Raises:
        InputError: They are fewer than two, or did nothing.
    """
    if last is not None and (isinstance(last, bool) or not isinstance(last, int) or last < _LEAST):
        message = "A forecast learns from two sprints or more."
        raise InputError(message, where="last", got=f"{last!r:.40}", wanted="a whole number, 2 or more, or None")
    held = [sprint for sprint in sprints if sprint.capacity][-last if last else None :]
    if len(held) < _LEAST:
        message = "A forecast learns from two sprints or more."
        do = "give estimates instead: by = Pace(throughput=..., scope_growth=...)"
        got = f"{len(held)} with capacity"
        raise InputError(message, where="sprints", got=got, wanted="2 or more", do=do)
    if not any(sprint.done for sprint in held):
        message = "In none of these sprints was anything done, so no pace can be learned from them."
        raise InputError(message, where="sprints", got=f"nothing done in {len(held)}", wanted="something done")
    return held


def resampled_run(held: Sequence[Sprint], streams: Streams, draws: int) -> Run:
    """Return a run in which each sprint to come is one of those that were held, each as likely.

    What was done and what the scope changed by stay together. Nothing can happen that did not happen before.

    Args:
        held: Sprints with capacity.
        streams: Where uniform numbers come from.
        draws: Number of draws.
    """
    rates = np.array([sprint.done / sprint.capacity for sprint in held])
    changes = np.array([sprint.added - sprint.removed for sprint in held])

    def run(ahead: int) -> tuple[FloatArray, FloatArray]:
        picked = (streams.uniforms(f"delivery.sprint@{ahead}", 0, draws) * len(held)).astype(np.intp)
        return rates[picked], changes[picked]

    return run


def normal_run(held: Sequence[Sprint], streams: Streams, draws: int) -> Run:
    """Return a run in which sprints are normal, their mean and spread as uncertain as so few sprints leave them.

    The posterior of a normal with unknown mean and variance under the usual reference prior: variance is v s2 / chi2,
    with v one less than the sprints, and the mean is normal around theirs with that variance over their number. So the
    total of k sprints to come is theirs times k, plus s (k + k2 / n)^0.5 times Student's t with v degrees of freedom.

    Args:
        held: Sprints with capacity.
        streams: Where uniform numbers come from.
        draws: Number of draws.

    Source:
        Gelman and others, Bayesian Data Analysis, third edition, section 3.2 (recalled, and not read: the closed form
        is tested).
    """
    rates = _Normal(np.array([sprint.done / sprint.capacity for sprint in held]), "throughput", streams, draws)
    changes = _Normal(np.array([sprint.added - sprint.removed for sprint in held]), "scope", streams, draws)
    return lambda ahead: (rates(ahead), changes(ahead))


class _Normal:
    """Draws of a normal quantity that was seen a few times."""

    def __init__(self, seen: FloatArray, name: str, streams: Streams, draws: int) -> None:
        self._name, self._streams, self._draws = f"delivery.{name}", streams, draws
        count = len(seen)
        sd = float(np.std(seen, ddof=1))
        self._still = sd == 0.0
        self._mean: FloatArray = np.full(draws, float(np.mean(seen)))
        self._sd: FloatArray = np.zeros(draws)
        if not self._still:
            squares: FloatArray = np.zeros(draws)
            for place in range(count - 1):
                squares += self._deviate(f"spread.{place}") ** 2
            self._sd = sd * np.sqrt((count - 1) / squares)
            self._mean += self._sd / math.sqrt(count) * self._deviate("mean")

    def _deviate(self, what: str) -> FloatArray:
        return normal_quantile(self._streams.uniforms(f"{self._name}.{what}", 0, self._draws))

    def __call__(self, ahead: int) -> FloatArray:
        if self._still:
            return self._mean
        return self._mean + self._sd * self._deviate(f"sprint@{ahead}")


def pace_run(pace: Pace, streams: Streams, draws: int) -> Run:
    """Return a run at an estimated pace.

    Args:
        pace: The estimates.
        streams: Where uniform numbers come from.
        draws: Number of draws.
    """
    rate = pace.throughput.quantile(streams.uniforms("delivery.throughput", 0, draws))
    growth: FloatArray = np.zeros(draws)
    if pace.scope_growth is not None:
        growth = pace.scope_growth.quantile(streams.uniforms("delivery.scope_growth", 0, draws))

    def run(ahead: int) -> tuple[FloatArray, FloatArray]:
        if not pace.spread:
            return rate, growth
        return rate + pace.spread * normal_quantile(streams.uniforms(f"delivery.sprint@{ahead}", 0, draws)), growth

    return run
