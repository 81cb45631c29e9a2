"""The verbs of a history: each adds an entry and returns a new case; what is out of order changes nothing."""

import datetime
import pickle
import re
import shutil
import subprocess
from pathlib import Path

import attrs
import pytest

import agile_case as ac
from agile_case.case import running
from agile_case.errors import (
    EstimateError,
    HistoryError,
    InputError,
    StaleFileError,
    UnitError,
    UnknownNameError,
    YearError,
)
from agile_case.history.adding import entry_called, refuse_disorder
from agile_case.history.entries import Begin, Decide, Learn, Note, Recommend, Revise
from agile_case.quantities.frozen import thaw
from tests.conftest import require

EXAMPLE = Path(__file__).parents[3] / "examples" / "licence.toml"
SEEN = {
    "estimate": "5.8 minute/application",
    "standard_error": "0.6 minute/application",
    "setting": "pilot",
    "transfer_sd": "0.4 minute/application",
}
GATE = {
    "approver": "Investment committee",
    "authority": "DL/26/3",
    "reference": "IC/26/70",
    "because": "It is worth it.",
}


@pytest.fixture(scope="module")
def plain():
    return ac.load(EXAMPLE)


@pytest.fixture(scope="module")
def begun(plain):
    return plain.begin("discovery-1", "Size the problem", on="2026-06-01")


@pytest.fixture(scope="module")
def case(begun):
    """A case on its way: a gate passed, evidence, a revision."""
    held = begun.recommend("discovery-1", "proceed", by="SRO", on="2026-06-25", because="The problem is large.")
    held = held.decide("discovery-1", "proceed", on="2026-06-30", **GATE)
    held = held.begin("alpha-1", "Does the form save time?", on="2026-07-01", stage="alpha")
    held = held.learn("minutes_digital", SEEN, on="2026-09-05", source="Alpha round 3")
    changes = {
        "assumptions.team.triangular": [9, 11, 14],
        "options.digital.costs.exit": {"amount": "50 GBPk", "when": "2036-37", "budget": "resource"},
    }
    return held.revise(changes, because="Two more roles, and an exit", on="2026-09-10", by="Delivery manager")


class TestLearning:
    def test_what_is_appraised_is_what_is_believed(self, case, plain):
        prior, believed = (held.assumptions["minutes_digital"].estimate for held in (case.model, case.believed))
        assert prior == plain.model.assumptions["minutes_digital"].estimate
        assert believed.sd < prior.sd
        assert case.posteriors["minutes_digital"].estimate == believed
        wanted = ac.Case(case.believed).appraise().absolute["digital"].npsv
        assert case.appraise().absolute["digital"].npsv == wanted

    def test_the_order_of_evidence_has_no_effect(self, begun):
        other = SEEN | {"estimate": "6.4 minute/application"}
        one = begun.learn("minutes_digital", SEEN, on="2026-07-01", source="Round 1")
        one = one.learn("minutes_digital", other, on="2026-07-02", source="Round 2")
        two = begun.learn("minutes_digital", other, on="2026-07-02", source="Round 2")
        two = two.learn("minutes_digital", SEEN, on="2026-07-01", source="Round 1")
        assert one.believed == two.believed

    def test_a_revision_of_the_estimate_begins_anew(self, case):
        """Whoever revised it knew of the evidence before; what is seen later counts on the new estimate."""
        revised = case.revise({"assumptions.minutes_digital.pert": [5, 6, 8]}, because="Rounds 1 to 3", on="2026-09-20")
        assert "minutes_digital" not in revised.posteriors
        assert revised.believed == revised.model
        again = revised.learn("minutes_digital", SEEN, on="2026-10-01", source="Round 4")
        assert again.posteriors["minutes_digital"].estimate.support[0] >= 5

    def test_a_revision_of_something_else_about_it_does_not(self, case):
        revised = case.revise({"assumptions.minutes_digital.owner": "Somebody"}, because="New owner", on="2026-09-20")
        assert revised.posteriors == case.posteriors

    @pytest.mark.parametrize(
        ("about", "change", "error", "match"),
        [
            ("minuts_digital", {}, UnknownNameError, "learn about"),
            ("minutes_digital", {"estimate": "3.9 minute/application"}, EstimateError, "rules it out"),
            ("minutes_digital", {"estimate": "5 GBP"}, UnitError, "wrong unit"),
            ("applications", {}, EstimateError, "nothing to learn"),
        ],
    )
    def test_what_cannot_be_learned_is_refused_and_changes_nothing(self, case, about, change, error, match):
        before = case.entries
        seen = SEEN | change
        if about == "applications":
            seen = {"estimate": "520000 application/year", "standard_error": "1 application/year"}
            seen |= {"setting": "live", "transfer_sd": "1 application/year"}
        with pytest.raises(error, match=match):
            case.learn(about, seen, on="2026-10-01", source="x")
        assert case.entries == before

    def test_one_with_a_value_for_each_year_is_refused(self, plain):
        yearly = plain.revise({"assumptions.team.persistence": "yearly"})
        seen = {"estimate": "10 person", "standard_error": "1 person", "setting": "live", "transfer_sd": "1 person"}
        with pytest.raises(InputError, match="each year"):
            yearly.learn("team", seen, on="2026-10-01", source="x")

    def test_what_is_given_as_a_table_is_no_fault_of_the_case(self, begun):
        with pytest.raises(UnitError) as unit:
            begun.learn("minutes_digital", SEEN | {"transfer_sd": "0,4 minutes"}, on="2026-07-01", source="x")
        assert unit.value.where == "transfer_sd"
        with pytest.raises(InputError) as both:
            begun.learn("minutes_digital", SEEN | {"transfer_sd": "x", "setting": "labs"}, on="2026-07-01", source="x")
        assert {fault.where for fault in both.value.faults} == {"transfer_sd", "setting"}
        assert type(both.value) is InputError
        with pytest.raises(YearError) as day:
            begun.decide("discovery-1", "pivot", on="2026-07-01", conditions=[{"what": "x", "due": "soon"}], **GATE)
        assert day.value.where == "conditions.1.due"

    def test_what_an_estimate_rules_out_is_said_with_its_unit_and_its_entry(self, begun):
        seen = SEEN | {"estimate": "94 minute/application"}
        with pytest.raises(EstimateError, match="rules it out") as refused:
            begun.learn("minutes_digital", seen, on="2026-07-01", source="Round 1")
        assert refused.value.wanted == "4 to 10 minute/application"
        assert re.fullmatch(
            r"94 minute/application, in entry [0-9a-f]{12} of 2026-07-01 \(Round 1\)", refused.value.got
        )
        hours = {"estimate": "9_000_000 hour/year", "standard_error": "1 hour/year", "setting": "pilot"}
        with pytest.raises(EstimateError, match="rule it out") as refused:
            begun.learn(
                "applications * minutes_digital", hours | {"transfer_sd": "1 hour/year"}, on="2026-07-01", source="Log"
            )
        assert refused.value.wanted == "34,667 to 86,667 hour/year"
        assert refused.value.got.startswith("9,000,000 hour/year, in entry ")

    def test_an_observation_may_be_an_object(self, begun):
        one = begun.learn("minutes_digital", ac.Observation(**SEEN), on="2026-07-01", source="x")
        assert one.entries == begun.learn("minutes_digital", SEEN, on="2026-07-01", source="x").entries


