"""Sensitivities: how the NPSV of an option moves with one assumption, with two, and in the scenarios of the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.outcomes import Outcomes, assumption_of
from agile_case.appraisal.summary import largest, money_column
from agile_case.errors import InputError
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agile_case.appraisal.plan import Plan, PlanScenario
    from agile_case.quantities.frozen import FloatArray

__all__ = ["Sensitivities", "Sensitivity", "one_way", "scenario_npsv", "scenarios_table", "two_way"]

_LOW: Final = 0.1
_HIGH: Final = 0.9
_GRID: Final = (0.1, 0.3, 0.5, 0.7, 0.9)


@attrs.frozen(kw_only=True)
class Sensitivity(Noun):
    """The NPSV of an option at a low and a high value of one assumption, the others at their central values."""

    assumption: str
    """Key of the assumption."""
    title: str
    """Its title, or its key in words."""
    unit: str
    """Its unit."""
    option: str
    """Key of the option."""
    other: str
    """Key of the option that it is held against; empty where its own NPSV is looked at."""
    low: float
    """The low value, one draw in ten lies below it."""
    high: float
    """The high value, nine draws in ten lie below it."""
    npsv_low: float
    """NPSV at the low value, in pounds."""
    npsv: float
    """NPSV at the central values, in pounds."""
    npsv_high: float
    """NPSV at the high value, in pounds."""

    @property
    def swing(self) -> float:
        """How far the NPSV moves from one to the other, without sign, in pounds."""
        return abs(self.npsv_high - self.npsv_low)


class Sensitivities(tuple[Sensitivity, ...]):
    """Sensitivities, the largest swing first: the rows of a tornado, and a tuple that a notebook shows as a table."""

    __slots__ = ()

    @property
    def table(self) -> Table:
        """The sensitivities, one a row."""
        scale = money_scale(largest(end for held in self for end in (held.npsv_low, held.npsv, held.npsv_high)))
        columns = [
            Column("Assumption", "assumption"),
            Column("Option", "option"),
            Column("Against", "other"),
            Column("Unit", "unit"),
            Column("Low (P10)", "low", 3),
            Column("High (P90)", "high", 3),
            money_column("npsv_low", "NPSV at low", scale),
            money_column("npsv", "NPSV", scale),
            money_column("npsv_high", "NPSV at high", scale),
            money_column("swing", "Swing", scale),
        ]
        rows: list[list[Cell]] = [
            [
                held.title,
                held.option,
                held.other or "nothing",
                held.unit,
                held.low,
                held.high,
                held.npsv_low,
                held.npsv,
                held.npsv_high,
                held.swing,
            ]
            for held in self
        ]
        notes = [
            "Low and high: one draw in ten of the assumption lies below, one in ten above.",
            "The others stay at their central values, whatever they are correlated with.",
        ]
        return Table("sensitivity", f"One assumption at a time ({scale[1]})", columns, rows, notes)

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"{type(self).__name__}({super().__repr__()})"

    def __str__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()

    def _repr_html_(self) -> str:
        return self.table.to_html()


def _difference(found: FloatArray, option: int, other: int | None) -> FloatArray:
    return np.asarray(found[option] - (0.0 if other is None else found[other]))


def one_way(plan: Plan, at: str, option: int, other: int | None, *, leave_out: bool = False) -> Sensitivities:
    """Return the sensitivity of an option to every uncertain assumption.

    Args:
        plan: The plan.
        at: Which central values.
        option: Index of the option.
        other: Index of the option that it is held against; None for its own NPSV.
        leave_out: Whether assumptions at whose ends the NPSV is not finite are left out instead of refused.

    Raises:
        AppraisalError: The NPSV is not finite at one of the ends.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.102 to 6.105.
    """
    outcomes = Outcomes(plan, at)
    now = float(_difference(outcomes.finite({}, 1), option, other)[0])
    found = []
    for held in plan.varied:
        estimate = plan.assumptions[held.names[0]]
        if estimate.certain:
            continue
        ends = np.asarray(estimate.values(np.array([_LOW, _HIGH])))
        if leave_out and not np.isfinite(outcomes.npsv({held.key: ends}, 2)).all():
            continue
        low, high = (float(end) for end in _difference(outcomes.finite({held.key: ends}, 2), option, other))
        found.append(
            Sensitivity(
                assumption=held.key,
                title=held.title,
                unit=held.unit,
                option=plan.options[option].key,
                other="" if other is None else plan.options[other].key,
                low=float(ends[0]) / held.scale,
                high=float(ends[1]) / held.scale,
                npsv_low=low,
                npsv=now,
                npsv_high=high,
            )
        )
    return Sensitivities(sorted(found, key=lambda held: -held.swing))


def two_way(plan: Plan, at: str, option: int, other: int | None, assumptions: tuple[str, str]) -> Table:
    """Return the NPSV of an option over a grid of values of two assumptions.

    Args:
        plan: The plan.
        at: Which central values.
        option: Index of the option.
        other: Index of the option that it is held against; None for its own NPSV.
        assumptions: Keys of the two, the first down and the second across.

    Raises:
        UnknownNameError: No line uses one of them.
        InputError: They are the same, or one is certain and has no other value.
        AppraisalError: The NPSV is not finite in a cell.
    """
    down, across = (assumption_of(plan, key) for key in assumptions)
    if down == across:
        message = "Two different assumptions make a grid."
        raise InputError(message, where="assumption", got=f"{down.key} twice", wanted="two keys")
    for held in (down, across):
        if plan.assumptions[held.names[0]].certain:
            message = "This assumption is certain and has no other value to show."
            do = "give it an estimate with a range"
            raise InputError(message, where="assumption", got=repr(held.key), wanted="an uncertain assumption", do=do)
    values = [np.asarray(plan.assumptions[held.names[0]].values(np.array(_GRID))) for held in (down, across)]
    size = len(_GRID)
    given = {down.key: np.repeat(values[0], size), across.key: np.tile(values[1], size)}
    cells = _difference(Outcomes(plan, at).finite(given, size * size), option, other).reshape(size, size)
    scale = money_scale(largest(cells.ravel().tolist()))
    columns = [Column(f"{down.title} ({down.unit})", down.key, 3)]
    columns += [
        money_column(f"p{chance * 100:.0f}", f"{across.title} {value / across.scale:,.6g} {across.unit}", scale)
        for chance, value in zip(_GRID, values[1], strict=True)
    ]
    rows: list[list[Cell]] = [
        [float(value) / down.scale, *map(float, row)] for value, row in zip(values[0], cells, strict=True)
    ]
    against = "in absolute terms" if other is None else f"against {plan.options[other].title}"
    caption = f"NPSV of {plan.options[option].title} {against} ({scale[1]})"
    notes = [
        f"Values at the {', '.join(f'{chance * 100:.0f}%' for chance in _GRID)} quantiles; the others are central."
    ]
    return Table("two_way", caption, columns, rows, notes)


def scenario_npsv(plan: Plan, at: str, scenarios: Iterable[PlanScenario]) -> dict[str, FloatArray]:
    """Return the NPSV of every option in each scenario, absolute, in pounds.

    Args:
        plan: The plan.
        at: Which central values the other assumptions have.
        scenarios: The scenarios.

    Returns:
        By key of the scenario, shape `(options,)`.

    Raises:
        AppraisalError: The NPSV is not finite in one.
    """
    outcomes = Outcomes(plan, at)
    used = {held.key for held in plan.varied}
    return {
        scenario.key: outcomes.finite(
            {key: np.array([value]) for key, value in scenario.values.items() if key in used}, 1
        )[:, 0]
        for scenario in scenarios
    }


def scenarios_table(plan: Plan, at: str) -> Table:
    """Return the NPSV of every option at central values and in each scenario.

    Args:
        plan: The plan.
        at: Which central values.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.14 and 6.60 to 6.77.
    """
    central = Outcomes(plan, at).finite({}, 1)[:, 0]
    found = scenario_npsv(plan, at, plan.scenarios) if plan.scenarios else {}
    usual = plan.business_as_usual
    options = [index for index in range(len(plan.options)) if index != usual]
    held = [central, *found.values()]
    cells = [[float(npsv[option] - (0.0 if usual is None else npsv[usual])) for option in options] for npsv in held]
    scale = money_scale(largest(cell for row in cells for cell in row))
    columns = [Column("Scenario", "scenario")]
    columns += [
        money_column(f"npsv_{plan.options[option].key}", plan.options[option].title, scale) for option in options
    ]
    columns.append(Column("Notes", "notes"))
    titles = [f"No scenario: assumptions at {at}", *(scenario.title for scenario in plan.scenarios)]
    notes = ["", *(scenario.notes for scenario in plan.scenarios)]
    rows: list[list[Cell]] = [[title, *row, note] for title, row, note in zip(titles, cells, notes, strict=True)]
    against = "in absolute terms" if usual is None else f"against {plan.options[usual].title}"
    caption = f"NPSV in scenarios, {against} ({scale[1]})"
    text = "A scenario has no probability. The assumptions that it does not name stay where they are."
    return Table("scenarios", caption, columns, rows if plan.scenarios else [], [text])
