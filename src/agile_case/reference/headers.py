"""Headers of reference tables: what a table is, who published it, under which licence and how well it is known."""

from __future__ import annotations

import datetime
import re
import tomllib
from typing import TYPE_CHECKING, Any

import attrs

from agile_case.errors import Fault, ReferenceDataError, did_you_mean
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["EVIDENCE", "SCHEMA", "STATUSES", "Header", "parse_toml", "reference_fault"]

SCHEMA = "agile-case-reference/1"
"""Schema of a header and of the CSV beside it."""

STATUSES = ("in-force", "superseded", "proposed", "carried-forward")
"""Standing of an edition: in force; replaced; only recommended; old but relied on."""

EVIDENCE = ("primary", "secondary", "recomputed", "unverified")
"""How well a value is known: read in the publication; read in a work quoting it; worked out again; recalled."""

_REQUIRED_TEXT = (
    "schema",
    "table",
    "vintage",
    "title",
    "publisher",
    "published",
    "status",
    "licence",
    "price_base",
    "unit",
    "source",
    "evidence",
)
_DATES = ("in_force_from", "in_force_to")
_KEYS = (*_REQUIRED_TEXT, *_DATES, "notes", "columns")
_PUBLISHED = re.compile(r"([0-9]{4})(-[0-9]{2})?(-[0-9]{2})?")


def reference_fault(what: str, where: str, *, got: str = "", wanted: str = "", do: str = "") -> Fault:
    """Describe one fault of a reference file.

    Args:
        what: What is wrong, as a sentence.
        where: The file, and the place in it.
        got: What was found.
        wanted: What would have been right.
        do: What the reader should do.
    """
    return Fault(what=what, where=where, got=got, wanted=wanted, do=do, code=ReferenceDataError.code)


def parse_toml(text: str, where: str) -> dict[str, Any]:
    """Read TOML text.

    Args:
        text: The text of the file.
        where: Name of the file, for the message.

    Raises:
        ReferenceDataError: The text is not TOML.
    """
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        message = "This reference file is not TOML."
        raise ReferenceDataError(message, where=where, got=str(error), wanted="TOML", do="correct the file") from None


@attrs.frozen(kw_only=True)
class Header(Noun):
    """What a reference table is and where it comes from; no table exists without one."""

    schema: str
    """Schema of the header, `agile-case-reference/1`."""
    table: str
    """Name of the table, such as `discount-rate`."""
    vintage: str
    """Name of the published edition, such as `green-book-2026`."""
    title: str
    """Title for people."""
    publisher: str
    """Who published the values."""
    published: str
    """Date of publication as far as it is known: `2026-02-05`, `2026-03` or `2026`."""
    in_force_from: datetime.date | None = None
    """First day in force, where established."""
    in_force_to: datetime.date | None = None
    """Last day in force, where established."""
    status: str
    """One of `STATUSES`, as it stood when the file was released."""
    licence: str
    """Licence under which the values may be used."""
    price_base: str
    """Price base of the values, or `none` where they are not money."""
    unit: str
    """Unit of the values in words."""
    source: str
    """The publication, with the paragraph or table."""
    evidence: str
    """One of `EVIDENCE`."""
    notes: str = ""
    """What a reader must take care of."""
    columns: FrozenMap[str, str]
    """Columns of the CSV in order, with a description and unit each."""

    @property
    def name(self) -> str:
        """The table and its vintage, such as `discount-rate/green-book-2026`."""
        return f"{self.table}/{self.vintage}"

    @property
    def citation(self) -> str:
        """The source in one line, with licence, evidence and, where it is not in force, status."""
        standing = "" if self.status == "in-force" else f" Status: {self.status}."
        return f"{self.source}. {self.licence}. Evidence: {self.evidence}.{standing}"

    def _in_words(self) -> str:
        return f"{self.name}: {self.citation}"

    @classmethod
    def parse(cls, text: str, *, table: str, vintage: str, where: str) -> Header:
        """Read and check the TOML text of a header.

        Args:
            text: The text of the file.
            table: Table that the header must name.
            vintage: Vintage that the header must name.
            where: Name of the file, for messages.

        Raises:
            ReferenceDataError: The header has faults; all of them are listed.
        """
        found = parse_toml(text, where)
        faults = list(_faults(found, where, {"schema": SCHEMA, "table": table, "vintage": vintage}))
        if faults:
            raise ReferenceDataError.of(faults)
        dates: dict[str, Any] = {key: datetime.date.fromisoformat(found[key]) for key in _DATES if key in found}
        texts = {key: found[key].strip() for key in (*_REQUIRED_TEXT, "notes") if key in found}
        return cls(**texts, **dates, columns=FrozenMap(found["columns"]))


