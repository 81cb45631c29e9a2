"""The assurance and approval plan: its time line, its rules, what stages showed, and what a gate paper says of it."""

import copy
import datetime
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.errors import InputError, InvalidCaseError
from agile_case.guidance.assurance_plan import due_of, name_of, points_of, rating_of
from agile_case.guidance.reviews import SUGGESTED
from agile_case.model.assurance import REVIEWS
from agile_case.model.stages import PHASES
from tests.unit.guidance.test_rules import GOOD

SETS = ["service-standard", "iaap-2011", "hmt-agile-2014", "reset-2026"]


@pytest.fixture
def plain():
    held = copy.deepcopy(GOOD)
    held["case"]["rules"] = SETS
    held["stages"] = {"alpha": {"phase": "alpha"}, "beta": {"phase": "private-beta"}}
    return held


def found(plain, code, on=None):
    return [(f.path, f.severity.value) for f in ac.check(ac.from_plain(plain), on=on) if f.code == code]


def said(plain, code, on=None):
    (message,) = (f.message for f in ac.check(ac.from_plain(plain), on=on) if f.code == code)
    return message


def assessment(**more):
    return {"a": {"kind": "service-assessment", "stage": "alpha", **more}}


class TestPlan:
    @pytest.fixture
    def case(self, plain):
        plain["programme"] = {"transactions": 410_000, "plan_validated_on": "2026-04-02"}
        plain["reviews"] = {
            "late": {"kind": "gate-2", "planned": "2026-06-01", "by": "Reviewers", "report": "https://example.org/r"},
            "panel": {
                "kind": "service-assessment",
                "stage": "alpha",
                "held": "2026-05-01",
                "amber_points": [5],
                "confidence": "red",
                "response": "A new plan",
                "actions": [
                    {"what": "One"},
                    {"what": "Two", "due": "2026-05-20"},
                    {"what": "Three", "done": "2026-05-02"},
                ],
            },
            "some_day": {"kind": "project-assessment-review"},
        }
        plain["approvals"] = {
            "outline": {"document": "OBC", "asked": "2026-06-30", "assured_by": ["late", "panel"], "by": "The board"},
            "case": {"approved": "2026-04-30", "asked": "2026-04-01", "reference": "IB/1"},
        }
        return ac.from_plain(plain)

    def test_reviews_and_approvals_stand_on_one_time_line(self, case):
        rows = ac.assurance_plan(case, on="2026-06-15").records()
        assert [(row["what"], row["day"], row["state"]) for row in rows] == [
            ("Approval of the case", "2026-04-30", "approved"),
            ("Service assessment", "2026-05-01", "held"),
            ("Gate 2", "2026-06-01", "overdue"),
            ("Approval of the OBC", "2026-06-30", "planned"),
            ("PAR", "", "planned"),
        ]
        panel = rows[1]
        assert panel["who"] == "a cross-government panel"
        assert panel["rating"] == "amber (5 everyone can use it)"
        assert panel["confidence"] == "red; response: A new plan"
        assert panel["open_actions"] == "One (by 2026-08-01); Two (by 2026-05-20)"
        assert rows[3]["comes_after"] == "Gate 2, Service assessment"
        assert {row["key"] for row in rows} >= {"reviews.late", "approvals.outline"}

    def test_without_a_day_nothing_is_overdue(self, case):
        assert "overdue" not in {row["state"] for row in ac.assurance_plan(case).records()}

    def test_it_says_when_it_was_validated(self, case, plain):
        assert "Validated on 2026-04-02." in ac.assurance_plan(case).notes
        del plain["programme"]
        plan = ac.assurance_plan(ac.from_plain(plain))
        assert "No validation of the plan is recorded." in plan.notes
        assert "not said" in plan.to_text()

    def test_an_action_without_a_day_has_none_but_after_an_amber_assessment(self):
        action = ac.ReviewAction(what="It")
        held = datetime.date(2026, 11, 30)
        assert due_of(ac.Review(kind="gate-2", held=held), action) is None
        assert due_of(ac.Review(kind="service-assessment", held=held, rating="green"), action) is None
        assert due_of(ac.Review(kind="service-assessment"), action) is None
        amber = ac.Review(kind="service-assessment", held=held, rating="amber")
        assert due_of(amber, action) == datetime.date(2027, 2, 28)

    @pytest.mark.parametrize(
        ("fields", "rating"),
        [
            ({}, ""),
            ({"amber_points": [1]}, "amber"),
            ({"amber_points": [1], "red_points": [2]}, "red"),
            ({"held": "2026-05-01", "rating": "green", "red_points": [2]}, "green"),
        ],
    )
    def test_a_rating_is_as_stated_or_that_of_the_worst_point(self, fields, rating):
        assert rating_of(ac.Review(kind="service-assessment", **fields)) == rating

    def test_every_kind_has_a_name(self):
        assert len({name_of(kind) for kind in REVIEWS}) == len(REVIEWS)
        assert name_of("gate-5") == "Gate 5"
        assert name_of("peer-review") == "Peer review"

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({}, ""),
            ({"amber_points": [5, 1]}, "5 everyone can use it, 1 users and needs"),
            ({"amber_points": [5], "red_points": [9]}, "red: 9 secure and private; amber: 5 everyone can use it"),
            ({"held": "2026-05-01", "rating": "green", "amber_points": [14]}, "amber: 14 reliable"),
        ],
    )
    def test_points_are_named_with_their_colour_where_the_rating_does_not_say_it(self, fields, said):
        assert points_of(ac.Review(kind="service-assessment", **fields)) == said


