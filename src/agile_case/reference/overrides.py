"""Tables of one's own: a case replaces a table of its reference set by another vintage, or by a file and its sha256.

A file is a pair beside each other, `<vintage>.toml` (the header, with the same rules as a bundled one) and
`<vintage>.csv` (the rows, which the sha256 is of). In a case its path is given from the folder of the case and never
leads out of it, so that a case that is moved or sent keeps what it was worked out with.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import AgileCaseError, InputError, ReferenceDataError, did_you_mean
from agile_case.reference.loader import check_name, check_table_name, load, read_pair
from agile_case.reference.sets import load_set

if TYPE_CHECKING:
    from agile_case.reference.loader import Dataset
    from agile_case.reference.sets import ReferenceSet

__all__ = ["files_of", "load_file", "reference_with"]

_SUM = re.compile(r"[0-9a-fA-F]{64}")
_KEYS = ("file", "sha256")
_ENDS = (".toml", ".csv")


def load_file(path: str | os.PathLike[str], *, table: str, sha256: str) -> Dataset:
    """Load a table of one's own from its two files; nothing is kept.

    Args:
        path: The header `<vintage>.toml` or the rows `<vintage>.csv`, the other standing beside it; or a folder that
            holds one such pair.
        table: Name of the table, such as `gdp-deflator`.
        sha256: sha256 of the bytes of the CSV, in hexadecimal.

    Raises:
        UnknownNameError: No such table is known, or the name of the file is no name of a vintage.
        InputError: The path or the sha256 has another form.
        ReferenceDataError: A file is missing, has another sha256, or breaks a rule of headers or rows.
    """
    check_table_name(table)
    pinned = _pinned(sha256)
    if not isinstance(path, str | os.PathLike) or "\0" in str(path):
        message = "This is not the path of a reference file."
        raise InputError(message, where="path", got=f"{path!r:.120}", wanted="text or a Path")
    stem = _stem(Path(path), str(path))
    check_name(stem.name, where=table)
    return read_pair(stem.parent, stem.name, table=table, vintage=stem.name, pinned=pinned)


def reference_with(set_name: str, replaced: Mapping[str, object], base: Path | None = None) -> ReferenceSet:
    """Load a reference set with the tables that a case puts in place of its own.

    Args:
        set_name: Name of the set, such as `uk-2026-03`.
        replaced: Name of a bundled vintage, or a table with `file` and `sha256`, by name of the table that it replaces.
        base: Folder of the case, which every `file` is given from; `None` for a case that has no folder.

    Returns:
        The set; its `files` show the replacements.

    Raises:
        UnknownNameError: A set, table or vintage is not known.
        InputError: A replacement has another form, or its path leads out of the folder of the case.
        ReferenceDataError: A file is missing, altered or breaks a rule; also where faults are of several kinds.

    Every fault is listed, each under its address, such as `reference.gdp-deflator`.
    """
    errors: list[AgileCaseError] = []
    reference: ReferenceSet | None = None
    try:
        reference = load_set(set_name)
    except AgileCaseError as error:
        errors.append(error.at("reference.set"))
    for table, choice in replaced.items():
        try:
            dataset = _chosen(table, choice, base)
            reference = None if reference is None else reference.with_dataset(dataset)
        except AgileCaseError as error:
            errors.append(_under(table, error))
    if reference is None or errors:
        raise _joined(errors) from None
    return reference


def files_of(table: str, choice: Mapping[str, object], base: Path) -> dict[str, bytes]:
    """Return the content of the two files that a case puts in place of a table, by their path from its folder.

    Args:
        table: Name of the table.
        choice: `file` and `sha256`.
        base: Folder of the case.

    Raises:
        AgileCaseError: As `reference_with`, under the address of the choice; the sha256 of the rows is held to the one
            that is pinned.
    """
    try:
        _chosen(table, choice, base)
        folder, stem = _inside(base, choice["file"])
        return {f"{stem}{end}": (folder / f"{stem}{end}").read_bytes() for end in _ENDS}
    except AgileCaseError as error:
        raise _under(table, error) from None


def _under(table: str, error: AgileCaseError) -> AgileCaseError:
    """Return the error under the address of the choice, which names the table once."""
    inner = (attrs.evolve(fault, where="" if fault.where == table else fault.where) for fault in error.faults)
    return type(error).of(inner).at(f"reference.{table}")


def _joined(errors: list[AgileCaseError]) -> AgileCaseError:
    kinds = {type(error) for error in errors}
    kind = kinds.pop() if len(kinds) == 1 else ReferenceDataError
    return kind.of(fault for error in errors for fault in error.faults)


def _chosen(table: str, choice: object, base: Path | None) -> Dataset:
    if isinstance(choice, str):
        return load(table, choice)
    if not isinstance(choice, Mapping) or set(choice) != set(_KEYS):
        message = "This does not say what replaces the table."
        wanted = 'the name of a vintage, or { file = "...", sha256 = "..." }'
        do = "give both keys, and no other"
        if isinstance(choice, Mapping):
            strange = [key for key in choice if key not in _KEYS]
            do = (did_you_mean(str(strange[0]), _KEYS) if strange else "") or do
        got = ", ".join(map(str, choice)) or "nothing" if isinstance(choice, Mapping) else f"{choice!r:.120}"
        raise InputError(message, got=got, wanted=wanted, do=do)
    check_table_name(table)
    pinned = _pinned(choice["sha256"])
    if base is None:
        message = "This case has no folder to find the file in."
        do = "load the case from its file; or take the table by load_file and ReferenceSet.with_dataset"
        raise InputError(message, where="file", got=f"{choice['file']!r:.120}", wanted="a case that was loaded", do=do)
    folder, stem = _inside(base, choice["file"])
    vintage = stem.rpartition("/")[2]
    check_name(vintage, where="file")
    return read_pair(folder, stem, table=table, vintage=vintage, pinned=pinned)


def _pinned(sha256: object) -> str:
    if isinstance(sha256, str) and _SUM.fullmatch(sha256):
        return sha256.lower()
    message = "This is not a sha256."
    do = "work it out with sha256sum (Windows: Get-FileHash) on the CSV"
    raise InputError(message, where="sha256", got=f"{sha256!r:.120}", wanted="64 hexadecimal digits", do=do)


def _stem(path: Path, shown: str) -> Path:
    """Return the path that a header and its rows share, without their endings."""
    try:
        folder = path.is_dir()
        headers = sorted(item.name for item in path.iterdir() if item.suffix == ".toml") if folder else []
    except OSError as error:
        message = "A reference file cannot be read."
        got = error.strerror or type(error).__name__
        raise ReferenceDataError(message, where=shown, got=got, wanted="a readable folder") from None
    if len(headers) == 1:
        return (path / headers[0]).with_suffix("")
    if folder:
        message = "This folder does not hold one reference table."
        got = f"{len(headers)} files ending in .toml" + (f": {', '.join(headers[:5])}" if headers else "")
        raise ReferenceDataError(message, where=shown, got=got, wanted="one", do="name the file instead of the folder")
    if path.suffix not in _ENDS:
        message = "This is not the name of a reference file."
        wanted = "a name ending in .toml or .csv, or a folder that is there"
        raise InputError(message, where="file", got=repr(shown), wanted=wanted, do="name the file with its ending")
    return path.with_suffix("")


def _inside(base: Path, file: object) -> tuple[Path, str]:
    """Return the folder of a case and the path of a pair of files in it, once it is sure that they stand there."""
    posix = PurePosixPath(file) if isinstance(file, str) else PurePosixPath()
    bad = (
        not isinstance(file, str)
        or not file.strip()
        or "\0" in file
        or "\\" in file
        or bool(PureWindowsPath(file).drive)
    )
    if bad or posix.is_absolute() or ".." in posix.parts:
        message = "This path does not lead to a file in the folder of the case."
        wanted = "a path from the folder of the case, with / between its parts and without .."
        do = "put the file beside the case or in a folder below it"
        raise InputError(message, where="file", got=f"{file!r:.120}", wanted=wanted, do=do)
    stem = _stem(base / posix, str(file)).relative_to(base)
    try:
        home = base.resolve()
        out = [end for end in _ENDS if not (home / stem.with_name(f"{stem.name}{end}")).resolve().is_relative_to(home)]
    except (OSError, RuntimeError):  # before Python 3.13 a link to itself is a RuntimeError
        out = list(_ENDS)
    if out:
        message = "A link leads out of the folder of the case."
        do = "put the file itself there, not a link to it"
        got = f"{stem.as_posix()}{out[0]}"
        raise InputError(message, where="file", got=got, wanted="a file in the folder of the case", do=do)
    return home, stem.as_posix()
