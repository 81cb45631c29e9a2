"""A case of a thousand lines: what reading, checking and compiling it cost beside parsing its TOML."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import agile_case as ac
from agile_case.appraisal.compilation import compile_model

if TYPE_CHECKING:
    from collections.abc import Callable

EXAMPLE = Path(__file__).parents[1] / "examples" / "licence.toml"


def case_text(lines: int) -> str:
    """Return the licence example with so many more cost lines.

    Args:
        lines: How many.
    """
    more = (
        f'[options.digital.costs.extra_{number}]\namount = "team * day_rate * {number % 200 + 1} workday/year"\n'
        'profile = "1 - take_up"\nwhen = "2027-28..2030-31"\nbudget = "resource"\nsource = "invented"\n'
        for number in range(lines)
    )
    return "\n".join([EXAMPLE.read_text(encoding="utf-8"), *more])


def ways(text: str) -> dict[str, Callable[[], object]]:
    """Return what is timed, by name.

    Args:
        text: The case.
    """

    def whole() -> object:
        """Read the case, judge every part of it, and compile it into a plan."""
        return compile_model(ac.loads(text).model)

    return {"toml": lambda: tomllib.loads(text), "load": lambda: ac.loads(text), "whole": whole}
