"""What the nouns of a case have in common: errors that name the field, text that evaluates back, and a table."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from agile_case.errors import AgileCaseError
from agile_case.quantities.tables import Column, Table

if TYPE_CHECKING:
    from agile_case.errors import Fault

__all__ = ["Noun", "at_field", "in_words", "located", "pairs_table"]


def at_field(fault: Fault, name: str) -> Fault:
    """Return a fault under the name of a field; one that begins with that name stays as it is.

    Args:
        fault: The fault.
        name: Name of the field that holds it.
    """
    own = fault.where == name or fault.where.startswith(f"{name}.")
    return fault if own else fault.at(name)


def located(_kind: type, fields: list[attrs.Attribute[Any]]) -> list[attrs.Attribute[Any]]:
    """Let what the converters and validators of a class refuse carry the name of its field.

    It goes into `field_transformer` of `attrs.frozen`.

    Args:
        fields: The fields of the class; those of its bases stay as they are.
    """
    return [
        field
        if field.inherited  # type: ignore[attr-defined]  # there since attrs 20.1, though its types do not say so
        else field.evolve(
            converter=_naming(field.converter, field.name), validator=_naming(field.validator, field.name)
        )
        for field in fields
    ]


def _naming(check: Any, name: str) -> Any:  # noqa: ANN401 - a converter or a validator, or none
    if check is None:
        return None

    @functools.wraps(check)
    def named(*given: object) -> object:
        try:
            return check(*given)
        except AgileCaseError as error:
            raise type(error).of(at_field(fault, name) for fault in error.faults) from None

    return named


class Noun:
    """Base of what a notebook shows as a table and a prompt as text that evaluates back."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return text that evaluates back; fields that hold their default are left out."""
        inner = ", ".join(f"{field.alias}={getattr(self, field.name)!r}" for field in self._stated() if field.repr)
        return f"{type(self).__name__}({inner})"

    def _stated(self) -> Iterator[attrs.Attribute[Any]]:
        """Yield the fields that hold something else than their default."""
        for field in attrs.fields(type(self)):  # type: ignore[arg-type]  # every noun is an attrs class
            default: Any = field.default
            if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # attrs types Factory as a function
                default = default.factory()
            if default is attrs.NOTHING or getattr(self, field.name) != default:
                yield field

    def _rows(self) -> Iterator[tuple[str, object]]:
        """Yield what the table of the noun shows."""
        for field in self._stated():
            if field.repr:
                yield str(field.alias), getattr(self, field.name)

    def _in_words(self) -> str:
        """Return the noun as part of a cell."""
        own = type(self).__str__ is not object.__str__
        return str(self) if own else "; ".join(f"{name} {in_words(value)}" for name, value in self._rows())

    def _repr_html_(self) -> str:
        kind = _words_of(type(self).__name__)
        title = getattr(self, "title", "")
        return pairs_table(f"{kind}: {title}" if title else kind, self._rows()).to_html()


def pairs_table(
    caption: str, pairs: Iterator[tuple[str, object]], *, titles: tuple[str, str] = ("Key", "Value")
) -> Table:
    """Return names with what they hold as a table.

    Args:
        caption: What the table shows.
        pairs: Names and values.
        titles: Headings of the two columns.
    """
    columns = [Column(title, title.lower().replace(" ", "_")) for title in titles]
    return Table("noun", caption, columns, [[name, in_words(value)] for name, value in pairs])


def in_words(value: object) -> str:
    """Return a value as a cell shows it: text as it is, a table of nouns by its keys.

    Args:
        value: A value of a field.
    """
    if isinstance(value, Noun):
        return value._in_words()  # noqa: SLF001 - of this module
    for kind, show in _SHOWN:
        if isinstance(value, kind):
            return show(value)
    return "none" if value is None else str(value)


def _list_in_words(value: Sequence[object]) -> str:
    return ", ".join(in_words(item) for item in value) or "none"


def _mapping_in_words(value: Mapping[object, object]) -> str:
    if any(isinstance(item, Noun) for item in value.values()):
        return ", ".join(map(in_words, value))
    return "; ".join(f"{in_words(key)} {in_words(item)}" for key, item in value.items()) or "none"


_SHOWN: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (bool, lambda value: str(value).lower()),
    (float, lambda value: f"{value:,.12g}"),
    ((datetime.date, datetime.time), lambda value: str(value.isoformat())),
    (Mapping, _mapping_in_words),
    ((list, tuple), _list_in_words),
)


def _words_of(name: str) -> str:
    """Return the name of a class in words: `OptimismBias` is "Optimism bias"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()
