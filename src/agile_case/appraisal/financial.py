"""The financial case: what the organisation pays in cash, year by year and class by class, against its funding.

It is in cash and undiscounted. Transfers are in and wider effects are out, whatever the economic case does with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.summary import largest, money_column
from agile_case.errors import InputError
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import Year

if TYPE_CHECKING:
    from agile_case.appraisal.central import Yearly
    from agile_case.appraisal.plan import Plan, PlanLine

__all__ = ["FinancialCase", "class_shares", "financial_case"]

_RESOURCE_OF: Final = FrozenMap({"capital": "resource", "cdel": "rdel-programme"})
"""Class that the part of a capital cost goes to which does not become an asset."""
_SECURED: Final = ("baseline", "settled")
_BID: Final = "bid"
_PARTS: Final = ("cost", "tax", "contingency", "income", "savings")


@attrs.frozen(kw_only=True, eq=False, repr=False)
class FinancialCase(Noun):
    """The financial case of an option, in pounds of cash; every array has one number for each year, year 0 first.

    Source:
        HM Treasury, The Green Book 2026, paragraphs 6.83 to 6.92 and Table 9.
    """

    option: str
    """Key of the option."""
    title: str
    """Its title."""
    years: tuple[Year, ...]
    """Every year."""
    cost: FrozenMap[str, FloatArray]
    """Core cost by budget class: without optimism bias, risks and tax."""
    tax: FrozenMap[str, FloatArray]
    """Value added tax that is not recovered, by class; contingency bears none."""
    contingency: FrozenMap[str, FloatArray]
    """Remaining optimism bias and the expected cost of risks outside it, by class."""
    income: FrozenMap[str, FloatArray]
    """Transfers received, such as fees and charges, by class."""
    savings: FrozenMap[str, FloatArray]
    """Cash-releasing benefits, by class."""
    depreciation: FloatArray
    """Depreciation of what was capitalised and has a life; it is no cash."""
    funding: FrozenMap[str, FrozenMap[str, FloatArray]]
    """Funding by status and class."""
    reaches: tuple[bool, ...]
    """For each year whether cash can be worked out."""
    notes: tuple[str, ...]
    """What a reader must take care of."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Every budget class that something is in."""
        held = (self.cost, self.tax, self.contingency, self.income, self.savings, *self.funding.values())
        return tuple(dict.fromkeys(sorted(name for part in held for name in part)))

    def net_call(self, budget: str) -> FloatArray:
        """Return what must be found in a class: core cost, tax and contingency, less income and savings.

        Args:
            budget: The class.
        """
        nothing = np.zeros(len(self.years))
        paid = sum((part.get(budget, nothing) for part in (self.cost, self.tax, self.contingency)), nothing)
        return np.asarray(paid - self.income.get(budget, nothing) - self.savings.get(budget, nothing))

    def gap(self, budget: str, *, with_bids: bool = False) -> FloatArray:
        """Return what is not covered in a class; less than nothing where more is there than is needed.

        Args:
            budget: The class.
            with_bids: Whether money that is bid for counts as well as what is in the baseline or settled.
        """
        counted = (*_SECURED, _BID) if with_bids else _SECURED
        nothing = np.zeros(len(self.years))
        covered = sum((self.funding.get(status, FrozenMap()).get(budget, nothing) for status in counted), nothing)
        return np.asarray(self.net_call(budget) - covered)

    @property
    def table(self) -> Table:
        """The financial case, one row for each part and class, with totals over the years."""
        rows = self._lines()
        scale = money_scale(largest(float(cell) for _, _, cells in rows for cell in cells))
        columns = [Column("What", "what"), Column("Class", "budget")]
        columns += [money_column(str(year), str(year), scale) for year in self.years]
        columns.append(money_column("total", "Total", scale))
        shown: list[list[Cell]] = []
        for what, budget, cells in rows:
            known = [float(cell) if reached else None for cell, reached in zip(cells, self.reaches, strict=True)]
            shown.append([what, budget, *known, float(cells.sum()) if all(self.reaches) else None])
        caption = f"{self.title}, financial case ({scale[1]}, cash, undiscounted)"
        return Table(f"financial_{self.option}", caption, columns, shown, self.notes)

    def _lines(self) -> list[tuple[str, str, FloatArray]]:
        found: list[tuple[str, str, FloatArray]] = []
        parts = (
            ("Core cost", self.cost),
            ("VAT not recovered", self.tax),
            ("Contingency", self.contingency),
            ("Income", self.income),
            ("Cash released", self.savings),
        )
        for what, held in parts:
            found += [(what, budget, held[budget]) for budget in self.classes if budget in held]
        found += [("Net call", budget, self.net_call(budget)) for budget in self.classes]
        for status, held in self.funding.items():
            found += [(f"Funding, {status}", budget, held[budget]) for budget in self.classes if budget in held]
        if self.funding:
            found += [("Gap", budget, self.gap(budget)) for budget in self.classes]
        if _BID in self.funding:
            found += [("Gap if bids succeed", budget, self.gap(budget, with_bids=True)) for budget in self.classes]
        if self.depreciation.any():
            found.append(("Depreciation, no cash", "resource", self.depreciation))
        return found

    def __repr__(self) -> str:
        """Return the financial case as a text table."""
        return self.table.to_text()

    def _repr_html_(self) -> str:
        return self.table.to_html()