OUT_OF_ORDER = {
    "an iteration twice": lambda case: case.begin("alpha-1", "x", on="2026-11-01"),
    "an iteration before the last": lambda case: case.begin("alpha-2", "x", on="2026-06-30"),
    "a stage that is none": lambda case: case.begin("beta-1", "x", on="2026-11-01", stage="bta"),
    "a decision on what has not begun": lambda case: case.decide("beta-1", "proceed", on="2026-11-01", **GATE),
    "a decision on an earlier iteration": lambda case: case.decide("discovery-1", "stop", on="2026-11-01", **GATE),
    "a decision before the beginning": lambda case: case.decide("alpha-1", "proceed", on="2026-06-30", **GATE),
    "a recommendation of nothing": lambda case: case.recommend("alpha-1", "go", by="SRO", on="2026-11-01", because="x"),
    "a condition that is none": lambda case: case.meet("discovery-1", 1, on="2026-11-01", because="x"),
    "the same evidence twice": lambda case: case.learn(
        "minutes_digital", SEEN, on="2026-09-05", source="Alpha round 3"
    ),
    "a retraction of nothing": lambda case: case.retract("0123456789ab", on="2026-11-01", because="x"),
    "conditions that are missing": lambda case: case.decide(
        "alpha-1", "proceed-with-conditions", on="2026-11-01", **GATE
    ),
    "conditions of a plain yes": lambda case: case.decide(
        "alpha-1", "proceed", on="2026-11-01", conditions=[{"what": "x", "due": "2027-01-01"}], **GATE
    ),
    "a reason without a day": lambda case: case.revise({"case.notes": "x"}, because="x"),
    "a day without a reason": lambda case: case.revise({"case.notes": "x"}, on="2026-11-01"),
    "a line that is none": lambda case: case.record(
        "options.digital.costs.x", "2026-27", "GBP 5", on="2026-11-01", source="x"
    ),
    "an option that is none": lambda case: case.record(
        "options.x.costs.x", "2026-27", "GBP 5", on="2026-11-01", source="x"
    ),
    "nothing to adopt": lambda case: case.adopt(because="x", on="2026-11-01"),
    "a point that is none": lambda case: case.at("beta-1"),
}


class TestGates:
    def test_the_status_of_iterations(self, case):
        first, second = case.iterations
        assert (first.key, first.status, first.recommended, first.outcome) == (
            *("discovery-1", "approved"),
            *("proceed", "proceed"),
        )
        assert (second.key, second.status, second.stage) == ("alpha-1", "working", "alpha")
        assert case.approved == first
        done = case.decide("alpha-1", "proceed", on="2026-11-12", **GATE)
        assert [held.status for held in done.iterations] == ["superseded", "approved"]

    def test_an_undecided_iteration_is_superseded_by_the_next(self, begun):
        later = begun.begin("discovery-2", "Once more", on="2026-06-20")
        assert [held.status for held in later.iterations] == ["superseded", "working"]
        assert later.approved is None

    def test_conditions_are_open_until_they_are_met(self, case):
        conditions = [{"what": "Publish the plan", "due": "2027-01-31"}, {"what": "Hire", "due": "2027-02-28"}]
        done = case.decide("alpha-1", "proceed-with-conditions", on="2026-11-12", conditions=conditions, **GATE)
        assert [one.what for one in done.approved.open_conditions] == ["Publish the plan", "Hire"]
        met = done.meet("alpha-1", 1, on="2026-12-01", because="It is on the site")
        assert [one.what for one in met.approved.open_conditions] == ["Hire"]
        assert "Hire (by 2027-02-28)" in str(met.iterations_table())

    def test_a_paused_iteration_can_be_decided_again(self, case):
        paused = case.decide("alpha-1", "pause", on="2026-11-12", **GATE)
        assert paused.decide("alpha-1", "proceed", on="2026-12-12", **GATE).approved.key == "alpha-1"

    def test_after_a_stop_only_the_record_goes_on(self, case):
        stopped = case.decide("alpha-1", "stop", on="2026-11-12", **GATE)
        for verb in (
            lambda: stopped.begin("beta-1", "x", on="2026-12-01"),
            lambda: stopped.learn("minutes_digital", SEEN, on="2026-12-01", source="x"),
            lambda: stopped.revise({"case.notes": "x"}, because="x", on="2026-12-01"),
            lambda: stopped.decide("alpha-1", "proceed", on="2026-12-01", **GATE),
        ):
            with pytest.raises(HistoryError, match="stopped"):
                verb()
        assert stopped.note("Write up what was learned", on="2026-12-01").entries[-1].kind == "note"
        undone = stopped.retract(stopped.entries[-1].id, on="2026-12-02", because="The minutes were wrong")
        assert undone.begin("beta-1", "x", on="2026-12-03").iterations[-1].key == "beta-1"

    @pytest.mark.parametrize("name", OUT_OF_ORDER)
    def test_what_is_out_of_order_is_an_error_and_changes_nothing(self, case, name):
        before = case.entries, case.model
        with pytest.raises((HistoryError, InputError, UnknownNameError)):
            OUT_OF_ORDER[name](case)
        assert (case.entries, case.model) == before

    def test_a_condition_is_met_once_and_not_before_it_is_made(self, case):
        done = case.decide(
            *("alpha-1", "pivot"), on="2026-11-12", conditions=[{"what": "x", "due": "2027-01-01"}], **GATE
        )
        with pytest.raises(HistoryError, match="before it was made"):
            done.meet("alpha-1", 1, on="2026-11-01", because="x")
        met = done.meet("alpha-1", 1, on="2026-12-01", because="x")
        with pytest.raises(HistoryError, match="met already"):
            met.meet("alpha-1", 1, on="2026-12-02", because="y")


