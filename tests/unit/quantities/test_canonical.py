"""One canonical byte form, so that a hash means something for years."""

import datetime
import enum
import math

import attrs
import numpy as np
import pytest

from agile_case.errors import InputError
from agile_case.estimates.distributions import Pert
from agile_case.quantities.canonical import canonical_bytes, sha256
from agile_case.quantities.frozen import FrozenMap, read_only
from agile_case.quantities.units import Quantity
from agile_case.quantities.years import FinancialYear


class Colour(enum.StrEnum):
    """A text that is also a member."""

    RED = "red"


@attrs.frozen
class Thing:
    """Something with defaults of each kind."""

    name: str
    size: float = 1.0
    parts: tuple[str, ...] = attrs.field(factory=tuple)
    order: object = attrs.field(factory=FrozenMap, metadata={"ordered": True})
    bag: object = attrs.field(factory=FrozenMap)
    unseen: int = attrs.field(default=0, eq=False)


FIXED = Thing(
    "a", size=2.5, parts=("x", "é"), order=FrozenMap({"b": 1, "a": None}), bag=FrozenMap({"z": True, "k": Colour.RED})
)


def test_the_canonical_form_of_a_fixed_object_never_moves():
    assert canonical_bytes(FIXED).decode() == (
        '{"Thing":{"name":"a","size":2.5,"parts":["x","é"],"order":{"map":[["b",1],["a",null]]},'
        '"bag":{"map":[["k",{"Colour":"red"}],["z",true]]}}}'
    )


def test_the_hash_of_a_fixed_object_never_moves():
    assert sha256(FIXED) == "68cb23a91c90412bbd80da96306346165dece25ef8e502982777fa3d14a70b1b"


def test_fields_at_their_default_are_left_out():
    assert canonical_bytes(Thing("a")) == b'{"Thing":{"name":"a"}}'
    assert canonical_bytes(Thing("a", size=1, parts=())) == canonical_bytes(Thing("a"))


def test_fields_outside_equality_are_left_out():
    assert canonical_bytes(Thing("a", unseen=5)) == canonical_bytes(Thing("a"))


def test_the_order_of_a_mapping_does_not_matter_unless_it_says_so():
    one, other = FrozenMap({"a": 1, "b": 2}), FrozenMap({"b": 2, "a": 1})
    assert sha256(Thing("t", bag=one)) == sha256(Thing("t", bag=other))
    assert sha256(Thing("t", order=one)) != sha256(Thing("t", order=other))
    assert sha256({"a": 1, "b": 2}) == sha256(one)


def test_equal_numbers_have_equal_bytes():
    assert canonical_bytes([1, 1.0, -0.0, 1e15, 0.1]) == b"[1,1,0,1000000000000000,0.1]"
    assert canonical_bytes(np.float64(0.25)) == b"0.25"
    assert canonical_bytes(1e300) == b"1e+300"


@pytest.mark.parametrize("left", ["1", True, 1.5, None, (1,), {"1": 1}])
def test_different_things_have_different_bytes(left):
    assert canonical_bytes(left) != canonical_bytes(1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime.date(2026, 4, 1), b'{"date":"2026-04-01"}'),
        (FinancialYear(2026), b'{"FinancialYear":{"first":2026}}'),
        (Quantity(5, "GBP"), b'{"Quantity":{"magnitude":5,"unit":"GBP"}}'),
        (read_only([1.0, 2.5]), b'{"array":[[2],[1,2.5]]}'),
        (np.ones((2, 1)), b'{"array":[[2,1],[1,1]]}'),
        (Colour.RED, b'{"Colour":"red"}'),
        ([], b"[]"),
    ],
)
def test_each_kind_of_value_has_its_form(value, expected):
    assert canonical_bytes(value) == expected


def test_the_kind_of_an_estimate_is_part_of_its_form():
    assert canonical_bytes(Pert(4, 6, 10)).startswith(b'{"Pert":{')


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, [math.nan], {"a": math.nan}, np.array([math.nan])])
def test_numbers_that_are_not_finite_are_refused(value):
    with pytest.raises(InputError, match=r"A number that is not finite has no canonical form\."):
        canonical_bytes(value)


@pytest.mark.parametrize("value", [object(), b"bytes", {1, 2}, 1j])
def test_other_types_are_refused(value):
    with pytest.raises(InputError) as caught:
        sha256(value)
    assert caught.value.what == "This value has no canonical form."
    assert caught.value.got == type(value).__name__