class TestFields:
    def test_a_result_needs_a_day(self):
        with pytest.raises(InputError, match="A review that was not held has no result"):
            ac.Review(kind="gate-2", confidence="red")

    @pytest.mark.parametrize("points", [[0], [15], [1.5]])
    def test_points_are_those_of_the_standard(self, points):
        with pytest.raises(InputError, match="not points of the Service Standard"):
            ac.Review(kind="service-assessment", red_points=points)

    @pytest.mark.parametrize("actions", ["Do it", [{"what": "Do it"}], 3])
    def test_actions_are_actions(self, actions):
        with pytest.raises(InputError, match="A list of actions is needed"):
            ac.Review(kind="gate-2", actions=actions)

    @pytest.mark.parametrize(
        ("table", "entry", "where"),
        [
            ("reviews", {"kind": "gate-2", "stage": "none"}, "reviews.a.stage"),
            ("approvals", {"stage": "none"}, "approvals.a.stage"),
            ("approvals", {"assured_by": "none"}, "approvals.a.assured_by.0"),
            ("exhibits", {"kind": "backlog", "stage": "none"}, "exhibits.a.stage"),
            ("data", {"assumptions": "none"}, "data.a.assumptions.0"),
        ],
    )
    def test_a_name_that_leads_nowhere_is_refused(self, plain, table, entry, where):
        plain[table] = {"a": entry}
        with pytest.raises(InvalidCaseError) as caught:
            ac.from_plain(plain)
        assert [(fault.where, fault.code) for fault in caught.value.faults] == [(where, "unknown-name")]

    def test_a_new_key_goes_into_the_approval_that_hangs_on_it(self, plain):
        plain["reviews"] = assessment()
        plain["approvals"] = {"outline": {"assured_by": ["a"]}}
        assert ac.from_plain(plain).rename("reviews.a", "alpha").get("approvals.outline.assured_by") == ["alpha"]


