"""Who gains: equivalised income, welfare weights, and weighted amounts beside unweighted ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

import attrs

from agile_case.errors import InputError
from agile_case.quantities.nouns import Noun
from agile_case.quantities.numbers import above_zero, amount
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.reference import load

__all__ = ["Group", "equivalised_income", "household_size", "weighted_table", "welfare_weight"]

_ELASTICITY: Final = 1.3
_SENSITIVITY: Final = (1.0, 1.3, 1.5)


def household_size(adults: int, *, children_14_or_over: int = 0, children_under_14: int = 0) -> float:
    """Return how large a household is, a couple without children being 1.

    Args:
        adults: Number of adults, one or more.
        children_14_or_over: Number of children of 14 and over.
        children_under_14: Number of younger children.

    Raises:
        InputError: A number is none, or there is no adult.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 7.5 to 7.7 and Figure 7.
    """
    counts = {"adults": adults, "children_14_or_over": children_14_or_over, "children_under_14": children_under_14}
    for name, count in counts.items():
        least = int(name == "adults")
        if isinstance(count, bool) or not isinstance(count, int) or count < least:
            message = "This is not a number of people."
            raise InputError(message, where=name, got=f"{count!r:.80}", wanted=f"a whole number, {least} or more")
    rows = load("equivalisation", "green-book-2026").rows
    weights = {str(row["member"]): cast("float", row["weight"]) for row in rows}
    return (
        weights["first-adult"]
        + weights["additional-adult"] * (adults - 1)
        + weights["child-14-or-over"] * children_14_or_over
        + weights["child-under-14"] * children_under_14
    )


def equivalised_income(
    income: float, adults: int, *, children_14_or_over: int = 0, children_under_14: int = 0
) -> float:
    """Return the income of a household as that of a couple without children, in the unit that it was given in.

    Args:
        income: Income of the household.
        adults: Number of adults, one or more.
        children_14_or_over: Number of children of 14 and over.
        children_under_14: Number of younger children.

    Raises:
        InputError: A number is none, or there is no adult.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 7.5 to 7.7 and Figure 7.

    Example:
        >>> round(equivalised_income(300, 2, children_under_14=2))
        214
    """
    size = household_size(adults, children_14_or_over=children_14_or_over, children_under_14=children_under_14)
    return amount(income, "income") / size


def welfare_weight(median: float, group: float, *, elasticity: float = _ELASTICITY) -> float:
    """Return what a pound is worth to a group: (national median / income of the group) to the elasticity.

    Args:
        median: Median equivalised income of the nation.
        group: Equivalised income of the group, in the same unit.
        elasticity: Elasticity of the marginal utility of income; 1.3 is that of the Green Book.

    Raises:
        InputError: An income is not above zero, or the elasticity is negative.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 7.11 and 7.15.

    Example:
        >>> round(welfare_weight(2.0, 1.0), 3)
        2.462
    """
    power = amount(elasticity, "elasticity")
    if power < 0:
        message = "An elasticity is not negative."
        raise InputError(message, where="elasticity", got=repr(elasticity), wanted="0 or more")
    return float((above_zero(median, "median") / above_zero(group, "group")) ** power)


@attrs.frozen(kw_only=True)
class Group(Noun):
    """A group and what it gains."""

    income: float
    """Its equivalised income."""
    gain: float
    """Change in its income, in pounds; a loss is negative."""
    source: str
    """Where the income comes from."""


def weighted_table(groups: Mapping[str, Group], median: float) -> Table:
    """Return what each group gains, unweighted and weighted, with other elasticities beside.

    Args:
        groups: The groups by name.
        median: Median equivalised income of the nation, in the unit of the incomes.

    Raises:
        InputError: There is no group, or a number is none.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 7.8 to 7.15: weighted figures stand beside unweighted ones.
    """
    if not isinstance(groups, Mapping) or not groups or not all(isinstance(held, Group) for held in groups.values()):
        message = "Groups are given by name."
        raise InputError(message, where="groups", got=f"{groups!r:.80}", wanted="Group objects by name")
    gains = {name: amount(held.gain, f"groups.{name}.gain") for name, held in groups.items()}
    weights = {
        name: [welfare_weight(median, held.income, elasticity=power) for power in _SENSITIVITY]
        for name, held in groups.items()
    }
    rows: list[list[Cell]] = [
        [
            name,
            held.income,
            weights[name][1],
            gains[name],
            *(weight * gains[name] for weight in weights[name]),
            held.source or "none stated",
        ]
        for name, held in groups.items()
    ]
    totals = [sum(weights[name][place] * gains[name] for name in groups) for place in range(len(_SENSITIVITY))]
    rows.append(["Total", None, None, sum(gains.values()), *totals, ""])
    scale = money_scale(max(abs(value) for value in (*gains.values(), *totals)))
    columns = [
        Column("Group", "group"),
        Column("Equivalised income", "income", 0),
        Column("Weight", "weight", 3),
        Column("Unweighted", "unweighted_gbp", scale[2], scale[0]),
        *(
            Column(f"Weighted, elasticity {power:g}", f"weighted_{place}_gbp", scale[2], scale[0])
            for place, power in enumerate(_SENSITIVITY)
        ),
        Column("Source", "source"),
    ]
    notes = [
        f"Weight: (median {median:,.0f} / income of the group) to the power of {_ELASTICITY}.",
        "Elasticities of 1 and 1.5 are a sensitivity of ours; 1.3 is that of The Green Book 2026, 7.15.",
    ]
    return Table("weighted", f"Gains by group, unweighted and weighted ({scale[1]})", columns, rows, notes)
