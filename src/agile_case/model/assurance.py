"""The integrated assurance and approval plan: reviews, what they ask for, approvals, and what a stage showed."""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.model.lines import _share
from agile_case.model.programme import CONFIDENCES
from agile_case.model.stages import DOCUMENTS
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.years import as_date

__all__ = ["EXHIBITS", "POINTS", "POINT_NAMES", "REVIEWS", "Approval", "Exhibit", "Review", "ReviewAction"]

REVIEWS = (
    "gate-0",
    "gate-1",
    "gate-2",
    "gate-3",
    "gate-4",
    "gate-5",
    "starting-gate",
    "project-assessment-review",
    "service-assessment",
    "peer-review",
    "internal",
)
"""Kinds of review: gates 0 strategic assessment, 1 business justification, 2 delivery strategy, 3 investment decision,
4 readiness for service, 5 operations and benefits; a starting gate; a project assessment review (PAR); a service
assessment; a peer review; and assurance inside the organisation."""
EXHIBITS = ("demonstration", "burn-chart", "backlog")
"""By what a stage shows progress, rather than by long documents (GDS, 11 April 2014)."""
POINTS = 14
"""Points of the Service Standard."""
POINT_NAMES = (
    "users and needs",
    "whole problem",
    "joined-up channels",
    "simple to use",
    "everyone can use it",
    "multidisciplinary team",
    "agile ways",
    "iterate often",
    "secure and private",
    "define success and publish data",
    "right tools",
    "open source",
    "open standards and common components",
    "reliable",
)
"""What they are about, from reproductions of the standard (secondary); the fourth is recalled (unverified)."""


_SAID = fields.said("An action says what is to be done.")


def _points(_instance: object, attribute: attrs.Attribute[Any], value: tuple[float, ...]) -> None:
    if not all(held.is_integer() and 1 <= held <= POINTS for held in value):
        message = "These are not points of the Service Standard."
        raise InputError(
            message, where=attribute.name, got=repr(list(value))[:120], wanted=f"whole numbers 1 to {POINTS}"
        )


def _actions(value: object) -> tuple[ReviewAction, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, ReviewAction) for item in value):
        message = "A list of actions is needed."
        wanted = 'for example [ReviewAction(what="Test with a screen reader")]'
        raise InputError(message, where="actions", got=repr(value)[:120], wanted=wanted)
    return tuple(value)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class ReviewAction(Noun):
    """What a review asks for."""

    what: str = attrs.field(validator=_SAID)
    """What is to be done."""
    due: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day by which it is to be done; of an amber service assessment three months after it unless stated."""
    done: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which it was done."""
    owner: str = fields.text()
    """Who sees to it."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Review(Noun):
    """A review of the proposal by others: planned, and then held."""

    kind: str = attrs.field(validator=fields.one_of(REVIEWS))
    """What it is."""
    title: str = fields.text()
    """Title for printing."""
    stage: str | None = attrs.field(default=None, validator=fields.none_or(str))
    """Key of the stage at whose end it comes."""
    planned: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day for which it is planned."""
    held: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which it was held."""
    by: str = fields.text()
    """Who reviews; of a service assessment that is worked out from the programme unless stated."""
    rating: str = attrs.field(default="", validator=fields.one_of(CONFIDENCES, or_empty=True))
    """Overall rating of a service assessment."""
    amber_points: tuple[float, ...] = attrs.field(default=(), converter=fields.numbers, validator=_points)
    """Points of the Service Standard that were amber."""
    red_points: tuple[float, ...] = attrs.field(default=(), converter=fields.numbers, validator=_points)
    """Points of the Service Standard that were red."""
    confidence: str = attrs.field(default="", validator=fields.one_of(CONFIDENCES, or_empty=True))
    """Delivery confidence, where the review gives it: a snapshot, not a probability."""
    response: str = fields.text()
    """Where the response to a red delivery confidence is, or what it says."""
    actions: tuple[ReviewAction, ...] = attrs.field(default=(), converter=_actions)
    """What it asks for."""
    report: str = fields.text()
    """Where its report is."""
    owner: str = fields.text()
    """Who sees to it that it takes place."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    def __attrs_post_init__(self) -> None:
        """Refuse a result of a review that was not held."""
        if self.held is None and (self.rating or self.confidence):
            message = "A review that was not held has no result."
            got = self.rating or self.confidence
            raise InputError(message, where="held", got=f"{got}, and no day", wanted="the day on which it was held")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Approval(Noun):
    """An approval that the proposal needs: planned, asked for, given."""

    title: str = fields.text()
    """Title for printing."""
    document: str = attrs.field(default="", validator=fields.one_of(DOCUMENTS, or_empty=True))
    """Business case that is approved."""
    stage: str | None = attrs.field(default=None, validator=fields.none_or(str))
    """Key of the stage at whose end it comes."""
    by: str = fields.text()
    """Who approves."""
    asked: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which it is, or is planned to be, asked for."""
    approved: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which it was given."""
    assured_by: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Keys of the reviews that come before it."""
    reference: str = fields.text()
    """Where it is recorded."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Exhibit(Noun):
    """Something that a stage showed: a demonstration, a burn chart, a backlog."""

    kind: str = attrs.field(validator=fields.one_of(EXHIBITS))
    """What it is."""
    stage: str | None = attrs.field(default=None, validator=fields.none_or(str))
    """Key of the stage that it shows the progress of."""
    on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Its day; of a backlog or a chart the day on which it was taken."""
    title: str = fields.text()
    """Title for printing."""
    says: str = fields.text()
    """What it showed."""
    link: str = fields.text()
    """Where it is."""
    done_by_p10: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Of a burn chart: day by which all is done with one chance in ten, by its forecast."""
    done_by_p90: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """The same with nine chances in ten; none where the forecast does not come so far."""
    funded_until: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Of a burn chart: last day that the money for the work lasts to."""
    without_benefit: float | None = attrs.field(default=None, converter=attrs.converters.optional(_share))
    """Of a backlog: the share of it that is for no benefit."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""

    def __attrs_post_init__(self) -> None:
        """Refuse the forecast of something else than a burn chart, and the share of something else than a backlog."""
        owners = {"done_by_p10": "burn-chart", "done_by_p90": "burn-chart", "funded_until": "burn-chart"}
        for name, kind in {**owners, "without_benefit": "backlog"}.items():
            if getattr(self, name) is not None and self.kind != kind:
                message = "A forecast is that of a burn chart, and a share without benefit that of a backlog."
                raise InputError(message, where=name, got=f"of a {self.kind}", wanted=f"of a {kind}")
        if self.done_by_p10 is not None and self.done_by_p90 is not None and self.done_by_p90 < self.done_by_p10:
            message = "Nine chances in ten do not come before one."
            got, wanted = str(self.done_by_p90), f"{self.done_by_p10} or later"
            raise InputError(message, where="done_by_p90", got=got, wanted=wanted)
