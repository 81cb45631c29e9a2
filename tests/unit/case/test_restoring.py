"""Restoring: the case file as the record leads to it, and nothing that anybody wrote is lost."""

import datetime
import shutil
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.case import disk
from agile_case.cli import main
from agile_case.errors import FileError, HistoryError, StaleFileError

EXAMPLE = Path(__file__).parents[3] / "examples" / "licence.toml"
HOUR = "assumptions.caseworker_hour.value"


@pytest.fixture(scope="module")
def case():
    held = ac.load(EXAMPLE).begin("alpha-1", "See", on="2026-07-01")
    held = held.revise({"assumptions.team.triangular": [9, 11, 14]}, because="x", on="2026-08-01")
    return held.begin("alpha-2", "See again", on="2026-09-01").revise({HOUR: 26}, because="Pay award", on="2026-09-02")


@pytest.fixture
def folder(case, tmp_path):
    """A folder whose case file has comments of its own."""
    folder = tmp_path / "licence"
    folder.mkdir()
    shutil.copy(EXAMPLE, folder / "case.toml")
    ac.save(case, folder)
    return folder


def contents(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_no_entry_tells_of_is_put_back_and_kept(folder, case):
    file = folder / "case.toml"
    whole = file.read_bytes()
    file.write_bytes(whole + b"\n# mine\n")
    assert ac.restore(folder).written is False  # comments are no changes of the case
    edited = file.read_bytes().replace(b"value = 26", b"value = 31")
    assert edited != file.read_bytes()
    file.write_bytes(edited)
    before = contents(folder)
    done = ac.restore(str(folder))
    assert (done.file, done.changes) == (file, (HOUR,))
    assert done.kept.read_bytes() == edited
    assert f"No entry told of {HOUR}. What it held is kept in {done.kept.name}." in str(done)
    assert file.read_bytes() == whole + b"\n# mine\n"
    assert ac.load(folder) == case
    assert contents(folder) == before | {path.relative_to(folder): path.read_bytes() for path in (done.kept, file)}
    assert str(ac.restore(folder)) == f"{file} is what the record says already."


@pytest.mark.parametrize(
    "content", [None, b"<<<<<<< ours\n", b"\xff", b'title = "no case"\n', b'format = "agile-case/1"\n']
)
def test_a_case_file_that_is_gone_or_cannot_be_read_comes_back(folder, case, content):
    file = folder / "case.toml"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    done = ac.restore(folder)
    assert done.written
    assert ac.load(folder) == case
    assert (done.kept is None) == (content is None)
    assert done.kept is None or done.kept.read_bytes() == content


def test_the_case_as_it_was_is_written_elsewhere(folder, case, tmp_path):
    before = contents(folder)
    done = ac.restore(folder, at="alpha-1", to=tmp_path / "then")
    assert done.file == tmp_path / "then" / "case.toml"
    assert ac.load(tmp_path / "then") == case.at("alpha-1")
    for name, point in (
        ("a.toml", "2026-07-15"),
        ("b.json", datetime.date(2026, 7, 15)),
        ("c.toml", case.entries[0].id),
    ):
        ac.restore(folder, at=point, to=tmp_path / name)
        assert ac.load(tmp_path / name).model == case.opening
    ac.restore(folder, to=tmp_path / "now.toml")
    assert ac.load(tmp_path / "now.toml").model == case.model
    assert contents(folder) == before


def test_what_cannot_be_restored_changes_nothing(folder, case, tmp_path):
    ac.save(ac.Case(case.model), tmp_path / "plain")
    (tmp_path / "there.toml").write_text("mine", encoding="utf-8")
    before = contents(tmp_path)
    for error, match, words in (
        (HistoryError, "goes on from there", {"path": folder, "at": "alpha-1"}),
        (HistoryError, "no such point", {"path": folder, "at": "beta-1", "to": tmp_path / "new"}),
        (HistoryError, "no history", {"path": tmp_path / "plain"}),
        (HistoryError, "no history", {"path": folder / "case.toml"}),
        (HistoryError, "no history", {"path": tmp_path / "nowhere"}),
        (FileError, "there already", {"path": folder, "to": tmp_path / "there.toml"}),
        (FileError, "there already", {"path": folder, "to": folder}),
    ):
        with pytest.raises(error, match=match):
            ac.restore(**words)
    assert contents(tmp_path) == before


def test_a_record_that_was_altered_restores_nothing(folder):
    entry = sorted((folder / "history").iterdir())[1]
    entry.write_text(entry.read_text(encoding="utf-8").replace("14", "15"), encoding="utf-8")
    (folder / "case.toml").write_bytes(b"broken")
    before = contents(folder)
    with pytest.raises(HistoryError, match="when it was written"):
        ac.restore(folder)
    assert contents(folder) == before


def test_a_case_file_that_somebody_writes_meanwhile_stays(folder, monkeypatch):
    file = folder / "case.toml"
    file.write_bytes(b"broken")
    whole, calls = disk.os.fsync, []

    def meanwhile(handle):
        calls.append(handle)
        if len(calls) == 2:  # the kept copy is written first
            file.write_bytes(b"theirs")
        whole(handle)

    monkeypatch.setattr(disk.os, "fsync", meanwhile)
    with pytest.raises(StaleFileError):
        ac.restore(folder)
    assert file.read_bytes() == b"theirs"


def test_a_disk_that_is_full_is_a_file_error_and_the_old_file_stays(folder, monkeypatch):
    file = folder / "case.toml"
    file.write_bytes(b"broken")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(FileError, match="cannot be restored"):
        ac.restore(folder)
    assert file.read_bytes() == b"broken"


def test_the_command(folder, tmp_path, capsys):
    assert main(["restore", str(folder)]) == 0
    assert "already" in capsys.readouterr().out
    assert main(["restore", str(folder), "--at", "alpha-1", "--to", str(tmp_path / "then.toml")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'then.toml'} is what the record says.\n"
    assert main(["restore", str(folder), "--at", "alpha-1"]) == 2
    assert "say where a copy goes" in capsys.readouterr().err
