"""Spend against tranches: released money in steps, what was spent under it, and where the forecast ends."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Final

from agile_case.plotting.drawing import BLUE, GREY, ORANGE, axes_of, drawing_style, figure_of, money_axis, tidy, wrapped
from agile_case.plotting.picture import Picture, svg_of
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.delivery.spend import Spend

__all__ = ["spend_chart", "spend_picture", "spend_words"]

_WIDE, _HIGH = 8.0, 4.4
_MARKS: Final = {0.1: "v", 0.5: "D", 0.9: "^"}
_TICKS: Final = 7


def spend_chart(spend: Spend, ax: Axes | None = None) -> Axes:
    """Draw what was released as steps, what was spent as a line below, and where the forecast ends as three marks.

    Each tranche is named at its step, and spent has round markers, so that nobody needs the colours.

    Args:
        spend: The spend and the tranches.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        InputError: matplotlib is not installed.
    """
    with drawing_style():
        axes = axes_of(ax, _WIDE, _HIGH)
        outturns = spend.outturns
        first = min(spend.tranches[0].released, spend.spent[0][0])
        last = max(spend.tranches[-1].released, spend.spent[-1][0], *(day for _, day, _ in outturns))
        span = max((last - first).days, 1)
        end = last + datetime.timedelta(days=max(span // 20, 7))
        days = [tranche.released for tranche in spend.tranches]
        steps = [first, *days, end]
        levels = [spend.released(day) if day >= days[0] else 0.0 for day in steps]
        axes.step([_at(day) for day in steps], levels, where="post", color=ORANGE, linewidth=2.0, label="Released")
        for tranche in spend.tranches:
            axes.annotate(
                wrapped(tranche.stage, 24),
                (_at(tranche.released), spend.released(tranche.released)),
                xytext=(4, 4),
                textcoords="offset points",
                color=GREY,
                fontsize=9,
            )
        line = [(_at(day), amount) for day, amount in spend.spent]
        xs, ys = zip(*line, strict=True)
        axes.plot(xs, ys, color=BLUE, linewidth=2.0, marker="o", markersize=4, label="Spent")
        largest = max(*levels, *ys)
        if outturns:
            path = [line[-1], *((_at(day), amount) for _, day, amount in outturns)]
            axes.plot(*zip(*path, strict=True), color=BLUE, linewidth=1.5, linestyle=(0, (4, 2)), label="Forecast")
        for chance, day, amount in outturns:
            axes.plot([_at(day)], [amount], color=BLUE, marker=_MARKS[chance], markersize=7, linestyle="")
            axes.annotate(
                f"P{chance * 100:.0f} {money_words(amount)}",
                (_at(day), amount),
                xytext=(-8, 6) if day == last else (8, -12),
                textcoords="offset points",
                ha="right" if day == last else "left",
                color=GREY,
                fontsize=9,
                bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
            )
            largest = max(largest, amount)
        unit = money_axis(axes, "y", largest)
        axes.set_ylim(0, largest * 1.15 or 1.0)
        axes.set_ylabel(f"To date ({unit}, cash)")
        ticks = [first + datetime.timedelta(days=round(place * span / (_TICKS - 1))) for place in range(_TICKS)]
        axes.set_xticks([_at(day) for day in ticks], [day.isoformat() for day in ticks], fontsize=8)
        axes.set_xlim(_at(first) - span / 50, _at(end))
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.10), ncols=3, frameon=False, fontsize=9)
        axes.set_title(wrapped(f"{spend.title or 'Spend'} against tranches", 90), loc="left", fontsize=10)
        tidy(axes)
    return axes


def _at(day: datetime.date) -> float:
    return float(day.toordinal())


def spend_words(spend: Spend) -> str:
    """Return what the picture says.

    Args:
        spend: The spend and the tranches.
    """
    day, amount = spend.spent[-1]
    released = spend.released(day)
    said = [f"{spend.title or 'Spend'}: by {day} {money_words(amount)} spent of {money_words(released)} released."]
    if spend.overspent:
        said.append(f"More was spent than had been released on {', '.join(map(str, spend.overspent))}.")
    if spend.outturns:
        ends = "; ".join(
            f"P{chance * 100:.0f} {money_words(whole)} by {when}, with {money_words(spend.released(when))} released"
            for chance, when, whole in spend.outturns
        )
        said.append(f"Forecast of the whole: {ends}.")
    return " ".join(said)


def spend_picture(spend: Spend) -> Picture:
    """Return the picture with its words and its data.

    Args:
        spend: The spend and the tranches.

    Raises:
        InputError: matplotlib is not installed.
    """
    words, title = spend_words(spend), f"{spend.title or 'Spend'} against tranches"
    with drawing_style():
        figure = figure_of(_WIDE, _HIGH)
        spend_chart(spend, figure.subplots())
        svg = svg_of(figure, "spend", title, words)
    return Picture(key="spend", title=title, words=words, svg=svg, table=spend.table)
