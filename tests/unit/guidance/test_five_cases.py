"""What a case says in words: what is due when, and the rules, each of which fires on one change of a case."""

import copy

import pytest

import agile_case as ac
from agile_case.errors import InputError, InvalidCaseError, UnknownNameError
from agile_case.guidance.contents_due import CASES, CONTENTS, POINTS, point_of_stage
from tests.unit.guidance.test_rules import GOOD

SMART = {
    "specific": "Casework is quicker",
    "measure": "Minutes",
    "target": "10 minutes",
    "achievable": "Others do it",
    "realistic": "It is paid for",
    "by": "2029-03-31",
}
DUTIES = {
    key: {"duty": duty, "at_longlist": "No effect.", "at_shortlist": "No effect."}
    for key, duty in (("a", "environmental-principles"), ("b", "biodiversity"), ("c", "public-sector-equality"))
}


@pytest.fixture
def plain():
    held = copy.deepcopy(GOOD)
    held["case"]["rules"] = ["gb-2026"]
    return held


def found(plain, code, on=None):
    return [(f.path, f.severity.value) for f in ac.check(ac.from_plain(plain), on=on) if f.code == code]


class TestWhatIsDue:
    @pytest.mark.parametrize(
        ("stage", "point"),
        [
            ({}, ""),
            ({"phase": "discovery"}, "SOC"),
            ({"phase": "alpha"}, "OBC"),
            ({"phase": "live"}, "FBC"),
            ({"phase": "discovery", "document": "OBC"}, "OBC"),
            ({"phase": "alpha", "document": "PBC"}, "OBC"),
            ({"document": "PBC"}, ""),
            ({"document": "BJC"}, "FBC"),
        ],
    )
    def test_a_stage_works_towards_its_document_or_that_of_its_phase(self, stage, point):
        assert point_of_stage(ac.Stage(**stage)) == point

    def test_it_is_the_stage_of_the_last_iteration_or_the_first_stage(self, plain):
        plain["stages"] = {"one": {"phase": "discovery"}, "two": {"phase": "alpha"}}
        case = ac.from_plain(plain)
        assert ac.completeness(case).at == "SOC"
        case = ac.Case(case.model).begin("alpha-1", "To see", stage="two", on="2026-05-01")
        assert ac.completeness(case).at == "OBC"

    @pytest.mark.parametrize("at", ["OBC", "alpha", "second"])
    def test_it_may_be_a_document_a_phase_or_a_stage(self, plain, at):
        plain["stages"] = {"second": {"phase": "alpha"}}
        assert ac.completeness(ac.from_plain(plain), at=at).at == "OBC"

    def test_a_name_that_is_none_is_refused_with_the_nearest(self, plain):
        with pytest.raises(UnknownNameError, match="did you mean alpha"):
            ac.completeness(ac.from_plain(plain), at="alfa")

    @pytest.mark.parametrize("at", ["", "plain"])
    def test_without_a_stage_that_says_it_it_is_asked_for(self, plain, at):
        plain["stages"] = {"plain": {"weeks": 3}}
        with pytest.raises(InputError, match="does not say how far it is"):
            ac.completeness(ac.from_plain(plain), at=at)

    def test_every_part_has_a_status_by_the_distance_of_its_document(self, plain):
        case = ac.from_plain(plain)
        for place, point in enumerate(POINTS):
            held = ac.completeness(case, at=point)
            assert [part.content.case for part in held.parts] == [
                name for name in CASES for content in CONTENTS if content.case == name
            ]
            for part in held.parts:
                ahead = POINTS.index(part.content.due) - place
                missing = "overdue" if ahead < 0 else ("due now", "due next", "later")[ahead]
                assert part.status == ("there" if part.said else missing)
            assert sum(held.counts.values()) == len(CONTENTS)
            assert len(held.missing) == held.counts["overdue"] + held.counts["due now"]
            assert len(held.table.rows) == len(held.missing) + held.counts["there"]
            assert len(held.full_table.rows) == len(CONTENTS)
        assert str(held) == repr(held) == held.table.to_text()
        assert held._repr_html_() == held.table.to_html()

    def test_every_part_can_be_said(self, plain):
        plain["stages"] = {"one": {"document": "FBC"}}
        plain["objectives"] = {"a": SMART}
        plain["theory_of_change"] = {"a": {"kind": "outcome"}}
        plain["dependencies"] = plain["constraints"] = {"a": {"title": "A"}}
        plain["statutory_duties"] = DUTIES
        plain["critical_success_factors"] = {"a": {"kind": "affordability"}}
        plain["longlist"] = {"scope": {"a": {"rating": "green"}}}
        plain["options"]["digital"]["roles"] = ["preferred-way-forward"]
        plain["preferred"] = {"option": "digital", "by": "B", "on": "2026-05-01", "because": "C"}
        for kind, table in (
            (ac.StrategicContent, "strategic"),
            (ac.CommercialContent, "commercial"),
            (ac.FinancialContent, "financial"),
            (ac.ManagementContent, "management"),
        ):
            plain[table] = {name: "A " * 80 for name in kind.__annotations__ if name != "x"}
        held = ac.completeness(ac.from_plain(plain))
        assert [part.content.title for part in held.parts if part.status != "there"] == []
        assert max(len(part.said) for part in held.parts) <= 80
        assert found(plain, "content-due") == []

    def test_a_cost_without_a_class_is_not_by_class(self, plain):
        for option in plain["options"].values():
            for cost in option["costs"].values():
                cost["budget"] = "resource"
        del plain["options"]["digital"]["costs"]["hosting"]["budget"]
        parts = {part.content.title: part.said for part in ac.completeness(ac.from_plain(plain), at="SOC").parts}
        assert parts["costs by budget class"] == ""

    def test_a_partial_case_is_not_appraised(self, plain):
        plain["case"]["partial"] = True
        parts = {part.content.title: part.said for part in ac.completeness(ac.from_plain(plain), at="SOC").parts}
        assert parts["shortlist appraisal"] == ""


