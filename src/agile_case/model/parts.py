"""The parts of a case that have an amount: its lines, what comes with a line, its risks and its transfers.

A line may bring others with it: moving over, getting out, what is left at the end. Each is a part with an address of
its own under that of its line, and is checked and appraised as any line is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from agile_case.model.addresses import years_of
from agile_case.model.lines import Benefit, Cost, Placed
from agile_case.model.risks import Risk, Transfer
from agile_case.quantities.years import YearRange

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.model.options import Option
    from agile_case.quantities.years import Year

__all__ = ["COMPANIONS", "Part", "parts_of", "parts_of_option"]

COMPANIONS = ("transition_cost", "exit_cost", "residual_value")
"""Fields of a cost line that are parts of their own."""
_SHARED = tuple(field.name for field in attrs.fields(Placed))
_INHERITED = ("growth", "growth_from", "cash_growth", "price_base", "budget", "stage", "bearer", "discount")


@attrs.frozen
class Part:
    """Something with an amount, in the form of a line."""

    address: str
    """Its address."""
    line: Cost | Benefit
    """When it falls, in which prices, and who bears it."""
    written: str
    """Address of the field that holds its amount."""
    title: str
    """Title for printing; empty where its key is to be used."""
    comes_with: str = ""
    """Address of the line that it comes with, whose fields are checked there; empty for a part that stands alone."""
    either_sign: bool = False
    """Whether its amount may be negative as well as positive, as what is left at the end may be a liability."""
    risk: Risk | None = None
    """The risk, where it is one."""
    transfer: Transfer | None = None
    """The transfer, where it is one."""


def parts_of(contents: Contents) -> Iterator[Part]:
    """Yield every part of a case that has an amount, or could have one.

    Args:
        contents: The model, or its unchecked contents.
    """
    for key, option in contents.options.items():
        yield from parts_of_option(key, option, contents)


def parts_of_option(key: str, option: Option, contents: Contents) -> Iterator[Part]:
    """Yield the parts of one option: each cost with what comes with it, benefits, risks, transfers.

    Args:
        key: Key of the option.
        option: The option.
        contents: The model, or its unchecked contents.
    """
    for name, cost in option.costs.items():
        address = f"options.{key}.costs.{name}"
        yield Part(address, cost, f"{address}.amount", cost.title)
        yield from _companions(address, cost, contents)
    for name, benefit in option.benefits.items():
        address = f"options.{key}.benefits.{name}"
        yield Part(address, benefit, f"{address}.amount", benefit.title)
    for name, risk in option.risks.items():
        address = f"options.{key}.risks.{name}"
        line = Cost(amount=risk.impact, bearer=risk.bearer, **_placed(risk))
        yield Part(address, line, f"{address}.impact", risk.title, risk=risk)
    for name, transfer in option.transfers.items():
        address = f"options.{key}.transfers.{name}"
        line = Cost(amount=transfer.amount, bearer=transfer.payer, **_placed(transfer))
        yield Part(address, line, f"{address}.amount", transfer.title, transfer=transfer)


def _placed(noun: Risk | Transfer) -> dict[str, Any]:
    return {name: getattr(noun, name) for name in _SHARED}


def _companions(address: str, cost: Cost, contents: Contents) -> Iterator[Part]:
    period = contents.basis.period
    years = years_of(cost, period)
    shared: dict[str, Any] = {name: getattr(cost, name) for name in _INHERITED}
    taxed: dict[str, Any] = {name: getattr(cost, name) for name in ("vat", "vat_recoverable")}
    name = cost.title or address.rpartition(".")[2].replace("_", " ").capitalize()
    if cost.transition_cost is not None:
        when = _at(cost.starts, years.first)
        line = Cost(amount=cost.transition_cost, optimism_bias=cost.optimism_bias, **when, **shared, **taxed)
        yield _companion(address, line, "transition_cost", f"{name}: transition")
    if cost.exit_cost is not None:
        last = years.last if cost.refresh_every is None else period.last
        when = _at(cost.ends, last)
        line = Cost(amount=cost.exit_cost, optimism_bias=cost.optimism_bias, **when, **shared, **taxed)
        yield _companion(address, line, "exit_cost", f"{name}: exit")
    if cost.residual_value is not None:
        shared["budget"] = None
        when = _at(None, period.last)
        value = Benefit(amount=cost.residual_value, kind="non-cash-releasing", **when, **shared)
        part = _companion(address, value, "residual_value", f"{name}: residual value")
        yield attrs.evolve(part, either_sign=True)


def _at(event: object, year: Year) -> dict[str, Any]:
    """Place a total at an event, or in a year where there is none."""
    return {"when": YearRange(year, year)} if event is None else {"starts": event}


def _companion(address: str, line: Cost | Benefit, field: str, title: str) -> Part:
    place = f"{address}.{field}"
    return Part(place, line, place, title, comes_with=address)
