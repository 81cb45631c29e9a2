"""The matrix of road choices that the Green Book prints, through the file and the rule for the shortlist."""

import agile_case as ac
from agile_case.appraisal.option_tables import longlist_table, shortlist_table
from agile_case.appraisal.shortlist import shortlist_of

ROADS = """
format = "agile-case/1"
[case]
title = "Roads between cities A to E"
start = "2026-27"
horizon = 60
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[options.usual]
roles = ["business-as-usual"]
choices = { scope = "c1_0", solution = "c2_0", delivery = "c3_0" }
[options.roads]
title = "New and refurbished roads A to C"
roles = ["preferred-way-forward"]
choices = { scope = "c1_2", solution = "c2_2", delivery = "c3_3", implementation = "c4_2", funding = "c5_2" }
"""
MATRIX = {
    "scope": {"1.0": "usual", "1.1": "amber", "1.2": "green", "1.3": "amber", "1.4": "red"},
    "solution": {"2.0": "usual", "2.1": "amber", "2.2": "green", "2.3": "amber", "2.4": "red"},
    "delivery": {"3.0": "usual", "3.1": "red", "3.2": "amber", "3.3": "green"},
    "implementation": {"4.1": "amber", "4.2": "green", "4.3": "red"},
    "funding": {"5.1": "red", "5.2": "green", "5.3": "red", "5.4": "red"},
}
"""HM Treasury, The Green Book 2026, Table 5; read in the publication. The numbers are in order of ambition."""


def key_of(number):
    return "c" + number.replace(".", "_")


def roads():
    text = ROADS
    for category, cells in MATRIX.items():
        for number, rating in cells.items():
            said = "business_as_usual = true" if rating == "usual" else f'rating = "{rating}"'
            text += f"[longlist.{category}.{key_of(number)}]\n{said}\nambition = {number[-1]}\n"
    return ac.loads(text)


def chosen(*numbers):
    return ac.FrozenMap({category: key_of(number) for category, number in zip(MATRIX, numbers, strict=False)})


def test_the_preferred_way_forward_is_the_printed_one():
    entry = shortlist_of(roads().model).entries["preferred-way-forward"]
    assert entry.choices == chosen("1.2", "2.2", "3.3", "4.2", "5.2")
    assert entry.reasons == ()


def test_the_reds_leave_36_combinations():
    """The count is worked out from the printed matrix, and is not printed itself."""
    shortlist = shortlist_of(roads().model)
    assert shortlist.combinations == 3 * 3 * 2 * 2 * 1
    assert f"{shortlist.combinations} combinations" in longlist_table(roads().model).notes[0]


def test_business_as_usual_has_cells_in_three_categories():
    entry = shortlist_of(roads().model).entries["business-as-usual"]
    assert entry.choices == chosen("1.0", "2.0", "3.0")


def test_the_others_are_the_preferred_way_forward_with_the_next_ambers():
    entries = shortlist_of(roads().model).entries
    assert entries["more-ambitious"].choices == chosen("1.3", "2.3", "3.3", "4.2", "5.2")
    assert entries["less-ambitious"].choices == chosen("1.1", "2.1", "3.2", "4.1", "5.2")


def test_the_matrix_prints_no_costs_so_the_do_minimum_is_known_only_where_one_choice_is_left():
    entry = shortlist_of(roads().model).entries["do-minimum"]
    assert entry.choices == ac.FrozenMap({"funding": "c5_2"})
    assert entry.reasons[0] == "scope: c1_1, c1_2, c1_3 have no cost"
    assert [reason.partition(":")[0] for reason in entry.reasons] == ["scope", "solution", "delivery", "implementation"]


def test_the_table_names_the_options_that_make_the_choices():
    records = {record["role"]: record["options"] for record in shortlist_table(roads().model).records()}
    assert records["business-as-usual"] == "usual"
    assert records["preferred-way-forward"] == "New and refurbished roads A to C"
    assert records["do-minimum"] == "none"
