"""Nouns from Python in the words of the case file, through the same strict step: every fault at once, same errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Required, TypedDict, Unpack

from agile_case.storage.plain import plain_value
from agile_case.storage.reading import FORMAT, check_plain
from agile_case.storage.tables import read_assumption

if TYPE_CHECKING:
    import datetime

    from agile_case.estimates.curves import Curve
    from agile_case.model.assumptions import Assumption
    from agile_case.model.assurance import Approval, Exhibit, Review
    from agile_case.model.basis import Basis, ReferenceChoice
    from agile_case.model.changes import EnablingChange
    from agile_case.model.correlation import Correlation
    from agile_case.model.criteria import CriticalSuccessFactor
    from agile_case.model.decision import Preferred
    from agile_case.model.elsewhere import Elsewhere
    from agile_case.model.events import Event
    from agile_case.model.five_cases import CommercialContent, FinancialContent, ManagementContent, StrategicContent
    from agile_case.model.funding import Funding
    from agile_case.model.judgements import Judgement
    from agile_case.model.longlist import Choice
    from agile_case.model.measures import Measure
    from agile_case.model.multicriteria import Multicriteria
    from agile_case.model.narrative import Claim, Constraint, Dependency, Objective, StatutoryDuty, TheoryStep
    from agile_case.model.options import Option
    from agile_case.model.programme import Programme
    from agile_case.model.quality import Analysis, DataSource, QualityCheck
    from agile_case.model.roles import Role
    from agile_case.model.scenarios import Scenario
    from agile_case.model.stages import Stage
    from agile_case.quantities.years import YearRange

__all__ = ["AssumptionKeys", "Tables", "assumption", "plain_tables"]

Numbers = Sequence[float]


class AssumptionKeys(TypedDict, total=False):
    """The keys of an assumption in the case file: exactly one estimate, and what is said of it."""

    unit: Required[str]
    value: float
    uniform: Numbers
    triangular: Numbers
    pert: Numbers
    normal: Numbers
    lognormal: Numbers | Mapping[str, float]
    beta: Numbers
    bernoulli: float
    discrete: Mapping[str, Numbers]
    tabulated: Mapping[str, Numbers]
    truncate: Numbers | Mapping[str, float]
    shift: float
    years: str | YearRange
    values: Numbers
    title: str
    source: str
    owner: str
    date: datetime.date | str
    quality: str
    impact: str
    review_by: datetime.date | str
    signed_off_by: str
    signed_off_on: datetime.date | str
    links: str | Sequence[str]
    notes: str
    persistence: float | str
    x: Mapping[str, Any]


class Tables(TypedDict, total=False):
    """The tables of the case file; each entry is plain data or the object of its kind."""

    case: Required[Basis | Mapping[str, Any]]
    reference: Required[str | ReferenceChoice | Mapping[str, Any]]
    units: Mapping[str, Sequence[str]]
    events: Mapping[str, datetime.date | str | Event | Mapping[str, Any]]
    assumptions: Mapping[str, Assumption | Mapping[str, Any]]
    curves: Mapping[str, Curve | Mapping[str, Any]]
    roles: Mapping[str, Role | Mapping[str, Any]]
    measures: Mapping[str, Measure | Mapping[str, Any]]
    options: Mapping[str, Option | Mapping[str, Any]]
    stages: Mapping[str, Stage | Mapping[str, Any]]
    funding: Mapping[str, Funding | Mapping[str, Any]]
    scenarios: Mapping[str, Scenario | Mapping[str, Any]]
    correlations: Sequence[Correlation | Mapping[str, Any]]
    critical_success_factors: Mapping[str, CriticalSuccessFactor | Mapping[str, Any]]
    longlist: Mapping[str, Mapping[str, Choice | Mapping[str, Any]]]
    multicriteria: Multicriteria | Mapping[str, Any]
    preferred: Preferred | Mapping[str, Any]
    programme: Programme | Mapping[str, Any]
    elsewhere: Elsewhere | Mapping[str, Any]
    enabling_changes: Mapping[str, EnablingChange | Mapping[str, Any]]
    judgements: Mapping[str, Judgement | Mapping[str, Any]]
    strategic: StrategicContent | Mapping[str, Any]
    commercial: CommercialContent | Mapping[str, Any]
    financial: FinancialContent | Mapping[str, Any]
    management: ManagementContent | Mapping[str, Any]
    objectives: Mapping[str, Objective | Mapping[str, Any]]
    theory_of_change: Mapping[str, TheoryStep | Mapping[str, Any]]
    claims: Mapping[str, Claim | Mapping[str, Any]]
    dependencies: Mapping[str, Dependency | Mapping[str, Any]]
    constraints: Mapping[str, Constraint | Mapping[str, Any]]
    statutory_duties: Mapping[str, StatutoryDuty | Mapping[str, Any]]
    reviews: Mapping[str, Review | Mapping[str, Any]]
    approvals: Mapping[str, Approval | Mapping[str, Any]]
    exhibits: Mapping[str, Exhibit | Mapping[str, Any]]
    data: Mapping[str, DataSource | Mapping[str, Any]]
    quality_assurance: Mapping[str, QualityCheck | Mapping[str, Any]]
    analysis: Analysis | Mapping[str, Any]
    local: Mapping[str, Any]
    x: Mapping[str, Any]


def assumption(**keys: Unpack[AssumptionKeys]) -> Assumption:
    """Return an assumption from the keys that the case file has.

    Args:
        keys: One estimate, such as `pert=[4, 6, 10]`; `unit`; and the other fields of an assumption.

    Raises:
        InvalidCaseError: There are faults; all of them are listed.

    Example:
        >>> assumption(pert=[4, 6, 10], unit="minute/application", source="Discovery round 2").estimate
        Pert(low=4.0, mode=6.0, high=10.0)
    """
    plain = plain_value(keys)
    check_plain(plain)
    return read_assumption(plain)


def plain_tables(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return tables of the case file, with nouns in them or without, as plain data.

    Args:
        tables: The tables; the reference set may be named by text alone.

    Raises:
        DocumentError: There is something in them that neither TOML nor JSON holds.
        LimitError: They are too deep or too long.
    """
    plain = {"format": FORMAT, **plain_value(tables)}
    if isinstance(plain.get("reference"), str):
        plain["reference"] = {"set": plain["reference"]}
    check_plain(plain)
    return plain
