"""How the years of an option may turn out: quantiles of each year's cost, benefit, NPSV so far and cash.

The draws are taken again from the seed when they are asked for, so that a simulation need not keep its years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs
import numpy as np

from agile_case.appraisal.engine import check_draws, simulate
from agile_case.appraisal.plan import Plan
from agile_case.appraisal.summary import largest, money_column
from agile_case.appraisal.yearly_kernel import BENEFIT, COST, PRESENT, YearlyKernel
from agile_case.errors import UnknownNameError, did_you_mean
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only
from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from agile_case.appraisal.engine import Progress
    from agile_case.appraisal.executors import Executor
    from agile_case.appraisal.sampling import Sampling

__all__ = ["SimulatedYears", "simulated_years"]

_SHARES: Final = (0.1, 0.5, 0.9)
NPSV: Final = "npsv"
"""NPSV up to the year."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class SimulatedYears:
    """The years of an option, or of the difference between two, draw by draw."""

    plan: Plan
    """The plan."""
    words: str
    """What they are of."""
    held: FrozenMap[str, FloatArray]
    """Pounds by what is looked at, each of shape `(years, draws)`: `cost` and `benefit` in the prices of the case,
    `npsv` the present value up to the year, and each budget class in cash."""

    def draws(self, name: str) -> FloatArray:
        """Return the draws of something, year by year.

        Args:
            name: `cost`, `benefit`, `npsv` or a budget class.

        Returns:
            Pounds, shape `(years, draws)`.

        Raises:
            UnknownNameError: There is no such thing.
        """
        if name not in self.held:
            message, near = "The years hold no such thing.", did_you_mean(str(name), self.held)
            raise UnknownNameError(message, where="name", got=repr(name), wanted=" or ".join(self.held), do=near)
        return self.held[name]

    @property
    def classes(self) -> tuple[str, ...]:
        """The budget classes that public cash falls in."""
        return tuple(name for name in self.held if name not in (COST, BENEFIT, NPSV))

    @property
    def table(self) -> Table:
        """P10, P50 and P90 of each year's cost and benefit, and of the NPSV up to it."""
        names = ((COST, "Cost"), (BENEFIT, "Benefit"), (NPSV, "NPSV up to the year"))
        found = {name: self.quantiles(name) for name, _ in names}
        scale = money_scale(largest(float(np.abs(held).max()) for held in found.values()))
        columns = [Column("Year", "year")]
        columns += [
            money_column(f"{name}_p{share * 100:.0f}", f"{title}, P{share * 100:.0f}", scale)
            for name, title in names
            for share in _SHARES
        ]
        rows: list[list[Cell]] = []
        for place, year in enumerate(self.plan.years):
            rows.append([str(year), *(float(value) for held in found.values() for value in held[:, place])])
        count = self.held[NPSV].shape[1]
        caption = f"{self.words}, year by year ({scale[1]}, {self.plan.price_base.describe()}, {count:,} draws)"
        base = self.plan.years[self.plan.present]
        notes = [
            f"P10: one draw in ten lies below, in that year alone. NPSV: present values at {base}.",
            "Quantiles of years do not add up to those of their sum.",
        ]
        return Table("simulated_years", caption, columns, rows, notes)

    @property
    def cash_table(self) -> Table:
        """Mean, P50 and P90 of public cash in each year by budget class; no rows where no cash can be worked out."""
        known = [self.plan.cash_until is not None and year <= self.plan.cash_until for year in self.plan.years]
        found = {
            name: np.vstack([self.held[name].mean(axis=1), np.quantile(self.held[name], _SHARES[1:], axis=1)])
            for name in self.classes
        }
        scale = money_scale(largest(float(np.abs(held).max()) for held in found.values()))
        columns = [Column("Year", "year")]
        columns += [
            money_column(f"{name}_{kind.lower()}", f"{name}: {kind}", scale)
            for name in found
            for kind in ("mean", "P50", "P90")
        ]
        rows: list[list[Cell]] = []
        for place, year in enumerate(self.plan.years if found else ()):
            cells = (float(value) if known[place] else None for held in found.values() for value in held[:, place])
            rows.append([str(year), *cells])
        notes = ["Means add up over years and classes; P90s do not: all years are never this dear at once."]
        return Table("simulated_cash", f"Public cash of {self.words} ({scale[1]}, cash)", columns, rows, notes)

    def quantiles(self, name: str) -> FloatArray:
        """Return P10, P50 and P90 of each year, shape `(3, years)`.

        Args:
            name: `cost`, `benefit`, `npsv` or a budget class.

        Raises:
            UnknownNameError: There is no such thing.
        """
        return np.asarray(np.quantile(self.draws(name), _SHARES, axis=1))

    def __repr__(self) -> str:
        """Return the tables as text."""
        return "\n\n".join(table.to_text() for table in (self.table, self.cash_table) if table.rows)

    def _repr_html_(self) -> str:
        return "\n".join(table.to_html() for table in (self.table, self.cash_table) if table.rows)


def simulated_years(
    plan: Plan,
    sampling: Sampling,
    options: tuple[int, int | None],
    words: str,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> SimulatedYears:
    """Simulate the years of an option, or of the difference between two.

    Args:
        plan: The plan.
        sampling: How it was sampled.
        options: Place of the option, and of the one that is taken off.
        words: What they are of.
        executor: Whose workers to use.
        progress: Called with the draws that are done and those asked for.

    Raises:
        LimitError: So many years and draws do not fit into memory.
    """
    kernel = YearlyKernel(plan, *options)
    check_draws(sampling.draws, kernel.n_outputs)
    found = simulate(plan, sampling, executor=executor, progress=progress, years_of=options)
    by_name = found.reshape(len(kernel.names), len(plan.years), -1)
    held = {name: by_name[place] for place, name in enumerate(kernel.names) if name != PRESENT}
    held[NPSV] = read_only(np.cumsum(by_name[kernel.names.index(PRESENT)], axis=0))
    return SimulatedYears(plan=plan, words=words, held=FrozenMap(held))
