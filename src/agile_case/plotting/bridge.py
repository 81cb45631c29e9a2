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
from agile_case.quantities.rounding import format_number, money_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.case.bridge import Bridge

__all__ = ["bridge_chart", "bridge_picture", "bridge_words"]

_WIDE: Final = 8.0
"""Inches."""
_AXES, _LETTER, _GAP = 0.52, 0.085, 0.2
"""Part of the width that the axes have beside long names; inches of a letter, and around an amount."""
_ROUNDS: Final = 30
_NAME: Final = 36
"""Characters of a name in one line."""


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
        names = [f"NPSV, {bridge.labels[0]}", *(bar.cause for bar in bridge.shown), f"NPSV, {bridge.labels[1]}"]
        places = list(range(len(names)))[::-1]
        at = bridge.start
        _bar(axes, places[0], 0.0, bridge.start, colour=GREY, scale=bridge.scale)
        for place, bar in zip(places[1:-1], bridge.shown, strict=True):
            axes.plot([at, at], [place + 1, place], color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
            _bar(axes, place, at, bar.value, colour=ORANGE if bar.value < 0 else BLUE, scale=bridge.scale)
            at += bar.value
        axes.plot([at, at], [places[-1] + 1, places[-1]], color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
        _bar(axes, places[-1], 0.0, bridge.end, colour=GREY, scale=bridge.scale)
        axes.set_yticks(places, [wrapped(name, _NAME) for name in names])
        ends = _ends(bridge)
        unit = money_axis(axes, "x", max(abs(end) for end in ends), bridge.scale)
        axes.set_xlim(*_limits(axes, bridge))
        axes.axvline(0.0, color=GREY, linewidth=1.0)
        axes.set_xlabel(f"{wrapped(bridge.of, 80)} ({unit})")
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
    names = [f"NPSV, {label}" for label in bridge.labels] + [bar.cause for bar in bridge.shown]
    lines = max(wrapped(name, _NAME).count("\n") + 1 for name in names)
    return 1.4 + max(0.42, 0.2 * lines) * len(names)


def bridge_words(bridge: Bridge) -> str:
    """Return what the picture says.

    Args:
        bridge: What `case.compare(...)` gives.
    """
    first, second = bridge.labels
    bars = "; ".join(f"{bar.cause} {money_words(bar.value)}" for bar in bridge.shown) or "nothing changed it"
    return f"{bridge.of}: {money_words(bridge.start)} {_at(first)}, {money_words(bridge.end)} {_at(second)}. {bars}."


def _at(label: str) -> str:
    return label if label == "now" or label.startswith(("as ", "after ")) else f"at {label}"


def _amount(value: float, scale: tuple[float, str, int]) -> str:
    """Return an amount as the table of the bridge has it, in the unit of the axis."""
    pounds, unit, decimals = scale
    text = format_number(abs(value) / pounds, decimals)
    return f"{'minus ' if value < 0 else ''}£{text}{unit.removeprefix('£')}"


def _limits(axes: Axes, bridge: Bridge) -> tuple[float, float]:
    """Return the limits between which every bar and the amount beside it have room."""
    ends = _ends(bridge)
    low = at_low = min(ends)
    high = at_high = max(ends)
    across = axes.figure.bbox.width / axes.figure.dpi * _AXES
    values = [(bridge.start, bridge.start), *zip(ends[3:], (bar.value for bar in bridge.shown), strict=True)]
    values.append((bridge.end, bridge.end))
    for _ in range(_ROUNDS):
        for end, value in values:
            label = (len(_amount(value, bridge.scale)) * _LETTER + _GAP) * ((high - low) or 1.0) / across
            at_low, at_high = (at_low, max(at_high, end + label)) if value >= 0 else (min(at_low, end - label), at_high)
        low, high = at_low, at_high
    return (low, high) if low < high else (low - 1.0, high + 1.0)


def _ends(bridge: Bridge) -> list[float]:
    found, at = [0.0, bridge.start, bridge.end], bridge.start
    for bar in bridge.shown:
        at += bar.value
        found.append(at)
    return found


def _bar(axes: Axes, place: int, begins: float, width: float, *, scale: tuple[float, str, int], colour: str) -> None:
    axes.barh(
        place,
        width,
        left=begins,
        height=0.62,
        color=colour,
        hatch=HATCH if colour == ORANGE else None,
        edgecolor="white",
        linewidth=0,
    )
    end = begins + width
    axes.annotate(
        _amount(width, scale),
        (end, place),
        xytext=(4 if width >= 0 else -4, 0),
        textcoords="offset points",
        va="center",
        ha="left" if width >= 0 else "right",
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
    )
