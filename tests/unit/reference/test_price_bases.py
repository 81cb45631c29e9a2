"""Moving between price bases: the Green Book's Table 7, closed forms, round trips, and what is refused."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agile_case.errors import InputError, YearError
from agile_case.quantities.years import CalendarYear, FinancialYear, YearRange
from agile_case.reference import (
    Deflator,
    load,
    real_terms_table,
    rebase,
    relative_growth,
    to_cash,
    to_real,
)

TABLE_7 = "The Green Book 2026, Table 7"
YEARS = YearRange.parse("2026-27..2031-32")
TWO_PERCENT = Deflator.growing(0.02, YEARS, TABLE_7)
PUBLISHED = Deflator.of(load("gdp-deflator", "hmt-2026-03"))


def test_table_7_of_the_green_book():
    """Nominal 1000 to 1104 by 2% is 1000 in real terms of year 0 in each year; factors to the printed digit."""
    cash = {year: 1000 * 1.02**step for step, year in enumerate(YEARS)}
    assert list(to_real(cash, "2026-27", TWO_PERCENT).values()) == pytest.approx([1000] * 6, rel=1e-14)
    table = real_terms_table(cash, "2026-27", TWO_PERCENT)
    assert [round(row[1]) for row in table.rows] == [1000, 1020, 1040, 1061, 1082, 1104]
    factors = [f"{row[2]:.4f}" for row in table.rows]
    assert factors == ["1.0000", "0.9804", "0.9612", "0.9423", "0.9238", "0.9057"]
    assert TABLE_7 in table.notes[0]


def test_rebasing_is_a_ratio_of_two_indices():
    """Worked in exact fractions from the published index."""
    early, late = FinancialYear(2019), FinancialYear(2024)
    exact = Fraction(PUBLISHED.index[late]) / Fraction(PUBLISHED.index[early]) * 13_000
    assert rebase(13_000, "2019-20", late, PUBLISHED) == pytest.approx(float(exact), rel=1e-15)
    assert rebase(13_000, early, early, PUBLISHED) == 13_000


@given(
    st.floats(-1e9, 1e9),
    st.sampled_from(sorted(PUBLISHED.index)),
    st.sampled_from(sorted(PUBLISHED.index)),
    st.sampled_from(sorted(PUBLISHED.index)),
)
def test_there_and_back_and_by_way_of_a_third_year(amount, one, other, third):
    there = rebase(amount, one, other, PUBLISHED)
    assert rebase(there, other, one, PUBLISHED) == pytest.approx(amount, rel=1e-14)
    way = rebase(rebase(amount, one, third, PUBLISHED), third, other, PUBLISHED)
    assert way == pytest.approx(there, rel=1e-14)
    real = to_real({one: amount}, other, PUBLISHED)
    assert dict(real) == {one: there}
    assert to_cash(real, other, PUBLISHED)[one] == pytest.approx(amount, rel=1e-14)


def test_growth_in_real_terms_compounds():
    """5% in cash beside 2% of all prices is 2.94%, not 3%: what Table 8 warns of, the other way round."""
    assert relative_growth(0.05, 0.02) == pytest.approx(float(Fraction(105, 102) - 1), rel=1e-15)
    assert relative_growth(0.02, 0.02) == 0
    assert relative_growth(np.float64(0.0), np.int64(1)) == -0.5


@given(st.floats(-0.9, 10), st.floats(-0.9, 10))
def test_relative_growth_undoes_compounding(real, general):
    cash = (1 + real) * (1 + general) - 1
    assert relative_growth(cash, general) == pytest.approx(real, rel=1e-9, abs=1e-12)


def test_a_growing_deflator_by_calendar_year():
    held = Deflator.growing(-0.5, YearRange(CalendarYear(2020), CalendarYear(2022)), "a what-if")
    assert dict(held.index) == {CalendarYear(2020): 100, CalendarYear(2021): 50, CalendarYear(2022): 25}
    assert held.name == "gdp-deflator-calendar/growing--50-percent"
    assert held.status(CalendarYear(2022)) == "extended"
    assert held.base == CalendarYear(2020)


@pytest.mark.parametrize(
    ("call", "where"),
    [
        (lambda: rebase(float("nan"), "2026-27", "2027-28", TWO_PERCENT), "amount"),
        (lambda: rebase("12", "2026-27", "2027-28", TWO_PERCENT), "amount"),
        (lambda: rebase(1, "2026-27", "2027-28", "hmt-2026-03"), "deflator"),
        (lambda: to_real({}, "2026-27", TWO_PERCENT), "amounts"),
        (lambda: to_real([1, 2], "2026-27", TWO_PERCENT), "amounts"),
        (lambda: to_cash({"2026-27": True}, "2026-27", TWO_PERCENT), "2026-27"),
        (lambda: relative_growth(-1, 0), "growth"),
        (lambda: relative_growth(0, float("inf")), "general"),
        (lambda: Deflator.growing(-1.0, YEARS, "x"), "growth"),
        (lambda: Deflator.growing(1e300, YEARS, "x"), "prices_after.growth"),
        (lambda: Deflator.growing(0.02, YEARS, " "), "source"),
    ],
    ids=range(11),
)
def test_what_is_none_is_refused(call, where):
    with pytest.raises(InputError) as caught:
        call()
    assert caught.value.where == where


@pytest.mark.parametrize("year", ["1990-91", "2090-91", "2026", "soon"])
def test_nothing_is_extrapolated_and_kinds_of_year_do_not_mix(year):
    with pytest.raises(YearError):
        rebase(1, "2026-27", year, PUBLISHED)
    with pytest.raises(YearError):
        to_real({year: 1}, "2026-27", PUBLISHED)
