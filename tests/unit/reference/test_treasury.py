"""HM Treasury's layout: what is read out of it, and one broken file for each rule, with the cell that is wrong."""

import datetime

import pytest

from agile_case.errors import InputError, ReferenceDataError, YearError
from agile_case.quantities.years import FinancialYear
from agile_case.reference import read_deflator

FIRST = 7  # row of 2021-22 in the grid, counted from 0
EXPECTED = (
    ("2021-22", 90.0, "outturn"),
    ("2022-23", 95.4, "outturn"),
    ("2023-24", 97.5, "outturn"),
    ("2024-25", 100.0, "outturn"),
    ("2025-26", 103.0, "forecast"),
    ("2026-27", 105.06, "forecast"),
)


def plain(found):
    return tuple((str(year), index, status) for year, index, status in found.rows)


@pytest.fixture(params=["xlsx", "csv"])
def write(request, as_xlsx, as_csv):
    return as_xlsx if request.param == "xlsx" else as_csv


def refused(path, **more):
    with pytest.raises(ReferenceDataError) as caught:
        read_deflator(path, **more)
    for fault in caught.value.faults:
        assert fault.code == "reference-data"
        assert fault.where.startswith(path.name)
        assert fault.wanted
        assert fault.do
    return caught.value


class TestReading:
    def test_financial_years_are_read_and_forecasts_chained(self, write, grid):
        found = read_deflator(write(grid))
        assert plain(found) == EXPECTED
        assert found.base == FinancialYear(2024)
        assert found.place in {"sheet 'Annual', cells B8 to D13", "cells B8 to D13"}
        assert len(found.sha256) == 64

    def test_a_chain_starts_from_the_index_as_printed_and_is_rounded_at_the_end(self, write, grid):
        grid[FIRST + 3][2] = 100.00004
        grid[FIRST + 4][3], grid[FIRST + 5][3] = 1.23456, 2.34567
        assert plain(read_deflator(write(grid)))[3:] == (
            ("2024-25", 100.0, "outturn"),
            ("2025-26", round(100.00004 * 1.0123456, 4), "forecast"),
            ("2026-27", round(100.00004 * 1.0123456 * 1.0234567, 4), "forecast"),
        )

    def test_columns_may_stand_elsewhere(self, write, grid):
        assert plain(read_deflator(write([row[1:] for row in grid]))) == EXPECTED
        assert plain(read_deflator(write([[None, None, *row] for row in grid]))) == EXPECTED
        assert plain(read_deflator(write(grid[5:]))) == EXPECTED

    def test_calendar_years_may_stand_first(self, write, grid):
        assert (
            plain(read_deflator(write([[*row[7:10], *row[1:4]] if len(row) > 9 else row[:1] for row in grid])))
            == EXPECTED
        )

    def test_the_base_may_stand_above_or_below_its_heading(self, write, grid):
        above = [list(row) for row in grid]
        above[5][2], above[6][2] = "GDP deflator at market prices (index, 2024-25 = 100)", "Index"
        assert plain(read_deflator(write(above))) == EXPECTED
        grid[6][2:4] = [None, None]
        grid.insert(7, [None, None, "2024-25=100", "% change on previous year"])
        assert plain(read_deflator(write(grid))) == EXPECTED

    def test_headings_may_carry_footnote_marks_and_blanks(self, write, grid):
        grid[6][1:4] = [" Financial  year (3)", "2024-25 = 100 (4)", "Percentage change on previous year"]
        assert plain(read_deflator(write(grid))) == EXPECTED

    def test_a_layout_without_calendar_years_notes_or_money(self, write, grid):
        assert plain(read_deflator(write([row[1:4] for row in grid[6:13]]))) == EXPECTED

    def test_without_changes_there_is_outturn_only(self, write, grid):
        found = read_deflator(write([row[1:3] for row in grid[6:11]]))
        assert plain(found) == EXPECTED[:4]
        assert found.place.endswith("cells A2 to B5")

    def test_a_forecast_may_be_printed_as_an_index_when_the_reader_is_told(self, write, grid):
        grid[FIRST + 4][2], grid[FIRST + 5][2] = 103.0, 105.06
        assert plain(read_deflator(write(grid), forecast_from="2025-26")) == EXPECTED

    def test_all_of_it_may_be_outturn(self, write, grid):
        grid[FIRST + 4][2], grid[FIRST + 5][2] = 103.0, 105.06
        found = read_deflator(write(grid), forecast_from="2027-28")
        assert {status for _, _, status in found.rows} == {"outturn"}

    def test_another_sheet_may_hold_the_table(self, as_xlsx, grid):
        assert read_deflator(as_xlsx([["Contents"]], Table=grid)).place == "sheet 'Table', cells B8 to D13"

    def test_the_workbook_and_its_csv_give_the_same_rows(self, as_xlsx, as_csv, grid):
        one, other = read_deflator(as_xlsx(grid)), read_deflator(as_csv(grid))
        assert one.rows == other.rows
        assert one.sha256 != other.sha256

    def test_a_note_below_may_hold_a_second_plain_heading(self, write, grid):
        assert plain(read_deflator(write([*grid, [None, "Financial year"], [None, "runs from April"]]))) == EXPECTED


