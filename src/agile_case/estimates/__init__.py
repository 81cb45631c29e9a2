"""Estimates: distributions by quantile function, expressions over named assumptions, curves over time.

Order of the modules: each may import those before it.
"""

_ORDER = ("special", "beta_series", "base", "distributions", "expressions", "grammar", "dimensions", "curves")
