"""Changes that no entry tells of, of two copies of a case, put together address by address."""

from __future__ import annotations

import datetime
import itertools
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.case.running import Running
from agile_case.errors import AgileCaseError, Fault, HistoryError
from agile_case.history.entries import Change, Revise
from agile_case.quantities.frozen import thaw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agile_case.model.model import Model

__all__ = ["clashes", "edited"]

_DO: Final = "adopt the change, or take it out of case.toml, and merge again"
_DAY: Final = datetime.date(2000, 1, 1)
"""Of a revision that is no entry, and so has no day."""


def clashes(changes: Sequence[Change]) -> Iterator[Fault]:
    """Yield what is wrong where two changes are of one thing and do not say the same.

    Args:
        changes: The changes of both copies.
    """
    for one, other in itertools.combinations(changes, 2):
        same = one.path == other.path and one.new == other.new
        if not same and (f"{one.path}.".startswith(f"{other.path}.") or f"{other.path}.".startswith(f"{one.path}.")):
            message = "Both copies were changed here without an entry."
            got = f"{thaw(one.new)!r:.120} in one and {thaw(other.new)!r:.120} in the other"
            yield Fault(
                message, max(one.path, other.path, key=len), got=got, wanted="one of the two", do=_DO, code="history"
            )


def edited(model: Model, changes: Sequence[Change]) -> Model:
    """Return the model that two histories lead to with the changes that no entry tells of.

    Args:
        model: The model.
        changes: The changes of both copies; none clashes with another.

    Raises:
        HistoryError: An entry of the other copy changed the same thing, and every address is listed; or the changes do
            not fit together.
    """
    running, left, faults = Running(model), dict[str, Change](), list[Fault]()
    for change in changes:
        held = running.holds(change.path)
        if held not in (change.old, change.new):
            message = "An entry of one copy and a change of the other that no entry tells of are of the same thing."
            got = f"{thaw(held)!r:.120}, which began from {thaw(change.old)!r:.120}"
            wanted = "one change after the other"
            faults.append(Fault(message, change.path, got=got, wanted=wanted, do=_DO, code="history"))
        elif held != change.new:
            left[change.path] = change
    if faults:
        raise HistoryError.of(faults)
    if not left:
        return model
    try:
        running.revise(Revise(changes=tuple(left.values()), on=_DAY))
        found = running.model
    except AgileCaseError as error:
        message = "Changes that no entry tells of do not fit what the other copy holds."
        raise HistoryError.of(
            attrs.evolve(fault, what=f"{message} {fault.what}", do=_DO, code="history") for fault in error.faults
        ) from None
    return found
