"""What leads to what on the way to an objective: enabling changes, intermediate benefits, end benefits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import Fault
from agile_case.model.references import event_faults, known, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agile_case.model.contents import Contents
    from agile_case.model.lines import Benefit
    from agile_case.model.options import Option

__all__ = ["circle", "is_intermediate", "link_faults"]


def is_intermediate(benefit: Benefit) -> bool:
    """Tell whether a benefit is a step towards another one; all others are end benefits.

    Args:
        benefit: The benefit.
    """
    return benefit.realisation is not None and bool(benefit.realisation.leads_to)


def circle(links: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return names that lead round to the first of them; nothing where there is no such way.

    Args:
        links: What each name leads to; names that are no key lead nowhere.
    """
    left = {name: [after for after in following if after in links] for name, following in links.items()}
    while ends := {name for name, following in left.items() if not any(after in left for after in following)}:
        left = {name: following for name, following in left.items() if name not in ends}
    if not left:
        return ()
    way = [next(iter(left))]
    while (after := next(name for name in left[way[-1]] if name in left)) not in way:
        way.append(after)
    return tuple(way[way.index(after) :])


def link_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of enabling changes, and of what benefits say leads to what.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    changes = known(contents.enabling_changes, "enabling_changes", broken)
    costs = _costs(contents, broken)
    for key, change in contents.enabling_changes.items():
        where = f"enabling_changes.{key}"
        if change.due is not None:
            yield from event_faults(f"{where}.due", change.due, contents, broken)
        for name in change.needs:
            if name not in changes:
                yield unknown(f"{where}.needs", name, changes, "an enabling change")
        for name in change.costs:
            if name not in costs:
                yield unknown(f"{where}.costs", name, costs, "a cost line")
    yield from _circle_fault(
        "enabling_changes.{}.needs",
        "These changes need each other, so that none can be the first.",
        {key: change.needs for key, change in contents.enabling_changes.items()},
    )
    tables = {
        "enabling_changes": (changes, "an enabling change"),
        "dependencies": (known(contents.dependencies, "dependencies", broken), "a dependency"),
        "objectives": (known(contents.objectives, "objectives", broken), "an objective"),
    }
    for key, option in contents.options.items():
        yield from _option_faults(f"options.{key}.benefits", option, tables, broken)


def _costs(contents: Contents, broken: frozenset[str]) -> set[str]:
    return {
        f"options.{key}.costs.{name}"
        for key, option in contents.options.items()
        for name in known(option.costs, f"options.{key}.costs", broken)
    }


def _option_faults(
    table: str, option: Option, tables: Mapping[str, tuple[set[str], str]], broken: frozenset[str]
) -> Iterator[Fault]:
    addresses = {f"{table}.{name}" for name in known(option.benefits, table, broken)}
    links: dict[str, tuple[str, ...]] = {}
    for name, benefit in option.benefits.items():
        held, address = benefit.realisation, f"{table}.{name}"
        if held is None:
            continue
        links[address] = held.leads_to
        for field, (keys, kind) in tables.items():
            for key in getattr(held, field):
                if key not in keys:
                    yield unknown(f"{address}.realisation.{field}", key, keys, kind)
        for target in held.leads_to:
            if target not in addresses:
                yield unknown(f"{address}.realisation.leads_to", target, addresses, "a benefit of its option")
        if benefit.monetised and addresses.intersection(held.leads_to):
            message = "An intermediate benefit counts in money; what it leads to would count it again."
            wanted = "quantifiable or qualitative, or a benefit that leads to no other"
            do = "keep the money with the end benefit, or take leads_to out"
            yield Fault(message, f"{address}.kind", got=benefit.kind, wanted=wanted, do=do, code="case")
    yield from _circle_fault("{}.realisation.leads_to", "These benefits lead to each other.", links)


def _circle_fault(where: str, message: str, links: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    round_ = circle(links)
    if round_:
        got = " to ".join((*round_, round_[0]))
        wanted, do = "a way that ends", "take one of them out"
        yield Fault(message, where.format(round_[0]), got=got, wanted=wanted, do=do, code="case")
