"""Actuals of measures and lines: what is refused, what counts on a day, and what attribution does to a benefit."""

import datetime

import pytest

import agile_case as ac
from agile_case.case.actuals import actuals_of

CASE = """
format = "agile-case/1"
[case]
title = "Small"
start = "2026-27"
horizon = 3
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[units]
counts = ["case"]
[assumptions]
cases = { normal = [1000, 100], unit = "case/year", source = "invented" }
saved = { normal = [2, 0.5], unit = "hour/case", source = "invented" }
share = { value = 0.4, unit = "1", source = "invented" }
[measures.hours]
what = "Hours saved in a year"
unit = "hour/year"
target = "1_500 hour/year"
target_by = 2028-03-31
relative_error = 0.05
[options.usual]
roles = ["business-as-usual"]
[options.usual.costs.staff]
amount = "10 GBPk/year"
[options.new.costs.staff]
amount = "12 GBPk/year"
[options.new.benefits.time]
measure = "cases * saved"
unit_value = "20 GBP/hour"
kind = "non-cash-releasing"
measured_by = "hours"
attribution = 0.5
"""


@pytest.fixture
def case():
    return ac.loads(CASE)


def recorded(case, amount="1_800 hour/year", **more):
    given = {"path": "measures.hours", "year": "2026-27", "on": "2027-05-01", "source": "Log"} | more
    return case.record(given.pop("path"), given.pop("year"), amount, **given)


def test_attribution_is_the_share_of_a_benefit_that_counts(case):
    whole = case.revise({"options.new.benefits.time.attribution": None}).appraise().absolute["new"].pvb
    assert case.appraise().absolute["new"].pvb == pytest.approx(0.5 * whole, rel=1e-12)
    named = case.revise({"options.new.benefits.time.attribution": "share"})
    assert named.appraise().absolute["new"].pvb == pytest.approx(0.4 * whole, rel=1e-12)


@pytest.mark.parametrize(
    ("change", "error", "where", "words"),
    [
        ({"path": "measures.hour"}, ac.UnknownNameError, "path", "did you mean measures.hours"),
        ({"path": "options.new.costs.stuff"}, ac.UnknownNameError, "path", "options.new.costs.staff"),
        ({"path": "assumptions.cases"}, ac.UnknownNameError, "path", "no such measure"),
        ({"year": "2036-37"}, ac.YearError, "year", "none of the case"),
        ({"amount": "5 GBP"}, ac.UnitError, "amount", "hour"),
        ({"standard_error": "0 hour/year"}, ac.InputError, "standard_error", "above zero"),
        ({"standard_error": "3 GBP"}, ac.UnitError, "standard_error", "hour"),
        ({"path": "options.new.costs.staff"}, ac.InputError, "amount", "is money"),
        (
            {"path": "options.new.costs.staff", "amount": "5 GBP", "standard_error": "1 GBP"},
            ac.InputError,
            "standard_error",
            "no standard error",
        ),
    ],
)
def test_what_is_refused_changes_nothing(case, change, error, where, words):
    with pytest.raises(error) as caught:
        recorded(case, **change)
    assert caught.value.faults[0].where == where
    assert words in str(caught.value)
    assert case.entries == ()


def test_the_last_figure_known_on_a_day_counts(case):
    first = recorded(case, provisional=True)
    second = recorded(first, "1_700 hour/year", on="2027-09-01", observed=False)
    assert [entry.says for entry in second.entries] == [
        "measures.hours 2026-27: 1800 hour/year (provisional)",
        "measures.hours 2026-27: 1700 hour/year (estimated)",
    ]
    known = actuals_of(second.entries, datetime.date(2027, 8, 31))
    assert [entry.amount.magnitude for entry in known.values()] == [1800]
    (now,) = actuals_of(second.entries, datetime.date(2027, 9, 1)).values()
    assert now.amount.magnitude == 1700
    back = second.retract(second.entries[-1].id, because="Wrong month", on="2027-09-02")
    (again,) = actuals_of(back.entries, datetime.date(2028, 1, 1)).values()
    assert again.amount.magnitude == 1800
    assert actuals_of(second.entries, datetime.date(2027, 4, 30)) == {}


def test_a_record_survives_a_file(case, tmp_path):
    held = recorded(case, standard_error="40 hour/year")
    ac.save(held, tmp_path / "small")
    again = ac.load(tmp_path / "small")
    assert again == held
    assert again.entries[0].standard_error == ac.Quantity(40, "hour/year")
