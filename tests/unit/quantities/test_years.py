"""Financial years, ranges of them, dates, and how far into an event a year lies."""

import datetime
import pickle

import pytest

from agile_case.errors import YearError
from agile_case.quantities.years import FinancialYear, YearRange, as_date, event_or_date, years_into

FORM = 'four digits, a hyphen, two digits, as in "2026-27"'


@pytest.mark.parametrize(
    ("text", "first"), [("2026-27", 2026), ("1999-00", 1999), ("1900-01", 1900), ("2999-00", 2999)]
)
def test_a_financial_year_is_read_and_printed(text, first):
    year = FinancialYear.parse(text)
    assert year == FinancialYear(first)
    assert str(year) == text
    assert eval(repr(year), {"FinancialYear": FinancialYear}) == year  # noqa: S307 - our own repr, which promises this
    assert pickle.loads(pickle.dumps(year)) == year


@pytest.mark.parametrize(
    ("given", "do"),
    [
        ("2026", "write 2026-27"),
        ("2026/27", "write 2026-27"),
        ("2026-2027", "write 2026-27"),
        (" 2026 - 27 ", "write 2026-27"),
        ("2026-27 ", "write 2026-27"),
        ("0026", ""),
        ("26-27", ""),
        ("FY26", ""),
        ("", ""),
        (2026, ""),
        (None, ""),
        ("٢٠٢٦-٢٧", ""),
    ],
)
def test_another_form_of_year_is_refused_with_the_right_form(given, do):
    with pytest.raises(YearError) as caught:
        FinancialYear.parse(given)
    error = caught.value
    assert (error.what, error.got) == ("This is not a financial year.", repr(given))
    assert (error.wanted, error.do) == (FORM, do)


def test_the_two_halves_of_a_year_must_follow_each_other():
    with pytest.raises(YearError) as caught:
        FinancialYear.parse("2026-28")
    assert caught.value.what == "The two halves of this financial year do not follow each other."
    assert (caught.value.got, caught.value.wanted) == ("'2026-28'", '"2026-27"')


@pytest.mark.parametrize("first", [1899, 3000, True, 2026.0, "2026", None])
def test_a_year_out_of_range_or_of_another_type_is_refused(first):
    with pytest.raises(YearError) as caught:
        FinancialYear(first)
    assert (caught.value.got, caught.value.wanted) == (repr(first), "a year from 1900 to 2999")


@pytest.mark.parametrize(
    ("date", "first"), [((2027, 3, 31), 2026), ((2027, 4, 1), 2027), ((2026, 4, 1), 2026), ((2026, 12, 31), 2026)]
)
def test_a_financial_year_turns_on_1_april(date, first):
    assert FinancialYear.holding(datetime.date(*date)) == FinancialYear(first)


def test_a_financial_year_begins_on_1_april():
    assert FinancialYear(2026).begins == datetime.date(2026, 4, 1)


def test_years_add_and_subtract():
    year = FinancialYear(2026)
    assert year + 10 == FinancialYear(2036)
    assert year - 1 == FinancialYear(2025)
    assert FinancialYear(2036) - year == 10
    assert year < FinancialYear(2027)
    assert max(year, FinancialYear(2020)) == year


@pytest.mark.parametrize("other", [1.0, True, "1", None])
def test_years_add_whole_numbers_only(other):
    with pytest.raises(TypeError):
        FinancialYear(2026) + other
    with pytest.raises(TypeError):
        FinancialYear(2026) - other


def test_a_sum_beyond_the_last_year_is_refused():
    with pytest.raises(YearError, match=r"This is not a financial year\."):
        FinancialYear(2999) + 1


# --- ranges ---


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2026-27..2030-31", 2026, 2030), ("2026-27", 2026, 2026), ("2026-27 .. 2027-28", 2026, 2027)],
)
def test_a_range_includes_both_its_ends(text, first, last):
    years = YearRange.parse(text)
    assert [year.first for year in years] == list(range(first, last + 1))
    assert len(years) == last - first + 1
    assert FinancialYear(first) in years
    assert FinancialYear(last) in years
    assert FinancialYear(first - 1) not in years
    assert FinancialYear(last + 1) not in years
    assert str(first) not in years


def test_a_range_prints_what_can_be_read_back():
    for text in ("2026-27", "2026-27..2030-31"):
        years = YearRange.parse(text)
        assert str(years) == text
        assert eval(repr(years), {"YearRange": YearRange, "FinancialYear": FinancialYear}) == years  # noqa: S307 - ours


