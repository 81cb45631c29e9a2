"""What a stage has to show at its gate, on which terms it has its money, and what it costs to stop there.

All of it is set before the stage begins.
"""

from __future__ import annotations

from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity

__all__ = ["FUNDING_MODELS", "MEASURES", "Criterion", "FundingTerms", "OnStop"]

MEASURES = ("npsv",)
"""Measures that a criterion may hold against a threshold: `npsv` is the whole-life NPSV against business as usual."""
FUNDING_MODELS = ("staged-innovation", "staged-live", "outcome-portfolio", "risk-based")
"""The four models on trial since the performance review of digital spend, March 2025 (secondary evidence): tranches
on demonstrated progress, money of a live service tied to outcomes by regular review, an outcome-based case for a
portfolio over several years, and money against an agreed appetite for risk."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Criterion(Noun):
    """What has to hold at the gate of a stage: an assumption or a measure on one side of a threshold."""

    assumption: str | None = attrs.field(default=None, validator=fields.none_or(str))
    """Key of the assumption whose believed mean is held against the threshold."""
    measure: str = attrs.field(default="", validator=fields.one_of(MEASURES, or_empty=True))
    """Measure that is held against it instead: NPSV over the whole life against business as usual."""
    option: str = fields.text()
    """Key of the option whose measure it is; the one that is proposed unless stated."""
    at_least: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """The criterion is met from this on upwards."""
    at_most: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """The criterion is met from this on downwards."""
    title: str = fields.text()
    """Title for printing."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    def __attrs_post_init__(self) -> None:
        """Refuse a criterion about nothing or two things, or without one threshold."""
        if (self.assumption is None) == (not self.measure):
            message = "A criterion is about one thing."
            got = "neither" if not self.measure else "both"
            raise InputError(message, where="assumption", got=got, wanted="an assumption, or a measure")
        if (self.at_least is None) == (self.at_most is None):
            message = "A criterion has one threshold."
            got = "none" if self.at_least is None else "two"
            raise InputError(message, where="at_least", got=got, wanted="at_least or at_most")
        if self.option and not self.measure:
            message = "An assumption belongs to no option."
            raise InputError(message, where="option", got=repr(self.option), wanted="no option, or a measure")

    @property
    def threshold(self) -> Quantity:
        """The threshold."""
        held = self.at_most if self.at_least is None else self.at_least
        assert held is not None  # noqa: S101 - a criterion has one threshold
        return held


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class OnStop(Noun):
    """What happens to money when a stage ends in a stop."""

    cost: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """What stopping costs, such as leaving a contract, in pounds of the gate's year and the prices of the case."""
    recovered: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """Value of what is sold or used elsewhere, in the same pounds."""
    source: str = fields.text()
    """Where the two come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


def _months(_instance: object, attribute: attrs.Attribute[Any], value: Quantity | None) -> None:
    if value is not None and not (value.unit in ("month", "year") and value.magnitude > 0 and _whole(value)):
        message = "Money is looked at again after whole months."
        raise InputError(message, where=attribute.name, got=repr(str(value)), wanted='for example "6 month"')


def _whole(value: Quantity) -> bool:
    return (value.magnitude * (12 if value.unit == "year" else 1)).is_integer()


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class FundingTerms(Noun):
    """On which terms a stage has its money."""

    model: str = attrs.field(default="", validator=fields.one_of(FUNDING_MODELS, or_empty=True))
    """Model by which it is funded."""
    review_every: Quantity | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.quantity), validator=_months
    )
    """How often the money is held against outcomes, in whole months: a decision on an iteration of the stage."""
    evidence_every: Quantity | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.quantity), validator=_months
    )
    """How long it may go without new evidence before money is given back, in whole months."""
    source: str = fields.text()
    """Where the terms come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    def months(self, name: str) -> int | None:
        """Return a term in months; None where it is not stated.

        Args:
            name: `review_every` or `evidence_every`.
        """
        held: Quantity | None = getattr(self, name)
        return None if held is None else round(held.magnitude * (12 if held.unit == "year" else 1))