class TestDays:
    """What cannot be is refused; evidence may be older than the iteration in which it is learned from."""

    def test_a_decision_comes_after_its_recommendation(self, case):
        asked = case.recommend("alpha-1", "stop", by="SRO", on="2026-11-10", because="It saves nothing.")
        with pytest.raises(HistoryError, match="before what was recommended") as refused:
            asked.decide("alpha-1", "stop", on="2026-11-09", **GATE)
        assert (refused.value.where, refused.value.got) == ("on", "2026-11-09")
        assert refused.value.wanted == "2026-11-10 or later"
        assert "retract the recommendation" in refused.value.do
        assert asked.decide("alpha-1", "stop", on="2026-11-10", **GATE).iterations[-1].outcome == "stop"
        gone = asked.retract(asked.entries[-1].id, on="2026-11-11", because="A slip of the pen")
        assert gone.decide("alpha-1", "stop", on="2026-11-09", **GATE).iterations[-1].outcome == "stop"

    def test_a_recommendation_comes_after_the_one_before_and_the_beginning(self, case):
        asked = case.recommend("alpha-1", "stop", by="SRO", on="2026-11-10", because="It saves nothing.")
        with pytest.raises(HistoryError, match="takes the place of"):
            asked.recommend("alpha-1", "proceed", by="SRO", on="2026-11-09", because="It does.")
        with pytest.raises(HistoryError, match="before what it is about") as refused:
            case.recommend("alpha-1", "proceed", by="SRO", on="2026-06-30", because="x")
        assert refused.value.do == "alpha-1 began on 2026-07-01: give that day or a later one"
        paused = case.decide("alpha-1", "pause", on="2026-11-12", **GATE)
        with pytest.raises(HistoryError, match="before what it is about") as refused:
            paused.decide("alpha-1", "proceed", on="2026-11-11", **GATE)
        assert refused.value.do == "alpha-1 was paused on 2026-11-12: give that day or a later one"

    def test_a_condition_is_due_on_the_day_of_its_decision_or_later(self, case):
        good, late = {"what": "Hire", "due": "2026-11-12"}, {"what": "Name an owner", "due": "2026-11-11"}
        with pytest.raises(HistoryError, match="due before the day of its decision") as refused:
            case.decide("alpha-1", "pivot", on="2026-11-12", conditions=[good, late], **GATE)
        assert (refused.value.where, refused.value.got) == ("conditions.2.due", "2026-11-11: Name an owner")
        assert refused.value.wanted == "2026-11-12 or later"
        assert case.decide("alpha-1", "pivot", on="2026-11-12", conditions=[good], **GATE).iterations[-1].conditions

    def test_nothing_is_taken_back_before_it_was_made(self, case):
        learned = case.entries[4]
        with pytest.raises(HistoryError, match="before it was made"):
            case.retract(learned.id, on="2026-09-04", because="x")
        assert not case.retract(learned.id, on="2026-09-05", because="x").posteriors

    def test_evidence_may_be_older_than_the_iteration(self, case):
        seen = SEEN | {"estimate": "6.1 minute/application"}
        held = case.learn("minutes_digital", seen, on="2026-03-02", source="Found in the archive")
        assert len(held.posteriors["minutes_digital"].surprises) == 2
        assert held.entries[-1].on < held.iterations[-1].began

    def test_a_history_that_was_written_before_days_were_asked_about_is_read(self):
        """So are two copies that were put together, of which one has the recommendation and one the decision."""
        refuse_disorder(
            [
                Begin(iteration="alpha-1", purpose="x", on="2026-07-01"),
                Recommend(iteration="alpha-1", outcome="pivot", by="SRO", because="x", on="2026-11-10"),
                Decide(iteration="alpha-1", outcome="pivot", on="2026-11-09", **GATE),
            ]
        )


class TestCalled:
    """Entries by the first digits of their ids."""

    def test_the_first_digits_will_do(self, case):
        learned = case.entries[4]
        assert case.retract(learned.id[:4], on="2026-10-01", because="x") == case.retract(
            learned.id, on="2026-10-01", because="x"
        )
        assert case.at(learned.id[:5]) == case.at(learned.id)
        with pytest.raises(HistoryError, match="no such entry"):
            case.retract(learned.id[:3], on="2026-10-01", because="x")

    def test_several_that_begin_so_are_listed(self):
        def note(text):
            return Note(text=text, on="2026-10-01")

        first = note("0")
        second = next(one for one in map(note, map(str, range(1, 10**6))) if one.id[:4] == first.id[:4])
        with pytest.raises(HistoryError, match="several entries") as refused:
            entry_called([first, second], first.id[:4])
        assert f"{first.id} (note of 2026-10-01); {second.id}" in refused.value.do
        assert entry_called([first, second], first.id) == first.id


