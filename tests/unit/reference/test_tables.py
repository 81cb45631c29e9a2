"""Typed views: discount schedules and bounds of optimism bias."""

import math
import pickle

import attrs
import numpy as np
import pytest

from agile_case.errors import InputError, UnknownNameError, YearError
from agile_case.reference import Bounds, DiscountSchedule, OptimismBiasTable, load


@pytest.fixture
def schedule():
    return DiscountSchedule.of(load("discount-rate", "green-book-2026"))


@pytest.fixture
def bias():
    return OptimismBiasTable.of(load("optimism-bias", "mott-macdonald-2002"))


class TestDiscountSchedule:
    def test_it_carries_its_name_and_citation(self, schedule):
        assert schedule.name == "discount-rate/green-book-2026"
        assert "The Green Book" in schedule.citation
        assert "paragraph 6.54" in schedule.citation
        assert "Open Government Licence v3.0. Evidence: primary." in schedule.citation
        assert "Status" not in schedule.citation

    def test_its_bands_are_fractions(self, schedule):
        assert schedule.bands == ((1, 30, 0.035), (31, 75, 0.03), (76, None, 0.025))

    @pytest.mark.parametrize(
        ("t", "rate"), [(1, 0.035), (30, 0.035), (31, 0.03), (75, 0.03), (76, 0.025), (1000, 0.025)]
    )
    def test_the_rate_of_a_year_is_that_of_its_band(self, schedule, t, rate):
        assert rate == schedule.rate(t)

    @pytest.mark.parametrize("t", [0, -1, 1001, True, 1.0, "1", None])
    def test_a_year_without_a_rate_is_refused(self, schedule, t):
        with pytest.raises(YearError, match=r"This year has no discount rate\.") as caught:
            schedule.rate(t)
        assert caught.value.got == repr(t)
        assert caught.value.wanted == "a whole number from 1 to 1000"

    def test_rates_run_from_year_1(self, schedule):
        rates = schedule.rates(31)
        assert rates.shape == (31,)
        assert rates.tolist() == [0.035] * 30 + [0.03]
        assert schedule.rates(0).shape == (0,)

    @pytest.mark.parametrize("years", [-1, 1001, False, 2.0])
    def test_rates_of_an_impossible_number_of_years_are_refused(self, schedule, years):
        with pytest.raises(YearError, match="This number of years cannot be discounted"):
            schedule.rates(years)

    def test_year_0_has_factor_1(self, schedule):
        assert schedule.factors(0).tolist() == [1.0]
        assert schedule.factors(2).tolist() == [1.0, 1 / 1.035, 1 / 1.035 / 1.035]

    def test_factors_cannot_be_written_to(self, schedule):
        with pytest.raises(ValueError, match="read-only"):
            schedule.factors(3)[0] = 2.0
        with pytest.raises(ValueError, match="read-only"):
            schedule.rates(3)[0] = 2.0

    @pytest.mark.parametrize("horizon", [-1, 1001, True, 10.0, "10", None, math.nan])
    def test_an_impossible_horizon_is_refused(self, schedule, horizon):
        with pytest.raises(YearError, match=r"This horizon cannot be discounted\.") as caught:
            schedule.factors(horizon)
        assert caught.value.got == repr(horizon)
        assert caught.value.wanted == "a whole number from 0 to 1000"

    def test_the_longest_horizon_works(self, schedule):
        assert schedule.factors(1000).shape == (1001,)

    def test_a_schedule_that_ends_is_not_extrapolated(self, schedule):
        short = DiscountSchedule(schedule.header, ((1, 30, 0.035), (31, 75, 0.03)))
        assert short.factors(75).shape == (76,)
        with pytest.raises(YearError) as caught:
            short.factors(76)
        assert str(caught.value) == (
            "This discount schedule ends before that year.\n"
            "  where:  discount-rate/green-book-2026\n"
            "  got:    year 76\n"
            "  wanted: a year up to 75\n"
            "  do:     shorten the horizon or name a vintage that reaches it; nothing is extrapolated\n"
            "  see:    reference/errors#year"
        )

    @pytest.mark.parametrize(
        "bands",
        [
            (),
            ((0, None, 0.035),),
            ((1, 30, 0.035), (32, None, 0.03)),
            ((1, 30, 0.035), (30, None, 0.03)),
            ((1, None, 0.035), (31, None, 0.03)),
            ((1, 0, 0.035),),
            ((1, None, math.nan),),
            ((1, None, math.inf),),
            ((1, None, -1.0),),
        ],
    )
    def test_bands_that_do_not_make_a_schedule_are_refused(self, schedule, bands):
        with pytest.raises(InputError, match=r"These bands are not a discount schedule\."):
            attrs.evolve(schedule, bands=bands)

    def test_a_fraction_is_the_nearest_float(self):
        """A percentage is not divided in binary: 2.57 / 100 is not the float 0.0257."""
        data = load("discount-rate", "green-book-2026")
        row = type(data.rows[0])({**data.rows[0], "rate": 0.57, "to_year": None})
        assert DiscountSchedule.of(attrs.evolve(data, rows=(row,))).bands == ((1, None, 0.0057),)
        assert 0.57 / 100 != 0.0057

    def test_another_table_is_refused(self):
        with pytest.raises(InputError) as caught:
            DiscountSchedule.of(load("gdp-deflator", "hmt-2026-03"))
        assert (caught.value.what, caught.value.got, caught.value.wanted, caught.value.do) == (
            "This is another reference table.",
            "gdp-deflator",
            "discount-rate",
            "load discount-rate",
        )

    def test_it_hashes_compares_and_pickles(self, schedule):
        again = DiscountSchedule.of(load("discount-rate", "green-book-2026"))
        assert (again, hash(again)) == (schedule, hash(schedule))
        assert pickle.loads(pickle.dumps(schedule)) == schedule
        assert again != attrs.evolve(schedule, bands=((1, None, 0.03),))


