"""What a unit of a counted benefit costs, and how many a pound buys: the name and the print of NPUC differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.central import Yearly, central_values, yearly_amounts
from agile_case.appraisal.summary import title_of
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agile_case.appraisal.measures import Measures
    from agile_case.appraisal.plan import Plan

__all__ = ["effectiveness_table"]


def effectiveness_table(plan: Plan, measures: Mapping[str, Measures], at: str) -> Table:
    """Return what each counted benefit comes to, and its cost effectiveness both ways round.

    Where there is a business as usual, benefits and costs are those above it.

    Args:
        plan: The plan.
        measures: Absolute measures by option.
        at: Which central values.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.4 and 6.93 and Table 10 (NPUC).
    """
    rows: list[list[Cell]] = []
    columns = [
        Column("Option", "option"),
        Column("Benefit", "benefit"),
        Column("Unit", "unit"),
        Column("Units", "units", 1),
        Column("Units, discounted", "units_present", 1),
        Column("PVC, £k", "pvc_gbp", 0, 1e3),
        Column("£ a unit", "pounds_per_unit", 2),
        Column("£ a discounted unit", "pounds_per_unit_present", 2),
        Column("NPUC: units for each £m", "units_per_pound", 2, 1e-6),
    ]
    if plan.counted is not None:
        yearly = yearly_amounts(plan.counted, central_values(plan.counted, at))
        rows.extend(_rows(plan, yearly, measures))
    usual = plan.business_as_usual
    basis = "" if usual is None else f", above {plan.options[usual].title}"
    notes = [
        f"PVC and units{basis}. Cost effectiveness is undefined where PVC or units are not above zero.",
        "NPUC is benefits over PVC, as Table 10 prints it; its name suggests the other way round.",
        "The Green Book 2026, 6.4, 6.93 and Table 10.",
    ]
    return Table("cost_effectiveness", "Benefits that are counted, and what they cost", columns, rows, notes)


def _rows(plan: Plan, yearly: Yearly, measures: Mapping[str, Measures]) -> Iterator[list[Cell]]:
    usual = None if plan.business_as_usual is None else plan.options[plan.business_as_usual].key
    counted = {
        line.address: (line, float(yearly.real[place].sum()), float(yearly.present[place].sum()))
        for place, line in enumerate(yearly.plan.lines)
        if line.address in plan.counted_units
    }
    for address, (line, real, present) in counted.items():
        key = plan.options[line.option].key
        if key == usual:
            continue
        _, less, less_present = counted.get(f"options.{usual}.benefits.{address.rpartition('.')[2]}", (line, 0.0, 0.0))
        paid = None if usual is None else measures[usual].pvc
        held = measures[key].pvc
        cost = None if held is None else held - (paid or 0.0)
        units, units_present = real - less, present - less_present
        yield [
            title_of(plan, key),
            line.title,
            plan.counted_units[address],
            units,
            units_present,
            cost,
            _ratio(cost, units),
            _ratio(cost, units_present),
            _ratio(units, cost),
        ]


def _ratio(above: float | None, below: float | None) -> Cell:
    if above is None or below is None or above <= 0 or below <= 0:
        return "undefined"
    return above / below
