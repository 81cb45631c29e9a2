"""Boxes in columns with arrows from left to right: what a map of benefits and a theory of change are drawn with."""

from __future__ import annotations

import itertools
import textwrap
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.plotting.drawing import GREY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

__all__ = [
    "LETTERS",
    "Box",
    "Layout",
    "depths_of",
    "draw_box",
    "draw_headings",
    "draw_ways",
    "in_lines",
    "laid_out",
    "room_for",
]

LETTERS: Final = 27
"""Letters that a line of a box holds."""
_BOX: Final = 2.15
"""Inches that a box is wide."""
_GAP: Final = 0.75
_LINE: Final = 0.165
_LANE: Final = 0.3
"""How high an arrow counts that passes a column, beside a box."""
_SWEEPS: Final = 6


@attrs.frozen
class Box:
    """One thing in the picture."""

    name: str
    """What it is called by the arrows."""
    kind: int
    """Place of its kind among the kinds; those of one kind stand together, and the kinds from left to right."""
    lines: tuple[str, ...]
    """What it says."""
    after: tuple[str, ...]
    """Names of what it leads to: of its own kind, or of a later one."""


@attrs.frozen
class Layout:
    """Where everything stands: columns of names, with lanes for arrows that pass, and their centres in inches."""

    columns: dict[str, int]
    """Column of each box."""
    centres: dict[str, tuple[float, float]]
    """Centre of each box and each lane."""
    ways: tuple[tuple[str, ...], ...]
    """Each arrow: a box, the lanes that it passes, a box."""
    boxes: dict[str, tuple[str, ...]]
    """Lines of each box."""
    height: float
    """Inches from the lowest to the highest."""
    box: float
    """Inches that a box is high."""

    @property
    def width(self) -> float:
        """Inches across."""
        return (max(self.columns.values()) + 1) * (_BOX + _GAP) - _GAP


def in_lines(text: str, most: int) -> tuple[str, ...]:
    """Return text in lines of a box, the last one cut where there are too many.

    Args:
        text: The text.
        most: Number of lines at most.
    """
    lines = textwrap.wrap(text, LETTERS)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: LETTERS - 3]}..."]
    return tuple(lines)


def depths_of(boxes: Sequence[Box]) -> dict[str, int]:
    """Return how many steps of its own kind lead to each box.

    Args:
        boxes: The boxes, without a circle among them.
    """
    by_name = {box.name: box for box in boxes}
    depths = dict.fromkeys(by_name, 0)
    for _ in boxes:  # as many passes as the longest way may have steps
        for box in boxes:
            for after in box.after:
                if by_name[after].kind == box.kind:
                    depths[after] = max(depths[after], depths[box.name] + 1)
    return depths


def laid_out(boxes: Sequence[Box]) -> Layout:
    """Return where boxes stand so that every arrow goes to the right and few of them cross.

    Args:
        boxes: The boxes.
    """
    column = _columns(boxes)
    columns: list[list[str]] = [[] for _ in range(max(column.values()) + 1)]
    for name, place in column.items():
        columns[place].append(name)
    ways: list[tuple[str, ...]] = []
    for box in boxes:
        for after in box.after:
            passed = [f"{box.name} > {after} > {place}" for place in range(column[box.name] + 1, column[after])]
            for place, lane in enumerate(passed, start=column[box.name] + 1):
                columns[place].append(lane)
            ways.append((box.name, *passed, after))
    columns = _untangled(columns, ways)
    lines = {box.name: box.lines for box in boxes}
    high = _LINE * max(map(len, lines.values())) + 0.2
    heights = [sum(_room(name, lines, high) for name in names) for names in columns]
    height = max(heights)
    centres: dict[str, tuple[float, float]] = {}
    for place, (names, own) in enumerate(zip(columns, heights, strict=True)):
        spread = height / own
        at = height
        for name in names:
            room = _room(name, lines, high) * spread
            centres[name] = (place * (_BOX + _GAP) + _BOX / 2, at - room / 2)
            at -= room
    return Layout(column, centres, tuple(ways), lines, height, high)


def _columns(boxes: Sequence[Box]) -> dict[str, int]:
    """Return the column of each box: those of one kind stand together, in as many columns as they have steps."""
    depths = depths_of(boxes)
    column: dict[str, int] = {}
    first = 0
    for kind in sorted({box.kind for box in boxes}):
        own = [box.name for box in boxes if box.kind == kind]
        column |= {name: first + depths[name] for name in own}
        first += max(depths[name] + 1 for name in own)
    return column


