"""What an expression measures, and its literals in base units."""

import math

import pytest

from agile_case.errors import UnitError, UnknownNameError
from agile_case.estimates.dimensions import dimension_of, is_dimensionless, normalise
from agile_case.estimates.expressions import Binary, Call, Expression, Literal, Name, Negate
from agile_case.estimates.grammar import parse
from agile_case.quantities.units import UnitSystem, describe

SYSTEM = UnitSystem(["application"])
NAMES = {
    "applications": SYSTEM.unit("application/year").dimension,
    "minutes": SYSTEM.unit("minute/application").dimension,
    "rate": SYSTEM.unit("GBP/hour").dimension,
    "share": (),
    "faulty": None,
}


def read(text):
    """Read text into a tree."""
    return parse(Expression(text), SYSTEM.words)


def dimension(text):
    """Work out what a text measures."""
    return dimension_of(read(text), NAMES, SYSTEM, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("applications * minutes * rate", "GBP/year"),
        ("-applications", "application/year"),
        ("minutes / minutes", "1"),
        ("10 hour / 2 GBP/application", "application*hour/GBP"),
        ("rate + 5 GBPk/minute", "GBP/hour"),
        ("rate - rate * share", "GBP/hour"),
        ("min(rate, 5 GBP/hour, 1 GBP/minute)", "GBP/hour"),
        ("1 - share", "1"),
        ("50 percent + 1", "1"),
    ],
)
def test_dimensions_follow_the_arithmetic(text, expected):
    assert describe(dimension(text)) == expected


@pytest.mark.parametrize(
    "text", ["faulty", "-faulty", "faulty * rate", "rate / faulty", "faulty + rate", "max(rate, faulty)"]
)
def test_what_hangs_on_a_faulty_name_is_not_judged(text):
    assert dimension(text) is None


@pytest.mark.parametrize(
    ("text", "what", "got", "wanted"),
    [
        (
            "rate + minutes",
            "Cannot add things of different units.",
            "'minutes' in hour/application, in 'rate + minutes'",
            "GBP/hour, as 'rate'",
        ),
        (
            "5 GBP - 2 GBP/year",
            "Cannot subtract things of different units.",
            "'2 GBP/year' in GBP/year, in '5 GBP - 2 GBP/year'",
            "GBP, as '5 GBP'",
        ),
        (
            "share * min(share, rate)",
            "Cannot compare things of different units.",
            "'rate' in GBP/hour, in 'min(share, rate)'",
            "1, as 'share'",
        ),
        (
            "1 hour + 1 year",
            "Cannot add things of different units.",
            "'1 year' in year, in '1 hour + 1 year'",
            "hour, as '1 hour'",
        ),
        (
            "1 workday + 1 hour",
            "Cannot add things of different units.",
            "'1 hour' in hour, in '1 workday + 1 hour'",
            "workday, as '1 workday'",
        ),
        (
            "1 FTE + 1 person",
            "Cannot add things of different units.",
            "'1 person' in person, in '1 FTE + 1 person'",
            "FTE, as '1 FTE'",
        ),
        (
            "rate + -(minutes + minutes)",
            "Cannot add things of different units.",
            "'-(minutes + minutes)' in hour/application, in 'rate + -(minutes + minutes)'",
            "GBP/hour, as 'rate'",
        ),
        (
            "max(faulty, rate, share)",
            "Cannot compare things of different units.",
            "'share' in 1, in 'max(faulty, rate, share)'",
            "GBP/hour, as 'rate'",
        ),
    ],
)
def test_different_things_are_neither_added_nor_compared(text, what, got, wanted):
    with pytest.raises(UnitError) as caught:
        dimension(text)
    assert (caught.value.what, caught.value.got, caught.value.wanted) == (what, got, wanted)


def test_parts_without_a_place_are_shown_by_the_whole_text():
    tree = Binary("+", Name("rate"), Name("share"))
    with pytest.raises(UnitError) as caught:
        dimension_of(tree, NAMES, SYSTEM, "TEXT")
    assert caught.value.got == "'TEXT' in 1, in 'TEXT'"


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        dimension("rate * minuts")
    error = caught.value
    assert error.what == "'minuts' is not a name of this case."
    assert (error.got, error.wanted, error.do) == (
        "'rate * minuts'",
        "the key of an assumption",
        "did you mean minutes or minute?",
    )


def test_an_unknown_name_that_is_nearly_a_unit_suggests_the_unit():
    with pytest.raises(UnknownNameError) as caught:
        dimension("rate * workdy")
    assert caught.value.do == "did you mean workday?"


def test_without_names_there_is_nothing_to_suggest():
    with pytest.raises(UnknownNameError) as caught:
        dimension_of(Name("workdy"), {}, SYSTEM, "workdy")
    assert caught.value.do == ""


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("5 GBPk", Literal(5000.0)),
        ("30 minute", Literal(0.5)),
        ("-5 GBPm", Literal(-5e6)),
        ("2 * 3 + 4", Literal(10.0)),
        ("min(2 GBPk, 1 GBP, 3 GBP)", Literal(1.0)),
        ("max(2, 3) / 4", Literal(0.75)),
        ("-share", Negate(Name("share"))),
        ("share * (2 - 1)", Binary("*", Name("share"), Literal(1.0))),
        ("max(share, 2 * 3)", Call("max", (Name("share"), Literal(6.0)))),
        ("1 / 0", Binary("/", Literal(1.0), Literal(0.0))),
        ("1 / (2 - 2)", Binary("/", Literal(1.0), Literal(0.0))),
    ],
)
def test_literals_come_in_base_units_and_constants_are_folded(text, tree):
    assert normalise(read(text), SYSTEM) == tree


def test_a_constant_beyond_the_largest_number_is_kept_as_infinity_for_the_caller_to_refuse():
    assert normalise(read("1e308 * 10"), SYSTEM) == Literal(math.inf)


def test_no_dimension_and_an_unknown_one_count_as_a_pure_number():
    assert is_dimensionless(())
    assert is_dimensionless(None)
    assert not is_dimensionless((("GBP", 1),))
