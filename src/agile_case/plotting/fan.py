"""The fan chart: what an option may have come to by each year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agile_case.errors import InputError
from agile_case.plotting.drawing import BLUE, GREY, axes_of, drawing_style, money_axis, tidy, wrapped
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.appraisal.simulated_years import SimulatedYears

__all__ = ["fan", "fan_words"]

_TITLES = {"npsv": "NPSV up to the year", "cost": "Cost of the year", "benefit": "Benefit of the year"}


def fan(years: SimulatedYears, of: str = "npsv", ax: Axes | None = None) -> Axes:
    """Draw P10 to P90 of something in each year as a band, and its median as a line.

    The edges of the band are named where it ends, so that nobody needs its colour. Its data are `years.table`, or
    `years.cash_table` for a budget class.

    Args:
        years: What `result.simulated_years(...)` gives.
        of: `npsv`, `cost`, `benefit` or a budget class.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        UnknownNameError: The years hold no such thing.
        InputError: There is no cash in any year, or matplotlib is not installed.
    """
    known = _known(years, of)
    low, middle, high = years.quantiles(of)[:, :known]
    with drawing_style():
        axes = axes_of(ax, 8.0, 3.8)
        places = np.arange(known)
        axes.fill_between(places, low, high, color=BLUE, alpha=0.25, linewidth=0)
        for edge, style in ((low, (0, (4, 2))), (high, (0, (4, 2)))):
            axes.plot(places, edge, color=BLUE, linewidth=1.2, linestyle=style)
        axes.plot(places, middle, color=GREY, linewidth=2.0, marker="o" if known <= 40 else "", markersize=4)  # noqa: PLR2004 - more would run together
        for name, line in (("P10", low), ("P50", middle), ("P90", high)):
            axes.annotate(
                name, (known - 1, float(line[-1])), xytext=(5, 0), textcoords="offset points", va="center", color=GREY
            )
        if min(low.min(), middle.min()) < 0 < max(high.max(), middle.max()):
            axes.axhline(0.0, color=GREY, linewidth=0.8)
        unit = money_axis(axes, "y", float(np.abs([low, high]).max()))
        every = -(-known // 12)
        axes.set_xticks(places[::every], [str(year) for year in years.plan.years[:known:every]])
        axes.set_xlim(-0.4, known - 0.2)
        axes.set_ylabel(f"{_title(of)} ({unit})")
        axes.set_title(wrapped(years.words, 90), loc="left", fontsize=10)
        tidy(axes)
    return axes


def fan_words(years: SimulatedYears, of: str = "npsv") -> str:
    """Return what a fan chart says.

    Args:
        years: What `result.simulated_years(...)` gives.
        of: `npsv`, `cost`, `benefit` or a budget class.

    Raises:
        UnknownNameError: The years hold no such thing.
        InputError: There is no cash in any year.
    """
    known = _known(years, of)
    low, middle, high = years.quantiles(of)
    said = [
        f"in {years.plan.years[place]} {money_words(float(low[place]))} to {money_words(float(high[place]))}, "
        f"median {money_words(float(middle[place]))}"
        for place in dict.fromkeys((0, known // 2, known - 1))
    ]
    return f"{years.words}: {_title(of).lower().replace('npsv', 'NPSV')}, P10 to P90: {'; '.join(said)}."


def _title(of: str) -> str:
    return _TITLES.get(of, f"Public cash, {of}")


def _known(years: SimulatedYears, of: str) -> int:
    """Return for how many years there is something to draw."""
    years.draws(of)  # refuses what is none
    plan = years.plan
    if of in _TITLES:
        return len(plan.years)
    known = 0 if plan.cash_until is None else sum(year <= plan.cash_until for year in plan.years)
    if not known:
        message = "There is no cash to draw: the deflator reaches no year."
        raise InputError(message, where="of", got=repr(of), wanted="npsv, cost or benefit")
    return known
