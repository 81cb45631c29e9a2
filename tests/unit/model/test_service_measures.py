"""The four measures of a service: shares and costs by hand, and what cannot be."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.model.service_measures import (
    SERVICE_MEASURES,
    completion_rate,
    cost_per_transaction,
    digital_take_up,
    user_satisfaction,
)

EXAMPLES = Path(__file__).parents[3] / "examples"
SHARES = (user_satisfaction, completion_rate, digital_take_up)
COUNTS = st.integers(0, 10**9)


def test_cost_per_transaction_is_all_cost_by_all_transactions():
    assert cost_per_transaction(1_260_000, 90_000) == 14
    assert cost_per_transaction(0, 5) == 0


@pytest.mark.parametrize("share", SHARES)
@given(part=COUNTS, rest=COUNTS)
def test_a_share_lies_between_0_and_1_and_its_rest_is_the_other_part(share, part, rest):
    whole = part + rest
    if not whole:
        with pytest.raises(ac.InputError, match="nothing to divide by"):
            share(part, whole)
        return
    assert 0 <= share(part, whole) <= 1
    assert share(part, whole) + share(rest, whole) == pytest.approx(1)
    with pytest.raises(ac.InputError, match="larger than the whole"):
        share(whole + 1, whole)


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, True, "9", None])
@pytest.mark.parametrize("count", [cost_per_transaction, *SHARES])
def test_what_is_no_count_is_refused(count, bad):
    for given_ in ((bad, 5), (0, bad)):
        with pytest.raises(ac.InputError, match="not a count"):
            count(*given_)


def test_the_four_are_tables_of_the_case_file():
    held = ac.service_measures("application", source="Analytics")
    assert list(held) == [f"measures.{key}" for key in SERVICE_MEASURES]
    assert held["measures.cost_per_transaction"]["unit"] == "GBP/application"
    assert {table["source"] for table in held.values()} == {"Analytics"}
    assert [table["direction"] for table in held.values()] == ["decrease", *["increase"] * 3]
    assert ac.service_measures()["measures.cost_per_transaction"]["unit"] == "GBP"
    case = ac.load(EXAMPLES / "licence.toml").revise(held)
    assert case.model.measures["digital_take_up"].direction == "increase"
    assert case.model.measures["cost_per_transaction"].unit == "GBP/application"
    assert all("source" not in table for table in ac.service_measures().values())
