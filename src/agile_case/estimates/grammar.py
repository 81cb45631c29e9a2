"""Read the text of an expression into a tree; nothing is ever evaluated as Python.

```
sum      := product (("+" | "-") product)*
product  := factor (("*" | "/") factor)*
factor   := "-" factor | number [unit] | name | ("min" | "max") "(" sum ("," sum)+ ")" | "(" sum ")"
unit     := word ["^" digits] (("*" | "/") word ["^" digits])*        each word a unit
```

A quantity literal is a number followed at once by unit words; it binds tighter than any operator and ends at the first
word that is not a unit. Unit words are reserved: they cannot name an assumption.
"""

from __future__ import annotations

import functools
import math
import re
from typing import TYPE_CHECKING, Final

from agile_case.errors import ExpressionError, LimitError, UnitError
from agile_case.estimates.expressions import (
    FUNCTIONS,
    MAX_DEPTH,
    NAME,
    Binary,
    Call,
    Expression,
    Literal,
    Name,
    Negate,
    Node,
)
from agile_case.quantities.unit_words import advice

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["parse"]

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_.]*)|(?P<sign>[-+*/^(),])|(?P<other>\S))"
)
_MAX_TOKENS: Final = 500
_EXPONENTS: Final = tuple("123456789")
_FORM: Final = "names, numbers and + - * / ( ) min max"
_END: Final = ("end", "", 0, 0)

Token = tuple[str, str, int, int]


@functools.lru_cache(maxsize=4096)
def parse(expression: Expression, words: frozenset[str]) -> Node:
    """Read an expression.

    Args:
        expression: The expression.
        words: The unit words of the case.

    Returns:
        The tree, with units as written.

    Raises:
        ExpressionError: The text does not follow the grammar; the part at fault is named.
        UnitError: A number is followed by a word that is not a unit.
        LimitError: It is nested too deeply or has too many parts.
    """
    return _Reader(expression.text, words).read()


def _tokens(text: str) -> list[Token]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind == "other":
            raise _refuse_character(text, match[kind], match.start(kind))
        tokens.append((kind, match[kind], match.start(kind), match.end(kind)))
        if len(tokens) > _MAX_TOKENS:
            message = "This expression has too many parts."
            got, wanted = f"more than {_MAX_TOKENS}", f"at most {_MAX_TOKENS}"
            raise LimitError(message, got=got, wanted=wanted, do="name a part of it")
    return tokens


def _refuse_character(text: str, character: str, position: int) -> ExpressionError:
    if character in "£$€":
        message = "Money in an expression is written with GBP, not with a sign."
        do = "write 5 GBPm for £5m, 400 GBPk for £400k" if character == "£" else "only pounds are known: convert first"
        return ExpressionError(message, got=repr(text), wanted="a number and a unit, as in 3.2 GBPm/year", do=do)
    message = f"The character {character!r} has no meaning in an expression."
    do = advice("%", ()) if character == "%" else ""
    return ExpressionError(message, got=f"{text!r}, at character {position + 1}", wanted=_FORM, do=do)


