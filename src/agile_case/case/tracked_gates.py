"""Gates and approvals in tracking: the chance that criteria to come are met, and every plan that was approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.appraise import appraise
from agile_case.case.criteria import assessed
from agile_case.case.tracked_parts import Baseline, TrackedCriterion
from agile_case.case.tracked_weights import chance_of
from agile_case.errors import UnknownNameError
from agile_case.history.entries import Decide
from agile_case.history.iterations import PROCEEDS, counted
from agile_case.quantities.frozen import FrozenMap

if TYPE_CHECKING:
    from agile_case.case.criteria import Assessed
    from agile_case.case.recorded import Recorded
    from agile_case.case.tracked_money import Now
    from agile_case.model.goals import Criterion
    from agile_case.model.model import Model

__all__ = ["baselines_of", "criteria_of"]


def criteria_of(case: Recorded, now: Now, then: Model, option: str, gap: float) -> tuple[TrackedCriterion, ...]:
    """Return the criteria of the gates to come, with the chance that each is met.

    A criterion of an assumption takes the weighted draws of it, one of the NPSV those of the NPSV with what was
    recorded in the place of what was expected.

    Args:
        case: The case, with its history.
        now: What is believed, and what was promised.
        then: The model of the plan.
        option: Key of the option that is carried out.
        gap: What the record does to the NPSV, in pounds of present value.
    """
    stages = list(now.model.stages)
    held = case.iterations
    if held and held[-1].stage in stages:
        stages = stages[stages.index(held[-1].stage) :]
    found = []
    for stage in stages:
        planned = {}
        if now.before is not None and stage in then.stages:
            planned = {one.path: one for one in assessed(then, now.before.result, stage, option)}
        criteria = now.model.stages[stage].criteria
        for criterion, one in zip(criteria, assessed(now.model, now.held.result, stage, option), strict=True):
            same = planned.get(one.path)
            found.append(
                TrackedCriterion(
                    path=one.path,
                    title=one.title,
                    wanted=one.wanted,
                    chance_then=same.chance if same is not None and same.wanted == one.wanted else None,
                    chance_now=_chance(now, criterion, one, criterion.option or option, gap),
                )
            )
    return tuple(found)


def _chance(now: Now, criterion: Criterion, held: Assessed, option: str, gap: float) -> float | None:
    if now.weights is None or held.chance is None:
        return None
    model, result = now.model, now.held.result
    at_least = criterion.at_least is not None
    if criterion.assumption is None:
        threshold = criterion.threshold.to(model.units.unit("GBP"), model.units)
        # what was recorded is of the option that is carried out
        return chance_of(result.draws(option, model.business_as_usual) + gap, threshold, now.weights, at_least=at_least)
    unit = model.units.unit(model.assumptions[criterion.assumption].unit)
    try:
        drawn = result.drawn(criterion.assumption)
    except UnknownNameError:  # nothing that was recorded rests on it
        return held.chance
    return chance_of(drawn, criterion.threshold.to(unit, model.units), now.weights, at_least=at_least)


def baselines_of(case: Recorded, option: str) -> tuple[Baseline, ...]:
    """Return every plan that was approved, in the order of the approvals.

    Args:
        case: The case, with its history.
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
            npsv = None if result.plan.partial else result.against(usual)[option].npsv
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
