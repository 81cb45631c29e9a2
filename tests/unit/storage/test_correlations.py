"""Correlations in a file: read, written, found by their lines, and kept with their comments."""

from pathlib import Path

import attrs
import pytest

import agile_case as ac
from agile_case.quantities.canonical import sha256
from agile_case.storage.plain import plain_of
from agile_case.storage.writing import to_json, to_toml

LICENCE = (Path(__file__).parents[3] / "examples" / "licence.toml").read_text(encoding="utf-8").rstrip("\n") + "\n"
TABLES = """
# What moves together
[[correlations]] # the team
assumptions = ["team", "day_rate"] # dear people, small team
rank = -0.3 # a guess
source = "invented"

[[correlations]]
assumptions = ["minutes_digital", "digital_share", "applicant_saving"]
rank = 0.25
x = { ours = 1.0 } # kept
"""
TEXT = LICENCE + TABLES
FIRST = LICENCE.count("\n") + 3
"""Line of the first header."""
HELD = (
    ac.Correlation(assumptions=["team", "day_rate"], rank=-0.3, source="invented"),
    ac.Correlation(assumptions=["minutes_digital", "digital_share", "applicant_saving"], rank=0.25, x={"ours": 1.0}),
)


def faults_of(*changes, text=TEXT):
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(text)
    return [(fault.where, fault.line) for fault in caught.value.faults]


def test_a_file_holds_correlations_in_their_order():
    assert ac.loads(TEXT).model.correlations == HELD
    inline = 'correlations = [{ assumptions = ["team", "day_rate"], rank = -0.3, source = "invented" }]\n' + LICENCE
    assert ac.loads(inline).model.correlations == HELD[:1]
    assert ac.loads(LICENCE).model.correlations == ()


def test_correlations_are_part_of_what_a_case_says():
    one, other = ac.loads(TEXT).model, ac.loads(LICENCE).model
    assert one != other
    assert sha256(one) != sha256(other)
    assert sha256(attrs.evolve(one, correlations=())) == sha256(other)


def test_they_read_back_from_toml_and_json():
    model = ac.loads(TEXT).model
    for again in (ac.loads(to_toml(model)).model, ac.loads(to_json(model), kind="json").model):
        assert again == model
        assert sha256(again) == sha256(model)
    assert ac.from_plain(plain_of(model)).model == model


def test_what_holds_its_default_is_not_written():
    plain = plain_of(ac.loads(TEXT).model)["correlations"]
    assert plain == [
        {"assumptions": ["team", "day_rate"], "rank": -0.3, "source": "invented"},
        {"assumptions": [*HELD[1].assumptions], "rank": 0.25, "x": {"ours": 1.0}},
    ]
    assert "correlations" not in plain_of(ac.loads(LICENCE).model)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("rank = -0.3", "rank = -1.3"), ("correlations.0.rank", FIRST + 2)),
        (('["team", "day_rate"]', '["team"]'), ("correlations.0.assumptions", FIRST + 1)),
        (('["team", "day_rate"]', '["team", "rate"]'), ("correlations.0.assumptions", FIRST + 1)),
        (('["team", "day_rate"]', '["team", "leisure_hour"]'), ("correlations.0.assumptions", FIRST + 1)),
        (('source = "invented"\n\n', "source = 5\n\n"), ("correlations.0.source", FIRST + 3)),
        (("\nrank = 0.25", ""), ("correlations.1.rank", FIRST + 5)),
        (("rank = 0.25", "ranks = 0.25\nrank = 0.25"), ("correlations.1.ranks", FIRST + 7)),
        (('"digital_share", "app', '"digital_shares", "app'), ("correlations.1.assumptions", FIRST + 6)),
        (('["minutes_digital",', '["team", "day_rate",'), ("correlations.1.assumptions", FIRST + 6)),
        (("rank = 0.25", "rank = -0.9"), ("correlations", FIRST)),
        (("x = { ours = 1.0 }", "x = 1"), ("correlations.1.x", FIRST + 8)),
    ],
)  # fmt: skip
def test_a_fault_stands_on_its_line(change, fault):
    assert faults_of(change) == [fault]


def test_a_correlation_after_one_that_could_not_be_read_keeps_its_address_and_line():
    changes = (("rank = -0.3 # a guess\n", ""), ('"digital_share", "app', '"digital_shares", "app'))
    assert faults_of(*changes) == [("correlations.0.rank", FIRST), ("correlations.1.assumptions", FIRST + 5)]


def test_an_assumption_with_a_fault_of_its_own_is_not_missed():
    (line,) = [number for number, text in enumerate(TEXT.split("\n"), 1) if text.startswith("digital_share ")]
    assert faults_of(("pert = [0.55, 0.80, 0.90]", "pert = [0.95, 0.80, 0.90]")) == [
        ("assumptions.digital_share.pert", line)
    ]


@pytest.mark.parametrize("given", [5, "text", [5], {"assumptions": ["a", "b"], "rank": 0.5}])
def test_correlations_are_a_list_of_tables(given):
    plain = plain_of(ac.loads(TEXT).model)
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.from_plain({**plain, "correlations": given})
    (fault,) = caught.value.faults
    assert (fault.what, fault.where) == ("A list of tables is needed.", "correlations")


# --- saving over a file ---


def test_saved_over_their_own_file_they_change_no_byte():
    assert to_toml(ac.loads(TEXT).model, TEXT) == TEXT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rank = -0.3 # a guess", "rank = -0.4 # a guess"),
        ("rank = 0.25", "rank = 0.2"),
        ('["team", "day_rate"] # dear', '["team", "digital_share"] # dear'),
        ("ours = 1.0 }", "ours = 2.0 }"),
    ],
)
def test_one_change_changes_one_line_and_its_comment_stays(old, new):
    assert TEXT.count(old) == 1
    wanted = TEXT.replace(old, new)
    assert to_toml(ac.loads(wanted).model, TEXT) == wanted


def test_a_correlation_more_is_added_and_every_other_line_stays():
    model = ac.loads(TEXT).model
    more = ac.Correlation(assumptions=["team", "digital_share"], rank=0.1)
    changed = attrs.evolve(model, correlations=[*model.correlations, more])
    after = to_toml(changed, TEXT)
    assert ac.loads(after).model == changed
    assert after.startswith(TEXT)


def test_a_first_correlation_is_added_to_a_file_without():
    changed = attrs.evolve(ac.loads(LICENCE).model, correlations=HELD)
    after = to_toml(changed, LICENCE)
    assert ac.loads(after).model == changed
    assert after.startswith(LICENCE)
    assert after.count("[[correlations]]") == 2


@pytest.mark.parametrize("kept", [0, 1])
def test_correlations_taken_out_leave_every_other_line(kept):
    changed = attrs.evolve(ac.loads(TEXT).model, correlations=HELD[:kept])
    after = to_toml(changed, TEXT)
    assert ac.loads(after).model == changed
    lost = {line for line in TEXT.split("\n") if line not in after.split("\n")}
    assert lost <= set(TABLES.split("\n"))


def test_the_case_that_was_saved_draws_the_same(tmp_path):
    case = ac.loads(TEXT)
    again = ac.load(ac.save(case, tmp_path))
    one, other = (held.appraise(draws=100, seed=2026) for held in (case, again))
    assert one.samples.tobytes() == other.samples.tobytes()
