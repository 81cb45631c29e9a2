"""Profiles: polynomials in the curves' ceilings are expanded, everything else is kept for the draw."""

import numpy as np
import pytest

from agile_case.appraisal.profiles import Shape, expand, in_year
from agile_case.estimates.expressions import Expression, evaluate
from agile_case.estimates.grammar import parse
from agile_case.quantities.frozen import read_only

FIRST, SECOND = [0.0, 0.25, 0.5], [0.0, 0.0, 1.0]
SHAPES = {
    "a": Shape("top", read_only(FIRST)),
    "b": Shape("most", read_only(SECOND)),
    "known": Shape(0.5, read_only([0.2, 0.4, 0.8])),
}
CEILINGS = {"top": 0.8, "most": 0.3}


def tree(text):
    return parse(Expression(text), frozenset())


def expanded(text):
    found = expand(tree(text), SHAPES, 3)
    return None if found is None else {key: weights.tolist() for key, weights in found.items()}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.4", {(): [0.4, 0.4, 0.4]}),
        ("a", {("top",): FIRST}),
        ("known", {(): [0.1, 0.2, 0.4]}),
        ("1 - a", {(): [1, 1, 1], ("top",): [0, -0.25, -0.5]}),
        ("-a + a", {("top",): [0, 0, 0]}),
        ("2 * a / 4", {("top",): [0, 0.125, 0.25]}),
        ("a * a", {("top", "top"): [0, 0.0625, 0.25]}),
        ("b * a", {("most", "top"): [0, 0, 0.5]}),
        (
            "(a - b) * (a + b)",
            {("top", "top"): [0, 0.0625, 0.25], ("most", "top"): [0, 0, 0], ("most", "most"): [0, 0, -1]},
        ),
        ("min(known, 0.2, 0.3)", {(): [0.1, 0.2, 0.2]}),
        ("max(known, 0.2)", {(): [0.2, 0.2, 0.4]}),
        ("1 / known", {(): [10, 5, 2.5]}),
    ],
)
def test_a_polynomial_becomes_weights_of_products_of_ceilings(text, wanted):
    assert expanded(text) == {key: pytest.approx(weights) for key, weights in wanted.items()}


@pytest.mark.parametrize(
    "text",
    ["1 / a", "min(a, 0.3)", "max(0.3, 1 - a)", "-min(a, b)", "1 + max(a, 0.1)", "known / (1 - a)", "(1 / a) * 2"],
)
def test_what_bends_in_a_ceiling_is_no_polynomial(text):
    assert expanded(text) is None


def test_a_polynomial_of_too_many_products_is_kept_for_the_draw():
    """Seven ceilings, each present or not, would be 128 products."""
    shapes = {f"c{n}": Shape(f"top{n}", read_only(FIRST)) for n in range(7)}
    text = " * ".join(f"(1 - c{n})" for n in range(7))
    assert expand(tree(text), shapes, 3) is None
    few = " * ".join(f"(1 - c{n})" for n in range(5))
    assert len(expand(tree(few), shapes, 3)) == 32


def test_a_division_by_a_known_zero_is_not_finite():
    """The compiler refuses it, where the line is known; no warning escapes."""
    weights = expand(tree("1 / (known - known)"), SHAPES, 3)[()]
    assert np.isinf(weights).all()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0.4", [0.4, 0.4, 0.4]),
        ("known", [0.1, 0.2, 0.4]),
        ("-a", [0, -0.2, -0.4]),
        ("min(a, 0.3, 0.25)", [0, 0.2, 0.25]),
        ("max(0.3, 1 - a)", [1, 0.8, 0.6]),
        ("b / (1 + a)", [0, 0, 0.3 / 1.4]),
    ],
)
def test_one_year_of_a_profile_is_an_expression_over_assumptions(text, wanted):
    values = [float(evaluate(in_year(tree(text), SHAPES, year), CEILINGS)) for year in range(3)]
    assert values == pytest.approx(wanted, rel=1e-15)
