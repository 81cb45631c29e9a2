"""Stages as a table: what each buys, what it will measure, what it has to show, and how far it came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.history.iterations import Iteration
    from agile_case.model.model import Model

__all__ = ["stages_table"]


def stages_table(model: Model, iterations: Sequence[Iteration]) -> Table:
    """Return the stages of a case, in their order.

    Args:
        model: The model.
        iterations: Its iterations; the last one of a stage says how far the stage came.
    """
    pound = model.units.unit("GBP")
    columns = [
        Column("Stage", "stage"),
        Column("Phase", "phase"),
        Column("Document", "document"),
        Column("Starts", "starts"),
        Column("Weeks", "weeks", 0),
        Column("Gate weeks", "gate_weeks", 0),
        Column("Tranche, £k", "tranche", 0, 1e3),
        Column("Tests", "tests"),
        Column("Criteria", "criteria"),
        Column("State", "state", empty="not begun"),
    ]
    state = {held.stage: f"{held.key}: {held.outcome or held.status}" for held in iterations}
    rows: list[list[Cell]] = []
    for key, stage in model.stages.items():
        tests = (f"{one.assumption}{'' if one.people is None else f' ({one.people} people)'}" for one in stage.tests)
        criteria = (
            f"{one.title or one.assumption or one.measure.upper()} at {'most' if one.at_least is None else 'least'} "
            f"{one.threshold}"
            for one in stage.criteria
        )
        tranche = None if stage.tranche is None else stage.tranche.to(pound, model.units)
        starts = "" if stage.starts is None else str(stage.starts)
        row: list[Cell] = [stage.title or key, stage.phase, stage.document, starts, stage.weeks, stage.gate_weeks]
        rows.append([*row, tranche, "; ".join(tests), "; ".join(criteria), state.get(key, "")])
    return Table("stages", "Stages", columns, rows)
