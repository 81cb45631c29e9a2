"""Tracking: what was promised, what was recorded, and what is to be expected now, by measure and in money.

The plan is the iteration that was approved. What is expected now is the case as it is believed, its draws weighted by
how well each agrees with the record. Nothing recorded changes an assumption: that takes `learn` or `revise`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.case.stages import carried_out
from agile_case.case.tracked_draws import (
    YearsBeside,
    alone,
    expected_of,
    profile_of,
    tracked_keys,
    worth_of,
    years_beside,
)
from agile_case.case.tracked_gates import baselines_of, criteria_of
from agile_case.case.tracked_measures import measure_of
from agile_case.case.tracked_money import line_of, money_of
from agile_case.case.tracked_now import Now, rebased
from agile_case.case.tracked_records import known_of, monetised, recorded_lines, unused
from agile_case.case.tracked_tables import Tracking
from agile_case.case.tracked_weights import FEW, Figure, weighed
from agile_case.errors import AgileCaseError, InputError
from agile_case.model.lines import Benefit, Cost

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from agile_case.case.recorded import Recorded
    from agile_case.case.tracked_records import Known
    from agile_case.model.model import Model
    from agile_case.model.options import Option
    from agile_case.quantities.frozen import FloatArray

__all__ = ["track"]


def track(
    case: Recorded,
    *,
    on: datetime.date,
    option: str | None = None,
    plan: str | None = None,
    draws: int | None = None,
    seed: int | None = None,
) -> Tracking:
    """Hold what was recorded up to a day against the plan, and say what is to be expected now.

    Args:
        case: The case, with its history.
        on: The day: the case is taken as it was known at the end of it.
        option: Key of the option that is carried out; the preferred one, or the preferred way forward, unless stated.
        plan: Iteration whose case is the plan; the approved one unless stated, or the case itself before one is.
        draws: Number of draws of the forecast, 100 or more; without it there is none.
        seed: Seed of the simulation.

    Raises:
        HistoryError: There is no such iteration.
        InputError: The case does not say which option is carried out, or has neither a measure nor recorded money; or
            there are too few draws.
        UnknownNameError: There is no such option.
        AgileCaseError: The case cannot be appraised.
    """
    if draws is not None and not isinstance(draws, bool) and isinstance(draws, int) and 0 < draws < FEW:
        message, wanted = "So few draws make no forecast.", f"{FEW:.0f} draws or more"
        raise InputError(message, where="draws", got=str(draws), wanted=wanted)
    if any(entry.on > on for entry in case.entries):
        case = case.at(on)
    now = case.believed
    chosen = carried_out(now, option)
    then, called = case.promised(plan)
    keys = tracked_keys(now, chosen)
    known = known_of(case, now, chosen, on)
    benefits, lines = monetised(now, chosen, keys), recorded_lines(now, chosen, keys, known)
    if not keys and not lines:
        message, wanted = "There is nothing to track.", "a measure with an expectation, or money recorded of a line"
        do = "add [measures] and name one in measured_by of a benefit"
        raise InputError(message, where="measures", got="none", wanted=wanted, do=do)
    held = years_beside(now, _beside_now(now, chosen, keys, benefits, lines), draws=draws, seed=seed)
    figures = {key: _figures(now, key, known, held) for key in keys}
    weight = weighed({key: held.drawn[f"measure_of_{key}"] for key in keys if held.drawn}, figures)
    prices = rebased(then, now)
    planned = {} if prices is None else _beside_then(then, now, chosen, keys, benefits, lines)
    before = held if then is now else years_beside(then, planned, draws=draws, seed=seed) if planned else None
    facts = Now(
        model=now,
        option=chosen,
        held=held,
        then=then,
        before=before,
        dated=None if then is now else _on_the_dates_of(then, now, chosen, benefits, draws, seed),
        prices=1.0 if prices is None else prices,
        weights=weight.weights,
    )
    money = [money_of(facts, name, benefit, figures) for name, benefit in benefits.items()]
    spent = [line_of(facts, table, name, line, known.money(table, name)) for (table, name), line in lines.items()]
    gap = np.asarray(sum((each for _, each in (*money, *spent)), np.zeros(())))
    return Tracking(
        option=chosen,
        on=on,
        plan=called,
        price_base=held.result.plan.price_base.describe(),
        measures=tuple(measure_of(facts, key, figures[key], weight, seed) for key in keys),
        benefits=tuple(one for one, _ in money),
        npsv_then=_npsv_then(facts),
        npsv_now=_npsv_now(facts, gap),
        draws=draws,
        seed=seed,
        effective=weight.effective,
        lines=tuple(one for one, _ in spent),
        criteria=criteria_of(case, facts, gap),
        baselines=baselines_of(case, now, chosen),
        unused=unused(known, keys, lines),
        restated=_restated(then, now, prices),
    )


def _beside_now(
    model: Model,
    option: str,
    keys: tuple[str, ...],
    benefits: Mapping[str, Benefit],
    lines: Mapping[tuple[str, str], Benefit | Cost],
) -> dict[str, Benefit | Cost]:
    """Return what is worked out year by year beside the case, by name."""
    units = {key: model.measures[key].unit for key in keys}
    beside: dict[str, Benefit | Cost] = {
        f"measure_of_{key}": expected_of(model, option, key, units[key]) for key in keys
    }
    for name, held in benefits.items():
        beside |= _of_benefit(model, option, name, held, units[held.measured_by])
        beside[f"worth_of_{name}"] = worth_of(model, held, units[held.measured_by])
    return beside | _of_lines(lines)


def _of_benefit(model: Model, option: str, name: str, held: Benefit, unit: str) -> dict[str, Benefit | Cost]:
    """Return a benefit in money, and in the factors that it is made of."""
    single = alone(held)
    return {
        f"counted_of_{name}": expected_of(model, option, held.measured_by, unit, name),
        f"profile_of_{name}": profile_of(held),
        f"value_of_{name}": attrs.evolve(single, optimism_bias=None),
        f"money_of_{name}": single,
    }


def _of_lines(lines: Mapping[tuple[str, str], Benefit | Cost]) -> dict[str, Benefit | Cost]:
    return {
        f"line_of_{table}_{name}": alone(line) if isinstance(line, Benefit) else attrs.evolve(line, replaces=())
        for (table, name), line in lines.items()
    }


def _beside_then(  # noqa: PLR0917 - what is tracked now
    then: Model,
    now: Model,
    option: str,
    keys: tuple[str, ...],
    benefits: Mapping[str, Benefit],
    lines: Mapping[tuple[str, str], Benefit | Cost],
) -> dict[str, Benefit | Cost]:
    """Return what the plan had of all that is tracked now, in the units of now.

    A measure that the plan did not have is what the plan's own benefit came to, where that has the same unit.
    """
    if option not in then.options:
        return {}
    held = then.options[option]
    found: dict[str, Benefit | Cost] = {}
    for key in keys:
        unit, there = now.measures[key].unit, key in tracked_keys(then, option)
        named = [name for name, one in benefits.items() if one.measured_by == key and _has_measure(held, name)]
        if there or named:
            expected = expected_of(then, option, key, unit, "" if there else named[0])
            found |= _if_sound(then, {f"measure_of_{key}": expected})
    for name, benefit in benefits.items():
        one = held.benefits.get(name)
        if one is not None and one.measure is not None and one.unit_value is not None:
            told = attrs.evolve(one, measured_by=benefit.measured_by)
            found |= _if_sound(then, _of_benefit(then, option, name, told, now.measures[benefit.measured_by].unit))
        if one is not None and one.monetised:
            found.setdefault(f"money_of_{name}", alone(one))
    tables: dict[str, Mapping[str, Benefit | Cost]] = {"costs": held.costs, "benefits": held.benefits}
    return found | _of_lines({(table, name): tables[table][name] for table, name in lines if name in tables[table]})


def _has_measure(option: Option, name: str) -> bool:
    return name in option.benefits and option.benefits[name].measure is not None


def _if_sound(model: Model, lines: dict[str, Benefit | Cost]) -> dict[str, Benefit | Cost]:
    """Return lines, or none of them where the model cannot hold them: a measure of another dimension in an old plan."""
    try:
        years_beside(model, lines, draws=None, seed=None)
    except AgileCaseError:
        return {}
    return lines


def _on_the_dates_of(  # noqa: PLR0917 - what is tracked now
    then: Model, now: Model, option: str, benefits: Mapping[str, Benefit], draws: int | None, seed: int | None
) -> YearsBeside | None:
    """Return take-up by the plan, with its events, its benefits and the starts of its curves on the dates of now.

    None where the plan cannot be held with those dates; then timing is not told apart from take-up.
    """
    if option not in then.options:
        return None
    held = then.options[option].benefits
    profiles = {
        f"profile_of_{name}": profile_of(held[name], benefit) for name, benefit in benefits.items() if name in held
    }
    events = {key: now.events.get(key, one) for key, one in then.events.items()}
    curves = {
        key: attrs.evolve(one, starts=now.curves[key].starts)
        if key in now.curves and now.curves[key].shape == one.shape
        else one
        for key, one in then.curves.items()
    }
    if not profiles:
        return None
    try:
        return years_beside(attrs.evolve(then, events=events, curves=curves), profiles, draws=draws, seed=seed)
    except AgileCaseError:
        return None


def _figures(model: Model, key: str, known: Known, held: YearsBeside) -> tuple[Figure, ...]:
    """Return what was recorded of a measure; its error is relative to what was expected of the year."""
    measure, unit = model.measures[key], model.units.unit(model.measures[key].unit)
    found = []
    for place, year in enumerate(held.result.plan.years):
        entry = known.of(f"measures.{key}", year)
        if entry is None:
            continue
        error = None
        if measure.relative_error is not None:
            error = measure.relative_error * held.size(f"measure_of_{key}", place)
        if entry.standard_error is not None:
            error = entry.standard_error.to(unit, model.units)
        words = ["observed" if entry.observed else "estimated"]
        words += ["provisional"] * (entry.provisional or entry.on < (year + 1).begins)
        words += ["learned from"] * entry.learned
        value = entry.amount.to(unit, model.units)
        found.append(Figure(place=place, value=value, error=None if entry.learned else error, state=", ".join(words)))
    return tuple(found)


def _npsv_then(now: Now) -> float | None:
    """Return the NPSV of the plan over the whole life, in the prices of now."""
    if now.before is None:
        return None
    if now.weights is None:
        usual = now.before.usual
        found = None if usual in {None, now.option} else now.before.result.against(usual)[now.option].npsv
    else:
        found = now.before.npsv(now.option)
    return None if found is None else found * now.prices


def _npsv_now(now: Now, gap: FloatArray) -> float | None:
    """Return the NPSV over the whole life with what was recorded in the place of what was expected."""
    usual = now.held.usual
    if usual in {None, now.option}:
        return None
    if now.weights is None:
        npsv = now.held.result.against(usual)[now.option].npsv
        return None if npsv is None else npsv + float(gap)
    return float((now.held.result.draws(now.option, usual) + gap) @ now.weights)


def _restated(then: Model, now: Model, prices: float | None) -> str:
    """Say how the plan was brought to the basis of now, where that is another; empty where it is the same."""
    mine, theirs = now.basis, then.basis
    if prices is None:
        return f"The plan is in {theirs.price_base} prices, which the deflator does not hold: it is not shown."
    said = [] if mine.price_base == theirs.price_base else [f"its {theirs.price_base} prices are restated"]
    if tuple(mine.period) != tuple(theirs.period):
        said.append(f"its years are {theirs.period.first} to {theirs.period.last}")
    if said:
        return f"The plan is on another basis: {', '.join(said)}; its NPSV discounts as it did then."
    return ""
