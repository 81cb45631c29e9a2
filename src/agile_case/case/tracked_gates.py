"""Gates and approvals in tracking: the chance that criteria to come are met, and every plan that was approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.appraise import appraise
from agile_case.case.criteria import assessed
from agile_case.case.tracked_now import rebased
from agile_case.case.tracked_parts import Baseline, TrackedCriterion
from agile_case.case.tracked_weights import chance_of
from agile_case.errors import UnknownNameError
from agile_case.history.entries import Decide
from agile_case.history.iterations import PROCEEDS, counted
from agile_case.model.assumptions import YearlyValues
from agile_case.quantities.frozen import FrozenMap

if TYPE_CHECKING:
    from agile_case.case.criteria import Assessed
    from agile_case.case.recorded import Recorded
    from agile_case.case.tracked_now import Now
    from agile_case.model.goals import Criterion
    from agile_case.model.model import Model
    from agile_case.quantities.frozen import FloatArray

__all__ = ["baselines_of", "criteria_of"]


def criteria_of(case: Recorded, now: Now, gap: FloatArray) -> tuple[TrackedCriterion, ...]:
    """Return the criteria of the gates to come, with the chance that each is met.

    A criterion of an assumption takes the weighted draws of it, one of the NPSV those of the NPSV with what was
    recorded in the place of what was expected.

    Args:
        case: The case, with its history.
        now: What is believed, and what was promised.
        gap: What the record does to the NPSV in each draw, in pounds of present value.
    """
    stages = list(now.model.stages)
    held = case.iterations
    if held and held[-1].stage in stages:
        stages = stages[stages.index(held[-1].stage) :]
    found = []
    for stage in stages:
        planned = {}
        if now.before is not None and stage in now.then.stages:
            planned = {one.path: one for one in assessed(now.then, now.before.result, stage, now.option)}
        criteria = now.model.stages[stage].criteria
        for criterion, one in zip(criteria, assessed(now.model, now.held.result, stage, now.option), strict=True):
            same = planned.get(one.path)
            found.append(
                TrackedCriterion(
                    path=one.path,
                    title=one.title,
                    wanted=one.wanted,
                    chance_then=same.chance if same is not None and same.wanted == one.wanted else None,
                    chance_now=_chance(now, criterion, one, gap),
                )
            )
    return tuple(found)


def _chance(now: Now, criterion: Criterion, held: Assessed, gap: FloatArray) -> float | None:
    if now.weights is None or held.chance is None:
        return None
    model, result = now.model, now.held.result
    at_least = criterion.at_least is not None
    if criterion.assumption is None:
        threshold = criterion.threshold.to(model.units.unit("GBP"), model.units)
        option = criterion.option or now.option
        drawn = result.draws(option, now.held.usual)
        if option == now.option:  # what was recorded is of the option that is carried out
            drawn = drawn + gap
        return chance_of(drawn, threshold, now.weights, at_least=at_least)
    assumption = model.assumptions[criterion.assumption]
    if isinstance(assumption.estimate, YearlyValues):
        return held.chance
    try:
        drawn = result.drawn(criterion.assumption)
    except UnknownNameError:  # no line rests on it, so the record says nothing of it, unless they go together
        together = any(criterion.assumption in group.assumptions for group in model.correlations)
        return None if together else held.chance
    threshold = criterion.threshold.to(model.units.unit(assumption.unit), model.units)
    return chance_of(drawn, threshold, now.weights, at_least=at_least)


def baselines_of(case: Recorded, now: Model, option: str) -> tuple[Baseline, ...]:
    """Return every plan that was approved, in the order of the approvals.

    Args:
        case: The case, with its history.
        now: The model of now, in whose prices the NPSV is.
        option: Key of the option that is carried out.
    """
    found = []
    for entry in counted(case.entries):
        if not isinstance(entry, Decide) or entry.outcome not in PROCEEDS:
            continue
        model = case.at(entry.id).believed
        usual, npsv = model.business_as_usual, None
        if option in model.options and usual not in {None, option}:
            result = appraise(model)
            prices = rebased(model, now)
            held = None if result.plan.partial else result.against(usual)[option].npsv
            npsv = None if held is None or prices is None else held * prices
        targets = {
            key: f"{one.target} by {one.target_by.isoformat()}"
            for key, one in model.measures.items()
            if one.target is not None and one.target_by is not None
        }
        found.append(
            Baseline(
                iteration=entry.iteration,
                decided=entry.on,
                reference=entry.reference,
                because=entry.because,
                npsv=npsv,
                targets=FrozenMap(targets),
            )
        )
    return tuple(found)
