"""Rules on the terms of a stage's money."""

import pytest

import agile_case as ac
from agile_case.findings import Severity
from tests.unit.guidance.test_gate_rules import GATE, begun, checked

TERMS = "stages.alpha.funding_terms"
SEEN = {"estimate": "11 GBPm", "standard_error": "1 GBPm", "setting": "lab", "transfer_sd": "1 GBPm"}


def on_terms(**terms):
    return begun().revise({TERMS: terms}, because="Award", on="2026-06-02")


def one(case, code, on="2026-12-01"):
    (found,) = checked(case, on)[code]
    return found


@pytest.mark.parametrize(("on", "late"), [("2026-12-01", False), ("2026-12-02", True)])
@pytest.mark.parametrize("every", ["6 month", "0.5 year"])
def test_a_review_is_late_from_the_day_after_it_was_due(on, late, every):
    found = one(on_terms(review_every=every), "outcome-review-late", on)
    assert found.severity is (Severity.WARN if late else Severity.PASS)
    assert found.path == f"{TERMS}.review_every"
    assert "on 2026-06-01, and its terms ask for it every 6 months: due 2026-12-01" in found.message


def test_a_decision_is_a_review_and_after_a_stop_there_is_none():
    held = on_terms(review_every="6 month")
    repeated = held.decide("alpha-1", "repeat", on="2026-11-10", **GATE)
    assert one(repeated, "outcome-review-late", "2027-01-10").severity is Severity.PASS
    stopped = held.decide("alpha-1", "stop", on="2026-11-10", **GATE)
    assert "outcome-review-late" not in checked(stopped, "2028-01-10")
    assert "outcome-review-late" not in checked(begun())
    assert "outcome-review-late" not in {found.code for found in ac.check(held)}  # no day, nothing has passed


def test_evidence_that_did_not_come():
    held = on_terms(evidence_every="3 month")
    assert "evidence-overdue" not in checked(begun(), "2028-01-01")
    late = one(held, "evidence-overdue", "2026-09-02")
    assert late.severity is Severity.WARN
    assert "there is no evidence since it began on 2026-06-01" in late.message
    seen = held.learn("level", SEEN, on="2026-08-01", source="Ledger")
    assert one(seen, "evidence-overdue", "2026-11-01").severity is Severity.PASS
    assert one(seen, "evidence-overdue", "2026-11-02").severity is Severity.WARN


@pytest.mark.parametrize(
    ("model", "there", "asked"),
    [
        (
            "staged-innovation",
            {"stages.alpha.criteria": [{"assumption": "level", "at_most": "20 GBPm"}]},
            "no criteria",
        ),
        ("staged-live", {f"{TERMS}.review_every": "6 month"}, "no review_every"),
        ("outcome-portfolio", {"objectives.less": {"title": "Less", "specific": "Less"}}, "no objective"),
        (
            "risk-based",
            {"options.new.risks.attack": {"probability": 0.1, "impact": "1 GBPm/year", "within_bias": False}},
            "no option has a risk",
        ),
    ],
)
def test_what_a_model_of_funding_rests_on(model, there, asked):
    held = on_terms(model=model)
    found = one(held, "funding-model-terms")
    assert (found.severity, found.path) == (Severity.NEEDS_JUDGEMENT, f"{TERMS}.model")
    assert asked in found.message
    assert "funding-model-terms" not in checked(held.revise(there, because="Said", on="2026-06-03"))


@pytest.mark.parametrize("wrong", ["0 month", "-1 year", "0.3 month", "6 week"])
def test_terms_are_whole_months(wrong):
    with pytest.raises(ac.InputError, match="after whole months") as caught:
        ac.FundingTerms(review_every=wrong)
    assert caught.value.faults[0].where == "review_every"


def test_terms_in_months():
    terms = ac.FundingTerms(review_every="1.5 year")
    assert terms.months("review_every") == 18
    assert terms.months("evidence_every") is None
