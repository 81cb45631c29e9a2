"""Benefits that came about against those promised: the figures by hand, each side of the tolerance, and silence."""

import pytest

import agile_case as ac
from agile_case.findings import Severity
from agile_case.guidance.realised import RULES

CODE = RULES[0].code
GATE = {"approver": "Board", "authority": "Letter", "reference": "B/1", "because": "So it was."}
CASE = """
format = "agile-case/1"
[case]
title = "Small"
start = "2026-27"
horizon = 3
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[assumptions]
hours = { value = 1000, unit = "hour/year", source = "invented" }
hourly = { value = 20, unit = "GBP/hour", source = "invented" }
[measures.hours]
what = "Hours saved in a year"
unit = "hour/year"
[measures.calls]
what = "Hours of calls saved in a year"
unit = "hour/year"
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.staff]
amount = "10 GBPk/year"
[options.new]
roles = ["preferred-way-forward"]
[options.new.costs.staff]
amount = "12 GBPk/year"
[options.new.benefits.time]
title = "Time"
measure = "hours"
unit_value = "hourly"
kind = "non-cash-releasing"
measured_by = "hours"
[options.new.benefits.calls]
measure = "hours * 0.5"
unit_value = "hourly"
kind = "non-cash-releasing"
measured_by = "calls"
[stages.alpha]
[programme]
benefit_tolerance = 0.1
"""


@pytest.fixture
def case():
    held = ac.loads(CASE).begin("alpha-1", "Try", stage="alpha", on="2026-05-01")
    return held.decide("alpha-1", "proceed", on="2026-09-01", **GATE)


def record(case, year, amount, on, measure="hours"):
    return case.record(f"measures.{measure}", year, f"{amount} hour/year", on=on, source="Log")


def found(case, on=None):
    return [finding for finding in ac.check(case, on=on) if finding.code == CODE]


def test_nothing_recorded_nothing_to_say(case):
    assert found(case) == []
    assert found(ac.loads(CASE)) == []


def test_outside_the_tolerance_it_warns_with_the_present_values_of_the_same_years(case):
    held = record(record(case, "2026-27", 800, "2027-05-01"), "2027-28", 900, "2028-05-01")
    held = record(held, "2027-28", 500, "2028-05-02", "calls")
    (one,) = found(held)
    # 20 x (800 + 900/1.035 + 500/1.035) of 20 x (1000 + 1000/1.035 + 500/1.035): 43,053 of 48,986, so -12.1%
    came, due = 20 * (800 + 1400 / 1.035), 20 * (1000 + 1500 / 1.035)
    assert (one.severity, one.path) == (Severity.WARN, "options.new.benefits")
    assert f"{(came - due) / due:+.1%}" == "-12.1%"
    assert one.message == (
        "benefits recorded for 2026-27 to 2027-28 are worth £43k of £49k that alpha-1 promised for the same years, "
        "present values: -12.1%, outside the tolerance of 10%. Most of it is Time: £34k of £40k."
    )


def test_within_the_tolerance_it_passes(case):
    (one,) = found(record(case, "2026-27", 900, "2027-05-01"))
    assert one.severity is Severity.PASS
    assert one.message.endswith(
        "£18k of £20k that alpha-1 promised for the same years, present values: -10.0%, within the tolerance of 10%."
    )
    (more,) = found(record(case, "2026-27", 3000, "2027-05-01"))
    assert more.severity is Severity.PASS


def test_without_a_tolerance_a_person_is_asked(case):
    bare = case.revise({"programme.benefit_tolerance": None}, because="None agreed", on="2026-10-01")
    (one,) = found(record(bare, "2026-27", 100, "2027-05-01"))
    assert one.severity is Severity.NEEDS_JUDGEMENT
    assert one.hint == "State programme.benefit_tolerance."


def test_what_was_recorded_after_the_day_does_not_count(case):
    held = record(case, "2026-27", 100, "2027-05-01")
    assert found(held, on="2027-04-30") == []
    assert found(held, on="2027-05-01")[0].severity is Severity.WARN


def test_it_is_held_against_what_was_approved_and_not_against_what_was_lowered_since(case):
    lower = case.revise({"assumptions.hours.value": 500}, because="Fewer", on="2026-10-01")
    (one,) = found(record(lower, "2026-27", 500, "2027-05-01"))
    assert one.severity is Severity.WARN
    assert "£10k of £20k" in one.message


def test_records_of_money_alone_or_of_no_proposal_say_nothing(case):
    money = case.record("options.new.costs.staff", "2026-27", "£12k", on="2027-05-01", source="Ledger")
    assert found(money) == []
    bare = ac.loads(CASE.replace('measured_by = "hours"\n', "").replace('measured_by = "calls"\n', ""))
    bare = bare.begin("alpha-1", "Try", stage="alpha", on="2026-05-01")
    assert found(bare.record("options.new.costs.staff", "2026-27", "£12k", on="2027-05-01", source="Ledger")) == []
    two = case.revise({"options.new.roles": [], "options.other": {"title": "x"}}, because="Open", on="2026-10-01")
    assert found(record(two, "2026-27", 100, "2027-05-01")) == []
