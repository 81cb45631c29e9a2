"""Laws of units, money, years, rounding and the canonical form."""

import decimal
import math
import pickle

from hypothesis import given
from hypothesis import strategies as st

from agile_case.errors import AgileCaseError
from agile_case.quantities.canonical import canonical_bytes
from agile_case.quantities.frozen import FrozenMap, freeze, thaw
from agile_case.quantities.rounding import format_number, round_half_up
from agile_case.quantities.unit_words import DEFINITIONS
from agile_case.quantities.units import Quantity, UnitSystem, describe, parse_money
from agile_case.quantities.years import FinancialYear, YearRange

SYSTEM = UnitSystem(["application"])
SIZES = {"": 1, "k": 1_000, "m": 1_000_000, "bn": 1_000_000_000}
FLOATS = st.floats(-1e12, 1e12, allow_nan=False)
WORDS = st.sampled_from([*DEFINITIONS, "application"])
FACTORS = st.tuples(st.sampled_from("*/"), WORDS, st.sampled_from(["", "^1", "^2", "^3"]))
GARBAGE = st.text(st.sampled_from("£$€%GBPkmbn0159.,_-+/*^ ()eE\u00a0\n") | st.characters(), max_size=30)
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**60), 2**60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def written(factors):
    """Write factors as a unit."""
    return "1" + "".join(f"{operator}{word}{power}" for operator, word, power in factors)


@given(st.lists(FACTORS, max_size=6), st.lists(FACTORS, max_size=6))
def test_the_size_of_a_product_is_the_product_of_the_sizes(left, right):
    one, other, both = (SYSTEM.unit(written(factors)) for factors in (left, right, left + right))
    assert math.isclose(both.scale, one.scale * other.scale, rel_tol=1e-13)


@given(st.lists(FACTORS, max_size=6))
def test_the_description_of_a_dimension_has_that_dimension(factors):
    unit = SYSTEM.unit(written(factors))
    powers = [abs(exponent) for _, exponent in unit.dimension]
    if all(power <= 9 for power in powers):
        again = SYSTEM.unit(describe(unit.dimension))
        assert (again.dimension, again.scale) == (unit.dimension, 1.0)


@given(FLOATS, st.lists(FACTORS, max_size=3))
def test_a_quantity_survives_text_and_conversion_there_and_back(magnitude, factors):
    quantity = Quantity(magnitude, written(factors))
    assert Quantity.parse(str(quantity)) == quantity
    unit = SYSTEM.unit(quantity.unit)
    base = SYSTEM.unit(describe(unit.dimension)) if factors else unit
    there = quantity.to(base, SYSTEM)
    assert math.isclose(Quantity(there, base.text).to(unit, SYSTEM), magnitude, rel_tol=1e-13)


@given(
    st.decimals(0, 10**9, places=2), st.sampled_from(list(SIZES)), st.booleans(), st.sampled_from(["£", "GBP ", "GBP"])
)
def test_money_is_worth_what_a_decimal_says(number, size, negative, sign):
    text = f"{'-' if negative else ''}{sign}{number:,}{size}"
    expected = (-number if negative else number) * SIZES[size]
    assert math.isclose(parse_money(text).to(SYSTEM.unit("GBP"), SYSTEM), float(expected), rel_tol=1e-15)


@given(GARBAGE)
def test_garbage_is_a_quantity_or_our_error(text):
    try:
        quantity = Quantity.parse(text)
        number = quantity.to(SYSTEM.unit("GBP"), SYSTEM)
    except AgileCaseError:
        return
    assert math.isfinite(number)
    assert "GBP" in quantity.unit


@given(GARBAGE)
def test_garbage_is_a_unit_or_our_error(text):
    try:
        unit = SYSTEM.unit(text)
    except AgileCaseError:
        return
    assert 0 < unit.scale < math.inf


@given(st.integers(1900, 2900), st.integers(0, 90))
def test_years_and_ranges_survive_text(first, extra):
    year = FinancialYear(first)
    assert FinancialYear.parse(str(year)) == year
    assert FinancialYear.holding(year.begins) == year
    years = YearRange(year, year + extra)
    assert YearRange.parse(str(years)) == years
    assert len(list(years)) == len(years) == extra + 1


@given(FLOATS, st.integers(0, 4))
def test_rounding_is_what_whole_number_arithmetic_says(value, decimals):
    """Scale the printed number up to whole units and tenths, add five tenths, cut."""
    digits = decimal.Decimal(repr(abs(value))) * 10**decimals
    whole = int(digits + decimal.Decimal("0.5"))
    expected = decimal.Decimal(whole).scaleb(-decimals)
    assert abs(round_half_up(value, decimals)) == expected
    assert round_half_up(-value, decimals) == -round_half_up(value, decimals)
    assert decimal.Decimal(format_number(value, decimals).replace(",", "")) == round_half_up(value, decimals)


@given(PLAIN)
def test_plain_data_survives_freezing_and_hashes_alike(value):
    frozen = freeze(value)
    assert thaw(frozen) == value
    assert hash(frozen) == hash(pickle.loads(pickle.dumps(frozen)))
    assert canonical_bytes(frozen) == canonical_bytes(value)


@given(st.dictionaries(st.text(max_size=5), st.integers(), min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_a_mapping_changes_neither_hash_nor_bytes(items, random):
    shuffled = list(items.items())
    random.shuffle(shuffled)
    one, other = FrozenMap(items), FrozenMap(shuffled)
    assert one == other
    assert hash(one) == hash(other)
    assert canonical_bytes(one) == canonical_bytes(other)
