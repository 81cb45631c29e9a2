"""One cell of a spreadsheet, read strictly: nothing is guessed, rounded or taken for something else."""

from __future__ import annotations

import datetime
import math
import re
from typing import TYPE_CHECKING, Any, Final

from agile_case.quantities.frozen import FrozenMap
from agile_case.storage.sheet_layout import Form

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CellError", "is_blank", "read_cell"]

_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")
_LIKE_A_NUMBER: Final = re.compile(r"[-+(]*\s*[£$€]?\s*[-+]?[0-9.,\s\u202f]*[0-9][0-9.,\s\u202f]*%?\)?")
_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS: Final = range(1000, 10000)
_LONGEST: Final = 60  # characters of a number
_BITS: Final = 1000
_SHOWN: Final = 120


class CellError(Exception):
    """A cell cannot be read; an inner signal that becomes a fault at once."""

    def __init__(self, what: str, *, got: str, wanted: str, do: str = "") -> None:
        """Keep what is wrong.

        Args:
            what: What is wrong, as a sentence.
            got: What was found.
            wanted: What would have been right.
            do: What the reader should do.
        """
        super().__init__(what)
        self.what, self.got, self.wanted, self.do = what, got, wanted, do


def is_blank(value: object) -> bool:
    """Tell whether a cell holds nothing, or nothing but blanks.

    Args:
        value: The value of the cell.
    """
    return value is None or (isinstance(value, str) and not value.strip())


def read_cell(value: object, form: Form, *, typed: bool) -> Any:  # noqa: ANN401 - plain data of any shape
    """Read a cell that is not blank.

    Args:
        value: Its value.
        form: What it should hold.
        typed: Whether its kind is known, as in a workbook; in CSV everything is text.

    Raises:
        CellError: It holds something else.
    """
    held = value.strip() if isinstance(value, str) else value
    return _READERS[form](held, typed)


def _shown(value: object) -> str:
    if isinstance(value, datetime.datetime):
        return f"the date {value.isoformat(sep=' ')}"
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return f"the time {value}"
    if isinstance(value, bool):
        return str(value).lower()
    return f"the number {value:.17g}" if isinstance(value, float) else repr(value)[:_SHOWN]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: object, _typed: bool) -> str:  # noqa: FBT001 - all readers have this form
    if isinstance(value, str):
        return value
    message = "This cell does not hold text."
    do = "format the cell as text and type it again" if _is_number(value) else ""
    raise CellError(message, got=_shown(value), wanted="text", do=do)


def _unit(value: object, typed: bool) -> str:  # noqa: FBT001 - as above
    return "1" if _is_number(value) and value == 1 else _text(value, typed)


def _year(value: object, typed: bool) -> str:  # noqa: FBT001 - as above
    if isinstance(value, int) and value in _YEARS and not isinstance(value, bool):
        return str(value)
    return _text(value, typed)


def _flag(value: object, _typed: bool) -> bool:  # noqa: FBT001 - as above
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    message = "This cell is neither true nor false."
    raise CellError(message, got=_shown(value), wanted="true or false")


def _finite(value: Any) -> float:  # noqa: ANN401 - a number of either kind
    if (isinstance(value, int) and value.bit_length() > _BITS) or not math.isfinite(value):
        message = "A number must be finite."
        raise CellError(message, got="a number that is too large", wanted="a finite number")
    held: float = value
    return held


def _is_like_a_number(value: str) -> bool:
    return len(value) <= _LONGEST and any(form.fullmatch(value) for form in (_NUMBER, _LIKE_A_NUMBER))


def _digits(value: str) -> float:
    """Read a number written out, as in CSV."""
    if len(value) <= _LONGEST and (match := _NUMBER.fullmatch(value)):
        return _finite(float(value) if match[1] or match[2] else int(value))
    message = "This is not a plain number."
    do = ""
    if "%" in value:
        do = "write the fraction: 45% is 0.45"
    elif _is_like_a_number(value):
        do = "write digits with a point, without thousands separators, signs of money or brackets"
    raise CellError(message, got=_shown(value), wanted="a number such as 1250000 or 0.45", do=do)


def _number(value: object, typed: bool) -> float:  # noqa: FBT001 - as above
    if _is_number(value):
        return _finite(value)
    if isinstance(value, str) and not typed:
        return _digits(value)
    if isinstance(value, str) and _is_like_a_number(value):
        message = "This number is kept as text."
        do = "format the cell as a number and type it again"
        raise CellError(message, got=_shown(value), wanted="a number", do=do)
    message = "This cell does not hold a number."
    raise CellError(message, got=_shown(value), wanted="a number")


def _number_or_text(value: object, typed: bool) -> Any:  # noqa: ANN401, FBT001 - as above
    if isinstance(value, str) and not _is_like_a_number(value):
        return value
    return _number(value, typed)


def _date(value: object, _typed: bool) -> datetime.date:  # noqa: FBT001 - as above
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date()
    if isinstance(value, str) and _ISO.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    message = "This cell does not hold a date."
    do = "leave out the time of day" if isinstance(value, datetime.datetime) else ""
    raise CellError(message, got=_shown(value), wanted="a date, or text such as 2026-07-01", do=do)


def _date_or_text(value: object, typed: bool) -> datetime.date | str:  # noqa: FBT001 - as above
    return value if isinstance(value, str) and not _ISO.fullmatch(value) else _date(value, typed)


def _items(value: object, typed: bool) -> list[str]:  # noqa: FBT001 - as above
    items = [item.strip() for item in _text(value, typed).split(";")]
    if all(items):
        return items
    message = "An item of this list is empty."
    raise CellError(message, got=_shown(value), wanted="items with one semicolon between them")


def _numbers(value: object, typed: bool) -> list[float]:  # noqa: FBT001 - as above
    if _is_number(value):
        return [_finite(value)]
    return [_digits(item) for item in _items(value, typed)]


def _team(value: object, typed: bool) -> dict[str, Any]:  # noqa: FBT001 - as above
    """Read roles with their numbers, or with the assumptions that hold them."""
    found: dict[str, Any] = {}
    for item in _items(value, typed):
        role, colon, size = (part.strip() for part in item.partition(":"))
        if not (role and colon and size) or role in found:
            message = f"The role {role} is there twice." if role in found else "This is not a role with its number."
            raise CellError(message, got=_shown(item), wanted="each role once, with its number, as in clerk: 3")
        found[role] = _digits(size) if _is_like_a_number(size) else size
    return found


def _profile(value: object, typed: bool) -> Any:  # noqa: ANN401, FBT001 - as above
    """Read a number, an expression, or years with their weights."""
    if not isinstance(value, str) or ":" not in value:
        return _number_or_text(value, typed)
    years, _, weights = value.partition(":")
    return {"years": years.strip(), "values": _numbers(weights.strip(), typed)}


_READERS: Final[FrozenMap[Form, Callable[[object, bool], Any]]] = FrozenMap(
    {
        Form.TEXT: _text,
        Form.UNIT: _unit,
        Form.NUMBER: _number,
        Form.FLAG: _flag,
        Form.DATE: _date,
        Form.DATE_OR_TEXT: _date_or_text,
        Form.NUMBER_OR_TEXT: _number_or_text,
        Form.YEAR: _year,
        Form.AMOUNT: _number_or_text,
        Form.TEXTS: _items,
        Form.NUMBERS: _numbers,
        Form.TEAM: _team,
        Form.PROFILE: _profile,
    }
)
