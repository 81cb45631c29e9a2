"""Pictures: what is drawn is what the result holds, in words and as data too, and the same bytes each time."""

import html
import importlib
import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import attrs
import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

import agile_case as ac
from agile_case.appraisal.sharing import Share
from agile_case.errors import InputError, UnknownNameError
from agile_case.plotting import (
    bridge_chart,
    bridge_picture,
    bridge_words,
    exceedance,
    exceedance_table,
    exceedance_words,
    fan,
    fan_words,
    npsv_by_year,
    npsv_table,
    npsv_words,
    pictures,
    rank_tornado,
    rank_tornado_words,
    tornado,
    tornado_words,
)
from agile_case.plotting.drawing import BLUE, GREY, ORANGE, drawing_style, figure_of, short_number
from agile_case.quantities.rounding import money_scale
from tests.strategies import small_case

EXAMPLES = Path(__file__).parents[3] / "examples"
OPTIONS = {
    "usual": {"roles": ["business-as-usual"], "costs": {"run": {"amount": "100 GBP/year"}}},
    "new": {
        "title": "New & <better> $ way",
        "costs": {"build": {"amount": "150 GBP", "when": "2026-27"}, "run": {"amount": "price * 1 item/year"}},
        "benefits": {"help": {"amount": "worth * 1 item/year", "kind": "non-cash-releasing"}},
    },
    "third": {"costs": {"run": {"amount": "90 GBP/year"}}},
}
ASSUMPTIONS = {
    "price": {"uniform": [20, 60], "unit": "GBP/item", "source": "x"},
    "worth": {"triangular": [0, 10, 40], "unit": "GBP/item", "source": "x"},
    "sure": {"value": 3, "unit": "GBP/item", "source": "x"},
}
PREFERRED = ac.Preferred(option="new", by="The board", on="2026-05-01", because="It is best.")


@pytest.fixture(scope="module")
def result():
    plain = small_case(horizon=3, options=OPTIONS, assumptions=ASSUMPTIONS) | {"units": {"counts": ["item"]}}
    return ac.from_plain(plain).revise({"preferred": PREFERRED}).appraise()


@pytest.fixture(scope="module")
def drawn_result():
    plain = small_case(horizon=3, options=OPTIONS, assumptions=ASSUMPTIONS) | {"units": {"counts": ["item"]}}
    return ac.from_plain(plain).revise({"preferred": PREFERRED}).appraise(draws=400, seed=1)


@pytest.fixture(scope="module")
def drawn(result):
    return {picture.key: picture for picture in pictures(result)}


def bars(axes):
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


class TestTornado:
    def test_each_bar_runs_from_the_npsv_to_the_npsv_at_an_end(self, result):
        rows = result.sensitivities()
        axes = tornado(rows, Figure().subplots())
        ends = {(bar.get_y() + 0.3, bar.get_hatch()): bar.get_x() + bar.get_width() for bar in bars(axes)}
        wanted = {}
        for place, held in enumerate(rows[::-1]):
            wanted[place, None] = held.npsv_low
            wanted[place, "////"] = held.npsv_high
        assert len(ends) == len(wanted) == 4
        for (place, hatch), end in wanted.items():
            (found,) = (value for (y, h), value in ends.items() if y == pytest.approx(place) and h == hatch)
            assert found == pytest.approx(end, rel=1e-12)

    def test_the_largest_swing_is_on_top_and_named_with_its_unit(self, result):
        axes = tornado(result.sensitivities(), Figure().subplots())
        labels = [text.get_text() for text in axes.get_yticklabels()]
        assert labels == ["Worth (GBP/item)", "Price (GBP/item)"]

    def test_the_values_of_the_assumptions_stand_at_the_ends(self, result):
        axes = tornado(result.sensitivities(), Figure().subplots())
        held = {row.assumption: row for row in result.sensitivities()}
        texts = [text.get_text() for text in axes.texts]
        assert short_number(held["price"].low) == "24"
        assert texts[-1] == "NPSV £141"
        assert set(texts[:-1]) == {short_number(end) for row in held.values() for end in (row.low, row.high)}

    def test_twelve_are_drawn_and_the_table_has_all(self):
        names = [f"a{place}" for place in range(15)]
        assumptions = {name: {"uniform": [1, 2 + place], "unit": "GBP"} for place, name in enumerate(names)}
        options = {"only": {"costs": {"all": {"amount": " + ".join(names), "when": "2026-27"}}}}
        sensitivities = (
            ac.from_plain(small_case(horizon=1, options=options, assumptions=assumptions))
            .appraise()
            .sensitivities("only")
        )
        axes = tornado(sensitivities, Figure().subplots())
        assert len(bars(axes)) == 24
        assert len(sensitivities.table.rows) == 15
        assert "12 more move it less" in tornado_words(sensitivities)

    def test_its_words_say_what_it_shows(self, result):
        """By hand: 100 less the price and the worth, times 3.80164, less 150; the ends are P10 and P90."""
        assert tornado_words(result.sensitivities()) == (
            "NPSV of new against usual is £141 at central values. Price (GBP/item) from 24 to 56 moves it from £202 "
            "to £81; Worth (GBP/item) from 6.32 to 29 moves it from £102 to £189."
        )

    def test_nothing_uncertain_is_refused(self):
        with pytest.raises(InputError, match="no assumption that moves"):
            tornado(ac.appraise(ac.from_plain(small_case(horizon=1)).model).sensitivities("only"))


