"""The tables of a result: measures, simulation, years, lines, cash, savings, uplifts, unmonetised benefits, totals.

The case has two years with factors 1 and 0.5, so that every present value can be worked out in the head.
"""

import tomllib

import attrs
import pytest

import agile_case as ac
from agile_case.appraisal.measures import Spread
from agile_case.appraisal.summary import simulation_table
from agile_case.quantities.years import FinancialYear
from agile_case.reference import load_set

TEXT = """
format = "agile-case/1"
[case]
title = "Two years"
start = "2026-27"
horizon = 1
price_base = "2026-27"
[case.discount_factors]
source = "made for these tests"
values = [1.0, 0.5]
[reference]
set = "uk-2026-03"
[assumptions]
share = { uniform = [0, 10], unit = "1", source = "invented" }
level = { uniform = [10, 30], unit = "GBPk/year", source = "invented" }
[options.usual]
title = "As now"
roles = ["business-as-usual"]
[options.usual.costs.processing]
amount = "100 GBPk/year"
budget = "resource"
[options.new]
[options.new.costs.by_hand]
amount = "40 GBPk/year"
budget = "resource"
replaces = "options.usual.costs.processing"
[options.new.costs.online]
amount = "30 GBPk/year"
bearer = "households"
replaces = "options.usual.costs.processing"
[options.new.costs.build]
title = "Build it"
amount = "10 GBPk"
when = "2026-27"
budget = "capital"
optimism_bias = { type = "equipment-development", mitigation = 0.4, prevention = "options.new.costs.by_hand" }
[options.new.benefits.released]
amount = "8 GBPk/year"
kind = "cash-releasing"
budget = "resource"
replaces = "options.usual.costs.processing"
[options.new.benefits.time]
amount = "50 GBPk/year"
kind = "non-cash-releasing"
[options.new.benefits.trust]
kind = "qualitative"
title = "Trust"
notes = "People say so"
[options.new.benefits.green]
kind = "quantifiable"
measure = "share"
"""
DEFLATOR = load_set("uk-2026-03").gdp_deflator
PRICES = DEFLATOR.ratio(FinancialYear(2026), FinancialYear(2027))
BASIS = "real, 2026-27 prices, present values at 2026-27, assumptions at means"


def plain(**case):
    held = tomllib.loads(TEXT)
    held["case"].update(case)
    return held


def appraised(held=None, *, at="means", draws=None, seed=None):
    return ac.from_plain(held or plain()).appraise(at=at, draws=draws, seed=seed)


def table(result, key):
    (found,) = (held for held in result.tables if held.key == key)
    return found


def keys(held):
    return [column.key for column in held.columns]


class TestAbsolute:
    def test_every_option_has_a_row_business_as_usual_included(self):
        held = table(appraised(), "absolute")
        assert keys(held) == [
            *("option", "pvb_gbp", "pvc_gbp", "pvc_public_gbp", "pvc_nonpublic_gbp", "npsv_gbp", "bcr", "rpsc"),
            *("rpsc_numerator_gbp", "rpsc_denominator_gbp"),
        ]
        usual, new = held.rows
        assert usual == ("As now", 0, 150e3, 150e3, 0, -150e3, 0, 0, 0, 150e3)
        public = 60e3 + 22e3 - 12e3
        assert new == pytest.approx(
            ("New", 75e3, public + 45e3, public, 45e3, 75e3 - public - 45e3, 75 / 115, 30 / 70, 75e3 - 45e3, public)
        )

    def test_under_the_other_convention_savings_are_benefits(self):
        (_, new) = table(appraised(plain(savings="benefit")), "absolute").rows
        assert new[1:6] == pytest.approx((75e3 + 12e3, 82e3 + 45e3, 82e3, 45e3, 87e3 - 127e3))

    def test_the_caption_says_unit_prices_year_and_centre_and_the_notes_the_conventions(self):
        held = table(appraised(), "absolute")
        assert held.caption == f"Options in absolute terms (£k, {BASIS})"
        assert held.notes == (
            'Savings convention: "lower-cost". Discounting: factors given by the case: made for these tests.',
            "RPSC = (PVB - PVC non-public) / PVC public; its numerator and denominator stand in the last two columns.",
        )

    def test_what_is_undefined_says_so_with_the_options_that_share_the_reason(self):
        held = plain()
        held["options"]["usual"]["costs"] = {}
        held["options"]["new"] = {}
        absolute = table(appraised(held), "absolute")
        assert absolute.rows[0] == ("As now", 0, 0, 0, 0, 0, "undefined", "undefined", 0, 0)
        assert absolute.notes[2:] == (
            "BCR undefined for As now, New: PVC is zero, so the ratio has no meaning.",
            "RPSC undefined for As now, New: PVC public is zero, so the ratio has no meaning.",
        )


