"""The benefits map as a picture: changes on the left, objectives on the right, and arrows from one to the next."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from agile_case.case.benefits_map import NODE_KINDS
from agile_case.plotting.drawing import BLUE, GREY, ORANGE, axes_of, drawing_style, figure_of
from agile_case.plotting.layered import LETTERS, Box, draw_box, draw_headings, draw_ways, in_lines, laid_out, room_for
from agile_case.plotting.picture import Picture, svg_of
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.case.benefits_map import BenefitsMap, MapNode

__all__ = ["benefits_map_chart", "benefits_map_picture", "benefits_map_words"]

_MOST: Final = 4
"""Lines of a title; what is longer ends in dots."""
_HEADINGS: Final = ("Enabling changes", "Intermediate benefits", "End benefits", "Objectives")


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
    boxes = _boxes(held)
    layout = laid_out(boxes)
    with drawing_style():
        axes = axes_of(ax, layout.width + 0.4, layout.height + 0.7)
        room_for(axes, layout)
        draw_headings(axes, boxes, _HEADINGS, layout)
        draw_ways(axes, layout)
        for node in held.nodes:
            draw_box(
                axes,
                node.address,
                layout,
                edge=ORANGE if node.disbenefit else BLUE if "benefit" in node.kind else GREY,
                face="#F3F2F1" if node.kind == NODE_KINDS[3] else "white",
                bold=node.kind in NODE_KINDS[2:],
                broken=node.kind == NODE_KINDS[0],
                rounded="benefit" in node.kind,
            )
    return axes


def benefits_map_picture(held: BenefitsMap) -> Picture:
    """Return the picture of a benefits map with its words and its data.

    Args:
        held: What `case.benefits_map(...)` gives.

    Raises:
        InputError: matplotlib is not installed.
    """
    layout = laid_out(_boxes(held))
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


def _boxes(held: BenefitsMap) -> list[Box]:
    return [Box(node.address, NODE_KINDS.index(node.kind), _lines(node), node.leads_to) for node in held.nodes]


def _lines(node: MapNode) -> tuple[str, ...]:
    title = in_lines(node.title, _MOST) or (node.address,)
    more = []
    if node.disbenefit:
        more.append("disbenefit")
    if node.present_value is not None:
        more.append(money_words(node.present_value))
    if node.done:
        more.append("done")
    owner = textwrap.shorten(node.owner, LETTERS, placeholder="...")
    return (*title, *([owner] if owner else []), *([", ".join(more)] if more else []))
