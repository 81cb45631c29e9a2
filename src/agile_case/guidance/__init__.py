"""Guidance: rules that judge a case and never change it.

Order of the modules: each may import those before it.
"""

_ORDER = (
    "editions",
    "rules",
    "judging",
    "packs",
    "continuity",
    "evidence",
    "assumptions",
    "contents_due",
    "five_cases",
    "options",
    "appraisal",
    "presentation",
    "releases",
    "benefits",
    "figures",
    "facts",
    "conflicts",
    "legacy",
    "gates",
    "assurance",
    "tranches",
    "assurance_plan",
    "reviews",
    "phase_ends",
    "quality",
    "routing_2014",
    "routing_limits",
    "routing",
    "check",
    "catalogue",
    "completeness",
    "route",
)
