"""Containers that cannot change."""

import copy
import datetime
import pickle

import numpy as np
import pytest

from agile_case.errors import InputError
from agile_case.quantities.frozen import FrozenMap, freeze, read_only, thaw

MAP = FrozenMap({"b": 1, "a": (1, 2)})


def test_a_frozen_map_reads_like_a_mapping_and_keeps_its_order():
    assert MAP["b"] == 1
    assert list(MAP) == ["b", "a"]
    assert len(MAP) == 2
    assert "a" in MAP
    assert MAP.get("zzz") is None
    assert dict(FrozenMap([("x", 1)])) == {"x": 1}
    with pytest.raises(KeyError):
        MAP["zzz"]


def test_a_frozen_map_is_a_copy():
    source = {"a": 1}
    frozen = FrozenMap(source)
    source["a"] = 2
    assert frozen["a"] == 1


def test_a_frozen_map_cannot_be_changed():
    with pytest.raises(TypeError):
        MAP["b"] = 2
    with pytest.raises(TypeError):
        del MAP["b"]
    with pytest.raises(InputError, match=r"A FrozenMap cannot be changed\.\n  got:    an assignment to _data"):
        MAP._data = {}
    with pytest.raises(InputError, match="an assignment to fresh"):
        MAP.fresh = 1
    with pytest.raises(InputError, match=r"A FrozenMap cannot be changed\.\n  got:    a deletion of _data"):
        del MAP._data
    assert FrozenMap({"b": 1, "a": (1, 2)}) == MAP


def test_equality_and_hash_look_at_the_content_and_not_at_its_order():
    other = FrozenMap({"a": (1, 2), "b": 1})
    assert other == MAP
    assert hash(other) == hash(MAP) == hash(MAP)
    assert FrozenMap({"b": 1}) != MAP
    assert MAP != {"b": 1, "a": (1, 2)}
    assert {MAP: 1}[other] == 1


def test_repr_evaluates_back():
    assert repr(MAP) == "FrozenMap({'b': 1, 'a': (1, 2)})"
    assert eval(repr(MAP), {"FrozenMap": FrozenMap}) == MAP  # noqa: S307 - our own repr, which promises this


@pytest.mark.parametrize("through", [lambda held: pickle.loads(pickle.dumps(held)), copy.copy, copy.deepcopy])
def test_pickle_and_copy_keep_content_and_order(through):
    assert through(MAP) == MAP
    assert list(through(MAP)) == list(MAP)


def test_freeze_and_thaw_are_inverse():
    plain = {"a": [1, 2.5, {"b": None}], "c": "x", "d": True, "e": datetime.date(2026, 4, 1), "f": datetime.time(9)}
    frozen = freeze(plain)
    assert hash(frozen)
    assert isinstance(frozen["a"], tuple)
    assert isinstance(frozen["a"][2], FrozenMap)
    assert thaw(frozen) == plain


def test_freeze_refuses_what_a_file_cannot_hold():
    with pytest.raises(InputError) as caught:
        freeze({"a": [object()]})
    error = caught.value
    assert (error.what, error.got) == ("This value cannot be kept in a case.", "object")
    assert error.wanted == "text, number, boolean, date, list or table"


def test_an_array_is_a_copy_that_cannot_be_written_to():
    source = np.array([1, 2, 3], dtype=np.int64)
    held = read_only(source)
    source[0] = 9
    assert held.dtype == np.float64
    assert held.tolist() == [1.0, 2.0, 3.0]
    with pytest.raises(ValueError, match="read-only"):
        held[0] = 5.0
    with pytest.raises(ValueError, match="read-only"):
        held += 1


def test_an_array_comes_from_any_iterable():
    assert read_only(x / 2 for x in range(3)).tolist() == [0.0, 0.5, 1.0]
    assert read_only([[1, 2], [3, 4]]).shape == (2, 2)
