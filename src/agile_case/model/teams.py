"""What teams cost, built up from roles: people, and what each of them costs in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.estimates.dimensions import normalise
from agile_case.estimates.expressions import Expression, Literal, Name, evaluate, names_in
from agile_case.estimates.grammar import parse
from agile_case.model.assumptions import YearlyValues
from agile_case.model.measurement import full_cost_tree
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.estimates.expressions import Node
    from agile_case.model.contents import Contents
    from agile_case.model.roles import Role

__all__ = ["teams_table"]

_COLUMNS = (
    Column("Option", "option"),
    Column("Line", "line"),
    Column("Role", "role"),
    Column("People", "people", 2),
    Column("Counted in", "unit"),
    Column("Paid", "paid_gbp", 0),
    Column("On-costs, %", "on_costs", 1, 0.01),
    Column("Overheads", "overheads_gbp", 0),
    Column("Full cost of one", "full_cost_gbp", 0),
    Column("Cost a year", "cost_gbp", 0),
    Column("Source", "source"),
)


def teams_table(contents: Contents) -> Table:
    """Return how the cost of every team is built up, with each assumption at its mean.

    A cell is empty where the figure differs from year to year.

    Args:
        contents: A consistent model.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.31 to 6.32.
    """
    rows: list[list[Cell]] = []
    for key, option in contents.options.items():
        for name, cost in option.costs.items():
            for held, size in cost.team.items():
                role = contents.roles[held]
                people = size if isinstance(size, float) else _at_means(Name(size), contents)
                full = _at_means(full_cost_tree(role, contents), contents)
                rows.append(
                    [
                        option.title or _in_words(key),
                        cost.title or _in_words(name),
                        role.title or _in_words(held),
                        people,
                        role.counted_in,
                        *_parts(role, contents),
                        full,
                        None if people is None or full is None else people * full,
                        role.source or "none stated",
                    ]
                )
    notes = [
        "Full cost of one: salary with on-costs and overheads, or the day rate times its days, in a year.",
        "Before profile, growth and uplift for optimism bias; for a stepped cost, the team of one step.",
    ]
    return Table("teams", "Teams, built up from roles (£ a year, assumptions at means)", _COLUMNS, rows, notes)


def _parts(role: Role, contents: Contents) -> list[Cell]:
    """Return what is paid in a year, the on-costs and the overheads of one person."""
    if role.day_rate is not None:
        return [_at_means(full_cost_tree(role, contents), contents), None, None]
    shares = Name(role.on_costs) if isinstance(role.on_costs, str) else Literal(role.on_costs)
    held = (role.salary, role.overheads)
    salary, overheads = (None if part is None else _at_means(_tree(part, contents), contents) for part in held)
    return [salary, _at_means(shares, contents), overheads]


def _tree(written: Expression, contents: Contents) -> Node:
    return parse(written, contents.units.words)


def _at_means(tree: Node, contents: Contents) -> float | None:
    """Work a tree out in base units; None where an assumption in it differs from year to year."""
    means: dict[str, float] = {}
    for found in names_in(tree):
        held = contents.assumptions[found.name]
        if isinstance(held.estimate, YearlyValues):
            return None
        means[found.name] = held.estimate.mean * contents.units.unit(held.unit).scale
    return float(evaluate(normalise(tree, contents.units), means))


def _in_words(key: str) -> str:
    return key.replace("_", " ").capitalize()
