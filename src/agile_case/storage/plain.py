"""From a model to plain data: tables, lists, texts and numbers, without what holds its default."""

from __future__ import annotations

import datetime
import functools
import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs
import cattrs
from cattrs.gen import make_dict_unstructure_fn

from agile_case.estimates.curves import Curve
from agile_case.estimates.expressions import Expression
from agile_case.model import fields
from agile_case.model.assumptions import Assumption, YearlyValues
from agile_case.model.assurance import Approval, Exhibit, Review, ReviewAction
from agile_case.model.basis import Basis, DiscountFactors, PricesAfter, ReferenceChoice
from agile_case.model.bias import BenefitBias, OptimismBias
from agile_case.model.changes import EnablingChange
from agile_case.model.correlation import Correlation
from agile_case.model.criteria import CriticalSuccessFactor
from agile_case.model.decision import Preferred
from agile_case.model.elsewhere import (
    Australia,
    Canada,
    Elsewhere,
    NewSouthWales,
    NewZealand,
    UnitedStates,
)
from agile_case.model.events import Event
from agile_case.model.five_cases import CommercialContent, FinancialContent, ManagementContent, StrategicContent
from agile_case.model.funding import Funding
from agile_case.model.goals import Criterion, FundingTerms, OnStop
from agile_case.model.judgements import Judgement
from agile_case.model.lines import Benefit, Cost
from agile_case.model.longlist import Choice
from agile_case.model.measures import Measure
from agile_case.model.multicriteria import Multicriteria, SwingCriterion
from agile_case.model.narrative import Claim, Constraint, Dependency, Objective, StatutoryDuty, TheoryStep
from agile_case.model.options import Option
from agile_case.model.programme import Programme
from agile_case.model.quality import Analysis, DataSource, QualityCheck
from agile_case.model.realisation import Realisation, Release
from agile_case.model.risks import Risk, Transfer
from agile_case.model.roles import Role
from agile_case.model.scenarios import Scenario
from agile_case.model.stages import Stage, StageTest, TranchePart
from agile_case.quantities.frozen import FrozenMap, thaw
from agile_case.quantities.prices import PriceBase
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import CalendarYear, FinancialYear, Year, YearRange
from agile_case.storage.reading import FORMAT, MAX_DEPTH

if TYPE_CHECKING:
    from agile_case.model.contents import Contents

__all__ = ["plain_of", "plain_value"]

_NOUNS: Final[tuple[type, ...]] = (  # each after those that it holds
    PricesAfter,
    DiscountFactors,
    Basis,
    Correlation,
    Curve,
    Event,
    YearlyValues,
    OptimismBias,
    BenefitBias,
    Cost,
    Release,
    Realisation,
    Benefit,
    Risk,
    Transfer,
    Role,
    Measure,
    Option,
    StageTest,
    TranchePart,
    Criterion,
    OnStop,
    FundingTerms,
    Stage,
    Funding,
    Scenario,
    CriticalSuccessFactor,
    Choice,
    SwingCriterion,
    Multicriteria,
    Preferred,
    Programme,
    NewZealand,
    NewSouthWales,
    Australia,
    Canada,
    UnitedStates,
    Elsewhere,
    EnablingChange,
    Judgement,
    StrategicContent,
    CommercialContent,
    FinancialContent,
    ManagementContent,
    Objective,
    TheoryStep,
    Claim,
    Dependency,
    Constraint,
    StatutoryDuty,
    ReviewAction,
    Review,
    Approval,
    Exhibit,
    DataSource,
    QualityCheck,
    Analysis,
)
_AS_TEXT: Final = (Expression, Quantity, Year, CalendarYear, FinancialYear, YearRange, PriceBase)
_SINGLES: Final = (
    *("multicriteria", "preferred", "programme", "elsewhere"),
    *("strategic", "commercial", "financial", "management", "analysis"),
)
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
_WHOLE: Final = 2**53
_FOREIGN: Final = ("x",)


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
    for table in ("assumptions", "curves", "roles", "measures", "options", "stages"):
        plain[table] = {key: convert(item) for key, item in getattr(contents, table).items()}
    plain["correlations"] = [convert(item) for item in contents.correlations]
    for table in ("funding", "scenarios", "critical_success_factors", "longlist"):
        plain[table] = convert(getattr(contents, table))
    for table in _SINGLES:
        held = getattr(contents, table)
        plain[table] = None if held is None else convert(held)
    for table in ("enabling_changes", "judgements", *_WORDED):
        plain[table] = convert(getattr(contents, table))
    plain["local"], plain["x"] = thaw(contents.local), thaw(contents.x)
    _single_texts(plain["options"])
    kept = ("format", *(table for table in _SINGLES if plain[table] is not None))  # an empty table is there too
    return {key: value for key, value in plain.items() if not brief or value or key in kept}


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
