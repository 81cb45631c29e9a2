"""Ledger lines and their mapping as files: what is read, to the penny, and what is refused, all of it at once."""

import datetime

import pytest

import agile_case as ac
from agile_case.case.ledger import read_ledger
from agile_case.case.ledger_mapping import read_mapping

HEAD = "date,cost_centre,account,amount,description\n"


def ledger_of(folder, body, head=HEAD, **more):
    path = folder / "ledger.csv"
    path.write_text(head + body, encoding="utf-8")
    return read_ledger(path, **more)


def mapping_of(folder, body, head="cost_centre,account,to,budget\n"):
    path = folder / "mapping.csv"
    path.write_text(head + body, encoding="utf-8")
    return read_mapping(path)


@pytest.mark.parametrize(
    ("written", "pence"),
    [
        ("1234.5", 123450),
        ('"1,234.50"', 123450),
        ('"£1,234.50"', 123450),
        ('"-£1,234.50"', -123450),
        ('"£-0.01"', -1),
        ('"(1,234.50)"', -123450),
        ('"(£7)"', -700),
        ("12.00-", -1200),
        ("\u221212", -1200),
        ("0", 0),
        ("99999999999.99", 9_999_999_999_999),
    ],
)
def test_an_amount_is_read_to_the_penny(tmp_path, written, pence):
    assert ledger_of(tmp_path, f"2026-05-31,C1,5110,{written},x\n").pence == pence


@pytest.mark.parametrize(
    "written",
    [
        '"1.234,50"',
        "12.345",
        "twelve",
        "",
        '"1,23"',
        "nan",
        "1e5",
        "--5",
        "(5",
        "5)",
        "-5-",
        "-(5)",
        "£",
        "99999999999999",
    ],
)
def test_what_is_no_amount_is_refused_with_its_row(tmp_path, written):
    with pytest.raises(ac.SheetError if written != "99999999999999" else ac.InputError) as caught:
        ledger_of(tmp_path, f"2026-05-31,C1,5110,{written},x\n")
    assert caught.value.where == "ledger.csv, row 2.amount"


def test_days_are_dates_or_periods_of_a_financial_year(tmp_path):
    held = ledger_of(tmp_path, "2026-05-03,C1,1,1,x\n4/5/2026,C1,1,1,x\n")
    assert [line.on for line in held.lines] == [datetime.date(2026, 5, 3), datetime.date(2026, 5, 4)]
    head = "year,period,cost_centre,account,amount\n"
    body = "".join(f"2026-27,{period},C1,1,1\n" for period in (1, 9, 10, 11, 12, 13, 16))
    held = ledger_of(tmp_path, body, head)
    days = ("2026-04-30", "2026-12-31", "2027-01-31", "2027-02-28", *["2027-03-31"] * 3)
    assert [line.on.isoformat() for line in held.lines] == list(days)


def test_headings_of_a_finance_system_are_named(tmp_path):
    head = "Posting Date,CC,GL,Value GBP,Ignored\n"
    named = {"date": "posting date", "cost_centre": "CC", "account": "gl", "amount": "Value GBP"}
    held = ledger_of(tmp_path, "2026-05-31,007,5110,3.10,y\n\n", head, columns=named)
    assert held.lines == (ac.LedgerLine(on="2026-05-31", cost_centre="007", account="5110", pence=310),)
    assert held.lines[0].amount == 3.1
    assert repr(held) == "<Ledger 'ledger.csv': 1 lines, 2026-05-31 to 2026-05-31, £3.10>"
    assert held.table.rows == (("007", "5110", 1, 3.1), ("Total", "", 1, 3.1))
    assert repr(ac.Ledger(lines=())) == "<Ledger '': 0 lines, no line, £0.00>"


def test_every_fault_of_a_ledger_comes_at_once_with_its_row(tmp_path):
    body = "soon,,5110,x,a\n2026-05-31,C1,5110,1,fine\n2026-02-30,C1,,5,b\n,C1,1,1,c\n"
    with pytest.raises(ac.SheetError) as caught:
        ledger_of(tmp_path, body)
    assert [fault.where for fault in caught.value.faults] == [
        "ledger.csv, row 2.date",
        "ledger.csv, row 2.cost_centre",
        "ledger.csv, row 2.amount",
        "ledger.csv, row 4.date",
        "ledger.csv, row 4.account",
        "ledger.csv, row 5.date",
    ]


def test_periods_and_years_that_are_none_are_refused(tmp_path):
    head = "year,period,cost_centre,account,amount\n"
    with pytest.raises(ac.SheetError) as caught:
        ledger_of(
            tmp_path, "2026-27,0,C1,1,1\n2026-27,17,C1,1,1\n2026,1,C1,1,1\n2026-27,,C1,1,1\n2026-27,x,C,1,1\n", head
        )
    places = ("2.period", "3.period", "4.year", "5.date", "6.period")
    assert [fault.where for fault in caught.value.faults] == [f"ledger.csv, row {place}" for place in places]


