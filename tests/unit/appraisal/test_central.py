"""Yearly amounts at one value of each assumption: what tables show and people check."""

import attrs
import numpy as np
import pytest

import agile_case as ac
from agile_case.appraisal.central import CENTRES, central_values, refuse_wrong_signs, yearly_amounts
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.plan import Bucket
from agile_case.errors import AppraisalError, UnknownNameError
from tests.strategies import small_case

SKEWED = {"minutes": {"pert": [4, 6, 20], "unit": "minute"}, "half": {"uniform": [0, 1], "unit": "1"}}

GIVEN = {"years": "2026-27..2027-28", "values": [2, -1]}


def plan_of(costs=None, benefits=None, **case):
    return compile_model(ac.from_plain(small_case(costs, benefits, **case)).model)


@pytest.mark.parametrize(("at", "minutes"), [("means", 8.0), ("mode", 6.0), ("p50", 7.537918318763637)])
def test_central_values_are_in_base_units(at, minutes):
    """The median of the beta by scipy.stats.beta; mean (4 + 4 x 6 + 20) / 6."""
    plan = plan_of({"it": {"amount": "minutes * 60 GBPk/hour/year"}}, assumptions=SKEWED)
    assert central_values(plan, at) == pytest.approx({"minutes": minutes / 60}, rel=1e-10)
    assert at in CENTRES


@pytest.mark.parametrize("at", ["mean", "median", "P50", "", None, 50])
def test_other_centres_are_refused(at):
    with pytest.raises(UnknownNameError) as caught:
        central_values(plan_of(), at)
    assert caught.value.where == "at"
    assert caught.value.wanted == "means or mode or p50"


def test_a_near_name_is_suggested():
    with pytest.raises(UnknownNameError, match="did you mean means"):
        central_values(plan_of(), "mean")


def test_each_basis_by_hand():
    """Own prices, prices of the case, present value: 100 in cash of 2027-28, with a bias of 24%."""
    bias = {"type": "standard-buildings"}
    plan = plan_of({"it": {"amount": "100 GBP/year", "price_base": "cash", "optimism_bias": bias}})
    yearly = yearly_amounts(plan, {})
    real = 124 * 105.3095 / 107.3546
    assert yearly.own.tolist() == [pytest.approx([124, 124], rel=1e-15)]
    assert yearly.real.tolist() == [pytest.approx([124, real], rel=1e-15)]
    assert yearly.present.tolist() == [pytest.approx([124, real / 1.035], rel=1e-15)]
    assert yearly.present_values().tolist() == pytest.approx([0, 0, 124 + real / 1.035, 0], rel=1e-15)


def test_a_case_without_lines_has_years_and_nothing_in_them():
    yearly = yearly_amounts(plan_of(), {})
    assert yearly.own.shape == yearly.real.shape == yearly.present.shape == (0, 2)
    assert yearly.present_values().tolist() == [0, 0, 0, 0]
    assert yearly.bucket(yearly.real, 0, Bucket.BENEFIT).tolist() == [0, 0]
    assert yearly.cash(0) == {}


def test_a_bucket_sums_the_lines_of_one_option():
    line = {"amount": "1 GBP/year"}
    options = {
        "a": {"costs": {"x": line, "y": {"amount": "2 GBP/year"}}},
        "b": {"costs": {"x": {"amount": "8 GBP/year"}}},
    }
    yearly = yearly_amounts(plan_of(options=options), {})
    assert yearly.bucket(yearly.own, 0, Bucket.COST_PUBLIC).tolist() == [3, 3]
    assert yearly.bucket(yearly.own, 1, Bucket.COST_PUBLIC).tolist() == [8, 8]


