"""The keys of a file read into estimates and back, and every fault of theirs at once."""

import pytest

from agile_case.errors import EstimateError, UnknownNameError
from agile_case.estimates.distributions import (
    ESTIMATE_KEYS,
    KINDS,
    Bernoulli,
    Beta,
    Discrete,
    Fixed,
    Lognormal,
    LognormalRange,
    Normal,
    Pert,
    Shifted,
    Tabulated,
    Triangular,
    Truncated,
    Uniform,
    estimate_from_key,
    estimate_from_keys,
)

FORMS = [
    ({"value": 14.0}, Fixed(14)),
    ({"uniform": [1.0, 2.0]}, Uniform(1, 2)),
    ({"triangular": [1.0, 2.0, 4.0]}, Triangular(1, 2, 4)),
    ({"pert": [4.0, 6.0, 10.0]}, Pert(4, 6, 10)),
    ({"normal": [100.0, 10.0]}, Normal(100, 10)),
    ({"lognormal": [5.0, 2.0]}, Lognormal(5, 2)),
    ({"lognormal": {"p10": 2.0, "p90": 9.0}}, LognormalRange(2, 9)),
    ({"beta": [2.0, 3.0]}, Beta(2, 3)),
    ({"beta": [2.0, 3.0, 0.0, 10.0]}, Beta(2, 3, 0, 10)),
    ({"bernoulli": 0.3}, Bernoulli(0.3)),
    ({"discrete": {"values": [1.0, 2.0], "probabilities": [0.25, 0.75]}}, Discrete([1, 2], [0.25, 0.75])),
    ({"tabulated": {"probabilities": [0.0, 0.5, 1.0], "values": [2.0, 5.0, 12.0]}}, Tabulated([0, 0.5, 1], [2, 5, 12])),
    ({"pert": [4.0, 6.0, 10.0], "truncate": [5.0, 9.0]}, Truncated(Pert(4, 6, 10), 5, 9)),
    ({"normal": [5.0, 2.0], "truncate": {"low": 0.0}}, Truncated(Normal(5, 2), low=0)),
    ({"lognormal": [5.0, 2.0], "shift": 3.0}, Shifted(Lognormal(5, 2), 3)),
    ({"normal": [0.0, 1.0], "shift": 3.0, "truncate": {"high": 4.0}}, Truncated(Shifted(Normal(0, 1), 3), high=4)),
]


@pytest.mark.parametrize(("form", "estimate"), FORMS, ids=[str(form) for form, _ in FORMS])
def test_a_form_reads_and_writes_the_same(form, estimate):
    assert estimate_from_keys(form) == estimate
    assert estimate.file_form() == form
    assert estimate_from_keys(dict(reversed(form.items()))) == estimate
    assert set(form) <= set(ESTIMATE_KEYS)


def test_both_ends_may_be_named():
    named = {"normal": [5, 2], "truncate": {"low": 0, "high": 9}}
    assert estimate_from_keys(named) == estimate_from_keys({"normal": [5, 2], "truncate": [0, 9]})


def test_every_kind_has_a_form_here():
    assert {key for form, _ in FORMS for key in form} == {*KINDS, "truncate", "shift"} == set(ESTIMATE_KEYS)