class TestContentDue:
    def test_each_case_is_one_finding_and_nothing_is_found_without_a_stage(self, plain):
        assert found(plain, "content-due") == []
        plain["stages"] = {"one": {"phase": "discovery"}}
        held = found(plain, "content-due")
        assert {("strategic", "warn"), ("commercial", "warn")} <= set(held)
        assert len({path for path, _ in held}) == len(held)

    def test_only_what_the_green_book_asks_for_is_found(self, plain):
        plain["stages"] = {"one": {"document": "FBC"}}
        said = " ".join(f.message for f in ac.check(ac.from_plain(plain)) if f.code == "content-due")
        assert "governance" in said
        assert "dependencies" not in said
        assert "senior responsible owner" not in said

    def test_a_case_that_is_not_judged_by_it_has_none(self, plain):
        plain["stages"] = {"one": {"phase": "discovery"}}
        plain["case"]["rules"] = []
        assert found(plain, "content-due") == []


class TestObjectives:
    @pytest.mark.parametrize("field", [None, *SMART])
    def test_each_letter_counts(self, plain, field):
        plain["objectives"] = {"a": {key: value for key, value in SMART.items() if key != field}}
        wanted = [] if field is None else [("objectives.a", "block")]
        assert found(plain, "objective-not-smart") == wanted

    def test_one_that_no_step_serves_is_found_once_there_is_a_theory(self, plain):
        plain["objectives"] = {"a": SMART, "b": SMART}
        assert found(plain, "objective-unserved") == []
        plain["theory_of_change"] = {"s": {"kind": "outcome", "objectives": "a"}}
        assert found(plain, "objective-unserved") == [("objectives.b", "warn")]


class TestDuties:
    CODE = "statutory-duties-missing"

    def test_a_longlist_asks_for_them(self, plain):
        assert found(plain, self.CODE) == []
        plain["longlist"] = {"scope": {"a": {"rating": "green"}}}
        assert found(plain, self.CODE) == [("statutory_duties", "block")]
        plain["statutory_duties"] = DUTIES
        assert found(plain, self.CODE) == []

    def test_from_the_outline_case_on_the_shortlist_does_too(self, plain):
        plain["statutory_duties"] = {key: {**held, "at_shortlist": " "} for key, held in DUTIES.items()}
        plain["stages"] = {"one": {"document": "SOC"}}
        assert found(plain, self.CODE) == []
        plain["stages"] = {"one": {"document": "OBC"}}
        assert found(plain, self.CODE) == [("statutory_duties", "warn")]
        plain["preferred"] = {"option": "digital", "by": "B", "on": "2026-05-01", "because": "C"}
        assert found(plain, self.CODE) == [("statutory_duties", "block")]


