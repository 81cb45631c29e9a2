"""Units, quantities and money strings: what is read, what it comes to, and every trap that is refused."""

import math
import pickle

import numpy as np
import pint
import pytest

from agile_case.errors import UnitError
from agile_case.quantities.unit_words import DEFINITIONS, REFUSED, advice
from agile_case.quantities.units import (
    DIMENSIONLESS,
    MONEY,
    MONEY_A_YEAR,
    UNIT_WORDS,
    Quantity,
    UnitSystem,
    describe,
    multiply,
    parse_money,
    unit_system,
)

SYSTEM = UnitSystem(["application", "k2"])
FORM = 'unit words joined by / * ^, as in "GBP/hour", or "1"'
MONEY_FORM = 'for example "£3.2m", "£400k", "GBP 1bn" or "£1,250,000"'
OTHER_MONEY = "only pounds are known: convert first, at a rate you state as an assumption"
DAYS = "write workday for a working day, or give weeks, months or years"
MILLIONS = "write GBPm for millions of pounds"


def in_unit(text, unit):
    """Read a quantity and convert it."""
    return Quantity.parse(text).to(SYSTEM.unit(unit), SYSTEM)


# --- sizes ---


def test_hour_and_minute_stand_in_the_ratio_that_pint_knows():
    theirs = pint.UnitRegistry()
    expected = theirs.Quantity(1, "hour").to("minute").magnitude
    assert in_unit("1 hour", "minute") == expected == 60
    assert in_unit("90 minute", "hour") == theirs.Quantity(90, "minute").to("hour").magnitude == 1.5


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("1 GBPk", "GBP", 1_000),
        ("1 GBPm", "GBP", 1_000_000),
        ("1 GBPbn", "GBP", 1_000_000_000),
        ("1 GBPbn", "GBPm", 1_000),
        ("2500 GBPk", "GBPm", 2.5),
        ("1 year", "month", 12),
        ("1 year", "week", 52),
        ("6 month", "year", 0.5),
        ("13 week", "year", 0.25),
        ("13 week", "month", 3),
        ("1 GBP/month", "GBP/year", 12),
        ("1 GBP/week", "GBP/year", 52),
        ("1 GBP/minute", "GBP/hour", 60),
        ("24 GBP/hour", "GBP/minute", 24 / 60),
        ("5 percent", "1", 0.05),
        ("0.05", "percent", 5),
        ("3 GBPm/year", "GBP/month", 3_000_000 / 12),
        ("2 hour^2", "minute^2", 2 * 60 * 60),
        ("4 GBP*hour/minute", "GBP", 4 * 60),
        ("1 1/month", "1/year", 12),
        ("7 GBP/GBP", "1", 7),
        ("1 application/k2*k2", "application", 1),
    ],
)
def test_a_conversion_is_hand_arithmetic(text, unit, expected):
    assert in_unit(text, unit) == pytest.approx(expected, rel=1e-15)


def test_sizes_of_money_are_exact():
    """A million pounds is a million pounds, not a rounding away from it."""
    scales = {word: SYSTEM.unit(word).scale for word in ("GBP", "GBPk", "GBPm", "GBPbn")}
    assert scales == {"GBP": 1.0, "GBPk": 1e3, "GBPm": 1e6, "GBPbn": 1e9}


def test_forty_thousand_hours_at_28_pounds_are_1_12_million_a_year():
    hours, rate = SYSTEM.unit("hour/year"), SYSTEM.unit("GBP/hour")
    assert multiply(hours.dimension, rate.dimension) == MONEY_A_YEAR
    amount = 40_000 * hours.scale * 28 * rate.scale
    assert amount / SYSTEM.unit("GBPm/year").scale == pytest.approx(1.12, rel=1e-15)


@pytest.mark.parametrize("text", ["GBP/hour", " GBP / hour ", "GBP\u00a0/\thour", "1*GBP/hour", "GBP^1/hour^1"])
def test_white_space_and_spelt_out_ones_do_not_matter(text):
    unit = SYSTEM.unit(text)
    assert (unit.scale, unit.dimension) == (1.0, (("GBP", 1), ("hour", -1)))
    assert unit.text == text


