"""A bundled table with one thing broken in it; a published spreadsheet with invented figures."""

import csv
from pathlib import Path

import openpyxl
import pytest

import agile_case.reference
from agile_case.errors import ReferenceDataError
from agile_case.reference import load_from

DATA = Path(agile_case.reference.__file__).parent / "data"


@pytest.fixture
def broken(tmp_path):
    """Copy a bundled table, change one thing in it, and load the copy; returns the error."""

    def load_broken(table, end, old, new, registry=None):
        folder, vintage = table
        (tmp_path / folder).mkdir()
        for other in ("toml", "csv"):
            text = (DATA / folder / f"{vintage}.{other}").read_text(encoding="utf-8")
            if other == end:
                assert text.count(old) >= 1, "the fixture would break nothing"
                text = text.replace(old, new, 1)
            (tmp_path / folder / f"{vintage}.{other}").write_bytes(text.encode("utf-8", "surrogateescape"))
        with pytest.raises(ReferenceDataError) as caught:
            load_from(tmp_path, folder, vintage, registry)
        for fault in caught.value.faults:
            assert fault.code == "reference-data"
            assert fault.what
            assert fault.where.startswith(f"{folder}/{vintage}.")
            assert fault.wanted
            assert fault.do
        return caught.value

    return load_broken


@pytest.fixture
def copied(tmp_path):
    """Copy a bundled table, one of its two files with other bytes; returns the folder."""

    def copy(table, *, end=None, data=None):
        folder, vintage = table
        (tmp_path / folder).mkdir()
        for other in ("toml", "csv"):
            content = (DATA / folder / f"{vintage}.{other}").read_bytes()
            (tmp_path / folder / f"{vintage}.{other}").write_bytes(data if other == end else content)
        return tmp_path

    return copy


# The layout of a release, with invented figures: 2024-25 is the base, and the years from 2025-26 are forecasts.
YEARS = {
    "2021-22": (90.0, "-"),
    "2022-23": (95.4, 6.0),
    "2023-24": (97.5, 2.2012),
    "2024-25": (100.0, 2.5641),
    "2025-26 (1), (2)": ("-", 3.0),
    "2026-27 (1), (2)": ("-", 2.0),
}


def grid_of(years):
    """Lay out a release as the workbook does: B to F the financial years, H to J the calendar years, notes below."""
    rows = [
        [None] * 10,
        [None, "GDP Deflators at Market Prices, and Money GDP"],
        [None, "Outturn data are as at the Quarterly National Accounts from the ONS (invented)."],
        [None],
        [],
        [
            None,
            None,
            "GDP deflator at market prices",
            None,
            "Money GDP",
            None,
            None,
            None,
            "GDP deflator at market prices",
        ],
        [
            *(None, "Financial year", "2024-25 = 100", "per cent change on previous year"),
            *("Cash \N{POUND SIGN} million", "per cent change on previous year", None),
            *("Calendar year", "2024 = 100", "per cent change on previous year"),
        ],
    ]
    for number, (year, (index, change)) in enumerate(years.items()):
        calendar = [2021 + number, 91.5 + number, 1.5] if number < 4 else [f"{2021 + number} (1), (2)", "-", 2.0]
        rows.append([None, year, index, change, 2_000_000 + number, 4.25, None, *calendar])
    return [
        *rows,
        [],
        [None, "Sources and footnotes:"],
        [None, "(1) Forecast of the Office for Budget Responsibility."],
    ]


@pytest.fixture
def grid():
    """The cells of a release, to be changed before they are written."""
    return grid_of(YEARS)


@pytest.fixture
def as_csv(tmp_path):
    def write(rows, name="release.csv"):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["" if cell is None else cell for cell in row] for row in rows])
        return path

    return write


@pytest.fixture
def as_xlsx(tmp_path):
    def write(rows, name="release.xlsx", **sheets):
        book = openpyxl.Workbook()
        book.active.title = "Annual"
        for sheet, cells in [
            (book.active, rows),
            *((book.create_sheet(title), more) for title, more in sheets.items()),
        ]:
            for row in cells:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write
