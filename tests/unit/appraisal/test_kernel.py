"""The kernel: years summed away at the start, so that a block of draws never sees them."""

import attrs
import numpy as np
import pytest

import agile_case as ac
from agile_case.appraisal.central import central_values, yearly_amounts
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.kernel import Kernel
from tests.strategies import small_case

RATE = {"rate": {"uniform": [0.0, 0.2], "unit": "1"}}
BEND = {
    "assumptions": {**RATE, "top": {"uniform": [0.2, 0.8], "unit": "1"}},
    "extra": {
        "curves": {
            "take_up": {
                "shape": "logistic",
                "starts": "2026-04-01",
                "t10": "3 month",
                "t90": "15 month",
                "ceiling": "top",
            }
        }
    },
}


def plan_of(costs, **case):
    return compile_model(ac.from_plain(small_case(costs, **case)).model)


@pytest.mark.parametrize(
    ("line", "case"),
    [
        ({"amount": "2 GBPk/year"}, {}),
        ({"amount": "2 GBPk/year", "growth": "rate"}, {"assumptions": RATE}),
        ({"amount": "2 GBPk/year", "growth": "rate", "growth_from": "2028-29"}, {"assumptions": RATE}),
        ({"amount": "2 GBPk/year", "growth": "rate", "growth_from": "2020-21"}, {"assumptions": RATE}),
        ({"amount": "2 GBPk/year", "profile": "1 - take_up", "growth": "rate"}, BEND),
        ({"amount": "2 GBPk/year", "profile": "min(take_up, 0.3)"}, BEND),
        ({"amount": "2 GBPk/year", "profile": "min(take_up, 0.3)", "growth": "rate", "when": "2028-29..2033-34"}, BEND),
        ({"amount": "2 GBPk/year", "profile": "1 / take_up", "growth": "rate", "growth_from": "2029-30"}, BEND),
    ],
)
def test_summing_years_first_gives_the_same_present_values(line, case):
    """At central values the kernel equals the sum of the yearly amounts to 1e-12."""
    plan = plan_of({"it": line}, horizon=10, **case)
    values = central_values(plan, "means")
    found = Kernel(plan).run(values, 3)
    wanted = yearly_amounts(plan, values).present_values()
    assert found.shape == (4, 3)
    assert np.allclose(found, wanted[:, None], rtol=1e-12, atol=0)
    assert wanted.any()


def test_growth_is_exact_in_each_draw():
    """Ten percent once: 1000 and 1100, undiscounted by given factors."""
    line = {"amount": "1 GBPk/year", "growth": "rate"}
    plan = plan_of({"it": line}, assumptions=RATE, discount_factors={"source": "flat", "values": [1.0, 1.0]})
    found = Kernel(plan).run({"rate": np.array([0.0, 0.1, 0.2])}, 3)
    assert found[2].tolist() == pytest.approx([2000, 2100, 2200], rel=1e-15)


def test_a_line_without_weight_adds_nothing():
    """Also where its profile is worked out in each draw."""
    line = {"amount": "1 GBPk/year", "profile": "min(take_up, 0.3)"}
    plan = plan_of({"it": line}, **BEND)
    empty = tuple(attrs.evolve(term, weights=term.weights * 0) for term in plan.terms)
    assert not Kernel(attrs.evolve(plan, terms=empty)).run({"top": np.array([0.5])}, 1).any()


def test_the_lines_without_a_finite_answer_are_named_once():
    costs = {
        "good": {"amount": "1 GBPk/year"},
        "bad": {"amount": "1 GBPk/year / top", "profile": "1 - take_up"},
    }
    kernel = Kernel(plan_of(costs, **BEND))
    assert kernel.not_finite({"top": 0.0}) == ("options.only.costs.bad",)
    assert kernel.not_finite({"top": 0.5}) == ()


@pytest.mark.parametrize("values", [[1.7e308, 1.7e308], [1.7e308, -1.7e308, 1.0]])
def test_weights_that_cannot_be_summed_are_not_finite(values):
    """The largest weights of all leave the range when they are summed; a number is found or NaN, never an exception."""
    years = {2: "2026-27..2027-28", 3: "2026-27..2028-29"}[len(values)]
    line = {"amount": "1 GBP/year", "profile": {"years": years, "values": values}}
    flat = {"source": "flat", "values": [1.0] * len(values)}
    found = Kernel(plan_of({"it": line}, horizon=len(values) - 1, discount_factors=flat)).run({}, 1)[2, 0]
    assert np.isnan(found) if len(values) == 2 else found == 1.0


@pytest.mark.parametrize("profile", ["1", "min(take_up, 0.3)"])
def test_growth_without_bound_is_not_finite_and_does_not_raise(profile):
    plan = plan_of({"it": {"amount": "1 GBPk/year", "growth": "rate", "profile": profile}}, horizon=10, **BEND)
    assert not np.isfinite(Kernel(plan).run({"top": 0.5, "rate": 1e200}, 1)[2]).any()
