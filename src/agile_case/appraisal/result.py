"""The result of an appraisal: its numbers, what would change them, and every table of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from agile_case.appraisal import part_tables, summary, yearly_tables
from agile_case.appraisal.appraisal_summary import appraisal_summary
from agile_case.appraisal.appraised import Appraised
from agile_case.appraisal.effectiveness import effectiveness_table
from agile_case.appraisal.financial import FinancialCase, financial_case
from agile_case.appraisal.information import Information, SimulatedChoice, information_of
from agile_case.appraisal.long_form import measures_table
from agile_case.appraisal.returns import Returns, returns_of, returns_table
from agile_case.appraisal.schedules import (
    LONG,
    lower_rate_table,
    side_by_side_table,
)
from agile_case.appraisal.sensitivity import Sensitivities, one_way, scenarios_table, two_way
from agile_case.appraisal.simulated_years import SimulatedYears, simulated_years
from agile_case.appraisal.switching import SwitchingValues, switching_values
from agile_case.errors import InputError
from agile_case.quantities.frozen import FrozenMap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agile_case.appraisal.engine import Progress
    from agile_case.appraisal.executors import Executor
    from agile_case.appraisal.plan import PlanAssumption
    from agile_case.quantities.tables import Cell, Table
    from agile_case.reference import DiscountSchedule

__all__ = ["Result"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Result(Appraised):
    """What an appraisal found. Every measure is absolute or against another option, and says which."""

    def side_by_side(self, *schedules: DiscountSchedule | str) -> Table:
        """Return the NPSV of every option under the schedule of the case and under others.

        Args:
            schedules: Schedules, or their tables and vintages.

        Raises:
            UnknownNameError: No such schedule is bundled.
            InputError: Something is no schedule.
        """
        found = {self.plan.discounting: self.absolute}
        for schedule in schedules:
            other = self.under(schedule)
            found[other.plan.discounting] = other.absolute
        return side_by_side_table(self.plan, found)

    def switching_values(
        self,
        option: str | None = None,
        against: str | None = None,
        *,
        ranges: Mapping[str, tuple[float, float]] | None = None,
    ) -> SwitchingValues:
        """Return at which value of each assumption the decision turns round, one assumption at a time.

        Without `against` both questions of the Green Book are asked: at which value the option falls behind another,
        and at which its NPSV against the business as usual turns negative.

        Args:
            option: Key of the option; the preferred option unless stated.
            against: Key of one option to hold it against.
            ranges: Ranges to search by key of the assumption, in its unit, in place of those of the estimates.

        Returns:
            Switching values, nearest first; "none in range" is said where there is none.

        Raises:
            UnknownNameError: There is no such option or assumption.
            InputError: No option is named and none is preferred, the case is partial, or a range is none.

        Source:
            HM Treasury, The Green Book 2026, paragraphs 6.102 to 6.105.
        """
        chosen = self._chosen(option)
        others: tuple[int | None, ...]
        if against is not None:
            others = (self.option_index(against),)
        else:
            others = tuple(index for index in range(len(self.plan.options)) if index != chosen) or (None,)
        return switching_values(self.plan, self.at, chosen, others, {} if ranges is None else ranges)

    def sensitivities(self, option: str | None = None, against: str | None = None) -> Sensitivities:
        """Return the NPSV of an option at a low and a high value of each uncertain assumption, one at a time.

        Args:
            option: Key of the option; the preferred option unless stated.
            against: Key of the option to hold it against; the business as usual unless stated.

        Raises:
            UnknownNameError: There is no such option.
            InputError: No option is named and none is preferred, or the case is partial.
            AppraisalError: The NPSV is not finite at an end.
        """
        chosen = self._chosen(option)
        return one_way(self.plan, self.at, chosen, self._other(chosen, against))

    def two_way(self, first: str, second: str, option: str | None = None, against: str | None = None) -> Table:
        """Return the NPSV of an option over a grid of values of two assumptions.

        Args:
            first: Key of the assumption whose values go down.
            second: Key of the one whose values go across.
            option: Key of the option; the preferred option unless stated.
            against: Key of the option to hold it against; the business as usual unless stated.

        Raises:
            UnknownNameError: There is no such option or assumption.
            InputError: No option is named and none is preferred, the case is partial, or an assumption is certain.
            AppraisalError: The NPSV is not finite in a cell.
        """
        chosen = self._chosen(option)
        return two_way(self.plan, self.at, chosen, self._other(chosen, against), (first, second))

    def information(self, *groups: str | Sequence[str], options: Sequence[str] | None = None) -> Information:
        """Return what uncertainty costs the choice among options, and what it would be worth to know assumptions first.

        Args:
            groups: Keys of assumptions, or up to three keys that would be known together; every uncertain assumption
                by itself unless stated.
            options: The choice set; every option unless stated.

        Returns:
            How often each option is best, expected regret, EVPI, and EVPPI with its error and with what noise alone
            would give.

        Raises:
            UnknownNameError: There is no such option or assumption.
            InputError: There was no simulation, the case is partial, or fewer than two options may be chosen.
        """
        known = [option.key for option in self.plan.options]
        keys = known if options is None else list(dict.fromkeys([options] if isinstance(options, str) else options))
        places = [self.option_index(key) for key in keys]
        if len(places) < 2:  # noqa: PLR2004 - a choice
            message = "There is nothing to choose between."
            raise InputError(message, where="options", got=", ".join(keys) or "none", wanted="two options or more")
        samples = np.array([self.draws(key) for key in keys])
        if groups:
            asked = [tuple(group) if isinstance(group, list | tuple) else (group,) for group in groups]
        else:
            asked = [(held.key,) for held in self.plan.varied if self._drawn_once(held)]
        return information_of(SimulatedChoice(self.plan, self.sampling, tuple(places), samples), asked)

    def simulated_years(
        self,
        option: str,
        against: str | None = None,
        *,
        executor: Executor | None = None,
        progress: Progress | None = None,
    ) -> SimulatedYears:
        """Return how the years of an option may turn out: cost, benefit, NPSV so far, and public cash by budget class.

        Args:
            option: Key of the option.
            against: Key of the option that is taken off; without it the years are those of the option itself.
            executor: Whose workers simulate; the numbers are the same.
            progress: Called with the draws that are done and those asked for.

        Raises:
            UnknownNameError: There is no such option.
            InputError: There was no simulation, or the case is partial.
            LimitError: So many years and draws do not fit into memory.
        """
        self._refuse_partial()
        places = (self.option_index(option), None if against is None else self.option_index(against))
        titles = [self.plan.options[place].title for place in places if place is not None]
        return simulated_years(
            self.plan, self.sampling, places, " against ".join(titles), executor=executor, progress=progress
        )

    def _drawn_once(self, held: PlanAssumption) -> bool:
        return len(held.names) == 1 and not self.plan.assumptions[held.names[0]].certain

    def financial_case(self, option: str | None = None) -> FinancialCase:
        """Return the financial case of an option: cash of the organisation by class and year, against its funding.

        Args:
            option: Key of the option; the preferred option unless stated.

        Raises:
            UnknownNameError: There is no such option.
            InputError: No option is named and none is preferred, or cash cannot be worked out for any year.

        Source:
            HM Treasury, The Green Book 2026, paragraphs 6.83 to 6.92 and Table 9.
        """
        if option is None and not self.plan.preferred:
            return financial_case(self.yearly, self._chosen(option))
        return financial_case(self.yearly, self.option_index(self.plan.preferred if option is None else option))

    def returns(
        self,
        against: str | None = None,
        *,
        payback: str = "interpolated",
        rates: tuple[float, float] | None = None,
    ) -> FrozenMap[str, Returns]:
        """Return internal rates of return, payback and equivalent annual values of every other option against one.

        Args:
            against: Key of the option to hold them against; the business as usual unless stated. Where there is none,
                the options' own flows are looked at.
            payback: Definition of payback: `interpolated`, `whole-years` or `for-good`.
            rates: Rates of finance and of reinvestment for the modified internal rate, as fractions a year.

        Raises:
            UnknownNameError: There is no such option or definition.
            InputError: The case is partial, or a rate is none.
        """
        self._refuse_partial()
        plan = self.plan
        other = plan.business_as_usual if against is None else self.option_index(against)
        return FrozenMap(
            {
                option.key: returns_of(self.yearly, index, other, payback, rates)
                for index, option in enumerate(plan.options)
                if index != other
            }
        )

    def returns_table(
        self,
        against: str | None = None,
        *,
        payback: str = "interpolated",
        rates: tuple[float, float] | None = None,
    ) -> Table:
        """Return the same as a table.

        Args:
            against: Key of the option to hold them against; the business as usual unless stated.
            payback: Definition of payback.
            rates: Rates of finance and of reinvestment for the modified internal rate.

        Raises:
            UnknownNameError: There is no such option or definition.
            InputError: The case is partial, or a rate is none.
        """
        found = self.returns(against, payback=payback, rates=rates)
        usual = self.plan.business_as_usual
        key = against or ("" if usual is None else self.plan.options[usual].key)
        return returns_table(self.yearly, dict(found), key, payback)

    def _chosen(self, option: str | None) -> int:
        """Return the place of the option that is asked for, or of the preferred one."""
        self._refuse_partial()
        if option is None and not self.plan.preferred:
            message = "There is no preferred option to look at."
            keys = ", ".join(held.key for held in self.plan.options)
            do = "name an option, or record the decision under [preferred]"
            raise InputError(message, where="option", got="none", wanted=f"one of {keys}", do=do)
        return self.option_index(self.plan.preferred if option is None else option)

    def _other(self, chosen: int, against: str | None) -> int | None:
        """Return the place of the option that is held against; None where there is nothing to hold it against."""
        if against is not None:
            return self.option_index(against)
        return self.plan.business_as_usual if self.plan.business_as_usual != chosen else None

    @property
    def appraisal_summary(self) -> Table:
        """The appraisal summary table: one row for each option, in the columns that the Green Book sets."""
        return appraisal_summary(self)

    @property
    def cost_effectiveness(self) -> Table:
        """What each counted benefit comes to and what a unit costs; no rows where no benefit is counted."""
        return effectiveness_table(self.plan, self.absolute, self.at)

    @property
    def measures(self) -> Table:
        """Every measure as one row, with its unit and price base: the long form that other programs read."""
        return measures_table(self)

    def to_dict(self) -> dict[str, list[Cell]]:
        """Return the columns of `measures`."""
        return self.measures.to_dict()

    def to_frame(self, backend: str = "pandas") -> Any:  # noqa: ANN401 - the frame of that library
        """Return `measures` as a data frame; every table of `tables` has the same method.

        Args:
            backend: The library whose frame it is: `pandas`, `polars` or `pyarrow`.

        Raises:
            InputError: narwhals or that library is not installed.
        """
        return self.measures.to_frame(backend)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table of the result: measures first, then years and lines of each option."""
        plan, at = self.plan, self.at
        found = [yearly_tables.totals_table(self.yearly)] if plan.partial else self._measure_tables()
        found.append(self.appraisal_summary)
        found += [] if plan.partial else [yearly_tables.savings_table(self.yearly)]
        found += [] if plan.partial else self._sensitivity_tables()
        found += [yearly_tables.uplifts_table(plan), plan.teams]
        found += [] if plan.partial else [part_tables.risks_table(plan), part_tables.transfers_table(self.yearly)]
        found += [] if plan.partial else [self.cost_effectiveness]
        found += [yearly_tables.unmonetised_table(plan, self.against())]
        found += [] if self.register is None else [self.register]
        found += [
            yearly_tables.correlations_table(plan),
            yearly_tables.cash_table(self.yearly),
        ]
        if not plan.partial and plan.cash_until is not None and plan.funding:
            found += [financial_case(self.yearly, option).table for option in range(len(plan.options))]
        found += self.option_tables
        for index in range(len(plan.options)):
            found += [yearly_tables.years_table(self.yearly, index, at), yearly_tables.lines_table(self.yearly, index)]
        return tuple(table for table in found if table.rows)

    @property
    def summary(self) -> tuple[Table, ...]:
        """The tables of measures only, as a notebook shows them; for a partial case, the totals of its lines."""
        names = {"absolute", "beside", "lower_rate", "against", "simulation", "simulation_against", "totals"}
        return tuple(table for table in self.tables if table.key in names)

    def __repr__(self) -> str:
        """Return the tables of measures as text."""
        return "\n\n".join(table.to_text() for table in self.summary)

    def _repr_html_(self) -> str:
        return "\n".join(table.to_html() for table in self.summary)

    def _measure_tables(self) -> list[Table]:
        plan, absolute, against = self.plan, self.absolute, self.against()
        found = [summary.absolute_table(plan, absolute, self.at)]
        if plan.given_factors:
            found.append(summary.beside_table(plan, absolute, self.under(plan.schedule).absolute))
        if len(plan.years) - 1 > LONG:
            found.append(lower_rate_table(plan, absolute, self.lower_rate().absolute))
        usual = None if plan.business_as_usual is None else plan.options[plan.business_as_usual].key
        if against and usual is not None:
            found.append(summary.comparison_table(plan, against, usual, self.at))
        if self.samples is not None:
            drawn = self.provenance.drawn
            found.append(summary.simulation_table(plan, absolute, None, drawn, self.at))
            if against and usual is not None:
                found.append(summary.simulation_table(plan, against, usual, drawn, self.at))
        return found

    def _sensitivity_tables(self) -> list[Table]:
        """Return the scenarios; and for the preferred option its switching values and sensitivities."""
        found = [scenarios_table(self.plan, self.at)]
        if self.plan.preferred:
            chosen = self._chosen(None)
            sensitivities = one_way(self.plan, self.at, chosen, self._other(chosen, None), leave_out=True)
            found += [self.switching_values().table, sensitivities.table]
        return found
