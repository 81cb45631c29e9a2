"""The shortlist from the longlist: each rule once, and each question that a longlist can leave open."""

import pytest

import agile_case as ac
from agile_case.appraisal.option_tables import longlist_table, shortlist_table
from agile_case.appraisal.shortlist import shortlist_of

BASIS = ac.Basis(title="Choices", start="2026-27", horizon=10, price_base="2026-27")
ALL = ("scope", "solution", "delivery", "implementation", "funding")


def green(ambition=2, cost="£2m"):
    return ac.Choice(rating="green", ambition=ambition, cost=cost)


def amber(ambition=1, cost="£1m"):
    return ac.Choice(rating="amber", ambition=ambition, cost=cost)


RED = ac.Choice(rating="red", ambition=3, cost="£1k")
USUAL = ac.Choice(business_as_usual=True, cost="£0")


def model(options=None, **longlist):
    """Return a model whose categories all have one green choice, except those given."""
    held = {category: {"g": green()} for category in ALL} | longlist
    return ac.Model(basis=BASIS, reference="uk-2026-03", options=options or {"o": ac.Option()}, longlist=held)


def entry(role, **longlist):
    return shortlist_of(model(**longlist)).entries[role]


def all_green(**others):
    return ac.FrozenMap(dict.fromkeys(ALL, "g") | others)


def test_without_a_longlist_there_is_no_shortlist():
    empty = ac.Model(basis=BASIS, reference="uk-2026-03", options={"o": ac.Option()})
    with pytest.raises(ac.InputError, match="This case has no longlist"):
        ac.Case(empty).shortlist()


def test_business_as_usual_makes_its_own_choices():
    found = entry("business-as-usual", scope={"u": USUAL, "g": green()})
    assert (found.choices, found.reasons) == (ac.FrozenMap({"scope": "u"}), ())
    nothing = entry("business-as-usual")
    assert (dict(nothing.choices), nothing.reasons) == ({}, ("no choice of the longlist is the business as usual",))


def test_the_do_minimum_makes_the_choices_of_lowest_cost_and_never_a_red_one_or_business_as_usual():
    found = entry("do-minimum", scope={"u": USUAL, "r": RED, "a": amber(), "g": green()})
    assert (found.choices, found.reasons) == (all_green(scope="a"), ())


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        ({"a": amber(cost=None), "g": green()}, "scope: a has no cost"),
        ({"a": amber(cost=None), "g": green(cost=None)}, "scope: a, g have no cost"),
        ({"a": amber(cost="2000 GBPk"), "g": green()}, "scope: a, g have the same lowest cost"),
        ({"r": RED}, "scope: no choice is amber or green"),
        ({}, "scope: there are no choices"),
    ],
)
def test_where_the_lowest_cost_is_not_known_no_choice_is_given(scope, reason):
    found = entry("do-minimum", scope=scope)
    assert "scope" not in found.choices
    assert found.reasons == (reason,)


def test_the_only_choice_is_the_cheapest_whatever_it_costs():
    assert entry("do-minimum", scope={"g": green(cost=None)}).choices == all_green()


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        ({"a": amber()}, "scope: no choice is green"),
        ({"g": green(), "h": green()}, "scope: g, h are all green"),
        ({}, "scope: there are no choices"),
    ],
)
def test_where_there_is_not_one_green_choice_the_preferred_way_forward_has_none(scope, reason):
    found = entry("preferred-way-forward", scope=scope)
    assert (found.choices, found.reasons) == (ac.FrozenMap(dict.fromkeys(ALL[1:], "g")), (reason,))


LADDER = {"a": amber(0), "b": amber(1), "g": green(2), "c": amber(3), "d": amber(4)}


@pytest.mark.parametrize(("role", "key"), [("more-ambitious", "c"), ("less-ambitious", "b")])
def test_the_next_amber_takes_the_place_of_green_and_not_the_one_after(role, key):
    found = entry(role, solution=LADDER)
    assert (found.choices, found.reasons) == (all_green(solution=key), ())


def test_a_category_without_an_amber_beyond_keeps_its_green():
    found = entry("more-ambitious", solution=LADDER, funding={"a": amber(1), "g": green(2), "h": amber(2)})
    assert (found.choices, found.reasons) == (all_green(solution="c"), ())


