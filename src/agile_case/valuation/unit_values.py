"""Unit values of wellbeing, health and life: published ones with their evidence, and one's own with a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import attrs

from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.estimates.distributions import Fixed
from agile_case.model.assumptions import Assumption
from agile_case.quantities.nouns import Noun
from agile_case.quantities.numbers import above_zero, amount, sourced
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import CalendarYear, Year
from agile_case.reference import load

if TYPE_CHECKING:
    from agile_case.reference import Deflator

__all__ = ["UnitValue", "own_value", "unit_value", "unit_values_table"]

_TABLE = "unit-values"


@attrs.frozen(kw_only=True)
class UnitValue(Noun):
    """What one unit of something is worth, in prices of a year."""

    key: str
    """Its name, such as `wellby-central`."""
    title: str
    """Title for people."""
    value: float = attrs.field()
    """Pounds for one unit."""
    unit: str
    """What it is a value of, such as `GBP/WELLBY`."""
    price_base: Year
    """Year of the prices."""
    real_growth: float = 0.0
    """Growth of the value a year in real terms that its publication states, as a fraction."""
    grown_to: Year | None = None
    """Year to which that growth has been counted; None where it has not been."""
    source: str
    """Where it was published."""
    evidence: str
    """How well it is known: primary, secondary, recomputed or unverified."""
    note: str = ""
    """What a reader must take care of."""

    @value.validator
    def _check_value(self, _attribute: object, value: object) -> None:
        above_zero(value, "value")

    @property
    def citation(self) -> str:
        """The source in one line, with prices and evidence."""
        grown = f", grown to {self.grown_to} at {self.real_growth:.4g} a year" if self.grown_to else ""
        return f"{self.source}; {self.price_base} prices{grown}; evidence: {self.evidence}"

    def in_prices(self, year: Year, deflator: Deflator) -> UnitValue:
        """Return the value in prices of another year; what it is worth in real terms stays.

        Args:
            year: The year, of the kind that the deflator has.
            deflator: A deflator that holds both years.

        Raises:
            YearError: A year lies outside the deflator, or is of another kind; nothing is extrapolated.
        """
        note = f"{self.note}; " if self.note else ""
        return attrs.evolve(
            self,
            value=self.value * deflator.ratio(self.price_base, year),
            price_base=year,
            note=f"{note}rebased from {self.price_base} by {deflator.name}",
        )

    def grown(self, year: Year) -> UnitValue:
        """Return the value as its published real growth has it in a later year, in the prices that it is in.

        Args:
            year: The year, of the kind of the price base.

        Raises:
            InputError: Its publication states no growth, or it has been grown already: growth is counted once.
        """
        if not self.real_growth:
            message = "No real growth is published for this value."
            raise InputError(message, where=self.key, got="none", wanted="a value with real growth")
        if self.grown_to is not None:
            message = "The real growth of this value has been counted already."
            do = "grow the published value, and give the line no growth"
            raise InputError(message, where=self.key, got=f"grown to {self.grown_to}", wanted="once", do=do)
        years = year - self.price_base
        return attrs.evolve(self, value=self.value * (1.0 + self.real_growth) ** years, grown_to=year)

    def assumption(self, unit: str) -> Assumption:
        """Return it as an assumption of a case, with its citation as the source.

        Args:
            unit: Unit in the case, such as `GBP/wellby`, whose count the case declares.
        """
        return Assumption(
            estimate=Fixed(self.value), unit=unit, title=self.title, source=self.citation, notes=self.note
        )


def unit_value(key: str, *, vintage: str, price_base: int | Year | None = None) -> UnitValue:
    """Return a bundled unit value.

    Args:
        key: Its name, such as `wellby-central`.
        vintage: Vintage of the table of unit values, such as `collected-2026-11`; there is no default.
        price_base: Calendar year of its prices, which must be given where publications disagree on it, and only then.

    Raises:
        UnknownNameError: There is no such value or vintage; the nearest are suggested.
        InputError: A price base is missing, or is given for a value whose prices are known.
        YearError: The price base is no year.
    """
    rows = {str(row["key"]): row for row in load(_TABLE, vintage).rows}
    if key not in rows:
        message, do = "There is no such unit value.", did_you_mean(str(key), rows)
        raise UnknownNameError(message, where=_TABLE, got=f"{key!r:.80}", wanted="a bundled value", do=do)
    row = rows[key]
    published, note = row["price_base"], str(row["note"])
    if published is None and price_base is None:
        message = "The price base of this value is disputed or not established."
        do = "state the year that you take it to be in, for example price_base=2022"
        raise InputError(message, where=key, got=note, wanted="a price base", do=do)
    if published is not None and price_base is not None:
        message = "The price base of this value is published."
        raise InputError(message, where=key, got=repr(price_base), wanted=f"{published}", do="rebase it with in_prices")
    base = price_base if isinstance(price_base, Year) else CalendarYear(cast("int", published or price_base))
    stated = "" if published is not None else f"price base {base} stated by the user; "
    return UnitValue(
        key=key,
        title=str(row["title"]),
        value=cast("float", row["value"]),
        unit=str(row["unit"]),
        price_base=base,
        real_growth=cast("float | None", row["real_growth_per_year"]) or 0.0,
        source=str(row["publication"]),
        evidence=str(row["evidence"]),
        note=f"{stated}{note}".removesuffix("; "),
    )


def own_value(
    key: str, value: float, *, unit: str, price_base: Year, source: str, real_growth: float = 0.0
) -> UnitValue:
    """Return a unit value of one's own, which needs its source.

    Args:
        key: Its name.
        value: Pounds for one unit.
        unit: What it is a value of.
        price_base: Year of the prices.
        source: Where it comes from.
        real_growth: Growth a year in real terms, as a fraction.

    Raises:
        InputError: The value is not above zero, or there is no source.
    """
    return UnitValue(
        key=key,
        title=key,
        value=above_zero(value, "value"),
        unit=unit,
        price_base=price_base,
        real_growth=amount(real_growth, "real_growth"),
        source=sourced(source, "source"),
        evidence="unverified",
    )


def unit_values_table(vintage: str) -> Table:
    """Return every bundled unit value with its prices and evidence.

    Args:
        vintage: Vintage of the table of unit values.
    """
    rows: list[list[Cell]] = [
        [
            str(row["key"]),
            str(row["title"]),
            cast("float", row["value"]),
            str(row["unit"]),
            "not established" if row["price_base"] is None else str(row["price_base"]),
            str(row["publication"]),
            str(row["evidence"]),
            str(row["note"]),
        ]
        for row in load(_TABLE, vintage).rows
    ]
    columns = [
        Column("Key", "key"),
        Column("Value of", "title"),
        Column("£", "value_gbp", 0),
        Column("Unit", "unit"),
        Column("Prices of", "price_base"),
        Column("Publication", "publication"),
        Column("Evidence", "evidence"),
        Column("Note", "note"),
    ]
    return Table("unit_values", "Unit values", columns, rows)
