"""Wellbeing: WELLBYs brought to another year as HM Treasury does, and large changes of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.errors import InputError
from agile_case.quantities.numbers import above_zero, amount, sourced

if TYPE_CHECKING:
    from agile_case.quantities.years import Year
    from agile_case.reference import Deflator
    from agile_case.valuation.unit_values import UnitValue

__all__ = ["ELASTICITY", "compensating_surplus", "uprated_wellby"]

ELASTICITY: Final = 1.3
"""Elasticity of the marginal utility of income (The Green Book 2026, paragraph 7.15)."""
_INCOME_POINTS: Final = 1.96
_LARGE: Final = 0.5


def uprated_wellby(
    value: UnitValue, year: Year, deflator: Deflator, *, gdp_per_head_ratio: float, source: str
) -> UnitValue:
    """Return a WELLBY of a later year: its prices by the deflator, its worth by real GDP per head.

    Args:
        value: The WELLBY, in prices of the year it is for.
        year: The later year, of the kind that the deflator has.
        deflator: A deflator that holds both years.
        gdp_per_head_ratio: Real GDP per head of the later year over that of the earlier; a figure of the user's.
        source: Where that ratio comes from.

    Raises:
        InputError: The ratio is not above zero, there is no source, or the value is no WELLBY.
        YearError: A year lies outside the deflator.

    Source:
        HM Treasury, Wellbeing Guidance for Appraisal, 2021: deflator ratio times the ratio of real GDP per head to the
        power of 1.3. Evidence: secondary.
    """
    if "wellby" not in value.key:
        message = "Only a WELLBY is brought to another year in this way."
        raise InputError(message, where="value", got=value.key, wanted="a WELLBY")
    ratio = above_zero(gdp_per_head_ratio, "gdp_per_head_ratio")
    why = sourced(source, "source")
    rebased = value.in_prices(year, deflator)
    note = f"{rebased.note}; times {ratio:.6g} to the power of {ELASTICITY} for real GDP per head ({why})"
    return attrs.evolve(rebased, value=rebased.value * ratio**ELASTICITY, note=note)


def compensating_surplus(change: float, income: float) -> float:
    """Return what a large change of life satisfaction is worth to a person, in pounds a year.

    A change of more than half a point is too large to multiply by a WELLBY. This is the income that the person would
    give up for a gain; for a loss it is less than nothing.

    Args:
        change: Change of life satisfaction, in points of the scale from 0 to 10.
        income: Income of the person a year, in pounds.

    Raises:
        InputError: A number is none, or the change is half a point or less, for which a WELLBY serves.

    Source:
        HM Treasury, Wellbeing Guidance for Appraisal, 2021: M x (1 - exp(-bQ dQ / bY)), bY = 1.96 and one point of
        satisfaction as dQ with bQ = 1. Evidence: secondary.
    """
    points = amount(change, "change")
    if abs(points) <= _LARGE:
        message = "A change of half a point or less is multiplied by a WELLBY."
        raise InputError(message, where="change", got=repr(change), wanted="more than 0.5 points, either way")
    return above_zero(income, "income") * (1.0 - math.exp(-points / _INCOME_POINTS))
