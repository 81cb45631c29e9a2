"""Deflators: a published price index by year, with its outturn, its forecast and a user's extension."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import attrs
import numpy as np

from agile_case.errors import InputError, YearError
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only
from agile_case.quantities.nouns import Noun
from agile_case.quantities.numbers import growth as checked_growth
from agile_case.quantities.numbers import sourced
from agile_case.quantities.years import CalendarYear, FinancialYear, Year, YearRange
from agile_case.reference.headers import SCHEMA, Header

if TYPE_CHECKING:
    from agile_case.reference.loader import Dataset

__all__ = ["CALENDAR_DEFLATOR", "Deflator"]

CALENDAR_DEFLATOR = "gdp-deflator-calendar"
"""Name of the table by calendar year."""

_BASE_INDEX = 100.0
_MOST_GROWTH = 1e308  # a whole number above it is no float


def _growth_error(growth: object) -> InputError:
    message, wanted = (
        "This growth cannot continue a deflator.",
        "a fraction a year above -1 that keeps the index finite",
    )
    return InputError(message, where="prices_after.growth", got=repr(growth), wanted=wanted, do="write 0.02 for 2%")


@attrs.frozen(kw_only=True)
class Deflator(Noun):
    """A price index by year, for prices between its first and last year only."""

    header: Header
    """What the index is and where it comes from."""
    index: FrozenMap[Year, float]
    """The index by year, consecutive; `base` = 100."""
    statuses: FrozenMap[Year, str]
    """`outturn`, `forecast`, or `extended` for years that a user's growth continues."""
    extended_from: Year | None = None
    """The last published year, where the series was continued after it."""
    extension_growth: float | None = None
    """Growth a year of the extension, as a fraction."""
    extension_source: str = ""
    """Where that growth comes from."""

    @classmethod
    def of(cls, dataset: Dataset) -> Deflator:
        """View a `gdp-deflator` or `gdp-deflator-calendar` table as a deflator.

        Args:
            dataset: The table.

        Raises:
            InputError: It is another table.
        """
        years: list[Year]
        if dataset.header.table == CALENDAR_DEFLATOR:
            years = [CalendarYear(cast("int", row["calendar_year"])) for row in dataset.rows]
        else:
            dataset.check_table("gdp-deflator")
            years = [cast("FinancialYear", row["financial_year"]) for row in dataset.rows]
        index = FrozenMap({year: cast("float", row["index"]) for year, row in zip(years, dataset.rows, strict=True)})
        statuses = FrozenMap({year: str(row["status"]) for year, row in zip(years, dataset.rows, strict=True)})
        return cls(header=dataset.header, index=index, statuses=statuses)

    @classmethod
    def growing(cls, growth: float, years: YearRange, source: str) -> Deflator:
        """Return a deflator that grows alike in every year, for a what-if or a worked example.

        Args:
            growth: Growth of prices a year, as a fraction above -1: 0.02 is 2%.
            years: The years that it covers; the index of the first is 100.
            source: Who says so, and where, or that it is a what-if.

        Raises:
            InputError: The growth is no such number, or there is no source.
        """
        number = checked_growth(growth, "growth")
        percent = Decimal(repr(number)).scaleb(2).normalize()
        header = Header(
            schema=SCHEMA,
            table="gdp-deflator" if years.first.kind == "financial" else CALENDAR_DEFLATOR,
            vintage=f"growing-{percent:f}-percent",
            title=f"Prices that grow by {percent:f}% a year",
            publisher="the user",
            published="not published",
            status="proposed",
            licence="none",
            price_base="none",
            unit="index",
            source=sourced(source, "source"),
            evidence="unverified",
            columns=FrozenMap(),
        )
        with np.errstate(over="ignore", under="ignore"):
            values = _BASE_INDEX * np.power(1.0 + number, np.arange(len(years)))
        if not 0 < values[-1] < math.inf:
            raise _growth_error(growth)
        index = dict(zip(years, values.tolist(), strict=True))
        return cls(header=header, index=FrozenMap(index), statuses=FrozenMap(dict.fromkeys(index, "extended")))

    @property
    def name(self) -> str:
        """The table and its vintage, such as `gdp-deflator/hmt-2026-03`."""
        return self.header.name

    @property
    def citation(self) -> str:
        """The source in one line, with the source of the extension where there is one."""
        if self.extended_from is None:
            return self.header.citation
        return (
            f"{self.header.citation} After {self.extended_from} continued at {self.extension_growth:.4%} a year: "
            f"{self.extension_source}."
        )

    @property
    def first(self) -> Year:
        """The first year of the series."""
        return min(self.index)

    @property
    def last(self) -> Year:
        """The last year of the series, extension included."""
        return max(self.index)

    @property
    def base(self) -> Year:
        """The published year in which the index is 100."""
        return next(year for year, value in self.index.items() if value == _BASE_INDEX)

    def status(self, year: Year) -> str:
        """Tell whether the index of a year is `outturn`, `forecast` or `extended`.

        Args:
            year: A year of the series.

        Raises:
            YearError: The year lies outside the series.
        """
        self._value(year)
        return self.statuses[year]

    def ratio(self, from_year: Year, to_year: Year) -> float:
        """Return what prices of one year are multiplied by to become prices of another.

        Args:
            from_year: Year of the prices that are given.
            to_year: Year of the prices that are wanted.

        Returns:
            `index[to_year] / index[from_year]`.

        Raises:
            YearError: A year lies outside the series; nothing is extrapolated.

        Source:
            HM Treasury, The Green Book 2026, paragraphs 6.45 to 6.50.
        """
        return self._value(to_year) / self._value(from_year)

    def factors(self, years: tuple[Year, ...], to: Year) -> FloatArray:
        """Return what prices of each of several years are multiplied by to become prices of one year.

        Args:
            years: Years of the prices that are given.
            to: Year of the prices that are wanted.

        Returns:
            Factors, shape `(years,)`, read-only.

        Raises:
            YearError: A year lies outside the series; nothing is extrapolated.
        """
        return read_only([self.ratio(year, to) for year in years])

    def extended(self, growth: float, last: Year, source: str) -> Deflator:
        """Return the deflator continued after its last year at a constant growth that the user gives.

        Args:
            growth: Growth of prices a year, as a fraction above -1: 0.02 is 2%.
            last: The last year wanted; when the series already reaches it, the series is returned as it is.
            source: Where the growth comes from.

        Raises:
            InputError: The growth is no number above -1 that keeps the index finite, the source is empty, or the series
                has an extension already.
            YearError: The last year is not a year, or none exists that late.
        """
        if not isinstance(growth, int | float) or isinstance(growth, bool) or not -1 < growth < _MOST_GROWTH:
            raise _growth_error(growth)
        if not isinstance(source, str) or not source.strip():
            message = "A deflator is not continued without a source."
            do = "say where the growth comes from"
            raise InputError(message, where="prices_after.source", got=repr(source), wanted="text", do=do)
        if not isinstance(last, Year):
            message = "This is not a year."
            do = 'read it with FinancialYear.parse("2035-36")'
            raise YearError(
                message, where="prices_after", got=repr(last), wanted="a FinancialYear or a CalendarYear", do=do
            )
        if self.extended_from is not None:
            message = "This deflator is continued already."
            got = f"an extension from {self.extended_from}"
            raise InputError(
                message,
                where="prices_after",
                got=got,
                wanted="a published series",
                do="extend the published series once",
            )
        end = self.last
        values, statuses = dict(self.index), dict(self.statuses)
        for step in range(1, last - end + 1):
            values[end + step] = values[end + (step - 1)] * (1.0 + growth)
            statuses[end + step] = "extended"
        if len(values) == len(self.index):
            return self
        if not 0 < values[last] < math.inf:
            raise _growth_error(growth)
        return attrs.evolve(
            self,
            index=FrozenMap(values),
            statuses=FrozenMap(statuses),
            extended_from=end,
            extension_growth=float(growth),
            extension_source=source.strip(),
        )

    def _value(self, year: Year) -> float:
        if year in self.index:
            return self.index[year]
        message = "The deflator has no index for this year; nothing is extrapolated."
        span = f"{self.first} to {self.last}"
        if type(year) is type(self.first) and year < self.first:
            do = "use prices of a later year, or name a vintage that reaches back"
        else:
            do = "give prices_after = { growth, source } in the case, or name a vintage that reaches it"
        got = str(year) if isinstance(year, Year) else repr(year)
        raise YearError(message, where=self.name, got=got, wanted=f"a year from {span}", do=do)
