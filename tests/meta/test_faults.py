"""Every message with which the library refuses a case has a broken file that shows it, or a reason why none can."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import NamedTuple

import agile_case as ac

PACKAGE = Path(ac.__file__).parent
BROKEN = Path(__file__).parents[1] / "unit" / "storage" / "broken"
PACKAGES = ("quantities", "estimates", "reference", "model", "storage")
"""Packages that have a say when a case is read."""

PYTHON = "Only a call from Python ends in it; a case file cannot say what it refuses."
OTHER_FILE = "It is about a file of published parameters, not about a case; tests/unit/reference breaks such files."
SHEETS = "It is about a spreadsheet; tests/unit/storage breaks such sheets cell by cell."
ENTRIES = "It is about an entry of a history; tests/unit/case/test_history.py breaks such entries."
BYTES = "It is about what TOML cannot hold, or about the size of the file; tests/unit/storage/test_reading.py shows it."
BEFORE = "A check of the reader comes before it for a file, and for a call from Python it is the first."
OUT_OF_REACH = {
    **dict.fromkeys(
        (
            "quantities/canonical.py",
            "quantities/frozen.py",
            "quantities/numbers.py",
            "quantities/tables.py",
            "estimates/base.py",
            "estimates/copula.py",
            "estimates/correlations.py",
            "estimates/curve_fits.py",
            "estimates/elicitation.py",
            "estimates/learning_curves.py",
            "estimates/expressions.py",
            "estimates/names.py",
            "estimates/observations.py",
            "estimates/posteriors.py",
            "estimates/special.py",
            "model/renaming.py",
            "model/service_measures.py",
            "storage/forms.py",
            "storage/paths.py",
            "storage/rewriting.py: A place in a list of tables holds a table.",
            "storage/rewriting.py: {path[:200]} is not an address of this draft.",
            "storage/writing.py",
            "quantities/years.py: A range of years needs two years.",
            "reference/deflators.py: A deflator is not continued without a source.",
            "reference/deflators.py: This deflator is continued already.",
            "reference/deflators.py: This is not a year.",
            "reference/price_bases.py",
            "reference/overrides.py: This case has no folder to find the file in.",
            "reference/overrides.py: This is not the path of a reference file.",
            "reference/tables.py: This is not a discount rate.",
            "model/basis.py: This is not the path of a folder.",
        ),
        PYTHON,
    ),
    **dict.fromkeys(
        (
            "reference/adding.py",
            "reference/headers.py",
            "reference/layouts.py",
            "reference/loader.py",
            "reference/rows.py",
            "reference/sets.py",
            "reference/treasury.py",
            "reference/tables.py: This discount schedule ends before that year.",
            "reference/tables.py: These bands are not a discount schedule.",
            "reference/overrides.py: A link leads out of the folder of the case.",
            "reference/overrides.py: This folder does not hold one reference table.",
        ),
        OTHER_FILE,
    ),
    **dict.fromkeys(
        (
            "storage/moments.py: This is not a date or time.",
            "storage/reading.py: A key is given twice.",
            "storage/reading.py: A key is text.",
            "storage/reading.py: This file does not hold a case.",
            "storage/reading.py: This file holds too many items.",
            "storage/reading.py: This file is not JSON.",
            "storage/reading.py: This file is not text in UTF-8.",
            "storage/reading.py: This file is too large.",
            "storage/reading.py: This text holds half a character.",
            "storage/reading.py: This value has no place in a case file.",
            "storage/tables.py: A value is needed.",
        ),
        BYTES,
    ),
    **dict.fromkeys(
        (
            "quantities/years.py: This is not a calendar year.",
            "estimates/distributions.py: There is no such kind of estimate.",
            "estimates/distributions.py: There is not exactly one kind of estimate.",
            "reference/overrides.py: This does not say what replaces the table.",
            "model/assumptions.py: An assumption needs an estimate.",
            "model/contents.py: A list of correlations is needed.",
            "model/contents.py: An entry of the longlist has the wrong type.",
            "model/fields.py: An entry of {attribute.name} has the wrong type.",
        ),
        BEFORE,
    ),
    **dict.fromkeys(
        (
            "quantities/sheets.py",
            "storage/sheet_cells.py",
            "storage/sheet_headings.py",
            "storage/sheet_entries.py",
            "storage/sheets.py",
            "storage/sheet_merging.py",
            "storage/sheet_writing.py",
        ),
        SHEETS,
    ),
    "storage/entries.py": ENTRIES,
}
"""What no broken file shows: a module or a message of one, with the reason."""


class Kind(NamedTuple):
    """A kind of fault: its message as the source writes it, and the module."""

    text: str
    pattern: str
    module: str


def kinds(packages):
    """Return every kind of fault that the source can raise, each message once in a module."""
    found = {}
    for package in packages:
        for path in sorted((PACKAGE / package).rglob("*.py")):
            module = path.relative_to(PACKAGE).as_posix()
            for node in messages(ast.parse(path.read_text(encoding="utf-8"))):
                found.setdefault((module, text_of(node)), Kind(text_of(node), pattern_of(node), module))
    return list(found.values())


def messages(tree):
    """Find the literals that become messages: those named so, and the first of an error or a fault."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield from assigned(node.targets[0], node.value)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name == "_fault" and len(node.args) > 1:  # of an estimate: the rest of a sentence
                yield from literals(node.args[1])
            elif name.endswith("Error") or "fault" in name.lower():
                yield from (found for found in literals(*node.args[:1]) if text_of(found).endswith("."))


