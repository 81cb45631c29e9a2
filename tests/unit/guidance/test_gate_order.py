"""The order of gates: silent where each stage follows a decision to proceed, and a finding where one does not."""

from pathlib import Path

import pytest

import agile_case as ac
from agile_case.findings import Severity
from agile_case.guidance.gate_order import RULES

EXAMPLES = Path(__file__).parents[3] / "examples"
PERMITS = ac.load(EXAMPLES / "permits.toml")
GATE = {"approver": "Board", "authority": "Letter", "reference": "B/1", "because": "So it was."}
CODES = {rule.code for rule in RULES}
CONDITION = {"what": "Audit it", "due": "2025-12-01"}


def found(case, on="2026-01-01", code=None):
    codes = CODES if code is None else {code}
    return [(one.severity, one.path, one.message) for one in ac.check(case, on=on) if one.code in codes]


@pytest.fixture(scope="module")
def begun():
    return PERMITS.begin("d1", "Size it", stage="discovery", on="2025-09-01")


def decided(case, outcome, **more):
    return case.decide("d1", outcome, on="2025-10-28", **GATE, **more)


def test_the_story_passes_over_no_gate():
    assert found(ac.load(EXAMPLES / "permits"), on="2028-04-03") == []
    assert found(PERMITS) == []


def test_a_stage_after_a_decision_to_proceed_is_in_order(begun):
    assert found(decided(begun, "proceed").begin("a1", "Try", stage="alpha", on="2025-11-03")) == []


@pytest.mark.parametrize("outcome", ["repeat", "pause", "pivot"])
def test_another_decision_opens_no_stage(begun, outcome):
    case = decided(begun, outcome)
    assert found(case.begin("d2", "Again", stage="discovery", on="2025-11-03")) == []
    (one,) = found(case.begin("a1", "Try", stage="alpha", on="2025-11-03"))
    said = f"a1 began on 2025-11-03, and the decision on d1 was to {outcome}."
    assert one == (Severity.WARN, "stages.alpha", said)


def test_no_decision_and_a_later_one_are_two_things(begun):
    (one,) = found(begun.begin("a1", "Try", stage="alpha", on="2025-11-03"))
    assert one[2] == "a1 began on 2025-11-03, and d1 has no decision."
    (one,) = found(decided(begun, "proceed").begin("a1", "Try", stage="alpha", on="2025-10-27"))
    assert one[2] == "a1 began on 2025-10-27, before the decision on d1 of 2025-10-28."


def test_a_stage_that_is_left_out_is_asked_about(begun):
    (one,) = found(decided(begun, "proceed").begin("b1", "Build", stage="private_beta", on="2025-11-03"))
    assert one == (
        Severity.NEEDS_JUDGEMENT,
        "stages.private_beta",
        "b1 began on 2025-11-03 without any iteration of alpha before it.",
    )


def test_going_back_to_an_earlier_stage_is_in_order(begun):
    case = decided(begun, "proceed").begin("a1", "Try", stage="alpha", on="2025-11-03")
    case = case.decide("a1", "pivot", on="2025-12-01", **GATE)
    assert found(case.begin("d2", "Look again", stage="discovery", on="2025-12-08")) == []


class TestConditions:
    @pytest.fixture
    def alpha(self, begun):
        case = decided(begun, "proceed-with-conditions", conditions=[CONDITION])
        return case.begin("a1", "Try", stage="alpha", on="2025-11-03")

    def test_a_condition_may_be_open_while_the_next_stage_is_at_work(self, alpha):
        assert found(alpha, code="condition-open-at-gate") == []

    def test_it_is_found_once_the_next_gate_is_asked_for(self, alpha):
        asked = alpha.recommend("a1", "proceed", by="SRO", on="2025-11-20", because="It works.")
        (one,) = found(asked, on="2025-11-21")
        said = 'the condition "Audit it" of the decision on d1 is open, and a1 is put to the board.'
        assert one == (Severity.WARN, "history.d1", said)
        met = asked.meet("d1", 1, on="2025-11-22", because="Audited")
        assert found(met) == []

    def test_an_earlier_condition_is_not_forgotten_at_the_next_decision(self, alpha):
        later = alpha.decide("a1", "proceed", on="2025-12-10", **GATE)
        (overdue,) = found(later, code="condition-overdue")
        assert '"Audit it" of the decision on d1 was due on 2025-12-01 and is open' in overdue[2]
        paper = ac.gate_paper(later, "a1", year="2025-26")
        (lines,) = (section.lines for section in paper.sections if section.title == "Conditions still open")
        assert lines == ("Overdue: Audit it, by 2025-12-01 (of d1)",)
        assert found(later, on="2025-12-01", code="condition-overdue") == []

    def test_the_gate_paper_calls_it_overdue_after_its_day(self, alpha):
        for day, words in (("2025-12-01", "Audit it, by"), ("2025-12-02", "Overdue: Audit it, by")):
            asked = alpha.recommend("a1", "proceed", by="SRO", on=day, because="It works.")
            paper = ac.gate_paper(asked, "a1", year="2025-26")
            (lines,) = (section.lines for section in paper.sections if section.title == "Conditions still open")
            assert lines == (f"{words} 2025-12-01",)
