"""When and how much of each amount falls: dates, curves, series and growth become weights of the years.

What is known of a year is a number. What hangs on an uncertain date or time, or is drawn anew each year, is a value
with a name for each year, such as `take_up@2027-28`, which no assumption can have.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.appraisal.amounts import ONE, Product, product_of, split, with_names
from agile_case.appraisal.derived import Compounded, Curved, Derived, Instant, Part, Spanned, Window
from agile_case.appraisal.profiles import Shape, expand, in_year
from agile_case.errors import Fault
from agile_case.estimates.curves import HALF_ODDS
from agile_case.estimates.expressions import Binary, Literal, Name, Node, names_in
from agile_case.model.addresses import given_weights, weight_in, years_of
from agile_case.model.assumptions import YearlyValues
from agile_case.model.measurement import is_total, profile_tree
from agile_case.model.timing import moment_of
from agile_case.quantities.frozen import FloatArray, read_only
from agile_case.quantities.units import Quantity

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from agile_case.estimates.curves import Curve
    from agile_case.model.lines import Benefit, Cost
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
        self.years = tuple(model.basis.period)
        self.derived: dict[str, Derived] = {}
        self.used: set[str] = set()
        self.faults: list[Fault] = []
        assumptions = model.assumptions.items()
        self.series = {key: self._series(key) for key, held in assumptions if isinstance(held.estimate, YearlyValues)}
        self.drawn = frozenset(key for key, held in assumptions if held.by_year and key not in self.series)
        self._by_year = self.drawn | set(self.series)
        self._ones = read_only([1.0] * len(self.years))
        self._shapes: dict[tuple[str, str], Shape] = {}

    def spread(self, address: str, line: Cost | Benefit, amount: Node, uplift: float) -> tuple[Spread, ...]:
        """Turn one line into amounts with weights; where there is a fault, it is kept and nothing is returned.

        Args:
            address: Address of the line.
            line: The line.
            amount: Its amount, over assumptions in base units.
            uplift: Uplift for optimism bias, as a fraction.
        """
        window = self._window(line)
        base, growth, powers, factors = self._base(address, line, uplift, window)
        profile = profile_tree(line, self.model)
        shapes: Mapping[str, Shape] = {}
        monomials: Mapping[tuple[str, ...], FloatArray] = {(): self._ones}
        if profile is not None:
            keys = dict.fromkeys(found.name for found in names_in(profile))
            shapes = {key: self._shape(key, address, window) for key in keys}
            expanded = expand(profile, shapes, len(self.years))
            if expanded is None:
                factors.append(tuple(in_year(profile, shapes, year) for year in range(len(self.years))))
            else:
                monomials = expanded
        found: list[Spread] = []
        for part in self._split(amount):
            varying = [*factors] if part.varying is None else [*factors, self._in_years(part.varying)]
            yearly = tuple(itertools.starmap(product_of, zip(*varying, strict=True)))
            found += self._terms(part, base, monomials, (growth, powers, yearly))
        if self._refused(address, line, base, found):
            return ()
        kept = tuple(spread for spread in found if spread.weights.any()) or tuple(found[:1])
        for spread in kept:
            self.use(spread.amount, *spread.yearly)
        if self._by_year:
            self.used |= {name.name for name in names_in(amount)} & self._by_year
        return kept

    def _split(self, amount: Node) -> tuple[Product, ...]:
        if not self._by_year:
            return (Product(amount, self._ones),)
        return split(amount, self.series, self.drawn, len(self.years))

    def use(self, *nodes: Node) -> None:
        """Remember the names of some trees as used.

        Args:
            nodes: The trees.
        """
        self.used.update(found.name for node in nodes for found in names_in(node))

    def name_in(self, key: str, year: int) -> str:
        """Return the name of a value in one year.

        Args:
            key: What it is a value of.
            year: Years after year 0.
        """
        return f"{key}@{self.years[year]}"

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
        self, address: str, line: Cost | Benefit, uplift: float, window: Window
    ) -> tuple[FloatArray, str | None, tuple[int, ...], list[tuple[Node, ...]]]:
        """Return the known weight of each year, uncertain growth with its powers, and factors left to the draws."""
        falls, given = years_of(line, self.model.basis.period), given_weights(line)
        weights = np.zeros(len(self.years))
        first = falls.first - self.years[0]
        weights[first : first + len(falls)] = 1.0 + uplift
        if given is not None:
            weights *= [weight_in(given, year) for year in self.years]
        factors: list[tuple[Node, ...]] = []
        if window.begins is not None or window.ends is not None:
            total = window.begins is not None and is_total(line, self.model)
            spanned = Spanned(self._names(address), window, total=total)
            if window.certain:
                weights *= np.array(spanned.values({}), dtype=np.float64)
            else:
                factors.append(self._keep(address, spanned))
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
        self.used.add(rate)
        if rate in self.series:
            growing = np.array(powers) > 0
            grown = np.cumprod(np.where(growing, 1.0 + self.series[rate], 1.0))
            return np.where(weights == 0, 0.0, weights * grown), None, (), factors
        if rate in self.drawn:
            rates = [Name(self.name_in(rate, year)) if power else Literal(0.0) for year, power in enumerate(powers)]
            key = f"{rate}:{begin}"
            factors.append(self._keep(key, Compounded(self._names(key), tuple(rates))))
            return weights, None, (), factors
        return weights, rate, powers, factors

    def _keep(self, key: str, derived: Derived) -> tuple[Node, ...]:
        self.derived.setdefault(key, derived)
        return tuple(Name(name) for name in derived.names)

    def _names(self, key: str) -> tuple[str, ...]:
        return tuple(self.name_in(key, year) for year in range(len(self.years)))

    def _series(self, key: str) -> FloatArray:
        held = self.model.assumptions[key]
        scale = self.model.units.unit(held.unit).scale
        return read_only([weight_in(held.estimate, year) * scale for year in self.years])  # type: ignore[arg-type]  # a series

    def _in_years(self, tree: Node) -> tuple[Node, ...]:
        """Return a tree for each year, with that year's value of what differs from year to year."""

        def of(name: str, year: int) -> Node:
            if name in self.series:
                return Literal(float(self.series[name][year]))
            return Name(self.name_in(name, year)) if name in self.drawn else Name(name)

        return tuple(with_names(tree, lambda name, year=year: of(name, year)) for year in range(len(self.years)))  # type: ignore[misc]  # the year is bound at once

    def _instant(self, starts: str | datetime.date) -> Instant:
        moment = moment_of(starts, self.model)
        if moment.delay is not None:
            self.use(moment.delay)
        return Instant(moment.at, moment.delay)

    def _window(self, line: Cost | Benefit) -> Window:
        begins = None if line.starts is None else self._instant(line.starts)
        return Window(begins, None if line.ends is None else self._instant(line.ends))

    def _shape(self, key: str, address: str, window: Window) -> Shape:
        """Return a curve for the years of the case, or for the part of them in which a line runs."""
        windowed = window.begins is not None or window.ends is not None
        place = (key, address if windowed else "")
        if place not in self._shapes:
            name = f"{key}/{address}" if windowed else key
            self._shapes[place] = self._worked_out(self.model.curves[key], name, window)
        return self._shapes[place]

    def _worked_out(self, curve: Curve, name: str, window: Window) -> Shape:
        if curve.shape == "constant":
            return Shape(curve.ceiling, read_only([1.0] * len(self.years)))
        parts = self._parts(curve)
        curved = Curved(self._names(name), parts, window)
        nodes = [node for part in parts for node in (part.level, *part.parameters)]
        delays = [part.start.delay for part in parts]
        if window.certain and not any(delays) and not any(True for node in nodes for _ in names_in(node)):
            return Shape(curve.ceiling, read_only(np.array(curved.values({}), dtype=np.float64)))
        self.use(*nodes, *(delay for delay in delays if delay is not None))
        self._keep(name, curved)
        return Shape(curve.ceiling, read_only([0.0] * len(self.years)), curved.names)

    def _parts(self, curve: Curve) -> tuple[Part, ...]:
        if curve.shape == "events":
            return self._between(curve)
        start = self._instant(curve.starts or self.model.basis.start.begins)
        if curve.shape == "step":
            return (Part("step", start, ONE),)
        if curve.shape == "linear":
            return (Part("ramp", start, ONE, (self._parameter(curve.over, "year"),)),)
        if curve.t10 is not None:
            early, late = self._parameter(curve.t10, "year"), self._parameter(curve.t90, "year")
            middle = _folded("/", _folded("+", early, late), Literal(2.0))
            steepness = _folded("/", Literal(HALF_ODDS), _folded("-", late, early))
        else:
            middle, steepness = self._parameter(curve.midpoint, "year"), self._parameter(curve.steepness, "1/year")
        return (Part("logistic", start, ONE, (middle, steepness)),)

    def _between(self, curve: Curve) -> tuple[Part, ...]:
        starts = [self._instant(event) for event in curve.levels]
        levels = [Name(level) if isinstance(level, str) else Literal(level) for level in curve.levels.values()]
        parts = [Part("step", starts[0], levels[0])]
        for (first, second), (low, high) in zip(itertools.pairwise(starts), itertools.pairwise(levels), strict=True):
            rise = _folded("-", high, low)
            if curve.between == "linear":
                parts.append(Part("ramp", first, rise, (_apart(first, second),)))
            else:
                parts.append(Part("step", second, rise, (_apart(first, second),)))
        return tuple(parts)

    def _parameter(self, value: Quantity | str | None, unit: str) -> Node:
        if isinstance(value, Quantity):
            return Literal(value.to(self.model.units.unit(unit), self.model.units))
        return Name(str(value))


def _folded(operator: str, left: Node, right: Node) -> Node:
    """Join two trees, worked out where both are numbers."""
    if isinstance(left, Literal) and isinstance(right, Literal):
        a, b = left.value, right.value
        return Literal(a + b if operator == "+" else a - b if operator == "-" else a / b)
    return Binary(operator, left, right)


def _apart(first: Instant, second: Instant) -> Node:
    """Return the years between two points in time."""
    between: Node = Literal(second.at - first.at)
    if second.delay is not None:
        between = Binary("+", between, second.delay)
    return between if first.delay is None else Binary("-", between, first.delay)
