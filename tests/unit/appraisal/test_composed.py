"""Curves made of others, all of them certain, in closed form."""

import numpy as np
import pytest

import agile_case as ac
from agile_case.appraisal.central import yearly_amounts
from agile_case.appraisal.compilation import compile_model

HORIZON = 5


def averages(curves, *, events=None):
    """Return the average of each curve in each year, one row for each."""
    plain = {
        "format": "agile-case/1",
        "case": {"title": "Curves", "start": "2026-27", "horizon": HORIZON, "price_base": "2026-27"},
        "reference": {"set": "uk-2026-03"},
        "events": events or {},
        "curves": curves,
        "options": {"only": {"costs": {key: {"amount": "1 GBP/year", "profile": key} for key in curves}}},
    }
    found = yearly_amounts(compile_model(ac.from_plain(plain).model), {}).own
    return dict(zip(curves, np.asarray(found, dtype=np.float64), strict=True))


RAMP = {"shape": "linear", "starts": "2026-04-01", "over": "1 year"}
HALF = {"shape": "constant", "ceiling": 0.5}
ROOT = (1 - 0.6**0.5) / 2
"""Where t (1 - t) passes a tenth."""


@pytest.mark.parametrize(
    ("curve", "first", "then"),
    [
        ({"shape": "product", "curves": ["ramp", "ramp"]}, 1 / 3, 1),
        ({"shape": "product", "curves": ["ramp", "ramp", "ramp"]}, 1 / 4, 1),
        ({"shape": "product", "curves": ["ramp", "less"]}, 1 / 6, 0),
        ({"shape": "cap", "of": "ramp", "at": 0.5}, 3 / 8, 0.5),
        ({"shape": "floor", "of": "ramp", "at": 0.5}, 5 / 8, 1),
        ({"shape": "cap", "of": "half", "at": "ramp"}, 3 / 8, 0.5),
        ({"shape": "cap", "of": "ramp", "at": "less"}, 1 / 4, 0),
        ({"shape": "floor", "of": "ramp", "at": "less"}, 3 / 4, 1),
        ({"shape": "cap", "of": "hump", "at": 0.1}, 0.1 * (1 - 2 * ROOT) + ROOT**2 - 2 * ROOT**3 / 3, 0),
        ({"shape": "cap", "of": "hump", "at": 0.9}, 1 / 6, 0),
        ({"shape": "cap", "of": "half", "at": 0.25}, 1 / 4, 1 / 4),
    ],
)
def test_products_and_limits_of_a_straight_rise_in_closed_form(curve, first, then):
    less, hump = {"shape": "complement", "of": "ramp"}, {"shape": "product", "curves": ["ramp", "less"]}
    found = averages({"ramp": RAMP, "less": less, "hump": hump, "half": HALF, "it": curve})["it"]
    np.testing.assert_allclose(found, [first, *[then] * HORIZON], rtol=0, atol=1e-12)