class TestByYear:
    def test_bars_are_present_values_and_the_line_ends_at_the_npsv(self, result):
        axes = npsv_by_year(result, "new", ax=Figure().subplots())
        heights = sorted((bar.get_x(), bar.get_height()) for bar in bars(axes))
        factors = 1.035 ** -np.arange(4.0)
        price, worth = 40, 50 / 3
        flows = (100 - price + worth) * factors - np.array([150, 0, 0, 0])
        assert [height for _, height in heights] == pytest.approx(flows.tolist(), rel=1e-12)
        line = axes.lines[1].get_ydata()
        assert line[-1] == pytest.approx(result.against()["new"].npsv, rel=1e-12)
        assert line.tolist() == pytest.approx(np.cumsum(flows).tolist(), rel=1e-12)

    def test_a_year_that_loses_is_hatched(self, result):
        axes = npsv_by_year(result, "new", ax=Figure().subplots())
        assert [bar.get_height() < 0 for bar in bars(axes)] == [bar.get_hatch() is not None for bar in bars(axes)]

    def test_its_table_has_the_years_of_every_option(self, result):
        table = npsv_table(result)
        assert [column.title for column in table.columns][1:] == [
            title + more for title in ("New & <better> $ way", "Third") for more in ("", ", up to the year")
        ]
        against = result.against()
        assert [table.rows[-1][2], table.rows[-1][4]] == pytest.approx([against["new"].npsv, against["third"].npsv])
        assert "against Usual" in table.caption

    def test_an_option_may_stand_alone_or_against_another(self, result):
        own = npsv_by_year(result, "usual", ax=Figure().subplots())
        assert own.lines[1].get_ydata()[-1] == pytest.approx(result.absolute["usual"].npsv)
        other = npsv_by_year(result, "new", "third", ax=Figure().subplots())
        assert other.lines[1].get_ydata()[-1] == pytest.approx(result.against("third")["new"].npsv)
        assert npsv_words(result, "third").startswith("Usual against Third: minus £")

    def test_an_option_that_is_none_is_refused(self, result):
        with pytest.raises(UnknownNameError):
            npsv_by_year(result, "nwe")

    def test_without_axes_a_figure_is_made(self, result):
        axes = npsv_by_year(result, "new")
        assert axes.figure is not None
        importlib.import_module("matplotlib.pyplot").close(axes.figure)


class TestExceedance:
    def test_the_curve_is_the_share_of_the_draws_above(self, drawn_result):
        axes = exceedance(drawn_result, "new", ax=Figure().subplots())
        draws = drawn_result.draws("new", "usual")
        amounts, chances = axes.lines[0].get_data()
        for amount, chance in zip(amounts[::40], chances[::40], strict=True):
            assert abs(100 * (draws >= amount).mean() - chance) <= 100 / 400 + 1e-9

    def test_three_chances_are_marked_and_said_in_words(self, drawn_result):
        axes = exceedance(drawn_result, "new", ax=Figure().subplots())
        draws = drawn_result.draws("new", "usual")
        marks = [line.get_xdata()[0] for line in axes.lines[1:4]]
        assert marks == [float(np.quantile(draws, share)) for share in (0.1, 0.5, 0.9)]
        assert [text.get_text().partition(" of ")[0] for text in axes.texts] == [
            *("nine chances in ten", "an even chance", "one chance in ten")
        ]
        below = (draws < 0).mean()
        assert f"below zero is {below:.1%}" in exceedance_words(drawn_result, "new")

    def test_its_data_are_quantiles_in_steps_of_five_percent(self, drawn_result):
        table = exceedance_table(drawn_result, "new", "third")
        draws = drawn_result.draws("new", "third")
        assert [row[0] for row in table.rows] == pytest.approx([place / 20 for place in range(19, 0, -1)])
        assert [row[1] for row in table.rows] == [float(np.quantile(draws, 1 - row[0])) for row in table.rows]

    def test_it_joins_the_pictures_of_a_simulated_result(self, drawn_result):
        assert [picture.key for picture in pictures(drawn_result)] == [
            *("npsv_by_year", "tornado", "exceedance", "fan", "rank_tornado")
        ]

    def test_without_a_simulation_there_is_none(self, result):
        with pytest.raises(InputError, match="no draws"):
            exceedance(result, "new", ax=Figure().subplots())