def _room(name: str, boxes: dict[str, tuple[str, ...]], box: float) -> float:
    return box + 0.22 if name in boxes else _LANE


def _untangled(columns: list[list[str]], ways: list[tuple[str, ...]]) -> list[list[str]]:
    """Order the columns so that few arrows cross: each name stands near the middle of what it is joined to."""
    before: dict[str, list[str]] = {name: [] for names in columns for name in names}
    after: dict[str, list[str]] = {name: [] for names in columns for name in names}
    for way in ways:
        for one, other in itertools.pairwise(way):
            after[one].append(other)
            before[other].append(one)
    for sweep in range(_SWEEPS):
        joined = after if sweep % 2 else before
        places = {name: (place + 0.5) / len(names) for names in columns for place, name in enumerate(names)}
        for names in columns[::-1] if sweep % 2 else columns:
            names.sort(key=lambda name: _middle(name, joined, places))
            places |= {name: (place + 0.5) / len(names) for place, name in enumerate(names)}
    return columns


def _middle(name: str, joined: dict[str, list[str]], places: dict[str, float]) -> float:
    beside = [places[other] for other in joined[name]]
    return sum(beside) / len(beside) if beside else places[name]


def room_for(axes: Axes, layout: Layout) -> None:
    """Give axes the room that a layout needs, without lines or numbers of their own.

    Args:
        axes: The axes.
        layout: The layout.
    """
    axes.set_xlim(-0.1, layout.width + 0.1)
    axes.set_ylim(-0.1, layout.height + 0.45)
    axes.axis("off")


def draw_headings(axes: Axes, boxes: Sequence[Box], headings: Sequence[str], layout: Layout) -> None:
    """Draw a heading over the columns of each kind.

    Args:
        axes: The axes.
        boxes: The boxes.
        headings: Heading of each kind.
        layout: The layout.
    """
    for kind, heading in enumerate(headings):
        places = sorted({layout.columns[box.name] for box in boxes if box.kind == kind})
        if places:
            middle = (places[0] + places[-1]) / 2 * (_BOX + _GAP) + _BOX / 2
            axes.text(middle, layout.height + 0.2, heading, ha="center", va="center", weight="bold", size=10)


def draw_ways(axes: Axes, layout: Layout) -> None:
    """Draw every arrow, in its lane past the columns between.

    Args:
        axes: The axes.
        layout: The layout.
    """
    for way in layout.ways:
        points: list[tuple[float, float]] = []
        for name in way:
            x, y = layout.centres[name]
            points += [(x, y)] if name in layout.boxes else [(x - _BOX / 2, y), (x + _BOX / 2, y)]
        points[0] = (points[0][0] + _BOX / 2, points[0][1])
        points[-1] = (points[-1][0] - _BOX / 2, points[-1][1])
        for one, other in itertools.pairwise(points[:-1]):
            axes.plot([one[0], other[0]], [one[1], other[1]], color=GREY, linewidth=1.1, zorder=1)
        arrow = {"arrowstyle": "-|>", "color": GREY, "linewidth": 1.1, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", xy=points[-1], xytext=points[-2], arrowprops=arrow, zorder=1)


def draw_box(
    axes: Axes, name: str, layout: Layout, *, edge: str, face: str, bold: bool, broken: bool, rounded: bool
) -> None:
    """Draw a box with its lines.

    Args:
        axes: The axes.
        name: Its name.
        layout: The layout.
        edge: Colour of its edge.
        face: Colour of its ground.
        bold: Whether its edge is thick.
        broken: Whether its edge is broken.
        rounded: Whether its corners are round.
    """
    from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415 - an extra, needed here only

    x, y = layout.centres[name]
    axes.add_patch(
        FancyBboxPatch(
            (x - _BOX / 2, y - layout.box / 2),
            _BOX,
            layout.box,
            boxstyle="round,pad=0,rounding_size=0.09" if rounded else "square,pad=0",
            facecolor=face,
            edgecolor=edge,
            linewidth=2.4 if bold else 1.2,
            linestyle="--" if broken else "-",
            zorder=2,
        )
    )
    text = "\n".join(layout.boxes[name]).replace("$", r"\$")
    axes.text(x, y, text, ha="center", va="center", size=9, linespacing=1.25, zorder=3)
