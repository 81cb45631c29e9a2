"""Rules of gates, assurance and history: each fires where it should, and is silent on a case that is in order."""

import pytest

import agile_case as ac
from agile_case.findings import Severity
from tests.unit.guidance.test_routing import case_of

GATE = {"approver": "Board", "authority": "Letter", "reference": "B/1", "because": "So it was."}
SETS = ["hmt-agile-2014", "iaap-2011", "service-standard", "reset-2026", "ao-assessment"]
LEVEL = {"assumptions": {"level": {"normal": [10, 1], "unit": "GBPm"}}}


def checked(case, on="2026-12-01"):
    found = {}
    for finding in ac.check(case, on=on):
        found.setdefault(finding.code, []).append(finding)
    return found


def begun(**programme):
    return case_of("level", rules=SETS, **LEVEL, **programme).begin("alpha-1", "To see", stage="alpha", on="2026-06-01")


class TestHistory:
    def test_a_change_without_an_entry(self):
        loose = begun().revise({"case.notes": "x"})
        assert [finding.path for finding in checked(loose)["unrecorded-change"]] == ["case.notes"]
        assert "unrecorded-change" not in checked(begun())

    @pytest.mark.parametrize(("seen", "fires"), [("13 GBPm", True), ("11 GBPm", False)])
    def test_evidence_that_contradicts_the_estimate(self, seen, fires):
        observation = {"estimate": seen, "standard_error": "0.2 GBPm", "setting": "live", "transfer_sd": "0.1 GBPm"}
        found = checked(begun().learn("level", observation, on="2026-07-01", source="Ledger"))
        assert ("evidence-contradicts-prior" in found) is fires
        if fires:
            assert "Ledger" in found["evidence-contradicts-prior"][0].message

    def test_tests_that_were_changed_after_the_evidence(self):
        observation = {"estimate": "11 GBPm", "standard_error": "1 GBPm", "setting": "lab", "transfer_sd": "1 GBPm"}
        tests = {"stages.alpha.tests": [{"assumption": "level", "people": 9}]}
        before = begun().revise(tests, because="Plan", on="2026-06-10")
        before = before.learn("level", observation, on="2026-07-01", source="x")
        assert "moved-goalposts" not in checked(before)
        after = before.revise({"stages.alpha.tests.0.people": 3}, because="Fewer came", on="2026-07-02")
        assert [one.path for one in checked(after)["moved-goalposts"]] == ["stages.alpha.tests.0.people"]
        other = before.revise({"stages.alpha.weeks": 9}, because="Longer", on="2026-07-02")
        assert "moved-goalposts" not in checked(other)

    @pytest.mark.parametrize(("bound", "met"), [("at_least", True), ("at_most", False)])
    def test_a_criterion_of_the_gate(self, bound, met):
        held = begun().revise(
            {
                "stages.alpha.criteria": [{"assumption": "level", bound: "9 GBPm"}],
                "stages.beta": {"tranche": "£2m"},
            },
            because="Plan",
            on="2026-06-02",
        )
        (found,) = checked(held)["criterion-not-met"]
        assert found.severity is (Severity.PASS if met else Severity.WARN)
        assert f"now 10 GBPm; the chance that it is met is {84 if met else 16}%" in found.message
        assert ("The tranche of beta is asked for without it." in found.message) is not met
        assert "criterion-not-met" not in checked(begun())

    def test_a_condition_that_is_overdue(self):
        held = begun().decide(
            *("alpha-1", "proceed-with-conditions"),
            on="2026-08-01",
            conditions=[{"what": "Hire", "due": "2026-10-01"}],
            **GATE,
        )
        assert "Hire" in checked(held)["condition-overdue"][0].message
        assert "condition-overdue" not in checked(held, "2026-10-01")
        assert "condition-overdue" not in checked(held.meet("alpha-1", 1, on="2026-09-01", because="Done"))

    def test_beta_before_any_approval(self):
        stages = {"stages.private_beta": {"weeks": 20}}
        early = begun().revise(stages, because="Plan", on="2026-06-10")
        blocked = early.begin("beta-1", "Build", stage="private_beta", on="2026-08-01")
        assert checked(blocked)["beta-before-approval"][0].severity is Severity.WARN  # its standing bears no block
        decided = early.decide("alpha-1", "proceed", on="2026-07-30", **GATE)
        decided = decided.begin("beta-1", "Build", stage="private_beta", on="2026-08-01")
        assert "beta-before-approval" not in checked(decided)
        pivoted = decided.decide("beta-1", "pivot", on="2026-09-01", **GATE)
        again = pivoted.begin("beta-2", "Build otherwise", stage="private_beta", on="2026-09-10")
        assert "beta-before-approval" not in checked(again)

    def test_a_decision_on_discovery_does_not_approve_beta_and_the_phase_says_what_beta_is(self):
        stages = {"stages.alpha.phase": "discovery", "stages.pilot": {"phase": "private-beta"}}
        held = begun().revise(stages, because="Plan", on="2026-06-10")
        held = held.decide("alpha-1", "proceed", on="2026-07-30", **GATE)
        held = held.begin("pilot-1", "Build", stage="pilot", on="2026-08-01")
        assert "pilot-1 began beta" in checked(held)["beta-before-approval"][0].message


