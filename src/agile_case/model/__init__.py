"""The model: basis, assumptions, curves, options with their lines, stages. Frozen, without history or arithmetic.

Order of the modules: each may import those before it.
"""

_ORDER = (
    "fields",
    "basis",
    "assumptions",
    "events",
    "lines",
    "criteria",
    "longlist",
    "multicriteria",
    "decision",
    "options",
    "stages",
    "correlation",
    "contents",
    "addresses",
    "measurement",
    "register",
    "renaming",
    "references",
    "timing",
    "year_checks",
    "correlation_checks",
    "published",
    "curve_checks",
    "span_checks",
    "line_checks",
    "option_checks",
    "consistency",
    "unbuilt",
    "model",
)
