"""Appraisal: a model becomes a plan, the plan becomes numbers, the numbers become measures and tables.

Order of the modules: each may import those before it.
"""

_ORDER = (
    "discounting",
    "streams",
    "profiles",
    "derived",
    "plan",
    "parameters",
    "amounts",
    "times",
    "shapes",
    "timeline",
    "compilation",
    "kernel",
    "engine",
    "central",
    "measures",
    "outcomes",
    "summary",
    "schedules",
    "switching",
    "sensitivity",
    "yearly_tables",
    "part_tables",
    "shortlist",
    "weighting",
    "option_tables",
    "result",
    "appraise",
)
