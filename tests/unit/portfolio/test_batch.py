"""Many cases: the same files whoever works them out, and after a stop at any byte; faults stop nothing."""

import csv
import json
import shutil
import sys
from pathlib import Path

import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

import agile_case as ac
from agile_case.errors import FileError, InputError
from agile_case.portfolio import appraise_many
from tests.strategies import small_case
from tests.unit.appraisal.test_executors import AtOnce, Losing

EXAMPLES = Path(__file__).parents[3] / "examples"


def case(amount):
    return ac.from_plain(small_case({"it": {"amount": f"{amount} GBP/year"}}))


CASES = {f"case-{number}": case(100 + number) for number in range(6)}


def files(folder):
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def rows(folder, name="results.csv"):
    with (Path(folder) / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    assert appraise_many(CASES, folder).appraised == 6
    return files(folder)


def test_every_measure_of_every_case_is_a_row_in_the_order_of_the_cases(tmp_path):
    appraise_many(CASES, tmp_path)
    found = rows(tmp_path)
    assert list(dict.fromkeys(row["case"] for row in found)) == list(CASES)
    npsv = {row["case"]: float(row["value"]) for row in found if row["measure"] == "npsv" and not row["against"]}
    assert npsv == {key: held.appraise().absolute["only"].npsv for key, held in CASES.items()}


@pytest.mark.parametrize("executor", [AtOnce, Losing])
@pytest.mark.filterwarnings("ignore:A worker was lost")
def test_workers_leave_the_same_files(tmp_path, whole, executor):
    appraise_many(CASES, tmp_path, executor=executor())
    assert files(tmp_path) == whole


@given(st.data())
def test_a_run_killed_at_any_byte_goes_on_and_leaves_the_same_files(tmp_path_factory, whole, data):
    """The journal ends anywhere, and the tables anywhere after what it speaks of: as a killed run leaves them."""
    folder = tmp_path_factory.mktemp("killed")
    journal = whole["journal.jsonl"]
    left = data.draw(st.integers(0, len(journal)))
    lines = journal[:left].count(b"\n")
    sizes = [{"results.csv": 0, "faults.csv": 0}, *map(sizes_of, journal.splitlines())][lines]
    for name in ("results.csv", "faults.csv"):
        end = data.draw(st.integers(sizes[name], len(whole[name])))
        (folder / name).write_bytes(whole[name][:end])
    (folder / "journal.jsonl").write_bytes(journal[:left])
    batch = appraise_many(CASES, folder)
    assert batch.kept + batch.appraised == 6
    assert batch.kept == max(lines - 1, 0)
    assert files(folder) == whole


def sizes_of(line):
    return json.loads(line)["sizes"]


def test_a_batch_that_is_done_does_nothing(tmp_path, whole):
    appraise_many(CASES, tmp_path)
    batch = appraise_many(CASES, tmp_path)
    assert (batch.kept, batch.appraised, batch.refused) == (6, 0, 0)
    assert files(tmp_path) == whole


def test_more_cases_may_join(tmp_path, whole):
    appraise_many({key: CASES[key] for key in list(CASES)[:2]}, tmp_path)
    assert appraise_many(CASES, tmp_path).kept == 2
    assert files(tmp_path) == whole


def test_a_faulty_case_is_reported_and_stops_nothing(tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text('format = "agile-case/1"\n[case]\ntitle = 3\n', encoding="utf-8")
    paths = [EXAMPLES / "bicester.toml", bad, tmp_path / "missing.toml", EXAMPLES / "licence.toml"]
    batch = appraise_many(paths, tmp_path / "out", draws=50, seed=1)
    assert (batch.appraised, batch.refused) == (2, 2)
    assert {row["case"] for row in rows(tmp_path / "out")} == {str(paths[0]), str(paths[3])}
    faults = rows(tmp_path / "out", "faults.csv")
    assert {row["case"] for row in faults} == {str(bad), str(paths[2])}
    assert all(row["what"] for row in faults)
    assert {row["measure"] for row in rows(tmp_path / "out")} >= {"npsv", "bcr", "npsv_p10"}


def test_a_changed_case_or_other_settings_are_refused(tmp_path):
    path = tmp_path / "case.toml"
    shutil.copy(EXAMPLES / "bicester.toml", path)
    appraise_many([path], tmp_path / "out")
    with pytest.raises(InputError, match="other settings"):
        appraise_many([path], tmp_path / "out", draws=10, seed=1)
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    with pytest.raises(InputError, match="has changed"):
        appraise_many([path], tmp_path / "out")


def test_files_of_others_are_never_overwritten(tmp_path):
    (tmp_path / "results.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(FileError, match="no batch wrote"):
        appraise_many(CASES, tmp_path)
    assert (tmp_path / "results.csv").read_text(encoding="utf-8") == "mine"


def test_a_table_that_lost_rows_is_not_gone_on_with(tmp_path):
    appraise_many(CASES, tmp_path)
    path = tmp_path / "results.csv"
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(FileError, match="shorter than its journal"):
        appraise_many(CASES, tmp_path)


def test_a_folder_that_cannot_be_made_is_an_error_of_ours(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(FileError):
        appraise_many(CASES, tmp_path / "file")


@pytest.mark.parametrize(
    "given", ["one.toml", 3, case(1), [case(1)], {"a": 3}, ["x.toml", "x.toml"], [""]], ids=range(7)
)
def test_what_are_no_cases_is_refused(tmp_path, given):
    with pytest.raises(InputError):
        appraise_many(given, tmp_path)


def test_progress_counts_the_cases(tmp_path):
    told = []
    appraise_many({key: CASES[key] for key in list(CASES)[:2]}, tmp_path)
    appraise_many(CASES, tmp_path, progress=lambda *numbers: told.append(numbers))
    assert told == [(3, 6), (4, 6), (5, 6), (6, 6)]


class TestParquet:
    def test_it_holds_the_rows_of_the_table(self, tmp_path, monkeypatch):
        monkeypatch.setattr("agile_case.portfolio.parquet._ROWS", 7)  # many pieces
        batch = appraise_many([EXAMPLES / "licence.toml"], tmp_path, draws=50, seed=1)
        found = pyarrow.parquet.read_table(batch.to_parquet()).to_pylist()
        wanted = rows(tmp_path)
        assert len(found) == len(wanted) > 20
        for one, row in zip(found, wanted, strict=True):
            if one["value"] is None:
                assert row["value"] == (one["text"] or "")
            else:
                assert (one["value"], one["text"]) == (float(row["value"]), None)
            assert {key: one[key] for key in ("case", "option", "measure", "unit", "price_base")} == {
                key: row[key] for key in ("case", "option", "measure", "unit", "price_base")
            }
        assert {one["text"] for one in found if one["measure"] == "quadrant"} == {"costs more and gains benefit"}
        assert {path.name for path in tmp_path.iterdir()} >= {"results.parquet", "results.csv"}

    def test_a_batch_goes_on_after_it_and_it_is_written_anew(self, tmp_path):
        appraise_many({key: CASES[key] for key in list(CASES)[:2]}, tmp_path).to_parquet()
        batch = appraise_many(CASES, tmp_path)
        table = pyarrow.parquet.read_table(batch.to_parquet())
        assert len(set(table["case"].to_pylist())) == 6

    def test_without_pyarrow_the_error_says_what_to_install(self, tmp_path, monkeypatch):
        batch = appraise_many(CASES, tmp_path)
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        with pytest.raises(InputError) as caught:
            batch.to_parquet()
        assert caught.value.do == 'pip install "agile-case[frames]"'

    def test_a_table_that_is_gone_is_an_error_of_ours(self, tmp_path):
        batch = appraise_many(CASES, tmp_path)
        (tmp_path / "results.csv").unlink()
        with pytest.raises(FileError, match="Parquet"):
            batch.to_parquet()
        assert not list(tmp_path.glob("*part"))
