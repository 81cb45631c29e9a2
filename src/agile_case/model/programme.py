"""What approvals hang on: facts of the programme that no line of a case says, each answered or left open by a person.

Nothing is filled in: a question without an answer is a finding, and never counts as no.
"""

from __future__ import annotations

import datetime
from typing import Any

import attrs

from agile_case.errors import InputError
from agile_case.model import fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import as_date

__all__ = ["ANSWERS", "CONFIDENCES", "LEVELS", "PACK", "SPENDS", "Programme"]

ANSWERS = ("yes", "no")
"""Answers to a question; one that is left out is open."""
SPENDS = ("public-service", "other-digital", "technology", "consultancy", "cryptographic")
"""What is bought, in the words of the spend controls."""
CONFIDENCES = ("green", "amber", "red")
"""Delivery confidence, and ratings of a service assessment."""
LEVELS = ("low", "medium", "high")
"""Ratings of risk and importance."""
PACK = ("signed-off-case", "assurance-plan", "assurance-report", "risk-register", "commercial-strategy")
"""What goes with a request for approval (HM Treasury and Cabinet Office, 2011)."""


def _answer() -> Any:  # noqa: ANN401 - attrs types its fields this way
    return attrs.field(default="", validator=fields.one_of(ANSWERS, or_empty=True))


def _share(_instance: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    if value is not None and not 0 <= value <= 1:
        message = "A tolerance is a fraction."
        raise InputError(message, where=attribute.name, got=repr(value), wanted="0 to 1, such as 0.1 for 10%")


def _positive(_instance: object, attribute: attrs.Attribute[Any], value: float | None) -> None:
    if value is not None and value < 0:
        message = "Such a number cannot be negative."
        raise InputError(message, where=attribute.name, got=repr(value), wanted="0 or more")


def _likelihoods(_instance: object, attribute: attrs.Attribute[Any], value: tuple[float, ...]) -> None:
    _check_scores(attribute.name, value, count=7, most=6)


def _impact_scores(_instance: object, attribute: attrs.Attribute[Any], value: tuple[float, ...]) -> None:
    _check_scores(attribute.name, value, count=6, most=5)


def _check_scores(where: str, value: tuple[float, ...], *, count: int, most: int) -> None:
    if value and (len(value) != count or not all(held.is_integer() and 1 <= held <= most for held in value)):
        message = "These are not the scores of a legacy system."
        wanted = f"{count} whole numbers, each 1 to {most}"
        raise InputError(message, where=where, got=repr(list(value))[:120], wanted=wanted)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Programme(Noun):
    """Facts that approvals and assurance hang on."""

    spend: str = attrs.field(default="", validator=fields.one_of(SPENDS, or_empty=True))
    """What is bought."""
    whole_cost: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """Cost of the whole programme, parts that are not digital included, where it is more than this case."""
    digital_cost: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """Cost of its digital part."""
    discovery_and_alpha_cost: Quantity | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.quantity)
    )
    """Cost of discovery and alpha together; that of the lines of those stages unless stated."""
    delegated_limit: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """Delegated authority limit of the organisation, from its letter. No figure is bundled: limits are bespoke."""
    parts: tuple[str, ...] = attrs.field(default=(), converter=fields.words)
    """Costs of parts that are put forward for approval by themselves, such as `["£90k", "£80k"]`."""
    transactions: float | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.number), validator=_positive
    )
    """Transactions a year."""
    organisations: float | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.number), validator=_positive
    )
    """Organisations whose civil servants use it."""
    departments: float | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.number), validator=_positive
    )
    """Departments that it spans."""
    novel: str = _answer()
    """Whether it is novel."""
    contentious: str = _answer()
    """Whether it is contentious."""
    repercussive: str = _answer()
    """Whether it sets a precedent that costs others."""
    required_by_law: str = _answer()
    """Whether law or Managing Public Money asks for HM Treasury's consent."""
    major: str = _answer()
    """Whether it is in the Government Major Projects Portfolio."""
    most_significant: str = _answer()
    """Whether it is one of the most significant projects, whose outline HM Treasury approves itself."""
    large: str = _answer()
    """Whether the investment is large; guidance leaves the word to a person."""
    lengthy_procurement: str = _answer()
    """Whether its procurement is lengthy; likewise."""
    splittable: str = _answer()
    """Whether it can be split into projects."""
    pre_competed: str = _answer()
    """Whether it is bought through an arrangement that was competed before."""
    arrangement_expires: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Last day of that arrangement."""
    importance: str = attrs.field(default="", validator=fields.one_of(LEVELS, or_empty=True))
    """Rating of risk and importance, once every question of the framework is answered: the highest answer."""
    legacy_likelihood: tuple[float, ...] = attrs.field(default=(), converter=fields.numbers, validator=_likelihoods)
    """Scores of likelihood of the legacy system that it is about: seven, each 1 to 6."""
    legacy_impact: tuple[float, ...] = attrs.field(default=(), converter=fields.numbers, validator=_impact_scores)
    """Its scores of impact: six, each 1 to 5."""
    legacy_plan: str = fields.text()
    """Where the plan, the funding and the date for it are on the legacy register."""
    transactional: str = _answer()
    """Whether users do transactions with it."""
    new_or_rebuilt: str = _answer()
    """Whether it is new or rebuilt."""
    discovery_complete: str = _answer()
    """Whether discovery is complete."""
    assessment: str = attrs.field(default="", validator=fields.one_of(CONFIDENCES, or_empty=True))
    """Overall rating of the last service assessment."""
    assessed_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Its day."""
    delivery_confidence: str = attrs.field(default="", validator=fields.one_of(CONFIDENCES, or_empty=True))
    """Delivery confidence of the last independent review."""
    response_to_red: str = fields.text()
    """Where the response to a red rating is."""
    cost_tolerance: float | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.number), validator=_share
    )
    """How far the cost may move from the approved one before it is approved again, as a fraction."""
    benefit_tolerance: float | None = attrs.field(
        default=None, converter=attrs.converters.optional(fields.number), validator=_share
    )
    """The same of the benefit."""
    assurance_planned_for: datetime.date | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_date)
    )
    """Day of the assurance that is planned before approval is asked for."""
    approval_requested_on: datetime.date | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_date)
    )
    """Day on which approval is, or was, asked for."""
    treasury_approved_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which HM Treasury approved the case."""
    accounting_officer_assessed_on: datetime.date | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_date)
    )
    """Day of the last accounting officer assessment."""
    accounting_officer_published_on: datetime.date | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_date)
    )
    """Day on which its summary was published."""
    published_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which the case, or its summary, was published."""
    outline_approved_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which the strategic outline case was approved."""
    committed_publicly_on: datetime.date | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_date)
    )
    """Day of the first public commitment."""
    plan_validated_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which the integrated assurance and approval plan was last validated."""
    plan_changed_on: datetime.date | None = attrs.field(default=None, converter=attrs.converters.optional(as_date))
    """Day on which it was last changed."""
    pack: tuple[str, ...] = attrs.field(
        default=(), converter=fields.words, validator=fields.one_of(PACK, or_empty=True)
    )
    """What of a request for approval is there."""
    source: str = fields.text()
    """Where these facts come from."""
    notes: str = fields.text()
    """Anything else a reader should know."""
    x: FrozenMap[str, Any] = fields.foreign()
    """Fields of others, kept untouched."""
