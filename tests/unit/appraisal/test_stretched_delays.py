"""Optimism bias of duration: a delay grows by what is left of the bias, and all that hangs on the event moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.errors import InvalidCaseError
from tests.strategies import small_case

BIAS = {"type": "equipment-development", "measure": "works-duration"}


def case_with(event, *, cost=None, assumptions=None, events=None):
    line = {"amount": "1200 GBP/year", "starts": "live", "source": "x"}
    held = {"beta": "2026-04-01", **(events or {}), "live": event}
    return ac.from_plain(small_case(cost or {"it": line}, horizon=4, assumptions=assumptions, extra={"events": held}))


def runs_from(case):
    """Return the years before the line begins, from the money that it does not cost: it is 1200 a year."""
    return 5 - float(case.appraise().yearly.real.sum()) / 1200


@pytest.mark.parametrize(
    ("bias", "uplift"),
    [
        (BIAS, 0.54),
        (BIAS | {"mitigation": 0.5, "prevention": "options.only.costs.it"}, 0.27),
        (BIAS | {"mitigation": 1.0, "prevention": "options.only.costs.it"}, 0.10),  # held at the lower bound
        ({"upper": 0.25, "source": "Ten projects of ours"}, 0.25),
        ({"mix": {"standard-buildings": 0.7, "non-standard-buildings": 0.3}, "measure": "works-duration"}, 0.145),
    ],
)
def test_a_delay_grows_by_what_is_left_of_the_bias(bias, uplift):
    """Mott MacDonald 2002, Table 2: 54% down to 10%; the mix of 9.10c, 0.7 x 4% + 0.3 x 39% = 14.5%."""
    case = case_with({"after": "beta", "delay": "18 month", "optimism_bias": bias})
    assert runs_from(case) == pytest.approx(1.5 * (1 + uplift), rel=1e-12)
    assert dict(case.appraise().plan.uplifts) == {"events.live": pytest.approx(uplift, rel=1e-12)}


def test_the_28_months_of_a_non_standard_building():
    """Managed 23.8% of 39%: 36.3 months in the print, now as a date that moves."""
    managed = {
        "contractor": [0.05, 1],
        "design": [0.02, 1],
        "case": [0.22, 0.4],
        "project": [0.05, 1],
        "site": [0.03, 1],
    }
    bias = {"type": "non-standard-buildings", "measure": "works-duration", "factors": managed, "source": "Table 15"}
    case = case_with({"after": "beta", "delay": "28 month", "optimism_bias": bias})
    assert round(12 * runs_from(case), 1) == 36.3


def test_what_follows_the_event_moves_too_and_its_own_delay_is_not_stretched():
    events = {"alpha": {"after": "beta", "delay": "12 month", "optimism_bias": BIAS}}
    case = case_with({"after": "alpha", "delay": "6 month"}, events=events)
    assert runs_from(case) == pytest.approx(1.54 + 0.5, rel=1e-12)


def test_an_uncertain_delay_is_stretched_in_every_draw():
    """The mean of the delay is 9 months, and the stretched one 9 x 1.54; the bias is charged once in each draw."""
    assumptions = {"slip": {"uniform": [6, 12], "unit": "month", "source": "x"}}
    event = {"after": "beta", "delay": "slip", "optimism_bias": BIAS}
    assert runs_from(case_with(event, assumptions=assumptions)) == pytest.approx(0.75 * 1.54, rel=1e-12)
    event = {"after": "beta", "delay": "slip"}
    plain = case_with(event, assumptions=assumptions).appraise(draws=200, seed=3)
    event = {"after": "beta", "delay": "1.54 * slip"}
    by_hand = case_with(event, assumptions=assumptions).appraise(draws=200, seed=3)
    event = {"after": "beta", "delay": "slip", "optimism_bias": BIAS}
    stretched = case_with(event, assumptions=assumptions).appraise(draws=200, seed=3)
    assert stretched.absolute["only"].simulation.mean == pytest.approx(
        by_hand.absolute["only"].simulation.mean, rel=1e-12
    )
    assert (
        stretched.absolute["only"].simulation.mean > plain.absolute["only"].simulation.mean
    )  # later, so it costs less


def test_it_is_shown_with_the_uplifts_and_pins_the_published_table():
    result = case_with({"after": "beta", "delay": "12 month", "optimism_bias": BIAS}).appraise()
    (table,) = (table for table in result.tables if table.key == "uplifts")
    assert table.rows == (
        ("events.live", 0.54, "equipment-development, works-duration: upper bound 54%, mitigation 0%"),
    )
    assert "optimism-bias/mott-macdonald-2002" in result.plan.files


@given(st.floats(0, 1), st.integers(1, 24))
def test_more_mitigation_never_makes_it_later(mitigation, months):
    def at(share):
        bias = BIAS | {"mitigation": share, "prevention": "options.only.costs.it"}
        return runs_from(case_with({"after": "beta", "delay": f"{months} month", "optimism_bias": bias}))

    assert at(mitigation) <= at(0.0) * (1 + 1e-12)
    assert at(mitigation) >= months / 12 * 1.1 * (1 - 1e-12)


@pytest.mark.parametrize(
    ("bias", "where"),
    [
        ({"type": "outsourcing", "measure": "works-duration"}, "events.live.optimism_bias"),
        ({"type": "equipment-development"}, "events.live.optimism_bias.measure"),
        (
            BIAS | {"mitigation": 0.5, "prevention": "options.only.costs.nothing"},
            "events.live.optimism_bias.prevention",
        ),
        ({"upper": 0.1, "lower": 0.2, "source": "x"}, "events.live.optimism_bias.lower"),
        ({"mix": {"standard-buildings": 0.7}, "measure": "works-duration"}, "events.live.optimism_bias.mix"),
    ],
    ids=["no bound of duration", "of cost", "no such cost", "bounds", "mix"],
)
def test_faults_have_their_address(bias, where):
    with pytest.raises(InvalidCaseError) as caught:
        case_with({"after": "beta", "delay": "12 month", "optimism_bias": bias})
    assert [fault.where for fault in caught.value.faults] == [where]
