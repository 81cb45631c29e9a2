"""Laws of files that users bring: what is read is what was printed, and nothing but our own errors comes back."""

import contextlib
import csv
import io
import math
import tempfile
import tomllib
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agile_case.errors import AgileCaseError
from agile_case.quantities.years import FinancialYear
from agile_case.reference import Deflator, add_deflator, load_set, read_deflator, reference_with
from agile_case.reference.sheets import read_spreadsheet

SET = "uk-2026-03"


@st.composite
def releases(draw):
    """Draw a release: changes of outturn and forecast, printed with an index for the outturn only; base 100."""
    outturn = draw(st.lists(st.floats(-5, 25), min_size=0, max_size=30))
    forecasts = draw(st.lists(st.floats(-5, 25), min_size=0, max_size=8))
    first = FinancialYear(draw(st.integers(1950, 2030)))
    levels = [1.0]
    for change in outturn:
        levels.append(levels[-1] * (1 + change / 100))
    indices = [round(100 * level / levels[-1], 6) for level in levels]
    indices[-1] = 100.0
    base = first + (len(indices) - 1)
    lines = [
        ["Financial year", f"{base} = 100", "per cent change on previous year"],
        [str(first), repr(indices[0]), "-"],
    ]
    for number, change in enumerate(outturn, start=1):
        lines.append([str(first + number), f"{indices[number]:f}", f"{change:.2f}"])
    for number, change in enumerate(forecasts, start=len(indices)):
        lines.append([f"{first + number} (1)", "-", f"{change:.2f}"])
    return indices, [float(f"{change:.2f}") for change in forecasts], lines


def written(folder, lines, name="release.csv"):
    with (Path(folder) / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return Path(folder) / name


@given(releases())
def test_what_is_read_is_what_was_printed(release):
    indices, forecasts, lines = release
    twice = sum(round(index, 4) == 100 for index in indices) > 1 or any(
        round(100 * math.prod(1 + change / 100 for change in forecasts[: number + 1]), 4) == 100
        for number in range(len(forecasts))
    )
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder, lines)
        if twice or min(indices) < 0.5:  # a second 100 is refused; printed changes of a tiny index do not agree with it
            with contextlib.suppress(AgileCaseError):
                read_deflator(path)
            return
        added = add_deflator(path, vintage="v", published="2026", source="invented", folder=folder)
        reference = reference_with(SET, tomllib.loads(added.line.replace(Path(folder).name + "/", "")), Path(folder))
    deflator = reference.gdp_deflator
    years = sorted(deflator.index)
    assert [deflator.index[year] for year in years[: len(indices)]] == pytest.approx(indices, abs=5.1e-5)
    for year, change in zip(years[len(indices) :], forecasts, strict=True):
        assert deflator.status(year) == "forecast"
        assert deflator.ratio(year - 1, year) == pytest.approx(1 + change / 100, rel=2e-6, abs=2e-6)


@given(releases(), st.integers(0, 5), st.integers(0, 5))
def test_where_the_block_stands_does_not_matter(release, down, right):
    _, _, lines = release
    moved = [[]] * down + [[""] * right + line for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        one, other = written(folder, lines), written(folder, moved, "moved.csv")
        try:
            expected = read_deflator(one).rows
        except AgileCaseError:
            with pytest.raises(AgileCaseError):
                read_deflator(other)
            return
        assert expected == read_deflator(other).rows


CELLS = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(),
    st.integers(),
    st.sampled_from(
        ["Financial year", "Calendar year", "2024-25 = 100", "per cent change", "2024-25", "2025-26 (1)", "-"]
    ),
)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=12))
def test_any_cells_give_a_deflator_or_our_own_error(rows):
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(buffer.getvalue().encode("utf-8", "surrogatepass"))
        with contextlib.suppress(AgileCaseError):
            assert read_deflator(path).rows


def workbook():
    book = openpyxl.Workbook()
    for row in (
        ["Financial year", "2024-25 = 100", "per cent change"],
        ["2023-24", 98.0, "-"],
        ["2024-25", 100.0, 2.04],
    ):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


WORKBOOK = workbook()


@given(st.integers(0, len(WORKBOOK) - 1), st.binary(min_size=1, max_size=8), st.booleans())
def test_a_damaged_workbook_gives_cells_or_our_own_error(place, noise, cut):
    data = WORKBOOK[:place] if cut else WORKBOOK[:place] + noise + WORKBOOK[place + len(noise) :]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "damaged.xlsx").write_bytes(data)
        with contextlib.suppress(AgileCaseError):
            read_spreadsheet(Path(folder) / "damaged.xlsx")


JUNK = st.recursive(
    st.one_of(st.none(), st.integers(), st.text(max_size=20)), lambda inner: st.dictionaries(st.text(), inner)
)


@given(
    st.text(max_size=20), st.dictionaries(st.text(max_size=20) | st.sampled_from(list(load_set(SET).datasets)), JUNK)
)
def test_any_choice_gives_a_set_or_our_own_error(name, replaced):
    with contextlib.suppress(AgileCaseError):
        reference_with(name, replaced, Path("/nowhere"))
    with contextlib.suppress(AgileCaseError):
        assert Deflator.of(reference_with(SET, replaced, None).dataset("gdp-deflator"))