@pytest.mark.parametrize("word", sorted(UNIT_WORDS))
def test_every_unit_word_is_read(word):
    unit = SYSTEM.unit(word)
    assert unit.scale > 0
    assert len(unit.dimension) == (word != "percent")


def test_a_thing_counted_is_a_dimension_of_its_own():
    assert SYSTEM.unit("application^2/k2").dimension == (("application", 2), ("k2", -1))


@pytest.mark.parametrize("word", ["nan", "inf", "dimensionless", "pi", "e", "per", "squared", "delta_x"])
def test_a_thing_counted_may_be_called_what_pint_takes_for_something_else(word):
    unit = UnitSystem([word]).unit(f"GBP/{word}^2")
    assert (unit.scale, unit.dimension) == (1.0, tuple(sorted([("GBP", 1), (word, -2)])))


def test_a_unit_is_read_once():
    assert SYSTEM.unit("GBP/hour") is SYSTEM.unit("GBP/hour")
    assert unit_system(("application",)) is unit_system(("application",))


# --- what does not convert ---


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("1 hour", "year"),
        ("1 minute", "week"),
        ("1 workday", "hour"),
        ("1 workday", "week"),
        ("1 FTE", "person"),
        ("1 FTE", "year"),
        ("1 person", "1"),
        ("1 application", "1"),
        ("1 GBP", "1"),
        ("1 GBP", "GBP/year"),
        ("1 WELLBY", "QALY"),
        ("1 kWh", "tCO2e"),
    ],
)
def test_different_things_do_not_convert(text, unit):
    with pytest.raises(UnitError) as caught:
        in_unit(text, unit)
    error = caught.value
    assert (error.what, error.got, error.wanted) == ("A quantity has the wrong unit.", text, f"something in {unit}")


def test_a_quantity_too_large_for_its_unit_is_refused():
    with pytest.raises(UnitError) as caught:
        Quantity(1e308, "GBPbn").to(SYSTEM.unit("GBP"), SYSTEM)
    assert caught.value.what == "A quantity is out of range."
    assert caught.value.wanted == "a finite number in GBP"


# --- traps in units ---


