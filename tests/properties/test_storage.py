"""Laws of storage: what is saved loads as the same model, and a file keeps what did not change."""

import attrs
import pytest
from hypothesis import given

import agile_case as ac
from agile_case.quantities.canonical import sha256
from agile_case.storage.document import build
from agile_case.storage.plain import plain_of
from agile_case.storage.writing import to_json, to_toml
from tests.conftest import WHOLE_CASES
from tests.storage_strategies import OWN, TEXTS, models

pytestmark = pytest.mark.filterwarnings("error")


@WHOLE_CASES
@given(models())
def test_a_model_written_as_toml_reads_as_the_same_model(model):
    """The order of options and the kind of each number in a table of others survive too; equality sees neither."""
    again = ac.loads(to_toml(model), folder=OWN).model
    assert again == model
    assert sha256(again) == sha256(model)
    assert list(again.stages) == list(model.stages)
    assert list(again.options) == list(model.options)
    assert _with_kinds(plain_of(again).get("x")) == _with_kinds(plain_of(model).get("x"))


def _with_kinds(value):
    if isinstance(value, dict):
        return {key: _with_kinds(item) for key, item in value.items()}
    return [_with_kinds(item) for item in value] if isinstance(value, list) else (type(value), value)


@WHOLE_CASES
@given(models())
def test_a_model_written_as_json_reads_as_the_same_model(model):
    """So does the plain data behind it when every default is written out, and the TOML that is made of it."""
    again = ac.loads(to_json(model), kind="json", folder=OWN).model
    assert again == model
    assert sha256(again) == sha256(model)
    assert _with_kinds(plain_of(again).get("x")) == _with_kinds(plain_of(model).get("x"))
    assert ac.loads(to_toml(again), folder=OWN).model == model
    assert build(_without_none(plain_of(model, brief=False)), folder=OWN) == model


def _without_none(value):
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    return [_without_none(item) for item in value] if isinstance(value, list) else value


@WHOLE_CASES
@given(models(), models())
def test_saving_a_model_over_the_file_of_another_gives_a_file_of_the_model(before, after):
    text = to_toml(after, to_toml(before))
    assert ac.loads(text, folder=OWN).model == after


@WHOLE_CASES
@given(models(), TEXTS)
def test_a_model_saved_over_its_own_file_changes_no_byte_and_a_new_title_no_other_line(model, title):
    changed = attrs.evolve(model, basis=attrs.evolve(model.basis, title=title))
    text = to_toml(model)
    assert to_toml(model, text) == text
    again = to_toml(changed, text)
    assert ac.loads(again, folder=OWN).model == changed
    old, new = text.split("\n"), again.split("\n")
    assert len(old) == len(new)
    assert all(one == other or one.startswith("title = ") for one, other in zip(old, new, strict=True))
