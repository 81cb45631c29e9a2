"""The picture of a measure: lines, band and target are those of the tracking; words and data stand beside it."""

import math

import pytest

import agile_case as ac
from agile_case import plotting
from tests.unit.case.test_tracking import CASE, of, recorded


@pytest.fixture
def tracking():
    return recorded(ac.loads(CASE)).track(on="2027-06-01", draws=2000, seed=1)


def test_lines_are_those_of_the_tracking(tracking):
    hours = of(tracking, "hours")
    axes = plotting.tracking_chart(hours)
    lines = {line.get_label(): list(line.get_ydata()) for line in axes.lines}
    assert lines["Plan"] == [held.plan for held in hours.years]
    assert lines["Recorded"] == [200]
    assert math.isnan(lines["Expected"][0])
    assert lines["Expected"][1:] == [held.middle for held in hours.years[1:]]
    assert "P10 to P90" in axes.get_legend_handles_labels()[1]
    bare = plotting.tracking_chart(of(tracking, "take_up"))
    assert "Recorded" not in bare.get_legend_handles_labels()[1]


def test_words_and_data(tracking):
    words = plotting.tracking_words(of(tracking, "hours"))
    assert "Last recorded: 200 hour/year in 2026-27, planned 250 hour/year." in words
    assert "Target: 900 hour/year in 2027-28; early warning. The chance that it is met is" in words
    assert plotting.tracking_words(of(tracking, "take_up")) == "Take up, by year."
    picture = plotting.tracking_picture(tracking, "hours")
    assert words in picture.to_html()
    assert {row["measure"] for row in picture.table.records()} == {"Hours"}
    with pytest.raises(ac.UnknownNameError, match="did you mean hours"):
        plotting.tracking_picture(tracking, "hour")
