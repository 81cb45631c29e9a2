"""The exceedance curve: how likely it is that an option is worth at least so much."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.appraisal.summary import largest, money_column
from agile_case.plotting.drawing import BLUE, GREY, ORANGE, axes_of, drawing_style, money_axis, tidy, wrapped
from agile_case.quantities.rounding import money_scale, money_words
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.appraisal.result import Result
    from agile_case.quantities.frozen import FloatArray

__all__ = ["exceedance", "exceedance_table", "exceedance_words"]

_MARKS: Final = (0.9, 0.5, 0.1)
"""Chances of at least so much that are marked: nine in ten, one in two, one in ten."""
_STEPS: Final = tuple(place / 20 for place in range(1, 20))
_POINTS: Final = 400


def exceedance(result: Result, option: str, against: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the chance that the NPSV of an option is at least so much, with three chances and zero marked.

    Args:
        result: A simulated result.
        option: Key of the option.
        against: Key of the option to hold it against; the business as usual unless stated.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        UnknownNameError: There is no such option.
        InputError: There was no simulation, the case is partial, or matplotlib is not installed.
    """
    draws, title = _draws(result, option, against)
    with drawing_style():
        axes = axes_of(ax, 8.0, 3.8)
        shares = np.linspace(0.0, 1.0, _POINTS)
        axes.plot(np.quantile(draws, shares), 100 * (1 - shares), color=BLUE, linewidth=2.0)
        for chance in _MARKS:
            amount = float(np.quantile(draws, 1 - chance))
            axes.plot([amount], [100 * chance], marker="o", color=ORANGE, markeredgecolor=GREY, markersize=7)
            axes.annotate(
                f"{_in_ten(chance)} of at least {money_words(amount)}",
                (amount, 100 * chance),
                xytext=(8, 6),
                textcoords="offset points",
            )
        if draws.min() < 0 < draws.max():
            axes.axvline(0.0, color=GREY, linewidth=1.2, linestyle=(0, (4, 3)))
        unit = money_axis(axes, "x", float(np.abs(draws).max()))
        axes.set_xlabel(wrapped(f"NPSV of {title} ({unit})", 90))
        axes.set_ylabel("Chance of at least that, %")
        axes.set_ylim(0, 100)
        axes.grid(axis="y", color="#B1B4B6", linewidth=0.6)
        tidy(axes)
    return axes


def exceedance_table(result: Result, option: str, against: str | None = None) -> Table:
    """Return the data of the picture, in steps of five percent.

    Args:
        result: A simulated result.
        option: Key of the option.
        against: Key of the option to hold it against; the business as usual unless stated.

    Raises:
        UnknownNameError: There is no such option.
        InputError: There was no simulation, or the case is partial.
    """
    draws, title = _draws(result, option, against)
    amounts = [float(np.quantile(draws, 1 - chance)) for chance in reversed(_STEPS)]
    scale = money_scale(largest(amounts))
    columns = [Column("Chance of at least, %", "chance", 0, 0.01), money_column("npsv", "NPSV", scale)]
    rows: list[list[Cell]] = [list(pair) for pair in zip(reversed(_STEPS), amounts, strict=True)]
    return Table("exceedance", f"NPSV of {title} ({scale[1]}, {draws.size:,} draws)", columns, rows)


def exceedance_words(result: Result, option: str, against: str | None = None) -> str:
    """Return what the picture says.

    Args:
        result: A simulated result.
        option: Key of the option.
        against: Key of the option to hold it against; the business as usual unless stated.

    Raises:
        UnknownNameError: There is no such option.
        InputError: There was no simulation, or the case is partial.
    """
    draws, title = _draws(result, option, against)
    amounts = {chance: float(np.quantile(draws, 1 - chance)) for chance in _MARKS}
    parts = ", ".join(f"{_in_ten(chance)} of at least {money_words(held)}" for chance, held in amounts.items())
    below = float((draws < 0).mean())
    error = math.sqrt(below * (1 - below) / draws.size)
    return f"NPSV of {title}: {parts}. The chance that it is below zero is {below:.1%}, give or take {2 * error:.1%}."


def _in_ten(chance: float) -> str:
    return {0.9: "nine chances in ten", 0.5: "an even chance", 0.1: "one chance in ten"}[chance]


def _draws(result: Result, option: str, against: str | None) -> tuple[FloatArray, str]:
    plan = result.plan
    usual = None if plan.business_as_usual is None else plan.options[plan.business_as_usual].key
    other = against if against is not None else usual if usual != option else None
    titles = [plan.options[result.option_index(key)].title for key in (option, other) if key is not None]
    return result.draws(option, other), " against ".join(titles)
