"""Random sequences of verbs: legal ones replay to the same case after saving, illegal ones raise and change nothing.

A clerk writes down beside the case, in plain Python and with rules of its own, what every verb has to do.
"""

import datetime
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import agile_case as ac
from agile_case.errors import (
    EstimateError,
    HistoryError,
    InputError,
    InvalidCaseError,
    UnitError,
    UnknownNameError,
)
from tests.strategies import small_case

DAY = datetime.date(2026, 6, 1)
LONG_AGO = datetime.date(2020, 1, 1)
DAY_LONG = datetime.timedelta(days=1)
OUTCOMES = ("proceed", "proceed-with-conditions", "pivot", "pause", "repeat", "stop")
GATE = {"approver": "Board", "authority": "Letter", "reference": "B/1", "because": "So it was decided."}
ASSUMPTIONS = {
    "one": {"pert": [1, 2, 4], "unit": "GBPm/year"},
    "two": {"uniform": [0.2, 0.9], "unit": "1"},
}
LINES = "options.only.costs"
EXTRA = {"amount": "5 GBPk/year"}
SPARE = {"uniform": [0.5, 1.5], "unit": "GBPm/year"}
OPENING = {
    "case.title": "Small",
    "assumptions.one.pert": [1, 2, 4],
    "assumptions.one.owner": None,
    f"{LINES}.extra": None,
    "assumptions.spare": None,
}
REVISIONS = {
    "case.title": ["a", "b", "c"],
    "assumptions.one.pert": [[1, 2, 4], [2, 3, 5], [0, 1, 2]],
    "assumptions.one.owner": [None, "A", "B"],
    f"{LINES}.extra": [None, EXTRA],
    "assumptions.spare": [None, SPARE],
}
ESTIMATES = ("assumptions.one.pert", "assumptions.spare")
OUTSIDE = 9.0
BOTH = "one * two"
SELDOM = st.sampled_from([False, False, False, True])
WHICH = st.sampled_from(["last", "last", "last", "round-1", "round-2"])


class ClashError(Exception):
    """The clerk cannot follow the entries that are left."""


def read(entries):
    """Return what the entries that count come to: what each address holds, what is believed in, the iterations."""
    held, evidence, rounds = dict(OPENING), {}, {}
    for entry in entries:
        kind = entry["kind"]
        if kind == "revise":
            if any(held[path] != old for path, (old, _) in entry["changes"].items()):
                raise ClashError
            held |= {path: new for path, (_, new) in entry["changes"].items()}
            anew = {path.split(".")[1] for path in entry["changes"] if path in ESTIMATES}
            evidence = {about: values for about, values in evidence.items() if not anew & set(about.split(" * "))}
        elif kind == "learn":
            evidence.setdefault(entry["about"], []).append(entry["value"])
        elif kind == "begin":
            rounds[entry["name"]] = {
                "began": entry["on"],
                "outcome": "",
                "decided": None,
                "asked": LONG_AGO,
                "count": 0,
            }
            rounds[entry["name"]]["met"] = set()
        elif kind in ("recommend", "decide", "meet"):
            read_gate(entry, rounds)
    for about, values in evidence.items():
        low, high = support(held, about)
        if not all(low <= value <= high for value in values):
            raise ClashError
    return held, evidence, rounds


def read_gate(entry, rounds):
    """Put what a board was asked, decided or was shown into its iteration."""
    if entry["name"] not in rounds:
        raise ClashError
    found = rounds[entry["name"]]
    if entry["kind"] == "recommend":
        found["asked"] = max(found["asked"], entry["on"])
    elif entry["kind"] == "decide":
        found |= {"outcome": entry["outcome"], "decided": entry["on"], "count": entry["count"], "met": set()}
    elif entry["kind"] == "meet":
        if entry["condition"] > found["count"] or entry["condition"] in found["met"]:
            raise ClashError
        found["met"].add(entry["condition"])


def support(held, about):
    """Return the least and the most that an assumption may be; nothing if there is none."""
    low, _, high = held["assumptions.one.pert"]
    if about == "one":
        return low, high
    if about == BOTH:
        return low * ASSUMPTIONS["two"]["uniform"][0], high * ASSUMPTIONS["two"]["uniform"][1]
    if about == "spare" and held["assumptions.spare"] is not None:
        return tuple(SPARE["uniform"])
    return 1.0, 0.0