class TestAbout:
    @pytest.mark.parametrize(
        "about", ["stages.alpha", "options.digital.costs.exit", "stages.alpha.weeks", "alpha-1", "assumptions.team", ""]
    )
    def test_a_note_is_about_something_that_is_there(self, case, about):
        assert case.note("x", about=about, on="2026-10-01").entries[-1].about == about

    def test_it_may_be_about_an_entry_or_about_what_has_gone(self, case):
        assert case.note("x", about=case.entries[3].id, on="2026-10-01").entries[-1].about == case.entries[3].id
        less = case.revise({"options.digital.benefits.applicant_time": None}, because="x", on="2026-10-01")
        assert less.note("x", about="options.digital.benefits.applicant_time", on="2026-10-01")

    @pytest.mark.parametrize(
        ("about", "do"),
        [("stages.alfa", "did you mean stages.alpha"), ("alpha-2", "did you mean alpha-1"), ("???", "")],
    )
    def test_what_leads_nowhere_is_refused(self, case, about, do):
        with pytest.raises(UnknownNameError, match="something that the case has") as refused:
            case.note("x", about=about, on="2026-10-01")
        assert (refused.value.where, refused.value.got) == ("about", repr(about))
        assert refused.value.do.startswith(do)


class TestAgain:
    def test_what_was_taken_back_can_be_said_again(self, case, tmp_path):
        first = case.entries[4]
        held = case.retract(first.id, on="2026-09-20", because="Wrong case")
        again = held.learn("minutes_digital", SEEN, on="2026-09-05", source="Alpha round 3")
        second = again.entries[-1]
        assert (second.again, second.id != first.id) == (1, True)
        assert again.posteriors["minutes_digital"] == case.posteriors["minutes_digital"]
        third = again.retract(second.id, on="2026-09-21", because="Wrong case")
        third = third.learn("minutes_digital", SEEN, on="2026-09-05", source="Alpha round 3")
        assert third.entries[-1].again == 2
        ac.save(third, tmp_path / "licence")
        assert ac.load(tmp_path / "licence") == third
        assert third.merged(case) == third

    def test_while_it_counts_it_is_said_once(self, case):
        held = case.retract(case.entries[4].id, on="2026-09-20", because="Wrong case")
        for one in (case, held.learn("minutes_digital", SEEN, on="2026-09-05", source="Alpha round 3")):
            with pytest.raises(HistoryError, match="in the history already"):
                one.learn("minutes_digital", SEEN, on="2026-09-05", source="Alpha round 3")

    def test_a_condition_can_be_met_again(self, begun):
        condition = {"what": "Name an owner", "due": "2026-07-15"}
        held = begun.decide("discovery-1", "proceed-with-conditions", on="2026-06-30", conditions=[condition], **GATE)
        met = held.meet("discovery-1", 1, on="2026-07-10", because="Letter")
        back = met.retract(met.entries[-1].id, on="2026-07-11", because="Not signed")
        assert len(back.iterations[-1].open_conditions) == 1
        again = back.meet("discovery-1", 1, on="2026-07-10", because="Letter")
        assert again.iterations == met.iterations

    def test_what_is_retracted_is_so_already(self, case):
        held = case.retract(case.entries[4].id, on="2026-09-20", because="Wrong case")
        with pytest.raises(HistoryError, match="This entry is retracted already"):
            held.retract(case.entries[4].id, on="2026-09-20", because="Wrong case")

    def test_ids_are_what_they_were(self):
        """The count of what was said before is part of an id only where there is one."""
        note = Note(text="x", on="2026-10-01")
        assert note.id == "d2a14049339c"
        assert attrs.evolve(note, again=1).id != note.id
        for wrong in (-1, "1", True):
            with pytest.raises((InputError, ValueError)):
                Note(text="x", on="2026-10-01", again=wrong)


class TestPoints:
    def test_the_case_as_it_was_decided_on(self, case, plain):
        assert case.at("discovery-1").model == plain.model
        assert len(case.at("discovery-1").entries) == 3
        assert case.at("alpha-1") == case

    def test_at_an_entry_and_at_a_day(self, case):
        learned = case.entries[4]
        assert isinstance(learned, Learn)
        assert case.at(learned.id).entries == case.entries[:5]
        assert case.at("2026-09-05") == case.at(learned.id) == case.at(datetime.date(2026, 9, 9))
        assert case.at("2026-05-01").entries == ()

    def test_what_was_retracted_later_still_counts_there(self, case):
        learned = case.entries[4]
        after = case.retract(learned.id, on="2026-10-01", because="The sample was of staff")
        assert not after.posteriors
        assert after.at("2026-09-30").posteriors == case.posteriors
        assert "retracted" in str(after.history())

    def test_an_entry_that_others_rest_on_cannot_be_retracted(self, case):
        revised = case.revise({"assumptions.team.triangular": [9, 12, 15]}, because="More", on="2026-10-01")
        (first,) = (entry for entry in case.entries if isinstance(entry, Revise))
        with pytest.raises(HistoryError, match="Later entries rest on this one"):
            revised.retract(first.id, on="2026-10-02", because="x")
        last = revised.retract(revised.entries[-1].id, on="2026-10-02", because="x")
        assert last.model == case.model
        both = last.retract(first.id, on="2026-10-03", because="x")
        assert both.model == case.at("discovery-1").model

    def test_what_a_board_decided_on_cannot_be_retracted_before_the_decision(self, case):
        begun = case.entries[3]
        decided = case.decide("alpha-1", "pivot", on="2026-11-12", conditions=[{"what": "x", "due": "2027-01-01"}],
                              **GATE)  # fmt: skip
        met = decided.meet("alpha-1", 1, on="2026-12-01", because="x")
        for held, entry in ((decided, begun), (met, decided.entries[-1])):
            with pytest.raises(HistoryError, match="Later entries rest on this one"):
                held.retract(entry.id, on="2026-12-02", because="x")
        for entry in (*reversed(met.entries[-2:]), begun):
            met = met.retract(entry.id, on="2026-12-02", because="x")
        assert [one.key for one in met.iterations] == ["discovery-1"]

    def test_an_entry_is_not_retracted_where_the_case_would_not_hold_in_between(self, case):
        """At the end all would be well: what rests on the entry is gone again by then. But not before."""
        held = case.revise({"assumptions.spare": {"value": 5, "unit": "GBPk"}}, because="x", on="2026-10-01")
        first = held.entries[-1].id
        line = "options.digital.costs.spare"
        held = held.revise({line: {"amount": "spare", "when": "2030-31"}}, because="x", on="2026-10-02")
        held = held.revise({line: None}, because="x", on="2026-10-03")
        with pytest.raises(HistoryError, match="Later entries rest on this one"):
            held.retract(first, on="2026-10-04", because="x")

    def test_what_was_seen_of_an_assumption_rests_on_the_entry_that_brought_it_in(self, case):
        held = case.revise({"assumptions.spare": {"uniform": [1, 9], "unit": "GBPk"}}, because="x", on="2026-10-01")
        seen = {"estimate": "5 GBPk", "standard_error": "1 GBPk", "setting": "live", "transfer_sd": "1 GBPk"}
        learned = held.learn("spare", seen, on="2026-10-02", source="x")
        with pytest.raises(HistoryError, match="Later entries rest on this one") as refused:
            learned.retract(held.entries[-1].id, on="2026-10-03", because="x")
        assert refused.value.faults[0].where == held.entries[-1].id


