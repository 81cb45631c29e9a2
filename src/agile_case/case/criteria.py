"""Criteria of a gate held against what is believed: whether each is met, and the chance that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.model.assumptions import YearlyValues
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import figure_words, money_words

if TYPE_CHECKING:
    from agile_case.appraisal.result import Result
    from agile_case.model.goals import Criterion
    from agile_case.model.model import Model

__all__ = ["Assessed", "assessed"]


@attrs.frozen(kw_only=True)
class Assessed(Noun):
    """One criterion of a gate, as it stands."""

    path: str
    """Its address."""
    title: str
    """What it is about."""
    wanted: str
    """What has to hold, in words."""
    now: str
    """The value that is held against the threshold: the believed mean, or the measure at means."""
    met: bool
    """Whether that value meets it."""
    chance: float | None
    """Chance that it is met, under what is believed; None for a measure without a simulation."""


def assessed(believed: Model, result: Result, stage: str, option: str) -> tuple[Assessed, ...]:
    """Return the criteria of a stage's gate as they stand.

    The chance of an assumption is that of its believed distribution; that of a measure is the share of the draws.

    Args:
        believed: The model after all evidence.
        result: Its appraisal over the whole life.
        stage: Key of the stage.
        option: Key of the option that is proposed.
    """
    return tuple(
        _assumption(believed, f"stages.{stage}.criteria.{place}", one)
        if one.assumption is not None
        else _measure(believed, result, f"stages.{stage}.criteria.{place}", one, one.option or option)
        for place, one in enumerate(believed.stages[stage].criteria)
    )


def _wanted(criterion: Criterion, threshold: str) -> str:
    return f"at {'most' if criterion.at_least is None else 'least'} {threshold}"


def _met(criterion: Criterion, value: float, threshold: float) -> bool:
    return value <= threshold if criterion.at_least is None else value >= threshold


def _assumption(model: Model, path: str, criterion: Criterion) -> Assessed:
    key = criterion.assumption or ""
    held = model.assumptions[key]
    threshold = criterion.threshold.to(model.units.unit(held.unit), model.units)
    title = criterion.title or held.title or key.replace("_", " ").capitalize()
    unit = "" if held.unit == "1" else f" {held.unit}"
    wanted = _wanted(criterion, f"{figure_words(threshold)}{unit}")
    if isinstance(held.estimate, YearlyValues):  # it is met when it is met in every year
        values = held.estimate.values
        met = all(_met(criterion, value, threshold) for value in values)
        now = f"{figure_words(min(values))} to {figure_words(max(values))}{unit}"
        return Assessed(path=path, title=title, wanted=wanted, now=now, met=met, chance=float(met))
    mean = held.estimate.mean
    met = _met(criterion, mean, threshold)
    if criterion.at_least is None:
        chance = float(held.estimate.cdf(threshold))
    else:  # what equals the threshold meets it
        chance = 1 - float(held.estimate.cdf(np.nextafter(threshold, -np.inf)))
    return Assessed(path=path, title=title, wanted=wanted, now=f"{figure_words(mean)}{unit}", met=met, chance=chance)


def _measure(model: Model, result: Result, path: str, criterion: Criterion, option: str) -> Assessed:
    threshold = criterion.threshold.to(model.units.unit("GBP"), model.units)
    usual = model.business_as_usual
    wanted = _wanted(criterion, money_words(threshold))
    npsv = None if not option or option == usual or result.plan.partial else result.against(usual)[option].npsv
    if npsv is None:
        why = "the case is partial" if option else "no option is proposed"
        why = "this is the business as usual itself" if option and option == usual else why
        title = criterion.title or "NPSV against business as usual"
        return Assessed(path=path, title=title, wanted=wanted, now=f"not there: {why}", met=False, chance=None)
    chance = None
    if result.samples is not None:
        draws = result.draws(option, usual)
        chance = float(np.mean(draws <= threshold if criterion.at_least is None else draws >= threshold))
    title = criterion.title or f"NPSV of {model.options[option].title or option} against business as usual"
    return Assessed(
        path=path,
        title=title,
        wanted=wanted,
        now=money_words(npsv),
        met=_met(criterion, npsv, threshold),
        chance=chance,
    )
