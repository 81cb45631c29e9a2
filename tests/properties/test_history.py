"""Random sequences of verbs: legal ones replay to the same case after saving, illegal ones raise and change nothing.

A second, plain book-keeping says beforehand which is which.
"""

import datetime
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import agile_case as ac
from agile_case.errors import HistoryError
from tests.strategies import small_case

DAY = datetime.date(2026, 6, 1)
OUTCOMES = ("proceed", "proceed-with-conditions", "pivot", "pause", "repeat", "stop")
GATE = {"approver": "Board", "authority": "Letter", "reference": "B/1", "because": "So it was decided."}
ASSUMPTIONS = {
    "one": {"pert": [1, 2, 4], "unit": "GBPm/year"},
    "two": {"uniform": [0.2, 0.9], "unit": "1"},
}


class Histories(RuleBasedStateMachine):
    """A case and what a clerk would have written down beside it."""

    @initialize()
    def open(self):
        plain = small_case({"it": {"amount": "one * two"}}, assumptions=ASSUMPTIONS)
        self.case = ac.from_plain(plain)
        self.day = DAY
        self.begun = []  # [name, outcome or None, conditions, met]
        self.stopped = False
        self.values = {"title": ["Small"]}

    def attempt(self, legal, verb):
        """Do it; legal or not as the clerk says, an illegal one changes nothing."""
        before = self.case
        try:
            after = verb(before)
        except HistoryError:
            assert not legal
            assert self.case == before
            return False
        assert legal
        assert after.entries[: len(before.entries)] == before.entries
        self.case = after
        self.day += datetime.timedelta(days=1)
        return True

    @rule(number=st.integers(1, 3))
    def begin(self, number):
        name = f"round-{number}"
        legal = not self.stopped and name not in [held[0] for held in self.begun]
        if self.attempt(legal, lambda case: case.begin(name, "To see", on=self.day)):
            self.begun.append([name, None, 0, set()])

    @rule(number=st.integers(1, 3), outcome=st.sampled_from(OUTCOMES), count=st.integers(0, 2))
    def decide(self, number, outcome, count):
        name = f"round-{number}"
        count = max(count, 1) if outcome == "proceed-with-conditions" else 0 if outcome == "proceed" else count
        conditions = [{"what": f"Thing {place}", "due": "2027-01-01"} for place in range(count)]
        last = self.begun[-1] if self.begun else None
        legal = not self.stopped and last is not None and last[0] == name and last[1] in (None, "pause")

        def verb(case):
            return case.decide(name, outcome, on=self.day, conditions=conditions, **GATE)

        if self.attempt(legal, verb):
            last[1:] = [outcome, count, set()]
            self.stopped = outcome == "stop"

    @rule(number=st.integers(1, 3))
    def recommend(self, number):
        name = f"round-{number}"
        last = self.begun[-1] if self.begun else None
        legal = not self.stopped and last is not None and last[0] == name and last[1] in (None, "pause")
        self.attempt(legal, lambda case: case.recommend(name, "proceed", by="SRO", on=self.day, because="Ask"))

    @rule(number=st.integers(1, 3), condition=st.integers(1, 2))
    def meet(self, number, condition):
        name = f"round-{number}"
        held = next((one for one in self.begun if one[0] == name), None)
        legal = held is not None and condition <= held[2] and condition not in held[3]
        if self.attempt(legal, lambda case: case.meet(name, condition, on=self.day, because="Done")):
            held[3].add(condition)

    @rule(value=st.integers(12, 39))
    def learn(self, value):
        seen = {"estimate": f"{value / 10} GBPm/year", "standard_error": "0.5 GBPm/year", "setting": "pilot"}
        seen["transfer_sd"] = "0.2 GBPm/year"
        self.attempt(not self.stopped, lambda case: case.learn("one", seen, on=self.day, source="Round"))

    @rule(word=st.sampled_from("abc"))
    def revise(self, word):
        title = f"{word}{len(self.case.entries)}"
        if self.attempt(
            not self.stopped, lambda case: case.revise({"case.title": title}, because="Better", on=self.day)
        ):
            self.values["title"].append(title)

    @rule()
    def note(self):
        self.attempt(True, lambda case: case.note(f"Note {len(case.entries)}", on=self.day))

    @rule()
    @precondition(lambda self: self.case.entries)
    def the_same_again(self):
        last = self.case.entries[-1]
        if last.kind == "note":
            self.attempt(False, lambda case: case.note(last.text, on=last.on))

    @rule()
    @precondition(lambda self: self.case.entries and self.case.entries[-1].kind in ("note", "learn"))
    def retract_the_last(self):
        last = self.case.entries[-1]
        self.attempt(True, lambda case: case.retract(last.id, on=self.day, because="Wrong"))
        self.attempt(False, lambda case: case.retract(last.id, on=self.day, because="Wrong again"))

    @invariant()
    def the_clerk_agrees(self):
        assert [held.key for held in self.case.iterations] == [held[0] for held in self.begun]
        assert [held.outcome or None for held in self.case.iterations] == [held[1] for held in self.begun]
        assert [len(held.open_conditions) for held in self.case.iterations] == [
            held[2] - len(held[3]) for held in self.begun
        ]
        assert self.case.title == self.values["title"][-1]
        assert self.case.unrecorded == ()
        assert [entry.sequence for entry in self.case.entries] == list(range(1, len(self.case.entries) + 1))

    def teardown(self):
        if not hasattr(self, "case"):
            return
        with tempfile.TemporaryDirectory() as folder:
            ac.save(self.case, Path(folder) / "case")
            again = ac.load(Path(folder) / "case")
            if self.case.entries:
                assert again == self.case
                assert again.believed == self.case.believed
            for place in range(len(self.case.entries)):
                point = self.case.entries[place].id
                assert again.at(point).entries == self.case.entries[: place + 1]


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=max(10, settings().max_examples // 4), stateful_step_count=25)
