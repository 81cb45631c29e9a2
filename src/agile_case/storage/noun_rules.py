"""What the keys of a noun have to do with each other, as JSON Schema: one registry, by the class of the noun."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["RULES", "SAID"]

SAID: Final[Mapping[str, Any]] = {"type": "string", "pattern": r"\S"}
"""Text that is not empty."""
RULES: Final[Mapping[str, Mapping[str, Any]]] = {
    "BenefitBias": {"allOf": [{"properties": {"source": SAID}, "required": ["source"]}]},
    "OptimismBias": {
        "allOf": [
            {
                "oneOf": [
                    {"properties": {"type": {"minLength": 1}}, "required": ["type"]},
                    {"properties": {"mix": {"minProperties": 1}}, "required": ["mix"]},
                    {"required": ["upper"]},
                ]
            },
            {
                "if": {"required": ["upper"]},
                "then": {"properties": {"source": SAID, "upper": {"minimum": 0}}, "required": ["source"]},
                "else": {"properties": {"lower": {"const": 0}}},
            },
            {
                "if": {"properties": {"factors": {"minProperties": 1}}, "required": ["factors"]},
                "then": {"properties": {"source": SAID, "mitigation": {"const": 0}}, "required": ["source"]},
            },
        ]
    },
    "Assumption": {
        "if": {"properties": {"signed_off_by": SAID}, "required": ["signed_off_by"]},
        "then": {"required": ["signed_off_on"]},
        "else": {"not": {"required": ["signed_off_on"]}},
    },
    "DataSource": {
        "if": {"properties": {"signed_off_by": SAID}, "required": ["signed_off_by"]},
        "then": {"required": ["signed_off_on"]},
        "else": {"not": {"required": ["signed_off_on"]}},
    },
    "Review": {
        "allOf": [
            {"if": {"properties": {name: {"minLength": 1}}, "required": [name]}, "then": {"required": ["held"]}}
            for name in ("rating", "confidence")
        ]
    },
    "Exhibit": {
        "allOf": [
            {"if": {"required": [name]}, "then": {"properties": {"kind": {"const": kind}}}}
            for kind, names in {
                "burn-chart": ("done_by_p10", "done_by_p90", "funded_until"),
                "backlog": ("without_benefit",),
            }.items()
            for name in names
        ]
    },
    "Choice": {
        "oneOf": [
            {"properties": {"rating": {"minLength": 1}}, "required": ["rating"]},
            {"properties": {"business_as_usual": {"const": True}}, "required": ["business_as_usual"]},
        ]
    },
    "Criterion": {
        "allOf": [
            {
                "oneOf": [
                    {"required": ["assumption"]},
                    {"properties": {"measure": {"minLength": 1}}, "required": ["measure"]},
                ]
            },
            {"oneOf": [{"required": ["at_least"]}, {"required": ["at_most"]}]},
            {"if": {"required": ["assumption"]}, "then": {"properties": {"option": {"const": ""}}}},
        ]
    },
    "Event": {
        "oneOf": [
            {"properties": {"after": {"minLength": 1}}, "required": ["after"]},
            {"required": ["date"]},
        ],
        "dependentRequired": {"optimism_bias": ["delay"]},
        "not": {
            "required": ["optimism_bias"],
            "properties": {"optimism_bias": {"required": ["forecast_from"]}},
        },
    },
    "Release": {
        "oneOf": [
            {"required": ["posts"]},
            {"properties": {"contract": SAID}, "required": ["contract"]},
        ]
    },
    "Measure": {
        "dependentRequired": {
            "baseline": ["baseline_on"],
            "baseline_on": ["baseline"],
            "target": ["target_by"],
            "target_by": ["target"],
        },
    },
    "Role": {
        "oneOf": [
            {"required": ["salary"], "not": {"anyOf": [{"required": ["day_rate"]}, {"required": ["days"]}]}},
            {
                "required": ["day_rate", "days"],
                "properties": {"on_costs": {"const": 0}},
                "not": {"anyOf": [{"required": ["salary"]}, {"required": ["overheads"]}]},
            },
        ]
    },
}
"""What the keys of a noun have to do with each other, by its class."""