class TestUnrecorded:
    def test_a_change_without_an_entry_shows_and_can_be_adopted(self, case):
        loose = case.revise({"assumptions.caseworker_hour.value": 25.6, "stages.alpha.weeks": 14})
        assert {change.path for change in loose.unrecorded} == {
            *("assumptions.caseworker_hour.value", "stages.alpha.weeks"),
        }
        with pytest.raises(HistoryError, match="without an entry"):
            loose.note("x", on="2026-10-01")
        adopted = loose.adopt(because="Pay award", on="2026-10-01", by="Finance")
        assert adopted.unrecorded == ()
        assert adopted.model == loose.model
        assert loose.restored() == case

    @pytest.mark.parametrize(
        "changes",
        [
            {"options.digital.costs.live_service": None, "stages.private_beta.tests": []},
            {"correlations": [{"assumptions": ["team", "day_rate"], "rank": 0.5}]},
            {"stages.alpha.tests": [{"assumption": "minutes_digital", "people": 40}, {"assumption": "digital_share"}]},
            {"case.horizon": 12, "options.digital.title": "Digital service"},
        ],
    )
    def test_any_change_can_be_adopted(self, plain, changes):
        begun = plain.begin("discovery-1", "x", on="2026-06-01")
        loose = begun.revise(changes)
        adopted = loose.adopt(because="x", on="2026-07-01")
        assert adopted.model == loose.model
        assert adopted.retract(adopted.entries[-1].id, on="2026-07-02", because="y").model == plain.model

    def test_changes_are_as_small_as_they_can_be(self, case):
        """What came or went is one change; nothing beside it is touched, so that another's change of it still fits."""
        spare = {"uniform": [1, 9], "unit": "GBPk"}
        changes = {"assumptions.spare": spare, "assumptions.caseworker_hour.value": 25.6, "options.digital.title": "x"}
        changes["options.digital.costs.exit"] = None
        loose = case.revise(changes)
        assert {change.path: thaw(change.new) for change in loose.unrecorded} == changes

    def test_an_estimate_that_is_adopted_begins_anew_however_the_change_is_written(self, case):
        loose = case.revise({"assumptions.minutes_digital.pert": [5, 6, 8]})
        whole = {"assumptions": loose.get("assumptions")}
        assert "minutes_digital" not in loose.adopt(because="x", on="2026-10-01").posteriors
        assert "minutes_digital" not in case.revise(whole, because="x", on="2026-10-01").posteriors
        same = {"assumptions": case.revise({"assumptions.caseworker_hour.value": 25.6}).get("assumptions")}
        assert "minutes_digital" in case.revise(same, because="x", on="2026-10-01").posteriors


