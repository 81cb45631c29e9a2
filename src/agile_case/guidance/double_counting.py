"""Pairs of benefits of one option that may count the same thing: by their arithmetic, not by how it is written."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final

from agile_case.estimates.dimensions import normalise
from agile_case.estimates.expressions import evaluate, names_in
from agile_case.estimates.grammar import parse
from agile_case.model.assumptions import YearlyValues
from agile_case.model.measurement import amount_tree, assumption_dimensions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agile_case.model.lines import Benefit
    from agile_case.model.model import Model

__all__ = ["same_amounts", "same_time"]

_POINTS: Final = (1.0, 0.73, 1.31)
"""Where amounts are compared: every assumption at its mean, and each moved by a step of its own from there."""
_NEAR: Final = 1e-9


def same_amounts(gains: Mapping[str, Benefit], model: Model) -> Iterator[tuple[str, str]]:
    """Yield benefits whose amount is that of an earlier one, in the same years and for the same people.

    Two amounts are the same where they come out alike wherever the assumptions are, however they are written.

    Args:
        gains: Benefits in money of one option, by address.
        model: The model.
    """
    seen: list[tuple[str, tuple[object, ...], tuple[float, ...]]] = []
    for address, benefit in gains.items():
        when = (benefit.bearer, benefit.profile, benefit.when, benefit.starts, benefit.ends, benefit.growth)
        values = _values(benefit, model)
        other = next((one for one, held, found in seen if held == when and _alike(found, values)), None)
        if other is not None:
            yield address, other
        seen.append((address, when, values))


def same_time(gains: Mapping[str, Benefit], model: Model) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield public benefits that release no cash with one that does, where both are priced by the same assumptions.

    Args:
        gains: Benefits in money of one option, by address.
        model: The model.
    """
    dimensions = assumption_dimensions(model)
    priced = {name for name, measured in dimensions.items() if "GBP" in dict(measured or ())}
    cash = {address: _names(benefit, model) & priced for address, benefit in gains.items() if _is_cash(benefit)}
    for address, benefit in gains.items():
        if _is_cash(benefit) or not benefit.public:
            continue
        own = _names(benefit, model) & priced
        for other, names in cash.items():
            if own & names:
                yield address, other, tuple(sorted(own & names))


def _is_cash(benefit: Benefit) -> bool:
    return benefit.kind == "cash-releasing"


def _names(benefit: Benefit, model: Model) -> set[str]:
    """Return the assumptions in a benefit, and in what is given up for it."""
    tree = amount_tree(benefit, model)
    trees = [] if tree is None else [tree]
    for release in () if benefit.realisation is None else benefit.realisation.releases:
        trees += [] if release.saves is None else [parse(release.saves, model.units.words)]
    return {found.name for tree in trees for found in names_in(tree)}


def _values(benefit: Benefit, model: Model) -> tuple[float, ...]:
    """Return the amount of a benefit at a few points; nothing where it has none."""
    tree = amount_tree(benefit, model)
    if tree is None:
        return ()
    normal = normalise(tree, model.units)
    places = {name: place for place, name in enumerate(sorted(model.assumptions))}
    means = {name: _mean(name, model) for name in {found.name for found in names_in(normal)}}
    return tuple(
        float(evaluate(normal, {name: mean * _moved(point, places[name], len(places)) for name, mean in means.items()}))
        for point in _POINTS
    )


def _mean(name: str, model: Model) -> float:
    """Return the mean of an assumption in base units; of a series, that of its years."""
    held = model.assumptions[name]
    if isinstance(held.estimate, YearlyValues):
        mean = math.fsum(held.estimate.values) / len(held.estimate.values)
    else:
        mean = held.estimate.mean
    return mean * model.units.unit(held.unit).scale


def _moved(point: float, place: int, count: int) -> float:
    """Return how far an assumption stands from its mean at a point: each as far as no other does."""
    return 1.0 if point == 1 else point + place / (count + 7.0)


def _alike(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    pairs = itertools.zip_longest(one, other, fillvalue=math.nan)
    return bool(one) and all(math.isclose(here, there, rel_tol=_NEAR) for here, there in pairs) and any(one)
