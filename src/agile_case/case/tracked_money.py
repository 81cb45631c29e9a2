"""Benefits and costs in money: what was recorded in the place of what was expected, and what that does to the NPSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal.parameters import parameters_of
from agile_case.case.tracked_draws import YearsBeside
from agile_case.case.tracked_parts import TrackedBenefit, TrackedLine
from agile_case.case.tracked_shares import Factors, shares_of
from agile_case.errors import AgileCaseError
from agile_case.model.model import Model
from agile_case.quantities.frozen import FloatArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agile_case.case.tracked_weights import Figure
    from agile_case.history.entries import Record
    from agile_case.model.lines import Benefit, Cost
    from agile_case.quantities.years import Year

__all__ = ["Now", "line_of", "money_of"]


@attrs.frozen(kw_only=True, eq=False)
class Now:
    """What is believed now, and what was promised."""

    model: Model
    """The case as it is believed."""
    held: YearsBeside
    """Its years."""
    before: YearsBeside | None
    """Those of the plan; None where the plan had nothing of the kind."""
    dated: YearsBeside | None
    """Take-up of the plan on the dates of now."""
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
        if self.weights is None:
            return self.held.central[name]
        return np.asarray(self.held.drawn[name] @ self.weights)

    def planned(self, name: str) -> FloatArray:
        """Return what the plan expected in each year of the case, at means; 0 in years that it did not have.

        Args:
            name: Name of a line.
        """
        return _on_years(self.before, name, self.years)

    def on_new_dates(self, name: str) -> FloatArray:
        """Return what the plan would have expected on the dates of now.

        Args:
            name: Name of a line.
        """
        return self.planned(name) if self.dated is None else _on_years(self.dated, name, self.years)


def _on_years(held: YearsBeside | None, name: str, years: Sequence[Year]) -> FloatArray:
    found = np.zeros(len(years))
    if held is not None and name in held.central:
        for place, year in enumerate(years):
            there = held.place_of(year)
            if there is not None:
                found[place] = held.central[name][there]
    return found


def money_of(now: Now, name: str, benefit: Benefit, figures: Mapping[str, Sequence[Figure]]) -> TrackedBenefit:
    """Return a benefit in money: a figure that was recorded is worth what its unit is worth in the case of now.

    Args:
        now: What is believed, and what was promised.
        name: Key of the benefit.
        benefit: The benefit.
        figures: What was recorded of each measure.
    """
    counted, value, money = f"measure_of_{benefit.measured_by}", f"value_of_{name}", f"money_of_{name}"
    measured, worth = now.held.central[counted], now.held.central[value]
    realised = {
        one.place: one.value * _worth(measured, worth, one.place) for one in figures.get(benefit.measured_by, ())
    }
    expected = now.expected(money)
    outlook = expected.copy()
    known = Factors(
        counted=now.expected(counted).copy(),
        take_up=_take_up(now, name, benefit, figures),
        valued=now.expected(value).copy(),
        money=outlook,
    )
    for one in figures.get(benefit.measured_by, ()):
        known.counted[one.place] = one.value
        known.valued[one.place] = outlook[one.place] = realised[one.place]
    there = now.before is not None and money in now.before.central
    plan = Factors(
        counted=now.planned(counted),
        take_up=now.planned(f"profile_of_{name}"),
        valued=now.planned(value),
        money=now.planned(money),
    )
    dated, past = now.on_new_dates(f"profile_of_{name}"), sorted(realised)
    return TrackedBenefit(
        key=name,
        title=benefit.title or name.replace("_", " ").capitalize(),
        years=now.years,
        planned=tuple(plan.money.tolist()),
        outlook=tuple(outlook.tolist()),
        recorded=tuple(now.years[place] for place in past),
        present=float(((outlook - expected) * now.held.result.plan.factors_of(now.held.line_of(money))).sum()),
        shares_to_date=shares_of(plan, dated, known, past) if there else (),
        shares=shares_of(plan, dated, known, range(len(now.years))) if there else (),
    )


def _worth(measured: FloatArray, worth: FloatArray, place: int) -> float:
    """Return pounds for a unit: those of the year, or of the nearest year in which anything is expected."""
    there = np.flatnonzero(measured)
    if not there.size:
        return 0.0
    nearest = there[np.argmin(np.abs(there - place))]
    return float(worth[nearest] / measured[nearest])


def _take_up(now: Now, name: str, benefit: Benefit, figures: Mapping[str, Sequence[Figure]]) -> FloatArray:
    """Return take-up as it is known: as recorded where a measure stands for the same profile, otherwise as expected."""
    found = now.expected(f"profile_of_{name}").copy()
    for key, held in now.model.measures.items():
        if benefit.profile is not None and held.profile == benefit.profile and held.expected is None:
            for one in figures.get(key, ()):
                found[one.place] = one.value
    return found


def line_of(now: Now, table: str, name: str, line: Benefit | Cost, known: Mapping[Year, Record]) -> TrackedLine:
    """Return a line whose money was recorded, in the prices of the case.

    Args:
        now: What is believed, and what was promised.
        table: `costs` or `benefits`.
        name: Key of the line.
        line: The line.
        known: What was recorded of it, by year, in cash.

    Raises:
        YearError: The deflator does not hold a year that was recorded.
    """
    beside = f"line_of_{table}_{name}"
    prices, units = parameters_of(now.model).prices, now.model.units
    outlook = now.expected(beside).copy()
    expected = outlook.copy()
    for place, year in enumerate(now.years):
        if year in known:
            try:
                ratio = prices.deflator.ratio(year, prices.base)
            except AgileCaseError as error:
                raise error.at(known[year].path) from None
            amount = known[year].amount
            outlook[place] = amount.magnitude * units.unit(amount.unit).scale * ratio
    plan = now.held.result.plan
    gap = float(((outlook - expected) * plan.factors_of(now.held.line_of(beside))).sum())
    return TrackedLine(
        key=name,
        table=table,
        title=line.title or name.replace("_", " ").capitalize(),
        years=now.years,
        planned=tuple(now.planned(beside).tolist()),
        outlook=tuple(outlook.tolist()),
        recorded=tuple(year for year in now.years if year in known),
        present=-gap if table == "costs" else gap,
    )
