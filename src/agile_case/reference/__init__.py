"""Published parameters with their citations: vintaged tables, the loader that verifies them, and sets that pin them.

One immutable file for each published edition, with its source inside; a correction is a new vintage. Nothing is
defaulted to the latest, and nothing is extrapolated.
"""

from agile_case.reference.adding import AddedDeflator, add_deflator
from agile_case.reference.catalogue import available_table, describe, describe_dataset, rows_table
from agile_case.reference.deflators import CALENDAR_DEFLATOR, Deflator
from agile_case.reference.headers import Header
from agile_case.reference.loader import Dataset, available, load, load_from
from agile_case.reference.overrides import load_file, reference_with
from agile_case.reference.price_bases import real_terms_table, rebase, relative_growth, to_cash, to_real
from agile_case.reference.sets import ReferenceSet, available_sets, load_set, load_set_from
from agile_case.reference.tables import Bounds, DiscountSchedule, OptimismBiasTable
from agile_case.reference.treasury import PublishedDeflator, read_deflator

_ORDER = (
    "headers",
    "rows",
    "loader",
    "deflators",
    "price_bases",
    "tables",
    "sets",
    "overrides",
    "catalogue",
    "sheets",
    "layouts",
    "treasury",
    "adding",
)

__all__ = [
    "CALENDAR_DEFLATOR",
    "AddedDeflator",
    "Bounds",
    "Dataset",
    "Deflator",
    "DiscountSchedule",
    "Header",
    "OptimismBiasTable",
    "PublishedDeflator",
    "ReferenceSet",
    "add_deflator",
    "available",
    "available_sets",
    "available_table",
    "describe",
    "describe_dataset",
    "load",
    "load_file",
    "load_from",
    "load_set",
    "load_set_from",
    "read_deflator",
    "real_terms_table",
    "rebase",
    "reference_with",
    "relative_growth",
    "rows_table",
    "to_cash",
    "to_real",
]