class TestAgainst:
    def test_differences_stand_under_the_same_heads_with_the_other_ratio_and_words(self):
        held = table(appraised(), "against")
        assert keys(held)[6:9] == ["bcr", "bcr_other_convention", "rpsc"]
        assert keys(held)[-1] == "quadrant"
        (row,) = held.rows
        assert row[:6] == pytest.approx(("New", 75e3, -35e3, -80e3, 45e3, 110e3))
        assert row[6:9] == ("undefined", "undefined", "undefined")
        assert row[9:] == (pytest.approx(30e3), pytest.approx(-80e3), "dominates")
        assert held.caption == f"Options against As now (£k, {BASIS})"
        assert held.notes == (
            'BCR other: under savings = "benefit".',
            "BCR undefined for New: PVC is negative, so the ratio has no meaning.",
            "RPSC undefined for New: PVC public is negative, so the ratio has no meaning.",
            ('BCR other undefined for New: PVC under savings = "benefit" is negative, so the ratio has no meaning.'),
        )

    def test_the_ratio_under_the_other_convention_is_beside(self):
        held = plain(savings="benefit")
        held["options"]["usual"]["costs"]["processing"]["amount"] = "10 GBPk/year"
        against = table(appraised(held), "against")
        (row,) = against.rows
        assert row[6:8] == pytest.approx((87 / (127 - 15), 75 / (115 - 15)))
        assert against.notes[0] == 'BCR other: under savings = "lower-cost".'

    def test_without_business_as_usual_there_is_none(self):
        held = plain()
        held["options"]["usual"]["roles"] = []
        result = appraised(held, draws=10, seed=1)
        found = [held.key for held in result.tables]
        assert "absolute" in found
        assert "simulation" in found
        assert not {"against", "simulation_against"} & set(found)

    def test_with_nothing_but_business_as_usual_there_is_none(self):
        held = plain()
        del held["options"]["new"]
        found = [held.key for held in appraised(held, draws=10, seed=1).tables]
        assert not {"against", "simulation_against"} & set(found)


class TestSimulation:
    NOTE = (
        "New: the gap exceeds two standard errors. The NPSV is not linear in the assumptions, so its mean is not its "
        "value at their means; one gap in twenty is this large by chance."
    )

    def uncertain(self, amount):
        held = plain()
        held["options"]["new"]["costs"]["by_hand"]["amount"] = amount
        return appraised(held, draws=2_000, seed=5)

    def test_the_mean_stands_beside_the_deterministic_number_with_the_gap(self):
        result = self.uncertain("level")
        held = table(result, "simulation_against")
        spread = result.against()["new"].simulation
        npsv = result.against()["new"].npsv
        assert held.rows == (
            (
                *("New", npsv, spread.mean, spread.mean - npsv, spread.standard_error),
                *(spread.p10, spread.p50, spread.p90, spread.probability_negative),
            ),
        )
        assert keys(held) == [
            *("option", "npsv_deterministic_gbp", "npsv_mean_gbp", "npsv_gap_gbp", "npsv_standard_error_gbp"),
            *("npsv_p10_gbp", "npsv_p50_gbp", "npsv_p90_gbp", "probability_negative"),
        ]
        assert held.caption == "Simulated NPSV against As now (£k, 2,000 draws, seed 5)"
        assert table(result, "simulation").caption == "Simulated NPSV in absolute terms (£k, 2,000 draws, seed 5)"

    def test_the_direction_of_the_ends_is_said(self):
        assert table(self.uncertain("level"), "simulation").notes[0] == (
            "P10: nine chances in ten of at least this. P90: one chance in ten of at least this. "
            "The standard error is that of the simulated mean."
        )

    def test_a_gap_beyond_two_standard_errors_is_explained(self):
        held = table(self.uncertain("share * share * 1 GBPk/year"), "simulation")
        assert abs(held.rows[1][3]) > 2 * held.rows[1][4]
        assert held.notes[1:] == (self.NOTE,)

    def test_a_gap_within_two_standard_errors_is_not(self):
        held = table(self.uncertain("level"), "simulation")
        assert 0 < abs(held.rows[1][3]) < 2 * held.rows[1][4]
        assert len(held.notes) == 1

    def test_constant_values_have_no_gap_to_explain(self):
        held = table(self.uncertain("0.1 GBPk/year + 0.2 GBPk/year"), "simulation")
        assert [row[4] for row in held.rows] == [0, 0]
        assert len(held.notes) == 1

    def test_the_unit_fits_the_ends_where_the_central_number_is_small(self):
        held = plain()
        held["options"] = {"new": {"benefits": {"gain": {"amount": "1 GBP/year", "kind": "non-cash-releasing"}}}}
        held["options"]["new"]["costs"] = {"loss": {"amount": "1 GBP/year * share", "budget": "resource"}}
        result = appraised(held, draws=100, seed=5)
        small = attrs.evolve(result.absolute["new"], npsv=0.0)
        spread = attrs.evolve(small.simulation, p10=-2e9, p90=1e9)
        wide = simulation_table(result.plan, {"new": attrs.evolve(small, simulation=spread)}, None, 100, 5)
        assert wide.caption == "Simulated NPSV in absolute terms (£m, 100 draws, seed 5)"

    def test_an_option_without_a_number_or_a_simulation_has_no_row(self):
        result = self.uncertain("level")
        without = attrs.evolve(result.absolute["usual"], simulation=None)
        partial = attrs.evolve(result.absolute["new"], npsv=None)
        assert isinstance(partial.simulation, Spread)
        assert simulation_table(result.plan, {"usual": without, "new": partial}, None, 2_000, 5).rows == ()

    def test_without_draws_there_is_none(self):
        assert not [held for held in appraised().tables if held.key.startswith("simulation")]


