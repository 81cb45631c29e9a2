"""Sensitivities with one assumption, with two, and in scenarios, against cases that have those values."""

import pytest

import agile_case as ac
from agile_case.errors import AppraisalError, InputError, InvalidCaseError, UnknownNameError
from tests.strategies import small_case

TIME = {"kind": "non-cash-releasing"}
ASSUMPTIONS = {
    "visits": {"uniform": [1_000, 11_000], "unit": "visit/year"},
    "value": {"uniform": [4, 14], "unit": "GBP/visit"},
    "share": {"value": 0.5, "unit": "1"},
}
OPTIONS = {
    "usual": {"roles": ["business-as-usual"], "costs": {"it": {"amount": "100 GBPk/year"}}},
    "new": {
        "costs": {"it": {"amount": "150 GBPk/year"}},
        "benefits": {"time": {"amount": "visits * value * share", **TIME}},
    },
}
WARM = {"title": "2 degrees", "values": {"visits": 3_000, "share": 0.4}, "source": "Invented", "notes": "A guess."}


def case_of(scenarios=None, assumptions=ASSUMPTIONS, options=OPTIONS, **case):
    plain = small_case(options=options, assumptions=assumptions, **case)
    return ac.from_plain({**plain, "units": {"counts": ["visit"]}, "scenarios": scenarios or {}})


def npsv_with(**values):
    """Return the NPSV of a case with other values of its assumptions, compiled anew."""
    units = {key: held["unit"] for key, held in ASSUMPTIONS.items()}
    held = {f"assumptions.{key}": ac.assumption(value=value, unit=units[key]) for key, value in values.items()}
    return case_of().revise(held).appraise().against()["new"].npsv


def test_each_uncertain_assumption_is_shown_at_its_ends_the_largest_swing_first():
    first, second = case_of().appraise().sensitivities("new")
    assert (first.assumption, second.assumption) == ("visits", "value")
    assert (first.low, first.high) == (pytest.approx(2_000), pytest.approx(10_000))
    assert first.npsv_low == pytest.approx(npsv_with(visits=2_000), rel=1e-12)
    assert first.npsv_high == pytest.approx(npsv_with(visits=10_000), rel=1e-12)
    assert second.npsv_low == pytest.approx(npsv_with(value=5), rel=1e-12)
    assert first.npsv == second.npsv == pytest.approx(npsv_with(), rel=1e-12)
    assert first.swing == pytest.approx(first.npsv_high - first.npsv_low, rel=1e-15)
    assert first.swing > second.swing


def test_they_may_be_against_another_option_or_absolute():
    result = case_of().appraise()
    (held, _) = result.sensitivities("new", "usual")
    assert held == result.sensitivities("new")[0]
    (own, _) = result.sensitivities("usual")
    assert (own.other, own.swing) == ("", 0.0)


def test_the_table_of_sensitivities_shows_the_ends():
    held = case_of().appraise().sensitivities("new")
    assert [row[0] for row in held.table.rows] == ["Visits", "Value"]
    assert "One assumption at a time" in str(held)
    assert "<caption>" in held._repr_html_()


def test_two_assumptions_make_a_grid():
    table = case_of().appraise().two_way("visits", "value", "new")
    assert [row[0] for row in table.rows] == pytest.approx([2_000, 4_000, 6_000, 8_000, 10_000])
    assert table.columns[2].title == "Value 7 GBP/visit"
    for row, visits in zip(table.rows, (2_000, 4_000, 6_000, 8_000, 10_000), strict=True):
        for cell, value in zip(row[1:], (5, 7, 9, 11, 13), strict=True):
            assert cell == pytest.approx(npsv_with(visits=visits, value=value), rel=1e-11, abs=1e-6)


@pytest.mark.parametrize(
    ("keys", "error", "message"),
    [
        (("visits", "visits"), InputError, "Two different assumptions make a grid."),
        (("visits", "share"), InputError, "This assumption is certain and has no other value to show."),
        (("visits", "values"), UnknownNameError, "'values' is not an assumption that a line uses."),
    ],
)
def test_what_makes_no_grid_is_refused(keys, error, message):
    with pytest.raises(error) as caught:
        case_of().appraise().two_way(*keys, "new")
    assert caught.value.what == message


def test_a_value_without_an_npsv_is_named():
    assumptions = ASSUMPTIONS | {
        "visits": {"discrete": {"values": [0, 1_000], "probabilities": [0.2, 0.8]}, "unit": "visit/year"}
    }
    new = {"benefits": {"time": {"amount": "1 GBP/year * value / visits * 1 visit/year * 1 visit/GBP", **TIME}}}
    result = case_of(assumptions=assumptions, options={"new": new}).appraise()
    with pytest.raises(AppraisalError) as caught:
        result.sensitivities("new")
    assert (caught.value.what, caught.value.got) == ("The NPSV is not finite there.", "visits = 0 visit/year")


def test_scenarios_stand_beside_the_central_values():
    result = case_of({"warm": WARM, "hot": {"values": {"visits": 1_000}}}).appraise()
    (table,) = [table for table in result.tables if table.key == "scenarios"]
    assert [row[0] for row in table.rows] == ["No scenario: assumptions at means", "2 degrees", "Hot"]
    assert [row[2] for row in table.rows] == ["", "A guess. Invented", ""]
    expected = [npsv_with(), npsv_with(visits=3_000, share=0.4), npsv_with(visits=1_000)]
    assert [row[1] for row in table.rows] == pytest.approx(expected, rel=1e-12)


def test_without_scenarios_there_is_no_table_of_them():
    assert "scenarios" not in [table.key for table in case_of().appraise().tables]


def test_a_scenario_may_name_an_assumption_that_no_line_uses():
    spare = ASSUMPTIONS | {"spare": {"value": 1, "unit": "1"}}
    result = case_of({"warm": {"values": {"spare": 2}}}, assumptions=spare).appraise()
    (table,) = [table for table in result.tables if table.key == "scenarios"]
    assert table.rows[0][1] == table.rows[1][1]


@pytest.mark.parametrize(
    ("values", "where", "what"),
    [
        ({"visit": 1}, "scenarios.warm.values.visit", "'visit' is not an assumption of this case."),
        ({}, "scenarios.warm.values", "A scenario gives at least one assumption another value."),
        ({"visits": "many"}, "scenarios.warm.values.visits", "A number is needed."),
        (
            {"each": 1},
            "scenarios.warm.values.each",
            "A scenario gives one value, and this assumption has one for each year.",
        ),
    ],
)
def test_faults_of_scenarios(values, where, what):
    series = {"each": {"years": "2026-27..2027-28", "values": [1, 2], "unit": "1"}}
    with pytest.raises(InvalidCaseError) as caught:
        case_of({"warm": {"values": values}}, assumptions=ASSUMPTIONS | series)
    (fault,) = caught.value.faults
    assert (fault.where, fault.what) == (where, what)


def test_a_renamed_assumption_is_renamed_in_scenarios():
    case = case_of({"warm": WARM}).rename("assumptions.visits", "calls")
    assert dict(case.model.scenarios["warm"].values) == {"calls": 3_000, "share": 0.4}
    assert case.rename("scenarios.warm", "mild").model.scenarios["mild"].title == "2 degrees"


def test_simulations_do_not_know_of_scenarios():
    plain, held = (case_of(scenarios).appraise(draws=50, seed=1) for scenarios in ({}, {"warm": WARM}))
    assert plain.samples.tobytes() == held.samples.tobytes()
