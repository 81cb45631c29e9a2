"""The logs that the Aqua Book asks for, as tables: assumptions, decisions, data, checks, versions, statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.case.narrative_tables import narrative_tables
from agile_case.case.outturn_verbs import WithOutturn
from agile_case.history.entries import Decide, Revise
from agile_case.history.iterations import counted
from agile_case.model.quality import Analysis
from agile_case.model.register import assumptions_log
from agile_case.quantities.canonical import sha256
from agile_case.quantities.nouns import pairs_table
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    import datetime

__all__ = ["WithLogs"]

_SHORT = 12


@attrs.frozen(repr=False)
class WithLogs(WithOutturn):
    """A model with its history, and the logs that they come to."""

    def assumptions_log(self) -> Table:
        """Return the assumptions log: what is assumed, on what evidence, who answers for it, and what rests on it.

        Source:
            The Aqua Book, 2nd edition 2025, assumptions log.
        """
        return assumptions_log(self.model)

    def decisions_log(self) -> Table:
        """Return the decisions log: decisions at gates, changes of the case, the preferred option, judgements, by day.

        Source:
            The Aqua Book, 2nd edition 2025, decisions log: what, when, why, who, sign-off.
        """
        columns = [
            Column("Day", "on"),
            Column("Decision", "decision"),
            Column("Kind", "kind"),
            Column("By", "by", empty="not said"),
            Column("Why", "because", empty="not said"),
            Column("Signed off", "signed_off", empty="not signed off"),
            Column("Conditions", "conditions"),
            Column("Where", "where"),
        ]
        rows: list[list[Cell]] = []
        for entry in counted(self.entries):
            day = entry.on.isoformat()
            if isinstance(entry, Decide):
                held = "; ".join(f"{one.what} (by {one.due.isoformat()})" for one in entry.conditions)
                money = "" if entry.amount is None else f", {entry.amount} approved"
                words = [f"{entry.iteration}: {entry.outcome}{money}", "gate", entry.approver, entry.because]
                rows.append([day, *words, f"{entry.authority}; {entry.reference}", held, f"entry {entry.id}"])
            elif isinstance(entry, Revise):
                paths = ", ".join(change.path for change in entry.changes)
                rows.append([day, paths, "change", entry.by, entry.because, "", "", f"entry {entry.id}"])
        preferred = self.model.preferred
        if preferred is not None:
            words = [f"preferred option: {preferred.option}", "option", preferred.by, preferred.because]
            rows.append([preferred.on.isoformat(), *words, preferred.reference, "", "preferred"])
        for key, one in self.model.judgements.items():
            said = f"{one.rule}{f' on {one.about}' if one.about else ''}{': set aside' if one.ignore else ''}"
            rows.append([one.on.isoformat(), said, "judgement", one.by, one.because, "", "", f"judgements.{key}"])
        rows.sort(key=lambda row: str(row[0]))
        return Table("decisions", "Decisions", columns, rows)

    def data_log(self) -> Table:
        """Return the data log: sources of data with their risk, sign-off and sunset, and what rests on them.

        Source:
            The Aqua Book, 2nd edition 2025, data log.
        """
        columns = [
            Column("Data", "data"),
            Column("Source", "source", empty="none stated"),
            Column("As of", "as_of", empty="none stated"),
            Column("Risk", "risk", empty="not assessed"),
            Column("Signed off", "signed_off", empty="not signed off"),
            Column("Use until", "use_until", empty="none stated"),
            Column("Assumptions", "assumptions", empty="none named"),
            Column("Limitations", "limitations"),
            Column("Owner", "owner", empty="none stated"),
            Column("Where", "where"),
        ]
        rows: list[list[Cell]] = [
            [
                held.title or key,
                held.source,
                _day(held.as_of),
                held.risk,
                "" if held.signed_off_on is None else f"{held.signed_off_by}, {held.signed_off_on}",
                _day(held.use_until),
                ", ".join(held.assumptions),
                held.limitations,
                held.owner,
                held.link,
            ]
            for key, held in self.model.data.items()
        ]
        return Table("data", "Data", columns, rows)

    def quality_log(self) -> Table:
        """Return the quality assurance log: what was checked, by whom, how it came out, and what was done about it.

        Source:
            The Aqua Book, 2nd edition 2025: all analysis is assured, and the assurer is independent of the analyst.
        """
        columns = [
            Column("Check", "check"),
            Column("About", "about", empty="the case"),
            Column("Day", "on", empty="no day"),
            Column("Analyst", "analyst", empty="not said"),
            Column("Assurer", "assurer", empty="not said"),
            Column("Outcome", "outcome", empty="not yet"),
            Column("Found", "found"),
            Column("Resolved", "resolved"),
            Column("Version", "version"),
        ]
        analysis = self.model.analysis
        usual = "" if analysis is None else analysis.analyst
        rows: list[list[Cell]] = [
            [
                held.what,
                held.about,
                _day(held.on),
                held.analyst or usual,
                held.assurer,
                held.outcome,
                held.found,
                held.resolved,
                held.version,
            ]
            for held in self.model.quality_assurance.values()
        ]
        return Table("quality_assurance", "Quality assurance", columns, rows)

    def version_log(self) -> Table:
        """Return the version log: the opening, each iteration as it is or was decided, and the case now, with hashes.

        Source:
            The Aqua Book, 2nd edition 2025, version control log.
        """
        columns = [
            Column("Version", "version"),
            Column("Day", "on", empty="no day"),
            Column("Status", "status"),
            Column("Purpose", "purpose"),
            Column("Model (SHA-256)", "sha256"),
        ]
        rows: list[list[Cell]] = []
        if self.opening is not None:
            rows.append(["opening", "", "opening", "", sha256(self.opening)[:_SHORT]])
        for held in self.iterations:
            told = sha256(self.at(held.key).model)[:_SHORT]
            rows.append([held.key, _day(held.decided or held.began), held.outcome or held.status, held.purpose, told])
        rows.append(["now", "", "unrecorded changes" if self.unrecorded else "", "", sha256(self.model)[:_SHORT]])
        return Table("versions", "Versions", columns, rows)

    def assurance_statement(self) -> Table:
        """Return the assurance statement: who did, assured and approved the analysis, what was assured, and its limits.

        Source:
            The Aqua Book, 2nd edition 2025, assurance statement.
        """
        held = self.model.analysis
        checks = self.model.quality_assurance.values()
        left = sum(one.outcome in ("issues", "failed") and not one.resolved.strip() for one in checks)
        count = f"{len(checks)}, of which {left} found something that is not resolved" if checks else "none recorded"
        names = [field.name for field in attrs.fields(Analysis) if field.name not in ("stated_on", "notes", "x")]
        said = {name: "" if held is None else getattr(held, name) for name in names}
        pairs = [(name.replace("_", " ").capitalize(), said[name] or "not stated") for name in names]
        pairs += [("Stated on", "not stated" if held is None else _day(held.stated_on) or "not stated")]
        pairs += [("Checks", count), ("Model (SHA-256)", sha256(self.model)[:_SHORT])]
        table = pairs_table("Assurance statement", iter(pairs), titles=("What", "Said"))
        return attrs.evolve(table, key="assurance_statement")

    def narrative_tables(self) -> tuple[Table, ...]:
        """Return the five cases in words as tables: each case, objectives, theory of change, claims and the rest."""
        return narrative_tables(self.model)

    def logs(self) -> tuple[Table, ...]:
        """Return every log, as one set of tables."""
        kept = (self.assumptions_log(), self.decisions_log(), self.data_log(), self.quality_log(), self.version_log())
        return (*kept, self.assurance_statement())


def _day(day: datetime.date | None) -> str:
    return "" if day is None else day.isoformat()
