"""Levels of the basic shapes: between two breaks sixteen points of them give the areas of `shapes`."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agile_case.estimates import shapes
from agile_case.estimates.levels import BREAKS, LEVELS
from agile_case.estimates.quadrature import gauss_legendre

YEARS, RATES = st.floats(0.05, 12), st.floats(0.05, 20)
PARAMETERS = {
    "step": st.just(()),
    "ramp": st.tuples(YEARS | st.just(0.0)),
    "logistic": st.tuples(st.floats(-2, 12), RATES),
    "gompertz": st.tuples(st.floats(-2, 12), RATES),
    "bass": st.tuples(st.floats(0.005, 1), st.floats(0, 6)),
    "saturation": st.tuples(YEARS),
    "decay": st.tuples(YEARS),
    "learning": st.tuples(st.floats(0.3, 1), YEARS),
}
RISING = ("step", "ramp", "logistic", "gompertz", "bass", "saturation")
MONTHS = tuple(0.25 * month for month in range(12))
END = 15.0


def by_points(shape, parameters, end):
    """Add a level up from the start to an end by sixteen points between each two breaks."""
    points, weights = (np.array(part) for part in gauss_legendre())
    cuts = sorted({0.0, end, *(float(cut) for cut in BREAKS[shape](*parameters) if 0 < cut < end)})
    total = 0.0
    for low, high in itertools.pairwise(cuts):
        half = 0.5 * (high - low)
        total += half * float(weights @ LEVELS[shape](low + half * (1 + points), *parameters))
    return total


@pytest.mark.parametrize("shape", PARAMETERS)
@given(data=st.data())
def test_sixteen_points_between_two_breaks_give_the_area(shape, data):
    parameters, end = data.draw(PARAMETERS[shape]), data.draw(st.floats(0.1, END))
    area = float(getattr(shapes, f"{shape}_area")(end, *parameters))
    assert by_points(shape, parameters, end) == pytest.approx(area, rel=0, abs=2e-12 * end)


@pytest.mark.parametrize("shape", PARAMETERS)
@given(data=st.data())
def test_a_level_is_nothing_before_the_start_and_then_goes_one_way_between_0_and_1(shape, data):
    parameters = data.draw(PARAMETERS[shape])
    times = np.sort(data.draw(st.lists(st.floats(0, 40), min_size=2, max_size=20)))
    assert float(LEVELS[shape](-1e-9, *parameters)) == 0
    levels = np.asarray(LEVELS[shape](times, *parameters))
    assert levels.min() >= 0
    assert levels.max() <= 1
    steps = np.diff(levels) * (1 if shape in RISING else -1)
    assert steps.min() >= -1e-15


@pytest.mark.parametrize("shape", [shape for shape in PARAMETERS if shape != "step"])
def test_numbers_and_draws_may_stand_together(shape):
    parameters = {"learning": (0.8, 0.5), "bass": (0.1, 0.5)}.get(shape, (1.0, 2.0)[: 2 if "o" in shape else 1])
    if shape in {"saturation", "decay", "ramp"}:
        parameters = (2.0,)
    draws = [np.full((3,), value) for value in parameters]
    found = LEVELS[shape](1.5, *draws)
    assert found.tolist() == [float(LEVELS[shape](1.5, *parameters))] * 3


def test_a_rise_that_takes_no_time_is_a_jump_and_one_of_less_has_no_level():
    assert LEVELS["ramp"]([-1.0, 0.0, 1.0], 0.0).tolist() == [0.0, 1.0, 1.0]
    assert np.isnan(LEVELS["ramp"](1.0, -1.0))
    assert np.isnan(LEVELS["step"](np.nan))


@given(time=st.floats(-5, 5), months=st.lists(st.floats(0, 5), min_size=12, max_size=12))
def test_a_cycle_is_the_level_of_its_month_in_every_year(time, months):
    month = int(np.floor(12 * (time - np.floor(time)))) % 12
    assert float(LEVELS["cycle"](time, *months)) == months[month] or time - np.floor(time) == 1


def test_a_cycle_adds_up_and_has_no_level_at_no_time():
    assert LEVELS["cycle"]([0.0, 0.99, 1.0, -0.01], *MONTHS).tolist() == [0.0, 2.75, 0.0, 2.75]
    assert np.isnan(LEVELS["cycle"](np.nan, *MONTHS))
    middles = (np.arange(36) + 0.5) / 12 - 1
    for end in (1.0, 2.0):
        inside = middles[(middles > 0) & (middles < end)]
        total = float(LEVELS["cycle"](inside, *MONTHS).sum()) / 12
        assert float(shapes.cycle_area(end, *MONTHS)) == pytest.approx(total, rel=1e-14)