@pytest.mark.parametrize(
    ("text", "what", "do"),
    [
        ("£", "'£' is not a unit.", "write GBP, as in 5 GBPm for five million pounds"),
        ("£m", "'£' is not a unit.", "write GBP, as in 5 GBPm for five million pounds"),
        ("£/hour", "'£' is not a unit.", "write GBP, as in 5 GBPm for five million pounds"),
        ("GBP/£", "'£' is not a unit.", "write GBP, as in 5 GBPm for five million pounds"),
        ("$/hour", "'$' is not a unit.", OTHER_MONEY),
        ("€", "'€' is not a unit.", OTHER_MONEY),
        ("USD", "'USD' is not a unit.", OTHER_MONEY),
        ("EUR/year", "'EUR' is not a unit.", OTHER_MONEY),
        ("%", "'%' is not a unit.", "write percent"),
        ("pound", "'pound' is not a unit.", "write GBP"),
        ("pounds", "'pounds' is not a unit.", "write GBP"),
        ("m", "'m' is not a unit.", MILLIONS),
        ("M", "'M' is not a unit.", MILLIONS),
        ("k", "'k' is not a unit.", "write GBPk for thousands of pounds"),
        ("bn", "'bn' is not a unit.", "write GBPbn for billions of pounds"),
        ("mGBP", "'mGBP' is not a unit.", MILLIONS),
        ("MGBP", "'MGBP' is not a unit.", MILLIONS),
        ("kGBP", "'kGBP' is not a unit.", "write GBPk for thousands of pounds"),
        ("bnGBP", "'bnGBP' is not a unit.", "write GBPbn for billions of pounds"),
        ("day", "'day' is not a unit.", DAYS),
        ("GBP/day", "'day' is not a unit.", DAYS),
        ("days", "'days' is not a unit.", DAYS),
        ("min", "'min' is not a unit.", "write minute"),
        ("hours", "'hours' is not a unit.", "write hour: units have no plural"),
        ("GBP/years", "'years' is not a unit.", "write year: units have no plural"),
        ("applications", "'applications' is not a unit.", "write application: units have no plural"),
        ("Hour", "'Hour' is not a unit.", "did you mean hour?"),
        ("gbp", "'gbp' is not a unit.", "declare a thing counted under [units] counts"),
        ("metre", "'metre' is not a unit.", "declare a thing counted under [units] counts"),
        ("kilohour", "'kilohour' is not a unit.", "did you mean hour?"),
        ("zzzz", "'zzzz' is not a unit.", "declare a thing counted under [units] counts"),
        ("", "This is not a unit.", ""),
        ("  ", "This is not a unit.", ""),
        ("GBP/", "This is not a unit.", ""),
        ("/hour", "This is not a unit.", ""),
        ("GBP hour", "This is not a unit.", ""),
        ("GBP per hour", "This is not a unit.", ""),
        ("GBP**2", "This is not a unit.", ""),
        ("GBP^", "This is not a unit.", ""),
        ("GBP^2^2", "This is not a unit.", ""),
        ("GBP^-1", "This is not a unit.", ""),
        ("(GBP)", "This is not a unit.", ""),
        ("GBP + hour", "This is not a unit.", ""),
        ("import os", "This is not a unit.", ""),
        ("x" * 201, "This is not a unit.", ""),
        ("5 GBP", "A number has no place inside a unit.", ""),
        ("2*GBP", "A number has no place inside a unit.", ""),
        ("1*1", "A number has no place inside a unit.", ""),
        ("GBP/1", "A number has no place inside a unit.", ""),
        ("GBP/2", "A number has no place inside a unit.", ""),
        (".5", "A number has no place inside a unit.", ""),
        ("GBP^0", "This power is out of range.", ""),
        ("GBP^10", "This power is out of range.", ""),
        ("GBP^0021", "This power is out of range.", ""),
        ("GBP^02", "This power is out of range.", ""),
        ("*".join(["GBPbn^9"] * 4) + "/GBP", "This unit is out of range.", ""),
        ("1/" + "/".join(["GBPbn^9"] * 4), "This unit is out of range.", ""),
    ],
)
def test_a_trap_in_a_unit_is_refused_with_advice(text, what, do):
    with pytest.raises(UnitError) as caught:
        SYSTEM.unit(text)
    error = caught.value
    assert (error.what, error.do) == (what, do)
    assert error.got == repr(text)[:200]
    assert error.wanted in (FORM, "a power from 1 to 9")


@pytest.mark.parametrize("given", [None, 5, 1.0, b"GBP", ["GBP"]])
def test_a_unit_is_text(given):
    with pytest.raises(UnitError, match=r"This is not a unit\."):
        SYSTEM.unit(given)


def test_the_whole_message_of_a_refused_unit():
    with pytest.raises(UnitError) as caught:
        SYSTEM.unit("GBP/day")
    assert str(caught.value) == (
        "'day' is not a unit.\n"
        "  got:    'GBP/day'\n"
        f"  wanted: {FORM}\n"
        f"  do:     {DAYS}\n"
        "  see:    reference/errors#unit"
    )


# --- things counted ---


@pytest.mark.parametrize("word", ["Application", "two words", "", "2nd", "£", "_x", 5, None, "naïve"])
def test_a_thing_counted_needs_a_plain_name(word):
    with pytest.raises(UnitError) as caught:
        UnitSystem([word])
    assert caught.value.what == "A thing counted needs a plain name."
    assert caught.value.got == repr(word)


@pytest.mark.parametrize(
    ("word", "do"),
    [
        ("hour", ""),
        ("person", ""),
        ("day", DAYS),
        ("pound", "write GBP"),
        ("m", MILLIONS),
        ("min", "write minute"),
        ("max", "max is a function: it compares two things, as in max(a, b)"),
    ],
)
def test_a_unit_or_a_trap_cannot_be_a_thing_counted(word, do):
    with pytest.raises(UnitError) as caught:
        UnitSystem([word])
    assert caught.value.what == f"{word!r} cannot be declared as a thing counted."
    assert (caught.value.wanted, caught.value.do) == ("a word that is not a unit", do)


def test_no_refused_word_is_a_unit():
    assert set(REFUSED) & set(DEFINITIONS) == set()


def test_advice_on_a_known_trap_beats_a_similar_word():
    assert advice("m", ["ms"]) == MILLIONS


# --- dimensions ---


