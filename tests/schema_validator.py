"""The JSON Schema of the case file as a validator that reads patterns as JSON Schema means them; compiled once."""

from __future__ import annotations

import datetime
import functools
import re

import jsonschema

import agile_case as ac


@functools.cache
def _compiled(pattern):
    return re.compile(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern)


def _pattern(_validator, pattern, instance, _schema):
    """In ECMA 262, which JSON Schema follows, `$` is the end of the text; in Python a line end may follow it."""
    if isinstance(instance, str) and not _compiled(pattern).search(instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern[:80]!r}")


_STRICT = jsonschema.validators.extend(jsonschema.Draft202012Validator, {"pattern": _pattern})


@functools.cache
def validator():
    """Return the validator, built once in a process."""
    return _STRICT(ac.case_schema())


def as_json(plain):
    """Return plain data as JSON would hold it: dates and times as text."""
    if isinstance(plain, dict):
        return {key: as_json(item) for key, item in plain.items()}
    if isinstance(plain, list | tuple):
        return [as_json(item) for item in plain]
    return plain.isoformat() if isinstance(plain, datetime.date | datetime.time) else plain


def refusals(plain):
    """Return what the schema has against a document, as pairs of address and message."""
    found = sorted(validator().iter_errors(as_json(plain)), key=lambda error: error.json_path)
    return [(error.json_path, error.message) for error in found]
