"""Price bases: real terms of a year, or cash."""

import pickle

import pytest

from agile_case.errors import PriceBaseError
from agile_case.quantities.prices import CASH, PriceBase
from agile_case.quantities.years import FinancialYear


def test_a_price_base_is_a_year_or_cash():
    assert PriceBase.parse("2026-27") == PriceBase(FinancialYear(2026))
    assert PriceBase.parse("cash") is CASH
    assert CASH.is_cash
    assert not PriceBase.parse("2026-27").is_cash


def test_a_price_base_is_described_in_words():
    assert PriceBase.parse("2026-27").describe() == "real, 2026-27 prices"
    assert CASH.describe() == "cash"


@pytest.mark.parametrize("text", ["2026-27", "cash"])
def test_a_price_base_prints_what_can_be_read_back(text):
    base = PriceBase.parse(text)
    assert str(base) == text
    assert eval(repr(base), {"PriceBase": PriceBase, "FinancialYear": FinancialYear}) == base  # noqa: S307 - ours
    assert pickle.loads(pickle.dumps(base)) == base


@pytest.mark.parametrize(
    ("given", "do"),
    [("2026/27", "write 2026-27"), ("Cash", ""), ("real", ""), ("nominal", ""), (None, "")],
)
def test_another_form_is_refused_with_the_right_form(given, do):
    with pytest.raises(PriceBaseError) as caught:
        PriceBase.parse(given)
    error = caught.value
    assert (error.what, error.got, error.do) == ("This is not a price base.", repr(given), do)
    assert error.wanted == 'a financial year for real terms, as in "2026-27", or "cash"'


@pytest.mark.parametrize("given", ["2026-27", 2026, "cash"])
def test_a_price_base_is_made_of_a_year(given):
    with pytest.raises(PriceBaseError) as caught:
        PriceBase(given)
    assert (caught.value.got, caught.value.do) == (repr(given), "read text with PriceBase.parse")
