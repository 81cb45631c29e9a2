"""Many cases at once. Choosing across cases joins it later.

Order of the modules: each may import those before it.
"""

from agile_case.portfolio.batch import Batch, appraise_many

_ORDER = ("journal", "parquet", "batch")

__all__ = ["Batch", "appraise_many"]
