"""The report folder: the JSON result, a CSV file for each table, and one HTML page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from agile_case.errors import FileError
from agile_case.reports.contract import FORMAT, result_json
from agile_case.reports.page import report_page
from agile_case.reports.text import findings_table, measures_table, provenance_table, report_tables

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from agile_case.appraisal.result import Result
    from agile_case.findings import Finding

__all__ = ["write_report"]


def write_report(result: Result, findings: Sequence[Finding], folder: str | os.PathLike[str]) -> tuple[Path, ...]:
    """Write a report folder; files of an earlier report there are replaced.

    Args:
        result: The result.
        findings: Judgements to go with it.
        folder: The folder; it is made where it does not exist.

    Returns:
        The files, in the order in which they were written.

    Raises:
        FileError: A file cannot be written, or one of an earlier report cannot be taken away.
    """
    target = Path(folder)
    _remove_old_tables(target)
    contents = {"result.json": result_json(result, findings), "report.html": report_page(result, findings)}
    for table in (*report_tables(result), measures_table(result), findings_table(findings), provenance_table(result)):
        contents[f"tables/{table.key}.csv"] = table.to_csv()
    written = []
    for name, text in contents.items():
        file = target / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            message = "This file cannot be written."
            raise _refused(message, file, error) from None
        written.append(file)
    return tuple(written)


def _remove_old_tables(target: Path) -> None:
    """Take away the tables of an earlier report, so that none of an option that is gone stays behind."""
    try:
        earlier = json.loads((target / "result.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return
    if isinstance(earlier, dict) and earlier.get("format") == FORMAT:
        for file in sorted((target / "tables").glob("*.csv")):
            try:
                file.unlink(missing_ok=True)
            except OSError as error:
                message = "This file of an earlier report cannot be taken away."
                raise _refused(message, file, error) from None


def _refused(message: str, file: Path, error: OSError) -> FileError:
    return FileError(message, got=f"{file}: {error.strerror or error}", do="choose another folder with -o")
