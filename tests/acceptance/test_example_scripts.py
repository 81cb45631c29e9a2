"""Example scripts run as they stand, from anywhere, and leave nothing behind."""

import runpy
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = sorted(EXAMPLES.glob("*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_an_example_runs(script, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = sorted(EXAMPLES.iterdir())
    runpy.run_path(str(script), run_name="__main__")
    assert capsys.readouterr().out
    assert sorted(EXAMPLES.iterdir()) == before
    assert list(tmp_path.iterdir()) == []
