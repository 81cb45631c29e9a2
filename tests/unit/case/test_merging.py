"""Merging: every address in conflict is named, hand edits go along, and what was taken back is out of the way."""

import shutil
import subprocess
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.cli import main
from agile_case.errors import HistoryError
from tests.conftest import require

EXAMPLE = Path(__file__).parents[3] / "examples" / "licence.toml"
GATE = {"approver": "Board", "authority": "DL/26/3", "reference": "IC/26/70", "because": "It is worth it."}
TEAM, RATE, HOUR, NOTES = (
    *("assumptions.team.triangular", "assumptions.day_rate.triangular"),
    *("assumptions.caseworker_hour.value", "case.notes"),
)
EXIT = {"amount": "50 GBPk", "when": "2036-37", "budget": "resource"}


@pytest.fixture(scope="module")
def case():
    return ac.load(EXAMPLE).begin("alpha-1", "See", on="2026-07-01")


def revised(case, changes, on="2026-08-01"):
    return case.revise(changes, because="x", on=on, by=str(changes)[:40])


def places(error):
    return {fault.where for fault in error.value.faults}


class TestConflicts:
    def test_every_address_of_every_entry_is_named(self, case):
        mine = revised(revised(case, {TEAM: [9, 11, 14], NOTES: "m"}), {RATE: [1, 2, 3]}, on="2026-08-02")
        theirs = revised(revised(case, {TEAM: [8, 9, 11], HOUR: 30}), {RATE: [4, 5, 6]}, on="2026-08-02")
        for one, other in ((mine, theirs), (theirs, mine)):
            with pytest.raises(HistoryError, match="change the same thing") as refused:
                one.merged(other)
            assert places(refused) == {TEAM, RATE}

    def test_an_address_is_named_once_however_often_it_was_changed(self, case):
        mine = revised(revised(case, {TEAM: [9, 11, 14]}), {TEAM: [9, 12, 14]}, on="2026-08-02")
        theirs = revised(revised(case, {TEAM: [8, 9, 11]}), {TEAM: [8, 9, 12]}, on="2026-08-02")
        with pytest.raises(HistoryError) as refused:
            mine.merged(theirs)
        assert [fault.where for fault in refused.value.faults] == [TEAM]

    def test_a_line_that_one_took_out_and_the_other_changed(self, case):
        line = "options.digital.costs.live_service"
        mine = revised(case, {line: None, NOTES: "gone"})
        theirs = revised(case, {f"{line}.amount": "2 GBPm/year", HOUR: 30})
        with pytest.raises(HistoryError) as refused:
            mine.merged(theirs)
        assert places(refused) <= {line, f"{line}.amount"}
        assert len(places(refused)) == 1

    def test_the_same_value_written_in_another_way_is_no_conflict(self, case):
        """The entry keeps what somebody typed; what it is held against is the form of the file."""
        mine = revised(case, {"options.digital.costs.exit": EXIT | {"when": "2036-37..2036-37"}})
        last = revised(mine, {"options.digital.costs.exit.when": "2035-36"}, on="2026-08-02")
        again = revised(last, {"options.digital.costs.exit": None}, on="2026-08-03")
        assert again.model == case.model
        assert again.merged(case.note("x", on="2026-08-01")).model == case.model


class TestTakenBack:
    def test_what_one_of_two_took_back_is_no_conflict_any_more(self, case, tmp_path):
        mine = revised(case, {TEAM: [9, 11, 14]})
        theirs = revised(case, {TEAM: [8, 9, 11]})
        theirs = theirs.retract(theirs.entries[-1].id, on="2026-08-03", because="Theirs stands")
        merged = mine.merged(theirs)
        assert merged == theirs.merged(mine)
        assert merged.model == mine.model
        ac.save(merged, tmp_path / "licence")
        assert ac.load(tmp_path / "licence") == merged

    def test_two_decisions_of_which_one_was_taken_back(self, case, tmp_path):
        mine = case.decide("alpha-1", "proceed", on="2026-11-12", **GATE)
        theirs = case.decide("alpha-1", "stop", on="2026-11-13", **GATE)
        with pytest.raises(HistoryError, match=r"decided on already|stopped"):
            mine.merged(theirs)
        theirs = theirs.retract(theirs.entries[-1].id, on="2026-11-14", because="The board met once")
        merged = mine.merged(theirs)
        assert merged.approved.key == "alpha-1"
        ac.save(merged, tmp_path / "licence")
        assert ac.load(tmp_path / "licence") == merged

    def test_one_entry_that_both_took_back(self, case):
        held = revised(case, {TEAM: [9, 11, 14]})
        mine = held.retract(held.entries[-1].id, on="2026-08-03", because="x")
        theirs = held.retract(held.entries[-1].id, on="2026-08-04", because="y")
        with pytest.raises(HistoryError, match="retracted already"):
            mine.merged(theirs)


