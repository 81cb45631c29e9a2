"""Keeping a case: no stale file is written over, a folder keeps its opening, and reference files go along."""

import hashlib
import shutil
from pathlib import Path

import attrs
import pytest

import agile_case as ac
from agile_case.case import disk
from agile_case.storage.plain import plain_of

LICENCE = Path(__file__).parents[3] / "examples" / "licence.toml"
OWN = Path(__file__).parents[1] / "storage" / "own"
RATES = {"file": "rates/flat.csv", "sha256": hashlib.sha256((OWN / "rates" / "flat.csv").read_bytes()).hexdigest()}
FAULTY = b'format = "agile-case/1"\n'


@pytest.fixture(scope="module")
def case():
    return ac.load(LICENCE)


@pytest.fixture
def own(tmp_path):
    """A case in a folder with a reference file of its own."""
    folder = tmp_path / "own"
    shutil.copytree(OWN / "rates", folder / "rates")
    text = LICENCE.read_text(encoding="utf-8")
    held = f'[reference]\ndiscount-rate = {{ file = "{RATES["file"]}", sha256 = "{RATES["sha256"]}" }}'
    (folder / "case.toml").write_text(text.replace("[reference]", held), encoding="utf-8")
    return folder


# --- one hash ---


def test_a_case_has_one_hash_whatever_it_comes_from(case, tmp_path):
    json = ac.save(case, tmp_path / "case.json")
    text = LICENCE.read_text(encoding="utf-8").replace("# ", "# so: ")
    others = [ac.load(json), ac.loads(text), ac.from_plain(plain_of(case.model, brief=True)), ac.Case(case.model)]
    assert {other.sha256 for other in others} == {case.sha256}
    assert case.sha256 == case.appraise().provenance.model_sha256
    assert len(case.sha256) == 64
    assert case.revise({"case.title": "Another"}).sha256 != case.sha256


# --- no stale file ---


@pytest.mark.parametrize("name", ["case.toml", "case.json"])
def test_a_case_is_saved_over_the_one_that_was_read(case, tmp_path, name):
    target = ac.save(case, tmp_path / name)
    mine, theirs = (case.revise({"case.title": title}) for title in ("Mine", "Theirs"))
    ac.save(theirs, target, if_hash=case.sha256.upper())
    before = target.read_bytes()
    with pytest.raises(ac.StaleFileError) as caught:
        ac.save(mine, target, if_hash=case.sha256)
    error = caught.value
    assert error.where == str(target)
    assert (error.got, error.wanted) == (f"sha256 {theirs.sha256}", f"sha256 {case.sha256}")
    assert error.do.startswith("load the file again")
    assert isinstance(error, ac.FileError)
    assert target.read_bytes() == before
    ac.save(mine, target, if_hash=theirs.sha256)
    assert ac.load(target) == mine
    ac.save(case, target, if_hash=hashlib.sha256(target.read_bytes()).hexdigest())
    assert ac.load(target) == case


def test_a_comment_of_somebody_else_is_not_in_the_way_of_a_case_and_stays(case, tmp_path):
    target = tmp_path / "case.toml"
    target.write_bytes(LICENCE.read_bytes() + b"# theirs\n")
    ac.save(case.revise({"case.title": "Mine"}), target, if_hash=case.sha256)
    assert target.read_text(encoding="utf-8").endswith("# theirs\n")


def test_a_draft_is_not_saved_over_a_comment_of_somebody_else(tmp_path):
    target = tmp_path / "case.toml"
    target.write_bytes(LICENCE.read_bytes())
    draft = ac.load(target, draft=True)
    mine = draft.revise({"case.title": "Mine"})
    target.write_bytes(LICENCE.read_bytes() + b"# theirs\n")
    for hash_ in (draft.sha256, draft.case().sha256):
        with pytest.raises(ac.StaleFileError):
            ac.save(mine, target, if_hash=hash_)
    target.write_bytes(LICENCE.read_bytes())
    ac.save(mine, target, if_hash=draft.sha256)
    assert target.read_bytes() == mine.data


@pytest.mark.parametrize("there", [None, FAULTY, b"not toml"])
def test_a_file_that_is_gone_or_no_case_any_more_is_stale(case, tmp_path, there):
    target = tmp_path / "case.toml"
    if there is not None:
        target.write_bytes(there)
    with pytest.raises(ac.StaleFileError) as caught:
        ac.save(case, target, if_hash=case.sha256)
    assert caught.value.got == ("no file" if there is None else "a file that is no whole case")
    assert (target.read_bytes() if there else list(tmp_path.iterdir())) == (there or [])


