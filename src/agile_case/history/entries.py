"""Entries: each says one thing that happened to a case. They are written once and never changed."""

from __future__ import annotations

import datetime
import functools
from typing import Any, ClassVar, Final

import attrs

from agile_case.errors import InputError, did_you_mean
from agile_case.estimates.observations import Observation
from agile_case.model import fields
from agile_case.quantities.canonical import sha256
from agile_case.quantities.frozen import freeze
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import Year, as_date

__all__ = [
    "CATEGORIES",
    "KINDS",
    "OUTCOMES",
    "Begin",
    "Change",
    "Condition",
    "Decide",
    "Entry",
    "Learn",
    "Meet",
    "Note",
    "Recommend",
    "Record",
    "Retract",
    "Revise",
]

CATEGORIES: Final = ("method", "basis", "scope", "optimism-bias", "evidence", "judgement", "actuals", "timing")
"""What a change is of: the bars of a bridge from one iteration to another."""
OUTCOMES: Final = ("proceed", "proceed-with-conditions", "pivot", "pause", "repeat", "stop")
"""What a gate may decide."""
_WITHOUT_MONEY: Final = ("pause", "stop")
_LONG: Final = 12
_PATHS: Final = 3


_ASKED: Final = {
    "about": "what it is about",
    "approver": "who decided",
    "authority": "by which authority",
    "because": "why",
    "by": "who made it",
    "entry": "which entry it takes back",
    "iteration": "which iteration it is about",
    "path": "which address it is about",
    "purpose": "what the iteration is to find out",
    "reference": "where the decision is recorded",
    "source": "where it comes from",
    "text": "something",
    "what": "what has to be done",
}
"""What an entry says in a field that may not be empty, for messages."""


