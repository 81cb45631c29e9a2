"""Check that the sums of a programme are sums of money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.errors import AgileCaseError, Fault
from agile_case.quantities.units import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents

__all__ = ["programme_faults", "programme_sums"]


def programme_faults(contents: Contents, _broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of the sums of a programme.

    Args:
        contents: The unchecked contents.
        _broken: Addresses of parts that could not be read.
    """
    held = contents.programme
    if held is None:
        return
    pound = contents.units.unit("GBP")
    for where, value in programme_sums(held):
        try:
            amount = (Quantity.parse(value) if isinstance(value, str) else value).to(pound, contents.units)
        except AgileCaseError as error:
            yield from (attrs.evolve(fault, where=f"programme.{where}") for fault in error.faults)
            continue
        if amount < 0:
            message = "A cost or a limit cannot be negative."
            yield Fault(message, f"programme.{where}", got=str(value), wanted="£0 or more", code="case")


def programme_sums(programme: object) -> Iterator[tuple[str, Quantity | str]]:
    """Yield every sum of money of a programme with its place.

    Args:
        programme: The programme.
    """
    for name in ("whole_cost", "digital_cost", "discovery_and_alpha_cost", "delegated_limit"):
        value = getattr(programme, name)
        if value is not None:
            yield name, value
    for place, part in enumerate(getattr(programme, "parts", ())):
        yield f"parts.{place}", part
