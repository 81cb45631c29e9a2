"""Annuities: what a level amount a year is worth, and which level amount a present value is worth.

Equivalent annual values compare options of unequal lives: each is as if it were bought again for ever.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import attrs

from agile_case.appraisal.flows import rate_of, whole_years
from agile_case.errors import InputError
from agile_case.quantities.nouns import Noun
from agile_case.quantities.numbers import amount
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.reference import DiscountSchedule

__all__ = ["Life", "annuity_factor", "equivalent_annual_value", "unequal_lives"]


def annuity_factor(rate: float | DiscountSchedule, years: int, *, first_year: int) -> float:
    """Return the present value, at year 0, of one pound a year.

    Args:
        rate: A flat rate as a fraction a year, or a discount schedule.
        years: In how many years a pound falls, one after the other.
        first_year: The first of them: 0 for amounts at the beginning of each year, 1 at its end, later if deferred.

    Raises:
        InputError: A number is none.
        YearError: The schedule ends before.

    Source:
        The sum of the discount factors of The Green Book 2026, paragraphs 6.52 to 6.59; for a flat rate r and n years
        from year 1, (1 - (1 + r) ** -n) / r.

    Example:
        >>> round(annuity_factor(0.035, 20, first_year=1), 4)
        14.2124
    """
    count, first = whole_years(years, "years", least=1), whole_years(first_year, "first_year", least=0)
    if isinstance(rate, DiscountSchedule):
        return math.fsum(rate.factors(first + count - 1)[first:])
    flat = rate_of(rate)
    try:
        return math.fsum((1.0 + flat) ** -year for year in range(first, first + count))
    except OverflowError:
        message = "An annuity has no finite value at this rate."
        raise InputError(message, where="rate", got=repr(rate), wanted="a rate nearer to nothing") from None


def equivalent_annual_value(
    present_value: float, rate: float | DiscountSchedule, years: int, *, first_year: int
) -> float:
    """Return the level amount a year that is worth as much as a present value.

    Args:
        present_value: Pounds at year 0: a cost gives the equivalent annual cost.
        rate: A flat rate as a fraction a year, or a discount schedule.
        years: Over how many years.
        first_year: The first of them: 0 for amounts at the beginning of each year, 1 at its end.

    Raises:
        InputError: A number is none.
        YearError: The schedule ends before.

    Source:
        Northern Ireland Department of Finance, guide to economic appraisal, Table 3, for year 1 and 3.5%.

    Example:
        >>> round(equivalent_annual_value(1, 0.035, 10, first_year=1), 4)
        0.1202
    """
    return amount(present_value, "present_value") / annuity_factor(rate, years, first_year=first_year)


@attrs.frozen(kw_only=True)
class Life(Noun):
    """What an option with a life of its own is worth, so that others with other lives can stand beside it."""

    present_value: float
    """Present value over one life, in pounds."""
    years: int
    """Years of one life."""
    annual: float
    """Equivalent annual value, in pounds a year."""
    repeated: float
    """Present value over the span that all lives fit into, bought again at the end of each, in pounds."""


def unequal_lives(
    options: Mapping[str, tuple[float, int]], rate: float, *, first_year: int = 1
) -> tuple[dict[str, Life], Table]:
    """Compare options of unequal lives by equivalent annual values, and over the least span that holds all lives.

    Both answers rank alike at a flat rate, which is why no schedule is taken: under one a second life would be worth
    another amount than the first.

    Args:
        options: Present value in pounds over one life, and years of the life, by name.
        rate: A flat rate as a fraction a year.
        first_year: The year in which the first equivalent annual amount falls: 1 unless stated.

    Returns:
        What each is worth, and a table of it.

    Raises:
        InputError: A number is none, or the span is longer than 1000 years.
    """
    pairs = isinstance(options, Mapping) and all(
        isinstance(held, list | tuple) and len(held) == 2  # noqa: PLR2004 - a value and a life
        for held in options.values()
    )
    if not pairs or not options:
        message = "Options of unequal lives are given by name."
        wanted = 'for example {"lease": (70_000, 3), "buy": (140_000, 7)}'
        raise InputError(message, where="options", got=f"{options!r:.80}", wanted=wanted)
    flat = rate_of(rate)
    lives = {name: whole_years(held[1], f"options.{name}", least=1) for name, held in options.items()}
    span = math.lcm(*lives.values())
    whole_years(span, "options", least=1)
    found: dict[str, Life] = {}
    for name, (given, _) in options.items():
        years, present = lives[name], amount(given, f"options.{name}")
        repeated = math.fsum(present * (1.0 + flat) ** -begin for begin in range(0, span, years))
        annual = equivalent_annual_value(present, flat, years, first_year=first_year)
        found[name] = Life(present_value=present, years=years, annual=annual, repeated=repeated)
    rows: list[list[Cell]] = [
        [name, held.years, held.present_value, held.annual, held.repeated] for name, held in found.items()
    ]
    columns = [
        Column("Option", "option"),
        Column("Life, years", "years"),
        Column("PV of one life, £", "pv_gbp", 2),
        Column("Equivalent annual value, £", "annual_gbp", 2),
        Column(f"PV over {span} years, £", "repeated_gbp", 2),
    ]
    notes = [f"Flat rate of {flat:.4g} a year; the first annual amount falls in year {first_year}."]
    return found, Table("unequal_lives", "Options of unequal lives", columns, rows, notes)
