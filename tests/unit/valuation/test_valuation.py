"""Valuation: what is refused, what is labelled, and laws of the formulas."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.errors import InputError, UnknownNameError, YearError
from agile_case.quantities.years import CalendarYear, FinancialYear, YearRange
from agile_case.reference import Deflator, load
from agile_case.valuation import (
    Additionality,
    Group,
    additional,
    additionality_table,
    carbon_assumption,
    carbon_value,
    classify,
    compensating_surplus,
    cost_effectiveness,
    emissions,
    equivalised_income,
    household_size,
    is_negligible,
    own_value,
    unit_value,
    unit_values_table,
    uprated_wellby,
    weighted_table,
    welfare_weight,
)
from tests.strategies import small_case

YEARS = Deflator.of(load("gdp-deflator", "hmt-2026-03"))
CALENDAR = Deflator.of(load("gdp-deflator-calendar", "hmt-2025-12"))
VALUES = "collected-2026-11"
NO_NUMBERS = [math.nan, math.inf, True, "1", None]


class TestEffects:
    @pytest.mark.parametrize(
        ("answers", "kind", "title"),
        [
            ({"monetisable": True, "public_cash": True}, "cash-releasing", "cash-releasing benefit"),
            ({"monetisable": True, "public_cash": False}, "non-cash-releasing", "non-cash-releasing benefit"),
            ({"monetisable": True, "public_cash": True, "cost": True}, "cash-releasing", "cash cost"),
            ({"monetisable": True, "public_cash": False, "cost": True}, "non-cash-releasing", "non-cash cost"),
            ({"monetisable": False, "countable": True}, "quantifiable", "quantifiable benefit"),
            ({"monetisable": False, "countable": False, "cost": True}, "qualitative", "qualitative cost"),
        ],
    )
    def test_the_tree_is_two_questions_deep(self, answers, kind, title):
        held = classify(bearer="households", **answers)
        assert (held.kind, held.title, held.monetised) == (kind, title, answers["monetisable"])

    @pytest.mark.parametrize(
        ("answers", "where"),
        [
            ({"monetisable": True}, "public_cash"),
            ({"monetisable": False}, "countable"),
            ({"monetisable": True, "public_cash": True, "countable": True}, "countable"),
            ({"monetisable": False, "countable": True, "public_cash": False}, "public_cash"),
            ({"monetisable": 1, "public_cash": True}, "monetisable"),
            ({"monetisable": True, "public_cash": True, "cost": "yes"}, "cost"),
            ({"monetisable": True, "public_cash": True, "bearer": "everybody"}, "bearer"),
        ],
    )
    def test_each_question_is_asked_where_it_belongs(self, answers, where):
        with pytest.raises(InputError) as caught:
            classify(**({"bearer": "households"} | answers))
        assert caught.value.where == where


class TestUnitValues:
    def test_a_published_value_carries_its_evidence(self):
        held = unit_value("wellby-central", vintage=VALUES)
        assert (held.value, held.price_base, held.evidence) == (13_000, CalendarYear(2019), "secondary")
        assert held.citation.endswith("2019 prices; evidence: secondary")

    def test_a_value_whose_price_base_is_disputed_needs_one(self):
        with pytest.raises(InputError) as caught:
            unit_value("qaly", vintage=VALUES)
        assert caught.value.where == "qaly"
        assert "2019, 2020/21, 2022 or 2024" in caught.value.got
        held = unit_value("qaly", vintage=VALUES, price_base=2022)
        assert held.price_base == CalendarYear(2022)
        assert held.note.startswith("price base 2022 stated by the user")

    def test_a_known_price_base_is_not_replaced(self):
        with pytest.raises(InputError, match="price base of this value is published"):
            unit_value("wellby-low", vintage=VALUES, price_base=2022)

    def test_an_unknown_value_is_refused_with_the_nearest(self):
        with pytest.raises(UnknownNameError) as caught:
            unit_value("wellby-centre", vintage=VALUES)
        assert "wellby-central" in caught.value.do

    def test_years_of_another_kind_and_outside_are_refused(self):
        held = unit_value("wellby-central", vintage=VALUES)
        with pytest.raises(YearError):
            held.in_prices(FinancialYear(2024), YEARS)
        with pytest.raises(YearError):
            held.in_prices(CalendarYear(2030), CALENDAR)

    def test_real_growth_is_counted_once(self):
        held = unit_value("vpf-2023-wtp", vintage=VALUES)
        grown = held.grown(CalendarYear(2033))
        assert grown.value == pytest.approx(held.value * 1.02**10, rel=1e-12)
        with pytest.raises(InputError, match="counted already"):
            grown.grown(CalendarYear(2034))
        with pytest.raises(InputError, match="No real growth is published"):
            unit_value("wellby-central", vintage=VALUES).grown(CalendarYear(2033))

    def test_it_becomes_an_assumption_with_its_source(self):
        held = unit_value("wellby-central", vintage=VALUES).assumption("GBP/wellby")
        benefit = {"time": {"measure": "5 wellby/year", "unit_value": "worth", "kind": "non-cash-releasing"}}
        plain = small_case({}, benefit, horizon=0)
        plain |= {"units": {"counts": ["wellby"]}, "assumptions": {"worth": held}}
        case = ac.Case.of(**{key: item for key, item in plain.items() if key != "format"})
        assert case.appraise().absolute["only"].pvb == 65_000
        assert "evidence: secondary" in case.model.assumptions["worth"].source

    @pytest.mark.parametrize("value", [0, -1, *NO_NUMBERS])
    def test_a_value_of_ones_own_is_above_zero(self, value):
        with pytest.raises(InputError):
            own_value("x", value, unit="GBP/x", price_base=CalendarYear(2024), source="Survey")

    def test_a_value_of_ones_own_needs_its_source(self):
        with pytest.raises(InputError, match="needs its source"):
            own_value("x", 1.0, unit="GBP/x", price_base=CalendarYear(2024), source=" ")

    def test_the_table_says_where_prices_are_not_established(self):
        rows = {row[0]: row for row in unit_values_table(VALUES).rows}
        assert rows["qaly"][4] == "not established"
        assert rows["vpf-2020"][4] == "2020"


class TestWellbeing:
    def test_a_wellby_is_uprated_by_prices_and_by_income(self):
        held = unit_value("wellby-central", vintage=VALUES)
        found = uprated_wellby(held, CalendarYear(2024), CALENDAR, gdp_per_head_ratio=1.05, source="ONS")
        plain = held.in_prices(CalendarYear(2024), CALENDAR)
        assert found.value == pytest.approx(plain.value * 1.05**1.3, rel=1e-12)
        assert "ONS" in found.note

    def test_what_is_no_wellby_is_refused(self):
        held = unit_value("vpf-2020", vintage=VALUES)
        with pytest.raises(InputError, match="Only a WELLBY"):
            uprated_wellby(held, CalendarYear(2024), CALENDAR, gdp_per_head_ratio=1.0, source="ONS")

    def test_small_changes_are_left_to_the_wellby(self):
        with pytest.raises(InputError, match="half a point or less"):
            compensating_surplus(0.5, 30_000)

    @given(st.floats(0.51, 10), st.floats(1, 1e6))
    def test_a_gain_is_worth_less_than_income_and_a_loss_more_than_the_gain(self, change, income):
        gain, loss = compensating_surplus(change, income), compensating_surplus(-change, income)
        assert 0 < gain < income
        assert -loss > gain
        assert gain == pytest.approx(income * (1 - math.e ** (-change / 1.96)), rel=1e-12)


class TestCarbon:
    def test_values_are_by_vintage_year_and_series(self):
        assert carbon_value(2021, vintage="beis-2021") == 245
        assert carbon_value(2050, vintage="beis-2021", series="high") == 568
        assert carbon_value(2021, vintage="desnz-2023") == 257.05

    @pytest.mark.parametrize("year", [2019, 2051, True, 2025.5, None])
    def test_nothing_is_extrapolated(self, year):
        with pytest.raises(YearError):
            carbon_value(year, vintage="beis-2021")

    def test_growth_after_the_last_year_is_the_users(self):
        found = carbon_value(2060, vintage="beis-2021", growth_after=(0.015, "assumed"))
        assert found == pytest.approx(378 * 1.015**10, rel=1e-12)
        for growth_after in ((0.015, ""), (-1.0, "x"), (math.nan, "x")):
            with pytest.raises(InputError):
                carbon_value(2060, vintage="beis-2021", growth_after=growth_after)

    def test_an_unknown_series_or_vintage_is_refused(self):
        with pytest.raises(UnknownNameError):
            carbon_value(2030, vintage="beis-2021", series="middle")
        with pytest.raises(UnknownNameError):
            carbon_value(2030, vintage="latest")

    def test_a_series_goes_into_a_case_in_its_prices(self):
        years = YearRange(FinancialYear(2026), FinancialYear(2028))
        prices = (FinancialYear(2022), FinancialYear(2026), YEARS)
        held = carbon_assumption(years, vintage="desnz-2023", unit="GBP/tonne", prices=prices)
        ratio = YEARS.ratio(FinancialYear(2022), FinancialYear(2026))
        expected = [carbon_value(year, vintage="desnz-2023") * ratio for year in (2026, 2027, 2028)]
        assert held.estimate.values == pytest.approx(expected, rel=1e-12)
        assert "2026-27 prices, rebased from 2022" in held.source
        bare = carbon_assumption(years, vintage="beis-2021", unit="GBP/tonne", series="low")
        assert "2020 prices" in bare.source

    def test_after_2050_the_source_says_so(self):
        years = YearRange(CalendarYear(2049), CalendarYear(2052))
        held = carbon_assumption(years, vintage="beis-2021", unit="GBP/tonne", growth_after=(0.015, "assumed"))
        assert held.source.endswith("after the last published year 0.015 a year (assumed)")

    def test_emissions_are_fuel_times_factor(self):
        assert emissions(1_000, 0.2) == 200
        for numbers in ((math.nan, 1), (1, "2")):
            with pytest.raises(InputError):
                emissions(*numbers)

    @pytest.mark.parametrize(
        ("tonnes", "negligible"),
        [({"2027": 99_999}, True), ({"2027": 5, "2028": 100_000}, False), ({"2027": -100_000}, False)],
    )
    def test_below_a_tenth_of_a_million_tonnes_in_every_year_is_negligible(self, tonnes, negligible):
        assert is_negligible(tonnes) is negligible

    def test_emissions_are_given_by_year(self):
        with pytest.raises(InputError):
            is_negligible({})


class TestDistribution:
    def test_a_household_is_the_sum_of_its_members(self):
        assert household_size(2) == 1.0
        assert household_size(1, children_14_or_over=1, children_under_14=2) == pytest.approx(0.67 + 0.33 + 0.4)

    @pytest.mark.parametrize(
        "people", [{"adults": 0}, {"adults": 1.5}, {"adults": True}, {"adults": 1, "children_under_14": -1}]
    )
    def test_what_is_no_number_of_people_is_refused(self, people):
        with pytest.raises(InputError):
            equivalised_income(300, **people)

    @given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(0, 5))
    def test_a_weight_is_1_at_the_median_and_falls_with_income(self, median, group, elasticity):
        assert welfare_weight(median, median, elasticity=elasticity) == 1
        found = welfare_weight(median, group, elasticity=elasticity)
        assert (found >= 1) == (group <= median or elasticity == 0 or found == 1)

    @pytest.mark.parametrize(
        ("median", "group", "elasticity"), [(0, 1, 1.3), (1, 0, 1.3), (1, 1, -1), (math.nan, 1, 1)]
    )
    def test_what_makes_no_weight_is_refused(self, median, group, elasticity):
        with pytest.raises(InputError):
            welfare_weight(median, group, elasticity=elasticity)

    def test_weighted_gains_stand_beside_unweighted_ones(self):
        groups = {
            "poorer": Group(income=15_000, gain=100.0, source="Survey"),
            "richer": Group(income=60_000, gain=-100.0, source="Survey"),
        }
        table = weighted_table(groups, 30_000)
        assert [row[3] for row in table.rows] == [100, -100, 0]
        assert table.rows[0][5] == pytest.approx(100 * 2**1.3)
        assert table.rows[2][5] == pytest.approx(100 * 2**1.3 - 100 * 0.5**1.3)
        assert table.rows[2][4] == pytest.approx(200 - 50)

    @pytest.mark.parametrize("groups", [{}, [], {"a": 3}, None])
    def test_groups_are_given_by_name(self, groups):
        with pytest.raises(InputError):
            weighted_table(groups, 30_000)


class TestPlace:
    HELD = Additionality(deadweight=0.2, displacement=0.25, substitution=0.0, leakage=0.1, evidence="Study 2025")

    def test_what_is_left_is_a_product(self):
        assert additional(1_000, self.HELD) == pytest.approx(1_000 * 0.8 * 0.75 * 0.9, rel=1e-12)

    def test_the_effect_on_the_uk_stands_beside(self):
        table = additionality_table(1_000, self.HELD, 150)
        assert table.rows[-1][0] == "Effect on the UK as a whole"
        assert table.rows[-2][2] == pytest.approx(540)

    def test_no_fraction_has_a_default_and_all_have_evidence(self):
        with pytest.raises(TypeError):
            Additionality(deadweight=0.2, evidence="x")
        with pytest.raises(InputError):
            Additionality(deadweight=0.2, displacement=0.1, substitution=0.0, leakage=0.0, evidence=" ")
        with pytest.raises(InputError):
            Additionality(deadweight=20, displacement=0.1, substitution=0.0, leakage=0.0, evidence="x")
        with pytest.raises(InputError):
            additionality_table(1_000, 0.5, 150)


class TestCostEffectiveness:
    def test_both_ways_round_are_given_and_labelled(self):
        held = cost_effectiveness(500, 20_000, unit="case closed")
        assert (held.units_per_pound, held.pounds_per_unit) == (0.025, 40)
        assert str(held) == "£40.00 for each case closed; NPUC as printed in Table 10: 0.025 case closed for each pound"

    @pytest.mark.parametrize(("units", "cost", "unit"), [(0, 1, "x"), (1, 0, "x"), (1, 1, ""), ("1", 1, "x")])
    def test_what_has_no_ratio_is_refused(self, units, cost, unit):
        with pytest.raises(InputError):
            cost_effectiveness(units, cost, unit=unit)
