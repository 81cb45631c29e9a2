"""The model: basis, assumptions, curves, options with their lines, stages. Frozen, without history or arithmetic.

Order of the modules: each may import those before it.
"""

_ORDER = (
    "fields",
    "basis",
    "assumptions",
    "lines",
    "options",
    "stages",
    "correlation",
    "contents",
    "addresses",
    "measurement",
    "references",
    "correlation_checks",
    "published",
    "curve_checks",
    "line_checks",
    "consistency",
    "unbuilt",
    "model",
)
