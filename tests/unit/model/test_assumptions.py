"""Assumptions and yearly values as nouns: what they accept and refuse on their own."""

import datetime
import math

import pytest

import agile_case as ac
from agile_case.errors import AgileCaseError, InputError, UnknownNameError, YearError
from agile_case.quantities.frozen import FrozenMap


def assumption(**changes):
    """Build an assumption."""
    return ac.Assumption(**({"estimate": ac.Fixed(5), "unit": "GBP"} | changes))


def test_an_assumption_keeps_its_fields():
    made = assumption(date="2026-05-01", quality="amber", impact="red", x={"a": [1]})
    assert made.date == datetime.date(2026, 5, 1)
    assert made.x == FrozenMap({"a": (1,)})
    assert (assumption().quality, assumption().persistence, assumption().date) == ("", "constant", None)


@pytest.mark.parametrize(
    ("changes", "kind", "what", "where"),
    [
        ({"estimate": 5}, InputError, "An assumption needs an estimate.", "estimate"),
        ({"estimate": None}, InputError, "An assumption needs an estimate.", "estimate"),
        ({"unit": None}, InputError, "This unit has the wrong type.", "unit"),
        ({"source": 5}, InputError, "This source has the wrong type.", "source"),
        ({"date": "May"}, YearError, "This is not a date.", "date"),
        ({"quality": "poor"}, UnknownNameError, "This quality is not known.", "quality"),
        ({"impact": "Red"}, UnknownNameError, "This impact is not known.", "impact"),
        ({"persistence": ""}, InputError, "This does not say how a draw lasts over the years.", "persistence"),
        ({"x": None}, InputError, "A table is needed.", "x"),
    ],
)
def test_a_faulty_field_is_refused(changes, kind, what, where):
    with pytest.raises(AgileCaseError) as caught:
        assumption(**changes)
    assert type(caught.value) is kind
    assert (caught.value.what, caught.value.where) == (what, where)


def test_yearly_values_are_one_number_a_year():
    series = ac.YearlyValues(years="2026-27..2028-29", values=[1, 2.5, 3])
    assert (len(series.years), series.values) == (3, (1.0, 2.5, 3.0))
    assert assumption(estimate=series).estimate is series


@pytest.mark.parametrize(("years", "n"), [("2026-27..2028-29", 2), ("2026-27", 2), ("2026-27", 0)])
def test_more_or_fewer_values_than_years_are_refused(years, n):
    with pytest.raises(InputError) as caught:
        ac.YearlyValues(years=years, values=[1.0] * n)
    error = caught.value
    wanted = len(ac.YearRange.parse(years))
    assert (error.what, error.where) == ("There is not one value for each year.", "values")
    assert (error.got, error.wanted) == (f"{n} values", f"{wanted}, for {years}")


@pytest.mark.parametrize("values", [[math.nan], [math.inf], ["1"], [True], 1.0, None])
def test_yearly_values_are_finite_numbers(values):
    with pytest.raises(InputError):
        ac.YearlyValues(years="2026-27", values=values)


def test_one_year_object_stands_for_a_range():
    year = ac.FinancialYear(2026)
    assert ac.YearlyValues(years=year, values=[1]).years == ac.YearRange(year, year)
