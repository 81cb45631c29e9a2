"""Financial and calendar years, ranges of them, and dates measured in months against them.

A UK government financial year runs from 1 April to 31 March and is written `2026-27`; a calendar year is `2026`.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import TYPE_CHECKING, ClassVar, Final, Self, overload

import attrs

from agile_case.errors import YearError
from agile_case.quantities.nouns import Noun

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["CalendarYear", "FinancialYear", "Year", "YearRange", "as_date", "as_day", "event_or_date", "years_into"]

_YEAR = re.compile(r"([0-9]{4})-([0-9]{2})")
_CALENDAR = re.compile(r"[0-9]{4}")
_ENDS = 2
_EARLIEST, _LATEST = 1900, 2999


def _whole_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@attrs.frozen(repr=False)
class Year(Noun):
    """A year that amounts fall in: `FinancialYear` or `CalendarYear`. Years of different kinds do not mix."""

    first_month: ClassVar[int]
    """Month in which it begins."""
    kind: ClassVar[str]
    """What it is called."""
    first: int = attrs.field()
    """Calendar year in which it begins: 2026 for 2026-27."""

    @first.validator
    def _check_first(self, _attribute: object, value: object) -> None:
        if not _whole_number(value) or not _EARLIEST <= self.first <= _LATEST:
            message = f"This is not a {self.kind} year."
            raise YearError(message, got=repr(value), wanted=f"a year from {_EARLIEST} to {_LATEST}")

    @staticmethod
    def parse(text: str) -> Year:
        """Read a financial year such as `2026-27`, or a calendar year such as `2026`.

        Args:
            text: The year.

        Raises:
            YearError: The text is neither.
        """
        calendar_year = isinstance(text, str) and _CALENDAR.fullmatch(text) is not None
        return CalendarYear.parse(text) if calendar_year else FinancialYear.parse(text)

    @property
    def begins(self) -> datetime.date:
        """The first day."""
        return datetime.date(self.first, self.first_month, 1)

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"{type(self).__name__}({self.first})"

    def __add__(self, years: int) -> Self:
        """Return the year that many years later."""
        if not _whole_number(years):
            return NotImplemented
        return type(self)(self.first + years)

    @overload
    def __sub__(self, other: Year) -> int: ...
    @overload
    def __sub__(self, other: int) -> Self: ...
    def __sub__(self, other: Year | int) -> int | Self:
        """Count the years between two years, or go back a number of years."""
        if isinstance(other, Year):
            return self.first - self._like(other)
        if not _whole_number(other):
            return NotImplemented
        return type(self)(self.first - other)

    def __lt__(self, other: Year) -> bool:
        """Tell whether it is the earlier one."""
        return self.first < self._like(other) if isinstance(other, Year) else NotImplemented

    def __le__(self, other: Year) -> bool:
        """Tell whether it is no later."""
        return self.first <= self._like(other) if isinstance(other, Year) else NotImplemented

    def __gt__(self, other: Year) -> bool:
        """Tell whether it is the later one."""
        return self.first > self._like(other) if isinstance(other, Year) else NotImplemented

    def __ge__(self, other: Year) -> bool:
        """Tell whether it is no earlier."""
        return self.first >= self._like(other) if isinstance(other, Year) else NotImplemented

    def _like(self, other: Year) -> int:
        if type(other) is not type(self):
            message = "A financial year and a calendar year do not mix."
            raise YearError(message, got=f"{self} and {other}", wanted="years of one kind")
        return other.first


class FinancialYear(Year):
    """A UK financial year, 1 April to 31 March."""

    __slots__ = ()
    first_month = 4
    kind = "financial"

    @staticmethod
    def parse(text: str) -> FinancialYear:
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
                year = int(loose.group(1))
                hint = f"write {FinancialYear(year)}" if _EARLIEST <= year <= _LATEST else ""
            message = "This is not a financial year."
            raise YearError(
                message, got=repr(text), wanted='four digits, a hyphen, two digits, as in "2026-27"', do=hint
            )
        found = FinancialYear(int(match.group(1)))
        if str(found) != text:
            message = "The two halves of this financial year do not follow each other."
            raise YearError(message, got=repr(text), wanted=f'"{found}"')
        return found

    @classmethod
    def holding(cls, date: datetime.date) -> FinancialYear:
        """Return the financial year that holds a date.

        Args:
            date: Any date.
        """
        return cls(date.year if date.month >= cls.first_month else date.year - 1)

    def __str__(self) -> str:
        """Return the usual form, such as `2026-27`."""
        return f"{self.first:04d}-{(self.first + 1) % 100:02d}"


class CalendarYear(Year):
    """A calendar year, 1 January to 31 December."""

    __slots__ = ()
    first_month = 1
    kind = "calendar"

    @staticmethod
    def parse(text: str) -> CalendarYear:
        """Read a calendar year such as `2026`.

        Args:
            text: Four digits.

        Raises:
            YearError: The text has another form.
        """
        if isinstance(text, str) and _CALENDAR.fullmatch(text):
            return CalendarYear(int(text))
        message = "This is not a calendar year."
        raise YearError(message, got=repr(text), wanted='four digits, as in "2026"')

    def __str__(self) -> str:
        """Return the usual form, such as `2026`."""
        return f"{self.first:04d}"


@attrs.frozen(repr=False)
class YearRange(Noun):
    """Consecutive years of one kind, both ends included."""

    first: Year
    """The first year."""
    last: Year = attrs.field()
    """The last year; the same as the first for a single year."""

    @last.validator
    def _check_last(self, _attribute: object, value: Year) -> None:
        for year in (self.first, value):
            if not isinstance(year, Year):
                message = "A range of years needs two years."
                wanted = "FinancialYear or CalendarYear objects"
                raise YearError(message, got=repr(year), wanted=wanted, do="read text with YearRange.parse")
        if value < self.first:
            message = "These years run backwards."
            raise YearError(message, got=f'"{self.first}..{value}"', wanted="the earlier year first")

    @classmethod
    def parse(cls, text: str) -> YearRange:
        """Read one year or a range: `2026-27`, `2026-27..2030-31`, or `2026..2030` of calendar years.

        Args:
            text: A year, or two with two dots between.

        Raises:
            YearError: The text has another form, the years run backwards, or they are of different kinds.
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
        begin = Year.parse(first.strip())
        return cls(begin, Year.parse(last.strip()) if dots else begin)

    def __iter__(self) -> Iterator[Year]:
        """Iterate over the years in order."""
        return (self.first + later for later in range(len(self)))

    def __len__(self) -> int:
        """Count the years."""
        return self.last - self.first + 1

    def __contains__(self, year: object) -> bool:
        """Tell whether a year lies in the range."""
        return type(year) is type(self.first) and self.first <= year <= self.last

    def __str__(self) -> str:
        """Return the form that `parse` reads."""
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"YearRange({self.first!r}, {self.last!r})"