class TestFolder:
    def test_a_case_comes_back_as_it_was(self, case, tmp_path):
        ac.save(case, tmp_path / "licence")
        again = ac.load(tmp_path / "licence")
        assert again == case
        assert [entry.sequence for entry in again.entries] == list(range(1, 7))
        assert (tmp_path / "licence/opening.toml").read_text(encoding="utf-8") != (
            tmp_path / "licence/case.toml"
        ).read_text(encoding="utf-8")

    def test_entries_are_written_once(self, case, tmp_path):
        ac.save(case, tmp_path / "licence")
        before = {path: path.stat().st_mtime_ns for path in (tmp_path / "licence/history").iterdir()}
        ac.save(case.note("x", on="2026-10-01"), tmp_path / "licence")
        after = {path: path.stat().st_mtime_ns for path in (tmp_path / "licence/history").iterdir()}
        assert before.items() <= after.items()
        assert len(after) == len(before) + 1

    def test_a_folder_that_somebody_else_wrote_to_is_not_overwritten(self, case, tmp_path):
        ac.save(case.note("Theirs", on="2026-10-01"), tmp_path / "licence")
        with pytest.raises(StaleFileError, match="does not know of"):
            ac.save(case.note("Mine", on="2026-10-01"), tmp_path / "licence")

    def test_a_file_alone_cannot_hold_a_history(self, case, tmp_path):
        with pytest.raises(InputError, match="folder"):
            ac.save(case, tmp_path / "licence.toml")

    def test_a_case_that_was_saved_without_history_may_begin_one(self, plain, tmp_path):
        ac.save(plain, tmp_path / "licence")
        revised = ac.load(tmp_path / "licence").revise({"case.title": "Other"})
        ac.save(revised, tmp_path / "licence")
        begun = ac.load(tmp_path / "licence").begin("discovery-1", "x", on="2026-06-01")
        ac.save(begun, tmp_path / "licence")
        assert ac.load(tmp_path / "licence") == begun

    def test_a_hand_edit_shows_as_unrecorded(self, case, tmp_path):
        ac.save(case, tmp_path / "licence")
        path = tmp_path / "licence/case.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("24.6", "25.6"), encoding="utf-8")
        (change,) = ac.load(tmp_path / "licence").unrecorded
        assert (change.path, change.old, change.new) == ("assumptions.caseworker_hour.value", 24.6, 25.6)

    def test_an_altered_entry_is_refused(self, case, tmp_path):
        ac.save(case, tmp_path / "licence")
        path = sorted((tmp_path / "licence/history").iterdir())[4]
        path.write_text(path.read_text(encoding="utf-8").replace("5.8", "5.1"), encoding="utf-8")
        with pytest.raises(HistoryError, match="when it was written"):
            ac.load(tmp_path / "licence")

    @pytest.mark.parametrize("places", [(0,), (1,), (1, 3), (0, 1, 2, 3, 4)])
    def test_an_entry_that_is_missing_is_named(self, case, tmp_path, places):
        ac.save(case, tmp_path / "licence")
        files = sorted((tmp_path / "licence/history").iterdir())
        for place in places:
            files[place].unlink()
        numbers = ", ".join(f"{place + 1:04}" for place in places)
        with pytest.raises(HistoryError, match=rf"missing: .* with {numbers}\.") as refused:
            ac.load(tmp_path / "licence")
        assert "version control" in str(refused.value)
        with pytest.raises(HistoryError, match="missing"):
            ac.restore(tmp_path / "licence")
        ac.save(case, tmp_path / "licence")  # whoever still holds the case writes what is missing
        assert ac.load(tmp_path / "licence") == case

    def test_of_many_that_are_missing_some_are_named(self, case, tmp_path):
        for number in range(9):
            case = case.note(f"Note {number}", on="2026-10-01")
        ac.save(case, tmp_path / "licence")
        for file in sorted((tmp_path / "licence/history").iterdir())[:-1]:
            file.unlink()
        with pytest.raises(HistoryError, match=r"with 0001, 0002, 0003, 0004, 0005 and 9 more\."):
            ac.load(tmp_path / "licence")

    def test_histories_that_were_put_together_have_every_number(self, case, tmp_path):
        """Two copies go on from one, take back, and come together by their files as git does it, or by `merged`."""
        mine = case.note("Mine", on="2026-10-01").note("Mine too", on="2026-10-02").note("More", on="2026-10-02")
        mine = mine.retract(mine.entries[-1].id, on="2026-10-03", because="x")
        theirs = case.retract(case.entries[3].id, on="2026-10-01", because="x").note("Theirs", on="2026-10-01")
        merged = mine.merged(theirs)
        assert sorted({entry.sequence for entry in merged.entries}) == list(range(1, 11))
        assert len(merged.entries) == 12
        ac.save(mine, tmp_path / "licence")
        ac.save(theirs, tmp_path / "theirs")
        shutil.copytree(tmp_path / "theirs/history", tmp_path / "licence/history", dirs_exist_ok=True)
        assert ac.load(tmp_path / "licence").entries == merged.entries
        further = merged.note("On", on="2026-10-04")
        assert further.entries[-1].sequence == 11

    def test_one_entry_in_two_files_is_told(self, case, tmp_path):
        """Two people wrote down the same; without the file of the lower number no number is missing."""
        ac.save(case.note("Same", on="2026-10-01"), tmp_path / "licence")
        theirs = case.note("Theirs", on="2026-10-01").note("Same", on="2026-10-01")
        ac.save(theirs, tmp_path / "theirs")
        shutil.copytree(tmp_path / "theirs/history", tmp_path / "licence/history", dirs_exist_ok=True)
        with pytest.raises(HistoryError, match="One entry is in two files") as refused:
            ac.load(tmp_path / "licence")
        assert refused.value.got.startswith("0007")
        assert refused.value.where.startswith("history/0008")
        (tmp_path / "licence/history" / refused.value.got).unlink()
        assert ac.load(tmp_path / "licence").entries == theirs.entries

    @pytest.mark.parametrize("name", ["{} (copy).toml", "0009-{}.toml", "learned.toml", "{}.toml.bak"])
    @pytest.mark.parametrize("copied", [True, False])
    def test_a_file_of_another_name_is_told_what_its_name_is(self, case, tmp_path, name, copied):
        ac.save(case, tmp_path / "licence")
        file = sorted((tmp_path / "licence/history").iterdir())[3]
        stem = file.stem.removeprefix("0004-") if name.startswith("0009") else file.stem
        other = file.with_name(name.format(stem))
        shutil.copy(file, other)
        if not copied:
            file.unlink()
        with pytest.raises(HistoryError, match="another name than it was written under") as refused:
            ac.load(tmp_path / "licence")
        assert refused.value.where == f"history/{other.name}"
        assert refused.value.wanted == file.name
        other.rename(file)
        assert ac.load(tmp_path / "licence") == case

    def test_an_altered_opening_is_refused(self, case, tmp_path):
        ac.save(case, tmp_path / "licence")
        path = tmp_path / "licence/opening.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("[8, 10, 13]", "[8, 10, 14]"), encoding="utf-8")
        with pytest.raises(HistoryError):
            ac.load(tmp_path / "licence")
        path.unlink()
        with pytest.raises(HistoryError, match="no beginning"):
            ac.load(tmp_path / "licence")

    def test_an_opening_that_was_altered_where_no_entry_looks_is_refused_too(self, case, tmp_path):
        ac.save(case, tmp_path / "licence")
        path = tmp_path / "licence/opening.toml"
        path.write_text(path.read_text(encoding="utf-8").replace("24.6", "25.6"), encoding="utf-8")
        with pytest.raises(HistoryError, match="not the opening") as refused:
            ac.load(tmp_path / "licence")
        assert refused.value.where == "opening.toml"

    def test_what_an_entry_says_that_it_led_to_is_looked_at(self, case, tmp_path):
        ac.save(case, tmp_path / "licence")
        last = max((tmp_path / "licence/history").iterdir())
        text = last.read_text(encoding="utf-8")
        last.write_text(text.replace(f'after = "{case.sha256[:4]}', 'after = "0000'), encoding="utf-8")
        assert last.read_text(encoding="utf-8") != text
        with pytest.raises(HistoryError, match="does not lead where") as refused:
            ac.load(tmp_path / "licence")
        assert refused.value.where == f"history/{last.name}"

    def test_a_long_history_is_put_together_once(self, case, tmp_path, monkeypatch):
        """Each entry vouches for the model that the next one began from, so that only the last has to be built."""
        held = case
        for number in range(20):
            held = held.revise({"case.notes": str(number)}, because="x", on="2026-10-01")
        held = held.retract(held.entries[-1].id, on="2026-10-02", because="x")
        ac.save(held, tmp_path / "licence")
        built = []
        whole = running.build
        monkeypatch.setattr(running, "build", lambda *args, **more: built.append(1) or whole(*args, **more))
        again = ac.load(tmp_path / "licence")
        assert again == held
        assert len(built) == 1
        assert again.unrecorded == ()
        assert len(built) == 2

    def test_every_faulty_entry_is_listed(self, case, tmp_path):
        ac.save(case, tmp_path / "licence")
        history = tmp_path / "licence/history"
        for path in sorted(history.iterdir())[:2]:
            path.write_text(path.read_text(encoding="utf-8") + 'more = "x"\n', encoding="utf-8")
        with pytest.raises(ac.InvalidCaseError) as refused:
            ac.load(tmp_path / "licence")
        assert len(refused.value.faults) == 2
        (history / "0009-x.toml").write_text('format = "other"\n', encoding="utf-8")
        for path in sorted(history.iterdir())[:2]:
            path.unlink()
        with pytest.raises(ac.DocumentError, match="not an entry"):
            ac.load(tmp_path / "licence")

    def test_it_pickles(self, case):
        assert pickle.loads(pickle.dumps(case)) == case


