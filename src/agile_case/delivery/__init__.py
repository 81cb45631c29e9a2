"""Delivery: earned value and earned schedule, for work that is planned and measured.

Order of the modules: each may import those before it.
"""

from agile_case.delivery.earned_schedule import EarnedSchedule, earned_schedule, performance_table
from agile_case.delivery.earned_value import FIXED_TEAM, EarnedValue

_ORDER = ("inputs", "earned_value", "earned_schedule")

__all__ = ["FIXED_TEAM", "EarnedSchedule", "EarnedValue", "earned_schedule", "performance_table"]
