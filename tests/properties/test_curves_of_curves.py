"""Laws of curves made of others, for averages of years."""

import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.appraisal.central import yearly_amounts
from agile_case.appraisal.compilation import compile_model
from agile_case.estimates.curves import MONTHS
from tests.conftest import WHOLE_CASES

HORIZON = 5
DATES = st.dates(min_value=datetime.date(2026, 4, 1), max_value=datetime.date(2031, 3, 31)).map(str)
MONTH_COUNTS = st.integers(1, 40)


def months(count):
    return f"{count} month"


def averages(curves, *, events=None):
    """Return the average of each curve in each year, one row for each."""
    plain = {
        "format": "agile-case/1",
        "case": {"title": "Curves", "start": "2026-27", "horizon": HORIZON, "price_base": "2026-27"},
        "reference": {"set": "uk-2026-03"},
        "events": events or {},
        "curves": curves,
        "options": {"only": {"costs": {key: {"amount": "1 GBP/year", "profile": f"1 + {key}"} for key in curves}}},
    }
    found = yearly_amounts(compile_model(ac.from_plain(plain).model), {}).own
    return dict(zip(curves, np.asarray(found, dtype=np.float64) - 1.0, strict=True))


@st.composite
def simple(draw):
    """Curves of one rise."""
    shape = draw(st.sampled_from(["step", "linear", "logistic", "gompertz", "bass", "saturation", "decay"]))
    held = {"shape": shape, "starts": draw(DATES), "ceiling": draw(st.floats(0, 1))}
    if shape == "linear":
        held["over"] = months(draw(MONTH_COUNTS))
    elif shape in {"logistic", "gompertz"}:
        early = draw(MONTH_COUNTS)
        held |= {"t10": months(early), "t90": months(early + draw(MONTH_COUNTS))}
    elif shape == "bass":
        rates = draw(st.floats(0.01, 0.5)), draw(st.floats(0, 3))
        held |= {"innovation": f"{rates[0]} 1/year", "imitation": f"{rates[1]} 1/year"}
    elif shape != "step":
        held["half_life"] = months(draw(MONTH_COUNTS))
    return held


SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=5).map(
    lambda shares: [share / max(1.0, sum(shares) * (1 + 1e-12)) for share in shares]
)


@WHOLE_CASES
@given(one=simple())
def test_a_simple_curve_stays_within_its_ceiling_and_goes_one_way(one):
    """Nothing before the year of its start; a rise never falls from then on, and a decay never rises after it."""
    found = averages({"one": one})["one"]
    start = datetime.date.fromisoformat(one["starts"])
    first = start.year - 2026 - (start.month < 4)
    assert np.abs(found[:first]).max(initial=0) <= 1e-15
    assert found.min() >= -1e-15
    assert found.max() <= one["ceiling"] + 1e-12
    if one["shape"] == "decay":
        assert np.diff(found[first + 1 :]).max(initial=0) <= 1e-12
    else:
        assert np.diff(found).min() >= -1e-12


@WHOLE_CASES
@given(one=simple(), other=simple())
def test_a_cap_and_a_floor_share_out_the_two_that_they_compare(one, other):
    """The smaller and the larger of two are together their sum, wherever the one passes the other."""
    found = averages(
        {
            "one": one,
            "other": other,
            "low": {"shape": "cap", "of": "one", "at": "other"},
            "high": {"shape": "floor", "of": "one", "at": "other"},
        }
    )
    np.testing.assert_allclose(found["low"] + found["high"], found["one"] + found["other"], rtol=0, atol=1e-9)
    assert (found["low"] <= np.minimum(found["one"], found["other"]) + 1e-9).all()
    assert (found["high"] >= np.maximum(found["one"], found["other"]) - 1e-9).all()


@WHOLE_CASES
@given(one=simple(), other=simple(), third=simple())
def test_a_product_is_distributed_over_a_sum_and_lies_under_its_factors(one, other, third):
    found = averages(
        {
            "one": one,
            "other": other,
            "third": third,
            "both": {"shape": "sum", "curves": ["other", "third"]},
            "whole": {"shape": "product", "curves": ["one", "both"]},
            "first": {"shape": "product", "curves": ["one", "other"]},
            "second": {"shape": "product", "curves": ["third", "one"]},
        }
    )
    np.testing.assert_allclose(found["whole"], found["first"] + found["second"], rtol=0, atol=1e-10)
    assert (found["first"] <= np.minimum(found["one"], found["other"]) + 1e-10).all()
    assert found["first"].min() >= -1e-15


