"""The strict step from a plain table to one noun of the model: no coercion, no unknown key, every fault at once.

The fields, their converters and their validators are those of the model's own classes, so a file and a Python call
accept the same things and refuse them in the same words.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import attrs
import cattrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

from agile_case.errors import AgileCaseError, DocumentError, Fault, InvalidCaseError, did_you_mean
from agile_case.estimates.distributions import ESTIMATE_KEYS, KINDS, Fixed, estimate_from_keys
from agile_case.estimates.observations import Observation
from agile_case.history.entries import Change, Condition
from agile_case.model.assumptions import Assumption, YearlyValues
from agile_case.model.assurance import ReviewAction
from agile_case.model.basis import DiscountFactors, PricesAfter
from agile_case.model.bias import BenefitBias, OptimismBias
from agile_case.model.elsewhere import Australia, Canada, NewSouthWales, NewZealand, UnitedStates
from agile_case.model.events import Event
from agile_case.model.goals import Criterion, FundingTerms, OnStop
from agile_case.model.realisation import Realisation, Release
from agile_case.model.stages import StageTest, TranchePart
from agile_case.quantities.nouns import at_field
from agile_case.quantities.years import as_date

if TYPE_CHECKING:
    import datetime

__all__ = ["read_assumption", "read_event", "read_list", "read_table"]

T = TypeVar("T")
_SERIES = frozenset({"years", "values"})
_PLACEHOLDER = Fixed(0.0)
_CONVERTER = cattrs.Converter(forbid_extra_keys=True)


def read_table(kind: type[T], raw: object) -> T:
    """Build one noun of the model from a plain table.

    Args:
        kind: Class of the noun.
        raw: The table.

    Raises:
        InvalidCaseError: The table has faults; all of them are listed, with addresses inside the table.
    """
    if not isinstance(raw, Mapping):
        message = "A table is needed."
        raise InvalidCaseError.of(
            [Fault(message, got=repr(raw)[:120], wanted="keys with their values", code="document")]
        )
    try:
        built: T = _structure(kind)(raw, kind)  # type: ignore[arg-type]  # mypy takes a class for unhashable
    except ClassValidationError as error:
        raise InvalidCaseError.of(_faults(error, kind)) from None
    return built


def read_assumption(raw: object) -> Assumption:
    """Build an assumption, whose estimate is one key among its fields.

    Args:
        raw: The table.

    Raises:
        InvalidCaseError: The table has faults; all of them are listed.
    """
    if not isinstance(raw, Mapping):
        return read_table(Assumption, raw)
    given = [key for key in raw if key in ESTIMATE_KEYS or key in _SERIES]
    faults: list[Fault] = []
    estimate: object = _PLACEHOLDER
    try:
        estimate = _estimate(raw, given)
    except AgileCaseError as error:
        faults.extend(error.faults)
    rest = {key: value for key, value in raw.items() if key not in given}
    if "estimate" in rest:
        message = "'estimate' is not a key of an assumption."
        wanted = "the key of its kind, such as value = 5 or pert = [4, 6, 10]"
        faults.append(Fault(message, "estimate", got="estimate", wanted=wanted, code="document"))
    try:
        built = read_table(Assumption, {**rest, "estimate": estimate})
    except InvalidCaseError as error:
        raise InvalidCaseError.of([*faults, *error.faults]) from None
    if faults:
        raise InvalidCaseError.of(faults)
    return built


def read_event(raw: object) -> datetime.date | Event:
    """Build an event: a date alone, or a table for one that may slip or follows another.

    Args:
        raw: The date or the table.

    Raises:
        YearError: It is neither.
        InvalidCaseError: The table has faults; all of them are listed.
    """
    return read_table(Event, raw) if isinstance(raw, Mapping) else as_date(raw)


def read_list(raw: object) -> tuple[Mapping[str, Any], ...]:
    """Read a list of tables that is kept as it is.

    Args:
        raw: The list.

    Raises:
        DocumentError: It is not a list, or holds something else.
    """
    if isinstance(raw, list | tuple) and all(isinstance(item, Mapping) for item in raw):
        return tuple(raw)
    message = "A list of tables is needed."
    raise DocumentError(message, got=repr(raw)[:120], wanted="tables in a list")


def _estimate(raw: Mapping[str, Any], given: list[str]) -> object:
    if set(given) == _SERIES:
        return _nested(YearlyValues)({key: raw[key] for key in given})
    if sum(key in KINDS for key in given) != 1 or not _SERIES.isdisjoint(given):
        message = "An assumption has exactly one estimate."
        wanted = "one, such as value = 5 or pert = [4, 6, 10]; or years and values together"
        raise DocumentError(message, got=" and ".join(given) or "none", wanted=wanted)
    return estimate_from_keys({key: raw[key] for key in given})


def _nested(kind: type[T]) -> Callable[[object], T]:
    return lambda raw: raw if isinstance(raw, kind) else read_table(kind, raw)


def _listed(kind: type[T]) -> Callable[[object], tuple[T, ...]]:
    """Return a reader of a list of tables, each a noun of one kind."""

    def read(raw: object) -> tuple[T, ...]:
        if not isinstance(raw, list | tuple):
            what, wanted = _LISTS[kind.__name__]
            message = f"A list of {what} is needed."
            raise DocumentError(message, got=repr(raw)[:120], wanted=wanted)
        found: list[T] = []
        faults: list[Fault] = []
        for number, item in enumerate(raw):
            try:
                found.append(item if isinstance(item, kind) else read_table(kind, item))
            except InvalidCaseError as error:
                faults.extend(fault.at(str(number)) for fault in error.faults)
        if faults:
            raise InvalidCaseError.of(faults)
        return tuple(found)

    return read


def _one_or_listed(kind: type[Any]) -> Callable[[object], object]:
    """Return a reader of a list of tables of one kind; what is no list is left for the converter of the field."""
    return lambda raw: _listed(kind)(raw) if isinstance(raw, list | tuple) else raw


_LISTS = {
    "StageTest": ("tests", 'for example [{ assumption = "minutes", people = 30 }]'),
    "Criterion": ("criteria", 'for example [{ assumption = "minutes", at_most = "10 minute/application" }]'),
    "Release": ("releases", 'for example [{ posts = 4, on = "live", saves = "4 FTE * caseworker" }]'),
    "Change": ("changes", 'for example [{ path = "assumptions.team.value", old = 8, new = 9 }]'),
    "ReviewAction": ("actions", 'for example [{ what = "Test with a screen reader", due = 2027-01-31 }]'),
    "Condition": ("conditions", 'for example [{ what = "Publish the plan", due = 2027-01-31 }]'),
}
_READERS: dict[tuple[str, str], Callable[[object], object]] = {
    ("Basis", "prices_after"): _nested(PricesAfter),
    ("Basis", "discount_factors"): _nested(DiscountFactors),
    ("Benefit", "optimism_bias"): _nested(BenefitBias),
    ("Benefit", "realisation"): _nested(Realisation),
    ("Cost", "optimism_bias"): _nested(OptimismBias),
    ("Event", "optimism_bias"): _nested(OptimismBias),
    ("Realisation", "releases"): _listed(Release),
    ("Stage", "tests"): _listed(StageTest),
    ("Stage", "tranche"): _one_or_listed(TranchePart),
    ("Stage", "criteria"): _listed(Criterion),
    ("Stage", "on_stop"): _nested(OnStop),
    ("Stage", "funding_terms"): _nested(FundingTerms),
    ("Elsewhere", "new_zealand"): _nested(NewZealand),
    ("Elsewhere", "new_south_wales"): _nested(NewSouthWales),
    ("Elsewhere", "australia"): _nested(Australia),
    ("Elsewhere", "canada"): _nested(Canada),
    ("Elsewhere", "united_states"): _nested(UnitedStates),
    ("Review", "actions"): _listed(ReviewAction),
    ("Revise", "changes"): _listed(Change),
    ("Decide", "conditions"): _listed(Condition),
    ("Learn", "observation"): _nested(Observation),
}


@functools.cache
def _structure(kind: type[Any]) -> Callable[[Mapping[str, Any], type[Any]], Any]:
    hooks: dict[str, Any] = {field.name: override(struct_hook=_hook(kind, field)) for field in attrs.fields(kind)}
    built: Callable[[Mapping[str, Any], type[Any]], Any] = make_dict_structure_fn(
        kind, _CONVERTER, _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=True, **hooks
    )
    return built


def _hook(kind: type, field: attrs.Attribute[Any]) -> Callable[[object, object], object]:
    reader = _READERS.get((kind.__name__, field.name))
    convert: Any = field.converter

    def read(raw: object, _type: object) -> object:
        if raw is None:
            message = "A value is needed."
            raise DocumentError(message, got="null", wanted="a value", do="leave the key out")
        value = reader(raw) if reader is not None else raw
        if convert is not None:
            value = convert(value)
        if field.validator is not None:
            field.validator(None, field, value)
        return value

    return read


def _faults(error: ClassValidationError, kind: type) -> list[Fault]:
    known = {field.name for field in attrs.fields(kind)}
    if kind is Assumption:
        known = known - {"estimate"} | set(ESTIMATE_KEYS) | _SERIES
    found: list[Fault] = []
    placed, others = error.group_exceptions()
    for inner, note in placed:
        if isinstance(inner, AgileCaseError):
            found.extend(at_field(fault, note.name) for fault in inner.faults)
        elif isinstance(inner, KeyError):
            message = f"{note.name!r} is missing."
            found.append(Fault(message, note.name, got="no such key", wanted=f"{note.name} = ...", code="document"))
        else:
            raise inner
    for other in others:
        if isinstance(other, ForbiddenExtraKeysError):
            for key in sorted(other.extra_fields, key=str):
                message = f"{key!r} is not a key of this table."
                hint = did_you_mean(str(key), known) or "put fields of your own under x"
                found.append(
                    Fault(message, str(key), got=repr(key), wanted="a key of the format", do=hint, code="unknown-key")
                )
        elif isinstance(other, AgileCaseError):
            found.extend(other.faults)
        else:
            raise other
    return found
