"""Valuation: what has no market price, who gains and where, in the words and with the sources of the Green Book.

Order of the modules: each may import those before it.
"""

from agile_case.valuation.carbon import carbon_assumption, carbon_value, emissions, is_negligible
from agile_case.valuation.cost_effectiveness import CostEffectiveness, cost_effectiveness
from agile_case.valuation.distribution import Group, equivalised_income, household_size, weighted_table, welfare_weight
from agile_case.valuation.effects import Effect, classify
from agile_case.valuation.place import Additionality, additional, additionality_table
from agile_case.valuation.unit_values import UnitValue, own_value, unit_value, unit_values_table
from agile_case.valuation.wellbeing import compensating_surplus, uprated_wellby

_ORDER = (
    "effects",
    "unit_values",
    "wellbeing",
    "carbon",
    "distribution",
    "place",
    "cost_effectiveness",
)

__all__ = [
    "Additionality",
    "CostEffectiveness",
    "Effect",
    "Group",
    "UnitValue",
    "additional",
    "additionality_table",
    "carbon_assumption",
    "carbon_value",
    "classify",
    "compensating_surplus",
    "cost_effectiveness",
    "emissions",
    "equivalised_income",
    "household_size",
    "is_negligible",
    "own_value",
    "unit_value",
    "unit_values_table",
    "uprated_wellby",
    "weighted_table",
    "welfare_weight",
]
