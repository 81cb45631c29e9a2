"""The plan: a model compiled into a few frozen arrays, terms x outputs. It is small, pickles, and does no reading.

A line's share of an output is a sum of terms. A term is an amount that does not change with the year, times a weight
for each year, and perhaps times growth at an uncertain rate. Weights are kept by year and in the line's own prices, so
one plan serves present values under any schedule, yearly tables and cash alike.
"""

from __future__ import annotations

import enum
import functools

import attrs
import numpy as np

from agile_case.appraisal.derived import Derived
from agile_case.estimates.distributions import Estimate
from agile_case.estimates.expressions import Node
from agile_case.estimates.weighed import Pool
from agile_case.quantities.frozen import FloatArray, FrozenMap
from agile_case.quantities.prices import PriceBase
from agile_case.quantities.tables import Table
from agile_case.quantities.years import Year
from agile_case.reference import DiscountSchedule

__all__ = [
    "Bucket",
    "CorrelatedGroup",
    "Plan",
    "PlanAssumption",
    "PlanFinance",
    "PlanFunding",
    "PlanLine",
    "PlanOption",
    "PlanRisk",
    "PlanScenario",
    "PlanTransfer",
    "PooledGroup",
    "Term",
]


class Bucket(enum.IntEnum):
    """Where a line's present value goes; every measure, under either savings convention, is made of these."""

    BENEFIT = 0
    """Benefits that release no cash, disbenefits included as negative amounts."""
    CASH_RELEASED = 1
    """Cash-releasing benefits of public bodies."""
    COST_PUBLIC = 2
    """Costs borne by public bodies."""
    COST_NONPUBLIC = 3
    """Costs borne by anybody else."""
    TRANSFER = 4
    """Net transfers paid by public bodies that the case counts on neither side; only PVC public holds them."""
    LISTED = 5
    """What is listed and counts nowhere: risks that the uplift for optimism bias pays for already."""


@attrs.frozen(eq=False)
class Term:
    """Part of a line: amount x weight of the year x (1 + growth) to the year's power."""

    line: int
    """Index of the line."""
    amount: int
    """Index of the amount, which has no year."""
    weights: FloatArray
    """Weight of each year, in the prices of the line, shape `(years,)`."""
    growth: str | None = None
    """Key of the uncertain growth rate, if there is one."""
    powers: tuple[int, ...] = ()
    """How often growth has compounded in each year; empty without growth."""
    yearly: tuple[Node, ...] = ()
    """A factor for each year that depends on the draw, where no polynomial serves; empty otherwise."""


@attrs.frozen(eq=False)
class PlanFinance:
    """What a line is in the financial case of the organisation whose case it is."""

    pays: int
    """1 where the organisation pays its amounts in cash, -1 where it receives them, 0 where it does neither."""
    kind: str
    """`cost`, `risk`, `transfer` or `saving`."""
    uplift: FloatArray
    """Uplift for optimism bias of each year, which its amounts hold, shape `(years,)`."""
    tax: float
    """Value added tax that is not recovered, as a fraction of the amount."""
    capitalised: float
    """Share of a capital cost that becomes an asset."""
    life: int
    """Years of that asset; 0 where none is stated."""


@attrs.frozen(eq=False)
class PlanFunding:
    """Funding in pounds of cash."""

    title: str
    """Its title, or its key in words."""
    budget: str
    """Budget class."""
    status: str
    """How sure it is."""
    options: tuple[str, ...]
    """Keys of the options that it is for; empty for all."""
    cash: FloatArray
    """Pounds of each year, shape `(years,)`."""


@attrs.frozen(eq=False)
class PlanLine:
    """What a line's numbers are multiplied by and where they go."""

    address: str
    """Address of the line."""
    title: str
    """Title for printing."""
    option: int
    """Index of the option."""
    bucket: Bucket
    """Where its present value goes."""
    prices: str
    """Its price base in words."""
    to_real: FloatArray
    """From the line's prices to the case's, shape `(years,)`; the optimism bias uplift is in the term weights."""
    to_cash: FloatArray | None
    """From the line's prices to cash, shape `(years,)`; years without a deflator are zero. None: no cash moves."""
    budget: str
    """Budget class of the public money."""
    replaces: tuple[str, ...]
    """Addresses of the lines whose place it takes."""
    pays: int
    """1 where public bodies pay it in cash, -1 where they receive it, 0 where they do neither."""
    discount: str
    """Name of its own discount schedule, such as `discount-rate/health-green-book-2026`; empty for that of the case."""
    finance: PlanFinance
    """What the financial case needs to know of it."""
    sign: int
    """1 where amounts must not be negative, -1 where they must not be positive, 0 where given weights may be either."""


