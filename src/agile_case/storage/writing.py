"""From a model to plain data, and plain data into an existing TOML file whose comments and order stay."""

from __future__ import annotations

import datetime
import functools
import inspect
import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import cattrs
from cattrs.gen import make_dict_unstructure_fn

from agile_case.errors import FileError, InputError
from agile_case.estimates.curves import Curve
from agile_case.estimates.expressions import Expression
from agile_case.model import fields
from agile_case.model.assumptions import Assumption, YearlyValues
from agile_case.model.basis import Basis, DiscountFactors, PricesAfter, ReferenceChoice
from agile_case.model.correlation import Correlation
from agile_case.model.criteria import CriticalSuccessFactor
from agile_case.model.decision import Preferred
from agile_case.model.events import Event
from agile_case.model.lines import Benefit, Cost, OptimismBias
from agile_case.model.longlist import Choice
from agile_case.model.multicriteria import Multicriteria, SwingCriterion
from agile_case.model.options import Option
from agile_case.model.risks import Risk, Transfer
from agile_case.model.roles import Role
from agile_case.model.stages import Stage, StageTest
from agile_case.quantities.frozen import FrozenMap, thaw
from agile_case.quantities.prices import PriceBase
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import CalendarYear, FinancialYear, Year, YearRange
from agile_case.storage.document import contents_of
from agile_case.storage.moments import iso, json_form
from agile_case.storage.reading import FORMAT, MAX_DEPTH

if TYPE_CHECKING:
    from agile_case.model.contents import Contents

__all__ = [
    "cannot_change",
    "json_text",
    "merge",
    "plain_of",
    "plain_value",
    "refuse_null",
    "same",
    "to_json",
    "to_toml",
]

_NOUNS: Final[tuple[type, ...]] = (  # each after those that it holds
    PricesAfter,
    DiscountFactors,
    Basis,
    Correlation,
    Curve,
    Event,
    YearlyValues,
    OptimismBias,
    Cost,
    Benefit,
    Risk,
    Transfer,
    Role,
    Option,
    StageTest,
    Stage,
    CriticalSuccessFactor,
    Choice,
    SwingCriterion,
    Multicriteria,
    Preferred,
)
_AS_TEXT: Final = (Expression, Quantity, Year, CalendarYear, FinancialYear, YearRange, PriceBase)
_WHOLE: Final = 2**53
_FOREIGN: Final = ("x", "criteria", "on_stop")


def _plain_number(value: float) -> float | int:
    return int(value) if value.is_integer() and abs(value) < _WHOLE else value


