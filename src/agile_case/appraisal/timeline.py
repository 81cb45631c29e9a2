"""When and how much of each amount falls: dates, curves, series and growth become weights of the years."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal.amounts import Product, product_of, split
from agile_case.appraisal.derived import Compounded, Spanned, Window
from agile_case.appraisal.profiles import Shape, expand, in_year
from agile_case.appraisal.shapes import Shapes
from agile_case.appraisal.times import Times
from agile_case.errors import Fault
from agile_case.estimates.dimensions import normalise
from agile_case.estimates.expressions import STEPS, Call, Literal, Name, Node, evaluate, names_in
from agile_case.model.addresses import given_weights, weight_in, years_of
from agile_case.model.lines import Cost
from agile_case.model.measurement import is_total, profile_tree, steps_tree
from agile_case.quantities.frozen import FloatArray, read_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agile_case.model.lines import Benefit
    from agile_case.model.model import Model

__all__ = ["Spread", "Timeline"]


@attrs.frozen(eq=False)
class Spread:
    """Part of a line: an amount, its weight in each year, and what of a year is left to the draws."""

    amount: Node
    """The amount, which has no year."""
    weights: FloatArray
    """Known weight of each year, shape `(years,)`."""
    growth: str | None = None
    """Key of the uncertain growth rate, if there is one."""
    powers: tuple[int, ...] = ()
    """How often growth has compounded in each year; empty without growth."""
    yearly: tuple[Node, ...] = ()
    """A factor for each year that depends on the draw; empty where there is none."""


class Timeline:
    """The years of a model, and what its lines come to in each of them.

    Args:
        model: The model.
    """

    def __init__(self, model: Model) -> None:
        """Look at the series of the model; see the class."""
        self.model = model
        self.times = Times(model)
        self.shapes = Shapes(self.times)
        self.years = self.times.years
        self.faults: list[Fault] = []
        self._ones = read_only([1.0] * len(self.years))

    def spread(self, address: str, line: Cost | Benefit, amount: Node, uplift: FloatArray) -> tuple[Spread, ...]:
        """Turn one line into amounts with weights; where there is a fault, it is kept and nothing is returned.

        Args:
            address: Address of the line.
            line: The line.
            amount: Its amount, over assumptions in base units.
            uplift: Uplift for optimism bias of each year, as a fraction.
        """
        window = self.times.window(line)
        base, growth, powers, factors = self._base(address, line, uplift, window)
        profile = self._profile(line)
        steps = steps_tree(line, self.model) if isinstance(line, Cost) else None
        if steps is not None:
            steps = normalise(steps, self.model.units)
            base, stepped = self._stepped(steps, (address, line, window), base)
            factors += stepped
            profile = None  # it says how much of the volume each year has, which is in the steps
        shapes: Mapping[str, Shape] = {}
        monomials: Mapping[tuple[str, ...], FloatArray] = {(): self._ones}
        if profile is not None:
            shapes = self.shapes.of(profile, address, window)
            expanded = expand(profile, shapes, len(self.years))
            if expanded is None:
                factors.append(tuple(in_year(profile, shapes, year) for year in range(len(self.years))))
            else:
                monomials = expanded
        found: list[Spread] = []
        for part in self._split(amount):
            varying = [*factors] if part.varying is None else [*factors, self.times.in_years(part.varying)]
            yearly = tuple(itertools.starmap(product_of, zip(*varying, strict=True)))
            found += self._terms(part, base, monomials, (growth, powers, yearly))
        if self._refused(address, line, base, found):
            return ()
        kept = tuple(spread for spread in found if spread.weights.any()) or tuple(found[:1])
        for spread in kept:
            self.times.use(spread.amount, *spread.yearly)
        if self.times.by_year:
            trees = (amount,) if steps is None else (amount, steps)
            self.times.used |= {name.name for tree in trees for name in names_in(tree)} & self.times.by_year
        return kept

    def _stepped(
        self, steps: Node, placed: tuple[str, Cost | Benefit, Window], base: FloatArray
    ) -> tuple[FloatArray, list[tuple[Node, ...]]]:
        """Return the number of steps of each year: in the weights where it is known, otherwise as a factor."""
        address, line, window = placed
        volumes = self.times.in_years(steps)
        given, profile = given_weights(line), self._profile(line)
        if given is not None:
            volumes = tuple(
                product_of(volume, Literal(weight_in(given, year)))
                for volume, year in zip(volumes, self.years, strict=True)
            )
        if profile is not None:
            shapes = self.shapes.of(profile, address, window)
            volumes = tuple(product_of(volume, in_year(profile, shapes, year)) for year, volume in enumerate(volumes))
        counts = tuple(Call(STEPS, (volume,)) for volume in volumes)
        if any(True for count in counts for _ in names_in(count)):
            return base, [counts]
        with np.errstate(all="ignore"):  # what is not finite in a year of the line is refused with its weights
            known = np.array([evaluate(count, {}) for count in counts], dtype=np.float64)
            return np.where(base == 0, 0.0, base * known), []

    def _profile(self, line: Cost | Benefit) -> Node | None:
        profile = profile_tree(line, self.model)
        return None if profile is None else self.shapes.written_out(profile)

    def _split(self, amount: Node) -> tuple[Product, ...]:
        if not self.times.by_year:
            return (Product(amount, self._ones),)
        return split(amount, self.times.series, self.times.drawn, len(self.years))

    def _terms(
        self,
        part: Product,
        base: FloatArray,
        monomials: Mapping[tuple[str, ...], FloatArray],
        rest: tuple[str | None, tuple[int, ...], tuple[Node, ...]],
    ) -> list[Spread]:
        found = []
        for ceilings, coefficients in monomials.items():
            amount = part.constant
            for ceiling in ceilings:
                amount = product_of(amount, Name(ceiling))
            with np.errstate(all="ignore"):  # what is not finite in a year of the line is refused below
                weights = np.where(base == 0, 0.0, base * coefficients * part.weights)
            found.append(Spread(amount, read_only(weights), *rest))
        return found

    def _refused(self, address: str, line: Cost | Benefit, base: FloatArray, found: list[Spread]) -> bool:
        """Keep a fault where weights are not finite, or where a line never falls; tell whether there is one."""
        profiled = line.profile is not None
        where, got = f"{address}.profile" if profiled else address, str(line.profile or line.amount or address)
        if not all(np.isfinite(spread.weights).all() for spread in found):
            message = "This profile has no finite value in every year." if profiled else "This amount is not finite."
            self.faults.append(Fault(message, where, got=got, do="look for a division by zero", code="appraisal"))
            return True
        if profiled and base.any() and not any(spread.weights.any() for spread in found):
            message = "This line never falls in any of its years: its profile is zero in all of them."
            do = "look at when its curves start, and at what they tend to"
            self.faults.append(Fault(message, where, got=got, do=do, code="appraisal"))
            return True
        return False

    def _base(
        self, address: str, line: Cost | Benefit, uplift: FloatArray, window: Window
    ) -> tuple[FloatArray, str | None, tuple[int, ...], list[tuple[Node, ...]]]:
        """Return the known weight of each year, uncertain growth with its powers, and factors left to the draws."""
        again = self._years_between(line)
        weights = self._falls(line, again if window.begins is None else 0) * (1.0 + uplift)
        factors: list[tuple[Node, ...]] = []
        if window.begins is not None or window.ends is not None:
            total = window.begins is not None and is_total(line, self.model)
            spanned = Spanned(self.times.names(address), window, total=total, every=again)
            if window.certain:
                weights *= np.array(spanned.values({}), dtype=np.float64)
            else:
                factors.append(self.times.keep(address, spanned))
        rate, begin = line.growth, line.growth_from or self.model.basis.start
        if line.cash_growth is not None:
            rate, begin = line.cash_growth, (line.price_base or self.model.basis.price_base).year or begin
        if rate is None:
            return weights, None, (), factors
        powers = tuple(year - begin for year in self.years)
        if line.cash_growth is None or isinstance(rate, str):
            powers = tuple(max(power, 0) for power in powers)
        if isinstance(rate, float):
            with np.errstate(all="ignore"):  # growth without bound is refused where the amount of the year is known
                grown = np.power(1.0 + rate, np.array(powers, dtype=np.float64))
            return np.where(weights == 0, 0.0, weights * grown), None, (), factors
        self.times.used.add(rate)
        if rate in self.times.series:
            growing = np.array(powers) > 0
            grown = np.cumprod(np.where(growing, 1.0 + self.times.series[rate], 1.0))
            return np.where(weights == 0, 0.0, weights * grown), None, (), factors
        if rate in self.times.drawn:
            rates = [
                Name(self.times.name_in(rate, year)) if power else Literal(0.0) for year, power in enumerate(powers)
            ]
            key = f"{rate}:{begin}"
            factors.append(self.times.keep(key, Compounded(self.times.names(key), tuple(rates))))
            return weights, None, (), factors
        return weights, rate, powers, factors

    def _years_between(self, line: Cost | Benefit) -> int:
        """Return the years after which a line falls again, 0 where it does not."""
        every = line.refresh_every if isinstance(line, Cost) else None
        return 0 if every is None else round(every.to(self.model.units.unit("year"), self.model.units))

    def _falls(self, line: Cost | Benefit, again: int) -> FloatArray:
        """Return how much of a line falls in each year before its events and its growth."""
        falls, given = years_of(line, self.model.basis.period), given_weights(line)
        weights = np.zeros(len(self.years))
        first = falls.first - self.years[0]
        weights[first : first + len(falls)] = 1.0
        if again:
            weights[first::again] = 1.0
        if given is not None and not _stepped(line):
            weights *= [weight_in(given, year) for year in self.years]
        return weights


def _stepped(line: Cost | Benefit) -> bool:
    return isinstance(line, Cost) and line.behaviour == "step"
