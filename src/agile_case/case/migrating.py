"""Bring a case file of an older format up to the current one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from agile_case.case.disk import file_error, kind_of, path_of, read_file, replace
from agile_case.errors import AgileCaseError, InputError, InvalidCaseError
from agile_case.quantities.nouns import Noun
from agile_case.storage.line_numbers import line_of, lines_by_address
from agile_case.storage.migration import STEPS, bring_up, format_fault, formats_from
from agile_case.storage.reading import read_document
from agile_case.storage.rewriting import rewritten

if TYPE_CHECKING:
    import os

__all__ = ["Migration", "migrate"]


@attrs.frozen(kw_only=True, repr=False)
class Migration(Noun):
    """What `migrate` found, and what it did."""

    file: Path
    """The case file."""
    formats: tuple[str, ...]
    """Formats from the one that the file had to the current one; one alone where it was current already."""
    written: bool = False
    """Whether the file was changed."""

    @property
    def needed(self) -> bool:
        """Whether the file was of an older format."""
        return len(self.formats) > 1

    def __str__(self) -> str:
        """Return it as a sentence."""
        if not self.needed:
            return f"{self.file} is in the current format already, {self.formats[-1]}."
        done = "was brought up" if self.written else "can be brought up"
        return f"{self.file} {done} to the current format: {' -> '.join(self.formats)}."


def migrate(path: str | os.PathLike[str], *, check: bool = False) -> Migration:
    """Bring a case file of an older format up to the current one; comments stay, and faults of the case do too.

    Args:
        path: A file, or a folder with `case.toml`; its `opening.toml` stays as it was written.
        check: Whether to say only what would be done.

    Returns:
        What was found and done; of a file that is current already not a byte changes.

    Raises:
        FileError: The file cannot be read or written, or not be changed in place.
        DocumentError: It is not TOML or JSON.
        LimitError: It is too large, too deep or too long.
        InvalidCaseError: Its format is newer than this version, or none of ours.
        StaleFileError: Somebody else changed it in between.
    """
    if not isinstance(check, bool):
        message = "This is neither true nor false."
        raise InputError(message, where="check", got=repr(check)[:120], wanted="True or False")
    file, data = read_file(path_of(path))
    kind = kind_of(file)
    plain, text = read_document(data, kind)
    given = plain.get("format")
    fault = format_fault(given)
    if fault is not None and not (isinstance(given, str) and given in STEPS):
        raise InvalidCaseError.of([attrs.evolve(fault, line=line_of("format", lines_by_address(text)))])
    formats = formats_from(str(given))
    if fault is None or check:
        return Migration(file=file, formats=formats)
    target = file
    try:
        target = file.resolve()
        replace(target, rewritten(data, kind, bring_up), data)
    except AgileCaseError:
        raise
    except OSError as error:
        raise file_error(target, "written", error) from None
    return Migration(file=file, formats=formats, written=True)