class TestNoSingleBlock:
    def test_no_heading(self, write, grid):
        grid[6][1] = "Year"
        path = write(grid)
        assert str(refused(path)) == (
            "This file does not hold one block of financial years.\n"
            f"  where:  {path.name}\n"
            "  got:    no heading Financial year\n"
            "  wanted: one heading Financial year, over the years of one index\n"
            "  do:     use HM Treasury's file as published; of several blocks, save the one that is meant by itself\n"
            "  see:    reference/errors#reference-data"
        )

    def test_calendar_years_only(self, as_csv):
        rows = [["Calendar year", "GDP deflator at market prices", "per cent change"], ["2023", "97.5", "NA"]]
        assert refused(as_csv(rows)).got == "no heading Financial year"

    def test_two_blocks(self, as_xlsx, grid):
        error = refused(as_xlsx(grid, Old=grid))
        assert error.got == "sheet 'Annual', cell B8; sheet 'Old', cell B8"

    def test_two_blocks_beside_each_other(self, as_csv, grid):
        rows = [[*row[:4], *row[1:4]] if len(row) > 6 else row for row in grid]
        assert refused(as_csv(rows)).got == "cell B8; cell E8"

    def test_a_heading_without_years(self, as_csv, grid):
        error = refused(as_csv([*grid[:7], [None, "1 April to 31 March"]]))
        assert (error.what, error.where, error.got) == (
            "No financial years stand under this heading.",
            "release.csv, cell B7",
            "'1 April to 31 March'",
        )

    @pytest.mark.parametrize("heading", ["Index", "2024 = 100", "2024-25 = 1000", "2024-25 = 100.5"])
    def test_an_index_without_its_base(self, write, grid, heading):
        grid[6][2] = heading
        error = refused(write(grid))
        assert (error.what, error.got) == ("The column of the index is not plain.", "no such column")
        assert error.where.endswith("cell B7")

    def test_two_indices_in_one_block(self, write, grid):
        grid[6][4] = "2019-20 = 100"
        assert refused(write(grid)).got == "2024-25 = 100 in column C, 2019-20 = 100 in column E"

    def test_two_bases_of_one_index(self, write, grid):
        grid[5][2] = "GDP deflator (2023-24 = 100)"
        assert refused(write(grid)).got == "2023-24 = 100 in column C, 2024-25 = 100 in column C"

    def test_a_base_that_is_no_financial_year(self, write, grid):
        grid[6][2] = "2024-26 = 100"
        error = refused(write(grid))
        assert (error.what, error.got) == ("The base year of the index is no financial year.", "2024-26")


