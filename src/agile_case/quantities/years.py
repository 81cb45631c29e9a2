"""Financial years, ranges of them, and dates measured in months against them.

A UK government financial year runs from 1 April to 31 March and is written `2026-27`.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import TYPE_CHECKING, overload

import attrs

from agile_case.errors import YearError
from agile_case.quantities.nouns import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FinancialYear", "YearRange", "as_date", "event_or_date", "years_into"]

_YEAR = re.compile(r"([0-9]{4})-([0-9]{2})")
_FIRST_MONTH = 4
_ENDS = 2
_EARLIEST, _LATEST = 1900, 2999


def _whole_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@attrs.frozen(order=True, repr=False)
class FinancialYear(Noun):
    """A UK financial year, 1 April to 31 March."""

    first: int = attrs.field()
    """Calendar year in which it begins: 2026 for 2026-27."""

    @first.validator
    def _check_first(self, _attribute: object, value: object) -> None:
        if not _whole_number(value) or not _EARLIEST <= self.first <= _LATEST:
            message = "This is not a financial year."
            raise YearError(message, got=repr(value), wanted=f"a year from {_EARLIEST} to {_LATEST}")

    @classmethod
    def parse(cls, text: str) -> FinancialYear:
        """Read a financial year such as `2026-27`.

        Args:
            text: Four digits, a hyphen, two digits that name the year after.

        Raises:
            YearError: The text has another form, or its two years do not follow each other.
        """
        match = _YEAR.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            hint = ""
            if isinstance(text, str) and (loose := re.fullmatch(r"\s*([0-9]{4})(?:\s*[-/]\s*[0-9]{2,4})?\s*", text)):
                hint = f"write {cls(int(loose.group(1)))}" if _EARLIEST <= int(loose.group(1)) <= _LATEST else ""
            message = "This is not a financial year."
            raise YearError(
                message, got=repr(text), wanted='four digits, a hyphen, two digits, as in "2026-27"', do=hint
            )
        year = cls(int(match.group(1)))
        if str(year) != text:
            message = "The two halves of this financial year do not follow each other."
            raise YearError(message, got=repr(text), wanted=f'"{year}"')
        return year

    @classmethod
    def holding(cls, date: datetime.date) -> FinancialYear:
        """Return the financial year that holds a date.

        Args:
            date: Any date.
        """
        return cls(date.year if date.month >= _FIRST_MONTH else date.year - 1)

    @property
    def begins(self) -> datetime.date:
        """The first day, 1 April."""
        return datetime.date(self.first, _FIRST_MONTH, 1)

    def __str__(self) -> str:
        """Return the usual form, such as `2026-27`."""
        return f"{self.first:04d}-{(self.first + 1) % 100:02d}"

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"FinancialYear({self.first})"

    def __add__(self, years: int) -> FinancialYear:
        """Return the year that many years later."""
        if not _whole_number(years):
            return NotImplemented
        return FinancialYear(self.first + years)

    @overload
    def __sub__(self, other: FinancialYear) -> int: ...
    @overload
    def __sub__(self, other: int) -> FinancialYear: ...
    def __sub__(self, other: FinancialYear | int) -> int | FinancialYear:
        """Count the years between two years, or go back a number of years."""
        if isinstance(other, FinancialYear):
            return self.first - other.first
        if not _whole_number(other):
            return NotImplemented
        return FinancialYear(self.first - other)


@attrs.frozen(repr=False)
class YearRange(Noun):
    """Consecutive financial years, both ends included."""

    first: FinancialYear
    """The first year."""
    last: FinancialYear = attrs.field()
    """The last year; the same as the first for a single year."""

    @last.validator
    def _check_last(self, _attribute: object, value: FinancialYear) -> None:
        for year in (self.first, value):
            if not isinstance(year, FinancialYear):
                message = "A range of years needs two financial years."
                raise YearError(
                    message, got=repr(year), wanted="FinancialYear objects", do="read text with YearRange.parse"
                )
        if value < self.first:
            message = "These years run backwards."
            raise YearError(message, got=f'"{self.first}..{value}"', wanted="the earlier year first")

    @classmethod
    def parse(cls, text: str) -> YearRange:
        """Read one year or a range: `2026-27` or `2026-27..2030-31`.

        Args:
            text: A financial year, or two with two dots between.

        Raises:
            YearError: The text has another form, or the years run backwards.
        """
        if not isinstance(text, str):
            message = "These are not financial years."
            raise YearError(message, got=repr(text), wanted='"2026-27" or "2026-27..2030-31"')
        found = re.findall(r"[0-9]{4}[-/][0-9]{2}(?![0-9])", text)
        if ".." not in text and len(found) == _ENDS:
            message = "These are not financial years."
            do = f"write {'..'.join(year.replace('/', '-') for year in found)}"
            raise YearError(message, got=repr(text), wanted='"2026-27" or "2026-27..2030-31"', do=do)
        first, dots, last = text.partition("..")
        begin = FinancialYear.parse(first.strip())
        return cls(begin, FinancialYear.parse(last.strip()) if dots else begin)

    def __iter__(self) -> Iterator[FinancialYear]:
        """Iterate over the years in order."""
        return (FinancialYear(year) for year in range(self.first.first, self.last.first + 1))

    def __len__(self) -> int:
        """Count the years."""
        return self.last - self.first + 1

    def __contains__(self, year: object) -> bool:
        """Tell whether a year lies in the range."""
        return isinstance(year, FinancialYear) and self.first <= year <= self.last

    def __str__(self) -> str:
        """Return the form that `parse` reads."""
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"YearRange({self.first!r}, {self.last!r})"


def as_date(value: object) -> datetime.date:
    """Read a calendar date.

    Args:
        value: A date, or text such as `2027-10-01`.

    Raises:
        YearError: It is neither, or there is no such day, or it carries a time of day.
    """
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            message = "There is no such day."
            raise YearError(message, got=repr(value)) from None
    message = "This is not a date."
    raise YearError(message, got=repr(value), wanted='year, month and day, as in "2027-10-01"')


def event_or_date(value: object) -> str | datetime.date:
    """Read the key of an event, or a date.

    Args:
        value: A date, text such as `2027-10-01`, or a key such as `public_beta`.

    Raises:
        YearError: It is none of these.
    """
    if isinstance(value, str) and re.fullmatch(r"[a-z][a-z0-9_]*", value):
        return value
    return as_date(value)


def years_into(year: FinancialYear, event: datetime.date) -> float:
    """Measure how far a financial year's first day lies after an event, in years.

    Time is counted in months, so that each month weighs one twelfth of a year whatever its length; a day inside a month
    counts as its share of that month.

    Args:
        year: The financial year.
        event: The date to measure from.

    Returns:
        Years from the event to 1 April of the year; negative when the event comes later.
    """
    days = calendar.monthrange(event.year, event.month)[1]
    months = (year.first - event.year) * 12 + (_FIRST_MONTH - event.month) - (event.day - 1) / days
    return months / 12