class _Reader:
    def __init__(self, text: str, words: frozenset[str]) -> None:
        self.text = text
        self.words = words
        self.tokens = _tokens(text)
        self.next = 0

    def read(self) -> Node:
        tree = self.sum(0)
        if self.next < len(self.tokens):
            raise self.unexpected()
        return tree

    def peek(self, ahead: int = 0) -> Token:
        index = self.next + ahead
        return self.tokens[index] if index < len(self.tokens) else _END

    def accept(self, *signs: str) -> str:
        kind, text, _, _ = self.peek()
        if kind == "sign" and text in signs:
            self.next += 1
            return text
        return ""

    def unexpected(self) -> ExpressionError:
        kind, text, start, _ = self.peek()
        message = "This expression cannot be read."
        got = (
            f"{self.text!r}: unexpected {text!r} at character {start + 1}"
            if kind != "end"
            else f"{self.text!r} breaks off"
        )
        do = "put an operator between the two" if kind in ("word", "number") else ""
        if text == "," and self.next and self.tokens[self.next - 1][0] == "number":
            do = "leave the comma out of the number, or write an underscore: 900_000"
        return ExpressionError(message, got=got, wanted=_FORM, do=do)

    def deeper(self, depth: int) -> int:
        if depth >= MAX_DEPTH:
            message = "This expression is nested too deeply."
            got, wanted = f"more than {MAX_DEPTH} levels", f"at most {MAX_DEPTH}"
            raise LimitError(message, got=got, wanted=wanted, do="name a part of it")
        return depth + 1

    def sum(self, depth: int) -> Node:
        return self.chain(("+", "-"), self.product, self.deeper(depth))

    def product(self, depth: int) -> Node:
        return self.chain(("*", "/"), self.factor, depth)

    def chain(self, signs: tuple[str, ...], part: Callable[[int], Node], depth: int) -> Node:
        begin = self.peek()[2]
        left = part(depth)
        while sign := self.accept(*signs):
            right = part(depth)
            left = Binary(sign, left, right, span=(begin, self.tokens[self.next - 1][3]))
        return left

    def factor(self, depth: int) -> Node:
        depth = self.deeper(depth)
        kind, text, start, end = self.peek()
        if self.accept("-"):
            return Negate(self.factor(depth), span=(start, self.tokens[self.next - 1][3]))
        if self.accept("("):
            inner = self.sum(depth)
            if not self.accept(")"):
                raise self.unexpected()
            return inner
        if kind == "number":
            return self.literal()
        if kind == "word":
            self.next += 1
            return self.call(text, start, depth) if text in FUNCTIONS else self.name(text, start, end)
        raise self.unexpected()

    def call(self, function: str, start: int, depth: int) -> Node:
        if not self.accept("("):
            raise self.unexpected()
        arguments = [self.sum(depth)]
        while self.accept(","):
            arguments.append(self.sum(depth))
        if not self.accept(")"):
            raise self.unexpected()
        end = self.tokens[self.next - 1][3]
        if len(arguments) == 1:
            message = f"{function} needs two or more things to compare."
            raise ExpressionError(message, got=repr(self.text[start:end]), wanted=f"{function}(a, b)")
        return Call(function, tuple(arguments), span=(start, end))

    def name(self, text: str, start: int, end: int) -> Node:
        if text in self.words:
            message = "A unit stands where a number or a name is needed."
            got = f"{text!r} in {self.text!r}"
            raise ExpressionError(message, got=got, wanted="a number before the unit", do=f"write 1 {text}")
        if not NAME.fullmatch(text):
            message = "This is not a name."
            raise ExpressionError(
                message,
                got=f"{text!r} in {self.text!r}",
                wanted="small letters, digits and underscores, as in day_rate",
                do="write GBP amounts as 5 GBPm" if text.startswith("GBP") else "",
            )
        return Name(text, span=(start, end))

    def literal(self) -> Node:
        _, digits, start, end = self.peek()
        self.next += 1
        value = float(digits.replace("_", ""))
        if not math.isfinite(value):
            message = "This number is out of range."
            raise ExpressionError(message, got=repr(digits), wanted="a finite number")
        kind, word, _, word_end = self.peek()
        if kind != "word":
            return Literal(value, "1", span=(start, end))
        if word not in self.words:
            message = "A number is followed by a word that is not a unit."
            raise UnitError(
                message,
                got=f"{digits} {word}",
                wanted="a unit, or an operator before the name",
                do=advice(word, self.words),
            )
        unit_start = self.peek()[2]
        end = self.unit_word(word_end)
        while self.peek()[1] in ("*", "/") and self.peek(1)[0] == "word" and self.peek(1)[1] in self.words:
            self.next += 1
            end = self.unit_word(self.peek()[3])
        return Literal(value, self.text[unit_start:end].replace(" ", ""), span=(start, end))

    def unit_word(self, end: int) -> int:
        self.next += 1
        if not self.accept("^"):
            return end
        kind, digits, start, end = self.peek()
        if kind != "number" or digits not in _EXPONENTS:
            message = "A unit can only be raised to a small whole power."
            got = repr(f"^{self.text[start:end]}")
            raise ExpressionError(message, got=got, wanted=f"a power from 1 to {_EXPONENTS[-1]}")
        self.next += 1
        return end
