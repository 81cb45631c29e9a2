"""`agile-case benefits`: register, map, plan, and the questions to owners with their answers."""

import csv
import io
from pathlib import Path

import pytest

import agile_case as ac
from agile_case import cli

CASE = Path(__file__).parents[2] / "examples" / "benefits.toml"
HELD = ac.load(CASE)


@pytest.fixture
def run(capsys):
    def call(*words):
        code = cli.main([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_the_register_is_what_is_printed_unless_something_else_is_asked_for(run):
    assert run("benefits", CASE) == (0, HELD.benefits_register().brief().to_text() + "\n", "")
    rows = list(csv.DictReader(io.StringIO(run("benefits", CASE, "--format", "csv")[1])))
    assert list(rows[0]) == [column.key for column in HELD.benefits_register().columns]
    assert len(rows) == 7


def test_the_plan_has_a_day(run):
    out = run("benefits", CASE, "--show", "plan", "--on", "2040-01-01", "--format", "markdown")[1]
    assert out == HELD.realisation_plan(on="2040-01-01").to_markdown()
    assert "overdue" in out


def test_the_map_is_that_of_one_option(run, tmp_path):
    assert run("benefits", CASE, "--show", "map", "--format", "html")[1].startswith("<table>")
    assert run("benefits", CASE, "--show", "map", "--option", "online")[1] == repr(HELD.benefits_map("online")) + "\n"
    ac.save(HELD.revise({"options.poster": {"benefits": {"trust": {"kind": "qualitative"}}}}), tmp_path / "two.toml")
    code, _, err = run("benefits", tmp_path / "two.toml", "--show", "map")
    assert code == 2
    assert "A map is that of one option." in err
    assert "online or poster" in err


def test_an_owner_is_asked_and_the_answers_are_read(run, tmp_path):
    _, form, _ = run("benefits", CASE, "--ask", "Head of drainage")
    assert form == HELD.owners_return("Head of drainage").to_csv()
    filled = form.replace("By when will you reach it?,2029-03-31,", "By when will you reach it?,2029-03-31,2030-03-31")
    (tmp_path / "return.csv").write_text(filled, encoding="utf-8")
    out = run("benefits", CASE, "--read", tmp_path / "return.csv")[1]
    assert "2030-03-31" in out
    assert "questions left open" in out
    assert run("benefits", CASE, "--ask", "Nobody")[0] == 2


def test_a_report_has_a_section_on_benefits_with_the_map_in_it(run, tmp_path):
    assert run("appraise", CASE, "-o", tmp_path / "report")[0] == 0
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    benefits = page.partition(">Benefits</h2>")[2].partition("</section>")[0]
    assert benefits.index("Register of benefits") < benefits.index("<figure>") < benefits.index("Realisation plan")
    assert benefits.count("Benefits map of") == page.count("Benefits map of") > 0
    assert (tmp_path / "report" / "pictures" / "benefits_map_online.svg").exists()
    with (tmp_path / "report" / "tables" / "benefits_register.csv").open(encoding="utf-8") as file:
        assert len(list(csv.DictReader(file))) == 7


def test_a_case_that_says_nothing_of_its_benefits_has_no_such_section(run, tmp_path):
    assert run("appraise", CASE.parent / "bicester.toml", "-o", tmp_path / "report")[0] == 0
    assert ">Benefits</h2>" not in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
