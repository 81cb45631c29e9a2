"""The benefits map: enabling changes lead to intermediate benefits, those to end benefits, and those to objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from agile_case.case.benefits import chosen_options, present_values
from agile_case.errors import InputError
from agile_case.model.benefit_links import is_intermediate
from agile_case.quantities.nouns import Noun
from agile_case.quantities.rounding import money_words
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.appraisal.result import Result
    from agile_case.model.model import Model
    from agile_case.model.options import Option

__all__ = ["NODE_KINDS", "BenefitsMap", "MapNode", "benefits_map"]

NODE_KINDS: Final = ("enabling change", "intermediate benefit", "end benefit", "objective")
"""What stands in a map, in the order in which one leads to the next."""


@attrs.frozen(kw_only=True)
class MapNode(Noun):
    """One thing in a map."""

    address: str
    """Its address."""
    kind: str
    """What it is, one of `NODE_KINDS`."""
    title: str
    """What it is called."""
    owner: str
    """Who answers for it."""
    present_value: float | None
    """Present value of an end benefit in pounds, at means; None for what counts in no money."""
    disbenefit: bool
    """Whether it is a loss."""
    done: bool
    """Whether it is a change that was made."""
    leads_to: tuple[str, ...]
    """Addresses of what it leads to."""


@attrs.frozen(kw_only=True, repr=False)
class BenefitsMap(Noun):
    """What leads to what in one option, on the way to its objectives. Only end benefits count in money."""

    option: str
    """Key of the option."""
    title: str
    """Its title."""
    nodes: tuple[MapNode, ...]
    """What is in the map, each after what leads to it."""
    total: float | None
    """Present value of the end benefits in pounds, disbenefits taken off; None where the case is partial."""

    @property
    def table(self) -> Table:
        """What is in the map, one a row, with what leads to it and what it leads to."""
        columns = [
            Column("What", "what"),
            Column("Kind", "kind"),
            Column("Title", "title"),
            Column("Owner", "owner", empty="none stated"),
            Column("Comes from", "comes_from", empty="nothing"),
            Column("Leads to", "leads_to", empty="nothing"),
            Column("Present value, £k", "present_value_gbp", 0, 1e3),
        ]
        rows: list[list[Cell]] = []
        for node in self.nodes:
            before = ", ".join(held.address for held in self.nodes if node.address in held.leads_to)
            kind = f"{node.kind}, disbenefit" if node.disbenefit else node.kind
            row: list[Cell] = [node.address, kind, node.title, node.owner, before, ", ".join(node.leads_to)]
            rows.append([*row, node.present_value])
        notes = ["Only end benefits count in money: an intermediate one is a step, and would count the same twice."]
        if self.total is not None:
            notes.append(f"Together the end benefits are worth {money_words(self.total)}, at means.")
        return Table(f"benefits_map_{self.option}", f"Benefits map of {self.title}", columns, rows, notes)

    @property
    def loose_ends(self) -> tuple[MapNode, ...]:
        """Changes that lead to nothing, and benefits that nothing leads to or that serve no objective."""
        reached = {address for node in self.nodes for address in node.leads_to}
        return tuple(
            node
            for node in self.nodes
            if (node.kind != NODE_KINDS[0] and node.address not in reached)
            or (node.kind != NODE_KINDS[3] and not node.leads_to and not node.disbenefit)
        )

    def __repr__(self) -> str:
        """Return the table as text."""
        return self.table.to_text()

    def _repr_html_(self) -> str:
        return self.table.to_html()


def benefits_map(model: Model, result: Result, option: str) -> BenefitsMap:
    """Return the benefits map of an option.

    Args:
        model: The model.
        result: Its appraisal at means.
        option: Key of the option.

    Raises:
        UnknownNameError: There is no such option; the nearest are suggested.
        InputError: The option has no benefits.
    """
    held = chosen_options(model, option)[option]
    if not held.benefits:
        message, wanted = "An option without benefits has no map of them.", "an option with benefits"
        raise InputError(message, where="option", got=repr(option), wanted=wanted)
    values = present_values(result)
    nodes = (*_changes(model, option, held), *_benefits(option, held, values), *_objectives(model, held))
    counted = [node.present_value for node in nodes if node.present_value is not None]
    total = None if result.plan.partial else sum(counted)
    return BenefitsMap(option=option, title=held.title or option, nodes=_in_order(nodes), total=total)


def _changes(model: Model, key: str, option: Option) -> Iterator[MapNode]:
    wanted = dict.fromkeys(
        name for one in option.benefits.values() if one.realisation for name in one.realisation.enabling_changes
    )
    pending = list(wanted)
    while pending:
        for name in model.enabling_changes[pending.pop()].needs:
            if name not in wanted:
                wanted[name] = None
                pending.append(name)
    for name, change in model.enabling_changes.items():
        if name not in wanted:
            continue
        later = [f"enabling_changes.{other}" for other in wanted if name in model.enabling_changes[other].needs]
        served = [
            f"options.{key}.benefits.{one}"
            for one, benefit in option.benefits.items()
            if benefit.realisation and name in benefit.realisation.enabling_changes
        ]
        yield MapNode(
            address=f"enabling_changes.{name}",
            kind=NODE_KINDS[0],
            title=change.title or name,
            owner=change.owner,
            present_value=None,
            disbenefit=False,
            done=change.done is not None,
            leads_to=(*later, *served),
        )


def _benefits(key: str, option: Option, values: dict[str, float]) -> Iterator[MapNode]:
    for name, benefit in option.benefits.items():
        address, held = f"options.{key}.benefits.{name}", benefit.realisation
        objectives = () if held is None else tuple(f"objectives.{one}" for one in held.objectives)
        yield MapNode(
            address=address,
            kind=NODE_KINDS[1] if is_intermediate(benefit) else NODE_KINDS[2],
            title=benefit.title or name,
            owner="" if held is None else held.owner,
            present_value=values.get(address),
            disbenefit=benefit.disbenefit,
            done=False,
            leads_to=(*(() if held is None else held.leads_to), *objectives),
        )


def _objectives(model: Model, option: Option) -> Iterator[MapNode]:
    named = (name for one in option.benefits.values() if one.realisation for name in one.realisation.objectives)
    for name in dict.fromkeys(named):
        yield MapNode(
            address=f"objectives.{name}",
            kind=NODE_KINDS[3],
            title=model.objectives[name].title or name,
            owner=model.objectives[name].owner,
            present_value=None,
            disbenefit=False,
            done=False,
            leads_to=(),
        )


def _in_order(nodes: tuple[MapNode, ...]) -> tuple[MapNode, ...]:
    """Return nodes by kind, and each after those of its kind that lead to it."""
    depths = node_depths(nodes)
    return tuple(sorted(nodes, key=lambda node: (NODE_KINDS.index(node.kind), depths[node.address])))


def node_depths(nodes: tuple[MapNode, ...]) -> dict[str, int]:
    """Return how many steps of its own kind lead to each node.

    Args:
        nodes: The nodes, without a circle among them.
    """
    by_address = {node.address: node for node in nodes}
    depths = dict.fromkeys(by_address, 0)
    for _ in nodes:  # as many passes as the longest way may have steps
        for node in nodes:
            for after in node.leads_to:
                if by_address[after].kind == node.kind:
                    depths[after] = max(depths[after], depths[node.address] + 1)
    return depths
