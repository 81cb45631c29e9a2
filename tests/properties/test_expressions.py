"""Laws of expressions: text and tree are two forms of one thing, and no text breaks anything but our own rules."""

import math
import operator

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agile_case.errors import AgileCaseError
from agile_case.estimates.curves import logistic_parameters
from agile_case.estimates.dimensions import dimension_of, normalise
from agile_case.estimates.expressions import Binary, Call, Expression, Literal, Name, Negate, evaluate
from agile_case.estimates.grammar import parse
from agile_case.estimates.shapes import logistic_area
from agile_case.quantities.units import UnitSystem

SYSTEM = UnitSystem(["application"])
VALUES = {"a": 2.5, "b": -0.75, "rate": 1e3, "fee": 0.1, "e": 7.0}
UNITS = ["1", "GBP", "GBPm/year", "minute/application", "hour^2*GBP/year^3"]
OPERATIONS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "min": min,
    "max": max,
}
LITERALS = st.builds(Literal, st.floats(0, 1e6).map(abs), st.sampled_from(UNITS))
NAMES = st.sampled_from(list(VALUES)).map(Name)


def grown(inner):
    """Put nodes over smaller trees."""
    return (
        st.builds(Negate, inner)
        | st.builds(Binary, st.sampled_from("+-*/"), inner, inner)
        | st.builds(Call, st.sampled_from(["min", "max"]), st.lists(inner, min_size=2, max_size=3).map(tuple))
    )


TREES = st.recursive(LITERALS | NAMES, grown, max_leaves=8)
PURE = st.recursive(st.floats(0, 1e6).map(abs).map(Literal) | NAMES, grown, max_leaves=8)


def write(node):
    """Write a tree with every parenthesis."""
    match node:
        case Literal():
            return repr(node.value) if node.unit == "1" else f"{node.value!r} {node.unit}"
        case Name():
            return node.name
        case Negate():
            return f"-({write(node.operand)})"
        case Binary():
            return f"({write(node.left)}) {node.operator} ({write(node.right)})"
        case _:
            return f"{node.function}({', '.join(write(argument) for argument in node.arguments)})"


def build(node):
    """Build an expression with Python's operators."""
    match node:
        case Negate():
            return -build(node.operand)
        case Binary():
            return OPERATIONS[node.operator](build(node.left), build(node.right))
        case _:
            return Expression(write(node))


def work_out(node):
    """Evaluate a tree with Python's own numbers, units apart."""
    match node:
        case Literal():
            return node.value * SYSTEM.unit(node.unit).scale
        case Name():
            return VALUES[node.name]
        case Negate():
            return -work_out(node.operand)
        case Binary():
            return OPERATIONS[node.operator](work_out(node.left), work_out(node.right))
        case _:
            return OPERATIONS[node.function](*(work_out(argument) for argument in node.arguments))


def read(text):
    """Read text into a tree."""
    return parse(Expression(text), SYSTEM.words)


def evaluated(tree):
    """Evaluate a tree the library's way."""
    with np.errstate(all="ignore"):
        return evaluate(normalise(tree, SYSTEM), VALUES)


@given(TREES)
def test_a_tree_survives_its_text(tree):
    assert read(write(tree)) == tree


@given(TREES)
def test_python_operators_build_the_tree_of_the_text(tree):
    """Trees over `min` and `max` are written, since Python has no operator for them."""
    assert parse(build(tree), SYSTEM.words) == tree


@given(TREES)
def test_a_tree_comes_to_what_a_plain_evaluator_says(tree):
    try:
        expected = work_out(tree)
    except ZeroDivisionError:
        assume(False)
    assume(math.isfinite(expected))
    assert evaluated(read(write(tree))) == expected


@given(PURE)
def test_without_units_the_text_means_what_it_means_in_python(tree):
    text = write(tree)
    try:
        expected = eval(text, {"min": min, "max": max}, dict(VALUES))  # noqa: S307 - the text is written a line above
    except ZeroDivisionError:
        assume(False)
    assume(math.isfinite(expected))
    assert evaluated(read(text)) == expected


FLAT = st.lists(
    st.tuples(
        st.sampled_from(["+", "-", "*", "/", "- -", "* -", "/ -"]), st.sampled_from([*VALUES, "2", "0.5", "1e-3"])
    ),
    min_size=1,
    max_size=12,
)


@given(FLAT)
def test_precedence_without_parentheses_is_that_of_python(parts):
    text = "a" + "".join(f" {sign} {word}" for sign, word in parts)
    expected = eval(text, {}, dict(VALUES))  # noqa: S307 - the text is written a line above
    assert evaluated(read(text)) == expected


@given(st.lists(FLAT, min_size=2, max_size=2), st.sampled_from("+-*/"))
def test_operators_join_whole_texts(parts, sign):
    """However the two texts read, each is one operand of the join."""
    left, right = ("a" + "".join(f" {sign} {word}" for sign, word in flat) for flat in parts)
    joined = OPERATIONS[sign](Expression(left), Expression(right))
    assert parse(joined, SYSTEM.words) == Binary(sign, read(left), read(right))


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5), PURE)
def test_arrays_come_to_the_same_as_a_loop(draws, tree):
    values = VALUES | {"a": np.array(draws)}
    with np.errstate(all="ignore"):
        together = np.broadcast_to(evaluate(tree, values), (len(draws),))
        apart = [float(evaluate(tree, VALUES | {"a": draw})) for draw in draws]
    np.testing.assert_array_equal(together, apart)


GARBAGE = st.text(st.sampled_from("ab1.9_e+-*/^(), £$%\n") | st.characters(), max_size=40) | st.lists(
    st.sampled_from(
        ["a", "min", "max", "(", ")", ",", "5", "1e3", "GBP", "/", "*", "^", "2", "-", "+", "year", "day", "."]
    ),
    max_size=15,
).map(" ".join)


@given(GARBAGE)
def test_garbage_is_a_tree_or_our_error(text):
    try:
        expression = Expression(text)
        tree = parse(expression, SYSTEM.words)
    except AgileCaseError:
        return
    assert read(write(tree)) == tree
    try:
        measured = dimension_of(tree, dict.fromkeys(VALUES, ()), SYSTEM, expression.text)
    except AgileCaseError:
        return
    assert isinstance(measured, tuple)


def logistic_yearly(elapsed, midpoint, steepness):
    return logistic_area(elapsed + 1.0, midpoint, steepness) - logistic_area(elapsed, midpoint, steepness)


@given(st.floats(-5, 5), st.floats(0.01, 50), st.floats(-30, 30))
def test_a_curve_stays_within_its_ceiling_and_never_falls(t10, width, start):
    average = logistic_yearly(start + np.arange(40.0), *logistic_parameters(t10, t10 + width))
    assert average.min() >= 0
    assert average.max() <= 1 + 1e-12
    assert np.diff(average).min() >= -1e-12
    assert average[start + np.arange(40.0) <= -1].tolist() == [0.0] * int((start + np.arange(40.0) <= -1).sum())


@given(st.floats(0, 5), st.floats(0.01, 50), st.floats(0, 1))
def test_a_later_start_is_never_higher(t10, width, delay):
    parameters = logistic_parameters(t10, t10 + width)
    elapsed = np.arange(-2.0, 30.0)
    assert (logistic_yearly(elapsed - delay, *parameters) <= logistic_yearly(elapsed, *parameters) + 1e-12).all()


def test_the_oracle_of_this_module_can_fail():
    assert work_out(read("2 GBPm * a - b")) == 2e6 * 2.5 + 0.75
    with pytest.raises(ZeroDivisionError):
        work_out(read("1 / 0"))
