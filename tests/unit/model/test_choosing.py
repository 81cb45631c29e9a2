"""The nouns of choosing: factors, choices, criteria, the decision; what the file cannot show of how they check."""

import datetime

import pytest

import agile_case as ac
from agile_case.model.criteria import BASIC_FACTORS, CONSTRAINTS
from agile_case.model.option_checks import choice_faults, multicriteria_faults, preferred_faults
from tests.unit.model.conftest import facts

CRITERION = {"worst": 0, "best": 10, "swing": 100, "scores": {"usual": 0, "digital": 5}}


def test_the_five_basic_factors_are_those_of_the_table_and_constraints_are_added():
    assert len(BASIC_FACTORS) == 5
    assert [ac.CriticalSuccessFactor(kind=kind).is_basic for kind in BASIC_FACTORS] == [True] * 5
    assert not any(ac.CriticalSuccessFactor(kind=kind).is_basic for kind in CONSTRAINTS)


@pytest.mark.parametrize(("rating", "carried"), [("green", True), ("amber", True), ("red", False)])
def test_green_and_amber_are_carried_forward(rating, carried):
    assert ac.Choice(rating=rating).carried_forward is carried


@pytest.mark.parametrize(
    ("ambition", "got"), [(1001, "1001"), (-1001, "-1001"), (10**400, "a number far out of range")]
)
def test_an_ambition_is_a_place_and_no_measure(ambition, got):
    with pytest.raises(ac.InputError) as caught:
        ac.Choice(rating="green", ambition=ambition)
    assert (caught.value.where, caught.value.got, caught.value.wanted) == ("ambition", got, "-1000 to 1000")
    assert ac.Choice(rating="green", ambition=-1000).ambition == -1000


def test_business_as_usual_is_not_carried_forward_by_a_rating():
    assert not ac.Choice(business_as_usual=True).carried_forward


def test_choices_of_an_option_stand_in_the_order_of_the_categories():
    option = ac.Option(choices={"funding": "f", "scope": "s"})
    assert list(option.choices) == ["scope", "funding"]


def test_the_longlist_stands_in_the_order_of_the_categories_and_an_empty_one_is_none(case):
    green = ac.Choice(rating="green")
    model = case.model(longlist={"funding": {"f": green}, "delivery": {}, "scope": {"s": green}})
    assert list(model.longlist) == ["scope", "funding"]
    assert model.longlist["scope"]["s"] is green


@pytest.mark.parametrize(
    ("longlist", "error", "where", "do"),
    [
        ({"scoop": {}}, ac.UnknownNameError, "longlist.scoop", "did you mean scope?"),
        ({"scope": {"s": "green"}}, ac.InputError, "longlist.scope.s", ""),
        ({"scope": {"S": 1}}, ac.InputError, "longlist.scope.S", ""),
        ([], ac.InputError, "longlist", ""),
    ],
)
def test_a_longlist_holds_choices_by_category(case, longlist, error, where, do):
    with pytest.raises(error) as caught:
        case.contents(longlist=longlist)
    assert (caught.value.where, caught.value.do) == (where, do)


def test_a_scale_may_run_downwards():
    assert ac.SwingCriterion(worst=20, best=5, swing=1, scores={"a": 5, "b": 20}).best == 5.0


@pytest.mark.parametrize("score", [4.999, 20.001])
def test_no_level_lies_beyond_a_scale_that_runs_downwards(score):
    with pytest.raises(ac.InputError, match="beyond the ends of its scale"):
        ac.SwingCriterion(worst=20, best=5, swing=1, scores={"a": score})


@pytest.mark.parametrize("swing", [-0.001, 100.001])
def test_swings_lie_between_0_and_100(swing):
    with pytest.raises(ac.InputError) as caught:
        ac.SwingCriterion(**(CRITERION | {"swing": swing}))
    assert (caught.value.where, caught.value.wanted) == ("swing", "0 to 100")


def test_a_decision_keeps_what_it_is_given():
    held = ac.Preferred(option="digital", by="Board", on="2026-05-01", because="Quicker.", factors={"risk": "Low."})
    assert held.on == datetime.date(2026, 5, 1)
    assert held.factors == ac.FrozenMap({"risk": "Low."})


@pytest.mark.parametrize("field", ["option", "by", "because"])
@pytest.mark.parametrize("value", ["", " ", None, 5])
def test_a_decision_says_what_by_whom_and_why(field, value):
    given = {"option": "digital", "by": "Board", "on": "2026-05-01", "because": "Quicker."}
    with pytest.raises(ac.InputError) as caught:
        ac.Preferred(**(given | {field: value}))
    assert caught.value.where == field


def test_names_of_parts_that_could_not_be_read_are_not_reported_again(case):
    contents = case.contents(
        options={"usual": ac.Option(choices={"scope": "s"}), "other": ac.Option(choices={"funding": "f"})},
        multicriteria=ac.Multicriteria(criteria={"m": ac.SwingCriterion(**(CRITERION | {"swing": 50}), factor="fit")}),
        preferred=ac.Preferred(option="digital", by="Board", on="2026-05-01", because="Quicker."),
    )
    broken = frozenset(
        {
            "longlist.scope.s",
            "longlist.funding",
            "options.digital",
            "critical_success_factors.fit",
            "multicriteria.criteria.n",
        }
    )
    for check in (choice_faults, multicriteria_faults, preferred_faults):
        assert list(check(contents, broken)) == []
    swing = next(multicriteria_faults(contents, frozenset({"options.digital", "critical_success_factors.fit"})))
    assert facts(swing)[:3] == ("The largest swing is the measure of the others.", "multicriteria.criteria", "50")
