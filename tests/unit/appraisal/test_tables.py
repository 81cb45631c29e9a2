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
CITED = f"Prices: {DEFLATOR.citation.removesuffix('.')}."
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
        assert keys(held) == [
            *("option", "quadrant", "pvb_gbp", "pvc_gbp", "pvc_public_gbp", "pvc_nonpublic_gbp", "npsv_gbp"),
            *("bcr", "bcr_other_convention", "rpsc", "rpsc_numerator_gbp", "rpsc_denominator_gbp"),
        ]
        assert held.columns[1].title == "In words"
        (row,) = held.rows
        assert row[:7] == pytest.approx(("New", "dominates", 75e3, -35e3, -80e3, 45e3, 110e3))
        assert row[7:10] == ("undefined", "undefined", "undefined")
        assert row[10:] == (pytest.approx(30e3), pytest.approx(-80e3))
        assert held.caption == f"Options against As now (£k, {BASIS})"
        assert held.notes == (
            'BCR other: under savings = "benefit", which moves cash-releasing benefits only.',
            "What a replaced line saves lowers the cost under both conventions.",
            "BCR undefined for New: PVC is negative, so the ratio has no meaning.",
            "RPSC undefined for New: PVC public is negative, so the ratio has no meaning.",
            ('BCR other undefined for New: PVC under savings = "benefit" is negative, so the ratio has no meaning.'),
        )

    def test_the_ratio_under_the_other_convention_is_beside(self):
        held = plain(savings="benefit")
        held["options"]["usual"]["costs"]["processing"]["amount"] = "10 GBPk/year"
        against = table(appraised(held), "against")
        (row,) = against.rows
        assert row[7:9] == pytest.approx((87 / (127 - 15), 75 / (115 - 15)))
        assert against.notes == (
            'BCR other: under savings = "lower-cost", which moves cash-releasing benefits only.',
            "What a replaced line saves lowers the cost under both conventions.",
        )

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
        "New: the gap exceeds two standard errors. Either chance, since one gap in twenty is this large, or an NPSV "
        "that is not linear in the assumptions; more draws tell them apart."
    )
    NOT_AT_MEANS = (
        "New: the gap is no error: the deterministic figure does not stand at means, and the simulation averages all "
        "draws."
    )

    def uncertain(self, amount, at="means"):
        held = plain()
        held["options"]["new"]["costs"]["by_hand"]["amount"] = amount
        return appraised(held, at=at, draws=2_000, seed=5)

    def with_gap(self, errors, at="means"):
        """Return the table of an option whose mean lies a number of standard errors above its central number."""
        result = self.uncertain("level", at)
        new = result.absolute["new"]
        spread = attrs.evolve(new.simulation, mean=new.npsv + errors * new.simulation.standard_error)
        measures = {"new": attrs.evolve(new, simulation=spread)}
        return simulation_table(result.plan, measures, None, "2,000 draws, seed 5", at)

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

    @pytest.mark.parametrize(("errors", "notes"), [(1.5, 0), (-1.5, 0), (1.99, 0), (2.01, 1), (2.5, 1), (-2.5, 1)])
    def test_two_standard_errors_are_where_the_note_begins(self, errors, notes):
        assert self.with_gap(errors).notes[1:] == (self.NOTE,) * notes

    @pytest.mark.parametrize("at", ["mode", "p50"])
    def test_a_gap_of_a_figure_that_does_not_stand_at_means_is_no_error(self, at):
        assert self.with_gap(2.5, at).notes[1:] == (self.NOT_AT_MEANS,)
        assert self.with_gap(1.5, at).notes[1:] == ()

    def test_a_result_hands_on_its_centre(self):
        held = plain()
        held["assumptions"]["level"] = {"triangular": [10, 11, 90], "unit": "GBPk/year", "source": "invented"}
        held["options"]["new"]["costs"]["by_hand"]["amount"] = "level"
        result = appraised(held, at="mode", draws=2_000, seed=5)
        for key in ("simulation", "simulation_against"):
            assert table(result, key).notes[1:] == (self.NOT_AT_MEANS,)

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
        wide = simulation_table(
            result.plan, {"new": attrs.evolve(small, simulation=spread)}, None, "100 draws", "means"
        )
        assert wide.caption == "Simulated NPSV in absolute terms (£m, 100 draws)"

    def test_an_option_without_a_number_or_a_simulation_has_no_row(self):
        result = self.uncertain("level")
        without = attrs.evolve(result.absolute["usual"], simulation=None)
        partial = attrs.evolve(result.absolute["new"], npsv=None)
        assert isinstance(partial.simulation, Spread)
        measures = {"usual": without, "new": partial}
        assert simulation_table(result.plan, measures, None, "2,000 draws", "means").rows == ()

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
        assert [row[0] for row in held.rows] == ["2026-27", "2027-28"], "no total: lines are missing"
        assert held.rows[0][1:3] == pytest.approx((62e3 + 22e3, 50e3))

    def test_the_centre_is_that_of_the_result(self):
        held = table(appraised(at="p50"), "years_usual")
        assert held.caption.endswith("present values at 2026-27, assumptions at p50)")


