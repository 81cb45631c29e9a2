"""The tornado: how far each assumption alone moves the NPSV."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.errors import InputError
from agile_case.plotting.drawing import (
    BLUE,
    GREY,
    HATCH,
    ORANGE,
    axes_of,
    drawing_style,
    money_axis,
    short_number,
    tidy,
    wrapped,
)
from agile_case.quantities.rounding import money_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.patches import Patch

    from agile_case.appraisal.sensitivity import Sensitivities, Sensitivity

__all__ = ["moving", "tornado", "tornado_height", "tornado_words"]

_MOST: Final = 12
_NAMED: Final = 3


def tornado_height(sensitivities: Sensitivities) -> float:
    """Return how high a tornado is drawn, in inches.

    Args:
        sensitivities: Its rows.
    """
    return 1.6 + 0.5 * min(len(moving(sensitivities)), _MOST)


def moving(sensitivities: Sensitivities) -> list[Sensitivity]:
    """Return the sensitivities with a swing, in their order.

    Args:
        sensitivities: All of them.
    """
    return [held for held in sensitivities if held.swing > 0]


def tornado(sensitivities: Sensitivities, ax: Axes | None = None) -> Axes:
    """Draw the NPSV at a low and a high value of each assumption, the one that moves it most on top.

    The value of the assumption stands at the end of each bar. A bar at a high value is hatched, so that the two can be
    told apart without their colours. The twelve largest are drawn; `sensitivities.table` has them all.

    Args:
        sensitivities: What `result.sensitivities()` gives.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        InputError: There is nothing to draw, or matplotlib is not installed.
    """
    rows = moving(sensitivities)[:_MOST][::-1]
    if not rows:
        message = "There is no assumption that moves the NPSV."
        raise InputError(message, where="sensitivities", got="none", wanted="at least one with a swing")
    with drawing_style():
        axes = axes_of(ax, 8.0, tornado_height(sensitivities))
        now = rows[0].npsv
        for place, held in enumerate(rows):
            _bar(axes, place, held.npsv_low, now, held.low, hatched=False)
            _bar(axes, place, held.npsv_high, now, held.high, hatched=True)
        axes.set_yticks(range(len(rows)), [wrapped(f"{held.title}{_unit(held)}") for held in rows])
        ends = [end for held in rows for end in (held.npsv_low, held.npsv_high)] + [now]
        unit = money_axis(axes, "x", max(abs(end) for end in ends))
        room = (max(ends) - min(ends) or abs(now) or 1.0) * 0.13
        axes.set_xlim(min(ends) - room, max(ends) + room)
        axes.set_ylim(-0.6, len(rows) - 0.4 + 0.5)
        axes.axvline(now, color=GREY, linewidth=1.2)
        axes.annotate(
            f"NPSV {money_words(now)}",
            (now, len(rows) - 0.5),
            xytext=(4, 2),
            textcoords="offset points",
            color=GREY,
        )
        if min(ends) < 0 < max(ends):
            axes.axvline(0.0, color=GREY, linewidth=1.2, linestyle=(0, (4, 3)))
        axes.set_xlabel(wrapped(f"{_of(rows[0])} ({unit})", 90))
        axes.legend(handles=_legend(), loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
        tidy(axes)
    return axes


def tornado_words(sensitivities: Sensitivities) -> str:
    """Return what a tornado says.

    Args:
        sensitivities: Its rows.
    """
    drawn = moving(sensitivities)
    if not drawn:
        return "No assumption moves the NPSV."
    first = drawn[0]
    moves = "; ".join(
        f"{held.title}{_unit(held)} from {short_number(held.low)} to {short_number(held.high)} moves it from "
        f"{money_words(held.npsv_low)} to {money_words(held.npsv_high)}"
        for held in drawn[:_NAMED]
    )
    more = len(drawn) - _NAMED
    rest = "" if more <= 0 else f"; {more} more move it less"
    return f"{_of(first)} is {money_words(first.npsv)} at central values. {moves}{rest}."


def _unit(held: Sensitivity) -> str:
    return "" if held.unit == "1" else f" ({held.unit})"


def _of(held: Sensitivity) -> str:
    against = f" against {held.other.replace('_', ' ')}" if held.other else ""
    return f"NPSV of {held.option.replace('_', ' ')}{against}"


def _bar(axes: Axes, place: int, end: float, now: float, value: float, *, hatched: bool) -> None:
    axes.barh(
        place,
        end - now,
        left=now,
        height=0.6,
        color=ORANGE if hatched else BLUE,
        hatch=HATCH if hatched else None,
        edgecolor="white",
        linewidth=0,
    )
    right = end > now or (end == now and hatched)
    axes.annotate(
        short_number(value),
        (end, place),
        xytext=(4 if right else -4, 0),
        textcoords="offset points",
        va="center",
        ha="left" if right else "right",
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none"},
    )


def _legend() -> list[Patch]:
    from matplotlib.patches import Patch  # noqa: PLC0415 - an extra, needed here only

    return [
        Patch(facecolor=BLUE, label="at the low value (P10)"),
        Patch(facecolor=ORANGE, hatch=HATCH, edgecolor="white", linewidth=0, label="at the high value (P90)"),
    ]
