"""Actuals: what measures and lines really came to, as the record has it up to a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import AgileCaseError, InputError, UnknownNameError, YearError, did_you_mean
from agile_case.history.entries import Entry, Record
from agile_case.history.iterations import counted
from agile_case.quantities.units import MONEY, MONEY_A_YEAR

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from agile_case.model.model import Model
    from agile_case.quantities.units import Quantity
    from agile_case.quantities.years import Year

__all__ = ["actuals_of", "refuse_record"]

_LINES = ("costs", "benefits", "risks", "transfers")


def refuse_record(model: Model, entry: Record) -> None:
    """Refuse an actual of nothing that is there, in another unit, or of a year that the case does not have.

    Args:
        model: The model.
        entry: The entry.

    Raises:
        UnknownNameError: There is no such measure and no such line.
        UnitError: It is in another unit.
        InputError: The standard error is not above zero, or the year has not begun.
        YearError: The year is none of the case.
    """
    unit = _unit(model, entry.path)
    if entry.year not in model.basis.period:
        message = "This year is none of the case."
        raise YearError(message, where="year", got=str(entry.year), wanted=f"a year within {model.basis.period}")
    if entry.on < entry.year.begins:
        message, wanted = "This year has not begun.", f"a day from {entry.year.begins.isoformat()} on"
        do = "look at the year and at the day; what is expected of a year belongs into the case"
        raise InputError(message, where="on", got=entry.on.isoformat(), wanted=wanted, do=do)
    if unit is None:
        _refuse_other_than_money(model, entry)
        return
    for name in ("amount", "standard_error"):
        held: Quantity | None = getattr(entry, name)
        try:
            number = None if held is None else held.to(model.units.unit(unit), model.units)
        except AgileCaseError as error:
            raise error.at(name) from None
        if name == "standard_error" and number is not None and number <= 0:
            message = "A standard error is above zero."
            raise InputError(message, where=name, got=str(held), wanted="above 0")


def _unit(model: Model, path: str) -> str | None:
    """Return the unit of a measure; None for a line, whose actuals are money."""
    match path.split("."):
        case ["measures", key] if key in model.measures:
            return model.measures[key].unit
        case ["options", option, table, key] if option in model.options and table in _LINES:
            if key in getattr(model.options[option], table):
                return None
    lines = (
        f"options.{key}.{table}.{name}"
        for key, option in model.options.items()
        for table in _LINES
        for name in getattr(option, table)
    )
    message = "There is no such measure, and no such line."
    wanted = "the address of a measure or of a line, as in measures.hours_saved or options.digital.costs.beta_team"
    near = did_you_mean(path, (*(f"measures.{key}" for key in model.measures), *lines))
    raise UnknownNameError(message, where="path", got=repr(path)[:120], wanted=wanted, do=near)


def _refuse_other_than_money(model: Model, entry: Record) -> None:
    if model.units.unit(entry.amount.unit).dimension not in (MONEY, MONEY_A_YEAR):
        message = "What a line came to is money."
        do = "record what was counted as the actual of a measure, which a benefit names in measured_by"
        raise InputError(message, where="amount", got=str(entry.amount), wanted="pounds of that year", do=do)
    if entry.standard_error is not None:
        message = "Money that was paid has no standard error."
        raise InputError(message, where="standard_error", got=str(entry.standard_error), wanted="none")


def actuals_of(entries: Sequence[Entry], on: datetime.date) -> dict[tuple[str, Year], Record]:
    """Return what was known on a day, by address and year: of several figures for one year the last one counts.

    Args:
        entries: All entries of a case, in their order; those that were retracted count for nothing.
        on: The day.
    """
    return {
        (entry.path, entry.year): entry for entry in counted(entries) if isinstance(entry, Record) and entry.on <= on
    }
