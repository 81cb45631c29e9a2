"""The JSON Schema of the case file, put together from the classes of the model; `case.schema.json` holds it ready."""

from __future__ import annotations

import ast
import inspect
import itertools
import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any, Final

import attrs

from agile_case.errors import Fault, InputError
from agile_case.model.assumptions import Assumption, YearlyValues
from agile_case.model.contents import Contents
from agile_case.storage.estimate_forms import assumption_rules, estimate_forms
from agile_case.storage.forms import NAMED, form_of
from agile_case.storage.noun_rules import RULES
from agile_case.storage.reading import FORMAT

__all__ = ["BEYOND", "case_schema", "generated_schema", "schema_text"]

BEYOND: Final[Mapping[str, str]] = {
    "bias-counted-twice": "optimism bias beside an estimate that holds it already",
    "case": "parts that do not fit together, and keys that one part needs because of another",
    "document": "a file that cannot be read at all, and numbers that are not finite",
    "estimate": "numbers of an estimate out of order, or that no distribution has",
    "expression": "how an expression is written, beyond its length",
    "input": "numbers that depend on each other; in TOML also a date for text, and a whole number with a point",
    "limit": "the size of the file, of its texts and of its numbers",
    "price-base": "growth in cash that has no year of prices to start from",
    "reference-data": "what stands in a published table or in a file of one's own",
    "unit": "units, and whether they fit",
    "unknown-name": "names of other parts of the case, of reference sets and tables, and of project types",
    "year": "years that run backwards, lie outside the case or are of another kind",
}
"""What only `load` finds, by the code of the fault; all else that it refuses, the schema refuses too."""
_RENAMED: Final = {"basis": "case"}
"""Parts of a model that have another name in the file."""
_WITHIN: Final = {"counts": "units"}
"""Parts of a model that stand in a table of the file."""
_ALWAYS: Final = ("format", "case", "reference", "options")
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema of the case file.

    It knows keys, types, words, lengths and forms of texts; what hangs on other parts of a case, such as names and
    units, is checked by `load` only: `BEYOND` lists it.
    """
    text = resources.files("agile_case.storage").joinpath("case.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def schema_text(schema: Mapping[str, Any]) -> str:
    """Return a schema as the text of a file.

    Args:
        schema: The schema.
    """
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def generated_schema() -> dict[str, Any]:
    """Put the JSON Schema of the case file together from the classes of the model and their source.

    Raises:
        InputError: Fields have converters or validators of which nothing says what they accept; all are listed.
    """
    writer = _Writer()
    properties = writer.document()
    if writer.faults:
        raise InputError.of(writer.faults)
    return {
        "$schema": _DIALECT,
        "$id": FORMAT,
        "title": "Case file of agile_case",
        "description": "A business case: assumptions, options with their lines, stages. See reference/case-file.",
        "type": "object",
        "properties": properties,
        "required": list(_ALWAYS),
        "additionalProperties": False,
        "$defs": {**NAMED, **dict(sorted(writer.nouns.items()))},
    }


class _Writer:
    """Writes tables; keeps those of the nouns that they name, and what has no form."""

    def __init__(self) -> None:
        self.nouns: dict[str, Any] = {}
        self.faults: list[Fault] = []

    def document(self) -> dict[str, Any]:
        properties: dict[str, Any] = {"format": {"description": "Format of the file.", "const": FORMAT}}
        for key, form in self.fields(Contents).items():
            outer = _WITHIN.get(key)
            if outer is None:
                properties[_RENAMED.get(key, key)] = form
            else:
                held = {"type": "object", "properties": {key: form}, "additionalProperties": False}
                properties[outer] = {"description": form["description"], **held}
        return properties

    def fields(self, kind: type) -> dict[str, Any]:
        """Return the form of each field with its text and its default."""
        texts = _texts(kind)
        found: dict[str, Any] = {}
        for field in attrs.fields(kind):
            if kind is Assumption and field.name == "estimate":
                found |= estimate_forms() | self.fields(YearlyValues)
                continue
            form: dict[str, Any] = {"description": texts.get(field.name, "")}
            try:
                form |= self.resolved(form_of(kind, field))
            except InputError as error:
                self.faults += error.faults
            if isinstance(field.default, bool | int | float | str) and field.default != "":
                form["default"] = field.default
            found[field.name] = form
        return found

    def noun(self, kind: type) -> dict[str, Any]:
        """Return the schema of a table: its fields, and no others."""
        required = [str(field.alias) for field in attrs.fields(kind) if field.default is attrs.NOTHING]
        table: dict[str, Any] = {
            "title": re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).capitalize(),
            "description": _plain((kind.__doc__ or "").partition("\n\n")[0]),
            "type": "object",
            "properties": self.fields(kind),
            "required": [name for name in required if (kind, name) != (Assumption, "estimate")],
            "additionalProperties": False,
        }
        table |= RULES.get(kind.__name__, {})
        return {**table, **assumption_rules()} if kind is Assumption else table

    def resolved(self, form: Any) -> Any:  # noqa: ANN401 - a part of a schema
        """Put a reference in the place of each class, and its table among the nouns."""
        if isinstance(form, type):
            if form.__name__ not in self.nouns:
                self.nouns[form.__name__] = {}  # before its fields, which may name it again
                self.nouns[form.__name__] = self.noun(form)
            return {"$ref": f"#/$defs/{form.__name__}"}
        if isinstance(form, Mapping):
            own = form.get("table")
            return self.resolved(own) if isinstance(own, type) else {k: self.resolved(item) for k, item in form.items()}
        return [self.resolved(item) for item in form] if isinstance(form, list) else form


def _texts(kind: type) -> dict[str, str]:
    """Return the text under each field of a class, as its source has it; those of its bases included."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        if base.__module__.startswith("agile_case."):
            found.update(_texts_under(ast.parse(inspect.getsource(base)).body[0]))
    return found


def _texts_under(tree: ast.stmt) -> Iterator[tuple[str, str]]:
    body = tree.body if isinstance(tree, ast.ClassDef) else []
    for field, text in itertools.pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            yield ast.unparse(field.target), _plain(str(text.value.value))


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


if __name__ == "__main__":
    sys.stdout.write(schema_text(generated_schema()))
