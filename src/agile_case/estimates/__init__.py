"""Estimates: distributions by quantile function, expressions over named assumptions, curves over time.

Order of the modules: each may import those before it.
"""

_ORDER = (
    "special",
    "beta_series",
    "quadrature",
    "base",
    "plain",
    "families",
    "points",
    "weighed",
    "wrappers",
    "distributions",
    "likelihoods",
    "posteriors",
    "observations",
    "correlations",
    "copula",
    "fitting",
    "elicitation",
    "expressions",
    "names",
    "grammar",
    "dimensions",
    "intervals",
    "shapes",
    "levels",
    "learning_curves",
    "curve_fits",
    "curves",
)
