"""Other published discount schedules: printed factors, and the rule that ties their columns together."""

import json
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from agile_case.reference import DiscountSchedule, load

SCIM = json.loads((Path(__file__).parent / "data/scim_discount_factors.json").read_text(encoding="utf-8"))
STANDARD = "six-step"
COLUMNS = {
    "reduced-pure-time-preference-zero": "3.00",
    "health-declining": "1.50",
    "health-reduced": "1.00",
}


def schedule(vintage):
    return DiscountSchedule.of(load("discount-rate", vintage))


@pytest.mark.parametrize(("t", "printed"), list(SCIM["factors"].items()))
def test_six_steps_agree_with_every_factor_of_the_scottish_manual_to_4_decimals(t, printed):
    """Scottish Capital Investment Manual, Option Appraisal Guide, Table 1; printed to 4 decimals."""
    factor = schedule(STANDARD).factors(int(t))[-1]
    assert printed == str(Decimal(float(factor)).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def test_six_steps_are_green_book_2026_to_year_125_and_lower_rates_after():
    """The Green Book 2026, 6.54, stays at 2.5%; year 126 is 0.02674 there and 0.02687 here."""
    six, flat = schedule(STANDARD).factors(300), schedule("green-book-2026").factors(300)
    assert six[:126].tolist() == flat[:126].tolist()
    assert [round(float(series[126]), 5) for series in (flat, six)] == [0.02674, 0.02687]
    assert [round(float(series[t]), 4) for t in (150, 300) for series in (flat, six)] == [
        0.0148,
        0.0167,
        0.0004,
        0.0014,
    ]


@pytest.mark.parametrize(
    ("vintage", "printed"),
    [
        ("green-book-2026", 0.1468),
        ("reduced-pure-time-preference-zero", 0.1924),
        ("health-green-book-2026", 0.4093),
        ("health-declining", 0.4355),
    ],
)
def test_the_factor_of_year_60(vintage, printed):
    """Recomputed from the published rates; where the editions part, they part visibly."""
    assert printed == round(float(schedule(vintage).factors(60)[-1]), 4)


def test_a_million_in_year_60_is_worth_45_648_pounds_more_at_the_reduced_rates():
    """Wealth transfer due to pure time preference, as the 2018 rule shows it (A6.21)."""
    reduced, standard = (schedule(name).factors(60)[-1] for name in ("reduced-pure-time-preference-zero", STANDARD))
    assert round(1_000_000 * float(reduced - standard)) == 45_648


@pytest.mark.parametrize(("vintage", "first"), list(COLUMNS.items()))
def test_every_column_is_the_standard_one_scaled_by_its_first_rate(vintage, first):
    standard, other = (load("discount-rate", name).rows for name in (STANDARD, vintage))
    scaled = [
        (Decimal(str(row["rate"])) * Decimal(first) / Decimal("3.50")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for row in standard
    ]
    assert [float(rate) for rate in scaled] == [row["rate"] for row in other]
    assert [(row["from_year"], row["to_year"]) for row in other] == [
        (row["from_year"], row["to_year"]) for row in standard
    ]


def test_only_the_bands_that_were_not_seen_in_print_are_marked_as_worked_out():
    assert {
        (vintage, row["from_year"])
        for vintage in (STANDARD, "health-green-book-2026", *COLUMNS)
        for row in load("discount-rate", vintage).rows
        if row["evidence"] != "primary"
    } == {("health-reduced", 126), ("health-reduced", 201), ("health-reduced", 301)}


def test_the_calendar_series_reproduces_the_published_check():
    """WELLBY 13,000 pounds (2019) by the calendar-year deflator alone is 16,028 in 2024 prices."""
    index = {row["calendar_year"]: row["index"] for row in load("gdp-deflator-calendar", "hmt-2025-12").rows}
    assert round(13_000 * index[2024] / index[2019]) == 16_028
