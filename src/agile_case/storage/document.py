"""From plain data to a model: every part is read on its own, then all parts together, and all faults come at once."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from agile_case.errors import AgileCaseError, Fault, InvalidCaseError
from agile_case.estimates.curves import Curve
from agile_case.model import fields
from agile_case.model.assurance import Approval, Exhibit, Review
from agile_case.model.basis import Basis, ReferenceChoice
from agile_case.model.changes import EnablingChange
from agile_case.model.consistency import faults_of
from agile_case.model.contents import Contents
from agile_case.model.correlation import Correlation
from agile_case.model.criteria import CriticalSuccessFactor
from agile_case.model.decision import Preferred
from agile_case.model.elsewhere import Elsewhere
from agile_case.model.five_cases import CommercialContent, FinancialContent, ManagementContent, StrategicContent
from agile_case.model.funding import Funding
from agile_case.model.judgements import Judgement
from agile_case.model.lines import Benefit, Cost
from agile_case.model.longlist import CATEGORIES, Choice
from agile_case.model.measures import Measure
from agile_case.model.model import Model
from agile_case.model.multicriteria import Multicriteria, SwingCriterion
from agile_case.model.narrative import Claim, Constraint, Dependency, Objective, StatutoryDuty, TheoryStep
from agile_case.model.options import Option
from agile_case.model.programme import Programme
from agile_case.model.quality import Analysis, DataSource, QualityCheck
from agile_case.model.risks import Risk, Transfer
from agile_case.model.roles import Role
from agile_case.model.scenarios import Scenario
from agile_case.model.stages import Stage
from agile_case.storage.line_numbers import line_of
from agile_case.storage.migration import format_fault, is_other_version
from agile_case.storage.table_reader import SHOWN, TableReader
from agile_case.storage.tables import read_assumption, read_event, read_list, read_table

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["build", "contents_of", "placed"]

T = TypeVar("T")
_TABLES: Final = (
    "case",
    "reference",
    "units",
    "events",
    "assumptions",
    "curves",
    "roles",
    "measures",
    "options",
    "stages",
    "scenarios",
    "funding",
    "critical_success_factors",
    "longlist",
    "multicriteria",
    "preferred",
    "programme",
    "elsewhere",
    "enabling_changes",
    "judgements",
    "strategic",
    "commercial",
    "financial",
    "management",
    "objectives",
    "theory_of_change",
    "claims",
    "dependencies",
    "constraints",
    "statutory_duties",
    "reviews",
    "approvals",
    "exhibits",
    "data",
    "quality_assurance",
    "analysis",
    "local",
    "x",
)
_WORDS: Final = {
    "strategic": StrategicContent,
    "commercial": CommercialContent,
    "financial": FinancialContent,
    "management": ManagementContent,
    "analysis": Analysis,
}
"""Tables that are one noun in words."""
_KEYED: Final = {
    "objectives": Objective,
    "theory_of_change": TheoryStep,
    "claims": Claim,
    "dependencies": Dependency,
    "constraints": Constraint,
    "statutory_duties": StatutoryDuty,
    "reviews": Review,
    "approvals": Approval,
    "exhibits": Exhibit,
    "data": DataSource,
    "quality_assurance": QualityCheck,
}
"""Tables of what a case says in words, by key."""
_KEYS: Final = ("format", *_TABLES, "correlations")
_STAND_IN: Final = {"title": "", "start": "2000-01", "horizon": 150, "price_base": "2000-01"}
"""A basis to hold the other parts while they are checked, where that of the file is faulty."""
_YEARLY: Final = (
    "case.start",
    "case.horizon",
    "case.price_base",
    "case.years",
    "case.prices_after",
    "case.discount_factors",
)
"""Without these a case may not reach all of its years."""
_SHOWN: Final = 400


def build(plain: Mapping[str, Any], lines: Mapping[str, int] | None = None, *, folder: Path | None = None) -> Model:
    """Build a model from plain data in the form of the case file.

    Args:
        plain: What TOML or JSON holds.
        lines: Line of each address, where the data comes from a file.
        folder: Folder that files of one's own are given from, where there is one.

    Raises:
        InvalidCaseError: There are faults; all of them are listed, each with its address and line, in the order of the
            file.
    """
    reader = _Reader(plain, folder)
    contents = reader.contents()
    faults: Iterable[Fault]
    if contents is None or reader.faults:
        faults = reader.all_faults(contents)
    else:
        try:
            return Model(**{field.name: getattr(contents, field.name) for field in attrs.fields(Contents)})
        except InvalidCaseError as error:
            faults = error.faults
    raise InvalidCaseError.of(placed(faults, lines or {}))


def contents_of(plain: Mapping[str, Any]) -> tuple[Contents | None, tuple[Fault, ...]]:
    """Read plain data into the parts of a model, with every fault that it has.

    Args:
        plain: What TOML or JSON holds.

    Returns:
        The parts that could be read, None when there is no basis to hold them; and the faults, part by part.
    """
    reader = _Reader(plain, None)
    contents = reader.contents()
    return contents, reader.all_faults(contents)


def placed(faults: Iterable[Fault], lines: Mapping[str, int]) -> tuple[Fault, ...]:
    """Return faults with their lines, in the order of the file.

    Args:
        faults: The faults.
        lines: Line of each address.
    """
    return tuple(sorted((_placed(fault, lines) for fault in faults), key=lambda fault: fault.line or 0))


def _placed(fault: Fault, lines: Mapping[str, int]) -> Fault:
    """Give a fault its line; a text of thousands of characters is not repeated in full."""
    got = fault.got if len(fault.got) <= _SHOWN else f"{fault.got[:_SHOWN]}..."
    return attrs.evolve(fault, line=line_of(fault.where, lines), got=got)


class _Reader(TableReader):
    def __init__(self, plain: Mapping[str, Any], folder: Path | None) -> None:
        super().__init__(plain)
        self.folder = folder

    def all_faults(self, contents: Contents | None) -> tuple[Fault, ...]:
        """Return the faults of reading, and those of the way in which the parts that were read fit together."""
        faults = list(self.faults)
        if contents is not None and "units" not in self.broken:
            faults += (fault for fault in faults_of(contents, frozenset(self.broken)) if not self.follows(fault))
        return tuple(dict.fromkeys(faults))

    def follows(self, fault: Fault) -> bool:
        """Tell whether a fault only follows from a whole table that could not be read."""
        lost = self.broken.intersection(_TABLES)
        if fault.code == "year" and any(own.where.startswith(_YEARLY) for own in self.faults):
            return True
        return fault.where in lost or (fault.code == "unknown-name" and bool(lost - {"case", "reference"}))

    def contents(self) -> Contents | None:
        if not self.format():
            return None
        self.unknown(self.plain, _KEYS, "")
        basis = self.basis()
        parts: dict[str, Any] = {
            "reference": self.reference(),
            "counts": self.counts(),
            "events": self.entries("events", read_event),
            "assumptions": self.entries("assumptions", read_assumption),
            "curves": self.entries("curves", functools.partial(read_table, Curve)),
            "roles": self.entries("roles", functools.partial(read_table, Role)),
            "measures": self.entries("measures", functools.partial(read_table, Measure)),
            "options": self.options(),
            "stages": self.entries("stages", functools.partial(read_table, Stage)),
            "correlations": self.correlations(),
            "funding": self.entries("funding", functools.partial(read_table, Funding)),
            "scenarios": self.entries("scenarios", functools.partial(read_table, Scenario)),
            "critical_success_factors": self.entries(
                "critical_success_factors", functools.partial(read_table, CriticalSuccessFactor)
            ),
            "longlist": self.longlist(),
            "multicriteria": self.multicriteria(),
            "preferred": self.single(Preferred, "preferred"),
            "programme": self.single(Programme, "programme"),
            "elsewhere": self.single(Elsewhere, "elsewhere"),
            "enabling_changes": self.entries("enabling_changes", functools.partial(read_table, EnablingChange)),
            "judgements": self.entries("judgements", functools.partial(read_table, Judgement)),
            **{table: self.single(kind, table) for table, kind in _WORDS.items()},
            **{table: self.entries(table, functools.partial(read_table, kind)) for table, kind in _KEYED.items()},
            "local": self.kept("local", fields.table, {}),
            "x": self.kept("x", fields.table, {}),
        }
        return None if basis is None else Contents(basis=basis, **parts)

    def longlist(self) -> dict[str, dict[str, Choice]]:
        """Read the choices of each category."""
        raw = self.table(self.plain.get("longlist", {}), "longlist", "[longlist.scope.key]")
        self.unknown(raw, CATEGORIES, "longlist")
        found = {}
        for category in CATEGORIES:
            if category in raw:
                place = f"longlist.{category}"
                held = self.table(raw[category], place, f"[{place}.key]")
                found[category] = self.each(held, place, functools.partial(read_table, Choice))
        return found

    def multicriteria(self) -> Multicriteria | None:
        """Read the multi-criteria analysis, whose criteria are tables of their own."""
        if "multicriteria" not in self.plain:
            return None
        raw = self.table(self.plain["multicriteria"], "multicriteria", "[multicriteria]")
        if "multicriteria" in self.broken:
            return None
        inner = {}
        if "criteria" in raw:
            place = "multicriteria.criteria"
            held = self.table(raw["criteria"], place, f"[{place}.key]")
            inner["criteria"] = self.each(held, place, functools.partial(read_table, SwingCriterion))
        return self.noun(Multicriteria, {**raw, **inner}, "multicriteria", {"criteria": {}})

    def single(self, kind: type[T], table: str) -> T | None:
        """Read a table that is one noun, where there is one."""
        return None if table not in self.plain else self.noun(kind, self.plain.get(table), table, {})

    def correlations(self) -> tuple[Correlation, ...]:
        """Read the correlations one by one; those with faults are left out."""
        found = []
        for number, item in enumerate(self.kept("correlations", read_list, ())):
            try:
                found.append(read_table(Correlation, item))
            except AgileCaseError as error:
                self.take(error, f"correlations.{number}")
        return tuple(found)

    def format(self) -> bool:
        """Check the format; what follows in a file of another format means nothing to this version."""
        given = self.plain.get("format")
        fault = format_fault(given)
        if fault is not None:
            self.faults.append(fault)
        return not is_other_version(given)

    def basis(self) -> Basis | None:
        if "case" not in self.plain:
            wanted = "[case] with title, start, horizon and price_base"
            self.fault("'case' is missing.", "case", got="no such table", wanted=wanted)
            return None
        return self.noun(Basis, self.plain["case"], "case", _STAND_IN)

    def reference(self) -> ReferenceChoice:
        raw = self.table(self.plain.get("reference", {}), "reference", "[reference]")
        chosen = raw.get("set")
        if not isinstance(chosen, str) and "reference" not in self.broken:
            got = repr(chosen)[:SHOWN] if "set" in raw else "no such key"
            message = "A reference set is named by text." if "set" in raw else "The reference set is missing."
            wanted, do = 'for example set = "uk-2026-03"', "name one: there is no default"
            self.fault(message, "reference.set", got=got, wanted=wanted, do=do)
            self.broken.add("reference")
        replaced = {}
        for table, choice in raw.items():
            if table == "set":
                continue
            named = isinstance(choice, str)
            held = isinstance(choice, Mapping) and set(choice) == {"file", "sha256"}
            if named or (held and all(isinstance(item, str) for item in choice.values())):
                replaced[table] = choice
            else:
                message = "This does not say what takes the place of a published table."
                wanted = "the name of a vintage, or { file, sha256 }"
                self.fault(message, f"reference.{table}", got=repr(choice)[:SHOWN], wanted=wanted)
        if any(fault.where.startswith("reference") for fault in self.faults):
            self.broken.add("reference")
        return ReferenceChoice(set=chosen if isinstance(chosen, str) else "", replaced=replaced, folder=self.folder)

    def counts(self) -> tuple[str, ...]:
        raw = self.table(self.plain.get("units", {}), "units", "[units]")
        self.unknown(raw, ("counts",), "units")
        try:
            return fields.words(raw.get("counts", ()))
        except AgileCaseError as error:
            self.take(error, "units.counts")
            self.broken.add("units")
            return ()

    def options(self) -> dict[str, Option]:
        tables = self.entries("options", lambda raw: raw)
        found = {key: self.option(f"options.{key}", raw) for key, raw in tables.items()}
        return {key: option for key, option in found.items() if option is not None}

    def option(self, where: str, raw: object) -> Option | None:
        if not isinstance(raw, Mapping):
            self.table(raw, where, f"[{where}]")
            return None
        lines: dict[str, Any] = {}
        for name, kind in (("costs", Cost), ("benefits", Benefit), ("risks", Risk), ("transfers", Transfer)):
            if name in raw:
                place = f"{where}.{name}"
                held = self.table(raw[name], place, f"[{place}.key]")
                lines[name] = self.each(held, place, functools.partial(read_table, kind))
        return self.noun(Option, {**raw, **lines}, where, {})