@attrs.frozen
class PlanOption:
    """What is printed of an option."""

    key: str
    """Its key."""
    title: str
    """Its title, or its key in words."""
    roles: tuple[str, ...]
    """Its roles on the shortlist."""
    unmonetised: tuple[tuple[str, str, str, str], ...]
    """Title, kind, measure and notes of each benefit without a money value."""
    description: str
    """What it is."""
    distribution: str
    """What it does to groups and places."""
    because: str
    """Why it is preferred, or inferior to the preferred option."""


@attrs.frozen(eq=False)
class PlanRisk:
    """What is printed of a risk, besides its line."""

    line: int
    """Index of its line, whose amount is that of the impact when the risk happens."""
    happens: str
    """Name of the value that says whether it happens."""
    probability: Node
    """Its probability."""
    unmitigated: Node | None
    """Its probability without the mitigation, where that is known."""
    mitigation: str
    """Address of the cost line that pays for the mitigation; empty where there is none."""
    within_bias: bool
    """Whether the uplift for optimism bias pays for it already."""
    bearer: str
    """Who bears it."""
    owner: str
    """Who keeps an eye on it."""


@attrs.frozen(eq=False)
class PlanTransfer:
    """What is printed of a transfer, besides its line."""

    line: int
    """Index of the line that holds what is paid."""
    payer: str
    """Who pays."""
    recipient: str
    """Who receives."""
    fraud: bool
    """Whether it is taken by fraud, so that only the loss counts."""


@attrs.frozen
class PlanAssumption:
    """What sensitivities need to know of an assumption that lines use."""

    key: str
    """Its key."""
    title: str
    """Its title, or its key in words."""
    unit: str
    """Its unit as written."""
    scale: float
    """Size of that unit in base units."""
    names: tuple[str, ...]
    """Its names in the plan: one, or one for each year where each year has its own draw."""


@attrs.frozen
class PlanScenario:
    """Other values of some assumptions, without a probability."""

    key: str
    """Its key."""
    title: str
    """Its title, or its key in words."""
    values: FrozenMap[str, float]
    """Values by key of the assumption, in base units."""
    notes: str
    """What else a reader should know, with the source."""


@attrs.frozen(eq=False)
class CorrelatedGroup:
    """Assumptions that move together by a Gaussian copula."""

    names: tuple[str, ...]
    """Their keys, sorted; those that no line uses are here too, so that using one changes no draw of another."""
    factor: FloatArray
    """Lower triangular factor of their Gaussian correlations, shape `(names, names)`."""


@attrs.frozen(eq=False)
class PooledGroup:
    """Assumptions that evidence has tied together: a draw takes a row of their pool."""

    names: tuple[str, ...]
    """Their keys, sorted; the uniform numbers of the first choose the row."""
    pool: Pool
    """The rows, with their weights."""