class TestTheory:
    def test_one_that_rests_on_nothing_is_found(self, plain):
        plain["theory_of_change"] = {"a": {"kind": "output", "brings_about": "b"}, "b": {"kind": "outcome"}}
        assert found(plain, "theory-of-change-unfounded") == [("theory_of_change", "warn")]
        plain["claims"] = {"c": {"says": "Yes", "kind": "fact", "source": "A study"}}
        plain["theory_of_change"]["a"]["rests_on"] = "claims.c"
        assert found(plain, "theory-of-change-unfounded") == []

    def test_steps_that_lead_nowhere_and_outcomes_of_nothing_are_found(self, plain):
        plain["theory_of_change"] = {
            "a": {"kind": "output", "brings_about": "b"},
            "b": {"kind": "outcome"},
            "c": {"kind": "activity"},
            "d": {"kind": "impact"},
        }
        assert found(plain, "theory-of-change-open") == [
            ("theory_of_change.c", "warn"),
            ("theory_of_change.d", "warn"),
        ]

    @pytest.mark.parametrize(
        ("field", "name"),
        [
            ("brings_about", "b"),
            ("rests_on", "claims.b"),
            ("rests_on", "assumptions.b"),
            ("objectives", "b"),
            ("benefits", "options.digital.benefits.b"),
        ],
    )
    def test_a_name_that_leads_nowhere_is_refused(self, plain, field, name):
        plain["theory_of_change"] = {"a": {"kind": "output", field: [name]}}
        with pytest.raises(InvalidCaseError) as caught:
            ac.from_plain(plain)
        assert [(fault.where, fault.code) for fault in caught.value.faults] == [
            (f"theory_of_change.a.{field}.0", "unknown-name")
        ]

    def test_a_circle_is_refused_with_its_way_and_what_leads_into_it_is_not_named(self, plain):
        steps = {"a": "b", "b": "c", "c": ["d", "b"], "d": []}
        plain["theory_of_change"] = {key: {"kind": "output", "brings_about": after} for key, after in steps.items()}
        with pytest.raises(InvalidCaseError) as caught:
            ac.from_plain(plain)
        (fault,) = caught.value.faults
        assert (fault.where, fault.got) == ("theory_of_change.c.brings_about", "b to c to b")


class TestClaims:
    CODE = "hypothesis-untested"

    @pytest.mark.parametrize(
        ("claim", "wanted"),
        [
            ({"kind": "hypothesis"}, True),
            ({"kind": "hypothesis", "test": "Ask ten"}, False),
            ({"kind": "hypothesis", "about": "assumptions.day_rate"}, False),
            ({"kind": "hypothesis", "about": "assumptions.other"}, True),
            ({"kind": "fact"}, True),
            ({"kind": "fact", "source": "A study"}, False),
        ],
    )
    def test_a_hypothesis_has_a_test_and_a_fact_a_source(self, plain, claim, wanted):
        plain["assumptions"]["day_rate"] = {"value": 3, "unit": "1", "source": "invented"}
        plain["stages"] = {"one": {"tests": [{"assumption": "day_rate"}]}}
        plain["claims"] = {"c": {"says": "It is so", **claim}}
        assert found(plain, self.CODE) == ([("claims.c", "warn")] if wanted else [])

    def test_its_stage_is_one_of_the_case(self, plain):
        plain["claims"] = {"c": {"says": "It is so", "kind": "fact", "stage": "none"}}
        with pytest.raises(InvalidCaseError, match=r"claims\.c\.stage"):
            ac.from_plain(plain)


class TestDependencies:
    CODE = "dependency-late"

    @pytest.mark.parametrize(
        ("changes", "late"),
        [
            ({}, True),
            ({"needed_by": "2026-06-01"}, True),
            ({"needed_by": "2026-07-01"}, False),
            ({"needed_by": "opening"}, True),
            ({"needed_by": "after"}, False),
            ({"met": True}, False),
        ],
    )
    def test_one_that_is_not_there_on_its_day_is_late(self, plain, changes, late):
        plain["events"] = {"launch": "2026-06-01", "opening": {"date": "2026-06-01"}, "after": {"after": "launch"}}
        plain["dependencies"] = {"d": {"title": "A register", "needed_by": "launch", **changes}}
        assert found(plain, self.CODE) == []
        assert found(plain, self.CODE, "2026-06-30") == ([("dependencies.d", "warn")] if late else [])

    def test_an_event_that_is_none_is_refused(self, plain):
        plain["dependencies"] = {"d": {"needed_by": "never"}}
        with pytest.raises(InvalidCaseError, match=r"dependencies\.d\.needed_by"):
            ac.from_plain(plain)


def test_a_new_key_goes_into_everything_that_names_it(plain):
    plain["objectives"] = {"a": SMART}
    plain["claims"] = {"c": {"says": "Yes", "kind": "fact"}}
    plain["theory_of_change"] = {
        "s": {"kind": "output", "brings_about": "t"},
        "t": {"kind": "outcome", "objectives": "a", "rests_on": "claims.c"},
    }
    case = ac.from_plain(plain)
    for path, key in (("objectives.a", "z"), ("claims.c", "y"), ("theory_of_change.t", "w")):
        case = case.rename(path, key)
    assert case.get("theory_of_change.w.objectives") == ["z"]
    assert case.get("theory_of_change.w.rests_on") == ["claims.y"]
    assert case.get("theory_of_change.s.brings_about") == ["w"]
