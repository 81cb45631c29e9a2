"""Plan against outturn: to date, still to come and the whole, each figure against arithmetic written out here."""

import datetime
from pathlib import Path

import numpy as np
import pytest

import agile_case as ac
from agile_case.case.line_cash import cash_to_real, elapsed_by
from agile_case.model.parts import parts_of_option

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
[events]
go = 2026-07-01
end = 2027-07-01
[assumptions]
slip = { uniform = [2, 4], unit = "month" }
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.staff]
amount = "1 GBP/year"
[options.build]
roles = ["preferred-way-forward"]
[options.build.costs.team]
amount = "100 GBPk/year"
budget = "resource"
starts = "go"
ends = "end"
stage = "alpha"
optimism_bias = { lower = 0.25, upper = 0.25, source = "x" }
[options.build.costs.licence]
amount = "10 GBPk/year"
budget = "resource"
price_base = "cash"
vat = 0.2
vat_recoverable = 0.5
stage = "alpha"
[options.build.costs.kit]
amount = "40 GBPk"
starts = "go"
budget = "capital"
[options.build.costs.rest]
amount = "7 GBPk/year"
budget = "resource"
[options.build.risks.late]
probability = 0.5
impact = "10 GBPk"
when = "2026-27"
within_bias = false
budget = "resource"
[stages.alpha]
"""
TEAM, LICENCE, KIT, LATE = (
    f"options.build.{key}" for key in ("costs.team", "costs.licence", "costs.kit", "risks.late")
)


@pytest.fixture(scope="module")
def case():
    return ac.loads(CASE)


def against(case, booked, until="2026-12-31", rows=None, **more):
    lines = [
        ac.LedgerLine(on=on, cost_centre=code, account="1", pence=round(amount * 100)) for code, on, amount in booked
    ]
    rows = rows or {"T": TEAM, "L": LICENCE, "K": KIT, "R": LATE}
    mapping = ac.LedgerMapping(rows=[ac.MappingRow(cost_centre=code, to=to) for code, to in rows.items()])
    return case.outturn_against_plan(case.outturn(ac.Ledger(lines=lines), mapping, until=until), **more)


BOOKED = [
    ("T", "2026-09-30", 60_000),
    ("L", "2026-05-31", 9_000),
    ("K", "2026-08-01", 41_000),
    ("R", "2026-10-01", 2_500),
    ("Q", "2026-10-01", 77),
    ("T", "2026-03-31", 5),
]


def test_plan_to_date_follows_the_months_in_which_a_line_runs(case):
    held = {line.address: line for line in against(case, BOOKED).lines}
    deflator = ac.reference.load_set("uk-2026-03").gdp_deflator
    first = ac.FinancialYear(2026)
    later = [deflator.ratio(first, first + place) for place in range(4)]
    assert held[TEAM].planned == pytest.approx([75_000, 25_000 * later[1], 0, 0], rel=1e-12)
    assert held[TEAM].planned_to_date == pytest.approx(75_000 * 6 / 9)
    assert held[TEAM].planned_contingency == pytest.approx(0.25 * (75_000 + 25_000 * later[1]))
    assert held[TEAM].to_come == pytest.approx([75_000 * 3 / 9, 25_000 * later[1], 0, 0])
    assert held[TEAM].contingency_to_come == pytest.approx(0.25 * (25_000 + 25_000 * later[1]))
    assert held[TEAM].spent == (60_000, 0, 0, 0)
    assert held[TEAM].variance == pytest.approx(10_000)
    assert held[TEAM].forecast == pytest.approx([85_000, 25_000 * later[1], 0, 0])
    assert held[LICENCE].planned == pytest.approx([11_000] * 4)
    assert held[LICENCE].planned_to_date == pytest.approx(11_000 * 9 / 12)
    assert held[KIT].planned_to_date == pytest.approx(40_000)
    assert held[KIT].to_come == pytest.approx([0, 0, 0, 0])
    assert held[LATE].planned == (0, 0, 0, 0)
    assert held[LATE].planned_contingency == pytest.approx(5_000)
    assert held[LATE].contingency_to_come == pytest.approx(5_000 * 3 / 12)


def test_totals_are_sums_and_nothing_is_lost(case):
    held = against(case, BOOKED)
    assert held.spent == 60_000 + 9_000 + 41_000 + 2_500
    assert held.outside_years == pytest.approx(5)
    assert held.unmapped == 77
    assert held.forecast == pytest.approx(sum(sum(line.forecast) for line in held.lines))
    more = sum(line.contingency_to_come for line in held.lines)
    assert held.forecast_with_contingency == pytest.approx(held.forecast + more)
    assert held.not_mapped == ("options.build.costs.rest",)
    rows = {row[0]: row for row in held.table.rows}
    assert rows["Total"][2] == held.spent
    assert rows["Total"][3] == pytest.approx(held.variance)
    assert rows["Total with contingency"][5] == pytest.approx(held.forecast_with_contingency)
    notes = " ".join(held.table.notes)
    for said in ("£77 of the ledger is not mapped", "£5 was booked in years", "so not compared: rest"):
        assert said in notes
    assert held.table.caption == "Outturn to 2026-12-31 against the case as it is (£k, cash)"
    assert repr(held) == held.table.to_text()
    assert held._repr_html_() == held.table.to_html()


def test_the_years_of_a_line_have_a_row_each_where_there_is_something(case):
    table = against(case, BOOKED).years_table
    rows = {(row[0], row[1]): row[2:] for row in table.rows}
    assert rows[TEAM, "2026-27"] == pytest.approx((75_000, 60_000, 25_000, 85_000))
    assert (TEAM, "2028-29") not in rows
    assert rows[LATE, "2026-27"] == (0, 2_500, 0, 2_500)


def test_the_npsv_moves_by_what_was_spent_less_what_was_expected(case):
    held = against(case, BOOKED)
    closed = {
        "team": 60_000 + 25_000 * 1.25,
        "licence": 9_000 / 1.1 + 10_000 * 3 / 12,
        "kit": 41_000,
        "late": 2_500 + 1_250,
    }
    expected = {"team": 75_000 * 1.25, "licence": 10_000, "kit": 40_000, "late": 5_000}
    moved = sum(closed.values()) - sum(expected.values())  # all in year 0, whose prices are those of the case
    assert held.npsv_outturn == pytest.approx(held.npsv_now - moved)
    assert held.npsv_plan == held.npsv_now == pytest.approx(case.appraise().against("usual")["build"].npsv)
    rows = dict(held.npsv_table.rows)
    assert rows["NPSV with outturn"] == held.npsv_outturn


def test_outturn_of_a_later_year_is_deflated_and_discounted(case):
    whole = [("T", "2026-12-31", 93_750), ("T", "2027-06-30", 50_000)]
    held = against(case, whole, until="2028-03-31", rows={"T": TEAM})
    written = case.revise(
        {
            TEAM: {
                "amount": "1 GBP/year",
                "when": "2026-27..2027-28",
                "profile": {"years": "2026-27..2027-28", "values": [93_750, 50_000]},
                "price_base": "cash",
                "budget": "resource",
            }
        }
    )
    wanted = written.appraise().against("usual")["build"].npsv
    assert held.npsv_outturn == pytest.approx(wanted, rel=1e-12)


def test_a_stage_is_compared_with_all_its_lines(case):
    rows = {"S": "stages.alpha", "L": LICENCE, "K": KIT}
    held = against(case, [("S", "2026-09-30", 60_000), ("L", "2026-05-31", 9_000)], rows=rows)
    assert [line.address for line in held.lines] == ["stages.alpha", KIT]
    stage = held.lines[0]
    assert stage.title == "alpha (all its lines)"
    assert stage.members == (TEAM, LICENCE)
    assert stage.spent[0] == 69_000
    assert stage.planned_to_date == pytest.approx(50_000 + 11_000 * 9 / 12)
    assert stage.present is None
    assert "different tax" in stage.reason
    assert held.npsv_outturn is None
    assert "Not available for alpha (all its lines)" in " ".join(held.npsv_table.notes)
    other = case.revise(
        {f"{LICENCE}.vat": None, f"{LICENCE}.vat_recoverable": None, f"{LICENCE}.discount": "health-green-book-2026"}
    )
    assert "discounted differently" in against(other, BOOKED[:1], rows={"T": "stages.alpha"}).lines[0].reason
    same = case.revise({f"{LICENCE}.vat": None, f"{LICENCE}.vat_recoverable": None})
    assert against(same, BOOKED[:1], rows={"T": "stages.alpha"}).lines[0].present is not None


def test_the_plan_is_the_case_that_was_approved(case):
    held = case.begin("alpha-1", "To see", on="2026-05-01", stage="alpha")
    held = held.decide(
        "alpha-1", "proceed", approver="Board", authority="Letter", reference="1", on="2026-06-01", because="Good"
    )
    held = held.revise({f"{KIT}.amount": "50 GBPk"}, because="Dearer", on="2026-07-01")
    found = against(held, BOOKED, until="2026-06-30")
    kit = next(line for line in found.lines if line.address == KIT)
    assert found.plan == "alpha-1"
    assert "against the plan of alpha-1" in found.table.caption
    assert sum(kit.planned) == pytest.approx(40_000)
    assert sum(kit.to_come) == pytest.approx(50_000)
    assert found.npsv_plan - found.npsv_now == pytest.approx(10_000)
    with pytest.raises(ac.HistoryError, match="alpha-1"):
        against(held, BOOKED, plan="alpa-1")
    without = held.revise({KIT: None}, because="Not needed", on="2026-08-01")
    rest = {"T": TEAM, "L": LICENCE, "R": LATE, "S": "stages.alpha"}
    assert KIT not in against(without, BOOKED, rows=rest).table.to_text()


def test_years_beyond_the_deflator_are_said_not_to_be_available():
    text = CASE.replace('start = "2026-27"', 'start = "2028-29"').replace(
        'price_base = "2026-27"', 'price_base = "2028-29"', 1
    )
    text = (
        text.replace("2026-07-01", "2028-07-01")
        .replace("2027-07-01", "2031-07-01")
        .replace('when = "2026-27"', 'when = "2028-29"')
    )
    text = text.replace('price_base = "cash"\n', "")
    late = ac.loads(text)
    held = against(late, [("T", "2028-12-31", 50_000)], until="2028-12-31")
    team = held.lines[0]
    assert np.isnan(team.planned[3])
    assert held.forecast is None
    assert held.forecast_with_contingency is None
    rows = {row[0]: row for row in held.table.rows}
    assert rows["Team"][4:] == (None, None, None, None)
    assert rows["Team"][1] == pytest.approx(75_000 * 6 / 9)
    assert held.npsv_outturn == pytest.approx(held.npsv_now + sum(line.present for line in held.lines))
    assert np.isnan(cash_to_real(late.model)[3])


def test_which_option_is_carried_out_is_said_or_refused(case):
    bare = case.revise({"options.build.roles": None})
    stage = {"S": "stages.alpha"}
    with pytest.raises(ac.InputError, match="does not say"):
        against(bare, BOOKED, rows=stage)
    assert against(case, BOOKED, rows=stage).option == "build"
    assert against(bare, BOOKED, rows=stage, option="build").option == "build"
    with pytest.raises(ac.UnknownNameError, match="build"):
        against(case, BOOKED, option="biuld")
    with pytest.raises(ac.InputError, match="another option"):
        against(case, BOOKED, option="usual")


def test_a_partial_case_has_no_npsv(case):
    held = against(case.revise({"case.partial": True}), BOOKED)
    assert held.npsv_outturn is None
    assert held.npsv_table.rows[-1] == ("NPSV with outturn", None)


@pytest.mark.parametrize(
    ("line", "until", "shares"),
    [
        ("licence", "2026-03-31", (0, 0, 0, 0)),
        ("licence", "2026-09-30", (0.5, 0, 0, 0)),
        ("licence", "2027-03-31", (1, 0, 0, 0)),
        ("licence", "2027-04-15", (1, 0.5 / 12, 0, 0)),
        ("licence", "2035-03-31", (1, 1, 1, 1)),
        ("team", "2026-06-30", (0, 0, 0, 0)),
        ("team", "2027-03-31", (1, 0, 0, 0)),
        ("team", "2027-05-31", (1, 2 / 3, 0, 0)),
        ("kit", "2026-06-30", (0, 0, 0, 0)),
        ("kit", "2026-07-01", (1, 0, 0, 0)),
    ],
)
def test_how_much_of_a_year_is_over(case, line, until, shares):
    parts = {part.address: part.line for part in parts_of_option("build", case.model.options["build"], case.model)}
    found = elapsed_by(case.model, parts[f"options.build.costs.{line}"], datetime.date.fromisoformat(until))
    falls = {"team": 2, "kit": 1}.get(line, 4)
    assert found[:falls] == pytest.approx(shares[:falls])
    assert ((found >= 0) & (found <= 1)).all()


def test_a_total_that_falls_again_is_due_on_the_same_day_of_a_later_year(case):
    again = case.revise({f"{KIT}.refresh_every": "2 year"})
    parts = {part.address: part.line for part in parts_of_option("build", again.model.options["build"], again.model)}
    found = [
        elapsed_by(again.model, parts[KIT], datetime.date.fromisoformat(day))[2] for day in ("2028-06-30", "2028-07-01")
    ]
    assert found == [0, 1]


def test_an_event_that_may_slip_counts_at_its_mean(case):
    slipped = case.revise({"events.go": {"date": "2026-07-01", "delay": "slip"}})
    parts = {
        part.address: part.line for part in parts_of_option("build", slipped.model.options["build"], slipped.model)
    }
    found = elapsed_by(slipped.model, parts[TEAM], datetime.date(2026, 12, 31))
    assert found[0] == pytest.approx(0.5)  # from October on average, three months of six


def test_the_example_comes_out_as_its_page_says():
    case = ac.load(EXAMPLES / "permits").at("2027-09-30")
    outturn = case.outturn(EXAMPLES / "permits-ledger.csv", EXAMPLES / "permits-mapping.csv", until="2027-09-30")
    held = case.outturn_against_plan(outturn)
    assert held.plan == "private_beta-1"
    assert held.spent == pytest.approx(outturn.amount())


def test_a_year_of_which_the_ledger_has_no_line_is_named(case):
    held = against(case, [("T", "2027-05-31", 5_000)], until="2028-03-31")
    assert [str(year) for year in held.silent] == ["2026-27"]
    assert "The ledger has no line of 2026-27" in " ".join(held.table.notes)
    assert against(case, BOOKED, until="2027-03-31").silent == ()


def test_tracking_finds_the_same_npsv_from_what_was_recorded():
    """The tracker works it out by another route, from the record alone; of lines without tax the two agree."""
    measure = '[measures.hours]\nwhat = "Hours"\nunit = "hour/year"\nexpected = "100 hour/year"\n'
    case = ac.loads(CASE.replace("vat = 0.2\nvat_recoverable = 0.5\n", "") + measure)
    booked = [("T", "2026-09-30", 90_000), ("L", "2026-09-30", 9_000), ("K", "2026-09-30", 41_000)]
    booked += [("T", "2027-05-30", 30_000), ("L", "2027-09-30", 15_000)]
    lines = [ac.LedgerLine(on=on, cost_centre=code, account="1", pence=100 * pounds) for code, on, pounds in booked]
    rows = [ac.MappingRow(cost_centre=code, to=to) for code, to in {"T": TEAM, "L": LICENCE, "K": KIT}.items()]
    outturn = case.outturn(ac.Ledger(lines=lines), ac.LedgerMapping(rows=rows), until="2028-03-31")
    recorded = case.record_outturn(outturn, on="2028-04-05")
    tracked = recorded.track(on="2028-04-05", option="build")
    assert recorded.outturn_against_plan(outturn).npsv_outturn == pytest.approx(tracked.npsv_now, rel=1e-12)
