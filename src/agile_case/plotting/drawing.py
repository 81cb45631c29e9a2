"""What all pictures share: colours, axes, money on an axis; matplotlib is imported here."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

from agile_case.errors import InputError
from agile_case.quantities.rounding import format_number, money_scale

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "BLUE",
    "GREY",
    "HATCH",
    "ORANGE",
    "axes_of",
    "drawing_style",
    "figure_of",
    "money_axis",
    "short_number",
    "tidy",
    "wrapped",
]

BLUE: Final = "#12436D"
ORANGE: Final = "#F46A25"
GREY: Final = "#3D3D3D"
"""Dark blue, orange and dark grey of the palette of the Government Analysis Function; each 3:1 on white or better."""
HATCH: Final = "////"
"""Marks what a colour marks as well, for readers who do not see the colour and for print in black and white."""
_STYLE: Final[dict[str, Any]] = {
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "hatch.linewidth": 0.6,
    "hatch.color": "white",
}
_MILLION, _HUNDRED, _TEN = 1e6, 100, 10


def drawing_style() -> AbstractContextManager[None]:
    """Return the context in which everything is drawn, whatever the user's own settings are.

    Raises:
        InputError: matplotlib is not installed.
    """
    try:
        import matplotlib as mpl  # noqa: PLC0415 - an extra, needed here only
    except ImportError:
        message, do = "A picture cannot be drawn without the library matplotlib.", 'pip install "agile-case[plot]"'
        raise InputError(message, got="no matplotlib", wanted="matplotlib", do=do) from None
    settings: Any = dict(mpl.rcParamsDefault) | _STYLE
    settings.pop("backend", None)  # a window or a notebook of the user stays where it is
    return mpl.rc_context(settings)


def figure_of(width: float, height: float) -> Figure:
    """Return an empty figure that no window and no notebook knows of; within `drawing_style`.

    Args:
        width: Inches.
        height: Inches.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - an extra, needed here only

    return Figure(figsize=(width, height), layout="constrained")


def axes_of(ax: Axes | None, width: float, height: float) -> Axes:
    """Return the axes that were given, or new ones that a notebook shows; within `drawing_style`.

    Args:
        ax: Axes to draw on.
        width: Inches of a new figure.
        height: Inches of it.
    """
    if ax is not None:
        return ax
    from matplotlib import pyplot as plt  # noqa: PLC0415 - an extra, needed here only

    found: Axes = plt.subplots(figsize=(width, height), layout="constrained")[1]
    return found


def tidy(ax: Axes) -> None:
    """Take away the lines around axes that say nothing, and draw light ones that help to read.

    Args:
        ax: The axes.
    """
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.set_axisbelow(True)
    ax.tick_params(length=0, colors="#0B0C0C")


def money_axis(ax: Axes, way: str, largest: float, unit_of: tuple[float, str, int] | None = None) -> str:
    """Let an axis show money in the unit that reads best.

    Args:
        ax: The axes.
        way: `x` or `y`.
        largest: The largest amount in pounds.
        unit_of: What `money_scale` chose for a table that stands beside it.

    Returns:
        The unit, such as `£m`.
    """
    scale, unit, _ = unit_of or ((_MILLION, "£m", 1) if abs(largest) >= _MILLION else money_scale(largest))
    axis = ax.xaxis if way == "x" else ax.yaxis
    axis.set_major_formatter(lambda value, _: _trimmed(value / scale))
    ax.grid(axis="x" if way == "x" else "y", color="#B1B4B6", linewidth=0.6)
    return unit


def _trimmed(value: float) -> str:
    text = format_number(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def short_number(value: float) -> str:
    """Return a number with about three figures, as a label shows it.

    Args:
        value: A finite number.
    """
    size = abs(value)
    decimals = 0 if size >= _HUNDRED else 1 if size >= _TEN else 2 if size >= 1 else 3
    text = format_number(value, decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def wrapped(text: str, width: int = 30) -> str:
    """Return a label broken into lines; dollar signs stay what they are.

    Args:
        text: The label.
        width: Characters in a line.
    """
    return "\n".join(textwrap.wrap(text, width)).replace("$", r"\$")
