"""The one call that appraises a model, and what it refuses."""

import numpy as np
import pytest

import agile_case as ac
from agile_case.appraisal.engine import simulate
from agile_case.appraisal.sampling import Sampling
from agile_case.errors import AppraisalError, InputError, UnknownNameError
from tests.strategies import small_case


@pytest.fixture(scope="module")
def case():
    assumptions = {"cost": {"pert": [1, 2, 6], "unit": "GBPk/year"}}
    return ac.from_plain(small_case({"it": {"amount": "cost"}}, assumptions=assumptions, rules=["gb-2026"]))


def test_no_draws_no_simulation(case):
    result = ac.appraise(case.model)
    assert result.samples is None
    assert (result.provenance.draws, result.provenance.seed) == (None, None)


@pytest.mark.parametrize(
    ("arguments", "where", "got"),
    [({"draws": 100}, "draws", "draws without a seed"), ({"seed": 2026}, "seed", "a seed without draws")],
)
def test_draws_and_seed_go_together(case, arguments, where, got):
    with pytest.raises(InputError) as caught:
        ac.appraise(case.model, **arguments)
    assert caught.value.got == got
    assert {"draws": "seed", "seed": "draws"}[where] == caught.value.where
    assert caught.value.do == "for example 100,000 draws with seed 2026"


@pytest.mark.parametrize("arguments", [{"draws": 1, "seed": 1}, {"draws": 10, "seed": -1}, {"draws": True, "seed": 1}])
def test_draws_and_seed_are_checked(case, arguments):
    with pytest.raises(InputError):
        ac.appraise(case.model, **arguments)


def test_the_samples_are_those_of_the_engine(case):
    result = ac.appraise(case.model, draws=500, seed=2026)
    assert np.array_equal(result.samples, simulate(result.plan, Sampling(seed=2026, draws=500)))


def test_a_result_carries_its_provenance(case):
    held = ac.appraise(case.model, draws=500, seed=2026).provenance
    assert (held.draws, held.seed, held.rules, held.reference_set) == (500, 2026, ("gb-2026",), "uk-2026-03")
    assert held.version == ac.__version__
    assert held.numpy == np.__version__
    assert len(held.model_sha256) == 64
    assert set(held.reference_files) == {"discount-rate/green-book-2026", "gdp-deflator/hmt-2026-03"}
    assert held.discounting == "discount-rate/green-book-2026"
    assert "GDP deflators at market prices, March 2026" in held.prices


def test_numbers_of_numpy_become_plain_ones(case):
    """A report writes them as JSON."""
    held = ac.appraise(case.model, draws=np.int64(50), seed=np.uint64(2026)).provenance
    assert type(held.draws) is type(held.seed) is int


def test_case_and_model_give_the_same_bytes(case):
    one, other = ac.appraise(case.model, draws=100, seed=1), case.appraise(draws=100, seed=1)
    assert one.samples.tobytes() == other.samples.tobytes()
    assert one.provenance == other.provenance


def turning(costs=None, benefits=None, **more):
    return ac.from_plain(small_case(costs, benefits, **more))


CURVE = {"shape": "logistic", "starts": "2020-04-01", "t10": "3 month", "t90": "15 month", "ceiling": "top"}
TOP = {"top": {"uniform": [0.5, 0.9], "unit": "1"}}


def test_a_line_that_turns_round_in_a_year_is_refused_at_means():
    """`0.2 - take_up` with a take-up of 0.7; both lines are named, the sound one is not."""
    line = {"amount": "100 GBP/year", "profile": "0.2 - take_up"}
    sound = {"amount": "100 GBP/year", "profile": "take_up"}
    case = turning(
        {"it": line, "sound": sound},
        {"time": {**line, "kind": "non-cash-releasing"}},
        assumptions=TOP,
        extra={"curves": {"take_up": CURVE}},
    )
    with pytest.raises(AppraisalError) as caught:
        case.appraise()
    one, other = caught.value.faults
    assert (one.where, other.where) == ("options.only.costs.it", "options.only.benefits.time")
    assert one.what == "This line turns round: its amount has the wrong sign in a year."
    assert one.got == "-50.00 in 2026-27, assumptions at means"
    assert one.wanted == "0 or more in every year"
    assert '0.35, or 35 with unit = "percent"' in one.do


def test_a_line_that_turns_round_in_one_late_year_is_refused_with_that_year():
    """Nothing is taken up in 2026-27; a year later it is more than 0.1."""
    curve = {**CURVE, "starts": "2027-04-01"}
    case = turning(
        {"it": {"amount": "100 GBP/year", "profile": "0.1 - take_up"}},
        assumptions=TOP,
        extra={"curves": {"take_up": curve}},
    )
    with pytest.raises(AppraisalError) as caught:
        case.appraise()
    assert "in 2027-28, assumptions at means" in caught.value.got


def test_a_disbenefit_that_turns_round_is_refused_too():
    loss = {"amount": "-100 GBP/year", "profile": "0.2 - take_up", "kind": "non-cash-releasing", "disbenefit": True}
    case = turning({}, {"loss": loss}, assumptions=TOP, extra={"curves": {"take_up": CURVE}})
    with pytest.raises(AppraisalError) as caught:
        case.appraise()
    assert (caught.value.where, caught.value.wanted) == ("options.only.benefits.loss", "0 or less in every year")
    assert caught.value.got == "50.00 in 2026-27, assumptions at means"


def test_the_chosen_centre_is_looked_at_beside_the_means():
    """Mean (-2 - 1.9 + 10) / 3 is above nothing, the mode -1.9 is not."""
    assumptions = {"cost": {"triangular": [-2, -1.9, 10], "unit": "GBPk/year"}}
    case = turning({"it": {"amount": "cost"}}, assumptions=assumptions)
    assert case.appraise().absolute["only"].pvc > 0
    assert case.appraise(at="p50").absolute["only"].pvc > 0
    with pytest.raises(AppraisalError) as caught:
        case.appraise(at="mode")
    assert caught.value.where == "options.only.costs.it"
    assert caught.value.got == "-1,900.00 in 2026-27, assumptions at mode"


def test_the_means_are_looked_at_whatever_centre_is_chosen():
    """With a take-up at its mode, 0.1, the line is sound; at its mean, 1.1 / 3, it is not."""
    assumptions = {"top": {"triangular": [0.1, 0.1, 0.9], "unit": "1"}}
    case = turning(
        {"it": {"amount": "100 GBP/year", "profile": "0.2 - take_up"}},
        assumptions=assumptions,
        extra={"curves": {"take_up": CURVE}},
    )
    with pytest.raises(AppraisalError, match="assumptions at means"):
        case.appraise(at="mode")


def test_given_weights_may_be_of_either_sign():
    """Who writes a weight below nothing for a year means it."""
    weights = {"years": "2026-27..2027-28", "values": [2, -1]}
    case = turning({"it": {"amount": "100 GBP/year", "profile": weights}})
    assert case.appraise().absolute["only"].pvc == pytest.approx(200 - 100 / 1.035, rel=1e-14)


def test_an_amount_of_nothing_does_not_turn_round():
    case = turning(
        {"it": {"amount": "0 GBP/year"}, "fee": {"amount": "cost - cost"}},
        assumptions={"cost": {"triangular": [1, 2, 6], "unit": "GBPk/year"}},
    )
    assert case.appraise().absolute["only"].pvc == 0


def test_an_unknown_centre_is_refused(case):
    with pytest.raises(UnknownNameError):
        ac.appraise(case.model, at="average")
