"""Names as Python objects: arithmetic over assumptions without writing it as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from agile_case.errors import ExpressionError, InputError, UnknownNameError, did_you_mean
from agile_case.estimates.expressions import NAME, Expression, Operand, expression_of
from agile_case.quantities.nouns import pairs_table

__all__ = ["Names", "maximum", "minimum", "names"]


class Names:
    """Keys of assumptions and curves, each an `Expression`; a wrong name fails at once, with the nearest names.

    Example:
        >>> a = names("team", "day_rate")
        >>> (a.team * a.day_rate * "220 workday/year").text
        '(team * day_rate) * (220 workday/year)'
    """

    __slots__ = ("_keys",)

    def __init__(self, keys: Iterable[str]) -> None:
        """Hold the keys.

        Args:
            keys: Keys of assumptions or curves.

        Raises:
            InputError: One of them is not a key.
        """
        self._keys = tuple(dict.fromkeys(keys))
        for key in self._keys:
            if not isinstance(key, str) or not NAME.fullmatch(key):
                message = "This is not a key."
                wanted = "small letters, digits and underscores, beginning with a letter"
                raise InputError(message, where="keys", got=repr(key)[:120], wanted=wanted)

    def __getitem__(self, key: str) -> Expression:
        """Return the expression of a key.

        Raises:
            UnknownNameError: It is not one of the names; the nearest are suggested.
        """
        if key not in self._keys:
            message = f"{key!r} is not one of these names."
            wanted = "the key of an assumption or a curve"
            raise UnknownNameError(message, got=repr(key), wanted=wanted, do=did_you_mean(str(key), self._keys))
        return Expression(key)

    def __getattr__(self, key: str) -> Expression:
        """Return the expression of a key, as an attribute."""
        if key.startswith("_"):  # no key does, and Python asks for some of its own
            message = f"{type(self).__name__!r} object has no attribute {key!r}"
            raise AttributeError(message)
        return self[key]

    def __contains__(self, key: object) -> bool:
        """Tell whether a key is one of the names."""
        return key in self._keys

    def __iter__(self) -> Iterator[Expression]:
        """Iterate over the expressions, in the order of the keys."""
        return (Expression(key) for key in self._keys)

    def __len__(self) -> int:
        """Count the names."""
        return len(self._keys)

    def __eq__(self, other: object) -> bool:
        """Tell whether the same keys are named, in the same order."""
        return self._keys == other._keys if isinstance(other, Names) else NotImplemented

    def __hash__(self) -> int:
        """Hash by the keys."""
        return hash(self._keys)

    def __dir__(self) -> Iterable[str]:
        """List the keys, so that an editor can complete them."""
        return [*object.__dir__(self), *self._keys]

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"names({', '.join(map(repr, self._keys))})"

    def _repr_html_(self) -> str:
        return pairs_table(
            "Names", ((key, Expression(key)) for key in self._keys), titles=("Name", "Expression")
        ).to_html()


def names(*keys: str | Iterable[str]) -> Names:
    """Return names to write arithmetic with; they go into `amount`, `measure`, `unit_value` and `profile`.

    Args:
        keys: Keys of assumptions or curves, or collections of them, such as the dictionary of the assumptions.

    Raises:
        InputError: One of them is not a key.

    Example:
        >>> team, day_rate = names("team", "day_rate")
        >>> (team * day_rate).text
        'team * day_rate'
    """
    held: list[str] = []
    for given in keys:
        if isinstance(given, str) or not isinstance(given, Iterable):
            held.append(given)  # what is no key is refused below
        else:
            held.extend(given)
    return Names(held)


def minimum(*operands: Operand) -> Expression:
    """Return the smallest of two or more operands, as an expression.

    Args:
        operands: Expressions, quantities, text or numbers.

    Raises:
        ExpressionError: There are fewer than two, or one is something else.

    Example:
        >>> minimum("team", "12 person").text
        'min(team, 12 person)'
    """
    return _call("min", operands)


def maximum(*operands: Operand) -> Expression:
    """Return the largest of two or more operands, as an expression.

    Args:
        operands: Expressions, quantities, text or numbers.

    Raises:
        ExpressionError: There are fewer than two, or one is something else.
    """
    return _call("max", operands)


def _call(function: str, operands: tuple[Operand, ...]) -> Expression:
    if len(operands) < 2:  # noqa: PLR2004 - one has nothing to be compared with
        message = f"A {function}imum is of two or more operands."
        raise ExpressionError(message, got=str(len(operands)), wanted="2 or more")
    return Expression(f"{function}({', '.join(expression_of(operand).text for operand in operands)})")
