"""Laws of curves made of others, for averages of years."""

import datetime

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.appraisal.central import yearly_amounts
from agile_case.appraisal.compilation import compile_model
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
