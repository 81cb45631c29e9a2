"""Plan against outturn: what was to be spent by a day and what was, line by line in cash, and where the whole will end.

The plan is the case that was approved. What is still to come is the case as it is believed now, from the day up to
which the ledger is complete. Lines that the mapping does not name are left out, since the ledger says nothing of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from agile_case.appraisal.appraise import appraise
from agile_case.appraisal.sampling import sampling_of
from agile_case.case.ledger_mapping import OUTSIDE
from agile_case.case.line_cash import LineCash, cash_of, cash_to_real, simulated_to_come
from agile_case.case.outturn import year_of
from agile_case.case.outturn_tables import OutturnAgainstPlan, OutturnLine
from agile_case.case.stages import carried_out
from agile_case.errors import InputError
from agile_case.quantities.frozen import FloatArray, read_only

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agile_case.appraisal.result import Result
    from agile_case.case.outturn import Outturn
    from agile_case.case.recorded import Recorded
    from agile_case.model.model import Model
    from agile_case.quantities.years import Year

__all__ = ["option_of", "outturn_against_plan"]

_STAGE: Final = "stages."


def outturn_against_plan(
    case: Recorded,
    outturn: Outturn,
    *,
    option: str | None = None,
    plan: str | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> OutturnAgainstPlan:
    """Hold outturn against the plan, and add what is still to come.

    Args:
        case: The case, with its history.
        outturn: The outturn, from a ledger.
        option: Key of the option that is carried out; the one whose lines the mapping names, the preferred one, or the
            preferred way forward, unless stated.
        plan: Iteration whose case is the plan; the approved one unless stated, or the case itself before one is.
        draws: Number of draws of what is still to come; without it there is no range.
        seed: Seed of the simulation.

    Raises:
        HistoryError: There is no such iteration.
        InputError: The mapping names lines of another option, the case does not say which option is carried out, or
            there are draws without a seed.
        UnknownNameError: There is no such option.
        AgileCaseError: The case cannot be appraised.
    """
    now = case.believed
    chosen = option_of(now, outturn, option)
    then, called = case.promised(plan)
    result = appraise(now)
    before = result if then is now else appraise(then)
    current = cash_of(now, result, chosen, outturn.until)
    planned = cash_of(then, before, chosen, outturn.until) if chosen in then.options else ()
    targets = tuple(dict.fromkeys(row.to for row in outturn.mapping.rows if row.to != OUTSIDE))
    years = tuple(now.basis.period)
    spent = {target: _spent(outturn, target, years) for target in targets}
    units = _units(targets, current, planned)
    real = cash_to_real(now)
    plan_years = tuple(then.basis.period)
    lines = tuple(
        _line(now, key, members, (current, planned), (years, plan_years), spent, real) for key, members in units.items()
    )
    scope = {address for members in units.values() for address in members}
    sampling = None if draws is None else sampling_of("plain", None, draws=draws, seed=seed)
    held = [one for one in current if one.address in scope]
    ahead = None if sampling is None else simulated_to_come(result, chosen, held, sampling)
    usual = now.business_as_usual
    return OutturnAgainstPlan(
        option=chosen,
        until=outturn.until,
        plan=called,
        years=years,
        price_base=now.basis.price_base.describe(),
        lines=lines,
        not_mapped=tuple(dict.fromkeys(one.address for one in current if one.address not in scope)),
        unmapped=outturn.unmapped_amount,
        drawn=None if ahead is None else read_only(ahead + sum(float(paid.sum()) for paid in spent.values())),
        silent=_silent(outturn, lines, years),
        outside_years=outturn.amount() - sum(float(held.sum()) for held in spent.values()),
        npsv_plan=_npsv(before, chosen, then.business_as_usual),
        npsv_now=_npsv(result, chosen, usual),
    )


def option_of(model: Model, outturn: Outturn, option: str | None) -> str:
    """Return the key of the option that is carried out, by what the mapping of an outturn names.

    Args:
        model: The model.
        outturn: The outturn.
        option: The key, where it is named.

    Raises:
        InputError: The mapping names lines of another option, or the case does not say which option is carried out.
        UnknownNameError: There is no such option.
    """
    named = {row.to.split(".")[1] for row in outturn.mapping.rows if row.to.startswith("options.")}
    one = next(iter(named)) if len(named) == 1 else None
    key = carried_out(model, option or one)
    if named - {key}:
        message, got = "The mapping names lines of another option.", ", ".join(sorted(named - {key}))
        do = "map the ledger to the lines of the option that is carried out"
        raise InputError(message, where="option", got=got, wanted=f"lines of {key}", do=do)
    return key


def _spent(outturn: Outturn, target: str, years: Sequence[Year]) -> FloatArray:
    return read_only([outturn.amount(target, year) for year in years])


def _units(
    targets: Sequence[str], current: Sequence[LineCash], planned: Sequence[LineCash]
) -> dict[str, tuple[str, ...]]:
    """Return what is compared: a stage with all its lines where the ledger knows no more, and every other line."""
    stage_of = {one.address: f"{_STAGE}{one.stage}" for one in (*planned, *current) if one.stage}
    found: dict[str, tuple[str, ...]] = {}
    for target in targets:
        if target.startswith(_STAGE):
            found[target] = tuple(dict.fromkeys(address for address, stage in stage_of.items() if stage == target))
    for target in targets:
        if target not in found and stage_of.get(target, "") not in found:
            found[target] = (target,)
    return found


def _silent(outturn: Outturn, lines: Sequence[OutturnLine], years: Sequence[Year]) -> tuple[Year, ...]:
    """Return the years that are over in which money was to be spent and of which the ledger has no line at all."""
    booked = {year_of(line.on, outturn.start) for line in outturn.ledger.lines}
    return tuple(
        year
        for place, year in enumerate(years)
        if (year + 1).begins <= outturn.until and year not in booked and any(line.planned[place] for line in lines)
    )


def _line(  # noqa: PLR0917 - what is known of one line
    model: Model,
    key: str,
    members: Sequence[str],
    cash: tuple[Sequence[LineCash], Sequence[LineCash]],
    years: tuple[Sequence[Year], Sequence[Year]],
    spent: Mapping[str, FloatArray],
    real: FloatArray,
) -> OutturnLine:
    current = [one for one in cash[0] if one.address in members]
    planned = [one for one in cash[1] if one.address in members]
    nothing = np.zeros(len(years[0]))
    paid = sum((held for target, held in spent.items() if target == key or target in members), nothing)
    place = {year: index for index, year in enumerate(years[1])}
    plan = _summed([one.core for one in planned], len(years[1]))
    due = _summed([one.due(one.core) for one in planned], len(years[1]))
    reserve = _summed([one.contingency for one in planned], len(years[1]))
    present, reason = _present(current, paid, real)
    title = current[0].title if current and len(members) == 1 else ""
    if key.startswith(_STAGE):
        stage = model.stages.get(key.removeprefix(_STAGE))
        title = f"{(stage.title if stage else '') or key.removeprefix(_STAGE).replace('_', ' ')} (all its lines)"
    return OutturnLine(
        address=key,
        title=title or key.rpartition(".")[2].replace("_", " "),
        members=tuple(members),
        planned=tuple(float(plan[place[year]]) if year in place else 0.0 for year in years[0]),
        planned_to_date=float(due.sum()),
        planned_contingency=float(reserve.sum()),
        spent=tuple(float(amount) for amount in paid),
        to_come=tuple(_summed([one.ahead(one.core) for one in current], len(nothing)).tolist()),
        contingency_to_come=float(_summed([one.ahead(one.contingency) for one in current], len(nothing)).sum()),
        present=present,
        reason=reason,
    )


def _summed(held: Sequence[FloatArray], years: int) -> FloatArray:
    return np.asarray(sum(held, np.zeros(years)))


def _present(current: Sequence[LineCash], paid: FloatArray, real: FloatArray) -> tuple[float | None, str]:
    """Return what outturn in the place of what was expected by the day does to the NPSV, or why that is not known."""
    if not current:
        return None, "the case has no such line now"
    first = current[0]
    if any(one.tax != first.tax for one in current):
        return None, "its lines bear different tax, and the ledger does not say what was spent on which"
    if any((one.factors != first.factors).any() for one in current):
        return None, "its lines are discounted differently, and the ledger does not say what was spent on which"
    expected = _summed([one.due(one.bare) for one in current], len(paid))
    moved = paid / (1.0 + first.tax) - expected
    moved = np.where(moved == 0, 0.0, moved * real * first.factors)
    total = float(moved.sum())
    return (None, "cash cannot be put into the prices of the case") if np.isnan(total) else (-total, "")


def _npsv(result: Result, option: str, usual: str | None) -> float | None:
    if result.plan.partial or usual in {None, option} or option not in result.absolute:
        return None
    return result.against(usual)[option].npsv
