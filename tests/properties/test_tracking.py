"""Laws of tracking: shares of a difference, weights of the record, and quantiles of weighted draws."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.case.tracked_shares import Factors, shares_of
from agile_case.case.tracked_weights import Figure, chance_of, quantiles_of, weighed
from tests.conftest import WHOLE_CASES
from tests.unit.case.test_tracking import CASE, approved

YEARS = 4
LEVELS = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), min_size=YEARS, max_size=YEARS).map(np.array)
AMOUNTS = st.lists(st.floats(1, 1e6), min_size=YEARS, max_size=YEARS).map(np.array)


@st.composite
def sides(draw):
    """Return a benefit by year: volume, take-up, price and bias, and the factors that these come to."""
    volume, take_up, price, bias = draw(AMOUNTS), draw(LEVELS), draw(AMOUNTS), draw(st.floats(0.1, 1))
    counted = volume * take_up
    return Factors(counted=counted, take_up=take_up, valued=counted * price, money=counted * price * bias)


def by_every_order(plan, dated, now):
    """Share out by walking through all 120 orders, year by year, where every factor is there: another route."""
    total = np.zeros(5)
    for place in range(YEARS):
        before, after = (
            {
                "volume": one.counted[place] / one.take_up[place],
                "price": one.valued[place] / one.counted[place],
                "optimism bias": one.money[place] / one.valued[place],
                "share": one.take_up[place],
            }
            for one in (plan, now)
        )
        for order in itertools.permutations(range(5)):
            done, last = set(), before["volume"] * before["share"] * before["price"] * before["optimism bias"]
            for cause in order:
                done.add(cause)
                share = before["share"]
                if 2 in done:  # timing moves take-up of the plan to the dates of now
                    share = dated[place]
                if 1 in done:  # take-up is what is left of the change
                    share += after["share"] - dated[place]
                held = share
                for number, name in ((0, "volume"), (3, "price"), (4, "optimism bias")):
                    held *= (after if number in done else before)[name]
                total[cause] += (held - last) / 120
                last = held
    return total


@given(sides(), LEVELS, sides(), st.sets(st.integers(0, YEARS - 1)))
def test_shares_sum_to_the_difference_whatever_is_nothing(plan, dated, now, places):
    shares = shares_of(plan, dated, now, sorted(places))
    chosen = sorted(places)
    scale = max(1.0, float(plan.money.sum() + now.money.sum()))
    assert sum(shares) == pytest.approx(float((now.money - plan.money)[chosen].sum()), abs=1e-9 * scale)


@given(sides(), LEVELS, sides())
def test_shares_are_those_of_all_orders(plan, dated, now):
    if min(plan.take_up.min(), now.take_up.min()) == 0:
        return
    found, wanted = shares_of(plan, dated, now, range(YEARS)), by_every_order(plan, dated, now)
    # the largest product on any way from one end to the other, which rounding is relative to
    volume, price = (
        max(float((getattr(one, top) / getattr(one, under)).max()) for one in (plan, now))
        for top, under in (("counted", "take_up"), ("valued", "counted"))
    )
    assert found == pytest.approx(wanted, abs=1e-13 * 3 * volume * price)


@given(
    st.lists(st.floats(-100, 100), min_size=200, max_size=300),
    st.lists(st.tuples(st.floats(-100, 100), st.floats(10, 100)), min_size=1, max_size=4),
)
def test_weights_do_not_depend_on_the_order_of_the_record(draws, seen):
    drawn = {"one": np.array(draws)[np.newaxis, :]}
    figures = [Figure(place=0, value=value, error=error, state="observed") for value, error in seen]
    first, last = weighed(drawn, {"one": figures}), weighed(drawn, {"one": figures[::-1]})
    assert first.effective == pytest.approx(last.effective, rel=1e-9)
    assert 1 <= first.effective <= len(draws) * (1 + 1e-12)
    if first.weights is None or last.weights is None:
        return
    assert first.weights == pytest.approx(last.weights, rel=1e-9)
    low, middle, high = quantiles_of(drawn["one"][0], first.weights)
    assert min(draws) <= low <= middle <= high <= max(draws)
    # by a plain walk: so much weight lies at or below the quantile, and less before it
    pairs = sorted(zip(draws, first.weights, strict=True))
    below = sum(weight for value, weight in pairs if value < middle)
    assert below <= 0.5 + 1e-9
    assert below + sum(weight for value, weight in pairs if value == middle) >= 0.5 - 1e-9
    above = chance_of(drawn["one"][0], middle, first.weights, at_least=True)
    assert above == pytest.approx(1 - below, abs=1e-9)


CHANGES = {
    "assumptions.hours.normal": st.tuples(st.floats(500, 4000), st.floats(10, 400)).map(list),
    "assumptions.hourly.value": st.floats(0, 60),
    "curves.take_up.starts": st.dates(ac.FinancialYear(2025).begins, ac.FinancialYear(2029).begins).map(str),
    "curves.take_up.over": st.sampled_from(["6 month", "2 year", "7 year"]),
    "options.new.benefits.time.attribution": st.floats(0, 1),
    "options.new.benefits.time.growth": st.floats(-0.1, 0.1),
    "options.new.benefits.time.optimism_bias": st.none(),
    "options.new.benefits.time.when": st.just("2027-28..2028-29"),
    "case.horizon": st.sampled_from([2, 3, 5]),
    "case.price_base": st.just("2027-28"),
    "measures.hours.unit": st.just("hour/month"),
}


@WHOLE_CASES
@given(st.fixed_dictionaries({}, optional=CHANGES), st.lists(st.floats(0, 5000), max_size=3), st.booleans(), st.data())
def test_shares_of_a_whole_case_sum_to_what_differs(changes, seen, drawn, data):
    """Whatever was changed after the approval, and recorded: nothing of the difference is lost or made up."""
    case = approved(ac.loads(CASE))
    if "measures.hours.unit" in changes:
        changes["measures.hours.target"] = "75 hour/month"
    if changes:
        case = case.revise(changes, because="Drawn", on="2026-07-01")
    for place, amount in enumerate(seen):
        year = ac.FinancialYear(2026 + place)
        day = (year + 1).begins
        if year in case.model.basis.period:
            case = case.record("measures.hours", year, f"{amount!r} hour/year", on=day, source="Log")
    draws = {"draws": 200, "seed": data.draw(st.integers(0, 99))} if drawn else {}
    (found,) = case.track(on="2031-01-01", **draws).benefits
    scale = max(1.0, sum(map(abs, found.planned)) + sum(map(abs, found.outlook)))
    assert sum(found.shares) == pytest.approx(sum(found.outlook) - sum(found.planned), abs=1e-9 * scale)
    assert sum(found.shares_to_date) == pytest.approx(found.realised - found.due, abs=1e-9 * scale)
