"""Benefits that are counted and have no money value, as a model in which each unit is worth a pound.

A counted benefit is compiled as if each unit were worth one pound, in a plan of its own that no measure looks at. So it
has the same years, profiles, growth and discounting as every other line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.errors import AgileCaseError
from agile_case.estimates.dimensions import dimension_of
from agile_case.estimates.expressions import Expression
from agile_case.estimates.grammar import parse
from agile_case.model.addresses import years_of
from agile_case.model.measurement import assumption_dimensions
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.units import describe

if TYPE_CHECKING:
    from agile_case.model.lines import Benefit
    from agile_case.model.model import Model

__all__ = ["counted_model"]

_COUNTED = "quantifiable"
_YEAR = "year"


def counted_model(model: Model) -> tuple[Model, FrozenMap[str, str]] | None:
    """Return the model with every counted benefit at a pound a unit, and the units by address; None where none counts.

    Args:
        model: The model.
    """
    units: dict[str, str] = {}
    options = {}
    for key, option in model.options.items():
        benefits = dict(option.benefits)
        for name, benefit in option.benefits.items():
            unit = _unit(benefit, model)
            if unit is not None:
                units[f"options.{key}.benefits.{name}"] = unit[0]
                pound = Expression(f"1 {unit[1]}")
                benefits[name] = attrs.evolve(
                    benefit, kind="non-cash-releasing", unit_value=pound, realisation=None
                )  # a step on the way to another benefit is counted too, and weighed by nobody
        options[key] = attrs.evolve(option, benefits=benefits)
    return (attrs.evolve(model, options=options), FrozenMap(units)) if units else None


def _unit(benefit: Benefit, model: Model) -> tuple[str, str] | None:
    """Return what a benefit is counted in, and a pound for each of them; None where it is not counted."""
    if benefit.kind != _COUNTED or benefit.measure is None:
        return None
    try:
        tree = parse(benefit.measure, model.units.words)
        measured = dimension_of(tree, assumption_dimensions(model), model.units, benefit.measure.text)
    except AgileCaseError:  # what it measures has no unit of its own: it is listed in words
        return None
    if measured is None:
        return None
    powers = dict(measured)
    if powers.get(_YEAR, 0) < 0:  # so many a year
        powers[_YEAR] += 1
    elif benefit.profile is not None or len(years_of(benefit, model.basis.period)) > 1:
        return None  # a share or a state that holds in several years is no number of things
    counted = tuple(sorted((base, power) for base, power in powers.items() if power))
    pound = {"GBP": 1}
    for base, power in counted:
        pound[base] = pound.get(base, 0) - power
    if not all(pound.values()):  # what is counted in pounds is money
        return None
    return describe(counted), describe(tuple(sorted(pound.items())))
