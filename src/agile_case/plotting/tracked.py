"""A measure over the years: what was planned, what was recorded, and what is to be expected, with its range."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import UnknownNameError, did_you_mean
from agile_case.plotting.drawing import BLUE, GREY, ORANGE, axes_of, drawing_style, figure_of, tidy, wrapped
from agile_case.plotting.picture import Picture, svg_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.case.tracked_parts import TrackedMeasure
    from agile_case.case.tracked_tables import Tracking

__all__ = ["tracking_chart", "tracking_picture", "tracking_words"]

_WIDE, _HIGH = 8.0, 4.4


def tracking_chart(measure: TrackedMeasure, ax: Axes | None = None) -> Axes:
    """Draw the plan as a broken line, the record as round markers, and the forecast as a line in a band.

    Args:
        measure: The measure, as `case.track` returned it.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        InputError: matplotlib is not installed.
    """
    years = measure.years
    with drawing_style():
        axes = axes_of(ax, _WIDE, _HIGH)
        planned = [(place, held.plan) for place, held in enumerate(years) if held.plan is not None]
        if planned:
            axes.plot(*zip(*planned, strict=True), color=ORANGE, linewidth=2.0, linestyle=(0, (5, 2)), label="Plan")
        seen = [(place, held.actual) for place, held in enumerate(years) if held.actual is not None]
        if seen:
            axes.plot(*zip(*seen, strict=True), color=BLUE, linewidth=2.0, marker="o", label="Recorded")
        lows, middles, highs = (  # a gap where a year is recorded
            [math.nan if value is None else value for value in values]
            for values in zip(*((held.low, held.middle, held.high) for held in years), strict=True)
        )
        if not all(map(math.isnan, middles)):
            axes.plot(middles, color=BLUE, linewidth=1.5, linestyle=(0, (1, 1)), label="Expected")
        if not all(map(math.isnan, lows)):
            axes.fill_between(range(len(years)), lows, highs, color=BLUE, alpha=0.18, linewidth=0, label="P10 to P90")
        if measure.target is not None:
            axes.axhline(measure.target, color=GREY, linewidth=1.0)
            axes.annotate("target", (0, measure.target), xytext=(0, 3), textcoords="offset points", color=GREY)
        if measure.target is not None and measure.target_year is not None:
            due = [held.year for held in years].index(measure.target_year)
            axes.plot([due], [measure.target], color=GREY, marker="D", linestyle="")
        axes.set_xticks(range(len(years)), [str(held.year) for held in years], fontsize=8, rotation=30)
        axes.set_ylabel("Share" if measure.unit == "1" else measure.unit)
        axes.yaxis.set_major_formatter("{x:,.6g}")
        axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=4, frameon=False, fontsize=9)
        axes.set_title(wrapped(measure.title, 90), loc="left", fontsize=10)
        tidy(axes)
    return axes


def tracking_words(measure: TrackedMeasure) -> str:
    """Return what the picture says.

    Args:
        measure: The measure.
    """
    unit = "" if measure.unit == "1" else f" {measure.unit}"
    said = [f"{measure.title}, by year."]
    seen = [held for held in measure.years if held.actual is not None]
    if seen:
        last = seen[-1]
        plan = "" if last.plan is None else f", planned {last.plan:,.4g}{unit}"
        said.append(f"Last recorded: {last.actual:,.4g}{unit} in {last.year}{plan}.")
    if measure.target is not None:
        when = "" if measure.target_year is None else f" in {measure.target_year}"
        chance = "" if measure.chance_now is None else f" The chance that it is met is {measure.chance_now:.0%}."
        said.append(f"Target: {measure.target:,.6g}{unit}{when}; {measure.standing}.{chance}")
    return " ".join(said)


def tracking_picture(tracking: Tracking, measure: str) -> Picture:
    """Return the picture of a measure with its words and its data.

    Args:
        tracking: What `case.track` returned.
        measure: Key of the measure.

    Raises:
        UnknownNameError: There is no such measure; the nearest are suggested.
        InputError: matplotlib is not installed.
    """
    by_key = {held.key: held for held in tracking.measures}
    if measure not in by_key:
        message, do = "There is no such measure.", did_you_mean(measure, by_key)
        raise UnknownNameError(message, where="measure", got=repr(measure), wanted=" or ".join(by_key), do=do)
    held = by_key[measure]
    words, title = tracking_words(held), f"{held.title}: plan, record and forecast"
    with drawing_style():
        figure = figure_of(_WIDE, _HIGH)
        tracking_chart(held, figure.subplots())
        svg = svg_of(figure, f"tracking-{measure}", title, words)
    table = attrs.evolve(tracking, measures=(held,)).years_table
    return Picture(key=f"tracking-{measure}", title=title, words=words, svg=svg, table=table)
