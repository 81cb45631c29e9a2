"""A user's own vintage of the GDP deflator, written from HM Treasury's published file with its whole citation."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import attrs

from agile_case.errors import Fault, FileError, InputError, did_you_mean
from agile_case.quantities.nouns import Noun
from agile_case.reference.headers import SCHEMA, STATUSES, Header
from agile_case.reference.loader import Dataset, check_name
from agile_case.reference.rows import parse_rows
from agile_case.reference.treasury import PublishedDeflator, read_deflator

__all__ = ["ADDED_EVIDENCE", "OPEN_GOVERNMENT_LICENCE", "AddedDeflator", "add_deflator"]

OPEN_GOVERNMENT_LICENCE = "Open Government Licence v3.0"
"""Licence of HM Treasury's publications, unless one says otherwise."""

ADDED_EVIDENCE = ("primary", "secondary")
"""What a user may say of a file: got from the publisher oneself, or from somebody who carries it."""

_TABLE = "gdp-deflator"
_LONGEST = 500
_COLUMNS = {
    "financial_year": "financial year, 1 April to 31 March",
    "index": "index, {base} = 100",
    "status": "outturn or forecast",
    "evidence": "how well the row is known: primary, secondary, recomputed or unverified",
}


@attrs.frozen(kw_only=True)
class AddedDeflator(Noun):
    """A vintage that was written, and how a case takes it."""

    dataset: Dataset
    """The table, as a case will load it."""
    header: Path
    """The header that was written."""
    rows: Path
    """The rows that were written."""
    line: str
    """What to write under `[reference]` of a case that stands in the working directory."""


def add_deflator(
    path: str | os.PathLike[str],
    *,
    vintage: str,
    published: str,
    source: str,
    folder: str | os.PathLike[str],
    licence: str = OPEN_GOVERNMENT_LICENCE,
    evidence: str = "secondary",
    status: str = "in-force",
    forecast_from: str | None = None,
) -> AddedDeflator:
    """Write a vintage of the financial-year GDP deflator from HM Treasury's published file; nothing is overwritten.

    Args:
        path: The published workbook (.xlsx, with the extra `excel`), or its sheet saved as CSV.
        vintage: Name of the vintage, such as `hmt-2026-06`.
        published: Date of publication: `2026-06-30`, `2026-06` or `2026`.
        source: The publication in words, with its release.
        folder: Where to write `gdp-deflator/<vintage>.toml` and `.csv`; made if it is not there.
        licence: Licence of the figures.
        evidence: `primary` only for a file that you took from the publisher yourself; else `secondary`.
        status: Standing of the release, such as `in-force` or `superseded`.
        forecast_from: The first forecast year, where the file does not make it plain.

    Returns:
        The files, the table, and the line for `[reference]` with its sha256. A line for a folder below the working
        directory is given from there; for another it begins with the name of the folder.

    Raises:
        UnknownNameError: The vintage has a form that no vintage has.
        InputError: A text or word cannot be used, or the kind of file is not read.
        FileError: A file cannot be read or written, or is there already.
        LimitError: The file is larger than a published table is.
        ReferenceDataError: The file is not laid out as published, or its figures or the header have faults.
    """
    check_name(vintage, where="vintage")
    if not isinstance(folder, str | os.PathLike):
        message = "This is not the path of a folder."
        raise InputError(message, where="folder", got=f"{folder!r:.120}", wanted="text or a Path")
    _check_words(published=published, source=source, licence=licence, evidence=evidence, status=status)
    found = read_deflator(path, forecast_from=forecast_from)
    stem = f"{_TABLE}/{vintage}"
    rows = _rows_text(found, evidence)
    facts = {
        "schema": SCHEMA,
        "table": _TABLE,
        "vintage": vintage,
        "title": f"GDP deflator by financial year, {vintage}",
        "publisher": "HM Treasury",
        "published": published,
        "status": status,
        "licence": licence,
        "price_base": "none",
        "unit": f"index, {found.base} = 100",
        "source": source,
        "evidence": evidence,
        "notes": _notes(found),
    }
    columns = {name: text.format(base=found.base) for name, text in _COLUMNS.items()}
    header = _toml(facts) + "\n[columns]\n" + _toml(columns)
    checked = Header.parse(header, table=_TABLE, vintage=vintage, where=f"{stem}.toml")
    parsed = parse_rows(rows, table=_TABLE, columns=tuple(columns), where=f"{stem}.csv")
    dataset = Dataset(header=checked, rows=parsed, sha256=hashlib.sha256(rows.encode()).hexdigest())
    target = Path(folder) / _TABLE
    _write(target, {f"{vintage}.csv": rows, f"{vintage}.toml": header})
    where = _quoted(_from_the_case(target / f"{vintage}.csv"))
    line = f"{_TABLE} = {{ file = {where}, sha256 = {_quoted(dataset.sha256)} }}"
    return AddedDeflator(dataset=dataset, header=target / f"{vintage}.toml", rows=target / f"{vintage}.csv", line=line)


