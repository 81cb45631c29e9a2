"""The picture of a benefits map: a box for each thing, an arrow for each link, the same bytes each time."""

from pathlib import Path

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.text import Annotation

import agile_case as ac
from agile_case.plotting import benefits_map_chart, benefits_map_picture, benefits_map_words

CASE = ac.load(Path(__file__).parents[3] / "examples" / "benefits.toml")
MAP = CASE.benefits_map("online")


@pytest.fixture(scope="module")
def axes():
    return benefits_map_chart(MAP, Figure().subplots())


def boxes(axes):
    return [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]


def test_there_is_a_box_for_each_thing_and_an_arrow_for_each_link(axes):
    arrows = [text.arrow_patch for text in axes.texts if isinstance(text, Annotation)]
    assert len(boxes(axes)) == len(MAP.nodes)
    assert len(arrows) == sum(len(node.leads_to) for node in MAP.nodes)
    assert all(isinstance(arrow, FancyArrowPatch) for arrow in arrows)


def test_every_arrow_ends_at_a_box_to_the_right_of_where_it_begins(axes):
    left = {(round(box.get_x(), 6), round(box.get_y() + box.get_height() / 2, 6)) for box in boxes(axes)}
    for text in axes.texts:
        if isinstance(text, Annotation):
            end, begin = text.xy, text.xyann
            assert (round(end[0], 6), round(end[1], 6)) in left
            assert begin[0] < end[0]


def test_no_two_boxes_overlap(axes):
    found = [(box.get_x(), box.get_y(), box.get_width(), box.get_height()) for box in boxes(axes)]
    for place, (x, y, width, height) in enumerate(found):
        for other_x, other_y, other_width, other_height in found[place + 1 :]:
            apart = x + width <= other_x or other_x + other_width <= x
            assert apart or y + height <= other_y or other_y + other_height <= y


def test_the_columns_are_headed_and_a_disbenefit_says_so_in_words(axes):
    said = [text.get_text() for text in axes.texts]
    assert {"Enabling changes", "Intermediate benefits", "End benefits", "Objectives"} <= set(said)
    assert any("disbenefit, minus £" in text for text in said)


def test_a_map_of_one_kind_has_one_heading():
    bare = {f"options.online.benefits.{key}": None for key in ("fewer_calls", "contact_posts", "scanning")}
    bare |= {f"options.online.benefits.{key}.realisation": None for key in ("residents_time", "crew_time", "trust")}
    held = CASE.revise(bare | {"options.online.benefits.help_online": None}).benefits_map("online")
    axes = benefits_map_chart(held, Figure().subplots())
    assert next(text.get_text() for text in axes.texts) == "End benefits"
    assert len(boxes(axes)) == 3


def test_a_long_title_is_cut_and_signs_of_money_stay():
    long = {
        "options.online.benefits.trust.title": "A title that goes on and on $ " * 9,
        "enabling_changes.train_crews.done": "2027-05-01",
    }
    axes = benefits_map_chart(CASE.revise(long).benefits_map("online"), Figure().subplots())
    found = next(text.get_text() for text in axes.texts if text.get_text().startswith("A title"))
    assert len(found.split("\n")) == 5  # four lines, and the owner
    assert "..." in found
    assert r"\$" in found
    assert any(text.get_text().endswith("done") for text in axes.texts)


def test_the_picture_has_its_words_and_its_data_and_the_same_bytes():
    picture = benefits_map_picture(MAP)
    assert picture.svg == benefits_map_picture(MAP).svg
    assert picture.words == benefits_map_words(MAP)
    assert picture.table == MAP.table
    assert (
        "Fewer calls about a report leads to Advisers who are no longer needed and Time of residents" in picture.words
    )
    assert "Together the end benefits are worth £" in picture.words


def test_words_of_a_partial_case_have_no_total_and_say_what_is_done():
    held = CASE.revise({"case.partial": True, "enabling_changes.train_crews.done": "2027-05-01"}).benefits_map("online")
    words = benefits_map_words(held)
    assert "Together" not in words
    assert "Train the crews to work from photographs (done)" in words
