"""Single cells: what each form takes, and in which words it refuses the rest."""

import datetime

import pytest

from agile_case.storage.sheet_cells import CellError, is_blank, read_cell
from agile_case.storage.sheet_layout import Form

DAY, NOON = datetime.datetime(2026, 7, 1), datetime.datetime(2026, 7, 1, 12)  # noqa: DTZ001 - cells have no zone


@pytest.mark.parametrize(
    ("form", "typed", "value", "wanted"),
    [
        (Form.TEXT, True, "  two words\N{NO-BREAK SPACE} ", "two words"),
        (Form.TEXT, True, "=1+1", "=1+1"),
        (Form.TEXT, False, "2026", "2026"),
        (Form.UNIT, True, 1, "1"),
        (Form.UNIT, True, 1.0, "1"),
        (Form.UNIT, True, "GBP/year", "GBP/year"),
        (Form.NUMBER, True, 5, 5),
        (Form.NUMBER, True, 0.45, 0.45),
        (Form.NUMBER, False, "5", 5),
        (Form.NUMBER, False, "-1250000.5", -1250000.5),
        (Form.NUMBER, False, "1.5e3", 1500.0),
        (Form.FLAG, True, True, True),
        (Form.FLAG, False, "FALSE", False),
        (Form.DATE, True, DAY, datetime.date(2026, 7, 1)),
        (Form.DATE, False, "2026-07-01", datetime.date(2026, 7, 1)),
        (Form.DATE_OR_TEXT, True, "public_beta", "public_beta"),
        (Form.DATE_OR_TEXT, True, DAY, datetime.date(2026, 7, 1)),
        (Form.NUMBER_OR_TEXT, True, "pay_growth", "pay_growth"),
        (Form.NUMBER_OR_TEXT, True, 0.02, 0.02),
        (Form.NUMBER_OR_TEXT, False, "0.02", 0.02),
        (Form.YEAR, True, 2026, "2026"),
        (Form.YEAR, True, "2026-27..2028-29", "2026-27..2028-29"),
        (Form.AMOUNT, True, "3 GBP/year", "3 GBP/year"),
        (Form.TEXTS, True, "one; two ;three", ["one", "two", "three"]),
        (Form.NUMBERS, False, "0.2; 0.8", [0.2, 0.8]),
        (Form.NUMBERS, True, "0.2;0.8", [0.2, 0.8]),
        (Form.NUMBERS, True, 3, [3]),
        (Form.PROFILE, True, "1 - take_up", "1 - take_up"),
        (Form.PROFILE, True, 0.5, 0.5),
        (Form.PROFILE, True, "2026-27..2027-28: 0.4; 0.6", {"years": "2026-27..2027-28", "values": [0.4, 0.6]}),
    ],
)
def test_what_a_cell_may_hold(form, typed, value, wanted):
    found = read_cell(value, form, typed=typed)
    assert (found, type(found)) == (wanted, type(wanted))


NOT_TEXT = ("This cell does not hold text.", "text")
NOT_PLAIN = ("This is not a plain number.", "a number such as 1250000 or 0.45")
AS_TEXT = ("This number is kept as text.", "a number")
NO_NUMBER = ("This cell does not hold a number.", "a number")
NO_DATE = ("This cell does not hold a date.", "a date, or text such as 2026-07-01")
NO_FLAG = ("This cell is neither true nor false.", "true or false")
TYPE_AGAIN, NUMBER_AGAIN = "format the cell as text and type it again", "format the cell as a number and type it again"
DIGITS = "write digits with a point, without thousands separators, signs of money or brackets"
FRACTION = "write the fraction: 45% is 0.45"


