"""The error tree: every error says what, where, got, wanted and what to do.

Catch `AgileCaseError` to catch everything the library raises on purpose. Each class is also the natural builtin,
so code that knows nothing of this library still catches what it expects.

```
AgileCaseError (Exception)
├── InputError (ValueError)              an argument or a field cannot be used as it is
│   ├── LimitError                       a size, depth, length or count limit is passed
│   ├── UnitError                        units are unknown, refused, or do not fit together
│   ├── PriceBaseError                   price bases differ or are missing
│   ├── YearError                        a year is malformed or outside the years it must lie in
│   ├── EstimateError                    an estimate's numbers cannot describe a quantity
│   ├── ExpressionError                  an expression cannot be read
│   ├── DocumentError                    a file is not the TOML or JSON it should be
│   └── SheetError                       a spreadsheet, or a cell of one, cannot be read into a case
├── InvalidCaseError (ValueError)        a case has faults; all of them are listed
├── HistoryError (ValueError)            an entry cannot be added or replayed: twice, out of order, in conflict
├── UnknownNameError (LookupError)       a name is not known; the nearest are suggested
├── ReferenceDataError (LookupError)     a published parameter is missing, altered or without its citation
├── AppraisalError (ArithmeticError)     an appraisal has no finite answer
└── FileError (OSError)                  a file cannot be read or written
    └── StaleFileError                   a file has changed since it was read, and is not overwritten
```

Facts are kept in attributes (`what`, `where`, `line`, `got`, `wanted`, `do`, `faults`), and every error pickles, for
work crosses processes. Judging never raises: a judgement is a `Finding`.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, ClassVar, Self

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "AgileCaseError",
    "AppraisalError",
    "DocumentError",
    "EstimateError",
    "ExpressionError",
    "Fault",
    "FileError",
    "HistoryError",
    "InputError",
    "InvalidCaseError",
    "LimitError",
    "PriceBaseError",
    "ReferenceDataError",
    "SheetError",
    "StaleFileError",
    "UnitError",
    "UnknownNameError",
    "YearError",
    "did_you_mean",
]


@attrs.frozen
class Fault:
    """One thing that is wrong, where it is and what to do about it."""

    what: str
    """What is wrong, as a sentence."""
    where: str = ""
    """Address of the faulty thing, such as `options.digital.costs.beta_team.amount`."""
    line: int | None = None
    """Line of the file, counted from 1, where it is known."""
    got: str = ""
    """What was found."""
    wanted: str = ""
    """What would have been right."""
    do: str = ""
    """What the reader should do."""
    code: str = "input"
    """Kind of fault; also the anchor of its section in the page of errors."""

    def at(self, where: str, line: int | None = None) -> Fault:
        """Return the same fault under a fuller address; an inner address is kept behind it.

        Args:
            where: Address of the object that holds the fault.
            line: Line of the file, if known.
        """
        joined = f"{where}.{self.where}" if self.where and where else where or self.where
        return attrs.evolve(self, where=joined, line=self.line if self.line is not None else line)

    def __str__(self) -> str:
        """Render the fault as the lines a person reads."""
        place = self.where
        if self.line is not None:
            place = f"{place} (line {self.line})" if place else f"line {self.line}"
        parts = (("where", place), ("got", self.got), ("wanted", self.wanted), ("do", self.do))
        lines = [self.what, *(f"  {name + ':':<7} {text}" for name, text in parts if text)]
        lines.append(f"  see:    reference/errors#{self.code}")
        return "\n".join(lines)


class AgileCaseError(Exception):
    """Base of every error that the library raises on purpose."""

    code: ClassVar[str] = "error"
    """Anchor of the section on this kind of error in the documentation."""

    def __init__(
        self, what: str = "", *, where: str = "", line: int | None = None, got: str = "", wanted: str = "", do: str = ""
    ) -> None:
        """Describe one fault.

        Args:
            what: What is wrong, as a sentence.
            where: Address of the faulty thing.
            line: Line of the file, counted from 1.
            got: What was found.
            wanted: What would have been right.
            do: What the reader should do.
        """
        fault = Fault(what=what, where=where, line=line, got=got, wanted=wanted, do=do, code=self.code)
        self._hold((fault,))

    def _hold(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        first = faults[0]
        self.what, self.where, self.line = first.what, first.where, first.line
        self.got, self.wanted, self.do = first.got, first.wanted, first.do
        Exception.__init__(self, self._render())

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> Self:
        """Build the error from one or more faults, in the order given.

        Args:
            faults: At least one fault.
        """
        held = tuple(faults)
        error = cls.__new__(cls)
        error._hold(  # noqa: SLF001 - a constructor of this class
            held or (Fault(what="Unknown fault.", code=cls.code),)
        )
        return error

    def at(self, where: str, line: int | None = None) -> Self:
        """Return the same error with its faults under a fuller address.

        Args:
            where: Address of the object that holds the faults.
            line: Line of the file, if known.
        """
        return type(self).of(fault.at(where, line) for fault in self.faults)

    def _render(self) -> str:
        if len(self.faults) == 1:
            return str(self.faults[0])
        head = f"{len(self.faults)} faults:"
        return "\n\n".join([head, *(str(fault) for fault in self.faults)])

    def __str__(self) -> str:
        """Return the message that a person reads."""
        return self._render()

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the faults, so that nothing is lost between processes."""
        return (_restore, (type(self), self.faults))


