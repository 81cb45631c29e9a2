"""Polynomials of lower degree: as exact as the one they stand for, in exact fractions, or not used at all."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import simulate, values_of
from agile_case.appraisal.kernel import Kernel
from agile_case.appraisal.polynomials import economised
from agile_case.appraisal.sampling import Sampling
from agile_case.appraisal.streams import LEAST, Streams
from tests.strategies import small_case

DISCOUNTED = tuple(1.035**-year for year in range(31))


def exact(coefficients, growth):
    return sum(Fraction(value) * (1 + Fraction(growth)) ** power for power, value in enumerate(coefficients))


@pytest.mark.parametrize(("low", "high"), [(-0.05, 0.05), (-0.066, 0.02), (0.0, 0.1), (-0.1, 0.15)])
def test_thirty_years_of_growth_say_the_same_in_fewer_terms(low, high):
    shift, fewer = economised(DISCOUNTED, low, high)
    assert len(fewer) < len(DISCOUNTED) - 2
    for growth in np.linspace(low, high, 41).tolist():
        wanted = exact(DISCOUNTED, growth)
        found = float(sum(Fraction(value) * Fraction(growth + shift) ** power for power, value in enumerate(fewer)))
        assert found == pytest.approx(float(wanted), rel=2e-14)


@given(
    st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=8, max_size=40),
    st.floats(-0.9, 0.5),
    st.floats(0.001, 0.5),
)
def test_whatever_is_left_out_is_below_the_last_digits_of_the_gross_amount(coefficients, low, width):
    held = economised(tuple(coefficients), low, low + width)
    if held is None:
        return
    shift, fewer = held
    sizes = [abs(value) for value in coefficients]
    for growth in np.linspace(low, low + width, 9).tolist():
        found = sum(Fraction(value) * Fraction(growth + shift) ** power for power, value in enumerate(fewer))
        assert abs(float(found - exact(coefficients, growth))) <= 1e-13 * float(exact(sizes, growth))


@pytest.mark.parametrize(
    ("coefficients", "low", "high"),
    [
        ((1.0, 2.0, 3.0), -0.1, 0.1),  # short already
        (DISCOUNTED, -1.5, 0.1),  # takes away more than all
        (DISCOUNTED, 0.1, 0.1),  # no range
        ((*DISCOUNTED, float("nan")), -0.1, 0.1),
        ((0.0,) * 12, -0.1, 0.1),
        ((*DISCOUNTED[:-1], 1e300), -0.1, 1e20),
    ],
    ids=range(6),
)
def test_where_nothing_is_gained_or_known_the_polynomial_stays(coefficients, low, high):
    assert economised(coefficients, low, high) is None


def test_a_simulation_agrees_with_the_polynomial_in_full_draw_by_draw():
    assumptions = {"rate": {"normal": [0.01, 0.008], "unit": "1", "source": "x"}}
    cost = {"amount": "1000 GBP/year", "growth": "rate"}
    plan = compile_model(ac.from_plain(small_case({"it": cost}, assumptions=assumptions, horizon=30)).model)
    found = simulate(plan, Sampling(seed=3, draws=4_000))
    whole = Kernel(plan).run(values_of(plan, Streams(3), 0, 4_000), 4_000)
    assert not np.array_equal(found, whole)
    assert np.allclose(found, whole, rtol=1e-14, atol=0)
    lowered = Kernel(plan, drawn=True).steps[0]
    assert len(lowered.coefficients) < 20


def test_the_ends_of_what_can_be_drawn_are_those_of_the_streams():
    """The smallest of 52 bits is 2**-53, and the largest is one less that."""
    assert LEAST == 0.5 * 2.0**-52
    assert 1.0 - LEAST == (2**52 - 1 + 0.5) * 2.0**-52


def test_a_correlated_growth_keeps_its_polynomial():
    """The copula may go further than a stream of its own does."""
    assumptions = {key: {"normal": [0.01, 0.008], "unit": "1", "source": "x"} for key in ("rate", "other")}
    costs = {key: {"amount": "1000 GBP/year", "growth": key} for key in assumptions}
    tied = {"correlations": [{"assumptions": ["rate", "other"], "rank": 0.5, "source": "x"}]}
    held = ac.from_plain(small_case(costs, assumptions=assumptions, extra=tied, horizon=30)).model
    assert {len(step.coefficients) for step in Kernel(compile_model(held), drawn=True).steps} == {31}
