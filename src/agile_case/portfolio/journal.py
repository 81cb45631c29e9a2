"""What a batch has done: tables that grow row by row, and a journal that says how much of them is whole.

A line of the journal is written after the rows that it speaks of are on the disk. What a run that was killed wrote
after the last whole line is cut off when the batch goes on, so nothing is lost and nothing is there twice.
"""

from __future__ import annotations

import json
import os
from typing import IO, TYPE_CHECKING, Any, Final

from agile_case.errors import FileError, InputError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Self

__all__ = ["Journal"]

_NAME: Final = "journal.jsonl"


class Journal:
    """The files of a batch in one folder, open for more.

    Args:
        folder: The folder; it is made where it does not exist.
        settings: What every case of the batch is appraised with; a batch goes on with the same only.
        heads: First lines of the tables, by name of the file.

    Raises:
        FileError: The folder holds something else, or a file cannot be written.
        InputError: The batch there was begun with other settings.
    """

    def __init__(self, folder: Path, settings: dict[str, Any], heads: dict[str, str]) -> None:
        """Open what is there, cut off what is not whole; see the class."""
        self.folder = folder
        self.done: dict[str, str] = {}
        self._heads = heads
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._begin()
            sizes = self._read(settings)
            for name, head in heads.items():
                self._cut(name, head, sizes)
            self._tables: dict[str, IO[bytes]] = {name: (folder / name).open("ab") for name in heads}
            self._journal = (folder / _NAME).open("ab")
        except OSError as error:
            message = "The files of this batch cannot be written."
            raise FileError(message, got=f"{folder}: {error.strerror or error}", do="choose another folder") from None
        if not sizes:
            self._write({"settings": settings, "sizes": self._sizes()})

    def __enter__(self) -> Self:
        """Return the journal."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the files."""
        for file in (*self._tables.values(), self._journal):
            file.close()

    def add(self, case: str, digest: str, rows: dict[str, str]) -> None:
        """Write the rows of one case, and then that they are whole.

        Args:
            case: Name of the case.
            digest: SHA-256 of what was appraised.
            rows: Lines for each table, by name of the file.
        """
        for name, text in rows.items():
            self._tables[name].write(text.encode())
        for file in self._tables.values():
            file.flush()
            os.fsync(file.fileno())
        self.done[case] = digest
        self._write({"case": case, "sha256": digest, "sizes": self._sizes()})

    def _sizes(self) -> dict[str, int]:
        return {name: file.tell() for name, file in self._tables.items()}

    def _write(self, entry: dict[str, Any]) -> None:
        self._journal.write(json.dumps(entry, sort_keys=True).encode() + b"\n")
        self._journal.flush()
        os.fsync(self._journal.fileno())

    def _begin(self) -> None:
        """Make the journal before anything else, so that whatever is beside it is ours."""
        path = self.folder / _NAME
        for name in () if path.exists() else self._heads:
            if (self.folder / name).exists():
                message = "There is a file of that name that no batch wrote."
                do = "choose another folder; nothing was overwritten"
                raise FileError(message, got=str(self.folder / name), do=do)
        path.touch()

    def _read(self, settings: dict[str, Any]) -> dict[str, int]:
        """Read what is whole, cut off the rest, and return the sizes of the tables up to there."""
        path = self.folder / _NAME
        sizes: dict[str, int] = {}
        whole = 0
        for line in path.read_bytes().splitlines(keepends=True):
            try:
                entry = json.loads(line)
            except ValueError:
                break
            if not line.endswith(b"\n") or not isinstance(entry, dict):
                break
            if "settings" in entry and entry["settings"] != settings:
                message = "The batch in this folder was begun with other settings."
                got, wanted = json.dumps(entry["settings"]), json.dumps(settings)
                raise InputError(message, where=str(self.folder), got=got, wanted=wanted, do="choose another folder")
            if "case" in entry:
                self.done[entry["case"]] = entry["sha256"]
            sizes, whole = entry["sizes"], whole + len(line)
        os.truncate(path, whole)
        return sizes

    def _cut(self, name: str, head: str, sizes: dict[str, int]) -> None:
        """Cut a table off after what is whole, or begin it."""
        path = self.folder / name
        if name not in sizes:
            path.write_bytes(head.encode())
        elif not path.exists() or path.stat().st_size < sizes[name]:
            message = "A table of this batch is shorter than its journal says."
            raise FileError(message, got=str(path), do="choose another folder, and begin again")
        else:
            os.truncate(path, sizes[name])
