"""What a plan draws: the estimates that its lines use, under which names, and which of them move together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.appraisal.plan import CorrelatedGroup, PlanAssumption, PooledGroup
from agile_case.appraisal.printed import in_words
from agile_case.estimates.copula import cholesky_factor, rank_factor
from agile_case.estimates.correlations import gaussian_correlation
from agile_case.estimates.weighed import Weighed
from agile_case.model.assumptions import YearlyValues
from agile_case.model.correlation_checks import correlated_groups

if TYPE_CHECKING:
    from agile_case.appraisal.times import Times
    from agile_case.estimates.distributions import Estimate
    from agile_case.model.correlation import Correlation
    from agile_case.model.model import Model

__all__ = ["Drawn"]


class Drawn:
    """The assumptions of a model that its compiled lines use.

    Args:
        model: The model.
        times: Its times, after every line has been compiled: they know what is used.
    """

    def __init__(self, model: Model, times: Times) -> None:
        """Look at what is used; see the class."""
        self.model = model
        self.times = times

    def estimates(self) -> dict[str, Estimate]:
        """Return the estimates that are drawn, in base units; one for each year where each year has its own."""
        found: dict[str, Estimate] = {}
        for key, held in self.model.assumptions.items():
            if key in self.times.used and not isinstance(held.estimate, YearlyValues):
                estimate = held.estimate.scaled(self.model.units.unit(held.unit).scale)
                found |= dict.fromkeys(self.names(key), estimate)
        return found

    def varied(self) -> tuple[PlanAssumption, ...]:
        """Return what sensitivities vary."""
        return tuple(
            PlanAssumption(
                key, held.title or in_words(key), held.unit, self.model.units.unit(held.unit).scale, self.names(key)
            )
            for key, held in self.model.assumptions.items()
            if key in self.times.used and not isinstance(held.estimate, YearlyValues)
        )

    def names(self, key: str) -> tuple[str, ...]:
        """Return the names of an assumption in the plan: one, or one for each year where each has its own draw.

        Args:
            key: Key of the assumption.
        """
        times = self.times
        every = range(len(times.years))
        return tuple(times.name_in(key, year) for year in every) if key in times.drawn else (key,)

    def source(self, held: Correlation) -> str:
        """Return where a correlation comes from, and whether evidence has weighed it since.

        Args:
            held: The correlation.
        """
        weighed = any(isinstance(self.model.assumptions[key].estimate, Weighed) for key in held.assumptions)
        said = "before evidence on what moves together" if weighed else ""
        return "; ".join(part for part in (held.source, said) if part)

    def groups(self) -> tuple[CorrelatedGroup | PooledGroup, ...]:
        """Return what moves together: assumptions that correlate or that evidence ties, and years that hang together.

        Correlations of what evidence ties together are in its pool already.
        """
        held = {key: assumption.estimate for key, assumption in self.model.assumptions.items()}
        pools = {estimate.pool: None for estimate in held.values() if isinstance(estimate, Weighed)}
        tied = {name for pool in pools for name in pool.names}
        found: list[CorrelatedGroup | PooledGroup] = [
            CorrelatedGroup(names, rank_factor(ranks))
            for names, ranks in correlated_groups(self.model)
            if self.times.used.intersection(names) and not tied.intersection(names)
        ]
        found += [PooledGroup(pool.names, pool) for pool in pools if self.times.used.intersection(pool.names)]
        for key in self.model.assumptions:
            persistence = self.model.assumptions[key].persistence
            if key in self.times.used and not isinstance(persistence, str) and persistence != 0:
                names = self.names(key)
                next_year = float(gaussian_correlation(persistence))
                apart = np.abs(np.subtract.outer(np.arange(len(names)), np.arange(len(names))))
                found.append(CorrelatedGroup(names, cholesky_factor(next_year**apart)))
        return tuple(found)
