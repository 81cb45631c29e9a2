"""The record of a case: what was learned, changed, recommended and decided, by whom, when and why. It only grows.

Order of the modules: each may import those before it.
"""

_ORDER = ("entries", "iterations", "adding")