_DAY_FIRST: Final = re.compile(r"\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\s*")


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
    raise YearError(message, got=repr(value)[:80], wanted='year, month and day, as in "2027-10-01"', do=_as_iso(value))


def as_day(value: object, where: str = "on") -> datetime.date:
    """Read a calendar date that is an argument, and name it where it is none.

    Args:
        value: A date, or text such as `2027-10-01`.
        where: Name of the argument.

    Raises:
        YearError: It is neither.
    """
    try:
        return as_date(value)
    except YearError as error:
        raise error.at(where) from None


def _as_iso(value: object) -> str:
    """Say how a day that is written as in British letters is written here; nothing of what is none."""
    match = _DAY_FIRST.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return ""
    try:
        day = datetime.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return "write the year first, then the month and the day"
    return f'write the year first: if the day comes first there, "{day.isoformat()}"'


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


def years_into(year: Year, event: datetime.date) -> float:
    """Measure how far a year's first day lies after an event, in years.

    Time is counted in months, so that each month weighs one twelfth of a year whatever its length; a day inside a month
    counts as its share of that month.

    Args:
        year: The year.
        event: The date to measure from.

    Returns:
        Years from the event to the first day of the year; negative when the event comes later.
    """
    days = calendar.monthrange(event.year, event.month)[1]
    months = (year.first - event.year) * 12 + (year.first_month - event.month) - (event.day - 1) / days
    return months / 12
