"""A model while the revisions of a history are made to it, put together only when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from agile_case.errors import Fault, HistoryError
from agile_case.quantities.canonical import sha256
from agile_case.quantities.frozen import freeze, thaw
from agile_case.storage.building import plain_tables
from agile_case.storage.document import build
from agile_case.storage.paths import NOTHING, applied, body_of, changes_checked, found_at, parts_of, unknown_at

if TYPE_CHECKING:
    from agile_case.history.entries import Change, Revise
    from agile_case.model.model import Model

__all__ = ["Running"]


class Running:
    """A model, and the revisions since.

    Revisions are made to plain data, where one costs little. What they come to is checked as a whole when `model` is
    asked for; whoever wants to know which revision does not fit asks after each of them.
    """

    def __init__(self, opening: Model) -> None:
        """Begin from a model.

        Args:
            opening: The model.
        """
        self._model = opening
        self._plain = body_of(opening)
        self._ahead = False
        self._sum = ""

    def copy(self) -> Running:
        """Return another that goes on from here; what is done to the one does nothing to the other."""
        found = Running.__new__(Running)
        found.__dict__.update(self.__dict__)
        return found

    @property
    def model(self) -> Model:
        """The model as it is now.

        Raises:
            AgileCaseError: It does not hold together.
        """
        if self._ahead:
            self._model = build(plain_tables(self._plain), folder=self._model.reference.folder)
            self._plain, self._ahead, self._sum = body_of(self._model), False, ""
        return self._model

    @property
    def sha256(self) -> str:
        """SHA-256 of the model as it is now.

        Raises:
            AgileCaseError: It does not hold together.
        """
        model = self.model
        self._sum = self._sum or sha256(model)
        return self._sum

    def conflicts(self, entry: Revise) -> dict[str, Fault]:
        """Return the addresses at which a revision began from something else, with what is wrong.

        Args:
            entry: The revision.

        Raises:
            AgileCaseError: There seem to be some, and the model as it is now does not hold together.
        """
        if self._ahead and any(self._other(change) for change in entry.changes):
            self.model  # noqa: B018 - puts the data into their one form: another way to write a value is no conflict
        return {
            change.path: _conflict(entry, change, self.holds(change.path))
            for change in entry.changes
            if self._other(change)
        }

    def revise(self, entry: Revise, *, forced: bool = False) -> None:
        """Make a revision.

        Args:
            entry: The revision.
            forced: Whether it is made even where it began from something else.

        Raises:
            HistoryError: It began from something else, or its addresses lead nowhere; all of them are listed.
            AgileCaseError: That is asked of a model that does not hold together.
        """
        faults = {} if forced else self.conflicts(entry)
        if faults:
            raise HistoryError.of(faults.values())
        changes, listed = changes_checked({change.path: thaw(change.new) for change in entry.changes})
        plain, unknown = applied(self._plain, changes, lambda: body_of(self.model, brief=False))
        if unknown and self._ahead:
            self.model  # noqa: B018 - as above
            plain, unknown = applied(self._plain, changes, lambda: body_of(self.model, brief=False))
        if listed or (unknown and not forced):
            more = [unknown_at(path, self.model) for path in unknown]
            raise HistoryError.of(unfit(entry, fault) for fault in (*listed, *more))
        self._plain, self._ahead = plain, True

    def holds(self, path: str) -> Any:  # noqa: ANN401 - plain data of any shape
        """Return what an address holds, frozen; None where there is nothing.

        Args:
            path: The address.
        """
        found = found_at(self._plain, parts_of(path))
        return None if found is NOTHING else freeze(found)

    def _other(self, change: Change) -> bool:
        return bool(self.holds(change.path) != change.old)


def unfit(entry: Revise, fault: Fault) -> Fault:
    """Return a fault of what a revision comes to as one of the history.

    Args:
        entry: The revision.
        fault: The fault.
    """
    return attrs.evolve(fault, what=f"Entry {entry.id} does not fit. {fault.what}", code="history")


def _conflict(entry: Revise, change: Change, held: object) -> Fault:
    message = "Two entries change the same thing."
    got = f"{thaw(held)!r:.120} when entry {entry.id} of {entry.on.isoformat()} began from {thaw(change.old)!r:.120}"
    do = "retract one of the two, and revise again if neither is right"
    return Fault(message, change.path, got=got, wanted="one change after the other", do=do, code="history")
