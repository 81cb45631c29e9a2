"""The report folder: which files, what is in them, what becomes of an earlier report."""

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest

import agile_case as ac
from agile_case.errors import FileError
from agile_case.reports.contract import result_json
from agile_case.reports.folder import write_report
from agile_case.reports.page import report_page

EXAMPLES = Path(__file__).parents[3] / "examples"


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def without_digital():
    plain = tomllib.loads((EXAMPLES / "licence.toml").read_text(encoding="utf-8"))
    del plain["options"]["digital"]
    return ac.from_plain(plain).appraise()


class TestFiles:
    def test_the_folder_is_made_and_its_files_are_named(self, report, tmp_path):
        folder = tmp_path / "a" / "b"
        written = write_report(*report("licence, simulated"), folder)
        assert [path.relative_to(folder).as_posix() for path in written] == [
            "result.json",
            "report.html",
            "tables/absolute.csv",
            "tables/against.csv",
            "tables/simulation.csv",
            "tables/simulation_against.csv",
            "tables/savings.csv",
            "tables/uplifts.csv",
            "tables/cash.csv",
            "tables/years_business_as_usual.csv",
            "tables/lines_business_as_usual.csv",
            "tables/years_digital.csv",
            "tables/lines_digital.csv",
            "tables/measures.csv",
            "tables/findings.csv",
            "tables/provenance.csv",
        ]
        assert names(folder) == sorted(path.relative_to(folder).as_posix() for path in written)

    def test_they_hold_the_json_and_the_page(self, every, tmp_path):
        write_report(*every, str(tmp_path))
        assert (tmp_path / "result.json").read_bytes() == result_json(*every).encode()
        assert (tmp_path / "report.html").read_bytes() == report_page(*every).encode()

    def test_two_runs_give_the_same_bytes(self, report, tmp_path):
        for name in ("one", "two"):
            write_report(*report("licence, simulated"), tmp_path / name)
        for name in names(tmp_path / "one"):
            assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


class TestCsv:
    def test_numbers_are_whole_to_the_last_digit(self, report, tmp_path):
        result, findings = report("licence")
        write_report(result, findings, tmp_path)
        held = {row["option"]: row for row in rows(tmp_path / "tables/absolute.csv")}
        assert float(held["Digital"]["npsv_gbp"]) == result.absolute["digital"].npsv
        assert held["Digital"]["npsv_gbp"].startswith("-"), "a negative number stays a number"

    def test_text_that_a_spreadsheet_would_run_is_defused(self, report, tmp_path, finding):
        result, _ = report("formula")
        write_report(result, [finding], tmp_path)
        title = result.plan.title
        assert title.startswith("=")
        assert {row["option"] for row in rows(tmp_path / "tables/absolute.csv")} == {f"'{title}"}
        assert [row["line"] for row in rows(tmp_path / "tables/lines_other.csv")] == [f"'{title}"]
        (unmonetised,) = rows(tmp_path / "tables/unmonetised.csv")
        assert (unmonetised["benefit"], unmonetised["notes"]) == (f"'{title}", f"'{title}")
        (found,) = rows(tmp_path / "tables/findings.csv")
        assert (found["message"], found["hint"]) == (f"'{finding.message}", "'-do & mend")

    def test_no_cell_of_text_starts_a_formula(self, every, tmp_path):
        write_report(*every, tmp_path)
        for path in (tmp_path / "tables").iterdir():
            for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
                for cell in row:
                    if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
                        float(cell)


class TestAnEarlierReport:
    def test_its_tables_do_not_stay_behind(self, report, tmp_path):
        write_report(*report("licence, simulated"), tmp_path)
        (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
        written = write_report(without_digital(), [], tmp_path)
        assert names(tmp_path) == sorted(["notes.txt", *(path.relative_to(tmp_path).as_posix() for path in written)])
        assert "tables/years_digital.csv" not in names(tmp_path)

    @pytest.mark.parametrize(
        "held",
        ['{"format": "another/1"}', "[1]", "{", "\udcff", "[" * 100_000],
        ids=["else", "list", "cut", "x", "deep"],
    )
    def test_tables_beside_something_else_are_left_alone(self, report, tmp_path, held):
        (tmp_path / "tables").mkdir()
        (tmp_path / "tables" / "mine.csv").write_text("1", encoding="utf-8")
        (tmp_path / "result.json").write_bytes(held.encode("utf-8", "surrogateescape"))
        write_report(*report("small"), tmp_path)
        assert (tmp_path / "tables" / "mine.csv").read_text(encoding="utf-8") == "1"
        assert json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))["format"] == "agile-case-result/1"

    def test_a_table_that_cannot_be_taken_away_is_our_error(self, report, tmp_path):
        write_report(*report("small"), tmp_path)
        stuck = tmp_path / "tables" / "stuck.csv"
        stuck.mkdir()
        with pytest.raises(FileError) as caught:
            write_report(*report("small"), tmp_path)
        assert caught.value.what == "This file of an earlier report cannot be taken away."
        assert caught.value.got.startswith(f"{stuck}: ")
        assert caught.value.do == "choose another folder with -o"


def test_a_folder_that_cannot_be_written_is_our_error(report, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FileError) as caught:
        write_report(*report("small"), tmp_path / "file" / "folder")
    assert str(caught.value) == (
        "This file cannot be written.\n"
        f"  got:    {tmp_path / 'file' / 'folder' / 'result.json'}: Not a directory\n"
        "  do:     choose another folder with -o\n"
        "  see:    reference/errors#file"
    )
