"""Files of one's own that a case names under `[reference]`: they go along when the case goes to another folder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from agile_case.case.disk import replace
from agile_case.errors import AgileCaseError, FileError
from agile_case.reference.overrides import files_of

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["companions", "write_companions"]


def companions(
    choices: Mapping[str, object],
    folder: Path | None,
    target: Path,
    *,
    reserved: tuple[Path, ...] = (),
    faulty: bool = False,
) -> dict[Path, bytes]:
    """Return the files that a case takes along, by the place where they go; those that are there already need not.

    Args:
        choices: What the case puts in place of published tables.
        folder: Folder that the case has them from.
        target: Folder that the case goes to.
        reserved: Files that have another purpose there.
        faulty: Whether files that cannot be read are faults of the case already, and stay behind.

    Raises:
        FileError: Another file is in that place, or it lies outside the folder.
        AgileCaseError: A file cannot be read any more, or has another sha256.
    """
    if folder is None or folder.resolve() == target:
        return {}
    taken = {}
    for table, choice in choices.items():
        if not isinstance(choice, Mapping):
            continue
        try:
            files = files_of(table, choice, folder)
        except AgileCaseError:
            if not faulty:
                raise
            continue
        for name, data in files.items():
            place = target / name
            if not place.resolve().is_relative_to(target):
                message = "A link in the folder leads the reference file that the case takes along out of it."
                raise _refused(message, table, place, "a place in the folder")
            if place in reserved or (place.exists() and place.read_bytes() != data):
                message = "Another file is in the place of the reference file that the case takes along."
                raise _refused(message, table, place, "no file there, or the same")
            if not place.exists():
                taken[place] = data
    return taken


def write_companions(taken: Mapping[Path, bytes]) -> None:
    """Write the files that a case takes along.

    Args:
        taken: What `companions` returned.
    """
    for place, data in taken.items():
        replace(place, data)


def _refused(message: str, table: str, place: Path, wanted: str) -> FileError:
    do = "save the case to another folder, or move that file; nothing was written"
    return FileError(message, where=f"reference.{table}", got=str(place), wanted=wanted, do=do)
