"""What a gate paper says of money: what the next stage puts at risk, what stopping costs, what is not funded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.case.stages import stopping_terms, write_off_table
from agile_case.errors import AgileCaseError
from agile_case.model.stages import tranche_amount
from agile_case.quantities.rounding import format_number, money_words
from agile_case.reports.gate_pages import Section, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agile_case.appraisal.result import Result
    from agile_case.case.case import Case
    from agile_case.history.iterations import Iteration
    from agile_case.quantities.frozen import FloatArray
    from agile_case.quantities.tables import Table
    from agile_case.quantities.years import Year

__all__ = ["at_risk", "funding_gap", "stage_after", "stopping_terms_of", "tranche_of"]

_PENNY: Final = 0.005
_ROWS: Final = 4


def stage_after(case: Case, held: Iteration) -> str:
    """Return the key of the stage after that of an iteration; empty where there is none.

    Args:
        case: The case.
        held: The iteration.
    """
    keys = list(case.model.stages)
    place = keys.index(held.stage) + 1 if held.stage in keys else len(keys)
    return keys[place] if place < len(keys) else ""


def tranche_of(case: Case, stage: str) -> float | None:
    """Return the money that is asked for a stage, in pounds; None where none is.

    Args:
        case: The case.
        stage: Key of the stage, or empty.
    """
    return tranche_amount(case.model.stages[stage], case.model.units) if stage else None


def stopping_terms_of(case: Case, stage: str) -> float:
    """Return what stopping costs by the terms of a stage, less what is recovered, in pounds.

    Args:
        case: The case.
        stage: Key of the stage.
    """
    terms = case.model.stages[stage].on_stop if stage in case.model.stages else None
    cost, back = stopping_terms(terms, case.model)
    return cost - back


def at_risk(case: Case, result: Result, held: Iteration, option: str, year: Year) -> Section:
    """Return the part of a gate paper on money at risk.

    Args:
        case: The case as it is put to the board.
        result: Its appraisal.
        held: The iteration.
        option: Key of the option that is proposed.
        year: Year of the gate.
    """
    following = stage_after(case, held)
    plan, yearly = result.plan, result.yearly
    place, first = result.option_index(option), plan.years.index(year)
    table = write_off_table(case.model, result, option, begin=following) if following else None
    sunk = following_cost = 0.0
    for line, real in zip(plan.lines, yearly.real, strict=True):
        if line.option != place or line.pays <= 0:
            continue
        sunk += float(real[:first].sum())
        where, _, key = line.address.rpartition(".")
        cost = case.model.options[option].costs.get(key) if where == f"options.{option}.costs" else None
        if following and cost is not None and cost.stage == following:
            following_cost += float(real[first:].sum())
    words = money_words if table is None else _in_unit_of(table)
    lines = [f"Cash of the option before {year}, the same whatever is decided: {words(sunk)}."]
    if following and table is not None:
        name = following.replace("_", " ")
        last = following == list(case.model.stages)[-1]
        then = f", paid over the years to {plan.years[-1]}; no gate comes after it" if last else ""
        lines.append(f"Cost of the next stage, {name}, from {year} on: {words(following_cost)}{then}.")
        tranche = tranche_of(case, following)
        if tranche is not None and tranche < following_cost and not last:
            lines.append(
                f"The tranche of {name}, {words(tranche)}, is {words(following_cost - tranche)} less than what its "
                "lines cost."
            )
        if not last:
            lines.append(_write_off(table, following_cost, year, words))
    else:
        lines.append("There is no stage after this one.")
    if table is not None:
        table = shortened(table, range(min(_ROWS, len(table.rows))), "case.write_off_table()")
    return Section(title="Money at risk", lines=tuple(lines), table=table)


def _in_unit_of(table: Table) -> Callable[[float], str]:
    """Return what writes an amount in the unit of a table of money."""
    column = table.columns[-1]
    unit = {1e6: "m", 1e3: "k"}.get(column.scale, "")

    def words(amount: float) -> str:
        text = format_number(abs(amount) / column.scale, column.decimals or 0)
        return f"{'minus ' if amount < 0 and float(text.replace(',', '')) else ''}£{text}{unit}"

    return words


def _write_off(table: Table, following_cost: float, year: Year, words: Callable[[float], str]) -> str:
    """Return how the write-off at the gate of the next stage is made up of the cost of that stage and of the rest."""
    row = table.records()[0]
    spent, stopping, back, exposure = (
        float(row[key] or 0.0) for key in ("spent_gbp", "stopping_gbp", "recovered_gbp", "exposure_gbp")
    )
    parts = [f"these {words(following_cost)}"]
    before = spent - following_cost
    if abs(before) >= _PENNY:
        parts.append(f"{words(before)} of the stages before it and the years before {year}")
    if stopping:
        parts.append(f"{words(stopping)} that stopping costs")
    sum_ = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    less = f", less {words(back)} that is recovered" if back else ""
    return f"Written off if it stops at the gate after that stage: {words(exposure)}, which is {sum_}{less}."


def funding_gap(result: Result, option: str) -> Section:
    """Return the part of a gate paper on what is not funded, by class.

    Args:
        result: The appraisal.
        option: Key of the option that is proposed.
    """
    if not result.plan.funding:
        return Section(title="Funding gap", lines=("No funding is stated.",))
    try:
        held = result.financial_case(option)
    except AgileCaseError as error:
        return Section(title="Funding gap", lines=(error.faults[0].what,))
    lines = tuple(_gap(budget, held.gap(budget), held.years) for budget in held.classes)
    return Section(title="Funding gap", lines=lines)


def _gap(budget: str, gaps: FloatArray, years: Sequence[Year]) -> str:
    """Return what is not funded of a class, and in which years; what is over in other years makes up for nothing."""
    short = [place for place, gap in enumerate(gaps.tolist()) if gap > _PENNY]
    over = float(-gaps[gaps < -_PENNY].sum())
    more = f"; in other years {money_words(over)} more than is needed" if over else ""
    if not short:
        return f"{budget}: none{more.replace('in other years ', '')}."
    first, last = years[short[0]], years[short[-1]]
    span = str(first) if len(short) == 1 else f"{first} to {last}"
    some = "" if len(short) == short[-1] - short[0] + 1 else f", {len(short)} of these years"
    return f"{budget}: {money_words(float(gaps[short].sum()))} in {span}{some}{more}."
