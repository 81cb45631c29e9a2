"""Cases from files and folders and back; nothing is lost when a writing fails, and no other file is overwritten."""

import math
import os
import stat
from pathlib import Path

import attrs
import pytest

import agile_case as ac
from agile_case.case import files

LICENCE = Path(__file__).parents[3] / "examples" / "licence.toml"


@pytest.fixture(scope="module")
def case():
    return ac.load(LICENCE)


@pytest.mark.parametrize("name", ["case.toml", "case.json", "folder", "deep/folder", "deep/other.toml"])
def test_what_is_saved_loads_as_the_same_case(case, tmp_path, name):
    written = ac.save(case, tmp_path / name)
    assert written == tmp_path / (name if "." in name else f"{name}/case.toml")
    assert ac.load(tmp_path / name) == case
    assert ac.load(str(tmp_path / name)) == case


def test_an_existing_folder_holds_its_case_whatever_its_name(case, tmp_path):
    folder = tmp_path / "case.v2"
    folder.mkdir()
    assert ac.save(case, folder) == folder / "case.toml"
    assert ac.load(folder) == case


def test_a_folder_with_a_history_that_holds_something_else_is_refused(case, tmp_path):
    ac.save(case, tmp_path)
    (tmp_path / "history").mkdir()
    assert ac.load(tmp_path) == case
    (tmp_path / "history" / "1.toml").touch()
    with pytest.raises(ac.DocumentError, match="not an entry"):
        ac.load(tmp_path)
    assert ac.load(tmp_path / "case.toml") == case


@pytest.mark.parametrize("name", ["none.toml", "none", ".", "file/case.toml", "x" * 300, "loop"])
def test_what_cannot_be_read_is_a_file_error(tmp_path, name):
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(ac.FileError) as caught:
        ac.load(tmp_path / name)
    assert caught.value.what == "This file cannot be read."
    assert caught.value.wanted == "a case file (.toml or .json) or a folder with case.toml"
    assert str(tmp_path) in caught.value.got


@pytest.mark.parametrize("path", [None, 5, b"case.toml", [], "a\0b", True])
@pytest.mark.parametrize("use", ["load", "save"])
def test_a_path_is_text_or_a_path(case, path, use):
    with pytest.raises(ac.InputError) as caught:
        ac.load(path) if use == "load" else ac.save(case, path)
    assert (caught.value.what, caught.value.where) == ("This is not the path of a file or folder.", "path")


def test_no_more_is_read_of_a_file_than_may_be(tmp_path):
    """A file without end, such as a device, is too large like any other."""
    with pytest.raises(ac.LimitError):
        ac.load("/dev/zero")


@pytest.mark.parametrize("data", [None, 5, ["format"], bytearray(b"")])
def test_content_is_text_or_bytes(data):
    with pytest.raises(ac.InputError) as caught:
        ac.loads(data)
    assert (caught.value.where, caught.value.got) == ("data", type(data).__name__)


@pytest.mark.parametrize("kind", ["yaml", "TOML", None])
def test_a_kind_is_toml_or_json(kind):
    with pytest.raises(ac.InputError) as caught:
        ac.loads("", kind=kind)
    assert (caught.value.where, caught.value.wanted) == ("kind", "toml or json")


def test_text_and_bytes_are_read_alike(case):
    text = LICENCE.read_text(encoding="utf-8")
    assert ac.loads(text) == ac.loads(text.encode()) == ac.loads("\ufeff" + text) == case


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_half_a_character_in_a_text_is_refused(kind):
    with pytest.raises(ac.DocumentError, match="not text in UTF-8"):
        ac.loads("\ud800", kind=kind)


@pytest.mark.parametrize("plain", [None, 5, "text", [("format", 1)]])
def test_plain_data_is_a_table(plain):
    with pytest.raises(ac.DocumentError, match="This is not a table"):
        ac.from_plain(plain)


@pytest.mark.parametrize("name", ["case.yaml", "case.toml.bak", "case.TOML"])
def test_a_case_is_saved_as_toml_or_json(case, tmp_path, name):
    with pytest.raises(ac.InputError) as caught:
        ac.save(case, tmp_path / name)
    assert (caught.value.what, caught.value.got) == ("A case is saved as TOML or JSON.", name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.toml", b"[project]\nname = 'other'\n"),
        ("a.toml", b"not toml"),
        ("a.toml", b"\xff"),
        ("a.toml", b""),
        ("a.toml", b"format = 5"),
        ("a.json", b'{"name": "other"}'),
        ("a.json", b"[]"),
        ("a.json", b""),
    ],
)
def test_a_file_that_is_no_case_file_is_never_overwritten(case, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ac.FileError) as caught:
        ac.save(case, tmp_path / name)
    assert caught.value.what == "There is a file of that name that is not a case file."
    assert caught.value.do == "save under another name"
    assert (tmp_path / name).read_bytes() == content


@pytest.mark.parametrize("name", ["a.toml", "a.json"])
def test_a_case_file_is_replaced(case, tmp_path, name):
    ac.save(case, tmp_path / name)
    other = ac.Case(attrs.evolve(case.model, basis=attrs.evolve(case.model.basis, title="Another")))
    ac.save(other, tmp_path / name)
    assert ac.load(tmp_path / name) == other
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_comment_in_the_file_stays(case, tmp_path):
    target = tmp_path / "case.toml"
    target.write_bytes(LICENCE.read_bytes())
    ac.save(case, target)
    assert target.read_bytes() == LICENCE.read_bytes()


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_writing_that_fails_leaves_the_old_file_and_nothing_else(case, tmp_path, monkeypatch, step):
    target = ac.save(case, tmp_path / "case.toml")
    before = target.read_bytes()

    def fail(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), fail)
    other = ac.Case(attrs.evolve(case.model, basis=attrs.evolve(case.model.basis, title="Another")))
    with pytest.raises(ac.FileError) as caught:
        ac.save(other, target)
    assert caught.value.what == "This file cannot be written."
    assert caught.value.got == f"{target}: No space left on device"
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