class TestHandEdits:
    def test_those_of_both_copies_go_along_and_stay_unrecorded(self, case):
        mine = revised(case, {TEAM: [9, 11, 14]}).revise({NOTES: "mine"})
        theirs = revised(case, {RATE: [500, 600, 700]}).revise({HOUR: 30, "options.digital.costs.exit": EXIT})
        merged = mine.merged(theirs)
        assert merged == theirs.merged(mine)
        assert merged.get(TEAM) == [9, 11, 14]
        assert merged.get(RATE) == [500, 600, 700]
        assert {change.path for change in merged.unrecorded} == {NOTES, HOUR, "options.digital.costs.exit"}
        adopted = merged.adopt(because="Seen", on="2026-09-01")
        assert adopted.model == merged.model

    def test_one_that_both_made_alike_or_that_the_other_recorded_is_made_once(self, case):
        mine, theirs = (held.revise({HOUR: 30}) for held in (case, revised(case, {NOTES: "x"})))
        assert [change.path for change in mine.merged(theirs).unrecorded] == [HOUR]
        recorded = revised(case, {HOUR: 30})
        assert mine.merged(recorded).unrecorded == ()
        assert mine.merged(recorded) == recorded.merged(mine) == recorded

    def test_every_address_that_clashes_is_named(self, case):
        mine = case.revise({HOUR: 30, NOTES: "m", TEAM: [9, 11, 14]})
        theirs = case.revise({HOUR: 31, NOTES: "t", RATE: [1, 2, 3]})
        with pytest.raises(HistoryError, match="without an entry") as refused:
            mine.merged(theirs)
        assert places(refused) == {HOUR, NOTES}

    def test_clashes_of_entries_and_of_edits_are_named_together(self, case):
        mine = revised(case, {TEAM: [9, 11, 14]}).revise({HOUR: 30})
        theirs = revised(case, {TEAM: [8, 9, 11]}).revise({HOUR: 31})
        with pytest.raises(HistoryError) as refused:
            mine.merged(theirs)
        assert places(refused) == {TEAM, HOUR}

    def test_one_that_an_entry_of_the_other_changed_is_refused(self, case):
        mine = case.revise({HOUR: 30, TEAM: [9, 11, 14]})
        theirs = revised(case, {HOUR: 31, TEAM: [8, 9, 11], NOTES: "x"})
        for one, other in ((mine, theirs), (theirs, mine)):
            with pytest.raises(HistoryError, match="no entry tells of") as refused:
                one.merged(other)
            assert places(refused) == {HOUR, TEAM}
            assert refused.value.faults[0].do.startswith("adopt")

    def test_a_table_and_something_in_it_clash(self, case):
        line = "options.digital.costs.live_service"
        mine, theirs = case.revise({line: None}), case.revise({f"{line}.amount": "2 GBPm/year"})
        with pytest.raises(HistoryError, match="without an entry") as refused:
            mine.merged(theirs)
        assert places(refused) == {f"{line}.amount"}

    def test_one_that_does_not_fit_what_the_other_did_is_refused(self, case):
        held = revised(case, {"assumptions.spare": {"value": 5, "unit": "GBPk"}})
        mine = held.revise({"options.digital.costs.exit": {"amount": "spare", "when": "2036-37"}})
        theirs = held.retract(held.entries[-1].id, on="2026-08-03", because="x")
        with pytest.raises(HistoryError, match="do not fit") as refused:
            mine.merged(theirs)
        assert places(refused) == {"options.digital.costs.exit.amount"}

    def test_the_command_says_what_is_not_recorded(self, case, tmp_path, capsys):
        ac.save(case, tmp_path / "mine")
        ac.save(revised(case, {TEAM: [9, 11, 14]}).revise({HOUR: 30}), tmp_path / "theirs")
        assert main(["merge", str(tmp_path / "mine"), str(tmp_path / "theirs")]) == 0
        assert f"Not recorded: {HOUR}. See: agile-case adopt" in capsys.readouterr().out
        assert ac.load(tmp_path / "mine").get(HOUR) == 30


@pytest.fixture
def branches(case, tmp_path):
    """Return a function that commits what two people did on two branches, the folder, and what runs git in it."""
    git = shutil.which("git")
    require(git, "git is not installed: apt-get install git")
    folder = tmp_path / "licence"
    ac.save(case, folder)

    def run(*words):
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run([git, *who, *words], cwd=folder, check=True, capture_output=True)

    def commit(mine, theirs):
        run("init")
        run("add", ".")
        run("commit", "-m", "base")
        copies = []
        for name, (changes, edits) in (("theirs", theirs), ("mine", mine)):
            run("checkout", "-b", name, "main")
            copies.append(revised(ac.load(folder), changes).revise(edits))
            ac.save(copies[-1], folder)
            run("add", ".")
            run("commit", "-m", name)
        return copies[1], copies[0]

    return commit, folder, run


def test_what_git_puts_together_is_what_merging_makes_of_two_folders(branches):
    commit, folder, git = branches
    start, weeks = "events.public_beta", "stages.alpha.weeks"
    mine, theirs = commit(({TEAM: [9, 11, 14]}, {start: "2027-12-01"}), ({weeks: 14}, {"options.digital.title": "New"}))
    git("merge", "theirs")
    merged = ac.load(folder)
    assert merged == mine.merged(theirs) == theirs.merged(mine)
    assert {change.path for change in merged.unrecorded} == {start, "options.digital.title"}


def test_where_git_stops_at_neighbouring_lines_two_folders_are_merged_without_it(branches, tmp_path):
    commit, folder, git = branches
    mine, theirs = commit(({TEAM: [9, 11, 14]}, {NOTES: "x"}), ({RATE: [500, 600, 700]}, {HOUR: 30}))
    with pytest.raises(subprocess.CalledProcessError):
        git("merge", "theirs")
    git("merge", "--abort")
    git("worktree", "add", "../other", "theirs")
    assert main(["merge", str(folder), str(tmp_path / "other")]) == 0
    assert ac.load(folder) == mine.merged(theirs)
    assert {change.path for change in ac.load(folder).unrecorded} == {HOUR, NOTES}
