"""The grammar: which text gives which tree, and what every refusal says."""

import pickle

import pytest

from agile_case.errors import ExpressionError, LimitError, UnitError
from agile_case.estimates.expressions import Binary, Call, Expression, Literal, Name, Negate
from agile_case.estimates.grammar import parse
from agile_case.quantities.units import UnitSystem

WORDS = UnitSystem(["application"]).words
FORM = "names, numbers and + - * / ( ) min max"
NO_COMMA = "leave the comma out of the number, or write an underscore: 900_000"
GBP_FORM = "a number and a unit, as in 3.2 GBPm/year"
A, B, C = Name("a"), Name("b"), Name("c")


def read(text):
    """Read text into a tree."""
    return parse(Expression(text), WORDS)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("a_1", Name("a_1")),
        ("5", Literal(5.0)),
        ("5.", Literal(5.0)),
        (".5", Literal(0.5)),
        ("1_000.5", Literal(1000.5)),
        ("1e3", Literal(1000.0)),
        ("1E-3", Literal(0.001)),
        ("a + b", Binary("+", A, B)),
        ("a+b-c", Binary("-", Binary("+", A, B), C)),
        ("a - b + c", Binary("+", Binary("-", A, B), C)),
        ("a / b * c", Binary("*", Binary("/", A, B), C)),
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("a * b + c", Binary("+", Binary("*", A, B), C)),
        ("(a + b) * c", Binary("*", Binary("+", A, B), C)),
        ("a - (b - c)", Binary("-", A, Binary("-", B, C))),
        ("-a", Negate(A)),
        ("--a", Negate(Negate(A))),
        ("-a * b", Binary("*", Negate(A), B)),
        ("a * -b", Binary("*", A, Negate(B))),
        ("a - -5", Binary("-", A, Negate(Literal(5.0)))),
        ("-(a + b)", Negate(Binary("+", A, B))),
        ("((a))", A),
        ("min(a, b)", Call("min", (A, B))),
        ("max(a, b + c, 5 GBP)", Call("max", (A, Binary("+", B, C), Literal(5.0, "GBP")))),
        ("max (a, min(b, c))", Call("max", (A, Call("min", (B, C))))),
        ("5 GBP", Literal(5.0, "GBP")),
        ("5GBP", Literal(5.0, "GBP")),
        ("5 GBP / hour", Literal(5.0, "GBP/hour")),
        ("5 GBP/person/workday", Literal(5.0, "GBP/person/workday")),
        ("2 hour^2*GBP/year", Literal(2.0, "hour^2*GBP/year")),
        ("2 hour ^ 2", Literal(2.0, "hour^2")),
        ("6 person * day_rate", Binary("*", Literal(6.0, "person"), Name("day_rate"))),
        ("6 person / hour_rate", Binary("/", Literal(6.0, "person"), Name("hour_rate"))),
        ("5 GBP * 2", Binary("*", Literal(5.0, "GBP"), Literal(2.0))),
        ("5 GBP * (a)", Binary("*", Literal(5.0, "GBP"), A)),
        ("5 GBP * -a", Binary("*", Literal(5.0, "GBP"), Negate(A))),
        ("5 GBP + 2 GBP", Binary("+", Literal(5.0, "GBP"), Literal(2.0, "GBP"))),
        ("1 / 2 year", Binary("/", Literal(1.0), Literal(2.0, "year"))),
        ("5 percent * a", Binary("*", Literal(5.0, "percent"), A)),
    ],
)
def test_text_gives_a_tree(text, tree):
    assert read(text) == tree


def test_a_quantity_literal_binds_tighter_than_division():
    """Ten hours divided by two pounds an application: the literal holds its own stroke."""
    expected = Binary("/", Literal(10.0, "hour"), Literal(2.0, "GBP/application"))
    assert read("10 hour / 2 GBP/application") == expected


def test_a_literal_ends_at_the_first_word_that_is_no_unit():
    text = "10 hour / 2 GBP/application"
    without = parse(Expression(text), UnitSystem().words)
    assert without == Binary("/", Binary("/", Literal(10.0, "hour"), Literal(2.0, "GBP")), Name("application"))


