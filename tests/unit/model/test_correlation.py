"""Correlations: what one is, how several fit together and into a case, and the groups that they form."""

import numpy as np
import pytest

import agile_case as ac
from agile_case.estimates.correlations import check_rank_correlations
from agile_case.model.consistency import faults_of
from agile_case.model.contents import Contents
from agile_case.model.correlation_checks import correlated_groups, correlation_faults
from tests.unit.model.conftest import facts

SPREAD = ac.Assumption(estimate=ac.Uniform(1, 2), unit="1")


def together(*names, rank=0.5):
    return ac.Correlation(assumptions=names, rank=rank)


def contents_of(case, *correlations, keys="abcdef", **others):
    """Return contents in which each letter is an uncertain assumption."""
    assumptions = dict.fromkeys(keys, SPREAD) | others
    return Contents(**case.parts(assumptions=assumptions, curves={}, correlations=correlations))


def found(contents, broken=()):
    """Return the faults of the correlations as their facts."""
    return [facts(fault) for fault in correlation_faults(contents, frozenset(broken))]


# --- one correlation ---


def test_a_correlation_keeps_what_it_is_given():
    given = ac.Correlation(assumptions=["b", "a"], rank=1, source="s", notes="n", x={"k": [1]})
    assert (given.assumptions, given.rank, given.source, given.notes) == (("b", "a"), 1.0, "s", "n")
    assert type(given.rank) is float
    assert given.x == ac.FrozenMap({"k": (1,)})
    assert hash(given) == hash(ac.Correlation(assumptions=("b", "a"), rank=1.0, source="s", notes="n", x={"k": [1]}))


@pytest.mark.parametrize("names", ["a", [], ["a"], ["a", "a"], ["a", "b", "a"]])
def test_a_correlation_is_between_different_assumptions(names):
    with pytest.raises(ac.InputError) as caught:
        ac.Correlation(assumptions=names, rank=0.5)
    listed = [names] if isinstance(names, str) else names
    assert facts(caught.value.faults[0]) == (
        "A correlation is between different assumptions.",
        "assumptions",
        repr(listed),
        "two or more keys, each once",
        "",
        "input",
    )


@pytest.mark.parametrize("rank", [1.0000001, -1.0000001, 60])
def test_a_rank_correlation_lies_between_minus_1_and_1(rank):
    with pytest.raises(ac.InputError) as caught:
        together("a", "b", rank=rank)
    wanted = "a number from -1 to 1"
    what = "A rank correlation lies between -1 and 1."
    assert facts(caught.value.faults[0]) == (what, "rank", repr(float(rank)), wanted, "", "input")
    assert [together("a", "b", rank=end).rank for end in (-1, 0, 1)] == [-1.0, 0.0, 1.0]


@pytest.mark.parametrize("rank", ["0.5", True, None, float("nan")])
def test_a_rank_is_a_finite_number(rank):
    with pytest.raises(ac.InputError, match="number"):
        together("a", "b", rank=rank)


@pytest.mark.parametrize("names", [5, None, ["a", 5], {"a": "b"}])
def test_assumptions_are_a_list_of_texts(names):
    with pytest.raises(ac.InputError, match=r"A list of texts is needed\."):
        ac.Correlation(assumptions=names, rank=0.5)


# --- groups ---


def test_without_correlations_there_is_no_group(case):
    assert correlated_groups(contents_of(case)) == ()


def test_the_keys_of_a_group_are_sorted_and_a_list_of_three_is_every_pair(case):
    ((keys, matrix),) = correlated_groups(contents_of(case, together("c", "a", "b", rank=0.25)))
    assert keys == ("a", "b", "c")
    assert matrix.tolist() == [[1, 0.25, 0.25], [0.25, 1, 0.25], [0.25, 0.25, 1]]


def test_a_chain_is_one_group_and_pairs_that_are_not_named_have_0(case):
    """The last correlation joins what were two groups."""
    chain = [together("d", "c", rank=0.3), together("b", "a", rank=-0.2), together("b", "d", rank=0.1)]
    ((keys, matrix),) = correlated_groups(contents_of(case, *chain))
    assert keys == ("a", "b", "c", "d")
    assert matrix.tolist() == [[1, -0.2, 0, 0], [-0.2, 1, 0, 0.1], [0, 0, 1, 0.3], [0, 0.1, 0.3, 1]]


def test_groups_apart_stay_apart_and_are_sorted(case):
    pairs = [together("f", "b", rank=0.3), together("e", "a", rank=-0.3)]
    groups = correlated_groups(contents_of(case, *pairs))
    assert [keys for keys, _ in groups] == [("a", "e"), ("b", "f")]
    assert [matrix[0, 1] for _, matrix in groups] == [-0.3, 0.3]


# --- faults ---


def test_sound_correlations_have_no_faults(case):
    contents = contents_of(case, together("a", "b", "c"), together("a", "d", rank=-1 / 3), together("e", "f", rank=-1))
    assert found(contents) == []
    assert faults_of(contents) == ()


def test_an_unknown_assumption_is_refused_once_for_each_place(case):
    contents = contents_of(case, together("a", "b"), together("aa", "zz"), keys=("a", "b"))
    where, wanted, code = "correlations.1.assumptions", "the key of an assumption", "unknown-name"
    assert found(contents) == [
        ("'aa' is not an assumption of this case.", where, "'aa'", wanted, "did you mean a?", code),
        ("'zz' is not an assumption of this case.", where, "'zz'", wanted, "use one of: a, b", code),
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"estimate": ac.YearlyValues(years="2026-27", values=[1])}, "g, a yearly series"),
        ({"estimate": ac.Uniform(0, 1), "persistence": "yearly"}, "g, drawn each year"),
        ({"estimate": ac.Uniform(0, 1), "persistence": 0.5}, "g, drawn each year"),
    ],
)
def test_an_assumption_with_a_value_for_each_year_is_refused(case, change, said):
    contents = contents_of(case, together("a", "g"), g=ac.Assumption(unit="1", **change))
    ((what, where, got, wanted, _, code),) = found(contents)
    assert what == "This assumption differs from year to year, and one value for all years is needed here."
    assert (where, got) == ("correlations.0.assumptions", said)
    assert (wanted, code) == ("an assumption with one value", "estimate")


