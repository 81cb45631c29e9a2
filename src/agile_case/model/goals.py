"""What a stage has to show at its gate, and what it costs to stop there: both are set before the stage begins."""

from __future__ import annotations

from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity

__all__ = ["MEASURES", "Criterion", "OnStop"]

MEASURES = ("npsv",)
"""Measures that a criterion may hold against a threshold: `npsv` is the whole-life NPSV against business as usual."""


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
