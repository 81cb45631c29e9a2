"""Drafts: a case that is not whole yet, with its text as it is and every fault that it has."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from agile_case.case.case import Case
from agile_case.errors import Fault, InputError, InvalidCaseError
from agile_case.model.basis import folder_path
from agile_case.model.model import Model
from agile_case.quantities.nouns import Noun, located
from agile_case.quantities.tables import Column, Table
from agile_case.storage.document import build, placed
from agile_case.storage.line_numbers import lines_by_address
from agile_case.storage.reading import read_document
from agile_case.storage.rewriting import document_value, revised

__all__ = ["Draft"]

KINDS = ("toml", "json")


def _content(value: object) -> bytes:
    if isinstance(value, str | bytes):
        return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    message = "This is not the content of a case file."
    raise InputError(message, got=type(value).__name__, wanted="text or bytes", do="load a file by its path with load")


def _is_kind(_instance: object, _attribute: object, value: object) -> None:
    if value not in KINDS:
        message = "This is not a kind of case file."
        raise InputError(message, got=repr(value)[:120], wanted="toml or json")


@attrs.frozen(repr=False, field_transformer=located)
class Draft(Noun):
    """A case file as it is, whole or not; only a case appraises, and a draft says what keeps it from being one.

    Raises:
        InputError: The content is neither text nor bytes, or of no kind that there is.
        DocumentError: It is not TOML or JSON.
        LimitError: It is too large, too deep or too long.
    """

    data: bytes = attrs.field(converter=_content)
    """Content of the file, byte for byte."""
    kind: str = attrs.field(default="toml", validator=_is_kind)
    """Form of the file: `toml` or `json`."""
    folder: Path | None = attrs.field(default=None, converter=folder_path, eq=False)
    """Folder that files named under `[reference]` are given from."""
    faults: tuple[Fault, ...] = attrs.field(init=False, eq=False)
    """Every fault, with its address and, in TOML, its line; empty where the draft is a case."""
    _plain: dict[str, Any] = attrs.field(init=False, eq=False)
    _model: Model | None = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        """Read the content, and build what can be built of it."""
        plain, text = read_document(self.data, self.kind)
        model: Model | None = None
        faults: tuple[Fault, ...] = ()
        try:
            model = build(plain, folder=self.folder)
        except InvalidCaseError as error:  # lines are looked for only where there are faults to place
            faults = placed(error.faults, lines_by_address(text)) if text else error.faults
        for name, value in (("_plain", plain), ("_model", model), ("faults", faults)):
            object.__setattr__(self, name, value)

    @property
    def is_whole(self) -> bool:
        """Whether it has no fault, so that `case` returns a case."""
        return self._model is not None

    @property
    def text(self) -> str:
        """The content as text, with the line endings that it has."""
        return self.data.decode("utf-8-sig")

    @property
    def sha256(self) -> str:
        """SHA-256 of the content; `save` takes it as `if_hash`."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def table(self) -> Table:
        """The faults, one a row."""
        columns = [
            Column(title, key)
            for title, key in (
                ("Where", "where"),
                ("Line", "line"),
                ("What is wrong", "what"),
                ("Got", "got"),
                ("Wanted", "wanted"),
                ("What to do", "do"),
            )
        ]
        rows = [
            [
                "" if cell is None else str(cell)
                for cell in (held.where, held.line, held.what, held.got, held.wanted, held.do)
            ]
            for held in self.faults
        ]
        return Table("faults", f"{self._title()}: {self._count()}", columns, rows)

    def get(self, path: str) -> Any:  # noqa: ANN401 - plain data of any shape
        """Return what the file holds under an address, as plain data, faulty or not.

        Args:
            path: The address, such as `assumptions.team.triangular`; that of a table gives all that is below it.

        Raises:
            UnknownNameError: The file holds nothing there; the nearest addresses are suggested.
        """
        return document_value(self._plain, path)

    def revise(self, changes: Mapping[str, object]) -> Draft:
        """Return the draft with some of its file changed; comments, order and every other line stay.

        Tables on the way to a new address are made. What the format does not know is a fault of the new draft.

        Args:
            changes: What each address holds from now on, as the file has it; None takes it out.

        Raises:
            InvalidCaseError: Addresses lead nowhere; all of them are listed.
            InputError: These are no changes, or values that such a file cannot hold.
            FileError: The file is laid out in a way that cannot be changed in place.
        """
        return Draft(revised(self.data, self.kind, changes), self.kind, self.folder)

    def case(self) -> Case:
        """Return the case.

        Raises:
            InvalidCaseError: It has faults; all of them are listed.
        """
        if self._model is None:
            raise InvalidCaseError.of(self.faults)
        return Case(self._model)

    def __repr__(self) -> str:
        """Return what the draft is, in one line."""
        return f"<{self._title()}, {self.kind}: {self._count()}>"

    def __str__(self) -> str:
        """Return the faults as a person reads them."""
        return "\n\n".join([f"{self._title()}: {self._count()}.", *(str(fault) for fault in self.faults)])

    def _repr_html_(self) -> str:
        return self.table.to_html()

    def _rows(self) -> Iterator[tuple[str, object]]:
        yield "Faults", self._count()

    def _title(self) -> str:
        basis = self._plain.get("case")
        title = basis.get("title") if isinstance(basis, Mapping) else None
        return f"Draft of {title!r:.120}" if isinstance(title, str) and title else "Draft without a title"

    def _count(self) -> str:
        count = len(self.faults)
        return f"{count} fault{'s' if count != 1 else ''}" if count else "no faults"