class TestMerging:
    def test_two_people_s_work_is_put_together(self, case):
        mine = case.note("Mine", on="2026-10-01").revise({"case.notes": "x"}, because="x", on="2026-10-02")
        theirs = case.learn("minutes_digital", SEEN, on="2026-10-03", source="Round 4")
        merged = mine.merged(theirs)
        assert merged == theirs.merged(mine)
        assert {entry.id for entry in merged.entries} == {entry.id for entry in (*mine.entries, *theirs.entries)}
        assert merged.model.basis.notes == "x"
        assert merged.merged(mine) == merged

    def test_a_conflict_names_the_address(self, case):
        mine = case.revise({"assumptions.team.triangular": [9, 12, 15]}, because="x", on="2026-10-01")
        theirs = case.revise({"assumptions.team.triangular": [9, 10, 11]}, because="y", on="2026-10-01")
        with pytest.raises(HistoryError, match="Two entries change the same thing") as refused:
            mine.merged(theirs)
        assert refused.value.faults[0].where == "assumptions.team.triangular"

    def test_two_decisions_on_one_iteration_cannot_both_stand(self, case):
        mine = case.decide("alpha-1", "proceed", on="2026-11-12", **GATE)
        theirs = case.decide("alpha-1", "stop", on="2026-11-13", **GATE)
        with pytest.raises(HistoryError, match=r"decided on already|stopped"):
            mine.merged(theirs)

    def test_other_cases_are_refused(self, case, plain):
        other = plain.revise({"case.title": "Other"}).begin("discovery-1", "x", on="2026-06-01")
        with pytest.raises(HistoryError, match="not two copies"):
            case.merged(other)

    def test_two_branches_are_merged_by_git_and_load(self, case, tmp_path):
        """Entries are files of their own, so git has nothing to ask; case.toml is what the history leads to."""
        folder, git = self.repository(case, tmp_path)
        ac.save(ac.load(folder).learn("minutes_digital", SEEN, on="2026-10-03", source="Round 4"), folder)
        git("add", ".")
        git("commit", "-m", "theirs")
        git("checkout", "main")
        ac.save(ac.load(folder).revise({"case.notes": "x"}, because="x", on="2026-10-02"), folder)
        git("add", ".")
        git("commit", "-m", "mine")
        git("merge", "theirs")
        merged = ac.load(folder)
        assert merged.unrecorded == ()
        assert [entry.kind for entry in merged.entries[-2:]].count("learn") == 1
        assert merged.model.basis.notes == "x"

    def test_where_git_stops_at_the_case_file_the_history_says_what_it_holds(self, case, tmp_path):
        """Two neighbouring lines were changed: git asks, and both changes stand in the entries."""
        folder, git = self.repository(case, tmp_path)
        first, second = {"assumptions.team.owner": "A"}, {"assumptions.team.source": "B"}
        ac.save(ac.load(folder).revise(first, because="x", on="2026-10-03"), folder)
        git("add", ".")
        git("commit", "-m", "theirs")
        git("checkout", "main")
        ac.save(ac.load(folder).revise(second, because="y", on="2026-10-02"), folder)
        git("add", ".")
        git("commit", "-m", "mine")
        with pytest.raises(subprocess.CalledProcessError):
            git("merge", "theirs")
        with pytest.raises(ac.DocumentError):
            ac.load(folder)
        git("checkout", "--ours", "case.toml")
        loose = ac.load(folder)
        assert [change.path for change in loose.unrecorded] == list(first)
        ac.save(loose.restored(), folder)
        git("add", ".")
        git("commit", "-m", "merged")
        merged = ac.load(folder)
        assert merged.unrecorded == ()
        held = merged.model.assumptions["team"]
        assert (held.owner, held.source) == ("A", "B")

    def repository(self, case, tmp_path):
        """Return a folder under git, on the branch `theirs`, and what runs git in it."""
        require(shutil.which("git"), "git is not installed: apt-get install git")
        folder = tmp_path / "licence"
        ac.save(case, folder)

        def git(*words):
            who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
            subprocess.run([shutil.which("git"), *who, *words], cwd=folder, check=True, capture_output=True)

        git("init")
        git("add", ".")
        git("commit", "-m", "base")
        git("checkout", "-b", "theirs")
        return folder, git


@pytest.fixture(scope="module")
def later(case):
    held = case.revise({"events.public_beta": datetime.date(2028, 4, 1)}, because="Later", on="2026-09-12")
    changes = {"options.digital.costs.beta_team.optimism_bias.mitigation": 0.2}
    return held.revise(changes, because="Less was prevented", on="2026-09-13")


