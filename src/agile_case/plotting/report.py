"""The pictures that go with a report."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

from agile_case.plotting.drawing import drawing_style, figure_of
from agile_case.plotting.exceedance import exceedance, exceedance_table, exceedance_words
from agile_case.plotting.fan import fan, fan_words
from agile_case.plotting.picture import Picture, svg_of
from agile_case.plotting.ranks import rank_tornado, rank_tornado_words
from agile_case.plotting.tornado import moving, tornado, tornado_height, tornado_words
from agile_case.plotting.yearly import drawn_options, npsv_by_year, npsv_table, npsv_words

if TYPE_CHECKING:
    from agile_case.appraisal.result import Result

__all__ = ["can_draw", "pictures"]


def can_draw() -> bool:
    """Tell whether matplotlib is installed."""
    return importlib.util.find_spec("matplotlib") is not None


def pictures(result: Result) -> tuple[Picture, ...]:
    """Return the pictures of a result: NPSV by year, and of the preferred option what it moves with and may come to.

    A partial case has none, and without a preferred option, or where no assumption moves its NPSV, there is no tornado.
    The exceedance curve, the fan and the tornado by rank need a simulation.

    Args:
        result: The result.

    Raises:
        InputError: matplotlib is not installed.
    """
    plan = result.plan
    if plan.partial:
        return ()
    found = [_yearly(result)]
    rows = result.sensitivities() if plan.preferred else ()
    if rows and moving(rows):
        title, words = "How far each assumption alone moves the NPSV", tornado_words(rows)
        with drawing_style():
            figure = figure_of(8.0, tornado_height(rows))
            tornado(rows, figure.subplots())
            svg = svg_of(figure, "tornado", title, words)
        found.append(Picture(key="tornado", title=title, words=words, svg=svg, table=rows.table))
    if plan.preferred and result.samples is not None:
        found += [_exceedance(result), *_simulated(result)]
    return tuple(found)


def _simulated(result: Result) -> list[Picture]:
    """Return the fan of the NPSV, and the tornado by rank where the NPSV moves with something."""
    option, plan = result.plan.preferred, result.plan
    usual = None if plan.business_as_usual is None else plan.options[plan.business_as_usual].key
    other = usual if usual != option else None
    years, ranks = result.simulated_years(option, other), result.rank_correlations(option, other)
    title, words = "What it may have come to by each year", fan_words(years)
    with drawing_style():
        figure = figure_of(8.0, 3.8)
        fan(years, ax=figure.subplots())
        svg = svg_of(figure, "fan", title, words)
    found = [Picture(key="fan", title=title, words=words, svg=svg, table=years.table)]
    if ranks.rows:
        title, words = "What the NPSV moves with when everything varies", rank_tornado_words(ranks)
        with drawing_style():
            figure = figure_of(8.0, 1.6 + 0.42 * min(len(ranks.rows), 12))
            rank_tornado(ranks, figure.subplots())
            svg = svg_of(figure, "rank_tornado", title, words)
        found.append(Picture(key="rank_tornado", title=title, words=words, svg=svg, table=ranks))
    return found


def _exceedance(result: Result) -> Picture:
    option = result.plan.preferred
    title, words = "How likely it is to be worth so much", exceedance_words(result, option)
    with drawing_style():
        figure = figure_of(8.0, 3.8)
        exceedance(result, option, ax=figure.subplots())
        svg = svg_of(figure, "exceedance", title, words)
    return Picture(key="exceedance", title=title, words=words, svg=svg, table=exceedance_table(result, option))


def _yearly(result: Result) -> Picture:
    title, words = "NPSV by year", npsv_words(result)
    drawn = drawn_options(result)
    with drawing_style():
        figure = figure_of(8.0, 3.4 * len(drawn))
        for axes, key in zip(figure.subplots(len(drawn), squeeze=False)[:, 0], drawn, strict=True):
            npsv_by_year(result, key, ax=axes)
        svg = svg_of(figure, "npsv_by_year", title, words)
    return Picture(key="npsv_by_year", title=title, words=words, svg=svg, table=npsv_table(result))
