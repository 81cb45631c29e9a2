"""A batch that is killed twice, at whatever it was doing, and taken up again leaves what an undisturbed one leaves.

The machine's clock decides at which instruction the process dies; the sizes at which it is killed are drawn. Tiers: 40
cases in the fast one, 300 in the full one, 10,000 in the long one.
"""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

from agile_case.portfolio import appraise_many
from tests.conftest import TIER
from tests.strategies import small_case

COUNT = {"fast": 40, "full": 300, "long": 10_000}[TIER]
RUN = """
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from agile_case.portfolio import appraise_many

if __name__ == "__main__":
    cases, folder, workers = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    paths = {path.stem: path for path in sorted(cases.iterdir())}
    if workers:
        with ProcessPoolExecutor(workers) as pool:
            appraise_many(paths, folder, draws=20, seed=1, executor=pool)
    else:
        appraise_many(paths, folder, draws=20, seed=1)
"""


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cases")
    for number in range(COUNT):
        case = small_case(
            {"it": {"amount": "level"}},
            assumptions={"level": {"uniform": [number + 1, 2 * number + 2], "unit": "GBP/year"}},
        )
        if number % 17 == 3:
            case["case"]["horizon"] = "long"  # a fault, which is reported and stops nothing
        (folder / f"{number:05}.json").write_text(json.dumps(case), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(cases, tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    batch = appraise_many({path.stem: path for path in sorted(cases.iterdir())}, folder, draws=20, seed=1)
    assert batch.appraised + batch.refused == COUNT
    assert batch.refused == len(range(3, COUNT, 17))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("workers", [0, 2])
def test_it_leaves_the_same_files(cases, whole, tmp_path, workers):
    script, folder = tmp_path / "run.py", tmp_path / "out"
    script.write_text(RUN, encoding="utf-8")
    command = [sys.executable, str(script), str(cases), str(folder), str(workers)]
    end = len(whole["results.csv"])
    killed = 0
    for size in sorted(np.random.default_rng(2026 + workers).integers(end // 10, end * 8 // 10, 2).tolist()):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
        while process.poll() is None:
            if (folder / "results.csv").exists() and (folder / "results.csv").stat().st_size >= size:
                os.killpg(process.pid, signal.SIGKILL)
                killed += process.wait() == -signal.SIGKILL
            time.sleep(0.001)
    assert killed == 2
    before = (folder / "journal.jsonl").read_bytes().count(b"\n") - 1
    assert 0 < before < COUNT
    subprocess.run(command, check=True)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == whole
