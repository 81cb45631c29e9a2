"""Compile a model into a plan: names become columns, dates become weights. All that can be refused is refused here."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from agile_case.appraisal.parameters import Parameters, parameters_of
from agile_case.appraisal.plan import Bucket, CorrelatedGroup, Plan, PlanLine, PlanOption, Term
from agile_case.appraisal.profiles import Shape, expand, in_year
from agile_case.errors import AppraisalError, Fault, NotBuiltError
from agile_case.estimates.copula import rank_factor
from agile_case.estimates.curves import logistic_yearly
from agile_case.estimates.dimensions import normalise
from agile_case.estimates.expressions import Binary, Name, Node, names_in
from agile_case.model.addresses import given_weights, lines_of, weight_in, years_of
from agile_case.model.correlation_checks import correlated_groups
from agile_case.model.curve_checks import logistic_of
from agile_case.model.lines import Benefit, Cost
from agile_case.model.measurement import amount_tree, profile_tree
from agile_case.model.unbuilt import unbuilt_faults
from agile_case.quantities.canonical import sha256
from agile_case.quantities.frozen import FloatArray, FrozenMap, read_only
from agile_case.quantities.years import years_into

if TYPE_CHECKING:
    from agile_case.appraisal.derived import Derived
    from agile_case.estimates.distributions import Estimate
    from agile_case.model.model import Model
    from agile_case.model.options import Option

__all__ = ["compile_model"]


def compile_model(model: Model) -> Plan:
    """Compile a model into a plan.

    Args:
        model: A consistent model.

    Raises:
        NotBuiltError: The model has keys that this version cannot appraise; all are listed.
        InvalidCaseError: Lines need published parameters that do not exist or do not reach; all are listed.
        UnknownNameError: The reference set is not known.
    """
    unbuilt = unbuilt_faults(model)
    if unbuilt:
        raise NotBuiltError.of(unbuilt)
    compiler = _Compiler(model, parameters_of(model))
    for address, line in lines_of(model):
        compiler.add(address, line)
    if compiler.faults:
        raise AppraisalError.of(compiler.faults)
    return compiler.plan()


class _Compiler:
    def __init__(self, model: Model, parameters: Parameters) -> None:
        self.model = model
        self.parameters = parameters
        self.years = tuple(model.basis.period)
        self.option_index = {key: index for index, key in enumerate(model.options)}
        self.shapes = {key: self.shape(key) for key in model.curves}
        self.faults: list[Fault] = []
        self.lines: list[PlanLine] = []
        self.terms: list[Term] = []
        self.amounts: dict[Node, int] = {}
        self.used: set[str] = set()
        self.derived: dict[str, Derived] = {}
        self.uplifts: dict[str, float] = {}
        self.notes: dict[str, str] = {}

    def shape(self, key: str) -> Shape:
        curve = self.model.curves[key]
        begins = self.model.events[curve.starts] if isinstance(curve.starts, str) else curve.starts
        elapsed = np.array([years_into(year, begins) for year in self.years])
        return Shape(curve.ceiling, read_only(logistic_yearly(elapsed, *logistic_of(curve, self.model))))

    def add(self, address: str, line: Cost | Benefit) -> None:
        tree = amount_tree(line, self.model)
        if tree is None or (isinstance(line, Benefit) and not line.monetised):
            return
        uplift = self.uplift(address, line)
        price_base = line.price_base or self.model.basis.price_base
        to_real = self.parameters.prices.to_real(price_base, years_of(line, self.model.basis.period))
        to_cash = self.parameters.prices.to_cash(price_base)
        bucket = _bucket(line)
        moves_cash = bucket in (Bucket.COST_PUBLIC, Bucket.CASH_RELEASED)
        title = line.title or _in_words(address.rpartition(".")[2])
        self.lines.append(
            PlanLine(
                address,
                title,
                self.option_index[address.split(".")[1]],
                bucket,
                price_base.describe(),
                to_real,
                to_cash if moves_cash else None,
                line.budget or "unclassified",
                line.replaces,
                0 if given_weights(line) is not None else -1 if isinstance(line, Benefit) and line.disbenefit else 1,
            )
        )
        self.spread(address, line, normalise(tree, self.model.units), uplift)

    def uplift(self, address: str, line: Cost | Benefit) -> float:
        if not isinstance(line, Cost) or line.optimism_bias is None:
            return 0.0
        uplift, note = self.parameters.uplift(line)
        self.uplifts[address], self.notes[address] = uplift, note
        return uplift

    def spread(self, address: str, line: Cost | Benefit, amount: Node, uplift: float) -> None:
        """Turn one line into terms: its amount times known weights, times growth where the rate is uncertain."""
        base, growth, powers = self.weights(line, uplift)
        profile = profile_tree(line, self.model)
        if profile is None:
            self.term(amount, base, growth, powers)
            return
        monomials = expand(profile, self.shapes, len(self.years))
        if monomials is None:
            yearly = tuple(in_year(profile, self.shapes, year) for year in range(len(self.years)))
            self.term(amount, base, growth, powers, yearly)
            return
        ever = False
        for ceilings, coefficients in monomials.items():
            product = amount
            for ceiling in ceilings:
                product = Binary("*", product, Name(ceiling))
            with np.errstate(all="ignore"):  # what is not finite in a year of the line is refused below
                weights = np.where(base == 0, 0.0, base * coefficients)
            if not np.isfinite(weights).all():
                message = "This profile has no finite value in every year."
                got, do = str(line.profile), "look for a division by zero"
                self.faults.append(Fault(message, f"{address}.profile", got=got, do=do, code="appraisal"))
                return
            ever = ever or bool(weights.any())
            if weights.any() or not ceilings:
                self.term(product, weights, growth, powers)
        if base.any() and not ever:
            message = "This line never falls in any of its years: its profile is zero in all of them."
            do = "look at when its curves start, and at what they tend to"
            self.faults.append(Fault(message, f"{address}.profile", got=str(line.profile), do=do, code="appraisal"))

    def weights(self, line: Cost | Benefit, uplift: float) -> tuple[FloatArray, str | None, tuple[int, ...]]:
        """Return the known weight of each year, and the uncertain growth with its powers if there is one."""
        falls = years_of(line, self.model.basis.period)
        given = given_weights(line)
        weights = np.array(
            [0.0 if year not in falls else weight_in(given, year) if given is not None else 1.0 for year in self.years]
        )
        weights *= 1.0 + uplift
        if line.growth is None:
            return weights, None, ()
        begin = line.growth_from or self.model.basis.start
        powers = tuple(max(year - begin, 0) for year in self.years)
        if isinstance(line.growth, str):
            self.used.add(line.growth)
            return weights, line.growth, powers
        with np.errstate(all="ignore"):  # growth without bound is refused where the amount of the year is known
            grown = np.power(1.0 + line.growth, np.array(powers, dtype=np.float64))
            return np.where(weights == 0, 0.0, weights * grown), None, ()

    def term(
        self,
        amount: Node,
        weights: FloatArray,
        growth: str | None,
        powers: tuple[int, ...],
        yearly: tuple[Node, ...] = (),
    ) -> None:
        index = self.amounts.setdefault(amount, len(self.amounts))
        self.used.update(name.name for node in (amount, *yearly) for name in names_in(node))
        self.terms.append(Term(len(self.lines) - 1, index, read_only(weights), growth, powers, yearly))

    def plan(self) -> Plan:
        basis, parameters = self.model.basis, self.parameters
        usual = self.model.business_as_usual
        return Plan(
            title=basis.title,
            notes=basis.notes,
            register=tuple(self.entry(key) for key in self.model.assumptions),
            years=self.years,
            price_base=basis.price_base,
            savings=basis.savings,
            partial=basis.partial,
            options=tuple(_plan_option(key, option) for key, option in self.model.options.items()),
            business_as_usual=None if usual is None else self.option_index[usual],
            assumptions=FrozenMap({key: self.estimate(key) for key in self.model.assumptions if key in self.used}),
            correlated=tuple(
                CorrelatedGroup(names, rank_factor(ranks))
                for names, ranks in correlated_groups(self.model)
                if self.used.intersection(names)
            ),
            derived=tuple(self.derived.values()),
            correlations=tuple(
                (", ".join(held.assumptions), held.rank, held.source) for held in self.model.correlations
            ),
            lines=tuple(self.lines),
            amounts=tuple(self.amounts),
            terms=tuple(self.terms),
            discount_factors=parameters.discount_factors,
            discounting=parameters.discounting,
            given_factors=basis.discount_factors is not None,
            cash_until=parameters.prices.cash_until,
            uplifts=FrozenMap(self.uplifts),
            uplift_notes=FrozenMap(self.notes),
            schedule=parameters.reference.discount_rate,
            prices=parameters.prices.deflator.citation,
            files=self.files(),
            reference_set=self.model.reference.set,
            rules=basis.rules,
            model_sha256=sha256(self.model),
        )

    def files(self) -> FrozenMap[str, str]:
        unused = {"optimism-bias/"} if not self.uplifts else set()
        if self.model.basis.discount_factors is not None:
            unused.add("discount-rate/")
        files = self.parameters.files
        return FrozenMap({name: files[name] for name in files if not name.startswith(tuple(unused))})

    def entry(self, key: str) -> tuple[str, str, str, float | None, str, str, bool]:
        held = self.model.assumptions[key]
        estimate = cast("Estimate", held.estimate)  # a series of yearly values is refused as not built
        written = "; ".join(f"{word} {_shown(form)}" for word, form in estimate.file_form().items())
        return key, written, held.unit, estimate.mean, held.source, held.quality, key in self.used

    def estimate(self, key: str) -> Estimate:
        assumption = self.model.assumptions[key]
        estimate = cast("Estimate", assumption.estimate)  # a series of yearly values is refused above as not built
        return estimate.scaled(self.model.units.unit(assumption.unit).scale)


def _bucket(line: Cost | Benefit) -> Bucket:
    if isinstance(line, Cost):
        return Bucket.COST_PUBLIC if line.public else Bucket.COST_NONPUBLIC
    return Bucket.CASH_RELEASED if line.kind == "cash-releasing" else Bucket.BENEFIT


def _plan_option(key: str, option: Option) -> PlanOption:
    unmonetised = tuple(
        (
            benefit.title or _in_words(name),
            benefit.kind,
            "" if benefit.measure is None else benefit.measure.text,
            benefit.notes,
        )
        for name, benefit in option.benefits.items()
        if not benefit.monetised
    )
    return PlanOption(key, option.title or _in_words(key), option.roles, unmonetised)


def _shown(form: object) -> str:
    """Return the numbers of an estimate as the file writes them."""
    if isinstance(form, dict):
        return ", ".join(f"{word} {_shown(item)}" for word, item in form.items())
    if isinstance(form, list | tuple):
        return f"[{', '.join(_shown(item) for item in form)}]"
    return f"{form:,.12g}" if isinstance(form, float) else str(form)


def _in_words(key: str) -> str:
    return key.replace("_", " ").capitalize()