class TestPictures:
    def test_there_is_one_of_the_years_and_one_of_what_moves_the_npsv(self, drawn):
        assert list(drawn) == ["npsv_by_year", "tornado"]

    def test_without_a_preferred_option_there_is_no_tornado(self, result):
        case = ac.from_plain(small_case(horizon=1))
        assert [picture.key for picture in pictures(case.appraise())] == ["npsv_by_year"]

    def test_a_partial_case_has_none(self):
        plain = small_case(horizon=1)
        plain["case"]["partial"] = True
        assert pictures(ac.from_plain(plain).appraise()) == ()

    def test_the_same_bytes_each_time_whatever_the_settings_of_the_user(self, result, drawn):
        with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.hashsalt": "other", "savefig.dpi": 300}):
            again = pictures(result)
        assert {picture.key: picture.svg for picture in again} == {key: held.svg for key, held in drawn.items()}

    def test_settings_of_the_user_are_left_alone(self, result):
        before = dict(mpl.rcParams)
        pictures(result)
        assert dict(mpl.rcParams) == before

    @pytest.mark.parametrize("key", ["npsv_by_year", "tornado"])
    def test_its_file_is_well_formed_and_says_what_it_shows(self, drawn, key):
        root = ElementTree.fromstring(drawn[key].svg)  # noqa: S314 - what this package wrote
        space = "{http://www.w3.org/2000/svg}"
        assert root.findtext(f"{space}title") == drawn[key].title
        assert root.findtext(f"{space}desc") == drawn[key].words
        assert not re.search(r"\b20\d\d-\d\d-\d\dT", drawn[key].svg)  # no time of day

    @pytest.mark.parametrize("key", ["npsv_by_year", "tornado"])
    def test_on_a_page_it_has_words_in_its_place_and_data_below(self, drawn, key):
        text = drawn[key].to_html()
        assert f'alt="{ac_escape(drawn[key].words)}"' in text
        assert "<details><summary>The data of this picture</summary>" in text
        assert "<caption>" in text
        assert "<better>" not in text
        assert repr(drawn[key]).startswith(drawn[key].title)

    def test_its_colours_stand_out_from_white(self):
        """Contrast of 3:1 for graphics (WCAG 2.2, 1.4.11), by its own formula."""
        for colour in (BLUE, ORANGE, GREY):
            parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
            luminance = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
            assert 1.05 / (luminance + 0.05) >= 3

    def test_without_matplotlib_the_error_says_what_to_install(self, result, monkeypatch):
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        with pytest.raises(InputError) as caught:
            pictures(result)
        assert caught.value.do == 'pip install "agile-case[plot]"'


def ac_escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.05, "0.05"), (0.123456, "0.123"), (1.5, "1.5"), (16.81, "16.8"), (1234.5, "1,235"), (-2, "-2"), (0, "0")],
)
def test_short_numbers(value, text):
    assert short_number(value) == text


class TestFan:
    def test_band_and_median_are_quantiles_of_each_year(self, drawn_result):
        years = drawn_result.simulated_years("new", "usual")
        axes = fan(years, ax=Figure().subplots())
        wanted = np.quantile(years.draws("npsv"), (0.1, 0.5, 0.9), axis=1)
        low, high, middle = (line.get_ydata() for line in axes.lines[:3])
        assert [low.tolist(), middle.tolist(), high.tolist()] == wanted.tolist()
        (band,) = axes.collections
        assert band.get_paths()[0].vertices[:, 1].max() == wanted[2].max()
        assert [text.get_text() for text in axes.texts] == ["P10", "P50", "P90"]

    def test_its_words_say_first_middle_and_last_year(self, drawn_result):
        words = fan_words(drawn_result.simulated_years("new", "usual"))
        assert words.startswith("New & <better> $ way against Usual: NPSV up to the year, P10 to P90: in 2026-27 ")
        assert words.count("median") == 3
        assert "in 2029-30" in words

    def test_a_budget_class_is_drawn_as_far_as_cash_is_known(self):
        result = ac.load(EXAMPLES / "licence.toml").appraise(draws=50, seed=1)
        years = result.simulated_years("digital")
        axes = fan(years, "resource", Figure().subplots())
        assert len(axes.lines[0].get_ydata()) == 5  # to 2030-31
        assert "Public cash, resource" in axes.get_ylabel()
        assert "in 2030-31" in fan_words(years, "resource")

    def test_what_is_none_is_refused(self, drawn_result):
        with pytest.raises(UnknownNameError, match="npsv"):
            fan(drawn_result.simulated_years("new"), "npvs")

    def test_a_class_without_cash_is_refused(self):
        plain = small_case({"it": {"amount": "1 GBP/year"}}, start="2040-41", price_base="2026-27")
        years = ac.from_plain(plain).appraise(draws=5, seed=1).simulated_years("only")
        with pytest.raises(InputError, match="no cash"):
            fan_words(years, years.classes[0])


