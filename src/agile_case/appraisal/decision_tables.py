"""A decision among a few alternatives in a few states of the world: worked out exactly, without a simulation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import InputError
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.quantities.numbers import amount, share

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["DecisionTable", "decision_table"]

_CLOSE = 1e-9


@attrs.frozen(kw_only=True)
class DecisionTable(Noun):
    """What each alternative is worth, and what it is worth to know the state, or a finding about it, first."""

    expected: FrozenMap[str, float]
    """Expected payoff of each alternative."""
    best: str
    """The alternative with the highest."""
    evpi: float
    """Expected value of perfect information on the state."""
    finding_probabilities: FrozenMap[str, float]
    """How likely each finding is; empty where there is none to be had."""
    posteriors: FrozenMap[str, FrozenMap[str, float]]
    """Probability of each state after each finding."""
    choices: FrozenMap[str, str]
    """The best alternative after each finding."""
    evsi: float | None
    """Expected value of the finding before its cost; None where there is none."""


def decision_table(
    payoffs: Mapping[str, Sequence[float]],
    prior: Mapping[str, float],
    findings: Mapping[str, Sequence[float]] | None = None,
) -> DecisionTable:
    """Work out a decision table.

    Args:
        payoffs: Payoff of each alternative in each state, in the order of `prior`.
        prior: Probability of each state; they add up to 1.
        findings: Probability of each finding in each state, in the same order; in each state they add up to 1.

    Raises:
        InputError: Numbers are missing, are no probabilities, or do not add up to 1.

    Example:
        >>> held = decision_table({"drill": [700, -100], "sell": [90, 90]}, {"oil": 0.25, "dry": 0.75})
        >>> held.best, held.evpi
        ('drill', 142.5)
    """
    states = _probabilities(prior)
    worth = {name: _row(values, states, f"payoffs.{name}", amount) for name, values in _table(payoffs, "payoffs")}
    chances = list(states.values())
    expected = {name: _mean(values, chances) for name, values in worth.items()}
    best = max(expected, key=lambda name: expected[name])
    knowing = math.fsum(
        chance * max(values[place] for values in worth.values()) for place, chance in enumerate(chances)
    )
    likely, after, choices, evsi = _findings(worth, states, findings, expected[best])
    return DecisionTable(
        expected=FrozenMap(expected),
        best=best,
        evpi=max(knowing - expected[best], 0.0),
        finding_probabilities=FrozenMap(likely),
        posteriors=FrozenMap(after),
        choices=FrozenMap(choices),
        evsi=evsi,
    )


def _findings(
    worth: dict[str, list[float]],
    states: dict[str, float],
    findings: Mapping[str, Sequence[float]] | None,
    without: float,
) -> tuple[dict[str, float], dict[str, FrozenMap[str, float]], dict[str, str], float | None]:
    if findings is None:
        return {}, {}, {}, None
    given = {name: _row(values, states, f"findings.{name}", share) for name, values in _table(findings, "findings")}
    for place, state in enumerate(states):
        _adds_up(math.fsum(values[place] for values in given.values()), f"findings in {state}")
    likely: dict[str, float] = {}
    after: dict[str, FrozenMap[str, float]] = {}
    choices: dict[str, str] = {}
    total = 0.0
    for name, values in given.items():
        joint = [chance * value for chance, value in zip(states.values(), values, strict=True)]
        likely[name] = math.fsum(joint)
        sums = {key: _mean(held, joint) for key, held in worth.items()}
        choices[name] = max(sums, key=lambda key: sums[key])
        total += sums[choices[name]]
        if likely[name] > 0:
            after[name] = FrozenMap({state: part / likely[name] for state, part in zip(states, joint, strict=True)})
    return likely, after, choices, max(total - without, 0.0)


def _probabilities(prior: object) -> dict[str, float]:
    found = {name: share(value, f"prior.{name}") for name, value in _table(prior, "prior")}
    _adds_up(math.fsum(found.values()), "prior")
    return found


def _table(given: object, where: str) -> list[tuple[str, object]]:
    if not isinstance(given, Mapping) or not given:
        message = "A decision table is given by name."
        raise InputError(message, where=where, got=f"{given!r:.80}", wanted="a mapping with at least one entry")
    return list(given.items())


def _row(values: object, states: dict[str, float], where: str, check: Callable[[object, str], float]) -> list[float]:
    if not isinstance(values, list | tuple) or len(values) != len(states):
        message = "There is not one number for each state."
        raise InputError(message, where=where, got=f"{values!r:.80}", wanted=f"{len(states)} numbers")
    return [check(value, where) for value in values]


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return math.fsum(value * weight for value, weight in zip(values, weights, strict=True))


def _adds_up(total: float, where: str) -> None:
    if abs(total - 1) > _CLOSE:
        message = "These probabilities do not add up to 1."
        do = "give the last of them what is left of 1"
        raise InputError(message, where=where, got=f"{total:g}", wanted="1", do=do)
