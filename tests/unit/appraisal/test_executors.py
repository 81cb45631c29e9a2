"""The same bytes through any executor, whoever works it out and however it is cut up; a lost worker is made good."""

import concurrent.futures
import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.appraisal import executors
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import simulate
from agile_case.appraisal.executors import spans, worked_out
from agile_case.appraisal.sampling import Sampling
from agile_case.errors import AppraisalError, InputError
from tests.strategies import small_case

EXAMPLE = Path(__file__).parents[3] / "examples" / "digital-ten-years.toml"
DRAWS, SEED = 3_001, 7


@pytest.fixture(scope="module")
def case():
    return ac.load(EXAMPLE)


@pytest.fixture(scope="module")
def plan(case):
    return compile_model(case.model)


@pytest.fixture(scope="module")
def alone(plan):
    return simulate(plan, Sampling(seed=SEED, draws=DRAWS)).tobytes()


class AtOnce:
    """An executor that works out what it is given at once, in this process."""

    def __init__(self):
        self.tasks = 0

    def submit(self, fn, /, *args):
        self.tasks += 1
        future = Future()
        try:
            future.set_result(fn(*args))
        except Exception as error:  # noqa: BLE001 - as executors do
            future.set_exception(error)
        return future


class Losing(AtOnce):
    """One whose every other worker is lost."""

    def submit(self, fn, /, *args):
        future = super().submit(fn, *args)
        if self.tasks % 2:
            future = Future()
            future.set_exception(concurrent.futures.BrokenExecutor("a worker was killed"))
        return future


@pytest.mark.parametrize("block", [1_000, 16_384])
@pytest.mark.parametrize("workers", [1, 2, 3])
def test_threads_give_the_same_bytes(plan, alone, block, workers):
    with ThreadPoolExecutor(workers) as pool:
        assert simulate(plan, Sampling(seed=SEED, draws=DRAWS), block=block, executor=pool).tobytes() == alone


@pytest.mark.full
def test_processes_give_the_same_bytes_and_so_does_one_that_is_killed_half_way(plan, alone):
    with ProcessPoolExecutor(2) as pool:
        assert simulate(plan, Sampling(seed=SEED, draws=DRAWS), block=500, executor=pool).tobytes() == alone
    if sys.version_info < (3, 11, 5):
        return  # before it Python's own pool may never end once a worker is killed (CPython issue 94777)
    with ProcessPoolExecutor(2) as pool:
        pool.submit(time.sleep, 0).result()
        os.kill(next(iter(pool._processes)), signal.SIGKILL)
        with pytest.warns(RuntimeWarning, match="A worker was lost"):
            found = simulate(plan, Sampling(seed=SEED, draws=DRAWS), block=500, executor=pool)
    assert found.tobytes() == alone


OTHERS = {
    "dask": """
        import distributed
        with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
            with distributed.Client(cluster) as client:
                found = simulate(plan, how, block=500, executor=client)
    """,
    "joblib": """
        from joblib.externals import loky
        pool = loky.get_reusable_executor(2)
        found = simulate(plan, how, block=500, executor=pool)
        pool.shutdown()
    """,
}
PROGRAM = """
import hashlib, sys
import agile_case as ac
from agile_case.appraisal.compilation import compile_model
from agile_case.appraisal.engine import simulate
from agile_case.appraisal.sampling import Sampling

def run():
    plan = compile_model(ac.load(sys.argv[1]).model)
    how = Sampling(seed={seed}, draws={draws})
{body}
    print(hashlib.sha256(found.tobytes()).hexdigest())

if __name__ == "__main__":
    run()
"""


@pytest.mark.full
@pytest.mark.parametrize("library", OTHERS)
def test_executors_of_other_libraries_give_the_same_bytes(alone, library, tmp_path):
    """In a process of their own: what those libraries start must outlive no test, and stops with it."""
    body = textwrap.indent(textwrap.dedent(OTHERS[library]).strip("\n"), "    ")
    script = tmp_path / "run.py"
    script.write_text(PROGRAM.format(seed=SEED, draws=DRAWS, body=body), encoding="utf-8")
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}  # uncounted
    words = [sys.executable, script, EXAMPLE]
    done = subprocess.run(words, check=True, capture_output=True, text=True, timeout=120, env=plain)
    assert done.stdout.split()[-1] == hashlib.sha256(alone).hexdigest()


def test_an_executor_that_loses_workers_gives_the_same_bytes_and_says_so(plan, alone):
    with pytest.warns(RuntimeWarning, match="a worker was killed"):
        found = simulate(plan, Sampling(seed=SEED, draws=DRAWS), block=500, executor=Losing())
    assert found.tobytes() == alone


def test_an_executor_that_is_shut_gives_the_same_bytes_and_says_so(plan, alone):
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    with pytest.warns(RuntimeWarning, match="cannot schedule new futures"):
        found = simulate(plan, Sampling(seed=SEED, draws=DRAWS), executor=pool)
    assert found.tobytes() == alone


def test_a_whole_appraisal_is_the_same(case):
    one, other = case.appraise(draws=500, seed=1), case.appraise(draws=500, seed=1, executor=AtOnce())
    assert one.absolute == other.absolute
    assert one.provenance == other.provenance


def test_workers_with_other_instructions_are_warned_of(plan, monkeypatch):
    answers = iter([("AVX512",), *[("SSE",)] * 9])
    monkeypatch.setattr(executors, "cpu_features", lambda: next(answers))
    with pytest.warns(RuntimeWarning, match="other instructions"):
        list(worked_out(AtOnce(), len, [("abc",)]))


def test_a_refusal_of_the_work_itself_is_that_of_the_first_draw_at_fault():
    assumptions = {"share": {"uniform": [-1, 2], "unit": "1", "source": "x"}}
    cost = {"amount": "1 GBP/year / max(share, 0)"}
    held = ac.from_plain(small_case({"it": cost}, assumptions=assumptions)).model
    with pytest.raises(AppraisalError) as alone:
        simulate(compile_model(held), Sampling(seed=1, draws=900))
    with pytest.raises(AppraisalError) as spread:
        simulate(compile_model(held), Sampling(seed=1, draws=900), block=100, executor=AtOnce())
    assert str(alone.value) == str(spread.value)


@pytest.mark.parametrize("given", [2, "threads", None.__class__, object()])
def test_what_takes_no_work_is_refused(plan, given):
    with pytest.raises(InputError) as caught:
        simulate(plan, Sampling(seed=1, draws=10), executor=given)
    assert caught.value.where == "executor"


@pytest.mark.parametrize(("total", "least", "workers"), [(10, 3, 1), (10, 100, 4), (100_000, 1_000, 2), (7, 1, 3)])
def test_what_is_cut_up_is_whole(total, least, workers):
    with ThreadPoolExecutor(workers) as pool:
        found = spans(total, least, pool)
    assert [draw for start, stop in found for draw in range(start, stop)] == list(range(total))
    assert len(found) <= 2 * workers
    assert len(spans(100_000, 10, AtOnce())) == 8
