"""Laws of outturn: whatever the ledger and the mapping, every penny is in one heap, and nothing is in two."""

import collections
import datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac

CASE = ac.loads("""
format = "agile-case/1"
[case]
title = "A"
start = "2026-27"
horizon = 3
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[options.build.costs.team]
amount = "100 GBPk/year"
budget = "resource"
[options.build.costs.kit]
amount = "40 GBPk/year"
budget = "capital"
""")
CODES = st.sampled_from(["A1", "A2", "B1", "B2", "C"])
LINES = st.lists(
    st.builds(
        ac.LedgerLine,
        on=st.dates(min_value=datetime.date(2025, 1, 1), max_value=datetime.date(2029, 1, 1)),
        cost_centre=CODES,
        account=CODES,
        pence=st.integers(min_value=-(10**13), max_value=10**13),
    ),
    min_size=1,
    max_size=40,
)
TARGETS = st.sampled_from(["options.build.costs.team", "options.build.costs.kit", "outside"])
ROWS = st.lists(
    st.builds(ac.MappingRow, cost_centre=st.sampled_from(["A?", "A1", "B*", "*", "C"]), account=CODES, to=TARGETS),
    min_size=1,
    max_size=4,
)


@given(lines=LINES, rows=ROWS, until=st.dates(min_value=datetime.date(2026, 1, 1)))
def test_every_penny_is_in_one_heap(lines, rows, until):
    ledger, mapping = ac.Ledger(lines=lines), ac.LedgerMapping(rows=rows)
    about = [[one for one in rows if one.matches(line)] for line in lines]
    try:
        held = CASE.outturn(ledger, mapping, until=until)
    except ac.SheetError:
        assert any(len(found) > 1 for found in about)
        return
    assert all(len(found) <= 1 for found in about)
    heaps = [*(line for line, _ in held.mapped), *held.outside, *held.unmapped, *held.later]
    assert collections.Counter(map(id, heaps)) == collections.Counter(map(id, lines))
    mapped = sum(Decimal(line.pence) for line, _ in held.mapped)
    rest = sum(Decimal(line.pence) for heap in (held.outside, held.unmapped, held.later) for line in heap)
    assert sum(map(Decimal, held.pence.values())) == mapped
    assert mapped + rest == Decimal(ledger.pence)
    spent = list(held.spent().values())
    assert (round(spent[-1] * 100) if spent else 0) == mapped


PLANNED = ac.loads("""
format = "agile-case/1"
[case]
title = "A"
start = "2026-27"
horizon = 4
price_base = "2025-26"
[reference]
set = "uk-2026-03"
[events]
go = 2026-11-16
end = 2029-06-01
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.staff]
amount = "1 GBP/year"
[options.build.costs.team]
amount = "900 GBPk/year"
starts = "go"
ends = "end"
stage = "alpha"
[options.build.costs.kit]
amount = "700 GBPk"
starts = "end"
[options.build.costs.hosting]
amount = "300 GBPk/year"
growth = 0.03
when = "2027-28..2030-31"
stage = "alpha"
[stages.alpha]
""")


@given(until=st.dates(min_value=datetime.date(2026, 4, 1), max_value=datetime.date(2031, 3, 31)), staged=st.booleans())
def test_outturn_as_planned_moves_nothing(until, staged):
    """Spending to the day just what was planned leaves variance, forecast and NPSV as they are, to the penny."""
    rows = {"K": "options.build.costs.kit"}
    lines = {"T": "options.build.costs.team", "H": "options.build.costs.hosting"}
    rows |= dict.fromkeys(lines, "stages.alpha") if staged else lines
    mapping = ac.LedgerMapping(rows=[ac.MappingRow(cost_centre=code, to=to) for code, to in rows.items()])
    nothing = ac.Ledger(lines=[ac.LedgerLine(on="2026-04-01", cost_centre="K", account="1", pence=0)])
    before = PLANNED.outturn_against_plan(PLANNED.outturn(nothing, mapping, until=until))
    places = {line.address: next(code for code, to in rows.items() if to == line.address) for line in before.lines}
    booked = [
        ac.LedgerLine(on=min(year.begins, until), cost_centre=places[line.address], account="1", pence=round(due * 100))
        for line in before.lines
        for year, plan, ahead in zip(before.years, line.planned, line.to_come, strict=True)
        if (due := plan - ahead)
    ]
    held = PLANNED.outturn_against_plan(PLANNED.outturn(ac.Ledger(lines=booked), mapping, until=until))
    pennies = 0.01 * (len(booked) + 1)
    assert abs(held.variance) <= pennies
    assert abs(held.forecast - sum(sum(line.planned) for line in held.lines)) <= pennies
    assert abs(held.npsv_outturn - held.npsv_plan) <= pennies


TEAM = "options.build.costs.team"


@given(
    booked=st.lists(st.integers(min_value=0, max_value=10**9), min_size=5, max_size=5),
    closed=st.integers(min_value=0, max_value=4),
    bias=st.sampled_from([0.0, 0.25, 2.0]),
    tax=st.sampled_from([0.0, 0.1, 0.2]),
    growth=st.sampled_from([0.0, 0.04]),
    prices=st.sampled_from(["2026-27", "2024-25"]),
)
def test_the_npsv_is_that_of_a_case_with_outturn_written_in(*, booked, closed, bias, tax, growth, prices):
    """A second route: the line in cash, with outturn in the years that are over, appraised as a case of its own."""
    line = {
        "amount": "900 GBPk/year",
        "when": "2026-27..2030-31",
        "growth": growth,
        "price_base": prices,
        "vat": 0.2,
        "vat_recoverable": 1 - tax / 0.2,
    }
    if bias:
        line["optimism_bias"] = {"upper": bias, "source": "x"}
    case = PLANNED.revise({TEAM: line})
    years = tuple(case.model.basis.period)
    lines = [
        ac.LedgerLine(on=year.begins, cost_centre="T", account="1", pence=pence)
        for year, pence in zip(years[:closed], booked, strict=False)
    ]
    mapping = ac.LedgerMapping(rows=[ac.MappingRow(cost_centre="T", to=TEAM)])
    until = years[closed].begins - datetime.timedelta(days=1)
    held = case.outturn_against_plan(case.outturn(ac.Ledger(lines=lines), mapping, until=until))
    result = case.appraise()
    place = next(place for place, one in enumerate(result.plan.lines) if one.address == TEAM)
    planned = result.yearly.own[place] * result.plan.lines[place].to_cash
    cash = [pence / 100 / (1 + tax) for pence in booked[:closed]] + planned[closed:].tolist()
    profile = {"years": f"{years[0]}..{years[-1]}", "values": cash}
    written = PLANNED.revise({TEAM: {"amount": "1 GBP/year", "price_base": "cash", "profile": profile}})
    wanted = written.appraise().against("usual")["build"].npsv
    assert abs(held.npsv_outturn - wanted) <= 1e-9 * result.yearly.gross(1)
    bare = planned / (1 + bias) * (1 + tax)
    forecast = sum(booked[:closed]) / 100 + bare[closed:].sum()
    assert abs(held.forecast - forecast) <= 1e-9 * forecast + 1e-6
