"""The forward basis of a gate: what is still to be decided, and nothing that is spent or cannot be taken back.

Year 0 of the discounting is the gate's year. What falls before it is sunk; what is committed irrevocably is paid
whatever is decided, and is left out too. The counterfactual is to stop now: business as usual from here on, with the
cost of stopping. The whole-life basis is another one, and a comparison never mixes the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import attrs
import numpy as np

from agile_case.appraisal.plan import Plan
from agile_case.appraisal.summary import basis_words, largest, money_column
from agile_case.errors import InputError, UnknownNameError, YearError, did_you_mean
from agile_case.quantities.frozen import FrozenMap, read_only
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_scale, money_words
from agile_case.quantities.tables import Cell, Column, Table
from agile_case.quantities.years import Year

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agile_case.appraisal.measures import Measures

__all__ = ["Forward", "forward_of", "forward_plan"]

P = TypeVar("P", bound=Plan)


@attrs.frozen(kw_only=True)
class Forward(Noun):
    """The choices at a gate, on the forward basis."""

    year: Year
    """Year of the gate, which present values are of."""
    npsv: FrozenMap[str, float]
    """NPSV of every option from the gate on, in pounds."""
    against_stopping: FrozenMap[str, float]
    """What going on is worth more than stopping now, by option; empty without a business as usual."""
    stopping_cost: float
    """What it costs to stop now, in pounds of the gate's year; below nothing where it brings money in."""
    p10: FrozenMap[str, float]
    """P10 of going on against stopping, where there was a simulation."""
    p90: FrozenMap[str, float]
    """P90 of it."""
    words: str
    """On which basis the figures stand."""
    titles: FrozenMap[str, str]
    """Titles of the options."""
    usual: str
    """Key of the business as usual; empty where there is none."""
    committed: tuple[str, ...]
    """Addresses of the lines that are committed and left out."""

    @property
    def table(self) -> Table:
        """The choices: stop now, business as usual, and each option."""
        scale = money_scale(largest([*self.npsv.values(), *self.against_stopping.values()]))
        columns = [
            Column("Choice", "choice"),
            money_column("npsv", "NPSV from the gate", scale),
            money_column("against_stopping", "Against stopping now", scale),
        ]
        columns += [money_column(name, name.upper(), scale) for name in ("p10", "p90")] if self.p10 else []
        rows: list[list[Cell]] = []
        if self.usual:
            stop = self.npsv[self.usual] - self.stopping_cost
            rows.append(["Stop now", stop, 0.0, *([0.0, 0.0] if self.p10 else [])])
        for key, value in self.npsv.items():
            if key == self.usual:
                more: list[Cell] = [self.stopping_cost, self.stopping_cost]
            else:
                more = [self.p10.get(key), self.p90.get(key)]
            shown = self.against_stopping.get(key)
            rows.append([self.titles[key], value, shown, *(more if self.p10 else [])])
        left_out = ", ".join(self.committed) or "nothing"
        notes = [
            f"What is spent before {self.year} is left out. Committed, and left out: {left_out}.",
            f"Stopping now is business as usual from {self.year} on, "
            + (
                f"less {money_words(self.stopping_cost)} to stop."
                if self.stopping_cost > 0
                else f"and {money_words(-self.stopping_cost)} that stopping brings in."
                if self.stopping_cost
                else "and costs nothing to stop."
            ),
        ]
        return Table("forward", f"The choices from {self.year} on ({self.words})", columns, rows, notes)

    def __str__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()


def forward_plan(plan: P, year: Year, committed: Sequence[str]) -> P:
    """Return a plan of what falls in a year and after, with present values of that year.

    Args:
        plan: The plan.
        year: Year of the gate.
        committed: Addresses of lines that are paid whatever is decided.

    Raises:
        YearError: The year is not one of the case.
        UnknownNameError: There is no such line.
        InputError: The plan is on a forward basis already.
    """
    if plan.present:
        message = "This appraisal is on a forward basis already."
        do = "take the appraisal of the whole life"
        raise InputError(message, got=f"present values of {plan.years[plan.present]}", wanted="the whole life", do=do)
    if year not in plan.years:
        message, wanted = "A gate lies within the years of the case.", f"{plan.years[0]} to {plan.years[-1]}"
        raise YearError(message, where="year", got=str(year), wanted=wanted)
    addresses = [line.address for line in plan.lines]
    for address in committed:
        if address not in addresses:
            message, near = "There is no such line.", did_you_mean(str(address), addresses)
            raise UnknownNameError(message, where="committed", got=repr(address), wanted="address of a line", do=near)
    first = plan.years.index(year)
    counts = np.arange(len(plan.years)) >= first
    lines = tuple(
        attrs.evolve(
            line,
            to_real=read_only(line.to_real * counts * (line.address not in committed)),
            to_cash=None
            if line.to_cash is None
            else read_only(line.to_cash * counts * (line.address not in committed)),
        )
        for line in plan.lines
    )
    if plan.given_factors:
        factors = plan.discount_factors * counts / plan.discount_factors[first]
    else:
        factors = np.concatenate([np.zeros(first), plan.schedule.factors(len(plan.years) - 1 - first)])
    counted = None if plan.counted is None else forward_plan(plan.counted, year, ())
    return attrs.evolve(plan, lines=lines, discount_factors=read_only(factors), present=first, counted=counted)


def forward_of(
    plan: Plan,
    absolute: Mapping[str, Measures],
    against: Mapping[str, Measures],
    committed: Sequence[str],
    *,
    stopping: float,
    at: str,
) -> Forward:
    """Return the choices at a gate.

    Args:
        plan: A plan on the forward basis.
        absolute: Measures of every option.
        against: The same against business as usual.
        committed: Addresses of lines that are committed.
        stopping: What it costs to stop now, in pounds.
        at: Which central values.
    """
    usual = "" if plan.business_as_usual is None else plan.options[plan.business_as_usual].key
    npsv = {key: held.npsv or 0.0 for key, held in absolute.items()}
    spread = {key: held.simulation for key, held in against.items() if held.simulation is not None}
    stop = npsv.get(usual, 0.0) - stopping
    return Forward(
        year=plan.years[plan.present],
        npsv=FrozenMap(npsv),
        against_stopping=FrozenMap({key: value - stop for key, value in npsv.items()} if usual else {}),
        stopping_cost=stopping,
        p10=FrozenMap({key: held.p10 + stopping for key, held in spread.items()}),
        p90=FrozenMap({key: held.p90 + stopping for key, held in spread.items()}),
        words=basis_words(plan, at, money_scale(largest(npsv.values()))[1]),
        titles=FrozenMap({option.key: option.title for option in plan.options}),
        usual=usual,
        committed=tuple(committed),
    )
