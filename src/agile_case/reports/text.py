"""Reports as plain text, for terminals and pipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.findings import Findings
from agile_case.quantities.tables import Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.appraisal.result import Result
    from agile_case.findings import Finding

__all__ = [
    "findings_table",
    "findings_text",
    "ignored_table",
    "provenance_table",
    "report_text",
]


def findings_table(findings: Sequence[Finding]) -> Table:
    """Return findings as a table.

    Args:
        findings: The findings.
    """
    return Findings(findings).table


def ignored_table(findings: Sequence[Finding]) -> Table | None:
    """Return what a judgement of the case sets aside, as a table; None where nothing is.

    Args:
        findings: The findings.
    """
    held = findings.ignored if isinstance(findings, Findings) else ()
    if not held:
        return None
    return attrs.evolve(Findings(held).table, key="ignored_findings", caption="Findings set aside with a reason")


def findings_text(findings: Sequence[Finding]) -> str:
    """Return findings as a linter prints them, and their number.

    Args:
        findings: The findings.
    """
    return str(findings if isinstance(findings, Findings) else Findings(findings))


def provenance_table(result: Result) -> Table:
    """Return what a result rests on.

    Args:
        result: The result.
    """
    held = result.provenance
    rows = [
        ["agile_case", held.version],
        ["Model, SHA-256", held.model_sha256],
        ["Reference set", held.reference_set],
        *([f"{name}, SHA-256", digest] for name, digest in held.reference_files.items()),
        ["Discounting", held.discounting],
        ["Prices", held.prices],
        ["Rule sets", ", ".join(held.rules) or "none named"],
        ["Seed", "none" if held.seed is None else str(held.seed)],
        ["Draws", held.drawn.partition(", seed")[0].replace(" draws", "", 1) or "none"],
        ["numpy", held.numpy],
        ["CPU features", ", ".join(held.cpu_features) or "not reported"],
    ]
    return Table("provenance", "What these numbers rest on", [Column("Item", "item"), Column("Value", "value")], rows)


def report_text(result: Result, findings: Sequence[Finding]) -> str:
    """Return what a terminal shows: the case, its measures, and the findings.

    Args:
        result: The result.
        findings: Judgements to go with it.
    """
    plan = result.plan
    head = [plan.title, "=" * len(plan.title)]
    parts = ["\n".join(head), *([plan.notes] if plan.notes else []), *(table.to_text() for table in result.summary)]
    if plan.business_as_usual is None:
        parts.append("Nothing is shown against business as usual: no option has that role.")
    parts += [table.to_text() for table in result.option_tables]
    parts.append("Findings\n\n" + findings_text(findings))
    return "\n\n".join(parts) + "\n"
