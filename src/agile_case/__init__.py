"""UK agile business cases as code: a case file becomes an appraisal.

A business case is a set of assumptions about options. `load` reads a case, `check` judges it, and `Case.appraise` works
out its measures, at central values and by simulation.

    import agile_case as ac

    case = ac.load("licence.toml")
    for finding in ac.check(case):
        print(finding)
    result = case.appraise(draws=100_000, seed=2026)
    result.against("business_as_usual")["digital"].npsv
"""

import importlib as _importlib
import typing as _typing

from agile_case._homes import HOMES as _HOMES

if _typing.TYPE_CHECKING:
    from agile_case.appraisal.annuities import Life, annuity_factor, equivalent_annual_value, unequal_lives
    from agile_case.appraisal.appraise import appraise
    from agile_case.appraisal.curve_evidence import (
        CurveObservation,
        CurvePosterior,
        LearnedParameter,
        SeenAndExpected,
    )
    from agile_case.appraisal.curve_posteriors import curve_posterior
    from agile_case.appraisal.decision_tables import DecisionTable, decision_table
    from agile_case.appraisal.financial import FinancialCase
    from agile_case.appraisal.information import Information, InformationValue
    from agile_case.appraisal.measures import Comparison, Measures, Spread
    from agile_case.appraisal.payback import payback
    from agile_case.appraisal.progress import progress_bar
    from agile_case.appraisal.rates_of_return import (
        InternalRates,
        internal_rates,
        modified_internal_rate,
        net_present_value,
    )
    from agile_case.appraisal.result import Result
    from agile_case.appraisal.returns import Returns
    from agile_case.appraisal.sensitivity import Sensitivities, Sensitivity
    from agile_case.appraisal.switching import SwitchingValue, SwitchingValues
    from agile_case.case.approval_tables import ApprovedAmount, ApprovedStage, SpendAgainstApproval
    from agile_case.case.case import Case
    from agile_case.case.drafts import Draft
    from agile_case.case.files import from_plain, load, loads, save
    from agile_case.case.ledger import Ledger, LedgerLine, read_ledger
    from agile_case.case.ledger_mapping import LedgerMapping, MappingRow, read_mapping
    from agile_case.case.migrating import Migration, migrate
    from agile_case.case.monitoring import monitoring_plan, rounds_table
    from agile_case.case.outturn import Outturn
    from agile_case.case.outturn_tables import OutturnAgainstPlan, OutturnLine
    from agile_case.case.restoring import Restoration, restore
    from agile_case.case.sheet_files import save_sheets
    from agile_case.case.tracked_parts import (
        Baseline,
        TrackedBenefit,
        TrackedCriterion,
        TrackedLine,
        TrackedMeasure,
        TrackedMoney,
        TrackedYear,
        UnusedRecord,
    )
    from agile_case.case.tracked_tables import Tracking
    from agile_case.errors import (
        AgileCaseError,
        AppraisalError,
        DocumentError,
        EstimateError,
        ExpressionError,
        Fault,
        FileError,
        HistoryError,
        InputError,
        InvalidCaseError,
        LimitError,
        PriceBaseError,
        ReferenceDataError,
        SheetError,
        StaleFileError,
        UnitError,
        UnknownNameError,
        YearError,
    )
    from agile_case.estimates.correlations import CorrelationError
    from agile_case.estimates.curve_fits import CurveFit, CurveFits, compare_curves, fit_curve
    from agile_case.estimates.curves import Curve
    from agile_case.estimates.distributions import (
        Bernoulli,
        Beta,
        Discrete,
        Fixed,
        Lognormal,
        LognormalRange,
        Normal,
        Pert,
        Shifted,
        Tabulated,
        Triangular,
        Truncated,
        Uniform,
    )
    from agile_case.estimates.elicitation import Fit, Fits, fit, fits
    from agile_case.estimates.expressions import Expression
    from agile_case.estimates.learning_curves import lot_cost, lot_midpoint, unit_cost
    from agile_case.estimates.names import Names, maximum, minimum, names
    from agile_case.estimates.observations import Observation
    from agile_case.estimates.posteriors import Posterior
    from agile_case.findings import Finding, Findings, Severity
    from agile_case.guidance.assurance_plan import assurance_plan, evidence_table
    from agile_case.guidance.check import check
    from agile_case.guidance.completeness import Completeness, completeness
    from agile_case.guidance.route import route
    from agile_case.history.entries import Condition
    from agile_case.history.iterations import Iteration
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
    from agile_case.model.model import Model
    from agile_case.model.multicriteria import Multicriteria, SwingCriterion
    from agile_case.model.narrative import Claim, Constraint, Dependency, Objective, StatutoryDuty, TheoryStep
    from agile_case.model.options import Option
    from agile_case.model.programme import Programme
    from agile_case.model.quality import Analysis, DataSource, QualityCheck
    from agile_case.model.realisation import Realisation, Release
    from agile_case.model.risks import Risk, Transfer
    from agile_case.model.roles import Role
    from agile_case.model.scenarios import Scenario
    from agile_case.model.service_measures import service_measures
    from agile_case.model.stages import Stage, StageTest, TranchePart
    from agile_case.quantities.frozen import FrozenMap
    from agile_case.quantities.prices import PriceBase
    from agile_case.quantities.provenance import Provenance
    from agile_case.quantities.tables import Column, Table
    from agile_case.quantities.units import Quantity, parse_money
    from agile_case.quantities.years import CalendarYear, FinancialYear, Year, YearRange
    from agile_case.reports.gate_pages import GatePaper
    from agile_case.reports.gate_paper import gate_paper
    from agile_case.storage.building import assumption
    from agile_case.storage.schema import case_schema
    from agile_case.storage.sheets import Sheets, read_sheets

    __version__: str

