"""Cost lines in cash, year by year, and how much of each year had passed for each of them by a day.

It is what outturn is held against: core cost with the value added tax that is not recovered, and contingency apart.
"""

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal.engine import simulate
from agile_case.appraisal.financial import class_shares
from agile_case.appraisal.parameters import parameters_of
from agile_case.appraisal.plan import Bucket
from agile_case.errors import AgileCaseError
from agile_case.model.measurement import is_total
from agile_case.model.parts import parts_of_option
from agile_case.model.timing import mean_of, moment_of
from agile_case.quantities.frozen import FloatArray, read_only
from agile_case.quantities.prices import CASH
from agile_case.quantities.years import YearRange, years_into

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.appraisal.result import Result
    from agile_case.appraisal.sampling import Sampling
    from agile_case.model.lines import Benefit, Cost
    from agile_case.model.model import Model

__all__ = ["LineCash", "cash_of", "cash_to_real", "elapsed_by", "simulated_to_come"]

_DEPTH = 4  # words of the address of a line; what comes with it has more
_NOTHING = 1e-9


@attrs.frozen(kw_only=True, eq=False)
class LineCash:
    """A part of a cost line, or a risk, in pounds of cash; every array has one number for each year, year 0 first."""

    address: str
    """Address of the line that it is, or comes with."""
    part: str
    """Its own address, which is longer where it comes with a line."""
    title: str
    """Title for printing."""
    stage: str
    """Key of its stage; empty where it names none."""
    core: FloatArray
    """Core cost with tax that is not recovered; not a number in years for which cash cannot be worked out."""
    contingency: FloatArray
    """Optimism bias; of a risk all of it. Not a number likewise."""
    elapsed: FloatArray
    """Share of what falls in a year that was due by the day: 1 for years that are over."""
    shares: tuple[tuple[str, float], ...]
    """Budget classes that it falls into, with the share in each."""
    tax: float
    """Value added tax that is not recovered, as a fraction."""
    factors: FloatArray
    """Discount factor of each year."""

    @property
    def bare(self) -> FloatArray:
        """Core cost without tax, with contingency: what the economic case counts, in cash."""
        return np.asarray(self.core / (1.0 + self.tax) + self.contingency)

    def due(self, cash: FloatArray) -> FloatArray:
        """Return what of some cash was due by the day, year by year; nothing of years ahead, known or not.

        Args:
            cash: One number for each year, such as `core`.
        """
        return np.where(self.elapsed > 0, cash * self.elapsed, 0.0)

    def ahead(self, cash: FloatArray) -> FloatArray:
        """Return what of some cash is still to come, year by year; nothing of years that are over.

        Args:
            cash: One number for each year, such as `core`.
        """
        return np.where(self.elapsed < 1, cash * (1.0 - self.elapsed), 0.0)


def cash_of(model: Model, result: Result, option: str, until: datetime.date) -> tuple[LineCash, ...]:
    """Return the costs and risks that public bodies pay for an option, line by line in cash.

    Args:
        model: The model.
        result: Its appraisal.
        option: Key of the option.
        until: The day up to which time has passed.

    Raises:
        UnknownNameError: There is no such option.
    """
    plan, yearly, place = result.plan, result.yearly, result.option_index(option)
    parts = {part.address: part.line for part in parts_of_option(option, model.options[option], model)}
    found = []
    for line, own in zip(plan.lines, yearly.own, strict=True):
        if line.option != place or line.pays <= 0 or line.to_cash is None or line.finance.kind not in {"cost", "risk"}:
            continue
        known = line.to_cash != 0
        cash = np.where(known, own * line.to_cash, np.where(own == 0, 0.0, np.nan))
        core = cash / (1.0 + line.finance.uplift) if line.finance.kind == "cost" else np.zeros(len(cash))
        found.append(
            LineCash(
                address=".".join(line.address.split(".")[:_DEPTH]),
                part=line.address,
                title=line.title,
                stage=parts[line.address].stage,
                core=read_only(core * (1.0 + line.finance.tax)),
                contingency=read_only(cash - core),
                elapsed=elapsed_by(model, parts[line.address], until),
                shares=class_shares(line),
                tax=line.finance.tax,
                factors=plan.factors_of(line),
            )
        )
    return tuple(found)


def simulated_to_come(result: Result, option: str, cash: Sequence[LineCash], sampling: Sampling) -> FloatArray | None:
    """Return what some lines still cost in each draw, with optimism bias and with risks where they happen.

    What of a year is still to come is a share that does not depend on the draw: dates count at their means there.

    Args:
        result: The appraisal that the lines come from.
        option: Key of the option.
        cash: The lines.
        sampling: How to sample.

    Returns:
        Pounds of cash, shape `(draws,)`; None where cash cannot be worked out for a year that is needed.

    Raises:
        InputError: The draws cannot be used.
    """
    if any(np.isnan(one.ahead(one.core + one.contingency)).any() for one in cash):
        return None
    plan, place, shares = result.plan, result.option_index(option), {one.part: 1.0 - one.elapsed for one in cash}
    lines = []
    for line in plan.lines:
        factor = np.zeros(len(plan.years))
        if line.option == place and line.address in shares and line.to_cash is not None:
            factor = line.to_cash * shares[line.address] * (1.0 + line.finance.tax / (1.0 + line.finance.uplift))
        lines.append(attrs.evolve(line, discount="", to_real=read_only(factor)))
    flat = attrs.evolve(plan, lines=tuple(lines), discount_factors=read_only(np.ones(len(plan.years))))
    return read_only(simulate(flat, sampling)[place * plan.n_buckets + Bucket.COST_PUBLIC])


def elapsed_by(model: Model, line: Cost | Benefit, until: datetime.date) -> FloatArray:
    """Return for each year which share of what a line has in it was due by the end of a day.

    Time is counted in months. A line that runs for part of a year, by its events at their means, is spread evenly over
    that part; a total that falls at once is due when it falls; all else is spread evenly over the year.

    Args:
        model: The model.
        line: The line.
        until: The day.

    Returns:
        From 0 to 1, shape `(years,)`.
    """
    years = len(model.basis.period)
    now = -years_into(model.basis.start, until + datetime.timedelta(days=1))
    low, high = np.arange(years, dtype=np.float64), np.arange(1.0, years + 1.0)
    begins = None if line.starts is None else mean_of(moment_of(line.starts, model), model)
    ends = None if line.ends is None else mean_of(moment_of(line.ends, model), model)
    if begins is not None and ends is None and is_total(line, model):
        low = high = low + (begins - math.floor(begins))  # where it falls again, on the same day of a later year
    else:
        low = low if begins is None else np.clip(begins, low, high)
        high = high if ends is None else np.clip(ends, low, high)
    length = high - low
    share = (now - low) / np.where(length > _NOTHING, length, 1.0)
    return read_only(np.where(length > _NOTHING, np.clip(share, 0.0, 1.0), (now > low + _NOTHING) * 1.0))


def cash_to_real(model: Model) -> FloatArray:
    """Return what cash of each year is multiplied by to be in the prices of the case; not a number beyond the deflator.

    Args:
        model: The model.
    """
    prices = parameters_of(model).prices
    found = []
    for year in model.basis.period:
        try:
            factors = prices.to_real(CASH, YearRange(year, year))
            found.append(float(factors[year - model.basis.start]))
        except AgileCaseError:
            found.append(np.nan)
    return read_only(found)