class TestCash:
    NOTE = "Cash paid by public bodies less cash-releasing savings; every public body counts, and optimism bias is in."

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
        assert held.notes == (self.NOTE, CITED)

    def test_a_partial_case_has_no_total(self):
        held = table(appraised(plain(partial=True)), "cash")
        assert [row[0] for row in held.rows] == ["2026-27", "2027-28"]
        assert held.rows[0][1:] == pytest.approx((100e3, 22e3, 32e3))
        assert held.notes == (self.NOTE, CITED)

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
            CITED,
        )

    def test_prices_after_continue_it(self):
        longer = plain(horizon=6, prices_after={"growth": 0.02, "source": "invented"})
        del longer["case"]["discount_factors"]
        held = table(appraised(longer), "cash")
        rows = {row[0]: row[1] for row in held.rows}
        assert rows["2031-32"] == pytest.approx(rows["2030-31"] * 1.02)
        assert len(held.notes) == 2
        assert held.notes[1] == f"{CITED} After 2030-31 continued at 2.0000% a year: invented."

    def test_where_no_year_can_be_had_it_says_so(self):
        earlier = plain(start="1990-91", price_base="1990-91")
        earlier["options"]["new"]["costs"]["build"]["when"] = "1990-91"
        held = table(appraised(earlier), "cash")
        assert {row[1:] for row in held.rows} == {(None, None, None)}
        assert held.notes[1] == "Cash is not available: the deflator does not hold the years that it needs."

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
        assert [column.title for column in held.columns[:3]] == ["Option", "Replaced", "Replaced by"]
        assert keys(held)[:3] == ["option", "replaced", "by"]
        assert keys(held)[3:] == ["pv_before_gbp", "pv_after_gbp", "pv_saving_gbp"]
        assert held.caption == "What replaced lines save (£k, present values)"

    def test_lines_that_are_replaced_together_stand_in_one_row(self):
        """One line takes the place of two, and another of one of them: neither saves anything by itself."""
        held = plain()
        usual, new = (held["options"][key]["costs"] for key in ("usual", "new"))
        for name, amount in (("post", 20), ("calls", 10), ("apart", 4)):
            usual[name] = {"amount": f"{amount} GBPk/year", "budget": "resource"}
        first, second, third, fourth = (
            f"options.usual.costs.{name}" for name in ("processing", "post", "calls", "apart")
        )
        new["online"]["replaces"] = [first, second]
        new["build"] |= {"replaces": [second, third]}
        new["other"] = {"amount": "3 GBPk/year", "bearer": "households", "replaces": fourth}
        one, other = table(appraised(held), "savings").rows
        assert one[:3] == (
            "New",
            f"{first}, {second}, {third}",
            "options.new.costs.by_hand, options.new.costs.online, options.new.costs.build",
        )
        assert one[3:] == pytest.approx((195e3, 127e3, 195e3 - 127e3))
        assert other[:3] == ("New", fourth, "options.new.costs.other")
        assert other[3:] == pytest.approx((6e3, 4.5e3, 1.5e3))

    def test_a_line_that_joins_two_groups_makes_them_one(self):
        held = plain()
        usual, new = (held["options"][key]["costs"] for key in ("usual", "new"))
        usual["post"] = {"amount": "20 GBPk/year", "budget": "resource"}
        new["online"]["replaces"] = "options.usual.costs.post"
        new["build"]["replaces"] = ["options.usual.costs.processing", "options.usual.costs.post"]
        (row,) = table(appraised(held), "savings").rows
        assert row[1] == "options.usual.costs.processing, options.usual.costs.post"
        assert row[3:] == pytest.approx((180e3, 60e3 + 45e3 + 22e3, 180e3 - 127e3))

    def test_two_options_that_replace_the_same_line_have_a_row_each(self):
        held = plain()
        cost = {"amount": "70 GBPk/year", "budget": "resource", "replaces": "options.usual.costs.processing"}
        held["options"]["third"] = {"costs": {"it": cost}}
        rows = table(appraised(held), "savings").rows
        assert [row[0] for row in rows] == ["New", "Third"]
        assert rows[1][3:] == pytest.approx((150e3, 105e3, 45e3))

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
        assert held.rows == (
            ("New", "Trust", "qualitative", "", "People say so"),
            ("New", "Green", "quantifiable", "share", ""),
        )
        assert keys(held) == ["option", "benefit", "kind", "measure", "notes"]
        assert held.caption == "Benefits without a money value"

    def test_tables_without_rows_are_left_out(self):
        held = plain()
        del held["options"]["new"]
        found = [table.key for table in appraised(held).tables]
        assert found == ["absolute", "beside", "appraisal_summary", "assumptions", "cash", "years_usual", "lines_usual"]
        held["assumptions"] = {}
        assert "assumptions" not in [table.key for table in appraised(held).tables]