@WHOLE_CASES
@given(one=simple(), years=st.integers(0, 4), share=st.floats(0, 1))
def test_a_delay_of_whole_years_moves_the_averages_and_a_complement_turns_back(one, years, share):
    found = averages(
        {
            "one": one,
            "later": {"shape": "delay", "of": "one", "by": f"{years} year"},
            "less": {"shape": "complement", "of": "one"},
            "back": {"shape": "complement", "of": "less"},
            "flat": {"shape": "constant", "ceiling": share},
            "scaled": {"shape": "scale", "of": "one", "ceiling": share},
            "times": {"shape": "product", "curves": ["one", "flat"]},
        }
    )
    moved = np.concatenate([np.zeros(years), found["one"]])[: HORIZON + 1]
    np.testing.assert_allclose(found["later"], moved, rtol=0, atol=1e-10)
    np.testing.assert_allclose(found["back"], found["one"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found["scaled"], share * found["one"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found["times"], found["scaled"], rtol=0, atol=1e-10)


@WHOLE_CASES
@given(shares=SHARES, starts=DATES, every=MONTH_COUNTS, followed=simple())
def test_a_roll_out_never_falls_and_never_passes_its_shares(shares, starts, every, followed):
    rising = followed | {"ceiling": 1}
    rising |= {"shape": "saturation"} if followed["shape"] == "decay" else {}
    found = averages(
        {
            "rise": rising,
            "jumps": {"shape": "cohorts", "starts": starts, "values": shares, "every": months(every)},
            "follows": {
                "shape": "cohorts",
                "starts": starts,
                "values": shares,
                "every": months(every),
                "follows": "rise",
            },
            "waves": {"shape": "waves", "waves": {"go": shares[0]}, "follows": "rise"},
        },
        events={"go": starts},
    )
    for key, most in (("jumps", sum(shares)), ("follows", sum(shares)), ("waves", shares[0])):
        assert found[key].min() >= -1e-12
        assert found[key].max() <= most + 1e-12
        assert np.diff(found[key]).min() >= -1e-12
    assert (found["follows"] <= found["jumps"] + 1e-12).all()


@WHOLE_CASES
@given(
    values=st.lists(st.floats(0, 1), min_size=1, max_size=5),
    starts=DATES,
    every=MONTH_COUNTS,
    levels=st.lists(st.floats(0, 1), min_size=12, max_size=12).filter(any),
    ceiling=st.floats(0, 1),
)
def test_given_values_are_not_left_and_a_season_averages_its_ceiling(values, starts, every, levels, ceiling):
    held = {"shape": "given", "starts": starts, "values": values, "every": months(every)}
    found = averages(
        {
            "stays": held | {"then": "stays"},
            "stops": held | {"then": "stops"},
            "joined": held | {"then": "stays", "between": "linear"},
            "season": {"shape": "seasonal", "months": dict(zip(MONTHS, levels, strict=True)), "ceiling": ceiling},
        }
    )
    for key in ("stays", "stops", "joined"):
        assert found[key].min() >= -1e-12
        assert found[key].max() <= max(values) + 1e-12
    assert (found["stops"] <= found["stays"] + 1e-12).all()
    np.testing.assert_allclose(found["season"], ceiling, rtol=0, atol=1e-12)


@WHOLE_CASES
@given(volume=simple(), ratio=st.floats(0.4, 1), before=MONTH_COUNTS)
def test_a_unit_cost_never_rises_and_at_a_steady_volume_is_that_of_the_steady_curve(volume, ratio, before):
    learning = {"shape": "learning", "progress_ratio": ratio, "experience": months(before)}
    found = averages(
        {
            "volume": volume,
            "flat": {"shape": "constant"},
            "cost": learning | {"volume": "volume"},
            "steady": learning | {"volume": "flat"},
            "plain": learning | {"starts": "2026-04-01"},
        }
    )
    assert found["cost"].min() > 0
    assert found["cost"].max() <= 1 + 1e-12
    assert np.diff(found["cost"]).max() <= 1e-12
    np.testing.assert_allclose(found["steady"], found["plain"], rtol=0, atol=1e-11)