class TestAssessment:
    CODE = "service-assessment"

    @pytest.mark.parametrize(
        ("more", "severity", "words"),
        [
            ({"rating": "green"}, "pass", "was green."),
            ({"rating": "red"}, "warn", "was red: pause, fix, be assessed again."),
            ({"rating": "amber"}, "warn", "no action is recorded; they are done by 2026-08-01"),
            ({"rating": "amber", "actions": [{"what": "A"}]}, "warn", "1 of 1 actions are open"),
            ({"rating": "amber", "actions": [{"what": "A", "done": "2026-05-04"}]}, "pass", "its actions are done."),
        ],
    )
    def test_the_last_one_says_what_follows(self, plain, more, severity, words):
        plain["reviews"] = assessment(held="2026-05-01", **more)
        assert found(plain, self.CODE) == [("reviews.a", severity)]
        assert words in said(plain, self.CODE)

    def test_only_the_last_one_counts_and_only_one_that_was_held(self, plain):
        plain["reviews"] = assessment(held="2026-05-01", rating="red")
        plain["reviews"]["b"] = {"kind": "service-assessment", "held": "2026-06-01", "rating": "green"}
        assert found(plain, self.CODE) == [("reviews.b", "pass")]
        plain["reviews"] = assessment(planned="2026-05-01")
        assert found(plain, self.CODE) == []

    def test_points_that_say_otherwise_are_asked_about(self, plain):
        code = "rating-unlike-points"
        for rating, points, wanted in (
            ("green", {"amber_points": [1]}, True),
            ("amber", {"amber_points": [1]}, False),
            ("amber", {"red_points": [1]}, True),
            ("red", {"amber_points": [1]}, False),
            ("green", {}, False),
        ):
            plain["reviews"] = assessment(held="2026-05-01", rating=rating, **points)
            assert found(plain, code) == ([("reviews.a.rating", "needs-judgement")] if wanted else [])


class TestConfidence:
    CODE = "review-confidence-red"

    def test_red_asks_for_a_response_and_is_no_stop(self, plain):
        plain["reviews"] = {"a": {"kind": "gate-2", "held": "2026-05-01", "confidence": "red"}}
        assert found(plain, self.CODE) == [("reviews.a", "warn")]
        assert said(plain, self.CODE).endswith("It is no stop.")
        plain["reviews"]["a"]["response"] = "A new plan"
        assert found(plain, self.CODE) == []

    def test_only_the_last_one_counts(self, plain):
        plain["reviews"] = {
            "a": {"kind": "gate-2", "held": "2026-05-01", "confidence": "red"},
            "b": {"kind": "gate-3", "held": "2026-05-02", "confidence": "amber"},
        }
        assert found(plain, self.CODE) == []


class TestDays:
    @pytest.mark.parametrize(
        ("review", "early"),
        [
            ({"planned": "2026-05-01"}, False),
            ({"planned": "2026-05-03"}, True),
            ({"planned": "2026-05-03", "held": "2026-05-02"}, False),
            ({}, True),
        ],
    )
    def test_an_approval_comes_after_what_assures_it(self, plain, review, early):
        plain["reviews"] = {"a": {"kind": "gate-2", **review}}
        plain["approvals"] = {"outline": {"asked": "2026-05-02", "assured_by": "a"}, "later": {"assured_by": "a"}}
        wanted = [("approvals.outline", "warn")] if early else []
        assert found(plain, "approval-before-assurance") == wanted

    def test_what_was_planned_and_not_held_is_overdue(self, plain):
        plain["reviews"] = {"a": {"kind": "gate-2", "planned": "2026-05-01"}}
        assert found(plain, "review-overdue") == []
        assert found(plain, "review-overdue", "2026-05-01") == []
        assert found(plain, "review-overdue", "2026-05-02") == [("reviews.a", "warn")]

    def test_so_is_an_action(self, plain):
        actions = [{"what": "A"}, {"what": "B", "done": "2026-05-02"}, {"what": "C", "due": "2026-12-01"}]
        plain["reviews"] = assessment(held="2026-05-01", rating="amber", actions=actions)
        assert found(plain, "review-action-overdue", "2026-08-01") == []
        assert found(plain, "review-action-overdue", "2026-08-02") == [("reviews.a.actions.0", "warn")]
        assert found(plain, "review-action-overdue") == []

    def test_and_one_that_was_not_done_before_the_next_assessment(self, plain):
        actions = [{"what": "A"}, {"what": "B", "done": "2026-06-02"}, {"what": "C", "done": "2026-06-01"}]
        plain["reviews"] = assessment(held="2026-05-01", rating="amber", actions=actions)
        plain["reviews"]["gate"] = {"kind": "gate-2", "held": "2026-05-09"}
        assert found(plain, "review-action-overdue") == []
        plain["reviews"]["b"] = {"kind": "service-assessment", "held": "2026-06-01", "rating": "green"}
        assert found(plain, "review-action-overdue") == [
            ("reviews.a.actions.0", "warn"),
            ("reviews.a.actions.1", "warn"),
        ]


