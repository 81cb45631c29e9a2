"""Replay a history: the opening model and its entries give the model as it is, and what has been learned since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from agile_case.appraisal.reweighting import Reweighted, Seen, Together, predictive_surprise, reweighted
from agile_case.case.running import Running, unfit
from agile_case.case.subjects import Subject, hanging_together, names_about, subject_of, within
from agile_case.errors import AgileCaseError, Fault, HistoryError
from agile_case.estimates.distributions import ESTIMATE_KEYS
from agile_case.estimates.expressions import NAME, Name
from agile_case.estimates.posteriors import Posterior, posterior, refuse_ruled_out, surprise
from agile_case.history.entries import Change, Entry, Learn, Revise
from agile_case.history.iterations import counted
from agile_case.model.correlation_checks import correlated_groups
from agile_case.model.model import Model
from agile_case.quantities.frozen import FrozenMap
from agile_case.storage.building import plain_tables
from agile_case.storage.document import build
from agile_case.storage.paths import NOTHING, changed, differences, found_at, parts_of
from agile_case.storage.plain import plain_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agile_case.estimates.distributions import Estimate

__all__ = ["State", "believed_of", "changes_between", "changes_of", "learned", "replay", "state_of", "touches"]

_ESTIMATE: Final = frozenset((*ESTIMATE_KEYS, "unit", "years", "values"))
_MOST: Final = 500


@attrs.frozen
class State:
    """A case at one point of its history."""

    model: Model
    """The model, with the priors of its assumptions."""
    evidence: FrozenMap[str, tuple[Learn, ...]]
    """What was seen of each assumption, and of each expression, since an estimate in it was last revised."""


def replay(opening: Model, entries: Sequence[Entry], *, each: bool = False) -> State:
    """Return what a history comes to.

    An observation counts from the last revision of the estimate that it is about, or of one that its expression has:
    whoever revised it knew of those before.

    Args:
        opening: The model that the history began with.
        entries: All entries, in their order.
        each: Whether the model has to hold together after each entry, and not only at the end: of entries that were
            not written one after the other, or of which one does not count any more.

    Raises:
        HistoryError: Two entries change the same thing, and every address at which they do is listed; or one no longer
            fits.
    """
    held = counted(entries)
    if not each:
        try:
            return state_of(opening, entries)
        except AgileCaseError:  # which of them it is shows when the model is put together after each
            pass
    _refuse_conflicts(opening, held)
    return _state(opening, held)


def state_of(opening: Model, entries: Sequence[Entry]) -> State:
    """Return what a history comes to, as `replay` does, without a search for the entry that does not fit.

    Args:
        opening: The model that the history began with.
        entries: All entries, in their order.

    Raises:
        AgileCaseError: One does not fit.
    """
    return _state(opening, counted(entries))


def _state(opening: Model, entries: Sequence[Entry]) -> State:
    running = Running(opening)
    evidence: dict[str, list[Learn]] = {}
    for entry in entries:
        if isinstance(entry, Revise):
            running.revise(entry)
            for about in [about for about in evidence if _is_of(entry, running, about)]:
                del evidence[about]
        elif isinstance(entry, Learn):
            evidence.setdefault(entry.about, []).append(entry)
    return State(running.model, FrozenMap({key: tuple(held) for key, held in evidence.items()}))


def _is_of(entry: Revise, running: Running, about: str) -> bool:
    """Tell whether a revision is of an estimate that evidence is about."""
    if not any(change.path.partition(".")[0] == "assumptions" for change in entry.changes):
        return False  # the model need not be put together to read an expression
    names = {about} if NAME.fullmatch(about) else names_about(running.model, about)
    return any(touches(entry, key) for key in names)


def _refuse_conflicts(opening: Model, entries: Sequence[Entry]) -> None:
    """Refuse entries that change the same thing, every one of them named, or else the first that does not fit."""
    running, conflicts = Running(opening), dict[str, Fault]()
    for entry in entries:
        if not isinstance(entry, Revise):
            continue
        further = running.copy()
        found = further.conflicts(entry)
        conflicts = found | conflicts
        try:
            further.revise(entry, forced=bool(found))
            further.model  # noqa: B018 - asks whether it holds together
        except AgileCaseError as error:
            if not conflicts:
                raise HistoryError.of(
                    fault if fault.code == "history" else unfit(entry, fault) for fault in error.faults
                ) from None
            continue  # it may rest on one of those that cannot both stand
        running = further
    if conflicts:
        raise HistoryError.of(conflicts.values())


def touches(entry: Revise, key: str) -> bool:
    """Tell whether a revision is of the estimate of an assumption, and not only of words about it.

    Args:
        entry: The revision.
        key: Key of the assumption.
    """
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


def learned(
    model: Model, evidence: Mapping[str, Sequence[Learn]], asked: Mapping[str, str] | None = None
) -> tuple[Model, FrozenMap[str, Posterior]]:
    """Return the model with what is believed after the evidence in the place of its priors.

    Args:
        model: The model.
        evidence: What was seen of each assumption, and of each expression.
        asked: Expressions to say what is believed of, though nothing was seen of them, and the unit of the answer.

    Returns:
        The model, and each posterior: of what something was seen of, and of every assumption that moves with it.

    Raises:
        InputError: An assumption is not one thing that can be learned about.
        EstimateError: An estimate rules out what was seen, or leaves too little to say what is believed.
        UnknownNameError: There is no such assumption.
        ExpressionError: What was seen is of something that is no expression.
        UnitError: An observation is of something else.
    """
    units = dict(asked or {}) | {about: entries[0].observation.unit for about, entries in evidence.items()}
    held = {about: subject_of(model, about, unit) for about, unit in units.items()}
    seen = {about: _seen(model, subject, evidence.get(about, ())) for about, subject in held.items()}
    found: dict[str, Posterior] = {}
    groups = hanging_together(model, held)
    together = {name for names in groups for name in names}
    for about, subject in held.items():
        if about not in together and subject.single:
            found[about] = _alone(model, subject, seen[about])
    for names in groups:
        found |= _together(model, within(held.values(), names), names, seen)
    if not found:
        return model, FrozenMap()
    assumptions = {
        key: attrs.evolve(one, estimate=found[key].estimate) if key in found else one
        for key, one in model.assumptions.items()
    }
    return attrs.evolve(model, assumptions=FrozenMap(assumptions)), FrozenMap(found)


def believed_of(model: Model, evidence: Mapping[str, Sequence[Learn]], about: str, unit: str) -> Estimate:
    """Return what is believed of an assumption or an expression after some evidence, which may be none.

    Args:
        model: The model.
        evidence: What was seen of each assumption, and of each expression.
        about: Key of the assumption, or the expression.
        unit: Unit in which the expression is wanted.
    """
    asked = {} if about in model.assumptions else {about: unit}
    found = learned(model, {key: seen for key, seen in evidence.items() if seen}, asked)[1].get(about)
    prior: Any = None if found is not None else model.assumptions[about].estimate  # nothing is learned of a series
    return prior if found is None else found.estimate


def _seen(model: Model, subject: Subject, entries: Sequence[Learn]) -> tuple[Seen, ...]:
    try:
        evidence = [entry.observation.evidence(subject.unit, model.units) for entry in entries]
    except AgileCaseError as error:
        raise error.at(subject.where) from None
    return tuple(
        Seen(subject.tree, subject.unit.scale, one, words=subject.unit.text, said=_said(entry))
        for entry, one in zip(entries, evidence, strict=True)
    )


def _said(entry: Learn) -> str:
    return f"entry {entry.id} of {entry.on.isoformat()} ({entry.source})"


def _alone(model: Model, subject: Subject, seen: Sequence[Seen]) -> Posterior:
    prior = model.assumptions[subject.about].estimate
    try:
        for one in seen if not prior.certain else ():  # type: ignore[union-attr]  # a series has been refused
            refuse_ruled_out(prior, one.evidence, one.words, one.said)  # type: ignore[arg-type]  # as above
        return posterior(prior, [one.evidence for one in seen])  # type: ignore[arg-type]  # as above
    except AgileCaseError as error:
        raise error.at(subject.where) from None


def _together(
    model: Model, subjects: Sequence[Subject], names: tuple[str, ...], seen: Mapping[str, Sequence[Seen]]
) -> dict[str, Posterior]:
    """Return what is believed of everything in a group, and of the expressions that something was seen of.

    What was seen of an assumption that correlates with nothing is put into its own estimate first, where that is exact:
    the more of the draws are left.
    """
    correlated = [(keys, ranks) for keys, ranks in correlated_groups(model) if set(keys) <= set(names)]
    fixed = {key for keys, _ in correlated for key in keys}
    alone = {
        one.about: _alone(model, one, seen[one.about]) for one in subjects if one.single and one.about not in fixed
    }
    priors: dict[str, Any] = {name: model.assumptions[name].estimate for name in names}
    before = Together(
        estimates=FrozenMap(priors),
        units=FrozenMap({name: model.units.unit(model.assumptions[name].unit).scale for name in names}),
        known=FrozenMap({key: value for one in subjects for key, value in one.known}),
        correlated=tuple((keys, tuple(map(tuple, ranks.tolist()))) for keys, ranks in correlated),
    )
    weighing = attrs.evolve(
        before,
        estimates=FrozenMap(priors | {key: held.estimate for key, held in alone.items()}),
        seen=tuple(one for subject in subjects if subject.about not in alone for one in seen[subject.about]),
    )
    try:
        result = reweighted(weighing)
        surprises = {
            one.about: tuple(
                surprise(priors[one.about], each.evidence) if one.single else predictive_surprise(before, each)
                for each in seen[one.about]
            )
            for one in subjects
        }
        return _posteriors(result, subjects, names, surprises)
    except AgileCaseError as error:
        where = next((one.where for one in reversed(subjects) if one.about not in alone), "assumptions")
        raise error.at(where) from None


def _posteriors(
    result: Reweighted, subjects: Sequence[Subject], names: tuple[str, ...], surprises: Mapping[str, tuple[float, ...]]
) -> dict[str, Posterior]:
    found = {
        name: Posterior(estimate=result.estimates[name], surprises=surprises.get(name, ()), effective=result.effective)
        for name in names
    }
    for one in subjects:
        if not isinstance(one.tree, Name):
            estimate = result.estimate_of(one.tree, one.unit.scale, one.about)
            found[one.about] = Posterior(estimate=estimate, surprises=surprises[one.about], effective=result.effective)
    return found
