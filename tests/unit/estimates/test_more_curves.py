"""Gompertz, Bass, saturation and decay: areas against quadrature, bounds, limits and refusals."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

import agile_case as ac
from agile_case.estimates.shapes import bass_area, decay_area, gompertz_area, saturation_area

LEVELS = {
    "gompertz": (gompertz_area, lambda t, bend, rate: math.exp(-math.exp(min(-rate * (t - bend), 700)))),
    "bass": (bass_area, lambda t, p, q: (1 - math.exp(-(p + q) * t)) / (1 + q / p * math.exp(-(p + q) * t))),
    "decay": (decay_area, lambda t, half: 0.5 ** (t / half)),
    "saturation": (saturation_area, lambda t, half: 1 - 0.5 ** (t / half)),
}
PARAMETERS = {
    "gompertz": st.tuples(st.floats(-2, 8), st.floats(0.05, 20)),
    "bass": st.tuples(st.floats(1e-4, 2), st.just(0.0) | st.floats(1e-9, 6)),
    "decay": st.tuples(st.floats(0.05, 50)),
    "saturation": st.tuples(st.floats(0.05, 50)),
}
TIMES = np.arange(-2.0, 31.0) + 0.37


@pytest.mark.parametrize("shape", LEVELS)
@given(data=st.data())
def test_every_year_is_the_average_of_the_curve_bounded_and_one_way(shape, data):
    area, level = LEVELS[shape]
    numbers = data.draw(PARAMETERS[shape])
    found = np.diff(area(TIMES, *numbers))
    edges = np.linspace(0.0, 1.0, 9)
    wanted = [
        math.fsum(
            integrate.quad(level, low, high, args=numbers, epsabs=1e-14, epsrel=1e-13)[0]
            for low, high in np.maximum(begin + np.stack([edges[:-1], edges[1:]], axis=1), 0.0)
        )
        for begin in TIMES[:-1]
    ]
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-10)
    assert found.min() >= -1e-13
    assert found.max() <= 1 + 1e-13
    steps = np.diff(found[TIMES[:-1] >= 0])
    assert (-steps if shape == "decay" else steps).min() >= -1e-12


@pytest.mark.parametrize("imitation", [0.0, 5e-324, 1e-310, 1e-200, 1e-16])
def test_without_imitation_to_speak_of_bass_is_saturation(imitation):
    found = bass_area(TIMES, 0.4, imitation)
    np.testing.assert_allclose(found, saturation_area(TIMES, math.log(2) / 0.4), atol=1e-13)


HEAD = """format = "agile-case/1"
[case]
title = "Curves (invented)"
start = "2026-27"
horizon = 20
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[assumptions.life]
uniform = [1, 3]
unit = "year"
source = "invented"
[assumptions.wide]
normal = [1, 1]
unit = "year"
source = "invented"
[options.a.costs.c]
amount = "1 GBPk/year"
profile = "take_up"
[curves.take_up]
starts = "2026-10-01"
"""


@pytest.mark.parametrize(
    ("curve", "place", "what"),
    [
        ('shape = "decay"\nhalf_life = "0 year"', "half_life", "A half-life is positive."),
        ('shape = "saturation"\nhalf_life = "wide"', "half_life", "A half-life is positive."),
        ('shape = "bass"\ninnovation = "0 1/year"\nimitation = "1 1/year"', "innovation", "A rate of innovation"),
        ('shape = "bass"\ninnovation = "1 1/year"\nimitation = "-1 1/year"', "imitation", "A rate of imitation"),
        ('shape = "gompertz"\nt10 = "life"\nt90 = "2 year"', "", "A Gompertz curve cannot pass"),
    ],
)
def test_numbers_that_are_no_curve_are_refused(curve, place, what):
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(HEAD + curve)
    assert any(place in fault.where and fault.what.startswith(what) for fault in caught.value.faults)


@pytest.mark.parametrize(
    "curve", ['shape = "decay"\nhalf_life = "life"', 'shape = "gompertz"\nt10 = "0.5 year"\nt90 = "4 year"']
)
def test_a_curve_goes_through_file_plan_and_simulation(curve, tmp_path):
    case = ac.loads(HEAD + curve)
    ac.save(case, tmp_path / "case.toml")
    assert ac.load(tmp_path / "case.toml") == case
    spread = case.appraise(draws=2000, seed=1).absolute["a"].simulation
    assert math.isfinite(spread.mean)
    assert (spread.p90 > spread.p10) == ("life" in curve)