class TestCompare:
    def test_bars_sum_to_the_change(self, later):
        for by in ("category", "change"):
            found = later.compare("discovery-1", option="digital", by=by)
            change = found.end - found.start
            assert sum(bar.value for bar in found.bars) == pytest.approx(change, rel=1e-9)
            wanted = [held.appraise().against()["digital"].npsv for held in (later.at("discovery-1"), later)]
            assert [found.start, found.end] == pytest.approx(wanted, rel=1e-12)

    def test_bars_are_named_by_what_changed(self, later):
        found = later.compare("discovery-1", option="digital")
        assert [bar.cause for bar in found.bars] == [
            *("Scope: exit of digital (cost)", "Optimism bias", "Evidence", "Judgement", "Timing")
        ]
        assert "NPSV, discovery-1" in str(found)
        causes = [bar.cause for bar in later.compare("discovery-1", option="digital", by="change").bars]
        assert causes[0] == "Evidence on minutes_digital, 2026-09-05"
        assert len(causes) == 5

    def test_a_change_may_say_what_it_is_of(self, case):
        held = case.revise({"assumptions.day_rate.value": 700, "assumptions.day_rate.triangular": None},
                           because="Invoices", on="2026-10-01", category="actuals")  # fmt: skip
        bars = {bar.cause: bar.value for bar in held.compare("alpha-1", held.entries[-1].id, option="digital").bars}
        assert bars == {}  # alpha-1 is not decided: it reaches to the end
        bars = held.compare(case.entries[-1].id, option="digital").bars
        assert [bar.cause for bar in bars] == ["Actuals"]

    def test_what_was_retracted_since_counts_too(self, case):
        learned = case.entries[4]
        after = case.retract(learned.id, on="2026-10-01", because="The sample was of staff")
        forth = case.compare(case.entries[3].id, learned.id, "digital").bars
        back = after.compare("2026-09-30", option="digital").bars
        assert [bar.cause for bar in back] == ["Evidence"]
        assert back[0].value + forth[0].value == pytest.approx(0, abs=0.2 * abs(forth[0].value))

    def test_changes_that_do_not_stand_alone_follow_those_that_they_rest_on(self, case):
        """The second changes what the first brought in."""
        held = case.revise({"options.digital.costs.exit.amount": "90 GBPk"}, because="Dearer", on="2026-10-01")
        found = held.compare("discovery-1", option="digital", by="change")
        assert "some rest on others" in found.notes[0]
        assert sum(bar.value for bar in found.bars) == pytest.approx(found.end - found.start, rel=1e-9)

    def test_the_option_that_is_carried_out_is_compared(self, case):
        """As for `track` and `gate_paper`: the preferred one, or else the preferred way forward."""
        assert case.model.preferred is None
        assert case.model.options["digital"].roles == ("preferred-way-forward",)
        assert case.compare("discovery-1").bars == case.compare("discovery-1", option="digital").bars

    def test_a_day_before_the_first_entry_is_no_point(self, case, plain):
        for days in (("2020-01-01",), ("discovery-1", datetime.date(2026, 5, 31))):
            with pytest.raises(HistoryError, match="begins later") as refused:
                case.compare(*days)
            assert (refused.value.got, refused.value.wanted) == (str(days[-1]), "2026-06-01 or later")
            assert refused.value.where == ("before" if len(days) == 1 else "after")
        with pytest.raises(HistoryError, match="begins later") as refused:
            plain.compare("2026-10-01")
        assert refused.value.wanted == "an entry first"
        assert case.at("opening").entries == ()
        assert case.at("opening").model == plain.model
        assert case.compare("opening").bars == case.compare("discovery-1").bars  # nothing was changed before it
        assert case.compare("2026-06-01").bars == case.compare("opening").bars

    def test_what_cannot_be_compared(self, case):
        with pytest.raises(HistoryError, match="no such point"):
            case.compare("beta-1", option="digital")
        with pytest.raises(UnknownNameError, match="not an option"):
            case.compare("discovery-1", option="digitl")
        undecided = case.revise({"options.digital.roles": []}, because="x", on="2026-10-01")
        with pytest.raises(InputError, match="does not say which option is carried out"):
            undecided.compare("discovery-1")
        with pytest.raises(InputError, match="categories or single changes"):
            case.compare("discovery-1", option="digital", by="person")


def test_long_entries_are_short_where_people_read(case):
    """Eleven addresses and a long reason: text stays narrow; CSV, records and frames have the whole."""
    changes = {f"options.digital.costs.more_{number}": {"amount": "1 GBPk", "when": "2027-28"} for number in range(11)}
    reason = (
        "Because of this and that, and of something else that takes a good many words to be told at any length. " * 3
    )
    held = case.revise(changes, because=reason.strip(), on="2026-10-01", by="The delivery manager of the service")
    table = held.history()
    paths = list(changes)
    assert f"{', '.join(paths[:3])} and 8 more" == held.entries[-1].briefly
    for text in (table.to_text(), str(held.iterations_table())):
        assert max(map(len, text.splitlines())) <= 160
    assert "and 8 more" in table.to_html()
    assert "and 8 more" in table.to_markdown()
    assert paths[3] not in table.to_html()
    assert table.records()[-1]["what"] == ", ".join(paths)
    assert ", ".join(paths) in table.to_csv()
    assert "and 8 more" not in table.to_csv()
    assert all(word in table.to_text() for word in reason.split())
    four = case.revise(dict(list(changes.items())[:4]), because="x", on="2026-10-01")
    assert four.entries[-1].briefly == four.entries[-1].says


def test_an_entry_says_what_it_says(case):
    says = {entry.kind: entry.says for entry in case.entries}
    assert says["decide"] == "discovery-1: proceed (IC/26/70)"
    assert says["learn"] == "minutes_digital (pilot): Alpha round 3"
    assert next(entry for entry in case.entries if isinstance(entry, Decide)).id == case.entries[2].id
    recorded = case.record("options.digital.costs.alpha_team", "2026-27", "GBP 5", on="2026-11-01", source="x")
    assert recorded.entries[-1].says == "options.digital.costs.alpha_team 2026-27: 5 GBP"
    assert recorded.appraise().absolute == case.appraise().absolute
