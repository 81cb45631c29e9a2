"""The catalogue of faults: one deliberately broken case for each, with its cause, its fix and what the fix changes.

A file is `<code of the fault>/<name>.toml`, or `.json` where TOML cannot show it; then the head is in `<name>.txt`. The
head is the comment that it begins with:

    # title: A budget class is misspelt
    # cause: A budget class is one of three words.
    # fix: Write one of them.
    # change: budget = "revenue" => budget = "resource"

Each `change` replaces what stands before the arrow, which must be there once, by what stands behind it; a line end is
written as a backslash and an n. Two more lines can follow: `step: appraise` for what only an appraisal refuses, and
`faults: 2, because ...` where one thing wrong is more than one fault.

Run this file to see which messages of the source still have no broken file: `python tests/broken/catalogue.py`.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import agile_case as ac

FOLDER = Path(__file__).parent
PACKAGES = ("quantities", "estimates", "reference", "model", "appraisal", "storage")
"""Packages that have a say when a case is read or appraised."""
HEAD = re.compile(r"# (title|cause|fix|change|step|faults): (.+)")


class Broken(NamedTuple):
    """A broken case, and what its head says."""

    path: Path
    code: str
    text: str
    title: str
    cause: str
    fix: str
    changes: tuple[tuple[str, str], ...]
    step: str
    faults: str

    @property
    def name(self):
        return f"{self.code}/{self.path.stem}"

    @property
    def repaired(self):
        """The text with every change made."""
        text = self.text
        for old, new in self.changes:
            if text.count(old) != 1:
                message = f"{self.name}: {old!r} is there {text.count(old)} times"
                raise ValueError(message)
            text = text.replace(old, new)
        return text

    def error(self):
        """Return the error that reading the file ends in."""
        try:
            case = ac.load(self.path)
            if self.step == "appraise":
                case.appraise(draws=1_000, seed=1)
        except ac.AgileCaseError as error:
            return error
        message = f"{self.name}: this case is not refused"
        raise ValueError(message)


def read(path):
    """Read a broken case and its head."""
    text = _decoded(path)
    beside = path.with_suffix(".txt")
    head, body = (beside.read_text(encoding="utf-8"), text) if beside.exists() else _split(text)
    found = {"step": [], "faults": [], "change": []}
    for line in head.splitlines():
        match = HEAD.fullmatch(line)
        if match is None:
            message = f"{path}: this line of the head means nothing: {line!r}"
            raise ValueError(message)
        found.setdefault(match[1], []).append(match[2].replace("\\n", "\n"))
    changes = tuple(tuple(re.split(r" ?=> ?", change, maxsplit=1)) for change in found.pop("change"))
    step, faults = ("".join(found.pop(key)) for key in ("step", "faults"))
    one = {key: " ".join(values) for key, values in found.items()}
    return Broken(path, path.parent.name, body, changes=changes, step=step or "load", faults=faults or "1", **one)


def _decoded(path):
    data = path.read_bytes()
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _split(text):
    """Split the head from the rest of a file."""
    lines = text.splitlines(keepends=True)
    count = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join(lines[:count]), "".join(lines[count:])


def broken():
    """Return every broken case, by code and name."""
    paths = [path for path in sorted(FOLDER.glob("*/*")) if path.suffix in (".toml", ".json")]
    return [read(path) for path in paths]


# --- The messages of the source ---


class Kind(NamedTuple):
    """A kind of fault: its message as the source writes it, and where."""

    text: str
    pattern: str
    place: str

    def fits(self, message):
        return re.fullmatch(self.pattern, message) is not None


def kinds():
    """Return every kind of fault that the source can raise, each message once."""
    found = {}
    for package in PACKAGES:
        for path in sorted((Path(ac.__file__).parent / package).rglob("*.py")):
            for node, line in _messages(ast.parse(path.read_text(encoding="utf-8"))):
                kind = _kind(node, f"{package}/{path.name}:{line}")
                found.setdefault(kind.text, kind)
    return list(found.values())


def _messages(tree):
    """Find the literals that become messages: those named so, and the first of an error or a fault."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield from _assigned(node.targets[0], node.value)
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            if name == "_fault" and len(node.args) > 1:  # of an estimate: the rest of a sentence
                yield from _literals(node.args[1])
            elif name.endswith("Error") or "fault" in name.lower():
                yield from (found for found in _literals(*node.args[:1]) if _text(found[0]).endswith("."))


def _assigned(target, value):
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, held in zip(target.elts, value.elts, strict=True):
            yield from _assigned(one, held)
    elif isinstance(target, ast.Name) and target.id in ("message", "what"):
        yield from _literals(value)


def _literals(*nodes):
    for node in nodes:
        if isinstance(node, ast.IfExp):
            yield from _literals(node.body, node.orelse)
        elif isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            yield node, node.lineno


def _parts(node):
    return node.values if isinstance(node, ast.JoinedStr) else [node]


def _text(node):
    """Return a message as the source writes it, with what is filled in between braces."""
    return "".join(
        part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}" for part in _parts(node)
    )


def _kind(node, place):
    pattern = "".join(re.escape(part.value) if isinstance(part, ast.Constant) else ".+" for part in _parts(node))
    text = _text(node)
    return Kind(text, pattern if text.endswith(".") else rf"The .+ estimate {pattern}\.", place)


def out_of_reach():
    """Return the messages that no case file can reach, each with the reason."""
    groups = tomllib.loads((FOLDER / "out-of-reach.toml").read_text(encoding="utf-8"))
    return {message: group["reason"] for group in groups.values() for message in group["messages"]}


def lacking():
    """Return the kinds of fault that have neither a broken file nor a reason why there can be none."""
    said = {fault.what for file in broken() for fault in file.error().faults}
    known = out_of_reach()
    return [kind for kind in kinds() if kind.text not in known and not any(map(kind.fits, said))]


def wanted():
    """Say what is to be written, one message a line."""
    return [f"{kind.place}: {kind.text}" for kind in lacking()]


if __name__ == "__main__":
    for line in wanted():
        sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{len(wanted())} messages have no broken file.\n")