@pytest.mark.parametrize(
    ("text", "what", "got", "wanted", "do"),
    [
        ("a +", "This expression cannot be read.", "'a +' breaks off", FORM, ""),
        ("(a", "This expression cannot be read.", "'(a' breaks off", FORM, ""),
        ("-", "This expression cannot be read.", "'-' breaks off", FORM, ""),
        ("min(a, b", "This expression cannot be read.", "'min(a, b' breaks off", FORM, ""),
        ("min", "This expression cannot be read.", "'min' breaks off", FORM, ""),
        ("a)", "This expression cannot be read.", "'a)': unexpected ')' at character 2", FORM, ""),
        ("()", "This expression cannot be read.", "'()': unexpected ')' at character 2", FORM, ""),
        ("* a", "This expression cannot be read.", "'* a': unexpected '*' at character 1", FORM, ""),
        ("+a", "This expression cannot be read.", "'+a': unexpected '+' at character 1", FORM, ""),
        ("a ** b", "This expression cannot be read.", "'a ** b': unexpected '*' at character 4", FORM, ""),
        ("a ^ 2", "This expression cannot be read.", "'a ^ 2': unexpected '^' at character 3", FORM, ""),
        ("a, b", "This expression cannot be read.", "'a, b': unexpected ',' at character 2", FORM, ""),
        (
            "min a",
            "This expression cannot be read.",
            "'min a': unexpected 'a' at character 5",
            FORM,
            "put an operator between the two",
        ),
        (
            "a b",
            "This expression cannot be read.",
            "'a b': unexpected 'b' at character 3",
            FORM,
            "put an operator between the two",
        ),
        (
            "a 5",
            "This expression cannot be read.",
            "'a 5': unexpected '5' at character 3",
            FORM,
            "put an operator between the two",
        ),
        ("1,250 GBP", "This expression cannot be read.", "'1,250 GBP': unexpected ',' at character 2", FORM, NO_COMMA),
        (
            "a * 900,000",
            "This expression cannot be read.",
            "'a * 900,000': unexpected ',' at character 8",
            FORM,
            NO_COMMA,
        ),
        (", 5", "This expression cannot be read.", "', 5': unexpected ',' at character 1", FORM, ""),
        (
            "5 1/year",
            "This expression cannot be read.",
            "'5 1/year': unexpected '1' at character 3",
            FORM,
            "put an operator between the two",
        ),
        ("min(a)", "min needs two or more things to compare.", "'min(a)'", "min(a, b)", ""),
        ("2 + max(a)", "max needs two or more things to compare.", "'max(a)'", "max(a, b)", ""),
        (
            "GBP",
            "A unit stands where a number or a name is needed.",
            "'GBP' in 'GBP'",
            "a number before the unit",
            "write 1 GBP",
        ),
        (
            "a * year",
            "A unit stands where a number or a name is needed.",
            "'year' in 'a * year'",
            "a number before the unit",
            "write 1 year",
        ),
        (
            "Team",
            "This is not a name.",
            "'Team' in 'Team'",
            "small letters, digits and underscores, as in day_rate",
            "",
        ),
        ("_a", "This is not a name.", "'_a' in '_a'", "small letters, digits and underscores, as in day_rate", ""),
        ("a.b", "This is not a name.", "'a.b' in 'a.b'", "small letters, digits and underscores, as in day_rate", ""),
        (
            "GBP5",
            "This is not a name.",
            "'GBP5' in 'GBP5'",
            "small letters, digits and underscores, as in day_rate",
            "write GBP amounts as 5 GBPm",
        ),
        ("1e999", "This number is out of range.", "'1e999'", "a finite number", ""),
        ("5 GBP^0", "A unit can only be raised to a small whole power.", "'^0'", "a power from 1 to 9", ""),
        ("5 GBP^0021", "A unit can only be raised to a small whole power.", "'^0021'", "a power from 1 to 9", ""),
        ("5 GBP^2.5", "A unit can only be raised to a small whole power.", "'^2.5'", "a power from 1 to 9", ""),
        ("5 GBP^a", "A unit can only be raised to a small whole power.", "'^a'", "a power from 1 to 9", ""),
        ("5 GBP^", "A unit can only be raised to a small whole power.", "'^'", "a power from 1 to 9", ""),
        # traps of money and units
        (
            "£5m",
            "Money in an expression is written with GBP, not with a sign.",
            "'£5m'",
            GBP_FORM,
            "write 5 GBPm for £5m, 400 GBPk for £400k",
        ),
        (
            "a * 5 £/hour",
            "Money in an expression is written with GBP, not with a sign.",
            "'a * 5 £/hour'",
            GBP_FORM,
            "write 5 GBPm for £5m, 400 GBPk for £400k",
        ),
        (
            "$5",
            "Money in an expression is written with GBP, not with a sign.",
            "'$5'",
            GBP_FORM,
            "only pounds are known: convert first",
        ),
        (
            "5 €",
            "Money in an expression is written with GBP, not with a sign.",
            "'5 €'",
            GBP_FORM,
            "only pounds are known: convert first",
        ),
        ("5%", "The character '%' has no meaning in an expression.", "'5%', at character 2", FORM, "write percent"),
        ("a & b", "The character '&' has no meaning in an expression.", "'a & b', at character 3", FORM, ""),
        (
            "__import__('os')",
            'The character "\'" has no meaning in an expression.',
            "\"__import__('os')\", at character 12",
            FORM,
            "",
        ),
        ("a == b", "The character '=' has no meaning in an expression.", "'a == b', at character 3", FORM, ""),
    ],
)
def test_a_refusal_says_what_and_where_and_what_to_do(text, what, got, wanted, do):
    with pytest.raises(ExpressionError) as caught:
        read(text)
    error = caught.value
    assert (error.what, error.got, error.wanted, error.do) == (what, got, wanted, do)