def _restore(kind: type[AgileCaseError], faults: tuple[Fault, ...]) -> AgileCaseError:
    return kind.of(faults)


class InputError(AgileCaseError, ValueError):
    """An argument or a field cannot be used as it is."""

    code = "input"


class LimitError(InputError):
    """A size, depth, length or count limit is passed."""

    code = "limit"


class UnitError(InputError):
    """Units are unknown, refused, or do not fit together."""

    code = "unit"


class PriceBaseError(InputError):
    """Price bases differ or are missing."""

    code = "price-base"


class YearError(InputError):
    """A year is malformed or outside the years it must lie in."""

    code = "year"


class EstimateError(InputError):
    """The numbers of an estimate cannot describe a quantity."""

    code = "estimate"


class ExpressionError(InputError):
    """An expression cannot be read."""

    code = "expression"


class DocumentError(InputError):
    """A file is not the TOML or JSON that it should be."""

    code = "document"


class SheetError(InputError):
    """A spreadsheet, or a cell of one, cannot be read into a case."""

    code = "sheet"


class InvalidCaseError(AgileCaseError, ValueError):
    """A case has faults; all of them are listed in `faults`."""

    code = "case"


class HistoryError(AgileCaseError, ValueError):
    """An entry cannot be added to a history or replayed: it is there already, out of order, or in conflict."""

    code = "history"


class UnknownNameError(AgileCaseError, LookupError):
    """A name is not known; the nearest known names are suggested."""

    code = "unknown-name"


class ReferenceDataError(AgileCaseError, LookupError):
    """A published parameter is missing, altered, or without its citation."""

    code = "reference-data"


class AppraisalError(AgileCaseError, ArithmeticError):
    """An appraisal has no finite answer."""

    code = "appraisal"


class FileError(AgileCaseError, OSError):
    """A file cannot be read or written."""

    code = "file"


class StaleFileError(FileError):
    """A file has changed since it was read, and is not overwritten."""

    code = "stale-file"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Suggest the known names nearest to an unknown one.

    Args:
        name: The name that was not found.
        known: The names that exist.

    Returns:
        Advice as a phrase; a list of the known names when none is near and they are few.
    """
    names = sorted(set(known))
    near = difflib.get_close_matches(name, names, n=3, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(near) + "?"
    few = 12
    if names and len(names) <= few:
        return "use one of: " + ", ".join(names)
    return ""