class TestRows:
    @pytest.mark.parametrize("cell", ["n/a", "..", "\N{EN DASH}", "95,4", "9.5e1", "95.4 (r)", "#REF!", "nan", True])
    def test_an_index_that_is_no_number(self, as_xlsx, grid, cell):
        grid[FIRST + 1][2] = cell
        error = refused(as_xlsx(grid))
        assert (error.what, error.where, error.got) == (
            "This cell is no number.",
            "release.xlsx, sheet 'Annual', cell C9",
            repr(cell),
        )

    def test_a_change_that_is_no_number(self, write, grid):
        grid[FIRST + 4][3] = "about 3"
        assert refused(write(grid)).where.endswith("cell D12")

    def test_text_of_digits_is_a_number(self, as_xlsx, grid):
        grid[FIRST + 1][2] = " 95.4 "
        assert plain(read_deflator(as_xlsx(grid))) == EXPECTED

    def test_all_unreadable_cells_are_reported(self, write, grid):
        grid[FIRST + 1][2], grid[FIRST + 2][3], grid[FIRST + 3][1] = "x", "y", "2024-26"
        error = refused(write(grid))
        assert [fault.where[-3:].strip() for fault in error.faults] == ["C9", "D10", "B11"]
        assert error.faults[2].what == "This is no financial year."

    @pytest.mark.parametrize("cell", ["2023/24", "2023-2024", "2023\N{EN DASH}24", "2023-24 provisional", 2023, 2023.5])
    def test_a_year_in_another_form_ends_nothing_in_silence(self, as_xlsx, grid, cell):
        grid[FIRST + 2][1] = cell
        error = refused(as_xlsx(grid))
        assert (error.what, error.where, error.got, error.wanted) == (
            "A year of this block cannot be read.",
            "release.xlsx, sheet 'Annual', cell B10",
            repr(cell),
            "a year such as 2024-25, for more years stand below, from B11",
        )

    @pytest.mark.parametrize("cell", ["2027/28", 2027])
    def test_a_last_year_in_another_form(self, as_xlsx, grid, cell):
        grid[FIRST + 6 : FIRST + 6] = [[None, cell, "-", 2.0]]
        error = refused(as_xlsx(grid))
        assert (error.wanted, error.do) == (
            "a year such as 2024-25",
            "write the year as published, and no row between years",
        )

    @pytest.mark.parametrize("cell", [None, "a note", datetime.date(2023, 4, 1), True])
    def test_a_hole_between_years(self, as_xlsx, grid, cell):
        grid[FIRST + 2][1] = cell
        assert refused(as_xlsx(grid)).where == "release.xlsx, sheet 'Annual', cell B10"

    def test_years_that_do_not_follow_each_other(self, write, grid):
        del grid[FIRST + 1]
        error = refused(write(grid))
        assert (error.what, error.got, error.wanted) == (
            "The years of this block do not follow each other.",
            "2023-24",
            "the year after 2021-22",
        )

    def test_a_year_without_index_and_change(self, write, grid):
        grid[FIRST + 5][3] = "-"
        error = refused(write(grid))
        assert (error.what, error.got) == ("This year has no index and no way to it.", "2026-27")
        assert error.where.endswith("cell C13")

    def test_a_first_year_without_index(self, write, grid):
        grid[FIRST][2:4] = ["-", 2.0]
        assert refused(write(grid)).what == "This year has no index and no way to it."

    def test_a_forecast_in_a_layout_without_changes(self, write, grid):
        assert refused(write([row[1:3] for row in grid[6:13]])).got == "2025-26"

    def test_an_index_after_a_year_without_one(self, write, grid):
        grid[FIRST + 5][1:3] = ["2026-27", 105.06]
        error = refused(write(grid))
        assert (error.what, error.got) == ("An index stands after a year without one.", "105.06 in 2026-27")

    def test_a_marked_year_with_an_index_may_be_either(self, write, grid):
        grid[FIRST + 4][2] = 103.0
        error = refused(write(grid))
        assert (error.what, error.got, error.do) == (
            "It is not plain whether this year is outturn or a forecast.",
            "2025-26 with a footnote mark and an index",
            "name the first forecast year: forecast_from (--forecast-from)",
        )

    @pytest.mark.parametrize("change", [0.022, 4.25, -2.2])
    def test_a_change_of_another_series_or_in_another_unit(self, write, grid, change):
        grid[FIRST + 2][3] = change
        error = refused(write(grid))
        assert (error.what, error.got, error.wanted) == (
            "The printed change is not the change of this index.",
            f"{change:g} percent in 2023-24",
            "about 2.20 percent",
        )

    @pytest.mark.parametrize("change", [-100.0, -250.0, 1e12])
    def test_an_index_outside_its_range(self, write, grid, change):
        grid[FIRST + 4][3] = f"{change:.0f}"
        assert refused(write(grid)).what == "An index is outside its range."

    @pytest.mark.parametrize(
        ("cells", "got"),
        [
            ([(99.0, 1.54), (99.9, 0.91)], "100 in no year"),
            ([(99.99996, 4.82), (100.0, 0.0)], "100 in 2023-24, 2024-25"),
        ],
    )
    def test_a_base_year_in_which_the_index_is_not_100(self, write, grid, cells, got):
        grid[FIRST + 1][2:4] = [97.5, 8.33] if got == "100 in no year" else [95.4, 6.0]
        grid[FIRST + 2][2:4], grid[FIRST + 3][2:4] = cells
        error = refused(write(grid))
        assert (error.what, error.got, error.wanted) == (
            "The index is not 100 in its base year and there only.",
            got,
            "100 in 2024-25 only",
        )


class TestForecastFrom:
    def test_an_outturn_year_needs_its_index(self, write, grid):
        error = refused(write(grid), forecast_from="2026-27")
        assert (error.what, error.got, error.wanted) == (
            "An outturn year has no index.",
            "2025-26",
            "an index in each year before 2026-27",
        )

    @pytest.mark.parametrize("year", ["2020-21", "2028-29"])
    def test_a_year_that_is_not_there(self, write, grid, year):
        with pytest.raises(InputError) as caught:
            read_deflator(write(grid), forecast_from=year)
        assert (caught.value.what, caught.value.where, caught.value.wanted) == (
            "No forecast begins in this year.",
            "forecast_from",
            "2021-22 to the year after 2026-27",
        )

    @pytest.mark.parametrize("year", ["2025", 2026, ""])
    def test_what_is_no_year(self, write, grid, year):
        with pytest.raises(YearError) as caught:
            read_deflator(write(grid), forecast_from=year)
        assert caught.value.where == "forecast_from"
