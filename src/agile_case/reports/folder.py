"""The report folder: JSON result, a CSV file for each table, pictures, one HTML page, and a list of all of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from agile_case.appraisal.long_form import measures_table
from agile_case.errors import FileError
from agile_case.reports.contract import result_json
from agile_case.reports.page import report_page
from agile_case.reports.text import findings_table, ignored_table, provenance_table

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from agile_case.appraisal.result import Result
    from agile_case.findings import Finding
    from agile_case.plotting.picture import Picture
    from agile_case.quantities.tables import Table

__all__ = ["write_report"]

_LIST = "agile-case-report.txt"
"""Names of the files that the report wrote, so that the next one takes away these and nothing else."""


def write_report(
    result: Result,
    findings: Sequence[Finding],
    folder: str | os.PathLike[str],
    pictures: Sequence[Picture] = (),
    more: Mapping[str, Sequence[Table]] | None = None,
) -> tuple[Path, ...]:
    """Write a report folder; files of an earlier report there are replaced.

    Args:
        result: The result.
        findings: Judgements to go with it.
        folder: The folder; it is made where it does not exist.
        pictures: Pictures to go with it, as `agile_case.plotting.pictures(result)` draws them.
        more: Other tables to go with it by the heading that they stand under, such as the logs of `case.logs()`; one
            that has no row, or the key of one that the result has, is left out.

    Returns:
        The files, in the order in which they were written.

    Raises:
        FileError: A file cannot be written, or one of an earlier report cannot be taken away.
    """
    target = Path(folder)
    aside = ignored_table(findings)
    judged = (findings_table(findings), *(() if aside is None else (aside,)))
    tables = (*result.tables, measures_table(result), *judged, provenance_table(result))
    kept = {table.key for table in tables}
    others = {
        title: [table for table in held if table.rows and table.key not in kept] for title, held in (more or {}).items()
    }
    page = report_page(result, findings, pictures, others)
    contents = {"result.json": result_json(result, findings), "report.html": page}
    for table in (
        *tables,
        *(table for held in others.values() for table in held),
        *(picture.table for picture in pictures),
    ):
        contents[f"tables/{table.key}.csv"] = table.to_csv()
    for picture in pictures:
        contents[f"pictures/{picture.key}.svg"] = picture.svg
    _make_way(target, set(contents))
    contents[_LIST] = "".join(f"{name}\n" for name in contents)
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


def _make_way(target: Path, names: set[str]) -> None:
    """Take away what an earlier report wrote, and nothing else; files of others are never overwritten."""
    try:
        earlier = set((target / _LIST).read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError):
        earlier = set()
    for name in sorted(names - earlier):
        if (target / name).exists():
            message = "There is a file of that name that no report wrote."
            do = "choose another folder with -o; nothing was overwritten"
            raise FileError(message, got=str(target / name), do=do)
    for name in sorted(earlier - names):
        file = target / name
        if not _ours(name):
            continue
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            message = "This file of an earlier report cannot be taken away."
            raise _refused(message, file, error) from None


def _ours(name: str) -> bool:
    """Tell whether reports give a name to tables or pictures: a list that was tampered with removes nothing else."""
    return re.fullmatch(r"(tables/[a-z][a-z0-9_]*\.csv|pictures/[a-z][a-z0-9_]*\.svg)", name) is not None


def _refused(message: str, file: Path, error: OSError) -> FileError:
    return FileError(message, got=f"{file}: {error.strerror or error}", do="choose another folder with -o")
