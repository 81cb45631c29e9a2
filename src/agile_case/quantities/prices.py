"""Price bases: real terms of a stated year, or cash."""

from __future__ import annotations

import attrs

from agile_case.errors import PriceBaseError, YearError
from agile_case.quantities.nouns import Noun
from agile_case.quantities.years import Year

__all__ = ["CASH", "PriceBase"]


@attrs.frozen(repr=False)
class PriceBase(Noun):
    """The prices in which an amount of money is stated.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.45 to 6.50.
    """

    year: Year | None = attrs.field()
    """The year whose prices are used, or None for cash: the prices of whichever year the money moves in."""

    @year.validator
    def _check_year(self, _attribute: object, value: object) -> None:
        if value is not None and not isinstance(value, Year):
            message = "This is not a price base."
            wanted = "a FinancialYear or a CalendarYear, or None for cash"
            raise PriceBaseError(message, got=repr(value), wanted=wanted, do="read text with PriceBase.parse")

    @classmethod
    def parse(cls, text: str) -> PriceBase:
        """Read a price base: `2026-27` for real terms of that year, or `cash`.

        Args:
            text: A financial year or the word cash.

        Raises:
            PriceBaseError: The text is neither.
        """
        if text == "cash":
            return CASH
        try:
            return cls(Year.parse(text))
        except YearError as error:
            message = "This is not a price base."
            raise PriceBaseError(
                message,
                got=repr(text),
                wanted='a financial year for real terms, as in "2026-27", or "cash"',
                do=error.do,
            ) from None

    @property
    def is_cash(self) -> bool:
        """Whether amounts are in the prices of the year they move in."""
        return self.year is None

    def describe(self) -> str:
        """Return the words for a heading: "real, 2026-27 prices" or "cash"."""
        return "cash" if self.year is None else f"real, {self.year} prices"

    def __str__(self) -> str:
        """Return the form that `parse` reads."""
        return "cash" if self.year is None else str(self.year)

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"PriceBase({self.year!r})"


CASH = PriceBase(None)
"""Prices of whichever year the money moves in."""
