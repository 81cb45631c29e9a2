"""Findings as a linter prints them: chosen by code, with the file and the line, as text and as JSON."""

from __future__ import annotations

import fnmatch
import json
from typing import TYPE_CHECKING, Any

from agile_case.errors import InputError, UnknownNameError, did_you_mean
from agile_case.findings import Finding, Findings, Severity
from agile_case.reports.contract import finding_document
from agile_case.storage.line_numbers import line_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

__all__ = ["FAIL_ON", "chosen", "fails", "lint_json", "lint_text"]

FAIL_ON = (*(severity.value for severity in Severity), "never")
"""From which severity on an open finding makes a check fail."""


def chosen(
    findings: Findings, codes: Collection[str], *, select: Sequence[str] = (), ignore: Sequence[str] = ()
) -> tuple[Findings, int]:
    """Return the findings of some rules, and how many others there are.

    Args:
        findings: The findings.
        codes: Codes of all rules.
        select: Codes to keep, or patterns such as `spend-*`; all unless given. Several may stand in one text, with
            commas between them.
        ignore: Codes to leave out. Blocks stay: only a recorded judgement answers them.

    Raises:
        UnknownNameError: No rule has such a code; the nearest are suggested.
    """
    kept, left_out = _patterns(select, codes, "select"), _patterns(ignore, codes, "ignore")
    found = [
        held
        for held in findings
        if held.severity is Severity.BLOCK or (_any(held.code, kept or ["*"]) and not _any(held.code, left_out))
    ]
    return Findings(found, findings.ignored), len(findings) - len(found)


def _any(code: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(code, pattern) for pattern in patterns)


def _patterns(given: Sequence[str], codes: Collection[str], where: str) -> list[str]:
    patterns = [part.strip() for text in given for part in text.split(",") if part.strip()]
    for pattern in patterns:
        if not fnmatch.filter(codes, pattern):
            message, near = "No rule has such a code.", did_you_mean(pattern, codes)
            wanted = "a code as findings print it, or a pattern such as spend-*"
            raise UnknownNameError(message, where=f"--{where}", got=repr(pattern), wanted=wanted, do=near)
    return patterns


def fails(findings: Findings, fail_on: str) -> bool:
    """Tell whether a check fails: whether a finding that nobody judged is as bad as asked, or worse.

    Args:
        findings: The findings.
        fail_on: A severity, or `never`.

    Raises:
        InputError: It is neither.
    """
    if fail_on not in FAIL_ON:
        message, near = "This is not a severity.", did_you_mean(fail_on, FAIL_ON)
        raise InputError(message, where="--fail-on", got=repr(fail_on), wanted=" or ".join(FAIL_ON), do=near)
    return fail_on != "never" and any(held.severity.rank <= Severity(fail_on).rank for held in findings.open)


def lint_text(
    findings: Findings, file: str, lines: Mapping[str, int], *, left_out: int = 0, show_ignored: bool = False
) -> str:
    """Return findings as text: file, line, address, severity, code, message; worst first.

    Args:
        findings: The findings.
        file: Name of the case file.
        lines: Line of each address, as far as it is known.
        left_out: How many findings were not chosen.
        show_ignored: Whether findings that are set aside are printed too.
    """
    shown = [*findings, *(findings.ignored if show_ignored else ())]
    printed = [f"{_place(finding, file, lines)} {finding}" for finding in shown]
    more = f" {left_out} left out by --select and --ignore." if left_out else ""
    return "\n".join([*printed, f"{findings.summary}{more}"]) + "\n"


def _place(finding: Finding, file: str, lines: Mapping[str, int]) -> str:
    line = line_of(finding.path, lines)
    return f"{file}:" if line is None else f"{file}:{line}:"


def lint_json(findings: Findings, file: str, lines: Mapping[str, int]) -> str:
    """Return findings as JSON: a list, those that are set aside last and marked.

    Args:
        findings: The findings.
        file: Name of the case file.
        lines: Line of each address, as far as it is known.
    """

    def document(finding: Finding, *, ignored: bool) -> dict[str, Any]:
        place = {"file": file, "line": line_of(finding.path, lines)}
        return {**finding_document(finding), "hint": finding.hint, "ignored": ignored, **place}

    held = [document(finding, ignored=False) for finding in findings]
    held += [document(finding, ignored=True) for finding in findings.ignored]
    return json.dumps(held, indent=2, ensure_ascii=False) + "\n"
