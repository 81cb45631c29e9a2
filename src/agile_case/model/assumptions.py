"""Assumptions: the atoms of a case, each a named estimate with a unit and a source."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError, did_you_mean
from agile_case.estimates.base import Distribution
from agile_case.estimates.distributions import Estimate
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import YearRange, as_date

__all__ = ["RATINGS", "Assumption", "YearlyValues"]

PERSISTENCE = ("constant", "yearly")
"""How long a draw lasts, in words."""
RATINGS = ("red", "amber", "green")
"""Ratings of quality and impact, as in the Aqua Book's assumptions log."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class YearlyValues(Noun):
    """One number for each of some years."""

    years: YearRange = attrs.field(converter=fields.years)
    """The years."""
    values: tuple[float, ...] = attrs.field(converter=fields.numbers)
    """The numbers, one a year."""

    def __attrs_post_init__(self) -> None:
        """Refuse more or fewer numbers than years."""
        if len(self.values) != len(self.years):
            message = "There is not one value for each year."
            got, wanted = f"{len(self.values)} values", f"{len(self.years)}, for {self.years}"
            raise InputError(message, where="values", got=got, wanted=wanted)


def _plain_float(value: object) -> object:
    """Return a float of numpy as one of Python, so that it is written as a number."""
    return float(value) if isinstance(value, float) else value


def _check_persistence(_instance: object, _attribute: object, value: object) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (value in PERSISTENCE or (number and -1 < float(value) < 1)):  # type: ignore[arg-type]  # it is a number
        message = "This does not say how a draw lasts over the years."
        wanted = "constant, yearly, or a rank correlation above -1 and below 1 between one year and the next"
        do = did_you_mean(value, PERSISTENCE) if isinstance(value, str) else ""
        raise InputError(message, where="persistence", got=repr(value), wanted=wanted, do=do)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Assumption(Noun):
    """A named estimate with its unit and its source; its key is its name in expressions."""

    estimate: Estimate | YearlyValues = attrs.field()
    """The numbers, in `unit`."""
    unit: str = attrs.field(validator=fields.is_a(str))
    """Unit as written, such as `minute/application`; `1` for a pure number."""
    title: str = fields.text()
    """Title for printing."""
    source: str = fields.text()
    """Where the numbers come from; a missing source is a finding."""
    owner: str = fields.text()
    """Who keeps it up to date."""
    date: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """When it was made."""
    quality: str = attrs.field(default="", validator=fields.one_of(RATINGS, or_empty=True))
    """How good the evidence is."""
    impact: str = attrs.field(default="", validator=fields.one_of(RATINGS, or_empty=True))
    """How much hangs on it."""
    review_by: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """When it should be looked at again; a day that has passed is a finding."""
    signed_off_by: str = fields.text()
    """Who signed it off; goes with `signed_off_on`."""
    signed_off_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """When it was signed off; goes with `signed_off_by`."""
    links: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Addresses of pages or references of documents that bear it out."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    persistence: float | str = attrs.field(default="constant", converter=_plain_float, validator=_check_persistence)
    """Whether one draw holds for all years (`constant`), each year has its own (`yearly`), or, as a number, the rank
    correlation of one year's draw with the next."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @estimate.validator
    def _check_estimate(self, _attribute: object, value: object) -> None:
        if not isinstance(value, Distribution | YearlyValues):
            message = "An assumption needs an estimate."
            wanted = "Fixed, Uniform, Triangular, Pert or Normal"
            raise InputError(message, where="estimate", got=repr(value), wanted=wanted)

    def __attrs_post_init__(self) -> None:
        """Refuse persistence of what does not vary from draw to draw, and half of a sign-off."""
        if bool(self.signed_off_by.strip()) != (self.signed_off_on is not None):
            message = "A sign-off says who and when."
            missing = "signed_off_on" if self.signed_off_on is None else "signed_off_by"
            raise InputError(message, where=missing, got="none", wanted="signed_off_by and signed_off_on together")
        certain = isinstance(self.estimate, YearlyValues) or self.estimate.certain
        if certain and self.persistence != "constant":
            message = "Only an uncertain estimate is drawn anew each year."
            raise InputError(message, where="persistence", got=repr(self.persistence), wanted="constant, or a spread")

    @property
    def by_year(self) -> bool:
        """Whether its value differs from year to year: a series, or an estimate that is drawn anew each year."""
        return isinstance(self.estimate, YearlyValues) or self.persistence != "constant"

    @property
    def certain_value(self) -> float | None:
        """Its one value in `unit`, where it is certain and the same in all years; otherwise None."""
        return None if isinstance(self.estimate, YearlyValues) or not self.estimate.certain else self.estimate.mean
