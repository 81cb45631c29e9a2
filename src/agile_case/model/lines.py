"""Cost and benefit lines: an amount, when it falls, in which prices, and who bears it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.estimates.expressions import Expression, expression_of
from agile_case.model import fields
from agile_case.model.assumptions import YearlyValues
from agile_case.model.bias import BenefitBias, OptimismBias
from agile_case.model.realisation import Realisation
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.prices import PriceBase
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import Year, YearRange, event_or_date

__all__ = [
    "BEARERS",
    "BEHAVIOURS",
    "BUDGETS",
    "CAPITAL_BUDGETS",
    "KINDS",
    "PUBLIC_BEARERS",
    "Benefit",
    "Cost",
    "Line",
    "Placed",
]

PUBLIC_BEARERS = ("originating-organisation", "other-public")
BEARERS = (*PUBLIC_BEARERS, "households", "businesses", "civil-society")
"""Who bears a cost or enjoys a benefit (The Green Book 2026, paragraphs 6.23 to 6.30)."""
CAPITAL_BUDGETS = ("capital", "cdel")
BUDGETS = ("resource", "capital", "ame", "rdel-programme", "rdel-admin", "cdel")
"""Budget classes of public money: plain ones, and those of central government."""
KINDS = ("cash-releasing", "non-cash-releasing", "quantifiable", "qualitative")
"""Classes of benefit (The Green Book 2026, Figure 6)."""
MONETISED_KINDS = KINDS[:2]
COVERS = ("estimate-error", "outturn-range")
BEHAVIOURS = ("fixed", "variable", "step")
"""How a cost answers to the volume that it serves."""


def _profile(value: object) -> Expression | YearlyValues:
    if isinstance(value, YearlyValues):
        return value
    if isinstance(value, Mapping):
        if set(value) != {"years", "values"}:
            message = "Yearly weights have other keys."
            raise InputError(message, where="profile", got=", ".join(map(str, value)), wanted="years and values")
        return YearlyValues(years=value["years"], values=value["values"])
    if isinstance(value, int | float) and not isinstance(value, bool):
        return expression_of(value)
    return fields.expression(value)


def _share(value: object) -> float:
    number = fields.number(value)
    if not 0 <= number <= 1:
        message = "This is not a share."
        raise InputError(message, got=repr(value), wanted="a number from 0 to 1", do="write 0.2 for 20%")
    return number


def _attribution(value: object) -> float | str:
    number = fields.number_or_key(value)
    return number if isinstance(number, str) else _share(number)


def _team(value: object) -> FrozenMap[str, float | str]:
    found: dict[str, float | str] = {}
    for role, size in fields.mapping(value).items():
        try:
            number = fields.number_or_key(size)
        except InputError as error:
            raise error.at(role) from None
        if not isinstance(number, str) and number < 0:
            message = "A team cannot have fewer than no people."
            raise InputError(message, where=role, got=repr(size), wanted="0 or more")
        found[role] = number
    return FrozenMap(found)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Placed(Noun):
    """When money falls, in which prices, and what is known of it: what every kind of line has in common."""

    starts: str | datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(event_or_date))
    """Key of an event, or a date, from which it runs; a total without `ends` falls all at once."""
    ends: str | datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(event_or_date))
    """Key of an event, or a date, up to which it runs; a total is spread evenly over the months between."""
    when: YearRange | None = attrs.field(default=None, converter=attrs.converters.optional(fields.years))
    """The years it falls in; without it, year 0 to the horizon."""
    profile: Expression | YearlyValues | None = attrs.field(default=None, converter=attrs.converters.optional(_profile))
    """Weight of each year: an expression over curves and numbers, or given weights."""
    growth: float | str | None = attrs.field(default=None, converter=attrs.converters.optional(fields.number_or_key))
    """Yearly real growth as a fraction, or the key of an assumption without unit."""
    growth_from: Year | None = attrs.field(default=None, converter=attrs.converters.optional(fields.year))
    """The last year without growth; year 0 unless stated."""
    cash_growth: float | str | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.number_or_key)
    )
    """Yearly growth in cash from the price base on, in place of the deflator: pay, contracts, licences."""
    price_base: PriceBase | None = attrs.field(default=None, converter=attrs.converters.optional(fields.price_base))
    """Prices of the amount; those of the case unless stated."""
    budget: str | None = attrs.field(default=None, validator=fields.one_of(BUDGETS, or_empty=True))
    """Budget class of public money."""
    stage: str = fields.text()
    """Key of the stage it belongs to."""
    discount: str | None = attrs.field(default=None, validator=fields.none_or(str))
    """Vintage of a discount schedule of its own, such as `health-green-book-2026` for effects on health and life."""
    title: str = fields.text()
    """Title for printing."""
    source: str = fields.text()
    """Where the line comes from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Line(Placed):
    """What costs and benefits have in common."""

    amount: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """Money a year, for each year of `when`; or money, a total."""
    bearer: str = attrs.field(default="originating-organisation", validator=fields.one_of(BEARERS))
    """Who bears or enjoys it."""
    replaces: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Addresses of the lines whose place it takes."""
    covers: str = attrs.field(default="estimate-error", validator=fields.one_of(COVERS))
    """Whether the estimate's range leaves out the bias of estimating, or is the whole range of outturns."""

    @property
    def public(self) -> bool:
        """Whether a public body bears it."""
        return self.bearer in PUBLIC_BEARERS


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Cost(Line):
    """A cost line; amounts are positive."""

    optimism_bias: OptimismBias | None = attrs.field(default=None, validator=fields.none_or(OptimismBias))
    """The uplift for optimism bias."""
    team: FrozenMap[str, float | str] = attrs.field(factory=FrozenMap, converter=_team)
    """How many full-time equivalents or people of each role, instead of an amount: numbers, or keys of assumptions."""
    behaviour: str = attrs.field(default="fixed", validator=fields.one_of(BEHAVIOURS))
    """Whether it stays as it is, follows a driver, or rises by steps with one."""
    driver: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """What a variable or a stepped cost follows, such as `applications`."""
    step: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """How much of the driver one step covers; the amount is then that of one step."""
    refresh_every: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """Whole years after which a total that falls at once is paid again, to the end of the appraisal."""
    transition_cost: Expression | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.expression)
    )
    """Money for moving over, in its first year or at its start."""
    exit_cost: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """Money for getting out, in its last year or at its end."""
    vat: float | None = attrs.field(default=None, converter=attrs.converters.optional(_share))
    """Rate of value added tax on top of the amount, as a fraction; it counts in the financial case only."""
    vat_recoverable: float | None = attrs.field(default=None, converter=attrs.converters.optional(_share))
    """Share of that tax that is recovered; goes with `vat`."""
    capitalised: float | None = attrs.field(default=None, converter=attrs.converters.optional(_share))
    """Share of a capital cost that becomes an asset, the rest is resource; all of it unless stated."""
    life: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """Whole years over which the asset is depreciated, in equal parts from the year after the money falls."""
    residual_value: Expression | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.expression)
    )
    """What is left of it in the last year of the appraisal, sold or not: a benefit, or a loss where it is negative."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Benefit(Line):
    """A benefit line; a disbenefit has a negative amount and says so."""

    kind: str = attrs.field(validator=fields.one_of(KINDS))
    """Cash-releasing, non-cash-releasing, quantifiable or qualitative."""
    measure: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """What is measured, in a unit of its own."""
    unit_value: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """Money for one unit of the measure."""
    measured_by: str = fields.text()
    """Key of the measure that what happens is counted by."""
    attribution: float | str | None = attrs.field(default=None, converter=attrs.converters.optional(_attribution))
    """Share of it that is due to this case: a number from 0 to 1, or the key of an assumption; all unless stated."""
    optimism_bias: BenefitBias | None = attrs.field(default=None, validator=fields.none_or(BenefitBias))
    """How far it is lowered for optimism bias."""
    disbenefit: bool = fields.flag()
    """Whether it is a loss; its amount is then negative."""
    realisation: Realisation | None = attrs.field(default=None, validator=fields.none_or(Realisation))
    """How it comes about and is followed up; it changes no number."""

    @property
    def monetised(self) -> bool:
        """Whether it counts in money."""
        return self.kind in MONETISED_KINDS
