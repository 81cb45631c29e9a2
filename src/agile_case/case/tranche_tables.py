"""Tranches by year and budget class, beside what the lines of their stages cost in cash."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from agile_case.appraisal.appraise import appraise
from agile_case.appraisal.summary import largest, money_column
from agile_case.case.line_cash import cash_of
from agile_case.case.stages import carried_out
from agile_case.model.stages import tranche_amount
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.case.line_cash import LineCash
    from agile_case.model.model import Model
    from agile_case.quantities.years import Year

__all__ = ["tranches_table"]


def tranches_table(model: Model, option: str | None = None) -> Table:
    """Return each tranche beside what the lines of its stage cost: in all, or by year and class where it says so.

    Args:
        model: The model.
        option: Key of the option; the preferred one, or the preferred way forward, unless stated.

    Raises:
        InputError: The case does not say which option is carried out.
        UnknownNameError: There is no such option.
        AgileCaseError: The case cannot be appraised.
    """
    chosen = carried_out(model, option)
    cash = cash_of(model, appraise(model), chosen, model.basis.start.begins)
    rows: list[list[Cell]] = []
    for key, stage in model.stages.items():
        lines = [one for one in cash if one.stage == key]
        title = stage.title or key.replace("_", " ").capitalize()
        if isinstance(stage.tranche, tuple):
            pound = model.units.unit("GBP")
            asked = {(part.year, part.budget): part.amount.to(pound, model.units) for part in stage.tranche}
            costs = _by_class(model, lines)
            places = sorted({*asked, *costs}, key=lambda place: (place[0].first, place[1]))
            rows += [
                _row(title, str(year), budget, asked.get((year, budget), 0.0), costs.get((year, budget), 0.0))
                for year, budget in places
            ]
        else:
            whole = sum(float((one.core + one.contingency).sum()) for one in lines)
            rows.append(_row(title, "all", "all", tranche_amount(stage, model.units), whole))
    scale = money_scale(largest(cell for row in rows for cell in row[3:] if isinstance(cell, float)))
    columns = [
        Column("Stage", "stage"),
        Column("Year", "year"),
        Column("Class", "budget"),
        money_column("asked", "Tranche", scale),
        money_column("cost", "Cost of its lines", scale),
        money_column("left", "Tranche less cost", scale),
    ]
    notes = ["Cost: core cost with tax that is not recovered, and contingency; assumptions at their means."]
    return Table("tranches", f"Tranches ({scale[1]}, cash)", columns, rows, notes)


def _by_class(model: Model, lines: Sequence[LineCash]) -> dict[tuple[Year, str], float]:
    found: dict[tuple[Year, str], float] = {}
    for one in lines:
        for year, cost in zip(model.basis.period, one.core + one.contingency, strict=True):
            for budget, share in one.shares if cost else ():
                found[year, budget] = found.get((year, budget), 0.0) + float(cost) * share
    return found


def _row(title: str, year: str, budget: str, asked: float | None, cost: float) -> list[Cell]:
    known = None if math.isnan(cost) else cost
    return [title, year, budget, asked, known, None if asked is None or known is None else asked - known]
