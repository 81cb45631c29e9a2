"""Outturn from ledger lines: four heaps that come to the ledger, by line or stage, year and class."""

import collections
import csv
import datetime
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

import agile_case as ac
from agile_case import cli

EXAMPLES = Path(__file__).parents[3] / "examples"
CASE = """
format = "agile-case/1"
[case]
title = "A"
start = "2026-27"
horizon = 3
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.staff]
amount = "1 GBP/year"
[options.build]
roles = ["preferred-way-forward"]
[options.build.costs.team]
amount = "100 GBPk/year"
budget = "resource"
stage = "alpha"
[options.build.costs.kit]
amount = "40 GBPk"
when = "2026-27"
budget = "capital"
stage = "beta"
[options.build.costs.licence]
amount = "10 GBPk/year"
budget = "resource"
stage = "beta"
[options.build.costs.plain]
amount = "5 GBPk/year"
[options.build.risks.late]
probability = 0.5
within_bias = false
impact = "10 GBPk"
when = "2026-27"
budget = "resource"
[stages.alpha]
[stages.beta]
[stages.empty]
"""


@pytest.fixture(scope="module")
def case():
    return ac.loads(CASE)


def line(cost_centre, account, pence, on="2026-05-31", **more):
    return ac.LedgerLine(on=on, cost_centre=cost_centre, account=account, pence=pence, **more)


def row(cost_centre, to, account="*", budget=""):
    return ac.MappingRow(cost_centre=cost_centre, account=account, to=to, budget=budget)


def outturn(case, lines, rows, **more):
    return case.outturn(ac.Ledger(lines=lines), ac.LedgerMapping(rows=rows), **more)


ROWS = (
    row("T", "options.build.costs.team"),
    row("K", "options.build.costs.kit", account="7*"),
    row("K", "options.build.costs.kit", account="6*", budget="resource"),
    row("R", "options.build.risks.late"),
    row("A", "stages.alpha"),
    row("P", "options.build.costs.plain"),
    row("X", "outside"),
)
LINES = (
    line("T", "5110", 10_01),
    line("T", "5110", -3_00, on="2027-04-01"),
    line("K", "7000", 99),
    line("K", "6000", 1),
    line("K", "5000", 77_77, row=6),
    line("R", "1", 5),
    line("A", "1", 7, on="2027-06-30"),
    line("P", "1", 2),
    line("X", "1", 1_000),
    line("A", "1", 4_000, on="2027-07-01"),
    line("Q", "1", 9_000, on="2027-07-01"),
)


def test_lines_go_to_their_address_year_and_class(case):
    held = outturn(case, LINES, ROWS, until="2027-06-30")
    assert {(where, str(year), what): pence for (where, year, what), pence in held.pence.items()} == {
        ("options.build.costs.team", "2026-27", "resource"): 1001,
        ("options.build.costs.team", "2027-28", "resource"): -300,
        ("options.build.costs.kit", "2026-27", "capital"): 99,
        ("options.build.costs.kit", "2026-27", "resource"): 1,
        ("options.build.risks.late", "2026-27", "resource"): 5,
        ("stages.alpha", "2027-28", "resource"): 7,
        ("options.build.costs.plain", "2026-27", "unclassified"): 2,
    }
    assert [one.pence for one in held.unmapped] == [7777]
    assert held.unmapped_amount == 77.77
    assert [one.pence for one in held.outside] == [1000]
    assert [one.pence for one in held.later] == [4000, 9000]
    assert held.unused == ()
    assert [str(year) for year in held.years] == ["2026-27", "2027-28"]
    assert held.addresses[0] == "options.build.costs.team"
    assert held.amount("options.build.costs.team") == 7.01
    assert held.amount("options.build.costs.team", "2027-28") == -3
    assert held.amount(budget="capital") == 0.99
    assert held.amount() == 8.15


def test_the_heaps_come_to_the_ledger_year_by_year(case):
    held = outturn(case, LINES, ROWS, until="2027-06-30")
    rows = {(one[0], one[1]): one[2:] for one in held.table.rows}
    heaps = ("Mapped to the case", "Outside the case", "Unmapped", "Later than 2027-06-30")
    whole = [sum(Decimal(str(rows[heap, ""][place])) for heap in heaps) for place in range(3)]
    assert [Decimal(str(cell)) for cell in rows["The ledger", ""]] == whole
    assert sum(Decimal(one.pence) for one in LINES) / 100 == whole[-1]
    assert "1 lines are not mapped" in " ".join(held.table.notes)
    assert held.unmapped_table.rows == (("", 6, "2026-05-31", "K", "5000", 77.77, ""),)
    assert repr(held) == held.table.to_text()
    assert held._repr_html_() == held.table.to_html()


