"""Quantities: units, years, price bases, tables, provenance, and the containers that hold them.

Order of the modules: each may import those before it.
"""

_ORDER = (
    "rounding",
    "tables",
    "nouns",
    "frozen",
    "numbers",
    "unit_words",
    "units",
    "years",
    "prices",
    "canonical",
    "provenance",
    "sheet_marks",
    "sheets",
)