@attrs.frozen(eq=False, kw_only=True)
class Plan:
    """Everything that an appraisal computes from."""

    title: str
    """Title of the case."""
    notes: str
    """What the case says of itself."""
    years: tuple[Year, ...]
    """Every year, year 0 first."""
    price_base: PriceBase
    """Real terms of which year."""
    savings: str
    """Savings convention of the case."""
    partial: bool
    """Whether summary measures are suppressed."""
    options: tuple[PlanOption, ...]
    """The options, in the order of the case."""
    business_as_usual: int | None
    """Index of the business as usual."""
    assumptions: FrozenMap[str, Estimate]
    """Every assumption that a line uses, scaled to base units; one for each year where it is drawn anew each year."""
    varied: tuple[PlanAssumption, ...]
    """The assumptions that lines use and that have one value, in the order of the case."""
    series: tuple[str, ...]
    """Keys of the assumptions that are given year by year."""
    scenarios: tuple[PlanScenario, ...]
    """The scenarios of the case."""
    preferred: str
    """Key of the preferred option; empty where nobody has decided."""
    correlated: tuple[CorrelatedGroup | PooledGroup, ...]
    """The groups of assumptions that move together and that a line uses."""
    derived: tuple[Derived, ...]
    """Values that follow from those of the assumptions, in the order in which they are worked out."""
    correlations: tuple[tuple[str, float, str], ...]
    """The correlations of the case: assumptions, rank correlation and source."""
    lines: tuple[PlanLine, ...]
    """The lines that count in money."""
    risks: tuple[PlanRisk, ...]
    """The risks."""
    transfers: tuple[PlanTransfer, ...]
    """The transfers."""
    transfer_policy: str
    """What the case does with transfers; empty where it has none."""
    funding: tuple[PlanFunding, ...]
    """Funding of the case."""
    teams: Table
    """How the costs of teams are built up from roles."""
    amounts: tuple[Node, ...]
    """The distinct amounts, over assumptions in base units."""
    terms: tuple[Term, ...]
    """The terms of the lines."""
    discount_factors: FloatArray
    """Factor of each year, shape `(years,)`, for the lines without a schedule of their own."""
    schedules: FrozenMap[str, DiscountSchedule]
    """The schedules that lines have of their own, by name."""
    discounting: str
    """Where the factors come from, in words."""
    schedule: DiscountSchedule
    """The schedule of the reference set, whether it is used or not."""
    prices: str
    """Where prices come from, in words."""
    given_factors: bool
    """Whether the case gave the factors itself, so that its schedule is shown beside."""
    cash_until: Year | None
    """Last year for which cash can be worked out; None when it cannot be for any year."""
    uplifts: FrozenMap[str, float]
    """Effective optimism bias uplift by line, after mitigation, as a fraction."""
    uplift_notes: FrozenMap[str, str]
    """How each uplift came about, in words."""
    files: FrozenMap[str, str]
    """SHA-256 of each published table used; the deflator always, bounds of optimism bias where a line has them."""
    reference_set: str
    """Name of the reference set."""
    rules: tuple[str, ...]
    """Rule sets that the case names."""
    model_sha256: str
    """SHA-256 of the model."""
    present: int = 0
    """Index of the year that present values are of: 0 for the whole life, the gate's year on the forward basis."""
    counted: Plan | None = None
    """The same with every counted benefit at a pound a unit; None where no benefit is counted."""
    counted_units: FrozenMap[str, str] = attrs.field(factory=FrozenMap)
    """What is counted, by address of the benefit."""

    @functools.cached_property
    def derivations(self) -> dict[str, Derived]:
        """What each value that follows from others is worked out by, by its name."""
        return {name: derived for derived in self.derived for name in derived.names}

    @functools.cached_property
    def groups(self) -> dict[str, CorrelatedGroup | PooledGroup]:
        """The group of each assumption that moves with others, by its name."""
        return {name: group for group in self.correlated for name in group.names}

    @functools.cached_property
    def drawn(self) -> tuple[str, ...]:
        """Everything that has a uniform number: what a line uses and is uncertain, and what moves with it."""
        uncertain = (name for name, estimate in self.assumptions.items() if not estimate.certain)
        return tuple(dict.fromkeys((*uncertain, *self.groups)))

    @property
    def n_buckets(self) -> int:
        """Number of buckets of each option: four, and a fifth where there are transfers that count on neither side."""
        return 5 if any(line.bucket == Bucket.TRANSFER for line in self.lines) else 4

    @property
    def n_outputs(self) -> int:
        """Number of outputs: the buckets of every option."""
        return len(self.options) * self.n_buckets

    def factors_of(self, line: PlanLine) -> FloatArray:
        """Return the discount factors of a line: those of its own schedule, or of the case.

        Args:
            line: The line.
        """
        if not line.discount:
            return self.discount_factors
        return self.factors_by(self.schedules[line.discount])

    def factors_by(self, schedule: DiscountSchedule) -> FloatArray:
        """Return the factors of a schedule that begins in the year of the present values; 0 before it.

        Args:
            schedule: The schedule.
        """
        factors = schedule.factors(len(self.years) - 1 - self.present)
        return factors if not self.present else np.concatenate([np.zeros(self.present), factors])

    def output(self, line: PlanLine) -> int | None:
        """Return the output that a line goes to; None for one that is only listed.

        Args:
            line: The line.
        """
        return None if line.bucket == Bucket.LISTED else line.option * self.n_buckets + line.bucket
