"""Judgements on a case: a finding never raises and never changes a number."""

from __future__ import annotations

import enum

import attrs

from agile_case.quantities.nouns import Noun
from agile_case.quantities.tables import Column, Table

__all__ = ["Finding", "Findings", "Severity"]


class Severity(enum.StrEnum):
    """What a finding asks of the reader, worst first in the order of the members."""

    BLOCK = "block"
    """The rule forbids the next step until this is put right."""
    ROUTE = "route"
    """An approval or a panel is needed; the finding says which."""
    NEEDS_JUDGEMENT = "needs-judgement"
    """Guidance leaves the answer to a person."""
    WARN = "warn"
    """A reviewer will ask about this."""
    PASS = "pass"  # noqa: S105 - the word of the rules, not a password
    """The rule was looked at and is met."""

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"{type(self).__name__}.{self.name}"

    @property
    def rank(self) -> int:
        """Position from worst (0) to best."""
        return list(Severity).index(self)


@attrs.frozen(repr=False)
class Finding(Noun):
    """One judgement of one rule on one part of a case."""

    code: str
    """Stable code of the rule, such as `continuing-cost-missing`."""
    severity: Severity
    """How much it matters."""
    path: str
    """Address of the part of the case that is judged; empty for the case as a whole."""
    message: str
    """What was found, with the figures it rests on."""
    source: str
    """Publication with paragraph, or "own check" where no publication states the rule."""
    hint: str = ""
    """What would put it right."""

    def __str__(self) -> str:
        """Render as a linter does: where, how much it matters, what; then what to do and who says so."""
        lines = [f"{self.path or 'case'}: {self.severity.value} {self.code}: {self.message}"]
        lines += [f"    {name + ':':<7} {text}" for name, text in (("do", self.hint), ("source", self.source)) if text]
        return "\n".join(lines)


class Findings(tuple[Finding, ...]):
    """Findings, worst first: a tuple that a notebook shows as a table."""

    __slots__ = ()

    @property
    def table(self) -> Table:
        """The findings, one a row."""
        columns = [
            Column(title, key)
            for title, key in (
                ("Finding", "code"),
                ("Severity", "severity"),
                ("Where", "path"),
                ("What was found", "message"),
                ("What to do", "hint"),
                ("Source", "source"),
            )
        ]
        rows = [[held.code, held.severity.value, held.path, held.message, held.hint, held.source] for held in self]
        return Table("findings", "Findings", columns, rows)

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        return f"{type(self).__name__}({super().__repr__()})"

    def __str__(self) -> str:
        """Render as a linter does, and count."""
        if not self:
            return "No findings."
        count = f"{len(self)} finding{'s' if len(self) != 1 else ''}"
        return "\n".join([*(str(finding) for finding in self), f"{count}."])

    def _repr_html_(self) -> str:
        return self.table.to_html()
