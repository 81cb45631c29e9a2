"""Stages as tables: what each buys, measures and has to show, how far it came, and what is written off at its gate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from agile_case.appraisal.summary import largest, money_column
from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.model.stages import tranche_amount
from agile_case.quantities.rounding import money_scale, money_words
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.appraisal.result import Result
    from agile_case.history.iterations import Iteration
    from agile_case.model.goals import OnStop
    from agile_case.model.model import Model

__all__ = ["OPTION_HELP", "carried_out", "stages_table", "stopping_terms", "write_off_table"]

OPTION_HELP: Final = "the option that is carried out; the preferred one, or the preferred way forward, unless given"
"""What commands say of the option that `carried_out` finds."""


def stages_table(model: Model, iterations: Sequence[Iteration]) -> Table:
    """Return the stages of a case, in their order.

    Args:
        model: The model.
        iterations: Its iterations; the last one of a stage says how far the stage came.
    """
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
        tranche = tranche_amount(stage, model.units)
        starts = "" if stage.starts is None else str(stage.starts)
        row: list[Cell] = [stage.title or key, stage.phase, stage.document, starts, stage.weeks, stage.gate_weeks]
        rows.append([*row, tranche, "; ".join(tests), "; ".join(criteria), state.get(key, "")])
    return Table("stages", "Stages", columns, rows)


def carried_out(model: Model, option: str | None = None) -> str:
    """Return the key of the option that is carried out.

    Args:
        model: The model.
        option: The key, where it is named; otherwise the preferred option, or the preferred way forward.

    Raises:
        InputError: The case does not say which option is carried out.
        UnknownNameError: There is no such option.
    """
    forward = [key for key, held in model.options.items() if "preferred-way-forward" in held.roles]
    key = option or ("" if model.preferred is None else model.preferred.option) or (forward[0] if forward else "")
    if not key:
        message, keys = "The case does not say which option is carried out.", ", ".join(model.options)
        raise InputError(message, where="option", got="none", wanted=f"one of {keys}", do="name an option")
    if key not in model.options:
        message, do = "There is no such option.", did_you_mean(key, model.options)
        raise UnknownNameError(message, where="option", got=repr(key), wanted="an option of this case", do=do)
    return key


def stopping_terms(terms: OnStop | None, model: Model) -> tuple[float, float]:
    """Return what stopping at a gate costs and what is recovered, in pounds; nothing where the terms do not say.

    Args:
        terms: What the stage says under `on_stop`.
        model: The model, for its units.
    """
    held = (None, None) if terms is None else (terms.cost, terms.recovered)
    pound = model.units.unit("GBP")
    cost, back = (0.0 if one is None else one.to(pound, model.units) for one in held)
    return cost, back


def write_off_table(model: Model, result: Result, option: str, *, begin: str = "") -> Table:
    """Return what is written off if an option is stopped at the gate of a stage, stage by stage.

    The exposure is what the lines of this stage and of those before it cost, with the cost of stopping there and less
    what is recovered. Nothing is stopped after the last stage. What names no stage is stated in a note, since nothing
    says how much of it falls before a gate.

    Args:
        model: The model.
        result: Its appraisal over the whole life.
        option: Key of the option.
        begin: Key of the first stage that has a row; every stage unless stated. What came before it counts as well.

    Source:
        New Zealand Treasury, better business cases for agile: spending on discovery may be written off. The table is
        this project's own.
    """
    plan = result.plan
    costs, keys = model.options[option].costs, list(model.stages)
    of_stage, unnamed = dict.fromkeys(keys, 0.0), 0.0
    for line, real in zip(plan.lines, result.yearly.real, strict=True):
        where, _, key = line.address.rpartition(".")
        cost = costs.get(key) if where == f"options.{option}.costs" else None
        if cost is None or line.pays <= 0:
            continue
        if cost.stage in of_stage:
            of_stage[cost.stage] += float(real.sum())
        elif not cost.replaces:
            unnamed += float(real.sum())
    rows: list[list[Cell]] = []
    spent = 0.0
    for key in keys:
        stage = model.stages[key]
        spent += of_stage[key]
        stop, back = stopping_terms(stage.on_stop, model)
        tranche = tranche_amount(stage, model.units)
        exposed = None if key == keys[-1] else spent + stop - back
        title = stage.title or key.replace("_", " ").capitalize()
        rows.append([title, tranche, of_stage[key], spent, stop or None, back or None, exposed])
    shown = rows[keys.index(begin) :] if begin in of_stage else rows
    scale = money_scale(largest([cell for row in shown for cell in row[1:] if isinstance(cell, float)]))
    columns = [
        Column("Stage", "stage"),
        *(
            attrs.evolve(money_column(key, name, scale), empty=empty)
            for key, name, empty in (
                ("tranche", "Tranche", "none"),
                ("lines", "Its lines", ""),
                ("spent", "With stages before", ""),
                ("stopping", "Stopping costs", "not said"),
                ("recovered", "Recovered", "not said"),
                ("exposure", "Written off at its gate", "no gate after"),
            )
        ),
    ]
    notes = [f"Lines at their means with optimism bias, {plan.price_base.describe()}, undiscounted."]
    if unnamed:
        notes.append(
            f"Beside them, new lines that name no stage cost {money_words(unnamed)} over all years: how much of that "
            "falls before a gate is not known."
        )
    called = model.options[option].title or option
    return Table("write_off", f"Written off if it stops at a gate: {called} ({scale[1]})", columns, shown, notes)
