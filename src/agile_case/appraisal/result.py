"""The result of an appraisal: numbers with their provenance, and the plan they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal import part_tables, summary, yearly_tables
from agile_case.appraisal.central import Yearly, central_values, yearly_amounts
from agile_case.appraisal.measures import Comparison, Measures, compare, measure, net_present_social_value
from agile_case.appraisal.plan import Plan
from agile_case.appraisal.schedules import (
    LONG,
    LOWER_RATE,
    LOWER_RATE_OF_LINES,
    discounted_by,
    lower_rate_table,
    side_by_side_table,
)
from agile_case.appraisal.sensitivity import Sensitivities, one_way, scenarios_table, two_way
from agile_case.appraisal.switching import SwitchingValues, switching_values
from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.quantities.frozen import FloatArray, FrozenMap
from agile_case.quantities.provenance import Provenance
from agile_case.quantities.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.reference import DiscountSchedule

__all__ = ["Result"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Result:
    """What an appraisal found. Every measure is absolute or against another option, and says which."""

    plan: Plan
    """What was computed from."""
    at: str
    """Which central values the deterministic numbers stand on: `means`, `mode` or `p50`."""
    yearly: Yearly
    """Amounts of every line in every year at the central values."""
    samples: FloatArray | None
    """Simulated present values, shape `(outputs, draws)`; None without a simulation."""
    provenance: Provenance
    """Versions, hashes and seed behind the numbers."""
    option_tables: tuple[Table, ...] = ()
    """How the options were found and chosen, as the case says; no number of the appraisal rests on it."""

    @property
    def absolute(self) -> FrozenMap[str, Measures]:
        """Measures of every option in absolute terms, business as usual included."""
        present = self._present()
        return FrozenMap(
            {
                option.key: measure(
                    present[index],
                    self.plan.savings,
                    partial=self.plan.partial,
                    samples=self._samples(index),
                    gross=self.yearly.gross(index),
                )
                for index, option in enumerate(self.plan.options)
            }
        )

    def against(self, other: str | None = None) -> FrozenMap[str, Comparison]:
        """Return the measures of every other option against one.

        Args:
            other: Key of the option to compare with; the business as usual unless stated.

        Returns:
            Comparisons by option; empty when no option is named and there is no business as usual.

        Raises:
            UnknownNameError: There is no such option.
        """
        baseline = self.plan.business_as_usual if other is None else self.option_index(other)
        if baseline is None:
            return FrozenMap()
        present = self._present()
        found: dict[str, Comparison] = {}
        for index, option in enumerate(self.plan.options):
            if index == baseline:
                continue
            mine, theirs = self._samples(index), self._samples(baseline)
            samples = None if mine is None or theirs is None else mine - theirs
            found[option.key] = compare(
                present[index],
                present[baseline],
                self.plan.savings,
                partial=self.plan.partial,
                samples=samples,
                gross=self.yearly.gross(index) + self.yearly.gross(baseline),
            )
        return FrozenMap(found)

    def draws(self, option: str, against: str | None = None) -> FloatArray:
        """Return the simulated NPSV of an option, draw by draw.

        Args:
            option: Key of the option.
            against: Key of the option to compare with; without it the NPSV is absolute.

        Returns:
            Pounds, shape `(draws,)`; draw i of every option rests on the same values of the assumptions.

        Raises:
            UnknownNameError: There is no such option.
            InputError: There was no simulation, or the case is partial and has no NPSV.
        """
        mine = self._samples(self.option_index(option))
        theirs = None if against is None else self._samples(self.option_index(against))
        if mine is None or self.plan.partial:
            message = "There are no draws of an NPSV."
            got = "a partial case" if self.plan.partial else "an appraisal without draws"
            raise InputError(message, got=got, wanted="a simulated case", do="appraise with draws and a seed")
        return net_present_social_value(mine if theirs is None else mine - theirs)

    def under(
        self, schedule: DiscountSchedule | str, lines: Mapping[str, DiscountSchedule | str] | None = None
    ) -> Result:
        """Return the same appraisal, at central values, under another discount schedule.

        Args:
            schedule: A schedule, or its table and vintage such as `discount-rate/green-book-2026`.
            lines: Schedules in the place of those that lines have of their own, by name; the others stay.

        Raises:
            UnknownNameError: No such schedule is bundled, or no line has one of that name.
            InputError: Something is no schedule.
        """
        plan = discounted_by(self.plan, schedule, {} if lines is None else lines)
        provenance = attrs.evolve(
            self.provenance, reference_files=plan.files, discounting=plan.discounting, seed=None, draws=None
        )
        yearly = yearly_amounts(plan, central_values(plan, self.at))
        return attrs.evolve(self, plan=plan, yearly=yearly, samples=None, provenance=provenance)

    def lower_rate(self) -> Result:
        """Return the sensitivity without pure time preference, which long appraisals show beside the standard rate.

        Effects on health that have their schedule go over to the lower one of health.

        Source:
            HM Treasury, The Green Book 2018, paragraph A6.21 and Table 8.
        """
        lines = {name: other for name, other in LOWER_RATE_OF_LINES.items() if name in self.plan.schedules}
        return self.under(LOWER_RATE, lines)

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

    def _chosen(self, option: str | None) -> int:
        """Return the place of the option that is asked for, or of the preferred one."""
        if self.plan.partial:
            message = "A partial case has no NPSV to vary."
            raise InputError(message, got="a partial case", wanted="a case with all its lines")
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

    def option_index(self, key: str) -> int:
        """Return the place of an option in the plan.

        Args:
            key: Key of the option.

        Raises:
            UnknownNameError: There is no such option; the nearest are suggested.
        """
        keys = [option.key for option in self.plan.options]
        if key not in keys:
            message, near = f"{key!r} is not an option of this case.", did_you_mean(str(key), keys)
            raise UnknownNameError(message, got=repr(key), wanted="the key of an option", do=near)
        return keys.index(key)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table of the result: measures first, then years and lines of each option."""
        plan, at = self.plan, self.at
        found = [yearly_tables.totals_table(self.yearly)] if plan.partial else self._measure_tables()
        found += [] if plan.partial else [yearly_tables.savings_table(self.yearly)]
        found += [] if plan.partial else self._sensitivity_tables()
        found += [yearly_tables.uplifts_table(plan), plan.teams]
        found += [] if plan.partial else [part_tables.risks_table(plan), part_tables.transfers_table(self.yearly)]
        found += [yearly_tables.unmonetised_table(plan)]
        found += [
            plan.register,
            yearly_tables.correlations_table(plan),
            yearly_tables.cash_table(self.yearly),
        ]
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
        draws, seed = self.provenance.draws, self.provenance.seed
        if draws is not None and seed is not None:
            drawn = f"{draws:,} draws, seed {seed}"
            found.append(summary.simulation_table(plan, absolute, None, drawn, self.at))
            if against and usual is not None:
                found.append(summary.simulation_table(plan, against, usual, drawn, self.at))
        return found

    def _sensitivity_tables(self) -> list[Table]:
        """Return the scenarios; and for the preferred option its switching values and sensitivities."""
        found = [scenarios_table(self.plan, self.at)]
        if self.plan.preferred:
            found += [self.switching_values().table, self.sensitivities().table]
        return found

    def _present(self) -> FloatArray:
        return self.yearly.present_values().reshape(len(self.plan.options), self.plan.n_buckets)

    def _samples(self, option: int) -> FloatArray | None:
        if self.samples is None:
            return None
        n_buckets = self.plan.n_buckets
        return np.asarray(self.samples[option * n_buckets : (option + 1) * n_buckets])
