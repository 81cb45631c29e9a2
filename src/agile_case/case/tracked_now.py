"""What is believed now beside what was promised: both on the years, the units and the prices of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal.parameters import parameters_of
from agile_case.case.tracked_draws import YearsBeside
from agile_case.errors import AgileCaseError
from agile_case.model.model import Model
from agile_case.quantities.frozen import FloatArray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.quantities.years import Year

__all__ = ["Now", "rebased"]


@attrs.frozen(kw_only=True, eq=False)
class Now:
    """What is believed now, and what was promised."""

    model: Model
    """The case as it is believed."""
    option: str
    """Key of the option that is carried out."""
    held: YearsBeside
    """Its years."""
    then: Model
    """The model of the plan."""
    before: YearsBeside | None
    """Its years; None where the plan had nothing of the kind."""
    dated: YearsBeside | None
    """Take-up of the plan on the dates of now; None where it is that of the plan, or cannot be told."""
    prices: float
    """What money of the plan is multiplied by to be in the prices of now."""
    weights: FloatArray | None
    """Weights of the draws; None where no forecast is given."""

    @property
    def years(self) -> tuple[Year, ...]:
        """The years of the case."""
        return self.held.result.plan.years

    def expected(self, name: str) -> FloatArray:
        """Return what is expected in each year: the mean of the weighted draws, or at means without a forecast.

        Args:
            name: Name of a line.
        """
        return self.held.central[name] if self.weights is None else self.held.mean(name, self.weights)

    def planned(self, name: str) -> FloatArray:
        """Return what the plan expected in each year of the case; 0 in years that it did not have.

        It is the mean of draws where what is expected now is one, so that the two differ by what differs in the case.

        Args:
            name: Name of a line.
        """
        return self._on_years(self.before, name)

    def on_new_dates(self, name: str) -> FloatArray:
        """Return what the plan would have expected on the dates of now.

        Args:
            name: Name of a line.
        """
        return self.planned(name) if self.dated is None else self._on_years(self.dated, name)

    def outside(self, name: str) -> Iterator[tuple[Year, float]]:
        """Yield what the plan expected in years that the case does not have any more.

        Args:
            name: Name of a line.
        """
        if self.before is not None and name in self.before.central:
            for year, amount in zip(self.before.result.plan.years, self._means(self.before, name), strict=True):
                if year not in self.years and amount:
                    yield year, float(amount)

    def _on_years(self, held: YearsBeside | None, name: str) -> FloatArray:
        found = np.zeros(len(self.years))
        if held is not None and name in held.central:
            amounts = self._means(held, name)
            for place, year in enumerate(self.years):
                there = held.place_of(year)
                if there is not None:
                    found[place] = amounts[there]
        return found

    def _means(self, held: YearsBeside, name: str) -> FloatArray:
        return held.central[name] if self.weights is None else held.mean(name)


def rebased(then: Model, now: Model) -> float | None:
    """Return what money of an earlier model is multiplied by to be in the prices of a later one.

    Args:
        then: The earlier model.
        now: The later one.

    Returns:
        1 where their prices are the same; None where the deflator does not hold both.
    """
    mine, theirs = parameters_of(now).prices, parameters_of(then).prices
    if mine.base == theirs.base:
        return 1.0
    try:
        return mine.deflator.ratio(theirs.base, mine.base)
    except AgileCaseError:
        return None
