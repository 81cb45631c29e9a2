"""Reports as plain text, for terminals and pipes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from agile_case.quantities.rounding import money_scale
from agile_case.quantities.tables import Cell, Column, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agile_case.appraisal.plan import Plan
    from agile_case.appraisal.result import Result
    from agile_case.findings import Finding

_LONG = (
    *(
        (name, "GBP")
        for name in ("pvb", "pvc", "pvc_public", "pvc_nonpublic", "npsv", "rpsc_numerator", "rpsc_denominator")
    ),
    *((name, "1") for name in ("bcr", "bcr_other_convention", "rpsc")),
    ("quadrant", ""),
)

__all__ = [
    "beside_table",
    "findings_table",
    "findings_text",
    "measures_table",
    "provenance_table",
    "report_tables",
    "report_text",
]


def report_tables(result: Result) -> tuple[Table, ...]:
    """Return every table of a report: those of the result, and the reference schedule beside factors of the case.

    Args:
        result: The result.
    """
    tables = list(result.tables)
    beside = beside_table(result)
    if beside is not None:
        tables.insert(1, beside)
    return tuple(tables)


def beside_table(result: Result) -> Table | None:
    """Return present values under the case's own factors and under the schedule of its reference set, side by side.

    Args:
        result: The result.

    Returns:
        The table; None when the case gives no factors of its own, or is partial.
    """
    plan = result.plan
    if not plan.given_factors or plan.partial:
        return None
    schedule = next(name for name in plan.files if name.startswith("discount-rate/"))
    other = result.under(schedule)
    rows: list[list[Cell]] = []
    for key, held in result.absolute.items():
        mine, theirs = held.npsv, other.absolute[key].npsv
        if mine is not None and theirs is not None:
            rows.append([_title(plan, key), mine, theirs, mine - theirs])
    scale = money_scale(
        max((abs(float(cell)) for row in rows for cell in row[1:] if isinstance(cell, float)), default=0.0)
    )
    columns = [
        Column("Option", "option"),
        Column("NPSV, factors of the case", "npsv_given_gbp", scale[2], scale[0]),
        Column(f"NPSV, {schedule}", "npsv_schedule_gbp", scale[2], scale[0]),
        Column("Difference", "difference_gbp", scale[2], scale[0]),
    ]
    caption = f"The case's own discount factors beside the unrounded schedule ({scale[1]})"
    notes = [f"{plan.discounting[:1].upper()}{plan.discounting[1:]}.", "Differences are worked out before rounding."]
    return Table("beside", caption, columns, rows, notes)


def _title(plan: Plan, key: str) -> str:
    return next(option.title for option in plan.options if option.key == key)


def findings_table(findings: Sequence[Finding]) -> Table:
    """Return findings as a table.

    Args:
        findings: The findings.
    """
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
    rows = [[held.code, held.severity.value, held.path, held.message, held.hint, held.source] for held in findings]
    return Table("findings", "Findings", columns, rows)


def findings_text(findings: Sequence[Finding]) -> str:
    """Return findings as a linter prints them, and their number.

    Args:
        findings: The findings.
    """
    if not findings:
        return "No findings."
    count = f"{len(findings)} finding{'s' if len(findings) != 1 else ''}"
    return "\n".join([*(str(finding) for finding in findings), f"{count}."])


def measures_table(result: Result) -> Table:
    """Return every measure as one row, the long form that other programs read.

    Args:
        result: The result.
    """
    usual = result.plan.business_as_usual
    other = "" if usual is None else result.plan.options[usual].key
    rows: list[list[Cell]] = []
    for against, measures in (("", result.absolute), (other, result.against())):
        for key, held in measures.items():
            for name, unit in _LONG:
                if hasattr(held, name):
                    rows.append([key, against, name, getattr(held, name), unit, held.undefined.get(name, "")])
            if held.simulation is not None:
                for field in attrs.fields(type(held.simulation)):
                    unit = "1" if field.name.startswith("probability") else "GBP"
                    rows.append([key, against, f"npsv_{field.name}", getattr(held.simulation, field.name), unit, ""])
    columns = [
        Column(name, name, 0 if name == "value" else None)
        for name in ("option", "against", "measure", "value", "unit", "undefined")
    ]
    return Table("measures", "Every measure, one a row", columns, rows)


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
        ["Rule sets", ", ".join(held.rules) or "none named"],
        ["Seed", "none" if held.seed is None else str(held.seed)],
        ["Draws", "none" if held.draws is None else f"{held.draws:,}"],
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
    keys = {*(table.key for table in result.summary), "beside"}
    shown = [table for table in report_tables(result) if table.key in keys]
    head = [plan.title, "=" * len(plan.title)]
    parts = ["\n".join(head), *(table.to_text() for table in shown)]
    if plan.business_as_usual is None:
        parts.append("Nothing is shown against business as usual: no option has that role.")
    parts.append("Findings\n\n" + findings_text(findings))
    return "\n\n".join(parts) + "\n"
