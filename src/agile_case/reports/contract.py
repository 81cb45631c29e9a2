"""The JSON result: the contract for other tools. Pounds as numbers, a fixed order of keys, no clock, never NaN."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from agile_case.appraisal.yearly_tables import cash_reason, sides

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agile_case.appraisal.central import Yearly
    from agile_case.appraisal.measures import Comparison, Measures, Spread
    from agile_case.appraisal.plan import Plan
    from agile_case.appraisal.result import Result
    from agile_case.findings import Finding
    from agile_case.quantities.tables import Table

__all__ = ["FORMAT", "finding_document", "result_document", "result_json", "result_schema"]

FORMAT: Final = "agile-case-result/1"
"""Format of the JSON result; a new key is a minor version, a changed one a major."""
_MEASURES: Final = ("pvb", "pvc", "pvc_public", "pvc_nonpublic", "npsv", "bcr")
_RETURNS: Final = ("rpsc", "rpsc_numerator", "rpsc_denominator")


def result_document(result: Result, findings: Iterable[Finding] = ()) -> dict[str, Any]:
    """Return a result as plain data in the form of the contract.

    Args:
        result: The result.
        findings: Judgements to go with it; what `Findings` sets aside with a reason is listed by itself.
    """
    plan = result.plan
    absolute, against = result.absolute, result.against()
    usual = None if plan.business_as_usual is None else plan.options[plan.business_as_usual].key
    options: dict[str, Any] = {}
    for index, option in enumerate(plan.options):
        compared = {usual: _comparison(against[option.key])} if usual is not None and option.key in against else {}
        prefix = f"options.{option.key}."
        options[option.key] = {
            "title": option.title,
            "roles": list(option.roles),
            "absolute": _absolute(absolute[option.key], plan),
            "against": compared,
            "discounting": {
                line.address: line.discount for line in plan.lines if line.option == index and line.discount
            },
            "uplifts": {address: uplift for address, uplift in plan.uplifts.items() if address.startswith(prefix)},
            "unmonetised": [
                dict(zip(("title", "kind", "measure", "notes"), held, strict=True)) for held in option.unmonetised
            ],
            "years": _years(result.yearly, index),
        }
    return {
        "format": FORMAT,
        "start": str(plan.years[0]),
        "horizon": len(plan.years) - 1,
        "price_base": str(plan.price_base),
        "present_value_year": str(plan.years[plan.present]),
        "at": result.at,
        "basis": "forward" if plan.present else "whole-life",
        "savings": plan.savings,
        "transfers": plan.transfer_policy or None,
        "partial": plan.partial,
        "provenance": _provenance(result),
        "options": options,
        "tables": [_table(table) for table in result.tables],
        "findings": [finding_document(finding) for finding in findings],
        "ignored_findings": [finding_document(finding) for finding in getattr(findings, "ignored", ())],
    }


def result_json(result: Result, findings: Iterable[Finding] = ()) -> str:
    """Return a result as JSON text.

    Args:
        result: The result.
        findings: Judgements to go with it.
    """
    return json.dumps(result_document(result, findings), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def result_schema() -> dict[str, Any]:
    """Return the JSON Schema of the contract."""
    text = resources.files("agile_case.reports").joinpath("result.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "caption": table.caption,
        "columns": [{"key": column.key, "title": column.title} for column in table.columns],
        "rows": [list(row) for row in table.rows],
        "notes": list(table.notes),
    }


def _provenance(result: Result) -> dict[str, Any]:
    held = result.provenance
    return {
        "version": held.version,
        "model_sha256": held.model_sha256,
        "reference": {"set": held.reference_set, "files": dict(held.reference_files)},
        "discounting": held.discounting,
        "prices": held.prices,
        "rules": list(held.rules),
        "seed": held.seed,
        "draws": held.draws,
        "draws_asked": held.draws_asked,
        "sampling": None if held.draws is None else "plain" if held.scramblings is None else "sobol",
        "scramblings": held.scramblings,
        "numpy": held.numpy,
        "cpu_features": list(held.cpu_features),
    }


def _absolute(held: Measures, plan: Plan) -> dict[str, Any]:
    undefined = dict(held.undefined)
    if plan.cash_until != plan.years[-1]:
        undefined["cash"] = cash_reason(plan)
    document: dict[str, Any] = {name: getattr(held, name) for name in (*_MEASURES, *_RETURNS)}
    document["undefined"] = undefined
    if held.simulation is not None:
        document["simulation"] = {"npsv": _spread(held.simulation)}
    return document


def _comparison(held: Comparison) -> dict[str, Any]:
    document: dict[str, Any] = {name: getattr(held, name) for name in _MEASURES}
    document["bcr_other_convention"] = held.bcr_other_convention
    document.update({name: getattr(held, name) for name in _RETURNS})
    document["undefined"] = dict(held.undefined)
    document["quadrant"] = held.quadrant
    if held.simulation is not None:
        document["simulation"] = {
            "npsv": {**_spread(held.simulation), "probability_negative": held.simulation.probability_negative}
        }
    return document


def _spread(held: Spread) -> dict[str, float]:
    return {name: getattr(held, name) for name in ("mean", "standard_error", "p10", "p50", "p90")}


def _years(yearly: Yearly, option: int) -> dict[str, Any]:
    plan = yearly.plan
    costs, benefits = sides(yearly, yearly.real, option)
    present_costs, present_benefits = sides(yearly, yearly.present, option)
    cash = yearly.cash(option)
    document: dict[str, Any] = {}
    for index, year in enumerate(plan.years):
        known = plan.cash_until is not None and year <= plan.cash_until
        document[str(year)] = {
            "cost": float(costs[index]),
            "benefit": float(benefits[index]),
            "discount_factor": float(plan.discount_factors[index]),
            "pv_cost": None if plan.partial else float(present_costs[index]),
            "pv_benefit": None if plan.partial else float(present_benefits[index]),
            "cash": {name: float(amounts[index]) for name, amounts in cash.items()} if known else None,
        }
    return document


def finding_document(finding: Finding) -> dict[str, str]:
    """Return a finding as plain data in the form of the contract.

    Args:
        finding: The finding.
    """
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "path": finding.path,
        "message": finding.message,
        "source": finding.source,
        "judged": finding.judged,
    }
