"""Published parameters from the command line: looked up, added, and used by a case, as the tutorial goes."""

import json
import tomllib
from pathlib import Path

import pytest

import agile_case as ac
from agile_case import cli
from agile_case.reference import available, load

RELEASE = """GDP deflators (invented),,
Financial year,2024-25 = 100,per cent change on previous year
2022-23,94.0,-
2023-24,98.0,4.2553
2024-25,100.0,2.0408
"2025-26 (1), (2)",-,3.0
"2026-27 (1), (2)",-,10.0
"""
SAID = ("--vintage", "hmt-2026-06", "--published", "2026-06", "--source", "HM Treasury, June 2026 (invented)")


@pytest.fixture
def run(capsys):
    """Run the command line in this process; return the exit code and what it printed on either side."""

    def call(*words):
        code = cli.main([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_list_shows_every_table_and_every_set(run):
    code, out, err = run("reference", "list")
    assert (code, err) == (0, "")
    listed = [tuple(line.split()[:2]) for line in out.splitlines() if line]
    assert {(table, vintage) for table, vintage, *_ in available()} <= set(listed)
    assert out.endswith("\n  uk-2026-03  United Kingdom, as published by March 2026\n")


def test_show_gives_header_and_rows(run):
    code, out, err = run("reference", "show", "gdp-deflator/hmt-2026-03")
    assert (code, err) == (0, "")
    assert out.startswith("gdp-deflator/hmt-2026-03: ")
    found = json.loads(run("reference", "show", "gdp-deflator/hmt-2026-03", "--format", "json")[1])
    assert found["sha256"] == load("gdp-deflator", "hmt-2026-03").sha256
    rows = run("reference", "show", "gdp-deflator/hmt-2026-03", "--format", "csv")[1].splitlines()
    assert rows[0] == "financial_year,index,status,evidence"
    assert len(rows) == len(found["rows"]) + 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "gdp-deflator"), "InputError: This is not the name of a vintage."),
        (("show", "gdp-deflators/hmt-2026-03"), "UnknownNameError: "),
        (("show", "gdp-deflator/hmt-2099-01"), "UnknownNameError: "),
        (("add", "nowhere.csv", *SAID), "FileError: "),
    ],
)
def test_what_cannot_be_used_is_refused_with_code_2(run, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    code, out, err = run("reference", *words)
    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert "Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_help_names_the_commands(run, capsys):
    with pytest.raises(SystemExit) as caught:
        run("reference", "--help")
    assert caught.value.code == 0
    out = capsys.readouterr().out
    assert all(word in out for word in ("list", "show", "add"))


def test_a_new_release_is_added_and_a_case_takes_it(run, tmp_path, monkeypatch):
    """From `new` to a changed number: the line that `add` prints goes under [reference] as it stands."""
    monkeypatch.chdir(tmp_path)
    assert run("new", "case.toml")[0] == 0
    case = Path("case.toml")
    text = case.read_text(encoding="utf-8")
    header = "[options.business_as_usual.costs.extra]"
    text += f'\n{header}\namount = "100 GBPk"\nwhen = "2026-27"\nprice_base = "2022-23"\n'
    case.write_text(text, encoding="utf-8")
    before = json.loads(run("appraise", "case.toml", "--format", "json")[1])

    Path("release.csv").write_text(RELEASE, encoding="utf-8")
    code, out, err = run("reference", "add", "release.csv", *SAID)
    assert (code, err) == (0, "")
    line = out.splitlines()[-1]
    assert list(tomllib.loads(line)) == ["gdp-deflator"]
    case.write_text(text.replace("[reference]\n", f"[reference]\n{line}\n"), encoding="utf-8")
    code, out, err = run("appraise", "case.toml", "--format", "json")
    assert err == ""
    after = json.loads(out)

    files = after["provenance"]["reference"]["files"]
    assert files["gdp-deflator/hmt-2026-06"] == tomllib.loads(line)["gdp-deflator"]["sha256"]
    assert "gdp-deflator/hmt-2026-03" not in files
    assert "gdp-deflator/hmt-2026-03" in before["provenance"]["reference"]["files"]
    old = ac.loads(text).appraise().absolute["business_as_usual"].pvc
    new = ac.load("case.toml").appraise().absolute["business_as_usual"].pvc
    published = {str(row["financial_year"]): row["index"] for row in load("gdp-deflator", "hmt-2026-03").rows}
    ours, theirs = 113.3 / 94, published["2026-27"] / published["2022-23"]
    assert new - old == pytest.approx(100_000 * (ours - theirs), rel=1e-9)

    monkeypatch.chdir("/")
    assert json.loads(run("appraise", tmp_path / "case.toml", "--format", "json")[1]) == after

    rows = tmp_path / "reference/gdp-deflator/hmt-2026-06.csv"
    rows.write_bytes(rows.read_bytes().replace(b"94.0000", b"95.0000"))
    code, out, err = run("appraise", tmp_path / "case.toml")
    assert (code, out) == (2, "")
    assert err.startswith(
        "InvalidCaseError: A reference file is not the one that was pinned.\n  where:  reference.gdp-"
    )
    (number,) = [n for n, held in enumerate(text.splitlines(), 1) if held == "[reference]"]
    assert f"(line {number + 1})" in err


def test_adding_the_same_vintage_again_overwrites_nothing(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("release.csv").write_text(RELEASE, encoding="utf-8")
    assert run("reference", "add", "release.csv", *SAID)[0] == 0
    rows = Path("reference/gdp-deflator/hmt-2026-06.csv")
    before = rows.read_bytes()
    Path("release.csv").write_text(RELEASE.replace("10.0", "11.0"), encoding="utf-8")
    code, out, err = run("reference", "add", "release.csv", *SAID)
    assert (code, out) == (2, "")
    assert err.startswith("FileError: ")
    assert rows.read_bytes() == before