class TestTolerance:
    def test_outside_the_tolerance_goes_back_for_approval(self):
        approved = begun(cost_tolerance=0.1).decide("alpha-1", "proceed", on="2026-08-01", **GATE)
        assert checked(approved)["tolerance-breached"][0].severity is Severity.PASS
        dearer = approved.begin("beta-1", "Build", on="2026-08-02")
        dearer = dearer.revise({"assumptions.level.normal": [12, 1]}, because="Quotes", on="2026-09-01")
        (found,) = checked(dearer)["tolerance-breached"]
        assert found.severity is Severity.ROUTE
        assert "cost was £10.4m when alpha-1 was approved and is £12.4m: +19.2%" in found.message

    def test_no_tolerance_is_made_up(self):
        approved = begun(novel="no").decide("alpha-1", "proceed", on="2026-08-01", **GATE)
        assert checked(approved)["tolerance-breached"][0].severity is Severity.NEEDS_JUDGEMENT


class TestAccountingOfficer:
    CODE = "accounting-officer-assessment"

    def found(self, case, on="2026-12-01"):
        return [(one.severity, one.path.rpartition(".")[2], one.message) for one in checked(case, on=on)[self.CODE]]

    def test_the_day_of_the_request_for_the_outline_case_is_named(self):
        case = case_of(rules=SETS, major="yes").revise({"approvals.a": {"document": "OBC", "asked": "2026-09-01"}})
        ((severity, where, said),) = self.found(case)
        assert (severity, where) == (Severity.ROUTE, "accounting_officer_assessed_on")
        assert said.endswith("when the project departs from plan. That is asked for on 2026-09-01.")

    def test_an_assessment_has_a_summary_that_is_published(self):
        day = {"accounting_officer_assessed_on": "2026-08-30"}
        ((severity, where, said),) = self.found(case_of(rules=SETS, major="yes", **day))
        assert (severity, where) == (Severity.ROUTE, "accounting_officer_published_on")
        assert said == "a summary of the accounting officer assessment of 2026-08-30 is published."
        done = case_of(rules=SETS, major="yes", **day, accounting_officer_published_on="2026-10-01")
        assert [one[0] for one in self.found(done)] == [Severity.PASS]

    def test_it_comes_before_the_request(self):
        days = {"accounting_officer_assessed_on": "2026-09-02", "accounting_officer_published_on": "2026-10-01"}
        case = case_of(rules=SETS, major="yes", **days)
        late = case.revise({"approvals.a": {"document": "OBC", "asked": "2026-09-01"}})
        assert [one[0] for one in self.found(late)] == [Severity.WARN, Severity.PASS]
        in_time = case.revise({"approvals.a": {"document": "OBC", "asked": "2026-09-02"}})
        assert [one[0] for one in self.found(in_time)] == [Severity.PASS]

    def test_outside_the_tolerance_it_is_done_again(self):
        days = {"accounting_officer_assessed_on": "2026-05-02", "accounting_officer_published_on": "2026-06-01"}
        approved = begun(cost_tolerance=0.1, major="yes", **days).decide("alpha-1", "proceed", on="2026-08-01", **GATE)
        assert [one[0] for one in self.found(approved)] == [Severity.PASS]
        dearer = approved.begin("beta-1", "Build", on="2026-08-02")
        dearer = dearer.revise({"assumptions.level.normal": [12, 1]}, because="Quotes", on="2026-09-01")
        again, passed = self.found(dearer)
        assert (again[0], passed[0]) == (Severity.ROUTE, Severity.PASS)
        assert "as the project departs from plan: cost was £10.4m when alpha-1 was approved" in again[2]


@pytest.mark.parametrize(
    ("facts", "code", "severity", "said"),
    [
        ({"assessment": "red"}, "assessment-rating", Severity.WARN, "pause"),
        ({"assessment": "amber", "assessed_on": "2026-11-30"}, "assessment-rating", Severity.WARN, "2027-02-28"),
        ({"assessment": "green"}, "assessment-rating", Severity.PASS, "green"),
        ({"delivery_confidence": "red"}, "delivery-confidence-red", Severity.WARN, "no response"),
        (
            {"assurance_planned_for": "2026-09-02", "approval_requested_on": "2026-09-01"},
            *("assurance-first", Severity.WARN, "before the assurance"),
        ),
        ({"committed_publicly_on": "2026-05-01"}, "public-commitment", Severity.WARN, "2026-05-01"),
        ({"approval_requested_on": "2026-09-01"}, "submission-pack", Severity.WARN, "risk register"),
        (
            {"plan_changed_on": "2026-09-02", "plan_validated_on": "2026-09-01"},
            *("plan-validated-again", Severity.WARN, "not validated since"),
        ),
        ({"major": "yes"}, "accounting-officer-assessment", Severity.ROUTE, "published summary"),
    ],
)
def test_facts_that_ask_for_something(facts, code, severity, said):
    (found,) = checked(case_of(rules=SETS, **facts))[code]
    assert found.severity is severity
    assert said in found.message


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"delivery_confidence": "red", "response_to_red": "IC/27"}, "delivery-confidence-red"),
        ({"assurance_planned_for": "2026-09-01", "approval_requested_on": "2026-09-01"}, "assurance-first"),
        ({"committed_publicly_on": "2026-05-01", "outline_approved_on": "2026-04-30"}, "public-commitment"),
        ({"plan_changed_on": "2026-09-01", "plan_validated_on": "2026-09-01"}, "plan-validated-again"),
        ({"major": "no"}, "accounting-officer-assessment"),
        (
            {
                "approval_requested_on": "2026-09-01",
                "pack": [
                    *("signed-off-case", "assurance-plan", "assurance-report", "risk-register"),
                    "commercial-strategy",
                ],
            },
            "submission-pack",
        ),
    ],
)
def test_facts_that_are_in_order_say_nothing(facts, code):
    assert code not in checked(case_of(rules=SETS, **facts))