def _faults(found: Mapping[str, object], where: str, fixed: Mapping[str, str]) -> Iterator[Fault]:
    for key in found:
        if key not in _KEYS:
            what = "A header has a key that is not known."
            yield reference_fault(
                what, where, got=key, wanted="a known key", do=did_you_mean(key, _KEYS) or "remove it"
            )
    for key in _REQUIRED_TEXT:
        yield from _text_faults(found, key, where)
    if "notes" in found and not isinstance(found["notes"], str):
        what, do = "The notes of a header must be text.", "write text, or leave the key out"
        yield reference_fault(what, f"{where}: notes", got=repr(found["notes"]), wanted="text", do=do)
    for key, wanted in fixed.items():
        if _is_text(found.get(key)) and found[key] != wanted:
            what = f"A header names another {key} than its file."
            do = "rename the file or correct the header" if key != "schema" else "use a version that reads this schema"
            yield reference_fault(what, f"{where}: {key}", got=repr(found[key]), wanted=repr(wanted), do=do)
    for key, allowed in (("status", STATUSES), ("evidence", EVIDENCE)):
        if _is_text(found.get(key)) and found[key] not in allowed:
            yield _unknown_word(key, str(found[key]), allowed, where)
    yield from _date_faults(found, where)
    yield from _column_faults(found.get("columns"), where)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _text_faults(found: Mapping[str, object], key: str, where: str) -> Iterator[Fault]:
    if not _is_text(found.get(key)):
        label = "date of publication" if key == "published" else key.replace("_", " ")
        what = f"A reference table must state its {label}."
        got = repr(found[key]) if key in found else "nothing"
        do = f"write {key} in the header" + (', "none" where the values are not money' if key == "price_base" else "")
        yield reference_fault(what, f"{where}: {key}", got=got, wanted="text that is not empty", do=do)


def _unknown_word(key: str, got: str, allowed: Iterable[str], where: str) -> Fault:
    what = f"The {key} of a header is not known."
    do = did_you_mean(got, allowed) or "use one of those words"
    return reference_fault(what, f"{where}: {key}", got=repr(got), wanted=" or ".join(allowed), do=do)


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) is None:
        return False
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _date_faults(found: Mapping[str, object], where: str) -> Iterator[Fault]:
    published = found.get("published")
    if isinstance(published, str) and published.strip():
        match = _PUBLISHED.fullmatch(published)
        full = f"{match[1]}{match[2] or '-01'}{match[3] or '-01'}" if match else None
        if not _is_date(full):
            what, wanted = "The date of publication of a header cannot be read.", '"2026-02-05", "2026-02" or "2026"'
            yield reference_fault(
                what, f"{where}: published", got=repr(published), wanted=wanted, do="correct the date"
            )
    for key in _DATES:
        if key in found and not _is_date(found[key]):
            what, do = (
                "A date of a header cannot be read.",
                "correct the date, or leave the key out where it is not established",
            )
            yield reference_fault(what, f"{where}: {key}", got=repr(found[key]), wanted='text as "2026-02-05"', do=do)
    begin, end = (found.get(key) for key in _DATES)
    if isinstance(begin, str) and isinstance(end, str) and _is_date(begin) and _is_date(end) and end < begin:
        what = "A header goes out of force before it comes into force."
        yield reference_fault(
            what, f"{where}: in_force_to", got=end, wanted=f"{begin} or later", do="correct the dates"
        )


def _column_faults(columns: object, where: str) -> Iterator[Fault]:
    if not isinstance(columns, dict) or not columns:
        what, do = (
            "A reference table must describe its columns.",
            "write a [columns] table: name = description with unit",
        )
        yield reference_fault(what, f"{where}: columns", got=repr(columns), wanted="a table of texts", do=do)
        return
    for name, text in columns.items():
        if not _is_text(text):
            what, do = "A column of a reference table has no description.", "describe it, with its unit"
            yield reference_fault(
                what, f"{where}: columns.{name}", got=repr(text), wanted="text that is not empty", do=do
            )
