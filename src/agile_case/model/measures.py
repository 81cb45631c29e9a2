"""Measures: what is counted in the service, so that benefits can be held against what really happened."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.estimates.expressions import Expression
from agile_case.model import fields
from agile_case.model.assumptions import YearlyValues
from agile_case.model.lines import _profile
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import as_date

__all__ = ["DIRECTIONS", "FREQUENCIES", "Measure"]

DIRECTIONS = ("increase", "decrease")
"""Which way a measure is meant to go."""
FREQUENCIES = ("daily", "weekly", "monthly", "quarterly", "yearly", "once")
"""How often a measure is taken."""


_SAID = fields.said("A measure says what is measured, and in which unit.")


def _relative(value: object) -> float:
    number = fields.number(value)
    if number <= 0:
        message = "An error is above 0."
        raise InputError(message, got=repr(value), wanted="a fraction above 0", do="write 0.05 for 5%")
    return number


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Measure(Noun):
    """What is counted in the service: its unit, where it began, where it is meant to go, and where figures come from.

    A benefit names it in `measured_by`, and what is expected of it in a year is then `measure` times `profile` of that
    benefit. A measure that no benefit names, such as take-up or minutes for each case, says itself what is expected.

    Source:
        Infrastructure and Projects Authority, Guide for Effective Benefits Management in Major Projects, October 2017;
        The Green Book 2022, Box 9: performance measure, target, timescale.
    """

    what: str = attrs.field(validator=_SAID)
    """What is measured, in words that leave no choice to who counts."""
    unit: str = attrs.field(validator=_SAID)
    """Its unit, such as `hour/year` or `1` for a share."""
    direction: str = attrs.field(default="increase", validator=fields.one_of(DIRECTIONS))
    """Which way it is meant to go."""
    baseline: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """What it was before."""
    baseline_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day, or last day of the time, that the baseline is of."""
    target: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """What it is meant to reach."""
    target_by: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day by which; the year that it lies in is held against the target."""
    expected: Expression | None = attrs.field(default=None, converter=attrs.converters.optional(fields.expression))
    """What is expected in a year, as an expression over assumptions, where no benefit names the measure."""
    profile: Expression | YearlyValues | None = attrs.field(default=None, converter=attrs.converters.optional(_profile))
    """Weight of each year of what is expected; a share that follows a curve has a profile alone."""
    relative_error: float | None = attrs.field(default=None, converter=attrs.converters.optional(_relative))
    """How far the figure of one year may lie from what the assumptions say, errors of counting and the chances of one
    year together, as a standard deviation relative to what is expected of that year. Without it, and without an error
    of its own, a figure moves no forecast."""
    source: str = fields.text()
    """Where the figures come from: the system, the survey, who draws them."""
    frequency: str = attrs.field(default="", validator=fields.one_of(FREQUENCIES, or_empty=True))
    """How often it is taken."""
    owner: str = fields.text()
    """Who answers for the figures."""
    title: str = fields.text()
    """Title for printing."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    def __attrs_post_init__(self) -> None:
        """Refuse a baseline or a target without its day."""
        for name, day in (("baseline", "baseline_on"), ("target", "target_by")):
            if (getattr(self, name) is None) != (getattr(self, day) is None):
                message = f"A {name} has a day."
                got = f"{name} alone" if getattr(self, day) is None else f"{day} alone"
                raise InputError(message, where=day, got=got, wanted=f"{name} and {day}, or neither")
