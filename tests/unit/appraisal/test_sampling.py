"""Sobol points take the place of the uniform numbers; statistical tests state their false alarms."""

import builtins
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from scipy import stats

import agile_case as ac
from agile_case.appraisal import sampling
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import simulate
from agile_case.appraisal.sampling import Sampling, Scrambled, sampling_of
from agile_case.errors import InputError, LimitError, UnknownNameError
from tests.strategies import small_case

NAMES = ("a", "b", "c")
ASSUMPTIONS = {
    "level": {"triangular": [1, 2, 4], "unit": "GBPm/year"},
    "share": {"uniform": [0.2, 0.9], "unit": "1"},
    "rate": {"normal": [0.02, 0.01], "unit": "1"},
}
LINE = {"amount": "level * share", "growth": "rate"}


@pytest.fixture(scope="module")
def case():
    return ac.from_plain(small_case(options={"it": {"costs": {"it": LINE}}}, assumptions=ASSUMPTIONS, horizon=5))


@pytest.fixture(scope="module")
def plan(case):
    return compile_model(case.model)


def points(each=64, seed=3):
    return Scrambled(NAMES, seed, each)


class TestPoints:
    def test_each_scrambling_has_one_point_in_every_step_of_every_dimension(self):
        source = points()
        for scrambling in range(4):
            for name in NAMES:
                found = source.uniforms(name, scrambling * 64, (scrambling + 1) * 64)
                assert sorted(np.floor(found * 64).tolist()) == list(range(64))

    def test_two_dimensions_are_stratified_together(self):
        one, two = (points().uniforms(name, 0, 64) for name in "ab")
        cells = set(zip(np.floor(one * 8).tolist(), np.floor(two * 8).tolist(), strict=True))
        assert len(cells) == 64

    @pytest.mark.parametrize("size", [1, 7, 50, 64, 100])
    def test_how_they_are_cut_up_changes_no_byte(self, size):
        whole = points().uniforms("b", 0, 256)
        source = points()
        cut = [source.uniforms("b", at, min(at + size, 256)) for at in range(0, 256, size)]
        assert np.concatenate(cut).tobytes() == whole.tobytes()
        assert points().uniforms("b", 131, 140).tobytes() == whole[131:140].tobytes()

    def test_one_can_go_back(self):
        source = points()
        later, earlier = source.uniforms("a", 32, 64), source.uniforms("a", 0, 32)
        assert np.concatenate([earlier, later]).tobytes() == points().uniforms("a", 0, 64).tobytes()

    def test_skipping_goes_on_in_steps(self, monkeypatch):
        wanted = points().uniforms("a", 60, 64)
        monkeypatch.setattr(sampling, "_SKIP", 7)
        assert points().uniforms("a", 60, 64).tobytes() == wanted.tobytes()

    def test_they_are_the_middles_of_steps_of_two_to_the_minus_52(self):
        found = points().uniforms("a", 0, 256)
        assert (found * 2.0**53 % 2 == 1).all()
        assert 0 < found.min() < found.max() < 1

    def test_seeds_and_scramblings_differ(self):
        one, other = points().uniforms("a", 0, 128), points(seed=4).uniforms("a", 0, 128)
        assert not np.isin(one, other).any()
        assert not np.isin(one[:64], one[64:]).any()

    def test_more_dimensions_than_there_are_is_refused(self):
        with pytest.raises(LimitError, match=r"21,201"):
            Scrambled([str(number) for number in range(21_202)], 1, 4)


