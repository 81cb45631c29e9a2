"""Cost per transaction: what a case says that one transaction costs, year by year and option by option."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.appraisal.plan import Bucket
from agile_case.errors import AgileCaseError, InputError
from agile_case.estimates.dimensions import dimension_of, normalise
from agile_case.estimates.expressions import Expression, evaluate, names_in
from agile_case.estimates.grammar import parse
from agile_case.model.assumptions import YearlyValues
from agile_case.model.measurement import assumption_dimensions
from agile_case.model.service_measures import cost_per_transaction
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.units import describe, multiply

if TYPE_CHECKING:
    from agile_case.appraisal.result import Result
    from agile_case.model.model import Model
    from agile_case.quantities.years import Year

__all__ = ["cost_per_transaction_table"]

_YEAR = (("year", 1),)


def cost_per_transaction_table(model: Model, result: Result, volume: str) -> Table:
    """Return cost, transactions and cost per transaction of each option in each year, at means.

    Args:
        model: The model.
        result: Its appraisal at means.
        volume: Transactions a year, as an expression over assumptions, such as `applications`.

    Raises:
        ExpressionError: It cannot be read.
        UnknownNameError: It names no assumption.
        InputError: It is no number a year, or is not above 0 in some year.
    """
    tree = parse(Expression(volume), model.units.words)
    try:
        measured = dimension_of(tree, assumption_dimensions(model), model.units, volume)
    except AgileCaseError as error:
        raise type(error).of(fault.at("volume") for fault in error.faults) from None
    powers = dict(measured or ())
    if powers.get("year") != -1 or "GBP" in powers:
        message = "Transactions are so many a year."
        got = describe(measured) if measured else "a pure number"
        raise InputError(message, where="volume", got=got, wanted="for example application/year")
    remains = multiply(measured or (), _YEAR)
    counted = describe(remains) if remains else "transaction"
    normal = normalise(tree, model.units)
    names = {found.name for found in names_in(normal)}
    yearly, plan = result.yearly, result.plan
    rows: list[list[Cell]] = []
    for index, option in enumerate(plan.options):
        costs = yearly.bucket(yearly.real, index, Bucket.COST_PUBLIC)
        for place, year in enumerate(plan.years):
            completed = float(evaluate(normal, {name: _value(name, year, model) for name in names}))
            if completed <= 0:
                message = "There are no transactions in a year."
                raise InputError(message, where="volume", got=f"{completed:g} in {year}", wanted="more than 0")
            cost = float(costs[place])
            rows.append([option.title, str(year), cost, completed, cost_per_transaction(cost, completed)])
    columns = [
        Column("Option", "option"),
        Column("Year", "year"),
        Column("Cost, £k", "cost_gbp", 0, 1e3),
        Column(f"Transactions, {counted}", "transactions", 0),
        Column("Cost per transaction, £", "cost_per_transaction_gbp", 2),
    ]
    notes = [
        "Costs of public bodies with optimism bias and expected risks, before savings are taken off; real terms.",
        "Government Digital Service, the four standard measures of a service.",
    ]
    caption = f"Cost per transaction ({plan.price_base.describe()}, assumptions at {result.at})"
    return Table("cost_per_transaction", caption, columns, rows, notes)


def _value(name: str, year: Year, model: Model) -> float:
    """Return the mean of an assumption in a year, in base units."""
    held = model.assumptions[name]
    scale = model.units.unit(held.unit).scale
    if not isinstance(held.estimate, YearlyValues):
        return held.estimate.mean * scale
    if year not in held.estimate.years:
        message = "This assumption does not reach every year of the appraisal."
        got, wanted = str(held.estimate.years), f"{year} too"
        raise InputError(message, where=f"assumptions.{name}.years", got=got, wanted=wanted)
    return held.estimate.values[year - held.estimate.years.first] * scale