def assigned(target, value):
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, held in zip(target.elts, value.elts, strict=True):
            yield from assigned(one, held)
    elif isinstance(target, ast.Name) and target.id in ("message", "what"):
        yield from literals(value)


def literals(*nodes):
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from literals(node.body, node.orelse)
        elif isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            yield node


def parts_of(node):
    return node.values if isinstance(node, ast.JoinedStr) else [node]


def text_of(node):
    """Return a message as the source writes it, with what is filled in between braces."""
    return "".join(
        part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}" for part in parts_of(node)
    )


def pattern_of(node):
    pattern = "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in parts_of(node))
    return pattern if text_of(node).endswith(".") else rf"The .+ estimate {pattern}\."


def said():
    """Return what the errors of the broken files say, each message once."""
    found = set()
    for path in BROKEN.glob("*.toml"):
        try:
            ac.load(path)
        except ac.AgileCaseError as error:
            found |= {fault.what for fault in error.faults}
    return found


def lacking():
    """Return the kinds of fault that no broken file shows."""
    shown = said()
    return [kind for kind in kinds(PACKAGES) if not any(re.fullmatch(kind.pattern, what) for what in shown)]


def test_every_fault_of_a_case_has_a_broken_file_or_a_reason_why_there_can_be_none():
    without = [
        f"{kind.module}: {kind.text}"
        for kind in lacking()
        if kind.module not in OUT_OF_REACH and f"{kind.module}: {kind.text}" not in OUT_OF_REACH
    ]
    do = "write a file in tests/unit/storage/broken that ends in this message"
    assert without == [], do


def test_every_reason_is_of_something_that_no_broken_file_shows():
    found = lacking()
    known = {kind.module for kind in found} | {f"{kind.module}: {kind.text}" for kind in found}
    assert sorted(set(OUT_OF_REACH) - known) == []


def test_messages_are_found_in_every_form_that_the_source_has():
    """Each way of writing a message that `messages` knows, by a message of that form."""
    texts = {kind.text for kind in kinds(PACKAGES)}
    assert {
        "A cost needs an amount.",
        "is above its {second}",
        "A choice is rated, or is the business as usual.",
        "{curve.shape} is not a shape of curve.",
        "This text is too long.",
    } <= texts
    assert len(texts) > 250
