"""The case: a model with thin methods over the functions that work on it, and its files.

Order of the modules: each may import those before it.
"""

_ORDER = (
    "replay",
    "criteria",
    "stages",
    "benefits",
    "benefits_map",
    "realisation_plan",
    "owners_return",
    "recorded",
    "bridge",
    "verbs",
<<<<<<< HEAD
    "benefit_verbs",
    "logs",
=======
>>>>>>> 3e092c7 (The assurance and approval plan, what stages showed, and the logs of the Aqua Book; the gate paper says both)
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
