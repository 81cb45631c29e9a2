"""NPSV by year: the present value of each year's net flow, and what it adds up to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.appraisal.returns import net_flows
from agile_case.appraisal.summary import largest, money_column
from agile_case.errors import InputError
from agile_case.plotting.drawing import BLUE, GREY, HATCH, ORANGE, axes_of, drawing_style, money_axis, tidy, wrapped
from agile_case.quantities.rounding import money_scale, money_words
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.appraisal.result import Result
    from agile_case.quantities.frozen import FloatArray

__all__ = ["drawn_options", "npsv_by_year", "npsv_table", "npsv_words"]

_FEW: Final = 40
"""Years up to which each has a marker on the line."""


def npsv_by_year(result: Result, option: str, against: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the present value of each year as a bar, and the NPSV up to each year as a line.

    Years that take value away are hatched, so that they can be told apart without their colour.

    Args:
        result: The result.
        option: Key of the option.
        against: Key of the option to hold it against; the business as usual unless stated.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        UnknownNameError: There is no such option.
        InputError: The case is partial, or matplotlib is not installed.
    """
    present, other = _present(result, option, against)
    total = np.cumsum(present)
    with drawing_style():
        axes = axes_of(ax, 8.0, 3.6)
        years = np.arange(len(present))
        for years_of, colour, hatch, name in (
            (present >= 0, BLUE, None, "Gain of the year"),
            (present < 0, ORANGE, HATCH, "Loss of the year"),
        ):
            axes.bar(
                years[years_of],
                present[years_of],
                0.7,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0,
                label=name,
            )
        marker = "o" if len(present) <= _FEW else ""
        axes.plot(years, total, color="white", linewidth=4.0)  # sets the line off from the bars
        axes.plot(years, total, color=GREY, marker=marker, markersize=4, linewidth=1.6, label="NPSV up to the year")
        axes.axhline(0.0, color=GREY, linewidth=0.8)
        unit = money_axis(axes, "y", float(max(np.abs(present).max(), np.abs(total).max())))
        every = -(-len(present) // 12)
        axes.set_xticks(years[::every], [str(year) for year in result.plan.years[::every]])
        axes.set_xlim(-0.6, len(present) - 0.4)
        axes.margins(y=0.12)
        axes.set_title(wrapped(_title(result, option, other), 90), loc="left", fontsize=10)
        axes.set_ylabel(f"Present value ({unit})")
        axes.annotate(
            f"{money_words(float(total[-1]))}",
            (len(present) - 1, float(total[-1])),
            xytext=(0, 7 if total[-1] >= total[-2:][0] else -15),
            textcoords="offset points",
            ha="right",
            color=GREY,
        )
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, frameon=False)
        tidy(axes)
    return axes


def npsv_table(result: Result, against: str | None = None) -> Table:
    """Return the data of the pictures of all options: the present value of each year and the NPSV up to it.

    Args:
        result: The result.
        against: Key of the option to hold them against; the business as usual unless stated.

    Raises:
        UnknownNameError: There is no such option.
        InputError: The case is partial.
    """
    drawn = drawn_options(result, against)
    found = {key: _present(result, key, against)[0] for key in drawn}
    scale = money_scale(largest([float(np.abs(np.cumsum(flow)).max()) for flow in found.values()]))
    columns = [Column("Year", "year")]
    for key in drawn:
        title = _option_title(result, key)
        columns.append(money_column(f"present_{key}", title, scale))
        columns.append(money_column(f"npsv_{key}", f"{title}, up to the year", scale))
    rows: list[list[Cell]] = []
    for place, year in enumerate(result.plan.years):
        row: list[Cell] = [str(year)]
        for flow in found.values():
            row += [float(flow[place]), float(flow[: place + 1].sum())]
        rows.append(row)
    _, other = _present(result, drawn[0], against)
    words = "absolute" if other is None else f"against {_option_title(result, other)}"
    caption = f"NPSV by year ({scale[1]}, present values, {words})"
    return Table("npsv_by_year", caption, columns, rows)


def drawn_options(result: Result, against: str | None = None) -> tuple[str, ...]:
    """Return the options that have a picture: all but the one that they are held against.

    Args:
        result: The result.
        against: Key of the option to hold them against; the business as usual unless stated.
    """
    usual = result.plan.business_as_usual
    other = against if against is not None else None if usual is None else result.plan.options[usual].key
    keys = tuple(option.key for option in result.plan.options)
    return tuple(key for key in keys if key != other) or keys


def npsv_words(result: Result, against: str | None = None) -> str:
    """Return what the pictures of all options say.

    Args:
        result: The result.
        against: Key of the option to hold them against; the business as usual unless stated.

    Raises:
        UnknownNameError: There is no such option.
        InputError: The case is partial.
    """
    found = []
    for key in drawn_options(result, against):
        present, other = _present(result, key, against)
        total = np.cumsum(present)
        lowest = int(total.argmin())
        years = result.plan.years
        found.append(
            f"{_title(result, key, other)}: {money_words(float(total[-1]))} by {years[-1]}; "
            f"at its lowest {money_words(float(total[lowest]))}, in {years[lowest]}."
        )
    return " ".join(found)


def _title(result: Result, option: str, other: str | None) -> str:
    return f"{_option_title(result, option)}{'' if other is None else f' against {_option_title(result, other)}'}"


def _option_title(result: Result, key: str) -> str:
    return result.plan.options[result.option_index(key)].title


def _present(result: Result, option: str, against: str | None) -> tuple[FloatArray, str | None]:
    """Return present values of the net flow, and the key of the option that was taken off."""
    plan = result.plan
    if plan.partial:
        message = "This case is partial: lines are missing, so it has no NPSV."
        raise InputError(message, where="case.partial", got="true", wanted="a whole case")
    chosen = result.option_index(option)
    other = plan.business_as_usual if against is None else result.option_index(against)
    other = None if other == chosen else other
    _, present = net_flows(result.yearly, chosen, other)
    return present, None if other is None else plan.options[other].key