@pytest.mark.parametrize("if_hash", ["", "abc", 5, "g" * 64, b"a" * 64])
def test_a_hash_is_64_digits(case, tmp_path, if_hash):
    with pytest.raises(ac.InputError) as caught:
        ac.save(case, tmp_path / "case.toml", if_hash=if_hash)
    assert caught.value.where == "if_hash"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("change", [lambda target: target.write_bytes(FAULTY), Path.unlink], ids=["written", "gone"])
def test_a_file_that_changes_while_it_is_written_is_stale(case, tmp_path, monkeypatch, change):
    """The last look is after the new content is on the disk and before it takes the place of the old."""
    target = ac.save(case, tmp_path / "case.toml")
    monkeypatch.setattr(disk.os, "fsync", lambda _handle: change(target))
    with pytest.raises(ac.StaleFileError) as caught:
        ac.save(case.revise({"case.title": "Mine"}), target, if_hash=case.sha256)
    assert caught.value.got == "a file that changed while this was written"
    assert [path.read_bytes() for path in tmp_path.iterdir()] in ([FAULTY], [])


# --- drafts ---


def test_a_draft_without_a_format_is_saved_over_itself_only(tmp_path):
    target = tmp_path / "case.toml"
    target.write_bytes(b"title = 1\n")
    draft = ac.load(target, draft=True)
    ac.save(draft, target)
    assert target.read_bytes() == b"title = 1\n"
    better = draft.revise({"format": "agile-case/1"})
    with pytest.raises(ac.FileError, match="not a case file"):
        ac.save(better, target)
    ac.save(better, target, if_hash=draft.sha256)
    assert target.read_bytes() == better.data


def test_a_draft_keeps_its_form(tmp_path):
    with pytest.raises(ac.InputError) as caught:
        ac.save(ac.loads(FAULTY, draft=True), tmp_path / "case.json")
    assert (caught.value.got, caught.value.wanted) == ("case.json", "a name ending in .toml")
    assert list(tmp_path.iterdir()) == []


# --- the folder ---


def test_a_new_folder_gets_an_opening_that_is_never_written_again(case, tmp_path):
    folder = tmp_path / "licence"
    first = ac.save(case, folder).read_bytes()
    assert (folder / "opening.toml").read_bytes() == first
    later = case.revise({"case.title": "Later"})
    ac.save(later, folder)
    assert (folder / "opening.toml").read_bytes() == first
    assert ac.load(folder) == later
    assert sorted(path.name for path in folder.iterdir()) == ["case.toml", "opening.toml"]


def test_a_file_and_a_draft_open_no_folder(case, tmp_path):
    ac.save(case, tmp_path / "a" / "case.toml")
    ac.save(ac.loads(FAULTY, draft=True), tmp_path / "b")
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["case.toml"]
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["case.toml"]
    ac.save(case, tmp_path / "b")
    assert (tmp_path / "b" / "opening.toml").read_bytes() == (tmp_path / "b" / "case.toml").read_bytes()


def test_an_opening_goes_again_when_the_case_cannot_be_written(case, tmp_path, monkeypatch):
    whole = Path.replace

    def fail(self, target):
        if target.name == "case.toml":
            raise OSError(28, "No space left on device")
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(ac.FileError, match="cannot be written"):
        ac.save(case, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "kind", "where"),
    [
        (b"[", ac.DocumentError, "opening.toml"),
        (b"\xff", ac.DocumentError, "opening.toml"),
        (b"a = 1", ac.InvalidCaseError, "opening.toml.format"),
        (b'format = "agile-case/2"', ac.InvalidCaseError, "opening.toml.format"),
    ],
)
@pytest.mark.parametrize("draft", [False, True])
def test_an_opening_must_be_a_readable_case_file(case, tmp_path, content, kind, where, *, draft):
    ac.save(case, tmp_path)
    (tmp_path / "opening.toml").write_bytes(content)
    with pytest.raises(kind) as caught:
        ac.load(tmp_path, draft=draft)
    assert caught.value.where == where
    assert ac.load(tmp_path / "case.toml") == case


