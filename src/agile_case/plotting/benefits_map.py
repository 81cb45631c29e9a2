"""The benefits map as a picture: changes on the left, objectives on the right, and arrows from one to the next."""

from __future__ import annotations

import itertools
import textwrap
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.case.benefits_map import NODE_KINDS, node_depths
from agile_case.plotting.drawing import BLUE, GREY, ORANGE, axes_of, drawing_style, figure_of
from agile_case.plotting.picture import Picture, svg_of
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.case.benefits_map import BenefitsMap, MapNode

__all__ = ["benefits_map_chart", "benefits_map_picture", "benefits_map_words"]

_BOX: Final = 2.15
"""Inches that a box is wide."""
_GAP: Final = 0.75
_LINE: Final = 0.165
_LETTERS: Final = 27
_MOST: Final = 4
"""Lines of a title; what is longer ends in dots."""
_LANE: Final = 0.3
"""How high an arrow counts that passes a column, beside a box."""
_SWEEPS: Final = 6
_HEADINGS: Final = ("Enabling changes", "Intermediate benefits", "End benefits", "Objectives")


@attrs.frozen
class _Layout:
    """Where everything stands: columns of addresses, with lanes for arrows that pass, and their centres in inches."""

    columns: tuple[tuple[str, ...], ...]
    centres: dict[str, tuple[float, float]]
    ways: tuple[tuple[str, ...], ...]
    boxes: dict[str, tuple[str, ...]]
    height: float
    box: float

    @property
    def width(self) -> float:
        """Inches across."""
        return len(self.columns) * (_BOX + _GAP) - _GAP


def benefits_map_chart(held: BenefitsMap, ax: Axes | None = None) -> Axes:
    """Draw what leads to what, from enabling changes to objectives.

    Changes have broken edges, steps on the way a thin edge, end benefits a thick one and their present value; a
    disbenefit says so. The columns are headed, so that nobody needs the colours. Its data are `held.table`.

    Args:
        held: What `case.benefits_map(...)` gives.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        InputError: matplotlib is not installed.
    """
    layout = _laid_out(held)
    with drawing_style():
        axes = axes_of(ax, layout.width + 0.4, layout.height + 0.7)
        axes.set_xlim(-0.1, layout.width + 0.1)
        axes.set_ylim(-0.1, layout.height + 0.45)
        axes.axis("off")
        _draw_headings(axes, held, layout)
        for way in layout.ways:
            _draw_way(axes, way, layout)
        for node in held.nodes:
            _draw_box(axes, node, layout)
    return axes


def benefits_map_picture(held: BenefitsMap) -> Picture:
    """Return the picture of a benefits map with its words and its data.

    Args:
        held: What `case.benefits_map(...)` gives.

    Raises:
        InputError: matplotlib is not installed.
    """
    layout = _laid_out(held)
    words = benefits_map_words(held)
    with drawing_style():
        figure = figure_of(layout.width + 0.4, layout.height + 0.7)
        benefits_map_chart(held, figure.subplots())
        svg = svg_of(figure, held.table.key, held.table.caption, words)
    return Picture(key=held.table.key, title=held.table.caption, words=words, svg=svg, table=held.table)


def benefits_map_words(held: BenefitsMap) -> str:
    """Return what the picture says.

    Args:
        held: What `case.benefits_map(...)` gives.
    """
    titles = {node.address: node.title for node in held.nodes}
    parts = []
    for kind, heading in zip(NODE_KINDS, _HEADINGS, strict=True):
        found = [_said(node, titles) for node in held.nodes if node.kind == kind]
        if found:
            parts.append(f"{heading}: {'; '.join(found)}.")
    total = "" if held.total is None else f" Together the end benefits are worth {money_words(held.total)}."
    return f"Benefits map of {held.title}. {' '.join(parts)}{total}"


def _said(node: MapNode, titles: dict[str, str]) -> str:
    done = " (done)" if node.done else ""
    loss = " (disbenefit)" if node.disbenefit else ""
    worth = "" if node.present_value is None else f", {money_words(node.present_value)}"
    leads = " and ".join(titles[address] for address in node.leads_to)
    return f"{node.title}{done}{loss}{worth}{f' leads to {leads}' if leads else ''}"


