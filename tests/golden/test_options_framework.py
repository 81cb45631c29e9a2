"""The matrix of road choices that the Green Book prints, through the file and the rule for the shortlist."""

import agile_case as ac
from agile_case.appraisal.option_tables import longlist_table, shortlist_table
from agile_case.appraisal.shortlist import shortlist_of
from tests.golden.roads import MATRIX, key_of, roads


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