class TestValidatedAgain:
    CODE = "plan-validated-again"

    def days(self, plain, changes, validated="2026-04-30"):
        plain["programme"] = {"plan_validated_on": validated} if validated else {"novel": "no"}
        plain["reviews"] = {"a": {"kind": "gate-2", "planned": "2026-06-01"}}
        case = ac.Case(ac.from_plain(plain).model).begin("one", "To see", on="2026-04-01")
        case = case.revise(changes, because="As agreed", on="2026-05-02")
        return [(f.path, f.message) for f in ac.check(case) if f.code == self.CODE]

    @pytest.mark.parametrize(
        "changes",
        [
            {"reviews.a.planned": "2026-07-01"},
            {"reviews.b": {"kind": "gate-3"}},
            {"approvals.outline": {"asked": "2026-08-01", "assured_by": ["a"]}},
        ],
    )
    def test_a_change_of_what_is_planned_is_seen_in_the_history(self, plain, changes):
        message = "the assurance plan was changed on 2026-05-02 and not validated since."
        assert self.days(plain, changes) == [("programme.plan_validated_on", message)]
        assert self.days(plain, changes, "2026-05-02") == []
        assert self.days(plain, changes, None) == []

    def test_what_a_review_came_to_is_no_change_of_the_plan(self, plain):
        assert self.days(plain, {"reviews.a.held": "2026-05-01", "case.notes": "A note"}) == []


class TestNotPlanned:
    CODE = "assurance-not-planned"

    def test_each_group_of_a_phase_is_asked_about_once_there_are_reviews(self, plain):
        assert found(plain, self.CODE) == []
        plain["reviews"] = assessment()
        assert found(plain, self.CODE) == [
            ("stages.alpha", "needs-judgement"),
            ("stages.beta", "needs-judgement"),
            ("stages.beta", "needs-judgement"),
        ]
        plain["reviews"] = {
            f"{stage}_{kind[-1]}": {"kind": kind, "stage": stage}
            for stage, kinds in (
                ("alpha", ("gate-2", "service-assessment")),
                ("beta", ("gate-4", "service-assessment")),
            )
            for kind in kinds
        }
        assert found(plain, self.CODE) == []

    def test_the_mapping_is_of_phases_and_kinds_that_there_are(self):
        assert set(SUGGESTED) <= set(PHASES)
        assert {kind for groups in SUGGESTED.values() for group in groups for kind in group} <= set(REVIEWS)


class TestEvidence:
    CODE = "evidence-not-shown"

    def test_what_the_stage_of_the_last_iteration_did_not_show_is_found(self, plain):
        plain["exhibits"] = {"d": {"kind": "demonstration", "stage": "alpha", "on": "2026-05-01", "says": "A form"}}
        case = ac.from_plain(plain)

        def missing(case):
            return [f.message for f in ac.check(case) if f.code == self.CODE]

        assert missing(case) == []
        begun = ac.Case(case.model).begin("alpha-1", "To see", stage="alpha", on="2026-05-01")
        assert missing(begun) == ["this stage has shown no burn chart, no backlog."]
        aside = ac.Case(case.model).begin("other", "To see", on="2026-05-01")
        assert missing(aside) == []

    def test_nothing_is_asked_of_a_discovery_and_nothing_more_of_what_has_shown_all(self, plain):
        plain["stages"]["alpha"]["phase"] = "discovery"
        case = ac.Case(ac.from_plain(plain).model).begin("d-1", "To see", stage="alpha", on="2026-05-01")
        assert not [f for f in ac.check(case) if f.code == self.CODE]
        plain["exhibits"] = {
            kind[:3]: {"kind": kind, "stage": "beta"} for kind in ("demonstration", "burn-chart", "backlog")
        }
        case = ac.Case(ac.from_plain(plain).model).begin("b-1", "To see", stage="beta", on="2026-05-01")
        assert not [f for f in ac.check(case) if f.code == self.CODE]

    def test_it_is_a_table_of_stages(self, plain):
        plain["exhibits"] = {
            "a": {"kind": "demonstration", "stage": "alpha", "on": "2026-05-01", "says": "A form"},
            "b": {"kind": "demonstration", "stage": "alpha", "on": "2026-05-08", "says": "A map"},
            "c": {"kind": "backlog", "stage": "alpha"},
            "d": {"kind": "backlog"},
        }
        alpha, beta = ac.evidence_table(ac.from_plain(plain)).records()
        assert alpha["demonstration"] == "2, last 2026-05-08"
        assert (alpha["burn_chart"], alpha["backlog"], alpha["says"]) == ("none", "1", "A form; A map")
        assert beta["backlog"] == "none"


