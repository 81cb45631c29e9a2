"""The layout of spreadsheets: which sheets there are, and which columns each has, taken from the classes of the model.

A column is a key of the case file. Columns that a sheet has besides: `key` and `option`, which say where a row belongs;
the numbers of an estimate, one column each; `unit` of a line, for amounts that are numbers; and years.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Final

import attrs

from agile_case.estimates.distributions import KINDS, LognormalRange, Shifted
from agile_case.model.assumptions import Assumption
from agile_case.model.bias import BenefitBias, OptimismBias
from agile_case.model.events import Event
from agile_case.model.lines import Benefit, Cost
from agile_case.model.realisation import Realisation
from agile_case.model.risks import Risk, Transfer
from agile_case.model.roles import Role
from agile_case.quantities.frozen import FrozenMap

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BY_YEAR", "COLUMNS", "ENDS", "ESTIMATE", "LAYOUTS", "NUMBERS_OF", "Form", "Layout"]


class Form(enum.Enum):
    """What the cells of a column hold, in words."""

    TEXT = "text"
    UNIT = "text; the number 1 for a pure number"
    NUMBER = "number"
    FLAG = "true or false"
    DATE = "date"
    DATE_OR_TEXT = "date, or text"
    NUMBER_OR_TEXT = "number, or text"
    YEAR = "text, or the number of a calendar year"
    AMOUNT = "text with a unit"
    TEXTS = "texts with a semicolon between them"
    NUMBERS = "numbers with a semicolon between them"
    TEAM = "roles with how many work in each, and semicolons between them, as in clerk: 3; lead: leads"
    PROFILE = "number, text, or years with their weights, as in 2026-27..2027-28: 0.4; 0.6"


_FORMS: Final = FrozenMap(
    {
        "str": Form.TEXT,
        "str | None": Form.TEXT,
        "bool": Form.FLAG,
        "float": Form.NUMBER,
        "float | None": Form.NUMBER,
        "float | str": Form.NUMBER_OR_TEXT,
        "float | str | None": Form.NUMBER_OR_TEXT,
        "datetime.date | None": Form.DATE,
        "str | datetime.date | None": Form.DATE_OR_TEXT,
        "Year | None": Form.YEAR,
        "YearRange | None": Form.YEAR,
        "PriceBase | None": Form.YEAR,
        "Expression": Form.AMOUNT,
        "Expression | None": Form.AMOUNT,
        "Expression | YearlyValues | None": Form.PROFILE,
        "Quantity | None": Form.TEXT,
        "FrozenMap[str, float | str]": Form.TEAM,
        "tuple[str, ...]": Form.TEXTS,
    }
)
"""The form of a column by the type of its field; a field of another type stays in the case file."""
_NESTED: Final = FrozenMap(
    {"OptimismBias | None": OptimismBias, "BenefitBias | None": BenefitBias, "Realisation | None": Realisation}
)
"""Tables inside a line whose own keys are columns, such as `optimism_bias.type`."""

COLUMNS: Final = 250
"""Most columns of a sheet: those of the layout, and the years."""
ESTIMATE: Final = "estimate"
"""The column that names the kind of an estimate; its numbers stand in columns of their own."""
ENDS: Final = FrozenMap({"truncate_low": "low", "truncate_high": "high"})
"""The columns of the ends of a truncation."""
NUMBERS_OF: Final = FrozenMap(
    {
        kind: tuple(
            tuple((str(field.alias), field.default is attrs.NOTHING) for field in attrs.fields(form))
            for form in ((held, LognormalRange) if kind == LognormalRange.key else (held,))
        )
        for kind, held in KINDS.items()
    }
)
"""The numbers of each kind of estimate, each with whether it is needed; a lognormal is given in one of two ways."""
BY_YEAR: Final = ("amount", "profile", "when", "starts", "ends", "growth", "growth_from")
"""Keys of a line that its amounts by year stand for."""


def _numbers() -> Iterator[tuple[str, Form]]:
    """Yield the columns of the numbers of an estimate."""
    yield ESTIMATE, Form.TEXT
    for held in KINDS.values():
        for form in (held, LognormalRange) if held.key == LognormalRange.key else (held,):
            for field in attrs.fields(form):
                yield str(field.alias), Form.NUMBERS if str(field.type).startswith("tuple") else Form.NUMBER
    yield Shifted.key, Form.NUMBER
    yield from ((column, Form.NUMBER) for column in ENDS)


def _fields(kind: type, prefix: str = "") -> Iterator[tuple[str, Form]]:
    """Yield the columns of the fields that a cell can hold."""
    for field in attrs.fields(kind):
        annotation = str(field.type)
        if annotation in _FORMS:
            yield f"{prefix}{field.name}", _FORMS[annotation]
        elif annotation in _NESTED:
            yield from _fields(_NESTED[annotation], f"{field.name}.")


def _keys(kind: type) -> Iterator[str]:
    """Yield the keys of a class, those of the tables inside it with their own."""
    for field in attrs.fields(kind):
        inner = _NESTED.get(str(field.type))
        yield from (field.name,) if inner is None else (f"{field.name}.{one.name}" for one in attrs.fields(inner))


@attrs.frozen
class Layout:
    """The layout of one sheet."""

    name: str
    """Name of the sheet, and of the table of the case file that its rows go to."""
    kind: type
    """Class of what a row holds."""
    columns: FrozenMap[str, Form]
    """The columns by name, in the order of a template."""
    by_option: bool
    """Whether a row says which option it belongs to."""
    yearly: bool
    """Whether there may be columns of years."""
    kept_out: tuple[str, ...]
    """Keys that the case file has and a sheet has not; `a.b` is key b of table a."""

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns that say where a row belongs."""
        return ("option", "key") if self.by_option else ("key",)

    def address(self, option: str, key: str) -> str:
        """Return the address that a row goes to.

        Args:
            option: Key of the option, where there is one.
            key: Key of the row.
        """
        return f"options.{option}.{self.name}.{key}" if self.by_option else f"{self.name}.{key}"


def _layout(
    name: str, kind: type, *, by_option: bool = False, yearly: bool = False, more: tuple[tuple[str, Form], ...] = ()
) -> Layout:
    own = dict.fromkeys(("option", "key") if by_option else ("key",), Form.TEXT)
    columns = FrozenMap({**own, **dict(more), **dict(_fields(kind)), **dict(more)})
    kept = tuple(key for key in _keys(kind) if key not in columns)
    return Layout(name, kind, columns, by_option, yearly, kept)


_UNIT: Final = (("unit", Form.UNIT),)

LAYOUTS: Final = FrozenMap(
    {
        layout.name: layout
        for layout in (
            _layout("events", Event),
            _layout("assumptions", Assumption, yearly=True, more=(*_UNIT, *_numbers())),
            _layout("roles", Role),
            _layout("costs", Cost, by_option=True, yearly=True, more=_UNIT),
            _layout("benefits", Benefit, by_option=True, yearly=True, more=_UNIT),
            _layout("risks", Risk, by_option=True),
            _layout("transfers", Transfer, by_option=True),
        )
    }
)
"""The sheets by name; one line for each."""
