"""Tracking: what was promised, what was recorded, and what is to be expected now, by measure and in money.

The plan is the iteration that was approved. What is expected now is the case as it is believed, its draws weighted by
how well each agrees with the record. Nothing recorded changes an assumption: that takes `learn` or `revise`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.case.actuals import actuals_of
from agile_case.case.tracked_draws import YearsBeside, expected_of, tracked_keys, years_beside
from agile_case.case.tracked_gates import baselines_of, criteria_of
from agile_case.case.tracked_measures import measure_of
from agile_case.case.tracked_money import Now, line_of, money_of
from agile_case.case.tracked_tables import Tracking
from agile_case.case.tracked_weights import Figure, weighed
from agile_case.errors import AgileCaseError, HistoryError, InputError, UnknownNameError, did_you_mean
from agile_case.estimates.expressions import Expression
from agile_case.model.lines import Benefit, Cost

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from agile_case.case.recorded import Recorded
    from agile_case.history.entries import Record
    from agile_case.model.model import Model
    from agile_case.quantities.years import Year

    Known = Mapping[tuple[str, Year], Record]

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
        on: The day: later records are left out.
        option: Key of the option that is carried out; the preferred one, or the preferred way forward, unless stated.
        plan: Iteration whose case is the plan; the approved one unless stated, or the case itself before one is.
        draws: Number of draws of the forecast; without it there is none.
        seed: Seed of the simulation.

    Raises:
        HistoryError: There is no such iteration.
        InputError: The case does not say which option is carried out, or has no measure.
        UnknownNameError: There is no such option.
        YearError: Money was recorded for a year that the deflator does not hold.
        AgileCaseError: The case cannot be appraised.
    """
    now = case.believed
    chosen = _chosen(now, option)
    then, called = _plan(case, plan)
    keys = tracked_keys(now, chosen)
    if not keys:
        message, do = "There is no measure to track.", "add [measures] and name one in measured_by of a benefit"
        raise InputError(message, where="measures", got="none with an expectation", wanted="a measure", do=do)
    known = actuals_of(case.entries, on)
    benefits, lines = _benefits(now, chosen, keys), _recorded_lines(now, chosen, keys, known)
    beside = _beside(now, chosen, keys, benefits, lines)
    held = years_beside(now, beside, draws=draws, seed=seed)
    before = held if then is now else _before(then, chosen, beside, draws, seed)
    figures = {key: _figures(now, key, known, held) for key in keys}
    weight = weighed({key: held.drawn[f"measure_of_{key}"] for key in keys if held.drawn}, figures)
    dated = None if then is now else _on_the_dates_of(then, now, chosen, beside)
    facts = Now(model=now, held=held, before=before, dated=dated, weights=weight.weights)
    money = tuple(money_of(facts, name, benefit, figures) for name, benefit in benefits.items())
    spent = tuple(
        line_of(facts, table, name, line, _of_line(known, f"options.{chosen}.{table}.{name}"))
        for (table, name), line in lines.items()
    )
    gap = sum(one.present for one in money) + sum(one.present for one in spent)
    return Tracking(
        option=chosen,
        on=on,
        plan=called,
        price_base=held.result.plan.price_base.describe(),
        measures=tuple(measure_of(facts, key, figures[key], weight, then, seed) for key in keys),
        benefits=money,
        npsv_then=None if before is None else before.npsv(chosen),
        npsv_now=_npsv_now(facts, chosen, gap),
        draws=draws,
        seed=seed,
        effective=weight.effective,
        lines=spent,
        criteria=criteria_of(case, facts, then, chosen, gap),
        baselines=baselines_of(case, chosen),
    )


def _chosen(model: Model, option: str | None) -> str:
    forward = [key for key, held in model.options.items() if "preferred-way-forward" in held.roles]
    key = option or ("" if model.preferred is None else model.preferred.option) or (forward[0] if forward else "")
    if not key:
        message, keys = "The case does not say which option is carried out.", ", ".join(model.options)
        raise InputError(message, where="option", got="none", wanted=f"one of {keys}", do="name an option")
    if key not in model.options:
        message, do = "There is no such option.", did_you_mean(key, model.options)
        raise UnknownNameError(message, where="option", got=repr(key), wanted="an option of this case", do=do)
    return key


def _plan(case: Recorded, plan: str | None) -> tuple[Model, str]:
    """Return the model that was promised, and what it is called."""
    keys = [held.key for held in case.iterations]
    if plan is not None and plan not in keys:
        message, do = "There is no such iteration.", did_you_mean(plan, keys)
        raise HistoryError(message, where="plan", got=repr(plan), wanted="an iteration of this case", do=do)
    approved = case.approved
    key = plan or ("" if approved is None else approved.key)
    return (case.at(key).believed, key) if key else (case.believed, "")


def _benefits(model: Model, option: str, keys: Sequence[str]) -> dict[str, Benefit]:
    """Return the benefits that a tracked measure stands for."""
    return {
        name: held
        for name, held in model.options[option].benefits.items()
        if held.measured_by in keys and held.measure is not None and held.unit_value is not None
    }


