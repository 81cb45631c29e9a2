"""Quantities: units, years, price bases, tables, provenance, and the containers that hold them.

Order of the modules: each may import those before it.
"""

_ORDER = ("frozen", "unit_words", "units", "years", "prices", "rounding", "tables", "canonical", "provenance")
