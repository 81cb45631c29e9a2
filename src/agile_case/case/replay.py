"""Replay a history: the opening model and its entries give the model as it is, and what has been learned since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from agile_case.errors import AgileCaseError, Fault, HistoryError, InputError, UnknownNameError, did_you_mean
from agile_case.estimates.distributions import ESTIMATE_KEYS
from agile_case.estimates.posteriors import Posterior, posterior
from agile_case.history.entries import Change, Entry, Learn, Revise
from agile_case.history.iterations import counted
from agile_case.model.assumptions import Assumption, YearlyValues
from agile_case.model.correlation_checks import correlated_groups
from agile_case.model.model import Model
from agile_case.quantities.frozen import FrozenMap, freeze, thaw
from agile_case.storage.building import plain_tables
from agile_case.storage.document import build
from agile_case.storage.paths import NOTHING, changed, differences, found_at, parts_of
from agile_case.storage.plain import plain_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["State", "changes_between", "changes_of", "learned", "replay"]

_ESTIMATE: Final = frozenset((*ESTIMATE_KEYS, "unit", "years", "values"))
_MOST: Final = 500


@attrs.frozen
class State:
    """A case at one point of its history."""

    model: Model
    """The model, with the priors of its assumptions."""
    evidence: FrozenMap[str, tuple[Learn, ...]]
    """What was seen of each assumption since its estimate was last revised."""


def replay(opening: Model, entries: Sequence[Entry]) -> State:
    """Return what a history comes to.

    An observation counts from the last revision of the estimate that it is about: whoever revised it knew of those
    before.

    Args:
        opening: The model that the history began with.
        entries: All entries, in their order.

    Raises:
        HistoryError: Two entries change the same thing, or one no longer fits; all conflicts of it are listed.
    """
    model = opening
    evidence: dict[str, list[Learn]] = {}
    for entry in counted(entries):
        if isinstance(entry, Revise):
            model = _revised(model, entry)
            for key in [key for key in evidence if _touches(entry, key)]:
                del evidence[key]
        elif isinstance(entry, Learn):
            evidence.setdefault(entry.about, []).append(entry)
    return State(model, FrozenMap({key: tuple(held) for key, held in evidence.items()}))


def _touches(entry: Revise, key: str) -> bool:
    own = f"assumptions.{key}"
    return any(
        change.path == own
        or (change.path.startswith(f"{own}.") and change.path.removeprefix(f"{own}.").partition(".")[0] in _ESTIMATE)
        or (change.path == "assumptions" and _estimate(change.old, key) != _estimate(change.new, key))
        for change in entry.changes
    )


def _estimate(assumptions: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return what a table of all assumptions says of the estimate of one."""
    return {word: value for word, value in assumptions.get(key, {}).items() if word in _ESTIMATE}


def _revised(model: Model, entry: Revise) -> Model:
    plain = plain_of(model)
    faults: list[Fault] = []
    for change in entry.changes:
        found = found_at(plain, parts_of(change.path))
        held = None if found is NOTHING else found
        if freeze(held) != change.old:
            faults.append(_conflict(entry, change, held))
    if faults:
        raise HistoryError.of(faults)
    try:
        tables, faults = changed(model, {change.path: thaw(change.new) for change in entry.changes})
        if not faults:
            return build(plain_tables(tables), folder=model.reference.folder)
    except AgileCaseError as error:
        faults = list(error.faults)
    raise HistoryError.of(_unfit(entry, fault) for fault in faults)


def _unfit(entry: Revise, fault: Fault) -> Fault:
    return attrs.evolve(fault, what=f"Entry {entry.id} does not fit. {fault.what}", code="history")


def _conflict(entry: Revise, change: Change, held: object) -> Fault:
    message = "Two entries change the same thing."
    got = f"{held!r:.120} when entry {entry.id} of {entry.on.isoformat()} began from {thaw(change.old)!r:.120}"
    do = "retract one of the two, and revise again if neither is right"
    return Fault(message, change.path, got=got, wanted="one change after the other", do=do, code="history")


def changes_of(model: Model, changes: Mapping[str, object], category: str = "") -> tuple[Change, ...]:
    """Return changes with what each address held before.

    Args:
        model: The model.
        changes: What each address holds from now on; None takes it out.
        category: What they are changes of, where that is not what their addresses say.
    """
    plain = plain_of(model)
    found = []
    for path, new in changes.items():
        held = found_at(plain, parts_of(path))
        found.append(Change(path=path, old=None if held is NOTHING else held, new=new, category=category))
    return tuple(found)


def changes_between(before: Model, after: Model) -> tuple[Change, ...]:
    """Return what has to be changed to make one model another: single values where that does, else whole tables.

    Args:
        before: The one.
        after: The other.
    """
    if before == after:
        return ()
    plain, wanted = plain_of(before), plain_of(after)
    single = dict(differences(plain, wanted))
    if len(single) <= _MOST and _leads(before, single, after):
        return changes_of(before, single)
    tables = {key: wanted.get(key) for key in (*plain, *wanted) if plain.get(key) != wanted.get(key)}
    return changes_of(before, tables)


def _leads(before: Model, changes: Mapping[str, object], after: Model) -> bool:
    try:
        tables, faults = changed(before, changes)
        return not faults and build(plain_tables(tables), folder=before.reference.folder) == after
    except AgileCaseError:
        return False


def learned(model: Model, evidence: Mapping[str, Sequence[Learn]]) -> tuple[Model, FrozenMap[str, Posterior]]:
    """Return the model with what is believed after the evidence in the place of its priors.

    Args:
        model: The model.
        evidence: What was seen of each assumption.

    Returns:
        The model, and each posterior.

    Raises:
        InputError: An assumption is not one thing that can be learned about.
        EstimateError: Its estimate rules out what was seen.
        UnknownNameError: There is no such assumption.
    """
    found: dict[str, Posterior] = {}
    assumptions = dict(model.assumptions)
    for key, entries in evidence.items():
        held = _learnable(model, key)
        unit = model.units.unit(held.unit)
        try:
            seen = [entry.observation.evidence(unit, model.units) for entry in entries]
            found[key] = posterior(held.estimate, seen)  # type: ignore[arg-type]  # a series has been refused
        except AgileCaseError as error:
            where = f"assumptions.{key}"
            raise error.at(where) from None
        assumptions[key] = attrs.evolve(held, estimate=found[key].estimate)
    if not found:
        return model, FrozenMap()
    return attrs.evolve(model, assumptions=FrozenMap(assumptions)), FrozenMap(found)


def _learnable(model: Model, key: str) -> Assumption:
    if key not in model.assumptions:
        message, near = "There is no such assumption to learn about.", did_you_mean(key, model.assumptions)
        raise UnknownNameError(message, where="about", got=repr(key), wanted="the key of an assumption", do=near)
    held = model.assumptions[key]
    where = f"assumptions.{key}"
    if isinstance(held.estimate, YearlyValues) or held.persistence != "constant":
        message = "This assumption has a value of its own in each year: there is no one thing to learn."
        raise InputError(message, where=where, got=str(held.persistence), wanted="an assumption with one value")
    if any(key in names for names, _ in correlated_groups(model)):
        message = "What is seen of one of several assumptions that move together says something of the others too."
        do = "revise the estimates together, saying what was seen, or take the correlation out"
        raise InputError(message, where=where, got="a correlated assumption", wanted="one that moves alone", do=do)
    return held