__all__ = [
    "AgileCaseError",
    "Analysis",
    "AppraisalError",
    "Approval",
    "ApprovedAmount",
    "ApprovedStage",
    "Assumption",
    "Australia",
    "Baseline",
    "Basis",
    "Benefit",
    "BenefitBias",
    "Bernoulli",
    "Beta",
    "CalendarYear",
    "Canada",
    "Case",
    "Choice",
    "Claim",
    "Column",
    "CommercialContent",
    "Comparison",
    "Completeness",
    "Condition",
    "Constraint",
    "Correlation",
    "CorrelationError",
    "Cost",
    "Criterion",
    "CriticalSuccessFactor",
    "Curve",
    "CurveFit",
    "CurveFits",
    "CurveObservation",
    "CurvePosterior",
    "DataSource",
    "DecisionTable",
    "Dependency",
    "DiscountFactors",
    "Discrete",
    "DocumentError",
    "Draft",
    "Elsewhere",
    "EnablingChange",
    "EstimateError",
    "Event",
    "Exhibit",
    "Expression",
    "ExpressionError",
    "Fault",
    "FileError",
    "FinancialCase",
    "FinancialContent",
    "FinancialYear",
    "Finding",
    "Findings",
    "Fit",
    "Fits",
    "Fixed",
    "FrozenMap",
    "Funding",
    "FundingTerms",
    "GatePaper",
    "HistoryError",
    "Information",
    "InformationValue",
    "InputError",
    "InternalRates",
    "InvalidCaseError",
    "Iteration",
    "Judgement",
    "LearnedParameter",
    "Ledger",
    "LedgerLine",
    "LedgerMapping",
    "Life",
    "LimitError",
    "Lognormal",
    "LognormalRange",
    "ManagementContent",
    "MappingRow",
    "Measure",
    "Measures",
    "Migration",
    "Model",
    "Multicriteria",
    "Names",
    "NewSouthWales",
    "NewZealand",
    "Normal",
    "Objective",
    "Observation",
    "OnStop",
    "OptimismBias",
    "Option",
    "Outturn",
    "OutturnAgainstPlan",
    "OutturnLine",
    "Pert",
    "Posterior",
    "Preferred",
    "PriceBase",
    "PriceBaseError",
    "PricesAfter",
    "Programme",
    "Provenance",
    "QualityCheck",
    "Quantity",
    "Realisation",
    "ReferenceChoice",
    "ReferenceDataError",
    "Release",
    "Restoration",
    "Result",
    "Returns",
    "Review",
    "ReviewAction",
    "Risk",
    "Role",
    "Scenario",
    "SeenAndExpected",
    "Sensitivities",
    "Sensitivity",
    "Severity",
    "SheetError",
    "Sheets",
    "Shifted",
    "SpendAgainstApproval",
    "Spread",
    "Stage",
    "StageTest",
    "StaleFileError",
    "StatutoryDuty",
    "StrategicContent",
    "SwingCriterion",
    "SwitchingValue",
    "SwitchingValues",
    "Table",
    "Tabulated",
    "TheoryStep",
    "TrackedBenefit",
    "TrackedCriterion",
    "TrackedLine",
    "TrackedMeasure",
    "TrackedMoney",
    "TrackedYear",
    "Tracking",
    "TranchePart",
    "Transfer",
    "Triangular",
    "Truncated",
    "Uniform",
    "UnitError",
    "UnitedStates",
    "UnknownNameError",
    "UnusedRecord",
    "Year",
    "YearError",
    "YearRange",
    "YearlyValues",
    "annuity_factor",
    "appraise",
    "assumption",
    "assurance_plan",
    "case_schema",
    "check",
    "compare_curves",
    "completeness",
    "curve_posterior",
    "decision_table",
    "equivalent_annual_value",
    "evidence_table",
    "fit",
    "fit_curve",
    "fits",
    "from_plain",
    "gate_paper",
    "internal_rates",
    "load",
    "loads",
    "lot_cost",
    "lot_midpoint",
    "maximum",
    "migrate",
    "minimum",
    "modified_internal_rate",
    "monitoring_plan",
    "names",
    "net_present_value",
    "parse_money",
    "payback",
    "progress_bar",
    "read_ledger",
    "read_mapping",
    "read_sheets",
    "restore",
    "rounds_table",
    "route",
    "save",
    "save_sheets",
    "service_measures",
    "unequal_lives",
    "unit_cost",
]

# Names load when they are first used, so that importing the package costs next to nothing.
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


if not _typing.TYPE_CHECKING:  # type checkers see the imports above, and a misspelt name with them

    def __getattr__(name: str) -> object:
        """Load a public name from the module that it lives in."""
        if name == "__version__":
            value: object = _importlib.import_module("agile_case.quantities.provenance").package_version()
        elif name in _HOME_OF:
            value = getattr(_importlib.import_module(_HOME_OF[name]), name)
        else:
            message = f"module 'agile_case' has no attribute {name!r}"
            raise AttributeError(message)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return sorted({*globals(), *__all__, "__version__"})
