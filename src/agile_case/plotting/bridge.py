"""The bridge: what moved an NPSV from one point of a history to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.plotting.drawing import (
    BLUE,
    GREY,
    HATCH,
    ORANGE,
    axes_of,
    drawing_style,
    figure_of,
    money_axis,
    tidy,
    wrapped,
)
from agile_case.plotting.picture import Picture, svg_of
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.case.bridge import Bridge

__all__ = ["bridge_chart", "bridge_picture", "bridge_words"]

_WIDE: Final = 8.0
"""Inches."""


def bridge_chart(bridge: Bridge, ax: Axes | None = None) -> Axes:
    """Draw the two NPSVs and the bars between them, each from where the one before ended.

    A bar that takes value away is hatched, and the amount stands at each, so that nobody needs the colours. Its data
    are `bridge.table`.

    Args:
        bridge: What `case.compare(...)` gives.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        InputError: matplotlib is not installed.
    """
    with drawing_style():
        axes = axes_of(ax, _WIDE, _height(bridge))
        names = [f"NPSV, {bridge.labels[0]}", *(bar.cause for bar in bridge.bars), f"NPSV, {bridge.labels[1]}"]
        places = list(range(len(names)))[::-1]
        at = bridge.start
        _bar(axes, places[0], 0.0, bridge.start, GREY, hatched=False)
        for place, bar in zip(places[1:-1], bridge.bars, strict=True):
            axes.plot([at, at], [place + 1, place], color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
            _bar(axes, place, at, bar.value, ORANGE if bar.value < 0 else BLUE, hatched=bar.value < 0)
            at += bar.value
        axes.plot([at, at], [places[-1] + 1, places[-1]], color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
        _bar(axes, places[-1], 0.0, bridge.end, GREY, hatched=False)
        axes.set_yticks(places, [wrapped(name, 36) for name in names])
        ends = _ends(bridge)
        unit = money_axis(axes, "x", max(abs(end) for end in ends))
        room = (max(ends) - min(ends) or 1.0) * 0.27
        axes.set_xlim(min(ends) - room, max(ends) + room)
        axes.axvline(0.0, color=GREY, linewidth=1.0)
        axes.set_xlabel(f"{wrapped(_of(bridge), 80)} ({unit})")
        tidy(axes)
    return axes


def bridge_picture(bridge: Bridge) -> Picture:
    """Return the picture of a bridge with its words and its data.

    Args:
        bridge: What `case.compare(...)` gives.

    Raises:
        InputError: matplotlib is not installed.
    """
    words = bridge_words(bridge)
    with drawing_style():
        figure = figure_of(_WIDE, _height(bridge))
        bridge_chart(bridge, figure.subplots())
        svg = svg_of(figure, "bridge", bridge.table.caption, words)
    return Picture(key="bridge", title=bridge.table.caption, words=words, svg=svg, table=bridge.table)


def _height(bridge: Bridge) -> float:
    return 1.4 + 0.42 * (len(bridge.bars) + 2)


def bridge_words(bridge: Bridge) -> str:
    """Return what the picture says.

    Args:
        bridge: What `case.compare(...)` gives.
    """
    first, second = bridge.labels
    bars = "; ".join(f"{bar.cause} {money_words(bar.value)}" for bar in bridge.bars) or "nothing changed it"
    return f"{_of(bridge)}: {money_words(bridge.start)} at {first}, {money_words(bridge.end)} at {second}. {bars}."


def _of(bridge: Bridge) -> str:
    against = f" against {bridge.against.replace('_', ' ')}" if bridge.against else ""
    return f"NPSV of {bridge.option.replace('_', ' ')}{against}"


def _ends(bridge: Bridge) -> list[float]:
    found, at = [0.0, bridge.start, bridge.end], bridge.start
    for bar in bridge.bars:
        at += bar.value
        found.append(at)
    return found


def _bar(axes: Axes, place: int, left: float, width: float, colour: str, *, hatched: bool) -> None:
    axes.barh(
        place,
        width,
        left=left,
        height=0.62,
        color=colour,
        hatch=HATCH if hatched else None,
        edgecolor="white",
        linewidth=0,
    )
    end = left + width
    axes.annotate(
        money_words(width),
        (end, place),
        xytext=(4 if width >= 0 else -4, 0),
        textcoords="offset points",
        va="center",
        ha="left" if width >= 0 else "right",
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
    )
