"""Delivery: how work is planned, measured and forecast.

Order of the modules: each may import those before it.
"""

from agile_case.delivery.agile_earned_value import earned_value_of
from agile_case.delivery.backlog import Backlog, Item, backlog_of
from agile_case.delivery.completion import CostToComplete, Delay, cost_to_complete, delay_of
from agile_case.delivery.earned_schedule import EarnedSchedule, earned_schedule, performance_table
from agile_case.delivery.earned_value import FIXED_TEAM, EarnedValue
from agile_case.delivery.forecasting import Forecast, forecast
from agile_case.delivery.pace import Pace
from agile_case.delivery.reporting import exhibits_of
from agile_case.delivery.spend import Spend, Tranche, spent_by_sprint, tranches_of
from agile_case.delivery.sprints import Progress, Sprint
from agile_case.delivery.teams import Member, Team, team_of

_ORDER = (
    "inputs",
    "earned_value",
    "earned_schedule",
    "sprints",
    "agile_earned_value",
    "backlog",
    "pace",
    "forecasting",
    "teams",
    "completion",
    "spend",
    "reporting",
)

__all__ = [
    "FIXED_TEAM",
    "Backlog",
    "CostToComplete",
    "Delay",
    "EarnedSchedule",
    "EarnedValue",
    "Forecast",
    "Item",
    "Member",
    "Pace",
    "Progress",
    "Spend",
    "Sprint",
    "Team",
    "Tranche",
    "backlog_of",
    "cost_to_complete",
    "delay_of",
    "earned_schedule",
    "earned_value_of",
    "exhibits_of",
    "forecast",
    "performance_table",
    "spent_by_sprint",
    "team_of",
    "tranches_of",
]
