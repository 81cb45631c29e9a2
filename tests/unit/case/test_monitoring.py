"""The monitoring plan follows the theory of change, and rounds of test and learn stand in it as evidence."""

import pytest

import agile_case as ac
from agile_case import cli

CASE = """
format = "agile-case/1"
[case]
title = "Shift"
start = "2026-27"
horizon = 5
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[units]
counts = ["call"]
[events]
live = "2027-10-01"
[assumptions]
volume = { value = 1_000, unit = "call/year", source = "x" }
moves = { pert = [0.2, 0.5, 0.8], unit = "1", source = "x", owner = "Head of service", title = "Share that moves" }
minutes = { normal = [6, 2], unit = "minute/call", source = "x" }
rising = { years = "2026-27..2031-32", values = [1, 2, 3, 4, 5, 6], unit = "call/year", source = "x" }
loose = { normal = [6, 2], unit = "minute/call", source = "x" }
[options.usual]
roles = ["business-as-usual"]
costs.staff = { amount = "1 GBP/year", budget = "resource" }
[options.online.costs.staff]
amount = "1 GBP/year"
budget = "resource"
replaces = "options.usual.costs.staff"
[options.online.benefits.time]
title = "Time of staff"
measure = "volume * moves * minutes"
unit_value = "25 GBP/hour"
kind = "non-cash-releasing"
[options.online.benefits.time.realisation]
indicator = "Minutes, sampled"
review_every = "3 month"
target = "4 minute/call"
target_by = "live"
owner = "Head of staff"
[options.online.benefits.trust]
kind = "qualitative"
realisation = { review_every = "1 year" }
[options.online.benefits.calm]
kind = "qualitative"
[stages.alpha]
tests = [{ assumption = "moves" }]
criteria = [{ assumption = "moves", at_least = "0.4" }, { assumption = "minutes", at_most = "7 minute/call" }]
[stages.beta]
weeks = 10
[claims.they_move]
says = "So many move."
kind = "hypothesis"
about = "assumptions.moves"
test = "Take-up falls short"
stage = "beta"
[claims.they_like_it]
says = "People like it."
kind = "hypothesis"
about = "options.online.benefits.trust"
test = "Survey"
owner = "Research"
[claims.all_of_them]
says = "Everybody is online."
kind = "fact"
source = "Census"
[theory_of_change.gain]
kind = "impact"
title = "Less time"
benefits = ["options.online.benefits.time", "options.online.benefits.trust", "options.online.benefits.calm"]
[theory_of_change.move]
kind = "outcome"
rests_on = [
    "claims.they_move",
    "assumptions.moves",
    "assumptions.rising",
    "claims.they_like_it",
    "claims.all_of_them",
    "assumptions.volume",
]
brings_about = ["gain"]
[theory_of_change.team]
kind = "input"
title = "A team"
brings_about = ["move"]
"""


def seen(estimate, error="0.1"):
    return {"estimate": estimate, "standard_error": error, "setting": "pilot", "transfer_sd": "0.05"}


@pytest.fixture(scope="module")
def case():
    held = ac.loads(CASE)
    held = held.begin("alpha-1", purpose="Who moves", stage="alpha", on="2026-07-01")
    held = held.learn("moves", seen("0.4"), on="2026-08-01", source="Round 1")
    held = held.begin("alpha-2", purpose="Who moves, again", stage="alpha", on="2026-09-01")
    held = held.learn("moves", seen("0.45", "0.05"), on="2026-10-01", source="Round 2")
    minutes = {
        "mean": "5 minute/call",
        "sd": "2 minute/call",
        "n": 30,
        "setting": "lab",
        "transfer_sd": "1 minute/call",
    }
    return held.learn("loose", minutes, on="2026-10-02", source="Round 3")


def test_the_plan_follows_the_steps_in_their_order(case):
    records = ac.monitoring_plan(case).records()
    assert [(row["step"], row["watched"]) for row in records] == [
        ("move", "Share that moves"),
        ("move", "Rising"),
        ("move", "People like it."),
        ("move", "Everybody is online."),
        ("move", "Volume"),
        ("Less time", "Time of staff"),
        ("Less time", "options.online.benefits.trust"),
        ("Less time", "options.online.benefits.calm"),
    ]


def test_an_assumption_shows_what_is_believed_after_its_rounds(case):
    row = ac.monitoring_plan(case).records()[0]
    believed = case.believed.assumptions["moves"].estimate
    assert row["expected"] == f"{believed.mean:.4g}"
    assert row["range"] == " to ".join(f"{end:.3g}" for end in believed.quantile([0.1, 0.9]).tolist())
    assert row["threshold"] == "at least 0.4 (alpha)"
    assert row["stage"] == "alpha, beta"
    assert row["indicator"] == "Take-up falls short"
    assert row["owner"] == "Head of service"
    assert (row["rounds"], row["last_round"]) == (2, "2026-10-01, Round 2")