def test_dimensions_multiply_and_divide():
    hour, rate = SYSTEM.unit("hour").dimension, SYSTEM.unit("GBP/hour").dimension
    assert multiply(hour, rate) == MONEY
    assert multiply(hour, hour, power=-1) == DIMENSIONLESS
    assert multiply(MONEY, SYSTEM.unit("year").dimension, power=-1) == MONEY_A_YEAR


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("1", "1"),
        ("GBPm/month", "GBP/year"),
        ("minute/application", "hour/application"),
        ("1/year", "1/year"),
        ("hour^2*GBP/year^3/person", "GBP*hour^2/person/year^3"),
    ],
)
def test_a_dimension_is_described_in_base_units(unit, expected):
    assert describe(SYSTEM.unit(unit).dimension) == expected


# --- quantities ---


@pytest.mark.parametrize(
    ("text", "magnitude", "unit"),
    [
        ("5.8 minute/application", 5.8, "minute/application"),
        ("5.8minute/application", 5.8, "minute/application"),
        ("  12 ", 12.0, "1"),
        ("-3 GBP", -3.0, "GBP"),
        ("+3 GBP", 3.0, "GBP"),
        ("9_300 hour/year", 9300.0, "hour/year"),
        (".5 hour", 0.5, "hour"),
        ("5. hour", 5.0, "hour"),
        ("1e3 GBP", 1000.0, "GBP"),
        ("1E-3 GBP", 0.001, "GBP"),
        ("5 1/year", 5.0, "1/year"),
    ],
)
def test_a_quantity_is_a_number_and_a_unit(text, magnitude, unit):
    assert Quantity.parse(text) == Quantity(magnitude, unit)


@pytest.mark.parametrize("text", ["", "GBP", "hour 5", "five GBP", "-", "1e", "5 1", None, 5, b"5 GBP", "9" * 201])
def test_what_is_no_quantity_is_refused(text):
    """`1e` reads as 1 in the unit e, and the unit is refused at the door."""
    with pytest.raises(UnitError) as caught:
        Quantity.parse(text).to(SYSTEM.unit("1"), SYSTEM)
    if text == "1e":
        assert caught.value.what == "'e' is not a unit."
    else:
        assert caught.value.what == "This is not a quantity."
        assert caught.value.wanted == 'a number and a unit, as in "5.8 minute/application"'


@pytest.mark.parametrize(
    "magnitude",
    [math.nan, math.inf, -math.inf, True, "5", None, 1 + 0j, 10**400, pytest.param(-(10**5000), id="huge")],
)
def test_a_quantity_needs_a_finite_number(magnitude):
    with pytest.raises(UnitError, match=r"A quantity needs a finite number\."):
        Quantity(magnitude, "GBP")


def test_a_number_out_of_range_is_refused_in_text_too():
    with pytest.raises(UnitError, match=r"A quantity needs a finite number\."):
        Quantity.parse("1e999 GBP")


@pytest.mark.parametrize(
    ("text", "what", "do"),
    [
        ("£5 hour", "This is not an amount of money.", ""),
        ("5 £", "This is not an amount of money.", ""),
        ("5 £/hour", "This is not an amount of money.", ""),
        ("5 £m", "This is not an amount of money.", ""),
        ("5 m", "'m' is not a unit.", MILLIONS),
        ("5m", "'m' is not a unit.", MILLIONS),
        ("5 mGBP", "'mGBP' is not a unit.", MILLIONS),
        ("3 pound", "'pound' is not a unit.", "write GBP"),
        ("3 M", "'M' is not a unit.", MILLIONS),
        ("3 k", "'k' is not a unit.", "write GBPk for thousands of pounds"),
        ("3 day", "'day' is not a unit.", DAYS),
        ("5 min", "'min' is not a unit.", "write minute"),
        ("5 %", "'%' is not a unit.", "write percent"),
        ("5%", "'%' is not a unit.", "write percent"),
        ("$5", "This is not a quantity.", OTHER_MONEY),
        ("€5m", "This is not a quantity.", OTHER_MONEY),
        ("5 €", "'€' is not a unit.", OTHER_MONEY),
        (
            "1,250 GBP",
            "This is not a quantity.",
            "write it without a comma: 1_000 or 1000, and a point before decimals",
        ),
        ("1 250 GBP", "A number has no place inside a unit.", ""),
        ("0x10 GBP", "This is not a unit.", ""),
        ("5 GBP 3", "This is not a unit.", ""),
    ],
)
def test_a_trap_in_a_quantity_is_refused_before_it_is_a_number(text, what, do):
    with pytest.raises(UnitError) as caught:
        in_unit(text, "GBP")
    assert (caught.value.what, caught.value.do) == (what, do)


