"""What a result rests on, so that somebody else can have the same numbers again."""

from __future__ import annotations

import functools
import sys
from importlib import metadata
from typing import TYPE_CHECKING

import attrs
import numpy as np

from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["PACKS", "Provenance", "cpu_features", "package_version", "with_versions"]

PACKS = "agile_case.rules"
"""Group of the entry points that rule packs are."""


@attrs.frozen
class Provenance(Noun):
    """The versions, hashes and seed behind a result. There is no clock in it: the same inputs give the same bytes."""

    version: str
    """Version of this package."""
    model_sha256: str
    """SHA-256 of the model's canonical form."""
    reference_set: str
    """Name of the set of published parameters."""
    reference_files: FrozenMap[str, str]
    """SHA-256 of each published table used, by `table/vintage`."""
    discounting: str
    """Where the discount factors come from: a schedule, or the case itself."""
    prices: str
    """Where the deflator comes from, and how it goes on after its end."""
    rules: tuple[str, ...]
    """Rule sets that the case names; a pack that is installed with its version."""
    seed: int | None
    """Seed of the simulation; None without one."""
    draws: int | None
    """Number of draws; None without a simulation."""
    draws_asked: int | None
    """Number of draws that were asked for; more than there are where the run was interrupted."""
    scramblings: int | None
    """Number of scramblings of Sobol points; None for independent draws."""
    numpy: str
    """Version of numpy."""
    cpu_features: tuple[str, ...]
    """Instruction sets that numpy found: equal bytes are promised for equal features only."""

    @property
    def drawn(self) -> str:
        """How many draws there are, of how many, and how they were taken, in words; empty without a simulation."""
        if self.draws is None:
            return ""
        short = "" if self.draws == self.draws_asked else f" of {self.draws_asked:,}, interrupted"
        how = "" if self.scramblings is None else f", Sobol points, {self.scramblings} scramblings"
        return f"{self.draws:,} draws{short}{how}, seed {self.seed}"


@functools.cache
def cpu_features() -> tuple[str, ...]:
    """Return the instruction sets that numpy uses on this machine, baseline first."""
    config = np.show_config(mode="dicts")
    found = config.get("SIMD Extensions", {}) if isinstance(config, dict) else {}
    return tuple(found.get("baseline", ())) + tuple(found.get("found", ()))


@functools.cache
def package_version() -> str:
    """Return the version of this package, from its metadata."""
    return metadata.version("agile-case")


def with_versions(names: Iterable[str]) -> tuple[str, ...]:
    """Return the names of rule sets, with the version of each that an installed pack brings.

    Args:
        names: The names.
    """
    held = tuple(names)
    found = _pack_versions(tuple(sys.path)) if held else {}
    return tuple(f"{name} {found[name]}" if name in found else name for name in held)


@functools.lru_cache(maxsize=4)
def _pack_versions(_path: tuple[str, ...]) -> dict[str, str]:
    found = metadata.entry_points(group=PACKS)
    return {entry.name: entry.dist.version for entry in found if entry.dist is not None}
