"""What posts and contracts save from their dates on, held against what is claimed as cash, year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.estimates.grammar import parse
from agile_case.model.assumptions import YearlyValues
from agile_case.model.measurement import mean_of_tree
from agile_case.model.timing import active_years, mean_of, moment_of

if TYPE_CHECKING:
    from agile_case.guidance.rules import RuleContext
    from agile_case.model.lines import Benefit
    from agile_case.model.model import Model
    from agile_case.quantities.frozen import FloatArray
    from agile_case.quantities.years import Year

__all__ = ["cash_gaps", "last_moment"]

_ROUNDING: Final = 0.005
"""Share of a claim that rounded figures may leave uncovered."""


def cash_gaps(address: str, benefit: Benefit, context: RuleContext) -> list[tuple[Year, float, float]]:
    """Return the years in which more cash is claimed than what is given up saves; both grow as the benefit does.

    Args:
        address: Address of the benefit.
        benefit: The benefit, each of whose releases says what it saves.
        context: The context.

    Returns:
        The year, the claim and what covers it, in pounds of the prices of the line, at means; nothing where what is
        saved, or how it grows, differs from year to year in a way of its own.
    """
    model, yearly = context.model, context.result.yearly
    claimed = next(own for held, own in zip(yearly.plan.lines, yearly.own, strict=True) if held.address == address)
    years = np.arange(len(claimed), dtype=np.float64)
    growth = _growth(benefit, model, years)
    if growth is None:
        return []
    covered = np.zeros(len(claimed))
    for release in () if benefit.realisation is None else benefit.realisation.releases:
        assert release.saves is not None  # noqa: S101 - as asked for
        saves = mean_of_tree(parse(release.saves, model.units.words), model)
        if saves is None:
            return []
        from_ = mean_of(moment_of(release.on, model), model)
        covered += saves * np.clip(years + 1 - from_, 0.0, 1.0) * growth
    short = np.flatnonzero(claimed > covered + _ROUNDING * claimed)
    return [(yearly.plan.years[place], float(claimed[place]), float(covered[place])) for place in short]


def _growth(benefit: Benefit, model: Model, years: FloatArray) -> FloatArray | None:
    """Return how far a benefit has grown in each year, at means; None where its growth is a series."""
    rate = benefit.growth
    if benefit.cash_growth is not None:
        return None
    if isinstance(rate, str):
        held = model.assumptions[rate]
        if isinstance(held.estimate, YearlyValues):
            return None
        rate = held.estimate.mean * model.units.unit(held.unit).scale
    from_ = 0 if benefit.growth_from is None else benefit.growth_from - model.basis.start
    return np.asarray((1 + (rate or 0.0)) ** np.maximum(years - from_, 0))


def last_moment(address: str, benefit: Benefit, context: RuleContext) -> float:
    """Return when a benefit is claimed for the last time, in years from the first day of year 0.

    Args:
        address: Address of the benefit.
        benefit: The benefit.
        context: The context.
    """
    model, yearly = context.model, context.result.yearly
    place = next((place for place, held in enumerate(yearly.plan.lines) if held.address == address), None)
    falls = np.array([]) if place is None else np.flatnonzero(yearly.real[place])
    active = active_years(benefit, model)
    last = float(falls[-1] + 1) if len(falls) else 0.0 if active is None else float(active.last - model.basis.start + 1)
    return last if benefit.ends is None else min(last, mean_of(moment_of(benefit.ends, model), model))
