"""Swing weights by hand: values, weights, ties, and where another option takes over."""

import datetime

import attrs
import pytest

import agile_case as ac
from agile_case.appraisal.option_tables import (
    factors_table,
    option_tables,
    preferred_table,
    values_table,
    weights_table,
)
from agile_case.appraisal.weighting import weighted_values

BASIS = ac.Basis(title="Criteria", start="2026-27", horizon=10, price_base="2026-27")


def criterion(swing, worst=0, best=100, **scores):
    return ac.SwingCriterion(swing=swing, worst=worst, best=best, scores=scores)


def model(criteria=None, **more):
    """Return a model with options a, b and c, and an analysis of those that the criteria score."""
    analysis = None if criteria is None else ac.Multicriteria(criteria=criteria)
    options = {"a": ac.Option(title="Option A"), "b": ac.Option(), "c": ac.Option()}
    parts = {"options": options, "multicriteria": analysis} | more
    return ac.Model(basis=BASIS, reference="uk-2026-03", **parts)


TWO = {"x": criterion(100, a=80, b=20), "y": criterion(25, a=10, b=60)}


def test_without_an_analysis_there_are_no_weighted_values():
    with pytest.raises(ac.InputError, match="no multi-criteria analysis"):
        ac.Case(model()).multicriteria()


def test_weights_are_swings_as_shares_and_totals_are_weighted():
    found = ac.Case(model(TWO)).multicriteria()
    assert dict(found.weights) == {"x": 100 / 125, "y": 25 / 125}
    assert dict(found.totals) == {"a": 0.8 * 80 + 0.2 * 10, "b": 0.8 * 20 + 0.2 * 60}
    assert found.highest == ("a",)


def test_a_value_lies_on_the_line_from_worst_to_best_whichever_is_the_larger_number():
    found = weighted_values(model({"wait": criterion(100, 20, 5, a=20, b=5, c=17)}))
    assert dict(found.values["wait"]) == {"a": 0, "b": 100, "c": (20 - 17) / (20 - 5) * 100}


def test_the_range_of_a_weight_ends_where_two_options_are_level():
    """80w + 10(1 - w) = 20w + 60(1 - w) where 110w = 50."""
    found = weighted_values(model(TWO)).ranges
    held = found["x"]
    assert (held.low, held.high, held.below, held.above) == (50 / 110, 1.0, ("b",), ())
    assert (found["y"].low, found["y"].high, found["y"].below, found["y"].above) == (0.0, 60 / 110, (), ("b",))


def test_an_option_that_is_best_on_everything_is_passed_at_no_weight():
    found = weighted_values(model({"x": criterion(100, a=80, b=20), "y": criterion(50, a=70, b=70)})).ranges
    assert {(held.low, held.high, held.below, held.above) for held in found.values()} == {(0.0, 1.0, (), ())}


def test_of_those_that_draw_level_together_the_one_that_goes_on_to_be_highest_takes_over():
    """Both b and c meet a at the weight of one half; beyond it c, with nothing against it on y, lies above b."""
    criteria = {"x": criterion(100, a=80, b=60, c=40), "y": criterion(50, a=40, b=60, c=80)}
    found = weighted_values(model(criteria)).ranges["x"]
    assert (found.low, found.below) == (0.5, ("c",))
    found = weighted_values(model(criteria)).ranges["y"]
    assert (found.high, found.above) == (0.5, ("c",))


def test_options_on_the_same_line_take_over_together():
    criteria = {"x": criterion(100, a=80, b=20, c=20), "y": criterion(25, a=10, b=60, c=60)}
    assert weighted_values(model(criteria)).ranges["x"].below == ("b", "c")


def test_options_with_the_same_value_are_all_highest_and_no_range_is_worked_out():
    """0.1 + 0.2 is 0.3 here: the numbers are those that were written."""
    ends = {"worst": 0, "best": 1}
    criteria = {"x": criterion(100, **ends, a=0.1, b=0.3), "y": criterion(100, **ends, a=0.2, b=0)}
    held = model(criteria)
    found = weighted_values(held)
    assert found.highest == ("a", "b")
    assert dict(found.ranges) == {}
    assert "No range is worked out: Option A, b have the same weighted value." in weights_table(held).notes
    assert weights_table(held).rows[0][2:] == (None, "not worked out", None, "not worked out")


