"""Published figures of valuation and distribution, as printed, with the evidence for each."""

import pytest

from agile_case.quantities.years import CalendarYear, FinancialYear
from agile_case.reference import Deflator, available, load
from agile_case.valuation import (
    carbon_value,
    equivalised_income,
    own_value,
    unit_value,
    uprated_wellby,
    welfare_weight,
)

YEARS = Deflator.of(load("gdp-deflator", "hmt-2026-03"))
CALENDAR = Deflator.of(load("gdp-deflator-calendar", "hmt-2025-12"))
VALUES = "collected-2026-11"


@pytest.mark.parametrize(
    ("household", "printed"),
    [({"adults": 2}, 300), ({"adults": 2, "children_under_14": 2}, 214), ({"adults": 1}, 448)],
)
def test_equivalised_incomes_of_figure_7(household, printed):
    """£300 a week (The Green Book 2026, Figure 7; primary)."""
    assert round(equivalised_income(300, **household)) == printed


@pytest.mark.parametrize(("ratio", "printed"), [(2.0, 2.462), (0.5, 0.406), (1.0, 1.0)])
def test_welfare_weights_of_paragraph_7_11(ratio, printed):
    assert round(welfare_weight(ratio, 1.0), 3) == printed


@pytest.mark.parametrize(("weight", "ratio"), [(2.5, 2.024), (2.4, 1.961)])
def test_weights_of_the_lowest_quintile_in_2018(weight, ratio):
    """The Green Book 2018, A3.20: the ratios that its weights imply, worked out."""
    assert round(welfare_weight(ratio, 1.0), 1) == weight


def test_a_wellby_of_2024_by_the_deflator_alone_and_by_the_method_of_hm_treasury():
    """13,000 of 2019: 16,074 by financial years, 16,028 by calendar ones, 16,300 with GDP per head (secondary)."""
    central = unit_value("wellby-central", vintage=VALUES)
    assert round(central.in_prices(CalendarYear(2024), CALENDAR).value) == 16_028
    financial = own_value(
        "wellby", 13_000, unit="GBP/WELLBY", price_base=FinancialYear(2019), source="as the bundled value"
    )
    assert round(financial.in_prices(FinancialYear(2024), YEARS).value) == 16_074
    implied = uprated_wellby(financial, FinancialYear(2024), YEARS, gdp_per_head_ratio=1.0108, source="implied")
    assert implied.value == pytest.approx(16_300, abs=3)
    calendar = uprated_wellby(central, CalendarYear(2024), CALENDAR, gdp_per_head_ratio=1.0130, source="implied")
    assert calendar.value == pytest.approx(16_300, abs=3)


def test_worked_examples_of_the_wellbeing_guidance():
    """One point for 100 people over 5 years: £6.5m; a wage of £25,094 and 0.46 points: £31,074 a person (secondary)."""
    central = unit_value("wellby-central", vintage=VALUES).value
    assert 1 * 100 * 5 * central == 6_500_000
    assert 25_094 + 0.46 * central == pytest.approx(31_074)
    assert (25_094 + 0.46 * central) * 200 == pytest.approx(6.21e6, rel=1e-3)


def test_the_two_series_of_carbon_values_agree_but_for_one_figure():
    """Rebased by 1.0507 every figure of 2021 follows, except the low value of 2036: 155 recalled, 153 by arithmetic."""
    differ = []
    for year in range(2020, 2051):
        for series in ("low", "central", "high"):
            old = carbon_value(year, vintage="beis-2021", series=series)
            if round(carbon_value(year, vintage="desnz-2023", series=series) / 1.0507) != old:
                differ.append((year, series, old))
    assert differ == [(2036, "low", 155.0)]
    (row,) = (row for row in load("carbon-values", "beis-2021").rows if row["year"] == 2036)
    assert (row["evidence"], "153" in str(row["note"])) == ("unverified", True)


def test_the_central_series_grows_by_about_1_5_percent_a_year():
    first, last = (carbon_value(year, vintage="beis-2021") for year in (2020, 2050))
    assert (last / first) ** (1 / 30) - 1 == pytest.approx(0.015, abs=0.0005)


def test_every_bundled_value_has_its_source_licence_and_evidence():
    for table, vintage in (row[:2] for row in available()):
        dataset = load(table, vintage)
        assert dataset.header.source
        assert dataset.header.licence == "Open Government Licence v3.0"
        assert dataset.header.evidence in {"primary", "secondary", "recomputed", "unverified"}
        for row in dataset.rows:
            assert row["evidence"] in {"primary", "secondary", "recomputed", "unverified"}, (table, vintage)
            if table == "unit-values":
                assert row["publication"]
