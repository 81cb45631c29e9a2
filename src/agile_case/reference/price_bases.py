"""Moving amounts between price bases: rebase, cash to real terms and back, and growth apart from general prices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from agile_case.errors import InputError
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.numbers import amount as number
from agile_case.quantities.numbers import growth as checked_growth
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import Year
from agile_case.reference.deflators import Deflator

__all__ = ["real_terms_table", "rebase", "relative_growth", "to_cash", "to_real"]


def rebase(amount: float, from_year: Year | str, to_year: Year | str, deflator: Deflator) -> float:
    """Return an amount in prices of another year.

    Args:
        amount: Amount in prices of `from_year`.
        from_year: Year of the prices that are given.
        to_year: Year of the prices that are wanted.
        deflator: The price index, by the same kind of year.

    Returns:
        `amount * index[to_year] / index[from_year]`.

    Raises:
        InputError: The amount is no finite number, or the deflator is none.
        YearError: A year is none of the deflator; nothing is extrapolated.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.45 to 6.50.
    """
    held = _deflator(deflator)
    return number(amount, "amount") * held.ratio(_year(from_year), _year(to_year))


def to_real(cash: Mapping[Year | str, float], base: Year | str, deflator: Deflator) -> FrozenMap[Year, float]:
    """Return amounts in cash of their years as amounts in prices of one year.

    Args:
        cash: Amounts by year, in cash.
        base: Year of the prices that are wanted.
        deflator: The price index, by the same kind of year.

    Returns:
        Amounts by year, in prices of the base year.

    Raises:
        InputError: There are no amounts, or one is no finite number, or the deflator is none.
        YearError: A year is none, or none of the deflator; nothing is extrapolated.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.45 to 6.50 and Table 7.
    """
    held, to = _deflator(deflator), _year(base)
    return FrozenMap({year: amount * held.ratio(year, to) for year, amount in _by_year(cash)})


def to_cash(real: Mapping[Year | str, float], base: Year | str, deflator: Deflator) -> FrozenMap[Year, float]:
    """Return amounts in prices of one year as cash of their years.

    Args:
        real: Amounts by year, in prices of the base year.
        base: Year of those prices.
        deflator: The price index, by the same kind of year.

    Returns:
        Amounts by year, in cash.

    Raises:
        InputError: There are no amounts, or one is no finite number, or the deflator is none.
        YearError: A year is none, or none of the deflator; nothing is extrapolated.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.45 to 6.50 and Table 7.
    """
    held, given = _deflator(deflator), _year(base)
    return FrozenMap({year: amount * held.ratio(given, year) for year, amount in _by_year(real)})


def relative_growth(growth: float, general: float) -> float:
    """Return how fast a price grows in real terms: its own growth over that of general prices.

    The same relation takes inflation off a nominal rate. Rates compound: they are not subtracted.

    Args:
        growth: Growth of the price in cash, as a fraction a year above -1.
        general: Growth of general prices, as a fraction a year above -1.

    Returns:
        `(1 + growth) / (1 + general) - 1`, for `growth` of a line in real terms.

    Raises:
        InputError: A growth is no finite number above -1.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.45 to 6.50 and 6.52.
    """
    own, others = checked_growth(growth, "growth"), checked_growth(general, "general")
    return (own - others) / (1.0 + others)


def real_terms_table(cash: Mapping[Year | str, float], base: Year | str, deflator: Deflator) -> Table:
    """Return cash, deflator factor and real amount of each year, as The Green Book 2026 sets them out in Table 7.

    Args:
        cash: Amounts by year, in cash; pounds.
        base: Year of the prices that are wanted.
        deflator: The price index, by the same kind of year.

    Raises:
        InputError: As for `to_real`.
        YearError: As for `to_real`.
    """
    real, to = to_real(cash, base, deflator), _year(base)
    rows: list[list[Cell]] = [
        [str(year), amount, deflator.ratio(year, to), real[year]] for year, amount in _by_year(cash)
    ]
    columns = [
        Column("Year", "year"),
        Column("Cash, £", "cash", 0),
        Column("Factor", "factor", 4),
        Column(f"Real, {to} prices, £", "real", 0),
    ]
    return Table("real_terms", "Cash to real terms", columns, rows, notes=(f"Prices: {deflator.citation}",))


def _by_year(amounts: object) -> Iterable[tuple[Year, float]]:
    if not isinstance(amounts, Mapping) or not amounts:
        message, wanted = "Amounts are given by year.", 'for example {"2026-27": 1000, "2027-28": 1020}'
        raise InputError(message, where="amounts", got=f"{amounts!r:.120}", wanted=wanted)
    return [(_year(year), number(amount, str(year))) for year, amount in amounts.items()]


def _year(value: Year | str) -> Year:
    return value if isinstance(value, Year) else Year.parse(value)


def _deflator(value: object) -> Deflator:
    if not isinstance(value, Deflator):
        message = "Prices move by a deflator."
        do = 'load one: Deflator.of(load("gdp-deflator", "hmt-2026-03"))'
        raise InputError(message, where="deflator", got=f"{value!r:.80}", wanted="a Deflator", do=do)
    return value
