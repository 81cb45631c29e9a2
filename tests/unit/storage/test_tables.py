"""A plain table becomes one noun of the model: nothing is coerced, and every fault of the table comes at once."""

import datetime

import attrs
import pytest

import agile_case as ac
from agile_case.errors import DocumentError, InvalidCaseError
from agile_case.storage.tables import read_assumption, read_list, read_table


def faults_of(read, *arguments):
    with pytest.raises(InvalidCaseError) as caught:
        read(*arguments)
    return [(fault.where, fault.what) for fault in caught.value.faults]


@pytest.mark.parametrize("raw", [None, 1, "text", [], [{}], True, datetime.date(2026, 4, 1)])
@pytest.mark.parametrize("kind", [ac.Basis, ac.Curve, ac.Cost, ac.Benefit, ac.Option, ac.Stage, ac.Assumption])
def test_what_is_no_table_is_refused(kind, raw):
    read = read_assumption if kind is ac.Assumption else lambda item: read_table(kind, item)
    assert faults_of(read, raw) == [("", "A table is needed.")]


def test_all_faults_of_a_table_come_at_once_with_their_place_inside_it():
    raw = {
        "horizon": "10",
        "partial": 1,
        "tittle": "A",
        "start": "2026/27",
        "prices_after": {"growth": "2%", "sauce": ""},
    }
    assert sorted(faults_of(read_table, ac.Basis, raw)) == [
        ("horizon", "A whole number is needed."),
        ("partial", "This partial has the wrong type."),
        ("price_base", "'price_base' is missing."),
        ("prices_after.growth", "A number is needed."),
        ("prices_after.sauce", "'sauce' is not a key of this table."),
        ("prices_after.source", "'source' is missing."),
        ("start", "This is not a financial year."),
        ("title", "'title' is missing."),
        ("tittle", "'tittle' is not a key of this table."),
    ]


def test_an_unknown_key_suggests_the_nearest():
    with pytest.raises(InvalidCaseError) as caught:
        read_table(ac.Cost, {"amount": "1 GBP", "buget": "capital"})
    assert caught.value.do == "did you mean budget?"
    with pytest.raises(InvalidCaseError) as caught:
        read_table(ac.Cost, {"amount": "1 GBP", "zzz": 1})
    assert caught.value.do == "put fields of your own under x"


@pytest.mark.parametrize("field", ["title", "source", "stage"])
def test_null_is_no_value(field):
    """JSON can hold null; a key without a value is left out instead."""
    with pytest.raises(InvalidCaseError) as caught:
        read_table(ac.Cost, {"amount": "1 GBP", field: None})
    (fault,) = caught.value.faults
    assert (fault.where, fault.what, fault.got, fault.do) == (field, "A value is needed.", "null", "leave the key out")


@pytest.mark.parametrize(
    ("raw", "estimate"),
    [
        ({"value": 5}, ac.Fixed(5)),
        ({"value": [5]}, ac.Fixed(5)),
        ({"uniform": [1, 2]}, ac.Uniform(1, 2)),
        ({"triangular": [1, 2, 3]}, ac.Triangular(1, 2, 3)),
        ({"pert": [1, 2, 3]}, ac.Pert(1, 2, 3)),
        ({"normal": [1, 2]}, ac.Normal(1, 2)),
        ({"years": "2026-27..2027-28", "values": [1, 2.5]}, ac.YearlyValues(years="2026-27..2027-28", values=(1, 2.5))),
    ],
)
def test_an_assumption_has_its_estimate_under_the_key_of_its_kind(raw, estimate):
    assert read_assumption({**raw, "unit": "1"}) == ac.Assumption(estimate=estimate, unit="1")


@pytest.mark.parametrize("extra", [{"uniform": [1, 2]}, {"years": "2026-27"}, {"years": "2026-27", "values": [1]}])
def test_an_assumption_has_one_estimate(extra):
    faults = faults_of(read_assumption, {"value": 5, "unit": "1", **extra})
    assert faults == [("", "An assumption has exactly one estimate.")]


@pytest.mark.parametrize("number", ["5", True, None, {}, [], datetime.date(2026, 4, 1), [1, 2]])
@pytest.mark.parametrize("kind", ["value", "normal"])
def test_a_number_of_an_estimate_is_a_number(kind, number):
    """No text, true, date, table or list becomes a number in silence."""
    raw = {kind: number if kind == "value" else [1, number], "unit": "1"}
    assert [where for where, _ in faults_of(read_assumption, raw)] == [kind]


def test_the_faults_of_an_estimate_come_with_those_of_the_other_keys():
    faults = faults_of(read_assumption, {"pert": [1, "2"], "source": 5, "qualty": "red", "estimate": 1})
    assert sorted(faults) == [
        ("estimate", "'estimate' is not a key of an assumption."),
        ("pert", "The key pert has the wrong count of numbers."),
        ("qualty", "'qualty' is not a key of this table."),
        ("source", "This source has the wrong type."),
        ("unit", "'unit' is missing."),
    ]


def test_the_kind_of_an_estimate_is_suggested_and_the_python_name_of_the_field_is_not():
    with pytest.raises(InvalidCaseError) as caught:
        read_assumption({"triangle": [1, 2, 3], "unit": "1"})
    assert caught.value.faults[1].do == "did you mean triangular or title?"
    with pytest.raises(InvalidCaseError) as caught:
        read_assumption({"value": 1, "estimates": 1, "unit": "1"})
    assert "estimate" not in caught.value.faults[0].do


def test_tests_of_a_stage_are_numbered_from_nought():
    raw = {"tests": [{"assumption": "a"}, {"assumption": 5}, {"assumption": "b", "people": 1.5}, "c"]}
    assert faults_of(read_table, ac.Stage, raw) == [
        ("tests.1.assumption", "This assumption has the wrong type."),
        ("tests.2.people", "A whole number is needed."),
        ("tests.3", "A table is needed."),
    ]


@pytest.mark.parametrize("raw", [{}, "text", 1, True])
def test_tests_of_a_stage_are_a_list(raw):
    assert faults_of(read_table, ac.Stage, {"tests": raw}) == [("tests", "A list of tests is needed.")]


def test_what_is_built_already_is_taken_as_it_is():
    bias = ac.OptimismBias(type="outsourcing")
    assert read_table(ac.Cost, {"amount": "1 GBP", "optimism_bias": bias}).optimism_bias is bias


@pytest.mark.parametrize("raw", [{}, "text", [1], [{}, 1], None])
def test_a_list_of_tables_holds_tables(raw):
    with pytest.raises(DocumentError, match="A list of tables is needed"):
        read_list(raw)
    assert read_list([{"a": 1}]) == ({"a": 1},)


@attrs.frozen
class Noun:
    """A class with errors that are not ours."""

    field: int = attrs.field(default=0, converter=int)
    late: int = 0

    def __attrs_post_init__(self):
        if self.late:
            raise OSError


@pytest.mark.parametrize(("raw", "kind"), [({"field": "x"}, ValueError), ({"late": 1}, OSError)])
def test_an_error_that_is_not_ours_is_never_dressed_up_as_a_fault_of_the_file(raw, kind):
    with pytest.raises(kind) as caught:
        read_table(Noun, raw)
    assert not isinstance(caught.value, ac.AgileCaseError)