class TestGatePaper:
    def lines(self, plain, stage="alpha"):
        case = ac.Case(ac.from_plain(plain).model).begin("one", "To see", stage=stage, on="2026-05-01")
        paper = ac.gate_paper(case, "one", year="2026-27", option="digital")
        (section,) = (section for section in paper.sections if section.title == "Assessments")
        return section.lines

    def test_it_says_nothing_where_nothing_is_known(self, plain):
        assert self.lines(plain) == ("Not stated.",)

    def test_it_has_the_reviews_of_the_stage_and_actions_that_are_open(self, plain):
        plain["reviews"] = {
            **assessment(held="2026-05-01", rating="amber", actions=[{"what": "Test it."}], title="Alpha assessment"),
            "par": {"kind": "project-assessment-review", "stage": "alpha", "held": "2026-05-02", "confidence": "red"},
            "next": {"kind": "gate-3", "stage": "beta", "planned": "2026-12-01"},
            "some_day": {"kind": "gate-2", "stage": "alpha"},
        }
        assert self.lines(plain) == (
            "Alpha assessment, 2026-05-01: amber. To do by 2026-08-01: Test it.",
            "PAR, 2026-05-02. Delivery confidence: red. No response is recorded.",
            "Gate 2: not planned for a day, not held.",
        )
        plain["reviews"]["par"]["response"] = "A new plan."
        assert self.lines(plain, "beta") == (
            "Alpha assessment, 2026-05-01: amber. To do by 2026-08-01: Test it.",
            "Gate 3: planned for 2026-12-01, not held.",
        )
        assert "Delivery confidence: red. Response: A new plan." in self.lines(plain)[1]

    def test_what_the_programme_says_stands_where_no_review_says_more(self, plain):
        plain["programme"] = {
            "assessment": "green",
            "assessed_on": "2026-04-01",
            "delivery_confidence": "red",
            "response_to_red": "A plan",
        }
        assert self.lines(plain) == (
            "Service assessment: green, 2026-04-01.",
            "Delivery confidence: red. Response: A plan.",
        )
        plain["reviews"] = {
            **assessment(held="2026-05-01", rating="green"),
            "par": {"kind": "gate-2", "stage": "beta", "held": "2026-05-02", "confidence": "green"},
        }
        assert self.lines(plain) == ("Service assessment, 2026-05-01: green.",)

    def test_what_the_stage_showed_and_what_is_due_are_counted(self, plain):
        plain["exhibits"] = {"d": {"kind": "demonstration", "stage": "alpha"}}
        plain["strategic"] = {"scope": "All"}
        shown, due = self.lines(plain)
        assert shown.startswith("Shown by this stage: demonstration 1, burn chart none, backlog none.")
        assert due.endswith("parts of the five cases are due by the OBC and not there.")

    def test_a_few_parts_that_are_missing_are_named_and_none_is_said(self):
        story = ac.load(Path(__file__).parents[3] / "examples" / "permits")
        assert self.last(story, "alpha-2") == "Everything that is due by the OBC of the five cases is there."
        opening = ac.Case(ac.load(Path(__file__).parents[3] / "examples" / "permits.toml").model)
        unlisted = {"longlist": None, **{f"options.{key}.choices": None for key in opening.model.options}}
        bare = opening.revise(unlisted).begin("one", "To see", stage="discovery", on="2025-09-01")
        assert self.last(bare, "one") == "1 part of the five cases is due by the SOC and not there: longlist."
        whole = opening.begin("one", "To see", stage="discovery", on="2025-09-01")
        assert self.last(whole, "one") == "Everything that is due by the SOC of the five cases is there."

    def last(self, case, iteration):
        year = "2026-27" if iteration == "alpha-2" else "2025-26"
        paper = ac.gate_paper(case, iteration, year=year, option="digital")
        return next(section.lines[-1] for section in paper.sections if section.title == "Assessments")
