"""Costs of units and lots by both readings of a learning curve, and as the curve of a case gives them."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.appraisal.central import yearly_amounts
from agile_case.appraisal.compilation import compile_model

UNITS, RATIOS = st.integers(1, 2_000), st.floats(0.51, 1)
READINGS = st.sampled_from(["unit", "cumulative-average"])


@given(UNITS, RATIOS)
def test_a_doubling_leaves_the_ratio_of_what_is_learnt(unit, ratio):
    assert ac.unit_cost(2 * unit, 10, ratio) == pytest.approx(ratio * ac.unit_cost(unit, 10, ratio), rel=1e-12)
    averages = [ac.lot_cost(1, last, 10, ratio, reading="cumulative-average") / last for last in (unit, 2 * unit)]
    assert averages[1] == pytest.approx(ratio * averages[0], rel=1e-12)


@given(UNITS, st.integers(0, 300), RATIOS, READINGS)
def test_a_lot_is_the_sum_of_its_units(first, more, ratio, reading):
    units = [ac.unit_cost(unit, 10, ratio, reading=reading) for unit in range(first, first + more + 1)]
    assert ac.lot_cost(first, first + more, 10, ratio, reading=reading) == pytest.approx(math.fsum(units), rel=1e-8)
    assert all(later <= earlier * (1 + 1e-9) for earlier, later in itertools.pairwise(units))
    assert ac.unit_cost(1, 10, ratio, reading=reading) == 10
    assert ac.unit_cost(1, units[0], ratio, known_unit=first, reading=reading) == pytest.approx(10, rel=1e-9)


@given(UNITS, st.integers(0, 300), st.floats(0.3, 0.99))
def test_a_midpoint_costs_what_the_lot_does_on_average(first, more, ratio):
    middle = ac.lot_midpoint(first, first + more, ratio)
    assert first * (1 - 1e-6) <= middle <= (first + more) * (1 + 1e-6)
    average = ac.lot_cost(first, first + more, 1, ratio) / (more + 1)
    assert middle ** math.log2(ratio) == pytest.approx(average, rel=1e-9)


@pytest.mark.parametrize(("before", "units", "ratio"), [(20, 125, 0.85), (300, 500, 0.75), (5, 60, 0.9)])
def test_the_curve_of_a_case_takes_units_as_a_stream(before, units, ratio):
    """A steady volume of so many a year: the sum by an integral from half a unit before, within 0.1% of the count."""
    ac_case = ac.from_plain(
        {
            "format": "agile-case/1",
            "case": {"title": "Sites", "start": "2026-27", "horizon": 1, "price_base": "2026-27"},
            "reference": {"set": "uk-2026-03"},
            "curves": {
                "dearness": {
                    "shape": "learning",
                    "starts": "2026-04-01",
                    "progress_ratio": ratio,
                    "experience": f"{(before + 0.5) / units} year",
                }
            },
            "options": {"only": {"costs": {"sites": {"amount": f"{units} GBP/year", "profile": "dearness"}}}},
        }
    )
    found = yearly_amounts(compile_model(ac_case.model), {}).own[0]
    scale = (before + 0.5) ** math.log2(ratio)  # the curve is 1 where the experience ends, between two units
    for year, amount in enumerate(found):
        first = before + 1 + year * units
        assert scale * amount == pytest.approx(ac.lot_cost(first, first + units - 1, 1, ratio), rel=1e-3)


def test_large_lots_stay_exact():
    """A lot of a million, against the integral with its first corrections (Euler and Maclaurin)."""
    n, power = 1_000_000, math.log2(0.8)
    start = 1_000
    near = math.fsum(np.arange(1, start, dtype=np.float64) ** power)
    far = (n ** (power + 1) - start ** (power + 1)) / (power + 1) + (n**power + start**power) / 2
    far += power * (n ** (power - 1) - start ** (power - 1)) / 12
    assert ac.lot_cost(1, n, 1, 0.8) == pytest.approx(near + far, rel=1e-12)


AVERAGE = "cumulative-average"


@pytest.mark.parametrize(
    ("call", "given_", "error", "words"),
    [
        (ac.unit_cost, (0, 1, 0.8), ac.InputError, "not the number of a unit"),
        (ac.unit_cost, (1.5, 1, 0.8), ac.InputError, "not the number of a unit"),
        (ac.unit_cost, (True, 1, 0.8), ac.InputError, "not the number of a unit"),
        (ac.unit_cost, (1, math.nan, 0.8), ac.InputError, "not a cost"),
        (ac.unit_cost, (1, -1, 0.8), ac.InputError, "not a cost"),
        (ac.unit_cost, (1, 1, 85), ac.InputError, "progress ratio"),
        (ac.unit_cost, (1, 1, 0), ac.InputError, "progress ratio"),
        (ac.unit_cost, (1, 1, "0.8"), ac.InputError, "progress ratio"),
        (ac.lot_cost, (3, 2, 1, 0.8), ac.InputError, "ends before it begins"),
        (ac.lot_cost, (1, 10**8, 1, 0.8), ac.LimitError, "too many units"),
        (ac.lot_midpoint, (1, 5, 1), ac.InputError, "no midpoint"),
    ],
    ids=range(11),
)
def test_what_is_refused(call, given_, error, words):
    with pytest.raises(error, match=words):
        call(*given_)


def test_readings_that_are_refused():
    with pytest.raises(ac.InputError, match=r"above 0\.5"):
        ac.unit_cost(1, 1, 0.5, reading=AVERAGE)
    with pytest.raises(ac.UnknownNameError, match=AVERAGE):
        ac.unit_cost(1, 1, 0.8, reading="average")
