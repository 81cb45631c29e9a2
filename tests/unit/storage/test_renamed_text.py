"""A renamed key is renamed in the text of the file: its place and its comments stay."""

import re
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.storage.renamed_text import renamed_text

LICENCE = Path(__file__).parents[3] / "examples" / "licence.toml"


@pytest.fixture
def file(tmp_path):
    """The example with comments above, beside and within what will be renamed."""
    text = re.sub(r"(?m)^(team\s+=.*)$", r"\1 # about the team", LICENCE.read_text(encoding="utf-8"))
    line = "[options.digital.costs.beta_team]\n"
    text = text.replace(line, f"# above\n{line[:-1]} # beside\n# within\n")
    text = text.replace("[options.digital]\n", "[options.digital] # the option\n")
    target = tmp_path / "case.toml"
    target.write_text(text, encoding="utf-8")
    assert all(word in text for word in ("# about the team", "# beside", "# the option"))
    return target


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("assumptions.team", "squad"),
        ("options.digital.costs.beta_team", "build_team"),
        ("options.digital", "online"),
        ("stages.alpha", "first"),
        ("curves.take_up", "uptake"),
        ("events.alpha", "alpha_start"),
    ],
)
def test_every_line_and_comment_stays_where_it_is(file, path, key):
    before = file.read_text(encoding="utf-8").splitlines()
    case = ac.load(file).rename(path, key)
    ac.save(case, file)
    assert ac.load(file) == case
    after = file.read_text(encoding="utf-8").splitlines()
    assert len(after) == len(before)
    comments = [[line[line.index("#") :] for line in lines if "#" in line] for lines in (before, after)]
    assert comments[0] == comments[1]
    old = path.rpartition(".")[2]
    for one, other in zip(before, after, strict=True):
        assert one == other or (old in one and key in other)


def test_windows_line_ends_stay(file):
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    ac.save(ac.load(file).rename("assumptions.team", "squad"), file)
    data = file.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    assert b"# about the team\r\n" in data


@pytest.mark.parametrize(
    ("text", "before", "after", "wanted"),
    [
        ("a.b = 1 # x\n", {"a": {"b": 1}}, {"a": {"c": 1}}, "a.c = 1 # x\n"),
        ("[a]\nb.x = 1\nb.y = 2\n", {"a": {"b": {"x": 1, "y": 2}}}, {"a": {"c": {"x": 1, "y": 2}}},
         "[a]\nc.x = 1\nc.y = 2\n"),
        ("[ a ] # t\nb = 1\n", {"a": {"b": 1}}, {"d": {"b": 1}}, "[ d ] # t\nb = 1\n"),
        ("[[a]]\nb = 1\n", {"a": [{"b": 1}]}, {"d": [{"b": 1}]}, "[[d]]\nb = 1\n"),
        ("a = 1\n", {"a": 1}, {"b": 2}, "a = 1\n"),
        ("a = 1\n", {"a": 1}, {}, "a = 1\n"),
        ("a = 1\nb = 1\n", {"a": 1, "b": 1}, {"c": 1, "d": 1}, "c = 1\nd = 1\n"),
        ('a = "a + 1"\n', {"a": "a + 1"}, {"b": "b + 1"}, 'b = "a + 1"\n'),
        ('"a" = 1\n', {"a": 1}, {"b": 1}, '"a" = 1\n'),
    ],
)  # fmt: skip
def test_what_is_the_same_but_for_its_key_was_renamed(text, before, after, wanted):
    assert renamed_text(text, before, after) == wanted


def test_text_that_only_looks_like_a_key_stays(tmp_path):
    """The line in the text of several lines is changed back, because the text has to say what the case says."""
    target = tmp_path / "case.toml"
    text = LICENCE.read_text(encoding="utf-8").replace(
        "[reference]", 'notes = """\n[assumptions]\nteam = what we call it\n"""\n[reference]', 1
    )
    target.write_text(text, encoding="utf-8")
    case = ac.load(target)
    assert "team = what we call it" in case.model.basis.notes
    renamed = case.rename("assumptions.team", "squad")
    ac.save(renamed, target)
    assert ac.load(target) == renamed
    assert ac.load(target).model.basis.notes == case.model.basis.notes
