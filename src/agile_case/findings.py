"""Judgements on a case: a finding never raises and never changes a number."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Self

import attrs

from agile_case.quantities.nouns import Noun
from agile_case.quantities.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    judged: str = ""
    """What a person answered, with who and when; empty while nobody did."""

    def __str__(self) -> str:
        """Render as a linter does: where, how much it matters, what; then the answer, what to do and who says so."""
        lines = [f"{self.path or 'case'}: {self.severity.value} {self.code}: {self.message}"]
        more = (("judged", self.judged), ("do", "" if self.judged else self.hint), ("source", self.source))
        lines += [f"    {name + ':':<7} {text}" for name, text in more if text]
        return "\n".join(lines)


class Findings(tuple[Finding, ...]):  # noqa: SLOT001 - a tuple cannot have a slot of its own
    """Findings, worst first: a tuple that a notebook shows as a table."""

    ignored: tuple[Finding, ...]
    """Findings that a judgement of the case sets aside; a block is never among them."""

    def __new__(cls, found: Iterable[Finding] = (), ignored: Iterable[Finding] = ()) -> Self:
        """Hold findings.

        Args:
            found: Those that count.
            ignored: Those that are set aside with a reason.
        """
        held = super().__new__(cls, found)
        held.ignored = tuple(ignored)
        return held

    @property
    def open(self) -> Findings:
        """The findings that nobody has judged."""
        return Findings((held for held in self if not held.judged), self.ignored)

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
                ("Judged", "judged"),
                ("What to do", "hint"),
                ("Source", "source"),
            )
        ]
        rows = [
            [held.code, held.severity.value, held.path, held.message, held.judged, held.hint, held.source]
            for held in self
        ]
        return Table("findings", "Findings", columns, rows)

    def __repr__(self) -> str:
        """Return text that evaluates back."""
        more = f", ignored={self.ignored!r}" if self.ignored else ""
        return f"{type(self).__name__}({super().__repr__()}{more})"

    def __str__(self) -> str:
        """Render as a linter does, and count."""
        return "\n".join([*(str(finding) for finding in self), self.summary])

    @property
    def summary(self) -> str:
        """How many there are, how many of them were answered, and how many are set aside, in words."""
        words = f"{len(self)} finding{'s' if len(self) != 1 else ''}" if self else "No findings"
        judged = len(self) - len(self.open)
        more = [f"{judged} of them judged"] * bool(judged)
        more += [f"{len(self.ignored)} ignored with a reason"] * bool(self.ignored)
        return f"{', '.join([words, *more])}."

    def _repr_html_(self) -> str:
        return self.table.to_html()
