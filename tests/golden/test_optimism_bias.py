"""Optimism bias as Mott MacDonald worked it in 2002: factors, mixes, and the cost of managing the risk."""

import pytest

import agile_case as ac
from tests.strategies import small_case

BUILDING = {"poor_contractor": 0.05, "design": 0.02, "business_case": 0.22, "project_intelligence": 0.05, "site": 0.03}
"""Contributions to the duration bias of non-standard buildings (Table 15), as shares."""
CAPITAL = {"poor_contractor": 0.05, "design": 0.03, "business_case": 0.23, "project_intelligence": 0.06, "site": 0.01}
"""The same for capital cost."""
MANAGED = {"poor_contractor": 1.0, "design": 1.0, "business_case": 0.4, "project_intelligence": 1.0, "site": 1.0}
SOURCE = "Mott MacDonald, Review of Large Public Procurement in the UK, 2002, Tables 15 and 16"


def uplift(bias, amount="100 GBPm"):
    cost = {"amount": amount, "when": "2026-27", "optimism_bias": bias}
    result = ac.from_plain(small_case({"it": cost}, horizon=0)).appraise()
    return result.plan.uplifts["options.only.costs.it"], result.absolute["only"].pvc


def test_duration_of_a_non_standard_building_by_its_factors():
    """28 months, upper bound 39%, managed 23.8%: 29.7% in the print, and 36.3 months; unmanaged 38.9 months.

    Durations are worked with the same formula as costs; here the bound is given as one's own.
    """
    factors = {key: [share, MANAGED[key]] for key, share in BUILDING.items()}
    found, months = uplift({"upper": 0.39, "factors": factors, "source": SOURCE}, "28 GBP")
    assert round(found, 3) == 0.297
    assert round(months, 1) == 36.3
    assert round(28 * 1.39, 1) == 38.9
    assert sum(share * MANAGED[key] for key, share in BUILDING.items()) == pytest.approx(0.238, rel=1e-12)


def test_capital_cost_of_the_same_building():
    """Not in the print; worked out: managed 24.2%, 38.66%, £138.7m on £100m."""
    factors = {key: [share, MANAGED[key]] for key, share in CAPITAL.items()}
    found, cost = uplift({"type": "non-standard-buildings", "factors": factors, "source": SOURCE})
    assert found == pytest.approx(0.51 * (1 - 0.242), rel=1e-12)
    assert round(100 * found, 2) == 38.66
    assert round(cost / 1e6, 1) == 138.7


def test_a_mixed_project_is_weighted_by_its_shares_of_capital_cost():
    """30% non-standard, 70% standard buildings: 15.3 + 16.8 = 32.1 in the print."""
    mix = {"non-standard-buildings": 0.3, "standard-buildings": 0.7}
    found, _ = uplift({"mix": mix})
    assert round(100 * found, 1) == 32.1
    held, _ = uplift({"mix": mix, "mitigation": 1.0})
    assert held == pytest.approx(0.3 * 0.04 + 0.7 * 0.02, rel=1e-12)  # the lower bounds are weighted too
