"""What people do to a case: every verb adds an entry and returns a new case; nothing that was written is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

import attrs

from agile_case.case.actuals import refuse_record
from agile_case.case.recorded import Recorded
from agile_case.case.replay import changes_of, learned, replay
from agile_case.case.subjects import about_of
from agile_case.errors import (
    AgileCaseError,
    DocumentError,
    EstimateError,
    HistoryError,
    InputError,
    InvalidCaseError,
    LimitError,
    UnitError,
    UnknownNameError,
    YearError,
    did_you_mean,
)
from agile_case.estimates.observations import Observation
from agile_case.history.adding import entry_called, refuse_out_of_order, said_again
from agile_case.history.entries import (
    Begin,
    Condition,
    Decide,
    Entry,
    Learn,
    Meet,
    Note,
    Recommend,
    Record,
    Retract,
    Revise,
)
from agile_case.quantities.canonical import sha256
from agile_case.quantities.nouns import Noun
from agile_case.storage.paths import NOTHING, body_of, found_at, parts_of, value_at
from agile_case.storage.tables import read_table

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping, Sequence

    from agile_case.quantities.units import Quantity
    from agile_case.quantities.years import Year

    Day = datetime.date | str

__all__ = ["WithVerbs"]


N = TypeVar("N", bound=Noun)


def _noun(kind: type[N], table: object, where: str = "") -> N:
    """Build what a verb is given as a table; what is wrong with it is no fault of the case."""
    try:
        return read_table(kind, table)
    except InvalidCaseError as error:
        kinds = {_ERRORS.get(fault.code, InputError) for fault in error.faults}
        chosen = kinds.pop() if len(kinds) == 1 else InputError
        raise chosen.of(fault.at(where) for fault in error.faults) from None


_ERRORS: Final = {one.code: one for one in (DocumentError, EstimateError, LimitError, UnitError, YearError)}
"""Errors by the kind of their faults."""


@attrs.frozen(repr=False)
class WithVerbs(Recorded):
    """A model with its history, and the verbs that add to it."""

    def begin(self, iteration: str, purpose: str, *, on: Day, stage: str = "", by: str = "") -> Self:
        """Begin an iteration.

        Args:
            iteration: What it is called, such as `alpha-1`.
            purpose: What it is to find out or to do.
            on: Day on which it begins.
            stage: Key of the stage that it is part of.
            by: Who begins it.

        Raises:
            HistoryError: There is one of that name, or the case was stopped.
            UnknownNameError: There is no such stage.
        """
        if stage and stage not in self.model.stages:
            message, near = "There is no such stage.", did_you_mean(stage, self.model.stages)
            raise UnknownNameError(message, where="stage", got=repr(stage), wanted="the key of a stage", do=near)
        return self._add(Begin(iteration=iteration, purpose=purpose, on=on, stage=stage, by=by))

    def learn(
        self,
        about: str,
        observation: Observation | Mapping[str, Any],
        *,
        on: Day,
        source: str,
        by: str = "",
        because: str = "",
    ) -> Self:
        """Learn from something that was seen of an assumption, or of an expression of several.

        The prior stays in the case; what is believed is worked out from it and from everything seen since it was last
        revised, all at once, so that the order has no effect.

        Args:
            about: Key of the assumption, or an expression such as `applications * minutes_digital`; everything that is
                uncertain in it moves, and what correlates with that. The address of a benefit, a cost or a measure
                stands for what it is a measure of, what it comes to, or what is expected of it in a year, before any
                profile.
            observation: What was seen.
            on: Day on which it was seen.
            source: Where it is written down.
            by: Who saw it.
            because: Anything that helps to judge it.

        Raises:
            HistoryError: It is in the history already, or the case was stopped.
            UnknownNameError: There is no such assumption.
            EstimateError: The estimates rule out what was seen, or make it so unlikely that too few draws are left to
                say what is believed: revise them.
            ExpressionError: What it is about is no expression.
            UnitError: The observation is of something else.
            InputError: The assumption is not one thing that can be learned about.
        """
        held = observation if isinstance(observation, Observation) else _noun(Observation, observation)
        return self._add(
            Learn(about=about_of(self.model, about), observation=held, on=on, source=source, by=by, because=because)
        )

    def record(
        self,
        path: str,
        year: Year | str,
        amount: Quantity | str,
        *,
        on: Day,
        source: str,
        observed: bool = True,
        provisional: bool = False,
        standard_error: Quantity | str | None = None,
        learned: bool = False,
        by: str = "",
    ) -> Self:
        """Record what a measure, or the money of a line, really came to in a year; `track` holds it against the plan.

        A later figure for the same year takes the place of the one before, which stays in the record. It changes no
        assumption and no appraisal.

        Args:
            path: Address of the measure, as in `measures.hours_saved`, or of a line.
            year: The year.
            amount: What it came to, in the unit of the measure; of a line, pounds of that year.
            on: Day on which it is recorded.
            source: Where the figure comes from.
            observed: Whether it was counted, and not estimated.
            provisional: Whether it may still change; that of a year that is not over is in any case.
            standard_error: How far it may lie from what the assumptions say, where that differs from the measure's
                own `relative_error`.
            learned: Whether it was learned from as well; it then moves no forecast.
            by: Who records it.

        Raises:
            HistoryError: It is in the history already.
            UnknownNameError: There is no such measure and no such line.
            UnitError: It is in another unit.
            InputError: The standard error is not above zero, or the year has not begun.
            YearError: The year is none of the case.
        """
        entry = Record(
            path=path,
            year=year,
            amount=amount,
            on=on,
            source=source,
            observed=observed,
            provisional=provisional,
            standard_error=standard_error,
            learned=learned,
            by=by,
        )
        refuse_record(self.model, entry)
        return self._add(entry)

    def recommend(self, iteration: str, outcome: str, *, by: str, on: Day, because: str) -> Self:
        """Recommend an outcome to those who decide.

        Args:
            iteration: The iteration that is put to the board.
            outcome: What is asked for: `proceed`, `proceed-with-conditions`, `pivot`, `pause`, `repeat` or `stop`.
            by: Who recommends it, such as the senior responsible owner.
            on: Day of the recommendation.
            because: Why.

        Raises:
            HistoryError: There is no such iteration, it is not open, or the day is before that on which it began.
        """
        return self._add(Recommend(iteration=iteration, outcome=outcome, by=by, on=on, because=because))

    def decide(
        self,
        iteration: str,
        outcome: str,
        *,
        approver: str,
        authority: str,
        reference: str,
        on: Day,
        because: str,
        conditions: Sequence[Condition | Mapping[str, Any]] = (),
        amount: Quantity | str | None = None,
    ) -> Self:
        """Record what those with the authority decided at a gate.

        Args:
            iteration: The iteration that was decided on.
            outcome: `proceed`, `proceed-with-conditions`, `pivot`, `pause`, `repeat` or `stop`.
            approver: Who decided.
            authority: By which authority.
            reference: Where the decision is recorded.
            on: Day of the decision.
            because: Why.
            conditions: What has to be done for it to hold, each with a date.
            amount: Money that is approved, in cash: for the stage that follows, or for this one again where the outcome
                is `repeat` or `pivot`.

        Raises:
            HistoryError: There is no such iteration, it was decided on, or a later one has begun; the day is before
                that on which it began or was recommended, or a condition is due before the decision.
            UnitError: The amount is no money.
            InputError: The amount is below zero, or the outcome approves none.
        """
        entry = Decide(
            iteration=iteration,
            outcome=outcome,
            approver=approver,
            authority=authority,
            reference=reference,
            on=on,
            because=because,
            conditions=[
                one if isinstance(one, Condition) else _noun(Condition, one, f"conditions.{place}")
                for place, one in enumerate(conditions, start=1)
            ],
            amount=amount,
        )
        if entry.amount is not None:
            try:
                entry.amount.to(self.model.units.unit("GBP"), self.model.units)
            except AgileCaseError as error:
                raise error.at("amount") from None  # noqa: EM101 - a place, not a message
        return self._add(entry)

    def meet(self, iteration: str, condition: int, *, on: Day, because: str, by: str = "") -> Self:
        """Record that a condition of a decision is met.

        Args:
            iteration: The iteration whose decision had it.
            condition: Which of its conditions, counted from 1.
            on: Day on which it was met.
            because: What shows it.
            by: Who says so.

        Raises:
            HistoryError: There is no such condition, or it is met already.
        """
        return self._add(Meet(iteration=iteration, condition=condition, on=on, because=because, by=by))

    def note(self, text: str, *, on: Day, about: str = "", by: str = "") -> Self:
        """Keep a note.

        Args:
            text: What it says.
            on: Its day.
            about: Address of what it is about, an iteration, or the id of an entry.
            by: Who writes it.

        Raises:
            HistoryError: It is in the history already.
            UnknownNameError: It is about nothing that the case has or began with; the nearest are suggested.
        """
        if about:
            self._refuse_unknown(about)
        return self._add(Note(text=text, on=on, about=about, by=by))

    def retract(self, entry: str, *, on: Day, because: str, by: str = "") -> Self:
        """Take an entry back: it stays in the record, and counts no more.

        Args:
            entry: Id of the entry, as `history()` shows it, or its first digits, at least four, that no other has.
            on: Day on which it is taken back.
            because: Why.
            by: Who takes it back.

        Raises:
            HistoryError: There is no such entry that counts, it was made later, or later entries rest on it.
        """
        return self._add(Retract(entry=entry_called(self.entries, entry), on=on, because=because, by=by))

    def adopt(self, *, because: str, on: Day, by: str = "", category: str = "") -> Self:
        """Record the changes of the model that no entry tells of, such as those that somebody made in the file.

        Args:
            because: Why they were made.
            on: Day on which they were made.
            by: Who made them.
            category: What they are changes of, where that is not what their addresses say.

        Raises:
            HistoryError: There is no such change.
        """
        if not because.strip():
            message = "A change of a case says why it was made."
            raise InputError(message, where="because", got=repr(because), wanted="a reason")
        changes = self.unrecorded
        if not changes:
            message = "Every change of this case is recorded."
            raise HistoryError(message, got="no change", wanted="a model that differs from what the history leads to")
        changes = tuple(attrs.evolve(change, category=category or change.category) for change in changes)
        recorded = attrs.evolve(self, model=self.state.model)
        return recorded._add(Revise(changes=changes, on=on, by=by, because=because))  # noqa: SLF001 - one of our own

    def _refuse_unknown(self, about: str) -> None:
        """Refuse what is no address of the case as it is or as it began, no iteration and no entry."""
        if about in {held.key for held in self.iterations} or about in {entry.id for entry in self.entries}:
            return
        if self.opening is not None and found_at(body_of(self.opening, brief=False), parts_of(about)) is not NOTHING:
            return
        try:
            value_at(self.model, about)
        except UnknownNameError as error:
            known = [held.key for held in self.iterations]
            message, near = "A note is about something that the case has.", did_you_mean(about, known) if known else ""
            do = error.do if error.do.startswith("did you mean") or not near.startswith("did you mean") else near
            wanted = "an address such as assumptions.team, an iteration, or the id of an entry; or nothing"
            raise UnknownNameError(message, where="about", got=repr(about)[:120], wanted=wanted, do=do) from None

    def _revised(self, changes: Mapping[str, object], *, on: Day, because: str, by: str, category: str) -> Self:
        """Revise with a record."""
        held = changes_of(self.model, changes, category)
        return self._add(Revise(changes=held, on=on, by=by, because=because))

    def _add(self, entry: Entry) -> Self:
        """Add an entry at the end, if it may follow and the whole can be replayed."""
        entry = said_again(self.entries, entry)
        refuse_out_of_order(self.entries, entry)
        if self.unrecorded:
            message = "The case was changed without an entry."
            paths = ", ".join(change.path for change in self.unrecorded[:3])
            do = "adopt the change first, with a reason"
            raise HistoryError(message, where=paths, got="a change of the model", wanted="a recorded one", do=do)
        last = max((held.sequence for held in self.entries), default=0)
        opening = self.opening or self.model
        placed = attrs.evolve(entry, sequence=last + 1, before=sha256(self.model))
        try:
            state = replay(opening, (*self.entries, placed), each=isinstance(entry, Retract))
            learned(state.model, state.evidence)
        except AgileCaseError as error:
            if isinstance(entry, Retract):
                message = "Later entries rest on this one."
                got = "; ".join(fault.where for fault in error.faults)
                wanted, do = "an entry that nothing rests on", "retract those first, the last one before the others"
                raise HistoryError(message, where=entry.entry, got=got, wanted=wanted, do=do) from None
            raise
        placed = attrs.evolve(placed, after=sha256(state.model))
        return attrs.evolve(self, model=state.model, opening=opening, entries=(*self.entries, placed))
