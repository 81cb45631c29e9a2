"""Laws of rates of return, payback and annuities."""

import datetime
import itertools
import math
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.reference import DiscountSchedule, load

AMOUNTS = st.floats(-1e6, 1e6).map(lambda amount: round(amount, 2))
FLOWS = st.lists(AMOUNTS, min_size=2, max_size=40)
RATES = st.floats(-0.5, 1)


def gross(flow, rate):
    return math.fsum(abs(amount) * (1 + rate) ** -year for year, amount in enumerate(flow))


@given(FLOWS)
def test_a_flow_is_worth_nothing_at_each_of_its_rates(flow):
    for rate in ac.internal_rates(flow).rates:
        if -0.999 < rate < 1e6:
            assert abs(ac.net_present_value(flow, rate)) <= 1e-9 * gross(flow, rate)


@given(st.lists(st.floats(-0.9, 5), min_size=1, max_size=5, unique=True))
def test_every_rate_that_a_flow_was_made_of_is_found(rates):
    """The flow is the product of (1 + r) x - 1 over the rates, where x is one over one plus the rate."""
    rates = sorted(rates)
    assume(all(after - before > 0.05 for before, after in itertools.pairwise(rates)))
    flow = np.array([1.0])
    for rate in rates:
        flow = np.convolve(flow, [-1.0, 1.0 + rate])
    found = ac.internal_rates(flow.tolist()).rates
    assert found == pytest.approx(rates, rel=1e-6, abs=1e-6)


@given(FLOWS, st.sampled_from([0.5, 2.0, 1024.0]))
def test_a_multiple_of_a_flow_has_the_same_rates(flow, factor):
    """Powers of two leave every digit as it is."""
    assert ac.internal_rates([factor * amount for amount in flow]).rates == pytest.approx(
        ac.internal_rates(flow).rates, rel=1e-9, abs=1e-9
    )


def crosses(flow, rate):
    """Tell whether a value changes its sign at a rate, a thousandth of the way to either side."""
    before, after = ((1 + rate) * factor - 1 for factor in (0.999, 1.001))
    if not -0.99 < before < after < 1e3:
        return False
    return ac.net_present_value(flow, before) * ac.net_present_value(flow, after) < 0


@given(FLOWS)
def test_there_are_no_more_rates_than_changes_of_sign_and_as_many_but_for_pairs(flow):
    """The rule of signs of Descartes; a rate at which the value only touches nothing counts twice there."""
    signs = [amount > 0 for amount in flow if amount]
    changes = sum(before != after for before, after in itertools.pairwise(signs))
    found = ac.internal_rates(flow)
    assert len(found.rates) <= changes
    crossing = [rate for rate in found.rates if crosses(flow, rate)]
    if len(crossing) == len(found.rates):
        assert (changes - len(found.rates)) % 2 == 0
    assert found.words.startswith("none" if not found.rates else "one" if len(found.rates) == 1 else "")


@given(st.lists(AMOUNTS, min_size=2, max_size=20), st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)))
def test_a_flow_every_365_days_has_the_rates_of_a_yearly_one(flow, first):
    apart = [(first + datetime.timedelta(days=365 * year), amount) for year, amount in enumerate(flow)]
    assert ac.internal_rates(apart).rates == ac.internal_rates(flow).rates


@given(FLOWS, st.sampled_from(["interpolated", "whole-years", "for-good"]))
def test_payback_is_when_the_sum_reaches_nothing(flow, definition):
    sums = [math.fsum(flow[: year + 1]) for year in range(len(flow))]
    found = ac.payback(flow, definition)
    if found is None:
        assert sums[-1] < 0
        assert definition == "for-good" or max(sums) < 0
        return
    assert 0 <= found <= len(flow) - 1
    at = float(np.interp(found, range(len(sums)), sums))
    assert at >= -1e-9 * sum(map(abs, flow))
    if definition == "for-good":
        assert all(total >= 0 for total in sums[math.ceil(found) :])
    else:
        assert all(total < 0 for total in sums[: math.ceil(found)]) or found == 0


@given(FLOWS, st.floats(0.01, 1e5))
def test_more_at_first_never_pays_back_later(flow, more):
    richer = [flow[0] + more, *flow[1:]]
    before, after = (ac.payback(held, "interpolated") for held in (flow, richer))
    if before is not None:
        assert after is not None
        assert after <= before + 1e-9


@given(RATES, st.integers(1, 200), st.integers(0, 50))
def test_an_annuity_is_its_plain_sum_in_decimals(rate, years, first):
    with localcontext() as context:
        context.prec = 60
        base = 1 + Decimal(rate)
        total = sum((base**-year for year in range(first, first + years)), Decimal(0))
    assert ac.annuity_factor(rate, years, first_year=first) == pytest.approx(float(total), rel=1e-12)


@given(RATES.filter(lambda rate: abs(rate) > 1e-3), st.integers(1, 200))
def test_an_annuity_is_its_closed_form(rate, years):
    assert ac.annuity_factor(rate, years, first_year=1) == pytest.approx((1 - (1 + rate) ** -years) / rate, rel=1e-9)


@given(st.floats(-1e9, 1e9), st.integers(1, 100), st.integers(0, 30))
def test_an_equivalent_annual_value_is_worth_what_it_stands_for(present, years, first):
    schedule = DiscountSchedule.of(load("discount-rate", "green-book-2026"))
    annual = ac.equivalent_annual_value(present, schedule, years, first_year=first)
    flow = np.zeros(first + years)
    flow[first:] = annual
    assert float((flow * schedule.factors(first + years - 1)).sum()) == pytest.approx(present, rel=1e-9, abs=1e-6)


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.integers(1, 12), st.integers(1, 12), st.floats(0, 0.2))
def test_unequal_lives_rank_alike_by_annual_values_and_over_the_common_span(first, second, one, other, rate):
    found, _ = ac.unequal_lives({"a": (first, one), "b": (second, other)}, rate)
    span = math.lcm(one, other)
    for held in found.values():
        level = held.annual * ac.annuity_factor(rate, span, first_year=1)
        assert held.repeated == pytest.approx(level, rel=1e-9)


@given(FLOWS, st.floats(0, 0.3), st.floats(0, 0.3))
def test_at_the_modified_rate_what_is_paid_grows_to_what_is_received(flow, finance, reinvest):
    found = ac.modified_internal_rate(flow, finance=finance, reinvest=reinvest)
    last = len(flow) - 1
    paid = sum(-min(amount, 0) / (1 + finance) ** year for year, amount in enumerate(flow))
    received = sum(max(amount, 0) * (1 + reinvest) ** (last - year) for year, amount in enumerate(flow))
    if found is None:
        assert paid == 0 or received == 0
    else:
        assert paid * (1 + found) ** last == pytest.approx(received, rel=1e-6)
