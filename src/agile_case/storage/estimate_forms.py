"""The keys that give an estimate, as JSON Schema: each kind from its class, and what goes beside what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from agile_case.estimates.distributions import _BY_LIST, _BY_TABLE, KINDS, Shifted, Truncated
from agile_case.model.assumptions import YearlyValues
from agile_case.storage.forms import NUMBER, Form

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["assumption_rules", "estimate_forms"]

_CERTAIN: Final[Mapping[str, tuple[str, ...]]] = {
    Shifted.key: ("value", "years"),
    Truncated.key: ("value", "years", "bernoulli", "discrete"),
}
"""What each companion of an estimate cannot stand beside."""


def estimate_forms() -> dict[str, Form]:
    """Return the forms of the keys that give an estimate."""
    forms = {key: _estimate(key) for key in KINDS}
    ends = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
    named = {
        "type": "object",
        "properties": {"low": NUMBER, "high": NUMBER},
        "additionalProperties": False,
        "minProperties": 1,
    }
    forms[Truncated.key] = {"description": _sentence(Truncated), "anyOf": [ends, named]}
    forms[Shifted.key] = {"description": _sentence(Shifted), **NUMBER}
    return forms


def _estimate(key: str) -> Form:
    """Return the form of one kind: its numbers in a list, one number alone, or a table by name."""
    ways: list[Form] = []
    if (kind := _BY_LIST.get(key)) is not None:
        fields = attrs.fields(kind)
        counts = sorted({len(fields), sum(field.default is attrs.NOTHING for field in fields)})
        ways += [NUMBER] if counts[0] == 1 else []
        ways += [{"type": "array", "items": NUMBER, "minItems": count, "maxItems": count} for count in counts]
    if (table := _BY_TABLE.get(key)) is not None:
        several = {"type": "array", "items": NUMBER, "minItems": 2}
        held = {str(field.alias): NUMBER if field.converter is None else several for field in attrs.fields(table)}
        ways.append({"type": "object", "properties": held, "required": list(held), "additionalProperties": False})
    return {"description": _sentence(KINDS[key]), **(ways[0] if len(ways) == 1 else {"anyOf": ways})}


def _sentence(kind: type) -> str:
    return " ".join((kind.__doc__ or "").partition("\n")[0].replace("`", "").split())


def assumption_rules() -> Form:
    """Return what the keys of an assumption have to do with each other: one estimate, and what can stand beside it."""
    one = [{"required": [kind]} for kind in KINDS]
    series = {"required": [field.name for field in attrs.fields(YearlyValues)]}
    return {
        "oneOf": [*one, series],
        "dependentRequired": {"years": ["values"], "values": ["years"]},
        "dependentSchemas": {
            key: {"not": {"anyOf": [{"required": [other]} for other in others]}} for key, others in _CERTAIN.items()
        },
    }
