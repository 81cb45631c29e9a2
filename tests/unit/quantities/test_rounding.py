"""Rounding half away from zero, as accounts are rounded, and only where people read."""

import decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agile_case.quantities.rounding import change_words, figure_words, format_number, money_scale, round_half_up


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-0.5, 0, "-1"),
        (-2.5, 0, "-3"),
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (0.4999999, 0, "0"),
        (1250, -2, "1.3E+3"),
        (1e26, 2, "1" + "0" * 26 + ".00"),
        (1e300, 0, "1" + "0" * 300),
        (5e-324, 3, "0.000"),
    ],
)
def test_halves_are_rounded_away_from_zero(value, decimals, expected):
    """The number is taken as it prints: 2.675 is 2.675, though the float behind it is a hair less."""
    assert round_half_up(value, decimals) == decimal.Decimal(expected)
    assert str(round_half_up(value, decimals)) == expected


def test_a_caller_with_a_coarse_decimal_context_gets_the_same():
    with decimal.localcontext() as context:
        context.prec = 3
        context.rounding = decimal.ROUND_DOWN
        assert round_half_up(123456.5) == decimal.Decimal(123457)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234567.5, 0, "1,234,568"),
        (-1234.56, 1, "-1,234.6"),
        (0.0, 0, "0"),
        (-0.0, 2, "0.00"),
        (-0.4, 0, "0"),
        (-0.004, 2, "0.00"),
        (999.95, 1, "1,000.0"),
        (1e27, 0, "1,000,000,000,000,000,000,000,000,000"),
    ],
)
def test_a_number_is_shown_with_separators_and_zero_without_a_sign(value, decimals, expected):
    assert format_number(value, decimals) == expected


def test_the_scale_of_money_grows_with_the_largest_amount():
    assert money_scale(99_999.99) == (1.0, "£", 0)
    assert money_scale(100_000) == money_scale(-100_000) == (1e3, "£k", 0)
    assert money_scale(1e10) == money_scale(-1e10) == (1e6, "£m", 1)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (410_000, "410,000"),
        (125_190.4, "125,190"),
        (8.4913, "8.491"),
        (17.8, "17.8"),
        (9.99996, "10"),
        (0.72727, "0.7273"),
        (0.0312, "0.0312"),
        (-1234.5, "-1,235"),
        (999_999_999, "999,999,999"),
        (1.25e9, "1.25 billion"),
        (3.2e13, "32,000 billion"),
        (4.2e18, "4.2e+18"),
        (2e-9, "2e-09"),
    ],
)
def test_a_number_in_a_sentence_has_no_exponent_that_a_reader_has_to_undo(value, words):
    assert figure_words(value) == words


@given(st.floats(1e-5, 1e14) | st.floats(-1e14, -1e-5), st.integers(2, 6))
def test_a_number_in_a_sentence_is_right_to_its_figures_and_short(value, figures):
    words = figure_words(value, figures)
    number, _, billions = words.partition(" ")
    back = float(number.replace(",", "")) * (1e9 if billions else 1)
    assert back == pytest.approx(value, rel=0.5001 * 10 ** (1 - figures))
    assert len(words) <= 17


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.042, "+4.2%"), (-0.12, "-12.0%"), (0.0, "0.0%"), (-0.0, "0.0%"), (-0.0004, "0.0%"), (12.5, "+1,250.0%")],
)
def test_a_change_has_a_sign_unless_it_is_none(share, words):
    assert change_words(share) == words
