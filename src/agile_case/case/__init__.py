"""The case: a model with thin methods over the functions that work on it, and its files.

Order of the modules: each may import those before it.
"""

_ORDER = (
    "replay",
    "actuals",
    "criteria",
    "stages",
    "benefits",
    "benefits_map",
    "realisation_plan",
    "owners_return",
    "service_costs",
    "recorded",
    "tracked_draws",
    "tracked_tables",
    "tracking",
    "causes",
    "bridge",
    "verbs",
    "benefit_verbs",
    "narrative_tables",
    "logs",
    "case",
    "monitoring",
    "drafts",
    "disk",
    "companions",
    "starting",
    "folder",
    "files",
    "migrating",
    "sheet_files",
)
