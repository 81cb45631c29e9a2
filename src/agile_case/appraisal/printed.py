"""What a plan holds of a model only to print it, or to set it beside the numbers: options, scenarios, funding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.plan import PlanFunding, PlanOption, PlanScenario
from agile_case.quantities.frozen import FrozenMap, read_only

if TYPE_CHECKING:
    from agile_case.model.model import Model
    from agile_case.model.options import Option
    from agile_case.quantities.years import Year

__all__ = ["funding_of", "in_words", "option_of", "scenarios_of"]


def in_words(key: str) -> str:
    """Return a key as a title.

    Args:
        key: The key.
    """
    return key.replace("_", " ").capitalize()


def option_of(key: str, option: Option) -> PlanOption:
    """Return what is printed of an option.

    Args:
        key: Its key.
        option: The option.
    """
    unmonetised = tuple(
        (
            benefit.title or in_words(name),
            benefit.kind,
            "" if benefit.measure is None else benefit.measure.text,
            benefit.notes,
        )
        for name, benefit in option.benefits.items()
        if not benefit.monetised
    )
    texts = (option.description, option.distribution, option.because)
    return PlanOption(key, option.title or in_words(key), option.roles, unmonetised, *texts)


def scenarios_of(model: Model) -> tuple[PlanScenario, ...]:
    """Return the scenarios of a model in base units.

    Args:
        model: The model.
    """
    found = []
    for key, held in model.scenarios.items():
        scales = {name: model.units.unit(model.assumptions[name].unit).scale for name in held.values}
        values = FrozenMap({name: value * scales[name] for name, value in held.values.items()})
        notes = ". ".join(text.rstrip(".") for text in (held.notes, held.source) if text)
        found.append(PlanScenario(key, held.title or in_words(key), values, notes))
    return tuple(found)


def funding_of(model: Model, years: tuple[Year, ...]) -> tuple[PlanFunding, ...]:
    """Return the funding of a model in pounds of each year.

    Args:
        model: The model.
        years: Every year, year 0 first.
    """
    found = []
    for key, held in model.funding.items():
        scale = model.units.unit(held.unit).scale
        given = dict(zip(held.amounts.years, held.amounts.values, strict=True))
        cash = read_only([given.get(year, 0.0) * scale for year in years])
        found.append(PlanFunding(held.title or in_words(key), held.budget, held.status, held.options, cash))
    return tuple(found)
