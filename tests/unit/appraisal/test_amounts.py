"""Amounts that differ from year to year: the parts that they are split into sum to the amount in every year."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agile_case.appraisal.amounts import ONE, product_of, split, with_names
from agile_case.estimates.expressions import Binary, Call, Literal, Name, Negate, evaluate, names_in

YEARS = 3
SERIES = {"s": np.array([2.0, 3.0, -5.0]), "t": np.array([0.5, 4.0, 7.0])}
DRAWN = {"d": [1.5, -2.0, 0.25], "e": [3.0, 8.0, -1.0]}
CONSTANT = {"a": 1.75, "b": -3.0}


def trees(names):
    leaves = st.sampled_from(names).map(Name) | st.sampled_from([1.0, -2.0, 0.5]).map(Literal)
    return st.recursive(
        leaves,
        lambda inner: (
            inner.map(Negate)
            | st.builds(Binary, st.sampled_from("+-*/"), inner, inner)
            | st.builds(Call, st.sampled_from(["min", "max"]), st.tuples(inner, inner))
        ),
        max_leaves=8,
    )


def in_year(tree, year):
    """Work a tree out with the values of one year."""
    values = CONSTANT | {name: float(held[year]) for name, held in (SERIES | DRAWN).items()}
    with np.errstate(all="ignore"):
        return float(evaluate(tree, values))


def summed(parts, year):
    return math.fsum(
        in_year(part.constant, year)
        * part.weights[year]
        * (1.0 if part.varying is None else in_year(part.varying, year))
        for part in parts
    )


@given(trees(["a", "b", "s", "t", "d", "e"]))
def test_the_parts_sum_to_the_amount_in_every_year(tree):
    wanted = [in_year(tree, year) for year in range(YEARS)]
    assume(all(math.isfinite(value) and abs(value) < 1e6 for value in wanted))
    parts = split(tree, SERIES, frozenset(DRAWN), YEARS)
    assume(all(np.isfinite(part.weights).all() for part in parts))
    for year in range(YEARS):
        pieces = [in_year(part.constant, year) * part.weights[year] for part in parts]
        assume(all(map(math.isfinite, pieces)))
        size = max(1.0, *map(abs, pieces))
        assert summed(parts, year) == pytest.approx(wanted[year], rel=1e-9, abs=1e-9 * size)
    for part in parts:
        assert not {found.name for found in names_in(part.constant)} & {*SERIES, *DRAWN}


@given(trees(["a", "b", "s", "t"]))
def test_a_sum_of_products_leaves_nothing_of_a_year_to_the_draws(tree):
    parts = split(tree, SERIES, frozenset(DRAWN), YEARS)
    bends = any(part.varying is not None for part in parts)
    assert not bends or _bends(tree)


def _bends(tree):
    """Tell whether a tree has a maximum, a minimum or a divisor in which a series and something else meet."""
    names = {found.name for found in names_in(tree)}
    mixed = bool(names & set(SERIES)) and bool(names - set(SERIES))
    if isinstance(tree, Call):
        return mixed or any(map(_bends, tree.arguments))
    if isinstance(tree, Binary):
        below = {found.name for found in names_in(tree.right)} if tree.operator == "/" else set()
        return (mixed and bool(below)) or _bends(tree.left) or _bends(tree.right)
    return isinstance(tree, Negate) and _bends(tree.operand)


def test_a_product_with_a_series_is_one_ordinary_term():
    (part,) = split(Binary("*", Binary("*", Name("s"), Name("a")), Name("b")), SERIES, frozenset(), YEARS)
    assert part.constant == Binary("*", Name("a"), Name("b"))
    assert part.weights.tolist() == SERIES["s"].tolist()
    assert part.varying is None


def test_a_difference_of_products_is_two_terms():
    tree = Binary(
        "-", Binary("*", Name("s"), Name("a")), Binary("/", Negate(Binary("*", Name("t"), Name("b"))), Name("a"))
    )
    first, second = split(tree, SERIES, frozenset(), YEARS)
    assert (first.constant, second.constant) == (Name("a"), Binary("/", Name("b"), Name("a")))
    assert (second.weights.tolist(), second.varying) == (SERIES["t"].tolist(), None)


def test_only_what_is_drawn_each_year_is_left_to_the_draws():
    tree = Binary("/", Binary("*", Name("a"), Name("d")), Binary("*", Name("b"), Name("e")))
    (part,) = split(tree, SERIES, frozenset(DRAWN), YEARS)
    assert {found.name for found in names_in(part.constant)} == {"a", "b"}
    assert {found.name for found in names_in(part.varying)} == {"d", "e"}
    assert part.weights.tolist() == [1, 1, 1]


def test_so_many_products_are_worked_out_year_by_year_instead():
    tree = Name("s")
    for _ in range(6):
        tree = Binary("*", Binary("+", tree, Name("a")), Binary("+", Name("t"), Name("b")))
    (part,) = split(tree, SERIES, frozenset(), YEARS)
    assert part.varying is not None
    assert summed([part], 1) == pytest.approx(in_year(tree, 1))


def test_a_product_leaves_out_factors_of_one():
    assert product_of() == ONE == product_of(ONE, ONE)
    assert product_of(ONE, Name("a"), ONE) == Name("a")
    assert product_of(Name("a"), Name("b")) == Binary("*", Name("a"), Name("b"))


@given(trees(["a", "b"]))
def test_names_are_replaced_everywhere_and_nothing_else(tree):
    swapped = with_names(tree, lambda name: Name({"a": "b", "b": "a"}[name]))
    assert with_names(swapped, lambda name: Name({"a": "b", "b": "a"}[name])) == tree
    assert [found.name for found in names_in(swapped)] == [{"a": "b", "b": "a"}[found.name] for found in names_in(tree)]
