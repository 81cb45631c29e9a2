"""The appraisal summary table: its columns, its order, and what its cells say."""

import pytest

import agile_case as ac
from agile_case.quantities.rounding import money_words
from tests.strategies import small_case

TIME = {"kind": "non-cash-releasing"}
OPTIONS = {
    "bold": {"roles": ["more-ambitious"], "costs": {"it": {"amount": "9 GBPm/year"}}},
    "other": {"costs": {"it": {"amount": "1 GBPk/year"}}},
    "modest": {"roles": ["less-ambitious"], "costs": {"it": {"amount": "1 GBPk/year"}}},
    "new": {
        "title": "New",
        "roles": ["preferred-way-forward"],
        "description": "Do it anew.",
        "because": "It is best.",
        "distribution": "Falls on the north.",
        "costs": {
            "it": {"amount": "2 GBPm/year", "budget": "resource"},
            "kit": {"amount": "1 GBPm", "when": "2026-27"},
        },
        "benefits": {
            "time": {"amount": "gain", **TIME},
            "trust": {"kind": "qualitative", "notes": "surveys"},
            "reach": {"kind": "quantifiable", "measure": "5 hour/year"},
        },
    },
    "least": {"roles": ["do-minimum"], "costs": {"it": {"amount": "1 GBPm/year"}}},
    "usual": {"roles": ["business-as-usual"], "costs": {"it": {"amount": "1.5 GBPm/year", "budget": "resource"}}},
}
GAIN = {"gain": {"uniform": [1, 2], "unit": "GBPm/year"}}
DECISION = {"option": "new", "by": "The board", "on": "2026-05-01", "because": "It is best."}


def summary(draws=None, preferred=DECISION, options=OPTIONS, assumptions=GAIN, **case):
    plain = small_case(options=options, assumptions=assumptions, **case)
    held = ac.from_plain({**plain, **({"preferred": preferred} if preferred else {})})
    return held.appraise(draws=draws, seed=None if draws is None else 1)


def row(result, title):
    table = result.appraisal_summary
    (found,) = (row for row in table.rows if row[0].startswith(title))
    return dict(zip([column.key for column in table.columns], found, strict=True))


def test_the_rows_stand_in_the_order_of_table_12():
    """The preferred option third, whatever its role on the longlist; what has no role comes last."""
    names = [row[0] for row in summary().appraisal_summary.rows]
    assert names == [
        "Usual (business as usual)",
        "Least (do minimum)",
        "New (preferred way forward, preferred option)",
        "Bold (more ambitious)",
        "Modest (less ambitious)",
        "Other",
    ]


def test_without_a_decision_nothing_is_called_preferred():
    names = [row[0] for row in summary(preferred=None).appraisal_summary.rows]
    assert "New (preferred way forward)" in names


def test_the_columns_are_those_of_table_12():
    titles = [column.title for column in summary().appraisal_summary.columns]
    assert titles == [
        "Option",
        "Description",
        "Social value",
        "Key uncertainties",
        "Unmonetised effects",
        "Public sector financial impact",
        "Groups and places",
        "Why preferred, or inferior",
    ]


def test_the_cells_of_the_preferred_option():
    """1.5m a year of benefit, 2m a year and 1m of cost, against 1.5m a year; two years at 1 and 1 / 1.035."""
    result = summary()
    held, two = row(result, "New"), 1 + 1 / 1.035
    pvb, pvc, usual = 1.5 * two, 2 * two + 1, 1.5 * two
    npsv, more = pvb - pvc, pvc - usual
    assert held["social_value"] == (
        f"PVB £{pvb:.1f}m, PVC £{pvc:.1f}m, NPSV minus £{-npsv:.1f}m. "
        f"Against business as usual: NPSV {money_words(1e6 * (pvb - more))}, BCR {pvb / more:.2f}, "
        f"RPSC {pvb / more:.2f}; costs more and gains benefit."
    )
    assert held["uncertainties"].startswith("Gain: NPSV ")
    assert held["unmonetised"] == "Trust (qualitative: surveys); Reach (quantifiable)"
    cash = result.yearly.cash(3)
    assert held["public_finances"] == (
        f"{money_words(float(sum(part.sum() for part in cash.values())))} "
        f"(resource {money_words(float(cash['resource'].sum()))}, unclassified £1.0m)"
    )
    assert (held["description"], held["distribution"], held["because"]) == (
        "Do it anew.",
        "Falls on the north.",
        "It is best.",
    )


def test_what_is_not_given_says_so():
    held = row(summary(), "Bold")
    assert (held["description"], held["distribution"], held["because"]) == (
        "not described",
        "not assessed",
        "not stated",
    )
    assert held["unmonetised"] == "none listed"
    assert held["uncertainties"] == "no uncertain assumption moves it"


def test_the_simulated_range_comes_first_where_there_is_one():
    held = row(summary(draws=500), "New")
    assert held["uncertainties"].startswith("NPSV between £")
    assert "of draws; Gain: NPSV" in held["uncertainties"]


def test_a_ratio_without_meaning_says_why():
    assert "BCR undefined (PVC is negative, so the ratio has no meaning)" in row(summary(), "Least")["social_value"]


def test_a_partial_case_shows_no_measure():
    held = row(summary(partial=True), "New")
    assert held["social_value"].startswith("not shown: the case is partial")
    assert held["uncertainties"] == "not shown: the case is partial"


def test_cash_that_ends_says_where():
    assert row(summary(horizon=9), "New")["public_finances"].startswith("Cash is not available after 2030-31")


def test_an_assumption_without_a_finite_npsv_at_its_ends_is_left_out():
    zero = {"gain": {"discrete": {"values": [0, 1], "probabilities": [0.2, 0.8]}, "unit": "GBPm/year"}}
    benefit = {"time": {"amount": "1 GBPm/year * 1 GBPm/year / gain", **TIME}}
    options = {"new": {"benefits": benefit, "costs": {"it": {"amount": "1 GBP/year"}}}}
    result = summary(options=options, assumptions=zero)
    assert row(result, "New")["uncertainties"] == "no uncertain assumption moves it"
    (table,) = (table for table in result.tables if table.key == "switching_values")
    assert table.rows


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "£0"),
        (-0.2, "£0"),
        (7.5, "£8"),
        (-999.4, "minus £999"),
        (240_000, "£240k"),
        (-240_500, "minus £241k"),
        (1.95e6, "£2.0m"),
        (-12_345_678_901, "minus £12,345.7m"),
    ],
)
def test_money_in_a_sentence(amount, words):
    assert money_words(amount) == words
