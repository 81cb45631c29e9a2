"""Estimates: what is believed about a quantity, as a distribution given by its quantile function.

All read alike: `mean`, `sd`, `mode`, `median`, `support`, `certain`, `quantile`, `cdf`, `scaled`. `file_form` is how a
file writes them, as in `pert = [4, 6, 10]`, and `estimate_from_keys` reads that back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import attrs

from agile_case.errors import AgileCaseError, EstimateError, Fault, UnknownNameError, did_you_mean
from agile_case.estimates.base import Distribution, _shown
from agile_case.estimates.families import Beta, Lognormal, LognormalRange
from agile_case.estimates.plain import Fixed, Normal, Pert, Triangular, Uniform
from agile_case.estimates.points import Bernoulli, Discrete, Tabulated
from agile_case.estimates.wrappers import Shifted, Truncated, limit_faults, shift_faults
from agile_case.quantities.frozen import FrozenMap

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "ESTIMATE_KEYS",
    "KINDS",
    "Bernoulli",
    "Beta",
    "Discrete",
    "Estimate",
    "Fixed",
    "Lognormal",
    "LognormalRange",
    "Normal",
    "Pert",
    "Shifted",
    "Tabulated",
    "Triangular",
    "Truncated",
    "Uniform",
    "estimate_from_key",
    "estimate_from_keys",
]

Estimate: TypeAlias = Distribution
"""Any estimate of a quantity."""

_LISTS: Final[tuple[type[Distribution], ...]] = (Fixed, Uniform, Triangular, Pert, Normal, Lognormal, Beta, Bernoulli)
_TABLES: Final[tuple[type[Distribution], ...]] = (LognormalRange, Discrete, Tabulated)
_BY_LIST: Final = FrozenMap({kind.key: kind for kind in _LISTS})
_BY_TABLE: Final = FrozenMap({kind.key: kind for kind in _TABLES})

_ALL: Final[tuple[type[Distribution], ...]] = (*_LISTS, Discrete, Tabulated)
KINDS: FrozenMap[str, type[Distribution]] = FrozenMap({kind.key: kind for kind in _ALL})
"""The kinds of estimate by the key under which a file gives their numbers."""

ESTIMATE_KEYS: Final[tuple[str, ...]] = (*KINDS, Truncated.key, Shifted.key)
"""Every key that can be part of the file form of an estimate."""


def estimate_from_key(kind: str, numbers: float | Sequence[float] | Mapping[str, Any]) -> Estimate:
    """Build an estimate from one key of a file and what it holds.

    Args:
        kind: One of `KINDS`.
        numbers: The numbers in the order of the fields, where a single one may stand alone; or a table by name, for
            `discrete`, `tabulated` and the percentiles of `lognormal`.

    Raises:
        UnknownNameError: There is no such kind.
        EstimateError: The numbers are too few or too many, or cannot describe a quantity.

    Example:
        >>> estimate_from_key("pert", [4, 6, 10])
        Pert(low=4.0, mode=6.0, high=10.0)
        >>> estimate_from_key("lognormal", {"p10": 2, "p90": 9})
        LognormalRange(p10=2.0, p90=9.0)
    """
    if kind not in KINDS:
        message = "There is no such kind of estimate."
        raise UnknownNameError(message, got=repr(kind), do=did_you_mean(str(kind), KINDS))
    if isinstance(numbers, Mapping) or kind not in _BY_LIST:
        return _from_table(kind, numbers)
    chosen = _BY_LIST[kind]
    given = tuple(numbers) if isinstance(numbers, list | tuple) else (numbers,)
    fields = attrs.fields(chosen)
    counts = sorted({len(fields), sum(field.default is attrs.NOTHING for field in fields)})
    if len(given) not in counts:
        message = f"The key {kind} has the wrong count of numbers."
        wanted = f"{' or '.join(map(str, counts))}: {', '.join(field.name for field in fields)}"
        raise EstimateError(message, where=kind, got=f"{len(given)}: {_shown(numbers)}", wanted=wanted)
    return chosen(*given)


def _from_table(kind: str, given: object) -> Estimate:
    chosen = _BY_TABLE.get(kind)
    if chosen is None:
        message = f"The key {kind} does not hold a table."
        wanted = "a list: " + ", ".join(field.name for field in attrs.fields(_BY_LIST[kind]))
        raise EstimateError(message, where=kind, got=_shown(given), wanted=wanted)
    return chosen(**_named(kind, given, tuple(str(field.alias) for field in attrs.fields(chosen))))


def _named(kind: str, given: object, names: tuple[str, ...]) -> Mapping[str, Any]:
    """Hold a table to the names that it must have."""
    wanted = f"{{ {', '.join(f'{name} = ...' for name in names)} }}"
    if not isinstance(given, Mapping):
        message = f"The key {kind} does not hold a table."
        raise EstimateError(message, where=kind, got=_shown(given), wanted=wanted)
    faults = [
        Fault(f"{name!r} is missing.", str(name), got="no such key", wanted=wanted, code=EstimateError.code)
        for name in names
        if name not in given
    ]
    faults += _unknown(given, names, wanted)
    if faults:
        raise EstimateError.of(faults)
    return given


def _unknown(given: Mapping[Any, Any], names: tuple[str, ...], wanted: str) -> list[Fault]:
    return [
        Fault(
            f"{name!r} is not a key of this table.",
            str(name),
            got=repr(name),
            wanted=wanted,
            do=did_you_mean(str(name), names),
            code="unknown-key",
        )
        for name in given
        if name not in names
    ]


def estimate_from_keys(keys: Mapping[str, Any]) -> Estimate:
    """Build an estimate from the keys of a file: one kind, and `shift` and `truncate` beside it where they are.

    The shift comes first: the ends of a truncation are those of the quantity itself.

    Args:
        keys: The keys with what they hold, and no others.

    Raises:
        EstimateError: There are faults; all of them are listed, with their addresses among the keys.

    Example:
        >>> estimate_from_keys({"normal": [5, 2], "truncate": {"low": 0}})
        Truncated(estimate=Normal(mean=5.0, sd=2.0), low=0.0, high=None)
    """
    faults: list[Fault] = _unknown(keys, ESTIMATE_KEYS, "a key of an estimate")
    kinds = [key for key in keys if key in KINDS]
    estimate: Estimate | None = None
    if len(kinds) != 1:
        message = "There is not exactly one kind of estimate."
        wanted = "one of " + ", ".join(KINDS)
        faults.append(Fault(message, got=" and ".join(kinds) or "none", wanted=wanted, code=EstimateError.code))
    for kind in kinds:
        try:
            estimate = estimate_from_key(kind, keys[kind])
        except AgileCaseError as error:
            faults += [_placed(fault, kind, keys[kind]) for fault in error.faults]
    for key, wrap in ((Shifted.key, _shift), (Truncated.key, _truncate)):
        if key not in keys:
            continue
        try:
            estimate = wrap(None if faults else estimate, keys[key])
        except AgileCaseError as error:
            faults += [_placed(fault, key, keys[key]) for fault in error.faults]
    if faults or estimate is None:
        raise EstimateError.of(faults)
    return estimate


def _placed(fault: Fault, key: str, given: object) -> Fault:
    """Turn the address of a field into that of the key; inside a list a number is found by its message."""
    if isinstance(given, Mapping) and fault.where not in {key, "estimate"}:
        return fault.at(key)
    return attrs.evolve(fault, where=key)


def _shift(estimate: Estimate | None, given: object) -> Estimate | None:
    """Shift an estimate, or look for faults only where there is none."""
    faults = shift_faults(given)
    if faults:
        raise EstimateError.of(faults)
    return None if estimate is None else Shifted(estimate, given)  # type: ignore[arg-type]  # just checked


def _truncate(estimate: Estimate | None, given: object) -> Estimate | None:
    """Truncate an estimate, or look for faults only where there is none."""
    ends: dict[str, Any]
    if isinstance(given, Mapping):
        faults = _unknown(given, ("low", "high"), "low, high or both")
        if faults:
            raise EstimateError.of(faults)
        ends = {"low": None, "high": None, **given}
    elif isinstance(given, list | tuple) and len(given) == 2:  # noqa: PLR2004 - a low and a high
        ends = dict(zip(("low", "high"), given, strict=True))
    else:
        message = "The key truncate does not hold two ends."
        raise EstimateError(message, where=Truncated.key, got=_shown(given), wanted="[low, high], or { low = ... }")
    faults = limit_faults(ends["low"], ends["high"])
    if faults:
        raise EstimateError.of(faults)
    return None if estimate is None else Truncated(estimate, **ends)