def test_a_row_is_counted_by_the_lines_of_the_file(tmp_path):
    with pytest.raises(ac.SheetError) as caught:
        ledger_of(tmp_path, '2026-05-31,C1,5110,1,"two\nlines"\n2026-05-31,C1,5110,x,b\n')
    assert caught.value.where == "ledger.csv, row 4.amount"


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("date,cost_centre,amount\n", "missing"),
        ("date,date,cost_centre,account,amount\n", "twice"),
        ("year,cost_centre,account,amount\n", "when each line was booked"),
    ],
)
def test_headings_that_are_missing_are_refused(tmp_path, head, said):
    with pytest.raises(ac.SheetError, match=said):
        ledger_of(tmp_path, "1,1,1,1\n", head)


def test_an_empty_ledger_and_an_unknown_column_are_refused(tmp_path):
    with pytest.raises(ac.SheetError, match="no line"):
        ledger_of(tmp_path, "")
    with pytest.raises(ac.SheetError, match="missing"):
        ledger_of(tmp_path, "", "")
    with pytest.raises(ac.UnknownNameError, match="cost_centre"):
        ledger_of(tmp_path, "", columns={"cost_center": "CC"})


def test_a_workbook_is_read_with_its_numbers_and_days(tmp_path):
    from openpyxl import Workbook  # noqa: PLC0415 - an extra

    book = Workbook()
    sheet = book.active
    sheet.append(["date", "cost_centre", "account", "amount"])
    sheet.append([datetime.datetime(2026, 5, 31), "C1", 5110.0, 0.1 + 0.2])  # noqa: DTZ001 - as workbooks have it
    sheet.append([datetime.date(2026, 6, 30), 77, 5110, 12])
    book.save(tmp_path / "ledger.xlsx")
    held = read_ledger(tmp_path / "ledger.xlsx")
    assert [(line.cost_centre, line.account, line.pence) for line in held.lines] == [
        ("C1", "5110", 30),
        ("77", "5110", 1200),
    ]
    sheet.append([datetime.date(2026, 6, 30), 77, 5110, 12.345])
    sheet.append([datetime.date(2026, 6, 30), 77, 5110, 1e30])
    sheet.append([datetime.date(2026, 6, 30), 77, 5110, True])
    book.save(tmp_path / "ledger.xlsx")
    with pytest.raises(ac.SheetError) as caught:
        read_ledger(tmp_path / "ledger.xlsx")
    assert [fault.where for fault in caught.value.faults] == [f"ledger.xlsx, row {row}.amount" for row in (4, 5, 6)]


def test_a_ledger_may_be_longer_than_the_sheets_of_a_case(tmp_path):
    held = ledger_of(tmp_path, "2026-05-31,C1,5110,0.01,x\n" * 20_000)
    assert held.pence == 20_000
    assert len(held.repeated) == 19_999


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"on": "soon"}, "on"),
        ({"cost_centre": " "}, "cost_centre"),
        ({"account": 5}, "account"),
        ({"pence": 1.5}, "pence"),
        ({"pence": 10**16}, "pence"),
    ],
)
def test_a_line_that_is_none_is_refused(fields, where):
    with pytest.raises(ac.InputError) as caught:
        ac.LedgerLine(**{"on": "2026-05-31", "cost_centre": "C1", "account": "1", "pence": 1} | fields)
    assert caught.value.where == where
    with pytest.raises(ac.InputError, match="list of lines"):
        ac.Ledger(lines=[3])


# The mapping


def test_codes_match_with_signs_for_any_characters(tmp_path):
    held = mapping_of(tmp_path, "PMT?0,51*,stages.alpha,resource\nx[1],,outside,\n\n")
    line = {"on": "2026-05-31", "pence": 1}
    wanted = [("PMT10", "5110", True), ("pmt20", "51", True), ("PMT100", "5110", False), ("PMT10", "6110", False)]
    for own, account, found in wanted:
        assert held.rows[0].matches(ac.LedgerLine(cost_centre=own, account=account, **line)) is found
    assert held.rows[1].account == "*"
    assert held.rows[1].matches(ac.LedgerLine(cost_centre="X[1]", account="9", **line))
    assert not held.rows[1].matches(ac.LedgerLine(cost_centre="x1", account="9", **line))


def test_every_fault_of_a_mapping_comes_at_once_with_its_row(tmp_path):
    with pytest.raises(ac.SheetError) as caught:
        mapping_of(tmp_path, f",5,outside,\nC1,5,,x\n{'C' * 50},5,outside,resource\n")
    places = ("2.cost_centre", "3.to", "3.budget", "4.cost_centre")
    assert [fault.where for fault in caught.value.faults] == [f"mapping.csv, row {place}" for place in places]
    with pytest.raises(ac.SheetError, match="no row"):
        mapping_of(tmp_path, "")
    with pytest.raises(ac.InputError, match="list of rows"):
        ac.LedgerMapping(rows=[])
