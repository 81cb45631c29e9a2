"""A new key for a part of a case, written into everything that refers to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from agile_case.errors import InputError
from agile_case.estimates.expressions import Expression, names_in
from agile_case.estimates.grammar import parse
from agile_case.model.contents import Contents
from agile_case.model.fields import KEY
from agile_case.model.register import name_fields
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.quantities.units import UnitSystem

__all__ = ["renamed"]

_NAMED: Final = ("assumptions", "curves")
"""Tables whose keys are names in expressions."""
_WORDED: Final = (
    "objectives",
    "theory_of_change",
    "claims",
    "dependencies",
    "constraints",
    "statutory_duties",
    "reviews",
    "approvals",
    "exhibits",
    "data",
    "quality_assurance",
)
_TABLES: Final = (
    *_NAMED,
    *(
        "events",
        "roles",
        "measures",
        "options",
        "stages",
        "scenarios",
        "funding",
        "critical_success_factors",
        "enabling_changes",
    ),
    *_WORDED,
)
_LINES: Final = ("costs", "benefits", "risks", "transfers")
_HOLDS_KEY: Final = {
    "measures": ("measured_by",),
    "events": ("starts", "ends", "after", "on", "due", "target_by", "reviewed_until", "needed_by"),
    "options": ("option", "options"),
    "stages": ("stage",),
    "critical_success_factors": ("factor",),
    "enabling_changes": ("enabling_changes", "needs"),
    "assumptions": ("assumption", "assumptions"),
    "objectives": ("objectives",),
    "dependencies": ("dependencies",),
    "theory_of_change": ("brings_about",),
    "reviews": ("assured_by",),
    "curves": ("of", "curves", "follows", "volume", "at"),
}
"""Fields that hold a key of a table."""
_KEYED_BY: Final = {
    "events": ("levels", "waves"),
    "options": ("scores",),
    "roles": ("team",),
    "assumptions": ("values",),
}
"""Fields that are tables by the keys of another."""
_HOLDS_ADDRESS: Final = (
    *("replaces", "prevention", "mitigation", "paid_by", "leads_to", "costs"),
    *("rests_on", "benefits", "about"),
)


def renamed(contents: Contents, path: str, key: str) -> dict[str, Any]:
    """Return the parts of a case in which one thing has another key, in the same place.

    Args:
        contents: A consistent model.
        path: Address of the thing, which is there.
        key: Its key from now on.

    Raises:
        InputError: It has no key of its own, or the key is none, or another has it.
    """
    above, _, old = path.rpartition(".")
    holder = _holder(contents, above)
    if holder is None:
        message = "This has no key that can be changed."
        wanted = (
            "the address of an assumption, a curve, an event, a role, a measure, an option, a line, a stage, "
            "a scenario, funding, a factor, an enabling change or a choice"
        )
        raise InputError(message, where=path, got=repr(path), wanted=wanted)
    if not isinstance(key, str) or not KEY.fullmatch(key):
        message = "This is not a key."
        wanted = "small letters, digits and underscores, beginning with a letter"
        raise InputError(message, where=path, got=repr(key)[:120], wanted=wanted)
    if key != old and key in holder:
        message = "Something else has this key."
        raise InputError(
            message, where=f"{above}.{key}", got=repr(key), wanted="a key that is free", do="take that out"
        )
    rewriting = _Rewriting(contents.units, above, old, key)
    parts = {field.name: rewriting.value(field.name, getattr(contents, field.name)) for field in attrs.fields(Contents)}
    table, *inner = above.split(".")
    parts[table] = _moved(parts[table], inner, old, key)
    return parts


def _holder(contents: Contents, above: str) -> Mapping[str, object] | None:
    """Return the table in which a thing has its key."""
    match above.split("."):
        case [table] if table in _TABLES:
            held: Mapping[str, object] = getattr(contents, table)
            return held
        case ["options", option, lines] if lines in _LINES:
            found: Mapping[str, object] = getattr(contents.options[option], lines)
            return found
        case ["longlist", category]:
            return contents.longlist[category]
        case ["multicriteria", "criteria"] if contents.multicriteria is not None:
            return contents.multicriteria.criteria
    return None


def _moved(held: Any, inner: list[str], old: str, key: str) -> Any:  # noqa: ANN401 - a noun or a table of them
    if isinstance(held, Noun):
        return attrs.evolve(held, **{inner[0]: _moved(getattr(held, inner[0]), inner[1:], old, key)})  # type: ignore[misc]  # every noun is an attrs class
    if inner:
        return FrozenMap({**held, inner[0]: _moved(held[inner[0]], inner[1:], old, key)})
    return FrozenMap({key if name == old else name: item for name, item in held.items()})


@attrs.frozen
class _Rewriting:
    """One change of a key, to be written into everything that refers to it."""

    units: UnitSystem
    above: str
    old: str
    new: str

    def value(self, name: str, value: Any, *, stands_in: bool = False) -> Any:  # noqa: ANN401 - what a field holds
        """Return what a field holds, with the new key in the place of the old."""
        if isinstance(value, Expression):
            return self.expression(value)
        if isinstance(value, Noun):
            return self.noun(value)
        if isinstance(value, Mapping):
            keyed = name in _KEYED_BY.get(self.above, ())
            return FrozenMap(
                {
                    self.new if keyed and key == self.old else key: self.item(name, key, item, stands_in=stands_in)
                    for key, item in value.items()
                }
            )
        if isinstance(value, tuple):
            return tuple(self.value(name, item, stands_in=stands_in) for item in value)
        return self.text(name, value, stands_in=stands_in) if isinstance(value, str) else value

    def item(self, name: str, key: str, item: Any, *, stands_in: bool) -> Any:  # noqa: ANN401 - what a table holds
        """Return one entry of a table; a choice of a category is a key of the longlist."""
        if name == "choices" and self.above == f"longlist.{key}":
            return self.new if item == self.old else item
        return self.value(name, item, stands_in=stands_in)

    def noun(self, noun: Noun) -> Noun:
        """Return a noun in which every field is rewritten."""
        stand_ins = name_fields(type(noun))  # type: ignore[arg-type]  # a class has a hash
        changes: dict[str, Any] = {}
        for field in attrs.fields(type(noun)):  # type: ignore[arg-type]  # every noun is an attrs class
            held = getattr(noun, field.name)
            written = self.value(field.name, held, stands_in=field.name in stand_ins)
            if written != held:
                changes[field.name] = written
        return attrs.evolve(noun, **changes) if changes else noun  # type: ignore[misc]  # every noun is an attrs class

    def text(self, name: str, text: str, *, stands_in: bool) -> str:
        """Return a text, which may be the key or an address that begins with it."""
        if name in _HOLDS_ADDRESS:
            place = f"{self.above}.{self.old}"
            if text == place or text.startswith(f"{place}."):
                return f"{self.above}.{self.new}{text[len(place) :]}"
        named = stands_in and self.above == "assumptions"
        return self.new if text == self.old and (named or name in _HOLDS_KEY.get(self.above, ())) else text

    def expression(self, expression: Expression) -> Expression:
        """Return an expression with another name in it; everything else is written as it was."""
        if self.above not in _NAMED:
            return expression
        text = expression.text
        spans = [found.span for found in names_in(parse(expression, self.units.words)) if found.name == self.old]
        for begin, end in sorted(spans, reverse=True):
            text = f"{text[:begin]}{self.new}{text[end:]}"
        return Expression(text)
