"""A check on a day on which no named rule set was in force says so; questions say which key answers them."""

import json

import pytest

import agile_case as ac
from agile_case.cli import main
from agile_case.findings import Severity
from agile_case.guidance.check import RULES
from tests.strategies import small_case

CODE = "rule-sets-not-in-force"
OPTIONS = {
    "usual": {"roles": ["business-as-usual"]},
    "new": {"costs": {"build": {"amount": "1 GBPm", "when": "2026-27", "budget": "resource"}}},
}


def case_of(*rules, **programme):
    return ac.from_plain(small_case(options=OPTIONS, rules=list(rules), extra={"programme": programme}))


def found(case, judge=ac.check, **more):
    return [one for one in judge(case, **more) if one.code == CODE]


def test_a_day_before_the_only_set_is_no_clean_bill():
    (one,) = found(case_of("gb-2026"), on="2025-10-20")
    assert (one.severity, one.path) == (Severity.WARN, "case.rules")
    assert one.message.startswith("none of the rule sets that the case names (gb-2026) was in force on 2025-10-20")


def test_one_set_in_force_is_enough_and_without_a_day_all_are():
    assert found(case_of("gb-2026"), on="2026-02-05") == []
    assert found(case_of("gb-2026", "iaap-2011"), on="2025-10-20") == []
    assert found(case_of("gb-2026")) == []
    assert found(case_of(), on="2025-10-20") == []


def test_a_route_says_so_of_the_sets_on_approvals():
    assert found(case_of("dtsc-v6", "gb-2026"), judge=ac.route, on="2026-04-01")[0].message.startswith(
        "none of the rule sets that the case names (dtsc-v6) was in force on 2026-04-01"
    )
    assert found(case_of("dtsc-v6"), judge=ac.route, on="2026-03-31") == []
    assert found(case_of("gb-2026"), judge=ac.route, on="2025-10-20") == []


def test_the_command_says_so_as_text_and_as_json(tmp_path, capsys):
    ac.save(case_of("gb-2026"), tmp_path / "case.toml")
    words = ["check", str(tmp_path / "case.toml"), "--on", "2025-10-20"]
    assert main(words) == 0
    assert "(gb-2026) was in force on 2025-10-20" in capsys.readouterr().out
    assert main([*words, "--format", "json"]) == 0
    assert CODE in {one["code"] for one in json.loads(capsys.readouterr().out)}


@pytest.mark.parametrize(
    ("code", "facts", "key"),
    [
        ("accounting-officer-assessment", {}, "programme.major"),
        ("assessment-panel", {"transactional": "yes", "new_or_rebuilt": "yes"}, "programme.transactions"),
        ("legacy-score", {"legacy_likelihood": [1, 1, 1, 1, 1, 1, 1]}, "programme.legacy_impact"),
        ("tolerance-breached", {}, "programme.cost_tolerance"),
    ],
)
def test_a_question_says_which_key_answers_it(code, facts, key):
    (rule,) = (rule for rule in RULES if rule.code == code)
    case = case_of("gb-2026", *([] if rule.rule_set == "own" else [rule.rule_set]), **facts)
    gate = {"approver": "Board", "authority": "Letter", "reference": "B/1", "because": "So it was."}
    case = case.begin("d1", "Size it", on="2026-03-01").decide("d1", "proceed", on="2026-03-20", **gate)
    held = (*ac.check(case, on="2026-03-31"), *ac.route(case, on="2026-03-31"))
    asked = [one for one in held if one.code == code and one.severity is Severity.NEEDS_JUDGEMENT]
    assert asked
    for one in asked:
        assert one.path == key
        assert key in one.hint
        assert one.hint != rule.fix
