"""Rows: one deliberately broken file for each rule."""

import pytest

from agile_case.errors import ReferenceDataError
from agile_case.reference import load_from

RATES = ("discount-rate", "green-book-2026")
DEFLATOR = ("gdp-deflator", "hmt-2026-03")
CALENDAR = ("gdp-deflator-calendar", "hmt-2025-12")
BIAS = ("optimism-bias", "mott-macdonald-2002")


class TestRows:
    @pytest.mark.parametrize(
        ("old", "new", "what"),
        [
            ("from_year,to_year", "to_year,from_year", "The columns of a reference file are wrong."),
            (",evidence\n", "\n", "The columns of a reference file are wrong."),
            ("schedule,", "\ufeffschedule,", "The columns of a reference file are wrong."),
        ],
    )
    def test_wrong_columns(self, broken, old, new, what):
        error = broken(RATES, "csv", old, new)
        assert (error.what, error.wanted) == (what, "schedule, from_year, to_year, rate, evidence")

    def test_a_header_that_describes_other_columns(self, broken):
        error = broken(RATES, "toml", 'rate = "percent a year, real"', 'percent = "percent a year, real"')
        assert error.what == "A header describes other columns."
        assert error.got == "schedule, from_year, to_year, percent, evidence"

    def test_an_empty_file(self, tmp_path, copied):
        copied(RATES, end="csv", data=b"")
        with pytest.raises(ReferenceDataError, match=r"The columns of a reference file are wrong\."):
            load_from(tmp_path, *RATES)

    def test_a_file_without_rows(self, tmp_path, copied):
        copied(RATES, end="csv", data=b"schedule,from_year,to_year,rate,evidence\n")
        with pytest.raises(ReferenceDataError, match=r"A reference file has no rows\."):
            load_from(tmp_path, *RATES)

    def test_a_file_that_is_not_csv(self, broken):
        assert broken(RATES, "csv", "standard-gb2026,1", '"standard"x,1').what == "This reference file is not CSV."

    @pytest.mark.parametrize(
        ("old", "new", "got"),
        [
            ("76,,2.50,primary\n", "76,,2.50,primary\n\n", "0"),
            ("76,,2.50,primary\n", "76,,2.50,primary\n# a comment\n", "1"),
            ("3.50,primary", "3.50,primary,more", "6"),
        ],
    )
    def test_a_row_of_another_length(self, broken, old, new, got):
        error = broken(RATES, "csv", old, new)
        assert error.what == "A row of a reference table has the wrong number of cells."
        assert (error.got, error.wanted) == (got, "5")

    @pytest.mark.parametrize(
        "cell",
        [
            "nan",
            "NaN",
            "inf",
            "-inf",
            "1e400",
            "3,5",
            "",
            " 3.50",
            "3.50%",
            "1_000",
            "\u0663.5",
            "x",
            "9" * 400,
            "0x1p3",
        ],
    )
    def test_a_cell_that_is_not_a_finite_number(self, broken, cell):
        quoted = f'"{cell}"' if "," in cell else cell
        error = broken(RATES, "csv", "3.50", quoted)
        assert (error.what, error.where) == (
            "A cell of a reference table cannot be read.",
            "discount-rate/green-book-2026.csv, row 2, rate",
        )
        assert (error.got, error.wanted) == (repr(cell), "a finite number in plain digits")

    @pytest.mark.parametrize(
        ("table", "old", "new", "wanted"),
        [
            (RATES, "standard-gb2026,1,", "standard-gb2026,1.0,", "a whole number of up to six digits"),
            (RATES, "standard-gb2026,1,", "standard-gb2026,-1,", "a whole number of up to six digits"),
            (RATES, "standard-gb2026,1,", "standard-gb2026,,", "a whole number of up to six digits"),
            (RATES, ",30,", ",x,", "a whole number of up to six digits"),
            (RATES, "standard-gb2026,1,", ",1,", "a word of lower-case letters, digits and hyphens"),
            (RATES, "primary", "certain", "primary or secondary or recomputed or unverified"),
            (DEFLATOR, "outturn", "actual", "outturn or forecast"),
            (DEFLATOR, "2000-01", "2000", "a financial year such as 2026-27"),
            (DEFLATOR, "2000-01", "2000-02", "a financial year such as 2026-27"),
            (CALENDAR, "2005,", "05,", "a calendar year such as 2024"),
            (CALENDAR, "2005,", "2005-06,", "a calendar year such as 2024"),
            (BIAS, "works-duration", "duration", "works-duration or capital-cost or operating-cost"),
            (BIAS, ",24,", ",twenty-four,", "a finite number in plain digits"),
        ],
    )
    def test_a_cell_of_another_kind(self, broken, table, old, new, wanted):
        error = broken(table, "csv", old, new)
        assert (error.what, error.wanted) == ("A cell of a reference table cannot be read.", wanted)

    def test_several_cells_are_all_reported(self, broken):
        error = broken(RATES, "csv", "30,3.50,primary", "x,y,z")
        assert [fault.where.rsplit(", ", 1)[1] for fault in error.faults] == ["to_year", "rate", "evidence"]

    @pytest.mark.parametrize(
        ("table", "old", "new", "got"),
        [
            (DEFLATOR, "2001-02,", "2000-01,", "2000-01 in rows 2 and 3"),
            (
                BIAS,
                "buildings,capital-cost",
                "buildings,works-duration",
                "standard-buildings, works-duration in rows 2 and 3",
            ),
            (RATES, "gb2026,31,", "gb2026,1,", "1 in rows 2 and 3"),
        ],
    )
    def test_a_row_that_comes_twice(self, broken, table, old, new, got):
        error = broken(table, "csv", old, new)
        assert (error.what, error.got, error.do) == (
            "A reference table has the same row twice.",
            got,
            "keep the published one",
        )


