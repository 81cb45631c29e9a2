"""One self-contained HTML page: no script, no file beside it, nothing fetched from anywhere."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from agile_case.findings import Findings
from agile_case.reports.text import findings_table, ignored_table, provenance_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agile_case.appraisal.result import Result
    from agile_case.findings import Finding
    from agile_case.plotting.picture import Picture
    from agile_case.quantities.tables import Table

__all__ = ["report_page"]

_STYLE = """
:root { color-scheme: light; }
body { font-family: system-ui, "Segoe UI", Arial, sans-serif; line-height: 1.5; color: #1a1a1a; background: #fff;
  max-width: 86rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.8rem; line-height: 1.25; margin: 1rem 0 .5rem; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 .5rem; border-top: 3px solid #12436d; padding-top: .75rem; }
a { color: #12436d; }
a:focus-visible, div:focus-visible { outline: 3px solid #12436d; outline-offset: 2px; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .25rem 0 .5rem; }
th, td { padding: .35rem .8rem; border-bottom: 1px solid #767676; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #1a1a1a; vertical-align: bottom; }
th.number, td.number { text-align: right; white-space: nowrap; }
tbody th { font-weight: 400; }
tbody th.short { white-space: nowrap; }
td:not(.number) { min-width: 9rem; }
.digest td { overflow-wrap: anywhere; font-family: ui-monospace, monospace; font-size: .85rem; }
figure { margin: 1.5rem 0; }
figure img { display: block; width: 100%; max-width: 52rem; height: auto; }
figcaption { font-weight: 600; padding: .25rem 0; }
details { overflow-x: auto; }
summary { cursor: pointer; color: #12436d; text-decoration: underline; }
summary:focus-visible { outline: 3px solid #12436d; outline-offset: 2px; }
.notice { border-left: .4rem solid #12436d; padding: .5rem 1rem; background: #f3f6f9; }
@media print { body { max-width: none; padding: 0; } .scroll { overflow: visible; } h2 { break-after: avoid; }
  table { font-size: .75rem; } tr { break-inside: avoid; } }
"""

_SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "measures",
        "Measures",
        ("absolute", "beside", "lower_rate", "against", "simulation", "simulation_against", "totals"),
    ),
    ("summary", "Appraisal summary table", ("appraisal_summary",)),
    ("sensitivity", "What would change the decision", ("switching_values", "sensitivity", "scenarios")),
    (
        "options",
        "How the options were found and chosen",
        ("success_factors", "longlist", "shortlist", "weighted_values", "weight_ranges", "preferred"),
    ),
    (
        "lines",
        "Savings, optimism bias, risks, transfers and unmonetised benefits",
        ("savings", "uplifts", "teams", "risks", "transfers", "cost_effectiveness", "unmonetised"),
    ),
    ("assumptions", "Assumptions", ("assumptions", "correlations")),
    ("cash", "Public sector financial impact", ("cash",)),
)

_PLACES = {
    "npsv_by_year": "measures",
    "exceedance": "measures",
    "fan": "measures",
    "tornado": "sensitivity",
    "rank_tornado": "sensitivity",
}
"""Section of each picture."""


def report_page(
    result: Result,
    findings: Sequence[Finding],
    pictures: Sequence[Picture] = (),
    more: Mapping[str, Sequence[Table]] | None = None,
) -> str:
    """Return the report as one HTML page.

    Args:
        result: The result.
        findings: Judgements to go with it.
        pictures: Pictures to show in it, each with its words and its data.
        more: Other tables by the heading that they stand under; a picture of one of them takes its place.
    """
    plan = result.plan
    tables = result.tables
    beside = {table.key for others in (more or {}).values() for table in others}
    own = [picture for picture in pictures if picture.table.key not in beside]
    sections: list[tuple[str, str, str]] = []
    for key, title, names in _SECTIONS:
        held = [table for table in tables if table.key in names]
        body = _notices(result) if key == "measures" else ""
        body += "".join(_scrolled(_short(table)) for table in held)
        body += "".join(picture.to_html() for picture in own if _PLACES.get(picture.key, "measures") == key)
        if body:
            sections.append((key, title, body))
    sections.append(("findings", "Findings", _findings(findings)))
    for option in plan.options:
        names = tuple(f"{part}_{option.key}" for part in ("years", "lines", "financial"))
        held = [table for table in tables if table.key in names]
        sections.append(
            (f"option-{option.key}", f"Option: {option.title}", "".join(_scrolled(table) for table in held))
        )
    for place, (heading, others) in enumerate((more or {}).items(), start=1):
        if others:
            drawn = {picture.table.key: picture.to_html() for picture in pictures}
            shown = "".join(drawn.get(table.key) or _scrolled(table.brief()) for table in others)
            sections.append((f"more-{place}", heading, shown))
    sections.append(("provenance", "Provenance", f'<div class="digest">{_scrolled(provenance_table(result))}</div>'))
    links = "".join(f'<li><a href="#{html.escape(key)}">{html.escape(title)}</a></li>' for key, title, _ in sections)
    body = "".join(
        f'<section aria-labelledby="{html.escape(key)}"><h2 id="{html.escape(key)}">{html.escape(title)}</h2>\n'
        f"{content}</section>\n"
        for key, title, content in sections
    )
    title = html.escape(plan.title)
    notes = f"\n<p>{html.escape(plan.notes)}</p>" if plan.notes else ""
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}: appraisal</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<header><h1>{title}</h1>\n<p>{html.escape(_lead(result))}</p>{notes}</header>\n"
        f'<nav aria-label="Contents"><ul>{links}</ul></nav>\n<main>\n{body}</main>\n</body>\n</html>\n'
    )


def _lead(result: Result) -> str:
    plan = result.plan
    words = (
        "cash-releasing savings lower the costs"
        if plan.savings == "lower-cost"
        else "cash-releasing savings count as benefits"
    )
    return (
        f"Appraisal over {plan.years[0]} to {plan.years[-1]}, {plan.price_base.describe()}, "
        f"present values at {plan.years[plan.present]}. "
        f"Deterministic figures take every assumption at {_centre(result.at)}. Savings convention: {words}. "
        f"Discounting: {plan.discounting}."
    )


def _centre(at: str) -> str:
    return {"means": "its mean", "mode": "its mode", "p50": "its median"}[at]


def _notices(result: Result) -> str:
    found = []
    if result.plan.partial:
        found.append("This case is partial: lines are missing, so no summary measure is shown.")
    if result.plan.business_as_usual is None:
        found.append("Nothing is shown against business as usual: no option has that role.")
    return "".join(f'<p class="notice">{html.escape(text)}</p>\n' for text in found)


def _findings(findings: Sequence[Finding]) -> str:
    summary = findings.summary if isinstance(findings, Findings) else Findings(findings).summary
    table = _scrolled(findings_table(findings)) if findings else ""
    aside = ignored_table(findings)
    more = "" if aside is None else _scrolled(aside)
    return f"<p>{summary}</p>\n{table}{more}"


def _short(table: Table) -> Table:
    """Leave out the columns of the assumptions log that no assumption fills; the CSV file has them all."""
    return table.brief() if table.key == "assumptions" else table


def _scrolled(table: Table) -> str:
    """Let a wide table scroll by itself; the keyboard reaches it, and its name is its caption."""
    label = html.escape(table.caption)
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">{table.to_html()}</div>\n'