@pytest.mark.parametrize(
    ("keys", "faults"),
    [
        ({}, {"": "There is not exactly one kind of estimate."}),
        ({"truncate": [0, 1]}, {"": "There is not exactly one kind of estimate."}),
        ({"value": 3, "pert": [1, 2, 3]}, {"": "There is not exactly one kind of estimate."}),
        ({"pert": [3, 2, 4]}, {"pert": "The low of a Pert estimate is above its mode."}),
        ({"pert": [1, 2]}, {"pert": "The key pert has the wrong count of numbers."}),
        ({"beta": [1, 2, 3]}, {"beta": "The key beta has the wrong count of numbers."}),
        ({"pert": {"low": 1}}, {"pert": "The key pert does not hold a table."}),
        ({"discrete": [1, 2]}, {"discrete": "The key discrete does not hold a table."}),
        ({"discrete": {"values": [1, 2]}}, {"discrete.probabilities": "'probabilities' is missing."}),
        (
            {"lognormal": {"p10": 1, "p90": 2, "p50": 1.5}},
            {"lognormal.p50": "'p50' is not a key of this table."},
        ),
        (
            {"lognormal": {"p10": 3, "p90": 2}},
            {"lognormal.p10": "The p10 of a LognormalRange estimate is not below its p90."},
        ),
        (
            {"discrete": {"values": [1, "b"], "probabilities": [0.5, 0.5]}},
            {"discrete.values.1": "Not all values are finite numbers."},
        ),
        ({"normal": [0, 1], "truncate": 3}, {"truncate": "The key truncate does not hold two ends."}),
        ({"normal": [0, 1], "truncate": [1, 0]}, {"truncate": "The low of a truncation is not below its high."}),
        ({"normal": [0, 1], "truncate": {}}, {"truncate.low": "A truncation has no end."}),
        ({"normal": [0, 1], "truncate": {"least": 0}}, {"truncate.least": "'least' is not a key of this table."}),
        (
            {"normal": [0, 1], "truncate": {"low": 50}},
            {"truncate.low": "Next to nothing of an estimate lies between the ends of its truncation."},
        ),
        ({"value": 3, "shift": 1}, {"shift": "This estimate cannot be shifted or truncated."}),
        ({"value": 3, "truncate": {"low": 1}}, {"truncate": "This estimate cannot be shifted or truncated."}),
        ({"normal": [0, 1], "shift": "3"}, {"shift": "The shift of an estimate is not a finite number."}),
        ({"norm": [0, 1], "value": 2}, {"norm": "'norm' is not a key of this table."}),
        (
            {"pert": [1], "shift": "a", "truncate": {"low": "b", "high": 2}},
            {
                "pert": "The key pert has the wrong count of numbers.",
                "shift": "The shift of an estimate is not a finite number.",
                "truncate.low": "The low of a truncation is not a finite number.",
            },
        ),
        ({"pert": [1], "shift": 2, "truncate": [1, 2]}, {"pert": "The key pert has the wrong count of numbers."}),
    ],
    ids=str,
)
def test_every_fault_is_listed_with_its_address(keys, faults):
    with pytest.raises(EstimateError) as caught:
        estimate_from_keys(keys)
    assert {fault.where: fault.what for fault in caught.value.faults} == faults


def test_an_unknown_key_suggests_the_nearest():
    with pytest.raises(EstimateError, match="did you mean triangular") as caught:
        estimate_from_keys({"triangle": [1, 2, 3]})
    assert [fault.code for fault in caught.value.faults] == ["unknown-key", "estimate"]
    with pytest.raises(UnknownNameError, match="did you mean lognormal"):
        estimate_from_key("lognorm", [1, 2])


def test_the_counts_of_a_beta_are_said():
    with pytest.raises(EstimateError) as caught:
        estimate_from_key("beta", [1])
    assert caught.value.wanted == "2 or 4: alpha, beta, low, high"


@pytest.mark.parametrize(
    "keys",
    [
        {"pert": [10**5000]},
        {"pert": 10**5000},
        {"discrete": [10**5000]},
        {"pert": {"low": 10**5000}},
        {"normal": [0, 1], "truncate": [[10**5000]]},
        {"normal": [0, 1], "truncate": [10**5000, 1]},
        {"normal": [0, 1], "shift": [10**5000]},
    ],
    ids=[f"long {i}" for i in range(7)],
)
def test_an_integer_that_python_will_not_print_is_refused_like_any_other(keys):
    with pytest.raises(EstimateError) as caught:
        estimate_from_keys(keys)
    assert len(str(caught.value)) < 500
