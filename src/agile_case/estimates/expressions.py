"""Expressions: arithmetic over named assumptions, as text or through Python operators.

An `Expression` is text in the grammar of the case file. It is read against the units of a case (`grammar.parse`),
because where a quantity literal ends depends on which words are units. What comes out is a tree of the small frozen
nodes below, which `evaluate` works out over numbers or arrays.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Final, NoReturn

import attrs
import numpy as np

from agile_case.errors import ExpressionError, LimitError
from agile_case.quantities.nouns import Noun
from agile_case.quantities.units import Quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from agile_case.quantities.frozen import FloatArray

__all__ = ["Binary", "Call", "Expression", "Literal", "Name", "Negate", "Node", "evaluate", "names_in"]

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 40
FUNCTIONS: Final = frozenset({"min", "max"})
NAME: Final = re.compile(r"[a-z][a-z0-9_]*")


@attrs.frozen
class Literal:
    """A number with its unit; after normalising, a number in base units."""

    value: float
    unit: str = "1"
    span: tuple[int, int] = attrs.field(default=(0, 0), eq=False, repr=False)


@attrs.frozen
class Name:
    """An assumption or a curve, by its key."""

    name: str
    span: tuple[int, int] = attrs.field(default=(0, 0), eq=False, repr=False)


@attrs.frozen
class Negate:
    """Unary minus."""

    operand: Node
    span: tuple[int, int] = attrs.field(default=(0, 0), eq=False, repr=False)


@attrs.frozen
class Binary:
    """One of `+ - * /` between two operands."""

    operator: str
    left: Node
    right: Node
    span: tuple[int, int] = attrs.field(default=(0, 0), eq=False, repr=False)


@attrs.frozen
class Call:
    """`min` or `max` of two or more operands."""

    function: str
    arguments: tuple[Node, ...]
    span: tuple[int, int] = attrs.field(default=(0, 0), eq=False, repr=False)


Node = Literal | Name | Negate | Binary | Call

_SUM, _PRODUCT, _ATOM = 1, 2, 3


@attrs.frozen(repr=False)
class Expression(Noun):
    """Arithmetic over assumptions, such as `applications * minutes_paper * caseworker_hour`.

    Build it from text, or combine expressions, quantities and numbers with `+ - * /`:

    Example:
        >>> (Expression("team") * Expression("day_rate") * "220 workday/year").text
        '(team * day_rate) * (220 workday/year)'
    """

    text: str = attrs.field()
    """The text, with runs of white space made one space."""

    def __attrs_post_init__(self) -> None:
        """Check the length and tidy the white space."""
        if not isinstance(self.text, str) or not self.text.strip():
            message = "An expression is text."
            wanted = 'for example "applications * minutes * hour_rate"'
            raise ExpressionError(message, got=repr(self.text), wanted=wanted)
        if len(self.text) > MAX_LENGTH:
            message = "This expression is too long."
            raise LimitError(message, got=f"{len(self.text):,} characters", wanted=f"at most {MAX_LENGTH:,}")
        object.__setattr__(self, "text", " ".join(self.text.split()))

    def __add__(self, other: Operand) -> Expression:
        """Add."""
        return _join(self, "+", other)

    def __radd__(self, other: Operand) -> Expression:
        """Add, from the right."""
        return _join(other, "+", self)

    def __sub__(self, other: Operand) -> Expression:
        """Subtract."""
        return _join(self, "-", other)

    def __rsub__(self, other: Operand) -> Expression:
        """Subtract, from the right."""
        return _join(other, "-", self)

    def __mul__(self, other: Operand) -> Expression:
        """Multiply."""
        return _join(self, "*", other)

    def __rmul__(self, other: Operand) -> Expression:
        """Multiply, from the right."""
        return _join(other, "*", self)

    def __truediv__(self, other: Operand) -> Expression:
        """Divide."""
        return _join(self, "/", other)

    def __rtruediv__(self, other: Operand) -> Expression:
        """Divide, from the right."""
        return _join(other, "/", self)

    def __neg__(self) -> Expression:
        """Negate."""
        return Expression(f"-({self.text})")

    def __lt__(self, _other: object) -> NoReturn:
        """Refuse a comparison: `min` and `max` of Python cannot know which is smaller."""
        message = "Expressions cannot be compared: which is smaller is not known before they are worked out."
        raise ExpressionError(message, got=self.text, do="write ac.minimum(a, b) or ac.maximum(a, b)")

    __gt__ = __le__ = __ge__ = __lt__

    def __str__(self) -> str:
        """Return the text."""
        return self.text

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"Expression({self.text!r})"


Operand = Expression | Quantity | str | float | int


_UNSIGNED = re.compile(  # the words and numbers of an expression: a sign inside one is no operator
    r"[A-Za-z_][A-Za-z0-9_.]*|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?"
)


def expression_of(value: Operand) -> Expression:
    """Make an expression of an operand.

    Args:
        value: An expression, a quantity, text or a finite number.

    Raises:
        ExpressionError: It is something else.
    """
    if isinstance(value, Expression):
        return value
    if isinstance(value, Quantity):
        return Expression(_quantity_text(value))
    if isinstance(value, str):
        return Expression(value)
    if isinstance(value, bool) or not isinstance(value, float | int):
        message = "This cannot be part of an expression."
        raise ExpressionError(message, got=repr(value), wanted="an expression, a quantity, text or a number")
    if not -sys.float_info.max <= value <= sys.float_info.max:
        message = "An expression holds finite numbers only."
        raise ExpressionError(
            message, got=repr(value) if isinstance(value, float) else "a whole number that is too large"
        )
    return Expression(repr(float(value)) if isinstance(value, float) else repr(value))


def _quantity_text(quantity: Quantity) -> str:
    """Write a quantity as an expression; a literal cannot begin its unit with 1, so `5 1/year` becomes `5 / 1 year`."""
    unit = quantity.unit.replace(" ", "") if isinstance(quantity.unit, str) else ""
    if not unit.startswith("1") or unit == "1":
        return str(quantity)
    return str(attrs.evolve(quantity, unit="1")) + re.sub(r"([*/])", r" \1 1 ", unit.removeprefix("1"))


def _binding(text: str) -> int:
    """Tell how tightly the loosest operator outside parentheses binds."""
    depth, loosest = 0, _ATOM
    for character in _UNSIGNED.sub("", text):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
        elif depth == 0 and character in "+-":
            loosest = _SUM
        elif depth == 0 and character in "*/":
            loosest = min(loosest, _PRODUCT)
    return loosest


def _join(left: Operand, operator: str, right: Operand) -> Expression:
    strength = _SUM if operator in "+-" else _PRODUCT

    def part(operand: Operand) -> str:
        text = expression_of(operand).text
        return text if _binding(text) > strength else f"({text})"

    return Expression(f"{part(left)} {operator} {part(right)}")


def names_in(node: Node) -> Iterator[Name]:
    """Yield every name of a tree, in the order of writing, repeats included.

    Args:
        node: The tree.
    """
    waiting = [node]
    while waiting:
        found = waiting.pop()
        if isinstance(found, Name):
            yield found
        elif not isinstance(found, Literal):
            waiting.extend(reversed(children(found)))


def children(node: Node) -> tuple[Node, ...]:
    """Return the operands of a node, left to right.

    Args:
        node: The node.
    """
    if isinstance(node, Negate):
        return (node.operand,)
    if isinstance(node, Binary):
        return (node.left, node.right)
    return node.arguments if isinstance(node, Call) else ()


_OPERATIONS: Final[dict[str, Callable[..., FloatArray]]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "min": np.minimum,
    "max": np.maximum,
}


def evaluate(node: Node, values: Mapping[str, FloatArray | float]) -> FloatArray | float:
    """Work out a normalised tree.

    Args:
        node: A tree whose literals are in base units.
        values: Each name's value in base units: numbers, or arrays of one shape.

    Returns:
        A number when no array is involved, otherwise an array of that shape; divisions by zero give infinity or NaN,
        which the caller must refuse.
    """
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Name):
        return values[node.name]
    if isinstance(node, Negate):
        return -evaluate(node.operand, values)
    if isinstance(node, Binary):
        return _OPERATIONS[node.operator](evaluate(node.left, values), evaluate(node.right, values))
    total, *others = (evaluate(argument, values) for argument in node.arguments)
    for other in others:
        total = _OPERATIONS[node.function](total, other)
    return total