def _column_of(nodes: tuple[MapNode, ...]) -> dict[str, int]:
    """Return the column of each node: those of one kind stand together, in as many columns as they have steps."""
    depths = node_depths(nodes)
    column: dict[str, int] = {}
    first = 0
    for kind in NODE_KINDS:
        own = [node for node in nodes if node.kind == kind]
        column |= {node.address: first + depths[node.address] for node in own}
        first += max((depths[node.address] + 1 for node in own), default=0)
    return column


def _laid_out(held: BenefitsMap) -> _Layout:
    column = _column_of(held.nodes)
    columns: list[list[str]] = [[] for _ in range(max(column.values()) + 1)]
    for address, place in column.items():
        columns[place].append(address)
    ways: list[tuple[str, ...]] = []
    for node in held.nodes:
        for after in node.leads_to:
            passed = [f"{node.address} > {after} > {place}" for place in range(column[node.address] + 1, column[after])]
            for place, lane in enumerate(passed, start=column[node.address] + 1):
                columns[place].append(lane)
            ways.append((node.address, *passed, after))
    columns = _untangled(columns, ways)
    boxes = {node.address: _lines(node) for node in held.nodes}
    box = _LINE * max(map(len, boxes.values())) + 0.2
    heights = [sum(_room(name, boxes, box) for name in names) for names in columns]
    height = max(heights)
    centres: dict[str, tuple[float, float]] = {}
    for place, (names, own) in enumerate(zip(columns, heights, strict=True)):
        spread = height / own
        at = height
        for name in names:
            room = _room(name, boxes, box) * spread
            centres[name] = (place * (_BOX + _GAP) + _BOX / 2, at - room / 2)
            at -= room
    return _Layout(tuple(map(tuple, columns)), centres, tuple(ways), boxes, height, box)


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


def _lines(node: MapNode) -> tuple[str, ...]:
    title = textwrap.wrap(node.title, _LETTERS) or [node.address]
    if len(title) > _MOST:
        title = [*title[: _MOST - 1], f"{title[_MOST - 1][: _LETTERS - 3]}..."]
    more = []
    if node.disbenefit:
        more.append("disbenefit")
    if node.present_value is not None:
        more.append(money_words(node.present_value))
    if node.done:
        more.append("done")
    owner = textwrap.shorten(node.owner, _LETTERS, placeholder="...")
    return (*title, *([owner] if owner else []), *([", ".join(more)] if more else []))


def _draw_headings(axes: Axes, held: BenefitsMap, layout: _Layout) -> None:
    column = _column_of(held.nodes)
    for kind, heading in zip(NODE_KINDS, _HEADINGS, strict=True):
        places = sorted({column[node.address] for node in held.nodes if node.kind == kind})
        if places:
            middle = (places[0] + places[-1]) / 2 * (_BOX + _GAP) + _BOX / 2
            axes.text(middle, layout.height + 0.2, heading, ha="center", va="center", weight="bold", size=10)


def _draw_way(axes: Axes, way: tuple[str, ...], layout: _Layout) -> None:
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


def _draw_box(axes: Axes, node: MapNode, layout: _Layout) -> None:
    from matplotlib.patches import FancyBboxPatch  # noqa: PLC0415 - an extra, needed here only

    x, y = layout.centres[node.address]
    edge = ORANGE if node.disbenefit else BLUE if "benefit" in node.kind else GREY
    axes.add_patch(
        FancyBboxPatch(
            (x - _BOX / 2, y - layout.box / 2),
            _BOX,
            layout.box,
            boxstyle="round,pad=0,rounding_size=0.09" if "benefit" in node.kind else "square,pad=0",
            facecolor="#F3F2F1" if node.kind == NODE_KINDS[3] else "white",
            edgecolor=edge,
            linewidth=2.4 if node.kind in NODE_KINDS[2:] else 1.2,
            linestyle="--" if node.kind == NODE_KINDS[0] else "-",
            zorder=2,
        )
    )
    text = "\n".join(layout.boxes[node.address]).replace("$", r"\$")
    axes.text(x, y, text, ha="center", va="center", size=9, linespacing=1.25, zorder=3)
