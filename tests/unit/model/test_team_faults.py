"""Teams whose roles are not there: said once, at the team, whatever else the line says."""

import pytest

import agile_case as ac

CASE = """format = "agile-case/1"

[case]
title = "A desk (invented)"
start = "2026-27"
horizon = 4
price_base = "2026-27"

[reference]
set = "uk-2026-03"

[events]
launch = 2027-10-01

[options.usual.costs.desk]
team = { clerk = 3 }
"""


@pytest.mark.parametrize(
    "more",
    [
        "",
        'starts = "launch"',
        'when = "2026-27"',
        'starts = "launch"\nends = 2028-04-01',
        'refresh_every = "3 year"',
        'transition_cost = "1 GBPk"',
    ],
)
def test_an_unknown_role_is_a_fault_of_the_team(more):
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(CASE + more)
    assert "options.usual.costs.desk.team.clerk" in [fault.where for fault in caught.value.faults]
    assert {fault.where.rpartition(".")[2] for fault in caught.value.faults} <= {"clerk", "refresh_every"}
