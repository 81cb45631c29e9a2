"""Bounds of expressions: no value lies outside them, and simple ones are exact."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agile_case.estimates.expressions import Binary, Call, Literal, Name, Negate, evaluate
from agile_case.estimates.intervals import bounds

RANGES = {"a": (-2.0, 3.0), "b": (0.5, 4.0), "c": (-math.inf, 1.0)}
LEAVES = st.sampled_from([*map(Name, RANGES), Literal(2.0), Literal(-1.5), Literal(0.0)])
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        inner.map(Negate)
        | st.builds(Binary, st.sampled_from("+-*/"), inner, inner)
        | st.builds(Call, st.sampled_from(["min", "max"]), st.tuples(inner, inner))
    ),
    max_leaves=6,
)


@given(TREES, st.floats(-2, 3), st.floats(0.5, 4), st.floats(-1e6, 1))
def test_no_value_lies_outside(tree, a, b, c):
    low, high = bounds(tree, RANGES)
    with np.errstate(all="ignore"):
        value = float(evaluate(tree, {"a": a, "b": b, "c": c}))
    if math.isfinite(value):
        slack = 1e-9 * max(1.0, abs(value))
        assert low - slack <= value <= high + slack


@pytest.mark.parametrize(
    ("tree", "wanted"),
    [
        (Negate(Name("a")), (-3, 2)),
        (Binary("+", Name("a"), Name("b")), (-1.5, 7)),
        (Binary("-", Name("a"), Name("b")), (-6, 2.5)),
        (Binary("*", Name("a"), Name("b")), (-8, 12)),
        (Binary("/", Literal(2.0), Name("b")), (0.5, 4)),
        (Binary("/", Literal(2.0), Name("a")), (-math.inf, math.inf)),
        (Binary("*", Literal(0.0), Name("c")), (-math.inf, math.inf)),
        (Call("max", (Name("a"), Literal(1.0))), (1, 3)),
        (Call("min", (Name("a"), Name("b"))), (-2, 3)),
    ],
)
def test_simple_bounds_are_exact(tree, wanted):
    assert bounds(tree, RANGES) == wanted