def _one_line(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _said(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if not isinstance(value, str) or not value.strip():
        message = f"An entry says {_ASKED.get(attribute.name, f'its {attribute.name}')}."
        raise InputError(message, where=attribute.name, got=repr(value)[:120], wanted="text that is not empty")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Entry(Noun):
    """What all entries say: when, and where it is known by whom and why."""

    kind: ClassVar[str] = ""
    """Its kind, as its file writes it."""
    on: datetime.date = attrs.field(converter=as_date)
    """Day on which it happened."""
    by: str = fields.text()
    """Who did it."""
    because: str = fields.text()
    """Why."""
    again: int = attrs.field(default=0, converter=fields.whole, validator=attrs.validators.ge(0))
    """How often the same was said before and taken back: it tells what is said again from what was taken back."""
    sequence: int = attrs.field(default=0, eq=False, validator=attrs.validators.instance_of(int))
    """Its place in the history, counted from 1; entries that two people made beside each other may share one."""
    before: str = attrs.field(default="", eq=False, validator=fields.is_a(str))
    """SHA-256 of the model before it."""
    after: str = attrs.field(default="", eq=False, validator=fields.is_a(str))
    """SHA-256 of the model after it."""

    @property
    def says(self) -> str:
        """What it says, in a line."""
        return self.because

    @property
    def briefly(self) -> str:
        """What it says where there is little room."""
        return self.says

    @functools.cached_property
    def id(self) -> str:
        """What it is called by: the first digits of the SHA-256 of what it says. The same entry twice has one id."""
        return sha256((self.kind, self))[:_LONG]


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Change(Noun):
    """What an address held, and what it holds from then on; None where there was nothing."""

    path: str = attrs.field(validator=_said)
    """The address."""
    old: Any = attrs.field(default=None, converter=freeze)
    """What it held, as plain data."""
    new: Any = attrs.field(default=None, converter=freeze)
    """What it holds, as plain data."""
    category: str = attrs.field(default="", validator=fields.one_of(CATEGORIES, or_empty=True))
    """What it is a change of, where that is not what its address says."""


def _changes(value: object) -> tuple[Change, ...]:
    if not isinstance(value, list | tuple) or not value or not all(isinstance(one, Change) for one in value):
        message = "A revision has changes."
        raise InputError(message, where="changes", got=repr(value)[:120], wanted="one Change or more")
    return tuple(value)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Begin(Entry):
    """An iteration begins: what follows belongs to it until the next."""

    kind: ClassVar[str] = "begin"
    iteration: str = attrs.field(validator=_said)
    """What it is called, such as `alpha-1`; it is no phase, and a phase may have several."""
    purpose: str = attrs.field(validator=_said)
    """What it is to find out or to do."""
    stage: str = fields.text()
    """Key of the stage that it is part of."""

    @property
    def says(self) -> str:
        """What it says, in a line."""
        return f"{self.iteration}: {self.purpose}"


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Learn(Entry):
    """Something was seen of an assumption, or of an expression of several."""

    kind: ClassVar[str] = "learn"
    about: str = attrs.field(converter=_one_line, validator=_said)
    """Key of the assumption, or an expression of several such as `applications * minutes_digital`."""
    observation: Observation = attrs.field(validator=fields.is_a(Observation))
    """What was seen."""
    source: str = attrs.field(validator=_said)
    """Where it is written down."""

    @property
    def says(self) -> str:
        """What it says, in a line."""
        return f"{self.about} ({self.observation.setting}): {self.source}"


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Revise(Entry):
    """The case itself was changed."""

    kind: ClassVar[str] = "revise"
    changes: tuple[Change, ...] = attrs.field(converter=_changes)
    """What was changed, address by address."""

    @property
    def says(self) -> str:
        """What it says, in a line."""
        return ", ".join(change.path for change in self.changes)

    @property
    def briefly(self) -> str:
        """The first addresses that were changed, and how many more."""
        paths = [change.path for change in self.changes]
        if len(paths) <= _PATHS + 1:
            return self.says
        return f"{', '.join(paths[:_PATHS])} and {len(paths) - _PATHS} more"


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Record(Entry):
    """What a measure, or the money of a line, really came to in a year."""

    kind: ClassVar[str] = "record"
    path: str = attrs.field(validator=_said)
    """Address of the measure or of the line."""
    year: Year = attrs.field(converter=fields.year)
    """The year."""
    amount: Quantity = attrs.field(converter=fields.quantity)
    """What it came to in that year."""
    source: str = attrs.field(validator=_said)
    """Where the figure comes from."""
    observed: bool = attrs.field(default=True, validator=fields.is_a(bool))
    """Whether it was counted, and not estimated."""
    provisional: bool = fields.flag()
    """Whether it may still change."""
    standard_error: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """How far it may lie from what the assumptions say, as a standard deviation; that of its measure unless stated."""
    learned: bool = fields.flag()
    """Whether it was learned from as well; it then moves no forecast, since that would count it twice."""

    @property
    def says(self) -> str:
        """What it says, in a line."""
        words = (("estimated", not self.observed), ("provisional", self.provisional), ("learned from", self.learned))
        more = [word for word, held in words if held]
        return f"{self.path} {self.year}: {self.amount}" + (f" ({', '.join(more)})" if more else "")


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Condition(Noun):
    """What has to be done, by when, for a decision to hold."""

    what: str = attrs.field(validator=_said)
    """What has to be done."""
    due: datetime.date = attrs.field(converter=as_date)
    """By when."""
    owner: str = fields.text()
    """Who answers for it."""


def _conditions(value: object) -> tuple[Condition, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, Condition) for one in value):
        message = "Conditions are a list."
        wanted = 'for example [Condition(what="...", due="2027-01-31")]'
        raise InputError(message, where="conditions", got=repr(value)[:120], wanted=wanted)
    return tuple(value)


def _outcome(_instance: object, attribute: attrs.Attribute[Any], value: object) -> None:
    if value not in OUTCOMES:
        message, hint = "This is not an outcome of a gate.", did_you_mean(str(value), OUTCOMES)
        raise InputError(message, where=attribute.name, got=repr(value)[:120], wanted=" or ".join(OUTCOMES), do=hint)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Recommend(Entry):
    """What the senior responsible owner asks the board for. It decides nothing."""

    kind: ClassVar[str] = "recommend"
    by: str = attrs.field(validator=_said)
    """Who recommends it."""
    because: str = attrs.field(validator=_said)
    """Why."""
    iteration: str = attrs.field(validator=_said)
    """The iteration that is put to the board."""
    outcome: str = attrs.field(validator=_outcome)
    """What is asked for."""

    @property
    def says(self) -> str:
        """What it says, in a line."""
        return f"{self.iteration}: {self.outcome}"


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Decide(Entry):
    """What those with the authority decided at a gate."""

    kind: ClassVar[str] = "decide"
    because: str = attrs.field(validator=_said)
    """Why."""
    iteration: str = attrs.field(validator=_said)
    """The iteration that was decided on."""
    outcome: str = attrs.field(validator=_outcome)
    """What was decided."""
    approver: str = attrs.field(validator=_said)
    """Who decided."""
    authority: str = attrs.field(validator=_said)
    """By which authority, such as a delegation letter."""
    reference: str = attrs.field(validator=_said)
    """Where the decision is recorded."""
    conditions: tuple[Condition, ...] = attrs.field(default=(), converter=_conditions)
    """What has to be done for it to hold."""
    amount: Quantity | None = attrs.field(default=None, converter=attrs.converters.optional(fields.quantity))
    """Money that it approves, in cash: for the stage that follows, or for this one again where it is to be repeated."""

    @property
    def says(self) -> str:
        """What it says, in a line."""
        money = "" if self.amount is None else f", {self.amount} approved"
        return f"{self.iteration}: {self.outcome}{money} ({self.reference})"

    def __attrs_post_init__(self) -> None:
        """Refuse conditions that are missing."""
        if self.outcome == "proceed-with-conditions" and not self.conditions:
            message = "A decision with conditions names them."
            raise InputError(message, where="conditions", got="none", wanted="one or more, each with a date")
        if self.outcome == "proceed" and self.conditions:
            message = "A decision that has conditions says so."
            do = 'decide "proceed-with-conditions"'
            raise InputError(message, where="outcome", got="proceed", wanted="proceed-with-conditions", do=do)
        if self.amount is not None and (self.outcome in _WITHOUT_MONEY or self.amount.magnitude < 0):
            message = "A decision approves money for work that goes on."
            got, wanted = f"{self.amount} with {self.outcome}", "no amount with pause and stop, and none below zero"
            do = "what stopping costs belongs under on_stop of the stage"
            raise InputError(message, where="amount", got=got, wanted=wanted, do=do)


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Meet(Entry):
    """A condition of a decision is met."""

    kind: ClassVar[str] = "meet"
    because: str = attrs.field(validator=_said)
    """What shows it."""
    iteration: str = attrs.field(validator=_said)
    """The iteration whose decision had it."""
    condition: int = attrs.field(converter=fields.whole)
    """Which of its conditions, counted from 1."""

    @property
    def says(self) -> str:
        """What it says, in a line."""
        return f"{self.iteration}: condition {self.condition}"


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Note(Entry):
    """Something worth keeping that changes nothing."""

    kind: ClassVar[str] = "note"
    text: str = attrs.field(validator=_said)
    """What it says."""
    about: str = fields.text()
    """Address of what it is about, an iteration, or the id of an entry; empty where it is about the case."""

    @property
    def says(self) -> str:
        """What it says, in a line."""
        return self.text


@attrs.frozen(kw_only=True, repr=False, field_transformer=located)
class Retract(Entry):
    """An entry is taken back: it stays in the record, and counts no more."""

    kind: ClassVar[str] = "retract"
    because: str = attrs.field(validator=_said)
    """Why."""
    entry: str = attrs.field(validator=_said)
    """Id of the entry."""

    @property
    def says(self) -> str:
        """What it says, in a line."""
        return f"entry {self.entry}"


KINDS: Final[dict[str, type[Entry]]] = {
    kind.kind: kind for kind in (Begin, Learn, Revise, Record, Recommend, Decide, Meet, Note, Retract)
}
"""The kinds of entry by the word for them."""