class TestSimulation:
    def test_block_and_executor_change_no_byte(self, plan):
        how = sampling_of("sobol", 4, draws=512, seed=9)
        whole = simulate(plan, how).tobytes()
        assert simulate(plan, how, block=100).tobytes() == whole
        with ThreadPoolExecutor(2) as pool:
            assert simulate(plan, how, block=64, executor=pool).tobytes() == whole

    def test_the_error_is_that_between_scramblings(self, case):
        result = case.appraise(draws=256, seed=5, sampling="sobol", scramblings=8)
        draws = result.draws("it").reshape(8, 32).mean(axis=1)
        found = result.absolute["it"].simulation
        assert found.standard_error == pytest.approx(draws.std(ddof=1) / np.sqrt(8), rel=1e-12)
        assert result.provenance.scramblings == 8
        assert "Sobol points, 8 scramblings" in result.summary[-1].caption

    def test_the_stated_error_holds_the_true_mean(self, case):
        """The mean of a product of independents is exact. Over 50 seeds of 16 scramblings the mean of t(15) squared is
        1.15 with standard deviation 0.26; it lies above 2.4 fewer than once in 1,000 (100,000 sets of 50 drawn)."""
        factors = compile_model(case.model).discount_factors
        growth = [stats.norm(0.02, 0.01).expect(lambda x, y=year: (1 + x) ** y) for year in range(6)]
        exact = -(7 / 3 * 0.55 * 1e6) * float(np.dot(growth, factors))
        scores = []
        for seed in range(50):
            held = case.appraise(draws=256, seed=seed, sampling="sobol").absolute["it"].simulation
            scores.append((held.mean - exact) / held.standard_error)
        assert np.square(scores).mean() < 2.4

    def test_a_mean_needs_far_fewer_draws(self, case):
        """The wanted ratio is 1 in 50; here it is some thousands, so that no seed comes near it."""
        plain, sobol = (
            case.appraise(draws=4096, seed=1, sampling=kind).absolute["it"].simulation.standard_error
            for kind in ("plain", "sobol")
        )
        assert (sobol / plain) ** 2 < 1 / 50

    def test_correlated_assumptions_stay_correlated(self):
        case = small_case(options={"it": {"costs": {"it": LINE}}}, assumptions=ASSUMPTIONS, horizon=5)
        case["correlations"] = [{"assumptions": ["level", "share"], "rank": 0.7}]
        result = ac.from_plain(case).appraise(draws=4096, seed=2, sampling="sobol")
        found = stats.spearmanr(result.drawn("level"), result.drawn("share")).statistic
        assert found == pytest.approx(0.7, abs=0.02)

    def test_quantiles_and_convergence_count_scramblings(self, case):
        result = case.appraise(draws=1024, seed=5, sampling="sobol", scramblings=8)
        scrambled = result.draws("it").reshape(8, 128)
        row = result.quantiles("it", None, [0.25]).rows[0]
        apart = np.quantile(scrambled, 0.25, axis=1)
        half = stats.t.ppf(0.975, 7) * apart.std(ddof=1) / np.sqrt(8)
        assert row[1:] == pytest.approx([np.quantile(scrambled, 0.25), row[1] - half, row[1] + half], rel=1e-12)
        rows = result.convergence("it").rows
        assert [row[0] for row in rows] == [256, 512, 1024]
        means = scrambled[:4].mean(axis=1)
        assert rows[1][2] == pytest.approx(means.std(ddof=1) / 2, rel=1e-12)


class TestRefusals:
    @pytest.mark.parametrize(("draws", "scramblings"), [(1000, None), (16, None), (48, 16), (256, 3), (100, 4)])
    def test_draws_that_are_no_power_of_two_each(self, draws, scramblings):
        with pytest.raises(InputError, match="powers of two") as refused:
            sampling_of("sobol", scramblings, draws=draws, seed=1)
        near = int(refused.value.faults[0].do.removeprefix("for example ").replace(",", ""))
        assert sampling_of("sobol", scramblings, draws=near, seed=1).draws == near

    @pytest.mark.parametrize("count", [1, 0, -4, 2.0, True, "8"])
    def test_a_number_of_scramblings_that_gives_no_error(self, count):
        with pytest.raises(InputError, match="two scramblings"):
            sampling_of("sobol", count, draws=256, seed=1)

    def test_another_way(self):
        with pytest.raises(UnknownNameError, match="sobol"):
            sampling_of("sobl", None, draws=256, seed=1)

    def test_scramblings_of_independent_draws(self):
        with pytest.raises(InputError, match="not scrambled"):
            sampling_of("plain", 8, draws=256, seed=1)

    def test_without_scipy(self, monkeypatch):
        real = builtins.__import__

        def without(name, *arguments, **options):
            if name.startswith("scipy"):
                raise ImportError(name)
            return real(name, *arguments, **options)

        monkeypatch.setattr(builtins, "__import__", without)
        with pytest.raises(InputError, match="agile-case"):
            sampling_of("sobol", None, draws=256, seed=1)


def test_cutting_keeps_the_points_of_a_scrambling():
    how = Sampling(seed=1, draws=256, scramblings=8)
    assert how.cut_to(96) == Sampling(seed=1, draws=96, scramblings=3)
    assert how.kind, how.cut_to(96).kind == ("sobol", "sobol")
    assert Sampling(seed=1, draws=100).cut_to(30) == Sampling(seed=1, draws=30)


def test_there_is_nothing_to_sample_without_draws(case):
    with pytest.raises(InputError, match="without draws"):
        case.appraise(sampling="sobol")
