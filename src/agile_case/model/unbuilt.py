"""Keys that load but that this version cannot appraise: they are refused by name, never ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents

__all__ = ["unbuilt_faults"]


def unbuilt_faults(contents: Contents) -> tuple[Fault, ...]:
    """Return a fault for every key that an appraisal would have to ignore.

    Args:
        contents: The model.
    """
    message = "This key is read and kept, but this version cannot appraise it."
    do = "take it out for an appraisal by this version, or keep it and wait: it is never ignored in silence"
    return tuple(
        Fault(message, where, got=got, wanted="a case without it", do=do, code="not-built")
        for where, got in _found(contents)
    )


def _found(contents: Contents) -> Iterator[tuple[str, str]]:
    for key, stage in contents.stages.items():
        for field, held in (("criteria", stage.criteria), ("on_stop", stage.on_stop)):
            if held:
                yield f"stages.{key}.{field}", "a table"