def _recorded_lines(
    model: Model, option: str, keys: Sequence[str], known: Known
) -> dict[tuple[str, str], Benefit | Cost]:
    """Return the lines whose money was recorded; of a benefit with a measure it is the measure that counts."""
    held = model.options[option]
    paths = {path for path, _ in known}
    tables: dict[str, Mapping[str, Cost] | Mapping[str, Benefit]] = {"costs": held.costs, "benefits": held.benefits}
    return {
        (table, name): line
        for table, lines in tables.items()
        for name, line in lines.items()
        if f"options.{option}.{table}.{name}" in paths and getattr(line, "measured_by", "") not in keys
    }


def _of_line(known: Known, path: str) -> dict[Year, Record]:
    return {year: entry for (address, year), entry in known.items() if address == path}


def _beside(
    model: Model,
    option: str,
    keys: Sequence[str],
    benefits: Mapping[str, Benefit],
    lines: Mapping[tuple[str, str], Benefit | Cost],
) -> dict[str, Benefit | Cost]:
    """Return what is worked out year by year beside the case, by name."""
    beside: dict[str, Benefit | Cost] = {f"measure_of_{key}": expected_of(model, option, key) for key in keys}
    for name, held in benefits.items():
        alone = attrs.evolve(held, measured_by="", realisation=None, replaces=())
        beside[f"money_of_{name}"] = alone
        beside[f"value_of_{name}"] = attrs.evolve(alone, optimism_bias=None)
        beside[f"profile_of_{name}"] = _profile_of(held)
    for (table, name), line in lines.items():
        alone_too = attrs.evolve(line, replaces=())
        beside[f"line_of_{table}_{name}"] = (
            attrs.evolve(alone_too, realisation=None) if isinstance(alone_too, Benefit) else alone_too
        )
    return beside


def _profile_of(held: Benefit) -> Benefit:
    """Return the take-up of a benefit: a pound a year for all of it."""
    return Benefit(
        amount=Expression("1 GBP/year"),
        profile=held.profile,
        when=held.when,
        starts=held.starts,
        ends=held.ends,
        kind="non-cash-releasing",
    )


def _before(
    then: Model, option: str, now: Mapping[str, Benefit | Cost], draws: int | None, seed: int | None
) -> YearsBeside | None:
    """Return the plan; None where it had no such option or expected nothing of any of the measures."""
    beside = _beside_then(then, option, now)
    return years_beside(then, beside, draws=draws, seed=seed) if beside else None


def _beside_then(then: Model, option: str, now: Mapping[str, Benefit | Cost]) -> dict[str, Benefit | Cost]:
    """Return what the plan has of all that is tracked now."""
    if option not in then.options:
        return {}
    keys, held = tracked_keys(then, option), then.options[option]
    benefits = {
        name: one for name, one in held.benefits.items() if one.measure is not None and one.unit_value is not None
    }
    lines: dict[tuple[str, str], Benefit | Cost] = {("costs", name): one for name, one in held.costs.items()}
    lines |= {("benefits", name): one for name, one in held.benefits.items()}
    return {name: one for name, one in _beside(then, option, keys, benefits, lines).items() if name in now}


def _on_the_dates_of(then: Model, now: Model, option: str, beside: Mapping[str, Benefit | Cost]) -> YearsBeside | None:
    """Return take-up by the plan, with its events and the starts of its curves moved to where they are now.

    None where the plan cannot be held with those dates; then timing is not told apart from take-up.
    """
    profiles = {name: one for name, one in _beside_then(then, option, beside).items() if name.startswith("profile_of_")}
    events = {key: now.events.get(key, held) for key, held in then.events.items()}
    curves = {
        key: attrs.evolve(held, starts=now.curves[key].starts)
        if key in now.curves and now.curves[key].shape == held.shape
        else held
        for key, held in then.curves.items()
    }
    if not profiles:
        return None
    try:
        return years_beside(attrs.evolve(then, events=events, curves=curves), profiles, draws=None, seed=None)
    except AgileCaseError:
        return None


def _figures(model: Model, key: str, known: Known, held: YearsBeside) -> tuple[Figure, ...]:
    """Return what was recorded of a measure; its error is relative to what was expected of the year."""
    measure, expected = model.measures[key], held.central[f"measure_of_{key}"]
    unit = model.units.unit(measure.unit)
    found = []
    for place, year in enumerate(held.result.plan.years):
        entry = known.get((f"measures.{key}", year))
        if entry is None:
            continue
        error = None if measure.relative_error is None else measure.relative_error * float(np.abs(expected[place]))
        if entry.standard_error is not None:
            error = entry.standard_error.to(unit, model.units)
        words = ["observed" if entry.observed else "estimated"] + ["provisional"] * entry.provisional
        value = entry.amount.to(unit, model.units)
        found.append(Figure(place=place, value=value, error=error, state=", ".join(words)))
    return tuple(found)


def _npsv_now(now: Now, option: str, gap: float) -> float | None:
    """Return the NPSV over the whole life with what was recorded in the place of what was expected."""
    central = now.held.npsv(option)
    plan = now.held.result.plan
    if central is None or plan.business_as_usual is None:
        return None
    if now.weights is not None:
        central = float(now.held.result.draws(option, plan.options[plan.business_as_usual].key) @ now.weights)
    return central + gap