def test_cash_is_what_public_bodies_pay_less_what_they_save_by_class():
    costs = {
        "staff": {"amount": "100 GBP/year", "budget": "resource"},
        "kit": {"amount": "30 GBP/year", "budget": "capital", "price_base": "cash"},
        "partner": {"amount": "7 GBP/year", "bearer": "other-public"},
        "firms": {"amount": "1000 GBP/year", "bearer": "businesses", "budget": "resource"},
    }
    benefits = {
        "posts": {"amount": "40 GBP/year", "kind": "cash-releasing", "budget": "resource"},
        "time": {"amount": "500 GBP/year", "kind": "non-cash-releasing", "budget": "resource"},
    }
    yearly = yearly_amounts(plan_of(costs, benefits), {})
    cash = {name: amounts.tolist() for name, amounts in yearly.cash(0).items()}
    prices = 107.3546 / 105.3095
    assert list(cash) == ["capital", "resource", "unclassified"]
    assert cash == {
        "capital": [30, 30],
        "resource": pytest.approx([60, 60 * prices], rel=1e-14),
        "unclassified": pytest.approx([7, 7 * prices], rel=1e-14),
    }


def test_a_division_by_zero_at_the_median_names_the_line():
    """Sound at the mean, which the model has checked, but not at the mode or the median."""
    assumptions = {"x": {"triangular": [0, 0, 3], "unit": "1"}}
    case = ac.from_plain(
        small_case({"sound": {"amount": "1 GBPk/year"}, "it": {"amount": "1 GBPk/year / x"}}, assumptions=assumptions)
    )
    assert case.appraise().absolute["only"].pvc > 0
    with pytest.raises(AppraisalError) as caught:
        case.appraise(at="mode")
    assert caught.value.where == "options.only.costs.it"
    assert caught.value.got == "inf"
    assert "zero" in caught.value.do


def test_an_amount_too_large_to_add_and_square_counts_as_infinite():
    case = ac.from_plain(small_case({"it": {"amount": "1e101 GBP/year"}}))
    with pytest.raises(AppraisalError, match=r"options\.only\.costs\.it"):
        case.appraise()


def test_a_profile_that_bends_is_not_worked_out_where_the_line_does_not_fall():
    """0.1 / take_up would divide by zero in 2026-27."""
    curve = {"shape": "logistic", "starts": "2027-04-01", "t10": "3 month", "t90": "15 month", "ceiling": "half"}
    line = {"amount": "1 GBPk/year", "profile": "0.1 / take_up", "when": "2027-28"}
    plan = plan_of({"it": line}, assumptions=SKEWED, extra={"curves": {"take_up": curve}})
    assert plan.terms[0].yearly
    own = yearly_amounts(plan, central_values(plan, "means")).own
    assert own[0, 0] == 0
    assert 0 < own[0, 1] < np.inf


def test_amounts_cannot_be_written_to():
    yearly = yearly_amounts(plan_of({"it": {"amount": "1 GBPk/year"}}), {})
    assert not any(array.flags.writeable for array in (yearly.own, yearly.real, yearly.present))


@pytest.mark.parametrize(("share", "refused"), [(1e-13, False), (1e-11, True)])
def test_a_wrong_sign_within_rounding_is_none(share, refused):
    """To 1e-12 of the largest year of the line."""
    plan = plan_of({"it": {"amount": "1 GBPk/year"}})
    yearly = attrs.evolve(yearly_amounts(plan, {}), own=np.array([[1000.0, -1000 * share]]))
    if not refused:
        refuse_wrong_signs(yearly, "means")
        return
    with pytest.raises(AppraisalError) as caught:
        refuse_wrong_signs(yearly, "p50")
    assert caught.value.got == "-0.00 in 2027-28, assumptions at p50"


def test_gross_is_the_present_values_of_an_options_lines_without_their_signs():
    costs = {"it": {"amount": "9 GBP/year"}, "back": {"amount": "1 GBP/year", "profile": GIVEN}}
    benefits = {"loss": {"amount": "-4 GBP/year", "kind": "non-cash-releasing", "disbenefit": True}}
    plan = plan_of(options={"a": {"costs": costs, "benefits": benefits}, "b": {}})
    yearly = yearly_amounts(plan, {})
    assert yearly.gross(0) == pytest.approx(9 + 2 + 4 + (9 + 1 + 4) / 1.035, rel=1e-14)
    assert yearly.gross(1) == 0
