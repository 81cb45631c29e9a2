"""What stands behind the options, as tables: factors, longlist, shortlist, criteria, and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.shortlist import shortlist_of
from agile_case.appraisal.summary import money_column
from agile_case.appraisal.weighting import WeightedValues, weighted_values
from agile_case.model.decision import VALUE_FACTORS
from agile_case.model.longlist import CATEGORIES
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.model.contents import Contents
    from agile_case.model.multicriteria import Multicriteria

__all__ = [
    "factors_table",
    "longlist_table",
    "option_tables",
    "preferred_table",
    "shortlist_table",
    "values_table",
    "weights_table",
]

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
    many = f"{count:,} combination{'' if count == 1 else 's'}"
    notes = [
        f"Amber and green choices make {many}, one choice of each category; business as usual is not counted.",
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
    if any(cell is None for row in rows for cell in row):
        notes.append("n/a: business as usual has no choice in that category, or a reason is given above.")
    notes.append(f"{_SOURCE}, 5.17, 5.18 and 5.35: a list to appraise, and no judgement between its options.")
    return Table("shortlist", "Shortlist that the longlist gives", columns, rows, notes)


def factors_table(model: Contents) -> Table:
    """Return the critical success factors, and the criteria that measure each.

    Args:
        model: The model.
    """
    criteria = {} if model.multicriteria is None else model.multicriteria.criteria
    rows: list[list[Cell]] = []
    for key, factor in model.critical_success_factors.items():
        measured = [criterion.title or name for name, criterion in criteria.items() if criterion.factor == key]
        rows.append([factor.title or key, factor.kind, ", ".join(measured) or "none", factor.source])
    columns = [
        Column("Critical success factor", "factor"),
        Column("Kind", "kind"),
        Column("Criteria that measure it", "criteria"),
        Column("Source", "source"),
    ]
    return Table("success_factors", "Critical success factors", columns, rows)


def values_table(model: Contents) -> Table:
    """Return the weighted values of the options, criterion by criterion.

    Args:
        model: The model.

    Raises:
        InputError: The case has no multi-criteria analysis.
    """
    held, found = _analysis(model)
    columns = [
        Column("Criterion", "criterion"),
        Column("From worst to best", "scale"),
        Column("Swing", "swing", 1),
        Column("Weight", "weight", 3),
        *(Column(_title(model, option), f"options.{option}", 1) for option in found.totals),
    ]
    rows: list[list[Cell]] = []
    for key, criterion in held.criteria.items():
        scale = f"{criterion.worst:g} to {criterion.best:g} {criterion.unit}".rstrip()
        weight = found.weights[key]
        parts = [weight * value for value in found.values[key].values()]
        rows.append([criterion.title or key, scale, criterion.swing, weight, *parts])
    rows.append(["Weighted value", "", "", 1.0, *found.totals.values()])
    highest = ", ".join(_title(model, option) for option in found.highest)
    left_out = [_title(model, option) for option in model.options if option not in found.totals]
    who = held.facilitator or "not stated"
    when = "" if held.date is None else f", {held.date.isoformat()}"
    notes = [
        f"Highest weighted value: {highest}. It is an aid to a judgement, and not the judgement.",
        f"Facilitator: {who}{when}.",
        *([f"Source: {held.source}"] if held.source else []),
        *(f"{item.title or key}: {item.source}" for key, item in held.criteria.items() if item.source),
        *([f"Not weighed: {', '.join(left_out)}."] if left_out else []),
        f"{_SOURCE}, 5.14 to 5.16.",
    ]
    caption = "Weighted values (0 at the worst of every scale, 100 at the best)"
    return Table("weighted_values", caption, columns, rows, notes)


def weights_table(model: Contents) -> Table:
    """Return how far each weight can move before another option has the highest weighted value.

    Args:
        model: The model.

    Raises:
        InputError: The case has no multi-criteria analysis.
    """
    held, found = _analysis(model)
    columns = [
        Column("Criterion", "criterion"),
        Column("Weight", "weight", 3),
        Column("Lowest weight", "low", 3),
        Column("Below it", "below"),
        Column("Highest weight", "high", 3),
        Column("Above it", "above"),
    ]
    rows: list[list[Cell]] = []
    for key, weight in found.weights.items():
        span = found.ranges.get(key)
        none: list[Cell] = [None, "not worked out", None, "not worked out"]
        rest = none if span is None else [span.low, _takers(model, span.below), span.high, _takers(model, span.above)]
        rows.append([held.criteria[key].title or key, weight, *rest])
    highest = [_title(model, option) for option in found.highest]
    notes = ["One weight moves from 0 to 1 and the others stay in proportion to each other."]
    if len(highest) > 1:
        notes.append(f"No range is worked out: {', '.join(highest)} have the same weighted value.")
    elif len(found.ranges) < len(found.weights):
        notes.append("No range is worked out for a criterion that has all the weight: there is nothing to scale.")
    caption = f"Range of each weight in which {' and '.join(highest)} keeps the highest weighted value"
    return Table("weight_ranges", caption, columns, rows, notes)


def preferred_table(model: Contents) -> Table:
    """Return the decision on the preferred option, with what was said on the six factors; without one, no rows.

    Args:
        model: The model.
    """
    held = model.preferred
    rows: list[list[Cell]] = []
    if held is not None:
        rows += [
            ["Preferred option", _title(model, held.option)],
            ["Decided by", held.by],
            ["On", held.on.isoformat()],
            ["Because", held.because],
            ["Recorded in", held.reference or "not stated"],
        ]
        rows += [
            [f"On {words}", held.factors.get(key, "").strip() or "nothing is said"]
            for key, words in VALUE_FACTORS.items()
        ]
    columns = [Column("Item", "item"), Column("What was decided or said", "said")]
    notes = [f"A decision that people made, and not a result of this appraisal ({_SOURCE}, 5.20 and Box 1)."]
    return Table("preferred", "Decision on the preferred option", columns, rows, notes)


def option_tables(model: Contents) -> tuple[Table, ...]:
    """Return every table on the options that the case has something for, in the order of the work.

    Args:
        model: The model.
    """
    found = [factors_table(model)]
    if model.longlist:
        found += [longlist_table(model), shortlist_table(model)]
    if model.multicriteria is not None:
        found += [values_table(model), weights_table(model)]
    return tuple(table for table in (*found, preferred_table(model)) if table.rows)


def _analysis(model: Contents) -> tuple[Multicriteria, WeightedValues]:
    found = weighted_values(model)
    held = model.multicriteria
    return held, found  # type: ignore[return-value]  # weighted_values refuses a model without one


def _title(model: Contents, option: str) -> str:
    return model.options[option].title or option


def _takers(model: Contents, options: tuple[str, ...]) -> str:
    return ", ".join(_title(model, option) for option in options) or "none in range"
