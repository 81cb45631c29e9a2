"""What stands behind the options, as tables: factors, longlist, shortlist, criteria, and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.shortlist import shortlist_of
from agile_case.appraisal.summary import money_column
from agile_case.model.longlist import CATEGORIES
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.model.contents import Contents

__all__ = ["longlist_table", "shortlist_table"]

_FOLLOWS = {"green": "preferred", "amber": "carry forward", "red": "drop", "": "always goes forward"}
_SOURCE = "The Green Book 2026"


def longlist_table(model: Contents) -> Table:
    """Return the longlist as the options framework filter rated it.

    Args:
        model: The model.

    Raises:
        InputError: The case has no longlist.
    """
    count = shortlist_of(model).combinations
    held = [(category, key, choice) for category, choices in model.longlist.items() for key, choice in choices.items()]
    money = model.units.unit("GBP")
    costs = [None if choice.cost is None else choice.cost.to(money, model.units) for _, _, choice in held]
    scale = money_scale(max((cost for cost in costs if cost is not None), default=0.0))
    columns = [
        Column("Category", "category"),
        Column("Key", "key"),
        Column("Choice", "choice"),
        Column("Rating", "rating"),
        Column("What follows", "follows"),
        Column("Ambition", "ambition", 0),
        money_column("cost", "Rough cost", scale),
        Column("Reason", "reason"),
    ]
    rows: list[list[Cell]] = [
        [
            category,
            key,
            choice.title or key,
            choice.rating or "business as usual",
            _FOLLOWS[choice.rating],
            choice.ambition,
            cost,
            choice.reason,
        ]
        for (category, key, choice), cost in zip(held, costs, strict=True)
    ]
    notes = [
        f"Amber and green choices make {count:,} combination{'' if count == 1 else 's'}, one choice of each category; "
        "business as usual is not counted.",
        f"{_SOURCE}, 5.21 to 5.32. Rough costs only find the choices of lowest cost.",
    ]
    return Table("longlist", f"Longlist by the options framework filter (costs in {scale[1]})", columns, rows, notes)


def shortlist_table(model: Contents) -> Table:
    """Return the shortlist that the longlist gives, with the reason for every choice that it does not give.

    Args:
        model: The model.

    Raises:
        InputError: The case has no longlist.
    """
    shortlist = shortlist_of(model)
    columns = [
        Column("Role", "role"),
        *(Column(category.capitalize(), category) for category in CATEGORIES),
        Column("Options that make these choices", "options"),
    ]
    rows: list[list[Cell]] = []
    notes = []
    for role, entry in shortlist.entries.items():
        chosen: list[Cell] = []
        for category in CATEGORIES:
            key = entry.choices.get(category)
            chosen.append(None if key is None else model.longlist[category][key].title or key)
        makers = [model.options[key].title or key for key in shortlist.made.get(role, ())]
        rows.append([role, *chosen, ", ".join(makers) or "none"])
        notes += [f"{role}: {reason}." for reason in entry.reasons]
    notes.append(f"{_SOURCE}, 5.17, 5.18 and 5.35: a list to appraise, and no judgement between its options.")
    return Table("shortlist", "Shortlist that the longlist gives", columns, rows, notes)
