"""The rule of the pack: it fires above the limit, is met below it, and asks where no limit is stated."""

import pytest
from example_department_rules import NAME, PACK

import agile_case as ac

CASE = """
format = "agile-case/1"
[case]
title = "A small case"
start = "2026-27"
horizon = 3
price_base = "2026-27"
rules = ["example-department"]
[reference]
set = "uk-2026-03"
[options.usual]
roles = ["business-as-usual"]
[options.digital]
costs.build = { amount = "600 GBPk", when = "2026-27", budget = "resource" }
"""


def found(limit: str = "") -> list[tuple[str, str]]:
    case = ac.loads(CASE + (f'[local."{NAME}"]\nboard_limit = "{limit}"\n' if limit else ""))
    return [
        (held.severity.value, held.message) for held in ac.check(case, on="2026-05-01") if held.code.startswith(NAME)
    ]


@pytest.mark.parametrize(("limit", "severity"), [("£500k", "route"), ("£700k", "pass"), ("", "needs-judgement")])
def test_the_board_approves_what_is_above_its_limit(limit: str, severity: str) -> None:
    ((given, _),) = found(limit)
    assert given == severity


def test_the_message_has_both_figures() -> None:
    assert "£600k" in found("£500k")[0][1]
    assert "£500k" in found("£500k")[0][1]


def test_every_code_begins_with_the_name_of_the_pack() -> None:
    assert all(rule.code.startswith(f"{NAME}-") for rule in PACK.rules)
