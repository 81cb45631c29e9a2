"""What the Green Book's measures must do whatever the numbers, and for each corrected claim a case where it fails."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import agile_case as ac
from agile_case import valuation
from agile_case.reference import DiscountSchedule, available, load
from tests.strategies import small_case

MONEY = st.floats(1, 1e6, allow_nan=False).map(lambda value: round(value, 2))
VINTAGES = [vintage for table, vintage, *_ in available() if table == "discount-rate"]


def measures(costs, benefits, lines=None, **basis):
    option = {"costs": costs, "benefits": benefits, "transfers": lines or {}}
    return ac.from_plain(small_case(options={"it": option}, horizon=3, **basis)).appraise().absolute["it"]


def cost(amount, bearer="originating-organisation"):
    return {"amount": f"{amount} GBP/year", "bearer": bearer}


def gain(amount, **facts):
    return {"amount": f"{amount} GBP/year", "kind": "non-cash-releasing", **facts}


def transfer(amount, payer="originating-organisation", recipient="households"):
    return {"amount": f"{amount} GBP/year", "payer": payer, "recipient": recipient}


@given(MONEY, MONEY, MONEY)
def test_rpsc_is_one_and_npsv_over_public_cost(public, private, benefit):
    """Where PVC is public and non-public cost and nothing else; 6.93 and Table 10, worked out."""
    held = measures({"a": cost(public), "b": cost(private, "businesses")}, {"g": gain(benefit)})
    gross = (public + private + benefit) / public  # the two sides are rounded as their largest part is
    assert held.rpsc == pytest.approx(1 + held.npsv / held.pvc_public, abs=1e-12 * gross)


@given(MONEY, MONEY, MONEY)
def test_rpsc_is_not_that_where_a_transfer_is_left_out_of_pvc(public, paid, benefit):
    """The counter-example: PVC public holds the transfer and PVC does not, so the identity fails by the transfer."""
    assume(paid > public / 100)
    held = measures({"a": cost(public)}, {"g": gain(benefit)}, {"t": transfer(paid)}, transfers="excluded")
    assert held.pvc_public == pytest.approx(held.pvc * (public + paid) / public, rel=1e-9)
    assert held.rpsc != pytest.approx(1 + held.npsv / held.pvc_public, rel=1e-6)
    assert held.rpsc == pytest.approx(benefit / (public + paid), rel=1e-9)


@given(MONEY, MONEY, MONEY)
def test_a_loss_of_others_is_a_cost_or_a_negative_benefit_and_only_bcr_tells(public, loss, benefit):
    """6.95: such as carbon. NPSV and RPSC do not move; BCR does unless it was 1."""
    as_cost = measures({"a": cost(public), "b": cost(loss, "households")}, {"g": gain(benefit)})
    disbenefit = gain(-loss, bearer="households", disbenefit=True)
    as_benefit = measures({"a": cost(public)}, {"g": gain(benefit), "l": disbenefit})
    assert as_cost.npsv == pytest.approx(as_benefit.npsv, rel=1e-9, abs=1e-6)
    assert as_cost.rpsc == pytest.approx(as_benefit.rpsc, rel=1e-9, abs=1e-9)
    if abs(benefit - public - loss) > 1e-3 * (public + loss):
        assert as_cost.bcr != pytest.approx(as_benefit.bcr, rel=1e-12)


@given(MONEY, MONEY, MONEY)
def test_a_loss_of_the_public_sector_moves_rpsc_when_it_changes_sides(public, loss, benefit):
    """The counter-example: a cost of a public body is no negative benefit."""
    assume(abs(benefit - loss - public) > 1e-3 * (public + loss))
    as_cost = measures({"a": cost(public), "b": cost(loss)}, {"g": gain(benefit)})
    as_benefit = measures({"a": cost(public)}, {"g": gain(benefit), "l": gain(-loss, disbenefit=True)})
    assert as_cost.npsv == pytest.approx(as_benefit.npsv, rel=1e-9, abs=1e-6)
    assert as_cost.rpsc != pytest.approx(as_benefit.rpsc, rel=1e-9)


@given(MONEY, MONEY, MONEY)
def test_a_transfer_on_both_sides_leaves_npsv_and_moves_bcr_towards_one(public, benefit, paid):
    """6.33 to 6.39."""
    alone = measures({"a": cost(public)}, {"g": gain(benefit)})
    both = measures({"a": cost(public)}, {"g": gain(benefit)}, {"t": transfer(paid)}, transfers="both-sides")
    out = measures({"a": cost(public)}, {"g": gain(benefit)}, {"t": transfer(paid)}, transfers="excluded")
    assert both.npsv == pytest.approx(alone.npsv, rel=1e-9, abs=1e-5)
    assert out.npsv == pytest.approx(alone.npsv, rel=1e-12)
    assert out.bcr == alone.bcr
    assert abs(both.bcr - 1) <= abs(alone.bcr - 1) * (1 + 1e-9)
    assert (both.bcr - 1) * (alone.bcr - 1) >= 0


@given(MONEY, MONEY, st.floats(0.05, 0.95))
def test_npsv_is_nothing_at_the_switching_value(build, worth, share):
    """6.103, the second question: the option against business as usual."""
    options = {
        "usual": {"roles": ["business-as-usual"]},
        "it": {
            "costs": {"build": {"amount": f"{build} GBP", "when": "2026-27"}},
            "benefits": {"gain": {"amount": "worth * share", "kind": "non-cash-releasing"}},
        },
    }
    assumptions = {
        "worth": {"uniform": [worth / 100, worth * 100], "unit": "GBP/year", "source": "x"},
        "share": {"value": share, "unit": "1", "source": "x"},
    }
    case = ac.from_plain(small_case(options=options, assumptions=assumptions, horizon=3))
    held = next(one for one in case.appraise().switching_values("it", against="usual") if one.assumption == "worth")
    exact = build / (share * sum(1.035**-t for t in range(4)))
    if worth / 100 <= exact <= worth * 100:
        assert held.value == pytest.approx(exact, rel=1e-9)
        at = case.revise({"assumptions.worth": {"value": held.value, "unit": "GBP/year", "source": "x"}})
        assert abs(at.appraise().against()["it"].npsv) <= 1e-6 * build
    else:
        assert held.value is None


@pytest.mark.parametrize("vintage", VINTAGES)
def test_factors_are_positive_and_never_rise(vintage):
    factors = DiscountSchedule.of(load("discount-rate", vintage)).factors(300)
    assert factors[0] == 1
    assert (factors > 0).all()
    assert (factors[1:] < factors[:-1]).all()


def test_the_first_year_at_the_lower_rate_takes_one_step_of_it():
    factors = DiscountSchedule.of(load("discount-rate", "green-book-2026")).factors(31)
    assert factors[31] / factors[30] == pytest.approx(1 / 1.03, rel=1e-14)


@given(st.floats(1, 1e6), st.floats(0.1, 3))
def test_the_weight_at_the_national_median_is_one_whatever_the_elasticity(median, elasticity):
    assert valuation.welfare_weight(median, median, elasticity=elasticity) == 1
    assert valuation.welfare_weight(median, median / 2, elasticity=elasticity) == pytest.approx(2**elasticity)
