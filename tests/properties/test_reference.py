"""Laws of discount factors and deflators."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agile_case.quantities.years import FinancialYear
from agile_case.reference import DiscountSchedule, load, load_set

SET = load_set("uk-2026-03")
HEADER = load("discount-rate", "green-book-2026").header
YEARS = st.sampled_from(sorted(SET.gdp_deflator.index))


@st.composite
def schedules(draw):
    """Any schedule: bands that follow each other, the last open-ended, rates from 0 to 20%."""
    lengths = draw(st.lists(st.integers(1, 60), min_size=0, max_size=5))
    rates = draw(st.lists(st.floats(0, 0.2), min_size=len(lengths) + 1, max_size=len(lengths) + 1))
    bands, begin = [], 1
    for length, rate in zip(lengths, rates, strict=False):
        bands.append((begin, begin + length - 1, rate))
        begin += length
    return DiscountSchedule(HEADER, (*bands, (begin, None, rates[-1])))


HORIZONS = st.integers(0, 400)


@given(schedules(), HORIZONS)
def test_factors_start_at_one_and_are_positive_and_never_rise(schedule, horizon):
    factors = schedule.factors(horizon)
    assert factors.shape == (horizon + 1,)
    assert factors[0] == 1.0
    assert (factors > 0).all()
    assert (factors[1:] <= factors[:-1]).all()


@given(schedules(), HORIZONS)
def test_a_factor_is_the_product_of_annual_factors(schedule, horizon):
    product = math.prod(1 / (1 + schedule.rate(t)) for t in range(1, horizon + 1))
    assert schedule.factors(horizon)[-1] == pytest.approx(product, rel=1e-12)


@given(schedules(), HORIZONS)
def test_factors_equal_a_plain_loop_exactly(schedule, horizon):
    loop = [1.0]
    for t in range(1, horizon + 1):
        loop.append(loop[-1] / (1 + schedule.rate(t)))
    assert loop == schedule.factors(horizon).tolist()


@given(schedules(), HORIZONS, HORIZONS)
def test_a_longer_horizon_only_adds_years(schedule, one, other):
    short, long = sorted((one, other))
    assert schedule.factors(short).tolist() == schedule.factors(long)[: short + 1].tolist()


@given(st.integers(76, 400))
def test_the_ratio_of_neighbours_is_the_rate_of_the_later_year(horizon):
    factors = SET.discount_rate.factors(horizon)
    assert factors[30] / factors[29] == pytest.approx(1 / 1.035, rel=1e-14)
    assert factors[31] / factors[30] == pytest.approx(1 / 1.03, rel=1e-14)
    assert factors[75] / factors[74] == pytest.approx(1 / 1.03, rel=1e-14)
    assert factors[76] / factors[75] == pytest.approx(1 / 1.025, rel=1e-14)


@given(YEARS, YEARS)
def test_rebasing_there_and_back_changes_nothing(one, other):
    deflator = SET.gdp_deflator
    assert deflator.ratio(one, other) * deflator.ratio(other, one) == pytest.approx(1, rel=1e-15)


@given(YEARS, YEARS, YEARS)
def test_rebasing_by_way_of_another_year_changes_nothing(one, via, other):
    deflator = SET.gdp_deflator
    assert deflator.ratio(one, via) * deflator.ratio(via, other) == pytest.approx(deflator.ratio(one, other), rel=1e-14)


@given(st.floats(-0.5, 1.0), st.integers(1, 100))
def test_an_extension_grows_at_its_rate_and_leaves_the_published_years_alone(growth, years):
    deflator = SET.gdp_deflator
    longer = deflator.extended(growth, deflator.last + years, "an invented source")
    assert longer.last == FinancialYear(2030 + years)
    assert all(longer.index[year] == value for year, value in deflator.index.items())
    assert longer.ratio(deflator.last, longer.last) == pytest.approx((1 + growth) ** years, rel=1e-12)
