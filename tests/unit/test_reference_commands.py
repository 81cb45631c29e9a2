"""The commands about published parameters, run as the command line runs them."""

import argparse
import csv
import io
import json
import tomllib

import pytest

from agile_case.errors import InputError, UnknownNameError
from agile_case.reference import available, load, reference_with
from agile_case.reference_commands import add_commands

RELEASE = """GDP deflators (invented),,
Financial year,2024-25 = 100,per cent change on previous year
2023-24,98.0,-
2024-25,100.0,2.04
"2025-26 (1), (2)",-,3.0
"""


@pytest.fixture
def run():
    def main(*words):
        out = []
        parser = argparse.ArgumentParser(prog="agile-case")
        add_commands(parser.add_subparsers(required=True), out.append)
        given = parser.parse_args(["reference", *words])
        assert given.run(given) == 0
        return "".join(out)

    return main


def test_list_shows_every_table_and_every_set(run):
    text = run("list")
    for table, vintage, status, title in available():
        line = next(line for line in text.splitlines() if line.split()[:2] == [table, vintage])
        assert status in line
        assert title in line
    assert text.endswith("Sets that pin vintages:\n  uk-2026-03  United Kingdom, as published by March 2026\n")


def test_show_gives_the_citation(run):
    text = run("show", "discount-rate/health-reduced")
    assert text.startswith("discount-rate/health-reduced: Reduced rate for health and life effects, Green Book 2018\n")
    assert "carried-forward" in text
    assert "HM Treasury, The Green Book, 2018, Table 8" in text
    assert text.endswith("\n")


def test_show_as_json_has_the_header_and_every_row(run):
    found = json.loads(run("show", "gdp-deflator/hmt-2026-03", "--format", "json"))
    dataset = load("gdp-deflator", "hmt-2026-03")
    assert list(found)[:4] == ["format", "table", "vintage", "title"]
    assert (found["format"], found["sha256"]) == ("agile-case-reference-table/1", dataset.sha256)
    assert (found["in_force_from"], found["status"]) == (None, "superseded")
    assert found["columns"]["index"] == "index, 2024-25 = 100"
    assert found["rows"][0] == {
        "financial_year": "2000-01",
        "index": 54.3697,
        "status": "outturn",
        "evidence": "secondary",
    }
    assert len(found["rows"]) == len(dataset.rows)
    assert json.loads(run("show", "discount-rate/green-book-2026", "--format", "json"))["rows"][-1]["to_year"] is None


def test_show_as_csv_has_every_row(run):
    rows = list(csv.reader(io.StringIO(run("show", "discount-rate/six-step", "--format", "csv"))))
    assert rows[0] == ["schedule", "from_year", "to_year", "rate", "evidence"]
    assert rows[-1] == ["standard-six-step", "301", "", "1", "primary"]


def test_show_needs_table_and_vintage(run):
    with pytest.raises(InputError) as caught:
        run("show", "discount-rate")
    assert (caught.value.got, caught.value.do) == ("'discount-rate'", "see: agile-case reference list")
    with pytest.raises(UnknownNameError, match="use one of"):
        run("show", "discount-rate/")


def test_add_writes_a_vintage_and_the_line_for_the_case(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "release.csv").write_text(RELEASE, encoding="utf-8")
    said = ("--vintage", "hmt-2026-06", "--published", "2026-06", "--source", "HM Treasury, June 2026 (invented)")
    text = run("add", "release.csv", *said)
    assert text.startswith(
        "Wrote reference/gdp-deflator/hmt-2026-06.toml\nWrote reference/gdp-deflator/hmt-2026-06.csv\n"
        "3 years, 2023-24 to 2025-26 (forecast).\n\nTo use it, write under [reference] of the case"
    )
    reference = reference_with("uk-2026-03", tomllib.loads(text.splitlines()[-1]), tmp_path)
    assert reference.gdp_deflator.citation == (
        "HM Treasury, June 2026 (invented). Open Government Licence v3.0. Evidence: secondary."
    )


def test_add_takes_what_the_user_says(run, tmp_path):
    (tmp_path / "release.csv").write_text(RELEASE.replace('"2025-26 (1), (2)",-', "2025-26,103.0"), encoding="utf-8")
    said = ("--vintage", "mine", "--published", "2026", "--source", "s", "--evidence", "primary", "--licence", "L")
    text = run("add", str(tmp_path / "release.csv"), *said, "--forecast-from", "2025-26", "-o", str(tmp_path / "out"))
    assert "2023-24 to 2025-26 (forecast)" in text
    header = tomllib.loads((tmp_path / "out/gdp-deflator/mine.toml").read_text(encoding="utf-8"))
    assert (header["evidence"], header["licence"]) == ("primary", "L")


@pytest.mark.parametrize("words", [(), ("add", "x.csv"), ("show",), ("show", "a/b", "--format", "xml"), ("delete",)])
def test_words_that_are_missing_or_unknown(run, words, capsys):
    with pytest.raises(SystemExit) as caught:
        run(*words)
    assert caught.value.code == 2
    assert "usage: agile-case reference" in capsys.readouterr().err
