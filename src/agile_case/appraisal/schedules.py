"""A plan under another discount schedule, and the tables that show several side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

import attrs

from agile_case.appraisal.plan import Bucket
from agile_case.appraisal.summary import largest, money_column, title_of
from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.reference import DiscountSchedule, load

if TYPE_CHECKING:
    from agile_case.appraisal.measures import Measures
    from agile_case.appraisal.plan import Plan

__all__ = [
    "LONG",
    "LOWER_RATE",
    "LOWER_RATE_OF_LINES",
    "costs_discounted_by",
    "discounted_by",
    "lower_rate_table",
    "schedule_of",
    "side_by_side_table",
]

P = TypeVar("P", bound="Plan")

LONG = 50
"""Years after which the sensitivity at the lower rate is shown."""
LOWER_RATE = "discount-rate/reduced-pure-time-preference-zero"
"""The standard schedule without pure time preference."""
LOWER_RATE_OF_LINES = FrozenMap(
    {
        "discount-rate/health-declining": "discount-rate/health-reduced",
        "discount-rate/health-green-book-2026": "discount-rate/health-reduced",
    }
)
"""What stands in for the schedules of effects on health in that sensitivity."""
_BEFORE = "discount-rate/"


def schedule_of(given: object, where: str) -> tuple[DiscountSchedule, str]:
    """Return a schedule, and the SHA-256 of its file; empty for one that was built in Python.

    Args:
        given: A schedule, or its table and vintage such as `discount-rate/green-book-2026`.
        where: Name of the argument, for the message.

    Raises:
        InputError: It is neither.
        UnknownNameError: No such schedule is bundled.
    """
    if isinstance(given, DiscountSchedule):
        return given, ""
    if not isinstance(given, str):
        message, wanted = "This is not a discount schedule.", "a schedule, or its table and vintage"
        do = 'for a rate of your own: DiscountSchedule.flat(0.02, "who says so")'
        raise InputError(message, where=where, got=repr(given), wanted=wanted, do=do)
    table, slash, vintage = given.partition("/")
    if not slash:
        message, wanted = "A schedule is named by its table and vintage.", '"discount-rate/green-book-2026"'
        raise InputError(message, where=where, got=repr(given), wanted=f"for example {wanted}")
    dataset = load(table, vintage)
    return DiscountSchedule.of(dataset), dataset.sha256


def discounted_by(plan: P, schedule: object, lines: object) -> P:
    """Return a plan under another schedule.

    Args:
        plan: The plan.
        schedule: What takes the place of the schedule, or of the factors, of the case.
        lines: What takes the place of the schedules that lines have of their own, by name; others stay.

    Raises:
        InputError: Something is no schedule.
        UnknownNameError: No such schedule is bundled, or no line has a schedule of that name.
    """
    if not isinstance(lines, Mapping):
        message = "This does not say which schedule takes the place of which."
        raise InputError(message, where="lines", got=repr(lines), wanted="a mapping of schedule names to schedules")
    for name in lines:
        if name not in plan.schedules:
            message = "No line has this discount schedule of its own."
            known = ", ".join(plan.schedules) or "no schedule, for no line has one of its own"
            do = did_you_mean(str(name), plan.schedules)
            raise UnknownNameError(message, where="lines", got=repr(name), wanted=known, do=do)
    chosen, digest = schedule_of(schedule, "schedule")
    instead = {name: schedule_of(other, f"lines[{name!r}]") for name, other in lines.items()}
    own = {name: instead[name][0] if name in instead else held for name, held in plan.schedules.items()}
    files = {
        name: held
        for name, held in plan.files.items()
        if not name.startswith(_BEFORE) or (name in plan.schedules and name not in instead)
    }
    files |= {held.name: found for held, found in ((chosen, digest), *instead.values()) if found}
    renamed = tuple(
        attrs.evolve(line, discount=own[line.discount].name) if line.discount else line for line in plan.lines
    )
    return attrs.evolve(
        plan,
        files=FrozenMap(dict(sorted(files.items()))),
        lines=renamed,
        schedules=FrozenMap({held.name: held for held in own.values()}),
        discount_factors=plan.factors_by(chosen),
        discounting=chosen.name,
        given_factors=False,
        counted=None if plan.counted is None else discounted_by(plan.counted, schedule, lines),
    )


def costs_discounted_by(plan: P, schedule: object) -> P:
    """Return a plan in which the costs, and nothing else, are discounted by another schedule.

    Savings that lower the costs, by the convention of the case, are discounted with them.

    Args:
        plan: The plan.
        schedule: The schedule of the costs.

    Raises:
        InputError: It is no schedule.
        UnknownNameError: No such schedule is bundled.
    """
    chosen, digest = schedule_of(schedule, "schedule")
    buckets = {Bucket.COST_PUBLIC, Bucket.COST_NONPUBLIC}
    buckets |= {Bucket.CASH_RELEASED} if plan.savings == "lower-cost" else set()
    lines = tuple(attrs.evolve(line, discount=chosen.name) if line.bucket in buckets else line for line in plan.lines)
    kept = {line.discount: plan.schedules[line.discount] for line in lines if line.discount in plan.schedules}
    return attrs.evolve(
        plan,
        lines=lines,
        schedules=FrozenMap({**kept, chosen.name: chosen}),
        files=FrozenMap(dict(sorted({**plan.files, **({chosen.name: digest} if digest else {})}.items()))),
        discounting=f"{plan.discounting}; costs by {chosen.name}",
    )


def side_by_side_table(plan: Plan, found: Mapping[str, Mapping[str, Measures]]) -> Table:
    """Return the NPSV of every option under several schedules, in absolute terms.

    Args:
        plan: The plan.
        found: Measures by option, by name of the schedule.
    """
    scale = money_scale(largest(held.npsv for measures in found.values() for held in measures.values()))
    columns = [Column("Option", "option")]
    columns += [money_column(f"npsv_{number}", f"NPSV, {name}", scale) for number, name in enumerate(found)]
    rows: list[list[Cell]] = [
        [option.title, *(measures[option.key].npsv for measures in found.values())] for option in plan.options
    ]
    notes = [f"Column {number + 2}: {name}." for number, name in enumerate(found)]
    if plan.schedules:
        notes.append(f"Lines with a schedule of their own keep it: {', '.join(plan.schedules)}.")
    return Table("schedules", f"NPSV under several discount schedules ({scale[1]})", columns, rows, notes)


def lower_rate_table(plan: Plan, standard: Mapping[str, Measures], lower: Mapping[str, Measures]) -> Table:
    """Return the sensitivity at the lower rate for long appraisals, with the wealth transfer.

    Args:
        plan: The plan.
        standard: Measures by option under the schedule of the case.
        lower: The same without pure time preference.

    Source:
        HM Treasury, The Green Book 2018, paragraph A6.21; Department for Transport, Forthcoming change: Green Book
        updates, 16 April 2026, for the 50 years.
    """
    scale = money_scale(largest(held.npsv for held in (*standard.values(), *lower.values())))
    columns = [
        Column("Option", "option"),
        money_column("npsv", "NPSV", scale),
        money_column("npsv_lower_rate", "NPSV at the lower rate", scale),
        money_column("wealth_transfer", "Wealth transfer", scale),
    ]
    rows: list[list[Cell]] = []
    for key, held in standard.items():
        mine, theirs = held.npsv, lower[key].npsv
        if mine is not None and theirs is not None:
            rows.append([title_of(plan, key), mine, theirs, theirs - mine])
    notes = [
        f"NPSV: {plan.discounting}. At the lower rate: {LOWER_RATE}, which leaves out pure time preference.",
        (
            "The difference is the transfer of wealth between generations that pure time preference implies "
            "(The Green Book 2018, A6.21)."
        ),
        (
            f"Shown because the appraisal is longer than {LONG} years, as the Department for Transport reports of the "
            "supplementary guidance (16 April 2026); the main text of The Green Book 2026 does not say so."
        ),
    ]
    return Table("lower_rate", f"Sensitivity at the lower discount rate ({scale[1]})", columns, rows, notes)