def test_by_default_the_ledger_is_complete_to_its_last_day(case):
    held = outturn(case, LINES, ROWS)
    assert held.until == datetime.date(2027, 7, 1)
    assert held.later == ()
    assert held.spent() == {
        datetime.date(2026, 5, 31): (1001 + 99 + 1 + 5 + 2) / 100,
        datetime.date(2027, 4, 30): (1108 - 300) / 100,
        datetime.date(2027, 6, 30): (808 + 7) / 100,
        datetime.date(2027, 7, 1): (815 + 4000) / 100,
    }
    assert held.spent("options.build.risks.late") == {datetime.date(2026, 5, 31): 0.05}


def test_two_rows_about_one_line_are_a_fault_even_where_they_agree(case):
    rows = (
        row("T", "options.build.costs.team"),
        row("*", "options.build.costs.team"),
        row("*", "outside", account="5*"),
    )
    with pytest.raises(ac.SheetError) as caught:
        outturn(case, LINES[:3], rows)
    assert len(caught.value.faults) == 2
    assert caught.value.faults[0].got == "2 ledger lines, the first: cost centre T, account 5110"
    with pytest.raises(ac.SheetError, match="1 ledger line, the first: row 6, cost centre K"):
        outturn(case, LINES[4:5], (row("K", "outside"), row("K", "outside")))


def test_rows_that_go_to_nothing_are_all_listed(case):
    rows = (
        row("T", "options.build.costs.taem"),
        row("A", "stages.alpa"),
        row("B", "stages.beta"),
        row("E", "stages.empty"),
    )
    with pytest.raises(ac.InputError) as caught:
        outturn(case, LINES[:1], rows)
    assert [fault.do for fault in caught.value.faults[:2]] == [
        "did you mean options.build.costs.team?",
        "did you mean stages.alpha?",
    ] or all(fault.do for fault in caught.value.faults)
    assert [fault.got for fault in caught.value.faults[2:]] == ["capital, resource", "no line"]
    with pytest.raises(ac.UnknownNameError):
        outturn(case, LINES[:1], rows[:1])
    held = outturn(case, [line("B", "1", 3)], (row("B", "stages.beta", budget="capital"),))
    assert held.amount(budget="capital") == 0.03


def test_what_may_be_wrong_is_said_and_still_counts(case):
    held = outturn(case, [line("T", "1", 5, row=2), line("T", "1", 5, row=3), line("T", "1", 5)], ROWS)
    notes = " ".join(held.table.notes)
    assert held.amount() == 0.15
    assert "2 lines say what another line says, £0.10 in all" in notes
    assert "Rows 3." in notes
    assert "Rows of the mapping that no line is about: K / 7* to options.build.costs.kit" in notes


def test_a_ledger_whose_signs_may_be_turned_is_said(case):
    said = "comes to less than nothing"
    assert said in " ".join(outturn(case, [line("T", "1", -5)], ROWS).table.notes)
    assert said not in " ".join(outturn(case, [line("T", "1", -5), line("T", "1", 5)], ROWS).table.notes)


def test_a_ledger_of_nothing_of_the_case_has_its_table(case):
    held = outturn(case, [line("Q", "1", 5)], ROWS)
    assert held.years == ()
    assert held.spent() == {}
    assert held.table.rows[0][0] == "Mapped to the case"
    with pytest.raises(ac.YearError, match="complete"):
        outturn(case, [], ROWS)
    assert outturn(case, [], ROWS, until="2026-06-30").amount() == 0


def test_a_case_in_calendar_years_has_calendar_years(case):
    text = CASE.replace("2026-27", "2020").replace("horizon = 3", 'horizon = 3\nyears = "calendar"')
    text = text.replace('set = "uk-2026-03"', 'set = "uk-2026-03"\ngdp-deflator-calendar = "hmt-2025-12"')
    other = ac.loads(text)
    held = outturn(other, [line("T", "1", 5, on="2021-02-01")], ROWS)
    assert [str(year) for year in held.years] == ["2021"]


