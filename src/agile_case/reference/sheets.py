"""Spreadsheets that others published, as the reader of tables takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agile_case.errors import ReferenceDataError
from agile_case.quantities.sheets import Purpose, Spreadsheet, read_cells

if TYPE_CHECKING:
    import os

__all__ = ["read_spreadsheet"]

_PUBLISHED: Final = Purpose(
    error=ReferenceDataError,
    large="This spreadsheet is too large to be a published table.",
    smaller="save the one sheet with the table by itself",
    columns=100,
    marks=False,
)


def read_spreadsheet(path: str | os.PathLike[str]) -> Spreadsheet:
    """Read the cells of a workbook or of a CSV file that somebody published.

    Args:
        path: A file ending in .xlsx or .csv.

    Raises:
        FileError: It cannot be read.
        InputError: The name ends in something else, or a workbook is given and the library to read it is missing.
        LimitError: It is larger than a published table is.
        ReferenceDataError: It is not what its name says.
    """
    return read_cells(path, _PUBLISHED)