def _plain_numbers(value: Any) -> Any:  # noqa: ANN401 - the file form of an estimate: tables, lists and numbers
    if isinstance(value, Mapping):
        return {key: _plain_numbers(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain_numbers(item) for item in value]
    return _plain_number(value) if isinstance(value, float) else value


@functools.cache
def _converter(*, brief: bool) -> cattrs.Converter:
    """Return the converter to plain data; the brief one leaves out what holds its default."""
    converter = cattrs.Converter()
    for kind in _AS_TEXT:
        converter.register_unstructure_hook(kind, str)
    converter.register_unstructure_hook(float, _plain_number)
    converter.register_unstructure_hook(datetime.date, lambda value: value)
    converter.register_unstructure_hook(tuple, lambda value: [converter.unstructure(item) for item in value])
    converter.register_unstructure_hook(
        FrozenMap, lambda value: {key: converter.unstructure(item) for key, item in value.items()}
    )
    for noun in _NOUNS:
        attrs.resolve_types(noun)
        kept: Any = {
            field.name: cattrs.override(unstruct_hook=thaw)
            for field in attrs.fields(noun)
            if field.name in _FOREIGN and inspect.unwrap(field.converter or thaw) is fields.table
        }
        hook: Any = make_dict_unstructure_fn(noun, converter, _cattrs_omit_if_default=brief, **kept)
        converter.register_unstructure_hook(noun, hook)
    converter.register_unstructure_hook(
        Assumption, lambda value: _assumption(value, converter.unstructure, brief=brief)
    )
    converter.register_unstructure_hook(ReferenceChoice, lambda value: {"set": value.set, **thaw(value.replaced)})
    return converter


def plain_value(value: object, depth: int = 0) -> Any:  # noqa: ANN401 - plain data of any shape
    """Return a value with every noun of a case in it as plain data; what is no noun stays as it is.

    Args:
        value: Nouns, plain data, or both mixed.
        depth: How deep it lies; what lies deeper than a file may go is left to the check of limits.
    """
    if depth <= MAX_DEPTH and isinstance(value, Mapping):
        return {key: plain_value(item, depth + 1) for key, item in value.items()}
    if depth <= MAX_DEPTH and isinstance(value, list | tuple):
        return [plain_value(item, depth + 1) for item in value]
    if type(value) in (*_NOUNS, *_AS_TEXT, Assumption, ReferenceChoice):
        return _converter(brief=True).unstructure(value)
    return value


def plain_of(contents: Contents, *, brief: bool = True) -> dict[str, Any]:
    """Return a model as plain data in the form of the case file.

    Args:
        contents: The model.
        brief: Whether fields that hold their default are left out.
    """
    convert = _converter(brief=brief).unstructure
    plain: dict[str, Any] = {"format": FORMAT, "case": convert(contents.basis)}
    plain["reference"] = convert(contents.reference)
    if contents.counts:
        plain["units"] = {"counts": list(contents.counts)}
    if contents.events:
        plain["events"] = {key: convert(event) for key, event in contents.events.items()}
    for table in ("assumptions", "curves", "roles", "options", "stages"):
        plain[table] = {key: convert(item) for key, item in getattr(contents, table).items()}
    plain["correlations"] = [convert(item) for item in contents.correlations]
    for table in ("critical_success_factors", "longlist"):
        plain[table] = convert(getattr(contents, table))
    for table in ("multicriteria", "preferred"):
        held = getattr(contents, table)
        plain[table] = None if held is None else convert(held)
    plain["local"], plain["x"] = thaw(contents.local), thaw(contents.x)
    _single_texts(plain["options"])
    return {key: value for key, value in plain.items() if not brief or value or key == "format"}


def _assumption(assumption: Assumption, convert: Callable[[object], Any], *, brief: bool) -> dict[str, Any]:
    estimate = assumption.estimate
    plain: dict[str, Any] = (
        dict(convert(estimate)) if isinstance(estimate, YearlyValues) else _plain_numbers(estimate.file_form())
    )
    for field in attrs.fields(Assumption):
        value = getattr(assumption, field.name)
        default: Any = field.default
        if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # attrs types Factory as a function
            default = default.factory()
        if field.name != "estimate" and not (brief and value == default):
            plain[field.name] = thaw(value) if field.name in _FOREIGN else convert(value)
    return plain


def _single_texts(options: dict[str, Any]) -> None:
    """Write one replaced line as text, as people do; only several are a list."""
    for option in options.values():
        for table in ("costs", "benefits"):
            for line in option.get(table, {}).values():
                replaced = line.get("replaces", [])
                if len(replaced) == 1:
                    line["replaces"] = replaced[0]


def to_json(contents: Contents) -> str:
    """Return a model as JSON; dates in tables of others are marked as such, for JSON has none.

    Args:
        contents: The model.
    """
    return json_text(plain_of(contents))


def json_text(plain: Mapping[str, Any]) -> str:
    """Return plain data as the text of a JSON file.

    Args:
        plain: The plain data.
    """
    return json.dumps(json_form(plain), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def to_toml(contents: Contents, existing: str | None = None) -> str:
    """Return a model as TOML.

    Args:
        contents: The model.
        existing: Text of a file to change, which is TOML; its comments, its order and everything that still holds stay
            as they are.

    Raises:
        InputError: A table of others holds null, for which TOML has no value.
        FileError: The file cannot be changed so that it holds the model.
    """
    import tomlkit  # noqa: PLC0415 - needed to save only, and slow to import

    brief = plain_of(contents)
    refuse_null(brief)
    if existing is None:
        document = tomlkit.document()
        for key, value in brief.items():
            document.add(key, _inline(tomlkit, value) if key == "assumptions" else value)
        return tomlkit.dumps(document)
    text = existing.replace("\r\n", "\n")
    before, _ = contents_of(tomllib.loads(text))
    try:
        document = tomlkit.parse(text)
        merge(document, brief, plain_of(contents, brief=False), {} if before is None else plain_of(before, brief=False))
        if list(document.get("stages", ())) != list(brief.get("stages", ())):  # their order means something
            del document["stages"]
            document["stages"] = brief["stages"]
        merged = tomlkit.dumps(document)
        after, _ = contents_of(tomllib.loads(merged))
    except (ValueError, TypeError, KeyError, tomlkit.exceptions.TOMLKitError):
        after = None
    if after is None or plain_of(after) != brief:
        raise cannot_change()
    return merged.replace("\n", "\r\n") if existing.count("\r\n") == text.count("\n") > 0 else merged


def cannot_change() -> FileError:
    """Return the error of a file that tomlkit reads in another way than TOML means it."""
    message = "This file is laid out in a way that cannot be changed in place."
    return FileError(message, got="dotted keys that hold tables", do="save under another name")


def refuse_null(plain: Mapping[str, Any]) -> None:
    """Refuse what TOML has no value for.

    Args:
        plain: Plain data.

    Raises:
        InputError: There is a null in it.
    """
    for address in _nulls(plain, ""):
        message = "TOML has no null."
        raise InputError(message, where=address, got="None", wanted="a value", do="save the case as JSON")


def _nulls(value: object, where: str) -> Iterator[str]:
    if value is None:
        yield where
    elif isinstance(value, Mapping | list):
        for key, item in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield from _nulls(item, f"{where}.{key}" if where else str(key))


def _inline(tomlkit: Any, assumptions: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the module and its items
    table = tomlkit.table()
    for key, held in assumptions.items():
        row = tomlkit.inline_table()
        row.update(held)
        table.add(key, row)
    return table


def merge(target: Any, brief: Mapping[str, Any], full: Mapping[str, Any], before: Any) -> None:  # noqa: ANN401 - a table of tomlkit, and what it was read as
    """Bring a table of a file up to date.

    Args:
        target: The table.
        brief: What it should hold, without what holds its default.
        full: All that it should hold.
        before: What the file was read as; empty where it could not be read.
    """
    for key in list(target):
        held = before[key] if key in before else _as_read(target[key])
        if full.get(key) is None or (full[key] == {} and key not in brief):
            del target[key]
        elif held is not None and same(held, full[key]):
            continue
        elif isinstance(target[key], Mapping) and isinstance(full[key], Mapping):
            merge(target[key], brief.get(key, {}), full[key], held if isinstance(held, Mapping) else {})
            if not target[key]:  # what is left of a table without a header of its own would vanish with its last key
                target[key] = {}
        elif not _merged_rows(target[key], brief.get(key), full[key]):
            target[key] = brief.get(key, full[key])
    for key, value in brief.items():
        if key not in target:
            target[key] = value


def _as_read(item: Any) -> Any:  # noqa: ANN401 - a value of tomlkit
    """Return a value as it is written, where the file could not be read."""
    return item.unwrap() if hasattr(item, "unwrap") else item


def _merged_rows(target: Any, brief: Any, full: Any) -> bool:  # noqa: ANN401 - a value of tomlkit, and what it should be
    """Bring a list of tables up to date row by row, so that it stays as it is written; tell whether it is one."""
    if not (isinstance(target, list) and isinstance(brief, list) and brief):
        return False
    if not all(isinstance(row, Mapping) for row in (*target, *brief)):
        return False
    for row, wanted, whole in zip(target, brief, full, strict=False):
        merge(row, wanted, whole, {})
    del target[len(brief) :]
    for row in brief[len(target) :]:
        target.append(row)
    return True


def same(held: object, wanted: object) -> bool:
    """Tell whether two plain values are the same; true is not 1.

    Args:
        held: One value.
        wanted: The other.
    """
    return held == wanted and json.dumps(held, sort_keys=True, default=iso) == json.dumps(
        wanted, sort_keys=True, default=iso
    )
