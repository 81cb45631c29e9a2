"""The ten-year example against plain arithmetic: nothing of the package but its reading of the file."""

import math
from pathlib import Path

import numpy as np
import pytest

import agile_case as ac

EXAMPLE = Path(__file__).parents[2] / "examples" / "digital-ten-years.toml"
YEARS = range(11)
FACTORS = [1.035**-year for year in YEARS]
GRANTS, WAGE = 60_000, 27.40
MINUTES_NOW, MINUTES_NEW = (28 + 4 * 34 + 50) / 6, (11 + 4 * 16 + 30) / 6
CEILING = (0.60 + 4 * 0.82 + 0.93) / 6
HOURS = (0.5 + 4 * 1.2 + 2.8) / 6
DEVELOPERS = (9 + 12 + 18) / 3
SLIP = (0 + 8 + 40) / 3
DEVELOPER, RESEARCHER = 58_000 * 1.31 + 8_000, 51_000 * 1.31 + 8_000


@pytest.fixture(scope="module")
def result():
    return ac.load(EXAMPLE).appraise()


def present(amounts):
    return math.fsum(amount * factor for amount, factor in zip(amounts, FACTORS, strict=True))


def usual():
    casework = GRANTS * MINUTES_NOW / 60 * WAGE
    found = [casework + 850_000 + (450_000 if year >= 3 else 0) for year in YEARS]  # support ends on 1 April 2029
    found[5] += 0.35 * 900_000
    return found


def least():
    casework = GRANTS * MINUTES_NOW / 60 * WAGE
    found = [casework + (850_000 if year <= 2 else 930_000) for year in YEARS]
    for year, share in enumerate((0.2, 0.5, 0.3)):
        found[year] += 2_400_000 * share * (1 + 2.0 * 0.3)
    found[0] += 120_000
    for year in (3, 4, 5):
        found[year] += 20_000
    return found


def live():
    """Return when the service goes live, in years from the start of year 0: 60 weeks and the mean slip after beta."""
    return 1 + (60 + SLIP) / 52  # a year of 52 weeks


def test_business_as_usual_and_the_do_minimum(result):
    assert result.absolute["business_as_usual"].pvc == pytest.approx(present(usual()), rel=1e-12)
    assert result.absolute["do_minimum"].pvc == pytest.approx(present(least()), rel=1e-12)
    assert result.absolute["do_minimum"].pvb == pytest.approx(100_000 * FACTORS[10], rel=1e-12)


def test_the_digital_service(result):
    """Take-up averaged over each year by the trapezium rule; from live on by the months of each year."""
    begins = live()
    steepness = 2 * math.log(9) / (18 / 12)
    midpoint = begins + (2 / 12 + 20 / 12) / 2
    take_up = []
    for year in YEARS:
        start = min(max(begins, year), year + 1)
        times = np.linspace(start, year + 1, 20_001)
        values = CEILING / (1 + np.exp(-steepness * (times - midpoint)))
        take_up.append(float(np.trapezoid(values, times)) if start < year + 1 else 0.0)
    running = [min(max(year + 1 - begins, 0), 1) for year in YEARS]
    casework = GRANTS * WAGE / 60
    costs = []
    for year in YEARS:
        amount = casework * MINUTES_NOW * (1 - take_up[year]) + casework * MINUTES_NEW * take_up[year]
        amount += running[year] * (7 * DEVELOPER + 1.5 * RESEARCHER) + (1 - running[year]) * 850_000
        amount += 6 * 0.1 * GRANTS * take_up[year]
        if year in {1, 2}:
            amount += (DEVELOPERS * DEVELOPER + 2 * RESEARCHER) * (1 + 2.0 * 0.4)
        amount += {0: 310_000}.get(year, 0) + (60_000 if 2 <= year <= 5 else 0)
        costs.append(amount)
    hosting = result.yearly.real[[line.address for line in result.plan.lines].index("options.digital.costs.hosting")]
    assert hosting[0] == 0
    costs = [cost + float(extra) for cost, extra in zip(costs, hosting, strict=True)]
    costs[1] += 150_000 * (1 + 2.0 * 0.4)
    costs[2] += 60_000 * (1 + 2.0 * 0.4) + 0.10 * 700_000
    benefits = [GRANTS * HOURS * 18 * 0.85 * share for share in take_up]
    assert result.absolute["digital"].pvb == pytest.approx(present(benefits), rel=1e-6)
    assert result.absolute["digital"].pvc == pytest.approx(present(costs), rel=1e-6)


def test_hosting_grows_by_three_percent_in_cash_from_the_prices_of_the_case(result):
    """In cash 380,000 x 1.03 for each year after 2026-27, by months from 1 April 2027."""
    index = [line.address for line in result.plan.lines].index("options.digital.costs.hosting")
    assert result.yearly.own[index, 1:] == pytest.approx([380_000 * 1.03**year for year in range(1, 11)], rel=1e-12)


def test_transfers_are_in_the_cash_and_not_in_the_economic_case(result):
    """Grants paid in error go round: £3,200 on 60,000 grants at the mean rate."""
    rate = (0.010 + 4 * 0.018 + 0.030) / 6
    cash = result.financial_case("business_as_usual")
    (row,) = (row for row in cash.table.rows if row[:2] == ("Core cost", "ame"))
    assert row[2] == pytest.approx(GRANTS * rate * 3_200, rel=1e-12)
    buckets = {line.bucket.name for line in result.plan.lines if line.address.endswith(".transfers.paid_in_error")}
    assert buckets == {"TRANSFER"}


def test_its_only_finding_is_the_gap_that_it_shows():
    findings = ac.check(ac.load(EXAMPLE))
    assert {finding.code for finding in findings} == {"funding-gap"}
    assert len(findings) == 2


def test_depreciation_is_the_capitalised_share_in_equal_parts(result):
    """Seven years from the year after the money falls, of 70% of what is built with its bias, in cash of its year."""
    (depreciation,) = (row for row in result.financial_case().table.rows if row[0].startswith("Depreciation"))
    deflator = ac.load(EXAMPLE).appraise().plan.lines[0].to_cash
    built = [(DEVELOPERS * DEVELOPER + 2 * RESEARCHER) * 1.8 * 0.7 * float(deflator[year]) for year in (1, 2)]
    yearly = [built[0] / 7] + [sum(built) / 7] * 6 + [built[1] / 7]
    assert depreciation[2:13] == pytest.approx((0, 0, *yearly, 0), rel=1e-9)