def test_an_assumption_without_spread_is_refused(case):
    contents = contents_of(case, together("a", "g"), g=ac.Assumption(estimate=ac.Fixed(1), unit="1"))
    assert found(contents) == [
        (
            "Only an uncertain assumption can be correlated.",
            "correlations.0.assumptions",
            "g, which is certain",
            "estimates with a spread",
            "",
            "estimate",
        )
    ]


def test_a_pair_is_given_once_whatever_its_order(case):
    contents = contents_of(case, together("a", "b", "c"), together("d", "e"), together("c", "a", rank=0.1))
    assert found(contents) == [
        (
            "The correlation of two assumptions is given twice.",
            "correlations.2.assumptions",
            "a and c, in correlations.0 as well",
            "each pair once",
            "",
            "case",
        )
    ]


def impossible(*names):
    """Return three correlations that are possible one by one and not together."""
    one, two, three = names
    return [together(one, two, rank=0.9), together(two, three, rank=0.9), together(one, three, rank=-0.9)]


def test_correlations_that_cannot_be_together_are_refused_with_the_nearest_that_can(case):
    (fault,) = found(contents_of(case, *impossible("b", "a", "c")))
    what, where, got, wanted, do, code = fault
    assert what == "No quantities can be correlated like this: each pair could be, but not all at once."
    assert (where, wanted, code) == ("correlations", "none below 0", "estimate")
    assert got == "a, b, c: a smallest eigenvalue of -0.816"
    said, _, offered = do.partition(": ")
    assert said == "use the nearest matrix that can be"
    nearest = eval(offered)  # noqa: S307 - our own text
    check_rank_correlations(nearest)
    assert [row[i] for i, row in enumerate(nearest)] == [1, 1, 1]
    assert nearest[0][1] == nearest[0][2] == -nearest[1][2] > 0.4  # a and b, a and c, b and c


def test_every_group_is_judged_for_itself(case):
    """The group in the middle is sound."""
    correlations = [*impossible("a", "b", "c"), together("g", "h"), *impossible("d", "e", "f")]
    wheres = [
        (where, got.partition(":")[0]) for _, where, got, *_ in found(contents_of(case, *correlations, keys="abcdefgh"))
    ]
    assert wheres == [("correlations", "a, b, c"), ("correlations", "d, e, f")]


def test_a_group_too_large_to_print_is_told_what_helps(case):
    """Nine assumptions that all move against each other."""
    contents = contents_of(case, together(*"abcdefghi", rank=-0.5), keys="abcdefghi")
    ((_, _, got, _, do, _),) = found(contents)
    assert got.startswith("a, b, c, d, e, f, g, h, i: a smallest eigenvalue of -")
    assert do == "bring the rank correlations nearer to 0"


@pytest.mark.parametrize("fault", [together("a", "nobody"), together("b", "a", rank=0.1)], ids=["unknown", "twice"])
def test_whether_correlations_can_be_together_is_asked_once_each_is_sound(case, fault):
    (only,) = found(contents_of(case, *impossible("a", "b", "c"), fault))
    assert only[1] == "correlations.3.assumptions"


def test_an_assumption_that_could_not_be_read_is_not_missed_as_well(case):
    contents = contents_of(case, together("a", "b"), together("a", "nobody"), keys="a")
    assert [fault[2] for fault in found(contents, {"assumptions.b"})] == ["'nobody'"]
    assert [fault[2] for fault in found(contents)] == ["'b'", "'nobody'"]


def test_a_correlation_that_could_not_be_read_keeps_its_number_and_the_rest_is_not_called_impossible(case):
    """Without the pair a and c, which has a fault of its own, the other two would not fit together."""
    pairs = [together("a", "b", rank=0.9), together("b", "c", rank=0.9)]
    assert [fault[1] for fault in found(contents_of(case, *pairs))] == ["correlations"]
    assert found(contents_of(case, *pairs), {"correlations.1"}) == []
    contents = contents_of(case, *pairs, together("a", "nobody"))
    assert [fault[1] for fault in found(contents, {"correlations.0", "correlations.2"})] == [
        "correlations.4.assumptions"
    ]


def test_a_model_with_faulty_correlations_is_refused(case):
    assumptions = dict.fromkeys("abc", SPREAD)
    faults = case.faults(assumptions=assumptions, curves={}, correlations=impossible("a", "b", "c"))
    assert [fault.where for fault in faults] == ["correlations"]
    model = case.model(assumptions=assumptions, curves={}, correlations=[together("a", "b")])
    assert model.correlations == (together("a", "b"),)


def test_a_matrix_at_the_edge_of_what_can_be_is_accepted(case):
    """Full correlation, and three that cancel out: Gaussian -1/2 is the least that three can have in common."""
    least = 6 / np.pi * np.arcsin(-0.25)
    assert found(contents_of(case, together("a", "b", "c", rank=1))) == []
    assert found(contents_of(case, together("a", "b", "c", rank=least))) == []
    assert len(found(contents_of(case, together("a", "b", "c", rank=least - 0.001)))) == 1
