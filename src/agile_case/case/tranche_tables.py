"""Tranches by year and budget class, beside what the lines of their stages cost in cash."""

from __future__ import annotations

import collections
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
    from collections.abc import Mapping, Sequence

    from agile_case.case.line_cash import LineCash
    from agile_case.case.outturn import Outturn
    from agile_case.model.model import Model
    from agile_case.quantities.years import Year

__all__ = ["tranches_table"]


def tranches_table(model: Model, option: str | None = None, outturn: Outturn | None = None) -> Table:
    """Return each tranche beside what the lines of its stage cost: in all, or by year and class where it says so.

    Args:
        model: The model.
        option: Key of the option; the preferred one, or the preferred way forward, unless stated.
        outturn: Outturn from a ledger, for a column of what was spent.

    Raises:
        InputError: The case does not say which option is carried out.
        UnknownNameError: There is no such option.
        AgileCaseError: The case cannot be appraised.
    """
    chosen = carried_out(model, option)
    cash = cash_of(model, appraise(model), chosen, model.basis.start.begins)
    paid = {} if outturn is None else _paid(outturn, {one.address: one.stage for one in cash})
    rows: list[list[Cell]] = []
    for key, stage in model.stages.items():
        lines = [one for one in cash if one.stage == key]
        title = stage.title or key.replace("_", " ").capitalize()
        if isinstance(stage.tranche, tuple):
            pound = model.units.unit("GBP")
            asked = {(part.year, part.budget): part.amount.to(pound, model.units) for part in stage.tranche}
            costs = _by_class(model, lines)
            own = {(year, budget): amount for (of, year, budget), amount in paid.items() if of == key}
            places = sorted({*asked, *costs, *own}, key=lambda place: (place[0].first, place[1]))
            rows += [
                _row(
                    (title, str(year), budget),
                    asked.get((year, budget), 0.0),
                    costs.get((year, budget), 0.0),
                    own.get((year, budget), 0.0),
                )
                for year, budget in places
            ]
        else:
            whole = sum(float((one.core + one.contingency).sum()) for one in lines)
            own_whole = sum(amount for (of, _, _), amount in paid.items() if of == key)
            rows.append(_row((title, "all", "all"), tranche_amount(stage, model.units), whole, own_whole))
    scale = money_scale(largest(cell for row in rows for cell in row[3:] if isinstance(cell, float)))
    columns = [
        Column("Stage", "stage"),
        Column("Year", "year"),
        Column("Class", "budget"),
        money_column("asked", "Tranche", scale),
        money_column("cost", "Cost of its lines", scale),
        money_column("left", "Tranche less cost", scale),
        money_column("spent", "Spent", scale),
        money_column("unspent", "Tranche less spent", scale),
    ]
    notes = ["Cost: core cost with tax that is not recovered, and contingency; assumptions at their means."]
    if outturn is None:
        rows, columns = [row[:6] for row in rows], columns[:6]
    else:
        notes.append(f"Spent: outturn to {outturn.until}; what was booked on lines that name no stage is left out.")
    return Table("tranches", f"Tranches ({scale[1]}, cash)", columns, rows, notes)


def _by_class(model: Model, lines: Sequence[LineCash]) -> dict[tuple[Year, str], float]:
    found: dict[tuple[Year, str], float] = {}
    for one in lines:
        for year, cost in zip(model.basis.period, one.core + one.contingency, strict=True):
            for budget, share in one.shares if cost else ():
                found[year, budget] = found.get((year, budget), 0.0) + float(cost) * share
    return found


def _paid(outturn: Outturn, stages: Mapping[str, str]) -> dict[tuple[str, Year, str], float]:
    """Return what was booked by stage, year and class, in pounds."""
    found: collections.Counter[tuple[str, Year, str]] = collections.Counter()
    for (address, year, budget), pence in outturn.pence.items():
        stage = stages.get(address, "") if address.startswith("options.") else address.removeprefix("stages.")
        if stage:
            found[stage, year, budget] += pence
    return {place: pence / 100 for place, pence in found.items()}


def _row(place: tuple[str, str, str], asked: float | None, cost: float, paid: float) -> list[Cell]:
    known = None if math.isnan(cost) else cost
    left = None if asked is None or known is None else asked - known
    return [*place, asked, known, left, paid, None if asked is None else asked - paid]
