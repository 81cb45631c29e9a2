"""Older formats: steps from version to version change the document and keep its comments."""

from pathlib import Path

import pytest

import agile_case as ac
from agile_case.case import disk
from agile_case.storage import migration
from agile_case.storage.migration import Step, format_fault, formats_from
from agile_case.storage.reading import FORMAT

LICENCE = (Path(__file__).parents[3] / "examples" / "licence.toml").read_text(encoding="utf-8")
OLD = LICENCE.replace(FORMAT, "agile-case/before").replace("horizon = 10", "length = 9")


@pytest.fixture
def made_up(monkeypatch):
    """Two formats that never were: in the first a case had a length and no horizon."""

    def lengthen(document):
        document["case"]["length"] = document["case"]["length"] + 1

    def rename(document):
        document["case"]["horizon"] = document["case"].pop("length")

    for given, step in (
        ("agile-case/before", Step("agile-case/between", lengthen)),
        ("agile-case/between", Step(FORMAT, rename)),
    ):
        monkeypatch.setitem(migration.STEPS, given, step)


def test_every_step_leads_to_the_current_format():
    assert all(formats_from(given)[-1] == FORMAT for given in migration.STEPS)


def test_a_current_file_stays_as_it_is(tmp_path):
    file = tmp_path / "case.toml"
    file.write_text(LICENCE, encoding="utf-8")
    done = ac.migrate(file)
    assert (done.file, done.formats, done.written, done.needed) == (file, (FORMAT,), False, False)
    assert str(done) == f"{file} is in the current format already, agile-case/1."
    assert file.read_text(encoding="utf-8") == LICENCE
    assert ac.migrate(tmp_path).file == file
    assert "agile-case/1" in done._repr_html_()


@pytest.mark.usefixtures("made_up")
def test_an_older_file_is_brought_up_step_by_step_and_keeps_its_comments(tmp_path):
    file = tmp_path / "case.toml"
    file.write_text(OLD, encoding="utf-8")
    done = ac.migrate(file, check=True)
    assert (done.needed, done.written) == (True, False)
    assert str(done) == (
        f"{file} can be brought up to the current format: agile-case/before -> agile-case/between -> agile-case/1."
    )
    assert file.read_text(encoding="utf-8") == OLD
    done = ac.migrate(file)
    assert done.written
    assert str(done).startswith(f"{file} was brought up to the current format: ")
    assert done.formats == ("agile-case/before", "agile-case/between", FORMAT)
    assert ac.load(file) == ac.loads(LICENCE)
    comments = [line.partition("#")[2] for line in LICENCE.splitlines() if "length" not in line]
    kept = [line.partition("#")[2] for line in file.read_text(encoding="utf-8").splitlines()]
    assert [text for text in kept if text] == [text for text in comments if text and text in kept]
    assert ac.migrate(file).formats == (FORMAT,)


@pytest.mark.usefixtures("made_up")
def test_an_older_file_in_json_is_brought_up(tmp_path):
    file = ac.save(ac.loads(LICENCE), tmp_path / "case.json")
    file.write_text(
        file.read_text(encoding="utf-8").replace(FORMAT, "agile-case/between").replace('"horizon"', '"length"'),
        encoding="utf-8",
    )
    assert ac.migrate(file).written
    assert ac.load(file) == ac.loads(LICENCE)


@pytest.mark.usefixtures("made_up")
def test_an_older_file_says_what_to_do_and_its_faults_do_not_hinder(tmp_path):
    with pytest.raises(ac.InvalidCaseError) as caught:
        ac.loads(OLD)
    (fault,) = caught.value.faults
    assert (fault.where, fault.line) == ("format", OLD[: OLD.index("format")].count("\n") + 1)
    assert fault.do == "bring it up to date with agile-case migrate"
    file = tmp_path / "case.toml"
    file.write_text(OLD.replace("title = ", "titel = ", 1), encoding="utf-8")
    assert ac.migrate(file).written
    assert {fault.where for fault in ac.load(file, draft=True).faults} == {"case.title", "case.titel"}


@pytest.mark.usefixtures("made_up")
def test_an_opening_of_an_older_format_is_read(tmp_path):
    ac.save(ac.loads(LICENCE), tmp_path)
    (tmp_path / "opening.toml").write_text(OLD, encoding="utf-8")
    assert ac.load(tmp_path) == ac.loads(LICENCE)


@pytest.mark.parametrize(
    ("given", "do"),
    [
        ("agile-case/2", "install a newer version"),
        ("agile-case/999999999", "install a newer version"),
        ("agile-case/0", 'begin the file with format = "agile-case/1"'),
        ("agile-case/next", 'begin the file with format = "agile-case/1"'),
        ("agile-case/" + "9" * 5000, 'begin the file with format = "agile-case/1"'),
        ("other/1", 'begin the file with format = "agile-case/1"'),
        (1, 'begin the file with format = "agile-case/1"'),
        (None, 'begin the file with format = "agile-case/1"'),
    ],
)
def test_a_newer_format_and_one_that_is_not_ours_are_refused(tmp_path, given, do):
    assert format_fault(given).do == do
    file = tmp_path / "case.toml"
    file.write_text("# one\n" + ("" if given is None else f"format = {given!r}\n"), encoding="utf-8")
    before = file.read_bytes()
    for use in (ac.migrate, ac.load):
        with pytest.raises(ac.InvalidCaseError) as caught:
            use(file)
        fault = next(fault for fault in caught.value.faults if fault.where == "format")
        assert (fault.do, fault.line) == (do, None if given is None else 2)
    assert file.read_bytes() == before


@pytest.mark.parametrize("check", [None, 1, "no"])
def test_whether_to_check_is_true_or_false(tmp_path, check):
    with pytest.raises(ac.InputError) as caught:
        ac.migrate(tmp_path, check=check)
    assert caught.value.where == "check"


@pytest.mark.usefixtures("made_up")
def test_a_file_that_cannot_be_written_or_changed_meanwhile_stays(tmp_path, monkeypatch):
    file = tmp_path / "case.toml"
    file.write_text(OLD, encoding="utf-8")
    monkeypatch.setattr(disk.os, "fsync", lambda _handle: file.write_text(LICENCE, encoding="utf-8"))
    with pytest.raises(ac.StaleFileError):
        ac.migrate(file)
    assert file.read_text(encoding="utf-8") == LICENCE

    def fail(_handle):
        raise OSError(28, "No space left on device")

    file.write_text(OLD, encoding="utf-8")
    monkeypatch.setattr(disk.os, "fsync", fail)
    with pytest.raises(ac.FileError, match="cannot be written"):
        ac.migrate(file)
    assert file.read_text(encoding="utf-8") == OLD