def test_other_rows_say_what_they_know(case):
    rows = ac.monitoring_plan(case).records()
    assert rows[1]["expected"] == "1 to 6 call/year by year"
    assert (rows[1]["rounds"], rows[1]["last_round"]) == (0, "")
    assert (rows[2]["indicator"], rows[2]["owner"], rows[2]["rounds"]) == ("Survey", "Research", None)
    assert (rows[4]["expected"], rows[4]["range"]) == ("1,000 call/year", "")
    assert rows[5]["indicator"] == "Minutes, sampled, every 3 month"
    assert (rows[5]["threshold"], rows[5]["owner"]) == ("4 minute/call by live", "Head of staff")
    assert rows[6]["indicator"] == "every 1 year"
    assert rows[7]["indicator"] == ""


MEASURES = """
[measures.minutes]
what = "Minutes of staff, sampled"
unit = "minute/call"
direction = "decrease"
baseline = "6 minute/call"
baseline_on = 2026-03-31
target = "4 minute/call"
target_by = 2029-03-31
frequency = "monthly"
owner = "Head of figures"
[measures.moved]
title = "Share online"
what = "Calls that come online, of all"
unit = "1"
expected = "moves"
frequency = "quarterly"
[measures.spare]
what = "What nobody asked for"
unit = "1"
expected = "moves"
[objectives.online]
measure = "moved"
owner = "Head of service"
[objectives.wordy]
measure = "Calls that come online"
"""


@pytest.fixture(scope="module")
def measured():
    text = CASE.replace('brings_about = ["gain"]', 'brings_about = ["gain"]\nobjectives = ["online", "wordy"]')
    text = text.replace('kind = "qualitative"\n[stages', 'kind = "qualitative"\nmeasured_by = "minutes"\n[stages')
    return ac.loads(text + MEASURES)


def test_a_measure_says_what_is_watched_and_what_was_recorded(measured):
    rows = {(row["step"], row["watched"]): row for row in ac.monitoring_plan(measured).records()}
    row = rows["Less time", "options.online.benefits.calm"]
    assert row["indicator"] == "Minutes of staff, sampled, monthly"
    assert (row["expected"], row["threshold"]) == ("from 6 minute/call", "4 minute/call by 2029-03-31")
    assert (row["owner"], row["rounds"], row["last_round"]) == ("Head of figures", 0, "")
    row = rows["move", "Share online"]
    assert (row["indicator"], row["owner"]) == ("Calls that come online, of all, quarterly", "Head of service")
    assert ac.monitoring_plan(measured).notes[-1] == "Measured, and no step counts by it: spare."


def test_recorded_years_of_a_measure_stand_in_the_plan(measured):
    held = measured.begin("live-1", purpose="Keep", stage="beta", on="2027-04-01")
    held = held.record("measures.minutes", "2027-28", "5.5 minute/call", on="2028-05-01", source="Survey")
    held = held.record("measures.minutes", "2026-27", "6 minute/call", on="2028-05-02", source="Survey, late")
    held = held.record("measures.minutes", "2027-28", "5 minute/call", on="2028-06-01", source="Survey, final")
    (row,) = (one for one in ac.monitoring_plan(held).records() if one["watched"].endswith("calm"))
    assert (row["rounds"], row["last_round"]) == (2, "2027-28: 5 minute/call, Survey, final")


def test_what_is_watched_nowhere_is_named(case):
    notes = ac.monitoring_plan(case).notes
    assert notes[1:] == ("Nothing is watched under: A team.", "Tested, and no step rests on it: loose.")


def test_without_a_theory_of_change_the_plan_says_so():
    bare = ac.loads(CASE[: CASE.index("[theory_of_change.gain]")])
    table = ac.monitoring_plan(bare)
    assert table.rows == ()
    assert "no theory of change" in table.notes[1]


def test_rounds_go_from_what_was_believed_to_what_is(case):
    rows = ac.rounds_table(case).records()
    assert [(row["on"], row["iteration"], row["source"]) for row in rows] == [
        ("2026-08-01", "alpha-1", "Round 1"),
        ("2026-10-01", "alpha-2", "Round 2"),
        ("2026-10-02", "alpha-2", "Round 3"),
    ]
    assert rows[0]["before"] == case.model.assumptions["moves"].estimate.mean
    assert rows[1]["before"] == rows[0]["after"]
    assert rows[1]["after"] == pytest.approx(case.believed.assumptions["moves"].estimate.mean)
    assert [row["chance"] for row in rows[:2]] == list(case.posteriors["moves"].surprises)
    assert rows[0]["chance"] != rows[1]["chance"]
    assert 0 < rows[2]["chance"] < 1
    assert rows[2]["assumption"] == "Loose (minute/call)"


def test_the_command_line_prints_both(case, tmp_path, capsys):
    ac.save(case, tmp_path / "shift")
    for which, table in (("monitoring", ac.monitoring_plan(case)), ("rounds", ac.rounds_table(case))):
        assert cli.main(["log", str(tmp_path / "shift"), which]) == 0
        assert capsys.readouterr().out == f"{table.brief().to_text()}\n"


def test_a_round_that_was_retracted_is_none(case):
    entry = next(held for held in case.entries if getattr(held, "source", "") == "Round 3")
    fewer = case.retract(entry.id, because="Wrong sample", on="2026-11-01")
    assert [row["source"] for row in ac.rounds_table(fewer).records()] == ["Round 1", "Round 2"]
    assert ac.rounds_table(ac.loads(CASE)).rows == ()
