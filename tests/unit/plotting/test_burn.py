"""Burn-up and burn-down: what is drawn is what the forecast holds, in words and as data too."""

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

import agile_case as ac
from agile_case.delivery import Pace, Progress, Sprint, forecast
from agile_case.plotting import burn_down, burn_down_picture, burn_up, burn_up_picture, burn_words

HELD = [Sprint(done=5, added=4), Sprint(done=9, removed=1), Sprint(done=7)]


@pytest.fixture(scope="module")
def found():
    progress = Progress(title="Private <beta> $", starts="2027-01-04", weeks=2, scope=60, unit="story", sprints=HELD)
    return forecast(progress, draws=2_000, seed=1)


def lines(axes):
    return {line.get_label(): line.get_ydata() for line in axes.lines if not line.get_label().startswith("_")}


def test_the_burn_up_is_the_sprints_and_the_quantiles(found):
    drawn = lines(burn_up(found, Figure().subplots()))
    assert list(drawn["Done so far"]) == [0, 5, 14, 21]
    assert list(drawn["Scope so far"]) == [60, 64, 63, 63]
    far = found.sprints(0.9) + 1
    assert drawn["Done, P50"].tolist() == found.done[1, : far + 1].tolist()
    assert drawn["Scope, P10 and P90"].tolist() == found.scope[0, : far + 1].tolist()


def test_the_burn_down_ends_at_nothing(found):
    axes = burn_down(found, Figure().subplots())
    drawn = lines(axes)
    assert list(drawn["Left so far"]) == [60, 59, 49, 42]
    assert drawn["Left, P50"][-1] == 0
    assert axes.get_ylabel() == "Left (story)"


def test_dates_are_written_where_they_are(found):
    texts = [text.get_text() for text in burn_up(found, Figure().subplots()).texts]
    assert texts == ["now", *(f"P{chance * 100:.0f} {found.date(chance)}" for chance in (0.1, 0.5, 0.9))]


def test_pictures_come_with_words_and_data_and_the_same_bytes(found):
    up, down = burn_up_picture(found), burn_down_picture(found)
    assert up.svg == burn_up_picture(found).svg
    assert up.words == down.words == burn_words(found)
    assert up.title == "Private <beta> $: burn-up and forecast"
    data = up.table.to_dict()
    assert data["done"][:4] == [0, 5, 14, 21]
    assert data["done_p50"][4:] == found.done[1, 1 : len(data["done"]) - 3].tolist()
    assert down.table.to_dict()["left"][:4] == [60, 59, 49, 42]
    assert set(down.table.to_dict()["left"][4:]) == {""}
    assert "&lt;beta&gt;" in up.to_html()


def test_the_words_say_how_far_it_is_and_when_it_ends(found):
    assert burn_words(found) == (
        f"Private <beta> $: after 3 sprints 21 of 63 done (story); the scope has grown by 3. All done by: "
        f"P10 {found.date(0.1)}, P50 {found.date(0.5)}, P90 {found.date(0.9)}; 3 sprints resampled."
    )


def test_a_forecast_without_sprints_and_without_an_end():
    bare = Progress(starts="2027-01-04", weeks=2, scope=100)
    found = forecast(bare, Pace(throughput=ac.Discrete([0.1, 20], [0.5, 0.5])), draws=200, seed=1, ahead=30)
    assert "P90 later than the forecast looks" in burn_words(found)
    assert "the scope has stayed" in burn_words(found)
    axes = burn_up(found, Figure().subplots())
    assert "now" not in [text.get_text() for text in axes.texts]
    assert len(burn_up_picture(found).table.rows) == 31
    less = Progress(starts="2027-01-04", weeks=2, scope=100, sprints=[Sprint(done=1, removed=2.5), Sprint(done=2)])
    assert "shrunk by 2.5" in burn_words(forecast(less, draws=20, seed=1))


def test_new_axes_are_made_where_none_are_given(found):
    from matplotlib import pyplot as plt  # noqa: PLC0415 - with the backend of the tests

    with mpl.rc_context({"backend": "agg"}):
        for draw in (burn_up, burn_down):
            plt.close(draw(found).figure)
