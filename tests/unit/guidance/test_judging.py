"""Judgements: a question that was answered, a finding set aside with a reason, and a block that is never silent."""

import datetime
import pickle
from pathlib import Path

import attrs
import pytest

import agile_case as ac
from agile_case.findings import Finding, Findings, Severity
from agile_case.guidance.judging import judged

EXAMPLES = Path(__file__).parents[3] / "examples"
CASE = ac.load(EXAMPLES / "licence.toml")
GIVEN = {"rule": "a", "by": "The board", "on": "2026-05-01", "because": "It is so"}


def finding(code="a", severity=Severity.WARN, path="options.one.costs.x"):
    return Finding(code, severity, path, "m.", "s")


def on_one(held, *, day=None, **more):
    return judged([held], {"j": ac.Judgement(**{**GIVEN, **more})}, day and datetime.date.fromisoformat(day))


class TestAnswers:
    def test_a_question_prints_as_answered_with_who_when_and_the_answer(self):
        (held,) = found = on_one(finding(severity=Severity.NEEDS_JUDGEMENT))
        assert held.judged == "answered by The board on 2026-05-01: It is so"
        assert "    judged: answered by The board on 2026-05-01: It is so\n" in str(found)
        assert (len(found.open), found.summary) == (0, "1 finding, 1 of them judged.")

    def test_nothing_but_the_answer_is_added(self):
        held = finding(severity=Severity.NEEDS_JUDGEMENT)
        (found,) = on_one(held)
        assert attrs.evolve(found, judged="") == held

    def test_one_that_is_ignored_is_counted_and_kept(self):
        found = on_one(finding(), ignore=True)
        assert found == ()
        assert [held.judged for held in found.ignored] == ["ignored by The board on 2026-05-01: It is so"]
        assert str(found) == "No findings, 1 ignored with a reason."

    def test_a_block_that_is_ignored_stays_and_says_who_did_so(self):
        (held,) = found = on_one(finding(severity=Severity.BLOCK), ignore=True)
        assert (held.severity, found.ignored) == (Severity.BLOCK, ())
        assert held.judged == "ignored by The board on 2026-05-01: It is so"

    @pytest.mark.parametrize(
        ("about", "counts"),
        [
            ("", True),
            ("options.one", True),
            ("options.one.costs.x", True),
            ("options.on", False),
            ("options.one.costs.x.y", False),
        ],
    )
    def test_it_is_about_an_address_and_all_below_it(self, about, counts):
        assert bool(on_one(finding(), about=about, ignore=True).ignored) is counts

    def test_another_rule_is_not_answered(self):
        assert on_one(finding("b"), ignore=True) == (finding("b"),)

    @pytest.mark.parametrize(
        ("day", "counts"), [("2026-04-30", False), ("2026-05-01", True), ("2026-06-30", True), ("2026-07-01", False)]
    )
    def test_it_holds_from_its_day_to_its_last(self, day, counts):
        assert bool(on_one(finding(), day=day, ignore=True, until="2026-06-30").ignored) is counts

    def test_of_two_the_later_counts(self):
        first, later = ac.Judgement(**GIVEN), ac.Judgement(**{**GIVEN, "on": "2026-06-01", "because": "Not so"})
        for held in ({"x": first, "y": later}, {"y": later, "x": first}):
            assert judged([finding()], held)[0].judged.endswith("Not so")

    def test_findings_are_worst_first(self):
        order = [Severity.WARN, Severity.BLOCK, Severity.PASS, Severity.ROUTE, Severity.NEEDS_JUDGEMENT]
        assert [held.severity for held in judged([finding(severity=one) for one in order], {})] == list(Severity)

    def test_findings_with_those_ignored_survive_a_pickle_and_print_back(self):
        found = Findings([finding()], [finding("b")])
        again = pickle.loads(pickle.dumps(found))
        assert (again, again.ignored) == (found, found.ignored)
        held = eval(repr(found), {"Findings": Findings, "Finding": Finding, "Severity": Severity})  # noqa: S307 - our own text
        assert (held, held.ignored) == (found, found.ignored)


class TestCases:
    def test_check_and_route_both_answer(self):
        open_case = CASE.revise({"programme": {"delegated_limit": "£30m"}})
        assert "source-missing" in {held.code for held in ac.check(open_case)}
        held = {
            "a": {**GIVEN, "rule": "source-missing", "ignore": True},
            "b": {**GIVEN, "rule": "always-treasury"},
        }
        case = open_case.revise({"judgements": held})
        assert {held.code for held in ac.check(case).ignored} == {"source-missing"}
        answered = {held.code for held in ac.route(case, on="2026-05-02", option="digital") if held.judged}
        assert answered == {"always-treasury"}

    def test_a_judgement_changes_no_number(self):
        case = CASE.revise({"judgements": {"a": {**GIVEN, "rule": "source-missing", "ignore": True}}})
        assert case.appraise().against()["digital"].npsv == CASE.appraise().against()["digital"].npsv

    def test_a_rule_that_is_none_is_found_and_the_nearest_named(self):
        case = CASE.revise({"judgements": {"a": {**GIVEN, "rule": "source-mising"}}})
        (found,) = (held for held in ac.check(case) if held.code == "judgement-of-nothing")
        assert found.path == "judgements.a.rule"
        assert found.message == "no rule has the code 'source-mising', so this judgement answers nothing."
        assert "source-missing" in found.hint

    def test_one_that_has_ended_is_found(self):
        held = {**GIVEN, "rule": "source-missing", "ignore": True, "until": "2026-06-30"}
        case = CASE.revise({"judgements": {"a": held}})
        assert "judgement-ended" not in {one.code for one in ac.check(case, on="2026-06-30")}
        found = {one.code: one for one in ac.check(case, on="2026-07-01")}
        assert found["judgement-ended"].path == "judgements.a.until"
        assert "source-missing" in found