@pytest.mark.parametrize(
    ("scope", "reason"),
    [
        ({"g": green(None), "a": amber(3)}, "scope: g has no ambition"),
        ({"g": green(), "a": amber(None), "b": amber(3)}, "scope: a has no ambition"),
        ({"g": green(), "a": amber(3), "b": amber(3)}, "scope: a, b are equally ambitious"),
        ({"g": green(), "h": green(), "a": amber(3)}, "scope: g, h are all green"),
    ],
)
def test_where_the_next_amber_is_not_known_no_choice_is_given(scope, reason):
    found = entry("more-ambitious", scope=scope, solution=LADDER)
    assert found.choices == ac.FrozenMap({**dict.fromkeys(ALL[1:], "g"), "solution": "c"})
    assert found.reasons == (reason,)


@pytest.mark.parametrize(("role", "word"), [("more-ambitious", "more"), ("less-ambitious", "less")])
def test_without_any_amber_beyond_there_is_no_such_option(role, word):
    found = entry(role, scope={"g": green(None)})
    reason = f"there is no such option: no amber choice is known to be {word} ambitious than the green one"
    assert dict(found.choices) == {}
    assert found.reasons[0] == reason


def test_the_less_ambitious_option_may_be_left_out_where_the_preferred_way_forward_is_the_do_minimum():
    reason = "may be left out: the preferred way forward is the do minimum"
    assert reason in entry("less-ambitious").reasons
    assert reason not in entry("less-ambitious", scope={"a": amber(), "g": green()}).reasons
    assert reason not in entry("less-ambitious", scope={}).reasons  # both lack a scope
    assert reason not in entry("more-ambitious").reasons


def test_combinations_count_amber_and_green_only():
    held = shortlist_of(
        model(scope={"u": USUAL, "r": RED, "a": amber(), "g": green()}, funding={"a": amber(), "b": amber()})
    )
    assert held.carried_forward["scope"] == ("a", "g")
    assert held.combinations == 2 * 1 * 1 * 1 * 2
    assert shortlist_of(model(scope={"r": RED})).combinations == 0


def test_options_that_make_the_choices_of_a_role_are_named():
    options = {
        "one": ac.Option(choices=dict.fromkeys(ALL, "g"), title="First"),
        "two": ac.Option(choices={"scope": "g"}),
    }
    held = model(options)
    assert shortlist_of(held).made["preferred-way-forward"] == ("one",)
    assert "more-ambitious" not in shortlist_of(held).made
    records = {record["role"]: record for record in shortlist_table(held).records()}
    assert records["preferred-way-forward"]["options"] == "First"
    assert records["more-ambitious"]["scope"] is None


def test_the_table_of_the_shortlist_says_every_reason():
    notes = shortlist_table(model(scope={"a": amber()})).notes
    assert "preferred-way-forward: scope: no choice is green." in notes
    assert "business-as-usual: no choice of the longlist is the business as usual." in notes
    assert notes[-2].startswith("n/a: ")


def test_the_table_of_a_shortlist_without_a_gap_explains_none():
    ladder = {category: {"u": USUAL, **LADDER, "a": amber(0, "£1")} for category in ALL}
    assert len(shortlist_table(model(**ladder)).notes) == 1


def test_the_table_of_the_longlist_says_what_follows_from_each_rating():
    scope = {"u": USUAL, "a": ac.Choice(rating="amber", title="All", reason="Dear"), "g": green(), "r": RED}
    table = ac.Case(model(scope=scope)).longlist_table()
    assert table == longlist_table(model(scope=scope))
    rows = [list(record.values()) for record in table.records()][:4]
    assert rows == [
        ["scope", "u", "u", "business as usual", "always goes forward", None, 0.0, ""],
        ["scope", "a", "All", "amber", "carry forward", None, None, "Dear"],
        ["scope", "g", "g", "green", "preferred", 2, 2e6, ""],
        ["scope", "r", "r", "red", "drop", 3, 1e3, ""],
    ]
    assert table.caption == "Longlist by the options framework filter (costs in £k)"
    assert table.notes[0].startswith("Amber and green choices make 2 combinations, one choice of each category;")
    assert "make 1 combination," in longlist_table(model()).notes[0]
    bare = longlist_table(model(scope={"a": amber(cost=None)}))
    assert bare.records()[0]["cost_gbp"] is None
