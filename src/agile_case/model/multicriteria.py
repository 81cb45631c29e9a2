"""Multi-criteria decision analysis with swing weights (The Green Book 2026, 5.14 to 5.16)."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import as_date

__all__ = ["MOST_SWING", "Multicriteria", "SwingCriterion"]

MOST_SWING = 100.0
"""Swing of the criterion whose way from worst to best matters most; the others are judged against it."""


def _scores(value: object) -> FrozenMap[str, float]:
    return FrozenMap({key: _score(key, item) for key, item in fields.mapping(value).items()})


def _score(key: str, value: object) -> float:
    where = f"scores.{key}"
    try:
        return fields.number(value)
    except InputError as error:
        raise error.at(where) from None


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class SwingCriterion(Noun):
    """One criterion: its natural scale, what its swing is worth, and where each option stands on it."""

    title: str = fields.text()
    """Title for printing."""
    unit: str = fields.text()
    """Unit of the natural scale, for printing."""
    worst: float = attrs.field(converter=fields.number)
    """Worst level that is looked at; it is worth 0."""
    best: float = attrs.field(converter=fields.number)
    """Best level that is looked at; it is worth 100, and may be the smaller number."""
    swing: float = attrs.field(converter=fields.number)
    """What going from worst to best is worth, from 0 to 100; the criterion that matters most has 100."""
    factor: str = fields.text()
    """Key of the critical success factor that it measures."""
    scores: FrozenMap[str, float] = attrs.field(converter=_scores)
    """Level of each option on the natural scale."""
    source: str = fields.text()
    """Where the levels come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    @swing.validator
    def _check_swing(self, _attribute: object, value: float) -> None:
        if not 0 <= value <= MOST_SWING:
            message = "A swing weight is out of range."
            raise InputError(message, where="swing", got=repr(value), wanted="0 to 100")

    def __attrs_post_init__(self) -> None:
        """Refuse a scale without length, and levels beyond its ends."""
        if self.worst == self.best:
            message = "The scale of a criterion has no length."
            raise InputError(message, where="best", got=f"{self.best!r}, as worst", wanted="two different levels")
        low, high = sorted((self.worst, self.best))
        for key, score in self.scores.items():
            if not low <= score <= high:
                message = "A level is beyond the ends of its scale."
                do = "widen the scale and judge its swing again; nothing is extrapolated"
                raise InputError(message, where=f"scores.{key}", got=repr(score), wanted=f"{low!r} to {high!r}", do=do)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Multicriteria(Noun):
    """Criteria that were weighted by their swings, with the people who did it."""

    criteria: FrozenMap[str, SwingCriterion] = attrs.field(
        converter=fields.mapping, validator=fields.entries_are(SwingCriterion)
    )
    """Criteria by key."""
    facilitator: str = fields.text()
    """Expert who facilitated the weighting."""
    date: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day of the weighting."""
    source: str = fields.text()
    """Who took part, and where it is written down."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