def test_an_opening_that_is_a_folder_is_a_file_error(case, tmp_path):
    ac.save(case, tmp_path / "case.toml")
    (tmp_path / "opening.toml").mkdir()
    with pytest.raises(ac.FileError, match="cannot be read"):
        ac.load(tmp_path)


def test_a_folder_with_a_history_is_not_written(case, tmp_path):
    ac.save(case, tmp_path)
    (tmp_path / "history").mkdir()
    ac.save(case, tmp_path)
    (tmp_path / "history" / "1.toml").touch()
    with pytest.raises(ac.DocumentError, match="not an entry"):
        ac.save(case, tmp_path)


# --- reference files ---


@pytest.mark.parametrize("name", ["new", "new/case.json", "deep/er"])
def test_reference_files_go_along(own, tmp_path, name):
    case = ac.load(own)
    target = ac.save(case, tmp_path / name)
    assert ac.load(tmp_path / name) == case
    for end in ("toml", "csv"):
        assert (target.parent / f"rates/flat.{end}").read_bytes() == (own / f"rates/flat.{end}").read_bytes()
    ac.save(case, tmp_path / name)  # they are there already
    assert ac.save(case, own) == own / "case.toml"


def test_a_reference_file_does_not_take_the_place_of_another(own, tmp_path):
    case = ac.load(own)
    other = tmp_path / "new" / "rates" / "flat.csv"
    other.parent.mkdir(parents=True)
    other.write_text("theirs", encoding="utf-8")
    with pytest.raises(ac.FileError) as caught:
        ac.save(case, tmp_path / "new")
    error = caught.value
    assert error.what == "Another file is in the place of the reference file that the case takes along."
    assert (error.where, error.got) == ("reference.discount-rate", str(other))
    assert other.read_text(encoding="utf-8") == "theirs"
    assert sorted(path.name for path in (tmp_path / "new").rglob("*")) == ["flat.csv", "rates"]


def test_a_reference_file_does_not_leave_the_folder_by_a_link(own, tmp_path):
    case = ac.load(own)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "rates").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ac.FileError, match="A link in the folder leads the reference file"):
        ac.save(case, tmp_path / "new")
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("stem", ["case", "opening"])
def test_a_reference_file_is_not_the_case_itself(own, tmp_path, stem):
    for end in ("toml", "csv"):
        (own / f"rates/flat.{end}").rename(own / f"{stem}.{end}.new")
    text = (own / "case.toml").read_text(encoding="utf-8").replace("rates/flat.csv", f"{stem}.csv")
    (own / "mine.toml").write_text(text, encoding="utf-8")
    (own / "case.toml").unlink()
    for end in ("toml", "csv"):
        (own / f"{stem}.{end}.new").rename(own / f"{stem}.{end}")
    header = (own / f"{stem}.toml").read_text(encoding="utf-8")
    (own / f"{stem}.toml").write_text(header.replace('"flat"', f'"{stem}"'), encoding="utf-8")
    case = ac.load(own / "mine.toml")
    with pytest.raises(ac.FileError, match="Another file is in the place"):
        ac.save(case, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_reference_file_that_changed_since_is_refused(own, tmp_path):
    case = ac.load(own)
    with (own / "rates" / "flat.csv").open("a", encoding="utf-8") as file:
        file.write("# more\n")
    with pytest.raises(ac.ReferenceDataError) as caught:
        ac.save(case, tmp_path / "new")
    assert caught.value.where.startswith("reference.discount-rate")
    assert not (tmp_path / "new").exists()


def test_a_draft_takes_along_what_can_be_read(own, tmp_path):
    draft = ac.load(own, draft=True)
    assert draft.is_whole
    faulty = draft.revise({"reference.gdp-deflator": {"file": "none.csv", "sha256": "0" * 64}, "case.title": 5})
    target = ac.save(faulty, tmp_path / "new")
    assert ac.load(target, draft=True).faults == faulty.faults
    assert sorted(path.name for path in (tmp_path / "new").rglob("*")) == [
        "case.toml",
        "flat.csv",
        "flat.toml",
        "rates",
    ]
    ac.save(draft.revise({"reference": 5}), tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["case.toml"]


def test_a_case_from_python_takes_nothing_along(case, tmp_path):
    named = ac.Case(attrs.evolve(case.model, reference=ac.ReferenceChoice(set="uk-2026-03", folder=tmp_path / "none")))
    assert ac.load(ac.save(named, tmp_path / "new")) == case
