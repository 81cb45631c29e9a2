"""Facts that guidance of other places asks for, each in the money of that place: nothing is ever converted.

Such guidance is advisory in the United Kingdom. A question without an answer is a finding, and never counts as no.
"""

from __future__ import annotations

import datetime
from typing import Any, Final

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.model.programme import ANSWERS
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import as_date

__all__ = ["CAPACITIES", "Australia", "Canada", "Elsewhere", "NewSouthWales", "NewZealand", "UnitedStates", "local_sum"]

CAPACITIES = ("0", "1", "2", "3", "4", "defence")
"""Capacity of an organisation of Canada, by its class."""
_SIZES: Final = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}


def local_sum(value: Quantity) -> float:
    """Return a sum in whole dollars of its place.

    Args:
        value: The sum, such as `4.2 NZDm`.
    """
    return value.magnitude * _SIZES[value.unit.removesuffix("/year")[3:]]


def _answer() -> Any:  # noqa: ANN401 - attrs types its fields this way
    return attrs.field(default="", validator=fields.one_of(ANSWERS, or_empty=True))


def _check_sum(where: str, value: Quantity | None, currency: str, rate: str = "") -> None:
    units = [f"{currency}{size}{rate}" for size in _SIZES]
    if value is None or (value.unit in units and value.magnitude >= 0):
        return
    message = "This sum is in the money of its place, since nothing is converted."
    wanted = f'0 or more {currency}{rate}, such as "4.2 {units[2]}"'
    raise InputError(message, where=where, got=repr(str(value)), wanted=wanted, do="state it as that place would")


def _new_zealand(_instance: object, attribute: attrs.Attribute[Any], value: Quantity | None) -> None:
    _check_sum(attribute.name, value, "NZD")


def _australian(_instance: object, attribute: attrs.Attribute[Any], value: Quantity | None) -> None:
    _check_sum(attribute.name, value, "AUD")


def _canadian(_instance: object, attribute: attrs.Attribute[Any], value: Quantity | None) -> None:
    _check_sum(attribute.name, value, "CAD")


def _american(_instance: object, attribute: attrs.Attribute[Any], value: Quantity | None) -> None:
    _check_sum(attribute.name, value, "USD")


def _american_a_year(_instance: object, attribute: attrs.Attribute[Any], value: Quantity | None) -> None:
    _check_sum(attribute.name, value, "USD", "/year")


def _positive(_instance: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    if value is not None and value <= 0:
        message = "Such a number is above 0."
        raise InputError(message, where=attribute.name, got=repr(value), wanted="above 0")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class NewZealand(Noun):
    """What better business cases for agile of the New Zealand Treasury ask."""

    hypothesis: str = _answer()
    """Whether there is a hypothesis to prove or to disprove with a fixed sum."""
    able_to_stop: str = _answer()
    """Whether the work can turn or stop on what it finds."""
    scope_known: str = _answer()
    """Whether the scope is known beforehand."""
    indivisible: str = _answer()
    """Whether what is delivered is single and cannot be divided."""
    discovery_cost: Quantity | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.quantity), validator=_new_zealand
    )
    """Cost of discovery, in New Zealand dollars."""
    source: str = fields.text()
    """Where these facts come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class NewSouthWales(Noun):
    """What the Digital Restart Fund of New South Wales asks."""

    cost: Quantity | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.quantity), validator=_australian
    )
    """Money asked of the fund, in Australian dollars."""
    source: str = fields.text()
    """Where these facts come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Australia(Noun):
    """What the two-pass approval of Australia's Digital Transformation Agency asks."""

    digital: str = _answer()
    """Whether it is digital."""
    whole_life_cost: Quantity | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.quantity), validator=_australian
    )
    """Cost over its whole life, in Australian dollars."""
    ict_cost: Quantity | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.quantity), validator=_australian
    )
    """Its information and communications technology, in Australian dollars."""
    high_risk: str = _answer()
    """Whether its risk is high."""
    source: str = fields.text()
    """Where these facts come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Canada(Noun):
    """What the concept case of the Treasury Board Secretariat of Canada asks."""

    cost: Quantity | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.quantity), validator=_canadian
    )
    """Cost of the proposal, in Canadian dollars."""
    capacity: str = attrs.field(default="", validator=fields.one_of(CAPACITIES, or_empty=True))
    """Capacity of the organisation, by its class."""
    source: str = fields.text()
    """Where these facts come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class UnitedStates(Noun):
    """What 18F and the Office of Management and Budget of the United States ask."""

    project_cost: Quantity | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.quantity), validator=_american
    )
    """Cost of the project, in United States dollars."""
    contract_cost: Quantity | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.quantity), validator=_american_a_year
    )
    """Cost of its largest contract, in United States dollars a year."""
    contract_years: float | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.number), validator=_positive
    )
    """How many years that contract lasts."""
    team: float | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.number), validator=_positive
    )
    """How many people its team has."""
    first_value: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which users first have something of value; that on which beta begins, unless stated."""
    source: str = fields.text()
    """Where these facts come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Elsewhere(Noun):
    """Facts that guidance of other places asks for, by place; none of them changes a number."""

    new_zealand: NewZealand | None = attrs.field(default=None, validator=fields.none_or(NewZealand))
    """For the rule set `elsewhere-nz`."""
    new_south_wales: NewSouthWales | None = attrs.field(default=None, validator=fields.none_or(NewSouthWales))
    """For the rule set `elsewhere-nsw`."""
    australia: Australia | None = attrs.field(default=None, validator=fields.none_or(Australia))
    """For the rule set `elsewhere-au`."""
    canada: Canada | None = attrs.field(default=None, validator=fields.none_or(Canada))
    """For the rule set `elsewhere-ca`."""
    united_states: UnitedStates | None = attrs.field(default=None, validator=fields.none_or(UnitedStates))
    """For the rule set `elsewhere-us`."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