@pytest.mark.parametrize("quantity", [Quantity(5.8, "minute/application"), Quantity(-0.25), Quantity(3, "GBPm/year")])
def test_a_quantity_prints_what_can_be_read_back(quantity):
    assert Quantity.parse(str(quantity)) == quantity
    assert eval(repr(quantity), {"Quantity": Quantity}) == quantity  # noqa: S307 - our own repr, which promises this
    assert pickle.loads(pickle.dumps(quantity)) == quantity


def test_a_whole_quantity_prints_without_a_point():
    assert [str(Quantity(5.0, "GBP")), str(Quantity(5.5, "GBP")), str(Quantity(2))] == ["5 GBP", "5.5 GBP", "2"]
    assert str(Quantity(np.float64(2.5), "GBP")) == "2.5 GBP"


# --- money ---


@pytest.mark.parametrize(
    ("text", "expected", "pounds"),
    [
        ("£3.2m", Quantity(3.2, "GBPm"), 3_200_000),
        ("£400k", Quantity(400, "GBPk"), 400_000),
        ("GBP 1bn", Quantity(1, "GBPbn"), 1_000_000_000),
        ("£1,250,000", Quantity(1_250_000, "GBP"), 1_250_000),
        ("£5", Quantity(5, "GBP"), 5),
        ("GBP5", Quantity(5, "GBP"), 5),
        ("GBP 5.50", Quantity(5.5, "GBP"), 5.5),
        ("-£400k", Quantity(-400, "GBPk"), -400_000),
        ("- GBP 2m", Quantity(-2, "GBPm"), -2_000_000),
        (" £ 1.5 million ", Quantity(1.5, "GBPm"), 1_500_000),
        ("£2 billion", Quantity(2, "GBPbn"), 2_000_000_000),
        ("£7 thousand", Quantity(7, "GBPk"), 7_000),
        ("£1,250.75", Quantity(1250.75, "GBP"), 1250.75),
    ],
)
def test_money_is_read_as_people_write_it(text, expected, pounds):
    assert parse_money(text) == expected == Quantity.parse(text)
    assert in_unit(text, "GBP") == pytest.approx(pounds, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("£1.2m/year", Quantity(1.2, "GBPm/year")),
        ("£24.60/hour", Quantity(24.6, "GBP/hour")),
        ("£600 / person / workday", Quantity(600, "GBP/person/workday")),
    ],
)
def test_money_may_be_a_rate(text, expected):
    assert parse_money(text) == expected


NOT_MONEY = (
    "£|£m|m£5|£5M|£5K|£5mm|£5b|£1,25|£12,50,000|£1,2500|£1.2.3|£5 hour|5|£-5|+£5|££5|£5£|£1_000|£1e6|£ five|GBP|GBP m|"
    "GBPm 5|GBP .5|£5m million|£5m5|£\u0661|"
)


@pytest.mark.parametrize("text", [*NOT_MONEY.split("|"), None, 5.5, "£" + "1" * 200])
def test_money_in_another_form_is_refused(text):
    with pytest.raises(UnitError) as caught:
        parse_money(text)
    error = caught.value
    assert (error.what, error.wanted, error.do) == ("This is not an amount of money.", MONEY_FORM, "")
    assert error.got == repr(text)[:200]


@pytest.mark.parametrize("text", ["$5", "€5m", "£5/$"])
def test_other_money_is_refused_with_advice(text):
    with pytest.raises(UnitError) as caught:
        parse_money(text).to(SYSTEM.unit("GBP"), SYSTEM)
    assert caught.value.do == OTHER_MONEY


def test_a_faulty_rate_of_money_is_refused_when_the_unit_is_read():
    with pytest.raises(UnitError, match="'day' is not a unit"):
        in_unit("£600/day", "GBP/workday")
