"""From plain data to a model: every part is read on its own, then all parts together, and all faults come at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from agile_case.errors import AgileCaseError, Fault, InvalidCaseError, did_you_mean
from agile_case.estimates.curves import Curve
from agile_case.model.basis import Basis, ReferenceChoice
from agile_case.model.consistency import faults_of
from agile_case.model.contents import Contents
from agile_case.model.fields import KEY
from agile_case.model.lines import Benefit, Cost
from agile_case.model.model import Model
from agile_case.model.options import Option
from agile_case.model.stages import Stage
from agile_case.quantities.years import as_date
from agile_case.storage.line_numbers import line_of
from agile_case.storage.reading import FORMAT
from agile_case.storage.tables import read_assumption, read_table

__all__ = ["build", "contents_of"]

_TABLES: Final = ("case", "reference", "units", "events", "assumptions", "curves", "options", "stages", "local", "x")
_KEYS: Final = ("format", *_TABLES, "correlations")


def build(plain: Mapping[str, Any], lines: Mapping[str, int] | None = None) -> Model:
    """Build a model from plain data in the form of the case file.

    Args:
        plain: What TOML or JSON holds.
        lines: Line of each address, where the data comes from a file.

    Raises:
        InvalidCaseError: There are faults; all of them are listed, each with its address and line.
    """
    contents, faults = contents_of(plain)
    if faults or contents is None:
        known = dict(lines or {})
        raise InvalidCaseError.of(
            fault if fault.line is not None else attrs.evolve(fault, line=line_of(fault.where, known)) for fault in faults
        )
    return Model(**{field.name: getattr(contents, field.name) for field in attrs.fields(Contents)})


def contents_of(plain: Mapping[str, Any]) -> tuple[Contents | None, tuple[Fault, ...]]:
    """Read plain data into the parts of a model, with every fault that it has.

    Args:
        plain: What TOML or JSON holds.

    Returns:
        The parts that could be read, None when there is no basis to hold them; and the faults, in the order of the file.
    """
    reader = _Reader(plain)
    contents = reader.contents()
    faults = list(reader.faults)
    if contents is not None:
        faults += faults_of(contents, frozenset(reader.broken))
    return contents, tuple(dict.fromkeys(faults))


class _Reader:
    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.plain = plain
        self.faults: list[Fault] = []
        self.broken: set[str] = set()

    def fault(self, error: AgileCaseError, where: str) -> None:
        self.faults.extend(fault.at(where) for fault in error.faults)
        self.broken.add(where)

    def contents(self) -> Contents | None:
        self.format()
        self.unknown(self.plain, _KEYS, "")
        basis = self.basis()
        reference = self.reference()
        counts = self.counts()
        parts = {
            "events": self.entries("events", as_date),
            "assumptions": self.entries("assumptions", read_assumption),
            "curves": self.entries("curves", lambda raw: read_table(Curve, raw)),
            "options": self.options(),
            "stages": self.entries("stages", lambda raw: read_table(Stage, raw)),
        }
        if basis is None:
            return None
        kept = {key: self.plain[key] for key in ("correlations", "local", "x") if key in self.plain}
        try:
            return Contents(basis=basis, reference=reference, counts=counts, **parts, **kept)
        except AgileCaseError as error:
            self.faults.extend(error.faults)
            return None

    def format(self) -> None:
        given = self.plain.get("format")
        if given == FORMAT:
            return
        message = "This file does not say that it is a case of a format that this version reads."
        if isinstance(given, str) and given.startswith("agile-case/"):
            message = "This case is in a format that this version does not read."
        do = "install a newer version" if isinstance(given, str) else f'begin the file with format = "{FORMAT}"'
        got = "no format" if given is None else repr(given)
        self.faults.append(Fault(message, "format", got=got, wanted=repr(FORMAT), do=do, code="document"))

    def unknown(self, table: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        for key in table:
            if key not in known:
                message = f"{key!r} is not a key of this table."
                place = f"{where}.{key}" if where else str(key)
                hint = did_you_mean(str(key), known) or "put tables of your own under x"
                self.faults.append(Fault(message, place, got=repr(key), wanted="a key of the format", do=hint, code="unknown-key"))

    def table(self, key: str) -> Mapping[str, Any]:
        raw = self.plain.get(key, {})
        if isinstance(raw, Mapping):
            return raw
        message = "A table is needed."
        self.faults.append(Fault(message, key, got=repr(raw)[:120], wanted=f"[{key}]", code="document"))
        return {}

    def basis(self) -> Basis | None:
        if "case" not in self.plain:
            message = "'case' is missing."
            self.faults.append(Fault(message, "case", got="no such table", wanted="[case] with title, start, horizon and price_base",
                                     code="document"))
            return None
        try:
            return read_table(Basis, self.plain["case"])
        except AgileCaseError as error:
            self.fault(error, "case")
            return None

    def reference(self) -> ReferenceChoice:
        raw = self.table("reference")
        chosen = raw.get("set")
        if not isinstance(chosen, str):
            message = "The reference set is missing."
            self.faults.append(Fault(message, "reference.set", got=repr(chosen) if "set" in raw else "no such key",
                                     wanted='for example set = "uk-2026-03"', do="name one: there is no default", code="document"))
            chosen = ""
        try:
            return ReferenceChoice(set=chosen, replaced={key: item for key, item in raw.items() if key != "set"})
        except AgileCaseError as error:
            self.fault(error, "reference")
            return ReferenceChoice(set=chosen)

    def counts(self) -> tuple[str, ...]:
        raw = self.table("units")
        self.unknown(raw, ("counts",), "units")
        counts = raw.get("counts", [])
        if isinstance(counts, list | tuple) and all(isinstance(word, str) for word in counts):
            return tuple(counts)
        message = "A list of texts is needed."
        self.faults.append(Fault(message, "units.counts", got=repr(counts)[:120], wanted='for example ["application"]', code="document"))
        return ()

    def entries(self, table: str, read: Any, where: str = "", raw: Mapping[str, Any] | None = None) -> dict[str, Any]:  # noqa: ANN401 - any reader
        """Read the keyed entries of a table one by one; those with faults are left out and remembered as broken."""
        found: dict[str, Any] = {}
        place = where or table
        for key, item in (self.table(table) if raw is None else raw).items():
            if not KEY.fullmatch(key):
                message = "This is not a key."
                wanted = "small letters, digits and underscores, beginning with a letter"
                self.faults.append(Fault(message, f"{place}.{key}", got=repr(key), wanted=wanted, code="document"))
                continue
            try:
                found[key] = read(item)
            except AgileCaseError as error:
                self.fault(error, f"{place}.{key}")
        return found

    def options(self) -> dict[str, Option]:
        tables = self.entries("options", lambda raw: raw if isinstance(raw, Mapping) else read_table(Option, raw))
        found = {key: self.option(f"options.{key}", raw) for key, raw in tables.items()}
        return {key: option for key, option in found.items() if option is not None}

    def option(self, where: str, raw: Mapping[str, Any]) -> Option | None:
        nested: dict[str, dict[str, Any]] = {}
        for name, kind in (("costs", Cost), ("benefits", Benefit)):
            held = raw.get(name, {})
            if not isinstance(held, Mapping):
                message = "A table is needed."
                self.faults.append(Fault(message, f"{where}.{name}", got=repr(held)[:120], wanted=f"[{where}.{name}.key]", code="document"))
                held = {}
            nested[name] = self.entries(name, lambda item, kind=kind: read_table(kind, item), f"{where}.{name}", held)
        try:
            return read_table(Option, {**raw, **nested})
        except AgileCaseError as error:
            self.fault(error, where)
            return None
