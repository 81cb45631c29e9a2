"""The tables of measures: absolute, against another option, simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.plan import PooledGroup
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agile_case.appraisal.measures import Comparison, Measures
    from agile_case.appraisal.plan import Plan

__all__ = ["absolute_table", "beside_table", "comparison_table", "simulation_table"]

_MONEY = (
    ("pvb", "PVB"),
    ("pvc", "PVC"),
    ("pvc_public", "PVC public"),
    ("pvc_nonpublic", "PVC non-public"),
    ("npsv", "NPSV"),
)
_RATIOS = (("bcr", "BCR"), ("rpsc", "RPSC"))
_LABELS = {**dict(_MONEY), **dict(_RATIOS), "bcr_other_convention": "BCR other"}
_ROUNDING = 1e-9
_GAP = (
    "the gap is no error: the deterministic figure does not stand at means, and the simulation averages all draws.",
    (
        "the gap exceeds two standard errors. Either chance, since one gap in twenty is this large, or an NPSV that is "
        "not linear in the assumptions; more draws tell them apart."
    ),
)
_DIRECTION = (
    "P10: nine chances in ten of at least this. P90: one chance in ten of at least this. "
    "The standard error is that of the simulated mean."
)


def largest(values: Iterable[float | None]) -> float:
    """Return the largest absolute value, passing over what is undefined.

    Args:
        values: The values.
    """
    return max((abs(value) for value in values if value is not None), default=0.0)


def money_column(key: str, title: str, scale: tuple[float, str, int]) -> Column:
    """Return a column of money; the caption of its table says in which unit.

    Args:
        key: Heading in CSV, without the unit.
        title: Heading for people.
        scale: What `money_scale` chose for the table.
    """
    return Column(title, f"{key}_gbp", scale[2], scale[0])


def _measure_columns(measures: Mapping[str, Measures]) -> tuple[str, list[Column]]:
    scale = money_scale(largest(getattr(held, key) for held in measures.values() for key, _ in _MONEY))
    columns = [Column("Option", "option"), *(money_column(key, title, scale) for key, title in _MONEY)]
    columns += [Column(title, key, 2) for key, title in _RATIOS]
    columns += [
        money_column("rpsc_numerator", "RPSC numerator", scale),
        money_column("rpsc_denominator", "RPSC denominator", scale),
    ]
    return scale[1], columns


def _measure_row(plan: Plan, key: str, held: Measures) -> list[Cell]:
    def cell(name: str) -> Cell:
        return "undefined" if name in held.undefined else getattr(held, name)

    names = [name for name, _ in (*_MONEY, *_RATIOS)] + ["rpsc_numerator", "rpsc_denominator"]
    return [title_of(plan, key), *(cell(name) for name in names)]


def title_of(plan: Plan, key: str) -> str:
    """Return the title of an option.

    Args:
        plan: The plan.
        key: Key of the option.
    """
    return next(option.title for option in plan.options if option.key == key)


def basis_words(plan: Plan, at: str, unit: str) -> str:
    """Return on which basis the numbers of a table stand.

    Args:
        plan: The plan.
        at: Which central values.
        unit: Unit of the money.
    """
    return f"{unit}, {plan.price_base.describe()}, present values at {plan.years[plan.present]}, assumptions at {at}"


def _reasons(plan: Plan, measures: Mapping[str, Measures]) -> list[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for key, held in measures.items():
        for name, reason in held.undefined.items():
            found.setdefault((name, reason), []).append(title_of(plan, key))
    return [f"{_LABELS[name]} undefined for {', '.join(titles)}: {reason}." for (name, reason), titles in found.items()]


def transfer_notes(plan: Plan) -> list[str]:
    """Return what is done with transfers, where there are any.

    Args:
        plan: The plan.
    """
    if not plan.transfers:
        return []
    if plan.transfer_policy == "excluded":
        words = "left out on both sides; PVC public holds those of public bodies, so it can be larger than PVC"
    else:
        words = "counted on both sides: NPSV does not move, and BCR moves towards 1"
    return [f"Transfers are {words} (The Green Book 2026, 6.33 to 6.39)."]


def absolute_table(plan: Plan, measures: Mapping[str, Measures], at: str) -> Table:
    """Return the measures of every option, business as usual included, in absolute terms.

    Args:
        plan: The plan.
        measures: Measures by option.
        at: Which central values.
    """
    unit, columns = _measure_columns(measures)
    rows = [_measure_row(plan, key, held) for key, held in measures.items()]
    notes = [
        f'Savings convention: "{plan.savings}". Discounting: {plan.discounting}.',
        "RPSC = (PVB - PVC non-public) / PVC public; its numerator and denominator stand in the last two columns.",
        *transfer_notes(plan),
        *_reasons(plan, measures),
    ]
    return Table("absolute", f"Options in absolute terms ({basis_words(plan, at, unit)})", columns, rows, notes)


def comparison_table(plan: Plan, measures: Mapping[str, Comparison], other: str, at: str) -> Table:
    """Return the measures of every option against another.

    Args:
        plan: The plan.
        measures: Comparisons by option.
        other: Key of the option compared with.
        at: Which central values.
    """
    unit, columns = _measure_columns(measures)
    columns.insert(7, Column("BCR other", "bcr_other_convention", 2))
    columns.insert(1, Column("In words", "quadrant"))
    rows = []
    for key, held in measures.items():
        row = _measure_row(plan, key, held)
        undefined = "bcr_other_convention" in held.undefined
        row.insert(7, "undefined" if undefined else held.bcr_other_convention)
        row.insert(1, held.quadrant)
        rows.append(row)
    caption = f"Options against {title_of(plan, other)} ({basis_words(plan, at, unit)})"
    other_convention = "benefit" if plan.savings == "lower-cost" else "lower-cost"
    notes = [
        f'BCR other: under savings = "{other_convention}", which moves cash-releasing benefits only.',
        "What a replaced line saves lowers the cost under both conventions.",
        *_reasons(plan, measures),
    ]
    return Table("against", caption, columns, rows, notes)


def beside_table(plan: Plan, given: Mapping[str, Measures], other: Mapping[str, Measures]) -> Table:
    """Return the NPSV under the case's own discount factors and under the schedule of its reference set, side by side.

    Args:
        plan: The plan.
        given: Measures by option, under the factors that the case gives.
        other: Measures by option, under the unrounded factors of the schedule.
    """
    rows: list[list[Cell]] = []
    for key, held in given.items():
        mine, theirs = held.npsv, other[key].npsv
        if mine is not None and theirs is not None:
            rows.append([title_of(plan, key), mine, theirs, mine - theirs])
    scale = money_scale(largest(held.npsv for held in (*given.values(), *other.values())))
    columns = [
        Column("Option", "option"),
        money_column("npsv_given", "NPSV, factors of the case", scale),
        money_column("npsv_schedule", f"NPSV, {plan.schedule.name}", scale),
        money_column("difference", "Given less schedule", scale),
    ]
    caption = f"The case's own discount factors beside the unrounded schedule ({scale[1]})"
    notes = [f"{plan.discounting[:1].upper()}{plan.discounting[1:]}.", "Differences are worked out before rounding."]
    return Table("beside", caption, columns, rows, notes)


def simulation_table(plan: Plan, measures: Mapping[str, Measures], other: str | None, drawn: str, at: str) -> Table:
    """Return the simulated NPSV of every option beside the deterministic one.

    Args:
        plan: The plan.
        measures: Measures by option, with their simulation.
        other: Key of the option compared with; None in absolute terms.
        drawn: How it was simulated, in words: the number of draws and the seed.
        at: Which central values the deterministic figures stand on.
    """
    held = {key: value for key, value in measures.items() if value.simulation is not None}
    spreads = [value.simulation for value in held.values() if value.simulation is not None]
    ends = [end for spread in spreads for end in (spread.p10, spread.p90)]
    scale = money_scale(largest([*(value.npsv for value in held.values()), *ends]))
    names = (
        ("deterministic", "Deterministic"),
        ("mean", "Mean"),
        ("gap", "Gap"),
        ("standard_error", "Std error"),
        ("p10", "P10"),
        ("p50", "P50"),
        ("p90", "P90"),
    )
    columns = [Column("Option", "option"), *(money_column(f"npsv_{key}", title, scale) for key, title in names)]
    columns.append(Column("Chance < 0, %", "probability_negative", 1, 0.01))
    rows: list[list[Cell]] = []
    notes = [_DIRECTION]
    notes += [
        f"What is believed of {', '.join(group.names)} is a set of weighed draws, worth {group.pool.effective:,.0f} "
        "equal ones; the standard error does not hold what that leaves open."
        for group in plan.correlated
        if isinstance(group, PooledGroup)
    ]
    for key, value in held.items():
        spread, npsv = value.simulation, value.npsv
        if spread is None or npsv is None:
            continue
        gap = spread.mean - npsv
        rows.append(
            [
                title_of(plan, key),
                npsv,
                spread.mean,
                gap,
                spread.standard_error,
                spread.p10,
                spread.p50,
                spread.p90,
                spread.probability_negative,
            ]
        )
        if abs(gap) > max(2 * spread.standard_error, _ROUNDING * abs(npsv)):
            notes.append(f"{title_of(plan, key)}: {_GAP[at == 'means']}")
    against = "in absolute terms" if other is None else f"against {title_of(plan, other)}"
    caption = f"Simulated NPSV {against} ({scale[1]}, {drawn})"
    return Table("simulation" if other is None else "simulation_against", caption, columns, rows, notes)
