"""From a model to plain data, and plain data into an existing TOML file whose comments and order stay."""

from __future__ import annotations

import datetime
import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import cattrs
from cattrs.gen import make_dict_unstructure_fn

from agile_case.estimates.curves import Curve
from agile_case.estimates.expressions import Expression
from agile_case.model.assumptions import Assumption, YearlyValues
from agile_case.model.basis import Basis, DiscountFactors, PricesAfter
from agile_case.model.contents import Contents
from agile_case.model.lines import Benefit, Cost, OptimismBias
from agile_case.model.options import Option
from agile_case.model.stages import Stage, StageTest
from agile_case.quantities.frozen import FrozenMap, thaw
from agile_case.quantities.prices import PriceBase
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import FinancialYear, YearRange
from agile_case.storage.reading import FORMAT

__all__ = ["plain_of", "to_json", "to_toml"]

_NOUNS: Final = (Basis, PricesAfter, DiscountFactors, Curve, YearlyValues, OptimismBias, Cost, Benefit, Option, StageTest, Stage)
_AS_TEXT: Final = (Expression, Quantity, FinancialYear, YearRange, PriceBase)
_WHOLE: Final = 2**53


def _plain_number(value: float) -> float | int:
    return int(value) if value.is_integer() and abs(value) < _WHOLE else value


@functools.cache
def _converter(*, brief: bool) -> cattrs.Converter:
    """Return the converter to plain data; the brief one leaves out what holds its default."""
    converter = cattrs.Converter()
    for kind in _AS_TEXT:
        converter.register_unstructure_hook(kind, str)
    converter.register_unstructure_hook(float, _plain_number)
    converter.register_unstructure_hook(datetime.date, lambda value: value)
    converter.register_unstructure_hook(tuple, lambda value: [converter.unstructure(item) for item in value])
    converter.register_unstructure_hook(FrozenMap, lambda value: {key: converter.unstructure(item) for key, item in value.items()})
    for kind in _NOUNS:
        attrs.resolve_types(kind)
        hook = make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=brief)
        converter.register_unstructure_hook(kind, hook)
    return converter


def plain_of(contents: Contents, *, brief: bool = True) -> dict[str, Any]:
    """Return a model as plain data in the form of the case file.

    Args:
        contents: The model.
        brief: Whether fields that hold their default are left out.
    """
    convert = _converter(brief=brief).unstructure
    plain: dict[str, Any] = {"format": FORMAT, "case": convert(contents.basis)}
    plain["reference"] = {"set": contents.reference.set, **thaw(contents.reference.replaced)}
    if contents.counts:
        plain["units"] = {"counts": list(contents.counts)}
    if contents.events:
        plain["events"] = dict(contents.events)
    plain["assumptions"] = {key: _assumption(item, convert, brief=brief) for key, item in contents.assumptions.items()}
    for table in ("curves", "options", "stages"):
        plain[table] = {key: convert(item) for key, item in getattr(contents, table).items()}
    plain["correlations"] = thaw(contents.correlations)
    plain["local"], plain["x"] = thaw(contents.local), thaw(contents.x)
    _single_texts(plain["options"])
    return {key: value for key, value in plain.items() if not brief or value or key == "format"}


def _assumption(assumption: Assumption, convert: Callable[[object], Any], *, brief: bool) -> dict[str, Any]:
    estimate = assumption.estimate
    if isinstance(estimate, YearlyValues):
        plain = dict(convert(estimate))
    else:
        numbers = [_plain_number(number) for number in estimate.numbers]
        plain = {estimate.key: numbers[0] if estimate.key == "value" else numbers}
    for field in attrs.fields(Assumption):
        value = getattr(assumption, field.name)
        default = field.default.factory() if isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type,union-attr]  # attrs types Factory as a function
        if field.name != "estimate" and not (brief and value == default):
            plain[field.name] = convert(value)
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
    """Return a model as JSON.

    Args:
        contents: The model.
    """
    return json.dumps(plain_of(contents), indent=2, ensure_ascii=False, allow_nan=False, default=_iso) + "\n"


def _iso(value: object) -> str:
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def to_toml(contents: Contents, existing: str | None = None) -> str:
    """Return a model as TOML.

    Args:
        contents: The model.
        existing: Text of a file to change; its comments, its order and everything that still holds stay as they are.
    """
    import tomlkit  # noqa: PLC0415 - needed to save only, and slow to import

    brief = plain_of(contents)
    if existing is not None:
        document = tomlkit.parse(existing)
        _merge(document, brief, plain_of(contents, brief=False))
        return tomlkit.dumps(document)
    document = tomlkit.document()
    for key, value in brief.items():
        document.add(key, _inline(tomlkit, value) if key == "assumptions" else value)
    return tomlkit.dumps(document)


def _inline(tomlkit: Any, assumptions: Mapping[str, Any]) -> Any:  # noqa: ANN401 - the module and its items
    table = tomlkit.table()
    for key, fields in assumptions.items():
        row = tomlkit.inline_table()
        row.update(fields)
        table.add(key, row)
    return table


def _merge(target: Any, brief: Mapping[str, Any], full: Mapping[str, Any]) -> None:  # noqa: ANN401 - a table of tomlkit
    for key in list(target):
        if full.get(key) is None:
            del target[key]
        elif isinstance(target[key], Mapping) and isinstance(full[key], Mapping):
            _merge(target[key], brief.get(key, {}), full[key])
        elif not _same(target[key], full[key]):
            target[key] = full[key]
    for key, value in brief.items():
        if key not in target:
            target[key] = value


def _same(held: Any, wanted: object) -> bool:  # noqa: ANN401 - an item of tomlkit
    plain = held.unwrap() if hasattr(held, "unwrap") else held
    if isinstance(plain, str) and isinstance(wanted, str):
        return " ".join(plain.split()) == " ".join(wanted.split())
    if isinstance(plain, str) and isinstance(wanted, list):
        return [plain] == wanted
    if isinstance(plain, list) and isinstance(wanted, str):
        return plain == [wanted]
    if isinstance(plain, bool) != isinstance(wanted, bool):
        return False
    return bool(plain == wanted)