def test_the_example_comes_to_its_ledger_by_another_route():
    case = ac.load(EXAMPLES / "permits")
    held = case.outturn(EXAMPLES / "permits-ledger.csv", EXAMPLES / "permits-mapping.csv")
    totals = collections.Counter()
    with (EXAMPLES / "permits-ledger.csv").open(encoding="utf-8") as opened:
        for one in csv.DictReader(opened):
            text = one["amount"].replace(",", "")
            amount = -Decimal(text.strip("()")) if text.startswith("(") else Decimal(text)
            totals[one["cost_centre"], one["account"]] += amount
    assert Decimal(str(held.ledger.pence)) / 100 == sum(totals.values())
    assert Decimal(str(held.amount("options.digital.costs.private_beta_team"))) == totals["PMT30", "5110"]
    hosting = totals["PMT30", "5230"] + totals["PMT40", "5230"]
    assert Decimal(str(held.amount("options.digital.costs.hosting"))) == hosting
    assert Decimal(str(held.unmapped_amount)) == totals["PMT30", "5610"] + totals["PMT40", "9999"]


@pytest.fixture
def files(tmp_path):
    """Write the case, a ledger and a mapping as files; return their paths as words of a command."""
    (tmp_path / "case.toml").write_text(CASE, encoding="utf-8")
    (tmp_path / "ledger.csv").write_text(
        "date,cost_centre,account,amount,description\n2026-05-31,T,1,9.50,Pay\n2026-06-30,Q,7,3,Chairs\n",
        encoding="utf-8",
    )
    (tmp_path / "mapping.csv").write_text("cost_centre,to\nT,options.build.costs.team\n", encoding="utf-8")
    return [str(tmp_path / name) for name in ("case.toml", "ledger.csv", "mapping.csv")]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([], "Mapped to the case"),
        (["--show", "unmapped", "--format", "csv", "--until", "2026-12-31"], "ledger.csv,3,2026-06-30,Q,7,3,Chairs"),
        (["--show", "plan"], "against the case as it is"),
        (["--show", "years"], "Plan and outturn by year"),
        (["--show", "npsv"], "NPSV with outturn"),
        (["--show", "approval"], "Spend against approval on 2026-06-30"),
    ],
)
def test_the_command_shows_outturn_and_what_it_is_held_against(capsys, files, more, said):
    assert cli.main(["outturn", *files, *more]) == 0
    assert said in capsys.readouterr().out


def test_several_ledgers_are_one_and_none_counts_twice(case, files, tmp_path):
    _, first, mapping = files
    second = tmp_path / "second.csv"
    second.write_text("date,cost_centre,account,amount\n2027-05-31,T,1,0.50\n2027-05-31,Z,1,7\n", encoding="utf-8")
    held = case.outturn([first, second], mapping)
    assert held.amount() == 10
    assert held.ledger.name == "ledger.csv, second.csv"
    assert [row[:2] for row in held.unmapped_table.rows] == [("ledger.csv", 3), ("second.csv", 3)]
    with pytest.raises(ac.SheetError, match="given twice") as caught:
        case.outturn([first, second, first], mapping)
    assert caught.value.where == "ledger.csv"
    with pytest.raises(ac.InputError, match="without a file"):
        case.outturn([], mapping)


def test_years_that_are_over_are_recorded_once(case):
    held = outturn(case, LINES, ROWS[:3], until="2027-06-30")
    team, kit = "options.build.costs.team", "options.build.costs.kit"
    year = ac.FinancialYear(2026)
    assert held.closed() == {(team, year): 10.01, (kit, year): 1.0}
    assert outturn(case, LINES, ROWS[:3], until="2027-03-30").closed() == {}
    assert outturn(case, LINES, ROWS[:3], until="2027-03-31").closed() == held.closed()
    recorded = case.record_outturn(held, on="2027-07-05", by="Finance partner")
    assert [(one.path, str(one.year), str(one.amount), one.by) for one in recorded.entries] == [
        (team, "2026-27", "10.01 GBP", "Finance partner"),
        (kit, "2026-27", "1 GBP", "Finance partner"),
    ]
    assert recorded.entries[0].source == "Ledger, to 2027-06-30, by a mapping"
    assert recorded.record_outturn(held, on="2027-07-06") == recorded
    more = outturn(case, [*LINES, line("T", "1", 1)], ROWS[:3], until="2027-06-30")
    again = recorded.record_outturn(more, on="2027-08-01")
    assert [str(one.amount) for one in again.entries[2:]] == ["10.02 GBP"]
    with pytest.raises(ac.InputError, match="stages have no money") as caught:
        case.record_outturn(outturn(case, LINES, ROWS, until="2028-03-31"), on="2028-04-05")
    assert caught.value.got == "stages.alpha"
    early = outturn(case, [line("T", "1", 5, on="2025-05-05")], ROWS)
    with pytest.raises(ac.YearError):
        case.record_outturn(attrs.evolve(early, until=datetime.date(2026, 3, 31)), on="2026-04-05")
