"""Keep the sheets of a case as a workbook, and put spreadsheets into a case file whose comments stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.case.case import Case
from agile_case.case.disk import file_error, path_of, replace
from agile_case.case.drafts import Draft
from agile_case.case.files import load, save
from agile_case.errors import FileError, InputError
from agile_case.storage.sheet_writing import workbook_of
from agile_case.storage.writing import to_toml

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from agile_case.quantities.tables import Table
    from agile_case.storage.sheets import Sheets

__all__ = ["import_sheets", "save_sheets"]


def save_sheets(case: Case, path: str | os.PathLike[str], *, logs: bool = False) -> Path:
    """Save the events, assumptions, roles and lines of a case as a workbook, in the layout that `read_sheets` reads.

    A workbook that is there already is not written over: it may hold formulas and notes that a case has not.

    Args:
        case: The case.
        path: A file ending in .xlsx.
        logs: Whether the other logs of the case go with it, each on a sheet of its own that is not read back.

    Returns:
        The file that was written.

    Raises:
        FileError: It cannot be written, or is there already.
        InputError: The name ends in something else, the case holds a text that a cell cannot hold, or the library that
            writes workbooks is missing.
    """
    target = path_of(path)
    if target.suffix.lower() != ".xlsx":
        message = "Sheets are saved as a workbook."
        raise InputError(message, where="path", got=target.name, wanted="a name ending in .xlsx")
    if not isinstance(case, Case):
        message = "This is not a case."
        raise InputError(message, where="case", got=type(case).__name__, wanted="a Case")
    beside = case.logs()[1:] if logs else ()  # the assumptions have a sheet of the layout
    held = [attrs.evolve(log, key=f"log_{log.key}") for log in beside if log.rows]
    data = workbook_of(case.model, held)
    try:
        new = not target.exists()
        if new:
            replace(target, data)
    except (OSError, ValueError) as error:
        raise file_error(target, "written", error) from None
    if not new:
        message = "There is a file of that name already."
        raise FileError(message, got=str(target), do="choose another name; nothing was overwritten")
    return target


def import_sheets(
    source: str | os.PathLike[str], sheets: Sheets, target: str | os.PathLike[str] | None = None, *, write: bool = True
) -> tuple[Table, Path | None]:
    """Put spreadsheets into a case file; its comments stay, also under a new name.

    Args:
        source: The case file, or folder.
        sheets: What the spreadsheets say.
        target: Where the case goes; over its source unless given.
        write: Whether to write anything.

    Returns:
        What changes, and the file that was written, if any.

    Raises:
        FileError: A file cannot be read or written.
        StaleFileError: The source changed in between.
        InputError: The name of the target ends in something else.
        InvalidCaseError: There are faults; all of them are listed, those of the sheets with their cells.
    """
    draft = load(source, draft=True)
    before = draft.case()
    after, changes = before.with_sheets(sheets), before.sheet_changes(sheets)
    if not write:
        return changes, None
    if target is None:
        return changes, save(after, source, if_hash=before.sha256)
    goal = path_of(target)
    if draft.kind == "toml" and goal.suffix == ".toml" and not goal.exists():
        return changes, save(Draft(to_toml(after.model, draft.text), "toml", draft.folder), goal)
    return changes, save(after, goal)
