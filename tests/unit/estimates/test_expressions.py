"""Expressions by Python operators, their limits, and what a tree comes to."""

import math
import pickle

import numpy as np
import pytest

from agile_case.errors import ExpressionError, LimitError, UnitError
from agile_case.estimates.expressions import (
    Binary,
    Call,
    Expression,
    Literal,
    Name,
    Negate,
    children,
    evaluate,
    names_in,
)
from agile_case.estimates.grammar import parse
from agile_case.quantities.units import Quantity, UnitSystem

WORDS = UnitSystem(["application"]).words
A, B, C = Expression("a"), Expression("b"), Expression("c")


def read(text):
    """Read text into a tree."""
    return parse(Expression(text), WORDS)


@pytest.mark.parametrize(
    ("built", "text"),
    [
        (A + B, "a + b"),
        (A + B + C, "(a + b) + c"),
        (A + (B + C), "a + (b + c)"),
        (A - (B - C), "a - (b - c)"),
        ((A - B) * C, "(a - b) * c"),
        (A * B + C, "(a * b) + c"),
        (A / (B / C), "a / (b / c)"),
        (A / B * C, "(a / b) * c"),
        (-A, "-a"),
        (-(A + B), "-(a + b)"),
        ((-A) * B, "(-a) * b"),
        (A - -B, "a - (-b)"),
        (2 * A, "2 * a"),
        (2 + A, "2 + a"),
        (1 - A, "1 - a"),
        (1 / A, "1 / a"),
        (-2 * A, "(-2) * a"),
        (A * 1e-5, "a * 1e-5"),
        (A * "b + c", "a * (b + c)"),
        (A * Quantity(220, "workday/year"), "a * (220 workday/year)"),
        (A * "220 workday/year", "a * (220 workday/year)"),
        (A + Quantity(-5, "GBP"), "a + (-5 GBP)"),
        (A * Quantity(5, "1/year"), "a * (5 / 1 year)"),
        (A * Quantity(5, "1/year*hour/GBP"), "a * (5 / 1 year * 1 hour / 1 GBP)"),
        (A * Quantity(5), "a * 5"),
        (Expression("min(a, b)") * C, "min(a, b) * c"),
        (Expression("price - fee") * 2, "(price - fee) * 2"),
        (Expression("rate1e + b") * 2, "(rate1e + b) * 2"),
        (Expression("size -b") / Expression("1e-3"), "(size - b) / 1e-3"),
        (A * np.float64(2.5), "a * 2.5"),
        (np.float64(2.5) * A, "2.5 * a"),
    ],
)
def test_python_operators_give_the_same_tree_as_the_text(built, text):
    assert parse(built, WORDS) == read(text)


def test_a_name_that_ends_in_e_does_not_hide_the_sign_behind_it():
    """`price - fee` is a difference, not a number in powers of ten."""
    assert (Expression("price - fee") * 2).text == "(price - fee) * 2"


@pytest.mark.parametrize("operand", [True, None, [1], 1j, b"a"])
def test_another_operand_is_refused(operand):
    with pytest.raises(ExpressionError) as caught:
        A + operand
    error = caught.value
    assert (error.what, error.got) == ("This cannot be part of an expression.", repr(operand))
    assert error.wanted == "an expression, a quantity, text or a number"


@pytest.mark.parametrize(
    ("operand", "got"),
    [
        (math.nan, "nan"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        pytest.param(10**5000, "a whole number that is too large", id="huge"),
    ],
)
def test_an_operand_that_is_not_finite_is_refused(operand, got):
    with pytest.raises(ExpressionError) as caught:
        A * operand
    assert (caught.value.what, caught.value.got) == ("An expression holds finite numbers only.", got)


@pytest.mark.parametrize("given", ["", "  ", None, 5, b"a"])
def test_an_expression_is_text(given):
    with pytest.raises(ExpressionError) as caught:
        Expression(given)
    assert (caught.value.what, caught.value.got) == ("An expression is text.", repr(given))


def test_an_expression_has_a_longest_length():
    assert len(Expression("a" * 2_000).text) == 2_000
    with pytest.raises(LimitError) as caught:
        Expression("a" * 2_001)
    assert (caught.value.what, caught.value.got) == ("This expression is too long.", "2,001 characters")
    assert caught.value.wanted == "at most 2,000"


def test_a_quantity_whose_unit_is_no_text_is_refused_when_it_is_read():
    with pytest.raises(UnitError, match="A number is followed by a word that is not a unit"):
        parse(A * Quantity(5, None), WORDS)


def test_white_space_is_tidied_and_equal_text_is_an_equal_expression():
    assert Expression(" a\n\t*  b ") == Expression("a * b")
    assert hash(Expression("a  * b")) == hash(Expression("a * b"))
    assert str(Expression("a  *b")) == "a *b"
    assert pickle.loads(pickle.dumps(A)) == A
    assert eval(repr(A), {"Expression": Expression}) == A  # noqa: S307 - our own repr, which promises this


# --- trees ---


def test_names_come_in_the_order_of_writing():
    assert [name.name for name in names_in(read("b * min(a, -c, 2) / b"))] == ["b", "a", "c", "b"]


def test_children_are_the_operands():
    a, b = Name("a"), Name("b")
    assert children(Binary("+", a, b)) == children(Call("min", (a, b))) == (a, b)
    assert children(Negate(a)) == (a,)
    assert children(a) == children(Literal(1.0)) == ()


def test_trees_compare_without_their_places():
    assert read("a+b") == read("a  +  b")
    assert hash(read("a+b")) == hash(read("a  +  b"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", 2 + 3 * 5),
        ("(a + b) * c", (2 + 3) * 5),
        ("a - b - c", 2 - 3 - 5),
        ("a / b / c", 2 / 3 / 5),
        ("-a * b", -2 * 3),
        ("min(a, b, c) + max(a, b, c)", 2 + 5),
        ("a - -b", 2 + 3),
        ("7", 7),
    ],
)
def test_a_tree_comes_to_what_the_arithmetic_says(text, expected):
    assert evaluate(read(text), {"a": 2.0, "b": 3.0, "c": 5.0}) == expected


def test_arrays_are_worked_out_element_by_element():
    values = {"a": np.array([1.0, 2.0]), "b": 3.0}
    assert evaluate(read("max(a * b, 4)"), values).tolist() == [4.0, 6.0]


def test_division_by_zero_is_left_to_the_caller():
    with np.errstate(all="ignore"):
        assert evaluate(read("a / b"), {"a": 1.0, "b": 0.0}) == math.inf
        assert math.isnan(evaluate(read("a / b"), {"a": 0.0, "b": 0.0}))