class TestAssumptions:
    def test_each_says_what_is_assumed_in_which_unit_and_who_says_so(self):
        held = plain()
        held["assumptions"] = {
            "level": {"triangular": [10, 20, 60], "unit": "GBPk/year", "source": "Survey 2025", "quality": "amber"},
            "fee": {"value": 1234567.5, "unit": "GBP/year"},
            "share": held["assumptions"]["share"],
        }
        held["options"]["new"]["costs"]["by_hand"]["amount"] = "level + fee"
        found = table(appraised(held), "assumptions")
        assert found.caption == "Assumptions"
        shown = [
            dict(zip(keys(found), row, strict=True)) | {"p10": None, "p90": None}  # tested where estimates are
            for row in found.rows
        ]
        unsaid = dict.fromkeys(("title", "owner", "date", "quality", "impact", "review_by", "signed_off"), "")
        unsaid |= {"source": "", "links": "", "notes": "", "p10": None, "p90": None}
        by_hand = "options.new.costs.by_hand"
        assert shown == [
            {
                **unsaid,
                "assumption": "level",
                "estimate": "triangular [10, 20, 60]",
                "unit": "GBPk/year",
                "mean": 30,
                "source": "Survey 2025",
                "quality": "amber",
                "used_by": by_hand,
            },
            {
                **unsaid,
                "assumption": "fee",
                "estimate": "value 1,234,567.5",
                "unit": "GBP/year",
                "mean": 1234567.5,
                "used_by": by_hand,
            },
            {
                **unsaid,
                "assumption": "share",
                "estimate": "uniform [0, 10]",
                "unit": "1",
                "mean": 5,
                "source": "invented",
                "used_by": "options.new.benefits.green",
            },
        ]

    def test_correlations_are_listed_where_there_are_any(self):
        held = plain()
        assert "correlations" not in [found.key for found in appraised(held).tables]
        held["correlations"] = [
            {"assumptions": ["share", "level"], "rank": 0.6, "source": "Survey 2025"},
        ]
        found = table(appraised(held), "correlations")
        assert keys(found) == ["assumptions", "rank", "source"]
        assert found.rows == (("share, level", 0.6, "Survey 2025"),)
        del held["correlations"][0]["source"]
        assert table(appraised(held), "correlations").rows[0][2] == "none stated"


class TestBeside:
    def test_factors_of_the_case_stand_beside_the_schedule(self):
        result = appraised()
        assert [held.key for held in result.tables][:3] == ["absolute", "beside", "against"]
        assert "beside" in [held.key for held in result.summary]
        held = table(result, "beside")
        assert keys(held) == ["option", "npsv_given_gbp", "npsv_schedule_gbp", "difference_gbp"]
        assert [column.title for column in held.columns] == [
            *("Option", "NPSV, factors of the case", "NPSV, discount-rate/green-book-2026", "Given less schedule")
        ]
        given, schedule = -150e3, -100e3 * (1 + 1 / 1.035)
        assert held.rows[0] == pytest.approx(("As now", given, schedule, given - schedule))
        assert held.caption == "The case's own discount factors beside the unrounded schedule (£k)"
        assert held.notes == (
            "Factors given by the case: made for these tests.",
            "Differences are worked out before rounding.",
        )

    def test_a_case_under_the_schedule_has_nothing_beside_it(self):
        held = plain()
        del held["case"]["discount_factors"]
        for result in (appraised(held), appraised().under("discount-rate/green-book-2026")):
            assert "beside" not in [found.key for found in result.tables]


class TestPartial:
    def test_totals_stand_in_place_of_measures(self):
        result = appraised(plain(partial=True), draws=10, seed=1)
        found = [held.key for held in result.tables]
        assert found[0] == "totals"
        assert not {"absolute", "beside", "against", "simulation", "simulation_against", "savings"} & set(found)
        held = table(result, "totals")
        assert held.rows[0] == ("As now", "Processing", "real, 2026-27 prices", 200e3)
        assert held.rows[3] == ("New", "Build it", "real, 2026-27 prices", pytest.approx(22e3))
        assert held.caption == "Lines over all years (£, in the prices of each line)"
        assert held.notes == ("The case is partial: lines are missing, so no summary measure is shown.",)
        assert [held.key for held in result.summary] == ["totals"]
