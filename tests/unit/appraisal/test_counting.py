"""Benefits that are counted: how many, what one costs and how many a pound buys, by hand; and costs by another rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.errors import InputError
from agile_case.reference import DiscountSchedule
from tests.strategies import small_case

OPTIONS = {
    "usual": {
        "roles": ["business-as-usual"],
        "costs": {"run": {"amount": "100 GBP/year"}},
        "benefits": {"done": {"kind": "quantifiable", "measure": "2 grant/year"}},
    },
    "it": {
        "costs": {"run": {"amount": "160 GBP/year"}},
        "benefits": {
            "done": {"kind": "quantifiable", "measure": "rate", "when": "2027-28"},
            "hours": {"kind": "quantifiable", "measure": "3 hour/grant * rate"},
            "lives": {
                "kind": "quantifiable",
                "measure": "4 life/year",
                "when": "2027-28",
                "discount": "health-green-book-2026",
            },
            "trust": {"kind": "qualitative", "notes": "x"},
        },
    },
}
ASSUMPTIONS = {"rate": {"uniform": [5, 15], "unit": "grant/year", "source": "x"}}


def case(options=OPTIONS, **facts):
    units = {"units": {"counts": ["grant", "life"]}}
    return ac.from_plain(small_case(options=options, assumptions=ASSUMPTIONS, extra=units, **facts))


def row(result, title):
    (found,) = (row for row in result.cost_effectiveness.rows if row[1] == title)
    return dict(zip([column.key for column in result.cost_effectiveness.columns], found, strict=True))


def test_units_above_business_as_usual_and_what_one_costs():
    """10 grants in year 1 less 2 in each of two years are 6; they cost 60 and 60 / 1.035."""
    found = row(case().appraise(), "Done")
    cost = 60 + 60 / 1.035
    assert found["unit"] == "grant"
    assert found["units"] == pytest.approx(6, rel=1e-15)
    assert found["units_present"] == pytest.approx(10 / 1.035 - 2 - 2 / 1.035, rel=1e-12)
    assert found["pvc_gbp"] == pytest.approx(cost, rel=1e-12)
    assert found["pounds_per_unit"] == pytest.approx(cost / 6, rel=1e-12)
    assert found["units_per_pound"] == pytest.approx(6 / cost, rel=1e-12)


def test_what_is_counted_may_be_time_and_each_effect_has_its_own_schedule():
    result = case().appraise()
    assert (row(result, "Hours")["unit"], row(result, "Hours")["units"]) == ("hour", pytest.approx(60))
    assert row(result, "Lives")["units_present"] == pytest.approx(4 / 1.015, rel=1e-12)


def test_it_counts_in_no_measure():
    """Neither NPSV nor the draws move when a counted benefit comes or goes."""
    bare = {key: option | {"benefits": {}} for key, option in OPTIONS.items()}
    one, other = case().appraise(draws=50, seed=1), case(bare).appraise(draws=50, seed=1)
    assert one.absolute == other.absolute
    assert one.plan.files.keys() >= other.plan.files.keys()
    assert other.cost_effectiveness.rows == ()
    assert "cost_effectiveness" not in {table.key for table in other.tables}


def test_without_business_as_usual_the_option_stands_alone():
    options = {"it": OPTIONS["it"] | {"roles": []}}
    found = row(case(options).appraise(), "Done")
    assert found["units"] == pytest.approx(10)
    assert found["pvc_gbp"] == pytest.approx(160 * (1 + 1 / 1.035))


def test_where_nothing_is_paid_or_gained_more_the_ratio_is_undefined():
    cheap = {**OPTIONS, "it": OPTIONS["it"] | {"costs": {"run": {"amount": "90 GBP/year"}}}}
    assert row(case(cheap).appraise(), "Done")["pounds_per_unit"] == "undefined"
    assert row(case(cheap).appraise(), "Done")["units_per_pound"] == "undefined"
    worse = {
        **OPTIONS,
        "it": OPTIONS["it"] | {"benefits": {"done": {"kind": "quantifiable", "measure": "1 grant/year"}}},
    }
    assert row(case(worse).appraise(), "Done")["pounds_per_unit"] == "undefined"


def test_what_holds_in_several_years_is_not_counted_and_what_falls_once_is():
    """A satisfaction of 80% in every year is no number of things; 500 grants moved in one year are."""
    benefits = {
        "happy": {"kind": "quantifiable", "measure": "0.8"},
        "moved": {"kind": "quantifiable", "measure": "500 grant", "when": "2026-27"},
    }
    result = case({"it": {"costs": OPTIONS["it"]["costs"], "benefits": benefits}}).appraise()
    assert [held[1] for held in result.cost_effectiveness.rows] == ["Moved"]
    assert row(result, "Moved")["units"] == 500
    assert [held[0] for held in result.plan.options[0].unmonetised] == ["Happy", "Moved"]


def test_the_table_says_what_benefits_without_money_would_have_to_be_worth():
    """6.103 for what has no price: 60 a year more than business as usual, 60 and 60 / 1.035."""
    (table,) = (table for table in case().appraise().tables if table.key == "unmonetised")
    (note,) = table.notes
    assert note == (
        "It: its NPSV against business as usual is minus £118; these would have to be worth more than £118 in present "
        "value for it to be above zero."
    )
    cheap = {**OPTIONS, "it": OPTIONS["it"] | {"costs": {"run": {"amount": "90 GBP/year"}}}}
    (table,) = (table for table in case(cheap).appraise().tables if table.key == "unmonetised")
    assert table.notes == ()


def test_a_partial_case_shows_none():
    assert "cost_effectiveness" not in {table.key for table in case(partial=True).appraise().tables}


def test_another_schedule_discounts_units_as_well():
    found = row(case().appraise().under(DiscountSchedule.flat(0.1, "a what-if")), "Done")
    assert found["units_present"] == pytest.approx(10 / 1.1 - 2 - 2 / 1.1, rel=1e-12)


@given(st.floats(0, 0.2))
def test_costs_alone_may_be_discounted_at_the_rate_of_gilts(rate):
    """The Green Book 2026, A.17: costs of all options; benefits stay at the standard rate."""
    benefit = {"amount": "50 GBP/year", "kind": "non-cash-releasing"}
    options = {
        "usual": OPTIONS["usual"] | {"benefits": {}},
        "it": {"costs": {"run": {"amount": "160 GBP/year"}}, "benefits": {"gain": benefit}},
    }
    result = case(options).appraise().costs_under(DiscountSchedule.flat(rate, "Real gilt yield, 20 years"))
    assert result.absolute["it"].pvc == pytest.approx(160 * (1 + 1 / (1 + rate)), rel=1e-12)
    assert result.absolute["usual"].pvc == pytest.approx(100 * (1 + 1 / (1 + rate)), rel=1e-12)
    assert result.absolute["it"].pvb == pytest.approx(50 * (1 + 1 / 1.035), rel=1e-12)
    assert "costs by discount-rate/flat-" in result.provenance.discounting


@pytest.mark.parametrize("savings", ["lower-cost", "benefit"])
def test_savings_that_lower_the_costs_go_with_them(savings):
    saving = {"amount": "50 GBP/year", "kind": "cash-releasing", "budget": "resource"}
    options = {"it": {"costs": {"run": {"amount": "160 GBP/year"}}, "benefits": {"saved": saving}}}
    held = case(options, savings=savings).appraise().costs_under(DiscountSchedule.flat(0.0, "gilts")).absolute["it"]
    if savings == "lower-cost":
        assert held.npsv == pytest.approx(-220)
    else:
        assert held.npsv == pytest.approx(-320 + 50 * (1 + 1 / 1.035))


def test_a_schedule_that_is_none_is_refused():
    with pytest.raises(InputError):
        case().appraise().costs_under(0.02)
