"""The financial case: cash by class and year against funding, worked by hand from a flat deflator and a growing one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.errors import InputError, InvalidCaseError
from tests.conftest import WHOLE_CASES
from tests.strategies import small_case


def case_of(costs=None, benefits=None, horizon=3, extra=None, **tables):
    options = {"only": {"costs": costs or {}, "benefits": benefits or {}, **tables}}
    plain = small_case(horizon=horizon, options=options, transfers="excluded")
    return ac.from_plain({**plain, **(extra or {})})


def financial(*args, **kwargs):
    return case_of(*args, **kwargs).appraise().financial_case("only")


def deflators(horizon=3):
    """Return the index of each year over that of 2026-27, by way of a line of one pound a year in real terms."""
    held = financial({"it": {"amount": "1 GBP/year", "budget": "resource"}}, horizon=horizon)
    return held.cost["resource"]


def test_a_real_cost_is_in_cash_of_each_year():
    index = ac.from_plain(small_case({"it": {"amount": "1 GBP/year"}}, horizon=3)).appraise().plan.lines[0].to_cash
    assert index[0] == 1
    assert (np.diff(index) > 0).all()
    assert deflators() == pytest.approx(index, rel=1e-15)


def test_core_cost_tax_and_contingency_stand_apart():
    """100 a year with 24% bias and 20% tax of which a quarter is recovered: 100, 15 and 24 times the index."""
    line = {"amount": "100 GBP/year", "budget": "capital", "vat": 0.2, "vat_recoverable": 0.25}
    held = financial({"it": line | {"optimism_bias": {"type": "standard-buildings"}}})
    index = deflators()
    assert held.cost["capital"] == pytest.approx(100 * index, rel=1e-12)
    assert held.tax["capital"] == pytest.approx(15 * index, rel=1e-12)
    assert held.contingency["capital"] == pytest.approx(24 * index, rel=1e-12)
    assert held.net_call("capital") == pytest.approx(139 * index, rel=1e-12)


def test_tax_is_in_no_other_number():
    line = {"amount": "100 GBP/year", "budget": "capital"}
    plain, taxed = (case_of({"it": line | more}).appraise() for more in ({}, {"vat": 0.2, "vat_recoverable": 0.0}))
    assert taxed.absolute == plain.absolute
    assert taxed.yearly.cash(0)["capital"].tolist() == plain.yearly.cash(0)["capital"].tolist()


def test_what_is_not_capitalised_is_resource_and_the_asset_depreciates_from_the_year_after():
    line = {"amount": "90 GBP", "when": "2026-27", "budget": "cdel", "capitalised": 2 / 3, "life": "2 year"}
    held = financial({"it": line})
    assert held.cost["cdel"].tolist() == pytest.approx([60, 0, 0, 0])
    assert held.cost["rdel-programme"].tolist() == pytest.approx([30, 0, 0, 0])
    assert held.depreciation.tolist() == pytest.approx([0, 30, 30, 0])


def test_depreciation_beyond_the_end_is_left_out_and_tax_is_part_of_the_asset():
    line = {"amount": "100 GBP", "when": "2026-27", "budget": "capital", "life": "10 year"}
    held = financial({"it": line | {"vat": 0.2, "vat_recoverable": 0.0}})
    assert held.depreciation.tolist() == pytest.approx([0, 12, 12, 12])
    assert "depreciat" not in " ".join(held.notes[-1:])


def test_an_asset_without_a_life_is_named():
    held = financial({"kit": {"amount": "100 GBP", "when": "2026-27", "budget": "capital"}})
    assert any(note.endswith("no depreciation shown, of: Kit.") for note in held.notes)
    assert not held.depreciation.any()


def test_risks_are_contingency_and_savings_and_income_lower_the_call():
    risk = {"probability": 0.25, "impact": "80 GBP", "when": "2026-27", "within_bias": False, "budget": "resource"}
    fee = {"amount": "7 GBP", "when": "2026-27", "payer": "businesses", "recipient": "originating-organisation"}
    held = financial(
        {"it": {"amount": "100 GBP", "when": "2026-27", "budget": "resource"}},
        {"posts": {"amount": "30 GBP", "when": "2026-27", "kind": "cash-releasing", "budget": "resource"}},
        risks={"fire": risk},
        transfers={"fee": fee | {"budget": "resource"}},
    )
    first = [part["resource"][0] for part in (held.cost, held.contingency, held.income, held.savings)]
    assert first == pytest.approx([100, 20, 7, 30])
    assert held.net_call("resource")[0] == pytest.approx(83)


@pytest.mark.parametrize("policy", ["excluded", "both-sides"])
@pytest.mark.parametrize(
    ("payer", "recipient", "net"),
    [
        ("originating-organisation", "households", 10),
        ("households", "originating-organisation", -10),
        ("originating-organisation", "other-public", 10),
        ("other-public", "originating-organisation", -10),
        ("other-public", "households", 0),
        ("households", "businesses", 0),
    ],
)
def test_transfers_are_always_in(policy, payer, recipient, net):
    """Whatever the economic case does with them."""
    paid = {"amount": "10 GBP", "when": "2026-27", "payer": payer, "recipient": recipient, "budget": "ame"}
    options = {"only": {"transfers": {"t": paid}}}
    held = ac.from_plain(small_case(options=options, transfers=policy)).appraise().financial_case("only")
    assert held.net_call("ame")[0] == net


def test_other_bodies_are_not_in_it():
    costs = {
        "it": {"amount": "1 GBP/year", "bearer": "other-public"},
        "at": {"amount": "1 GBP/year", "bearer": "households"},
    }
    gains = {"posts": {"amount": "1 GBP/year", "kind": "cash-releasing", "bearer": "other-public"}}
    assert financial(costs, gains).classes == ()


FUNDING = {
    "base": {"amounts": {"years": "2026-27..2027-28", "values": [60, 50]}, "budget": "resource", "status": "baseline"},
    "bid": {"amounts": {"years": "2026-27", "values": [25]}, "budget": "resource", "status": "bid"},
    "missing": {"amounts": {"years": "2026-27", "values": [99]}, "budget": "resource", "status": "unfunded"},
    "other": {
        "amounts": {"years": "2026-27", "values": [1_000]},
        "budget": "resource",
        "status": "settled",
        "options": ["usual"],
    },
}


def funded():
    options = {
        "usual": {"roles": ["business-as-usual"]},
        "only": {"costs": {"it": {"amount": "100 GBP", "when": "2026-27", "budget": "resource"}}},
    }
    funding = {key: {"unit": "GBP", **held} for key, held in FUNDING.items()}
    return ac.from_plain({**small_case(horizon=2, options=options), "funding": funding})


def test_the_gap_is_what_is_not_secured_and_bids_close_it_only_if_they_succeed():
    held = funded().appraise().financial_case("only")
    assert held.gap("resource").tolist() == [40, -50, 0]
    assert held.gap("resource", with_bids=True).tolist() == [15, -50, 0]
    assert list(held.funding) == ["baseline", "bid", "unfunded"]
    whats = [row[0] for row in held.table.rows]
    assert whats == [
        "Core cost",
        "Net call",
        "Funding, baseline",
        "Funding, bid",
        "Funding, unfunded",
        "Gap",
        "Gap if bids succeed",
    ]


def test_a_case_with_funding_shows_it_of_every_option():
    keys = [table.key for table in funded().appraise().tables]
    assert [key for key in keys if key.startswith("financial_")] == ["financial_usual", "financial_only"]
    assert not any(
        table.key.startswith("financial_") for table in case_of({"it": {"amount": "1 GBP/year"}}).appraise().tables
    )


def test_funding_changes_nothing_else():
    case = funded()
    bare = case.revise({"funding": {}})
    assert case.appraise().absolute == bare.appraise().absolute


def test_years_without_a_deflator_are_not_available():
    held = financial({"it": {"amount": "1 GBP/year", "budget": "resource"}}, horizon=6)
    (row, _) = held.table.rows
    assert list(row[-2:]) == [None, None]
    assert any("Not available after 2030-31" in note for note in held.notes)


def test_without_any_deflator_there_is_no_financial_case():
    plain = small_case({"it": {"amount": "1 GBP/year"}}, start="1998-99")
    with pytest.raises(InputError, match="no financial case"):
        ac.from_plain(plain).appraise().financial_case("only")


def test_the_preferred_option_is_meant_unless_another_is_named():
    with pytest.raises(InputError, match="no preferred option"):
        funded().appraise().financial_case()
    decision = ac.Preferred(option="only", by="The board", on="2026-05-01", because="It is best.")
    assert funded().revise({"preferred": decision}).appraise().financial_case().option == "only"


def test_a_financial_case_is_shown_as_a_table():
    held = funded().appraise().financial_case("only")
    assert repr(held).startswith("Only, financial case (£, cash, undiscounted)")
    assert "<caption>" in held._repr_html_()


@pytest.mark.parametrize(
    ("line", "where", "what"),
    [
        ({"vat": 0.2}, "vat_recoverable", "Value added tax is said with how much of it is recovered."),
        ({"vat_recoverable": 0.2}, "vat", "Value added tax is said with how much of it is recovered."),
        ({"vat": 20, "vat_recoverable": 0}, "vat", "This is not a share."),
        ({"life": "7 year"}, "life", "Only capital is capitalised and depreciated."),
        ({"capitalised": 0.5, "budget": "resource"}, "capitalised", "Only capital is capitalised and depreciated."),
        ({"life": "1.5 year", "budget": "capital"}, "life", "An asset lives for whole years."),
        ({"life": "7 GBP", "budget": "capital"}, "life", "A quantity has the wrong unit."),
    ],
)
def test_faults_of_tax_and_lives(line, where, what):
    with pytest.raises(InvalidCaseError) as caught:
        case_of({"it": {"amount": "1 GBP/year", **line}})
    (fault,) = caught.value.faults
    assert fault.where == f"options.only.costs.it.{where}"
    assert fault.what == what


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"unit": "hour"}, "unit"),
        ({"unit": "pounds"}, "unit"),
        ({"options": "onyl"}, "options"),
        ({"amounts": {"years": "2025-26", "values": [1]}}, "amounts.years"),
        ({"amounts": [1]}, "amounts"),
        ({"amounts": {"years": "2026-27", "values": [1, 2]}}, "amounts.values"),
        ({"budget": "cash"}, "budget"),
        ({"status": "sure"}, "status"),
    ],
)
def test_faults_of_funding(change, where):
    held = {"amounts": {"years": "2026-27", "values": [1]}, "unit": "GBP", "budget": "resource", "status": "bid"}
    with pytest.raises(InvalidCaseError) as caught:
        case_of({"it": {"amount": "1 GBP/year"}}, extra={"funding": {"f": held | change}})
    (fault,) = caught.value.faults
    assert fault.where == f"funding.f.{where}"


@WHOLE_CASES
@given(st.floats(1, 1e6), st.floats(0, 1), st.floats(0, 1), st.integers(1, 20))
def test_an_asset_is_depreciated_whole_where_the_years_suffice(amount, vat, capitalised, life):
    line = {"amount": f"{amount!r} GBP", "when": "2026-27", "budget": "capital", "vat": vat, "vat_recoverable": 0.0}
    line |= {"capitalised": capitalised, "life": f"{life} year"}
    held = financial({"it": line}, horizon=20)
    asset = amount * (1 + vat) * capitalised
    assert float(held.depreciation.sum()) == pytest.approx(asset, rel=1e-9, abs=1e-9)
    assert float(sum(cash.sum() for cash in held.cost.values())) == pytest.approx(amount, rel=1e-12)
