"""The published parameters that a model's appraisal uses: discount factors, prices, bounds of optimism bias."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import attrs

from agile_case.model.bias import BenefitBias
from agile_case.model.published import deflator_of
from agile_case.model.uplifts import effective_uplift, reference_of, since
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only
from agile_case.quantities.prices import PriceBase
from agile_case.quantities.years import Year, YearRange
from agile_case.reference import Deflator, OptimismBiasTable, ReferenceSet

if TYPE_CHECKING:
    from agile_case.model.basis import Basis
    from agile_case.model.lines import Benefit, Cost
    from agile_case.model.model import Model

__all__ = ["Parameters", "Prices", "parameters_of"]


@attrs.frozen(eq=False)
class Prices:
    """How to get from one price base to another, year by year."""

    years: tuple[Year, ...]
    """Every year of the appraisal."""
    base: Year
    """The year whose prices the case is in."""
    deflator: Deflator
    """The deflator, continued where the case says how."""
    _real: dict[tuple[PriceBase, YearRange], FloatArray] = attrs.field(factory=dict, init=False, repr=False)
    _cash: dict[PriceBase, FloatArray] = attrs.field(factory=dict, init=False, repr=False)

    def to_real(self, price_base: PriceBase, falls: YearRange) -> FloatArray:
        """Return what amounts in a price base are multiplied by to be in the case's real terms.

        Args:
            price_base: Prices of the amounts.
            falls: The years in which there are amounts.

        Returns:
            Shape `(years,)`; exactly 1 for amounts already in the case's prices, and zero for cash of other years.

        Raises:
            YearError: The deflator does not reach a year that is needed.
        """
        key = (price_base, falls)
        if key not in self._real:
            self._real[key] = self._to_real(price_base, falls)
        return self._real[key]

    def _to_real(self, price_base: PriceBase, falls: YearRange) -> FloatArray:
        if price_base.year is None:
            return read_only([self.deflator.ratio(year, self.base) if year in falls else 0.0 for year in self.years])
        ratio = 1.0 if price_base.year == self.base else self.deflator.ratio(price_base.year, self.base)
        return read_only([ratio] * len(self.years))

    def to_cash(self, price_base: PriceBase) -> FloatArray:
        """Return what amounts in a price base are multiplied by to be in cash; zero where the deflator does not reach.

        Args:
            price_base: Prices of the amounts.
        """
        if price_base not in self._cash:
            self._cash[price_base] = self._to_cash(price_base)
        return self._cash[price_base]

    def _to_cash(self, price_base: PriceBase) -> FloatArray:
        if price_base.year is None:
            return read_only([1.0] * len(self.years))
        origin = price_base.year
        return read_only([self.deflator.ratio(origin, year) if self.reaches(year) else 0.0 for year in self.years])

    def reaches(self, year: Year) -> bool:
        """Tell whether cash of a year can be worked out.

        Args:
            year: The year.
        """
        return self.base in self.deflator.index and year in self.deflator.index

    @property
    def cash_until(self) -> Year | None:
        """The last year for which cash can be worked out, if there is one."""
        reached = [year for year in self.years if self.reaches(year)]
        return reached[-1] if reached and self.years[0] == reached[0] else None


@attrs.frozen(eq=False)
class Parameters:
    """Everything published, or given in its place, that an appraisal computes with."""

    reference: ReferenceSet
    """The reference set, with replaced tables in place."""
    prices: Prices
    """Price bases."""
    discount_factors: FloatArray
    """Factor of each year, shape `(years,)`."""
    discounting: str
    """Where the factors come from, in words."""
    bias: OptimismBiasTable
    """Bounds of optimism bias."""

    @property
    def files(self) -> FrozenMap[str, str]:
        """SHA-256 of each published table of the set."""
        return self.reference.files

    def uplift(self, line: Cost | Benefit) -> tuple[float, str]:
        """Return the effective optimism bias uplift of a cost line, and how it came about.

        Args:
            line: A line with optimism bias.

        Returns:
            The uplift as a fraction: the upper bound less what is mitigated, never below the lower bound; for a benefit
            what it is lowered by, with a minus.

        Raises:
            UnknownNameError: The published table has no such type or measure.

        Source:
            Mott MacDonald, Review of Large Public Procurement in the UK, 2002, Table 2; The Green Book 2026,
            paragraphs 6.78 to 6.82.
        """
        bias = line.optimism_bias
        if isinstance(bias, BenefitBias):
            return (
                -bias.reduction,
                f"benefit lowered by {100 * bias.reduction:.4g}%: {bias.source}{since(bias.forecast_from)}",
            )
        if bias is None:
            return 0.0, ""
        return effective_uplift(bias, self.bias)


def parameters_of(model: Model) -> Parameters:
    """Load what a model's appraisal computes with.

    Args:
        model: The model.

    Raises:
        UnknownNameError: A set, table or vintage is not bundled.
        ReferenceDataError: A published table is not as it was released.
    """
    reference = reference_of(model.reference)
    basis = model.basis
    factors, discounting = _discounting(basis, reference)
    base = cast("Year", basis.price_base.year)  # the basis refuses cash
    prices = Prices(tuple(basis.period), base, deflator_of(basis, reference))
    return Parameters(reference, prices, factors, discounting, reference.optimism_bias)


def _discounting(basis: Basis, reference: ReferenceSet) -> tuple[FloatArray, str]:
    if basis.discount_factors is not None:
        return read_only(basis.discount_factors.values), f"factors given by the case: {basis.discount_factors.source}"
    schedule = reference.discount_rate
    return schedule.factors(basis.horizon), schedule.name
