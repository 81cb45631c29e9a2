"""Reference sets: a combination of vintages pinned together, so that a case names one thing and nothing drifts."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import attrs

from agile_case.errors import ReferenceDataError, UnknownNameError, did_you_mean
from agile_case.quantities.frozen import FrozenMap
from agile_case.quantities.nouns import Noun
from agile_case.reference.deflators import CALENDAR_DEFLATOR, Deflator
from agile_case.reference.headers import parse_toml
from agile_case.reference.loader import Dataset, bundled_folder, check_name, load, load_from, read_verified, registered
from agile_case.reference.rows import TABLES
from agile_case.reference.tables import DiscountSchedule, OptimismBiasTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

__all__ = ["ReferenceSet", "available_sets", "load_set", "load_set_from"]

_SCHEMA = "agile-case-reference-set/1"
_TEXTS = ("schema", "name", "title", "notes")


@attrs.frozen(kw_only=True)
class ReferenceSet(Noun):
    """Reference tables that are used together, each of a pinned vintage."""

    name: str
    """Name of the set, such as `uk-2026-03`."""
    title: str
    """Title for people."""
    notes: str = ""
    """What a reader must take care of."""
    datasets: FrozenMap[str, Dataset]
    """The tables by name."""

    @property
    def vintages(self) -> FrozenMap[str, str]:
        """The vintage of each table."""
        return FrozenMap({table: dataset.header.vintage for table, dataset in self.datasets.items()})

    @property
    def files(self) -> FrozenMap[str, str]:
        """The sha256 of each table by name and vintage, as a result keeps them."""
        return FrozenMap({dataset.name: dataset.sha256 for dataset in self.datasets.values()})

    @property
    def discount_rate(self) -> DiscountSchedule:
        """The discount schedule of the set."""
        return DiscountSchedule.of(self.dataset("discount-rate"))

    @property
    def gdp_deflator(self) -> Deflator:
        """The GDP deflator of the set by financial year."""
        return Deflator.of(self.dataset("gdp-deflator"))

    @property
    def gdp_deflator_calendar(self) -> Deflator:
        """The GDP deflator of the set by calendar year, where a case has named one."""
        return Deflator.of(self.dataset(CALENDAR_DEFLATOR))

    @property
    def optimism_bias(self) -> OptimismBiasTable:
        """The bounds of optimism bias of the set."""
        return OptimismBiasTable.of(self.dataset("optimism-bias"))

    def _rows(self) -> Iterator[tuple[str, object]]:
        yield "name", self.name
        yield from ((table, dataset.header) for table, dataset in self.datasets.items())
        if self.notes:
            yield "notes", self.notes

    def dataset(self, table: str) -> Dataset:
        """Return one table.

        Args:
            table: Name of the table, such as `discount-rate`.

        Raises:
            UnknownNameError: The set does not hold the table; the nearest names are suggested.
        """
        if table not in self.datasets:
            message = "This reference set does not hold the table."
            do = did_you_mean(str(table), self.datasets)
            raise UnknownNameError(message, where=self.name, got=repr(table), wanted="a table of the set", do=do)
        return self.datasets[table]

    def with_dataset(self, dataset: Dataset) -> ReferenceSet:
        """Return the set with one table replaced; `files` then shows the replacement.

        The deflator by calendar year, which no set pins, is added.

        Args:
            dataset: The table to use, of any vintage.

        Raises:
            UnknownNameError: The set holds no table of that name.
        """
        if dataset.header.table != CALENDAR_DEFLATOR:
            self.dataset(dataset.header.table)
        return attrs.evolve(self, datasets=FrozenMap({**self.datasets, dataset.header.table: dataset}))


def available_sets() -> tuple[str, ...]:
    """List the names of the bundled sets in order."""
    names = (path.removeprefix("sets/").removesuffix(".toml") for path in registered() if path.startswith("sets/"))
    return tuple(sorted(names))


@functools.cache
def load_set(name: str) -> ReferenceSet:
    """Load a bundled set; its files are read and checked once.

    Args:
        name: Name of the set, such as `uk-2026-03`; there is no default.

    Raises:
        UnknownNameError: No such set is bundled; the nearest names are suggested.
        ReferenceDataError: A file of the package is missing or not as it was released.
    """
    names = available_sets()
    if name not in names:
        message = "This reference set is not known."
        raise UnknownNameError(message, got=repr(name), wanted="a bundled set", do=did_you_mean(str(name), names))
    path = f"sets/{name}.toml"
    return _parse_set(read_verified(bundled_folder(), path, registered()), name, path, load)


def load_set_from(folder: Traversable | Path, name: str, registry: Mapping[str, str] | None = None) -> ReferenceSet:
    """Load a set from any folder; nothing is kept.

    Args:
        folder: Folder that holds `sets/<name>.toml` and the tables as `load_from` reads them.
        name: Name of the set.
        registry: sha256 of each file by path in the folder; `None` takes the files as they are.

    Raises:
        UnknownNameError: The name has a form that no set has.
        ReferenceDataError: A file is missing, altered, or breaks a rule.
    """
    check_name(name, where="sets")

    def read(table: str, vintage: str) -> Dataset:
        return load_from(folder, table, vintage, registry)

    path = f"sets/{name}.toml"
    return _parse_set(read_verified(folder, path, registry), name, path, read)


def _parse_set(text: str, name: str, where: str, read: Callable[[str, str], Dataset]) -> ReferenceSet:
    found = parse_toml(text, where)
    for key in (*found, *_TEXTS, "tables"):
        if key not in (*_TEXTS, "tables"):
            message = "A reference set has a key that is not known."
            do = did_you_mean(key, (*_TEXTS, "tables")) or "remove it"
            raise ReferenceDataError(message, where=where, got=key, wanted="a known key", do=do)
        if key in _TEXTS and not (isinstance(found.get(key), str) and found[key].strip()):
            message = f"A reference set must state its {key}."
            got = repr(found[key]) if key in found else "nothing"
            raise ReferenceDataError(message, where=where, got=got, wanted="text that is not empty", do=f"write {key}")
    for key, wanted in (("schema", _SCHEMA), ("name", name)):
        if found[key] != wanted:
            message = f"A reference set has another {key} than its file should have."
            raise ReferenceDataError(
                message, where=where, got=repr(found[key]), wanted=repr(wanted), do="correct the set"
            )
    tables = found.get("tables")
    if not isinstance(tables, dict) or not tables or not all(isinstance(item, str) for item in tables.values()):
        message = "A reference set must pin its tables."
        do = "write a [tables] table: name of the table = name of the vintage"
        raise ReferenceDataError(message, where=where, got=repr(tables), wanted="a table of texts", do=do)
    datasets: dict[str, Dataset] = {}
    for table, vintage in tables.items():
        if table not in TABLES:
            message = "A reference set pins a table that is not known."
            do = did_you_mean(table, TABLES) or "remove it"
            raise ReferenceDataError(message, where=where, got=table, wanted="a known table", do=do)
        try:
            datasets[table] = read(table, vintage)
        except UnknownNameError as error:
            message = "A reference set pins a vintage that is not known."
            got = f"{table}/{vintage}"
            raise ReferenceDataError(
                message, where=where, got=got, wanted="a vintage that exists", do=error.do
            ) from None
    return ReferenceSet(
        name=name, title=found["title"].strip(), notes=found["notes"].strip(), datasets=FrozenMap(datasets)
    )
