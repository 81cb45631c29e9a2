"""Multi-criteria analysis by swing weights, and how far a weight can move before another option comes first.

A criterion is worth 0 at its worst level and 100 at its best, in a straight line between. Weights are swings as shares
of their sum. Everything is worked out in fractions of the numbers as written, so that ties are ties.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import InputError
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.model.contents import Contents

__all__ = ["WeightRange", "WeightedValues", "weigh", "weighted_values"]

_FULL = 100


@attrs.frozen
class WeightRange(Noun):
    """In which range of one weight the option with the highest weighted value keeps it."""

    low: float
    """Least weight; 0 where nothing takes over below."""
    high: float
    """Largest weight; 1 where nothing takes over above."""
    below: tuple[str, ...]
    """Options that have the highest weighted value just below the range; empty where none does."""
    above: tuple[str, ...]
    """Options that have the highest weighted value just above the range; empty where none does."""


@attrs.frozen(kw_only=True)
class WeightedValues(Noun):
    """What a multi-criteria analysis gives: values and weights, and no decision."""

    weights: FrozenMap[str, float]
    """Weight of each criterion; they add up to 1."""
    values: FrozenMap[str, FrozenMap[str, float]]
    """Value of each option on each criterion, from 0 to 100, before it is weighted."""
    totals: FrozenMap[str, float]
    """Weighted value of each option, from 0 to 100."""
    highest: tuple[str, ...]
    """The option with the highest weighted value; several where they have the same."""
    ranges: FrozenMap[str, WeightRange]
    """Range of each weight, the others scaled in proportion, in which the highest stays so. Empty where several are
    highest; a criterion that has all the weight is left out, for then there is nothing to scale."""


def weighted_values(model: Contents) -> WeightedValues:
    """Weigh the options of a case by its multi-criteria analysis.

    Args:
        model: The model.

    Raises:
        InputError: The case has no multi-criteria analysis.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 5.14 to 5.16, which allow it with swing weighting and an expert
        facilitator; the formulas are those of any additive value function.
    """
    held = model.multicriteria
    if held is None:
        message = "This case has no multi-criteria analysis."
        raise InputError(message, where="multicriteria", got="none", wanted="[multicriteria] with criteria")
    swings, values = {}, {}
    for key, criterion in held.criteria.items():
        worst, best = _exact(criterion.worst), _exact(criterion.best)
        swings[key] = _exact(criterion.swing)
        values[key] = {
            option: (_exact(score) - worst) / (best - worst) * _FULL for option, score in criterion.scores.items()
        }
    return weigh(swings, values)


def weigh(swings: Mapping[str, Fraction], values: Mapping[str, Mapping[str, Fraction]]) -> WeightedValues:
    """Weigh options by swings.

    With weight w on criterion k and the others in proportion, an option is worth w x v + (1 - w) x r, where v is its
    value on k and r its weighted value on the others alone. Two options are level where these lines cross.

    Args:
        swings: Swing of each criterion; only their proportions count. At least one is above 0.
        values: Value of each option on each criterion, the same options on each.
    """
    whole = sum(swings.values())
    weights = {key: swing / whole for key, swing in swings.items()}
    options = list(next(iter(values.values())))
    totals = {option: sum(weights[key] * values[key][option] for key in weights) for option in options}
    most = max(totals.values())
    highest = tuple(option for option in options if totals[option] == most)
    ranges = {}
    if len(highest) == 1:
        for key, weight in weights.items():
            if weight < 1:
                rest = {option: (totals[option] - weight * values[key][option]) / (1 - weight) for option in options}
                ranges[key] = _range(highest[0], values[key], rest)
    return WeightedValues(
        weights=_numbers(weights),
        values=FrozenMap({key: _numbers(held) for key, held in values.items()}),
        totals=_numbers(totals),
        highest=highest,
        ranges=FrozenMap(ranges),
    )


def _range(highest: str, own: Mapping[str, Fraction], rest: Mapping[str, Fraction]) -> WeightRange:
    """Return where the line of the highest option is crossed, on either side of the weight at which it is highest.

    Args:
        highest: The option.
        own: Value of each option on the criterion, which is its worth at weight 1.
        rest: Weighted value of each option on the other criteria, which is its worth at weight 0.
    """
    lower, upper = {}, {}
    for option in own:
        at_none, at_all = rest[highest] - rest[option], own[highest] - own[option]
        if at_none < 0:
            lower[option] = at_none / (at_none - at_all)
        elif at_all < 0:
            upper[option] = at_none / (at_none - at_all)
    low, high = max(lower.values(), default=Fraction(0)), min(upper.values(), default=Fraction(1))
    first = [option for option, place in lower.items() if place == low]
    last = [option for option, place in upper.items() if place == high]
    # of those that draw level at one weight, that one is first beyond it which is worth most at the end beyond
    below = tuple(option for option in first if rest[option] == max(rest[other] for other in first))
    above = tuple(option for option in last if own[option] == max(own[other] for other in last))
    return WeightRange(float(low), float(high), below, above)


def _exact(number: float) -> Fraction:
    """Return a number as it is written: 0.1 is one tenth."""
    return Fraction(repr(number))


def _numbers(held: Mapping[str, Fraction | int]) -> FrozenMap[str, float]:
    return FrozenMap({key: float(number) for key, number in held.items()})
