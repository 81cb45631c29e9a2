"""Curves that bend in one uncertain number become polynomials where those say the same to the last digits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial import chebyshev

import agile_case as ac
from agile_case.appraisal import bends
from agile_case.appraisal.bends import clenshaw, fitted
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.draws import Draws
from agile_case.appraisal.kernel import Kernel
from agile_case.appraisal.streams import Streams
from tests.strategies import small_case

DRAWS = 5_000
LEVEL = {"level": {"uniform": [1, 2], "unit": "GBP/year"}}
LOGISTIC = {"shape": "logistic", "starts": "2027-06-01", "midpoint": "2 year", "steepness": "2 1/year"}
LATE = {"date": "2027-06-01", "delay": "x"}


def plan_of(curve, estimate, *, event=None, line=None, assumptions=None, correlations=()):
    events = {"begin": "2026-04-01", "end": "2035-08-01"} | ({} if event is None else {"go": event})
    extra = {"curves": {"c": curve}, "events": events, "correlations": correlations}
    costs = {"it": {"amount": "level", "profile": "c"} | (line or {})}
    held = LEVEL | {"x": estimate} | (assumptions or {})
    return compile_model(ac.from_plain(small_case(costs, assumptions=held, horizon=12, extra=extra)).model)


def both(plan):
    values = dict(Draws(plan, Streams(4), 0, DRAWS))
    fast, plain = Kernel(plan, drawn=True), Kernel(plan)
    return fast, fast.run(values, DRAWS), plain.run(values, DRAWS)


FITTED = {
    "midpoint": (LOGISTIC | {"midpoint": "x"}, {"pert": [1, 2, 4], "unit": "year"}, {}),
    "midpoint without ends": (LOGISTIC | {"midpoint": "x"}, {"normal": [3, 0.3], "unit": "year"}, {}),
    "steepness": (LOGISTIC | {"steepness": "x"}, {"triangular": [1, 2, 4], "unit": "1/year"}, {}),
    "delay within a year": (LOGISTIC | {"starts": "go"}, {"uniform": [0, 6], "unit": "month"}, {"event": LATE}),
    "jump within a year": ({"shape": "step", "starts": "go"}, {"uniform": [0, 6], "unit": "month"}, {"event": LATE}),
    "one less": (
        LOGISTIC | {"midpoint": "x"},
        {"pert": [1, 2, 4], "unit": "year"},
        {"line": {"profile": "1 - c"}},
    ),
    "certain growth": (
        LOGISTIC | {"midpoint": "x"},
        {"pert": [1, 2, 4], "unit": "year"},
        {"line": {"growth": "g"}, "assumptions": {"g": {"value": 0.03, "unit": "1"}}},
    ),
}
NOT_FITTED = {
    "delay over a year's end": (LOGISTIC | {"starts": "go"}, {"uniform": [0, 11], "unit": "month"}, {"event": LATE}),
    "a corner that hardly any draw passes": (
        LOGISTIC | {"starts": "go"},
        {"triangular": [0, 1, 10.001], "unit": "month"},
        {"event": LATE},
    ),
    "straight rise": (
        {"shape": "linear", "starts": "2027-06-01", "over": "x"},
        {"uniform": [1, 9], "unit": "month"},
        {},
    ),
    "the larger of two": (
        LOGISTIC | {"midpoint": "x"},
        {"pert": [1, 2, 4], "unit": "year"},
        {"line": {"profile": "max(c, 0.5)"}},
    ),
    "growth as well": (
        LOGISTIC | {"midpoint": "x"},
        {"pert": [1, 2, 4], "unit": "year"},
        {"line": {"growth": "g"}, "assumptions": {"g": {"uniform": [0, 0.1], "unit": "1"}}},
    ),
    "correlated": (
        LOGISTIC | {"midpoint": "x"},
        {"pert": [1, 2, 4], "unit": "year"},
        {"correlations": [{"assumptions": ["level", "x"], "rank": 0.5}]},
    ),
}


@pytest.mark.parametrize("name", FITTED)
def test_a_smooth_bend_is_a_polynomial_that_says_the_same(name):
    curve, estimate, more = FITTED[name]
    kernel, found, wanted = both(plan_of(curve, estimate, **more))
    assert kernel.steps[-1].bend is not None
    assert kernel.needs[-1] <= {"level", "x"}
    assert np.abs(found - wanted).max() <= 1e-12 * np.abs(wanted).max()


@pytest.mark.parametrize("name", NOT_FITTED)
def test_what_has_a_corner_or_two_numbers_is_worked_out_year_by_year(name):
    curve, estimate, more = NOT_FITTED[name]
    kernel, found, wanted = both(plan_of(curve, estimate, **more))
    assert kernel.steps[-1].bend is None
    assert found.tobytes() == wanted.tobytes()


def test_the_way_is_explained():
    curve, estimate, more = FITTED["midpoint"]
    (row,) = plan_of(curve, estimate, **more).explain().rows
    assert row[2].startswith("a polynomial of degree ")
    assert row[2].endswith(" in x")
    curve, estimate, more = NOT_FITTED["straight rise"]
    (row,) = plan_of(curve, estimate, **more).explain().rows
    assert row[2] == "13 years, one by one"


@given(
    st.floats(0.5, 6), st.floats(0.01, 3), st.floats(0.3, 4), st.sampled_from(["midpoint", "steepness"]), st.booleans()
)
def test_whatever_the_curve_the_two_ways_agree(low, width, other, which, less):
    curve = LOGISTIC | {"midpoint": f"{other} year", "steepness": f"{other} 1/year"} | {which: "x"}
    unit = "year" if which == "midpoint" else "1/year"
    line = {"profile": "1 - c"} if less else {}
    _, found, wanted = both(plan_of(curve, {"uniform": [low, low + width], "unit": unit}, line=line))
    assert np.abs(found - wanted).max() <= 1e-12 * np.abs(wanted).max()


def rational(x):
    return 1 / (1.5 + x)


def seventh(x):
    return x**7 - x


def constant(x):
    return 0 * x + 3.0


def jump(x):
    return np.sign(x + 0.3)


def pole(x):
    return 1 / x


def root(x):
    return np.sqrt(1 + x)


class TestFitting:
    @pytest.mark.parametrize("function", [np.exp, np.sin, rational, seventh, constant])
    def test_a_smooth_function_is_hit_between_the_points(self, function):
        found = fitted(function, -1.0, 1.0)
        places = np.linspace(-1, 1, 1_001)
        wanted = function(places)
        assert np.abs(chebyshev.chebval(places, found) - wanted).max() <= 1e-12 * np.abs(wanted).max()

    @pytest.mark.parametrize("function", [np.abs, jump, pole, root])
    def test_a_function_that_is_not_smooth_has_none(self, function):
        with np.errstate(all="ignore"):
            assert fitted(function, -1.0, 1.0) is None

    @pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (0.0, math.inf), (2.0, 1.0)])
    def test_a_range_that_is_none_has_none(self, low, high):
        assert fitted(np.exp, low, high) is None

    @given(st.lists(st.floats(-5, 5), min_size=2, max_size=30))
    def test_clenshaw_is_numpy_s(self, series):
        places = np.linspace(-1, 1, 41)
        found = clenshaw(tuple(series), places)
        assert found == pytest.approx(chebyshev.chebval(places, series), rel=1e-12, abs=1e-12)

    def test_without_the_check_between_the_points_a_corner_would_pass(self, monkeypatch):
        """The check can fail: at the points themselves a polynomial of that degree is always right."""
        monkeypatch.setattr(bends, "_DEGREES", (8,))
        nodes = np.cos(np.pi * (np.arange(9) + 0.5) / 9)
        assert fitted(np.abs, -1.0, 1.0) is None
        series = chebyshev.chebfit(nodes, np.abs(nodes), 8)
        assert np.abs(chebyshev.chebval(nodes, series) - np.abs(nodes)).max() < 1e-12


def test_points_in_time_that_pass_each_other_are_a_corner():
    """Two delays of the same number: the curve may start before or after the line ends."""
    curve = LOGISTIC | {"starts": "go"}
    line = {"starts": "begin", "ends": "end"}
    for ends in ([0, 1], [0, 5]):
        event = LATE | {"date": "2035-06-01"}
        plan = plan_of(curve, {"uniform": ends, "unit": "month"}, event=event, line=line)
        kernel, found, wanted = both(plan)
        assert (kernel.steps[-1].bend is not None) is (ends == [0, 1])
        assert np.abs(found - wanted).max() <= 1e-12 * np.abs(wanted).max()
