"""Published parameters with their citations: vintaged tables, the loader that verifies them, and sets that pin them.

One immutable file for each published edition, with its source inside; a correction is a new vintage. Nothing is
defaulted to the latest, and nothing is extrapolated.
"""

from agile_case.reference.deflators import Deflator
from agile_case.reference.headers import Header
from agile_case.reference.loader import Dataset, available, load, load_from
from agile_case.reference.sets import ReferenceSet, available_sets, load_set, load_set_from
from agile_case.reference.tables import Bounds, DiscountSchedule, OptimismBiasTable

_ORDER = ("headers", "rows", "loader", "deflators", "tables", "sets")

__all__ = [
    "Bounds",
    "Dataset",
    "Deflator",
    "DiscountSchedule",
    "Header",
    "OptimismBiasTable",
    "ReferenceSet",
    "available",
    "available_sets",
    "load",
    "load_from",
    "load_set",
    "load_set_from",
]
