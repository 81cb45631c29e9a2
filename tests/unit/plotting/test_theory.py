"""The picture of a theory of change: a box for each step, an arrow for each link, words and data beside it."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Annotation

import agile_case as ac
from agile_case.errors import InputError
from agile_case.plotting import theory_of_change_chart, theory_of_change_picture, theory_of_change_words
from agile_case.plotting.layered import LETTERS, Box, depths_of, in_lines, laid_out

EXAMPLES = Path(__file__).parents[3] / "examples"
CASE = ac.load(EXAMPLES / "permits.toml")


def drawn(case):
    axes = theory_of_change_chart(case, Figure().subplots())
    boxes = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    arrows = [text for text in axes.texts if isinstance(text, Annotation)]
    said = [text.get_text() for text in axes.texts if not isinstance(text, Annotation)]
    return boxes, arrows, said


def test_there_is_a_box_for_each_step_and_an_arrow_for_each_link():
    steps = CASE.model.theory_of_change
    boxes, arrows, said = drawn(CASE)
    assert len(boxes) == len(steps)
    assert len(arrows) == sum(len(step.brings_about) for step in steps.values())
    assert all(arrow.xyann[0] < arrow.xy[0] for arrow in arrows)
    assert {"Outputs", "Outcomes", "Impacts"} <= set(said)
    assert "Inputs" not in said
    assert any("if digital share, prefer\nonline" in text for text in said)


def test_outcomes_and_impacts_have_a_thick_edge():
    boxes, _, _ = drawn(CASE)
    ends = sum(step.kind in ("outcome", "impact") for step in CASE.model.theory_of_change.values())
    assert sum(box.get_linewidth() > 2 for box in boxes) == ends


def test_where_an_arrow_would_lead_back_each_box_names_its_kind_and_no_column_is_headed():
    case = CASE.revise({"theory_of_change.no_chasing.brings_about": ["form_that_checks"]})
    _, arrows, said = drawn(case)
    assert "Outputs" not in said
    assert any("(outcome)" in text for text in said)
    assert all(arrow.xyann[0] < arrow.xy[0] for arrow in arrows)


def test_the_picture_has_words_data_and_the_same_bytes_each_time():
    picture = theory_of_change_picture(CASE)
    assert picture.words == theory_of_change_words(CASE)
    assert picture.table.key == picture.key == "theory_of_change"
    assert picture.svg == theory_of_change_picture(CASE).svg
    assert picture.words.startswith("Theory of change. Outputs: A form with a map that checks itself brings about")
    assert "Nobody calls to chase, if chased share" in picture.words
    assert "Impacts: Works are known of before they begin." in picture.words


def test_a_step_without_a_title_is_named_by_its_key():
    case = CASE.revise({"theory_of_change.state_shown.title": ""})
    assert "state shown brings about Nobody calls to chase" in theory_of_change_words(case)


def test_a_case_without_one_is_refused():
    licence = ac.load(EXAMPLES / "licence.toml")
    for draw in (theory_of_change_chart, theory_of_change_picture):
        with pytest.raises(InputError, match="no theory of change to draw"):
            draw(licence)


def test_lines_are_cut_where_there_are_too_many():
    lines = in_lines("a long title that goes on and on and on for far more lines than a box has room for", 2)
    assert len(lines) == 2
    assert lines[-1].endswith("...")
    assert all(len(line) <= LETTERS for line in lines)
    assert in_lines("", 2) == ()


def test_steps_of_one_kind_stand_in_as_many_columns_as_lead_to_one_another():
    boxes = [
        Box("a", 0, ("a",), ("b", "d")),
        Box("b", 0, ("b",), ("c",)),
        Box("c", 2, ("c",), ()),
        Box("d", 2, ("d",), ()),
    ]
    assert depths_of(boxes) == {"a": 0, "b": 1, "c": 0, "d": 0}
    layout = laid_out(boxes)
    assert layout.columns == {"a": 0, "b": 1, "c": 2, "d": 2}
    assert ("a", "a > d > 1", "d") in layout.ways
