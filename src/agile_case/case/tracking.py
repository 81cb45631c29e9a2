"""Tracking: what was promised, what was recorded, and what is to be expected now, by measure and in money.

The plan is the iteration that was approved. What is expected now is the case as it is believed, its draws weighted by
how well each agrees with the record. Nothing recorded changes an assumption: that takes `learn` or `revise`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.case.actuals import actuals_of
from agile_case.case.tracked_draws import YearsBeside, expected_of, tracked_keys, years_beside
from agile_case.case.tracked_tables import TrackedBenefit, TrackedMeasure, TrackedYear, Tracking
from agile_case.errors import HistoryError, InputError, UnknownNameError, did_you_mean

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from agile_case.case.recorded import Recorded
    from agile_case.history.entries import Record
    from agile_case.model.lines import Benefit
    from agile_case.model.measures import Measure
    from agile_case.model.model import Model
    from agile_case.quantities.frozen import FloatArray
    from agile_case.quantities.years import Year

__all__ = ["track"]

_FEW: Final = 100.0
"""Draws that have to count in full before a forecast is given."""
_SHARES: Final = (0.1, 0.5, 0.9)


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
        AgileCaseError: The case cannot be appraised.
    """
    now = case.believed
    chosen = _chosen(now, option)
    then, called = _plan(case, plan)
    keys = tracked_keys(now, chosen)
    if not keys:
        message, do = "There is no measure to track.", "add [measures] and name one in measured_by of a benefit"
        raise InputError(message, where="measures", got="none with an expectation", wanted="a measure", do=do)
    benefits = {
        name: held
        for name, held in now.options[chosen].benefits.items()
        if held.measured_by in keys and held.measure is not None and held.unit_value is not None
    }
    held = years_beside(now, _beside(now, chosen, keys, benefits), draws=draws, seed=seed)
    before = held if then is now else _before(then, chosen, keys, benefits, draws, seed)
    known = actuals_of(case.entries, on)
    years = held.result.plan.years
    actuals = {key: _by_year(now, key, known, years) for key in keys}
    weights, counted = _weights(held, actuals, draws)
    measures = tuple(
        _measure(now, key, held, before, actuals[key], None if counted < _FEW else weights) for key in keys
    )
    money = tuple(
        _benefit(name, benefit, held, before, actuals[benefit.measured_by], weights)
        for name, benefit in benefits.items()
    )
    return Tracking(
        option=chosen,
        on=on,
        plan=called,
        price_base=held.result.plan.price_base.describe(),
        measures=measures,
        benefits=money,
        npsv_then=_npsv(before, chosen),
        npsv_now=_npsv_now(held, chosen, money, weights if draws is not None and counted >= _FEW else None),
        draws=draws,
        seed=seed,
        effective=None if draws is None else counted,
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


def _beside(model: Model, option: str, keys: Sequence[str], benefits: Mapping[str, Benefit]) -> dict[str, Benefit]:
    beside = {f"measure_of_{key}": expected_of(model, option, key) for key in keys}
    for name, held in benefits.items():
        alone = attrs.evolve(held, measured_by="", realisation=None, replaces=())
        beside[f"money_of_{name}"] = alone
        beside[f"value_of_{name}"] = attrs.evolve(alone, optimism_bias=None)
    return beside


def _before(  # noqa: PLR0917 - what is tracked, and how
    then: Model,
    option: str,
    keys: Sequence[str],
    benefits: Mapping[str, Benefit],
    draws: int | None,
    seed: int | None,
) -> YearsBeside | None:
    """Return the plan; None where it had no such option or expected nothing of any of the measures."""
    if option not in then.options:
        return None
    there = [key for key in tracked_keys(then, option) if key in keys]
    held = {name: one for name, one in then.options[option].benefits.items() if name in benefits}
    held = {name: one for name, one in held.items() if one.measure is not None and one.unit_value is not None}
    return years_beside(then, _beside(then, option, there, held), draws=draws, seed=seed)


def _by_year(
    model: Model, key: str, known: Mapping[tuple[str, Year], Record], years: Sequence[Year]
) -> dict[int, tuple[float, float | None, str]]:
    """Return what was recorded of a measure, by place of the year: figure, standard error and standing."""
    unit = model.units.unit(model.measures[key].unit)
    relative = model.measures[key].relative_error
    found = {}
    for place, year in enumerate(years):
        entry = known.get((f"measures.{key}", year))
        if entry is None:
            continue
        figure = entry.amount.to(unit, model.units)
        error = None if relative is None else relative * abs(figure)
        if entry.standard_error is not None:
            error = entry.standard_error.to(unit, model.units)
        words = ["observed" if entry.observed else "estimated"] + ["provisional"] * entry.provisional
        found[place] = (figure, error or None, ", ".join(words))
    return found


def _weights(
    held: YearsBeside,
    actuals: Mapping[str, Mapping[int, tuple[float, float | None, str]]],
    draws: int | None,
) -> tuple[FloatArray, float]:
    """Return the weight of each draw by how well it agrees with the record, and how many draws that leaves."""
    if draws is None:
        return np.ones(1), 1.0
    total = np.zeros(next(iter(held.drawn.values())).shape[1])
    for key in actuals:
        drawn = held.drawn[f"measure_of_{key}"]
        for place, (figure, error, _) in actuals[key].items():
            if error is not None:
                total -= 0.5 * ((drawn[place] - figure) / error) ** 2
    weights = np.exp(total - total.max())
    weights /= weights.sum()
    return weights, float(1 / (weights**2).sum())


def _measure(  # noqa: PLR0917 - what is known of one measure
    model: Model,
    key: str,
    held: YearsBeside,
    before: YearsBeside | None,
    actuals: Mapping[int, tuple[float, float | None, str]],
    weights: FloatArray | None,
) -> TrackedMeasure:
    name, measure = f"measure_of_{key}", model.measures[key]
    drawn = held.drawn.get(name)
    years = []
    for place, year in enumerate(held.result.plan.years):
        figure, _, state = actuals.get(place, (None, None, ""))
        spread: tuple[float | None, ...] = (None, None, None)
        if drawn is not None and weights is not None and figure is None:
            spread = _quantiles(drawn[place], weights)
        middle = float(held.central[name][place]) if drawn is None else spread[1]
        years.append(
            TrackedYear(
                year=year,
                plan=_planned(before, name, year),
                actual=figure,
                state=state,
                low=spread[0],
                middle=middle if figure is None else None,
                high=spread[2],
            )
        )
    target, due = _target(model, measure, held)
    chances: list[float | None] = [None, None]
    if target is not None and due is not None:
        if before is not None and name in before.drawn and years[due].year in before.result.plan.years:
            there = before.result.plan.years.index(years[due].year)
            chances[0] = _chance(measure, before.drawn[name][there], target, None)
        if due in actuals:
            chances[1] = float(_meets(measure, actuals[due][0], target))
        elif drawn is not None and weights is not None:
            chances[1] = _chance(measure, drawn[due], target, weights)
    return TrackedMeasure(
        key=key,
        title=measure.title or key.replace("_", " ").capitalize(),
        unit=measure.unit,
        direction=measure.direction,
        years=tuple(years),
        target=target,
        target_year=None if due is None else years[due].year,
        chance_then=chances[0],
        chance_now=chances[1],
    )


def _planned(before: YearsBeside | None, name: str, year: Year) -> float | None:
    """Return what the plan expected in a year, at means; None where it had no such year or nothing of that name."""
    if before is None or name not in before.central or year not in before.result.plan.years:
        return None
    return float(before.central[name][before.result.plan.years.index(year)])


def _quantiles(drawn: FloatArray, weights: FloatArray | None) -> tuple[float, ...]:
    """Return P10, P50 and P90 of weighted draws: the smallest draw that so much weight lies at or below."""
    order = np.argsort(drawn)
    share = np.cumsum(np.ones(drawn.size) / drawn.size if weights is None else weights[order])
    places = np.minimum(np.searchsorted(share, _SHARES), drawn.size - 1)
    return tuple(float(value) for value in drawn[order][places])


def _target(model: Model, measure: Measure, held: YearsBeside) -> tuple[float | None, int | None]:
    """Return the target in the unit of the measure, and the place of its year; None where the case ends before it."""
    if measure.target is None or measure.target_by is None:
        return None, None
    target = measure.target.to(model.units.unit(measure.unit), model.units)
    for place, year in enumerate(held.result.plan.years):
        if year.begins <= measure.target_by < (year + 1).begins:
            return target, place
    return target, None


def _meets(measure: Measure, value: float, target: float) -> bool:
    return value >= target if measure.direction == "increase" else value <= target


def _chance(measure: Measure, drawn: FloatArray, target: float, weights: FloatArray | None) -> float:
    met = drawn >= target if measure.direction == "increase" else drawn <= target
    return float(np.average(met, weights=weights))


def _benefit(  # noqa: PLR0917 - what is known of one benefit
    name: str,
    benefit: Benefit,
    held: YearsBeside,
    before: YearsBeside | None,
    actuals: Mapping[int, tuple[float, float | None, str]],
    weights: FloatArray,
) -> TrackedBenefit:
    """Return a benefit in money: a figure recorded is worth what its unit is worth in the case of now."""
    measured, value = held.central[f"measure_of_{benefit.measured_by}"], held.central[f"value_of_{name}"]
    plan = held.result.plan
    money = f"money_of_{name}"
    planned = tuple(_planned(before, money, year) or 0.0 for year in plan.years)
    drawn = held.drawn.get(money)
    expected = np.asarray(held.central[money] if drawn is None else drawn @ weights)
    realised = {
        place: figure * float(value[place] / measured[place])
        for place, (figure, _, _) in actuals.items()
        if measured[place]
    }
    outlook = np.array([realised.get(place, float(expected[place])) for place in range(len(plan.years))])
    line = next(held for held in plan.lines if held.address.endswith(f"options.{money}.benefits.only"))
    return TrackedBenefit(
        key=name,
        title=benefit.title or name.replace("_", " ").capitalize(),
        years=plan.years,
        planned=planned,
        outlook=tuple(outlook.tolist()),
        recorded=tuple(plan.years[place] for place in sorted(realised)),
        present=float(((outlook - expected) * plan.factors_of(line)).sum()),
    )


def _npsv(held: YearsBeside | None, option: str) -> float | None:
    if held is None or held.result.plan.partial:
        return None
    usual = held.result.plan.business_as_usual
    against = None if usual is None else held.result.plan.options[usual].key
    return held.result.against(against)[option].npsv if against not in (None, option) else None


def _npsv_now(
    held: YearsBeside, option: str, money: Sequence[TrackedBenefit], weights: FloatArray | None
) -> float | None:
    """Return the NPSV over the whole life with what was recorded in the place of what was expected."""
    central = _npsv(held, option)
    usual = held.result.plan.business_as_usual
    if central is None or usual is None:
        return None
    if weights is not None:
        central = float(held.result.draws(option, held.result.plan.options[usual].key) @ weights)
    return central + sum(one.present for one in money)
