"""Every measure of a result as one row: the long form that other programs read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.appraisal.appraised import Appraised

__all__ = ["measures_table"]

_LONG = (
    *(
        (name, "GBP")
        for name in ("pvb", "pvc", "pvc_public", "pvc_nonpublic", "npsv", "rpsc_numerator", "rpsc_denominator")
    ),
    *((name, "1") for name in ("bcr", "bcr_other_convention", "rpsc")),
    ("quadrant", ""),
)


def measures_table(result: Appraised) -> Table:
    """Return every measure as one row, the long form that other programs read.

    Args:
        result: The result.
    """
    usual = result.plan.business_as_usual
    other = "" if usual is None else result.plan.options[usual].key
    prices = result.plan.price_base.describe()
    rows: list[list[Cell]] = []
    for against, measures in (("", result.absolute), (other, result.against())):
        for key, held in measures.items():
            for name, unit in _LONG:
                if hasattr(held, name):
                    base = prices if unit == "GBP" else ""
                    rows.append([key, against, name, getattr(held, name), unit, base, held.undefined.get(name, "")])
            if held.simulation is not None:
                for field in attrs.fields(type(held.simulation)):
                    unit, base = ("1", "") if field.name.startswith("probability") else ("GBP", prices)
                    value = getattr(held.simulation, field.name)
                    rows.append([key, against, f"npsv_{field.name}", value, unit, base, ""])
    columns = [
        Column(name, name, 0 if name == "value" else None)
        for name in ("option", "against", "measure", "value", "unit", "price_base", "undefined")
    ]
    return Table("measures", "Every measure, one a row", columns, rows)
