"""Compile a model into a plan: names become columns, dates become weights. All that can be refused is refused here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import attrs
import numpy as np

from agile_case.appraisal.compiled import CompiledPlan
from agile_case.appraisal.counting import counted_model
from agile_case.appraisal.derived import Occurrence
from agile_case.appraisal.drawn import Drawn
from agile_case.appraisal.parameters import Parameters, parameters_of
from agile_case.appraisal.plan import (
    Bucket,
    PlanFinance,
    PlanLine,
    PlanRisk,
    PlanTransfer,
    Term,
)
from agile_case.appraisal.printed import funding_of, in_words, option_of, scenarios_of
from agile_case.appraisal.timeline import Timeline
from agile_case.errors import AppraisalError
from agile_case.estimates.dimensions import normalise
from agile_case.estimates.distributions import Uniform
from agile_case.estimates.expressions import Binary, Literal, Name, Negate
from agile_case.model.addresses import given_weights, years_of
from agile_case.model.bias import OptimismBias
from agile_case.model.events import Event
from agile_case.model.lines import PUBLIC_BEARERS, Benefit, Cost
from agile_case.model.measurement import amount_tree
from agile_case.model.parts import parts_of
from agile_case.model.published import own_schedule
from agile_case.model.teams import teams_table
from agile_case.model.timing import active_years
from agile_case.model.uplifts import stretch_of
from agile_case.quantities.canonical import sha256
from agile_case.quantities.frozen import FrozenMap, read_only
from agile_case.quantities.prices import CASH
from agile_case.reference import load

if TYPE_CHECKING:
    from agile_case.estimates.distributions import Estimate
    from agile_case.estimates.expressions import Node
    from agile_case.model.model import Model
    from agile_case.model.parts import Part
    from agile_case.model.risks import Risk, Transfer
    from agile_case.quantities.frozen import FloatArray
    from agile_case.reference import DiscountSchedule

__all__ = ["compile_model"]


def compile_model(model: Model) -> CompiledPlan:
    """Compile a model into a plan.

    Args:
        model: A consistent model.

    Raises:
        InvalidCaseError: Lines need published parameters that do not exist or do not reach; all are listed.
        UnknownNameError: The reference set is not known.
    """
    compiler = _Compiler(model, parameters_of(model))
    for part in parts_of(model):
        compiler.add(part)
    if compiler.timeline.faults:
        raise AppraisalError.of(compiler.timeline.faults)
    counted = counted_model(model)
    if counted is None:
        return compiler.plan()
    return attrs.evolve(compiler.plan(), counted=compile_model(counted[0]), counted_units=counted[1])


_ORGANISATION = "originating-organisation"


class _Goes(NamedTuple):
    """Where a line goes: its title, its bucket, and who moves cash for it."""

    title: str
    bucket: Bucket
    pays: int
    kind: str
    organisation: int


class _Compiler:
    def __init__(self, model: Model, parameters: Parameters) -> None:
        self.model = model
        self.parameters = parameters
        self.timeline = Timeline(model)
        self.times = self.timeline.times
        self.option_index = {key: index for index, key in enumerate(model.options)}
        self.lines: list[PlanLine] = []
        self.risks: list[PlanRisk] = []
        self.transfers: list[PlanTransfer] = []
        self.happening: dict[str, Estimate] = {}
        self.terms: list[Term] = []
        self.amounts: dict[Node, int] = {}
        self.uplifts: dict[str, float] = {}
        self.notes: dict[str, str] = {}
        self.schedules: dict[str, DiscountSchedule] = {}

    def add(self, part: Part) -> None:
        address, line = part.address, part.line
        tree = amount_tree(line, self.model)
        if tree is None or (isinstance(line, Benefit) and not line.monetised):
            return
        amount = normalise(tree, self.model.units)
        if part.transfer is not None:
            self.transfer(part, part.transfer, amount)
        elif part.risk is not None:
            self.risk(part, part.risk, amount)
        else:
            bucket = _bucket(line)
            pays = {Bucket.COST_PUBLIC: 1, Bucket.CASH_RELEASED: -1}.get(bucket, 0)
            usual_sign = -1 if isinstance(line, Benefit) and line.disbenefit else 1
            sign = 0 if part.either_sign else usual_sign
            kind, own = ("saving", -1) if bucket == Bucket.CASH_RELEASED else ("cost", 1)
            organisation = own if pays and line.bearer == _ORGANISATION else 0
            self.line(address, line, amount, _Goes(part.title, bucket, pays, kind, organisation), sign=sign)

    def risk(self, part: Part, risk: Risk, impact: Node) -> None:
        """Add a risk: its impact where it happens. The same key happens at once in every option."""
        address, stream = part.address, f"risks.{part.address.rpartition('.')[2]}"
        happens = f"{address}:happens"
        probability = self.probability(risk.probability)
        unmitigated = None if risk.unmitigated_probability is None else self.probability(risk.unmitigated_probability)
        self.happening[stream] = Uniform(0.0, 1.0)
        self.times.derived[happens] = Occurrence((happens,), stream, probability)
        bucket = Bucket.LISTED if risk.within_bias else _bucket(part.line)
        pays = 1 if bucket == Bucket.COST_PUBLIC else 0
        owned = (risk.mitigation, risk.within_bias, risk.bearer, risk.owner)
        self.risks.append(PlanRisk(len(self.lines), happens, probability, unmitigated, *owned))
        organisation = int(pays == 1 and risk.bearer == _ORGANISATION)
        goes = _Goes(part.title, bucket, pays, "risk", organisation)
        self.line(address, part.line, Binary("*", impact, Name(happens)), goes)

    def probability(self, given: float | str) -> Node:
        """Return a probability as a tree in base units."""
        if not isinstance(given, str):
            return Literal(given)
        self.times.used.add(given)
        return Name(given)

    def transfer(self, part: Part, transfer: Transfer, amount: Node) -> None:
        """Add a transfer: on both sides, or where neither counts to what public bodies pay."""
        self.transfers.append(PlanTransfer(len(self.lines), transfer.payer, transfer.recipient, transfer.fraud))
        share = transfer.public_share
        if transfer.fraud:  # one side only, whatever is done with other transfers
            self.loss(part, transfer, amount)
            return
        if self.model.basis.transfers == "excluded":
            bucket = Bucket.TRANSFER if share else Bucket.LISTED
            net = Negate(amount) if share < 0 else amount
            organisation = int(transfer.payer == _ORGANISATION) - int(transfer.recipient == _ORGANISATION)
            own = organisation * (share or 1)  # the amount is already turned round where public bodies receive it
            goes = _Goes(part.title, bucket, abs(share), "transfer", own)
            self.line(part.address, part.line, net, goes, sign=share)
            return
        received = int(transfer.recipient in PUBLIC_BEARERS)
        self.loss(part, transfer, amount)
        title = f"{part.title or in_words(part.address.rpartition('.')[2])}: received"
        own = -int(transfer.recipient == _ORGANISATION)
        goes = _Goes(title, Bucket.BENEFIT, -received, "transfer", own)
        self.line(f"{part.address}.received", part.line, amount, goes)

    def loss(self, part: Part, transfer: Transfer, amount: Node) -> None:
        """Add the side of a transfer that pays."""
        paid = int(transfer.payer in PUBLIC_BEARERS)
        bucket = Bucket.COST_PUBLIC if paid else Bucket.COST_NONPUBLIC
        own = int(transfer.payer == _ORGANISATION)
        self.line(part.address, part.line, amount, _Goes(part.title, bucket, paid, "transfer", own))

    def line(self, address: str, line: Cost | Benefit, amount: Node, goes: _Goes, *, sign: int = 1) -> None:
        """Add a line of the plan: its title, the bucket it goes to and whether it moves cash; and its terms."""
        uplift = self.uplift(address, line)
        price_base = line.price_base or self.model.basis.price_base
        prices = price_base.describe()
        if line.cash_growth is not None:  # from here on its amounts are cash
            price_base, prices = CASH, f"cash, grown from {prices}"
        falls = active_years(line, self.model) or years_of(line, self.model.basis.period)
        to_real = self.parameters.prices.to_real(price_base, falls)
        to_cash = self.parameters.prices.to_cash(price_base)
        self.lines.append(
            PlanLine(
                address,
                goes.title or in_words(address.rpartition(".")[2]),
                self.option_index[address.split(".")[1]],
                goes.bucket,
                prices,
                to_real,
                to_cash if goes.pays or goes.organisation else None,
                line.budget or "unclassified",
                line.replaces,
                goes.pays,
                self.discount(line),
                self.finance(line, goes, uplift),
                0 if given_weights(line) is not None else sign,
            )
        )
        self.spread(address, line, amount, uplift)

    def finance(self, line: Cost | Benefit, goes: _Goes, uplift: FloatArray) -> PlanFinance:
        """Return what a line is in the financial case."""
        tax, capitalised, life = 0.0, 1.0, 0
        if isinstance(line, Cost):
            tax = 0.0 if line.vat is None or line.vat_recoverable is None else line.vat * (1 - line.vat_recoverable)
            capitalised = 1.0 if line.capitalised is None else line.capitalised
            units = self.model.units
            life = 0 if line.life is None else round(line.life.to(units.unit("year"), units))
        return PlanFinance(goes.organisation, goes.kind, read_only(uplift), tax, capitalised, life)

    def discount(self, line: Cost | Benefit) -> str:
        """Return the name of the schedule that a line has of its own; empty where it follows the case."""
        if line.discount is None:
            return ""
        schedule = own_schedule(line.discount)
        self.schedules[schedule.name] = schedule
        return schedule.name

    def uplift(self, address: str, line: Cost | Benefit) -> FloatArray:
        """Return the uplift for optimism bias of each year; years before the forecast have none."""
        years = np.zeros(len(self.times.years))
        bias = line.optimism_bias
        if bias is None:
            return years
        uplift, note = self.parameters.uplift(line)
        self.uplifts[address], self.notes[address] = uplift, note
        years[:] = uplift
        if bias.forecast_from is not None:
            years[[year < bias.forecast_from for year in self.times.years]] = 0.0
        return years

    def spread(self, address: str, line: Cost | Benefit, amount: Node, uplift: FloatArray) -> None:
        """Turn one line into terms: its amount times weights of the years."""
        for part in self.timeline.spread(address, line, amount, uplift):
            index = self.amounts.setdefault(part.amount, len(self.amounts))
            self.terms.append(Term(len(self.lines) - 1, index, part.weights, part.growth, part.powers, part.yearly))

    def stretch(self) -> None:
        """Keep the uplift of each delay beside those of the lines."""
        for key, event in self.model.events.items():
            if isinstance(event, Event) and event.optimism_bias is not None:
                address = f"events.{key}"
                self.uplifts[address], self.notes[address] = stretch_of(event, self.model)

    def events(self) -> tuple[Event, ...]:
        return tuple(event for event in self.model.events.values() if isinstance(event, Event))

    def plan(self) -> CompiledPlan:
        self.stretch()
        basis, parameters, drawn = self.model.basis, self.parameters, Drawn(self.model, self.times)
        usual = self.model.business_as_usual
        return CompiledPlan(
            title=basis.title,
            notes=basis.notes,
            years=self.times.years,
            price_base=basis.price_base,
            savings=basis.savings,
            partial=basis.partial,
            options=tuple(option_of(key, option) for key, option in self.model.options.items()),
            business_as_usual=None if usual is None else self.option_index[usual],
            assumptions=FrozenMap(drawn.estimates() | self.happening),
            varied=drawn.varied(),
            series=tuple(self.times.series),
            scenarios=scenarios_of(self.model),
            preferred="" if self.model.preferred is None else self.model.preferred.option,
            correlated=drawn.groups(),
            derived=tuple(self.times.derived.values()),
            correlations=tuple(
                (", ".join(held.assumptions), held.rank, drawn.source(held)) for held in self.model.correlations
            ),
            lines=tuple(self.lines),
            risks=tuple(self.risks),
            transfers=tuple(self.transfers),
            transfer_policy=basis.transfers,
            funding=funding_of(self.model, self.times.years),
            teams=teams_table(self.model),
            amounts=tuple(self.amounts),
            terms=tuple(self.terms),
            discount_factors=parameters.discount_factors,
            schedules=FrozenMap(dict(sorted(self.schedules.items()))),
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
        held = (*(part.line for part in parts_of(self.model)), *self.events())
        biases = (item.optimism_bias for item in held)
        published = any(isinstance(bias, OptimismBias) and bias.shares for bias in biases)
        unused = set() if published else {"optimism-bias/"}
        unused.add("gdp-deflator/" if self.model.basis.years == "calendar" else "gdp-deflator-calendar/")
        if self.model.basis.discount_factors is not None:
            unused.add("discount-rate/")
        files = self.parameters.files
        used = {name: files[name] for name in files if not name.startswith(tuple(unused))}
        own = (load(*name.split("/")) for name in self.schedules)
        return FrozenMap(dict(sorted((used | {dataset.name: dataset.sha256 for dataset in own}).items())))


def _bucket(line: Cost | Benefit) -> Bucket:
    if isinstance(line, Cost):
        return Bucket.COST_PUBLIC if line.public else Bucket.COST_NONPUBLIC
    return Bucket.CASH_RELEASED if line.kind == "cash-releasing" else Bucket.BENEFIT