def test_a_criterion_with_all_the_weight_has_no_range_and_one_without_weight_has():
    held = model({"x": criterion(100, a=80, b=20), "y": criterion(0, a=10, b=60)})
    found = weighted_values(held).ranges
    assert list(found) == ["y"]
    assert (found["y"].low, found["y"].high) == (0.0, 60 / 110)
    assert weights_table(held).notes[1].startswith("No range is worked out for a criterion that has all the weight")


def test_the_ends_of_floating_point_do_not_overflow():
    found = weighted_values(model({"x": criterion(100, -1.7e308, 1.7e308, a=0, b=1.7e308)}))
    assert dict(found.totals) == {"a": 50.0, "b": 100.0}


def test_the_table_shows_weighted_values_by_criterion_and_their_sum():
    analysis = ac.Multicriteria(
        criteria={"x": attrs.evolve(TWO["x"], title="Reach", unit="people", source="Survey of 2025"), "y": TWO["y"]},
        facilitator="An expert",
        date="2026-04-30",
        source="Workshop of the board",
    )
    held = model(multicriteria=analysis)
    table = values_table(held)
    assert [column.title for column in table.columns[4:]] == ["Option A", "b"]
    assert table.rows[0] == ("Reach", "0 to 100 people", 100.0, 0.8, 0.8 * 80, 0.8 * 20)
    assert table.rows[-1] == ("Weighted value", "", "", 1.0, 66.0, 28.0)
    assert table.notes == (
        "Highest weighted value: Option A. It is an aid to a judgement, and not the judgement.",
        "Facilitator: An expert, 2026-04-30.",
        "Source: Workshop of the board",
        "Reach: Survey of 2025",
        "Not weighed: c.",
        "The Green Book 2026, 5.14 to 5.16.",
    )
    assert weights_table(held).records()[0] == {
        "criterion": "Reach",
        "weight": 0.8,
        "low": 50 / 110,
        "below": "b",
        "high": 1.0,
        "above": "none in range",
    }


def test_no_table_names_a_winner():
    held = model(TWO)
    for table in (values_table(held), weights_table(held)):
        text = table.to_text().lower()
        assert not any(word in text for word in ("winner", "recommended", "best option"))
    assert "Facilitator: not stated." in values_table(held).notes


def test_factors_name_the_criteria_that_measure_them():
    measured = attrs.evolve(TWO["x"], factor="fit")
    factors = {
        "fit": ac.CriticalSuccessFactor(kind="strategic-fit", title="Fits"),
        "law": ac.CriticalSuccessFactor(kind="legal"),
    }
    table = factors_table(model({"x": measured, "y": TWO["y"]}, critical_success_factors=factors))
    assert table.rows == (("Fits", "strategic-fit", "x", ""), ("law", "legal", "none", ""))
    assert factors_table(model(critical_success_factors=factors)).rows[0][2] == "none"


def test_the_decision_shows_all_six_factors():
    decision = ac.Preferred(
        option="a",
        by="The board",
        on=datetime.date(2026, 5, 1),
        because="Quicker.",
        factors={"risk": "Low.", "objectives": " "},
    )
    rows = dict(preferred_table(model(preferred=decision)).rows)
    assert rows["Preferred option"] == "Option A"
    assert (rows["Decided by"], rows["On"], rows["Because"]) == ("The board", "2026-05-01", "Quicker.")
    assert rows["Recorded in"] == "not stated"
    assert rows["On risk and uncertainty"] == "Low."
    assert list(rows.values()).count("nothing is said") == 5


def test_only_what_a_case_has_becomes_a_table():
    assert option_tables(model()) == ()
    assert [table.key for table in ac.Case(model(TWO)).option_tables()] == ["weighted_values", "weight_ranges"]
    choices = {"scope": {"s": ac.Choice(rating="green")}}
    assert [table.key for table in option_tables(model(longlist=choices))] == ["longlist", "shortlist"]
    assert ac.Case(model(longlist=choices)).shortlist_table().key == "shortlist"