def _check_words(**given: object) -> None:
    faults = []
    for name, text in given.items():
        if not isinstance(text, str) or not text.strip() or not text.isprintable() or len(text) > _LONGEST:
            what, wanted = (
                "This text cannot go into a header.",
                f"printable text of one line, up to {_LONGEST} characters",
            )
            faults.append(Fault(what, name, got=f"{text!r:.120}", wanted=wanted, do="write it in one line"))
    for name, known in (("evidence", ADDED_EVIDENCE), ("status", STATUSES)):
        if not any(fault.where == name for fault in faults) and given[name] not in known:
            what, wanted = f"This {name} is not one to give.", " or ".join(known)
            do = did_you_mean(str(given[name]), known)
            faults.append(Fault(what, name, got=repr(given[name]), wanted=wanted, do=do))
    if faults:
        raise InputError.of(faults)


def _rows_text(found: PublishedDeflator, evidence: str) -> str:
    rows = [f"{year},{index:.4f},{status},{evidence}\n" for year, index, status in found.rows]
    return "".join([",".join(_COLUMNS) + "\n", *rows])


def _notes(found: PublishedDeflator) -> str:
    name = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in found.file)
    forecasts = [str(year) for year, _, status in found.rows if status == "forecast"]
    last = f"From {forecasts[0]} a forecast. " if forecasts else "Outturn only. "
    return (
        f"Read by agile_case from {name} (sha256 {found.sha256}), {found.place}. {last}"
        "Where no index is printed it is chained from the printed percentages. Rounded to 4 decimals. "
        "Nothing is known after the last year. Never mix with the calendar-year series."
    )


def _quoted(text: str) -> str:
    """Write printable text as a TOML string; what JSON escapes, TOML escapes in the same way."""
    return json.dumps(text, ensure_ascii=False)


def _toml(texts: dict[str, str]) -> str:
    return "".join(f"{key} = {_quoted(text)}\n" for key, text in texts.items())


def _from_the_case(rows: Path) -> str:
    if rows.is_absolute() or ".." in rows.parts:
        return "/".join(part for part in rows.parts[-3:] if part not in ("..", rows.anchor))
    return rows.as_posix()


def _write(folder: Path, texts: dict[str, str]) -> None:
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            path = folder / name
            with path.open("x", encoding="utf-8", newline="\n") as file:
                written.append(path)
                file.write(text)
    except FileExistsError as error:
        _take_back(written)
        message = "There is a file of that name already."
        do = "choose another vintage: one that was used does not change"
        raise FileError(message, got=str(error.filename or folder), do=do) from None
    except (OSError, ValueError) as error:
        _take_back(written)
        message = "This file cannot be written."
        raise FileError(message, got=f"{folder}: {getattr(error, 'strerror', None) or error}") from None


def _take_back(written: list[Path]) -> None:
    for path in written:
        path.unlink(missing_ok=True)
