"""Faults of risks and transfers: probabilities, what pays for mitigation, and what is done with transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import AgileCaseError, Fault
from agile_case.model.assumptions import YearlyValues
from agile_case.model.lines import BEARERS, PUBLIC_BEARERS
from agile_case.model.references import scalar_faults, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents
    from agile_case.model.risks import Risk, Transfer

__all__ = ["risk_faults"]


def risk_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of risks and transfers that are not those of any line.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    for key, option in contents.options.items():
        for name, risk in option.risks.items():
            yield from _risk_faults(key, f"options.{key}.risks.{name}", risk, contents, broken)
        for name, transfer in option.transfers.items():
            yield from _transfer_faults(f"options.{key}.transfers.{name}", transfer)
    transfers = [f"options.{key}.transfers" for key, option in contents.options.items() if option.transfers]
    if transfers and not contents.basis.transfers:
        message = "This case has transfers and does not say what is done with them."
        do = (
            "both-sides counts them as a cost of who pays and a benefit of who receives; excluded counts neither, "
            "and shows what public bodies pay"
        )
        got = f"none, and {' and '.join(transfers)}"
        yield Fault(message, "case.transfers", got=got, wanted="excluded or both-sides", do=do, code="case")


def _risk_faults(key: str, address: str, risk: Risk, contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    for field in ("probability", "unmitigated_probability"):
        value = getattr(risk, field)
        faults = tuple(scalar_faults(f"{address}.{field}", value, contents, broken))
        yield from faults
        if not faults and isinstance(value, str):
            yield from _probability_faults(f"{address}.{field}", value, contents)
    option = contents.options[key]
    unread = {held for held in broken if held.startswith(f"options.{key}.costs.")}
    costs = {f"options.{key}.costs.{name}" for name in option.costs} | unread
    if risk.mitigation and risk.mitigation not in costs:
        yield unknown(f"{address}.mitigation", risk.mitigation, costs, "a cost line of the option")
    if risk.unmitigated_probability is not None and not risk.mitigation:
        message = "This risk is less likely than it was, and nothing pays for that."
        wanted, do = "mitigation beside it", "name the cost line that pays for the mitigation"
        yield Fault(message, f"{address}.mitigation", got="none", wanted=wanted, do=do, code="case")
    if risk.within_bias and not unread and not any(cost.optimism_bias for cost in option.costs.values()):
        message = "No uplift for optimism bias of this option could pay for this risk."
        wanted = "a cost of the option with optimism_bias, or within_bias = false"
        yield Fault(message, f"{address}.within_bias", got="true", wanted=wanted, code="case")


def _probability_faults(where: str, name: str, contents: Contents) -> Iterator[Fault]:
    held = contents.assumptions.get(name)
    if held is None or isinstance(held.estimate, YearlyValues):  # reported where the name is
        return
    try:
        scale = contents.units.unit(held.unit).scale
    except AgileCaseError:  # reported where the assumption is
        return
    low, high = (end * scale for end in held.estimate.support)
    if low < 0 or high > 1:
        message = "A probability lies between 0 and 1 in every draw."
        do = "use an estimate with ends, such as pert, beta or uniform, or truncate it"
        yield Fault(message, where, got=f"{name}, from {low:g} to {high:g}", wanted="from 0 to 1", do=do)


def _transfer_faults(address: str, transfer: Transfer) -> Iterator[Fault]:
    if transfer.payer == transfer.recipient == BEARERS[0]:  # every other bearer is a group of many
        message = "Nobody pays a transfer to themselves."
        wanted = "somebody else, or no transfer"
        yield Fault(message, f"{address}.recipient", got=transfer.recipient, wanted=wanted, code="case")
    if transfer.fraud and transfer.recipient in PUBLIC_BEARERS:
        message = "A public body takes nothing by fraud."
        wanted = "households, businesses or civil-society; or a transfer without fraud"
        yield Fault(message, f"{address}.recipient", got=transfer.recipient, wanted=wanted, code="case")
