"""The tornado by rank: how closely the NPSV moves with each assumption when all of them vary at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.errors import InputError
from agile_case.plotting.drawing import BLUE, GREY, HATCH, ORANGE, axes_of, drawing_style, tidy, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agile_case.quantities.tables import Table

__all__ = ["rank_tornado", "rank_tornado_words"]

_MOST: Final = 12
_NAMED: Final = 3


def rank_tornado(ranks: Table, ax: Axes | None = None) -> Axes:
    """Draw the rank correlation of the NPSV with each assumption, the closest on top.

    An assumption that the NPSV falls with is hatched. The line at each bar's end is two standard errors either way.
    The twelve closest are drawn; the table has them all.

    Args:
        ranks: What `result.rank_correlations(...)` gives.
        ax: Axes to draw on; new ones unless given.

    Returns:
        The axes.

    Raises:
        InputError: There is nothing to draw, or matplotlib is not installed.
    """
    rows = _rows(ranks)[:_MOST][::-1]
    if not rows:
        message = "There is no assumption that the NPSV moves with."
        raise InputError(message, where="ranks", got="no rows", wanted="at least one assumption")
    with drawing_style():
        axes = axes_of(ax, 8.0, 1.6 + 0.42 * len(rows))
        for place, (_, value, error) in enumerate(rows):
            falls = value < 0
            axes.barh(
                place,
                value,
                height=0.6,
                color=ORANGE if falls else BLUE,
                hatch=HATCH if falls else None,
                edgecolor="white",
                linewidth=0,
            )
            axes.plot([value - 2 * error, value + 2 * error], [place, place], color=GREY, linewidth=1.6)
            axes.annotate(
                f"{value:.2f}",
                (value - 2 * error if falls else value + 2 * error, place),
                xytext=(-5 if falls else 5, 0),
                textcoords="offset points",
                va="center",
                ha="right" if falls else "left",
            )
        axes.set_yticks(range(len(rows)), [wrapped(title) for title, _, _ in rows])
        axes.axvline(0.0, color=GREY, linewidth=1.2)
        axes.set_xlim(-1.15, 1.15)
        axes.set_xlabel("Rank correlation: from -1, falls with it, to 1, rises with it (line: two standard errors)")
        axes.set_title(wrapped(ranks.caption, 64), loc="left", fontsize=10)
        axes.grid(axis="x", color="#B1B4B6", linewidth=0.6)
        tidy(axes)
    return axes


def rank_tornado_words(ranks: Table) -> str:
    """Return what the picture says.

    Args:
        ranks: What `result.rank_correlations(...)` gives.
    """
    rows = _rows(ranks)
    if not rows:
        return "The NPSV moves with no assumption."
    said = "; ".join(
        f"{'rises' if value >= 0 else 'falls'} with {title}: {value:.2f}" for title, value, _ in rows[:_NAMED]
    )
    more = len(rows) - _NAMED
    rest = "" if more <= 0 else f"; {more} more less closely"
    return f"{ranks.caption}. It {said}{rest}."


def _rows(ranks: Table) -> list[tuple[str, float, float]]:
    found = []
    for row in ranks.records():
        unit = "" if row["unit"] == "1" else f" ({row['unit']})"
        found.append((f"{row['assumption']}{unit}", float(row["rank_correlation"] or 0.0), float(row["error"] or 0.0)))
    return found
