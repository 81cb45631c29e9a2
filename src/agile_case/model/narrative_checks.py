"""Check that what a case says in words names what is there: steps, objectives, benefits, stages, events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agile_case.errors import Fault
from agile_case.model.references import event_faults, known, unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agile_case.model.contents import Contents

__all__ = ["narrative_faults"]


def narrative_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    """Yield the faults of the theory of change, of claims and dependencies, of the assurance plan and of data.

    Args:
        contents: The unchecked contents.
        broken: Addresses of parts that could not be read.
    """
    yield from _theory_faults(contents, broken)
    stages = known(contents.stages, "stages", broken)
    for table in ("claims", "reviews", "approvals", "exhibits"):
        for key, held in getattr(contents, table).items():
            if held.stage is not None and held.stage not in stages:
                yield unknown(f"{table}.{key}.stage", held.stage, stages, "a stage")
    for table, field, names, kind in (
        ("approvals", "assured_by", known(contents.reviews, "reviews", broken), "a review"),
        ("data", "assumptions", known(contents.assumptions, "assumptions", broken), "an assumption"),
    ):
        for key, held in getattr(contents, table).items():
            for place, name in enumerate(getattr(held, field)):
                if name not in names:
                    yield unknown(f"{table}.{key}.{field}.{place}", name, names, kind)
    for key, dependency in contents.dependencies.items():
        if dependency.needed_by is not None:
            yield from event_faults(f"dependencies.{key}.needed_by", dependency.needed_by, contents, broken)


def _theory_faults(contents: Contents, broken: frozenset[str]) -> Iterator[Fault]:
    steps = known(contents.theory_of_change, "theory_of_change", broken)
    objectives = known(contents.objectives, "objectives", broken)
    grounds = {f"claims.{key}" for key in known(contents.claims, "claims", broken)}
    grounds |= {f"assumptions.{key}" for key in known(contents.assumptions, "assumptions", broken)}
    benefits = {
        f"options.{key}.benefits.{name}" for key, option in contents.options.items() for name in option.benefits
    } | {address for address in broken if address.startswith("options.")}
    for key, step in contents.theory_of_change.items():
        where = f"theory_of_change.{key}"
        for field, names, kind in (
            ("brings_about", steps, "a step of the theory of change"),
            ("objectives", objectives, "an objective"),
            ("rests_on", grounds, "a claim or an assumption"),
            ("benefits", benefits, "a benefit"),
        ):
            for place, name in enumerate(getattr(step, field)):
                if name not in names:
                    yield unknown(f"{where}.{field}.{place}", name, names, kind)
    yield from _circle_faults(contents)


def _circle_faults(contents: Contents) -> Iterator[Fault]:
    """Yield the fault of steps that bring each other about: what stays when every end is taken away, and again."""
    theory = contents.theory_of_change
    left = {key: [name for name in step.brings_about if name in theory] for key, step in theory.items()}
    while ends := {key for key, after in left.items() if not any(name in left for name in after)}:
        left = {key: after for key, after in left.items() if key not in ends}
    if not left:
        return
    way = [next(iter(left))]
    while (following := next(name for name in left[way[-1]] if name in left)) not in way:
        way.append(following)
    message = "A theory of change goes forward: these steps bring each other about."
    got = " to ".join([*way[way.index(following) :], following])
    where = f"theory_of_change.{way[-1]}.brings_about"
    yield Fault(message, where, got=got, wanted="steps that lead on", do="take one of them out", code="case")
