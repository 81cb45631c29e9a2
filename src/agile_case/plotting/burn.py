"""Burn-up and burn-down: the sprints so far, and the cone of the forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.delivery.forecasting import CHANCES
from agile_case.plotting.drawing import BLUE, GREY, ORANGE, axes_of, drawing_style, figure_of, tidy, wrapped
from agile_case.plotting.picture import Picture, svg_of
from agile_case.quantities.rounding import format_number
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from agile_case.delivery.forecasting import Forecast
    from agile_case.quantities.frozen import FloatArray

__all__ = ["burn_down", "burn_down_picture", "burn_up", "burn_up_picture", "burn_words"]

_WIDE, _HIGH = 8.0, 4.8
_DASHES: Final = (0, (4, 2))
_DOTS: Final = (0, (1, 1.5))
_LABELS: Final = 8
_AFTER: Final = 1
"""Sprints shown after the P90."""


def burn_up(forecast: Forecast, ax: Axes | None = None) -> Axes:
    """Draw what is done to date and the scope, and P10 to P90 of both in the sprints to come.

    Done has round markers and scope square ones, and what is to come is dashed, so that nobody needs the colours.

    Args:
        forecast: What `delivery.forecast(...)` gives.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        InputError: matplotlib is not installed.
    """
    with drawing_style():
        axes = axes_of(ax, _WIDE, _HIGH)
        held, far = forecast.progress, _far(forecast)
        past = len(held.sprints)
        ahead = list(range(past, past + far + 1))
        _cone(axes, ahead, forecast.scope[:, : far + 1], ORANGE, "Scope")
        _cone(axes, ahead, forecast.done[:, : far + 1], BLUE, "Done")
        _so_far(axes, held.scopes, ORANGE, "s", "Scope so far")
        _so_far(axes, held.done, BLUE, "o", "Done so far")
        axes.set_ylim(0, float(max(*held.scopes, forecast.scope[2, far])) * 1.12)
        axes.set_ylabel(f"Done to date and scope ({wrapped(held.unit, 40)})")
        _dates(axes, forecast, far)
    return axes


def burn_down(forecast: Forecast, ax: Axes | None = None) -> Axes:
    """Draw what is left, and P10 to P90 of it in the sprints to come.

    Args:
        forecast: What `delivery.forecast(...)` gives.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        InputError: matplotlib is not installed.
    """
    with drawing_style():
        axes = axes_of(ax, _WIDE, _HIGH)
        held, far = forecast.progress, _far(forecast)
        past = len(held.sprints)
        left = [scope - done for scope, done in zip(held.scopes, held.done, strict=True)]
        ahead = list(range(past, past + far + 1))
        _cone(axes, ahead, forecast.left[:, : far + 1], BLUE, "Left")
        _so_far(axes, left, BLUE, "o", "Left so far")
        axes.set_ylim(0, float(max(*left, forecast.left.max())) * 1.12)
        axes.set_ylabel(f"Left ({wrapped(held.unit, 40)})")
        _dates(axes, forecast, far)
    return axes


def burn_words(forecast: Forecast) -> str:
    """Return what the pictures say: how far it is, and when all is done.

    Args:
        forecast: What `delivery.forecast(...)` gives.
    """
    held = forecast.progress
    dates = [(chance, forecast.date(chance)) for chance in CHANCES]
    said = ", ".join(
        f"P{chance * 100:.0f} {'later than the forecast looks' if date is None else date}" for chance, date in dates
    )
    changed = held.scopes[-1] - held.scope
    return (
        f"{held.title or 'Delivery'}: after {len(held.sprints)} sprints {_amount(held.done[-1])} of "
        f"{_amount(held.scopes[-1])} done ({held.unit}); the scope has "
        f"{_moved(changed)}. "
        f"All done by: {said}; {forecast.words}."
    )


def burn_up_picture(forecast: Forecast) -> Picture:
    """Return the burn-up with its words and its data, the past and the sprints to come.

    Args:
        forecast: What `delivery.forecast(...)` gives.

    Raises:
        InputError: matplotlib is not installed.
    """
    return _picture(forecast, "burn_up", "Burn-up and forecast")


def burn_down_picture(forecast: Forecast) -> Picture:
    """Return the burn-down with its words and its data, the past and the sprints to come.

    Args:
        forecast: What `delivery.forecast(...)` gives.

    Raises:
        InputError: matplotlib is not installed.
    """
    return _picture(forecast, "burn_down", "Burn-down and forecast")


def _picture(forecast: Forecast, key: str, what: str) -> Picture:
    words, title = burn_words(forecast), f"{forecast.progress.title or 'Delivery'}: {what.lower()}"
    with drawing_style():
        figure = figure_of(_WIDE, _HIGH)
        (burn_up if key == "burn_up" else burn_down)(forecast, figure.subplots())
        svg = svg_of(figure, key, title, words)
    return Picture(key=key, title=title, words=words, svg=svg, table=_table(forecast, key, title))


def _table(forecast: Forecast, key: str, title: str) -> Table:
    """Return what is drawn: the sprints so far, with one figure each, and those to come, with three."""
    held, far = forecast.progress, _far(forecast)
    names = ("Done", "Scope") if key == "burn_up" else ("Left",)
    left = tuple(scope - done for scope, done in zip(held.scopes, held.done, strict=True))
    known = (held.done, held.scopes) if key == "burn_up" else (left,)
    bands = (forecast.done, forecast.scope) if key == "burn_up" else (forecast.left,)
    columns = [Column("Sprint", "sprint"), Column("Ends", "ends")]
    for name in names:
        columns.append(Column(f"{name} so far", name.lower(), 1))
        columns += [Column(f"{name}, P{c * 100:.0f}", f"{name.lower()}_p{c * 100:.0f}", 1) for c in CHANCES]
    rows: list[list[Cell]] = []
    past = len(held.sprints)
    for number in range(past + far + 1):
        row: list[Cell] = [str(number) if number else "Start", held.ends(number).isoformat()]
        for so_far, band in zip(known, bands, strict=True):
            row.append(so_far[number] if number <= past else "")
            ahead = number - past
            row += [float(value) for value in band[:, ahead]] if ahead > 0 else ["", "", ""]
        rows.append(row)
    return Table(key, f"{title} ({held.unit})", columns, rows, forecast.dates_table.notes)


def _far(forecast: Forecast) -> int:
    late = forecast.sprints(CHANCES[-1])
    return forecast.shown if late is None else min(late + _AFTER, forecast.ahead)


def _so_far(axes: Axes, values: Sequence[float], colour: str, marker: str, name: str) -> None:
    axes.plot(range(len(values)), values, color=colour, linewidth=2.0, marker=marker, markersize=4, label=name)


def _cone(axes: Axes, ahead: list[int], band: FloatArray, colour: str, name: str) -> None:
    axes.fill_between(ahead, band[0], band[2], color=colour, alpha=0.22, linewidth=0)
    for place, style, label in ((0, _DOTS, f"{name}, P10 and P90"), (2, _DOTS, ""), (1, _DASHES, f"{name}, P50")):
        width = 1.2 if style is _DOTS else 1.8
        axes.plot(ahead, band[place], color=colour, linewidth=width, linestyle=style, label=label or None)


def _dates(axes: Axes, forecast: Forecast, far: int) -> None:
    """Mark when all is done, and write the last days of sprints below."""
    past, last = len(forecast.progress.sprints), len(forecast.progress.sprints) + far
    top = axes.get_ylim()[1]
    if past:
        axes.axvline(past, color=GREY, linewidth=1.0)
        axes.annotate("now", (past, top), xytext=(-3, -4), textcoords="offset points", va="top", ha="right", color=GREY)
    for chance, height in zip(CHANCES, (0.03, 0.10, 0.17), strict=True):
        place = forecast.sprints(chance)
        if place is None:
            continue
        roomy = past + place > last / 4  # there is room to its left
        axes.plot([past + place, past + place], [0, top * (height + 0.02)], color=GREY, linewidth=1.0)
        axes.annotate(
            f"P{chance * 100:.0f} {forecast.ends(place)}",
            (past + place, top * height),
            xytext=(-4 if roomy else 4, 0),
            textcoords="offset points",
            va="center",
            ha="right" if roomy else "left",
            fontsize=9,
            bbox={"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85},
        )
    every = -(-(last + 1) // _LABELS)
    places = list(range(0, last + 1, every))
    axes.set_xticks(places, [forecast.progress.ends(place).isoformat() for place in places], fontsize=8)
    axes.set_xlim(-0.3, last * 1.06 + 0.3)
    axes.set_xlabel("Last day of the sprint")
    axes.set_title(wrapped(forecast.words, 90), loc="left", fontsize=10)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=3, frameon=False, fontsize=9)
    axes.grid(axis="y", color="#B1B4B6", linewidth=0.6)
    tidy(axes)


def _moved(change: float) -> str:
    if not change:
        return "stayed"
    return f"grown by {_amount(change)}" if change > 0 else f"shrunk by {_amount(-change)}"


def _amount(value: float) -> str:
    text = format_number(value, 1)
    return text.removesuffix(".0")
