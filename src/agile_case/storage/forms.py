"""What each converter and validator of the model accepts, as JSON Schema: one registry, keyed by name in the source.

A schema of the case file is put together from these by `schema`. A class in a form stands for the table of that noun.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from agile_case.errors import InputError
from agile_case.estimates.curves import BETWEEN, MONTHS, SHAPES, THEN
from agile_case.estimates.expressions import MAX_LENGTH
from agile_case.model.assumptions import PERSISTENCE, YearlyValues
from agile_case.model.assurance import POINTS, ReviewAction
from agile_case.model.correlation import Correlation
from agile_case.model.decision import VALUE_FACTORS
from agile_case.model.events import Event
from agile_case.model.fields import KEY
from agile_case.model.goals import Criterion
from agile_case.model.longlist import CATEGORIES, FARTHEST, Choice
from agile_case.model.multicriteria import MOST_SWING
from agile_case.model.realisation import Release
from agile_case.model.stages import StageTest, TranchePart
from agile_case.quantities.units import _MAX_TEXT, _MONEY, _NUMBER
from agile_case.quantities.years import FinancialYear
from agile_case.storage.noun_rules import SAID

if TYPE_CHECKING:
    import attrs

__all__ = ["FORMS", "NAMED", "NUMBER", "form_of"]

Form = Mapping[str, Any]
"""A part of a JSON Schema; a class of the model in it stands for the table of that noun."""

_CENTURIES: Final = "(?:19|2[0-9])"
_FINANCIAL: Final = f"{_CENTURIES}(?:{'|'.join(str(FinancialYear(2000 + year))[2:] for year in range(100))})"
_YEAR: Final = f"(?:{_FINANCIAL}|{_CENTURIES}[0-9]{{2}})"
_LEAP: Final = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)"
_DAYS: Final = "(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31"
_DATE: Final = f"(?:(?!0000)[0-9]{{4}}-(?:(?:0[1-9]|1[0-2])-{_DAYS})|{_LEAP}-02-29)"
_NUMBER_ENDS: Final = r"(?![0-9_.]|[eE][+-]?[0-9])"
_AMOUNT: Final = rf"\s*{_NUMBER}{_NUMBER_ENDS}(?!\s*1\s*$)[^£]*"


def _whole(pattern: str) -> str:
    """Return a pattern that the whole of a text must match; JSON Schema knows groups without names only."""
    return f"^(?:{re.sub(r'[(][?]P<[a-z]+>', '(?:', pattern)})$"


def _named(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}


def _keyed(entry: object = None, keys: Iterable[str] | None = None) -> dict[str, Any]:
    """Return the form of a table whose entries all have one form; its keys are free, or those that are listed."""
    if keys is not None:
        return {"type": "object", "properties": dict.fromkeys(keys, entry), "additionalProperties": False}
    entries = {} if entry is None else {"additionalProperties": entry}
    return {"type": "object", "propertyNames": _named("key"), **entries}


def _scores(count: int, *, most: int) -> dict[str, Any]:
    """Return the form of a list of scores: none at all, or so many whole numbers from 1."""
    items = {"items": {"type": "integer", "minimum": 1, "maximum": most}}
    return {"anyOf": [{"maxItems": 0}, {"minItems": count, "maxItems": count}], **items}


def _local(currency: str, rate: str = "") -> dict[str, str]:
    """Return the form of a sum in the money of another place, which nothing converts."""
    number = _NUMBER.replace("[+-]?", "[+]?", 1)
    return {"pattern": _whole(rf"\s*{number}{_NUMBER_ENDS}\s*{currency}(?:k|m|bn)?{rate}\s*")}


_TEXT: Final[Form] = {"type": "string"}
NUMBER: Final[Form] = {"type": "number"}
"""Any number."""
_LEVEL: Final[Form] = {"anyOf": [{"minimum": 0, **NUMBER}, _named("key")]}
_TABLE: Final[Form] = {"type": "object"}

NAMED: Final[Mapping[str, Form]] = {
    "key": {
        "description": "A key: small letters, digits and underscores, beginning with a letter.",
        "type": "string",
        "pattern": _whole(KEY.pattern),
    },
    "year": {
        "description": "A financial year, 1 April to 31 March, such as 2026-27; or a calendar year, such as 2026.",
        "type": "string",
        "pattern": _whole(_YEAR),
    },
    "years": {
        "description": "One year or a range, such as 2026-27..2030-31, or 2026..2030 of calendar years.",
        "type": "string",
        "pattern": _whole(rf"\s*{_YEAR}\s*(?:\.\.\s*{_YEAR}\s*)?"),
    },
    "price_base": {
        "description": "A year for real terms of that year, or cash.",
        "anyOf": [{"const": "cash"}, _named("year")],
    },
    "date": {
        "description": "A date such as 2027-10-01; in TOML with or without quotation marks.",
        "type": "string",
        "format": "date",
        "pattern": _whole(_DATE),
    },
    "event_or_date": {
        "description": "The key of an event, or a date.",
        "anyOf": [_named("key"), _named("date")],
    },
    "quantity": {
        "description": "A number and its unit, such as 3 month, or money such as £240k.",
        "type": "string",
        "maxLength": _MAX_TEXT,
        "pattern": _whole(f"{_MONEY.pattern}|{_AMOUNT}"),
    },
    "expression": {
        "description": "Arithmetic over names and quantities, such as calls * 5 GBP/call.",
        "type": "string",
        "maxLength": MAX_LENGTH,
        "pattern": r"\S",
    },
    "words": {
        "description": "One text or a list of texts.",
        "anyOf": [_TEXT, {"type": "array", "items": _TEXT}],
    },
    "replacement": {
        "description": "What takes the place of a published table: the name of a vintage, or a file with its sha256.",
        "anyOf": [
            _TEXT,
            {
                "type": "object",
                "properties": {"file": _TEXT, "sha256": {"pattern": "^[0-9a-f]{64}$", **_TEXT}},
                "required": ["file", "sha256"],
                "additionalProperties": False,
            },
        ],
    },
}
"""Forms that several fields have in common, by the name that they carry in the schema."""

FORMS: Final[Mapping[str, Form]] = {
    # Converters: what a file may hold.
    "model.fields.expression": _named("expression"),
    "model.fields.quantity": _named("quantity"),
    "model.fields.year": _named("year"),
    "model.fields.years": _named("years"),
    "model.fields.price_base": _named("price_base"),
    "model.fields.number": NUMBER,
    "model.fields.number_or_key": {"anyOf": [NUMBER, _named("key")]},
    "model.fields.numbers": {"type": "array", "items": NUMBER},
    "model.fields.whole": {"type": "integer"},
    "model.fields.words": _named("words"),
    "model.fields.mapping": _keyed(),
    "model.fields.table": _TABLE,
    "model.assumptions._plain_float": {},
    "model.contents._correlations": {"type": "array", "items": Correlation},
    "model.contents._events": _keyed({"anyOf": [_named("date"), Event]}),
    "model.contents._longlist": _keyed(_keyed(Choice), CATEGORIES),
    "model.contents._reference": {
        "type": "object",
        "properties": {"set": {"description": "Name of a reference set, such as uk-2026-03.", **_TEXT}},
        "required": ["set"],
        "additionalProperties": _named("replacement"),
    },
    "model.lines._profile": {"anyOf": [_named("expression"), NUMBER, YearlyValues]},
    "model.lines._attribution": {"anyOf": [{"minimum": 0, "maximum": 1, **NUMBER}, _named("key")]},
    "model.lines._team": _keyed({"anyOf": [{"minimum": 0, **NUMBER}, _named("key")]}),
    "model.risks._probability": {"anyOf": [{"minimum": 0, "maximum": 1, **NUMBER}, _named("key")]},
    "model.decision._factors": _keyed(_TEXT, VALUE_FACTORS),
    "model.multicriteria._scores": _keyed(NUMBER),
    "model.bias._mix": {"type": "object", "additionalProperties": {"minimum": 0, "maximum": 1, **NUMBER}},
    "model.bias._factors": _keyed(
        {"type": "array", "minItems": 2, "maxItems": 2, "items": {"minimum": 0, "maximum": 1, **NUMBER}}
    ),
    "model.funding._amounts": {"anyOf": [YearlyValues]},
    "model.lines._share": {"minimum": 0, "maximum": 1, **NUMBER},
    "model.bias._bound": {"minimum": 0, **NUMBER},
    "model.bias._share": {"minimum": 0, "maximum": 1, **NUMBER},
    "model.scenarios._levels": {**_keyed(NUMBER), "minProperties": 1},
    "model.options._choices": _keyed(_TEXT, CATEGORIES),
    "model.realisation._releases": {"type": "array", "items": Release},
    "model.stages._tests": {"type": "array", "items": StageTest},
    "model.stages._tranche": {"anyOf": [_named("quantity"), {"type": "array", "minItems": 1, "items": TranchePart}]},
    "model.stages._criteria": {"type": "array", "items": Criterion},
    "quantities.years.as_date": _named("date"),
    "quantities.years.event_or_date": _named("event_or_date"),
    "estimates.curves._ceiling": _LEVEL,
    "estimates.curves._levels": _keyed(_LEVEL),
    "estimates.curves._parameter": {"anyOf": [_named("key"), _named("quantity")]},
    "estimates.curves._foreign": _TABLE,
    "estimates.curves._waves": _keyed(_LEVEL),
    "estimates.curves._values": {"type": "array", "items": _LEVEL},
    "estimates.curves._months": {
        "anyOf": [
            {"type": "object", "maxProperties": 0},
            {**_keyed({"minimum": 0, **NUMBER}, MONTHS), "required": list(MONTHS)},
        ]
    },
    "estimates.curves._keys": {"type": "array", "items": _TEXT},
    "estimates.curves._number_or_key": _LEVEL,
    "estimates.curves._time": _named("quantity"),
    "estimates.curves._then": {"enum": list(THEN)},
    # Validators: what is asked of it beyond that.
    "estimates.curves._between": {"enum": list(BETWEEN)},
    "estimates.curves._text": _TEXT,
    "model.assumptions._check_persistence": {
        "anyOf": [{"enum": list(PERSISTENCE)}, {"exclusiveMinimum": -1, "exclusiveMaximum": 1, **NUMBER}]
    },
    "model.basis._sourced": SAID,
    "model.basis.Basis._check_horizon": {"minimum": 0, "maximum": 150},
    "model.basis.Basis._check_price_base": _named("year"),
    "model.basis.DiscountFactors._check_values": {
        "minItems": 1,
        "prefixItems": [{"const": 1}],
        "items": {"exclusiveMinimum": 0, "maximum": 1, **NUMBER},
    },
    "model.correlation.Correlation._check_assumptions": {"type": "array", "minItems": 2, "uniqueItems": True},
    "model.correlation.Correlation._check_rank": {"minimum": -1, "maximum": 1},
    "model.fields.said.<locals>.check": SAID,
    "model.goals._months": {},
    "model.measures._relative": {"exclusiveMinimum": 0, **NUMBER},
    "model.assurance._points": {"items": {"minimum": 1, "maximum": POINTS, "multipleOf": 1, **NUMBER}},
    "model.assurance._actions": {"type": "array", "items": ReviewAction},
    "model.bias.OptimismBias._check_mitigation": {"minimum": 0, "maximum": 1},
    "model.longlist.Choice._check_ambition": {"minimum": -FARTHEST, "maximum": FARTHEST},
    "model.multicriteria.SwingCriterion._check_swing": {"minimum": 0, "maximum": MOST_SWING},
    "model.elsewhere._new_zealand": _local("NZD"),
    "model.elsewhere._australian": _local("AUD"),
    "model.elsewhere._canadian": _local("CAD"),
    "model.elsewhere._american": _local("USD"),
    "model.elsewhere._american_a_year": _local("USD", "/year"),
    "model.elsewhere._positive": {"exclusiveMinimum": 0},
    "model.programme._positive": {"minimum": 0},
    "model.programme._likelihoods": _scores(7, most=6),
    "model.programme._impact_scores": _scores(6, most=5),
    "model.programme._share": {"minimum": 0, "maximum": 1},
    "model.realisation.Release._check_posts": {"minimum": 1},
    "model.stages.Stage._check_weeks": {"minimum": 0},
    "model.stages.StageTest._check_people": {"minimum": 1},
    # Fields whose words are known, but only held against the rest of the case.
    "Contents.options": {"minProperties": 1},
    "Curve.shape": {"enum": list(SHAPES)},
}
"""The form of every converter and validator, by its name in the source; of a field, what a case holds it to later."""


def form_of(kind: type, field: attrs.Attribute[Any]) -> dict[str, Any]:
    """Return the form of a field: that of its converter, and those of its validators.

    Args:
        kind: Class that has the field.
        field: The field.

    Raises:
        InputError: A converter or validator has no form here, and the field would be open in the schema.
    """
    where = f"{kind.__name__}.{field.name}"
    converter = _converter(field.converter)
    parts = [] if converter is None else [_registered(where, converter)]
    listed = converter is not None and _name(converter) == "model.fields.words"
    for validator in _validators(field.validator):
        known = _known_words(validator)
        if known is not None and listed:
            parts = [{"anyOf": [{"enum": known}, {"type": "array", "items": {"enum": known}}]}]
        else:
            parts.append({"enum": known} if known is not None else _validated(where, validator))
    parts += [FORMS[where]] if where in FORMS else []
    if not parts:
        message = "This field has neither a converter nor a validator, so the schema cannot say what it holds."
        raise InputError(message, where=where, do="give it one from model/fields.py, such as fields.is_a(str)")
    return _together(parts)


def _together(parts: list[Form]) -> dict[str, Any]:
    """Put parts of a schema into one; what two of them say about the same word goes side by side."""
    names = [name for part in parts for name in part]
    if len(set(names)) == len(names) and not ("$ref" in names and len(parts) > 1):
        return {name: value for part in parts for name, value in part.items()}
    return {"allOf": [dict(part) for part in parts]}


def _converter(converter: Any) -> Callable[[object], object] | None:  # noqa: ANN401 - attrs types it so
    converter = _bare(converter)
    if getattr(converter, "__qualname__", "").startswith("optional."):
        return _converter(inspect.getclosurevars(converter).nonlocals["converter"])
    return converter  # type: ignore[no-any-return]  # None, or a function


def _validators(validator: Any) -> tuple[Any, ...]:  # noqa: ANN401 - attrs types it so
    validator = _bare(validator)
    if validator is None:
        return ()
    if hasattr(validator, "_validators"):
        return tuple(part for one in validator._validators for part in _validators(one))  # noqa: SLF001 - attrs has no other way in
    return _validators(validator.validator) if hasattr(validator, "validator") else (validator,)


def _bare(check: Any) -> Any:  # noqa: ANN401 - attrs types it so
    """Return what a noun has wrapped, so that its errors name the field."""
    return inspect.unwrap(check) if callable(check) else check


def _name(function: Any) -> str:  # noqa: ANN401 - a function, or an object that is called like one
    named = function if hasattr(function, "__qualname__") else type(function)
    return f"{getattr(named, '__module__', None) or 'builtins'}.{named.__qualname__}".removeprefix("agile_case.")


def _registered(where: str, function: Callable[..., object]) -> Form:
    name = _name(function)
    if name in FORMS:
        return FORMS[name]
    message = f"The schema does not know what {name} accepts."
    do = f'add "{name}" to FORMS in storage/forms.py; {{}} where a schema cannot say it'
    raise InputError(message, where=where, got=name, wanted="a function with a form", do=do)


def _made_by(validator: object, maker: str) -> Mapping[str, Any] | None:
    """Return what a validator was made with, where one of the makers in `model.fields` made it."""
    made = getattr(validator, "__qualname__", "").partition(".")[0] == maker
    return inspect.getclosurevars(validator).nonlocals if made and inspect.isfunction(validator) else None


def _known_words(validator: object) -> list[str] | None:
    held = _made_by(validator, "one_of")
    return None if held is None else [*held["known"], *([""] if held["or_empty"] else [])]


def _validated(where: str, validator: Callable[..., object]) -> Form:
    if (held := _made_by(validator, "is_a")) is not None:
        plain = {str: "string", bool: "boolean"}.get(held["kind"])
        return {"table": held["kind"]} if plain is None else {"type": plain}
    if (held := _made_by(validator, "entries_are")) is not None:
        return {"additionalProperties": held["kind"]}
    return _registered(where, validator)
