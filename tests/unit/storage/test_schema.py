"""The JSON Schema of the case file: as the classes say, shipped, and refusing what it should."""

import json
import tomllib
from pathlib import Path

import attrs
import jsonschema
import pytest

import agile_case as ac
from agile_case.errors import InputError
from agile_case.estimates.distributions import KINDS
from agile_case.model import fields
from agile_case.model.contents import Contents
from agile_case.storage import forms, schema
from agile_case.storage.schema import case_schema, generated_schema, schema_text
from tests.schema_validator import refusals

ROOT = Path(__file__).parents[3]
SHIPPED = Path(schema.__file__).with_name("case.schema.json")
PACKAGED = [Path(ac.__file__).with_name(name) for name in ("starter.toml", "channel_shift.toml")]
EXAMPLES = [*sorted((ROOT / "examples").glob("*.toml")), *PACKAGED]


def test_the_shipped_schema_is_up_to_date():
    do = "write it again: python -m agile_case.storage.schema > case.schema.json, and move it to src/agile_case/storage"
    assert SHIPPED.read_text(encoding="utf-8") == schema_text(generated_schema()), do


def test_the_schema_is_a_schema_of_the_format_of_the_file():
    jsonschema.Draft202012Validator.check_schema(case_schema())
    assert case_schema() == json.loads(schema_text(generated_schema()))
    assert case_schema()["$id"] == case_schema()["properties"]["format"]["const"] == "agile-case/1"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_follow_the_schema(path):
    assert refusals(tomllib.loads(path.read_text(encoding="utf-8"))) == []


def nouns():
    """Return every class of the model that is a table of the file."""
    held = {name: getattr(ac, name, None) for name in generated_schema()["$defs"]}
    return {name: kind for name, kind in held.items() if kind is not None}


@pytest.mark.parametrize("kind", nouns().values(), ids=nouns())
def test_every_field_of_a_noun_is_a_key_with_its_text_and_no_other_is(kind):
    table = case_schema()["$defs"][kind.__name__]
    expected = {field.name for field in attrs.fields(kind)}
    if kind is ac.Assumption:
        expected = expected - {"estimate"} | set(KINDS) | {"truncate", "shift", "years", "values"}
    assert set(table["properties"]) == expected
    assert table["additionalProperties"] is False
    assert [key for key, form in table["properties"].items() if not form.get("description")] == []


def test_every_form_is_of_a_converter_validator_or_field_that_there_is():
    """A form that nothing uses any more is taken out again."""
    used = set()
    for kind in (Contents, *nouns().values(), ac.YearlyValues):
        for field in attrs.fields(kind):
            converter = forms._converter(field.converter)
            used |= {forms._name(held) for held in (converter, *forms._validators(field.validator)) if held is not None}
            used.add(f"{kind.__name__}.{field.name}")
    assert set(forms.FORMS) - used == set()


@attrs.frozen
class Noun:
    """A noun with fields that the schema knows nothing of."""

    converted = attrs.field(converter=str.strip)
    checked = attrs.field(validator=attrs.validators.in_(["a"]))
    free = attrs.field()
    words = attrs.field(converter=fields.words, validator=[fields.one_of(["a", "b"]), fields.none_or(tuple)])


def test_a_field_that_the_schema_knows_nothing_of_is_named_with_what_to_do():
    field = attrs.fields(Noun)
    for name, got in (("converted", "builtins.str.strip"), ("free", "")):
        with pytest.raises(InputError) as caught:
            forms.form_of(Noun, getattr(field, name))
        assert caught.value.where == f"Noun.{name}"
        assert got in caught.value.got
        assert caught.value.do


def test_all_fields_without_a_form_are_named_at_once(monkeypatch):
    left = {
        name: form for name, form in forms.FORMS.items() if name not in ("model.fields.year", "model.stages._tests")
    }
    monkeypatch.setattr(forms, "FORMS", left)
    with pytest.raises(InputError) as caught:
        generated_schema()
    assert [fault.where for fault in caught.value.faults] == [
        "Basis.start",
        "OptimismBias.forecast_from",
        "Cost.growth_from",
        "Benefit.growth_from",
        "BenefitBias.forecast_from",
        "Risk.growth_from",
        "Transfer.growth_from",
        "TranchePart.year",
        "Stage.tests",
    ]


def test_the_comment_that_names_the_schema_to_an_editor_is_read_over_and_kept(tmp_path):
    target = tmp_path / "case.toml"
    text = "#:schema ./case.schema.json\n" + EXAMPLES[0].read_text(encoding="utf-8")
    target.write_text(text, encoding="utf-8")
    ac.save(ac.load(target), target)
    assert target.read_text(encoding="utf-8") == text


def test_what_only_the_reader_finds_is_said_by_the_codes_of_errors():
    page = (ROOT / "docs" / "reference" / "errors.md").read_text(encoding="utf-8")
    assert [code for code in schema.BEYOND if f"{{ #{code} }}" not in page] == []


def test_tables_have_titles_that_people_read():
    tables = case_schema()["$defs"]
    titles = {name: tables[name]["title"] for name in nouns()}
    assert titles["OptimismBias"] == "Optimism bias"
    assert all(titles.values())


@pytest.mark.parametrize(
    ("kind", "table", "valid"),
    [
        ("Event", {"date": "2026-10-01"}, True),
        ("Event", {"after": "beta", "delay": "12 week"}, True),
        ("Event", {"delay": "12 week"}, False),
        ("Event", {"date": "2026-10-01", "after": "beta"}, False),
        ("Event", {"after": ""}, False),
        ("Choice", {"rating": "green"}, True),
        ("Choice", {"business_as_usual": True}, True),
        ("Choice", {"rating": "", "business_as_usual": False}, False),
        ("Choice", {"rating": "green", "business_as_usual": True}, False),
        ("Assumption", {"value": 1, "unit": "1", "signed_off_by": "a", "signed_off_on": "2026-10-01"}, True),
        ("Assumption", {"value": 1, "unit": "1", "signed_off_by": " "}, True),
        ("Assumption", {"value": 1, "unit": "1", "signed_off_by": "a"}, False),
        ("Assumption", {"value": 1, "unit": "1", "signed_off_on": "2026-10-01"}, False),
        ("Assumption", {"value": 1, "unit": "1", "persistence": 1}, False),
        ("Assumption", {"pert": [1, 2, 3], "unit": "1", "persistence": -0.5}, True),
    ],
)
def test_keys_of_a_table_that_need_or_exclude_each_other(kind, table, valid):
    noun = {"$ref": f"#/$defs/{kind}", "$defs": case_schema()["$defs"]}
    assert jsonschema.Draft202012Validator(noun).is_valid(table) is valid