class Histories(RuleBasedStateMachine):
    """A case and what a clerk would have written down beside it."""

    @initialize()
    def open(self):
        self.case = ac.from_plain(small_case({"it": {"amount": "one * two"}}, assumptions=ASSUMPTIONS))
        self.day = DAY
        self.log = []  # everything that was done, in its order, with the id of its entry and whether it counts
        self.was = []  # the model after each entry
        self.place = tempfile.TemporaryDirectory()

    def teardown(self):
        if hasattr(self, "case"):
            self.save_and_load()
            for count, (done, model) in enumerate(zip(self.log, self.was, strict=True), start=1):
                then = self.case.at(done["id"])
                assert (then.model, len(then.entries)) == (model, count)
            self.place.cleanup()

    @property
    def counts(self):
        return [done for done in self.log if done["counts"]]

    @property
    def stopped(self):
        return any(one["outcome"] == "stop" for one in read(self.counts)[2].values())

    def attempt(self, refused, verb, **done):
        """Do it; what the clerk says is refused raises that error, and nothing has changed."""
        before, entries, model = self.case, self.case.entries, self.case.model
        if refused is not None:
            with pytest.raises(refused) as found:
                verb(before)
            assert found.type is refused
            assert self.case is before
            assert (before.entries, before.model) == (entries, model)
            return
        after = verb(before)
        assert after.entries[:-1] == entries
        self.case = after
        self.log.append({"id": after.entries[-1].id, "counts": True, "on": after.entries[-1].on, **done})
        self.was.append(after.model)
        self.day += datetime.timedelta(days=1)

    def named(self, which):
        """Return the name of an iteration, the last one if that is asked for."""
        return list(read(self.counts)[2] or ["round-1"])[-1] if which == "last" else which

    def last_open(self, name, on):
        """Return whether a board may have this iteration before it on a day."""
        rounds = read(self.counts)[2]
        if self.stopped or not rounds or list(rounds)[-1] != name:
            return False
        held = rounds[name]
        return held["outcome"] in ("", "pause") and on >= max(held["decided"] or held["began"], held["asked"])

    def begin_next(self):
        """Begin the next iteration, which may be done unless the case was stopped."""
        rounds = read(self.counts)[2]
        name = next(f"round-{number}" for number in range(1, 99) if f"round-{number}" not in rounds)
        self.attempt(
            HistoryError if self.stopped else None,
            lambda case: case.begin(name, "See", on=self.day),
            kind="begin",
            name=name,
        )

    @rule(number=st.integers(1, 3), early=SELDOM, stage=st.sampled_from(["", "", "", "", "alfa"]))
    def begin(self, number, early, stage):
        name, on, rounds = f"round-{number}", LONG_AGO if early else self.day, read(self.counts)[2]
        late = bool(rounds) and on < list(rounds.values())[-1]["began"]
        refused = HistoryError if self.stopped or name in rounds or late else None
        refused = UnknownNameError if stage else refused
        self.attempt(refused, lambda case: case.begin(name, "See", on=on, stage=stage), kind="begin", name=name)

    @rule(
        which=WHICH,
        outcome=st.sampled_from([*OUTCOMES, "go"]),
        count=st.integers(0, 2),
        early=SELDOM,
        late=SELDOM,
    )
    def decide(self, which, outcome, count, early, late):
        self.put_to_the_board(self.named(which), outcome, count, LONG_AGO if early else self.day, late=late)

    def put_to_the_board(self, name, outcome, count, on, *, late=False):
        """Record a decision, legal or not; a condition that is late is due the day before."""
        gate = GATE | {"reference": f"B/{len(self.log)}"}
        conditions = [{"what": f"Thing {place}", "due": on + (place - late) * DAY_LONG} for place in range(count)]
        refused = None if self.last_open(name, on) and not (count and late) else HistoryError
        if outcome == "go" or (outcome == "proceed" and count) or (outcome == "proceed-with-conditions" and not count):
            refused = InputError
        self.attempt(
            refused,
            lambda case: case.decide(name, outcome, on=on, conditions=conditions, **gate),
            kind="decide",
            words=gate["reference"],
            name=name,
            outcome=outcome,
            count=count,
        )

    @rule(which=WHICH, outcome=st.sampled_from(["proceed", "stop", "go"]))
    def recommend(self, which, outcome):
        name = self.named(which)
        refused = None if self.last_open(name, self.day) else HistoryError
        refused = InputError if outcome == "go" else refused
        self.attempt(
            refused,
            lambda case: case.recommend(name, outcome, by="SRO", on=self.day, because="Ask"),
            kind="recommend",
            name=name,
        )

    @rule(which=WHICH, condition=st.integers(0, 2), early=SELDOM)
    def meet(self, which, condition, early):
        self.show_the_board(self.named(which), condition, LONG_AGO if early else self.day)

    def show_the_board(self, name, condition, on):
        """Record that a condition is met, legal or not."""
        held = read(self.counts)[2].get(name)
        legal = held is not None and 1 <= condition <= held["count"] and condition not in held["met"]
        legal = legal and on >= held["decided"]
        self.attempt(
            None if legal else HistoryError,
            lambda case: case.meet(name, condition, on=on, because="Done"),
            kind="meet",
            name=name,
            condition=condition,
        )

    @rule(
        about=st.sampled_from(["one", BOTH, "spare", "nobody"]),
        value=st.sampled_from([0.7, 1.2, 1.7, 3.9, OUTSIDE]),
        unit=st.sampled_from(["GBPm/year", "GBPm/year", "person"]),
    )
    def learn(self, about, value, unit):
        self.see(about, value, unit)

    def see(self, about, value, unit="GBPm/year"):
        """Learn from something that was seen, legal or not; it counts from when it is written down."""
        seen = {"estimate": f"{value} {unit}", "standard_error": f"0.5 {unit}", "setting": "pilot"}
        seen["transfer_sd"] = f"0.2 {unit}"
        low, high = support(read(self.counts)[0], about)
        refused = None if low <= value <= high else EstimateError
        refused = UnitError if unit == "person" else refused
        refused = UnknownNameError if low > high else refused
        refused = HistoryError if self.stopped else refused
        source = f"Round {len(self.log)}"
        self.attempt(
            refused,
            lambda case: case.learn(about, seen, on=DAY if len(self.log) % 3 == 0 else self.day, source=source),
            kind="learn",
            about=about,
            value=value,
            words=source,
        )

    @rule(data=st.data(), paths=st.sets(st.sampled_from(sorted(REVISIONS)), min_size=1, max_size=2), early=SELDOM)
    def revise(self, data, paths, early):
        self.change(data, sorted(paths), LONG_AGO if early else self.day)

    def change(self, data, paths, on):
        """Revise some addresses; the last entry counts last, whatever day it bears."""
        held, changes = read(self.counts)[0], {}
        for path in paths:
            others = [one for one in REVISIONS[path] if one != held[path]]
            changes[path] = held[path], data.draw(st.sampled_from(others), label=path)
        new, why = {path: after for path, (_, after) in changes.items()}, f"Better {len(self.log)}"
        self.attempt(
            HistoryError if self.stopped else None,
            lambda case: case.revise(new, because=why, on=on),
            kind="revise",
            words=why,
            changes=changes,
        )

    # --- what seldom comes about by chance: some things one after the other ---

    @rule(data=st.data(), words=st.booleans(), early=SELDOM)
    def see_and_then_revise(self, data, words, early):
        """A revision of the estimate begins anew, one of words about it does not."""
        low, high = support(read(self.counts)[0], "one")
        self.see("one", low + 0.4 * (high - low))
        path = "assumptions.one.owner" if words else "assumptions.one.pert"
        self.change(data, [path], LONG_AGO if early else self.day)

    @rule(last=st.booleans())
    def see_twice_and_take_one_back(self, last):
        low, high = support(read(self.counts)[0], "one")
        for share in (0.3, 0.6):
            self.see("one", low + share * (high - low))
        seen = [done for done in self.counts if done["kind"] == "learn"][-2:]
        if seen:
            self.take_back(seen[-1] if last else seen[0])

    @rule(data=st.data(), early=SELDOM)
    def revise_twice_and_take_one_back(self, data, early):
        path = data.draw(st.sampled_from(sorted(REVISIONS)), label="path")
        for on in (self.day, LONG_AGO if early else self.day):
            self.change(data, [path], on)
        made = [done for done in self.counts if done["kind"] == "revise"]
        if made:
            self.take_back(data.draw(st.sampled_from(made[-3:]), label="taken back"))

    @rule(data=st.data(), outcome=st.sampled_from(["pause", "pause", "pivot", "proceed-with-conditions"]))
    def go_through_a_gate(self, data, outcome):
        """Begin, decide, show what was asked for, and after a pause decide again; then something is taken back."""
        before, earlier = len(self.log), self.named("last")
        self.begin_next()
        name = self.named("last")
        if name != earlier:
            self.put_to_the_board(earlier, "proceed", 0, self.day)  # too late: a later one has begun
        self.put_to_the_board(name, outcome, 2, self.day)
        self.show_the_board(name, data.draw(st.sampled_from([1, 2]), label="condition"), self.day)
        self.put_to_the_board(name, "proceed-with-conditions", 1, self.day)
        self.show_the_board(name, 1, self.day)
        done = [done for done in self.log[before:] if done["counts"]]
        if done:
            self.take_back(data.draw(st.sampled_from(done), label="taken back"))

    @rule(data=st.data(), back=st.sampled_from([True, True, True, False]))
    def stop(self, data, back):
        """After a stop the case is not changed any more, until the stop is taken back."""
        self.put_to_the_board(self.named("last"), "stop", 0, self.day)
        self.change(data, ["case.title"], self.day)
        self.see("one", sum(support(read(self.counts)[0], "one")) / 2)
        self.begin_next()
        stops = [done for done in self.counts if done.get("outcome") == "stop"]
        if back and stops:
            self.take_back(stops[-1])

    @rule(
        wrong=st.sampled_from(
            [
                (InvalidCaseError, {"assumptions.one.pert": [4, 2, 1]}, {"because": "x", "on": DAY}),
                (InvalidCaseError, {"assumptions.none.pert": [1, 2, 4]}, {"because": "x", "on": DAY}),
                (InvalidCaseError, {"assumptions.one": None}, {"because": "x", "on": DAY}),
                (InputError, {"case.title": "x"}, {"because": "x"}),
                (InputError, {"case.title": "x"}, {"on": DAY}),
            ]
        )
    )
    def revise_wrongly(self, wrong):
        refused, changes, words = wrong
        self.attempt(refused, lambda case: case.revise(changes, **words))

    @rule(line=st.sampled_from(["it", "extra", "nothing"]), year=st.sampled_from(["2026-27", "2027-28"]))
    def record(self, line, year):
        there = line == "it" or (line == "extra" and read(self.counts)[0][f"{LINES}.extra"] is not None)
        begun = self.day >= datetime.date(int(year[:4]), 4, 1)
        self.attempt(
            (None if begun else InputError) if there else UnknownNameError,
            lambda case: case.record(
                f"{LINES}.{line}", year, f"GBP {len(self.log)}", on=self.day, source="Ledger", provisional=True
            ),
            kind="record",
            words=(line, year, len(self.log)),
        )

    @rule(early=SELDOM)
    def note(self, early):
        words, on = f"Note {len(self.log) % 3}", LONG_AGO if early else self.day
        there = any((done["kind"], done.get("words"), done["on"]) == ("note", words, on) for done in self.counts)
        self.attempt(HistoryError if there else None, lambda case: case.note(words, on=on), kind="note", words=words)

    @precondition(lambda self: self.case.entries)
    @rule(data=st.data())
    def the_same_again(self, data):
        self.say_again(data.draw(st.sampled_from(self.log), label="entry"))

    @precondition(lambda self: len(self.counts) < len(self.log))
    @rule(data=st.data())
    def what_was_taken_back_again(self, data):
        gone = [done for done in self.log if not done["counts"]]
        self.say_again(data.draw(st.sampled_from(gone), label="entry"))

    def say_again(self, done):
        """Say word for word what was said before: it is refused while that counts, and otherwise as anything else."""
        held = self.case.entries[self.log.index(done)]
        words = {key: value for key, value in done.items() if key not in ("id", "counts")}
        again = any(words == {key: other.get(key) for key in words} for other in self.counts)
        refused = HistoryError if again or done["kind"] == "retract" else self.refusal_of(done)
        count = len(self.log)
        self.attempt(refused, lambda case: case._add(held), **words)  # what every verb goes through
        if len(self.log) > count:
            assert self.case.entries[-1].says == held.says

    def refusal_of(self, done):
        """Return what the clerk refuses what was said once with, now."""
        held, _, rounds = read(self.counts)
        kind, name = done["kind"], done.get("name")
        if kind in ("note", "record"):
            return None
        if kind == "meet":
            found = rounds.get(name)
            legal = found is not None and 1 <= done["condition"] <= found["count"]
            legal = legal and done["condition"] not in found["met"] and done["on"] >= found["decided"]
            return None if legal else HistoryError
        if self.stopped:
            return HistoryError
        if kind in ("recommend", "decide"):
            return None if self.last_open(name, done["on"]) else HistoryError
        if kind == "begin":
            late = bool(rounds) and done["on"] < list(rounds.values())[-1]["began"]
            return HistoryError if name in rounds or late else None
        if kind == "revise":
            return HistoryError if any(held[path] != old for path, (old, _) in done["changes"].items()) else None
        low, high = support(held, done["about"])
        if low > high:
            return UnknownNameError
        return None if low <= done["value"] <= high else EstimateError

    @precondition(lambda self: self.log)
    @rule(data=st.data())
    def retract(self, data):
        self.take_back(data.draw(st.sampled_from(self.log), label="entry"))

    @precondition(lambda self: any(done["kind"] in ("learn", "revise") for done in self.counts))
    @rule(data=st.data())
    def retract_what_had_an_effect(self, data):
        held = [done for done in self.counts if done["kind"] in ("learn", "revise")]
        self.take_back(data.draw(st.sampled_from(held), label="entry"))

    def take_back(self, done):
        """Retract an entry, legal or not."""
        refused = None if done["counts"] and done["kind"] != "retract" else HistoryError
        try:
            read([other for other in self.counts if other is not done])
        except ClashError:
            refused = HistoryError
        before = len(self.log)
        self.attempt(refused, lambda case: case.retract(done["id"], on=self.day, because="Wrong"), kind="retract")
        if len(self.log) > before:
            done["counts"] = False

    @rule(blank=st.sampled_from(["", " \n"]))
    def do_nothing(self, blank):
        self.attempt(InputError, lambda case: case.note(blank, on=self.day))
        self.attempt(HistoryError, lambda case: case.adopt(because="Nothing", on=self.day))
        self.attempt(InputError, lambda case: case.adopt(because=blank, on=self.day))
        self.attempt(HistoryError, lambda case: case.retract("0123456789ab", on=self.day, because="Wrong"))

    @precondition(lambda self: self.case.entries)
    @rule(data=st.data(), path=st.sampled_from(sorted(REVISIONS)), back=st.booleans())
    def edit_the_file(self, data, path, back):
        """Somebody changes the file: no verb goes on until the change is adopted, or taken out again."""
        held = read(self.counts)[0]
        new = data.draw(st.sampled_from([one for one in REVISIONS[path] if one != held[path]]), label="new")
        clean = self.case
        self.case = clean.revise({path: new})
        assert self.case.entries == clean.entries
        assert {change.path.startswith(path) for change in self.case.unrecorded} == {True}
        self.attempt(HistoryError, lambda case: case.note("More", on=self.day))
        if back:
            self.case = self.case.restored()
            assert self.case == clean
            return
        loose, seen = self.case, f"Seen {len(self.log)}"
        self.attempt(
            HistoryError if self.stopped else None,
            lambda case: case.adopt(because=seen, on=self.day),
            kind="revise",
            words=seen,
            changes={path: (held[path], new)},
        )
        if self.case is loose:
            self.case = clean
        else:
            assert self.case.model == loose.model

    @rule()
    def save_and_load(self):
        folder = Path(self.place.name) / "case"
        before = {file: file.read_bytes() for file in folder.glob("history/*")}
        ac.save(self.case, folder)
        assert {file: file.read_bytes() for file in before} == before
        again = ac.load(folder)
        assert (again.model, again.entries) == (self.case.model, self.case.entries)
        assert again.believed == self.case.believed
        assert again.posteriors == self.case.posteriors
        if self.log:
            assert again == self.case
        self.case = again

    @invariant()
    def the_clerk_agrees(self):
        held, evidence, rounds = read(self.counts)
        plain = self.case.model
        assert plain.basis.title == held["case.title"]
        assert self.case.get("assumptions.one.pert") == held["assumptions.one.pert"]
        assert self.case.get("assumptions.one.owner") == (held["assumptions.one.owner"] or "")
        assert ("spare" in plain.assumptions) == (held["assumptions.spare"] is not None)
        assert ("extra" in plain.options["only"].costs) == (held[f"{LINES}.extra"] is not None)
        moved = {"one": [], "two": []} if BOTH in evidence else {}
        assert {key: len(found.surprises) for key, found in self.case.posteriors.items()} == {
            key: len(values) for key, values in (moved | evidence).items()
        }
        assert [
            (one.key, one.began, one.outcome, one.decided, len(one.conditions), set(one.met))
            for one in self.case.iterations
        ] == [
            (name, one["began"], one["outcome"], one["decided"], one["count"], one["met"])
            for name, one in rounds.items()
        ]
        assert self.case.unrecorded == ()
        assert [entry.id for entry in self.case.entries] == [done["id"] for done in self.log]
        assert [entry.sequence for entry in self.case.entries] == list(range(1, len(self.log) + 1))


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=max(10, settings().max_examples // 3), stateful_step_count=40)