class TestYears:
    def test_each_year_has_its_factor_and_present_values_and_they_sum(self):
        held = table(appraised(), "years_new")
        assert keys(held) == [
            *("year", "cost_gbp", "benefit_gbp", "discount_factor", "pv_cost_gbp", "pv_benefit_gbp", "pv_net_cost_gbp")
        ]
        first, second, total = held.rows
        cost = 40e3 + 30e3 - 8e3
        assert first == pytest.approx(("2026-27", cost + 22e3, 50e3, 1, cost + 22e3, 50e3, cost + 22e3 - 50e3))
        assert second == pytest.approx(("2027-28", cost, 50e3, 0.5, cost / 2, 25e3, cost / 2 - 25e3))
        assert total[:4] == ("Total", pytest.approx(2 * cost + 22e3), pytest.approx(100e3), None)
        assert total[4:] == pytest.approx((1.5 * cost + 22e3, 75e3, 1.5 * cost + 22e3 - 75e3))
        assert held.caption == f"New, year by year (£, {BASIS})"

    def test_under_the_other_convention_savings_are_benefits(self):
        first = table(appraised(plain(savings="benefit")), "years_new").rows[0]
        assert first[1:3] == pytest.approx((92e3, 58e3))

    def test_a_partial_case_has_no_present_values(self):
        held = table(appraised(plain(partial=True)), "years_new")
        assert {row[4:] for row in held.rows} == {(None, None, None)}
        assert held.rows[-1][1:3] == pytest.approx((2 * 62e3 + 22e3, 100e3))

    def test_the_centre_is_that_of_the_result(self):
        held = table(appraised(at="p50"), "years_usual")
        assert held.caption.endswith("present values at 2026-27, assumptions at p50)")


class TestCash:
    def test_public_cash_less_what_is_released_by_option_class_and_year(self):
        held = table(appraised(), "cash")
        assert keys(held) == ["year", "usual_resource_gbp", "new_capital_gbp", "new_resource_gbp"]
        assert [column.title for column in held.columns][1:] == ["As now: resource", "New: capital", "New: resource"]
        first, second, total = held.rows
        assert first == pytest.approx(("2026-27", 100e3, 22e3, 40e3 - 8e3))
        assert second == pytest.approx(("2027-28", 100e3 * PRICES, 0, 32e3 * PRICES))
        assert PRICES > 1
        assert total == pytest.approx(("Total", 100e3 * (1 + PRICES), 22e3, 32e3 * (1 + PRICES)))
        assert held.caption == "Public sector financial impact (£k, cash, undiscounted)"
        assert held.notes == ("Cash paid by public bodies less cash-releasing savings; every public body counts.",)

    def test_it_ends_with_the_deflator_and_says_so(self):
        longer = plain(horizon=6)
        del longer["case"]["discount_factors"]
        held = table(appraised(longer), "cash")
        known = [row[0] for row in held.rows if row[1] is not None]
        assert known == ["2026-27", "2027-28", "2028-29", "2029-30", "2030-31"]
        assert held.rows[-1] == ("Total", None, None, None)
        assert held.notes[1:] == (
            (
                "Cash is not available after 2030-31, where the published deflator ends; "
                "prices_after under [case] continues it."
            ),
        )

    def test_prices_after_continue_it(self):
        longer = plain(horizon=6, prices_after={"growth": 0.02, "source": "invented"})
        del longer["case"]["discount_factors"]
        held = table(appraised(longer), "cash")
        rows = {row[0]: row[1] for row in held.rows}
        assert rows["2031-32"] == pytest.approx(rows["2030-31"] * 1.02)
        assert len(held.notes) == 1

    def test_where_no_year_can_be_had_it_says_so(self):
        earlier = plain(start="1990-91", price_base="1990-91")
        earlier["options"]["new"]["costs"]["build"]["when"] = "1990-91"
        held = table(appraised(earlier), "cash")
        assert {row[1:] for row in held.rows} == {(None, None, None)}
        assert held.notes[1:] == ("Cash is not available: the deflator does not hold the years that it needs.",)

    def test_a_case_without_public_money_has_no_such_table(self):
        held = plain()
        held["options"] = {"new": {"costs": {"online": {"amount": "30 GBPk/year", "bearer": "households"}}}}
        assert "cash" not in [found.key for found in appraised(held).tables]


