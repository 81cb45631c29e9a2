"""A case with its history: every verb adds an entry and returns a new case; nothing that was written is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

import attrs

from agile_case.appraisal.curve_posteriors import curve_posterior
from agile_case.case.merging import clashes, edited
from agile_case.case.replay import State, changes_between, learned, replay
from agile_case.errors import AgileCaseError, HistoryError, InputError, did_you_mean
from agile_case.history.adding import entry_called, refuse_disorder
from agile_case.history.entries import (
    Begin,
    Change,
    Decide,
    Entry,
)
from agile_case.history.iterations import Iteration, history_table, iterations_of, iterations_table
from agile_case.model.fields import is_a, none_or
from agile_case.model.model import Model
from agile_case.quantities.nouns import Noun
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable

    from agile_case.appraisal.curve_evidence import CurveObservation, CurvePosterior
    from agile_case.estimates.posteriors import Posterior
    from agile_case.quantities.frozen import FrozenMap
    from agile_case.quantities.tables import Table

    Day = datetime.date | str

__all__ = ["OPENING", "Recorded"]

OPENING: Final = "opening"
"""The point before the first entry."""


def _entries(value: object) -> tuple[Entry, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, Entry) for one in value):
        message = "A history is a list of entries."
        raise InputError(message, where="entries", got=repr(value)[:120], wanted="entries, such as those of a case")
    return tuple(value)


@attrs.frozen(repr=False)
class Recorded(Noun):
    """A model with its history."""

    model: Model = attrs.field(validator=is_a(Model))
    """Everything that arithmetic takes, with the priors of the assumptions, as the case file has it."""
    opening: Model | None = attrs.field(default=None, validator=none_or(Model))
    """The model that the history began with; None without a history."""
    entries: tuple[Entry, ...] = attrs.field(default=(), converter=_entries)
    """Every entry, in its order."""

    @property
    def state(self) -> State:
        """What the history comes to: the model that it leads to, and what was seen of each assumption.

        Raises:
            HistoryError: Two entries change the same thing.
        """
        return replay(self.opening or self.model, self.entries)

    @property
    def believed(self) -> Model:
        """The model with what is believed after all evidence in the place of the priors: what is appraised.

        Raises:
            HistoryError: Two entries change the same thing.
            AgileCaseError: The evidence does not fit the model as it is now.
        """
        return learned(self.model, self.state.evidence)[0] if self.entries else self.model

    @property
    def posteriors(self) -> FrozenMap[str, Posterior]:
        """What is believed of each assumption that something was seen of, with how surprising it was."""
        return learned(self.model, self.state.evidence)[1]

    def curve_posterior(
        self,
        curve: str,
        observations: Iterable[CurveObservation | tuple[object, float, float]],
        *,
        draws: int,
        seed: int,
    ) -> CurvePosterior:
        """Reweight the draws of a curve's parameters, as they are believed now, by what was seen of it.

        Args:
            curve: Key of the curve.
            observations: What was seen, each a `CurveObservation`, or when, the average value and its standard error.
            draws: Number of draws.
            seed: Seed of the draws.

        Raises:
            UnknownNameError: There is no such curve.
            InputError: There is no observation, or one outside the years of the case; or nothing is uncertain.
            EstimateError: Fewer than 100 draws of full weight agree with what was seen.
            AgileCaseError: The case cannot be appraised.
        """
        found = curve_posterior(self.believed, curve, observations, draws=draws, seed=seed)
        stated = self.model.assumptions
        return attrs.evolve(
            found,
            parameters=tuple(
                attrs.evolve(held, stated=stated[held.key].estimate)  # type: ignore[arg-type]  # a series is certain
                for held in found.parameters
            ),
        )

    @property
    def unrecorded(self) -> tuple[Change, ...]:
        """Changes of the model that no entry tells of; see `adopt`.

        Raises:
            HistoryError: Two entries change the same thing.
        """
        return changes_between(self.state.model, self.model) if self.entries else ()

    @property
    def iterations(self) -> tuple[Iteration, ...]:
        """The iterations of the case, in their order."""
        return iterations_of(self.entries)

    @property
    def approved(self) -> Iteration | None:
        """The iteration that is approved now, which tolerances and forecasts are held against; None before one is."""
        return next((held for held in reversed(self.iterations) if held.status == "approved"), None)

    def promised(self, plan: str | None = None) -> tuple[Model, str]:
        """Return the model that was promised, and the iteration that it is of.

        Args:
            plan: The iteration; the approved one unless stated, and before one is the case itself, which has no name.

        Raises:
            HistoryError: There is no such iteration.
        """
        keys = [held.key for held in self.iterations]
        if plan is not None and plan not in keys:
            message, do = "There is no such iteration.", did_you_mean(plan, keys)
            raise HistoryError(message, where="plan", got=repr(plan), wanted="an iteration of this case", do=do)
        approved = self.approved
        key = plan or ("" if approved is None else approved.key)
        return (self.at(key).believed, key) if key else (self.believed, "")

    def history(self) -> Table:
        """Return every entry as a table, retracted ones included."""
        return history_table(self.entries)

    def iterations_table(self) -> Table:
        """Return the iterations as a table."""
        return iterations_table(self.entries)

    def at(self, point: str | datetime.date) -> Self:
        """Return the case as it was at a point of its history; what was retracted later still counts there.

        Args:
            point: An iteration, for the case as it was decided on, or as it was when the next began; an id of an entry,
                or its first digits; a day, for the end of it; or `opening`, for the case as it began.

        Raises:
            HistoryError: There is no such point.
        """
        point = entry_called(self.entries, point)
        known = [held.key for held in self.iterations] + [entry.id for entry in self.entries]
        if isinstance(point, str) and point in known:
            until = self._end_of(point)
        elif point == OPENING:
            until = 0
        else:
            try:
                day = as_date(point)
            except AgileCaseError:
                message, near = "There is no such point in the history.", did_you_mean(str(point), known)
                wanted = f"an iteration, the id of an entry, a day as in 2026-11-05, or {OPENING}"
                raise HistoryError(message, where="point", got=repr(point)[:120], wanted=wanted, do=near) from None
            until = max((place for place, entry in enumerate(self.entries, start=1) if entry.on <= day), default=0)
        entries, opening = self.entries[:until], self.opening or self.model
        return attrs.evolve(self, model=replay(opening, entries).model, opening=opening, entries=entries)

    def restored(self) -> Self:
        """Return the case with the model that its history leads to: changes that no entry tells of are gone.

        Raises:
            HistoryError: Two entries change the same thing.
        """
        return attrs.evolve(self, model=self.state.model)

    def merged(self, other: Self) -> Self:
        """Return the case with the entries of another copy of it too: two people's work put together.

        Entries that both have count once. The model is what the history leads to, with the changes that no entry tells
        of, of either copy, made to it: they are as unrecorded as before.

        Args:
            other: The other copy.

        Raises:
            HistoryError: The two began from different models, changed the same thing (every address is listed), or made
                entries that cannot both stand, such as two decisions on one iteration.
        """
        mine, theirs = self.opening or self.model, other.opening or other.model
        if mine != theirs:
            message = "These are not two copies of one case."
            raise HistoryError(message, got="two openings", wanted="one opening.toml", do="look where each came from")
        loose = (*self.unrecorded, *other.unrecorded)
        both = {entry.id: entry for entry in (*other.entries, *self.entries)}
        entries = tuple(sorted(both.values(), key=lambda entry: (entry.sequence, entry.id)))
        refuse_disorder(entries)
        faults = list(clashes(loose))
        try:
            state = replay(mine, entries, each=True)
        except HistoryError as error:
            raise HistoryError.of((*error.faults, *faults)) from None
        learned(state.model, state.evidence)
        if faults:
            raise HistoryError.of(faults)
        model = edited(state.model, loose)
        return attrs.evolve(self, model=model, opening=mine if entries else self.opening, entries=entries)

    def _end_of(self, point: str) -> int:
        """Return how many entries there are up to a point."""
        decided, begun = 0, False
        for place, entry in enumerate(self.entries, start=1):
            if entry.id == point:
                return place
            if isinstance(entry, Begin):
                if begun:
                    return decided or place - 1
                begun = entry.iteration == point
            elif begun and isinstance(entry, Decide) and entry.iteration == point:
                decided = place
        return decided or len(self.entries)

    def _called(self, point: str | datetime.date) -> str:
        """Return what a point of the history is called where people read."""
        held = next((entry for entry in self.entries if entry.id == point), None)
        if point == "opening" or (held is not None and held is self.entries[0] and isinstance(held, Begin)):
            return "as the case began"
        return str(point) if held is None else f"after {held.kind} of {held.on.isoformat()} ({held.id})"

    def _refuse_before_history(self, point: str | datetime.date | None, name: str) -> None:
        """Refuse a day on which there was no case yet."""
        try:
            day = as_date(point)
        except AgileCaseError:
            return
        first = min((entry.on for entry in self.entries), default=None)
        if first is None or day < first:
            message, do = "The history of this case begins later.", "the case as it began is the point `opening`"
            wanted = "an entry first" if first is None else f"{first.isoformat()} or later"
            raise HistoryError(message, where=name, got=day.isoformat(), wanted=wanted, do=do)