def financial_case(yearly: Yearly, option: int) -> FinancialCase:
    """Return the financial case of an option.

    Args:
        yearly: Yearly amounts at central values.
        option: Index of the option.

    Raises:
        InputError: Cash cannot be worked out for any year.
    """
    plan = yearly.plan
    if plan.cash_until is None:
        message = "There is no financial case where cash cannot be worked out."
        do = "take a price base and years that the deflator holds, or continue it with prices_after"
        raise InputError(
            message, got="a deflator without the years that it needs", wanted="a deflator that has them", do=do
        )
    ledger = _Ledger(len(plan.years))
    for line, own in zip(plan.lines, yearly.own, strict=True):
        if line.option == option and line.finance.pays and line.to_cash is not None:
            ledger.book(line, line.finance.pays * own * line.to_cash)
    key = plan.options[option].key
    return FinancialCase(
        option=key,
        title=plan.options[option].title,
        years=plan.years,
        **{name: _frozen(parts) for name, parts in ledger.held.items()},
        depreciation=read_only(ledger.depreciation),
        funding=_funding(plan, key),
        reaches=tuple(year <= plan.cash_until for year in plan.years),
        notes=_notes(yearly, ledger.without_life),
    )


class _Ledger:
    """Cash by part and class, booked line by line.

    Args:
        n_years: Number of years.
    """

    def __init__(self, n_years: int) -> None:
        self.n_years = n_years
        self.held: dict[str, dict[str, FloatArray]] = {name: {} for name in _PARTS}
        self.depreciation = np.zeros(n_years)
        self.without_life: list[str] = []

    def add(self, name: str, budget: str, cash: FloatArray) -> None:
        """Add cash to a class of a part; what is nothing in every year makes no class."""
        if cash.any():
            self.held[name][budget] = self.held[name].get(budget, np.zeros(self.n_years)) + cash

    def book(self, line: PlanLine, cash: FloatArray) -> None:
        """Book what the organisation pays for a line, less what it receives."""
        kind = line.finance.kind
        if kind == "saving":
            self.add("savings", line.budget, -cash)
        elif kind == "transfer":
            self.add("income", line.budget, np.maximum(-cash, 0.0))
            self.add("cost", line.budget, np.maximum(cash, 0.0))
        elif kind == "risk":
            self.add("contingency", line.budget, cash)
        else:
            self.cost(line, cash)

    def cost(self, line: PlanLine, cash: FloatArray) -> None:
        """Book a cost: what it is without optimism bias, the tax on that, and the bias; and what depreciates of it."""
        finance = line.finance
        core = cash / (1.0 + finance.uplift)
        tax = core * finance.tax
        for budget, share in class_shares(line):
            self.add("cost", budget, core * share)
            self.add("tax", budget, tax * share)
            self.add("contingency", budget, (cash - core) * share)
        if line.budget in _RESOURCE_OF and cash.any():
            self.depreciation += _straight_line((cash + tax) * finance.capitalised, finance.life)
            self.without_life += [] if finance.life else [line.title]


def _funding(plan: Plan, option: str) -> FrozenMap[str, FrozenMap[str, FloatArray]]:
    """Return the funding of an option by status and class."""
    found: dict[str, dict[str, FloatArray]] = {}
    for given in plan.funding:
        if not given.options or option in given.options:
            by_class = found.setdefault(given.status, {})
            by_class[given.budget] = by_class.get(given.budget, np.zeros(len(plan.years))) + given.cash
    return FrozenMap({status: _frozen(parts) for status, parts in sorted(found.items())})


def _frozen(parts: dict[str, FloatArray]) -> FrozenMap[str, FloatArray]:
    return FrozenMap({budget: read_only(cash) for budget, cash in sorted(parts.items())})


def class_shares(line: PlanLine) -> tuple[tuple[str, float], ...]:
    """Return the budget classes that a cost falls into, with the share in each: what is not capitalised is resource.

    Args:
        line: The line.
    """
    share = line.finance.capitalised
    if line.budget not in _RESOURCE_OF or share == 1:
        return ((line.budget, 1.0),)
    return ((line.budget, share), (_RESOURCE_OF[line.budget], 1.0 - share))


def _straight_line(asset: FloatArray, life: int) -> FloatArray:
    """Return depreciation in equal parts from the year after the money falls; what lies beyond the end is left out."""
    found = np.zeros(len(asset))
    for year, amount in enumerate(asset if life else ()):
        found[year + 1 : year + 1 + life] += amount / life
    return found


def _notes(yearly: Yearly, without_life: list[str]) -> tuple[str, ...]:
    plan = yearly.plan
    found = [
        "The organisation whose case it is; other public bodies are in the public sector financial impact.",
        "Contingency: remaining optimism bias and the expected cost of risks outside it; it bears no VAT.",
        "Funding that is unfunded covers nothing. Gap: net call less what is in the baseline or settled.",
        "Depreciation: in equal parts from the year after the money falls; it is no cash and in no net call.",
    ]
    if without_life:
        found.append(f"No life is stated, and so no depreciation shown, of: {', '.join(dict.fromkeys(without_life))}.")
    if plan.cash_until != plan.years[-1]:
        found.append(f"Not available after {plan.cash_until}, where the deflator ends; prices_after continues it.")
    found.append(f"Prices: {plan.prices.removesuffix('.')}.")
    return tuple(found)
