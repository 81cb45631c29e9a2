"""Names as Python objects: what they give, and what they refuse at once."""

import copy
import operator
import pickle

import pytest

import agile_case as ac

NAMES = ac.names("team", "day_rate", "team")


def test_each_name_is_an_expression_by_item_and_by_attribute():
    assert NAMES["team"] == NAMES.team == ac.Expression("team")
    team, day_rate = NAMES
    assert (team, day_rate) == (NAMES.team, NAMES.day_rate)
    assert len(NAMES) == 2
    assert "team" in NAMES
    assert "crew" not in NAMES


def test_collections_of_keys_and_keys_mix():
    assert list(ac.names("a", {"b": 1, "c": 2}, ["d"])) == [ac.Expression(key) for key in "abcd"]


@pytest.mark.parametrize(
    ("built", "text"),
    [
        (NAMES.team + 1, "team + 1"),
        (1 + NAMES.team, "1 + team"),
        (NAMES.team - NAMES.day_rate - 1, "(team - day_rate) - 1"),
        (1 - NAMES.team, "1 - team"),
        ((NAMES.team + 1) * NAMES.day_rate, "(team + 1) * day_rate"),
        (2 * NAMES.team, "2 * team"),
        (NAMES.team / 2, "team / 2"),
        (2 / NAMES.team, "2 / team"),
        (-NAMES.team, "-(team)"),
        (NAMES.team * ac.Quantity(220, "workday/year"), "team * (220 workday/year)"),
        (NAMES.team * "220 workday/year", "team * (220 workday/year)"),
        (ac.minimum(NAMES.team, "12 person"), "min(team, 12 person)"),
        (ac.maximum(NAMES.team, 3, NAMES.day_rate) + 1, "max(team, 3, day_rate) + 1"),
    ],
)
def test_operators_write_the_expression(built, text):
    assert built.text == text


def test_a_wrong_name_fails_at_once_with_the_nearest():
    for ask in (lambda: NAMES.tem, lambda: NAMES["tem"]):
        with pytest.raises(ac.UnknownNameError, match="did you mean team") as caught:
            ask()
        assert caught.value.faults[0].what == "'tem' is not one of these names."


@pytest.mark.parametrize("wrong", ["Team", "2nd", "", 3, None, ["a", 4]])
def test_what_is_no_key_is_refused(wrong):
    with pytest.raises(ac.InputError, match=r"^This is not a key\.") as caught:
        ac.names("a", wrong)
    assert caught.value.faults[0].where == "keys"


def test_fewer_than_two_operands_are_refused():
    with pytest.raises(ac.ExpressionError, match=r"^A minimum is of two or more operands\."):
        ac.minimum("team")
    with pytest.raises(ac.ExpressionError, match=r"^A maximum is of two or more operands\."):
        ac.maximum()


@pytest.mark.parametrize("compare", [operator.lt, operator.gt, operator.le, operator.ge, min, max])
def test_a_comparison_is_refused_because_python_cannot_know(compare):
    with pytest.raises(ac.ExpressionError, match=r"minimum\(a, b\)"):
        compare(NAMES.team, NAMES.day_rate)


def test_names_are_equal_by_their_keys_hash_copy_and_pickle():
    assert ac.names("team", "day_rate") == NAMES != ac.names("day_rate", "team")
    assert NAMES != ("team", "day_rate")
    assert hash(NAMES) == hash(ac.names("team", "day_rate"))
    assert pickle.loads(pickle.dumps(NAMES)) == copy.deepcopy(NAMES) == NAMES


def test_an_editor_can_complete_them_and_python_can_ask_for_its_own():
    assert {"team", "day_rate"} <= set(dir(NAMES))
    assert not hasattr(NAMES, "_ipython_canary_method_should_not_exist_")
    assert repr(NAMES) == "names('team', 'day_rate')"
    assert '<th scope="row" class="short">team</th><td>team</td>' in NAMES._repr_html_()