@pytest.mark.parametrize(
    ("text", "got", "do"),
    [
        ("5 m", "5 m", "write GBPm for millions of pounds"),
        ("3 M", "3 M", "write GBPm for millions of pounds"),
        ("3 k", "3 k", "write GBPk for thousands of pounds"),
        ("3 pound", "3 pound", "write GBP"),
        ("5 mGBP", "5 mGBP", "write GBPm for millions of pounds"),
        ("60 day", "60 day", "write workday for a working day, or give weeks, months or years"),
        ("60 days", "60 days", "write workday for a working day, or give weeks, months or years"),
        ("5 min", "5 min", "write minute"),
        ("5 hours", "5 hours", "write hour: units have no plural"),
        ("9 applications", "9 applications", "write application: units have no plural"),
        ("9 aplication", "9 aplication", "did you mean application?"),
        ("2 zzzz", "2 zzzz", "declare a thing counted under [units] counts"),
        ("2 x", "2 x", "declare a thing counted under [units] counts"),
        ("0x10", "0 x10", "declare a thing counted under [units] counts"),
    ],
)
def test_a_number_before_a_word_that_is_no_unit_is_refused(text, got, do):
    with pytest.raises(UnitError) as caught:
        read(f"a * {text}")
    error = caught.value
    assert error.what == "A number is followed by a word that is not a unit."
    assert (error.got, error.wanted, error.do) == (got, "a unit, or an operator before the name", do)


def test_nesting_has_a_limit():
    assert read("(" * 19 + "a" + ")" * 19) == A
    for text in ("(" * 20 + "a" + ")" * 20, "-" * 40 + "a"):
        with pytest.raises(LimitError) as caught:
            read(text)
        error = caught.value
        assert error.what == "This expression is nested too deeply."
        assert (error.got, error.wanted, error.do) == ("more than 40 levels", "at most 40", "name a part of it")


def test_the_number_of_parts_has_a_limit():
    longest = read(" + ".join(["a"] * 250))
    assert pickle.loads(pickle.dumps(longest)) == longest
    with pytest.raises(LimitError) as caught:
        read(" + ".join(["a"] * 251))
    error = caught.value
    assert error.what == "This expression has too many parts."
    assert (error.got, error.wanted, error.do) == ("more than 500", "at most 500", "name a part of it")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a + b", "a + b"),
        ("2 * -(a + b)", "2 * -(a + b)"),
        ("5 GBP/hour * a", "5 GBP/hour * a"),
        ("min(a, b)", "min(a, b)"),
    ],
)
def test_a_tree_knows_its_place_in_the_text(text, span):
    assert text[slice(*read(text).span)] == span


def test_the_place_of_a_minus_takes_in_the_parenthesis():
    tree = read("2 * -(a + b)")
    assert "2 * -(a + b)"[slice(*tree.right.span)] == "-(a + b)"


def test_the_same_text_is_read_once():
    assert read("a * 5 GBP") is read("a * 5 GBP")
