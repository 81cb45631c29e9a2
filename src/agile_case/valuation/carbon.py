"""Greenhouse gases: values by year and range, energy and emissions, and when they may be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from agile_case.errors import InputError, UnknownNameError, YearError, did_you_mean
from agile_case.model.assumptions import Assumption, YearlyValues
from agile_case.quantities.numbers import amount, sourced
from agile_case.reference import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.quantities.years import Year, YearRange
    from agile_case.reference import Deflator

__all__ = ["NEGLIGIBLE", "RANGES", "carbon_assumption", "carbon_value", "emissions", "is_negligible"]

RANGES: Final = ("low", "central", "high")
NEGLIGIBLE: Final = 100_000.0
"""Tonnes of carbon dioxide equivalent a year below which emissions are normally negligible."""
_TABLE: Final = "carbon-values"


def carbon_value(
    year: int, *, vintage: str, series: str = "central", growth_after: tuple[float, str] | None = None
) -> float:
    """Return what a tonne of carbon dioxide equivalent emitted in a year is worth, in prices of the vintage.

    Args:
        year: Calendar year of emission.
        vintage: `beis-2021` in 2020 prices, or `desnz-2023` in 2022 prices; there is no default.
        series: `low`, `central` or `high`.
        growth_after: Real growth a year after the last published year, as a fraction, with its source. Without it
            nothing is extrapolated.

    Raises:
        UnknownNameError: There is no such vintage or series.
        YearError: The year is not published, and no growth after it is given.
        InputError: The growth is no number above -1, or has no source.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 8.67 to 8.75; the publication of the vintage.
    """
    if series not in RANGES:
        message, do = "There is no such series of carbon values.", did_you_mean(str(series), RANGES)
        raise UnknownNameError(message, where="series", got=f"{series!r:.80}", wanted=" or ".join(RANGES), do=do)
    rows = {cast("int", row["year"]): row for row in load(_TABLE, vintage).rows}
    if year in rows and not isinstance(year, bool):
        return cast("float", rows[year][series])
    last = max(rows)
    if isinstance(year, int) and not isinstance(year, bool) and year > last and growth_after is not None:
        growth, source = growth_after
        sourced(source, "growth_after")
        rate = amount(growth, "growth_after")
        if rate <= -1:
            message = "This is not a rate of growth."
            raise InputError(message, where="growth_after", got=repr(growth), wanted="a number above -1")
        return cast("float", rows[last][series]) * float((1.0 + rate) ** (year - last))
    message = "No carbon value is published for this year; nothing is extrapolated."
    do = "give growth_after = (rate, source) for years after the last, or leave the year out"
    raise YearError(message, where=f"{_TABLE}/{vintage}", got=f"{year!r:.80}", wanted=f"{min(rows)} to {last}", do=do)


def carbon_assumption(
    years: YearRange,
    *,
    vintage: str,
    unit: str,
    series: str = "central",
    prices: tuple[Year, Year, Deflator] | None = None,
    growth_after: tuple[float, str] | None = None,
) -> Assumption:
    """Return carbon values year by year as an assumption of a case.

    A financial year takes the value of the calendar year in which it begins, in which nine of its months lie.

    Args:
        years: Years of the case.
        vintage: `beis-2021` in 2020 prices, or `desnz-2023` in 2022 prices.
        unit: Unit in the case, such as `GBP/tonne`, whose count the case declares.
        series: `low`, `central` or `high`.
        prices: The year of the vintage's prices and that of the case's, of the kind that the deflator has, and the
            deflator. Without it the values stay in the prices of the vintage, and the line must say so.
        growth_after: Real growth a year after the last published year, as a fraction, with its source.

    Raises:
        UnknownNameError: There is no such vintage or series.
        YearError: A year is not published, or lies outside the deflator.
    """
    header = load(_TABLE, vintage).header
    ratio, words = 1.0, f"{header.price_base} prices"
    if prices is not None:
        ratio = prices[2].ratio(prices[0], prices[1])
        words = f"{prices[1]} prices, rebased from {header.price_base} by {prices[2].name}"
    values = [
        carbon_value(year.first, vintage=vintage, series=series, growth_after=growth_after) * ratio for year in years
    ]
    after = f"; after the last published year {growth_after[0]:.4g} a year ({growth_after[1]})" if growth_after else ""
    return Assumption(
        estimate=YearlyValues(years=years, values=tuple(values)),
        unit=unit,
        title=f"Carbon value, {series}",
        source=f"{header.source}; {words}; evidence: {header.evidence}{after}",
    )


def emissions(fuel: float, factor: float) -> float:
    """Return the emissions of a change in fuel use, in tonnes of carbon dioxide equivalent.

    Args:
        fuel: Change in fuel use, in units of the factor.
        factor: Tonnes of carbon dioxide equivalent for one unit of fuel, from the published tables of factors.

    Raises:
        InputError: A number is none.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 8.67 to 8.69.
    """
    return amount(fuel, "fuel") * amount(factor, "factor")


def is_negligible(tonnes: Mapping[str, float]) -> bool:
    """Tell whether emissions are normally negligible: below 0.1 million tonnes in every year.

    Args:
        tonnes: Change in tonnes of carbon dioxide equivalent by year, less or more.

    Raises:
        InputError: There are no years, or an amount is none.

    Source:
        HM Treasury, The Green Book 2026, paragraph 8.75.
    """
    if not tonnes:
        message = "Emissions are given by year."
        raise InputError(message, where="tonnes", got="none", wanted='for example {"2027-28": 1_200}')
    return all(abs(amount(value, f"tonnes.{year}")) < NEGLIGIBLE for year, value in tonnes.items())
