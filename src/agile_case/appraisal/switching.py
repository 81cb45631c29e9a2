"""Switching values: at which value of an assumption a decision turns round, or plainly that it does not."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.outcomes import Outcomes, assumption_of
from agile_case.appraisal.plan import PlanAssumption
from agile_case.errors import InputError
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.appraisal.plan import Plan
    from agile_case.quantities.frozen import FloatArray

__all__ = ["SwitchingValue", "SwitchingValues", "switching_values"]

_POINTS: Final = 65
_ZOOMS: Final = 10
_STRAIGHT: Final = 1e-9  # of the largest difference in the range
_TAILS: Final = (0.001, 0.999)


@attrs.frozen(kw_only=True)
class SwitchingValue(Noun):
    """Where the difference in NPSV between two options changes its sign, as one assumption moves and no other does.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.102 to 6.105.
    """

    assumption: str
    """Key of the assumption."""
    title: str
    """Its title, or its key in words."""
    unit: str
    """Its unit; the values here are in it."""
    option: str
    """Key of the option."""
    other: str
    """Key of the option that it is held against; empty where its own NPSV is looked at."""
    npsv: float
    """Difference in NPSV at the central value, in pounds."""
    central: float
    """The central value."""
    value: float | None
    """The switching value nearest to the central value; None where the sign stays."""
    low: float
    """Lower end of the range that was searched."""
    high: float
    """Upper end of the range that was searched."""
    beyond: float | None = None
    """Where a difference that is a straight line in the whole range would change sign outside it."""
    reason: str = ""
    """Why there is no switching value."""

    @property
    def change(self) -> float | None:
        """The switching value less the central one, as a fraction of the central one; None where there is none."""
        if self.value is None or self.central == 0:
            return None
        return (self.value - self.central) / abs(self.central)


class SwitchingValues(tuple[SwitchingValue, ...]):
    """Switching values, nearest first: a tuple that a notebook shows as a table."""

    __slots__ = ()

    @property
    def table(self) -> Table:
        """The switching values, one a row."""
        scale = money_scale(max((abs(held.npsv) for held in self), default=0.0))
        columns = [
            Column("Assumption", "assumption"),
            Column("Option", "option"),
            Column("Against", "other"),
            Column("NPSV now", "npsv_gbp", scale[2], scale[0]),
            Column("Unit", "unit"),
            Column("Value now", "central", 3),
            Column("Switching value", "value", 3),
            Column("Change, %", "change", 1, 0.01),
            Column("Searched", "searched"),
            Column("In words", "reason"),
        ]
        rows: list[list[Cell]] = [
            [
                held.title,
                held.option,
                held.other or "nothing",
                held.npsv,
                held.unit,
                held.central,
                held.value,
                held.change,
                f"{held.low:,.6g} to {held.high:,.6g}",
                held.reason or "the sign of the NPSV changes there",
            ]
            for held in self
        ]
        notes = [
            f"NPSV now, {scale[1]}: the option less the one it is held against, assumptions at central values.",
            "One assumption moves and no other does, whatever it is correlated with.",
            "The Green Book 2026, 6.102 to 6.105.",
        ]
        return Table("switching_values", "Switching values", columns, rows, notes)

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"{type(self).__name__}({super().__repr__()})"

    def __str__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()

    def _repr_html_(self) -> str:
        return self.table.to_html()


def switching_values(
    plan: Plan, at: str, option: int, others: tuple[int | None, ...], ranges: Mapping[str, tuple[float, float]]
) -> SwitchingValues:
    """Return the switching value of every assumption that lines use, for an option against others.

    Args:
        plan: The plan.
        at: Which central values.
        option: Index of the option.
        others: Indices of the options that it is held against; None for its own NPSV.
        ranges: Ranges to search, by key of the assumption, in its unit. Without one it is the range of the estimate,
            from its 0.1% to its 99.9% quantile where it has no ends; for a certain value from 0 to twice the value.

    Raises:
        UnknownNameError: A range is of no assumption that a line uses.
        InputError: A range is none.
    """
    chosen = {key: _range_of(plan, key, given) for key, given in _mapping(ranges).items()}
    outcomes = Outcomes(plan, at)
    number = {"means": "mean", "mode": "mode", "p50": "median"}[at]
    found = []
    for held in plan.varied:
        estimate = plan.assumptions[held.names[0]]
        central = float(getattr(estimate, number))
        low, high = chosen.get(held.key) or _own_range(plan, held)
        points = np.linspace(low, high, _POINTS)
        grid = outcomes.npsv({held.key: np.append(points, central)}, _POINTS + 1)
        for other in others:
            search = _Search(outcomes, held, option, other)
            found.append(search.run(points, central, search.difference(grid)))
    return SwitchingValues(sorted(found, key=_nearness))


def _nearness(held: SwitchingValue) -> float:
    return math.inf if held.change is None else abs(held.change)


def _mapping(ranges: object) -> Mapping[str, tuple[float, float]]:
    if not isinstance(ranges, Mapping):
        message = "Ranges are given by assumption."
        raise InputError(message, where="ranges", got=repr(ranges), wanted='for example {"demand": (0, 900_000)}')
    return ranges


def _range_of(plan: Plan, key: str, given: object) -> tuple[float, float]:
    held = assumption_of(plan, key)
    ends = tuple(given) if isinstance(given, list | tuple) else ()
    numbers = [end for end in ends if isinstance(end, int | float) and not isinstance(end, bool) and math.isfinite(end)]
    if len(numbers) != 2 or len(ends) != 2 or not numbers[0] < numbers[1]:  # noqa: PLR2004 - two ends
        message = "This is not a range."
        raise InputError(message, where=f"ranges.{key}", got=repr(given), wanted="two numbers, the smaller one first")
    return numbers[0] * held.scale, numbers[1] * held.scale


def _own_range(plan: Plan, held: PlanAssumption) -> tuple[float, float]:
    """Return the range of an estimate in base units; for a certain value from 0 to twice the value, or 0 to 0."""
    estimate = plan.assumptions[held.names[0]]
    if estimate.certain:
        return min(0.0, 2 * estimate.mean), max(0.0, 2 * estimate.mean)
    low, high = (float(end) for end in estimate.support)
    tails = estimate.values(np.array(_TAILS))
    return (low if math.isfinite(low) else float(tails[0])), (high if math.isfinite(high) else float(tails[1]))


@attrs.frozen
class _Search:
    """The search for where one assumption turns the difference between an option and another round."""

    outcomes: Outcomes
    held: PlanAssumption
    option: int
    other: int | None

    def difference(self, npsv: FloatArray) -> FloatArray:
        return np.asarray(npsv[self.option] - (0.0 if self.other is None else npsv[self.other]))

    def of(self, values: FloatArray) -> FloatArray:
        """Return the difference at some values of the assumption, in base units."""
        return self.difference(self.outcomes.npsv({self.held.key: values}, len(values)))

    def run(self, points: FloatArray, central: float, difference: FloatArray) -> SwitchingValue:
        """Search between points.

        Args:
            points: Values of the assumption, in base units.
            central: Its central value.
            difference: The difference at each of the points, and at the central value last.
        """
        along, now = difference[:-1], float(difference[-1])
        roots = (_zoom(self.of, points[place], points[place + 1]) for place in _brackets(along))
        value = min((root for root in roots if root is not None), key=lambda root: abs(root - central), default=None)
        finite = bool(np.isfinite(along).all())
        largest = float(np.abs(along[np.isfinite(along)]).max(initial=0.0))
        flat = finite and float(np.ptp(along)) <= _STRAIGHT * largest
        if now == 0 and not flat:
            value = central
        beyond = _beyond(points, along, largest) if finite and not flat and value is None else None
        plan, scale = self.outcomes.plan, self.held.scale
        return SwitchingValue(
            assumption=self.held.key,
            title=self.held.title,
            unit=self.held.unit,
            option=plan.options[self.option].key,
            other="" if self.other is None else plan.options[self.other].key,
            npsv=now,
            central=central / scale,
            value=None if value is None else value / scale,
            low=float(points[0]) / scale,
            high=float(points[-1]) / scale,
            beyond=None if beyond is None else beyond / scale,
            reason="" if value is not None else self.reason(points, beyond, finite=finite, flat=flat),
        )

    def reason(self, points: FloatArray, beyond: float | None, *, finite: bool, flat: bool) -> str:
        """Say why there is no switching value."""
        if points[0] == points[-1]:
            return "none: the value is certain and zero, so no range was searched"
        if flat:
            return "none: the difference does not move with it"
        if not finite:
            return "none in range, of which a part has no finite NPSV"
        return (
            "none in range" if beyond is None else f"none in range; on the same line at {beyond / self.held.scale:,.6g}"
        )


def _brackets(along: FloatArray) -> list[int]:
    """Return the places after which the sign changes, or at which the difference is zero."""
    signs = np.sign(along)
    return [
        place
        for place in range(len(along) - 1)
        if np.isfinite(along[place : place + 2]).all()
        and (signs[place] * signs[place + 1] < 0 or (signs[place] == 0) != (signs[place + 1] == 0))
    ]


def _zoom(of: Callable[[FloatArray], FloatArray], low: float, high: float) -> float | None:
    """Narrow a bracket down to where the sign changes; None where it changes across a pole and not at a zero."""
    ends = np.abs(of(np.array([low, high]))).max()
    for _ in range(_ZOOMS):
        points = np.linspace(low, high, _POINTS)
        values = of(points)
        if not np.isfinite(values).all():
            return None
        exact = np.flatnonzero(values == 0)
        if exact.size:
            return float(points[exact[0]])
        places = np.flatnonzero(np.sign(values[:-1]) != np.sign(values[1:]))
        if not places.size or low == high:
            break
        low, high = float(points[places[0]]), float(points[places[0] + 1])
    middle = (low + high) / 2
    return None if abs(float(of(np.array([middle]))[0])) > ends else middle


def _beyond(points: FloatArray, along: FloatArray, largest: float) -> float | None:
    """Return where a straight line through the difference is zero, where it is a straight line."""
    if not np.isfinite(along).all() or points[0] == points[-1]:
        return None
    slope = (along[-1] - along[0]) / (points[-1] - points[0])
    line = along[0] + slope * (points - points[0])
    if np.abs(along - line).max() > _STRAIGHT * largest or slope == 0:
        return None
    return float(points[0] - along[0] / slope)