@pytest.mark.parametrize(
    ("form", "typed", "value", "message", "got", "do"),
    [
        (Form.TEXT, True, 1.1, NOT_TEXT, "the number 1.1000000000000001", TYPE_AGAIN),
        (Form.TEXT, True, True, NOT_TEXT, "true", ""),
        (Form.TEXT, True, DAY, NOT_TEXT, "the date 2026-07-01 00:00:00", ""),
        (Form.UNIT, True, 2, NOT_TEXT, "2", TYPE_AGAIN),
        (Form.UNIT, True, True, NOT_TEXT, "true", ""),
        (Form.YEAR, True, 26, NOT_TEXT, "26", TYPE_AGAIN),
        (Form.YEAR, True, True, NOT_TEXT, "true", ""),
        (Form.NUMBER, True, "5", AS_TEXT, "'5'", NUMBER_AGAIN),
        (Form.NUMBER, True, "1,000", AS_TEXT, "'1,000'", NUMBER_AGAIN),
        (Form.NUMBER, True, "five", NO_NUMBER, "'five'", ""),
        (Form.NUMBER, True, True, NO_NUMBER, "true", ""),
        (Form.NUMBER, False, True, NO_NUMBER, "true", ""),
        (Form.NUMBER, True, DAY, NO_NUMBER, "the date 2026-07-01 00:00:00", ""),
        (Form.NUMBER, True, datetime.time(12), NO_NUMBER, "the time 12:00:00", ""),
        (Form.NUMBER, False, "1,000", NOT_PLAIN, "'1,000'", DIGITS),
        (Form.NUMBER, False, "1 000", NOT_PLAIN, "'1 000'", DIGITS),
        (Form.NUMBER, False, "£5", NOT_PLAIN, "'£5'", DIGITS),
        (Form.NUMBER, False, "(500)", NOT_PLAIN, "'(500)'", DIGITS),
        (Form.NUMBER, False, "45%", NOT_PLAIN, "'45%'", FRACTION),
        (Form.NUMBER, False, "nan", NOT_PLAIN, "'nan'", ""),
        (Form.NUMBER, False, "inf", NOT_PLAIN, "'inf'", ""),
        (Form.NUMBER, False, "+5", NOT_PLAIN, "'+5'", DIGITS),
        (Form.NUMBER, False, "٣", NOT_PLAIN, "'٣'", ""),
        (Form.NUMBER, False, "9" * 61, NOT_PLAIN, repr("9" * 61), ""),
        (Form.NUMBER_OR_TEXT, True, "0.02", AS_TEXT, "'0.02'", NUMBER_AGAIN),
        (Form.AMOUNT, False, "1,000", NOT_PLAIN, "'1,000'", DIGITS),
        (Form.FLAG, True, "yes", NO_FLAG, "'yes'", ""),
        (Form.FLAG, True, 1, NO_FLAG, "1", ""),
        (Form.DATE, True, NOON, NO_DATE, "the date 2026-07-01 12:00:00", "leave out the time of day"),
        (Form.DATE, True, 46204, NO_DATE, "46204", ""),
        (Form.DATE, False, "01/07/2026", NO_DATE, "'01/07/2026'", ""),
        (Form.DATE, False, "2026-02-30", NO_DATE, "'2026-02-30'", ""),
        (Form.DATE_OR_TEXT, True, "2026-02-30", NO_DATE, "'2026-02-30'", ""),
        (Form.DATE_OR_TEXT, True, 3, NO_DATE, "3", ""),
        (Form.NUMBERS, True, "1,2", NOT_PLAIN, "'1,2'", DIGITS),
        (Form.PROFILE, True, "2026-27: a", NOT_PLAIN, "'a'", ""),
    ],
)
def test_what_a_cell_must_not_hold(form, typed, value, message, got, do):  # noqa: PLR0917 - a table
    with pytest.raises(CellError) as caught:
        read_cell(value, form, typed=typed)
    error = caught.value
    assert (error.what, error.wanted, error.got, error.do) == (*message, got, do)


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 10**400])
def test_a_number_is_finite(value):
    with pytest.raises(CellError, match=r"A number must be finite\."):
        read_cell(value, Form.NUMBER, typed=True)
    with pytest.raises(CellError, match=r"A number must be finite\."):
        read_cell("1e999", Form.NUMBER, typed=False)


def test_an_item_of_a_list_is_not_empty():
    with pytest.raises(CellError, match=r"An item of this list is empty\.") as caught:
        read_cell("a;;b", Form.TEXTS, typed=True)
    assert (caught.value.got, caught.value.wanted) == ("'a;;b'", "items with one semicolon between them")


def test_a_blank_is_nothing_or_blanks():
    assert [is_blank(value) for value in (None, "", " \N{NO-BREAK SPACE}\n", "x", 0, False)] == [True] * 3 + [False] * 3
