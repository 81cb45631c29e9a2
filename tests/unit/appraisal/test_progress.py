"""A simulation says how far it is, can be interrupted, and keeps what is done."""

import builtins
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

import agile_case as ac
from agile_case.appraisal import engine
from agile_case.appraisal.engine import kept_draws
from agile_case.appraisal.sampling import Sampling
from agile_case.errors import InputError
from agile_case.reports.contract import result_json
from tests.strategies import small_case

ASSUMPTIONS = {"level": {"triangular": [1, 2, 4], "unit": "GBPm/year"}}


@pytest.fixture
def case(monkeypatch):
    monkeypatch.setattr(engine.simulate, "__kwdefaults__", {**engine.simulate.__kwdefaults__, "block": 64})
    return ac.from_plain(small_case(options={"it": {"costs": {"it": {"amount": "level"}}}}, assumptions=ASSUMPTIONS))


def stopping_at(number):
    def progress(done, total):
        assert done <= total
        if done >= number:
            raise KeyboardInterrupt

    return progress


def test_it_is_told_after_each_block(case):
    told = []
    case.appraise(draws=200, seed=1, progress=lambda *numbers: told.append(numbers))
    assert told == [(64, 200), (128, 200), (192, 200), (200, 200)]


def test_with_an_executor_after_each_part(case):
    told = []
    with ThreadPoolExecutor(1) as pool:
        case.appraise(draws=200, seed=1, executor=pool, progress=lambda *numbers: told.append(numbers))
    assert told == [(100, 200), (200, 200)]


def test_what_is_done_is_kept_and_labelled(case):
    result = case.appraise(draws=1_000, seed=1, progress=stopping_at(300))
    assert (result.provenance.draws, result.provenance.draws_asked) == (320, 1_000)
    same = case.appraise(draws=320, seed=1)
    assert result.draws("it").tobytes() == same.draws("it").tobytes()
    assert "320 draws of 1,000, interrupted, seed 1" in result.summary[-1].caption
    assert json.loads(result_json(result))["provenance"]["draws_asked"] == 1_000
    assert result.drawn("level").tobytes() == same.drawn("level").tobytes()


def test_of_sobol_points_whole_scramblings_are_kept(case):
    result = case.appraise(draws=512, seed=1, sampling="sobol", scramblings=8, progress=stopping_at(200))
    assert (result.provenance.draws, result.provenance.scramblings) == (256, 4)
    whole = case.appraise(draws=512, seed=1, sampling="sobol", scramblings=8)
    assert result.draws("it").tobytes() == whole.draws("it")[:256].tobytes()
    assert result.drawn("level").tobytes() == whole.drawn("level")[:256].tobytes()


def test_a_run_that_came_to_nothing_is_interrupted(case):
    with pytest.raises(KeyboardInterrupt):
        case.appraise(draws=128, seed=1, sampling="sobol", scramblings=2, progress=stopping_at(0))


@pytest.mark.parametrize(("done", "kept"), [(0, 0), (1, 0), (2, 2), (77, 77)])
def test_two_draws_have_an_error(done, kept):
    assert kept_draws(Sampling(seed=1, draws=100), done) == kept


def test_another_error_is_nobodys_to_swallow(case):
    def progress(done, total):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        case.appraise(draws=200, seed=1, progress=progress)


def test_a_bar_is_drawn_and_can_be_used_again(case):
    out = io.StringIO()
    bar = ac.progress_bar(file=out, mininterval=0)
    for _ in range(2):
        case.appraise(draws=200, seed=1, progress=bar)
    assert out.getvalue().count("0.00/200") == 2
    assert "128/200" in out.getvalue()


def test_a_bar_needs_its_library(monkeypatch):
    real = builtins.__import__

    def without(name, *arguments, **options):
        if name == "tqdm":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(InputError, match=r"agile-case\[progress\]"):
        ac.progress_bar()


class TestDrawn:
    def test_they_are_in_the_assumption_s_own_unit(self, case):
        found = case.appraise(draws=500, seed=1).drawn("level")
        assert found.shape == (500,)
        assert 1 < found.min() < found.max() < 4

    def test_a_certain_one_is_the_same_in_each_draw(self):
        held = {"level": {"value": 3, "unit": "GBPm/year"}}
        case = ac.from_plain(small_case(options={"it": {"costs": {"it": {"amount": "level"}}}}, assumptions=held))
        assert case.appraise(draws=5, seed=1).drawn("level").tolist() == [3.0] * 5

    def test_one_that_is_drawn_each_year_needs_the_year(self):
        held = {"level": {"triangular": [1, 2, 4], "unit": "GBPm/year", "persistence": "yearly"}}
        result = ac.from_plain(
            small_case(options={"it": {"costs": {"it": {"amount": "level"}}}}, assumptions=held)
        ).appraise(draws=5, seed=1)
        assert not (result.drawn("level", "2026-27") == result.drawn("level", "2027-28")).any()
        with pytest.raises(InputError, match="anew each year"):
            result.drawn("level")

    def test_one_that_is_not_has_no_year(self, case):
        with pytest.raises(InputError, match="for all years"):
            case.appraise(draws=5, seed=1).drawn("level", "2026-27")

    def test_there_must_have_been_a_simulation(self, case):
        with pytest.raises(InputError, match="no simulation"):
            case.appraise().drawn("level")
