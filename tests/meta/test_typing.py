"""The type contract: a file that uses the public names is checked by mypy, and a wrong use is found."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import require

require(importlib.util.find_spec("mypy"), "mypy is missing; pip install -e '.[test]'")

ROOT = Path(__file__).parents[2]
API = ROOT / "tests" / "typing" / "api.py"


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("mypy")


def mypy(path, cache):
    words = ["--strict", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(cache), str(path)]
    done = subprocess.run([sys.executable, "-m", "mypy", *words], capture_output=True, check=False, cwd=ROOT)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


@pytest.mark.full
def test_the_public_names_have_the_types_that_are_promised(cache):
    code, said = mypy(API, cache)
    assert code == 0, said


@pytest.mark.full
def test_a_wrong_use_is_found(tmp_path, cache):
    wrong = tmp_path / "wrong.py"
    wrong.write_text("import agile_case as ac\n\nnpsv: float = ac.load('x').appraise().absolute['a'].npsv\n", "utf-8")
    code, said = mypy(wrong, cache)
    assert code == 1
    assert 'Incompatible types in assignment (expression has type "float | None", variable has type "float")' in said
