"""Optimism bias by the published bounds: what is left of it after mitigation, for a cost and for a delay."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from agile_case.errors import Fault
from agile_case.reference import OptimismBiasTable, ReferenceSet, reference_with

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.basis import ReferenceChoice
    from agile_case.model.bias import OptimismBias
    from agile_case.model.contents import Contents
    from agile_case.model.events import Event
    from agile_case.quantities.years import Year

__all__ = ["DURATION", "effective_uplift", "number_faults", "reference_of", "stretch_of"]

DURATION: Final = "works-duration"
"""The measure of the published table that stretches a delay."""
_CLOSE: Final = 1e-9


def reference_of(choice: ReferenceChoice) -> ReferenceSet:
    """Load a reference set with the vintages that a case puts in place of its own.

    Args:
        choice: What the case names.

    Raises:
        UnknownNameError: The set, a table or a vintage is not bundled; all faults are listed.
        InputError: A file is given by a path that leads out of the folder of the case.
        ReferenceDataError: A table is not as it was released, or a file is not the one that was pinned.
    """
    return reference_with(choice.set, choice.replaced, choice.folder)


def effective_uplift(bias: OptimismBias, table: OptimismBiasTable) -> tuple[float, str]:
    """Return what is left of optimism bias after mitigation, and how it came about.

    Args:
        bias: The bias.
        table: The published bounds.

    Returns:
        The uplift as a fraction: the upper bound less what is mitigated, never below the lower bound.

    Raises:
        UnknownNameError: The published table has no such type or measure.

    Source:
        Mott MacDonald, Review of Large Public Procurement in the UK, 2002, Table 2; The Green Book 2026,
        paragraphs 6.78 to 6.82.
    """
    words, upper, lower = _bounds(bias, table)
    managed = bias.managed
    mitigated = upper * (1 - managed)
    uplift = max(mitigated, lower)
    bought = f"bought by {bias.prevention}" if bias.prevention else "no prevention cost named"
    note = f"{words}: upper bound {_percent(upper)}, mitigation {_percent(managed)}"
    if managed:
        by = f"by {len(bias.factors)} factors ({bias.source}), " if bias.factors else ""
        note += f" ({by}{bought})"
    if uplift > mitigated:
        note += f", held at the lower bound {_percent(lower)}"
    return uplift, note + since(bias.forecast_from)


def stretch_of(event: Event, contents: Contents) -> tuple[float, str]:
    """Return how much longer the delay of an event is for optimism bias, and how it came about.

    Args:
        event: The event.
        contents: The model.

    Returns:
        The uplift of the delay as a fraction, 0 where it has no bias.

    Raises:
        UnknownNameError: The published table has no such type or measure.

    Source:
        The Green Book 2026, paragraphs 6.78 to 6.82: durations are adjusted as costs are.
    """
    if event.optimism_bias is None:
        return 0.0, ""
    return effective_uplift(event.optimism_bias, reference_of(contents.reference).optimism_bias)


def number_faults(where: str, bias: OptimismBias) -> Iterator[Fault]:
    """Yield the faults of numbers that do not go together: bounds, shares of a mix, contributions of factors.

    Args:
        where: Address of the bias.
        bias: The bias.
    """
    if bias.upper is not None and bias.lower > bias.upper:
        message = "The lower bound of optimism bias is above the upper one."
        got = f"{bias.lower:g} to {bias.upper:g}"
        yield Fault(message, f"{where}.lower", got=got, wanted="the smaller one as lower", code="case")
    total = math.fsum(bias.mix.values())
    if bias.mix and abs(total - 1) > _CLOSE:
        message = "The shares of a mix add up to 1."
        yield Fault(message, f"{where}.mix", got=f"{total:g}", wanted="1", code="case")
    total = math.fsum(share for share, _ in bias.factors.values())
    if total > 1 + _CLOSE:
        message = "Factors contribute more than the whole of the bias."
        yield Fault(
            message, f"{where}.factors", got=f"{total:g}", wanted="shares that add up to 1 or less", code="case"
        )


def since(year: Year | None) -> str:
    """Return from when on a bias is there, in words; empty where it always is.

    Args:
        year: First year of the forecast.
    """
    return "" if year is None else f", from {year} on, the first year of the forecast"


def _bounds(bias: OptimismBias, table: OptimismBiasTable) -> tuple[str, float, float]:
    """Return where the bounds come from, in words, and the bounds: those of a mix are weighted by its shares."""
    if bias.upper is not None:
        return f"own evidence ({bias.source})", bias.upper, bias.lower
    bounds = {name: table.bounds(name, bias.measure) for name in bias.shares}
    upper = math.fsum(share * bounds[name].upper for name, share in bias.shares.items())
    lower = math.fsum(share * bounds[name].lower for name, share in bias.shares.items())
    mixed = " and ".join(f"{_percent(share)} {name}" for name, share in bias.mix.items())
    return f"{mixed or bias.type}, {bias.measure}", upper, lower


def _percent(share: float) -> str:
    return f"{100 * share:.4g}%"