class TestRankTornado:
    def test_bars_are_the_correlations_the_closest_on_top(self, drawn_result):
        ranks = drawn_result.rank_correlations("new", "usual")
        axes = rank_tornado(ranks, Figure().subplots())
        widths = [bar.get_width() for bar in bars(axes)]
        assert widths == [row["rank_correlation"] for row in ranks.records()][::-1]
        assert [bar.get_hatch() is not None for bar in bars(axes)] == [width < 0 for width in widths]
        assert [text.get_text() for text in axes.get_yticklabels()][-1] == "Price (GBP/item)"

    def test_its_words_name_the_closest(self, drawn_result):
        words = rank_tornado_words(drawn_result.rank_correlations("new", "usual"))
        assert "It falls with Price (GBP/item): -0." in words
        assert "rises with Worth (GBP/item): 0." in words

    def test_nothing_uncertain_is_refused_and_said(self):
        ranks = ac.from_plain(small_case(horizon=1)).appraise(draws=5, seed=1).rank_correlations("only")
        assert rank_tornado_words(ranks) == "The NPSV moves with no assumption."
        with pytest.raises(InputError, match="no assumption that the NPSV moves with"):
            rank_tornado(ranks)


class TestBridge:
    @pytest.fixture
    def bridge(self):
        case = ac.load(EXAMPLES / "licence.toml").begin("alpha-1", "To see", on="2026-07-01")
        case = case.revise({"assumptions.team.triangular": [9, 11, 14]}, because="x", on="2026-08-01")
        case = case.revise({"assumptions.caseworker_hour.value": 30}, because="y", on="2026-08-02")
        return case.compare(case.entries[0].id, option="digital", by="change")

    def test_each_bar_begins_where_the_one_before_ended(self, bridge):
        axes = bridge_chart(bridge, Figure().subplots())
        drawn = [(bar.get_x(), bar.get_width(), bar.get_hatch() is not None) for bar in bars(axes)]
        at = bridge.start
        assert drawn[0][:2] == (0.0, bridge.start)
        for (left, width, hatched), bar in zip(drawn[1:-1], bridge.bars, strict=True):
            assert (left, width) == pytest.approx((at, bar.value), rel=1e-12)
            assert hatched is (bar.value < 0)
            at += bar.value
        assert drawn[-1][1] == pytest.approx(at, rel=1e-9) == bridge.end

    def test_its_words_have_every_amount(self, bridge):
        words = bridge_words(bridge)
        assert words.startswith("NPSV of digital against business as usual: £1.9m as the case began, £2.9m now. ")
        assert all(bar.cause in words for bar in bridge.bars)

    @pytest.mark.parametrize("down", [True, False])
    @pytest.mark.parametrize("size", [1e3, 6.2e6, 3e9])
    def test_every_amount_stands_beside_its_bar_within_the_axes_in_the_unit_of_the_table(self, bridge, size, down):
        """The hardest place for a label: at the edge beside the names, which no amount may run into."""
        sign = -1 if down else 1
        moved = Share(cause="A change with a name that takes two lines or so of it", value=sign * size, error=0.0)
        nothing = Share(cause="Nothing", value=0.0, error=0.0)
        ends = {"start": -sign * size / 5, "end": sign * size * 4 / 5}
        held = attrs.evolve(bridge, bars=(moved, nothing), **ends)
        with drawing_style():
            figure = figure_of(8.0, 4.0)
            axes = bridge_chart(held, figure.subplots())
            FigureCanvasAgg(figure).draw()
        assert len(bars(axes)) == 3
        inside = axes.get_window_extent()
        for label in axes.texts:
            extent = label.get_window_extent()
            assert inside.x0 <= extent.x0 < extent.x1 <= inside.x1
        scale, unit, decimals = money_scale(size)
        assert axes.get_xlabel().endswith(f"({unit})")
        wanted = f"{'minus ' if down else ''}£{size / scale:,.{decimals}f}{unit[1:]}"
        assert [label.get_text() for label in axes.texts][1] == wanted
        assert f"({unit}, at means)" in held.table.caption

    def test_its_picture_has_the_words_and_the_data_and_is_the_same_each_time(self, bridge):
        picture = bridge_picture(bridge)
        assert (picture.words, picture.table) == (bridge_words(bridge), bridge.table)
        assert html.escape(picture.words) in picture.svg
        assert bridge_picture(bridge).svg == picture.svg
