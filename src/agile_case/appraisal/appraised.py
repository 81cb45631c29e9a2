"""The numbers of an appraisal with their provenance, and the plan they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import attrs
import numpy as np

from agile_case.appraisal.central import Yearly, central_values, yearly_amounts
from agile_case.appraisal.compiled import CompiledPlan
from agile_case.appraisal.convergence import convergence_table, quantiles_table
from agile_case.appraisal.engine import draws_of, simulate
from agile_case.appraisal.forward import Forward, forward_of, forward_plan
from agile_case.appraisal.kernel import LARGEST
from agile_case.appraisal.measures import Comparison, Measures, compare, measure, net_present_social_value
from agile_case.appraisal.outcomes import assumption_of
from agile_case.appraisal.ranks import rank_correlations
from agile_case.appraisal.sampling import Sampling
from agile_case.appraisal.schedules import LOWER_RATE, LOWER_RATE_OF_LINES, costs_discounted_by, discounted_by
from agile_case.appraisal.variance import variance_table
from agile_case.errors import InputError, UnknownNameError, YearError, did_you_mean
from agile_case.model.fields import year as a_year
from agile_case.quantities.frozen import FloatArray, FrozenMap
from agile_case.quantities.provenance import Provenance
from agile_case.quantities.tables import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agile_case.quantities.years import Year
    from agile_case.reference import DiscountSchedule

__all__ = ["Appraised"]


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Appraised:
    """What was appraised: its present values, and every measure that is made of them."""

    plan: CompiledPlan
    """What was computed from: it explains itself, and works out its central case again."""
    at: str
    """Which central values the deterministic numbers stand on: `means`, `mode` or `p50`."""
    yearly: Yearly
    """Amounts of every line in every year at the central values."""
    samples: FloatArray | None
    """Simulated present values, shape `(outputs, draws)`; None without a simulation."""
    provenance: Provenance
    """Versions, hashes and seed behind the numbers."""
    register: Table | None = None
    """The assumptions log of the case."""
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
                    scramblings=self.provenance.scramblings,
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
                scramblings=self.provenance.scramblings,
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

    @property
    def sampling(self) -> Sampling:
        """How the simulation sampled.

        Raises:
            InputError: There was none.
        """
        held = self.provenance
        if held.seed is None or held.draws is None:
            message, do = "There was no simulation.", "appraise with draws and a seed"
            raise InputError(message, got="an appraisal without draws", wanted="a simulated case", do=do)
        return Sampling(seed=held.seed, draws=held.draws, scramblings=held.scramblings)

    def drawn(self, assumption: str, year: str | None = None) -> FloatArray:
        """Return the draws of an assumption in its own unit, drawn again from the seed.

        Args:
            assumption: Its key.
            year: The year, for an assumption that is drawn anew each year.

        Returns:
            Shape `(draws,)`; draw i is the one that draw i of every NPSV rests on.

        Raises:
            UnknownNameError: No line uses such an assumption; the nearest are suggested.
            InputError: There was no simulation, or a year is missing, is none, or means nothing for it.
        """
        sampling, held = self.sampling, assumption_of(self.plan, assumption)
        names = dict(zip((str(one) for one in self.plan.years), held.names, strict=False))
        if len(held.names) == 1:
            names = {"": held.names[0]}
        if (year or "") not in names:
            message = "This assumption is drawn " + ("anew each year." if "" not in names else "once, for all years.")
            wanted = f"a year from {self.plan.years[0]} to {self.plan.years[-1]}" if "" not in names else "no year"
            raise InputError(message, where="year", got=repr(year), wanted=wanted)
        source = sampling.source(self.plan.drawn)
        values = draws_of(self.plan, names[year or ""], source, 0, sampling.draws)
        return np.broadcast_to(np.asarray(values) / held.scale, sampling.draws)

    def quantiles(
        self, option: str, against: str | None = None, probabilities: Sequence[float] = (0.1, 0.5, 0.9)
    ) -> Table:
        """Return quantiles of the simulated NPSV of an option, with an interval for the Monte Carlo error of each.

        Args:
            option: Key of the option.
            against: Key of the option to hold it against; without it the NPSV is absolute.
            probabilities: Of the quantiles.

        Raises:
            UnknownNameError: There is no such option.
            InputError: There was no simulation, the case is partial, or a probability is none.
        """
        words = self._npsv_of(option, against)
        return quantiles_table(self.draws(option, against), probabilities, words, self.provenance.scramblings)

    def convergence(self, option: str, against: str | None = None) -> Table:
        """Return how the simulated NPSV of an option settles as the draws grow.

        Args:
            option: Key of the option.
            against: Key of the option to hold it against; without it the NPSV is absolute.

        Raises:
            UnknownNameError: There is no such option.
            InputError: There was no simulation, or the case is partial.
        """
        words = self._npsv_of(option, against)
        return convergence_table(self.draws(option, against), words, self.provenance.scramblings)

    def rank_correlations(self, option: str, against: str | None = None) -> Table:
        """Return which assumptions the simulated NPSV of an option moves with, the closest first.

        Args:
            option: Key of the option.
            against: Key of the option to hold it against; without it the NPSV is absolute.

        Raises:
            UnknownNameError: There is no such option.
            InputError: There was no simulation, or the case is partial.
        """
        draws = self.draws(option, against)
        return rank_correlations(self.plan, self.sampling, draws, self._npsv_of(option, against))

    def variance_shares(self, option: str, against: str | None = None, *, total: bool = False) -> Table:
        """Return where the spread of the simulated NPSV of an option comes from, the largest share first.

        Args:
            option: Key of the option.
            against: Key of the option to hold it against; without it the NPSV is absolute.
            total: Whether to measure total shares too, which hold what assumptions do together; that takes about as
                long again as the simulation for lines of their own assumptions, and longer for shared ones.

        Raises:
            UnknownNameError: There is no such option.
            InputError: There was no simulation, or the case is partial.
        """
        draws = self.draws(option, against)
        places = (self.option_index(option), None if against is None else self.option_index(against))
        return variance_table(self.plan, self.sampling, places, draws, self._npsv_of(option, against), total=total)

    def forward(
        self, year: Year | str, *, committed: Sequence[str] = (), stopping_cost: float = 0.0
    ) -> tuple[Self, Forward]:
        """Return the same appraisal on the forward basis of a gate, and the choices there.

        Args:
            year: Year of the gate: present values are of it, and what falls before it is sunk.
            committed: Addresses of lines that are paid whatever is decided, and left out.
            stopping_cost: What it costs to stop now, in pounds of that year and the prices of the case; below nothing
                where stopping brings in more than it costs.

        Returns:
            The appraisal, whose measures and tables are all on the forward basis; and the choices.

        Raises:
            YearError: The year is not one of the case.
            UnknownNameError: There is no such line.
            InputError: The case is partial, on a forward basis already, or the cost is no number.

        Source:
            HM Treasury, The Green Book 2026, paragraph 6.32: sunk costs are left out.
        """
        self._refuse_partial()
        number = isinstance(stopping_cost, int | float) and not isinstance(stopping_cost, bool)
        if not number or not -LARGEST < stopping_cost < LARGEST:
            message = "This is not what stopping may cost."
            raise InputError(message, where="stopping_cost", got=repr(stopping_cost), wanted="a number of pounds")
        try:
            begins = a_year(year)
        except YearError as error:
            raise error.at("year") from None  # noqa: EM101 - a place, not a message
        plan = forward_plan(self.plan, begins, committed)
        samples = None if self.samples is None else simulate(plan, self.sampling)
        yearly = yearly_amounts(plan, central_values(plan, self.at))
        found = attrs.evolve(self, plan=plan, yearly=yearly, samples=samples)
        choices = forward_of(
            plan, found.absolute, found.against(), committed, stopping=float(stopping_cost), at=self.at
        )
        return found, choices

    def _npsv_of(self, option: str, against: str | None) -> str:
        titles = [self.plan.options[self.option_index(key)].title for key in (option, against) if key is not None]
        return f"NPSV of {' against '.join(titles)}"

    def under(
        self, schedule: DiscountSchedule | str, lines: Mapping[str, DiscountSchedule | str] | None = None
    ) -> Self:
        """Return the same appraisal, at central values, under another discount schedule.

        Args:
            schedule: A schedule, or its table and vintage such as `discount-rate/green-book-2026`.
            lines: Schedules in the place of those that lines have of their own, by name; the others stay.

        Raises:
            UnknownNameError: No such schedule is bundled, or no line has one of that name.
            InputError: Something is no schedule.
        """
        return self._of_plan(discounted_by(self.plan, schedule, {} if lines is None else lines))

    def costs_under(self, schedule: DiscountSchedule | str) -> Self:
        """Return the same appraisal, at central values, with the costs alone discounted by another schedule.

        With private finance among the options, costs of all of them are discounted at the real risk-free gilt rate
        nearest the weighted average duration of the contract, as a sensitivity beside the standard one. The rate is
        yours: `DiscountSchedule.flat(rate, source)`. Savings that lower the costs go with them.

        Args:
            schedule: A schedule, or its table and vintage.

        Raises:
            UnknownNameError: No such schedule is bundled.
            InputError: It is no schedule.

        Source:
            HM Treasury, The Green Book 2026, paragraph A.17.
        """
        return self._of_plan(costs_discounted_by(self.plan, schedule))

    def _of_plan(self, plan: CompiledPlan) -> Self:
        """Return the appraisal of the same case by a changed plan, at central values."""
        provenance = attrs.evolve(
            self.provenance,
            reference_files=plan.files,
            discounting=plan.discounting,
            seed=None,
            draws=None,
            draws_asked=None,
            scramblings=None,
        )
        yearly = yearly_amounts(plan, central_values(plan, self.at))
        return attrs.evolve(self, plan=plan, yearly=yearly, samples=None, provenance=provenance)

    def lower_rate(self) -> Self:
        """Return the sensitivity without pure time preference, which long appraisals show beside the standard rate.

        Effects on health that have their schedule go over to the lower one of health.

        Source:
            HM Treasury, The Green Book 2018, paragraph A6.21 and Table 8.
        """
        lines = {name: other for name, other in LOWER_RATE_OF_LINES.items() if name in self.plan.schedules}
        return self.under(LOWER_RATE, lines)

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

    def _refuse_partial(self) -> None:
        if self.plan.partial:
            message = "A partial case has no NPSV to look into."
            raise InputError(message, got="a partial case", wanted="a case with all its lines")

    def _present(self) -> FloatArray:
        return self.yearly.present_values().reshape(len(self.plan.options), self.plan.n_buckets)

    def _samples(self, option: int) -> FloatArray | None:
        if self.samples is None:
            return None
        n_buckets = self.plan.n_buckets
        return np.asarray(self.samples[option * n_buckets : (option + 1) * n_buckets])
