"""The theory of change as a picture: inputs on the left, impacts on the right, and arrows from one step to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.errors import InputError
from agile_case.model.narrative import STEPS
from agile_case.plotting.drawing import BLUE, GREY, axes_of, drawing_style, figure_of
from agile_case.plotting.layered import Box, draw_box, draw_headings, draw_ways, in_lines, laid_out, room_for
from agile_case.plotting.picture import Picture, svg_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.case.case import Case
    from agile_case.model.narrative import TheoryStep

__all__ = ["theory_of_change_chart", "theory_of_change_picture", "theory_of_change_words"]

_HEADINGS: Final = ("Inputs", "Activities", "Outputs", "Outcomes", "Impacts")
_MOST: Final = 4
_GROUNDS: Final = 3
"""Lines of what a step rests on; what is longer ends in dots."""


def theory_of_change_chart(case: Case, ax: Axes | None = None) -> Axes:
    """Draw which step brings about which, with what each rests on.

    Outcomes and impacts have a thick edge. The columns are headed by kind; where a step brings about one of an earlier
    kind, they are not, and each box names its kind. Its data are the table `theory_of_change` of `narrative_tables()`.

    Args:
        case: The case.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        InputError: The case has no theory of change, or matplotlib is not installed.
    """
    boxes, headed = _boxes(case)
    layout = laid_out(boxes)
    with drawing_style():
        axes = axes_of(ax, layout.width + 0.4, layout.height + 0.7)
        room_for(axes, layout)
        if headed:
            draw_headings(axes, boxes, _HEADINGS, layout)
        draw_ways(axes, layout)
        for key, step in case.model.theory_of_change.items():
            ends = step.kind in STEPS[3:]
            colour = BLUE if ends else GREY
            draw_box(axes, key, layout, edge=colour, face="white", bold=ends, broken=False, rounded=ends)
    return axes


def theory_of_change_picture(case: Case) -> Picture:
    """Return the picture of a theory of change with its words and its data.

    Args:
        case: The case.

    Raises:
        InputError: The case has no theory of change, or matplotlib is not installed.
    """
    layout = laid_out(_boxes(case)[0])
    words = theory_of_change_words(case)
    table = next(table for table in case.narrative_tables() if table.key == "theory_of_change")
    with drawing_style():
        figure = figure_of(layout.width + 0.4, layout.height + 0.7)
        theory_of_change_chart(case, figure.subplots())
        svg = svg_of(figure, "theory_of_change", table.caption, words)
    return Picture(key="theory_of_change", title=table.caption, words=words, svg=svg, table=table)


def theory_of_change_words(case: Case) -> str:
    """Return what the picture says.

    Args:
        case: The case.
    """
    steps = case.model.theory_of_change
    parts = []
    for kind, heading in zip(STEPS, _HEADINGS, strict=True):
        found = []
        for key, step in steps.items():
            if step.kind == kind:
                after = " and ".join(_title(name, steps[name]) for name in step.brings_about)
                grounds = f", if {_grounds(step, ' and ')}" if step.rests_on else ""
                found.append(f"{_title(key, step)}{f' brings about {after}' if after else ''}{grounds}")
        if found:
            parts.append(f"{heading}: {'; '.join(found)}.")
    return f"Theory of change. {' '.join(parts)}"


def _boxes(case: Case) -> tuple[list[Box], bool]:
    """Return the boxes, and whether they stand in columns by kind: not where an arrow would lead back."""
    steps = case.model.theory_of_change
    if not steps:
        message = "This case has no theory of change to draw."
        raise InputError(message, where="theory_of_change", got="none", wanted="[theory_of_change.key] tables")
    place = {key: STEPS.index(step.kind) for key, step in steps.items()}
    headed = all(place[name] >= place[key] for key, step in steps.items() for name in step.brings_about)
    boxes = []
    for key, step in steps.items():
        kind = () if headed else (f"({step.kind})",)
        grounds = in_lines(f"if {_grounds(step, ', ')}", _GROUNDS) if step.rests_on else ()
        lines = (*in_lines(_title(key, step), _MOST), *kind, *grounds)
        boxes.append(Box(key, place[key] if headed else 0, lines, tuple(dict.fromkeys(step.brings_about))))
    return boxes, headed


def _title(key: str, step: TheoryStep) -> str:
    return step.title.strip() or key.replace("_", " ")


def _grounds(step: TheoryStep, between: str) -> str:
    return between.join(address.partition(".")[2].replace("_", " ") for address in step.rests_on)
