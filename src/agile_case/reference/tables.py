"""Typed views of reference tables: discount schedules and bounds of optimism bias."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import attrs
import numpy as np

from agile_case.errors import InputError, UnknownNameError, YearError, did_you_mean
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only
from agile_case.quantities.nouns import Noun
from agile_case.reference.headers import SCHEMA, Header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.reference.loader import Dataset

__all__ = ["Bounds", "DiscountSchedule", "OptimismBiasTable"]

_MOST_YEARS = 1000


def _fraction(percent: float) -> float:
    """Turn percent into a fraction without a second rounding: 2.57 gives exactly the float 0.0257."""
    return float(Decimal(str(percent)).scaleb(-2))


def _check_count(years: object, *, least: int, what: str) -> int:
    if not isinstance(years, int) or isinstance(years, bool) or not least <= years <= _MOST_YEARS:
        wanted = f"a whole number from {least} to {_MOST_YEARS}"
        raise YearError(what, got=repr(years), wanted=wanted, do="count years after year 0")
    return years


@attrs.frozen
class DiscountSchedule(Noun):
    """Discount rates by band of years after year 0, from a published schedule."""

    header: Header
    """What the schedule is and where it comes from."""
    bands: tuple[tuple[int, int | None, float], ...] = attrs.field()
    """First year, last year (`None` for open-ended) and rate of each band; a rate is a fraction a year, real."""

    @bands.validator
    def _check_bands(self, _attribute: object, bands: tuple[tuple[int, int | None, float], ...]) -> None:
        expected: int | None = 1
        for begin, end, rate in bands:
            if begin != expected or (end is not None and end < begin) or not -1 < rate < math.inf:
                break
            expected = None if end is None else end + 1
        else:
            if bands:
                return
        message = "These bands are not a discount schedule."
        wanted = "bands that follow each other from year 1, each with a finite rate above -1"
        do = "write 0.03 for 3% and None for the end of an open-ended band"
        raise InputError(message, where=self.header.name, got=repr(bands), wanted=wanted, do=do)

    @classmethod
    def of(cls, dataset: Dataset) -> DiscountSchedule:
        """View a `discount-rate` table as a schedule.

        Args:
            dataset: The table.

        Raises:
            InputError: It is another table.
        """
        dataset.check_table("discount-rate")
        bands = (
            (cast("int", row["from_year"]), cast("int | None", row["to_year"]), _fraction(cast("float", row["rate"])))
            for row in dataset.rows
        )
        return cls(dataset.header, tuple(bands))

    @classmethod
    def flat(cls, rate: float, source: str) -> DiscountSchedule:
        """Return a schedule of one rate for every year, for a what-if or a body with a rate of its own.

        Args:
            rate: The rate as a fraction a year, real, above -1.
            source: Who says so, and where, or that it is a what-if.

        Raises:
            InputError: The rate is no such number, or there is no source.
        """
        if isinstance(rate, bool) or not isinstance(rate, int | float) or not -1 < rate < math.inf:
            message, do = "This is not a discount rate.", "write 0.03 for 3%"
            raise InputError(message, where="rate", got=repr(rate), wanted="a finite number above -1", do=do)
        if not isinstance(source, str) or not source.strip():
            message = "A figure that replaces published ones needs its source."
            raise InputError(message, where="source", got=repr(source), wanted="who says so, and where")
        percent = Decimal(repr(float(rate))).scaleb(2).normalize()
        header = Header(
            schema=SCHEMA,
            table="discount-rate",
            vintage=f"flat-{percent:f}-percent",
            title=f"Flat rate of {percent:f}%",
            publisher="the user",
            published="not published",
            status="proposed",
            licence="none",
            price_base="none",
            unit="fraction a year, real",
            source=source.strip(),
            evidence="unverified",
            columns=FrozenMap(),
        )
        return cls(header, ((1, None, float(rate)),))

    def _rows(self) -> Iterator[tuple[str, object]]:
        yield "header", self.header
        for begin, end, rate in self.bands:
            yield f"years {begin} and later" if end is None else f"years {begin} to {end}", rate

    @property
    def name(self) -> str:
        """The table and its vintage, such as `discount-rate/green-book-2026`."""
        return self.header.name

    @property
    def citation(self) -> str:
        """The source in one line."""
        return self.header.citation

    def rate(self, year: int) -> float:
        """Return the rate of one year, as a fraction.

        Args:
            year: Years after year 0, from 1; year 0 has factor 1 and no rate.

        Raises:
            YearError: The year is not a whole number from 1 to 1000, or lies after the last band.
        """
        count = _check_count(year, least=1, what="This year has no discount rate.")
        for _, end, rate in self.bands:
            if end is None or count <= end:
                return rate
        message = "This discount schedule ends before that year."
        last = self.bands[-1][1]
        do = "shorten the horizon or name a vintage that reaches it; nothing is extrapolated"
        raise YearError(message, where=self.name, got=f"year {year}", wanted=f"a year up to {last}", do=do)

    def rates(self, years: int) -> FloatArray:
        """Return the rates of years 1 to `years`, as fractions, shape `(years,)`, read-only.

        Args:
            years: How many years after year 0, from 0 to 1000.

        Raises:
            YearError: The number is out of range, or the schedule ends before.
        """
        count = _check_count(years, least=0, what="This number of years cannot be discounted.")
        return read_only([self.rate(year) for year in range(1, count + 1)])

    def factors(self, horizon: int) -> FloatArray:
        """Return the discount factors of years 0 to `horizon`.

        Year 0 has factor 1. Each later factor is the one before divided by 1 plus the rate of its own year, so that a
        change of band works on the years after it only; it is never one rate to the power of the year.

        Args:
            horizon: Years after year 0, from 0 to 1000.

        Returns:
            Factors, shape `(horizon + 1,)`, read-only.

        Raises:
            YearError: The horizon is not a whole number in that range, or the schedule ends before.

        Source:
            HM Treasury, The Green Book 2026, paragraph 6.54, for the schedule of that edition.
        """
        count = _check_count(horizon, least=0, what="This horizon cannot be discounted.")
        return read_only(np.divide.accumulate(np.concatenate(([1.0], 1.0 + self.rates(count)))))


@attrs.frozen
class Bounds(Noun):
    """Upper and lower bound of optimism bias."""

    upper: float
    """Where the adjustment starts, as a fraction of the estimate: 2.0 is 200%."""
    lower: float
    """The aim at contract award, as a fraction of the estimate."""


@attrs.frozen
class OptimismBiasTable(Noun):
    """Published bounds of optimism bias by type of project and by what is uplifted."""

    header: Header
    """What the table is and where it comes from."""
    entries: FrozenMap[tuple[str, str], Bounds]
    """The bounds by type of project and measure."""

    @classmethod
    def of(cls, dataset: Dataset) -> OptimismBiasTable:
        """View an `optimism-bias` table as bounds.

        Args:
            dataset: The table.

        Raises:
            InputError: It is another table.
        """
        dataset.check_table("optimism-bias")
        entries = {
            (str(row["project_type"]), str(row["measure"])): Bounds(
                upper=_fraction(cast("float", row["upper_percent"])),
                lower=_fraction(cast("float", row["lower_percent"])),
            )
            for row in dataset.rows
        }
        return cls(dataset.header, FrozenMap(entries))

    @property
    def name(self) -> str:
        """The table and its vintage, such as `optimism-bias/mott-macdonald-2002`."""
        return self.header.name

    @property
    def citation(self) -> str:
        """The source in one line."""
        return self.header.citation

    def _rows(self) -> Iterator[tuple[str, object]]:
        yield "header", self.header
        yield from ((f"{project_type}, {measure}", held) for (project_type, measure), held in self.entries.items())

    @property
    def types(self) -> tuple[str, ...]:
        """The types of project, in the order of the publication."""
        return tuple(dict.fromkeys(project_type for project_type, _ in self.entries))

    def measures(self, project_type: str) -> tuple[str, ...]:
        """List what the publication gives bounds of for a type of project.

        Args:
            project_type: A type of project, such as `equipment-development`.

        Raises:
            UnknownNameError: The type is not known; the nearest are suggested.
        """
        found = tuple(measure for owner, measure in self.entries if owner == project_type)
        if not found:
            message = "This type of project has no optimism bias in the table."
            do = did_you_mean(str(project_type), self.types)
            raise UnknownNameError(message, where=self.name, got=repr(project_type), wanted="a known type", do=do)
        return found

    def bounds(self, project_type: str, measure: str) -> Bounds:
        """Return the bounds for a type of project and what is uplifted.

        Args:
            project_type: A type of project, such as `equipment-development`.
            measure: `works-duration`, `capital-cost` or `operating-cost`.

        Raises:
            UnknownNameError: The publication gives no such bounds; what it gives is named.

        Source:
            Mott MacDonald, Review of Large Public Procurement in the UK, July 2002, Table 2, for that vintage.
        """
        known = self.measures(project_type)
        if measure not in known:
            message = f"Optimism bias of {project_type} is not given for this measure."
            every = {other for _, other in self.entries}
            do = did_you_mean(str(measure), known)
            if measure in every:
                given = f"{' and '.join(known)} figures" if len(known) > 1 else f"an {known[0]} figure"
                do = f"for {project_type} the study gives {given} only; use your own evidence"
            raise UnknownNameError(message, where=self.name, got=repr(measure), wanted=" or ".join(known), do=do)
        return self.entries[project_type, measure]