def test_an_interrupted_writing_leaves_nothing_behind(case, tmp_path, monkeypatch):
    def interrupt(_handle):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        ac.save(case, tmp_path / "case.toml")
    assert list(tmp_path.iterdir()) == []


def test_the_permissions_of_a_file_stay_and_those_of_a_new_one_are_the_usual(case, tmp_path):
    (tmp_path / "usual").touch()
    target = ac.save(case, tmp_path / "case.toml")
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE((tmp_path / "usual").stat().st_mode)
    target.chmod(0o640)
    ac.save(case, target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_link_stays_a_link_and_its_file_is_replaced(case, tmp_path):
    (tmp_path / "real").mkdir()
    target = ac.save(case, tmp_path / "real" / "case.toml")
    link = tmp_path / "case.toml"
    link.symlink_to(target)
    other = ac.Case(attrs.evolve(case.model, basis=attrs.evolve(case.model.basis, title="Another")))
    assert ac.save(other, link) == target
    assert link.is_symlink()
    assert ac.load(target) == other


@pytest.mark.parametrize("name", ["file/case.toml", "file", "loop.toml", "x" * 300 + ".toml"])
def test_what_cannot_be_written_is_a_file_error(case, tmp_path, name):
    (tmp_path / "file").write_text("a file, not a folder", encoding="utf-8")
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    with pytest.raises(ac.FileError) as caught:
        ac.save(case, tmp_path / name)
    assert caught.value.what == "This file cannot be written."
    assert (tmp_path / "file").read_text(encoding="utf-8") == "a file, not a folder"


@pytest.mark.parametrize("name", ["case.toml", "case.json"])
def test_a_text_that_no_file_can_hold_is_refused(case, tmp_path, name):
    broken = ac.Case(attrs.evolve(case.model, basis=attrs.evolve(case.model.basis, title="half \ud800")))
    with pytest.raises(ac.DocumentError) as caught:
        ac.save(broken, tmp_path / name)
    error = caught.value
    assert (error.what, error.where) == ("This text holds half a character.", "case.title")
    assert error.got == "'\\ud800' at character 6"
    assert list(tmp_path.iterdir()) == []


def nested(depth):
    """Return a table in a table, and so on."""
    table = {}
    for _ in range(depth):
        table = {"a": table}
    return table


REFUSED = [
    (lambda model: attrs.evolve(model, x={"a": [1, math.nan]}), ac.DocumentError, "A number must be finite.", "x.a.1"),
    (
        lambda model: attrs.evolve(model, local={"a": -math.inf}),
        ac.DocumentError,
        "A number must be finite.",
        "local.a",
    ),
    (lambda model: attrs.evolve(model, x={"a": 10**400}), ac.LimitError, "This number is too large.", "x.a"),
    (lambda model: attrs.evolve(model, x=nested(40)), ac.LimitError, "This file is nested too deeply.", ""),
    (
        lambda model: attrs.evolve(model, basis=attrs.evolve(model.basis, notes="n" * 60_000)),
        ac.LimitError,
        "This text is too long.",
        "case.notes",
    ),
]


@pytest.mark.parametrize(("change", "kind", "what", "where"), REFUSED, ids=["nan", "inf", "huge", "deep", "long"])
@pytest.mark.parametrize("name", ["case.toml", "case.json"])
def test_what_could_not_be_loaded_is_not_saved(case, tmp_path, *, name, change, kind, what, where):
    """It is refused before anything is written: the file that is there stays as it is."""
    target = ac.save(case, tmp_path / name)
    before = target.read_bytes()
    with pytest.raises(ac.AgileCaseError) as caught:
        ac.save(ac.Case(change(case.model)), target)
    assert type(caught.value) is kind
    assert (caught.value.what, caught.value.where) == (what, where)
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["case.toml", "case.json"])
def test_what_just_fits_is_saved_and_loads(case, tmp_path, name):
    basis = attrs.evolve(case.model.basis, notes="n" * 50_000)
    fitting = ac.Case(attrs.evolve(case.model, basis=basis, x=nested(20)))
    assert ac.load(ac.save(fitting, tmp_path / name)) == fitting


@pytest.mark.parametrize("given", ["model", "text", "none"])
def test_what_is_no_case_is_not_saved(case, tmp_path, given):
    what = {"model": case.model, "text": str(LICENCE), "none": None}[given]
    with pytest.raises(ac.InputError) as caught:
        ac.save(what, tmp_path / "case.toml")
    error = caught.value
    assert (error.what, error.where, error.got) == ("This is not a case.", "case", type(what).__name__)
    assert error.wanted == "a Case or a Draft"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["case.toml", "case.json"])
def test_a_new_order_of_stages_is_saved(case, tmp_path, name):
    """A stage without a start begins after the one before."""
    target = ac.save(case, tmp_path / name)
    turned = ac.Case(attrs.evolve(case.model, stages=dict(reversed(list(case.model.stages.items())))))
    assert turned != case
    ac.save(turned, target)
    again = ac.load(target)
    assert again == turned
    assert list(again.model.stages) == list(turned.model.stages) == ["private_beta", "alpha"]


def test_the_names_of_the_module_are_those_of_the_package():
    assert {name: getattr(ac, name) for name in files.__all__} == {name: getattr(files, name) for name in files.__all__}