class TestBands:
    @pytest.mark.parametrize(
        ("old", "new", "got", "wanted"),
        [
            ("gb2026,31,", "gb2026,32,", "from_year 32", "from_year 31"),
            ("gb2026,31,", "gb2026,30,", "from_year 30", "from_year 31"),
            ("gb2026,1,", "gb2026,2,", "from_year 2", "from_year 1"),
            ("gb2026,1,", "gb2026,0,", "from_year 0", "from_year 1"),
            (",75,", ",,", "from_year 76", "no band after an open-ended one"),
        ],
    )
    def test_bands_that_leave_a_gap_or_overlap(self, broken, old, new, got, wanted):
        error = broken(RATES, "csv", old, new)
        assert (error.what, error.got, error.wanted) == (
            "The bands of a discount schedule leave a gap or overlap.",
            got,
            wanted,
        )
        assert error.do == "let each band begin the year after the last"

    def test_a_band_that_ends_before_it_begins(self, broken):
        error = broken(RATES, "csv", "31,75", "31,25")
        assert (error.what, error.got, error.wanted) == (
            "A band of a discount schedule ends before it begins.",
            "to_year 25",
            "31 or later, or blank",
        )

    @pytest.mark.parametrize("rate", ["-0.01", "100", "350"])
    def test_a_rate_outside_its_range(self, broken, rate):
        error = broken(RATES, "csv", "3.50", rate)
        assert (error.what, error.do) == (
            "A discount rate is outside its range.",
            "give percent a year, not a fraction of one",
        )

    def test_a_file_with_two_schedules(self, broken):
        error = broken(RATES, "csv", "standard-gb2026,31", "health,31")
        assert (error.what, error.got) == (
            "A discount-rate file holds more than one schedule.",
            "health, standard-gb2026",
        )


class TestDeflators:
    @pytest.mark.parametrize(
        ("old", "new", "got", "wanted"),
        [
            ("2010-11,68.8561,outturn,secondary\n", "", "2011-12", "2010-11"),
            ("2030-31", "2031-32", "2031-32", "2030-31"),
            (
                "2001-02,55.4597,outturn,secondary\n2002-03",
                "2002-03,55.4597,outturn,secondary\n2001-02",
                "2002-03",
                "2001-02",
            ),
        ],
    )
    def test_years_that_do_not_follow_each_other(self, broken, old, new, got, wanted):
        error = broken(DEFLATOR, "csv", old, new)
        assert (error.what, error.got, error.wanted) == (
            "The years of a deflator do not follow each other.",
            got,
            wanted,
        )

    def test_calendar_years_that_do_not_follow_each_other(self, broken):
        error = broken(CALENDAR, "csv", "2006,63.4682,outturn,secondary\n", "")
        assert (error.what, error.got, error.wanted) == (
            "The years of a deflator do not follow each other.",
            "2007",
            "2006",
        )

    @pytest.mark.parametrize("index", ["0", "-54.3697"])
    def test_an_index_that_is_not_above_zero(self, broken, index):
        error = broken(DEFLATOR, "csv", "54.3697", index)
        assert (error.what, error.wanted) == ("An index is not above zero.", "a number above 0")

    @pytest.mark.parametrize(
        ("old", "new", "got"), [("100.0000", "99.9", "none"), ("96.1117", "100", "2023-24, 2024-25")]
    )
    def test_a_series_without_one_base_year(self, broken, old, new, got):
        error = broken(DEFLATOR, "csv", old, new)
        assert (error.what, error.got) == ("A deflator must have one base year.", got)


class TestBounds:
    @pytest.mark.parametrize(("old", "new"), [(",24,2,", ",2,24,"), (",24,2,", ",24,-2,")])
    def test_bounds_that_are_out_of_order(self, broken, old, new):
        error = broken(BIAS, "csv", old, new)
        assert (error.what, error.wanted) == ("The bounds of optimism bias are out of order.", "0 <= lower <= upper")
