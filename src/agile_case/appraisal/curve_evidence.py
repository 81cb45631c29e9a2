"""What was seen of a curve in some period, and what is believed of its parameters after it."""

from __future__ import annotations

import calendar
import datetime
import math
import re
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.errors import InputError, YearError
from agile_case.estimates.distributions import Estimate
from agile_case.estimates.likelihoods import Counted, Measured
from agile_case.quantities.frozen import FloatArray, FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import Year, as_date

if TYPE_CHECKING:
    from agile_case.estimates.likelihoods import Evidence

__all__ = ["CurveObservation", "CurvePosterior", "LearnedParameter", "SeenAndExpected", "weighted_quantiles"]

_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_DAY: Final = datetime.timedelta(days=1)
_PERIODS: Final = 'a year such as "2027-28", a month such as "2027-10", or a day such as "2027-10-31"'


def _when(value: object) -> str:
    if isinstance(value, Year):
        return str(value)
    if isinstance(value, datetime.date):
        return as_date(value).isoformat()
    if not isinstance(value, str):
        message = "This is not a period."
        raise InputError(message, got=repr(value)[:80], wanted=_PERIODS)
    _period(value)
    return value


def _period(text: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a period."""
    month = _MONTH.fullmatch(text)
    if month is not None and int(month[2]) == (int(month[1]) + 1) % 100:
        message = "This may be a month or a financial year."
        do = f'give its first day as when and its last as until, as in when = "{text}-01"'
        raise YearError(message, got=repr(text), wanted=_PERIODS, do=do)
    if month is not None:
        begins = datetime.date(int(month[1]), int(month[2]), 1)
        return begins, begins.replace(day=calendar.monthrange(begins.year, begins.month)[1])
    if text.count("-") == 2:  # noqa: PLR2004 - the hyphens of a day
        return as_date(text), as_date(text)
    year = Year.parse(text)
    return year.begins, (year + 1).begins - _DAY


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number) or not math.isfinite(value):
        message = "This is not a finite number."
        raise InputError(message, got=repr(value)[:80], wanted="a number, in the unit of the curve")
    return float(value)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 0:
        message = "This is not a number of things counted."
        raise InputError(message, got=repr(value)[:80], wanted="a whole number, 0 or more")
    return int(value)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class CurveObservation(Noun):
    """What a curve was seen to be on average over a period, or by how much it rose: a value, or so many of so many.

    Example:
        >>> CurveObservation(when="2027-10", value=0.12, standard_error=0.02).period[1].isoformat()
        '2027-10-31'
    """

    when: str = attrs.field(converter=_when)
    """A year, a month or a day; the day on which the period begins where there is an `until`."""
    until: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Last day of a period that is no year, month or day."""
    value: float | None = attrs.field(default=None, converter=attrs.converters.optional(_number))
    """The average or the rise that was seen, in the unit of the curve: a share as a fraction."""
    standard_error: float | None = attrs.field(default=None, converter=attrs.converters.optional(_number))
    """Its standard error."""
    successes: int | None = attrs.field(default=None, converter=attrs.converters.optional(_count))
    """How many did, of `n`, in the place of a value and its error."""
    n: int | None = attrs.field(default=None, converter=attrs.converters.optional(_count))
    """How many there were."""
    rise: bool = attrs.field(default=False, validator=attrs.validators.instance_of(bool))
    """Whether it is what was added in the period, such as new users: the level of its last day less that of the day
    before it begins; the average over the period unless stated."""
    transfer_sd: float = attrs.field(default=0.0, converter=_number)
    """How far the curve may be from what was seen, as a standard deviation: for a pilot, or for what a curve so smooth
    cannot follow."""

    def __attrs_post_init__(self) -> None:
        """Refuse what is given in no known way, or in two at once."""
        given = {name for name in ("value", "standard_error", "successes", "n") if getattr(self, name) is not None}
        if given not in ({"value", "standard_error"}, {"successes", "n"}):
            message, wanted = "An observation of a curve is given in one of two ways.", "value and standard_error; or "
            raise InputError(message, got=", ".join(sorted(given)) or "nothing", wanted=f"{wanted}successes and n")
        for name in ("standard_error", "transfer_sd"):
            held = getattr(self, name)
            if held is not None and (held < 0 or (held == 0 and name == "standard_error")):
                message = "This is not a standard deviation."
                wanted = "a number above 0" if name == "standard_error" else "0 or more"
                raise InputError(message, where=name, got=f"{held:g}", wanted=wanted)
        if self.n is not None and not 0 < self.n >= (self.successes or 0):
            message = "These numbers do not fit together."
            raise InputError(message, where="n", got=f"{self.successes} of {self.n}", wanted="no more than there are")
        if self.until is not None and not self.period[0] <= self.period[1]:
            message, got = "This period ends before it begins.", f"{self.when} to {self.until}"
            raise InputError(message, where="until", got=got, wanted="a day no earlier than when")

    @property
    def period(self) -> tuple[datetime.date, datetime.date]:
        """The first and the last day."""
        first, last = _period(self.when)
        return first, self.until or last

    @property
    def stretches(self) -> tuple[tuple[float, datetime.date, datetime.date], ...]:
        """What it is the sum of: a factor, and the first and last day over which the curve is averaged for it."""
        first, last = self.period
        return ((1.0, last, last), (-1.0, first - _DAY, first - _DAY)) if self.rise else ((1.0, first, last),)

    @property
    def centre(self) -> float:
        """The value, or the share."""
        return self.evidence.centre

    @property
    def error(self) -> float:
        """Its standard error with the transfer; that of a count is of the share that was seen."""
        if self.standard_error is not None:
            return math.hypot(self.standard_error, self.transfer_sd)
        share, n = self.centre, self.n or 1
        return math.hypot(math.sqrt(max(share * (1 - share), 0.25 / n) / n), self.transfer_sd)

    @property
    def evidence(self) -> Evidence:
        """What it says of the average of the curve."""
        if self.value is not None:
            return Measured(self.value, self.error)
        return Counted(self.successes or 0, self.n or 0, self.transfer_sd)


@attrs.frozen(kw_only=True)
class LearnedParameter(Noun):
    """An assumption that a curve hangs on, before and after what was seen, in its own unit."""

    key: str
    """Key of the assumption."""
    unit: str
    """Its unit."""
    prior: Estimate
    """What was believed before."""
    stated: Estimate
    """The estimate that the case states, which is another one where evidence came after it."""
    mean: float
    """Mean after it."""
    standard_error: float
    """Standard error of that mean, from the number of draws."""
    sd: float
    """Standard deviation after it."""
    p10: float
    """One draw in ten lies below, after it."""
    p50: float
    """Median after it."""
    p90: float
    """Nine draws in ten lie below, after it."""
    posterior: Estimate
    """The same as an estimate: its quantiles joined by straight lines, or its outcomes where it has only some."""


@attrs.frozen(kw_only=True)
class SeenAndExpected(Noun):
    """An observation beside what the curve gave before and gives after it."""

    observation: CurveObservation
    """What was seen."""
    before: float
    """Mean of the curve over its period before."""
    mean: float
    """The same after."""
    p10: float
    """One draw in ten lies below, after."""
    p90: float
    """Nine draws in ten lie below, after."""
    surprise: float
    """Chance, under what was believed before, of something as far out on its side, twice; small is surprising."""

    @property
    def distance(self) -> float:
        """How far what was seen lies above the mean after it, in standard errors of what was seen."""
        return (self.observation.centre - self.mean) / self.observation.error


@attrs.frozen(kw_only=True, eq=False, repr=False)
class CurvePosterior:
    """What is believed of a curve's parameters after it was seen: the draws of the prior, each with its weight."""

    curve: str
    """Key of the curve."""
    draws: int
    """Number of draws."""
    seed: int
    """Their seed."""
    effective: float
    """How many draws of full weight say as much: the square of the sum of the weights over the sum of their squares."""
    log_evidence: float
    """Logarithm of how likely the observations were before them, up to a constant that is the same for any curve."""
    parameters: tuple[LearnedParameter, ...]
    """The parameters, and the assumptions that are correlated with one."""
    seen: tuple[SeenAndExpected, ...]
    """The observations beside the curve."""
    correlations: FrozenMap[tuple[str, str], float]
    """Rank correlation of each pair of parameters after it."""
    notes: tuple[str, ...]
    """What a reader must know of it."""
    weights: FloatArray
    """Weight of each draw, shape `(draws,)`; they sum to 1. A simulation with this seed has the same draws."""
    drawn: FrozenMap[str, FloatArray]
    """Draws of each parameter in its unit, by key, each of shape `(draws,)`."""

    @property
    def table(self) -> Table:
        """The parameters before and after."""
        columns = [
            Column("Assumption", "assumption"),
            Column("Unit", "unit"),
            *(
                Column(f"{words} {when}", f"{key}_{when}", figures=3)
                for when in ("before", "after")
                for words, key in (("Mean", "mean"), ("P10", "p10"), ("P90", "p90"))
            ),
            Column("Error of the mean after", "standard_error", figures=2),
        ]
        rows: list[list[Cell]] = []
        for held in self.parameters:
            low, high = held.prior.quantile([0.1, 0.9]).tolist()
            after = (held.mean, held.p10, held.p90, held.standard_error)
            rows.append([held.key, held.unit, held.prior.mean, low, high, *after])
        caption = f"What is believed of {self.curve} before and after {len(self.seen)} observations"
        return Table("curve_posterior", caption, columns, rows, self.notes)

    @property
    def seen_table(self) -> Table:
        """The observations beside the curve before and after them."""
        columns = [
            Column("When", "when"),
            Column("Seen", "seen", figures=3),
            Column("Standard error", "standard_error", figures=2),
            Column("Before", "before", figures=3),
            Column("After", "after", figures=3),
            Column("P10 after", "p10_after", figures=3),
            Column("P90 after", "p90_after", figures=3),
            Column("Distance in errors", "distance", decimals=1),
            Column("Surprise", "surprise", figures=2),
        ]
        rows: list[list[Cell]] = []
        for held in self.seen:
            one = held.observation
            words = one.when if one.until is None else f"{one.when} to {one.until}"
            words += ", rise" if one.rise else ""
            cells: list[Cell] = [words, one.centre, one.error, held.before, held.mean, held.p10, held.p90]
            rows.append([*cells, held.distance, held.surprise])
        notes = [
            "Distance: what was seen less the mean after it, in its standard errors.",
            "Surprise: the chance of something as far out under what was believed before.",
        ]
        return Table("curve_seen", f"What was seen of {self.curve}, and what it gives", columns, rows, notes)

    @property
    def assumptions(self) -> FrozenMap[str, dict[str, object]]:
        """Each parameter as an assumption for a case file, by its quantiles."""
        source = f"Prior reweighted by {len(self.seen)} observations of {self.curve}"
        return FrozenMap(
            {held.key: {**held.posterior.file_form(), "unit": held.unit, "source": source} for held in self.parameters}
        )

    @property
    def changes(self) -> dict[str, object]:
        """What `case.revise` takes to put the quantiles in the place of the estimates, all else being left."""
        found: dict[str, object] = {}
        for held in self.parameters:
            where = f"assumptions.{held.key}"
            found |= {f"{where}.{key}": None for key in held.stated.file_form()}
            found |= {f"{where}.{key}": value for key, value in held.posterior.file_form().items()}
            found[f"{where}.source"] = self.assumptions[held.key]["source"]
        return found

    def mean_of(self, values: FloatArray) -> float:
        """Return the mean of anything after what was seen, such as the NPSV of each draw with the same seed.

        Args:
            values: What it comes to in each draw, shape `(draws,)`.

        Raises:
            InputError: There is not one for each draw.
        """
        return float((self.weights * self._one_each(values)).sum())

    def quantiles_of(self, values: FloatArray, shares: tuple[float, ...] = (0.1, 0.5, 0.9)) -> tuple[float, ...]:
        """Return quantiles of anything after what was seen.

        Args:
            values: What it comes to in each draw, shape `(draws,)`.
            shares: Which quantiles.

        Raises:
            InputError: There is not one for each draw.
        """
        return weighted_quantiles(self._one_each(values), self.weights, shares)

    def _one_each(self, values: FloatArray) -> FloatArray:
        held = np.asarray(values, dtype=np.float64)
        if held.shape != self.weights.shape:
            message = "There is one value for each draw."
            got, wanted = f"shape {held.shape}", f"shape {self.weights.shape}"
            raise InputError(message, where="values", got=got, wanted=wanted, do="simulate with the same draws")
        return held

    def __repr__(self) -> str:
        """Return the tables as text."""
        return f"{self.table.to_text()}\n\n{self.seen_table.to_text()}"

    def _repr_html_(self) -> str:
        return f"{self.table.to_html()}\n{self.seen_table.to_html()}"


def weighted_quantiles(values: FloatArray, weights: FloatArray, shares: tuple[float, ...]) -> tuple[float, ...]:
    """Return quantiles of values with weights: each stands in the middle of its weight, joined by straight lines.

    Args:
        values: The values, shape `(n,)`.
        weights: Their weights, which sum to 1.
        shares: Which quantiles.
    """
    order = np.argsort(values, kind="stable")
    held = weights[order]
    middles = np.cumsum(held) - 0.5 * held
    return tuple(np.interp(shares, middles, values[order]).tolist())
