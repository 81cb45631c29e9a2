"""Versions of the format of the case file, and the steps from each to the next."""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any, Final

import attrs

from agile_case.errors import Fault
from agile_case.storage.reading import FORMAT

__all__ = ["STEPS", "Step", "bring_up", "format_fault", "formats_from", "is_other_version"]

_VERSION: Final = re.compile(r"agile-case/([1-9][0-9]{0,8})")
_CURRENT: Final = int(FORMAT.partition("/")[2])


@attrs.frozen
class Step:
    """How a document of one version becomes one of the next."""

    after: str
    """Format that it has then."""
    change: Callable[[MutableMapping[str, Any]], None]
    """Changes the document in place, by the operations of dictionaries and lists; it need not set `format`.

    It runs on plain data and on the document of a TOML file alike: what it leaves alone keeps its comments.
    """


STEPS: Final[dict[str, Step]] = {}
"""Step by the format that it starts from. The first version has none before it."""


def formats_from(given: str) -> tuple[str, ...]:
    """Return the formats that a document goes through until it is of the current one, its own first.

    Args:
        given: Its format.
    """
    passed = [given]
    while passed[-1] in STEPS:
        passed.append(STEPS[passed[-1]].after)
    return tuple(passed)


def bring_up(document: MutableMapping[str, Any]) -> None:
    """Bring a document up to the current format, in place.

    Args:
        document: The document.
    """
    while (given := str(document["format"])) in STEPS:
        STEPS[given].change(document)
        document["format"] = STEPS[given].after


def is_other_version(given: object) -> bool:
    """Tell whether a format is an older or a newer version of ours.

    Args:
        given: What a file has under `format`.
    """
    if not isinstance(given, str):
        return False
    version = _VERSION.fullmatch(given)
    return given in STEPS or (version is not None and int(version[1]) > _CURRENT)


def format_fault(given: object) -> Fault | None:
    """Return what is wrong with a format, if it is not the current one.

    Args:
        given: What a file has under `format`; None where it has no such key.
    """
    if given == FORMAT:
        return None
    message = "This file does not say that it is a case of a format that this version reads."
    do = f'begin the file with format = "{FORMAT}"'
    if is_other_version(given):
        message = "This case is in a format that this version does not read."
        do = "bring it up to date with agile-case migrate" if given in STEPS else "install a newer version"
    got = "no format" if given is None else repr(given)[:120]
    return Fault(message, "format", got=got, wanted=repr(FORMAT), do=do, code="document")
