"""Money taken by fraud is lost to who pays it, and gained by nobody who counts; error is an ordinary transfer."""

import pytest

import agile_case as ac
from tests.strategies import small_case

PAID = {"amount": "100 GBP/year", "payer": "originating-organisation", "recipient": "households", "budget": "ame"}


def appraised(policy, **facts):
    options = {"only": {"transfers": {"claims": PAID | facts}}}
    return ac.from_plain(small_case(options=options, transfers=policy)).appraise()


@pytest.mark.parametrize("policy", ["excluded", "both-sides"])
def test_the_loss_counts_and_the_gain_does_not_whatever_is_done_with_transfers(policy):
    """The Green Book 2026, 8.93 to 8.99: £100 in each of two years, the second at 1 / 1.035."""
    held = appraised(policy, fraud=True).absolute["only"]
    lost = 100 * (1 + 1 / 1.035)
    assert (held.npsv, held.pvc, held.pvc_public, held.pvb) == (
        *(pytest.approx(-lost), pytest.approx(lost), pytest.approx(lost)),
        0,
    )


@pytest.mark.parametrize("policy", ["excluded", "both-sides"])
def test_the_same_paid_by_error_changes_no_npsv(policy):
    assert appraised(policy).absolute["only"].npsv == pytest.approx(0, abs=1e-12)


def test_who_pays_it_may_be_private_and_then_no_public_cash_moves():
    result = appraised("excluded", fraud=True, payer="businesses")
    assert result.absolute["only"].pvc_nonpublic == pytest.approx(100 * (1 + 1 / 1.035))
    assert result.absolute["only"].pvc_public == 0


def test_it_is_cash_of_the_department_and_the_table_says_what_is_counted():
    result = appraised("excluded", fraud=True)
    (table,) = (table for table in result.tables if table.key == "transfers")
    assert table.rows[0][4] == "the loss only: fraud"
    assert appraised("excluded").plan.transfers[0].fraud is False
    core = next(row for row in result.financial_case("only").table.rows if row[0] == "Core cost")
    assert core[1:3] == ("ame", pytest.approx(100))
