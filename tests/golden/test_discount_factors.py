"""Published discount factors, deflators and bounds of optimism bias, as they are printed."""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from agile_case.quantities.years import FinancialYear
from agile_case.reference import load_set

DATA = Path(__file__).parent / "data"
PEER = json.loads((DATA / "uk_stpr_discount_factors.json").read_text(encoding="utf-8"))
SCIM = json.loads((DATA / "scim_discount_factors.json").read_text(encoding="utf-8"))
LAST_SHARED_YEAR = 125  # after it the six-step schedule of the manual and Green Book 2026 part


def year(text):
    return FinancialYear.parse(text)


def to_four_places(value):
    return str(Decimal(float(value)).quantize(Decimal("0.0001"), ROUND_HALF_UP))


@pytest.fixture(scope="module")
def factors():
    return load_set("uk-2026-03").discount_rate.factors(300)


@pytest.fixture(scope="module")
def deflator():
    return load_set("uk-2026-03").gdp_deflator


def test_the_fixtures_hold_all_the_printed_figures():
    assert len(PEER["years"]) == len(PEER["standard_factor"]) == 39
    assert (PEER["years"][0], PEER["years"][-1]) == (0, 125)
    assert len(SCIM["factors"]) == 46


@pytest.mark.parametrize(("t", "printed"), list(zip(PEER["years"], PEER["standard_factor"], strict=True)))
def test_standard_factor_agrees_with_the_peer_package_to_1e_12(factors, t, printed):
    """The R package `greenbook` prints 15 decimals."""
    assert printed == pytest.approx(factors[t], abs=PEER["tolerance"], rel=0)


@pytest.mark.parametrize(("t", "printed"), list(enumerate(PEER["standard_factor_years_0_14_4dp"])))
def test_standard_factor_agrees_with_the_national_audit_office_to_4_decimals(factors, t, printed):
    assert printed == float(to_four_places(factors[t]))


@pytest.mark.parametrize(
    ("t", "printed"), [(int(t), text) for t, text in SCIM["factors"].items() if int(t) <= LAST_SHARED_YEAR]
)
def test_standard_factor_agrees_with_the_scottish_manual_to_4_decimals(factors, t, printed):
    assert printed == to_four_places(factors[t])


def test_the_rate_stays_at_two_and_a_half_percent_after_year_125(factors):
    """Green Book 2026, 6.54, against the six-step schedule: 0.02674 and 0.02687 in year 126."""
    assert factors[126] == pytest.approx(0.02674, abs=5e-6)
    assert to_four_places(factors[150]) == "0.0148"
    assert SCIM["factors"]["150"] == "0.0167"
    assert to_four_places(factors[300]) == "0.0004"


def test_the_trap_of_one_rate_to_the_power_of_the_year(factors):
    """1.03^-40 = 0.3066 is wrong; 0.2651 is right: 30 years at 3.5% and 10 at 3.0%."""
    assert factors[40] == pytest.approx(1.035**-30 * 1.03**-10, rel=1e-13)
    assert to_four_places(factors[40]) == "0.2651"
    assert to_four_places(1.03**-40) == "0.3066"


def test_green_book_table_8_discounts_a_thousand_a_year():
    """Green Book 2026, Table 8: present values of 1000 a year in years 0 to 5; the sum is ours."""
    values = 1000 * load_set("uk-2026-03").discount_rate.factors(5)
    assert [round(value) for value in values.tolist()] == [1000, 966, 934, 902, 871, 842]
    assert round(float(values.sum()), 2) == 5515.05


def test_the_deflator_quotes_the_release_of_march_2026(deflator):
    quoted = {
        "2000-01": 54.3697,
        "2010-11": 68.8561,
        "2019-20": 80.8738,
        "2020-21": 85.1002,
        "2022-23": 91.2996,
        "2024-25": 100.0,
        "2025-26": 103.2388,
        "2026-27": 105.3095,
        "2030-31": 113.6416,
    }
    assert quoted == {text: deflator.index[year(text)] for text in quoted}
    assert (year("2000-01"), year("2030-31"), 31) == (deflator.first, deflator.last, len(deflator.index))
    assert deflator.base == year("2024-25")


def test_the_deflator_turns_a_wellby_of_2019_into_16074(deflator):
    """The check of the data notes: 13,000 x 100 / 80.8738, by the financial-year deflator alone."""
    assert round(13_000 * deflator.ratio(year("2019-20"), year("2024-25"))) == 16_074


def test_the_deflator_says_what_is_forecast(deflator):
    assert deflator.status(year("2024-25")) == "outturn"
    assert deflator.status(year("2025-26")) == "forecast"
    assert sum(status == "forecast" for status in deflator.statuses.values()) == 6


PRINTED_BOUNDS = {  # Mott MacDonald 2002, Table 2: percent, upper and lower
    ("standard-buildings", "works-duration"): (4, 1),
    ("standard-buildings", "capital-cost"): (24, 2),
    ("non-standard-buildings", "works-duration"): (39, 2),
    ("non-standard-buildings", "capital-cost"): (51, 4),
    ("standard-civil-engineering", "works-duration"): (20, 1),
    ("standard-civil-engineering", "capital-cost"): (44, 3),
    ("non-standard-civil-engineering", "works-duration"): (25, 3),
    ("non-standard-civil-engineering", "capital-cost"): (66, 6),
    ("equipment-development", "works-duration"): (54, 10),
    ("equipment-development", "capital-cost"): (200, 10),
    ("outsourcing", "operating-cost"): (41, 0),
}


def test_optimism_bias_is_the_printed_table_and_no_more():
    table = load_set("uk-2026-03").optimism_bias
    printed = {key: (upper / 100, lower / 100) for key, (upper, lower) in PRINTED_BOUNDS.items()}
    found = {
        (kind, measure): (table.bounds(kind, measure).upper, table.bounds(kind, measure).lower)
        for kind in table.types
        for measure in table.measures(kind)
    }
    assert printed == found
