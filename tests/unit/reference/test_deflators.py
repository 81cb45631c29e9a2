"""Deflators: ratios between years, and an extension that says where it comes from."""

import math
import pickle

import pytest

from agile_case.errors import InputError, YearError
from agile_case.quantities.years import FinancialYear
from agile_case.reference import Deflator, load


@pytest.fixture
def deflator():
    return Deflator.of(load("gdp-deflator", "hmt-2026-03"))


def year(first):
    return FinancialYear(first)


class TestDeflator:
    def test_it_carries_its_name_and_citation(self, deflator):
        assert deflator.name == "gdp-deflator/hmt-2026-03"
        assert "March 2026" in deflator.citation
        assert "Evidence: secondary. Status: superseded." in deflator.citation

    def test_it_spans_its_years(self, deflator):
        assert (deflator.first, deflator.last, deflator.base) == (year(2000), year(2030), year(2024))

    def test_a_ratio_is_index_to_over_index_from(self, deflator):
        assert deflator.ratio(year(2024), year(2026)) == 105.3095 / 100.0
        assert deflator.ratio(year(2026), year(2024)) == 100.0 / 105.3095

    def test_factors_are_ratios_to_one_year(self, deflator):
        factors = deflator.factors((year(2024), year(2025), year(2026)), to=year(2026))
        assert factors.tolist() == [105.3095 / 100.0, 105.3095 / 103.2388, 1.0]
        assert not factors.flags.writeable
        assert deflator.factors((), to=year(2026)).shape == (0,)

    def test_a_later_year_is_not_extrapolated(self, deflator):
        with pytest.raises(YearError) as caught:
            deflator.ratio(year(2031), year(2026))
        assert str(caught.value) == (
            "The deflator has no index for this year; nothing is extrapolated.\n"
            "  where:  gdp-deflator/hmt-2026-03\n"
            "  got:    2031-32\n"
            "  wanted: a year from 2000-01 to 2030-31\n"
            "  do:     give prices_after = { growth, source } in the case, or name a vintage that reaches it\n"
            "  see:    reference/errors#year"
        )

    def test_an_earlier_year_is_not_extrapolated_and_no_growth_is_asked_for(self, deflator):
        with pytest.raises(YearError) as caught:
            deflator.ratio(year(1999), year(2026))
        assert caught.value.do == "use prices of a later year, or name a vintage that reaches back"
        assert caught.value.got == "1999-00"

    @pytest.mark.parametrize("wrong", ["2026-27", 2026, None])
    def test_what_is_no_financial_year_is_refused(self, deflator, wrong):
        with pytest.raises(YearError) as caught:
            deflator.status(wrong)
        assert caught.value.got == repr(wrong)

    def test_an_extension_continues_the_index_and_keeps_its_source(self, deflator):
        longer = deflator.extended(0.02, year(2032), " OBR, long-term economic determinants (invented) ")
        assert longer.index[year(2031)] == 113.6416 * 1.02
        assert longer.index[year(2032)] == 113.6416 * 1.02 * 1.02
        assert longer.last == year(2032)
        assert (longer.extended_from, longer.extension_growth) == (year(2030), 0.02)
        assert longer.extension_source == "OBR, long-term economic determinants (invented)"
        assert longer.citation.endswith(
            "After 2030-31 continued at 2.0000% a year: OBR, long-term economic determinants (invented)."
        )
        assert longer.status(year(2030)) == "forecast"
        assert longer.status(year(2031)) == "extended"
        assert longer.base == year(2024)
        with pytest.raises(YearError, match="2000-01 to 2032-33"):
            longer.ratio(year(2033), year(2026))

    def test_an_extension_leaves_the_published_deflator_as_it_was(self, deflator):
        deflator.extended(0.02, year(2040), "a source")
        assert deflator.last == year(2030)
        assert deflator.extended_from is None

    def test_a_series_that_reaches_the_year_needs_no_extension(self, deflator):
        assert deflator.extended(0.02, year(2030), "a source") is deflator
        assert deflator.extended(0.02, year(2026), "a source") is deflator

    @pytest.mark.parametrize("growth", [math.nan, math.inf, -math.inf, 10**400, -1, -1.5, True, "0.02", None])
    def test_a_growth_that_cannot_be_is_refused(self, deflator, growth):
        with pytest.raises(InputError, match=r"This growth cannot continue a deflator\.") as caught:
            deflator.extended(growth, year(2040), "a source")
        assert caught.value.where == "prices_after.growth"
        assert caught.value.got == repr(growth)

    @pytest.mark.parametrize("source", ["", "  ", None, 5])
    def test_a_growth_without_a_source_is_refused(self, deflator, source):
        with pytest.raises(InputError, match=r"A deflator is not continued without a source\.") as caught:
            deflator.extended(0.02, year(2040), source)
        assert caught.value.where == "prices_after.source"

    def test_the_last_year_of_an_extension_is_a_year(self, deflator):
        with pytest.raises(YearError, match=r"This is not a year\."):
            deflator.extended(0.02, 2040, "a source")

    def test_a_deflator_is_extended_once(self, deflator):
        longer = deflator.extended(0.02, year(2032), "a source")
        with pytest.raises(InputError, match=r"This deflator is continued already\.") as caught:
            longer.extended(0.03, year(2040), "another source")
        assert caught.value.got == "an extension from 2030-31"

    def test_a_growth_that_runs_out_of_floats_is_refused(self, deflator):
        with pytest.raises(InputError, match=r"This growth cannot continue a deflator\."):
            deflator.extended(1e300, year(2040), "a source")
        with pytest.raises(InputError, match=r"This growth cannot continue a deflator\."):
            deflator.extended(-0.999999, year(2999), "a source")

    def test_it_hashes_compares_and_pickles(self, deflator):
        assert pickle.loads(pickle.dumps(deflator)) == deflator
        assert hash(pickle.loads(pickle.dumps(deflator))) == hash(deflator)
        assert deflator.extended(0.02, year(2032), "a source") != deflator

    def test_another_table_is_refused(self):
        with pytest.raises(InputError, match=r"This is another reference table\."):
            Deflator.of(load("optimism-bias", "mott-macdonald-2002"))
