"""Spend against approval: what was approved for each stage, what was spent of it, and where the stage will end.

An approver approves money for the work that follows: for the next stage, or for the same one again. What is still to
come is the case as it is believed now. Lines of a stage of which nothing is known count as they are planned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.appraise import appraise
from agile_case.appraisal.sampling import sampling_of
from agile_case.case.actuals import actuals_of
from agile_case.case.approval_tables import ApprovedAmount, ApprovedStage, SpendAgainstApproval
from agile_case.case.ledger_mapping import OUTSIDE
from agile_case.case.line_cash import LineCash, cash_of, simulated_to_come
from agile_case.case.outturn_plan import option_of
from agile_case.case.stages import carried_out
from agile_case.errors import YearError
from agile_case.history.entries import Begin, Decide
from agile_case.history.iterations import counted
from agile_case.model.stages import tranche_amount
from agile_case.quantities.frozen import FloatArray, read_only

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from agile_case.appraisal.result import Result
    from agile_case.case.outturn import Outturn
    from agile_case.case.recorded import Recorded
    from agile_case.model.model import Model

__all__ = ["approved_amounts", "spend_against_approval"]

_AGAIN: Final = ("repeat", "pivot")
_STAGE: Final = "stages."
_COST: Final = 4


def approved_amounts(case: Recorded, on: datetime.date) -> tuple[ApprovedAmount, ...]:
    """Return what decisions approved up to a day.

    A decision on an iteration approves money for the stage after that of the iteration, in the order of the case; where
    it is to be repeated, or to pivot, for the same stage again.

    Args:
        case: The case, with its history.
        on: The day.
    """
    model, keys = case.model, list(case.model.stages)
    stage_of: dict[str, str] = {}
    found: list[ApprovedAmount] = []
    for entry in counted(case.entries):
        if isinstance(entry, Begin):
            stage_of[entry.iteration] = entry.stage
        if not isinstance(entry, Decide) or entry.amount is None or entry.on > on:
            continue
        own = stage_of.get(entry.iteration, "")
        place = keys.index(own) + (entry.outcome not in _AGAIN) if own in keys else len(keys)
        found.append(
            ApprovedAmount(
                stage=(*keys, "")[place],
                on=entry.on,
                amount=entry.amount.to(model.units.unit("GBP"), model.units),
                iteration=entry.iteration,
                reference=entry.reference,
            )
        )
    return tuple(found)


def spend_against_approval(
    case: Recorded,
    outturn: Outturn | None = None,
    *,
    on: datetime.date | None = None,
    option: str | None = None,
    draws: int | None = None,
    seed: int | None = None,
    result: Result | None = None,
) -> SpendAgainstApproval:
    """Hold what was spent on each stage, and what is still to come, against what was approved for it.

    Args:
        case: The case, with its history.
        outturn: The outturn, from a ledger; without it the money that was recorded of lines, of whole years.
        on: Day up to which decisions and records count; that of the outturn unless stated.
        option: Key of the option that is carried out.
        draws: Number of draws of what is still to come; without it there is no chance to stay within the approval.
        seed: Seed of the simulation.
        result: The appraisal of what is believed, where it is at hand.

    Raises:
        YearError: There is neither an outturn nor a day.
        InputError: The mapping names lines of another option, the case does not say which option is carried out, or
            there are draws without a seed.
        UnknownNameError: There is no such option.
        AgileCaseError: The case cannot be appraised.
    """
    model = case.believed
    day = on if on is not None or outturn is None else outturn.until
    if day is None:
        message = "Spend is held against approval on a day."
        raise YearError(message, where="on", got="none", wanted="a day, or an outturn")
    chosen = carried_out(model, option) if outturn is None else option_of(model, outturn, option)
    appraised = result or appraise(model)
    cash = cash_of(model, appraised, chosen, day if outturn is None else outturn.until)
    known, spent = _recorded(case, day) if outturn is None else _booked(model, outturn, cash)
    decided, programme = approved_amounts(case, day), model.programme
    sampling = None if draws is None else sampling_of("plain", None, draws=draws, seed=seed)
    stages = []
    for key in model.stages:
        nothing = np.zeros(len(model.basis.period))
        own = [attrs.evolve(one, elapsed=known.get(one.address, nothing)) for one in cash if one.stage == key]
        amounts = [one for one in decided if one.stage == key]
        held = _stage(model, key, own, spent, amounts)
        planned = tuple(dict.fromkeys(one.address for one in own if one.address not in known))
        ahead = simulated_to_come(appraised, chosen, own, sampling) if sampling is not None and amounts else None
        chance = None if ahead is None else float(np.mean(held.spent + ahead <= (held.approved or 0.0)))
        stages.append(attrs.evolve(held, as_planned=planned, chance=chance))
    named = {f"{_STAGE}{key}" for key in model.stages} | {one.address for one in cash if one.stage}
    return SpendAgainstApproval(
        option=chosen,
        on=day,
        source="what was recorded of whole years" if outturn is None else outturn.ledger.name or "a ledger",
        tolerance=None if programme is None else programme.cost_tolerance,
        stages=tuple(stages),
        amounts=decided,
        without_stage=sum(float(held.sum()) for address, held in spent.items() if address not in named),
        unmapped=0.0 if outturn is None else outturn.unmapped_amount,
    )


def _booked(
    model: Model, outturn: Outturn, cash: Sequence[LineCash]
) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    """Return which years are known by address of a line, and what was spent in them by address of a line or stage."""
    targets = dict.fromkeys(row.to for row in outturn.mapping.rows if row.to != OUTSIDE)
    spent = {target: read_only([outturn.amount(target, year) for year in model.basis.period]) for target in targets}
    known = {one.address: one.elapsed for one in cash if one.address in targets or f"{_STAGE}{one.stage}" in targets}
    return known, spent


def _recorded(case: Recorded, on: datetime.date) -> tuple[dict[str, FloatArray], dict[str, FloatArray]]:
    model = case.model
    known: dict[str, FloatArray] = {}
    spent: dict[str, FloatArray] = {}
    years = tuple(model.basis.period)
    for (path, year), entry in actuals_of(case.entries, on).items():
        parts = path.split(".")
        if len(parts) != _COST or parts[2] not in {"costs", "risks"} or year not in years or entry.provisional:
            continue
        unit = "GBP/year" if "/" in entry.amount.unit else "GBP"
        for held in (known, spent):
            held.setdefault(path, np.zeros(len(years)))
        known[path][years.index(year)] = 1.0
        spent[path][years.index(year)] = entry.amount.to(model.units.unit(unit), model.units)
    return known, spent


def _stage(
    model: Model,
    key: str,
    cash: Sequence[LineCash],
    spent: Mapping[str, FloatArray],
    amounts: Sequence[ApprovedAmount],
) -> ApprovedStage:
    stage, addresses = model.stages[key], {f"{_STAGE}{key}", *(one.address for one in cash)}
    return ApprovedStage(
        key=key,
        title=stage.title or key.replace("_", " ").capitalize(),
        asked=tranche_amount(stage, model.units),
        approved=sum(one.amount for one in amounts) if amounts else None,
        references=tuple(one.reference for one in amounts),
        spent=sum(float(paid.sum()) for address, paid in spent.items() if address in addresses),
        to_come=sum(float(one.ahead(one.core).sum()) for one in cash),
        contingency=sum(float(one.ahead(one.contingency).sum()) for one in cash),
        as_planned=(),
        chance=None,
    )
