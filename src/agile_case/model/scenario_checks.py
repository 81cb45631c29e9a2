"""Check the scenarios of a case: that they name assumptions which have one value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import Fault
from agile_case.model.assumptions import YearlyValues
from agile_case.model.references import known, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents

__all__ = ["scenario_faults"]


def scenario_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of scenarios: names that lead nowhere, and assumptions that are given year by year.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    names = known(contents.assumptions, "assumptions", broken)
    for key, scenario in contents.scenarios.items():
        for name in scenario.values:
            where = f"scenarios.{key}.values.{name}"
            if name not in names:
                yield unknown(where, name, names, "an assumption")
            elif name in contents.assumptions and isinstance(contents.assumptions[name].estimate, YearlyValues):
                message = "A scenario gives one value, and this assumption has one for each year."
                do = "multiply it by an assumption of its own, and give that another value"
                wanted = "an assumption with one value"
                yield Fault(message, where, got=f"{name}, a yearly series", wanted=wanted, do=do, code="estimate")