class TestLines:
    def test_every_line_has_its_years_total_and_address_uplift_included(self):
        held = table(appraised(), "lines_new")
        assert keys(held) == ["line", "price_base", "2026-27_gbp", "2027-28_gbp", "total_gbp", "address"]
        assert [row[0] for row in held.rows] == ["By hand", "Online", "Build it", "Released", "Time"]
        title, prices, first, second, total, address = held.rows[2]
        assert (title, prices, address) == ("Build it", "real, 2026-27 prices", "options.new.costs.build")
        assert (first, second, total) == pytest.approx((22e3, 0, 22e3))
        assert held.caption == "New, by line (£, in the prices of each line, optimism bias included)"

    def test_amounts_stay_in_the_prices_of_the_line(self):
        held = plain()
        held["options"]["usual"]["costs"]["processing"]["price_base"] = "cash"
        (row,) = table(appraised(held), "lines_usual").rows
        assert row[1:5] == ("cash", 100e3, 100e3, 200e3)


class TestOthers:
    def test_a_saving_is_the_line_less_all_cost_lines_that_replace_it(self):
        held = table(appraised(), "savings")
        (row,) = held.rows
        assert row[:3] == (
            *("New", "options.usual.costs.processing"),
            "options.new.costs.by_hand, options.new.costs.online",
        )
        assert row[3:] == pytest.approx((150e3, 60e3 + 45e3, 150e3 - 60e3 - 45e3))
        assert keys(held)[3:] == ["pv_before_gbp", "pv_after_gbp", "pv_saving_gbp"]
        assert held.caption == "What replaced lines save (£k, present values)"

    def test_a_benefit_is_not_a_cost_that_replaces(self):
        held = plain()
        for name in ("by_hand", "online"):
            del held["options"]["new"]["costs"][name]["replaces"]
        assert "savings" not in [found.key for found in appraised(held).tables]

    def test_uplifts_are_those_after_mitigation(self):
        held = table(appraised(), "uplifts")
        assert held.rows == (
            (
                *("options.new.costs.build", 1.2),
                (
                    "equipment-development, capital-cost: upper bound 200%, mitigation 40% "
                    "(bought by options.new.costs.by_hand)"
                ),
            ),
        )
        assert held.columns[1].show(1.2) == "120.0"
        assert held.columns[1].title == "Effective uplift, %"

    def test_benefits_without_a_money_value_are_listed(self):
        held = table(appraised(), "unmonetised")
        assert held.rows == (("New", "Trust", "qualitative", "People say so"), ("New", "Green", "quantifiable", ""))
        assert held.caption == "Benefits without a money value"

    def test_tables_without_rows_are_left_out(self):
        held = plain()
        del held["options"]["new"]
        found = [table.key for table in appraised(held).tables]
        assert found == ["absolute", "cash", "years_usual", "lines_usual"]


class TestPartial:
    def test_totals_stand_in_place_of_measures(self):
        result = appraised(plain(partial=True), draws=10, seed=1)
        found = [held.key for held in result.tables]
        assert found[0] == "totals"
        assert not {"absolute", "against", "simulation", "simulation_against", "savings"} & set(found)
        held = table(result, "totals")
        assert held.rows[0] == ("As now", "Processing", "real, 2026-27 prices", 200e3)
        assert held.rows[3] == ("New", "Build it", "real, 2026-27 prices", pytest.approx(22e3))
        assert held.caption == "Lines over all years (£, in the prices of each line)"
        assert held.notes == ("The case is partial: lines are missing, so no summary measure is shown.",)
        assert [held.key for held in result.summary] == ["totals"]