class TestOptimismBias:
    def test_it_carries_its_name_and_citation(self, bias):
        assert bias.name == "optimism-bias/mott-macdonald-2002"
        assert "July 2002, Table 2" in bias.citation
        assert bias.citation.endswith("Evidence: primary. Status: carried-forward.")

    def test_bounds_are_fractions(self, bias):
        assert bias.bounds("equipment-development", "capital-cost") == Bounds(upper=2.0, lower=0.1)

    def test_it_lists_its_types_and_their_measures(self, bias):
        assert bias.types == (
            "standard-buildings",
            "non-standard-buildings",
            "standard-civil-engineering",
            "non-standard-civil-engineering",
            "equipment-development",
            "outsourcing",
        )
        assert bias.measures("equipment-development") == ("works-duration", "capital-cost")
        assert bias.measures("outsourcing") == ("operating-cost",)

    @pytest.mark.parametrize("measure", ["works-duration", "capital-cost"])
    def test_outsourcing_has_an_operating_cost_figure_only(self, bias, measure):
        with pytest.raises(UnknownNameError) as caught:
            bias.bounds("outsourcing", measure)
        assert str(caught.value) == (
            "Optimism bias of outsourcing is not given for this measure.\n"
            "  where:  optimism-bias/mott-macdonald-2002\n"
            f"  got:    '{measure}'\n"
            "  wanted: operating-cost\n"
            "  do:     for outsourcing the study gives an operating-cost figure only; use your own evidence\n"
            "  see:    reference/errors#unknown-name"
        )

    def test_a_misspelt_measure_suggests_the_nearest(self, bias):
        with pytest.raises(UnknownNameError) as caught:
            bias.bounds("equipment-development", "capital-costs")
        assert caught.value.wanted == "works-duration or capital-cost"
        assert caught.value.do == "did you mean capital-cost?"

    def test_operating_cost_of_other_types_is_not_made_up(self, bias):
        with pytest.raises(UnknownNameError) as caught:
            bias.bounds("equipment-development", "operating-cost")
        assert caught.value.do == (
            "for equipment-development the study gives works-duration and capital-cost figures only; "
            "use your own evidence"
        )

    @pytest.mark.parametrize(
        ("wrong", "do"),
        [
            ("equipment-developement", "did you mean equipment-development?"),
            ("it", "use one of: equipment-development, non-standard-buildings"),
        ],
    )
    def test_an_unknown_type_suggests_the_nearest(self, bias, wrong, do):
        with pytest.raises(UnknownNameError, match="This type of project has no optimism bias in the table") as caught:
            bias.bounds(wrong, "capital-cost")
        assert caught.value.do.startswith(do)

    def test_it_pickles_and_hashes(self, bias):
        assert pickle.loads(pickle.dumps(bias)) == bias
        assert hash(bias) == hash(OptimismBiasTable.of(load("optimism-bias", "mott-macdonald-2002")))

    def test_another_table_is_refused(self):
        with pytest.raises(InputError, match=r"This is another reference table\."):
            OptimismBiasTable.of(load("discount-rate", "green-book-2026"))


def test_factors_are_float64():
    assert DiscountSchedule.of(load("discount-rate", "green-book-2026")).factors(1).dtype == np.float64
