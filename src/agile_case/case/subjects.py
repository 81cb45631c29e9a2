"""What evidence is about: one assumption, or an expression of several; and which of them hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from agile_case.errors import AgileCaseError, EstimateError, HistoryError, InputError, UnknownNameError, did_you_mean
from agile_case.estimates.dimensions import dimension_of, normalise
from agile_case.estimates.expressions import NAME, Expression, Name, Node, names_in
from agile_case.estimates.grammar import parse
from agile_case.model.addresses import lines_of
from agile_case.model.assumptions import Assumption, YearlyValues
from agile_case.model.correlation_checks import correlated_groups
from agile_case.model.lines import Benefit
from agile_case.model.measurement import assumption_dimensions
from agile_case.model.measures import Measure
from agile_case.quantities.units import DIMENSIONLESS, Unit, describe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agile_case.model.model import Model

__all__ = ["Subject", "about_of", "hanging_together", "names_about", "printed", "refuse_seen", "subject_of", "within"]

_ABOUT: Final = "about"


@attrs.frozen(kw_only=True)
class Subject:
    """What something was seen of."""

    about: str
    """Key of the assumption, or the expression."""
    tree: Node
    """The same as a tree whose literals are in base units."""
    unit: Unit
    """The unit of the assumption; of an expression, the one that the first observation is in."""
    names: tuple[str, ...]
    """Keys of the uncertain assumptions in it."""
    known: tuple[tuple[str, float], ...] = ()
    """Keys of the certain assumptions in it, and their values in base units."""

    @property
    def single(self) -> bool:
        """Whether it is one assumption."""
        return isinstance(self.tree, Name)

    @property
    def where(self) -> str:
        """Address of what it is, for messages."""
        return f"assumptions.{self.about}" if self.single else _ABOUT


def about_of(model: Model, given: str) -> str:
    """Return what an entry says that evidence is about: the address of a line or measure becomes its expression.

    So the entry goes on saying what was seen when the line is changed later.

    Args:
        model: The model.
        given: Key of an assumption, an expression, or the address of a line or measure.

    Raises:
        UnknownNameError: There is no such line or measure.
        InputError: It is not worked out by an expression.
    """
    if not isinstance(given, str) or not given.startswith(("options.", "measures.")):  # refused where it is said
        return given
    lines = dict(lines_of(model))
    held = lines.get(given) or model.measures.get(given.removeprefix("measures."))
    if held is None:
        known = [*lines, *(f"measures.{key}" for key in model.measures)]
        message, near = "There is no such line or measure to learn about.", did_you_mean(given, known)
        wanted = "the address of a cost, benefit or measure"
        raise UnknownNameError(message, where=_ABOUT, got=repr(given), wanted=wanted, do=near)
    if isinstance(held, Measure):
        found = held.expected
    elif isinstance(held, Benefit):
        found = held.measure or held.amount
    else:
        found = held.amount
        if held.behaviour == "variable" and found is not None and held.driver is not None:
            found = found * held.driver
    if found is None:
        message = "This is not worked out by an expression, so there is nothing to learn about."
        do = "learn about the assumptions that it rests on"
        raise InputError(message, where=_ABOUT, got=given, wanted="an amount or a measure", do=do)
    return found.text


def names_about(model: Model, about: str) -> frozenset[str]:
    """Return the keys of the assumptions that evidence is about; none where it cannot be read any more.

    Args:
        model: The model.
        about: Key of an assumption, or an expression.
    """
    if NAME.fullmatch(about):
        return frozenset({about})
    try:
        return frozenset(found.name for found in names_in(parse(Expression(about), model.units.words)))
    except AgileCaseError:
        return frozenset()


def refuse_seen(model: Model, evidence: Iterable[str], path: str) -> None:
    """Refuse to rename an assumption that something was seen of.

    Args:
        model: The model.
        evidence: What something was seen of.
        path: Address of what is renamed.

    Raises:
        HistoryError: Evidence is kept under its key.
    """
    table, _, key = path.partition(".")
    seen = [about for about in evidence if key in names_about(model, about)] if table == "assumptions" else []
    if seen:
        message = "What was seen of this assumption is kept under its key, which stays for the life of the case."
        do = "give it another title, which is what people read"
        raise HistoryError(message, where=path, got=f"evidence of {', '.join(seen)}", wanted="a key without any", do=do)


def subject_of(model: Model, about: str, unit: str) -> Subject:
    """Return what something was seen of.

    Args:
        model: The model.
        about: Key of an assumption, or an expression.
        unit: Unit in which an expression was first seen; empty for base units.

    Raises:
        UnknownNameError: There is no such assumption.
        ExpressionError: It is no expression.
        UnitError: It adds or compares things of different units.
        EstimateError: Nothing in it is uncertain.
        InputError: An assumption in it is not one thing that can be learned about.
    """
    if NAME.fullmatch(about):
        held = _learnable(model, about)
        return Subject(about=about, tree=Name(about), unit=model.units.unit(held.unit), names=(about,))
    try:
        expression = Expression(about)
        written = parse(expression, model.units.words)
        dimension = dimension_of(written, assumption_dimensions(model), model.units, about) or DIMENSIONLESS
    except AgileCaseError as error:
        raise error.at(_ABOUT) from None
    tree = normalise(written, model.units)
    uncertain, known = [], []
    for name in sorted({found.name for found in names_in(tree)}):
        held = _learnable(model, name)
        if held.certain_value is None:
            uncertain.append(name)
        else:
            known.append((name, held.certain_value * model.units.unit(held.unit).scale))
    if not uncertain:
        message, do = "There is nothing to learn about what is certain.", "give an assumption in it a spread first"
        raise EstimateError(message, where=_ABOUT, got=repr(about), wanted="an uncertain assumption in it", do=do)
    base = Unit(describe(dimension), 1.0, dimension)
    seen = model.units.unit(unit) if unit else base
    return Subject(
        about=about,
        tree=tree,
        unit=seen if seen.dimension == dimension else base,  # another unit is refused where the observation is read
        names=tuple(uncertain),
        known=tuple(known),
    )


def printed(model: Model, about: str, unit: str) -> str:
    """Return what evidence is about as tables print it, with its unit.

    Args:
        model: The model.
        about: Key of an assumption, or an expression.
        unit: As for `subject_of`.
    """
    held = model.assumptions.get(about)
    if held is None:
        return f"{about} ({subject_of(model, about, unit).unit.text})"
    return f"{held.title or about.replace('_', ' ').capitalize()} ({held.unit})"


def _learnable(model: Model, key: str) -> Assumption:
    if key not in model.assumptions:
        message, near = "There is no such assumption to learn about.", did_you_mean(key, model.assumptions)
        wanted = "the key of an assumption, or an expression of several"
        raise UnknownNameError(message, where=_ABOUT, got=repr(key), wanted=wanted, do=near)
    held = model.assumptions[key]
    if isinstance(held.estimate, YearlyValues) or held.persistence != "constant":
        message = "This assumption has a value of its own in each year: there is no one thing to learn."
        where, wanted = f"assumptions.{key}", "an assumption with one value"
        raise InputError(message, where=where, got=str(held.persistence), wanted=wanted)
    return held


def hanging_together(model: Model, subjects: Mapping[str, Subject]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of assumptions of which evidence says something together.

    Two hang together where they correlate, or where an expression that something was seen of has both. A group without
    evidence is none, and an assumption that moves alone is in none.

    Args:
        model: The model.
        subjects: What something was seen of.

    Returns:
        For each group its keys, sorted.
    """
    bonds = [set(names) for names, _ in correlated_groups(model)]
    bonds += [set(held.names) for held in subjects.values() if not held.single]
    groups: list[set[str]] = []
    for bond in bonds:
        joined = bond.union(*(group for group in groups if group & bond))
        groups = [group for group in groups if not group & joined] + [joined]
    touched = {name for held in subjects.values() for name in held.names}
    return tuple(sorted(tuple(sorted(group)) for group in groups if group & touched))


def within(subjects: Iterable[Subject], names: tuple[str, ...]) -> list[Subject]:
    """Return those that are about a group of assumptions, expressions last.

    Args:
        subjects: What something was seen of.
        names: Keys of the group.
    """
    return sorted(
        (held for held in subjects if set(held.names) <= set(names)), key=lambda held: (not held.single, held.about)
    )
