"""Cost per transaction by year: by hand, and what cannot be counted."""

import pytest

import agile_case as ac
from tests.strategies import small_case

ASSUMPTIONS = {
    "forms": {"uniform": [900, 1_100], "unit": "form/year"},
    "calls": {"years": "2026-27..2027-28", "values": [500, 250], "unit": "form/year"},
    "short": {"years": "2026-27", "values": [500], "unit": "form/year"},
    "share": {"value": 0.5, "unit": "1"},
}
OPTIONS = {
    "usual": {"title": "As today", "roles": ["business-as-usual"], "costs": {"run": {"amount": "20 GBPk/year"}}},
    "new": {
        "costs": {
            "run": {"amount": "8 GBPk/year"},
            "build": {"amount": "12 GBPk", "when": "2026-27"},
            "users": {"amount": "1 GBPm/year", "bearer": "households"},
        },
        "benefits": {"saved": {"amount": "5 GBPk/year", "kind": "cash-releasing"}},
    },
}
CASE = ac.from_plain(
    small_case(options=OPTIONS, assumptions=ASSUMPTIONS, extra={"units": {"counts": ["form"]}}, title="x")
)


def rows(volume):
    return [
        (row["option"], row["year"], row["transactions"], row["cost_per_transaction_gbp"])
        for row in CASE.cost_per_transaction(volume).records()
    ]


def test_it_is_what_public_bodies_pay_by_what_is_completed():
    assert rows("forms") == [
        ("As today", "2026-27", 1_000, 20.0),
        ("As today", "2027-28", 1_000, 20.0),
        ("New", "2026-27", 1_000, 20.0),
        ("New", "2027-28", 1_000, 8.0),
    ]


def test_volumes_may_differ_by_year_and_be_sums():
    assert [row[2:] for row in rows("forms + calls")[2:]] == [(1_500, 20_000 / 1_500), (1_250, 8_000 / 1_250)]


def test_the_unit_heads_the_column():
    assert CASE.cost_per_transaction("forms").columns[3].title == "Transactions, form"
    assert CASE.cost_per_transaction("1_000 / (1 year)").columns[3].title == "Transactions, transaction"


@pytest.mark.parametrize(
    ("volume", "error", "words"),
    [
        ("share", ac.InputError, "so many a year"),
        ("forms * 3 GBP/form", ac.InputError, "so many a year"),
        ("froms", ac.UnknownNameError, "did you mean forms"),
        ("forms - 1_000 form/year", ac.InputError, "no transactions in a year"),
        ("short", ac.InputError, "does not reach every year"),
        ("forms +", ac.ExpressionError, "forms"),
    ],
)
def test_what_cannot_be_counted_is_refused(volume, error, words):
    with pytest.raises(error, match=words):
        CASE.cost_per_transaction(volume)