def test_years_that_run_backwards_are_refused():
    with pytest.raises(YearError) as caught:
        YearRange.parse("2030-31..2026-27")
    assert caught.value.what == "These years run backwards."
    assert (caught.value.got, caught.value.wanted) == ('"2030-31..2026-27"', "the earlier year first")


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (2026, "These are not financial years."),
        (None, "These are not financial years."),
        ("", "This is not a financial year."),
        ("2026-27..", "This is not a financial year."),
        ("..2026-27", "This is not a financial year."),
        ("2026-27...2027-28", "This is not a financial year."),
        ("2026-27..2027-28..2028-29", "This is not a financial year."),
        ("2026-27-2030-31", "These are not financial years."),
        ("2026-27 2027-28 2028-29", "This is not a financial year."),
    ],
)
def test_another_form_of_range_is_refused(given, what):
    with pytest.raises(YearError) as caught:
        YearRange.parse(given)
    assert caught.value.what == what


@pytest.mark.parametrize(
    "text",
    ["2027-28 to 2031-32", "2027/28-2031/32", "2027-28, 2031-32", "from 2027-28 until 2031/32", "2027-28.2031-32"],
)
def test_a_range_written_in_another_way_is_shown_how_to_write_it(text):
    with pytest.raises(YearError) as caught:
        YearRange.parse(text)
    assert (caught.value.what, caught.value.got) == ("These are not financial years.", repr(text))
    assert caught.value.do == "write 2027-28..2031-32"


@pytest.mark.parametrize(
    "ends", [("2026-27", "2030-31"), (FinancialYear(2026), "2030-31"), (2026, FinancialYear(2030))]
)
def test_a_range_is_made_of_years(ends):
    with pytest.raises(YearError) as caught:
        YearRange(*ends)
    assert caught.value.what == "A range of years needs two years."
    assert caught.value.do == "read text with YearRange.parse"


# --- dates ---


def test_a_date_is_a_date_or_its_text():
    assert as_date("2027-10-01") == datetime.date(2027, 10, 1)
    assert as_date(datetime.date(2027, 10, 1)) == datetime.date(2027, 10, 1)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ("2027-02-29", "There is no such day."),
        ("2027-13-01", "There is no such day."),
        ("0000-01-01", "There is no such day."),
        ("1/10/2027", "This is not a date."),
        ("2027-10", "This is not a date."),
        ("20271001", "This is not a date."),
        ("2027-W01-1", "This is not a date."),
        (datetime.datetime(2027, 10, 1, tzinfo=datetime.UTC), "This is not a date."),
        (2027, "This is not a date."),
        (None, "This is not a date."),
    ],
)
def test_another_form_of_date_is_refused(given, what):
    with pytest.raises(YearError) as caught:
        as_date(given)
    assert (caught.value.what, caught.value.got) == (what, repr(given))


@pytest.mark.parametrize(
    ("given", "do"),
    [
        ("01/09/2025", 'write the year first: if the day comes first there, "2025-09-01"'),
        ("1.9.2025", 'write the year first: if the day comes first there, "2025-09-01"'),
        ("09-25-2025", "write the year first, then the month and the day"),
        ("next week", ""),
        (20270101, ""),
    ],
)
def test_a_date_with_the_day_first_is_told_how_it_is_written(given, do):
    with pytest.raises(YearError) as caught:
        as_date(given)
    assert caught.value.do == do


def test_an_event_is_a_key_or_a_date():
    assert event_or_date("public_beta") == "public_beta"
    assert event_or_date("2027-10-01") == datetime.date(2027, 10, 1)


@pytest.mark.parametrize("given", ["Public beta", "", "2027", 5, None])
def test_what_is_neither_a_key_nor_a_date_is_refused(given):
    with pytest.raises(YearError, match=r"This is not a date\."):
        event_or_date(given)


@pytest.mark.parametrize(
    ("year", "event", "months"),
    [
        (2026, (2026, 4, 1), 0),
        (2027, (2026, 10, 1), 6),
        (2026, (2026, 10, 1), -6),
        (2026, (2026, 3, 1), 1),
        (2030, (2026, 4, 1), 48),
        (2026, (2026, 4, 16), -15 / 30),
        (2026, (2026, 2, 15), 2 - 14 / 28),
        (2028, (2028, 2, 15), 2 - 14 / 29),
    ],
)
def test_time_to_a_year_is_counted_in_months(year, event, months):
    assert years_into(FinancialYear(year), datetime.date(*event)) == pytest.approx(months / 12, abs=1e-15)
