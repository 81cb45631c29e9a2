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
