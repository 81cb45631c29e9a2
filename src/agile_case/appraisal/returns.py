"""Returns of the options of an appraisal: internal rates, payback, and NPSV as a level amount a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal.payback import PAYBACKS, payback
from agile_case.appraisal.plan import Bucket
from agile_case.appraisal.rates_of_return import InternalRates, internal_rates, modified_internal_rate
from agile_case.appraisal.summary import largest, money_column
from agile_case.quantities.frozen import FloatArray, FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.appraisal.central import Yearly

__all__ = ["Returns", "net_flows", "returns_of", "returns_table"]

_SIGNS = {Bucket.BENEFIT: 1.0, Bucket.CASH_RELEASED: 1.0, Bucket.COST_PUBLIC: -1.0, Bucket.COST_NONPUBLIC: -1.0}


@attrs.frozen(kw_only=True)
class Returns(Noun):
    """What an option returns on its real net flow, or on its difference to another; None where undefined.

    None of these is a measure of The Green Book 2026, which ranks by NPSV, BCR and RPSC.
    """

    rates: InternalRates
    """Every internal rate of return, real."""
    modified_rate: float | None
    """Modified internal rate, where rates for it were given."""
    payback: float | None
    """Years from year 0 to payback."""
    discounted_payback: float | None
    """The same with every year discounted."""
    equivalent_annual: float
    """The level amount in each year, year 0 included, that has the same NPSV; pounds a year in the case's prices."""
    undefined: FrozenMap[str, str]
    """Why something has no value, by name."""


def net_flows(yearly: Yearly, option: int, other: int | None) -> tuple[FloatArray, FloatArray]:
    """Return the net flow of an option, real and discounted, year by year: what its NPSV is the sum of.

    Args:
        yearly: Yearly amounts.
        option: Index of the option.
        other: Index of the option that is taken off; None for its own flow.

    Returns:
        Pounds in the prices of the case, and present values, each of shape `(years,)`.
    """
    found = []
    for amounts in (yearly.real, yearly.present):
        net = np.zeros(len(yearly.plan.years))
        for place, sign in ((option, 1.0), (other, -1.0)):
            if place is not None:
                for bucket, direction in _SIGNS.items():
                    net += sign * direction * yearly.bucket(amounts, place, bucket)
        found.append(net)
    return found[0], found[1]


def returns_of(
    yearly: Yearly, option: int, other: int | None, definition: str, rates: tuple[float, float] | None
) -> Returns:
    """Return the returns of an option.

    Args:
        yearly: Yearly amounts.
        option: Index of the option.
        other: Index of the option that it is held against; None for its own flow.
        definition: Definition of payback, a key of `PAYBACKS`.
        rates: Rates of finance and of reinvestment, for the modified internal rate.

    Raises:
        UnknownNameError: There is no such definition.
        InputError: A rate is none.
    """
    real, present = net_flows(yearly, option, other)
    found = internal_rates(real)
    undefined = {} if found.rates else {"rates": found.words}
    modified = None
    if rates is None:
        undefined["modified_rate"] = "no rates of finance and reinvestment were given"
    elif len(real) > 1:
        modified = modified_internal_rate(real, finance=rates[0], reinvest=rates[1])
    if rates is not None and modified is None:
        undefined["modified_rate"] = "nothing goes out, or nothing comes in"
    back, discounted = payback(real, definition), payback(present, definition)
    last = yearly.plan.years[-1]
    for name, value in (("payback", back), ("discounted_payback", discounted)):
        if value is None:
            undefined[name] = f"not paid back by {last}"
    return Returns(
        rates=found,
        modified_rate=modified,
        payback=back,
        discounted_payback=discounted,
        equivalent_annual=float(present.sum() / yearly.plan.discount_factors.sum()),
        undefined=FrozenMap(undefined),
    )


def returns_table(yearly: Yearly, found: dict[str, Returns], against: str, definition: str) -> Table:
    """Return the returns as a table.

    Args:
        yearly: Yearly amounts.
        found: Returns by option.
        against: Key of the option that they are held against; empty for their own flows.
        definition: Definition of payback.
    """
    plan = yearly.plan
    titles = {option.key: option.title for option in plan.options}
    scale = money_scale(largest(held.equivalent_annual for held in found.values()))
    columns = [
        Column("Option", "option"),
        Column("Internal rate of return", "internal_rate"),
        Column("Modified rate, %", "modified_rate", 2, 0.01),
        Column("Payback, years", "payback", 1),
        Column("Discounted payback, years", "discounted_payback", 1),
        money_column("equivalent_annual", "Equivalent annual NPSV", scale),
    ]
    rows: list[list[Cell]] = [
        [
            titles[key],
            held.rates.words,
            held.modified_rate,
            "never" if held.payback is None else held.payback,
            "never" if held.discounted_payback is None else held.discounted_payback,
            held.equivalent_annual,
        ]
        for key, held in found.items()
    ]
    words = f"against {titles[against]}" if against else "in absolute terms"
    notes = [
        "Real net flow: benefits and cash released less costs. The Green Book 2026 ranks by NPSV, not by these.",
        f"Payback: {PAYBACKS[definition]}.",
        f"Equivalent annual: the level amount in each year, {plan.years[0]} to {plan.years[-1]}, with the same NPSV.",
    ]
    return Table("returns", f"Returns {words} ({scale[1]}, {plan.price_base.describe()})", columns, rows, notes)
