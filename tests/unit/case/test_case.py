"""A case: it holds its model, says its title, and appraises."""

import pickle

import attrs
import pytest

import agile_case as ac
from agile_case.errors import InputError, UnknownNameError

CASE = ac.loads("""
format = "agile-case/1"
[case]
title = "A case"
start = "2026-27"
horizon = 1
price_base = "2026-27"
[reference]
set = "uk-2026-03"
[assumptions]
level = { triangular = [10, 20, 60], unit = "GBPk/year", source = "invented" }
[options.new]
[options.new.costs.work]
amount = "level"
budget = "resource"
""")


def test_its_title_is_that_of_the_basis():
    assert CASE.title == "A case" == CASE.model.basis.title


def test_it_shows_itself_in_one_line():
    assert repr(CASE) == "<Case 'A case': 1 option, 1 assumption, 2026-27..2027-28, real, 2026-27 prices>"


def test_it_appraises_its_model():
    result = CASE.appraise()
    assert repr(result) == repr(ac.appraise(CASE.model))
    assert result.samples is None
    assert result.provenance.model_sha256 == ac.appraise(CASE.model).provenance.model_sha256


def test_it_hands_on_draws_seed_and_centre():
    result = CASE.appraise(draws=20, seed=3, at="mode")
    direct = ac.appraise(CASE.model, draws=20, seed=3, at="mode")
    assert (result.at, result.provenance.draws, result.provenance.seed) == ("mode", 20, 3)
    assert result.samples.tobytes() == direct.samples.tobytes()
    assert result.absolute["new"].npsv == pytest.approx(-20e3 * (1 + 1 / 1.035))


def test_draws_without_a_seed_are_refused():
    with pytest.raises(InputError, match=r"^A simulation needs both a number of draws and a seed\."):
        CASE.appraise(draws=10)


def test_an_unknown_centre_is_refused():
    with pytest.raises(UnknownNameError, match=r"^This is not a way to choose central values\."):
        CASE.appraise(at="median")


def test_it_cannot_be_changed():
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        CASE.model = None


def test_cases_with_the_same_model_are_equal_hash_alike_and_pickle():
    again = pickle.loads(pickle.dumps(CASE))
    assert again == CASE
    assert hash(again) == hash(CASE)
    assert again != attrs.evolve(CASE, model=attrs.evolve(CASE.model, counts=("thing",)))
