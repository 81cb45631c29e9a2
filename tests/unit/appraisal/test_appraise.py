"""The one call that appraises a model, and what it refuses."""

import numpy as np
import pytest

import agile_case as ac
from agile_case.appraisal.engine import simulate
from agile_case.errors import InputError, NotBuiltError, UnknownNameError
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
    assert "seed=" in caught.value.do


@pytest.mark.parametrize("arguments", [{"draws": 1, "seed": 1}, {"draws": 10, "seed": -1}, {"draws": True, "seed": 1}])
def test_draws_and_seed_are_checked(case, arguments):
    with pytest.raises(InputError):
        ac.appraise(case.model, **arguments)


def test_the_samples_are_those_of_the_engine(case):
    result = ac.appraise(case.model, draws=500, seed=2026)
    assert np.array_equal(result.samples, simulate(result.plan, draws=500, seed=2026))


def test_a_result_carries_its_provenance(case):
    held = ac.appraise(case.model, draws=500, seed=2026).provenance
    assert (held.draws, held.seed, held.rules, held.reference_set) == (500, 2026, ("gb-2026",), "uk-2026-03")
    assert held.version == ac.__version__
    assert held.numpy == np.__version__
    assert len(held.model_sha256) == 64
    assert set(held.reference_files) >= {"discount-rate/green-book-2026", "gdp-deflator/hmt-2026-03"}


def test_numbers_of_numpy_become_plain_ones(case):
    """A report writes them as JSON."""
    held = ac.appraise(case.model, draws=np.int64(50), seed=np.uint64(2026)).provenance
    assert type(held.draws) is type(held.seed) is int


def test_case_and_model_give_the_same_bytes(case):
    one, other = ac.appraise(case.model, draws=100, seed=1), case.appraise(draws=100, seed=1)
    assert one.samples.tobytes() == other.samples.tobytes()
    assert one.provenance == other.provenance


def test_an_unknown_centre_is_refused(case):
    with pytest.raises(UnknownNameError):
        ac.appraise(case.model, at="average")


def test_keys_that_are_not_built_yet_refuse_the_appraisal():
    series = {"cost": {"years": "2026-27..2027-28", "values": [1, 2], "unit": "GBPk/year"}}
    with pytest.raises(NotBuiltError, match=r"assumptions\.cost"):
        ac.from_plain(small_case({"it": {"amount": "cost"}}, assumptions=series)).appraise()
