"""Laws of the schema: it accepts what is saved, and refuses what the reader of a file refuses."""

from hypothesis import given

from agile_case.storage.writing import plain_of
from tests.schema_validator import refusals
from tests.storage_strategies import models


@given(models())
def test_what_is_saved_follows_the_schema(model):
    assert refusals(plain_of(model)) == []


@given(models(dated=False))
def test_so_it_does_with_every_default_written_out(model):
    assert refusals(_without_none(plain_of(model, brief=False))) == []


def _without_none(value):
    if isinstance(value, dict):
        return {key: _without_none(item) for key, item in value.items() if item is not None}
    return [_without_none(item) for item in value] if isinstance(value, list) else value
